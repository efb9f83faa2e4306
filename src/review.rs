//! Codings against reference codings: where the codebook and a human coder part ways.
use crate::answer::Row;
use crate::codebook::coder::Coder;
use crate::coding::{Coding, Span};
use crate::error::{Error, Result, nearest};
use crate::input::reference::Reference;
use crate::input::{RowError, Source};
use crate::pass::pass;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A part of the respondents, drawn by a seed: a hold-out that rules are not written from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everybody.
    All,
    /// The two thirds that rules are written from.
    Train,
    /// The third that is only measured on.
    Holdout,
}

impl Part {
    /// Whether a respondent is in this part. FNV-1a of `seed:respondent`, upper half, modulo 3: the same in any
    /// language that a reader may check it in.
    pub fn holds(self, seed: u64, respondent: &str) -> bool {
        let bytes = format!("{seed}:{respondent}");
        let hash = bytes
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        let held_out = (hash >> 32) % 3 == 0;
        self == Part::All || (self == Part::Holdout) == held_out
    }
}

/// Agreement of one theme, or of all, with the reference.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Score {
    /// Answers that have the theme in the reference.
    pub n: u64,
    /// Of these, found.
    pub hits: u64,
    /// Of these, not found.
    pub misses: u64,
    /// Found, and not in the reference.
    pub false_alarms: u64,
    /// Hits of found; nothing when nothing was found.
    pub precision: Option<f64>,
    /// Hits of those in the reference; nothing when there are none.
    pub recall: Option<f64>,
    /// Harmonic mean of the two: 2·hits / (2·hits + misses + false alarms).
    pub f1: Option<f64>,
}

impl Score {
    fn of(hits: u64, misses: u64, false_alarms: u64) -> Self {
        let share = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
        Self {
            n: hits + misses,
            hits,
            misses,
            false_alarms,
            precision: share(hits, hits + false_alarms),
            recall: share(hits, hits + misses),
            f1: share(2 * hits, 2 * hits + misses + false_alarms),
        }
    }
}

/// A theme's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeScore {
    /// Question id.
    pub question: String,
    /// Theme id.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// Its score.
    #[serde(flatten)]
    pub score: Score,
}

/// What kind of disagreement a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// In the reference, not found.
    Miss,
    /// Found, not in the reference.
    FalseAlarm,
}

/// An answer on which codebook and reference disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Question id.
    pub question: String,
    /// Theme id.
    pub theme: String,
    /// What went wrong.
    pub fault: Fault,
    /// Respondent id.
    pub respondent: String,
    /// The answer.
    pub text: String,
    /// The words that fired; empty for a miss.
    pub spans: Vec<Span>,
    /// The rules that fired; empty for a miss.
    pub rules: Vec<String>,
}

/// A whole comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Validation {
    /// Whose codings are the reference.
    pub coder: String,
    /// Answers compared.
    pub answers: u64,
    /// Every theme, in codebook order.
    pub themes: Vec<ThemeScore>,
    /// All themes pooled.
    pub micro: Score,
    /// Mean F1 of the themes that occur in the reference or the codings.
    pub macro_f1: Option<f64>,
    /// Disagreements, in theme order and then data order.
    #[serde(skip)]
    pub cases: Vec<Case>,
}

/// Which answers to compare.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Whose codings are the reference.
    pub coder: String,
    /// Part of the respondents.
    pub part: Part,
    /// Seed of the part.
    pub seed: u64,
    /// Only these questions; all when empty.
    pub questions: Vec<String>,
}

type Key = (usize, usize);

/// One answer compared: question, and per theme position whether it was meant and found.
struct Compared {
    question: usize,
    meant: BTreeSet<usize>,
    found: Vec<Coding>,
    respondent: String,
    text: String,
}

/// Compares a codebook's codings with a coder's, answer by answer.
pub fn validate(
    source: &Source,
    coder: &Coder,
    references: &[Reference],
    choice: &Choice,
) -> Result<(Validation, Vec<RowError>)> {
    let meant = by_answer(source, coder, references, choice)?;
    let mut compared = Vec::new();
    let errors = pass(
        source,
        || coder.reader(),
        |reader, rows| {
            let mut found = Vec::new();
            for row in rows.iter().filter(|row| choice.part.holds(choice.seed, &row.id)) {
                compare_row(source, coder, &meant, reader, row, &mut found);
            }
            found
        },
        |mut some: Vec<Compared>| compared.append(&mut some),
    )?;
    Ok((summed(source, coder, choice, &compared), errors))
}

fn compare_row(
    source: &Source,
    coder: &Coder,
    meant: &HashMap<(&str, usize), BTreeSet<usize>>,
    reader: &mut crate::rule::reading::Reader,
    row: &Row,
    found: &mut Vec<Compared>,
) {
    for (question, text) in row.answers.iter().enumerate() {
        let Some(meant) = meant.get(&(row.id.as_str(), question)) else { continue };
        let Some(codings) = coder.code_row(&source.frame, row, question, reader) else { continue };
        found.push(Compared {
            question,
            meant: meant.clone(),
            found: codings,
            respondent: row.id.clone(),
            text: text.clone(),
        });
    }
}

