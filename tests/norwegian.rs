//! Norwegian words against lists with known answers.
