//! Answers drawn for hand coding: simple or stratified, each with the probability it was drawn with.
use crate::answer::{Frame, Row, Selection, Standing};
use crate::codebook::coder::Coder;
use crate::error::{Error, Result};
use crate::input::{RowError, Source};
use crate::pass::{pass, steady};
use crate::rule::reading::Reader;
use crate::stats::sample_size::for_share;
use crate::stats::sampling::{self, Allocation, simple, stratified};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// What the strata are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A variable, by position in the frame.
    Variable(usize),
    /// The question.
    Question,
    /// The rarest theme that the codebook gives the answer, or none, within its question: rare themes get their
    /// share, and every answer is in one stratum only.
    Theme,
}

/// How many answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// This many in all.
    Answers(usize),
    /// From each question as many as an interval of this half-width needs.
    Precision(Precision),
}

/// A wished precision for the share of a theme among the answers to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// Half the width of the interval, 0–1.
    pub half_width: f64,
    /// The share one expects; 0.5 needs the largest sample.
    pub expected: f64,
    /// Confidence level.
    pub level: f64,
}

/// What to draw.
#[derive(Debug, Clone)]
pub struct Plan {
    /// From which questions and respondents.
    pub selection: Selection,
    /// How many.
    pub size: Size,
    /// Strata; none for a simple random sample.
    pub by: Vec<By>,
    /// How the sample is divided among the strata.
    pub allocation: Allocation,
    /// Seed of the draw.
    pub seed: u64,
}

/// A drawn answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drawn {
    /// Respondent id.
    pub respondent: String,
    /// Question, by position in the frame.
    pub question: usize,
    /// The answer.
    pub text: String,
    /// Probability with which it was drawn.
    pub probability: f64,
}

/// A stratum, or the whole of a simple sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// Its values; empty for the whole.
    pub name: String,
    /// Answers in it.
    pub answers: usize,
    /// Of these, drawn.
    pub drawn: usize,
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// The answers, question by question, in data order.
    pub answers: Vec<Drawn>,
    /// Answers drawn from.
    pub of: usize,
    /// The strata, sorted.
    pub strata: Vec<Stratum>,
}

/// How many answers to a question must be coded for a wished precision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Needed {
    /// Question id.
    pub question: String,
    /// Answers there are.
    pub answers: usize,
    /// Answers to code.
    pub needed: usize,
}

/// An answer that may be drawn: its question, its variables' values, and the codebook's themes.
struct Unit {
    question: usize,
    values: String,
    themes: Vec<u32>,
}

/// Draws a sample of the answers whose question the codebook has themes for.
pub fn sample(source: &Source, coder: &Coder, plan: &Plan) -> Result<(Sample, Vec<RowError>)> {
    // read twice: a number says the same answer only where nothing changed between
    steady(source, || draw(source, coder, plan))
}

fn draw(source: &Source, coder: &Coder, plan: &Plan) -> Result<(Sample, Vec<RowError>)> {
    let (units, unread) = units(source, coder, &plan.selection, &plan.by)?;
    if units.is_empty() {
        return Err(none_to_draw());
    }
    let names = names(&source.frame, coder, &units, plan);
    let mut strata: Vec<&String> = names.iter().collect();
    strata.sort_unstable();
    strata.dedup();
    let of: Vec<usize> = names.iter().map(|name| strata.partition_point(|other| *other < name)).collect();
    let drawn = match plan.size {
        Size::Answers(size) if plan.by.is_empty() => simple(units.len(), size, plan.seed)?,
        Size::Answers(size) => stratified(&of, size, &plan.allocation, plan.seed)?,
        Size::Precision(precision) => by_question(&units, plan, precision)?,
    };
    let probability: HashMap<usize, f64> = drawn.iter().map(|d| (d.unit, d.probability)).collect();
    let stratum = |name: &&String| Stratum { name: (*name).clone(), answers: 0, drawn: 0 };
    let mut strata: Vec<Stratum> = strata.iter().map(stratum).collect();
    for number in &of {
        strata[*number].answers += 1;
    }
    for d in &drawn {
        strata[of[d.unit]].drawn += 1;
    }
    let answers = texts(source, coder, &plan.selection, &probability)?;
    Ok((Sample { answers, of: units.len(), strata }, unread))
}

/// How many answers to each question must be coded.
pub fn needed(
    source: &Source,
    coder: &Coder,
    selection: &Selection,
    precision: Precision,
) -> Result<(Vec<Needed>, Vec<RowError>)> {
    let (units, unread) = units(source, coder, selection, &[])?;
    let sizes = sizes(&units, precision)?;
    let line = |(question, (answers, needed)): (usize, (usize, usize))| Needed {
        question: source.frame.questions[question].id.clone(),
        answers,
        needed,
    };
    Ok((sizes.into_iter().map(line).collect(), unread))
}

fn none_to_draw() -> Error {
    Error::new("no answers to draw from").remedy("choose other questions or respondents")
}

