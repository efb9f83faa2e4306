//! Another table that shows the same: the proof that a hidden number cannot be worked out.
//!
//! Bounds narrowed by one condition after the other would miss what follows from several together. A table that is
//! written down misses nothing: it agrees with every total, size and union, and differs in the cell in question.
use super::bounds::{Hidden, Matrix};

/// Partial tables looked at for a number.
const TRIES: usize = 400;
/// Groups tried to make a number up in.
const GROUPS: usize = 40;

/// What holds between the rows of every such table.
pub(super) struct Rules {
    /// Rows that count all that their parts do: see [`Matrix::unions`].
    unions: Vec<(Option<usize>, Vec<usize>)>,
    /// Themes that no answer has both of: see [`Matrix::apart`].
    apart: Vec<(usize, usize)>,
}

impl Rules {
    pub(super) fn of(matrix: &Matrix) -> Self {
        Self { unions: matrix.unions(), apart: matrix.apart().collect() }
    }
}

/// A search for such tables.
pub(super) struct Witness<'a> {
    matrix: &'a Matrix,
    hidden: &'a Hidden,
    /// Smallest count shown.
    smallest: u64,
    rules: &'a Rules,
}

/// By row, the step that its numbers take, if they take one.
type Shift = Vec<Option<Step>>;

/// The groups in which a number becomes one more and one less. Without groups there is but one of them.
#[derive(Debug, Clone, Copy)]
struct Step {
    more: Option<usize>,
    less: Option<usize>,
}

impl Step {
    /// The number of a group by one more or less, the difference being made up in another.
    fn new(column: usize, by: i64, other: Option<usize>) -> Self {
        if by > 0 {
            Self { more: Some(column), less: other }
        } else {
            Self { more: other, less: Some(column) }
        }
    }

    fn columns(self) -> impl Iterator<Item = usize> {
        self.more.into_iter().chain(self.less)
    }

    /// What it adds in a group.
    fn at(self, column: usize) -> i64 {
        i64::from(self.more == Some(column)) - i64::from(self.less == Some(column))
    }
}

/// A way to mend what a shift broke: a row, and what to add to it in the column it broke.
type Mend = (usize, i64);

impl<'a> Witness<'a> {
    pub(super) fn new(matrix: &'a Matrix, hidden: &'a Hidden, smallest: u64, rules: &'a Rules) -> Self {
        Self { matrix, hidden, smallest, rules }
    }

    /// Whether a number is hidden; rows are the themes, the rest, and all that answered.
    pub(super) fn is_hidden(&self, row: usize, column: usize) -> bool {
        if row > self.matrix.themes.len() {
            self.hidden.groups[column]
        } else {
            self.hidden.cells[row][column]
        }
    }

    /// Whether a hidden number could be one more or one less, the difference being made up in another group. Without
    /// groups there is no other, and nothing to make up.
    pub(super) fn of(&self, row: usize, column: usize) -> bool {
        let mut tries = 0;
        self.others(row, column, &[]).into_iter().any(|other| {
            [1, -1].into_iter().any(|by| {
                let mut shift = vec![None; self.matrix.themes.len() + 2];
                let step = Step::new(column, by, other);
                shift[row] = Some(step);
                self.is_still_small(row, step) && self.mended(&mut shift, &mut tries)
            })
        })
    }

    /// The groups in which what a hidden number of one has more may be made up, some of them first.
    fn others(&self, row: usize, column: usize, first: &[usize]) -> Vec<Option<usize>> {
        let n = self.matrix.answered.len();
        if n == 1 {
            return vec![None];
        }
        let all = first.iter().copied().chain((1..n).filter(|c| !first.contains(c)));
        let open = all.filter(|c| *c != column && self.is_hidden(row, *c) && !self.matrix.is_never(row, *c));
        open.map(Some).take(GROUPS).collect()
    }

    /// Makes a shift hold in all its groups by shifting other hidden numbers along with it, each once and by one.
    fn mended(&self, shift: &mut Shift, tries: &mut usize) -> bool {
        *tries += 1;
        if *tries > TRIES {
            return false;
        }
        let mut columns: Vec<usize> = shift.iter().flatten().flat_map(|step| step.columns()).collect();
        columns.sort_unstable();
        columns.dedup();
        for column in &columns {
            let Err(mends) = self.holds(shift, *column) else { continue };
            for (row, by) in mends {
                let open = self.is_hidden(row, *column) && !self.matrix.is_never(row, *column);
                if shift[row].is_some() || !open {
                    continue;
                }
                for other in self.others(row, *column, &columns) {
                    shift[row] = Some(Step::new(*column, by, other));
                    if self.mended(shift, tries) {
                        return true;
                    }
                    shift[row] = None;
                }
            }
            return false;
        }
        true
    }

    /// Whether the row of a number that has a small one has one when it is shifted, for without one nothing would be hidden in it;
    /// of rows that mend it that is not asked. Of the least that can be hidden a shift makes none; then it is enough that the two
    /// may change places.
    fn is_still_small(&self, row: usize, step: Step) -> bool {
        let columns = usize::from(self.matrix.answered.len() > 1)..self.matrix.answered.len();
        let value = |column: usize| self.matrix.value(row, column).cast_signed();
        let is_small = |n: i64| n > 0 && n < self.smallest.cast_signed();
        let is_told = || {
            let hidden = columns.clone().filter(|column| self.is_hidden(row, *column));
            self.smallest > 2 || hidden.map(value).sum::<i64>() == 2
        };
        columns.clone().any(|column| is_small(value(column) + step.at(column)))
            || !columns.clone().any(|column| is_small(value(column)))
            || !is_told()
    }

    /// Whether a shifted column is one that a table could have; if not, the ways to mend the first fault.
    fn holds(&self, shift: &Shift, column: usize) -> Result<(), Vec<Mend>> {
        let (rest, all) = (self.matrix.themes.len(), self.matrix.themes.len() + 1);
        let value = |row: usize| {
            self.matrix.value(row, column).cast_signed() + shift[row].map_or(0, |step| step.at(column))
        };
        if (0..=all).any(|row| value(row) < 0) {
            return Err(Vec::new());
        }
        let any = value(all) - value(rest);
        let (more_any, less_any) = ([(rest, -1), (all, 1)], [(rest, 1), (all, -1)]);
        for theme in 0..rest {
            let (above, mends) = match self.matrix.parents[theme] {
                Some(parent) => (value(parent), vec![(parent, 1)]),
                None => (any, more_any.to_vec()),
            };
            if value(theme) > above {
                return Err([vec![(theme, -1)], mends].concat());
            }
        }
        if any < 0 {
            return Err(more_any.to_vec());
        }
        // no answer with a theme that is given alone has another
        for (theme, other) in &self.rules.apart {
            if value(*theme) + value(*other) > any {
                return Err([vec![(*theme, -1), (*other, -1)], more_any.to_vec()].concat());
            }
        }
        for (whole, parts) in &self.rules.unions {
            let (whole, less) = match whole {
                Some(parent) => (value(*parent), vec![(*parent, -1)]),
                None => (any, less_any.to_vec()),
            };
            if whole > parts.iter().map(|part| value(*part)).sum() {
                return Err(parts.iter().map(|part| (*part, 1)).chain(less).collect());
            }
        }
        Ok(())
    }
}
