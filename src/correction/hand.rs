//! Hand codings with their names looked up; a name that nobody knows is an error with its row.
use super::Tallies;
use crate::answer::Frame;
use crate::codebook::coder::Coder;
use crate::error::{Error, Result};
use crate::input::reference::Reference;
use crate::input::short;
use crate::judgement::{Reason, Themes, Unused, Verdict, no_strangers, one_coder, unknown, unused_for};
use std::collections::{BTreeMap, HashMap};

/// What one coder gave the answers of some questions.
#[derive(Debug)]
pub struct Hand<'a> {
    pub(super) by_answer: HashMap<(&'a str, usize), Given<'a>>,
}

/// What a coder gave one answer.
#[derive(Debug)]
pub(super) struct Given<'a> {
    pub(super) verdict: Verdict,
    /// The row and its place in the list.
    row: &'a Reference,
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
        let name = one_coder(name, references)?;
        let themes = Themes::of(frame, coder);
        let mut by_answer = HashMap::new();
        let mut stated: BTreeMap<usize, (&Reference, bool)> = BTreeMap::new();
        for (number, row) in references.iter().enumerate().filter(|(_, row)| row.coder == name) {
            let Some(question) = frame.question(&row.question) else {
                let known = frame.questions.iter().map(|q| q.id.as_str());
                return Err(unknown(row, "question", &row.question, known));
            };
            if !questions.contains(&question) {
                continue;
            }
            // a codebook under work may leave questions out
            let Some(themes) = &themes.0[question] else { continue };
            let (first, has) = stated.entry(question).or_insert((row, row.probability.is_some()));
            if *has != row.probability.is_some() {
                let error = Error::new(format!(
                    "of the codings of {} some have a probability and some have none, as on line {}",
                    short(&row.question),
                    first.line
                ));
                return Err(error.at(row.place()).remedy("give it for all of them, or for none"));
            }
            let verdict = Verdict::of(row, themes)?;
            by_answer.insert((row.respondent.as_str(), question), Given { verdict, row, number });
        }
        Ok(Self { by_answer })
    }

    /// The codings that no answer was found for, in the order of their files. A respondent that the survey does not have is
    /// an error, unless rows were left unread, among which it may be.
    pub(super) fn without_answer(&self, tallies: &Tallies, unread: bool) -> Result<Vec<Unused>> {
        let mut missing: Vec<&Given> =
            self.by_answer.values().filter(|given| !tallies.seen.contains(&given.number)).collect();
        missing.sort_by_key(|given| given.number);
        let (silent, strangers): (Vec<&Given>, Vec<&Given>) =
            missing.into_iter().partition(|given| tallies.silent.contains(&given.number));
        let strangers: Vec<&Reference> = strangers.into_iter().map(|given| given.row).collect();
        if !unread {
            no_strangers(&strangers)?;
        }
        let silent = silent.into_iter().map(|given| unused_for(given.row, Reason::NoAnswer));
        Ok(silent.chain(strangers.into_iter().map(|row| unused_for(row, Reason::Unread))).collect())
    }
}
