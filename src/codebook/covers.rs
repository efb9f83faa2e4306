//! What a codebook names that the survey does not have, and the other way round: the same for every command.
use super::coder::Coder;
use super::locate::locate;
use super::written::Text;
use crate::answer::Frame;
use crate::error::{Error, nearest};
use crate::input::list;
use std::collections::BTreeSet;

/// A name that codebook and survey do not share.
#[derive(Debug)]
pub struct Gap {
    /// What is lacking.
    pub kind: Lacks,
    /// What was found and what to do.
    pub error: Error,
    /// Whether one of the other has nearly the same name.
    pub near: bool,
    /// The name as it stands in the codebook, if it does.
    pub at: Option<Text>,
}

impl Gap {
    /// Where it stands in the text of the codebook, in bytes, if it does.
    pub fn place(&self, source: &str) -> Option<std::ops::Range<usize>> {
        self.at.as_ref().map(|name| place(name, source))
    }
}

/// Where a name stands in the text of a codebook, in bytes.
pub(crate) fn place(name: &Text, source: &str) -> std::ops::Range<usize> {
    locate(source, name.at, &name.value, 0..name.value.chars().count())
}

/// Which of the two lacks what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// The survey has no such variable, so that nobody can be meant.
    Variable,
    /// The survey does not list such a value.
    Value,
    /// The survey has no such question.
    Question,
    /// The codebook has no themes for a question of the survey.
    Themes,
}

/// Every gap between a codebook and a survey.
pub fn gaps(coder: &Coder, frame: &Frame) -> Vec<Gap> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for (variable, values) in &coder.names.limits {
        let at = Some(variable.clone());
        let Some(own) = frame.variable(&variable.value).map(|at| &frame.variables[at]) else {
            let known = frame.variables.iter().map(|v| v.id.as_str());
            let error = unknown("variable (where: in the codebook)", &variable.value, known);
            found.push(Gap { kind: Lacks::Variable, error, near: false, at });
            continue;
        };
        let listed = &own.values;
        let known = || listed.iter().map(|(value, _)| value.as_str());
        let strange = values.iter().filter(|value| !listed.is_empty() && !known().any(|own| own == *value));
        for value in strange.filter(|value| told.insert((&variable.value, *value))) {
            let what = format!("value of {} (where: in the codebook)", variable.value);
            let error = unknown(&what, value, known());
            let error = match own.meant(value) {
                Some(meant) => error.remedy(meant),
                None => error,
            };
            found.push(Gap { kind: Lacks::Value, error, near: false, at: at.clone() });
        }
    }
    for question in coder.names.questions.iter().filter(|q| frame.question(&q.value).is_none()) {
        let error = Error::new(format!("the survey has no question {}", question.value));
        let known = || frame.questions.iter().map(|q| q.id.as_str());
        let meant = nearest(&question.value, known());
        let error = match meant {
            Some(meant) => error.remedy(format!("did you mean {meant}?")),
            None => error.remedy(format!("known are: {}", known().collect::<Vec<_>>().join(", "))),
        };
        let (near, at) = (meant.is_some(), Some(question.clone()));
        found.push(Gap { kind: Lacks::Question, error, near, at });
    }
    for question in frame.questions.iter().filter(|q| coder.question(&q.id).is_none()) {
        let error = Error::new(format!("the codebook has no themes for the question {}", question.id));
        let known = coder.names.questions.iter().map(|q| q.value.as_str());
        let error = match nearest(&question.id, known) {
            Some(meant) => error.remedy(format!("it has some for {meant}: is that the same?")),
            None => error,
        };
        found.push(Gap { kind: Lacks::Themes, error, near: false, at: None });
    }
    found
}

/// An unknown name, with the nearest known one, or all of them.
pub fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let error = Error::new(format!("no {what} '{name}'"));
    error.remedy(match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean {meant}?"),
        None if known.is_empty() => "none is known: name columns with --question and --variable".to_string(),
        None => format!("known are: {}", list(known.into_iter())),
    })
}
