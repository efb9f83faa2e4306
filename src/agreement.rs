//! How far coders agree: every coefficient a reviewer may ask for, per theme and pooled, and where they disagree.
use crate::answer::Selection;
use crate::codebook::coder::Coder;
use crate::error::{Error, Result};
use crate::input::reference::Reference;
use crate::input::{RowError, Source};
use crate::judgement::{Judged, Judgements, Plan, Themes, Unused, coders_named, judge};
use crate::stats::alpha::{Alpha, Reliability, alpha};
use crate::stats::alpha_interval::{Method, interval};
use crate::stats::distance::Sets;
use crate::stats::gwet::{self, Paradox, paradox};
use crate::stats::kappa::{self, Kappa, Weights};
use crate::stats::ratings::Ratings;
use crate::stats::{Interval, alpha_clusters};
use serde::Serialize;
use std::collections::BTreeSet;

/// The name that stands for the codebook among the coders.
pub const MACHINE: &str = "machine";

/// Confidence level of every interval.
const LEVEL: f64 = 0.95;

/// Above this many different sets of themes resampling takes too long, and the interval is analytic.
const MOST_SETS: usize = 200;

/// Whom to compare, and on what.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Coders, two or more; [`MACHINE`] is the codebook.
    pub coders: Vec<String>,
    /// Questions and respondents.
    pub selection: Selection,
    /// How the interval of alpha is made.
    pub method: Method,
}

/// Coefficients of yes-or-no decisions; each is nothing where it is not defined, as when no coder gave a theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficients {
    /// Decisions that at least two coders made.
    pub units: u64,
    /// How many of them each coder answered with yes.
    pub given: Vec<u64>,
    /// Krippendorff's alpha, nominal.
    pub alpha: Option<Alpha>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Cohen's kappa; two coders only.
    pub cohen: Option<Kappa>,
    /// Fleiss' kappa.
    pub fleiss: Option<gwet::Agreement>,
    /// Conger's kappa.
    pub conger: Option<gwet::Agreement>,
    /// Gwet's AC1.
    pub ac1: Option<gwet::Agreement>,
    /// Brennan and Prediger's coefficient.
    pub brennan_prediger: Option<gwet::Agreement>,
    /// Percent agreement, as a share.
    pub percent: Option<gwet::Agreement>,
    /// Where kappa and AC1 part ways because nearly all decisions are the same.
    pub paradox: Option<Paradox>,
}

/// Agreement on one theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeAgreement {
    /// Question id.
    pub question: String,
    /// Theme id.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// The coefficients.
    #[serde(flatten)]
    pub coefficients: Coefficients,
}

/// Agreement on the themes of an answer as a set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetAgreement {
    /// Question id; nothing for all questions.
    pub question: Option<String>,
    /// Answers whose themes at least two coders decided on.
    pub units: u64,
    /// Alpha with each distance: same set or not, Jaccard, MASI.
    pub distances: Vec<SetAlpha>,
}

/// Alpha of sets with one distance; nothing where it is not defined.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetAlpha {
    /// The distance.
    pub distance: Sets,
    /// Alpha.
    pub alpha: Option<Alpha>,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// Two of several coders, all decisions pooled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// One coder.
    pub first: String,
    /// The other.
    pub second: String,
    /// The coefficients of these two.
    #[serde(flatten)]
    pub coefficients: Coefficients,
}

/// An answer and theme on which coders disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// Question id.
    pub question: String,
    /// Theme id.
    pub theme: String,
    /// Respondent id.
    pub respondent: String,
    /// Coders who gave the theme.
    pub yes: Vec<String>,
    /// Coders who did not.
    pub no: Vec<String>,
    /// The answer.
    pub text: String,
}

