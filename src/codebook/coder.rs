//! The compiled codebook: a pure function from one answer to its codings.
use super::chances::Chances;
use super::triggers::{Triggers, Woken};
use super::written::{Overlap, Text};
use crate::answer::{Frame, Row, Variable, is_answer};
use crate::coding::{Coding, Mention, Points, Span};
use crate::rule::atoms::AtomId;
use crate::rule::demand::Demand;
use crate::rule::operators::{Match, Op, Program, Scene, barred};
use crate::rule::reading::{Hit, Reader, Reading};
use compact_str::CompactString;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter::successors;
use std::ops::Range;
use std::sync::OnceLock;

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
    /// What [`Self::atoms`] gives, found when first asked for: a table alone asks.
    pub(super) atoms: OnceLock<Vec<AtomId>>,
    /// Its words that count wherever they stand, and what else there is to try.
    pub(super) split: Split,
    /// Variable → values: only for these respondents.
    pub only_for: Vec<(String, Vec<String>)>,
}

impl Rule {
    /// The atoms that are asked for where it is tried, or its rest if it has one, whatever names it names.
    pub(super) fn atoms(&self, program: &Program) -> &[AtomId] {
        self.atoms.get_or_init(|| {
            let tried = self.split.rest.as_ref().map_or(&self.op, |(rest, _)| rest);
            program.atoms_of(std::iter::once(tried)).into_iter().collect()
        })
    }
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
    /// By the number of a rule in the question, its theme and its place among the theme's rules.
    places: Vec<(usize, usize)>,
    pub(super) triggers: Triggers,
    /// What [`Self::chances`] gives, found when first asked for: a table alone asks.
    chances: OnceLock<Chances>,
    /// Atoms of its rules that look at the raw text.
    pub(crate) raw: Vec<AtomId>,
}

impl QuestionCoder {
    /// A question whose rules have no gates yet.
    pub(super) fn new(id: Option<String>, themes: Vec<Theme>) -> Self {
        let rules = |(at, theme): (usize, &Theme)| (0..theme.rules.len()).map(move |place| (at, place));
        let places = themes.iter().enumerate().flat_map(rules).collect();
        Self { id, themes, places, triggers: Triggers::default(), chances: OnceLock::new(), raw: Vec::new() }
    }

    /// By theme, whether nobody with a value of a variable can have it: `where` leaves them out of it or of all its rules, and of
    /// the themes below it.
    pub fn never(&self, variable: &str, value: &str) -> Vec<bool> {
        let leaves_out = |only_for: &[(String, Vec<String>)]| {
            only_for.iter().any(|(of, allowed)| of == variable && !allowed.iter().any(|own| own == value))
        };
        let alone = |theme: &Theme| {
            leaves_out(&theme.only_for) || theme.rules.iter().all(|rule| leaves_out(&rule.only_for))
        };
        let mut never: Vec<bool> = self.themes.iter().map(alone).collect();
        // children stand behind their parents
        for (at, theme) in self.themes.iter().enumerate().rev() {
            if let Some(parent) = theme.parent {
                never[parent] &= never[at];
            }
        }
        never
    }

    /// Finds what wakes its rules, when they have gates.
    pub(super) fn wake(&mut self, program: &Program) {
        self.triggers = Triggers::new(&self.themes, program.atoms.list().len());
        let rules = self.themes.iter().flat_map(|t| t.rules.iter().chain(&t.unless).chain(&t.never));
        self.raw = program.raw_atoms(rules.map(|rule| &rule.op));
    }

    /// A theme and those above it.
    pub(super) fn line(&self, theme: usize) -> impl Iterator<Item = usize> {
        successors(Some(theme), |at| self.themes[*at].parent)
    }

    /// What may come of words beside others.
    pub(super) fn chances(&self, program: &Program) -> &Chances {
        self.chances.get_or_init(|| Chances::of(self, program))
    }

    /// Whether an answer of which no word satisfies an atom has no theme: so with all rules but regular expressions on the
    /// raw text and rules that demand nothing.
    pub(super) fn is_woken_by_words(&self) -> bool {
        self.raw.is_empty() && self.triggers.demand_something()
    }

