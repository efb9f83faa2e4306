//! CSV and TSV: the dialect of a file, its header, and its rows.
use super::{
    Cells, Lines, Overrides, RowError, Sheet, Wanted,
    bytes::{Bytes, Head},
    encoding,
    header::Header,
    records::{Broken, LONGEST, Records},
};
use crate::error::{Error, Place, Result};
use compact_str::CompactString;
use encoding_rs::{Encoding, UTF_8};
use std::io::{Cursor, Read};

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) encoding: &'static Encoding,
    pub(crate) delimiter: u8,
    /// What the letters look like, where they were hardly meant to.
    pub(crate) doubt: Option<&'static str>,
}

/// Delimiters that are looked for, the likeliest in Norway first.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

impl Dialect {
    /// Finds encoding and delimiter from the beginning of a file, less what the user says.
    pub(crate) fn find(bytes: &Bytes, said: &Overrides) -> Result<Self> {
        let head = bytes.head()?;
        let encoding = shown(bytes, &head, said.encoding.as_deref())?;
        let mut text = Vec::new();
        // the head may end inside a letter: that is no fault of the file
        let mut source = encoding::reader(Box::new(Cursor::new(head.bytes)), encoding);
        source.read_to_end(&mut text).map_err(|e| Error::new(e.to_string()))?;
        let delimiter = match (said.delimiter, named_in(&text)) {
            (Some(c), _) if c.is_ascii() && can_delimit(c as u8) => c as u8,
            (Some(c), _) => {
                let error = Error::new(format!("{c:?} can't be a delimiter"));
                return Err(error.remedy("use one ASCII character, such as ; or , or a tab"));
            }
            (None, Some(named)) => named,
            (None, None) => guess(&text, head.whole),
        };
        Ok(Self { encoding, delimiter, doubt: encoding::doubt(&String::from_utf8_lossy(&text)) })
    }
}

/// The encoding that the user names, or else what the first letters beyond ASCII show, however far into
/// the file they stand.
pub(crate) fn find_encoding(bytes: &Bytes, said: Option<&str>) -> Result<&'static Encoding> {
    shown(bytes, &bytes.head()?, said)
}

fn shown(bytes: &Bytes, Head { bytes: head, whole }: &Head, said: Option<&str>) -> Result<&'static Encoding> {
    // the first of them begins as UTF-16 does
    if head.starts_with(b"\xFF\xFE\0\0") || head.starts_with(b"\0\0\xFE\xFF") {
        return Err(Error::new("the file is UTF-32, which is not read").remedy("save it as UTF-8"));
    }
    let letters = if *whole { head } else { whole_letters(head) };
    if let Some(name) = said {
        let named = encoding::named(name, head)?;
        let sound = std::str::from_utf8(letters).is_ok();
        if named.is_single_byte() && sound && !head.is_ascii() {
            let error = Error::new(format!("the file is UTF-8, and not {name}"));
            return Err(error.remedy("leave --encoding out, or encoding: in corpus.yaml"));
        }
        return Ok(named);
    }
    if let Some(encoding) = encoding::found(letters) {
        return Ok(encoding);
    }
    if *whole {
        return Ok(UTF_8);
    }
    let mut source = bytes.open()?;
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let read = source.by_ref().take(1 << 19).read_to_end(&mut piece);
        read.map_err(|e| Error::new(format!("could not read the file: {e}")))?;
        if piece.is_empty() {
            return Ok(UTF_8);
        }
        if !piece.is_ascii() {
            // from the first such letter, with enough after it to judge by
            let from = piece.iter().position(|b| !b.is_ascii()).unwrap_or(0);
            let mut sample = piece.split_off(from);
            let read = source.by_ref().take(1 << 16).read_to_end(&mut sample);
            read.map_err(|e| Error::new(format!("could not read the file: {e}")))?;
            return Ok(encoding::found(whole_letters(&sample)).unwrap_or(UTF_8));
        }
    }
}

/// A piece of a file without what follows its last ASCII letter, which may be cut within a letter.
fn whole_letters(piece: &[u8]) -> &[u8] {
    let end = piece.iter().rposition(u8::is_ascii).map_or(piece.len(), |at| at + 1);
    &piece[..end]
}

fn can_delimit(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r')
}

/// The delimiter of a first line `sep=;`, which Excel writes and reads.
pub(super) fn named_in(text: &[u8]) -> Option<u8> {
    let text = text.strip_prefix(b"\"").unwrap_or(text);
    let [delimiter, rest @ ..] = text.strip_prefix(b"sep=")? else { return None };
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let ends = matches!(rest.first(), None | Some(b'\r' | b'\n'));
    (ends && can_delimit(*delimiter)).then_some(*delimiter)
}

/// The delimiter that cuts most of the first records into as many cells as the header has.
fn guess(text: &[u8], whole: bool) -> u8 {
    let mut best = (DELIMITERS[0], 0.0);
    for delimiter in DELIMITERS {
        let agreed = agreement(text, whole, delimiter);
        if agreed > best.1 {
            best = (delimiter, agreed);
        }
    }
    best.0
}

