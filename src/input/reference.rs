//! Codings by people: what a codebook is measured against.
//!
//! The long form is `respondent;question;coder;themes`, one row a coding. The wide form is a filled coding sheet,
//! see `coding_sheet`; a sheet with a column `themes` is long, any other is wide.
use super::{
    Hasher, Overrides, RowError, Sheet,
    bytes::Bytes,
    coding_sheet,
    header::{no_column, short},
    kind::{self, Kind},
    open, xlsx,
};
use crate::answer::decimal;
use crate::error::{Error, Place, Result};
use crate::formula::original;
use compact_str::CompactString;
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// What one coder gave one answer.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reference {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// Who coded.
    pub coder: String,
    /// Theme ids as written, none for an answer that got no theme.
    pub themes: Vec<String>,
    /// The themes that the coder decided on, given or not; nothing when all of them, as in the long form.
    pub decided: Option<Vec<String>>,
    /// The themes that the coding sheet has a column for; none in the long form.
    #[serde(skip)]
    pub columns: Vec<String>,
    /// Whether the coder left empty what is not in the answer: of the columns those that the question has are decided.
    #[serde(skip)]
    pub empty_is_no: bool,
    /// The answer as a coding sheet shows it to the coder.
    #[serde(skip)]
    pub text: Option<String>,
    /// Probability with which the answer was drawn, where the file says it.
    pub probability: Option<f64>,
    /// The file, and in a workbook the sheet.
    pub file: String,
    /// Line in the file.
    pub line: usize,
}

impl Reference {
    /// The row it was read from.
    pub fn place(&self) -> Place {
        Place::line(&*self.file, self.line)
    }

    /// Whether the coder decided on no theme: the row is not filled in.
    pub fn is_blank(&self) -> bool {
        !self.empty_is_no && self.decided.as_ref().is_some_and(Vec::is_empty)
    }
}

/// What coders gave, as files say it.
#[derive(Debug, Clone, PartialEq)]
pub struct References {
    /// File by file, row by row.
    pub codings: Vec<Reference>,
    /// Of all the files' bytes, one file after the other.
    pub fingerprint: String,
}

/// The columns of the long form, in the order they are read.
const COLUMNS: [&str; 4] = ["respondent", "question", "coder", "themes"];

/// What follows the name of an output in that of the file which says how it was made.
pub const MADE: &str = ".meta.json";

/// Between the name of a workbook and that of its sheet.
const SHEET: &str = ", sheet ";

/// The column of inclusion probabilities, in either form.
pub(super) const PROBABILITY: &str = "probability";

/// Reads reference codings from CSV files, workbooks or JSON Lines, long or wide. Whether respondents, questions
/// and themes exist is not known here; [`Reference::place`] lets the caller name the row of one that doesn't.
pub fn read_all(paths: &[PathBuf]) -> Result<References> {
    let (mut codings, mut hasher) = (Vec::new(), Hasher::new());
    for path in paths {
        // a pipe can be read once
        let bytes = Bytes::file(path)?;
        bytes.pieces(|piece| hasher.add(piece))?;
        codings.extend(one_file(path, &bytes)?);
    }
    no_doubles(&codings)?;
    Ok(References { codings, fingerprint: hasher.label() })
}

/// Reads the reference codings of one file; see [`read_all`].
pub fn read(path: &Path) -> Result<Vec<Reference>> {
    Ok(read_all(&[path.to_path_buf()])?.codings)
}

/// Whether a file holds what people coded, or a sheet for them to fill: by its columns, or because it can be read as one.
pub fn holds_codings(path: &Path) -> bool {
    // what is written to a pipe is not read from it first
    if !path.is_file() {
        return false;
    }
    let sheet = |bytes| open::sheet(path.display().to_string(), bytes, None, &Overrides::default(), &[]);
    let is_sheet = Bytes::file(path).and_then(sheet).is_ok_and(|sheet| {
        let has = |heading: &&str| sheet.header.names.iter().any(|name| name == heading);
        let all = |headings: &[&str]| headings.iter().all(has);
        all(&COLUMNS) || (all(&coding_sheet::KEYS) && (has(&PROBABILITY) || has(&coding_sheet::NOTE)))
    });
    // coders delete columns that they don't need
    is_sheet || read(path).is_ok_and(|codings| !codings.is_empty())
}

fn one_file(path: &Path, bytes: &Bytes) -> Result<Vec<Reference>> {
    no_output(path)?;
    let name = path.display().to_string();
    let coder = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let needed = COLUMNS.map(String::from);
    let is_book = bytes.len()? > 0
        && kind::find(&name, bytes).map_err(|error| error.at(Place::file(&*name)))? == Kind::Xlsx;
    let tabs = if is_book { xlsx::tabs(&name, bytes)? } else { Vec::new() };
    if tabs.len() < 2 {
        let sheet = open::sheet(name.clone(), bytes.clone(), None, &Overrides::default(), &needed)?;
        return one_sheet(&sheet, &name, &coder);
    }
    let mut references = Vec::new();
    let mut sheets = 0;
    for tab in tabs {
        let said = Overrides { sheet: Some(tab.clone()), ..Overrides::default() };
        let sheet = open::sheet(name.clone(), bytes.clone(), None, &said, &needed)?;
        let file = format!("{name}{SHEET}{tab}");
        match coding_sheet::kind(&sheet) {
            coding_sheet::Kind::Coded => {
                references.extend(one_sheet(&sheet, &file, &coder)?);
                sheets += 1;
            }
            coding_sheet::Kind::Misplaced(found) => {
                let error = Error::new(found).at(Place::file(file));
                return Err(
                    error.remedy("the first row holds the headings of the coding sheet, as they were")
                );
            }
            coding_sheet::Kind::Other => {}
        }
    }
    if sheets == 0 {
        let error = Error::new("no sheet has the columns respondent and question").at(Place::file(name));
        return Err(error.remedy("keep the headings of the coding sheet as they were"));
    }
    Ok(references)
}

