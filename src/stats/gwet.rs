//! Agreement against chance for any number of coders with gaps: percent, Brennan-Prediger, Gwet's AC1.
//!
//! Standard errors are Gwet's linearised ones (Gwet 2008, British Journal of Mathematical and Statistical
//! Psychology 61:29; Gwet 2014, Handbook of Inter-Rater Reliability, chapters 2 and 5; R's irrCAC), for units
//! drawn from many; intervals use Student's t and end at 1.
use super::{Interval, kappa, quantile, ratings::Ratings};
use crate::{Error, Result};
use serde::Serialize;

/// An agreement coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The coefficient: 1 is perfect agreement, 0 what chance gives (for percent agreement: none).
    pub value: f64,
    /// Standard error; `None` with a single unit.
    pub se: Option<f64>,
    /// Interval; `None` with a single unit.
    pub interval: Option<Interval>,
    /// Observed agreement of pairs of coders, 0–1.
    pub observed: f64,
    /// Agreement expected by chance.
    pub expected: f64,
    /// Units that at least two coders coded.
    pub units: usize,
    /// Name of the coefficient.
    pub method: String,
}

/// Percent agreement, as a share: how often two coders of a unit agree. Error when no unit has two codes.
pub fn percent(ratings: &Ratings, level: f64) -> Result<Agreement> {
    let pairs = Pairs::of(ratings)?;
    pairs.against_chance(0.0, |_| 0.0, level, "percent agreement")
}

/// Brennan and Prediger (1981, Educational and Psychological Measurement 41:687): every category is equally
/// likely by chance. Two categories and two coders: PABAK, also free-marginal kappa. Error with one category.
pub fn brennan_prediger(ratings: &Ratings, level: f64) -> Result<Agreement> {
    let pairs = Pairs::of(ratings)?;
    let chance = 1.0 / several(ratings)?;
    pairs.against_chance(chance, |_| chance, level, "Brennan-Prediger")
}

/// Gwet's AC1 (Gwet 2008), steady where a theme is rare: `P_e` = Σπ(1−π)/(Q−1). Error with one category.
pub fn ac1(ratings: &Ratings, level: f64) -> Result<Agreement> {
    let pairs = Pairs::of(ratings)?;
    let scale = several(ratings)? - 1.0;
    let shares = pairs.shares();
    let chance = shares.iter().map(|p| p * (1.0 - p)).sum::<f64>() / scale;
    let of_unit = |counts: &[f64]| {
        let n: f64 = counts.iter().sum();
        counts.iter().zip(&shares).map(|(c, p)| c * (1.0 - p)).sum::<f64>() / (n * scale)
    };
    pairs.against_chance(chance, of_unit, level, "Gwet's AC1")
}

/// A rare or very common category on which kappa and AC1 part ways (Feinstein and Cicchetti 1990,
/// Journal of Clinical Epidemiology 43:543: high agreement, low kappa).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paradox {
    /// Share of all codes that are the commonest category.
    pub commonest: f64,
    /// Fleiss' kappa.
    pub kappa: f64,
    /// Gwet's AC1.
    pub ac1: f64,
}

/// The paradox, when kappa and AC1 are more than 0.2 apart and one category holds at least 80 % of the codes.
///
/// The limits are our own; they mark every textbook case. `None` when either coefficient is not defined.
pub fn paradox(ratings: &Ratings) -> Option<Paradox> {
    let kappa = kappa::fleiss(ratings, 0.95).ok()?.value;
    let ac1 = ac1(ratings, 0.95).ok()?.value;
    let commonest = Pairs::of(ratings).ok()?.shares().into_iter().fold(0.0, f64::max);
    ((ac1 - kappa).abs() > 0.2 && commonest >= 0.8).then_some(Paradox { commonest, kappa, ac1 })
}

fn several(ratings: &Ratings) -> Result<f64> {
    if ratings.categories() < 2 {
        return Err(Error::new("one category leaves nothing to agree on")
            .remedy("count the unused categories too, or report percent agreement"));
    }
    Ok(ratings.categories() as f64)
}

/// Codes a unit and category, with observed agreement of pairs.
pub(super) struct Pairs {
    pub(super) counts: Vec<Vec<f64>>,
    agreed: Vec<Option<f64>>,
    observed: f64,
    units: usize,
}

impl Pairs {
    pub(super) fn of(ratings: &Ratings) -> Result<Self> {
        let counts = ratings.counts();
        let agreed: Vec<Option<f64>> = counts.iter().map(|row| agreed(row)).collect();
        let units = agreed.iter().flatten().count();
        if units == 0 {
            return Err(
                Error::new("no answer was coded by two coders").remedy("have some answers coded twice")
            );
        }
        let observed = agreed.iter().flatten().sum::<f64>() / units as f64;
        Ok(Self { counts, agreed, observed, units })
    }

    /// Mean share of each category over the units.
    pub(super) fn shares(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.counts.first().map_or(0, Vec::len)];
        for row in &self.counts {
            let n: f64 = row.iter().sum();
            shares.iter_mut().zip(row).for_each(|(share, c)| *share += c / n / self.counts.len() as f64);
        }
        shares
    }

    /// (observed − chance)/(1 − chance) with its linearised variance; `of_unit` is the chance agreement that
    /// one unit's codes speak for.
    pub(super) fn against_chance(
        &self,
        chance: f64,
        of_unit: impl Fn(&[f64]) -> f64,
        level: f64,
        method: &str,
    ) -> Result<Agreement> {
        let of_units: Vec<f64> = self.counts.iter().map(|row| of_unit(row)).collect();
        self.with_chances(chance, &of_units, level, method)
    }

    /// As `against_chance`, with the chance agreement of every unit given.
    pub(super) fn with_chances(
        &self,
        chance: f64,
        of_units: &[f64],
        level: f64,
        method: &str,
    ) -> Result<Agreement> {
        let room = 1.0 - chance;
        if room < 1e-12 {
            return Err(Error::new(format!("all codes are the same, so {method} is not defined"))
                .remedy("report percent agreement, or Gwet's AC1"));
        }
        let value = (self.observed - chance) / room;
        let n = self.counts.len() as f64;
        let spread = |(agreed, own): (&Option<f64>, &f64)| {
            let part = agreed.map_or(0.0, |a| n / self.units as f64 * (a - chance) / room);
            (part - 2.0 * (1.0 - value) * (own - chance) / room - value).powi(2)
        };
        let squares: f64 = self.agreed.iter().zip(of_units).map(spread).sum();
        let quantile = quantile::student(level, (n - 1.0).max(1.0))?;
        let se = (self.counts.len() > 1).then(|| (squares / (n * (n - 1.0))).sqrt());
        let interval = se.map(|se| {
            let mut interval = Interval::around(value, se, quantile, level, "Gwet's analytic variance");
            interval.high = interval.high.min(1.0);
            interval.low = interval.low.max(-1.0);
            interval
        });
        let (observed, units) = (self.observed, self.units);
        Ok(Agreement { value, se, interval, observed, expected: chance, units, method: method.to_string() })
    }
}

/// Share of the pairs of one unit's codes that agree; `None` with fewer than two codes.
fn agreed(counts: &[f64]) -> Option<f64> {
    let n: f64 = counts.iter().sum();
    let same: f64 = counts.iter().map(|c| c * (c - 1.0)).sum();
    (n > 1.5).then(|| same / (n * (n - 1.0)))
}