    /// The theme that a rule, by its number in the question, belongs to.
    pub fn owner(&self, rule: u32) -> Option<usize> {
        self.places.get(rule as usize).map(|(theme, _)| *theme)
    }

    /// A rule by the number that [`Mention::rule`] holds.
    pub fn rule(&self, number: u32) -> Option<&Rule> {
        self.places.get(number as usize).map(|(theme, place)| &self.themes[*theme].rules[*place])
    }

    /// The name of a mention's rule; where a child's rule gave it to a parent, with the child's id before it.
    pub fn rule_name(&self, coding: &Coding, mention: &Mention) -> Cow<'_, str> {
        let name = self.rule(mention.rule).map_or("", |r| r.name.as_str());
        match self.owner(mention.rule).filter(|owner| *owner != coding.theme as usize) {
            Some(owner) => format!("{}.{name}", self.themes[owner].id).into(),
            None => name.into(),
        }
    }

    /// The names of the rules that gave a coding, each once.
    pub fn rule_names(&self, coding: &Coding) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for mention in &coding.mentions {
            let name = self.rule_name(coding, mention);
            if !names.iter().any(|known| *known == name) {
                names.push(name.into_owned());
            }
        }
        names
    }
}

/// The respondent of an answer: only what a rule's `where` may look at.
#[derive(Debug)]
pub struct Subject<'a, V = CompactString> {
    /// Variables of the corpus.
    pub variables: &'a [Variable],
    /// Their values.
    pub values: &'a [V],
    /// Whether every `where` is taken to hold: for examples, which have no respondent.
    pub everybody: bool,
}

impl<V> Clone for Subject<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Subject<'_, V> {}

impl Subject<'_> {
    /// Somebody for whom every `where` holds.
    pub fn anybody() -> Self {
        Self { variables: &[], values: &[], everybody: true }
    }
}

impl<'a, V: AsRef<str>> Subject<'a, V> {
    /// A respondent with these values.
    pub fn of(frame: &'a Frame, values: &'a [V]) -> Self {
        Self { variables: &frame.variables, values, everybody: false }
    }

    pub(super) fn is_one_of(&self, only_for: &[(String, Vec<String>)]) -> bool {
        self.everybody
            || only_for.iter().all(|(variable, allowed)| {
                let at = self.variables.iter().position(|v| v.id == *variable);
                at.is_some_and(|at| allowed.iter().any(|value| value == self.values[at].as_ref()))
            })
    }
}

/// What a codebook names of a survey, with its places.
#[derive(Debug, Default)]
pub struct Names {
    /// Its questions.
    pub questions: Vec<Text>,
    /// Variable → values of every `where`, in the order of the file.
    pub limits: Vec<(Text, Vec<String>)>,
}

/// A compiled codebook.
#[derive(Debug)]
pub struct Coder {
    /// Short name of the codebook.
    pub name: String,
    /// The definition of the first theme; the others follow in order.
    pub(super) first_theme: usize,
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
    /// What it names of a survey.
    pub names: Names,
    /// Hash of the codebook's text.
    pub fingerprint: String,
}

/// A rule in two: the atoms of which every hit is a match, and the rest of it. Most rules are words and nothing else,
/// and a word that is met need not be looked for again.
#[derive(Debug, Default)]
pub(super) struct Split {
    pub(super) atoms: Vec<AtomId>,
    pub(super) rest: Option<(Op, Demand)>,
}

/// A stretch of words that fired: a part of a match, or all of it.
#[derive(Debug, Clone, Copy)]
struct Part {
    theme: u32,
    hit: Hit,
    /// Number of the rule in its question.
    rule: u32,
    /// From the first byte to the last of the whole match.
    stretch: (u32, u32),
    /// Whether the words alone are a match, wherever they stand.
    direct: bool,
}

impl Part {
    fn direct(theme: u32, rule: u32, hit: Hit) -> Self {
        Self { theme, hit, rule, stretch: (hit.start, hit.end), direct: true }
    }

