//! Counts of themes that add up under any cut of the data.
use crate::answer::{Frame, Row, Selection, Standing, weight_in};
use crate::codebook::coder::Coder;
use crate::coding::Coding;
use crate::error::Result;
use crate::input::{RowError, Source};
use crate::pass::pass;
use crate::rule::reading::Reader;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

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

impl Counts {
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

/// Counts a survey in one pass over its rows; rows that could not be read come beside the counts.
pub fn count(source: &Source, coder: &Coder, plan: &Plan) -> Result<(Counts, Vec<RowError>)> {
    let mut counts = Counts::default();
    let work = |reader: &mut Reader, rows: &[Row]| piece(&source.frame, coder, plan, reader, rows);
    let unread = pass(source, || coder.reader(), work, |piece: Counts| counts.merge(&piece))?;
    Ok((counts, unread))
}

/// Counts some respondents.
fn piece(frame: &Frame, coder: &Coder, plan: &Plan, reader: &mut Reader, rows: &[Row]) -> Counts {
    // groups by the rows' own words: a name is copied once a piece, not once a row
    let mut groups: HashMap<(usize, &str), GroupCounts> = HashMap::new();
    let mut counts = Counts { respondents: rows.len() as u64, ..Counts::default() };
    for &question in &plan.selection.questions {
        let whole = counts.whole.entry(question).or_default();
        for row in rows.iter().filter(|row| plan.selection.holds(row)) {
            let codings = coder.code_row(frame, row, question, reader);
            let Some(one) = One::of(frame, plan, row, question, codings.as_deref()) else { continue };
            whole.add(&one);
            if let Some(by) = plan.by {
                groups.entry((question, &row.values[by])).or_default().add(&one);
            }
        }
    }
    counts.whole.retain(|_, whole| whole.asked > 0);
    let named = groups.into_iter().map(|((question, group), counts)| ((question, group.to_string()), counts));
    counts.groups.extend(named);
    counts
}

/// What counts of one respondent and question.
struct One<'a> {
    answered: bool,
    weight: f64,
    codings: &'a [Coding],
}

impl<'a> One<'a> {
    /// Nothing for a respondent who was not asked.
    fn of(
        frame: &Frame,
        plan: &Plan,
        row: &Row,
        question: usize,
        codings: Option<&'a [Coding]>,
    ) -> Option<Self> {
        let standing = frame.standing(question, row);
        let weight = plan.weight.map_or(1.0, |w| weight_in(&row.values[w]).unwrap_or(0.0));
        let answered = standing == Standing::Answered;
        let codings = codings.unwrap_or_default();
        (standing != Standing::NotAsked).then_some(Self { answered, weight, codings })
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
        let Some(one) = One::of(frame, plan, row, question, codings) else { return };
        self.whole.entry(question).or_default().add(&one);
        if let Some(by) = plan.by {
            self.groups.entry((question, row.values[by].clone())).or_default().add(&one);
        }
    }
}

impl GroupCounts {
    fn add(&mut self, one: &One) {
        let weight = one.weight;
        self.asked += 1;
        if !one.answered {
            return;
        }
        self.answered.add(weight);
        if one.codings.is_empty() {
            self.rest.add(weight);
        }
        for coding in one.codings {
            let at = coding.theme as usize;
            if self.themes.len() <= at {
                self.themes.resize_with(at + 1, ThemeCount::default);
            }
            self.themes[at].answers.add(weight);
            self.themes[at].mentions += coding.mentions.len() as u64;
        }
    }
}
