//! Counts of themes that add up under any cut of the data.
use crate::answer::{Frame, Question, Row, Selection, is_answer, weight_in};
use crate::codebook::coder::{Coder, Subject};
use crate::codebook::counter::{Counter, Reach};
use crate::coding::Coding;
use crate::error::Result;
use crate::input::{RowError, Source};
use crate::norwegian::hash::Seeded;
use crate::pass::pass;
use crate::rule::nearby::Room;
use crate::rule::reading::Reader;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// A number of answers, and the sums of their weights and squared weights.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Tally {
    /// Answers.
    pub n: u64,
    /// Sum of weights; the same as `n` without weights.
    pub weight: f64,
    /// Sum of squared weights.
    pub squares: f64,
}

impl Tally {
    fn add(&mut self, weight: f64) {
        self.merge(&Self { n: 1, weight, squares: weight * weight });
    }

    fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.weight += other.weight;
        self.squares += other.squares;
    }
}

/// How often a theme was given.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct ThemeCount {
    /// Answers with the theme.
    pub answers: Tally,
    /// Stretches of words that gave it.
    pub mentions: u64,
}

/// The counts of one group for one question.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct GroupCounts {
    /// Respondents asked.
    pub asked: u64,
    /// Of these, answered though the corpus says that they were not asked.
    pub unasked: u64,
    /// Of these, answered.
    pub answered: Tally,
    /// Answers without any theme.
    pub rest: Tally,
    /// By theme, in the question's order.
    pub themes: Vec<ThemeCount>,
}

impl GroupCounts {
    /// Adds another cut of the same group.
    pub fn merge(&mut self, other: &Self) {
        self.asked += other.asked;
        self.unasked += other.unasked;
        self.answered.merge(&other.answered);
        self.rest.merge(&other.rest);
        if self.themes.len() < other.themes.len() {
            self.themes.resize_with(other.themes.len(), ThemeCount::default);
        }
        for (own, other) in self.themes.iter_mut().zip(&other.themes) {
            own.answers.merge(&other.answers);
            own.mentions += other.mentions;
        }
    }
}

/// The counts of a survey: per question the whole, and each group of a variable. Merging is associative, and empty
/// counts are its zero.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Counts {
    /// Respondents read, selected or not.
    pub respondents: u64,
    /// Question → everybody.
    pub whole: BTreeMap<usize, GroupCounts>,
    /// Question and group → its respondents; empty without a grouping variable.
    pub groups: BTreeMap<(usize, String), GroupCounts>,
}

/// How a question was answered that corpus.yaml says some were asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfSome {
    /// The question, by position.
    pub question: usize,
    /// Those who were asked, answered or not.
    pub asked: u64,
    /// Others who answered.
    pub others: u64,
}

impl Counts {
    /// The questions counted that corpus.yaml says some were asked.
    pub fn of_some(&self, frame: &Frame, plan: &Plan) -> Vec<OfSome> {
        let some = plan.selection.questions.iter().filter(|at| !frame.questions[**at].asked.is_empty());
        let counted = |at: &usize| {
            let (asked, others) = self.whole.get(at).map_or((0, 0), |whole| (whole.asked, whole.unasked));
            OfSome { question: *at, asked: asked - others, others }
        };
        some.map(counted).collect()
    }

    /// Adds another cut of the same survey.
    pub fn merge(&mut self, other: &Self) {
        self.respondents += other.respondents;
        for (question, counts) in &other.whole {
            self.whole.entry(*question).or_default().merge(counts);
        }
        for (key, counts) in &other.groups {
            match self.groups.get_mut(key) {
                Some(own) => own.merge(counts),
                None => {
                    self.groups.insert(key.clone(), counts.clone());
                }
            }
        }
    }
}

/// What to count.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Questions and respondents.
    pub selection: Selection,
    /// Variable to group by, by position.
    pub by: Option<usize>,
    /// Variable that holds a weight, by position.
    pub weight: Option<usize>,
}

/// What a thread keeps while it counts.
pub(crate) struct Own<'c> {
    pub(crate) reader: Reader<'c>,
    /// By question, what counts its answers; nothing where it is not to be counted or has no themes.
    pub(crate) counters: Vec<Option<Counter<'c>>>,
    pub(crate) room: Room,
}

impl<'c> Own<'c> {
    pub(crate) fn new(coder: &'c Coder, frame: &Frame, plan: &Plan) -> Self {
        let counter = |(at, question): (usize, &Question)| {
            let themes = coder.question(&question.id).filter(|_| plan.selection.questions.contains(&at))?;
            Some(Counter::new(coder, themes))
        };
        let counters = frame.questions.iter().enumerate().map(counter).collect();
        Self { reader: coder.reader(), counters, room: Room::default() }
    }
}

