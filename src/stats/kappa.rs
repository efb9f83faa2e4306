//! Kappas: Cohen's for two coders, also weighted, with its standard error; Fleiss' and Conger's for more.
use super::{
    Interval, check_counts,
    gwet::{Agreement, Pairs},
    quantile,
    ratings::Ratings,
};
use crate::{Error, Result};
use serde::Serialize;

/// How much two different categories agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// Not at all.
    None,
    /// Less by each step between them (Cicchetti and Allison 1971).
    Linear,
    /// Less by the square of the steps (Fleiss and Cohen 1973).
    Quadratic,
}

impl Weights {
    fn of(self, a: usize, b: usize, categories: usize) -> f64 {
        let steps = a.abs_diff(b) as f64 / (categories.max(2) - 1) as f64;
        match self {
            Self::None => f64::from(u8::from(a == b)),
            Self::Linear => 1.0 - steps,
            Self::Quadratic => 1.0 - steps * steps,
        }
    }
}

/// Cohen's kappa.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kappa {
    /// The coefficient.
    pub kappa: f64,
    /// Standard error for intervals.
    pub se: f64,
    /// Standard error if there were no agreement beyond chance, for the test.
    pub se_null: f64,
    /// kappa / `se_null`; `None` when that is 0.
    pub z: Option<f64>,
    /// Two-sided p-value of `z`.
    pub p: Option<f64>,
    /// Observed agreement, weighted.
    pub observed: f64,
    /// Expected agreement, weighted.
    pub expected: f64,
    /// Units.
    pub n: u64,
    /// kappa ± z·se.
    pub interval: Interval,
}

/// Cohen's kappa of a square table, the first coder down, the second across (Cohen 1960, Educational and
/// Psychological Measurement 20:37; weighted: Cohen 1968), with the standard errors of Fleiss, Cohen and
/// Everitt (1969, Psychological Bulletin 72:323).
///
/// Error when the table is not square or empty, or when both coders used one and the same category
/// throughout.
pub fn cohen(table: &[Vec<u64>], weights: Weights, level: f64) -> Result<Kappa> {
    check_counts(table)?;
    let q = table.len();
    let n: u64 = table.iter().flatten().sum();
    if n == 0 || table.iter().any(|row| row.len() != q) {
        return Err(
            Error::new("no square table with counts").remedy("compare two coders with codes in common")
        );
    }
    let p: Vec<Vec<f64>> = table.iter().map(|r| r.iter().map(|c| *c as f64 / n as f64).collect()).collect();
    let down: Vec<f64> = p.iter().map(|row| row.iter().sum()).collect();
    let across: Vec<f64> = (0..q).map(|j| p.iter().map(|row| row[j]).sum()).collect();
    let weight = |i, j| weights.of(i, j, q);
    let cells = || (0..q).flat_map(|i| (0..q).map(move |j| (i, j)));
    let observed: f64 = cells().map(|(i, j)| weight(i, j) * p[i][j]).sum();
    let expected: f64 = cells().map(|(i, j)| weight(i, j) * down[i] * across[j]).sum();
    let room = 1.0 - expected;
    if room < 1e-12 {
        return Err(Error::new("both coders used one and the same category, so kappa is not defined")
            .remedy("report percent agreement, or Gwet's AC1"));
    }
    let of_row: Vec<f64> = (0..q).map(|i| (0..q).map(|j| weight(i, j) * across[j]).sum()).collect();
    let of_column: Vec<f64> = (0..q).map(|j| (0..q).map(|i| weight(i, j) * down[i]).sum()).collect();
    let marginal = |i: usize, j: usize| of_row[i] + of_column[j];
    let spread: f64 = cells()
        .map(|(i, j)| p[i][j] * (weight(i, j) * room - marginal(i, j) * (1.0 - observed)).powi(2))
        .sum();
    let null: f64 = cells().map(|(i, j)| down[i] * across[j] * (weight(i, j) - marginal(i, j)).powi(2)).sum();
    let correction = (observed * expected - 2.0 * expected + observed).powi(2);
    let se = ((spread - correction).max(0.0) / n as f64).sqrt() / (room * room);
    let se_null = ((null - expected * expected).max(0.0) / n as f64).sqrt() / room;
    let kappa = (observed - expected) / room;
    let z = (se_null > 0.0).then(|| kappa / se_null);
    let mut interval = Interval::around(kappa, se, quantile::normal(level)?, level, "Fleiss-Cohen-Everitt");
    // no more than full agreement
    interval.high = interval.high.min(1.0);
    Ok(Kappa { kappa, se, se_null, z, p: z.map(quantile::normal_tails), observed, expected, n, interval })
}

