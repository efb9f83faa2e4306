//! The rule language: parse, match, display.
