//! What a reader can work out of the hidden cells of a theme table, and hiding until it is nothing.

/// The counts of a theme table. In each row the first number is everybody, the others are groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// By theme.
    pub themes: Vec<Vec<u64>>,
    /// The theme that each stands under, which comes before it.
    pub parents: Vec<Option<usize>>,
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

/// Lowest and highest value that a number can have, ends included.
type Range = (i64, i64);

/// Passes of narrowing; each can only narrow, and what is not found after so many is no reader's sum.
const PASSES: usize = 60;

/// Hides counts from 1 to `smallest` − 1, whole groups with so few answers, and then more until no hidden number has
/// one possible value only.
///
/// The reader is taken to know every total, even one hidden for being small: the same question's table without
/// groups tells it. The cheapest other cell of the row goes first, which is the one with the smallest count, zeros
/// last; where the number of answers without a theme gives the cell away, that number.
pub fn hide(matrix: &Matrix, smallest: u64) -> Hidden {
    let mut hidden = primary(matrix, smallest);
    loop {
        let exact = worked_out(matrix, &hidden);
        let mut changed = false;
        for (row, column) in exact {
            changed |= protect(matrix, &mut hidden, row, column);
        }
        if !changed {
            return hidden;
        }
    }
}

fn primary(m: &Matrix, smallest: u64) -> Hidden {
    let small = |n: u64| n > 0 && n < smallest;
    let groups: Vec<bool> = m.answered.iter().enumerate().map(|(c, n)| c > 0 && small(*n)).collect();
    let row = |counts: &Vec<u64>| counts.iter().zip(&groups).map(|(n, whole)| *whole || small(*n)).collect();
    let mut cells: Vec<Vec<bool>> = m.themes.iter().map(row).collect();
    // answered less the rest is a count too: those with any theme
    let rest = row(&m.rest).into_iter().enumerate();
    cells.push(rest.map(|(c, hidden): (usize, bool)| hidden || small(m.with_any(c))).collect());
    Hidden { cells, groups }
}

/// Hidden numbers with one possible value: row and column, the row after the rest being the size of groups.
fn worked_out(m: &Matrix, hidden: &Hidden) -> Vec<(usize, usize)> {
    let ranges = m.ranges(hidden);
    let (rest, sizes) = (m.themes.len(), m.themes.len() + 1);
    let first = usize::from(m.answered.len() > 1);
    let mut found = Vec::new();
    for row in 0..=sizes {
        for column in first..m.answered.len() {
            let is_hidden = if row == sizes { hidden.groups[column] } else { hidden.cells[row][column] };
            // the row of those with any theme stands between rest and sizes
            let range = ranges[if row > rest { row + 1 } else { row }][column];
            if is_hidden && range.0 >= range.1 {
                found.push((row, column));
            }
        }
    }
    found
}

