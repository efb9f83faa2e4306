//! Delimited text cut into records and cells, as bytes and as strictly as a survey needs.
//!
//! The csv crate reads what RFC 4180 leaves open by guessing: a quote that is never closed swallows the
//! rows after it without a word. Here broken quoting is an error with the line where the quote opened,
//! and reading goes on at the line after it.
use super::csv::named_in;
use super::scan;
use compact_str::CompactString;
use std::io::{self, Read};
use std::ops::Range;

/// A record longer than this is taken for an unclosed quote or a file of another kind.
pub(crate) const LONGEST: usize = 64 << 20;

/// Why a record can't be used.
#[derive(Debug)]
pub(crate) enum Broken {
    /// A quote opened on this line is never closed.
    Unclosed { line: usize },
    /// In a cell whose quote opened on this line, text follows a quote that should end the cell.
    Stray { line: usize },
    /// Longer than [`LONGEST`].
    Endless { line: usize },
    /// The file can't be read on.
    Io(io::Error),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte of a cell.
    Fresh,
    /// Inside a cell without quotes.
    Plain,
    /// Inside quotes.
    Quoted,
    /// After a quote inside quotes: the end of the cell, or the first of a doubled quote.
    Closing,
    /// After a blank that follows a closing quote.
    Closed,
    /// After a carriage return, which a line feed may follow.
    Return,
}

struct Cell {
    range: Range<usize>,
    doubled: bool,
}

/// Where the cutting of a record stands; offsets count from the record's start.
struct Cut {
    state: State,
    at: usize,
    /// First byte of the present cell, and its closing quote.
    cell: usize,
    close: usize,
    doubled: bool,
    /// Whether any cell had quotes: only there can a record hold line breaks.
    quoted: bool,
}

/// A reader of records; holds one record at a time.
pub(crate) struct Records<R> {
    source: R,
    delimiter: u8,
    buffer: Vec<u8>,
    filled: usize,
    /// Where the present record begins in the buffer, and the next one.
    start: usize,
    next: usize,
    ended: bool,
    /// The rest of a line is to be passed over.
    skipping: bool,
    line: usize,
    next_line: usize,
    cells: Vec<Cell>,
}

impl<R: Read> Records<R> {
    /// Reads from UTF-8 without byte order mark.
    pub(crate) fn new(source: R, delimiter: u8) -> Self {
        let (buffer, cells) = (vec![0; 1 << 18], Vec::new());
        let (start, next, filled, ended, skipping) = (0, 0, 0, false, false);
        Self { source, delimiter, buffer, filled, start, next, ended, skipping, line: 1, next_line: 1, cells }
    }

    /// Line of the present record, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// Number of cells of the present record.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether the present record is the last.
    pub(crate) fn at_end(&self) -> bool {
        self.ended && self.next == self.filled
    }

    /// Passes over a first line `sep=;`.
    pub(crate) fn pass_separator_line(&mut self) -> Result<(), Broken> {
        while self.filled < 16 && !self.ended {
            self.fill()?;
        }
        let head = &self.buffer[..self.filled];
        if named_in(head).is_some() {
            self.resume_after(0);
        }
        Ok(())
    }

    /// The bytes of a cell as they stand in the file, less the quotes around it.
    pub(crate) fn raw(&self, cell: usize) -> &[u8] {
        let range = self.cells.get(cell).map_or(0..0, |c| c.range.clone());
        &self.buffer[self.start + range.start..self.start + range.end]
    }

    /// The text of a cell; `None` when its bytes are no text.
    pub(crate) fn text(&self, cell: usize) -> Option<CompactString> {
        let text = simdutf8::basic::from_utf8(self.raw(cell)).ok()?;
        let doubled = self.cells.get(cell).is_some_and(|c| c.doubled);
        Some(if doubled { text.replace("\"\"", "\"").into() } else { text.into() })
    }

    /// Goes to the next record that isn't an empty line; `None` at the end.
    pub(crate) fn advance(&mut self) -> Option<Result<(), Broken>> {
        loop {
            self.start = self.next;
            self.line = self.next_line;
            self.cells.clear();
            while self.skipping || (self.start == self.filled && !self.ended) {
                if let Err(error) = self.skip_or_fill() {
                    return Some(Err(error));
                }
            }
            if self.start == self.filled {
                return None;
            }
            match self.cut() {
                Ok(()) if self.cells.len() == 1 && self.cells[0].range == (0..0) => {}
                done => return Some(done),
            }
        }
    }

    /// Finds the end and the cells of the record that begins at `start`.
    fn cut(&mut self) -> Result<(), Broken> {
        let (state, at, cell, close) = (State::Fresh, 0, 0, 0);
        let mut cut = Cut { state, at, cell, close, doubled: false, quoted: false };
        while !self.step(&mut cut)? {
            if cut.at >= LONGEST {
                return Err(Broken::Endless { line: self.resume_after(cut.cell) });
            }
            if self.ended {
                return self.finish(&mut cut);
            }
            self.fill()?;
        }
        self.end(&cut);
        Ok(())
    }

