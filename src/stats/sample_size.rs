//! How many answers must be coded by hand for a wished precision.
use super::{check_share, quantile};
use crate::{Error, Result};

/// Smallest simple random sample whose interval for a share reaches `half_width` to each side.
///
/// n ≥ z²p(1−p)/(h² + z²p(1−p)/N) (Cochran 1977, Sampling Techniques, 4.4). `expected` is the share one
/// expects; 0.5 is the cautious choice. `population` bounds the sample; `None` when it is very large.
pub fn for_share(half_width: f64, expected: f64, population: Option<u64>, level: f64) -> Result<u64> {
    check_share("expected share", expected)?;
    needed(half_width, expected * (1.0 - expected), population, level)
}

/// Smallest hand-coded sample with which the difference estimator reaches `half_width` to each side.
///
/// As [`for_share`] with s², the variance of human minus machine code (−1, 0 or 1) in a first sample, for
/// p(1−p): the better the codebook, the smaller the sample. Error when `variance` is not in [0, 1].
pub fn for_difference(half_width: f64, variance: f64, population: u64, level: f64) -> Result<u64> {
    // Human minus machine lies in −1..1, so its population variance is at most 1 (n/(n−1) above it in a
    // sample).
    if !(0.0..=2.0).contains(&variance) {
        return Err(Error::new(format!("the variance {variance} of a difference of codes is not possible"))
            .remedy("give the variance of human minus machine code"));
    }
    needed(half_width, variance, Some(population), level)
}

#[allow(clippy::cast_sign_loss)] // at least 1
fn needed(half_width: f64, variance: f64, population: Option<u64>, level: f64) -> Result<u64> {
    if !(half_width > 0.0 && half_width < 1.0) {
        return Err(Error::new(format!("the half-width {half_width} is not between 0 and 1"))
            .remedy("give a share such as 0.05 for five percentage points"));
    }
    let spread = quantile::normal(level)?.powi(2) * variance;
    let correction = match population {
        Some(0) => return Err(Error::new("a population of none").remedy("leave the empty group out")),
        Some(size) => spread / size as f64,
        None => 0.0,
    };
    // A hair below before rounding up: 96.0000000001 is 96.
    let n = (spread / (half_width * half_width + correction) * (1.0 - 1e-12)).ceil().max(1.0);
    Ok((n as u64).min(population.unwrap_or(u64::MAX)))
}
