//! Tables: shares and intervals made from counts.
use crate::answer::{Frame, Variable};
use crate::codebook::coder::{Coder, QuestionCoder, Theme};
use crate::correction::{self, Choice, Corrected, Correction, Given, Sampling, Tallies};
use crate::count::{Counts, GroupCounts, Plan, Tally};
use crate::crosstab::Test;
use crate::disclosure::Control;
use crate::error::Result;
use crate::population::population;
use crate::stats::difference::Difference;
use crate::stats::share::{Share, from_effective, wilson, wilson_finite};
use serde::{Serialize, Serializer};

/// The confidence level of the intervals in tables.
pub const LEVEL: f64 = 0.95;

/// A theme table for one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Question id.
    pub question: String,
    /// The question as the respondents read it.
    pub text: String,
    /// The grouping variable's label, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whether shares are weighted; counts never are.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub weighted: bool,
    /// The columns: everybody first, then each group.
    pub groups: Vec<Group>,
    /// Themes in falling order, children under their parent.
    pub themes: Vec<Line>,
    /// Answers without a theme.
    pub rest: Line,
    /// Labels of the two groups whose differences are given, first minus second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<(String, String)>,
    /// The columns of these groups.
    #[serde(skip)]
    pub pair: Option<(usize, usize)>,
    /// Labels of themes that have no test, where tests were asked for, because a count of theirs is hidden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub untested: Vec<String>,
    /// How shares were corrected, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// How small counts were kept from being seen, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
}

impl Table {
    /// The themes, then the rest.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.themes.iter().chain([&self.rest])
    }

    /// The same, to change.
    pub fn lines_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.themes.iter_mut().chain([&mut self.rest])
    }

    /// Puts themes in falling order by what is shown of everybody, those hidden last and all else as in the codebook: no
    /// count is told by its place.
    pub(crate) fn sort_by_shown(&mut self) {
        self.themes = by_shown(std::mem::take(&mut self.themes));
    }
}

/// Siblings, each with those below it, in the order of [`Table::sort_by_shown`].
fn by_shown(lines: Vec<Line>) -> Vec<Line> {
    let mut families: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match families.last_mut().filter(|family| family[0].depth < line.depth) {
            Some(family) => family.push(line),
            None => families.push(vec![line]),
        }
    }
    families.sort_by_key(|family| {
        let shown = family[0].cells.first().filter(|cell| !cell.hidden).and_then(|cell| cell.n);
        (std::cmp::Reverse(shown), family[0].place)
    });
    let sorted = |mut family: Vec<Line>| {
        let below = family.split_off(1);
        family.into_iter().chain(if below.is_empty() { below } else { by_shown(below) })
    };
    families.into_iter().flat_map(sorted).collect()
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Whom the column is of.
    pub who: Who,
    /// The variable's value; empty for everybody, [`NO_VALUE`] for those without one.
    pub value: String,
    /// Its label.
    pub label: String,
    /// Respondents asked; nothing where that is hidden, here and below.
    pub asked: Option<u64>,
    /// Of these, answered.
    pub answered: Option<u64>,
    /// Of those asked, without an answer.
    pub missing: Option<u64>,
    /// The population that they are of, where one is stated.
    #[serde(skip)]
    pub population: Option<u64>,
}

impl Group {
    /// The value as the data have it; nothing for everybody.
    pub fn key(&self) -> Option<&str> {
        match self.who {
            Who::Everybody => None,
            Who::Value => Some(&self.value),
            Who::NoValue => Some(""),
        }
    }
}

/// Whom a column of a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Everybody.
    Everybody,
    /// Those with one value of the variable.
    Value,
    /// Those without a value of it.
    NoValue,
}

