//! Codings by people, `respondent;question;coder;themes`: what a codebook is measured against.
use super::{Overrides, RowError, bytes::Bytes, header::no_column, open};
use crate::error::{Error, Place, Result};
use std::{collections::HashMap, path::Path};

/// What one coder gave one answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reference {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// Who coded.
    pub coder: String,
    /// Theme ids as written, none for an answer that got no theme.
    pub themes: Vec<String>,
    /// Line in the file.
    pub line: usize,
}

/// The columns, in the order they are read.
const COLUMNS: [&str; 4] = ["respondent", "question", "coder", "themes"];

/// Reads reference codings from a CSV file, a workbook or JSON Lines. Whether respondents, questions and
/// themes exist is not known here; `line` lets the caller name the row of one that doesn't.
pub fn read(path: &Path) -> Result<Vec<Reference>> {
    let name = path.display().to_string();
    let needed = COLUMNS.map(String::from);
    let sheet = open::sheet(name.clone(), Bytes::file(path)?, None, &Overrides::default(), &needed)?;
    let column = |column: &str| {
        let found = sheet.header.column(column).map_err(|error| error.at(Place::file(&*name)))?;
        let names = sheet.header.names.iter().map(String::as_str);
        found.map(Some).ok_or_else(|| no_column(column, &name, names))
    };
    let wanted = COLUMNS.into_iter().map(column).collect::<Result<Vec<_>>>()?;
    let mut references = Vec::new();
    for cells in sheet.rows(wanted, 0..0)? {
        let cells = cells?;
        references.push(reference(&name, cells.line, cells.cells)?);
    }
    no_doubles(&name, &references)?;
    Ok(references)
}

fn reference(name: &str, line: usize, cells: Vec<String>) -> std::result::Result<Reference, RowError> {
    let error = |what: String| Err(RowError::at(Place::line(name, line), what));
    let mut cells = cells.into_iter().map(|cell| cell.trim().to_string());
    let mut next = || cells.next().unwrap_or_default();
    let (respondent, question, coder, themes) = (next(), next(), next(), next());
    for (column, cell) in COLUMNS.iter().zip([&respondent, &question, &coder]) {
        if cell.is_empty() {
            return error(format!("the row has no {column}"));
        }
    }
    let themes: Vec<String> = themes.split_whitespace().map(String::from).collect();
    if let Some((_, twice)) = themes.iter().enumerate().find(|(n, theme)| themes[..*n].contains(theme)) {
        return error(format!("the theme {twice} stands twice"));
    }
    Ok(Reference { respondent, question, coder, themes, line })
}

/// One coder codes one answer once.
fn no_doubles(name: &str, references: &[Reference]) -> Result<()> {
    let mut seen = HashMap::new();
    for r in references {
        if let Some(first) = seen.insert((&r.respondent, &r.question, &r.coder), r.line) {
            let found = format!(
                "coder {} has two codings of {} for respondent {}, the first on line {first}",
                r.coder, r.question, r.respondent
            );
            return Err(Error::new(found).at(Place::line(name, r.line)).remedy("keep one of them"));
        }
    }
    Ok(())
}
