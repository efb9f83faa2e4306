//! Survey files of every kind, sound and broken.
#[path = "input/corpus.rs"]
mod corpus;
#[path = "input/files.rs"]
mod files;
#[path = "input/large.rs"]
mod large;
#[path = "input/laws.rs"]
mod laws;
#[path = "input/reference.rs"]
mod reference;
#[path = "input/sheets.rs"]
mod sheets;
#[path = "input/utf16.rs"]
mod utf16;

use fritekst::answer::Row;
use fritekst::input::{Overrides, RowError, Source};
use std::path::Path;

/// All rows of a source, and what was wrong with the others.
fn read(source: &Source) -> (Vec<Row>, Vec<RowError>) {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for row in source.rows().unwrap() {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => errors.push(error),
        }
    }
    (rows, errors)
}

fn open(path: &str, overrides: &Overrides) -> fritekst::Result<Source> {
    Source::open(Path::new(path), overrides)
}