/// Stands for the value of those who have none.
pub const NO_VALUE: &str = "(missing)";

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Theme id; empty for the rest.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// How deep below its topmost parent.
    pub depth: usize,
    /// Its place in the codebook.
    #[serde(skip)]
    pub place: usize,
    /// Whether it is given only where no other theme is.
    #[serde(skip)]
    pub alone: bool,
    /// Whether its `where`, or that of its rules, is about the variable of the groups, so that some of them cannot have it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub limited: bool,
    /// By column, whether the codebook says that nobody there can have it.
    #[serde(skip)]
    pub never: Vec<bool>,
    /// One a column.
    pub cells: Vec<Cell>,
    /// Whether the groups differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// The share of the first group compared minus that of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// A count with its share of the answered.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Cell {
    /// Answers with the theme; nothing where that is hidden.
    pub n: Option<u64>,
    /// Of these that answered; nothing where that is hidden.
    pub answered: Option<u64>,
    /// Share of the answered, 0–1, with its interval; nothing where nobody answered or it is hidden.
    #[serde(flatten, serialize_with = "without_n")]
    pub share: Option<Share>,
    /// Stretches of words that gave the theme; nothing where that is hidden.
    pub mentions: Option<u64>,
    /// The share put right by hand codings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Corrected>,
    /// Adjusted residual of the test of the line; beyond ±1.96 the group stands out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual: Option<f64>,
    /// Whether the cell is hidden, being small or giving a small one away.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

#[expect(clippy::ref_option, reason = "the signature that serde asks for")]
/// A share beside the count it is of: its own n, the answered, would stand twice under one name.
fn without_n<S: Serializer>(share: &Option<Share>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Beside<'a> {
        share: f64,
        effective: Option<f64>,
        interval: &'a crate::stats::Interval,
    }
    let beside =
        share.as_ref().map(|s| Beside { share: s.share, effective: s.effective, interval: &s.interval });
    beside.serialize(serializer)
}

/// The tables of the planned questions, in their order.
pub fn tables(frame: &Frame, coder: &Coder, plan: &Plan, counts: &Counts) -> Result<Vec<Table>> {
    plan.selection.questions.iter().map(|question| table(frame, coder, plan, counts, *question)).collect()
}

fn table(frame: &Frame, coder: &Coder, plan: &Plan, counts: &Counts, question: usize) -> Result<Table> {
    let none = GroupCounts::default();
    let whole = counts.whole.get(&question).unwrap_or(&none);
    let mut columns = vec![(None, String::new(), whole)];
    if let Some(by) = plan.by {
        columns.extend(group_columns(&frame.variables[by], question, counts));
    }
    let themes = coder.question(&frame.questions[question].id);
    let cell = |(value, counts): (Option<&str>, &GroupCounts), tally: &Tally, mentions| -> Result<Cell> {
        Ok(Cell {
            n: Some(tally.n),
            answered: Some(counts.answered.n),
            share: share(plan, population(frame, plan, question, value), counts, tally)?,
            mentions: Some(mentions),
            ..Cell::default()
        })
    };
    let variable = plan.by.map(|by| &frame.variables[by].id);
    let in_group = |value: &Option<String>| Some(themes?.never(variable?, value.as_ref()?));
    let never: Vec<Vec<bool>> =
        columns.iter().map(|(value, _, _)| in_group(value).unwrap_or_default()).collect();
    let line = |theme: &str,
                label: &str,
                (place, depth),
                pick: &dyn Fn(&GroupCounts) -> (Tally, u64)|
     -> Result<Line> {
        let cells = columns.iter().map(|(value, _, counts)| {
            let (tally, mentions) = pick(counts);
            cell((value.as_deref(), counts), &tally, mentions)
        });
        let own = themes.and_then(|q| q.themes.get(place)).filter(|own: &&Theme| own.id == theme);
        let is_never = |never: &Vec<bool>| own.is_some() && never.get(place) == Some(&true);
        let never: Vec<bool> = never.iter().map(is_never).collect();
        let is_about = |(of, _): &(String, Vec<String>)| Some(of) == variable;
        let (none, groups) = (never.iter().filter(|never| **never).count(), columns.len() - 1);
        Ok(Line {
            theme: theme.into(),
            label: label.into(),
            depth,
            place,
            alone: own.is_some_and(|own| own.alone),
            limited: own.is_some_and(|own| own.only_for.iter().any(is_about)) || (1..groups).contains(&none),
            never,
            cells: cells.collect::<Result<_>>()?,
            test: None,
            difference: None,
        })
    };
    let mut lines = Vec::new();
    if let Some(themes) = themes {
        for (at, depth) in falling(themes, whole) {
            let theme = &themes.themes[at];
            lines.push(line(&theme.id, &theme.label, (at, depth), &|c| {
                c.themes.get(at).map_or((Tally::default(), 0), |t| (t.answers, t.mentions))
            })?);
        }
    }
    let rest = line("", "", (lines.len(), 0), &|c| (c.rest, 0))?;
    let groups = columns.iter().map(|(value, label, counts)| {
        let value = value.as_deref();
        group(value, label, counts, population(frame, plan, question, value))
    });
    Ok(Table {
        question: frame.questions[question].id.clone(),
        text: frame.questions[question].text.clone(),
        by: plan.by.map(|by| frame.variables[by].label.clone()),
        weighted: plan.weight.is_some(),
        groups: groups.collect(),
        themes: lines,
        rest,
        compared: None,
        pair: None,
        untested: Vec::new(),
        correction: None,
        control: None,
    })
}