    fn all_of(theme: u32, rule: u32, found: &Match) -> impl Iterator<Item = Self> {
        let start = found.parts.iter().map(|p| p.start).min().unwrap_or(0);
        let end = found.parts.iter().map(|p| p.end).max().unwrap_or(0);
        found.parts.iter().map(move |hit| Self {
            theme,
            hit: *hit,
            rule,
            stretch: (start, end),
            direct: false,
        })
    }
}

/// What counts of an answer: every stretch of words that fired and was not taken away by an exception.
#[derive(Debug, Default)]
pub struct Found(Vec<Part>);

impl Found {
    /// The rules that fired, by the number that [`Mention::rule`] holds.
    pub fn rules(&self) -> Vec<u32> {
        let mut rules: Vec<u32> = self.0.iter().map(|part| part.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

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
        self.codings(question, reading, self.find(question, reading, subject))
    }

    /// The codings that what was found comes to.
    pub fn codings(&self, question: &QuestionCoder, reading: &Reading, found: Found) -> Vec<Coding> {
        let mut codings: Vec<Coding> = Vec::new();
        let mut points = Points::of(reading.text);
        self.settled(question, found, |theme, start, end, rule| {
            let span = Span { start: points.point(start as usize), end: points.point(end as usize) };
            match codings.last_mut() {
                Some(coding) if coding.theme == theme => coding.mentions.push(Mention { span, rule }),
                _ => codings.push(Coding { theme, mentions: vec![Mention { span, rule }] }),
            }
        });
        codings
    }

    /// Calls back with the theme of each mention of an answer: all that a table needs. Where rules are given it is known that
    /// these are all that words beside others may satisfy, and that no exception applies.
    pub(super) fn count<V: AsRef<str>>(
        &self,
        question: &QuestionCoder,
        reading: &Reading,
        woken: Option<&[Woken]>,
        subject: Subject<V>,
        mut mention: impl FnMut(u32),
    ) {
        let found = match woken {
            Some(woken) => Found(self.parts(question, reading, woken, subject)),
            None => self.find(question, reading, subject),
        };
        self.settled(question, found, |theme, _, _, _| mention(theme));
    }

    /// Calls back with each mention in bytes and its rule, by theme and then in text order: overlapping stretches of a
    /// theme joined, with the first of their rules.
    fn settled(
        &self,
        question: &QuestionCoder,
        Found(mut parts): Found,
        mut mention: impl FnMut(u32, u32, u32, u32),
    ) {
        if self.overlap == Overlap::Longest {
            hide_inner(&mut parts);
        }
        lone_only(question, &mut parts);
        lend_upwards(question, &mut parts);
        parts.sort_unstable_by_key(|p| (p.theme, p.hit.start, p.hit.end, p.rule));
        let mut parts = parts.into_iter();
        let Some(mut joined) = parts.next() else { return };
        for part in parts {
            if part.theme == joined.theme && part.hit.start < joined.hit.end {
                joined.hit.end = joined.hit.end.max(part.hit.end);
                joined.rule = joined.rule.min(part.rule);
            } else {
                mention(joined.theme, joined.hit.start, joined.hit.end, joined.rule);
                joined = part;
            }
        }
        mention(joined.theme, joined.hit.start, joined.hit.end, joined.rule);
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
        let reading = reader.read_for(text, &themes.raw);
        let codings = self.code(themes, &reading, Subject::of(frame, &row.values));
        reader.reuse(reading);
        Some(codings)
    }

    /// What of an answer counts for which rule.
    pub fn find<V: AsRef<str>>(
        &self,
        question: &QuestionCoder,
        reading: &Reading,
        subject: Subject<V>,
    ) -> Found {
        let woken = question.triggers.woken(reading);
        let mut parts = self.parts(question, reading, &woken, subject);
        if parts.is_empty() {
            return Found::default();
        }
        if question.triggers.is_plain() {
            return Found(parts);
        }
        parts.sort_by_key(|part| part.theme);
        let scene = Scene::whole(reading, &self.program);
        let mut kept = Vec::new();
        for parts in parts.chunk_by(|a, b| a.theme == b.theme) {
            without_exceptions(question, &woken, parts, scene, subject, &mut kept);
        }
        Found(kept)
    }

    /// Every stretch of words that fires: of words that are a match by themselves, and of what is left of the woken rules.
    fn parts<V: AsRef<str>>(
        &self,
        question: &QuestionCoder,
        reading: &Reading,
        woken: &[Woken],
        subject: Subject<V>,
    ) -> Vec<Part> {
        let mut parts = Vec::new();
        for (atom, hit) in reading.all_hits() {
            for &(theme, place, number) in question.triggers.direct(*atom) {
                let rule = &question.themes[theme as usize].rules[place as usize];
                if subject.is_one_of(&rule.only_for) {
                    parts.push(Part::direct(theme, number, *hit));
                }
            }
        }
        try_rests(question, woken, Scene::whole(reading, &self.program), subject, &mut parts);
        parts
    }
}

/// Adds what the exceptions of one theme leave of its parts.
fn without_exceptions<V: AsRef<str>>(
    question: &QuestionCoder,
    woken: &[Woken],
    parts: &[Part],
    scene: Scene,
    subject: Subject<V>,
    kept: &mut Vec<Part>,
) {
    let number = parts[0].theme;
    let theme = &question.themes[number as usize];
    if !subject.is_one_of(&theme.only_for) {
        return;
    }
    let applies =
        |rule: &&Rule| rule.gate.met(&|atom| scene.reading.has(atom)) && subject.is_one_of(&rule.only_for);
    if theme.never.iter().filter(applies).any(|rule| !rule.op.matches(scene).is_empty()) {
        return;
    }
    let barred = barred(theme.unless.iter().filter(applies).map(|rule| &rule.op), scene);
    if !barred.contains(&true) {
        kept.extend(parts);
        return;
    }
    let scene = Scene { barred: Some(&barred), ..scene };
    kept.extend(parts.iter().filter(|part| part.direct && scene.admits(&part.hit)));
    let own = woken.partition_point(|w| w.0 < number)..woken.partition_point(|w| w.0 <= number);
    try_rests(question, &woken[own], scene, subject, kept);
}

/// Adds what the rests of the woken rules match.
fn try_rests<V: AsRef<str>>(
    question: &QuestionCoder,
    woken: &[Woken],
    scene: Scene,
    subject: Subject<V>,
    parts: &mut Vec<Part>,
) {
    for &(theme, place, number) in woken {
        let rule = &question.themes[theme as usize].rules[place as usize];
        if let Some((rest, gate)) = &rule.split.rest
            && gate.met(&|atom| scene.reading.has(atom))
            && subject.is_one_of(&rule.only_for)
        {
            let found = rest.matches(scene);
            parts.extend(found.iter().flat_map(|found| Part::all_of(theme, number, found)));
        }
    }
}

/// A longer match hides shorter ones inside it, whichever theme they belong to.
fn hide_inner(parts: &mut Vec<Part>) {
    // by start, the furthest end of those that begin there and of those that begin before
    let mut furthest: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for (start, end) in parts.iter().map(|part| part.stretch) {
        let own = furthest.entry(start).or_default();
        own.0 = own.0.max(end);
    }
    let mut before = 0;
    for own in furthest.values_mut() {
        own.1 = before;
        before = before.max(own.0);
    }
    parts.retain(|part| {
        let (start, end) = part.stretch;
        furthest.get(&start).is_some_and(|(here, before)| *here <= end && *before < end)
    });
}

/// Takes `alone` themes away where a theme without it is given.
fn lone_only(question: &QuestionCoder, parts: &mut Vec<Part>) {
    let alone = |part: &Part| question.themes[part.theme as usize].alone;
    if parts.iter().any(|part| !alone(part)) {
        parts.retain(|part| !alone(part));
    }
}

/// Gives the words of each theme to the themes above it too.
fn lend_upwards(question: &QuestionCoder, parts: &mut Vec<Part>) {
    for at in 0..parts.len() {
        let part = parts[at];
        let above = question.line(part.theme as usize).skip(1);
        parts.extend(above.map(|theme| Part { theme: theme as u32, ..part }));
    }
}
