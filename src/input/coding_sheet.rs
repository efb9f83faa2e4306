//! A coding sheet that comes back filled: one row an answer, one column a theme, 1 for yes and 0 for no.
//!
//! An empty cell is a theme that the coder did not decide on, which is not the same as 0. Everything that is
//! neither stops the reading with its row: a sheet whose columns have slipped must not be measured against.
use super::{
    Cells, RowError, Sheet,
    reference::{PROBABILITY, Reference, column, must, probability},
};
use crate::error::{Error, Place, Result};
use crate::formula::original;
use compact_str::CompactString;
use std::collections::BTreeSet;

/// The heading by which the sheet of definitions is known; it holds no codings.
pub const DEFINITION: &str = "definition";

/// Headings that are no themes; `text` is there for the coder, the others for remarks.
const OTHERS: [&str; 6] = ["text", "note", "comment", "merknad", "kommentar", "coder"];

/// The columns that say which answer a row is of.
pub(super) const KEYS: [&str; 2] = ["respondent", "question"];

/// The column of the coder's remarks.
pub(super) const NOTE: &str = "note";

/// Rows of a sheet of a workbook that are looked at for headings.
const TOP: usize = 20;

/// What a sheet of a workbook is.
pub(super) enum Kind {
    /// Codings.
    Coded,
    /// Codings whose headings are not those that they should be, and in which way.
    Misplaced(String),
    /// Definitions, or something of the coder's own.
    Other,
}

/// What a sheet of a workbook is, by its headings and first rows.
pub(super) fn kind(sheet: &Sheet) -> Kind {
    let names = &sheet.header.names;
    let has = |heading: &str| names.iter().any(|name| name == heading);
    if has(DEFINITION) {
        return Kind::Other;
    }
    if KEYS.iter().any(|key| has(key)) {
        return Kind::Coded;
    }
    // a row is seen as far as the first is filled; a list of columns names one of them beside what it means
    let is_head = |cells: &[CompactString]| {
        let found = KEYS.map(|key| cells.iter().take(names.len()).position(|cell| cell.trim() == key));
        let last = names.len().checked_sub(1);
        found.iter().all(Option::is_some) || last.is_some() && found.contains(&last)
    };
    let columns = (0..names.len().max(KEYS.len())).map(Some).collect();
    let rows = sheet.rows(columns, 0..0).into_iter().flatten();
    let top: Vec<Cells> = rows.take(TOP).flatten().collect();
    if let Some(row) = top.iter().find(|row| is_head(&row.cells)) {
        return Kind::Misplaced(format!("the headings stand in row {}", row.line));
    }
    let of_theme = |name: &String| name.ends_with(']') && name.contains('[');
    let is_coded = |column: usize| is_coded(top.iter().filter_map(|row| row.cells.get(column)));
    // remarks may have a text too
    let is_text = has("text") && (0..names.len()).any(is_coded);
    if is_text || names.iter().any(|name| name == PROBABILITY || of_theme(name)) {
        return Kind::Misplaced("no column is called respondent".to_string());
    }
    Kind::Other
}

/// Whether the cells of a column hold codings: some are filled, and all that are with 0 or 1.
fn is_coded<T: AsRef<str>>(cells: impl Iterator<Item = T>) -> bool {
    let mut filled = cells.filter(|cell| !cell.as_ref().is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| matches!(cell.as_ref(), "0" | "1"))
}

/// Where the text stands among the cells of a row.
const TEXT: usize = 4;

/// A theme's column.
struct Column {
    at: usize,
    heading: String,
    /// The question it belongs to, when the heading says so.
    question: Option<String>,
    theme: String,
}

