//! A data set for sharing: every variable and question as CSV, personal data replaced.
use super::rows::Csv;
use crate::answer::{Frame, Row};
use crate::error::Result;
use crate::privacy::{Kind, Pseudonyms, find};
use std::collections::BTreeMap;

/// Rows to bytes, with the pseudonyms given so far.
#[derive(Debug)]
pub struct Masking<'a> {
    frame: &'a Frame,
    /// Questions, by position.
    questions: &'a [usize],
    /// Variables left out, by position.
    without: Vec<usize>,
    raw: bool,
    pseudonyms: Pseudonyms,
    places: BTreeMap<Kind, u64>,
    variables: BTreeMap<(usize, Kind), u64>,
}

/// What was replaced, never the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Kind, places, and different values.
    pub replaced: Vec<(Kind, u64, usize)>,
    /// Variables that hold what looks like personal data and were left as they are: id, kind, rows.
    pub suspect: Vec<(String, Kind, u64)>,
}

impl<'a> Masking<'a> {
    /// Nobody seen yet; `raw` keeps cells that a spreadsheet would take for a formula.
    pub fn new(frame: &'a Frame, questions: &'a [usize], without: Vec<usize>, raw: bool) -> Self {
        let (pseudonyms, places, variables) = (Pseudonyms::new(), BTreeMap::new(), BTreeMap::new());
        Self { frame, questions, without, raw, pseudonyms, places, variables }
    }

    /// The heading line.
    pub fn head(&self) -> Result<Vec<u8>> {
        let variables = self.frame.variables.iter().enumerate().filter(|(at, _)| !self.without.contains(at));
        let head = std::iter::once("respondent".to_string());
        let head = head.chain(variables.map(|(_, v)| v.id.clone()));
        self.line(
            &head
                .chain(self.questions.iter().map(|q| self.frame.questions[*q].id.clone()))
                .collect::<Vec<_>>(),
        )
    }

    /// A respondent. Ids and answers are masked. Values of variables are what tables are made by and stay as they
    /// are; those that look like personal data are counted for the summary.
    pub fn row(&mut self, row: &Row) -> Result<Vec<u8>> {
        let mut cells = vec![self.text(&row.id)];
        for (at, value) in row.values.iter().enumerate().filter(|(at, _)| !self.without.contains(at)) {
            for personal in find(value).into_iter().filter(|p| p.kind != Kind::Name) {
                *self.variables.entry((at, personal.kind)).or_default() += 1;
            }
            cells.push(value.to_string());
        }
        for question in self.questions {
            let masked = self.text(&row.answers[*question]);
            cells.push(masked);
        }
        self.line(&cells)
    }

    fn text(&mut self, text: &str) -> String {
        let masked = self.pseudonyms.mask(text);
        masked.found.iter().for_each(|p| *self.places.entry(p.kind).or_default() += 1);
        masked.text
    }

    fn line(&self, cells: &[String]) -> Result<Vec<u8>> {
        let mut csv = Csv::new(b',', self.raw);
        csv.line(cells)?;
        csv.bytes()
    }

    /// What was replaced so far.
    pub fn summary(&self) -> Summary {
        let kind = |(kind, places): (&Kind, &u64)| (*kind, *places, self.pseudonyms.count(*kind));
        let suspect =
            |((at, kind), n): (&(usize, Kind), &u64)| (self.frame.variables[*at].id.clone(), *kind, *n);
        Summary {
            replaced: self.places.iter().map(kind).collect(),
            suspect: self.variables.iter().map(suspect).collect(),
        }
    }
}
