//! Hiding the cells of a theme table until none can be worked out.
use super::witness::{Rules, Witness};
use std::cmp::Reverse;

/// The counts of a theme table. In each row the first number is everybody, the others are groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// By theme.
    pub themes: Vec<Vec<u64>>,
    /// The theme that each stands under, which comes before it.
    pub parents: Vec<Option<usize>>,
    /// The themes that are given only where no other is.
    pub alone: Vec<usize>,
    /// By theme, the columns whose respondents the codebook says cannot have it: zeros that everybody knows. Shorter, or empty,
    /// where there are none.
    pub never: Vec<Vec<bool>>,
    /// Answers without a theme.
    pub rest: Vec<u64>,
    /// All that answered.
    pub answered: Vec<u64>,
}

/// What is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// By theme, and the rest as last row.
    pub cells: Vec<Vec<bool>>,
    /// Groups whose size is hidden, and all their cells.
    pub groups: Vec<bool>,
}

/// Hides counts from 1 to `smallest` − 1, whole groups with so few answers, and then more until every hidden number
/// could be another: until there is a table with all that is shown, and another number there.
///
/// The reader is taken to know every total, even one hidden for being small: the same question's table without
/// groups tells it. Of the row the cell goes first in whose group most other rows hide something too, and then the one with the
/// smallest count; where the number of answers without a theme gives the cell away, that number.
pub fn hide(matrix: &Matrix, smallest: u64) -> Hidden {
    let (mut hidden, rules) = (primary(matrix, smallest), Rules::of(matrix));
    loop {
        let mut changed = veil(matrix, &mut hidden);
        for (row, column) in open(matrix, &Witness::new(matrix, &hidden, smallest, &rules)) {
            // what was hidden for another may be enough
            if !Witness::new(matrix, &hidden, smallest, &rules).of(row, column) {
                changed |= protect(matrix, &mut hidden, row, column);
            }
        }
        changed |= shield(matrix, &mut hidden);
        if !changed {
            return hidden;
        }
    }
}

fn primary(m: &Matrix, smallest: u64) -> Hidden {
    let small = |n: u64| n > 0 && n < smallest;
    // of one column everybody is the one group
    let is_group = |c: usize| c > 0 || m.answered.len() == 1;
    let groups: Vec<bool> = m.answered.iter().enumerate().map(|(c, n)| is_group(c) && small(*n)).collect();
    let row = |counts: &Vec<u64>| counts.iter().zip(&groups).map(|(n, whole)| *whole || small(*n)).collect();
    let mut cells: Vec<Vec<bool>> = m.themes.iter().map(row).collect();
    // answered less the rest is a count too: those with any theme
    let rest = row(&m.rest).into_iter().enumerate();
    let told = |c: usize| small(m.with_any(c)) || small(m.beside_alone(c));
    cells.push(rest.map(|(c, hidden): (usize, bool)| hidden || told(c)).collect());
    Hidden { cells, groups }
}

/// Hides the zeros of rows in which anything is hidden: of zeros that are always shown, what is hidden is told to be 1 or more,
/// and two of them that sum to 2 are told. Whether there were any.
fn veil(m: &Matrix, hidden: &mut Hidden) -> bool {
    let mut changed = false;
    let mut hide = |own: &mut bool, n: u64| {
        changed |= !*own && n == 0;
        *own |= n == 0;
    };
    if hidden.groups.contains(&true) {
        for (column, group) in hidden.groups.iter_mut().enumerate().skip(1) {
            hide(group, m.answered[column]);
            hidden.cells.iter_mut().for_each(|row| row[column] |= *group);
        }
    }
    for (at, row) in hidden.cells.iter_mut().enumerate().filter(|(_, row)| row[1..].contains(&true)) {
        let open = row.iter_mut().enumerate().skip(1).filter(|(column, _)| !m.is_never(at, *column));
        open.for_each(|(column, own)| hide(own, m.value(at, column)));
    }
    changed
}

/// Hides how many have no theme where a theme that is given alone is hidden: those with any theme less those with another
/// would be it. Whether there was one.
fn shield(m: &Matrix, hidden: &mut Hidden) -> bool {
    let rest = m.themes.len();
    let mut changed = false;
    for column in usize::from(m.answered.len() > 1)..m.answered.len() {
        if !hidden.cells[rest][column] && m.alone.iter().any(|theme| hidden.cells[*theme][column]) {
            hidden.cells[rest][column] = true;
            changed = true;
        }
    }
    changed
}

/// Hidden numbers that no other table with the same shown numbers is known to change: row and column, the row after
/// the rest being the size of groups. That nobody is there tells of nobody, so zeros are no matter.
fn open(m: &Matrix, witness: &Witness) -> Vec<(usize, usize)> {
    let first = usize::from(m.answered.len() > 1);
    let cells = (0..m.themes.len() + 2).flat_map(|row| (first..m.answered.len()).map(move |c| (row, c)));
    cells
        .filter(|(row, c)| witness.is_hidden(*row, *c) && m.value(*row, *c) > 0 && !witness.of(*row, *c))
        .collect()
}

