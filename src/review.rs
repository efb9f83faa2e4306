//! Codings against reference codings: where the codebook and a human coder part ways.
use crate::answer::Selection;
use crate::codebook::coder::Coder;
use crate::coding::Span;
use crate::error::{Error, Result};
use crate::input::reference::Reference;
use crate::input::{RowError, Source};
use crate::judgement::{Judged, Judgements, Named, Plan, Themes, Unused, Verdict, judge};
use crate::stats::classification::{Confusion, Measure, Quality, overall};
use crate::stats::classification_weighted as weighted;
use crate::stats::random::fnv;
use serde::Serialize;
use std::collections::BTreeMap;

/// Confidence level of every interval.
const LEVEL: f64 = 0.95;
/// Resamples for the intervals of what is pooled.
const REPLICATES: u32 = 1000;

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
    /// Whether a respondent is in this part: FNV-1a of `seed:respondent`, upper half, modulo 3.
    pub fn holds(self, seed: u64, respondent: &str) -> bool {
        let held_out = (fnv(&format!("{seed}:{respondent}")) >> 32).is_multiple_of(3);
        self == Part::All || (self == Part::Holdout) == held_out
    }
}

/// How well one theme, or all, were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    pub precision: Option<Measure>,
    /// Hits of those in the reference; nothing when there are none.
    pub recall: Option<Measure>,
    /// Harmonic mean of the two: 2·hits / (2·hits + misses + false alarms).
    pub f1: Option<Measure>,
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
    /// Answers on which the reference decides about the theme.
    pub answers: u64,
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
    /// Answers there are to compare.
    pub of: u64,
    /// Whether the reference is a sample whose answers count by the probability they were drawn with; counts are
    /// always of answers as they are.
    pub weighted: bool,
    /// Every theme, in codebook order.
    pub themes: Vec<ThemeScore>,
    /// All themes pooled; nothing where some of them were picked out, here and below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub micro: Option<Score>,
    /// Mean F1 of the themes that occur in the reference or the codings.
    pub macro_f1: Option<Measure>,
    /// Reference codings that were not used.
    pub unused: Vec<Unused>,
    /// Disagreements, in theme order and then data order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Case>,
}

/// Which answers to compare.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Whose codings are the reference.
    pub coder: String,
    /// Part of the respondents.
    pub part: Part,
    /// Seed of the part, and of the resamples behind pooled intervals.
    pub seed: u64,
    /// Questions and respondents.
    pub selection: Selection,
}

/// Question and theme, by position.
type Key = (usize, usize);

/// What the reference and the codebook decided about one theme.
#[derive(Default)]
struct Decided {
    confusion: Confusion,
    decisions: Vec<weighted::Decision>,
    cases: Vec<Case>,
}

/// Compares a codebook's codings with a coder's, on the answers that the reference has.
pub fn validate(
    source: &Source,
    coder: &Coder,
    references: &[Reference],
    choice: &Choice,
) -> Result<(Validation, Vec<RowError>)> {
    let themes = Themes::of(&source.frame, coder);
    let plan = Plan {
        selection: &choice.selection,
        coders: std::slice::from_ref(&choice.coder),
        themes: &themes,
        machine: Some(coder),
        part: &|respondent| choice.part.holds(choice.seed, respondent),
    };
    let found = judge(source, references, &plan)?;
    if found.answers.is_empty() {
        let found = format!("{} has coded none of these answers", choice.coder);
        return Err(Error::new(found).remedy("fill in the sheet, or choose other questions or respondents"));
    }
    let weighted = by_probability(&found, references, choice)?;
    let validation = Comparison { source, coder, themes: &themes, choice, found: &found, weighted };
    Ok((validation.summed()?, found.unread))
}

/// Whether answers had different chances of being drawn. Error when only some say theirs.
fn by_probability(found: &Judgements, references: &[Reference], choice: &Choice) -> Result<bool> {
    let own = || references.iter().filter(|r| r.coder == choice.coder);
    let without = own().find(|r| r.probability.is_none());
    if let Some(without) = without.filter(|_| own().any(|r| r.probability.is_some())) {
        let error = Error::new("the row has no probability, while others have one").at(without.place());
        return Err(error.remedy("give every coding the probability its answer was drawn with, or none"));
    }
    let mut drawn = found.answers.iter().filter_map(|a| a.by[0].as_ref()?.probability);
    let first = drawn.next();
    Ok(drawn.any(|p| first.is_some_and(|first| (p - first).abs() > 1e-9)))
}

struct Comparison<'a> {
    source: &'a Source,
    coder: &'a Coder,
    themes: &'a Themes,
    choice: &'a Choice,
    found: &'a Judgements,
    weighted: bool,
}

