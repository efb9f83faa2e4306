//! Krippendorff's alpha for any number of coders, gaps, and any distance between codes.
use super::{
    distance::{self, Level, Sets},
    ratings::Ratings,
};
use crate::{Error, Result};
use serde::Serialize;
use std::collections::BTreeSet;

/// Codes with the distance between them: what alpha and its intervals are made of.
#[derive(Debug, Clone)]
pub struct Reliability {
    /// Codes given to each unit, as positions in the sorted values; never empty.
    pub(super) units: Vec<Vec<usize>>,
    pub(super) values: usize,
    pub(super) metric: Metric,
    name: String,
}

/// Squared distances between values.
#[derive(Debug, Clone)]
pub(super) enum Metric {
    /// Known beforehand: row by row.
    Fixed(Vec<f64>),
    /// Made of how often each value was given.
    Ranks,
}

/// Alpha with what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alpha {
    /// 1 for perfect agreement, 0 for what chance gives, below 0 for less.
    pub alpha: f64,
    /// Observed disagreement.
    pub observed: f64,
    /// Expected disagreement.
    pub expected: f64,
    /// Units with at least two codes.
    pub units: usize,
    /// Codes in those units.
    pub codes: usize,
    /// Distance between codes.
    pub distance: String,
}

impl Reliability {
    /// Names that are the same or not.
    pub fn nominal(ratings: &Ratings) -> Self {
        let values = ratings.categories();
        let rows = ratings.units().iter().map(|row| row.iter().flatten().copied().collect());
        Self::matrix(rows.collect(), values, "nominal", |a, b| if a == b { 0.0 } else { 1.0 })
    }

    /// Numbers on a level of measurement; one row a unit, one column a coder.
    ///
    /// Error on a number that is not finite, and on a negative one on the ratio level.
    pub fn numbers(units: &[Vec<Option<f64>>], level: Level) -> Result<Self> {
        let mut values: Vec<f64> = units.iter().flatten().flatten().map(|v| v + 0.0).collect();
        if values.iter().any(|v| !v.is_finite() || v.abs() > 1e100 || (level == Level::Ratio && *v < 0.0)) {
            return Err(Error::new("a code is not a number on this level").remedy("use the nominal level"));
        }
        values.sort_by(f64::total_cmp);
        values.dedup();
        let at = |v: f64| values.partition_point(|other| *other < v);
        let rows: Vec<Vec<usize>> =
            units.iter().map(|row| row.iter().flatten().map(|v| at(*v)).collect()).collect();
        let made = |name, d: fn(f64, f64) -> f64| {
            Self::matrix(rows.clone(), values.len(), name, |a, b| d(values[a], values[b]))
        };
        Ok(match level {
            Level::Nominal => made("nominal", |a, b| f64::from(u8::from((a - b).abs() > 0.0))),
            Level::Interval => made("interval", distance::interval),
            Level::Ratio => made("ratio", distance::ratio),
            Level::Ordinal => {
                let mut ranks = made("ordinal", |_, _| 0.0);
                ranks.metric = Metric::Ranks;
                ranks
            }
        })
    }

    /// Sets of themes; the distance itself stands where other levels have a square (Passonneau 2006).
    pub fn sets<T: Ord>(units: &[Vec<Option<BTreeSet<T>>>], sets: Sets) -> Self {
        let name = match sets {
            Sets::Nominal => "nominal on sets",
            Sets::Jaccard => "Jaccard",
            Sets::Masi => "MASI",
        };
        Self::by(units, name, |a, b| sets.distance(a, b))
    }

    /// Any values with a distance of one's own: symmetric, finite, 0 for equal values, never negative.
    pub fn by<T: Ord>(units: &[Vec<Option<T>>], name: &str, distance: impl Fn(&T, &T) -> f64) -> Self {
        let mut values: Vec<&T> = units.iter().flatten().flatten().collect();
        values.sort_unstable();
        values.dedup();
        let at = |v: &T| values.binary_search(&v).unwrap_or(0);
        let rows = units.iter().map(|row| row.iter().flatten().map(at).collect()).collect();
        Self::matrix(rows, values.len(), name, |a, b| distance(values[a], values[b]))
    }