/// Hides one more number to protect another; whether there was one.
fn protect(m: &Matrix, hidden: &mut Hidden, row: usize, column: usize) -> bool {
    let rest = m.themes.len();
    if row > rest {
        return hide_group(m, hidden);
    }
    let counts = if row == rest { &m.rest } else { &m.themes[row] };
    let others = (1..counts.len()).filter(|c| !hidden.cells[row][*c] && !m.is_never(row, *c));
    // where other rows have hidden numbers in the same groups, these protect each other
    let shared = |other: usize| hidden.cells.iter().filter(|row| row[column] && row[other]).count();
    let cheapest = others.min_by_key(|c| (Reverse(shared(*c)), counts[*c], *c));
    let company = (1..counts.len()).filter(|c| hidden.cells[row][*c] && !m.is_never(row, *c)).count();
    let by_column = company > 1 || cheapest.is_none();
    if by_column && !hidden.cells[rest][column] {
        hidden.cells[rest][column] = true;
        return true;
    }
    // a single number without a theme that is hidden protects nothing
    if by_column && row != rest && hidden.cells[rest][1..].iter().filter(|hidden| **hidden).count() == 1 {
        return protect(m, hidden, rest, column);
    }
    if let Some(other) = cheapest {
        hidden.cells[row][other] = true;
        return true;
    }
    let below = (0..rest).filter(|r| !hidden.cells[*r][column] && !m.is_never(*r, column));
    match below.min_by_key(|r| (m.themes[*r][column], *r)) {
        Some(other) => {
            hidden.cells[other][column] = true;
            true
        }
        None => column > 0 && hide_group(m, hidden),
    }
}

/// Hides the smallest group that is not; whether there was one.
fn hide_group(m: &Matrix, hidden: &mut Hidden) -> bool {
    let shown = (1..m.answered.len()).filter(|c| !hidden.groups[*c]);
    let Some(group) = shown.min_by_key(|c| (m.answered[*c], *c)) else { return false };
    hidden.groups[group] = true;
    hidden.cells.iter_mut().for_each(|row| row[group] = true);
    true
}

impl Matrix {
    /// Answers with any theme.
    fn with_any(&self, column: usize) -> u64 {
        self.answered[column].saturating_sub(self.rest[column])
    }

    /// Themes that are given alone, each with those that no answer has beside it: what stands below them is theirs.
    pub(super) fn apart(&self) -> impl Iterator<Item = (usize, usize)> {
        let top = |theme: &usize| self.parents[*theme].is_none() && !self.alone.contains(theme);
        let others = move |theme: usize| {
            let own = self.line(theme);
            (0..self.themes.len()).filter(top).filter(move |other| !own.contains(other))
        };
        self.alone.iter().flat_map(move |theme| others(*theme).map(|other| (*theme, other)))
    }

    /// A theme and those above it.
    fn line(&self, theme: usize) -> Vec<usize> {
        std::iter::successors(Some(theme), |theme| self.parents[*theme]).collect()
    }

    /// Answers with a theme that is not given alone.
    fn beside_alone(&self, column: usize) -> u64 {
        let alone: u64 = self.alone.iter().map(|theme| self.themes[*theme][column]).sum();
        self.with_any(column).saturating_sub(alone)
    }

    /// Whether everybody knows that a number is 0.
    pub(super) fn is_never(&self, row: usize, column: usize) -> bool {
        self.never.get(row).and_then(|columns| columns.get(column)) == Some(&true)
    }

    /// A number by row: themes, rest, all that answered.
    pub(super) fn value(&self, row: usize, column: usize) -> u64 {
        match row.checked_sub(self.themes.len()) {
            None => self.themes[row][column],
            Some(0) => self.rest[column],
            Some(_) => self.answered[column],
        }
    }

    /// Rows that count all that their parts do, which a reader of the codebook can see: (whole, parts). Of «nothing»
    /// the parts are the topmost themes, and the whole is those with any theme.
    pub(super) fn unions(&self) -> Vec<(Option<usize>, Vec<usize>)> {
        let children = |of: Option<usize>| -> Vec<usize> {
            (0..self.themes.len()).filter(|t| self.parents[*t] == of).collect()
        };
        let mut unions = vec![(None, children(None))];
        for parent in 0..self.themes.len() {
            let own = children(Some(parent));
            let sum = |c: usize| own.iter().map(|t| self.themes[*t][c]).sum::<u64>();
            if !own.is_empty() && (0..self.answered.len()).all(|c| self.themes[parent][c] <= sum(c)) {
                unions.push((Some(parent), own));
            }
        }
        unions
    }
}
