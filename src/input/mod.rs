//! Survey files to answers: one file a format.
//!
//! A [`Source`] is a corpus folder, a corpus.yaml or a data file, opened far enough to know its frame.
//! Rows are then read from the first to the last, as often as asked. CSV, TSV and JSON Lines stream: a row
//! is held at a time, and one longer than 64 MB is refused. A workbook's wanted columns are held whole, and
//! one that unpacks to more than 512 MB is refused.
mod bytes;
mod coding_sheet;
pub mod codings;
mod corpus;
mod csv;
mod encoding;
mod hash;
mod header;
mod jsonl;
mod kind;
pub(crate) mod mistakes;
mod open;
mod plan;
mod records;
pub mod reference;
mod rows;
mod scan;
mod xlsx;
pub(crate) mod yaml;
mod zip;

use crate::answer::{Frame, Row};
use crate::error::{Error, Place, Result};
use bytes::{Bytes, State};
pub use bytes::{HELD, TOO_MUCH, missing, whole};
use compact_str::CompactString;
pub use encoding::utf8;
pub(crate) use hash::{Hasher, Same};
use header::Header;
pub(crate) use header::{list, short_list};
pub use header::{one_each, several, short};
use plan::Plan;
use std::{
    collections::BTreeSet,
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

/// What flags say about the data. With a corpus.yaml, id, delimiter, encoding and sheet overrule it,
/// while questions and variables must be among its own and change nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Column of the respondent's id; `#` numbers the rows.
    pub id: Option<String>,
    /// Columns of open questions.
    pub questions: Vec<String>,
    /// Columns to filter and group by.
    pub variables: Vec<String>,
    /// Variables that something else names, as a filter does: of data without a corpus.yaml, columns.
    pub named: Vec<String>,
    /// What stands between cells.
    pub delimiter: Option<char>,
    /// Encoding by its usual name.
    pub encoding: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
}

/// A survey opened for reading.
#[derive(Debug, Clone)]
pub struct Source {
    /// Variables, questions and population.
    pub frame: Frame,
    /// The codebook that corpus.yaml names.
    pub codebook: Option<PathBuf>,
    /// The reference codings that corpus.yaml names.
    pub reference: Option<PathBuf>,
    /// The folder of the data, where an index can lie; none for standard input.
    pub folder: Option<PathBuf>,
    /// The data files, as named in messages.
    pub files: Vec<String>,
    plan: Arc<Plan>,
    sheets: Arc<[Sheet]>,
}

/// One data file, opened far enough to know its columns.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    name: String,
    bytes: Bytes,
    /// The file's, before any of it was read.
    state: Option<State>,
    wave: Option<String>,
    format: Format,
    header: Header,
    /// Other sheets of the workbook that may have been meant.
    others: Vec<String>,
}

/// How a data file is read.
#[derive(Debug, Clone)]
pub(crate) enum Format {
    Csv(csv::Dialect),
    Xlsx { tab: String },
    JsonLines(&'static encoding_rs::Encoding),
}

/// Columns to read, in the order id, variables, questions; `None` where the file lacks one.
pub(crate) type Wanted = Vec<Option<usize>>;

/// The cells of one row that were wanted.
pub(crate) struct Cells {
    line: usize,
    cells: Vec<CompactString>,
}

/// The rows of one file.
pub(crate) type Lines = Box<dyn Iterator<Item = std::result::Result<Cells, RowError>> + Send>;

/// A row that can't be used. Never holds answer text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// File and line; the row's number in formats without lines.
    pub place: Place,
    /// What is wrong with it.
    pub what: String,
    /// Whether nothing more can be trusted: the reading has ended, and so must the run.
    pub fatal: bool,
}

