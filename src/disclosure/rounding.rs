//! Small counts of a table rounded instead of hidden; everything that would tell the true ones goes.
use super::Control;
use crate::error::{Error, Result};
use crate::stats::disclosure::Sums;
use crate::stats::rounding::round_small;
use crate::table::{Cell, Line, Table, of_counts};

/// Rounds the counts from 1 to `base` − 1, of themes and of groups, to 0 or `base`. Totals are made of the rounded
/// counts, shares and intervals too, and mentions are left out, as they would tell. Error when shares are corrected
/// or weighted, which no rounding of counts protects.
pub fn round(tables: &mut [Table], base: u64) -> Result<()> {
    let Some(base) = u32::try_from(base).ok().filter(|base| *base > 1) else {
        return Err(Error::new(format!("rounding to base {base}")).remedy("use a base such as 3 or 5"));
    };
    for table in tables {
        let weighted =
            |cell: &Cell| cell.share.as_ref().is_some_and(|s| s.interval.method.contains("weights"));
        if table.correction.is_some() || table.lines().flat_map(|line| &line.cells).any(weighted) {
            let error = Error::new("corrected and weighted shares cannot be rounded");
            return Err(error.remedy("hide small cells with --min-cell instead"));
        }
        one(table, base)?;
        table.control = Some(Control::Rounded(u64::from(base)));
    }
    Ok(())
}

fn one(table: &mut Table, base: u32) -> Result<()> {
    // without groups everybody is the one group
    let first = usize::from(table.groups.len() > 1);
    let row = |line: &Line| line.cells[first..].iter().map(|c| c.n.unwrap_or(0)).collect::<Vec<u64>>();
    let mut counts = vec![table.groups[first..].iter().map(|g| g.answered.unwrap_or(0)).collect()];
    counts.extend(table.lines().map(row));
    let mut rounded = round_small(&counts, base, Sums::Rows)?.counts;
    cap(table, &mut rounded);
    let everybody: Vec<u64> = rounded.iter().map(|row| row.iter().sum()).collect();
    let populations: Vec<_> = table.groups.iter().map(|group| group.population).collect();
    let value = |row: usize, column: usize| match column.checked_sub(first) {
        Some(group) => rounded[row][group],
        None => everybody[row],
    };
    for (at, line) in table.lines_mut().enumerate() {
        for (column, cell) in line.cells.iter_mut().enumerate() {
            let (n, answered) = (value(at + 1, column), value(0, column));
            let population = populations[column];
            let share = if answered > 0 { Some(of_counts(n, answered, population)?) } else { None };
            *cell = Cell { n: Some(n), answered: Some(answered), share, ..Cell::default() };
        }
    }
    for (column, group) in table.groups.iter_mut().enumerate() {
        (group.asked, group.missing) = (None, None);
        group.answered = Some(value(0, column));
    }
    table.sort_by_shown();
    Ok(())
}

/// No theme in more answers than there are, or than its parent has.
fn cap(table: &Table, rounded: &mut [Vec<u64>]) {
    let (sizes, lines) = rounded.split_at_mut(1);
    let mut above: Vec<Vec<u64>> = Vec::new();
    for (line, counts) in table.lines().zip(lines) {
        above.truncate(line.depth);
        let limit = above.last().unwrap_or(&sizes[0]);
        counts.iter_mut().zip(limit).for_each(|(n, limit)| *n = (*n).min(*limit));
        above.push(counts.clone());
    }
}