/// Share of the first records that have as many cells as the header; 0 for a header of one cell.
fn agreement(text: &[u8], whole: bool, delimiter: u8) -> f64 {
    let mut records = Records::new(text, delimiter);
    if records.pass_separator_line().is_err() {
        return 0.0;
    }
    let Some(Ok(())) = records.advance() else { return 0.0 };
    let width = records.len();
    if width < 2 {
        return 0.0;
    }
    let (mut agreed, mut all) = (1, 1);
    while all < 100 {
        match records.advance() {
            None => break,
            // the head of a longer file ends anywhere
            Some(Err(Broken::Unclosed { .. })) if !whole => break,
            Some(_) if records.at_end() && !whole => break,
            Some(Ok(())) if records.len() == width => agreed += 1,
            Some(_) => {}
        }
        all += 1;
    }
    f64::from(agreed) / f64::from(all)
}

/// Reads the header, with the question texts of a Qualtrics file.
pub(crate) fn header(name: &str, bytes: &Bytes, dialect: Dialect) -> Result<Header> {
    let mut records = open(name, bytes, dialect)?;
    match records.advance() {
        None => return Err(empty(name)),
        Some(Err(broken)) => return Err(describe(name, &broken, 1).into()),
        Some(Ok(())) => {}
    }
    let header = Header::new(texts(&records));
    let Some(Ok(())) = records.advance() else { return Ok(header) };
    let second = texts(&records);
    let Some(Ok(())) = records.advance() else { return Ok(header) };
    Ok(header.with_next(second, texts(&records)))
}

/// The cells of a row of names, where bytes that are no letters are signs for lost ones.
fn texts(records: &Records<Box<dyn Read + Send>>) -> Vec<String> {
    let lossy = |cell: usize| String::from_utf8_lossy(records.raw(cell)).into_owned();
    let text = |cell: usize| records.text(cell).map_or_else(|| lossy(cell), CompactString::into_string);
    (0..records.len()).map(text).collect()
}

/// The error for a file with nothing in it.
pub(crate) fn empty(name: &str) -> Error {
    Error::new("the file is empty").at(Place::file(name)).remedy("it needs a header line with column names")
}

/// A reader that stands before the header.
fn open(name: &str, bytes: &Bytes, dialect: Dialect) -> Result<Records<Box<dyn Read + Send>>> {
    let mut records = Records::new(encoding::reader(bytes.open()?, dialect.encoding), dialect.delimiter);
    match records.pass_separator_line() {
        Ok(()) => Ok(records),
        Err(broken) => Err(describe(name, &broken, 1).into()),
    }
}

/// The rows after the header.
pub(crate) fn rows(sheet: &Sheet, dialect: Dialect, wanted: Wanted) -> Result<Lines> {
    let mut records = open(&sheet.name, &sheet.bytes, dialect)?;
    for _ in 0..sheet.header.rows {
        records.advance();
    }
    Ok(Box::new(Rows { records, name: sheet.name.clone(), width: sheet.header.names.len(), wanted }))
}

struct Rows {
    records: Records<Box<dyn Read + Send>>,
    name: String,
    width: usize,
    wanted: Wanted,
}

impl Iterator for Rows {
    type Item = std::result::Result<Cells, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.records.advance()? {
                Err(broken) => return Some(Err(describe(&self.name, &broken, self.records.line()))),
                Ok(()) if self.is_blank() => {}
                Ok(()) => return Some(self.cells()),
            }
        }
    }
}

impl Rows {
    /// A row with nothing in it, as spreadsheets add at the end. In a file of one column an empty cell in
    /// quotes is a respondent without an answer.
    fn is_blank(&self) -> bool {
        let blank = |cell| self.records.raw(cell).trim_ascii().is_empty();
        self.width > 1 && (0..self.records.len()).all(blank)
    }

    fn cells(&self) -> std::result::Result<Cells, RowError> {
        let (line, count) = (self.records.line(), self.records.len());
        let error = |what: String| Err(RowError::at(Place::line(&*self.name, line), what));
        // a delimiter too many at the end of a line is common and harmless
        let extra = (self.width..count).any(|cell| !self.records.raw(cell).is_empty());
        if extra || count < self.width {
            return error(format!("the row has {count} cells, the header has {}", self.width));
        }
        let mut cells = Vec::with_capacity(self.wanted.len());
        for column in &self.wanted {
            match column.map_or(Some(CompactString::default()), |column| self.records.text(column)) {
                Some(text) => cells.push(text),
                None => return error("bytes that are no text in the file's encoding".to_string()),
            }
        }
        Ok(Cells { line, cells })
    }
}

fn describe(name: &str, broken: &Broken, line: usize) -> RowError {
    let at = |line: usize, what: &str| RowError::at(Place::line(name, line), what.to_string());
    match broken {
        Broken::Unclosed { line } => at(*line, "a quote opens on this line and is never closed"),
        Broken::Stray { line } => at(
            *line,
            "a quote opens a cell on this line, and text follows the quote that should close it; \
             quotes inside a quoted cell are written twice",
        ),
        Broken::Endless { line } => {
            at(*line, &format!("the row is longer than {} MB: an unclosed quote?", LONGEST >> 20))
        }
        Broken::Io(error) => {
            RowError { fatal: true, ..at(line, &format!("the file could not be read on: {error}")) }
        }
    }
}