/// The reference codings by respondent and question, themes by position; unknown names are errors with their line.
fn by_answer<'a>(
    source: &Source,
    coder: &Coder,
    references: &'a [Reference],
    choice: &Choice,
) -> Result<HashMap<(&'a str, usize), BTreeSet<usize>>> {
    let mut found = HashMap::new();
    let mut coders = BTreeSet::new();
    for reference in references {
        coders.insert(reference.coder.as_str());
        let wanted = choice.questions.is_empty() || choice.questions.contains(&reference.question);
        if reference.coder != choice.coder || !wanted {
            continue;
        }
        let Some(question) = source.frame.question(&reference.question) else {
            let known = source.frame.questions.iter().map(|q| q.id.as_str());
            return Err(unknown("question", &reference.question, reference.line, known));
        };
        // a codebook under work may leave questions out
        let Some(coded) = coder.question(&reference.question) else { continue };
        let mut themes = BTreeSet::new();
        for theme in &reference.themes {
            let Some(at) = coded.themes.iter().position(|t| t.id == *theme) else {
                let known = coded.themes.iter().map(|t| t.id.as_str());
                return Err(unknown("theme", theme, reference.line, known));
            };
            themes.insert(at);
        }
        found.insert((reference.respondent.as_str(), question), themes);
    }
    if !coders.contains(choice.coder.as_str()) {
        let known: Vec<&str> = coders.into_iter().collect();
        let error = Error::new(format!("the reference holds no codings by '{}'", choice.coder));
        return Err(error.remedy(format!("its coders are: {}", known.join(", "))));
    }
    Ok(found)
}

fn unknown<'a>(what: &str, name: &str, line: usize, known: impl Iterator<Item = &'a str>) -> Error {
    let error =
        Error::new(format!("line {line} of the reference names the {what} '{name}', which is not known"));
    match nearest(name, known) {
        Some(meant) => error.remedy(format!("did you mean {meant}?")),
        None => error.remedy(format!("give it the id that corpus and codebook use for this {what}")),
    }
}

fn summed(source: &Source, coder: &Coder, choice: &Choice, compared: &[Compared]) -> Validation {
    let mut counts: BTreeMap<Key, (u64, u64, u64)> = BTreeMap::new();
    let mut cases: BTreeMap<Key, Vec<Case>> = BTreeMap::new();
    for answer in compared {
        let given: BTreeSet<usize> = answer.found.iter().map(|c| c.theme as usize).collect();
        for &theme in answer.meant.union(&given) {
            let key = (answer.question, theme);
            let count = counts.entry(key).or_default();
            match (answer.meant.contains(&theme), given.contains(&theme)) {
                (true, true) => count.0 += 1,
                (true, false) => count.1 += 1,
                _ => count.2 += 1,
            }
            if answer.meant.contains(&theme) != given.contains(&theme) {
                cases.entry(key).or_default().push(case(source, coder, answer, theme));
            }
        }
    }
    let mut themes = Vec::new();
    for (q, question) in source.frame.questions.iter().enumerate() {
        if !choice.questions.is_empty() && !choice.questions.contains(&question.id) {
            continue;
        }
        let coded = coder.question(&question.id).into_iter().flat_map(|c| c.themes.iter().enumerate());
        themes.extend(coded.map(|(t, theme)| {
            let (hits, misses, false_alarms) = counts.get(&(q, t)).copied().unwrap_or_default();
            let score = Score::of(hits, misses, false_alarms);
            ThemeScore {
                question: question.id.clone(),
                theme: theme.id.clone(),
                label: theme.label.clone(),
                score,
            }
        }));
    }
    let total = |part: fn(&Score) -> u64| themes.iter().map(|t| part(&t.score)).sum();
    let micro = Score::of(total(|s| s.hits), total(|s| s.misses), total(|s| s.false_alarms));
    let each: Vec<f64> = themes.iter().filter_map(|t| t.score.f1).collect();
    let macro_f1 = (!each.is_empty()).then(|| each.iter().sum::<f64>() / each.len() as f64);
    let cases = cases.into_values().flatten().collect();
    Validation { coder: choice.coder.clone(), answers: compared.len() as u64, themes, micro, macro_f1, cases }
}

fn case(source: &Source, coder: &Coder, answer: &Compared, theme: usize) -> Case {
    let question = &source.frame.questions[answer.question].id;
    let coding = answer.found.iter().find(|c| c.theme as usize == theme);
    let mentions = coding.map(|c| c.mentions.as_slice()).unwrap_or_default();
    let themes = coder.question(question);
    let mut rules: Vec<String> = mentions
        .iter()
        .filter_map(|m| themes.and_then(|q| coder.rule(q, m.rule)).map(|r| r.name.clone()))
        .collect();
    rules.dedup();
    Case {
        question: question.clone(),
        theme: themes.map_or_else(String::new, |q| q.themes[theme].id.clone()),
        fault: if coding.is_some() { Fault::FalseAlarm } else { Fault::Miss },
        respondent: answer.respondent.clone(),
        text: answer.text.clone(),
        spans: mentions.iter().map(|m| m.span).collect(),
        rules,
    }
}
