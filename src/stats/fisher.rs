//! Fisher's exact test of a crosstab, by enumeration where that is possible and by simulation where not.
use super::{check_counts, check_replicates, random::Random};
use crate::{Error, Result};
use serde::Serialize;
use statrs::function::factorial::ln_factorial;

/// A two-sided exact test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fisher {
    /// p-value.
    pub p: f64,
    /// How it was found: every table, or how many simulated.
    pub method: String,
}

/// Tables looked at before enumeration gives up: about a second of work.
const LIMIT: usize = 2_000_000;

/// Room for rounding when two tables are equally probable, as R's `fisher.test` has it.
const SAME: f64 = 1e-7;

/// The two-sided p-value: the probability, with both margins fixed, of all tables no more probable than this
/// one (Fisher 1935; Freeman and Halton 1951, Biometrika 38:141). Every table is enumerated.
///
/// Empty rows and columns take no part; with fewer than two left there is one table only, and p is 1. Error
/// when rows differ in length, the table is empty, or more than two million partial tables would have to be
/// looked at; then use [`simulated`].
pub fn exact(table: &[Vec<u64>]) -> Result<Fisher> {
    let (rows, columns) = margins(table)?;
    if rows.len() * columns.len() > 400 {
        return Err(too_many());
    }
    let limit = probability(table.iter().flatten()) + SAME;
    // The shorter side as rows: fewer numbers to fill in each step.
    let (short, long) = if rows.len() <= columns.len() { (rows, columns) } else { (columns, rows) };
    let constant = constant(&short, &long);
    let mut walk = Walk { sum: 0.0, seen: 0, limit: limit + constant, constant };
    walk.columns(&short, &long, 0.0)?;
    Ok(Fisher { p: walk.sum.min(1.0), method: "Fisher's exact test".to_string() })
}

/// Answers drawn for all simulated tables together, before simulation gives up: some seconds of work.
const DRAWN: u64 = 1_000_000_000;

/// The same p-value by `replicates` random tables with these margins, (1 + as improbable)/(1 + all) (Agresti,
/// Wackerly and Boyett 1979, Psychometrika 44:75). Shapes and errors as [`exact`], without a limit on size
/// except that the table must hold at most ten million answers, and all tables together draw at most a thousand million.
pub fn simulated(table: &[Vec<u64>], replicates: u32, seed: u64) -> Result<Fisher> {
    check_replicates(replicates)?;
    let (mut rows, columns) = margins(table)?;
    let n: u64 = rows.iter().sum();
    // the largest row has what the others leave, and no answer need be drawn for it
    rows.sort_unstable();
    let last = rows.pop().unwrap_or(0);
    if n > 10_000_000 || (n - last) * u64::from(replicates) > DRAWN {
        return Err(
            Error::new(format!("{n} answers are too many to simulate")).remedy("use the chi-square test")
        );
    }
    let limit = probability(table.iter().flatten()) + SAME;
    let label = |(at, count): (usize, &u64)| std::iter::repeat_n(at as u32, *count as usize);
    let mut across: Vec<u32> = columns.iter().enumerate().flat_map(label).collect();
    let mut random = Random::new(seed);
    let (mut left, mut own) = (Vec::new(), vec![0_u64; columns.len()]);
    let mut as_rare = 0_u32;
    for _ in 0..replicates {
        left.clone_from(&columns);
        let (mut drawn, mut log) = (0, 0.0);
        for row in &rows {
            own.fill(0);
            for _ in 0..*row {
                let other = drawn + random.below(across.len() - drawn);
                across.swap(drawn, other);
                own[across[drawn] as usize] += 1;
                drawn += 1;
            }
            left.iter_mut().zip(&own).for_each(|(left, own)| *left -= own);
            log += probability(own.iter());
        }
        as_rare += u32::from(log + probability(left.iter()) <= limit);
    }
    let p = (f64::from(as_rare) + 1.0) / (f64::from(replicates) + 1.0);
    Ok(Fisher { p, method: format!("Fisher's test, {replicates} simulated tables, seed {seed}") })
}

fn too_many() -> Error {
    Error::new("too many possible tables for an exact test")
        .remedy("simulate them, or use the chi-square test")
}

/// Margins above 0.
fn margins(table: &[Vec<u64>]) -> Result<(Vec<u64>, Vec<u64>)> {
    check_counts(table)?;
    let width = table.first().map_or(0, Vec::len);
    let mut rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let mut columns: Vec<u64> = (0..width).map(|j| table.iter().map(|row| row[j]).sum()).collect();
    rows.retain(|m| *m > 0);
    columns.retain(|m| *m > 0);
    if rows.is_empty() {
        return Err(Error::new("an empty crosstab").remedy("leave the test out for this table"));
    }
    Ok((rows, columns))
}

/// Log probability of the cells, without the part that all tables with these margins share.
fn probability<'a>(cells: impl Iterator<Item = &'a u64>) -> f64 {
    -cells.map(|c| ln_factorial(*c)).sum::<f64>()
}

/// Logarithm of the part that all tables with these margins share.
fn constant(rows: &[u64], columns: &[u64]) -> f64 {
    let logs = |margin: &[u64]| margin.iter().map(|m| ln_factorial(*m)).sum::<f64>();
    logs(rows) + logs(columns) - ln_factorial(rows.iter().sum())
}

struct Walk {
    sum: f64,
    seen: usize,
    limit: f64,
    constant: f64,
}

impl Walk {
    /// Fills the next column in every way that the margins left allow.
    fn columns(&mut self, left: &[u64], columns: &[u64], so_far: f64) -> Result<()> {
        match columns {
            [] => {
                self.add(so_far);
                Ok(())
            }
            [_] => {
                // The last column takes what is left.
                self.add(so_far + probability(left.iter()));
                self.count()
            }
            [column, rest @ ..] => self.cells(&mut left.to_vec(), 0, *column, rest, so_far),
        }
    }

    /// Fills the cells of one column from row `at` on; `due` is what the column still lacks.
    fn cells(&mut self, left: &mut Vec<u64>, at: usize, due: u64, rest: &[u64], so_far: f64) -> Result<()> {
        self.count()?;
        let Some(own) = left.get(at).copied() else { return Ok(()) };
        let below: u64 = left[at + 1..].iter().sum();
        for count in due.saturating_sub(below)..=own.min(due) {
            left[at] = own - count;
            let now = so_far - ln_factorial(count);
            if at + 1 == left.len() {
                self.columns(left, rest, now)?;
            } else {
                self.cells(left, at + 1, due - count, rest, now)?;
            }
        }
        left[at] = own;
        Ok(())
    }

    fn add(&mut self, log: f64) {
        let log = log + self.constant;
        if log <= self.limit {
            self.sum += log.exp();
        }
    }

    fn count(&mut self) -> Result<()> {
        self.seen += 1;
        if self.seen > LIMIT {
            return Err(too_many());
        }
        Ok(())
    }
}