/// Codings that the program made are none by people: a codebook would be measured against itself.
fn no_output(path: &Path) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(MADE);
    let made = std::fs::read_to_string(Path::new(&beside)).unwrap_or_default();
    let made: Option<serde_json::Value> = serde_json::from_str(&made).ok();
    let command = made.as_ref().and_then(|made| made["command"].as_str());
    if !command.is_some_and(|command| command.starts_with("fritekst code ")) {
        return Ok(());
    }
    let error = Error::new("codings that the program made, and not people")
        .at(Place::file(path.display().to_string()));
    Err(error.remedy(format!(
        "name what people coded; if they went over this file, delete {}",
        Path::new(&beside).display()
    )))
}

fn one_sheet(sheet: &Sheet, file: &str, coder: &str) -> Result<Vec<Reference>> {
    let has = |heading: &str| sheet.header.names.iter().any(|name| name == heading);
    if ["theme", "rule", "start", "end"].into_iter().all(has) {
        let error = Error::new("codings as the program writes them, and not people").at(Place::file(file));
        return Err(error.remedy(
            "name a file with the columns respondent, question, coder and themes, or a coding sheet",
        ));
    }
    match column(sheet, file, "themes")? {
        Some(_) => long(sheet, file),
        None => coding_sheet::read(sheet, file, coder),
    }
}

/// The column of a name, if there is one.
pub(super) fn column(sheet: &Sheet, file: &str, name: &str) -> Result<Option<usize>> {
    sheet.header.column(name).map_err(|error| error.at(Place::file(file)))
}

/// The column of a name that must be there.
pub(super) fn must(sheet: &Sheet, file: &str, name: &str) -> Result<usize> {
    let names = sheet.header.names.iter().map(String::as_str);
    column(sheet, file, name)?.ok_or_else(|| no_column(name, file, names))
}

fn long(sheet: &Sheet, file: &str) -> Result<Vec<Reference>> {
    let mut wanted =
        COLUMNS.into_iter().map(|name| must(sheet, file, name).map(Some)).collect::<Result<Vec<_>>>()?;
    wanted.extend(column(sheet, file, PROBABILITY)?.map(Some));
    let mut references = Vec::new();
    for cells in sheet.rows(wanted, 0..0)? {
        let cells = cells?;
        references.push(reference(file, cells.line, cells.cells)?);
    }
    Ok(references)
}

fn reference(file: &str, line: usize, cells: Vec<CompactString>) -> std::result::Result<Reference, RowError> {
    let error = |what: String| Err(RowError::at(Place::line(file, line), what));
    let mut cells = cells.into_iter().map(|cell| original(cell.trim()).into_owned());
    let mut next = || cells.next().unwrap_or_default();
    let (respondent, question, coder, themes) = (next(), next(), next(), next());
    let probability = probability(file, line, &next())?;
    for (column, cell) in COLUMNS.iter().zip([&respondent, &question, &coder]) {
        if cell.is_empty() {
            return error(format!("the row has no {column}"));
        }
    }
    let between = |c: char| c.is_whitespace() || c == ',';
    let themes: Vec<String> =
        themes.split(between).filter(|theme| !theme.is_empty()).map(String::from).collect();
    if let Some((_, twice)) = themes.iter().enumerate().find(|(n, theme)| themes[..*n].contains(theme)) {
        return error(format!("the theme {} stands twice", short(twice)));
    }
    let file = file.to_string();
    Ok(Reference {
        respondent,
        question,
        coder,
        themes,
        decided: None,
        columns: Vec::new(),
        empty_is_no: false,
        text: None,
        probability,
        file,
        line,
    })
}

/// A probability as Norwegians or others write it; nothing for an empty cell.
pub(super) fn probability(file: &str, line: usize, cell: &str) -> std::result::Result<Option<f64>, RowError> {
    if cell.is_empty() {
        return Ok(None);
    }
    let value = decimal(cell).filter(|p| *p > 0.0 && *p <= 1.0);
    let what = || "the probability is not a number above 0 and at most 1".to_string();
    value.map(Some).ok_or_else(|| RowError::at(Place::line(file, line), what()))
}

/// What to do of two codings of one answer by one coder.
fn one_of(first: &Reference, second: &Reference) -> &'static str {
    let stem = |r: &Reference| Path::new(&r.file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let named = |r: &Reference| stem(r).is_some_and(|stem| stem == r.coder);
    let book = |r: &Reference| r.file.split(SHEET).next().map(str::to_string);
    if first.file == second.file && first.line == second.line {
        "name the file once"
    } else if book(first) != book(second) && named(first) && named(second) {
        "each file's name is its coder's: call the one after who coded it, or give it a column coder"
    } else {
        "keep one of them"
    }
}

/// One coder codes one answer once.
fn no_doubles(references: &[Reference]) -> Result<()> {
    let mut seen: HashMap<_, &Reference> = HashMap::new();
    for r in references {
        if let Some(first) = seen.insert((&r.respondent, &r.question, &r.coder), r) {
            let line = format!("line {}", first.line);
            let place = if first.file == r.file { line } else { format!("{line} of {}", first.file) };
            let found = format!(
                "coder {} has two codings of {} for respondent {}, the first on {place}",
                short(&r.coder),
                short(&r.question),
                short(&r.respondent)
            );
            return Err(Error::new(found).at(r.place()).remedy(one_of(first, r)));
        }
    }
    Ok(())
}