    fn matrix(
        mut units: Vec<Vec<usize>>,
        values: usize,
        name: &str,
        distance: impl Fn(usize, usize) -> f64,
    ) -> Self {
        units.retain(|codes| !codes.is_empty());
        let cells = (0..values * values).map(|cell| {
            let d = distance(cell / values, cell % values);
            if d.is_finite() && d > 0.0 { d } else { 0.0 }
        });
        Self { units, values, metric: Metric::Fixed(cells.collect()), name: name.to_string() }
    }

    /// Name of the distance.
    pub fn distance(&self) -> &str {
        &self.name
    }

    /// Every unit, once.
    pub(super) fn once(&self) -> impl Iterator<Item = (&Vec<usize>, f64)> + Clone {
        self.units.iter().map(|codes| (codes, 1.0))
    }

    /// How often each value was given in units with at least two codes; units come with how often they count.
    pub(super) fn totals<'a>(&self, units: impl Iterator<Item = (&'a Vec<usize>, f64)>) -> Vec<f64> {
        let mut totals = vec![0.0; self.values];
        for (codes, times) in units.filter(|(codes, _)| codes.len() > 1) {
            for code in codes {
                totals[*code] += times;
            }
        }
        totals
    }

    /// The squared distances, row by row; ranks are made of these totals.
    pub(super) fn squares(&self, totals: &[f64]) -> Vec<f64> {
        match &self.metric {
            Metric::Fixed(cells) => cells.clone(),
            Metric::Ranks => (0..self.values * self.values)
                .map(|cell| distance::ordinal(totals, cell / self.values, cell % self.values))
                .collect(),
        }
    }
}

/// Alpha = 1 − `D_o/D_e` (Krippendorff 2018, Content Analysis, 4th ed., chapter 12; 2011, «Computing
/// Krippendorff's Alpha-Reliability»). Units with fewer than two codes are left out.
///
/// Error when no unit has two codes, and when every code is the same: without variation alpha is not defined.
pub fn alpha(data: &Reliability) -> Result<Alpha> {
    let (observed, expected) = data.disagreement(data.once());
    let paired = data.units.iter().filter(|codes| codes.len() > 1);
    let (units, codes) = paired.fold((0, 0), |(u, c), codes| (u + 1, c + codes.len()));
    if units == 0 {
        return Err(Error::new("no answer was coded by two coders").remedy("have some answers coded twice"));
    }
    let Some(alpha) = coefficient(observed, expected) else {
        return Err(Error::new("all codes are the same, so alpha is not defined")
            .remedy("report percent agreement, or Gwet's AC1"));
    };
    Ok(Alpha { alpha, observed, expected, units, codes, distance: data.name.clone() })
}

pub(super) fn coefficient(observed: f64, expected: f64) -> Option<f64> {
    let alpha = 1.0 - observed / expected;
    (expected > 0.0 && alpha.is_finite()).then_some(alpha)
}

impl Reliability {
    /// Observed and expected disagreement of a selection of units; both 0 when no unit has two codes.
    pub(super) fn disagreement<'a>(
        &self,
        units: impl Iterator<Item = (&'a Vec<usize>, f64)> + Clone,
    ) -> (f64, f64) {
        let totals = self.totals(units.clone());
        let n: f64 = totals.iter().sum();
        if n < 2.0 {
            return (0.0, 0.0);
        }
        let squares = self.squares(&totals);
        let observed: f64 = units.map(|(codes, times)| times * within(codes, &squares, self.values)).sum();
        (observed / n, self.expected(&totals, &squares))
    }

    /// Mean squared distance over all pairs of codes with these totals.
    pub(super) fn expected(&self, totals: &[f64], squares: &[f64]) -> f64 {
        let n: f64 = totals.iter().sum();
        let rows = totals.iter().zip(squares.chunks(self.values.max(1)));
        let sum: f64 = rows.map(|(a, row)| a * row.iter().zip(totals).map(|(d, b)| d * b).sum::<f64>()).sum();
        sum / (n * (n - 1.0))
    }
}

/// Squared distances over the ordered pairs of one unit, by one less than its codes.
pub(super) fn within(codes: &[usize], squares: &[f64], values: usize) -> f64 {
    if codes.len() < 2 {
        return 0.0;
    }
    let mut sum = 0.0;
    for (at, a) in codes.iter().enumerate() {
        sum += codes[..at].iter().map(|b| squares[a * values + b]).sum::<f64>();
    }
    2.0 * sum / (codes.len() - 1) as f64
}