/// Counts a survey in one pass over its rows; rows that could not be read come beside the counts.
pub fn count(source: &Source, coder: &Coder, plan: &Plan) -> Result<(Counts, Vec<RowError>)> {
    let mut counts = Counts::default();
    let frame = &source.frame;
    let work = |own: &mut Own, rows: &[Row]| piece(frame, plan, own, rows);
    let unread = pass(source, || Own::new(coder, frame, plan), work, |piece: Counts| counts.merge(&piece))?;
    Ok((counts, unread))
}

/// Counts some respondents.
fn piece(frame: &Frame, plan: &Plan, own: &mut Own, rows: &[Row]) -> Counts {
    let Own { reader, counters, room } = own;
    let mut cut = Cut::new(frame, plan);
    for &question in &plan.selection.questions {
        for row in rows.iter().filter(|row| plan.selection.holds(&row.values)) {
            let text = &row.answers[question];
            let answered = is_answer(text);
            let mut mentions: &[u32] = &[];
            if let (Some(counter), true) = (&mut counters[question], answered) {
                reader.look(text);
                let reach = |plain| counter.reach(plain, &reader.gaps(text), reader.sets());
                let reach = reader.plain(room).map_or(Reach::Nothing, reach);
                let subject = Subject::of(frame, &row.values);
                let raw = &counter.question.raw;
                let read = counter.count(reach, || reader.looked(text, Some(raw)), subject);
                read.into_iter().for_each(|reading| reader.reuse(reading));
                mentions = counter.mentions();
            }
            let group = plan.by.map(|by| row.values[by].as_str());
            cut.add(question, &row.values, group, answered, mentions);
        }
    }
    cut.counts(rows.len() as u64, |name| name)
}

/// Counts in the making, of respondents whose values stand elsewhere, by whatever tells groups apart: a group is named once
/// a cut, not once a respondent.
pub(crate) struct Cut<'a, G> {
    frame: &'a Frame,
    plan: &'a Plan,
    whole: Vec<Sums>,
    groups: HashMap<(usize, G), Sums, Seeded>,
}

/// The counts of one group in the making. By theme, given or not: to add nothing is quicker than to ask where the answer
/// can't be foreseen.
#[derive(Clone, Default)]
struct Sums {
    asked: u64,
    unasked: u64,
    answered: Tally,
    rest: Tally,
    /// Answers with the theme, and its mentions.
    answers: Vec<u64>,
    mentions: Vec<u64>,
    /// The latest of them, which are still to be added to those: small numbers are added many at once.
    late: Late,
    /// The sums of weights and of squared weights of these answers, where they have weights.
    weights: Vec<(f64, f64)>,
}

/// Answers by theme, and its mentions, of which there is room for no more than `room`.
#[derive(Clone, Default)]
struct Late {
    answers: Vec<u16>,
    mentions: Vec<u16>,
    room: u16,
}

impl Sums {
    /// Adds one respondent with how often the answer mentions each theme.
    fn add(&mut self, one: &One, weighted: bool, mentions: &[u32]) {
        self.asked += 1;
        self.unasked += u64::from(one.unasked);
        if !one.answered {
            return;
        }
        self.answered.add(one.weight);
        // as many as of any theme, or more
        let most = mentions.iter().fold(0, |all, mentions| all | mentions);
        if most == 0 {
            self.rest.add(one.weight);
            return;
        }
        if self.answers.len() < mentions.len() {
            self.answers.resize(mentions.len(), 0);
            self.mentions.resize(mentions.len(), 0);
            self.late.answers.resize(mentions.len(), 0);
            self.late.mentions.resize(mentions.len(), 0);
            self.weights.resize(if weighted { mentions.len() } else { 0 }, (0.0, 0.0));
        }
        for ((weight, squares), _) in self.weights.iter_mut().zip(mentions).filter(|(_, n)| **n > 0) {
            *weight += one.weight;
            *squares += one.weight * one.weight;
        }
        match u16::try_from(most) {
            Ok(most) => {
                if self.late.room < most {
                    self.settle();
                }
                self.late.room -= most;
                let (answers, own) = (&mut self.late.answers, &mut self.late.mentions);
                for ((answers, own), mentions) in answers.iter_mut().zip(own).zip(mentions) {
                    *answers += u16::from(*mentions > 0);
                    *own += *mentions as u16;
                }
            }
            Err(_) => {
                self.answers.iter_mut().zip(mentions).for_each(|(own, n)| *own += u64::from(*n > 0));
                self.mentions.iter_mut().zip(mentions).for_each(|(own, n)| *own += u64::from(*n));
            }
        }
    }

