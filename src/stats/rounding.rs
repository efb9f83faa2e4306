//! Small counts rounded to 0 or a base instead of hidden, with totals made of the rounded counts.
use super::network::{Network, Sums};
use crate::{Error, Result};
use serde::Serialize;

/// A rounded table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rounded {
    /// Inner counts; each is 0, or the base and above.
    pub counts: Vec<Vec<u64>>,
    /// The same with recomputed totals: last column, and with [`Sums::Both`] last row.
    pub published: Vec<Vec<u64>>,
    /// How far it is from the truth.
    pub distortion: Distortion,
}

/// Distance between original and rounded table over all published cells, totals included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Distortion {
    /// Largest absolute difference.
    pub largest: u64,
    /// Mean absolute difference.
    pub mean: f64,
    /// Root of the mean squared difference.
    pub root_mean_square: f64,
    /// 1 − Hellinger distance / √(sum of cells): 1 is untouched (`HDutility` of R's `SmallCountRounding`).
    pub utility: f64,
}

/// Rounds counts 1…`base`−1 to 0 or `base` and leaves others (Langsrud and Heldal 2018, «An Algorithm for
/// Small Count Rounding of Tabular Data», Privacy in Statistical Databases).
///
/// As many go up as keep the grand total nearest; which ones is chosen one by one, then by swaps, so that
/// rows (and with [`Sums::Both`] columns) keep their totals best. Ties go to the larger count, then to the
/// first in the table; there is no chance in it. Error when `base` is 0 or rows differ in length.
pub fn round_small(counts: &[Vec<u64>], base: u32, sums: Sums) -> Result<Rounded> {
    super::check_counts(counts)?;
    if base == 0 {
        return Err(Error::new("rounding to base 0").remedy("use a base such as 3 or 5"));
    }
    let mut search = Search::new(counts, base, sums);
    search.greedy();
    search.swap();
    let rounded = search.rounded(counts);
    let distortion = distortion(counts, &rounded, sums)?;
    let published = Network::new(&rounded, sums).values;
    Ok(Rounded { counts: rounded, published, distortion })
}

/// How far `rounded` is from `original`, both inner counts of the same layout; error when they are not.
pub fn distortion(original: &[Vec<u64>], rounded: &[Vec<u64>], sums: Sums) -> Result<Distortion> {
    super::check_counts(original)?;
    super::check_counts(rounded)?;
    let (a, b) = (Network::new(original, sums).values, Network::new(rounded, sums).values);
    if a.len() != b.len() || a.iter().zip(&b).any(|(x, y)| x.len() != y.len()) {
        return Err(
            Error::new("two tables of different layout").remedy("compare a table with its own rounding")
        );
    }
    let pairs = || a.iter().flatten().zip(b.iter().flatten()).map(|(x, y)| (*x as f64, *y as f64));
    let n = pairs().count().max(1) as f64;
    let largest = a.iter().flatten().zip(b.iter().flatten()).map(|(x, y)| x.abs_diff(*y)).max();
    let hellinger = (pairs().map(|(x, y)| (x.sqrt() - y.sqrt()).powi(2)).sum::<f64>() / 2.0).sqrt();
    let total: f64 = pairs().map(|(x, _)| x).sum();
    Ok(Distortion {
        largest: largest.unwrap_or(0),
        mean: pairs().map(|(x, y)| (x - y).abs()).sum::<f64>() / n,
        root_mean_square: (pairs().map(|(x, y)| (x - y).powi(2)).sum::<f64>() / n).sqrt(),
        utility: if total > 0.0 { 1.0 - hellinger / total.sqrt() } else { 1.0 },
    })
}

/// Which small cells go up, and how far rows and columns are off with that.
struct Search {
    base: i64,
    cells: Vec<Small>,
    up: Vec<bool>,
    rows: Vec<i64>,
    columns: Vec<i64>,
}

struct Small {
    row: usize,
    column: usize,
    count: i64,
}

impl Search {
    fn new(counts: &[Vec<u64>], base: u32, sums: Sums) -> Self {
        let base = i64::from(base);
        let mut cells = Vec::new();
        let mut rows = vec![0; counts.len()];
        // Where columns do not sum, one column's place takes them all and is not looked at.
        let mut columns = vec![0; if sums == Sums::Both { counts.first().map_or(0, Vec::len) } else { 0 }];
        for (row, line) in counts.iter().enumerate() {
            for (column, count) in line.iter().enumerate() {
                let count = i64::try_from(*count).unwrap_or(i64::MAX);
                if count > 0 && count < base {
                    rows[row] -= count;
                    if let Some(off) = columns.get_mut(column) {
                        *off -= count;
                    }
                    cells.push(Small { row, column, count });
                }
            }
        }
        let up = vec![false; cells.len()];
        Self { base, cells, up, rows, columns }
    }

    fn greedy(&mut self) {
        let lost: i64 = self.cells.iter().map(|cell| cell.count).sum();
        // To the nearest, halves up.
        let most = (2 * lost + self.base) / (2 * self.base);
        for _ in 0..most {
            let open = (0..self.cells.len()).filter(|at| !self.up[*at]);
            let Some(best) = open.min_by_key(|at| (self.gain(*at), -self.cells[*at].count, *at)) else {
                return;
            };
            self.turn(best);
        }
    }

    /// Swaps a raised with a lowered cell while that helps; each swap lowers the sum of squares, so it ends,
    /// and the number of rounds is bounded to keep large tables quick.
    fn swap(&mut self) {
        for _ in 0..20 {
            let mut better = false;
            for raised in 0..self.cells.len() {
                if !self.up[raised] {
                    continue;
                }
                let without = self.gain(raised);
                self.turn(raised);
                let open = (0..self.cells.len()).filter(|at| !self.up[*at]);
                let best = open.min_by_key(|at| (self.gain(*at), *at)).unwrap_or(raised);
                let helps = self.gain(best) + without < 0;
                self.turn(if helps { best } else { raised });
                better |= helps;
            }
            if !better {
                return;
            }
        }
    }

    /// Change of the sum of squared differences over cells, rows and columns when a cell is turned.
    fn gain(&self, at: usize) -> i64 {
        let cell = &self.cells[at];
        let (step, own) =
            if self.up[at] { (-self.base, self.base - cell.count) } else { (self.base, -cell.count) };
        let of = |off: i64| (off + step) * (off + step) - off * off;
        of(own) + of(self.rows[cell.row]) + self.columns.get(cell.column).map_or(0, |off| of(*off))
    }

    fn turn(&mut self, at: usize) {
        let step = if self.up[at] { -self.base } else { self.base };
        self.rows[self.cells[at].row] += step;
        if let Some(off) = self.columns.get_mut(self.cells[at].column) {
            *off += step;
        }
        self.up[at] = !self.up[at];
    }

    fn rounded(&self, counts: &[Vec<u64>]) -> Vec<Vec<u64>> {
        let mut rounded = counts.to_vec();
        for (cell, up) in self.cells.iter().zip(&self.up) {
            rounded[cell.row][cell.column] = if *up { self.base.unsigned_abs() } else { 0 };
        }
        rounded
    }
}