/// A whole comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The coders, in the order of [`Coefficients::given`].
    pub coders: Vec<String>,
    /// Answers that at least two of them coded.
    pub answers: u64,
    /// Answers there are.
    pub of: u64,
    /// Whether the answers were drawn with chances that differ: what is found speaks of them, and not of the survey.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub uneven: bool,
    /// Every theme, in codebook order.
    pub themes: Vec<ThemeAgreement>,
    /// All decisions on all themes; alpha's interval takes account of decisions on one answer going together,
    /// the other standard errors do not.
    pub pooled: Coefficients,
    /// Every two coders, when there are more than two.
    pub pairs: Vec<Pair>,
    /// Theme sets, by question and for all.
    pub sets: Vec<SetAgreement>,
    /// Codings that were not used.
    pub unused: Vec<Unused>,
    /// Where they disagree, in theme order and then data order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Disagreement>,
}

/// One set a coder, of question and theme; nothing for a coder who left a theme undecided.
type SetRow = Vec<Option<BTreeSet<(usize, usize)>>>;

/// One decision a coder; nothing for a coder who made none.
type Row = Vec<Option<bool>>;

/// Compares coders on the answers that at least two of them coded.
pub fn agree(
    source: &Source,
    coder: Option<&Coder>,
    references: &[Reference],
    choice: &Choice,
) -> Result<(Agreement, Vec<RowError>)> {
    let people = people(references, choice)?;
    let machine = if people.len() < choice.coders.len() { coder } else { None };
    if machine.is_none() && people.len() < choice.coders.len() {
        return Err(Error::new("no codebook for the coder 'machine'").remedy("name one with --codebook FILE"));
    }
    let themes = match coder {
        Some(coder) => Themes::of(&source.frame, coder),
        None => Themes::met(&source.frame, references),
    };
    let plan =
        Plan { selection: &choice.selection, coders: &people, themes: &themes, machine, part: &|_| true };
    let mut found = judge(source, references, &plan)?;
    let table = Table { source, themes: &themes, choice, people: &people };
    found.answers.retain(|answer| table.decided(answer) > 1);
    if found.answers.is_empty() {
        let error =
            Error::new(format!("the coders {} have no answers in common", coders_named(&choice.coders)));
        return Err(error.remedy("have at least some answers coded by two of them"));
    }
    let unread = std::mem::take(&mut found.unread);
    Ok((table.compare(&found)?, unread))
}

/// Whether the answers compared were drawn with chances that differ.
fn uneven(found: &Judgements) -> bool {
    let mut chances = found.answers.iter().flat_map(|a| &a.by).flatten().filter_map(|v| v.probability);
    let first = chances.next();
    chances.any(|chance| Some(chance) != first)
}

/// The coders who are people; errors on too few, doubles, and a person called machine.
fn people(references: &[Reference], choice: &Choice) -> Result<Vec<String>> {
    let coders = &choice.coders;
    if let Some((_, twice)) = coders.iter().enumerate().find(|(n, coder)| coders[..*n].contains(coder)) {
        return Err(Error::new(format!("the coder {twice} is named twice")).remedy("name each coder once"));
    }
    let people: Vec<String> = coders.iter().filter(|coder| *coder != MACHINE).cloned().collect();
    if coders.len() < 2 || people.is_empty() {
        let known: BTreeSet<&str> = references.iter().map(|r| r.coder.as_str()).collect();
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        let error = Error::new("agreement needs two coders, of which one may be machine");
        return Err(error.remedy(format!("the reference has codings by: {known}")));
    }
    if people.len() < coders.len() && references.iter().any(|r| r.coder == MACHINE) {
        let error = Error::new("the reference has a coder called machine, which is the codebook's name");
        return Err(error.remedy("give that coder another name"));
    }
    Ok(people)
}

struct Table<'a> {
    source: &'a Source,
    themes: &'a Themes,
    choice: &'a Choice,
    people: &'a [String],
}