fn group(value: Option<&str>, label: &str, counts: &GroupCounts, population: Option<u64>) -> Group {
    let (who, value) = match value {
        None => (Who::Everybody, ""),
        Some("") => (Who::NoValue, NO_VALUE),
        Some(value) => (Who::Value, value),
    };
    Group {
        who,
        value: value.to_string(),
        label: label.to_string(),
        asked: Some(counts.asked),
        answered: Some(counts.answered.n),
        missing: Some(counts.asked - counts.answered.n),
        population,
    }
}

/// The groups of a variable: listed values in their order, then others sorted, then those without a value.
fn group_columns<'a>(
    variable: &Variable,
    question: usize,
    counts: &'a Counts,
) -> Vec<(Option<String>, String, &'a GroupCounts)> {
    let found = counts.groups.iter().filter(|((q, _), _)| *q == question);
    let mut columns: Vec<(usize, String, String, &GroupCounts)> = found
        .map(|((_, value), counts)| {
            let listed = variable.values.iter().position(|(v, _)| v == value);
            let place = listed.unwrap_or(if value.is_empty() { usize::MAX } else { variable.values.len() });
            let label = listed.map_or(value.clone(), |i| variable.values[i].1.clone());
            (place, value.clone(), label, counts)
        })
        .collect();
    columns.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    columns.into_iter().map(|(_, value, label, counts)| (Some(value), label, counts)).collect()
}

/// The share of the answered. Weighted shares take Kish's effective n; without weights a stated population
/// narrows the interval.
fn share(plan: &Plan, population: Option<u64>, counts: &GroupCounts, tally: &Tally) -> Result<Option<Share>> {
    let answered = &counts.answered;
    if answered.n == 0 || answered.weight <= 0.0 {
        return Ok(None);
    }
    let share = if plan.weight.is_some() {
        let effective = answered.weight * answered.weight / answered.squares;
        from_effective((tally.weight / answered.weight).min(1.0), answered.n, effective, LEVEL)?
    } else {
        of_counts(tally.n, answered.n, population)?
    };
    Ok(Some(share))
}

/// The share of some answers without weights; a population that holds them narrows the interval.
pub(crate) fn of_counts(n: u64, answered: u64, population: Option<u64>) -> Result<Share> {
    match population {
        Some(size) if size >= answered => wilson_finite(n, answered, size, LEVEL),
        _ => wilson(n, answered, LEVEL),
    }
}

/// A population that was stated and can't be: fewer than gave an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TooSmall {
    /// Question id.
    pub question: String,
    /// Label of the group; nothing for everybody.
    pub group: Option<String>,
    /// The population stated.
    pub size: u64,
    /// Answers.
    pub answered: u64,
}

