//! The rows of all files of a source, each respondent once.
use super::{Cells, Lines, RowError, Same, Sheet, header::short, plan::Plan};
use crate::answer::{Row, weight_in};
use crate::error::{Error, Place};
use crate::formula::original;
use compact_str::{CompactString, ToCompactString, format_compact};
use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, RandomState},
    sync::Arc,
};

/// Rows of every sheet, one after the other.
pub(crate) struct Rows {
    plan: Arc<Plan>,
    sheets: Arc<[Sheet]>,
    sheet: usize,
    lines: Option<Lines>,
    number: usize,
    /// The variable that holds a weight.
    weight: Option<usize>,
    seen: Seen,
    ended: bool,
}

/// The ids met so far. Most exports are sorted by id, and while each id is greater than the last nothing
/// needs to be kept. The first that is not has the ids before it read again, as hashes: a million ids
/// would take 60 MB as text and take 20 so. That two differing ids share a hash is settled by reading.
#[derive(Default)]
struct Seen {
    last: CompactString,
    hashes: Option<HashSet<u64, BuildHasherDefault<Same>>>,
    state: RandomState,
}

impl Rows {
    pub(crate) fn new(plan: Arc<Plan>, sheets: Arc<[Sheet]>) -> Self {
        let weight = plan.frame.weight.as_deref().and_then(|weight| plan.frame.variable(weight));
        Self { plan, sheets, sheet: 0, lines: None, number: 0, weight, seen: Seen::default(), ended: false }
    }

    /// The next row's cells.
    fn next_cells(&mut self) -> Option<Result<Cells, RowError>> {
        let variables = self.plan.frame.variables.len();
        loop {
            let sheet = self.sheets.get(self.sheet)?;
            if self.lines.is_none() {
                match sheet.rows(self.plan.wanted[self.sheet].clone(), 1..1 + variables) {
                    Ok(lines) => self.lines = Some(lines),
                    Err(error) => return Some(Err(fatal(error, &sheet.name))),
                }
                if sheet.wave.is_some() {
                    self.number = 0;
                }
            }
            match self.lines.as_mut().and_then(Iterator::next) {
                Some(cells) => return Some(cells),
                None => {
                    self.lines = None;
                    self.sheet += 1;
                }
            }
        }
    }

    fn row(&mut self, cells: Cells) -> Result<Row, RowError> {
        let sheet = &self.sheets[self.sheet];
        let variables = self.plan.frame.variables.len();
        let mut texts = cells.cells.into_iter();
        let id = texts.next().unwrap_or_default();
        let id = if self.plan.numbered { self.number.to_compact_string() } else { bare(id) };
        if id.is_empty() {
            let place = Place::line(&*sheet.name, cells.line);
            return Err(RowError::at(place, "the row has no respondent id".to_string()));
        }
        let mut values: Vec<_> = texts.by_ref().take(variables).map(bare).collect();
        if let (Some(at), Some(wave)) = (self.plan.wave, &sheet.wave) {
            values[at] = wave.into();
        }
        if let Some(weight) = self.weight.filter(|at| weight_in(&values[*at]).is_none()) {
            let column = &self.plan.frame.variables[weight].id;
            let what =
                format!("the weight in {column} is not a number of 0 or more, or is beyond all measure");
            return Err(RowError::at(Place::line(&*sheet.name, cells.line), what));
        }
        let answers = texts.map(|text| if self.is_missing(&text) { CompactString::default() } else { text });
        let answers = answers.collect();
        let row = Row { id: full_id(sheet, id), values, answers };
        self.first_of_its_id(&row.id, cells.line).map(|()| row)
    }

    /// Whether an answer is one of those that corpus.yaml says are none.
    fn is_missing(&self, text: &str) -> bool {
        let missing = &self.plan.missing;
        !missing.is_empty() && missing.contains(&text.trim().to_lowercase())
    }

