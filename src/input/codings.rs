//! Codings in the long form that `code` writes: one row a mention. Read to be compared with others.
use super::{Overrides, RowError, bytes::Bytes, header::no_column, open};
use crate::error::{Error, Place, Result};
use crate::formula::original;
use compact_str::CompactString;
use std::{collections::HashMap, path::Path};

/// One row: an answer, its theme and the rule that gave it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Coded {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// Theme id.
    pub theme: String,
    /// The rule, or whatever stands in its place.
    pub rule: String,
    /// Line in the file.
    pub line: usize,
}

const COLUMNS: [&str; 6] = ["respondent", "question", "theme", "rule", "start", "end"];

/// Reads codings from CSV, a workbook or JSON Lines. Whether respondents and questions exist is not known here;
/// `line` lets the caller name the row of one that doesn't.
pub fn read(path: &Path) -> Result<Vec<Coded>> {
    let name = path.display().to_string();
    let needed = COLUMNS.map(String::from);
    let sheet = open::sheet(name.clone(), Bytes::file(path)?, None, &Overrides::default(), &needed)?;
    let column = |column: &str| {
        let found = sheet.header.column(column).map_err(|error| error.at(Place::file(&*name)))?;
        let names = sheet.header.names.iter().map(String::as_str);
        let error =
            || no_column(column, &name, names).remedy("codings are compared in the long form of code");
        found.map(Some).ok_or_else(error)
    };
    let wanted = COLUMNS.into_iter().map(column).collect::<Result<Vec<_>>>()?;
    let mut seen = HashMap::new();
    let mut codings = Vec::new();
    for cells in sheet.rows(wanted, 0..0)? {
        let cells = cells?;
        let key = cells.cells.clone();
        let coded = coded(&name, cells.line, cells.cells)?;
        if let Some(first) = seen.insert(key, cells.line) {
            let error = Error::new(format!("the same coding stands on line {first}"));
            return Err(error.at(Place::line(name, cells.line)).remedy("keep one of them"));
        }
        codings.push(coded);
    }
    Ok(codings)
}

fn coded(name: &str, line: usize, cells: Vec<CompactString>) -> std::result::Result<Coded, RowError> {
    let mut cells = cells.into_iter().map(|cell| original(cell.trim()).into_owned());
    let mut next = || cells.next().unwrap_or_default();
    let (respondent, question, theme, rule) = (next(), next(), next(), next());
    for (column, cell) in COLUMNS.iter().zip([&respondent, &question, &theme]) {
        if cell.is_empty() {
            return Err(RowError::at(Place::line(name, line), format!("the row has no {column}")));
        }
    }
    // what no coding can be was not written by code
    let [start, end] = [next(), next()].map(|cell| cell.parse::<u32>().ok());
    if start.zip(end).is_none_or(|(start, end)| start > end) {
        let what = "start and end are not the beginning and the end of a stretch of the answer";
        return Err(RowError::at(Place::line(name, line), what.to_string()));
    }
    Ok(Coded { respondent, question, theme, rule, line })
}