/// Fleiss' kappa (1971, Psychological Bulletin 76:378), with gaps as Gwet (2014) takes them; with two coders
/// it is Scott's pi. Error when no unit has two codes or all codes are the same.
pub fn fleiss(ratings: &Ratings, level: f64) -> Result<Agreement> {
    let pairs = Pairs::of(ratings)?;
    let shares = pairs.shares();
    let chance = shares.iter().map(|p| p * p).sum();
    let of_unit = |counts: &[f64]| {
        let n: f64 = counts.iter().sum();
        counts.iter().zip(&shares).map(|(c, p)| c * p).sum::<f64>() / n
    };
    pairs.against_chance(chance, of_unit, level, "Fleiss' kappa")
}

/// Conger's kappa (1980, Psychological Bulletin 88:322): chance from each coder's own habits; with two coders
/// and no gaps it is Cohen's. Coders without any code are left out. Errors as for [`fleiss`].
pub fn conger(ratings: &Ratings, level: f64) -> Result<Agreement> {
    let pairs = Pairs::of(ratings)?;
    let habits = habits(ratings);
    let r = habits.len() as f64;
    let mean: Vec<f64> =
        (0..ratings.categories()).map(|k| habits.iter().map(|h| h.shares[k]).sum::<f64>() / r).collect();
    // Mean over pairs of different coders of the product of their shares.
    let chance = mean
        .iter()
        .enumerate()
        .map(|(k, m)| {
            (r * r * m * m - habits.iter().map(|h| h.shares[k].powi(2)).sum::<f64>()) / (r * (r - 1.0))
        })
        .sum();
    let n = ratings.units().len() as f64;
    let of_unit = |row: &Vec<Option<usize>>| {
        let of_coder = |habit: &Habit| {
            let own = row[habit.coder];
            let coded = f64::from(u8::from(own.is_some())) - habit.codes / n;
            let one = |(k, m): (usize, &f64)| {
                let gave = f64::from(u8::from(own == Some(k)));
                (gave - coded * habit.shares[k]) * (r * m - habit.shares[k])
            };
            n / habit.codes * mean.iter().enumerate().map(one).sum::<f64>()
        };
        habits.iter().map(of_coder).sum::<f64>() / (r * (r - 1.0))
    };
    let of_units: Vec<f64> = ratings.units().iter().map(of_unit).collect();
    pairs.with_chances(chance, &of_units, level, "Conger's kappa")
}

/// One coder's habits: how many codes, and the share of each category.
struct Habit {
    coder: usize,
    codes: f64,
    shares: Vec<f64>,
}

/// Of all coders with codes; at least two when a unit has two codes.
fn habits(ratings: &Ratings) -> Vec<Habit> {
    let habit = |coder: usize| {
        let mut shares = vec![0.0; ratings.categories()];
        ratings.units().iter().filter_map(|row| row[coder]).for_each(|code| shares[code] += 1.0);
        let codes: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= codes.max(1.0);
        }
        Habit { coder, codes, shares }
    };
    (0..ratings.coders()).map(habit).filter(|h| h.codes > 0.0).collect()
}
