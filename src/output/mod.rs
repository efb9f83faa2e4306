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
pub mod sample;
pub mod search;
pub mod table;
pub mod unused;
pub mod validation;
pub mod words;

use crate::error::{Error, Result};
use crate::formula::harmless;
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

/// Rows as CSV, no cell of which a spreadsheet takes for a formula.
fn csv_rows(rows: &[Vec<String>]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let written = writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
        written.map_err(|e| Error::new(format!("could not write CSV: {e}")))?;
    }
    finish(writer)
}

/// The text of a finished CSV writer.
fn finish(writer: csv::Writer<Vec<u8>>) -> Result<String> {
    let bytes = writer.into_inner().map_err(|e| Error::new(format!("could not write CSV: {e}")))?;
    String::from_utf8(bytes).map_err(|e| Error::new(format!("could not write CSV: {e}")))
}
