//! The compiled codebook: a pure function from one answer to its codings.
use super::triggers::Triggers;
use super::written::Overlap;
use crate::answer::{Frame, Row, Variable, is_answer};
use crate::coding::{Coding, Mention, Span};
use crate::rule::operators::{Demand, Match, Op, Program, Scene, barred};
use crate::rule::reading::{Reader, Reading};
use std::collections::BTreeMap;
use std::ops::Range;

/// A rule of a theme.
#[derive(Debug)]
pub struct Rule {
    /// Name that a reader finds it by: `any.3@134`, the third rule under `any`, on line 134.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Where it stands in the codebook, in bytes.
    pub bytes: Range<usize>,
    /// Compiled.
    pub op: Op,
    /// What an answer must hold for it to be tried.
    pub gate: Demand,
    /// Variable → values: only for these respondents.
    pub only_for: Vec<(String, Vec<String>)>,
}

/// A compiled theme.
#[derive(Debug)]
pub struct Theme {
    /// Name in its question.
    pub id: String,
    /// Heading.
    pub label: String,
    /// What it means.
    pub definition: String,
    /// The theme above it, by position in the question's themes.
    pub parent: Option<usize>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Exceptions by clause, its own first, then those of the question and the codebook.
    pub unless: Vec<Rule>,
    /// Exceptions by answer, likewise.
    pub never: Vec<Rule>,
    /// Given only where no theme without this is given.
    pub alone: bool,
    /// Variable → values: only for these respondents.
    pub only_for: Vec<(String, Vec<String>)>,
    /// Answers it must take, then answers it must leave, with their bytes in the codebook.
    pub examples: [Vec<(String, usize)>; 2],
    /// Where it stands in the codebook, in bytes.
    pub at: usize,
}

/// The themes of a question, parents before their children.
#[derive(Debug)]
pub struct QuestionCoder {
    /// The question, or nothing for the themes of every question.
    pub id: Option<String>,
    /// Its themes.
    pub themes: Vec<Theme>,
    triggers: Triggers,
}

impl QuestionCoder {
    /// A question whose rules have no gates yet.
    pub(super) fn new(id: Option<String>, themes: Vec<Theme>) -> Self {
        Self { id, themes, triggers: Triggers::default() }
    }

    /// Finds what wakes its rules, when they have gates.
    pub(super) fn wake(&mut self, program: &Program) {
        self.triggers = Triggers::new(&self.themes, program.atoms.list().len());
    }

    /// The theme that a rule, by its number in the question, belongs to.
    pub fn owner(&self, rule: u32) -> Option<usize> {
        let mut rest = rule as usize;
        self.themes.iter().position(|theme| match rest.checked_sub(theme.rules.len()) {
            Some(left) => {
                rest = left;
                false
            }
            None => true,
        })
    }
}

/// The respondent of an answer: only what a rule's `where` may look at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subject<'a> {
    /// Variables of the corpus.
    pub variables: &'a [Variable],
    /// Their values.
    pub values: &'a [String],
    /// Whether every `where` is taken to hold: for examples, which have no respondent.
    pub everybody: bool,
}

impl Subject<'_> {
    pub(super) fn is_one_of(&self, only_for: &[(String, Vec<String>)]) -> bool {
        self.everybody
            || only_for.iter().all(|(variable, allowed)| {
                let at = self.variables.iter().position(|v| v.id == *variable);
                at.is_some_and(|at| allowed.contains(&self.values[at]))
            })
    }
}

/// A compiled codebook.
#[derive(Debug)]
pub struct Coder {
    /// Short name of the codebook.
    pub name: String,
    /// Title.
    pub title: String,
    /// Language of labels and reports.
    pub language: String,
    /// Atoms and definitions that all rules share.
    pub program: Program,
    /// Themes by question.
    pub questions: Vec<QuestionCoder>,
    /// Overlapping matches.
    pub overlap: Overlap,
    /// Hash of the codebook's text.
    pub fingerprint: String,
}

/// A match with the rule that gave it.
type Found = (u32, Match);