impl Comparison<'_> {
    fn summed(&self) -> Result<Validation> {
        let columns = self.columns();
        let mut decided: BTreeMap<Key, Decided> = BTreeMap::new();
        let mut answers = Vec::with_capacity(self.found.answers.len());
        for answer in &self.found.answers {
            let Some(verdict) = &answer.by[0] else { continue };
            answers.push(self.decide(answer, verdict, &columns, &mut decided));
        }
        let none = Decided::default();
        let score = |(at, theme): &(Key, &Named)| -> Result<ThemeScore> {
            let decided = decided.get(at).unwrap_or(&none);
            Ok(ThemeScore {
                question: self.source.frame.questions[at.0].id.clone(),
                theme: theme.id.clone(),
                label: theme.label.clone(),
                answers: decided.decisions.len() as u64,
                score: self.score(decided)?,
            })
        };
        let themes = columns.iter().map(score).collect::<Result<Vec<_>>>()?;
        let (micro, macro_f1) = self.pooled(&decided, &answers, &themes)?;
        Ok(Validation {
            coder: self.choice.coder.clone(),
            answers: answers.len() as u64,
            of: self.found.of,
            weighted: self.weighted,
            themes,
            micro: Some(micro),
            macro_f1,
            unused: self.found.unused.clone(),
            cases: decided.into_values().flat_map(|d| d.cases).collect(),
        })
    }

    /// Every theme of the selected questions, in codebook order.
    fn columns(&self) -> Vec<(Key, &Named)> {
        let questions = self.choice.selection.questions.iter();
        let of =
            |q: &usize| self.themes.0[*q].iter().flatten().enumerate().map(|(t, n)| ((*q, t), n)).collect();
        questions.flat_map(|q| -> Vec<(Key, &Named)> { of(q) }).collect()
    }

    /// Counts one answer, and gives its decisions on all themes.
    fn decide(
        &self,
        answer: &Judged,
        verdict: &Verdict,
        columns: &[(Key, &Named)],
        decided: &mut BTreeMap<Key, Decided>,
    ) -> Vec<(bool, bool)> {
        let weight = verdict.probability.map_or(1.0, |p| 1.0 / p);
        let one = |((question, theme), _): &(Key, &Named)| {
            let meant = if *question == answer.question { verdict.says(*theme) } else { None };
            let Some(meant) = meant else { return (false, false) };
            let found = answer.codings.iter().any(|c| c.theme as usize == *theme);
            let theme_of = decided.entry((*question, *theme)).or_default();
            theme_of.confusion.add(meant, found);
            theme_of.decisions.push((meant, found, weight));
            if meant != found {
                theme_of.cases.push(self.case(answer, *theme));
            }
            (meant, found)
        };
        columns.iter().map(one).collect()
    }

    fn score(&self, decided: &Decided) -> Result<Score> {
        let quality = if self.weighted {
            weighted::quality(&decided.decisions, LEVEL)?
        } else {
            decided.confusion.quality(LEVEL)?
        };
        Ok(Score::of(decided.confusion, measures(quality)))
    }

    /// All themes pooled, and the mean of their F1. Without weights intervals come from resampling answers, since
    /// decisions on one answer go together.
    fn pooled(
        &self,
        decided: &BTreeMap<Key, Decided>,
        answers: &[Vec<(bool, bool)>],
        themes: &[ThemeScore],
    ) -> Result<(Score, Option<Measure>)> {
        let all = decided.values().fold(Confusion::default(), |sum, d| sum.merge(d.confusion));
        if self.weighted || answers.is_empty() || themes.is_empty() {
            let decisions: Vec<_> = decided.values().flat_map(|d| &d.decisions).copied().collect();
            let each: Vec<f64> = themes.iter().filter_map(|t| t.score.f1.as_ref().map(|f| f.value)).collect();
            let mean = (!each.is_empty()).then(|| each.iter().sum::<f64>() / each.len() as f64);
            let pooled = measures(weighted::quality(&decisions, LEVEL)?);
            return Ok((Score::of(all, pooled), mean.map(|value| Measure { value, interval: None })));
        }
        let overall = overall(answers, LEVEL, REPLICATES, self.choice.seed)?;
        let [_, _, macro_f1] = overall.macro_mean;
        Ok((Score::of(all, overall.micro), macro_f1))
    }

    fn case(&self, answer: &Judged, theme: usize) -> Case {
        let question = &self.source.frame.questions[answer.question].id;
        let coding = answer.codings.iter().find(|c| c.theme as usize == theme);
        let mentions = coding.map(|c| c.mentions.as_slice()).unwrap_or_default();
        let themes = self.coder.question(question);
        let rules = themes.zip(coding).map_or_else(Vec::new, |(themes, coding)| themes.rule_names(coding));
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
}

impl Score {
    fn of(counts: Confusion, [precision, recall, f1]: [Option<Measure>; 3]) -> Self {
        let Confusion { hits, misses, false_alarms, .. } = counts;
        Self { n: hits + misses, hits, misses, false_alarms, precision, recall, f1 }
    }
}

/// Precision, recall and F1 as values with intervals.
fn measures(quality: Quality) -> [Option<Measure>; 3] {
    let share =
        |share: crate::stats::share::Share| Measure { value: share.share, interval: Some(share.interval) };
    let f1 = quality.f1.map(|f1| Measure { value: f1.f1, interval: Some(f1.interval) });
    [quality.precision.map(share), quality.recall.map(share), f1]
}