impl RowError {
    pub(crate) fn at(place: Place, what: String) -> Self {
        Self { place, what, fatal: false }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for RowError {}

impl From<RowError> for Error {
    fn from(row: RowError) -> Self {
        Self::new(row.what).at(row.place)
    }
}

impl Source {
    /// Opens a corpus folder, a corpus.yaml or a data file.
    pub fn open(path: &Path, overrides: &Overrides) -> Result<Self> {
        open::path(path, overrides)
    }

    /// Opens data that the caller has read, as from standard input, under a name for messages.
    pub fn open_bytes(name: &str, bytes: impl Into<Arc<[u8]>>, overrides: &Overrides) -> Result<Self> {
        open::bytes(name, bytes.into(), overrides)
    }

    /// The rows in file order. One that can't be read is an error with its line, and reading goes on
    /// after it; after a fatal one there are no more.
    pub fn rows(&self) -> Result<Box<dyn Iterator<Item = std::result::Result<Row, RowError>> + Send>> {
        Ok(Box::new(rows::Rows::new(self.plan.clone(), self.sheets.clone())))
    }

    /// What the file system says of the data files, and how they are read, as a hash; and when the newest was
    /// changed. Nothing where the data are no files.
    pub(crate) fn stamp(&self) -> Option<(String, SystemTime)> {
        let mut hasher = hash::Hasher::new();
        let mut newest = SystemTime::UNIX_EPOCH;
        for sheet in self.sheets.iter() {
            let (path, size, times) = sheet.bytes.about()?;
            hasher.add(path.as_os_str().as_encoded_bytes());
            hasher.add(format!("\0{size} {}\0", sheet.format.label()).as_bytes());
            for changed in times {
                newest = newest.max(changed);
                let since = changed.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos();
                hasher.add(format!("{since}\0").as_bytes());
            }
        }
        let asides: Vec<usize> = self.frame.asides().collect();
        hasher.add(&serde_json::to_vec(&(&self.frame, &self.plan.wanted, &self.plan.missing, asides)).ok()?);
        Some((hasher.label(), newest))
    }

    /// What was chosen of the data without being asked: which of the sheets of a workbook is read; and what looks like a slip.
    pub fn remarks(&self) -> Vec<String> {
        let chosen = |sheet: &Sheet| match &sheet.format {
            Format::Csv(csv::Dialect { doubt: Some(doubt), .. }) => Some(format!("{}: {doubt}", sheet.name)),
            Format::Xlsx { tab } if !sheet.others.is_empty() => Some(format!(
                "{}: the sheet {} is read, and not {} (--sheet names another)",
                sheet.name,
                short(tab),
                list(sheet.others.iter().map(String::as_str))
            )),
            _ => None,
        };
        self.sheets.iter().filter_map(chosen).chain(self.plan.remarks.iter().cloned()).collect()
    }

    /// Who else than their owner may read all the data, as bits of a mode; no group but this one.
    #[cfg(unix)]
    pub(crate) fn readers(&self, group: u32) -> u32 {
        self.sheets.iter().fold(0o044, |all, sheet| all & sheet.bytes.readers(group))
    }

    /// The data files that are others now than when the survey was opened, by name.
    pub(crate) fn changed(&self) -> Vec<&str> {
        let other = |sheet: &&Sheet| sheet.bytes.state() != sheet.state;
        // one file may be of several waves
        let names: BTreeSet<&str> =
            self.sheets.iter().filter(other).map(|sheet| sheet.name.as_str()).collect();
        names.into_iter().collect()
    }

    /// A hash of the data and of how they are read, the same on every machine: a label for reports, and
    /// the sign that an index is out of date.
    pub fn fingerprint(&self) -> Result<String> {
        let mut hasher = hash::Hasher::new();
        for sheet in self.sheets.iter() {
            sheet.bytes.pieces(|piece| hasher.add(piece))?;
            hasher.add(sheet.format.label().as_bytes());
        }
        let (mut frame, mut wanted) = (self.frame.clone(), self.plan.wanted.clone());
        let asides: Vec<usize> = self.frame.asides().collect();
        for at in asides.into_iter().rev() {
            frame.variables.remove(at);
            for columns in &mut wanted {
                // the id's column stands before them
                columns.remove(at + 1);
            }
        }
        let meaning = serde_json::to_vec(&(&frame, &wanted));
        hasher.add(&meaning.map_err(|error| Error::new(error.to_string()))?);
        self.plan.missing.iter().for_each(|none| hasher.add(format!("\0{none}").as_bytes()));
        Ok(hasher.label())
    }

    /// A question by its id, or else by its column or its text, if no other has the same.
    pub fn question(&self, name: &str) -> Option<usize> {
        let before = 1 + self.frame.variables.len();
        let asks = |at: &usize| {
            let mut columns = self.sheets.iter().zip(&self.plan.wanted);
            let is_named = |(sheet, wanted): (&Sheet, &Wanted)| {
                let own = wanted.get(before + at).copied().flatten();
                own.is_some() && matches!(sheet.header.column(name), Ok(column) if column == own)
            };
            self.frame.questions[*at].text == name || columns.any(is_named)
        };
        let only = || {
            let mut asked = (0..self.frame.questions.len()).filter(asks);
            asked.next().filter(|_| asked.next().is_none())
        };
        self.frame.question(name).or_else(only)
    }
}

impl Format {
    /// All that decides how bytes become cells, in words that no version changes.
    fn label(&self) -> String {
        match self {
            Self::Csv(dialect) => format!("csv {} {}", dialect.encoding.name(), dialect.delimiter),
            Self::Xlsx { tab } => format!("xlsx {tab}"),
            Self::JsonLines(encoding) => format!("jsonl {}", encoding.name()),
        }
    }
}

impl Sheet {
    /// The wanted cells of every row; `fill` marks those that take the value of a merged region.
    fn rows(&self, wanted: Wanted, fill: Range<usize>) -> Result<Lines> {
        match &self.format {
            Format::Xlsx { tab } => xlsx::rows(self, tab, &wanted, fill),
            Format::JsonLines(encoding) => jsonl::rows(self, encoding, &wanted),
            Format::Csv(dialect) => csv::rows(self, *dialect, wanted),
        }
    }
}

/// A hash of some bytes as 16 hexadecimal digits, the same on every machine; a label, not a seal.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = hash::Hasher::new();
    hasher.add(bytes);
    hasher.label()
}
