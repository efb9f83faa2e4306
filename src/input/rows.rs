//! The rows of all files of a source, each respondent once.
use super::{Cells, Lines, RowError, Sheet, plan::Plan};
use crate::answer::Row;
use crate::error::{Error, Place};
use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
    sync::Arc,
};

/// Rows of every sheet, one after the other.
pub(crate) struct Rows {
    plan: Arc<Plan>,
    sheets: Arc<[Sheet]>,
    sheet: usize,
    lines: Option<Lines>,
    number: usize,
    seen: Seen,
    ended: bool,
}

/// Hashes of the ids met. A million ids would take 60 MB as text and take 20 as hashes; that two
/// differing ids share a hash is settled by reading the file again.
#[derive(Default)]
struct Seen {
    hashes: HashSet<u64, BuildHasherDefault<Same>>,
    state: RandomState,
}

/// A hash that is hashed already.
#[derive(Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Rows {
    pub(crate) fn new(plan: Arc<Plan>, sheets: Arc<[Sheet]>) -> Self {
        Self { plan, sheets, sheet: 0, lines: None, number: 0, seen: Seen::default(), ended: false }
    }

    /// The next row's cells, less rows where everything wanted is empty: they are nobody's.
    fn next_cells(&mut self) -> Option<Result<Cells, RowError>> {
        let variables = self.plan.frame.variables.len();
        loop {
            let sheet = self.sheets.get(self.sheet)?;
            if self.lines.is_none() {
                match sheet.rows(self.plan.wanted[self.sheet].clone(), 1..1 + variables) {
                    Ok(lines) => self.lines = Some(lines),
                    Err(error) => return Some(Err(fatal(&error, &sheet.name))),
                }
                if sheet.wave.is_some() {
                    self.number = 0;
                }
            }
            match self.lines.as_mut().and_then(Iterator::next) {
                Some(Ok(cells)) if !self.plan.numbered && cells.cells.iter().all(|c| c.trim().is_empty()) => {
                }
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
        let id = if self.plan.numbered { self.number.to_string() } else { trimmed(id) };
        let place = Place::line(&*sheet.name, cells.line);
        if id.is_empty() {
            return Err(RowError::at(place, "the row has no respondent id".to_string()));
        }
        let mut values: Vec<String> = texts.by_ref().take(variables).map(trimmed).collect();
        if let (Some(at), Some(wave)) = (self.plan.wave, &sheet.wave) {
            values[at].clone_from(wave);
        }
        let answers = texts.collect();
        let row = Row { id: full_id(sheet, id), values, answers };
        self.first_of_its_id(&row.id, place).map(|()| row)
    }

    /// A respondent id may occur once: what two rows of one respondent mean, only the user knows.
    fn first_of_its_id(&mut self, id: &str, place: Place) -> Result<(), RowError> {
        let hash = self.seen.state.hash_one(id);
        if self.plan.numbered || self.seen.hashes.insert(hash) {
            return Ok(());
        }
        match self.first_with(id, &place) {
            None => Ok(()),
            Some(first) => {
                let what = format!("respondent id {id} stands here and at {first}; ids must differ");
                Err(RowError { place, what, fatal: true })
            }
        }
    }

    /// The place of the first row with an id, if it isn't the given place.
    fn first_with(&self, id: &str, now: &Place) -> Option<Place> {
        for (sheet, wanted) in self.sheets.iter().zip(&self.plan.wanted) {
            for cells in sheet.rows(wanted[..1].to_vec(), 0..0).ok()?.flatten() {
                let found = cells.cells.into_iter().next().map(trimmed).unwrap_or_default();
                let place = Place::line(&*sheet.name, cells.line);
                if full_id(sheet, found) == id {
                    return (place != *now).then_some(place);
                }
            }
        }
        None
    }
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
fn full_id(sheet: &Sheet, id: String) -> String {
    match &sheet.wave {
        Some(wave) => format!("{wave}/{id}"),
        None => id,
    }
}

fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { inner.to_string() }
}

fn fatal(error: &Error, name: &str) -> RowError {
    let place = error.place.clone().unwrap_or_else(|| Place::file(name));
    let what = Error { place: None, found: error.found.clone(), remedy: error.remedy.clone(), source: None };
    RowError { place, what: what.to_string(), fatal: true }
}