impl Table<'_> {
    /// How many coders decided anything about an answer.
    fn decided(&self, answer: &Judged) -> usize {
        let machine = usize::from(self.people.len() < self.choice.coders.len());
        answer.by.iter().flatten().count() + machine
    }

    /// What each coder says of a theme of an answer, in the order of the choice.
    fn row(&self, answer: &Judged, theme: usize) -> Row {
        let mut people = answer.by.iter();
        let says = |coder: &String| {
            if coder == MACHINE {
                return Some(answer.codings.iter().any(|c| c.theme as usize == theme));
            }
            people.next()?.as_ref()?.says(theme)
        };
        self.choice.coders.iter().map(says).collect()
    }

    fn compare(&self, found: &Judgements) -> Result<Agreement> {
        let (mut themes, mut disagreements) = (Vec::new(), Vec::new());
        let (mut pooled, mut clusters) = (Vec::new(), Vec::new());
        for &question in &self.choice.selection.questions {
            let answers = || found.answers.iter().enumerate().filter(|(_, a)| a.question == question);
            let id = &self.source.frame.questions[question].id;
            for (at, theme) in self.themes.0[question].iter().flatten().enumerate() {
                let mut rows = Vec::new();
                for (number, answer) in answers() {
                    let row = self.row(answer, at);
                    if row.iter().flatten().count() < 2 {
                        continue;
                    }
                    disagreements.extend(self.disagreement(answer, id, &theme.id, &row));
                    pooled.push(row.clone());
                    clusters.push(number);
                    rows.push(row);
                }
                let coefficients = self.coefficients(self.choice.coders.len(), &rows, None)?;
                let (question, theme, label) = (id.clone(), theme.id.clone(), theme.label.clone());
                themes.push(ThemeAgreement { question, theme, label, coefficients });
            }
        }
        Ok(Agreement {
            coders: self.choice.coders.clone(),
            answers: found.answers.len() as u64,
            of: found.of,
            uneven: uneven(found),
            themes,
            pairs: self.pairs(&pooled, &clusters)?,
            pooled: self.coefficients(self.choice.coders.len(), &pooled, Some(&clusters))?,
            sets: self.sets(found),
            unused: found.unused.clone(),
            disagreements,
        })
    }

    fn disagreement(&self, answer: &Judged, question: &str, theme: &str, row: &Row) -> Option<Disagreement> {
        let who = |wanted: bool| -> Vec<String> {
            let said = self.choice.coders.iter().zip(row).filter(|(_, said)| **said == Some(wanted));
            said.map(|(coder, _)| coder.clone()).collect()
        };
        let (yes, no) = (who(true), who(false));
        (!yes.is_empty() && !no.is_empty()).then(|| Disagreement {
            question: question.to_string(),
            theme: theme.to_string(),
            respondent: answer.respondent.clone(),
            yes,
            no,
            text: answer.text.clone(),
        })
    }

    /// The coefficients of some decisions by so many coders; `clusters` holds the answer of each where several themes are pooled.
    fn coefficients(&self, coders: usize, rows: &[Row], clusters: Option<&[usize]>) -> Result<Coefficients> {
        let given = |coder: usize| rows.iter().filter(|row| row[coder] == Some(true)).count() as u64;
        let mut found = Coefficients {
            units: rows.len() as u64,
            given: (0..coders).map(given).collect(),
            alpha: None,
            interval: None,
            cohen: None,
            fleiss: None,
            conger: None,
            ac1: None,
            brennan_prediger: None,
            percent: None,
            paradox: None,
        };
        if rows.is_empty() {
            return Ok(found);
        }
        let ratings = Ratings::binary(rows)?;
        let data = Reliability::nominal(&ratings);
        // what follows fails only where it is not defined
        found.alpha = alpha(&data).ok();
        found.interval = self.interval(&data, clusters);
        if coders == 2 {
            found.cohen = kappa::cohen(&ratings.table(0, 1)?, Weights::None, LEVEL).ok();
        }
        found.fleiss = kappa::fleiss(&ratings, LEVEL).ok();
        found.conger = kappa::conger(&ratings, LEVEL).ok();
        found.ac1 = gwet::ac1(&ratings, LEVEL).ok();
        found.brennan_prediger = gwet::brennan_prediger(&ratings, LEVEL).ok();
        found.percent = gwet::percent(&ratings, LEVEL).ok();
        found.paradox = paradox(&ratings);
        Ok(found)
    }

    fn interval(&self, data: &Reliability, clusters: Option<&[usize]>) -> Option<Interval> {
        match (self.choice.method, clusters) {
            (Method::Units { replicates, seed }, Some(clusters)) => {
                alpha_clusters::interval(data, clusters, LEVEL, replicates, seed).ok()
            }
            (method, _) => interval(data, LEVEL, method).ok(),
        }
    }

    /// Every two coders, when there are more.
    fn pairs(&self, rows: &[Row], clusters: &[usize]) -> Result<Vec<Pair>> {
        let coders = &self.choice.coders;
        let mut pairs = Vec::new();
        if coders.len() < 3 {
            return Ok(pairs);
        }
        for (second, name) in coders.iter().enumerate() {
            for (first, other) in coders[..second].iter().enumerate() {
                let both =
                    rows.iter().zip(clusters).filter(|(r, _)| r[first].is_some() && r[second].is_some());
                let (rows, clusters): (Vec<Row>, Vec<usize>) =
                    both.map(|(row, cluster)| (vec![row[first], row[second]], *cluster)).unzip();
                let coefficients = self.coefficients(2, &rows, Some(&clusters))?;
                pairs.push(Pair { first: other.clone(), second: name.clone(), coefficients });
            }
        }
        Ok(pairs)
    }

    /// Theme sets by question, and for all where there are several questions.
    fn sets(&self, found: &Judgements) -> Vec<SetAgreement> {
        let questions = &self.choice.selection.questions;
        let coded: Vec<usize> =
            questions.iter().copied().filter(|q| found.answers.iter().any(|a| a.question == *q)).collect();
        let mut sets: Vec<SetAgreement> = coded.iter().map(|q| self.set(found, Some(*q))).collect();
        if coded.len() > 1 {
            sets.push(self.set(found, None));
        }
        sets
    }

    fn set(&self, found: &Judgements, question: Option<usize>) -> SetAgreement {
        let answers = found.answers.iter().filter(|a| question.is_none_or(|q| q == a.question));
        let units: Vec<SetRow> = answers
            .map(|answer| self.themes_of(answer))
            .filter(|row: &Vec<_>| row.iter().flatten().count() > 1)
            .collect();
        let different: BTreeSet<&BTreeSet<_>> = units.iter().flatten().flatten().collect();
        let resampled = !matches!(self.choice.method, Method::Jackknife | Method::Analytic);
        let method =
            if resampled && different.len() > MOST_SETS { Method::Analytic } else { self.choice.method };
        let one = |distance: Sets| {
            let data = Reliability::sets(&units, distance);
            let interval = interval(&data, LEVEL, method).ok();
            SetAlpha { distance, alpha: alpha(&data).ok(), interval }
        };
        SetAgreement {
            question: question.map(|q| self.source.frame.questions[q].id.clone()),
            units: units.len() as u64,
            distances: [Sets::Nominal, Sets::Jaccard, Sets::Masi].map(one).to_vec(),
        }
    }

    /// The set that each coder gave, nothing where one left a theme undecided.
    fn themes_of(&self, answer: &Judged) -> SetRow {
        let count = self.themes.0[answer.question].as_ref().map_or(0, Vec::len);
        let rows: Vec<Row> = (0..count).map(|theme| self.row(answer, theme)).collect();
        let coder = |at: usize| {
            let given = rows.iter().enumerate().map(|(theme, row)| row[at].map(|yes| (theme, yes)));
            let given: Option<Vec<(usize, bool)>> = given.collect();
            given.filter(|_| count > 0).map(|given| {
                given.into_iter().filter(|(_, yes)| *yes).map(|(theme, _)| (answer.question, theme)).collect()
            })
        };
        (0..self.choice.coders.len()).map(coder).collect()
    }
}
