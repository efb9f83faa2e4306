//! Values to bytes: one file a format or a kind of value.
pub mod agreement;
pub mod coding_sheet;
pub mod codings;
pub mod details;
pub mod diagnostic;
pub mod diff;
pub mod explanation;
pub mod grid;
pub mod html;
pub mod language;
pub mod marked;
pub mod masked;
pub mod provenance;
pub mod quotes;
pub mod report;
mod rows;
pub mod sample;
pub mod search;
pub mod table;
pub mod unused;
pub mod validation;
pub mod words;

use crate::error::{Error, Result};
pub use rows::for_excel;
use serde::Serialize;

/// The formats that every table comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Aligned columns.
    #[default]
    Plain,
    /// Comma-separated, UTF-8, point as decimal sign.
    Csv,
    /// The value itself.
    Json,
    /// Markdown.
    Markdown,
}

/// A value as indented JSON with a line end.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|e| Error::new(format!("could not write JSON: {e}")))
}
