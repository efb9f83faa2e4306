//! Small counts kept out of tables by group: hidden with enough others, or rounded.
//!
//! `stats::disclosure` looks at one row and its total. A theme table says more: the number that answered in each
//! group, how many of them had no theme, and that a parent counts what its children do. So more is hidden
//! until for each hidden number another table is found that agrees with all of that and has another number there.
mod bounds;
mod nested;
mod rounding;
mod witness;

pub use bounds::{Hidden, Matrix, hide};
pub use nested::Nested;
pub use rounding::round;

use crate::table::{Cell, Line, Table};
use serde::Serialize;
use std::collections::BTreeSet;

/// The smallest count shown in a report's tables by group, when the corpus states none.
pub const SMALLEST: u64 = 3;

/// How small counts were kept from being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Counts from 1 to one below this are hidden, and others with them.
    MinCell(u64),
    /// Counts from 1 to one below this are rounded to 0 or to it.
    Rounded(u64),
}

/// Hides the small counts of tables, and their shares, intervals, mentions and corrections with them. Tests and
/// differences come after, so that none is made of a hidden cell.
pub fn suppress(tables: &mut [Table], smallest: u64) {
    if smallest < 2 {
        return;
    }
    let asked: Vec<_> = tables.iter().map(asked_of).collect();
    for table in tables.iter_mut() {
        let hidden = hide(&matrix(table, |cell| cell.n, |column| table.groups[column].answered), smallest);
        let by_hand = table.correction.is_some().then(|| {
            let coded = |column: usize| {
                let cells = table.lines().map(|line| &line.cells[column]);
                cells.filter_map(|cell| cell.corrected.as_ref()).map(|c| c.coded).max()
            };
            hide(&matrix(table, |cell| Some(cell.corrected.as_ref().map_or(0, |c| c.with)), coded), smallest)
        });
        let weighted = table.weighted;
        for (at, line) in table.lines_mut().enumerate() {
            for (column, cell) in line.cells.iter_mut().enumerate() {
                if by_hand.as_ref().is_some_and(|hidden| hidden.cells[at][column]) {
                    cell.corrected = None;
                }
                if hidden.cells[at][column] {
                    let answered = cell.answered.filter(|_| !hidden.groups[column]);
                    *cell = Cell { hidden: true, answered, ..Cell::default() };
                }
            }
            // with the weights that other rows give, the weighted share of all is one more sum of the hidden counts
            if weighted && line.cells.iter().skip(1).any(|cell| cell.hidden) {
                line.cells[0].share = None;
            }
        }
        mentions(table);
        groups(table, &hidden, smallest);
        table.sort_by_shown();
        table.control = Some(Control::MinCell(smallest));
    }
    // the same respondents are asked another question, whose table would tell how many they are
    let hides = |(table, asked): &(&Table, &Vec<Asked>)| asked_of(table) != **asked;
    let hidden: BTreeSet<Asked> =
        tables.iter().zip(&asked).filter(hides).flat_map(|(_, asked)| asked.clone()).collect();
    for (table, asked) in tables.iter_mut().zip(asked) {
        if asked.iter().any(|group| hidden.contains(group)) {
            // of one group everybody tells
            let first = usize::from(table.groups.len() > 2);
            table.groups[first..].iter_mut().for_each(|group| (group.asked, group.missing) = (None, None));
        }
    }
}

/// A group, and how many of it were asked.
type Asked = (String, Option<u64>);

/// How many were asked, group by group; where there are none, everybody is the one group.
fn asked_of(table: &Table) -> Vec<Asked> {
    table
        .groups
        .iter()
        .skip(usize::from(table.groups.len() > 1))
        .map(|group| (group.value.clone(), group.asked))
        .collect()
}

/// Hides the weighted shares of everybody in a table whose table by group hides them: with the weights of the groups they are one
/// more sum of hidden counts.
pub fn hide_shares(whole: &mut Table, grouped: &Table) {
    let hidden =
        |line: &Line| line.cells[0].share.is_none() && line.cells.iter().skip(1).any(|cell| cell.hidden);
    let themes: Vec<&str> = grouped.lines().filter(|line| hidden(line)).map(|line| &*line.theme).collect();
    if whole.weighted {
        let told = whole.lines_mut().filter(|line| themes.contains(&&*line.theme));
        told.for_each(|line| line.cells[0].share = None);
    }
}

/// Hides how often a theme is mentioned where a count of it is hidden, and how often those above it are: what they have more
/// than their other themes would be the hidden theme's.
fn mentions(table: &mut Table) {
    let mut above: Vec<usize> = Vec::new();
    let mut told: Vec<bool> = vec![false; table.themes.len()];
    for (at, line) in table.themes.iter().enumerate() {
        above.truncate(line.depth);
        above.push(at);
        if line.cells.iter().any(|cell| cell.hidden) {
            above.iter().for_each(|line| told[*line] = true);
        }
    }
    let lines = table.themes.iter_mut().zip(told).filter(|(_, told)| *told);
    lines.flat_map(|(line, _)| &mut line.cells).for_each(|cell| cell.mentions = None);
}

/// Hides the size of groups that are too small; where there are none, everybody is the one group. Who was asked and did not
/// answer is not told of any group where it would single somebody out, for asked less answered gives it.
fn groups(table: &mut Table, hidden: &Hidden, smallest: u64) {
    let small = |n: Option<u64>| n.is_some_and(|n| n > 0 && n < smallest);
    let first = usize::from(table.groups.len() > 1);
    let silent = table.groups.iter().skip(first).any(|g| small(g.missing)) || hidden.groups.contains(&true);
    for (column, group) in table.groups.iter_mut().enumerate().skip(first) {
        if silent {
            (group.asked, group.missing) = (None, None);
        }
        if hidden.groups[column] {
            group.answered = None;
        }
    }
    // how many of everybody were coded by hand bounds how many they are
    if first == 0 && hidden.groups[0] {
        table.correction = None;
    }
}

/// The counts of a table, everybody first.
fn matrix(
    table: &Table,
    count: impl Fn(&Cell) -> Option<u64>,
    answered: impl Fn(usize) -> Option<u64>,
) -> Matrix {
    // totals are summed anew: what was counted by hand may be missing in some groups
    let summed = |mut row: Vec<u64>| {
        if let Some((total, groups)) = row.split_first_mut().filter(|(_, groups)| !groups.is_empty()) {
            *total = groups.iter().sum();
        }
        row
    };
    let row = |line: &Line| summed(line.cells.iter().map(|cell| count(cell).unwrap_or(0)).collect());
    let answered = summed((0..table.groups.len()).map(|c| answered(c).unwrap_or(0)).collect());
    let themes: Vec<Vec<u64>> = table.themes.iter().map(row).collect();
    let mut above: Vec<usize> = Vec::new();
    let parents = table.themes.iter().enumerate().map(|(at, line)| {
        above.truncate(line.depth);
        let parent = above.last().copied();
        above.push(at);
        parent
    });
    let parents = parents.collect();
    // one above a theme that is not alone is given beside others all the same
    let is_alone = |(at, line): &(usize, &Line)| {
        let mut below = table.themes[at + 1..].iter().take_while(|below| below.depth > line.depth);
        line.alone && below.all(|below| below.alone)
    };
    let alone = table.themes.iter().enumerate().filter(is_alone).map(|(at, _)| at).collect();
    let never = table.themes.iter().map(|line| line.never.clone()).collect();
    Matrix { themes, parents, alone, never, rest: row(&table.rest), answered }
}
