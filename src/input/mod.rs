//! Survey files to answers: one file a format.