/// The codings of a filled sheet. The coder is named by a column `coder`, or else by the file.
pub(super) fn read(sheet: &Sheet, file: &str, coder: &str) -> Result<Vec<Reference>> {
    let mut wanted = vec![Some(must(sheet, file, "respondent")?), Some(must(sheet, file, "question")?)];
    wanted.extend([
        column(sheet, file, "coder")?,
        column(sheet, file, PROBABILITY)?,
        column(sheet, file, "text")?,
    ]);
    let headings: Vec<(usize, &String)> = sheet.header.names.iter().enumerate().collect();
    let bare: Vec<usize> =
        headings.iter().filter(|(_, heading)| heading.is_empty()).map(|(at, _)| *at).collect();
    let is_theme = |(at, heading): &(usize, &String)| {
        !heading.is_empty() && !wanted.contains(&Some(*at)) && !OTHERS.contains(&heading.as_str())
    };
    let themes: Vec<(usize, &String)> = headings.into_iter().filter(is_theme).collect();
    if themes.is_empty() {
        let error = Error::new("no column holds codings").at(Place::file(file));
        return Err(error.remedy("a coding sheet has one column a theme; the long form has a column themes"));
    }
    let fixed = wanted.len();
    wanted.extend(themes.iter().map(|(at, _)| Some(*at)).chain(bare.iter().copied().map(Some)));
    let named = fixed + themes.len();
    let mut rows = Vec::new();
    for cells in sheet.rows(wanted, 0..0)? {
        let cells = cells?;
        let row: Vec<String> = cells.cells.iter().map(|cell| cell.trim().to_string()).collect();
        // a text alone is a remark
        if row[..named].iter().enumerate().any(|(at, cell)| at != TEXT && !cell.is_empty()) {
            rows.push((cells.line, row));
        }
    }
    for (column, at) in bare.iter().zip(named..) {
        if is_coded(rows.iter().map(|(_, row)| &row[at])) {
            let found = format!("column {} holds codings and has no heading", column + 1);
            return Err(Error::new(found).at(Place::file(file)).remedy("give it the heading of its theme"));
        }
    }
    let questions: BTreeSet<&str> = rows.iter().map(|(_, row)| row[1].as_str()).collect();
    let columns = columns(file, &themes, fixed, &questions)?;
    rows.iter().map(|(line, row)| Ok(coding(file, *line, row, coder, &columns)?)).collect()
}

/// What each theme's heading means; two of the same theme are an error.
fn columns(
    file: &str,
    themes: &[(usize, &String)],
    fixed: usize,
    questions: &BTreeSet<&str>,
) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for (n, (_, heading)) in themes.iter().enumerate() {
        let (question, theme) = meant(heading, questions);
        let same = |c: &&Column| c.theme == theme && c.question == question;
        if let Some(twice) = columns.iter().find(same) {
            let found = format!("the columns {} and {heading} are of the same theme", twice.heading);
            return Err(Error::new(found).at(Place::file(file)).remedy("keep one of them"));
        }
        columns.push(Column { at: fixed + n, heading: (*heading).clone(), question, theme });
    }
    Ok(columns)
}

/// A heading is the theme's id, `question.theme`, or its label with the id in square brackets.
fn meant(heading: &str, questions: &BTreeSet<&str>) -> (Option<String>, String) {
    let bracketed = heading.strip_suffix(']').and_then(|h| h.rsplit_once('[')).map(|(_, id)| id.trim());
    let id = original(bracketed.unwrap_or(heading)).into_owned();
    // the id of a question may have a full stop itself
    let of = |question: &&str| Some((question.to_string(), id.strip_prefix(*question)?.strip_prefix('.')?));
    match questions.iter().filter_map(of).max_by_key(|(question, _)| question.len()) {
        Some((question, theme)) => (Some(question), theme.to_string()),
        None => (None, id),
    }
}

fn coding(
    file: &str,
    line: usize,
    row: &[String],
    coder: &str,
    columns: &[Column],
) -> std::result::Result<Reference, RowError> {
    let error = |what: String| Err(RowError::at(Place::line(file, line), what));
    let (respondent, question) = (original(&row[0]).into_owned(), original(&row[1]).into_owned());
    for (name, cell) in [("respondent", &respondent), ("question", &question)] {
        if cell.is_empty() {
            return error(format!("the row has no {name}"));
        }
    }
    let (mut themes, mut decided) = (Vec::new(), Vec::new());
    for column in columns {
        let cell = row[column.at].as_str();
        if cell.is_empty() {
            continue;
        }
        if column.question.as_ref().is_some_and(|own| *own != question) {
            return error(format!(
                "the row is about {question}, and {} is filled all the same",
                column.heading
            ));
        }
        if decided.contains(&column.theme) {
            return error(format!("the theme {} is filled twice", column.theme));
        }
        match cell {
            "1" => themes.push(column.theme.clone()),
            "0" => {}
            // a longer cell may hold an answer, which no message repeats
            _ if cell.chars().count() > 3 => {
                return error(format!("the column {} holds neither 0 nor 1", column.heading));
            }
            _ => return error(format!("the column {} holds '{cell}', not 0 or 1", column.heading)),
        }
        decided.push(column.theme.clone());
    }
    let own = columns.iter().filter(|column| column.question.as_ref().is_none_or(|own| *own == question));
    let columns = own.map(|column| column.theme.clone()).collect();
    Ok(Reference {
        respondent,
        question,
        columns,
        empty_is_no: false,
        coder: if row[2].is_empty() { coder.to_string() } else { row[2].clone() },
        themes,
        decided: Some(decided),
        text: Some(original(&row[TEXT]).into_owned()).filter(|text| !text.is_empty()),
        probability: probability(file, line, &row[3])?,
        file: file.to_string(),
        line,
    })
}
