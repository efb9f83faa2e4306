//! Tables: shares and intervals made from counts.
use crate::answer::{Frame, Variable};
use crate::codebook::coder::{Coder, QuestionCoder, Theme};
use crate::count::{Counts, GroupCounts, Plan, Tally};
use crate::error::Result;
use crate::stats::share::{Share, from_effective, wilson, wilson_finite};
use serde::Serialize;

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
    /// The columns: everybody first, then each group.
    pub groups: Vec<Group>,
    /// Themes in falling order, children under their parent.
    pub themes: Vec<Line>,
    /// Answers without a theme.
    pub rest: Line,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The variable's value; empty for everybody.
    pub value: String,
    /// Its label.
    pub label: String,
    /// Respondents asked.
    pub asked: u64,
    /// Of these, answered.
    pub answered: u64,
    /// Of those asked, without an answer.
    pub missing: u64,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Theme id; empty for the rest.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// How deep below its topmost parent.
    pub depth: usize,
    /// One a column.
    pub cells: Vec<Cell>,
}

/// A count with its share of the answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Answers with the theme.
    pub n: u64,
    /// Of these that answered.
    pub answered: u64,
    /// Share of the answered, 0–1, with its interval; nothing where nobody answered.
    #[serde(flatten)]
    pub share: Option<Share>,
    /// Stretches of words that gave the theme.
    pub mentions: u64,
}

/// The tables of the planned questions, in their order.
pub fn tables(frame: &Frame, coder: &Coder, plan: &Plan, counts: &Counts) -> Result<Vec<Table>> {
    plan.selection.questions.iter().map(|question| table(frame, coder, plan, counts, *question)).collect()
}

fn table(frame: &Frame, coder: &Coder, plan: &Plan, counts: &Counts, question: usize) -> Result<Table> {
    let none = GroupCounts::default();
    let whole = counts.whole.get(&question).unwrap_or(&none);
    let mut columns = vec![(String::new(), String::new(), whole)];
    if let Some(by) = plan.by {
        columns.extend(group_columns(&frame.variables[by], question, counts));
    }
    let themes = coder.question(&frame.questions[question].id);
    let cell = |(value, counts): (&str, &GroupCounts), tally: &Tally, mentions| -> Result<Cell> {
        Ok(Cell {
            n: tally.n,
            answered: counts.answered.n,
            share: share(plan, population(frame, plan, question, value), counts, tally)?,
            mentions,
        })
    };
    let line =
        |theme: &str, label: &str, depth, pick: &dyn Fn(&GroupCounts) -> (Tally, u64)| -> Result<Line> {
            let cells = columns.iter().map(|(value, _, counts)| {
                let (tally, mentions) = pick(counts);
                cell((value, counts), &tally, mentions)
            });
            Ok(Line { theme: theme.into(), label: label.into(), depth, cells: cells.collect::<Result<_>>()? })
        };
    let mut lines = Vec::new();
    if let Some(themes) = themes {
        for (at, depth) in falling(themes, whole) {
            let theme = &themes.themes[at];
            lines.push(line(&theme.id, &theme.label, depth, &|c| {
                c.themes.get(at).map_or((Tally::default(), 0), |t| (t.answers, t.mentions))
            })?);
        }
    }
    let rest = line("", "", 0, &|c| (c.rest, 0))?;
    let groups = columns.iter().map(|(value, label, counts)| group(value, label, counts));
    Ok(Table {
        question: frame.questions[question].id.clone(),
        text: frame.questions[question].text.clone(),
        by: plan.by.map(|by| frame.variables[by].label.clone()),
        groups: groups.collect(),
        themes: lines,
        rest,
    })
}

fn group(value: &str, label: &str, counts: &GroupCounts) -> Group {
    Group {
        value: value.to_string(),
        label: label.to_string(),
        asked: counts.asked,
        answered: counts.answered.n,
        missing: counts.asked - counts.answered.n,
    }
}

/// The groups of a variable: listed values in their order, then others sorted, then those without a value.
fn group_columns<'a>(
    variable: &Variable,
    question: usize,
    counts: &'a Counts,
) -> Vec<(String, String, &'a GroupCounts)> {
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
    columns.into_iter().map(|(_, value, label, counts)| (value, label, counts)).collect()
}

/// The share of the answered. Weighted shares take Kish's effective n; without weights a stated population
/// narrows the interval.
fn share(plan: &Plan, population: Option<u64>, counts: &GroupCounts, tally: &Tally) -> Result<Option<Share>> {
    let answered = &counts.answered;
    if answered.n == 0 || answered.weight <= 0.0 {
        return Ok(None);
    }
    let share = match population {
        _ if plan.weight.is_some() => {
            let effective = answered.weight * answered.weight / answered.squares;
            from_effective((tally.weight / answered.weight).min(1.0), answered.n, effective, LEVEL)?
        }
        Some(size) if size >= answered.n => wilson_finite(tally.n, answered.n, size, LEVEL)?,
        _ => wilson(tally.n, answered.n, LEVEL)?,
    };
    Ok(Some(share))
}

/// The population a column stands for: that of its group, or of all who were asked the question. A selection of
/// respondents has no stated population.
fn population(frame: &Frame, plan: &Plan, question: usize, group: &str) -> Option<u64> {
    let population = frame.population.as_ref().filter(|_| plan.selection.only.is_empty())?;
    let sizes = |variable: &str| population.by.iter().find(|(v, _)| v == variable).map(|(_, sizes)| sizes);
    if let Some(by) = plan.by.filter(|_| !group.is_empty()) {
        return sizes(&frame.variables[by].id)?
            .iter()
            .find(|(value, _)| value == group)
            .map(|(_, size)| *size);
    }
    let asked = frame.questions[question].asked.iter().find_map(|(variable, values)| {
        let sizes = sizes(variable)?;
        let size = |value: &String| sizes.iter().find(|(v, _)| v == value).map(|(_, size)| *size);
        values.iter().map(size).sum::<Option<u64>>()
    });
    asked.or(population.size)
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