/// Hides one more number to protect another; whether there was one.
fn protect(m: &Matrix, hidden: &mut Hidden, row: usize, column: usize) -> bool {
    let rest = m.themes.len();
    if row > rest {
        return hide_group(m, hidden);
    }
    let counts = if row == rest { &m.rest } else { &m.themes[row] };
    let others = (1..counts.len()).filter(|c| !hidden.cells[row][*c]);
    let cheapest = others.min_by_key(|c| (counts[*c] == 0, counts[*c], *c));
    let company = (1..counts.len()).filter(|c| hidden.cells[row][*c]).count();
    let by_column = company > 1 || cheapest.is_none();
    if by_column && !hidden.cells[rest][column] {
        hidden.cells[rest][column] = true;
        return true;
    }
    if let Some(other) = cheapest {
        hidden.cells[row][other] = true;
        return true;
    }
    let below = (0..rest).filter(|r| !hidden.cells[*r][column]);
    match below.min_by_key(|r| (m.themes[*r][column] == 0, m.themes[*r][column], *r)) {
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
    let Some(group) = shown.min_by_key(|c| (m.answered[*c] == 0, m.answered[*c], *c)) else { return false };
    hidden.groups[group] = true;
    hidden.cells.iter_mut().for_each(|row| row[group] = true);
    true
}

impl Matrix {
    /// Answers with any theme.
    fn with_any(&self, column: usize) -> u64 {
        self.answered[column].saturating_sub(self.rest[column])
    }

    /// What can be said of every number: themes, rest, those with any theme, sizes.
    pub fn ranges(&self, hidden: &Hidden) -> Vec<Vec<Range>> {
        let most = self.answered[0] as i64;
        let grouped = self.answered.len() > 1;
        let exactly = |n: u64| (n as i64, n as i64);
        let range = |n: u64, hidden: bool, column: usize| {
            if hidden && !(grouped && column == 0) { (0, most) } else { exactly(n) }
        };
        let rows = self.themes.iter().chain([&self.rest]).zip(&hidden.cells);
        let row = |(counts, hidden): (&Vec<u64>, &Vec<bool>)| -> Vec<Range> {
            counts.iter().zip(hidden).enumerate().map(|(c, (n, h))| range(*n, *h, c)).collect()
        };
        let mut ranges: Vec<Vec<Range>> = rows.map(row).collect();
        let any = |c: usize| range(self.with_any(c), hidden.cells[self.themes.len()][c], c);
        ranges.push((0..self.answered.len()).map(any).collect());
        let size = |(c, n): (usize, &u64)| range(*n, hidden.groups[c], c);
        ranges.push(self.answered.iter().enumerate().map(size).collect());
        let joined = self.joined();
        for _ in 0..PASSES {
            let before = ranges.clone();
            ranges.iter_mut().filter(|_| grouped).for_each(|row| add_up(row));
            (0..self.answered.len()).for_each(|c| self.narrow(&mut ranges, c, &joined));
            if ranges == before {
                break;
            }
        }
        ranges
    }

    /// Sets of rows of which one is the union: (whole, parts). Everything with a theme is one, and a parent where
    /// its children give it all it has, which a reader of the codebook can see.
    fn joined(&self) -> Vec<(usize, Vec<usize>)> {
        let children = |of: Option<usize>| -> Vec<usize> {
            (0..self.themes.len()).filter(|t| self.parents[*t] == of).collect()
        };
        let mut joined = vec![(self.themes.len() + 1, children(None))];
        for parent in 0..self.themes.len() {
            let own = children(Some(parent));
            let sum = |c: usize| own.iter().map(|t| self.themes[*t][c]).sum::<u64>();
            if !own.is_empty() && (0..self.answered.len()).all(|c| self.themes[parent][c] <= sum(c)) {
                joined.push((parent, own));
            }
        }
        joined
    }

    /// Narrows the numbers of a column by what must hold between them.
    fn narrow(&self, ranges: &mut [Vec<Range>], c: usize, joined: &[(usize, Vec<usize>)]) {
        let (rest, any, size) = (self.themes.len(), self.themes.len() + 1, self.themes.len() + 2);
        for theme in 0..rest {
            let above = self.parents[theme].unwrap_or(any);
            at_most(ranges, theme, above, c);
        }
        let (r, a, s) = (ranges[rest][c], ranges[any][c], ranges[size][c]);
        meet(&mut ranges[size][c], (r.0 + a.0, r.1 + a.1));
        meet(&mut ranges[rest][c], (s.0 - a.1, s.1 - a.0));
        meet(&mut ranges[any][c], (s.0 - r.1, s.1 - r.0));
        for (whole, parts) in joined {
            let sum: i64 = parts.iter().map(|p| ranges[*p][c].1).sum();
            meet(&mut ranges[*whole][c], (0, sum));
            let least = ranges[*whole][c].0;
            for part in parts {
                let others = sum - ranges[*part][c].1;
                meet(&mut ranges[*part][c], (least - others, i64::MAX));
            }
        }
    }
}

/// The groups of a row sum to everybody.
fn add_up(row: &mut [Range]) {
    let Some((total, groups)) = row.split_first_mut() else { return };
    let (low, high) = groups.iter().fold((0, 0), |sum, g| (sum.0 + g.0, sum.1 + g.1));
    meet(total, (low, high));
    for group in groups {
        let (others_low, others_high) = (low - group.0, high - group.1);
        meet(group, (total.0 - others_high, total.1 - others_low));
    }
}

fn at_most(ranges: &mut [Vec<Range>], low: usize, high: usize, c: usize) {
    let (a, b) = (ranges[low][c], ranges[high][c]);
    meet(&mut ranges[low][c], (0, b.1));
    meet(&mut ranges[high][c], (a.0, i64::MAX));
}

fn meet(range: &mut Range, with: Range) {
    *range = (range.0.max(with.0), range.1.min(with.1));
}
