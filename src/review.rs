//! Codings against reference codings.
