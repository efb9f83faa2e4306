//! Statistics: numbers to numbers, one file each, every formula with its source.
//!
//! No function here returns NaN or infinity: what is not defined (no answers, no variation, an empty
//! table) is an error with its remedy, or an `Option` that is `None` where the caller tabulates.
pub mod adjust;
pub mod alpha;
pub mod alpha_clusters;
pub mod alpha_interval;
pub mod chi_square;
pub mod classification;
pub mod classification_weighted;
pub mod correction;
pub mod difference;
pub mod disclosure;
pub mod distance;
pub mod finite;
pub mod fisher;
pub mod gwet;
pub mod kappa;
mod network;
pub mod quantile;
pub mod random;
pub mod ratings;
pub mod rounding;
pub mod sample_size;
pub mod sampling;
pub mod share;

use crate::{Error, Result};
use serde::Serialize;

/// A confidence interval that says how it was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Confidence level, between 0 and 1.
    pub level: f64,
    /// The method, with its settings where it has any.
    pub method: String,
}

impl Interval {
    /// Half of the width.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Whether a value lies inside, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Around an estimate, `quantile` standard errors to each side.
    fn around(estimate: f64, se: f64, quantile: f64, level: f64, method: impl Into<String>) -> Self {
        let reach = quantile * se;
        Self { low: estimate - reach, high: estimate + reach, level, method: method.into() }
    }

    /// The percentile interval of a bootstrap, linear between order statistics (Hyndman and Fan 1996, type
    /// 7). `None` when there is no replicate, or when all that counts are the same: then
    /// the data show no variation, which is no certainty.
    fn percentile(mut replicates: Vec<f64>, level: f64, method: String) -> Option<Self> {
        replicates.sort_by(f64::total_cmp);
        let tail = (1.0 - level) / 2.0;
        let low = order_quantile(&replicates, tail)?;
        let high = order_quantile(&replicates, 1.0 - tail)?;
        (low < high).then_some(Self { low, high, level, method })
    }

    /// The basic interval of a bootstrap of a share: what the replicates lie above the estimate is taken from it, and what they
    /// lie below added (Davison and Hinkley 1997, Bootstrap Methods and their Application, 5.2), for a measure whose replicates
    /// are biased as it is itself. Within 0 and 1; `None` as for the percentile interval.
    fn basic(estimate: f64, replicates: Vec<f64>, level: f64, method: String) -> Option<Self> {
        let Self { low, high, .. } = Self::percentile(replicates, level, String::new())?;
        let turned = |bound: f64| (2.0 * estimate - bound).clamp(0.0, 1.0);
        Some(Self { low: turned(high).min(estimate), high: turned(low).max(estimate), level, method })
    }
}

fn order_quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = p * last as f64;
    let below = sorted.get(floor_index(at, last))?;
    let above = sorted.get(floor_index(at + 1.0, last))?;
    Some(below + (at - at.floor()) * (above - below))
}

#[allow(clippy::cast_sign_loss)] // clamped to 0..=last
fn floor_index(at: f64, last: usize) -> usize {
    (at.floor().max(0.0) as usize).min(last)
}

fn check_level(level: f64) -> Result<()> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(Error::new(format!("the confidence level {level} is not between 0 and 1"))
        .remedy("give a share such as 0.95"))
}

fn check_share(what: &str, value: f64) -> Result<()> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(Error::new(format!("the {what} {value} is not between 0 and 1"))
        .remedy("give a share such as 0.8, not a percentage"))
}

/// Resampling must be at least once, and ends.
fn check_replicates(replicates: u32) -> Result<()> {
    if (1..=1_000_000).contains(&replicates) {
        return Ok(());
    }
    Err(Error::new(format!("{replicates} resamples")).remedy("ask for 1 to 1,000,000, such as 10,000"))
}

/// A table of rows of one length whose sum is a number of answers, far inside the range of whole numbers.
fn check_counts(table: &[Vec<u64>]) -> Result<()> {
    let width = table.first().map_or(0, Vec::len);
    if table.iter().any(|row| row.len() != width) {
        return Err(Error::new("a table with rows of different lengths").remedy("fill the gaps with 0"));
    }
    let sum = table.iter().flatten().try_fold(0_u64, |sum, count| sum.checked_add(*count));
    if sum.is_none_or(|sum| sum > MOST) {
        return Err(Error::new("a table of impossibly many answers").remedy("check the counts"));
    }
    Ok(())
}

/// No table holds more answers than this; below it sums and squares of counts stay exact.
const MOST: u64 = 1 << 40;

/// A number with so many decimals, halves going up as readers and spreadsheets have them.
pub fn rounded(value: f64, decimals: usize) -> f64 {
    let tens = (0..decimals).fold(1.0, |tens, _| tens * 10.0);
    let near = (value * tens).round() / tens;
    if near.is_finite() { near } else { value }
}
