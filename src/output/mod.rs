//! Values to bytes: one file a format.
pub mod diagnostic;
pub mod marked;
