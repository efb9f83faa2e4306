//! Masking against a list of cases.
