//! Survey files of every kind, sound and broken.
