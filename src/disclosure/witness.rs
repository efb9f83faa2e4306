//! Another table that shows the same: the proof that a hidden number cannot be worked out.
//!
//! Bounds narrowed by one condition after the other would miss what follows from several together. A table that is
//! written down misses nothing: it agrees with every total, size and union, and differs in the cell in question.
use super::bounds::{Hidden, Matrix};

/// Partial tables looked at for a number and a pair of groups.
const TRIES: usize = 400;
/// Groups tried as the other of the pair.
const GROUPS: usize = 40;

/// A search for such tables.
pub(super) struct Witness<'a> {
    matrix: &'a Matrix,
    hidden: &'a Hidden,
    unions: Vec<(Option<usize>, Vec<usize>)>,
}

/// By row, what is added to a number in the one group and taken from it in the other.
type Shift = Vec<i64>;

/// A way to mend what a shift broke: a row, and what to add to it in the column it broke.
type Mend = (usize, i64);

impl<'a> Witness<'a> {
    pub(super) fn new(matrix: &'a Matrix, hidden: &'a Hidden) -> Self {
        Self { matrix, hidden, unions: matrix.unions() }
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
        let others: Vec<Option<usize>> = match self.matrix.answered.len() {
            1 => vec![None],
            n => (1..n).filter(|c| *c != column && self.is_hidden(row, *c)).map(Some).take(GROUPS).collect(),
        };
        others.into_iter().any(|other| {
            [1, -1].into_iter().any(|by| {
                let mut shift = vec![0; self.matrix.themes.len() + 2];
                shift[row] = by;
                self.mended(&mut shift, (column, other), &mut 0)
            })
        })
    }

    /// Makes a shift hold in both groups by shifting other hidden numbers along with it, each once and by one.
    fn mended(&self, shift: &mut Shift, pair: (usize, Option<usize>), tries: &mut usize) -> bool {
        *tries += 1;
        if *tries > TRIES {
            return false;
        }
        let columns = std::iter::once((pair.0, 1)).chain(pair.1.map(|other| (other, -1)));
        for (column, sign) in columns {
            let Err(mends) = self.holds(shift, column, sign) else { continue };
            for (row, by) in mends {
                let free =
                    self.is_hidden(row, pair.0) && pair.1.is_none_or(|other| self.is_hidden(row, other));
                if !free || shift[row] != 0 {
                    continue;
                }
                shift[row] = by * sign;
                if self.mended(shift, pair, tries) {
                    return true;
                }
                shift[row] = 0;
            }
            return false;
        }
        true
    }

    /// Whether a shifted column is one that a table could have; if not, the ways to mend the first fault.
    fn holds(&self, shift: &Shift, column: usize, sign: i64) -> Result<(), Vec<Mend>> {
        let (rest, all) = (self.matrix.themes.len(), self.matrix.themes.len() + 1);
        let value = |row: usize| self.matrix.value(row, column).cast_signed() + sign * shift[row];
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
        for (theme, other) in self.matrix.apart() {
            if value(theme) + value(other) > any {
                return Err([vec![(theme, -1), (other, -1)], more_any.to_vec()].concat());
            }
        }
        for (whole, parts) in &self.unions {
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