    /// Cuts as far as the buffer goes; whether the record's end was reached.
    fn step(&mut self, cut: &mut Cut) -> Result<bool, Broken> {
        let delimiter = self.delimiter;
        loop {
            let bytes = &self.buffer[self.start..self.filled];
            let next = match cut.state {
                State::Plain => scan::first_of(bytes, cut.at, [delimiter, b'\n', b'\r']),
                State::Quoted => scan::first(bytes, cut.at, b'"'),
                _ => cut.at,
            };
            cut.at = next;
            let Some(&byte) = bytes.get(next) else { return Ok(false) };
            match (cut.state, byte) {
                (State::Return, b'\n') => return Ok(advance_by(cut, 1)),
                (State::Return, _) => return Ok(true),
                (State::Fresh, b'"') => open(cut),
                (State::Fresh, _) => (cut.cell, cut.state) = (next, State::Plain),
                (State::Quoted, _) => (cut.close, cut.at, cut.state) = (next, next + 1, State::Closing),
                (State::Closing, b'"') => {
                    (cut.doubled, cut.at, cut.state) = (true, next + 1, State::Quoted);
                }
                (_, byte) if byte == delimiter => self.close(cut, State::Fresh),
                (_, b'\r') => self.close(cut, State::Return),
                (_, b'\n') => {
                    self.close(cut, State::Return);
                    return Ok(true);
                }
                (State::Closing | State::Closed, b' ') => (cut.at, cut.state) = (next + 1, State::Closed),
                _ => return Err(Broken::Stray { line: self.resume_after(cut.cell) }),
            }
        }
    }

    /// Takes in the cell that ends before the present byte.
    fn close(&mut self, cut: &mut Cut, state: State) {
        let end = if cut.state == State::Plain || cut.state == State::Fresh { cut.at } else { cut.close };
        self.cells.push(Cell { range: cut.cell..end, doubled: cut.doubled });
        (cut.state, cut.doubled) = (state, false);
        cut.at += 1;
        cut.cell = cut.at;
    }

    /// The end of the file ends the last record, unless a quote is open.
    fn finish(&mut self, cut: &mut Cut) -> Result<(), Broken> {
        match cut.state {
            State::Quoted => return Err(Broken::Unclosed { line: self.resume_after(cut.cell) }),
            State::Return => {}
            _ => {
                self.close(cut, State::Return);
                cut.at -= 1;
            }
        }
        self.end(cut);
        Ok(())
    }

    fn end(&mut self, cut: &Cut) {
        self.next = self.start + cut.at;
        self.next_line = self.line + 1;
        if cut.quoted {
            let body = &self.buffer[self.start..self.next];
            let ends = body.last().is_some_and(|b| matches!(b, b'\n' | b'\r'));
            self.next_line = self.line + scan::lines(body) + usize::from(!ends);
        }
    }

    /// Sets reading to go on at the line after the one on which a cell begins, and gives that line.
    fn resume_after(&mut self, cell: usize) -> usize {
        let record = &self.buffer[self.start..self.filled];
        let line = self.line + scan::lines(&record[..cell]);
        let end = scan::first_of(record, cell, [b'\n', b'\n', b'\r']);
        let width = if record[end..].starts_with(b"\r\n") { 2 } else { 1 };
        self.skipping = end == record.len();
        self.next = (self.start + end + width).min(self.filled);
        self.next_line = line + 1;
        self.cells.clear();
        line
    }

    /// Passes over the rest of a line too long to hold, or reads on.
    fn skip_or_fill(&mut self) -> Result<(), Broken> {
        if self.skipping {
            let end = scan::first_of(&self.buffer[..self.filled], self.start, [b'\n', b'\n', b'\r']);
            self.skipping = end == self.filled && !self.ended;
            self.start = (end + 1).min(self.filled);
        }
        if self.start == self.filled && !self.ended { self.fill() } else { Ok(()) }
    }

    /// Reads on, keeping the present record.
    fn fill(&mut self) -> Result<(), Broken> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    (self.ended, self.skipping) = (true, false);
                    (self.start, self.next, self.filled) = (0, 0, 0);
                    return Err(Broken::Io(error));
                }
                Ok(count) => {
                    self.filled += count;
                    self.ended = count == 0;
                    return Ok(());
                }
            }
        }
    }
}

fn open(cut: &mut Cut) {
    cut.at += 1;
    (cut.cell, cut.state, cut.quoted) = (cut.at, State::Quoted, true);
}

fn advance_by(cut: &mut Cut, bytes: usize) -> bool {
    cut.at += bytes;
    true
}
