//! Survey files of every kind, sound and broken.
#[path = "input/corpus.rs"]
mod corpus;

use fritekst::answer::Row;
use fritekst::input::{Overrides, RowError, Source};
use std::path::Path;

/// Flags with an id column and one question.
fn flags(id: &str, question: &str) -> Overrides {
    Overrides { id: Some(id.into()), questions: vec![question.into()], ..Overrides::default() }
}

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
