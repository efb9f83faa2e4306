//! Hand codings with their names looked up; a name that nobody knows is an error with its row.
use crate::answer::Frame;
use crate::codebook::coder::{Coder, QuestionCoder};
use crate::error::{Error, Result, nearest};
use crate::input::reference::Reference;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one coder gave the answers of some questions.
#[derive(Debug)]
pub struct Hand<'a> {
    pub(super) by_answer: HashMap<(&'a str, usize), Given<'a>>,
}

/// What a coder gave one answer.
#[derive(Debug)]
pub(super) struct Given<'a> {
    /// Themes by position, parents of those given among them.
    pub(super) themes: BTreeSet<usize>,
    /// Themes decided on; nothing when all were.
    pub(super) decided: Option<BTreeSet<usize>>,
    pub(super) probability: Option<f64>,
    /// The row and its place in the list.
    pub(super) row: &'a Reference,
    pub(super) number: usize,
}

impl<'a> Hand<'a> {
    /// No codings, where error rates are given instead.
    pub fn none() -> Self {
        Self { by_answer: HashMap::new() }
    }

    /// The codings of one coder for some questions of a survey, or of the only coder when none is named.
    pub fn new(
        frame: &Frame,
        coder: &Coder,
        references: &'a [Reference],
        name: Option<&str>,
        questions: &[usize],
    ) -> Result<Self> {
        let name = one_coder(references, name)?;
        let mut by_answer = HashMap::new();
        let mut stated: BTreeMap<usize, (&Reference, bool)> = BTreeMap::new();
        for (number, row) in references.iter().enumerate().filter(|(_, row)| row.coder == name) {
            let Some(question) = frame.question(&row.question) else {
                let known = frame.questions.iter().map(|q| q.id.as_str());
                return Err(unknown("question", &row.question, row, known));
            };
            if !questions.contains(&question) {
                continue;
            }
            // a codebook under work may leave questions out
            let Some(themes) = coder.question(&row.question) else { continue };
            let (first, has) = stated.entry(question).or_insert((row, row.probability.is_some()));
            if *has != row.probability.is_some() {
                let error = Error::new(format!(
                    "of the codings of {} some have a probability and some have none, as on line {}",
                    row.question, first.line
                ));
                return Err(error.at(row.place()).remedy("give it for all of them, or for none"));
            }
            by_answer.insert((row.respondent.as_str(), question), given(themes, row, number)?);
        }
        Ok(Self { by_answer })
    }

    /// The earliest row among those that no answer was found for.
    pub(super) fn without_answer(&self, seen: &BTreeSet<usize>) -> Option<Error> {
        let missing = self.by_answer.values().filter(|given| !seen.contains(&given.number));
        missing.min_by_key(|given| given.number).map(|Given { row, .. }| {
            let found =
                format!("respondent {} has no answer to {} in the data", row.respondent, row.question);
            Error::new(found).at(row.place()).remedy("take the row out, or mend the id")
        })
    }
}

/// The coder meant: the one named, or A, or the only one.
fn one_coder<'a>(references: &'a [Reference], name: Option<&'a str>) -> Result<&'a str> {
    let coders: BTreeSet<&str> = references.iter().map(|row| row.coder.as_str()).collect();
    let known = || coders.iter().copied().collect::<Vec<_>>().join(", ");
    match name {
        Some(name) if coders.contains(name) => Ok(name),
        Some(name) => {
            let error = Error::new(format!("the reference holds no codings by '{name}'"));
            Err(error.remedy(format!("its coders are: {}", known())))
        }
        None if coders.contains("A") => Ok("A"),
        None => match coders.first() {
            Some(only) if coders.len() == 1 => Ok(only),
            Some(_) => {
                let error = Error::new("the reference has several coders");
                Err(error.remedy(format!("name one with --coder: {}", known())))
            }
            None => Err(Error::new("the reference holds no codings").remedy("give a file that does")),
        },
    }
}

fn given<'a>(coded: &QuestionCoder, row: &'a Reference, number: usize) -> Result<Given<'a>> {
    let at = |theme: &String| {
        let known = coded.themes.iter().map(|t| t.id.as_str());
        let found = coded.themes.iter().position(|t| t.id == *theme);
        found.ok_or_else(|| unknown("theme", theme, row, known))
    };
    let mut themes = BTreeSet::new();
    for theme in &row.themes {
        let mut next = Some(at(theme)?);
        // a parent is given with any of its children, by hand as by rule
        while let Some(theme) = next {
            themes.insert(theme);
            next = coded.themes[theme].parent;
        }
    }
    let decided = row.decided.as_ref().map(|ids| ids.iter().map(at).collect::<Result<_>>()).transpose()?;
    Ok(Given { themes, decided, probability: row.probability, row, number })
}

fn unknown<'a>(what: &str, name: &str, row: &Reference, known: impl Iterator<Item = &'a str>) -> Error {
    let error = Error::new(format!("the {what} '{name}' is not known")).at(row.place());
    match nearest(name, known) {
        Some(meant) => error.remedy(format!("did you mean {meant}?")),
        None => error.remedy(format!("give it the id that corpus and codebook use for this {what}")),
    }
}
