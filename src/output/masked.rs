//! A data set for sharing: every variable and question as CSV, personal data replaced.
use super::rows::{Csv, mark};
use crate::answer::{Frame, Row};
use crate::error::Result;
use crate::privacy::{Kind, Personal, Pseudonyms, find, is_full_name};
use std::collections::{BTreeMap, BTreeSet};

/// Rows to bytes, with the pseudonyms given so far.
#[derive(Debug)]
pub struct Masking<'a> {
    frame: &'a Frame,
    /// Questions, by position.
    questions: &'a [usize],
    /// Variables left out, by position.
    without: Vec<usize>,
    raw: bool,
    excel: bool,
    pseudonyms: Pseudonyms,
    places: BTreeMap<Kind, u64>,
    ids: (u64, BTreeSet<Kind>),
    /// Rows by variable and kind.
    variables: BTreeMap<usize, BTreeMap<Kind, u64>>,
}

/// What was replaced, never the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Kind, places, and different values; ids aside.
    pub replaced: Vec<(Kind, u64, usize)>,
    /// Ids that were replaced, and what they look like.
    pub ids: (u64, Vec<Kind>),
    /// Variables that hold what looks like personal data and were left as they are: id, and rows of each kind.
    pub suspect: Vec<(String, Vec<(Kind, u64)>)>,
}

impl<'a> Masking<'a> {
    /// Nobody seen yet. Left out are the variables `without` and those that only a filter names; `raw` keeps cells that
    /// a spreadsheet would take for a formula, and `excel` writes CSV as Norwegian Excel opens it.
    pub fn new(
        frame: &'a Frame,
        questions: &'a [usize],
        mut without: Vec<usize>,
        raw: bool,
        excel: bool,
    ) -> Self {
        without.extend(frame.asides());
        let (pseudonyms, ids) = (Pseudonyms::new(), (0, BTreeSet::new()));
        let (places, variables) = (BTreeMap::new(), BTreeMap::new());
        Self { frame, questions, without, raw, excel, pseudonyms, places, ids, variables }
    }

    /// The heading line.
    pub fn head(&self) -> Result<Vec<u8>> {
        let variables = self.frame.variables.iter().enumerate().filter(|(at, _)| !self.without.contains(at));
        let head = std::iter::once("respondent".to_string());
        let head = head.chain(variables.map(|(_, v)| v.id.clone()));
        let line = self.line(
            &head
                .chain(self.questions.iter().map(|q| self.frame.questions[*q].id.clone()))
                .collect::<Vec<_>>(),
        )?;
        Ok([mark(self.excel), &line].concat())
    }

    /// A respondent. Ids and answers are masked. Values of variables are what tables are made by and stay as they
    /// are; those that look like personal data are counted for the summary.
    pub fn row(&mut self, row: &Row) -> Result<Vec<u8>> {
        let mut cells = vec![self.id(&row.id)];
        for (at, value) in row.values.iter().enumerate() {
            if self.without.contains(&at) {
                continue;
            }
            for kind in suspect(value) {
                *self.variables.entry(at).or_default().entry(kind).or_default() += 1;
            }
            cells.push(value.to_string());
        }
        for question in self.questions {
            let masked = self.text(&row.answers[*question]);
            cells.push(masked);
        }
        self.line(&cells)
    }

    fn id(&mut self, id: &str) -> String {
        let masked = self.pseudonyms.mask_id(id);
        if masked.text != id {
            self.ids.0 += 1;
            self.ids.1.extend(masked.found.iter().map(|p| p.kind));
        }
        masked.text
    }

    fn text(&mut self, text: &str) -> String {
        let masked = self.pseudonyms.mask(text);
        masked.found.iter().for_each(|p| *self.places.entry(p.kind).or_default() += 1);
        masked.text
    }

    fn line(&self, cells: &[String]) -> Result<Vec<u8>> {
        let mut csv = Csv::new(self.excel, self.raw);
        csv.line(cells)?;
        csv.bytes()
    }

    /// What was replaced so far.
    pub fn summary(&self) -> Summary {
        let kind = |(kind, places): (&Kind, &u64)| (*kind, *places, self.pseudonyms.count(*kind));
        let suspect = |(at, kinds): (&usize, &BTreeMap<Kind, u64>)| {
            (self.frame.variables[*at].id.clone(), kinds.iter().map(|(kind, rows)| (*kind, *rows)).collect())
        };
        Summary {
            replaced: self.places.iter().map(kind).collect(),
            ids: (self.ids.0, self.ids.1.iter().copied().collect()),
            suspect: self.variables.iter().map(suspect).collect(),
        }
    }
}

impl Summary {
    /// Whether there was nothing to replace and nothing to suspect.
    pub fn is_clean(&self) -> bool {
        self.replaced.is_empty() && self.ids.0 == 0 && self.suspect.is_empty()
    }
}

/// The kinds of personal data in a value of a variable. A first or last name alone says nothing there: groups are
/// called after places, and places are called as people are.
fn suspect(value: &str) -> BTreeSet<Kind> {
    let personal = |p: &Personal| p.kind != Kind::Name || is_full_name(&value[p.start..p.end]);
    find(value).into_iter().filter(personal).map(|p| p.kind).collect()
}
