//! Codebooks: as written, and compiled to a coder.
