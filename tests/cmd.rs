//! The manual, run as a test.