/// Answers to each question, and how many of them are needed.
fn sizes(units: &[Unit], precision: Precision) -> Result<BTreeMap<usize, (usize, usize)>> {
    let mut answers: BTreeMap<usize, usize> = BTreeMap::new();
    for unit in units {
        *answers.entry(unit.question).or_default() += 1;
    }
    if answers.is_empty() {
        return Err(none_to_draw());
    }
    let Precision { half_width, expected, level } = precision;
    let size = |(question, answers): (usize, usize)| {
        let needed = for_share(half_width, expected, Some(answers as u64), level)?;
        Ok((question, (answers, needed as usize)))
    };
    answers.into_iter().map(size).collect()
}

/// A simple random sample within each question, as large as its precision needs.
fn by_question(units: &[Unit], plan: &Plan, precision: Precision) -> Result<Vec<sampling::Drawn>> {
    let mut drawn = Vec::new();
    for (question, (_, needed)) in sizes(units, precision)? {
        let own: Vec<usize> = (0..units.len()).filter(|at| units[*at].question == question).collect();
        let seed = plan.seed.wrapping_add(question as u64);
        let chosen = simple(own.len(), needed, seed)?;
        drawn.extend(chosen.into_iter().map(|d| sampling::Drawn { unit: own[d.unit], ..d }));
    }
    Ok(drawn)
}

/// The answers that may be drawn, in data order.
fn units(
    source: &Source,
    coder: &Coder,
    selection: &Selection,
    by: &[By],
) -> Result<(Vec<Unit>, Vec<RowError>)> {
    let frame = &source.frame;
    let work = |reader: &mut Reader, rows: &[Row]| -> Vec<Unit> {
        let unit = |row: &Row, question: usize, reader: &mut Reader| {
            let value = |by: &By| match by {
                By::Variable(variable) => Some(row.values[*variable].as_str()),
                _ => None,
            };
            let values = by.iter().filter_map(value).map(apart).collect::<Vec<_>>().join(", ");
            let given = by.contains(&By::Theme).then(|| coder.code_row(frame, row, question, reader));
            let themes = given.flatten().unwrap_or_default().into_iter().map(|c| c.theme).collect();
            Unit { question, values, themes }
        };
        let mut found = Vec::new();
        for row in rows {
            found.extend(eligible(frame, coder, selection, row).map(|question| unit(row, question, reader)));
        }
        found
    };
    let mut units = Vec::new();
    let unread = pass(source, || coder.reader(), work, |some| units.extend(some))?;
    Ok((units, unread))
}

/// A value as a part of a stratum's name: in quotes where it holds what stands between two.
fn apart(value: &str) -> Cow<'_, str> {
    if value.contains(", ") || value.starts_with('"') { format!("{value:?}").into() } else { value.into() }
}

/// The questions whose answer by a respondent may be drawn.
fn eligible<'a>(
    frame: &'a Frame,
    coder: &'a Coder,
    selection: &'a Selection,
    row: &'a Row,
) -> impl Iterator<Item = usize> + 'a {
    let questions = selection.questions.iter().copied().filter(|_| selection.holds(&row.values));
    questions.filter(|q| {
        frame.standing(*q, row) == Standing::Answered && coder.question(&frame.questions[*q].id).is_some()
    })
}

/// The name of each unit's stratum.
fn names(frame: &Frame, coder: &Coder, units: &[Unit], plan: &Plan) -> Vec<String> {
    let mut common: HashMap<(usize, u32), usize> = HashMap::new();
    for unit in units {
        for theme in &unit.themes {
            *common.entry((unit.question, *theme)).or_default() += 1;
        }
    }
    let of_question = plan.by.contains(&By::Theme)
        || plan.by.contains(&By::Question)
        || matches!(plan.size, Size::Precision(_));
    let name = |unit: &Unit| {
        let mut parts = Vec::new();
        if of_question {
            parts.push(frame.questions[unit.question].id.clone());
        }
        if plan.by.contains(&By::Theme) {
            let rarest = unit.themes.iter().min_by_key(|t| (common.get(&(unit.question, **t)), **t));
            let themes = coder.question(&frame.questions[unit.question].id);
            let id = rarest.zip(themes).map(|(theme, q)| q.themes[*theme as usize].id.clone());
            parts.push(id.unwrap_or_else(|| "–".to_string()));
        }
        if plan.by.iter().any(|by| matches!(by, By::Variable(_))) {
            parts.push(unit.values.clone());
        }
        parts.join(", ")
    };
    units.iter().map(name).collect()
}

/// The drawn answers, question by question; a second reading, so that no text is kept of those not drawn.
fn texts(
    source: &Source,
    coder: &Coder,
    selection: &Selection,
    probability: &HashMap<usize, f64>,
) -> Result<Vec<Drawn>> {
    let mut answers = Vec::with_capacity(probability.len());
    let mut number = 0;
    for row in source.rows()? {
        let row = match row {
            Ok(row) => row,
            Err(error) if error.fatal => return Err(error.into()),
            // told of when the answers were drawn
            Err(_) => continue,
        };
        for question in eligible(&source.frame, coder, selection, &row) {
            if let Some(probability) = probability.get(&number) {
                let (respondent, text) = (row.id.to_string(), row.answers[question].to_string());
                answers.push(Drawn { respondent, question, text, probability: *probability });
            }
            number += 1;
        }
    }
    if answers.len() != probability.len() {
        return Err(Error::new("the data are others than those that answers were drawn from")
            .remedy("run the command again"));
    }
    answers.sort_by_key(|drawn| drawn.question);
    Ok(answers)
}