    /// Adds the latest counts to the others.
    fn settle(&mut self) {
        let Late { answers, mentions, room } = &mut self.late;
        for (own, late) in [(&mut self.answers, answers), (&mut self.mentions, mentions)] {
            own.iter_mut().zip(late).for_each(|(own, late)| *own += u64::from(std::mem::take(late)));
        }
        *room = u16::MAX;
    }

    /// The counts, of themes up to the last one given.
    fn counts(mut self) -> GroupCounts {
        self.settle();
        let given = self.answers.iter().rposition(|answers| *answers > 0).map_or(0, |last| last + 1);
        let theme = |(at, (n, mentions)): (usize, (&u64, &u64))| {
            let (weight, squares) = self.weights.get(at).copied().unwrap_or((*n as f64, *n as f64));
            ThemeCount { answers: Tally { n: *n, weight, squares }, mentions: *mentions }
        };
        let themes = self.answers.iter().zip(&self.mentions).take(given).enumerate().map(theme).collect();
        let Self { asked, unasked, answered, rest, .. } = self;
        GroupCounts { asked, unasked, answered, rest, themes }
    }
}

impl<'a, G: Hash + Eq> Cut<'a, G> {
    pub(crate) fn new(frame: &'a Frame, plan: &'a Plan) -> Self {
        let whole = vec![Sums::default(); frame.questions.len()];
        Self { frame, plan, whole, groups: HashMap::default() }
    }

    /// Adds a respondent's answer to a question, with how often it mentions each theme, or that there is none.
    pub(crate) fn add<V: AsRef<str>>(
        &mut self,
        question: usize,
        values: &[V],
        group: Option<G>,
        answered: bool,
        mentions: &[u32],
    ) {
        let Some(one) = One::of(self.frame, self.plan, values, question, answered) else { return };
        let weighted = self.plan.weight.is_some();
        if let Some(group) = group {
            self.groups.entry((question, group)).or_default().add(&one, weighted, mentions);
        }
        // sums of weights depend on the order in which they are added; others are those of the groups
        if self.plan.by.is_none() || weighted {
            self.whole[question].add(&one, weighted, mentions);
        }
    }

    /// The counts, of so many respondents read.
    pub(crate) fn counts<'n>(self, respondents: u64, name: impl Fn(G) -> &'n str) -> Counts {
        let mut whole: Vec<GroupCounts> = self.whole.into_iter().map(Sums::counts).collect();
        let mut groups = BTreeMap::new();
        for ((question, group), sums) in self.groups {
            let counts = sums.counts();
            if self.plan.weight.is_none() {
                whole[question].merge(&counts);
            }
            groups.insert((question, name(group).to_string()), counts);
        }
        // of whom nobody was asked, nothing is said
        let whole = whole.into_iter().enumerate().filter(|(_, counts)| counts.asked > 0).collect();
        Counts { respondents, whole, groups }
    }
}

/// By theme up to the last one given, how often an answer with these codings mentions it.
pub(crate) fn mentions(codings: &[Coding]) -> Vec<u32> {
    let themes = codings.iter().map(|coding| coding.theme as usize + 1).max().unwrap_or(0);
    let mut mentions = vec![0; themes];
    codings.iter().for_each(|coding| mentions[coding.theme as usize] += coding.mentions.len() as u32);
    mentions
}

/// What counts of one respondent and question, beside the themes.
#[derive(Debug, Clone, Copy)]
struct One {
    answered: bool,
    unasked: bool,
    weight: f64,
}

impl One {
    /// Nothing for a respondent who was not asked.
    fn of<V: AsRef<str>>(
        frame: &Frame,
        plan: &Plan,
        values: &[V],
        question: usize,
        answered: bool,
    ) -> Option<Self> {
        let weight = plan.weight.map_or(1.0, |w| weight_in(values[w].as_ref()).unwrap_or(0.0));
        let asked = frame.was_asked(question, values);
        (answered || asked).then_some(Self { answered, unasked: !asked, weight })
    }
}

impl Counts {
    /// Counts one respondent's answer to a question, or that there is none.
    pub fn add(
        &mut self,
        frame: &Frame,
        plan: &Plan,
        row: &Row,
        question: usize,
        codings: Option<&[Coding]>,
    ) {
        let answered = is_answer(&row.answers[question]);
        let Some(one) = One::of(frame, plan, &row.values, question, answered) else { return };
        let mut sums = Sums::default();
        sums.add(&one, plan.weight.is_some(), &mentions(codings.unwrap_or_default()));
        let counts = sums.counts();
        self.whole.entry(question).or_default().merge(&counts);
        if let Some(by) = plan.by {
            self.groups.entry((question, row.values[by].to_string())).or_default().merge(&counts);
        }
    }
}