/// The populations that are smaller than those who answered, for which no interval was narrowed. Asked before counts are hidden.
pub fn too_small(tables: &[Table], frame: &Frame, plan: &Plan) -> Vec<TooSmall> {
    let mut found = Vec::new();
    for table in tables.iter().filter(|_| plan.weight.is_none()) {
        let Some(question) = frame.question(&table.question) else { continue };
        for group in &table.groups {
            let answered = group.answered.unwrap_or(0);
            if let Some(size) = population(frame, plan, question, group.key()).filter(|size| *size < answered)
            {
                let label = group.key().map(|_| group.label.clone());
                found.push(TooSmall { question: table.question.clone(), group: label, size, answered });
            }
        }
    }
    found
}

/// Puts corrected shares beside the raw ones.
pub fn correct(
    tables: &mut [Table],
    frame: &Frame,
    coder: &Coder,
    plan: &Plan,
    (tallies, choice): (&Tallies, &Choice),
) -> Result<()> {
    for table in tables {
        let (Some(question), Some(themes)) =
            (frame.question(&table.question), coder.question(&table.question))
        else {
            continue;
        };
        let sampling = tallies.sampling(question);
        let method = correction::method(choice, sampling)?;
        let mut left_out = std::collections::BTreeSet::new();
        let groups = table.groups.clone();
        for line in table.lines_mut() {
            let at = themes.themes.iter().position(|t| t.id == line.theme).unwrap_or(themes.themes.len());
            let given = given(choice, &table_theme(frame, question, &line.theme));
            let Some(whole) = tallies.get(question, None, at) else { continue };
            if sampling == Sampling::None && line.theme.is_empty() {
                // rates are given for themes
                continue;
            }
            for (column, cell) in line.cells.iter_mut().enumerate() {
                let group = groups[column].key();
                let Some(sampled) = tallies.get(question, group, at) else { continue };
                let size = population(frame, plan, question, group);
                match correction::correct(method, sampled, whole, given, (size, choice.level)) {
                    Ok(corrected) => cell.corrected = Some(corrected),
                    Err(error) => _ = left_out.insert((groups[column].label.clone(), error.found)),
                }
            }
        }
        table.correction = Some(Correction {
            method,
            coded: tallies.coded(question),
            answered: groups[0].answered.unwrap_or(0),
            sampling,
            left_out: left_out.into_iter().collect(),
        });
    }
    Ok(())
}

fn table_theme(frame: &Frame, question: usize, theme: &str) -> (String, String) {
    (format!("{}.{theme}", frame.questions[question].id), theme.to_string())
}

/// The rates given for a theme, those for it alone before those for all; the rest is no theme and has none.
fn given(choice: &Choice, (full, theme): &(String, String)) -> Option<(Given, Given)> {
    let named = |name: &Option<String>| name.as_ref().is_some_and(|name| name == full || name == theme);
    let found = choice.rates.iter().find(|(name, ..)| named(name));
    let found = found.or_else(|| choice.rates.iter().find(|(name, ..)| name.is_none() && !theme.is_empty()));
    found.map(|(_, sensitivity, specificity)| (*sensitivity, *specificity))
}

/// Theme positions and depths in table order: siblings by falling count, ties in codebook order.
pub fn falling(question: &QuestionCoder, counts: &GroupCounts) -> Vec<(usize, usize)> {
    let n = |at: usize| counts.themes.get(at).map_or(0, |t| t.answers.n);
    let mut order = Vec::new();
    place(question, None, 0, &n, &mut order);
    order
}

fn place(
    question: &QuestionCoder,
    parent: Option<usize>,
    depth: usize,
    n: &dyn Fn(usize) -> u64,
    order: &mut Vec<(usize, usize)>,
) {
    let is_child = |theme: &Theme| theme.parent == parent;
    let mut siblings: Vec<usize> =
        (0..question.themes.len()).filter(|at| is_child(&question.themes[*at])).collect();
    siblings.sort_by_key(|at| std::cmp::Reverse(n(*at)));
    for at in siblings {
        order.push((at, depth));
        place(question, Some(at), depth + 1, n, order);
    }
}