impl Coder {
    /// The themes that a question is coded by: its own, or those for every question.
    pub fn question(&self, id: &str) -> Option<&QuestionCoder> {
        let named = self.questions.iter().find(|q| q.id.as_deref() == Some(id));
        named.or_else(|| self.questions.iter().find(|q| q.id.is_none()))
    }

    /// A reader of answers for this codebook; one for a thread.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.program.atoms)
    }

    /// Codes one answer: its themes in the question's order, each with the words that gave it.
    pub fn code(&self, question: &QuestionCoder, reading: &Reading, subject: Subject) -> Vec<Coding> {
        let mut found = self.matches(question, reading, subject);
        if found.is_empty() {
            return Vec::new();
        }
        if self.overlap == Overlap::Longest {
            hide_inner(&mut found);
        }
        lone_only(question, &mut found);
        let own = found.into_iter().map(|(theme, found)| (theme, joined(&found, reading.text)));
        let coded = if question.themes.iter().all(|t| t.parent.is_none()) {
            own.collect()
        } else {
            lent_upwards(question, own)
        };
        coded.into_iter().map(|(theme, mentions)| Coding { theme: theme as u32, mentions }).collect()
    }

    /// Codes one respondent's answer to a question, both by position in the frame. Nothing where there is no answer,
    /// or the codebook has no themes for the question.
    pub fn code_row(
        &self,
        frame: &Frame,
        row: &Row,
        question: usize,
        reader: &mut Reader,
    ) -> Option<Vec<Coding>> {
        let themes = self.question(&frame.questions[question].id)?;
        let text = row.answers.get(question).filter(|text| is_answer(text))?;
        let subject = Subject { variables: &frame.variables, values: &row.values, everybody: false };
        Some(self.code(themes, &reader.read(text), subject))
    }

    /// What themes' own rules match, for those themes where any does.
    fn matches(
        &self,
        question: &QuestionCoder,
        reading: &Reading,
        subject: Subject,
    ) -> Vec<(usize, Vec<Found>)> {
        let woken = question.triggers.woken(reading);
        let mut found = Vec::new();
        for rules in woken.chunk_by(|a, b| a.0 == b.0) {
            let theme = rules[0].0 as usize;
            let matches = self.theme_matches(&question.themes[theme], rules, reading, subject);
            if !matches.is_empty() {
                found.push((theme, matches));
            }
        }
        found
    }

    /// What the woken rules of one theme match.
    fn theme_matches(
        &self,
        theme: &Theme,
        woken: &[(u32, u32, u32)],
        reading: &Reading,
        subject: Subject,
    ) -> Vec<Found> {
        if !subject.is_one_of(&theme.only_for) {
            return Vec::new();
        }
        let applies =
            |rule: &Rule| rule.gate.met(&|atom| reading.has(atom)) && subject.is_one_of(&rule.only_for);
        let open: Vec<(u32, &Rule)> = woken
            .iter()
            .map(|(_, at, n)| (*n, &theme.rules[*at as usize]))
            .filter(|r| applies(r.1))
            .collect();
        let scene = Scene::whole(reading, &self.program);
        let try_all = |scene: Scene| -> Vec<Found> {
            open.iter().flat_map(|(n, rule)| rule.op.matches(scene).into_iter().map(|m| (*n, m))).collect()
        };
        let found = try_all(scene);
        let mut never = theme.never.iter().filter(|r| applies(r));
        if found.is_empty() || never.any(|r| !r.op.matches(scene).is_empty()) {
            return Vec::new();
        }
        let barred = barred(theme.unless.iter().filter(|r| applies(r)).map(|r| &r.op), scene);
        if barred.contains(&true) { try_all(Scene { barred: Some(&barred), ..scene }) } else { found }
    }

    /// The rules whose matches count in an answer, by the number that [`Mention::rule`] holds.
    pub fn firing(&self, question: &QuestionCoder, reading: &Reading, subject: Subject) -> Vec<u32> {
        let mut rules: Vec<u32> = self
            .matches(question, reading, subject)
            .into_iter()
            .flat_map(|(_, f)| f)
            .map(|(rule, _)| rule)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// The name of a mention's rule; where a child's rule gave it to a parent, with the child's id before it.
    pub fn rule_name(&self, themes: &QuestionCoder, coding: &Coding, mention: &Mention) -> String {
        let name = self.rule(themes, mention.rule).map_or("", |r| r.name.as_str());
        match themes.owner(mention.rule).filter(|owner| *owner != coding.theme as usize) {
            Some(owner) => format!("{}.{name}", themes.themes[owner].id),
            None => name.to_string(),
        }
    }

    /// A rule by the number that [`Mention::rule`] holds.
    pub fn rule<'a>(&self, question: &'a QuestionCoder, number: u32) -> Option<&'a Rule> {
        question.themes.iter().flat_map(|t| &t.rules).nth(number as usize)
    }
}

