//! The chi-square test of a crosstab, with Cramér's V and adjusted residuals.
use super::{check_counts, quantile};
use crate::{Error, Result};
use serde::Serialize;

/// A chi-square test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChiSquare {
    /// Pearson's statistic, without continuity correction.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// p-value.
    pub p: f64,
    /// Cramér's V, 0–1: strength of the association.
    pub cramers_v: f64,
    /// Adjusted residuals, laid out as the table: beyond ±1.96 a cell stands out. 0 in empty rows and
    /// columns.
    pub residuals: Vec<Vec<f64>>,
    /// Smallest expected count.
    pub smallest_expected: f64,
    /// Share of cells with an expected count below 5; above 0.2 use Fisher's test (Cochran 1954, Biometrics
    /// 10:417).
    pub below_five: f64,
}

/// Pearson's test (1900), V = √(χ²/(n·(min(r, c) − 1))) (Cramér 1946, 21.9), adjusted residuals of Haberman
/// (1973, Biometrics 29:205).
///
/// Counts of separate respondents, row by row. Empty rows and columns take no part. Error when rows differ in
/// length or fewer than two rows or columns have counts.
pub fn chi_square(table: &[Vec<u64>]) -> Result<ChiSquare> {
    let (rows, columns) = margins(table)?;
    let n: f64 = rows.iter().sum();
    let filled = |margin: &[f64]| margin.iter().filter(|m| **m > 0.0).count();
    let (r, c) = (filled(&rows), filled(&columns));
    if r < 2 || c < 2 {
        return Err(Error::new("a crosstab with fewer than two filled rows or columns")
            .remedy("leave the test out for this table"));
    }
    let mut residuals = vec![vec![0.0; columns.len()]; rows.len()];
    let (mut statistic, mut smallest, mut below) = (0.0, f64::INFINITY, 0);
    for (i, row) in table.iter().enumerate() {
        for (j, count) in row.iter().enumerate() {
            let expected = rows[i] * columns[j] / n;
            if expected <= 0.0 {
                continue;
            }
            let off = *count as f64 - expected;
            statistic += off * off / expected;
            smallest = smallest.min(expected);
            below += usize::from(expected < 5.0);
            residuals[i][j] = off / (expected * (1.0 - rows[i] / n) * (1.0 - columns[j] / n)).sqrt();
        }
    }
    let df = (r - 1) * (c - 1);
    Ok(ChiSquare {
        statistic,
        df,
        p: quantile::chi_square_tail(statistic, df as f64),
        cramers_v: (statistic / (n * (r.min(c) - 1) as f64)).sqrt().min(1.0),
        residuals,
        smallest_expected: smallest,
        below_five: f64::from(below as u32) / (r * c) as f64,
    })
}

fn margins(table: &[Vec<u64>]) -> Result<(Vec<f64>, Vec<f64>)> {
    check_counts(table)?;
    let width = table.first().map_or(0, Vec::len);
    let rows = table.iter().map(|row| row.iter().map(|c| *c as f64).sum()).collect();
    let columns = (0..width).map(|j| table.iter().map(|row| row[j] as f64).sum()).collect();
    Ok((rows, columns))
}