    /// A respondent id may occur once: what two rows of one respondent mean, only the user knows.
    fn first_of_its_id(&mut self, id: &str, line: usize) -> Result<(), RowError> {
        if self.plan.numbered {
            return Ok(());
        }
        if self.seen.hashes.is_none() {
            if greater(id, &self.seen.last) {
                self.seen.last = id.into();
                return Ok(());
            }
            let before = (self.sheet, line);
            let mut hashes = HashSet::default();
            for id in self.ids() {
                let (at, id) = id?;
                if at >= before {
                    break;
                }
                hashes.insert(self.seen.state.hash_one(&*id));
            }
            self.seen.hashes = Some(hashes);
        }
        let hash = self.seen.state.hash_one(id);
        if self.seen.hashes.as_mut().is_some_and(|hashes| hashes.insert(hash)) {
            return Ok(());
        }
        let place = |(sheet, line): (usize, usize)| Place::line(&*self.sheets[sheet].name, line);
        match self.ids().find(|other| other.as_ref().map_or(true, |(_, other)| other == id)).transpose()? {
            Some((first, _)) if first < (self.sheet, line) => {
                let what = format!(
                    "respondent id {} stands here and at {}; ids must differ",
                    short(id),
                    place(first)
                );
                let [own, other] = [self.sheet, first.0].map(|at| &self.sheets[at]);
                let waves = if first.0 == self.sheet {
                    ""
                } else if own.name == other.name {
                    "; the file is named twice below data:"
                } else if own.wave.is_some() && own.wave == other.wave {
                    "; both files are given the same wave below data:"
                } else {
                    "; for one survey at several times write {file: …, wave: …} for each file below data:"
                };
                let what = format!("{what}{waves}");
                Err(RowError { place: place((self.sheet, line)), what, fatal: true })
            }
            _ => Ok(()),
        }
    }

    /// All ids, read again, each with its sheet and line. Rows that can't be used have none.
    fn ids(&self) -> impl Iterator<Item = Result<((usize, usize), CompactString), RowError>> {
        let sheets = self.sheets.iter().zip(&self.plan.wanted).enumerate();
        sheets.flat_map(|(n, (sheet, wanted))| {
            let lines = sheet.rows(wanted[..1].to_vec(), 0..0);
            let lines =
                lines.unwrap_or_else(|error| Box::new(std::iter::once(Err(fatal(error, &sheet.name)))));
            let usable = lines.filter(|cells| cells.as_ref().map_or_else(|error| error.fatal, |_| true));
            usable.map(move |cells| {
                let mut cells = cells?;
                let id = cells.cells.pop().map(bare).unwrap_or_default();
                Ok(((n, cells.line), full_id(sheet, id)))
            })
        })
    }
}

/// The order in which ids are counted up: by length, then by letter, so that 10 comes after 9.
fn greater(id: &str, last: &str) -> bool {
    (id.len(), id) > (last.len(), last)
}

impl Iterator for Rows {
    type Item = Result<Row, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let cells = self.next_cells()?;
        self.number += 1;
        let row = cells.and_then(|cells| self.row(cells));
        self.ended = row.as_ref().is_err_and(|error| error.fatal);
        Some(row)
    }
}

/// With waves, an id names the wave first: the same respondent may be in several.
fn full_id(sheet: &Sheet, id: CompactString) -> CompactString {
    match &sheet.wave {
        Some(wave) => format_compact!("{wave}/{id}"),
        None => id,
    }
}

fn trimmed(text: CompactString) -> CompactString {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { inner.into() }
}

/// A respondent's id or value, less what made it harmless in a copy that `mask` wrote: sheets, codings and corpus.yaml have it
/// so.
fn bare(cell: CompactString) -> CompactString {
    let cell = trimmed(cell);
    match original(&cell) {
        Cow::Borrowed(_) => cell,
        Cow::Owned(own) => own.into(),
    }
}

fn fatal(error: Error, name: &str) -> RowError {
    let place = error.place.clone().unwrap_or_else(|| Place::file(name));
    RowError { place, what: Error { place: None, ..error }.to_string(), fatal: true }
}
