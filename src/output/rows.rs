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
        Self::new(b',', false)
    }
}

impl Csv {
    /// With a delimiter; `raw` keeps cells as they are.
    pub(super) fn new(delimiter: u8, raw: bool) -> Self {
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

fn unwritten(error: impl Display) -> Error {
    Error::new(format!("could not write CSV: {error}"))
}
