//! CSV in the making, no cell of which a spreadsheet takes for a formula.
use crate::error::{Error, Result};
use crate::formula::harmless;
use std::fmt::Display;

/// Lines of cells.
pub(super) struct Csv {
    writer: csv::Writer<Vec<u8>>,
    raw: bool,
}

impl Default for Csv {
    fn default() -> Self {
        Self::new(false, false)
    }
}

impl Csv {
    /// `excel` divides cells as Norwegian Excel does; `raw` keeps cells as they are.
    pub(super) fn new(excel: bool, raw: bool) -> Self {
        let delimiter = if excel { b';' } else { b',' };
        Self { writer: csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new()), raw }
    }

    /// The text of some lines.
    pub(super) fn of(lines: impl IntoIterator<Item: IntoIterator<Item: AsRef<str>>>) -> Result<String> {
        let mut csv = Self::default();
        lines.into_iter().try_for_each(|line| csv.line(line))?;
        csv.text()
    }

    /// Adds cells to the line that is being written.
    pub(super) fn cells(&mut self, cells: impl IntoIterator<Item: AsRef<str>>) -> Result<()> {
        for cell in cells {
            let cell = cell.as_ref();
            let written = if self.raw {
                self.writer.write_field(cell)
            } else {
                self.writer.write_field(&*harmless(cell))
            };
            written.map_err(unwritten)?;
        }
        Ok(())
    }

    /// Adds cells, and ends the line.
    pub(super) fn line(&mut self, cells: impl IntoIterator<Item: AsRef<str>>) -> Result<()> {
        self.cells(cells)?;
        self.writer.write_record(None::<&[u8]>).map_err(unwritten)
    }

    /// All lines.
    pub(super) fn bytes(self) -> Result<Vec<u8>> {
        self.writer.into_inner().map_err(unwritten)
    }

    /// The same as text.
    pub(super) fn text(self) -> Result<String> {
        String::from_utf8(self.bytes()?).map_err(unwritten)
    }
}

/// What Excel knows UTF-8 by.
const MARK: &str = "\u{feff}";

/// What stands before the heading line.
pub(super) fn mark(excel: bool) -> &'static [u8] {
    if excel { MARK.as_bytes() } else { &[] }
}

/// Headings of what people wrote or named.
const TEXTS: [&str; 11] =
    ["respondent", "question", "group", "theme", "label", "rule", "text", "quote", "left", "hit", "right"];

/// CSV of ours as Norwegian Excel opens it: a mark for UTF-8, semicolons, and decimal commas in shares and other computed
/// numbers, which all have six decimals.
pub fn for_excel(csv: &str) -> Result<String> {
    let computed = |cell: &str| {
        let (whole, decimals) = cell.strip_prefix('-').unwrap_or(cell).split_once('.')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(whole) && digits(decimals) && decimals.len() == 6).then(|| cell.replace('.', ","))
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    let mut texts = Vec::new();
    for (line, record) in reader.records().enumerate() {
        let record = record.map_err(unwritten)?;
        if line == 0 {
            texts = record.iter().map(|heading| TEXTS.contains(&heading)).collect();
        }
        let is_text = |at: usize| texts.get(at).copied().unwrap_or(false);
        let written =
            |(at, cell): (usize, &str)| computed(cell).filter(|_| !is_text(at)).unwrap_or(cell.into());
        writer.write_record(record.iter().enumerate().map(written).collect::<Vec<_>>()).map_err(unwritten)?;
    }
    let text = String::from_utf8(writer.into_inner().map_err(unwritten)?).map_err(unwritten)?;
    Ok(format!("{MARK}{text}"))
}

fn unwritten(error: impl Display) -> Error {
    Error::new(format!("could not write CSV: {error}"))
}