/// A longer match hides shorter ones inside it, whichever theme they belong to.
fn hide_inner(found: &mut Vec<(usize, Vec<Found>)>) {
    let stretch = |m: &Match| {
        let start = m.parts.iter().map(|p| p.start).min().unwrap_or(0);
        (start, m.parts.iter().map(|p| p.end).max().unwrap_or(0))
    };
    // by start, the furthest end of those that begin there and of those that begin before
    let mut furthest: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (start, end) in found.iter().flat_map(|(_, f)| f).map(|(_, m)| stretch(m)) {
        let own = furthest.entry(start).or_default();
        own.0 = own.0.max(end);
    }
    let mut before = 0;
    for own in furthest.values_mut() {
        own.1 = before;
        before = before.max(own.0);
    }
    for (_, matches) in found.iter_mut() {
        matches.retain(|(_, m)| {
            let (start, end) = stretch(m);
            furthest.get(&start).is_some_and(|(here, before)| *here <= end && *before < end)
        });
    }
    found.retain(|(_, matches)| !matches.is_empty());
}

/// Takes `alone` themes away where a theme without it is given.
fn lone_only(question: &QuestionCoder, found: &mut Vec<(usize, Vec<Found>)>) {
    let alone = |theme: usize| question.themes[theme].alone;
    if found.iter().any(|(theme, _)| !alone(*theme)) {
        found.retain(|(theme, _)| !alone(*theme));
    }
}

/// Gives the mentions of each theme to the theme above it too.
fn lent_upwards(
    question: &QuestionCoder,
    own: impl Iterator<Item = (usize, Vec<Mention>)>,
) -> Vec<(usize, Vec<Mention>)> {
    let mut mentions: Vec<Vec<Mention>> = vec![Vec::new(); question.themes.len()];
    own.for_each(|(theme, found)| mentions[theme] = found);
    for child in (0..question.themes.len()).rev() {
        if let Some(parent) = question.themes[child].parent
            && !mentions[child].is_empty()
        {
            let lent = mentions[child].clone();
            mentions[parent].extend(lent);
            merge(&mut mentions[parent]);
        }
    }
    mentions.into_iter().enumerate().filter(|(_, mentions)| !mentions.is_empty()).collect()
}

/// Matches as mentions in code points, those that overlap joined.
fn joined(found: &[Found], text: &str) -> Vec<Mention> {
    let mut bytes: Vec<(u32, u32, u32)> =
        found.iter().flat_map(|(rule, m)| m.parts.iter().map(|p| (p.start, p.end, *rule))).collect();
    bytes.sort_unstable();
    let mut place = (0usize, 0u32);
    let mut point = |byte: u32| {
        let byte = byte as usize;
        if byte < place.0 {
            place = (0, 0);
        }
        place = (byte, place.1 + text[place.0..byte].chars().count() as u32);
        place.1
    };
    let mut mentions: Vec<Mention> = bytes
        .into_iter()
        .map(|(start, end, rule)| Mention { span: Span { start: point(start), end: point(end) }, rule })
        .collect();
    merge(&mut mentions);
    mentions
}

/// Joins overlapping spans; the rule of the joined span is the first in the codebook.
fn merge(mentions: &mut Vec<Mention>) {
    mentions.sort_unstable();
    mentions.dedup_by(|next, kept| {
        let overlap = next.span.start < kept.span.end;
        if overlap {
            kept.span.end = kept.span.end.max(next.span.end);
            kept.rule = kept.rule.min(next.rule);
        }
        overlap
    });
}
