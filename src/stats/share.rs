//! A share with its interval: Wilson (plain, corrected, finite population, weighted) and Clopper-Pearson.
use super::{Interval, check_level, check_share, quantile};
use crate::{Error, Result};
use serde::Serialize;

const WEIGHTED: &str = "Wilson, effective n of the weights";

/// A share of a group, 0–1, with its interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The share.
    pub share: f64,
    /// How many were counted.
    pub n: u64,
    /// How many simple random answers it is worth: `n`, save for weights and finite populations.
    /// `None` when the whole population was counted, so that nothing is uncertain.
    pub effective: Option<f64>,
    /// The interval, inside [0, 1].
    pub interval: Interval,
}

/// Wilson's score interval (Wilson 1927, JASA 22:209; Newcombe 1998, Statistics in Medicine 17:857, method
/// 3).
///
/// `count` of `n` answers; error when `n` is 0 or `count` above `n`.
pub fn wilson(count: u64, n: u64, level: f64) -> Result<Share> {
    let share = proportion(count, n)?;
    let interval = score(share, n as f64, level, "Wilson")?;
    Ok(Share { share, n, effective: Some(n as f64), interval })
}

/// Wilson's interval with continuity correction (Newcombe 1998, method 4; R's `prop.test`).
pub fn wilson_corrected(count: u64, n: u64, level: f64) -> Result<Share> {
    let share = proportion(count, n)?;
    let (z, m, p) = (quantile::normal(level)?, n as f64, share);
    let scale = 2.0 * (m + z * z);
    let down = z * (z * z - 2.0 - 1.0 / m + 4.0 * p * (m * (1.0 - p) + 1.0)).max(0.0).sqrt();
    let up = z * (z * z + 2.0 - 1.0 / m + 4.0 * p * (m * (1.0 - p) - 1.0)).max(0.0).sqrt();
    let low = if count == 0 { 0.0 } else { ((2.0 * m * p + z * z - 1.0 - down) / scale).clamp(0.0, p) };
    let high = if count == n { 1.0 } else { ((2.0 * m * p + z * z + 1.0 + up) / scale).clamp(p, 1.0) };
    let method = "Wilson with continuity correction".to_string();
    Ok(Share { share, n, effective: Some(m), interval: Interval { low, high, level, method } })
}

/// The exact interval of Clopper and Pearson (1934, Biometrika 26:404), by beta quantiles.
///
/// Never too narrow, mostly too wide; Wilson is the default elsewhere.
pub fn clopper_pearson(count: u64, n: u64, level: f64) -> Result<Share> {
    let share = proportion(count, n)?;
    check_level(level)?;
    let tail = (1.0 - level) / 2.0;
    let (x, rest) = (count as f64, (n - count) as f64);
    let low = if count == 0 { 0.0 } else { quantile::beta(x, rest + 1.0, tail)? };
    let high = if count == n { 1.0 } else { quantile::beta(x + 1.0, rest, 1.0 - tail)? };
    let interval = Interval { low, high, level, method: "Clopper-Pearson".to_string() };
    Ok(Share { share, n, effective: Some(n as f64), interval })
}

/// Wilson's interval for a random part of a finite population of `population` units.
///
/// The sample counts as n(N−1)/(N−n) answers, the convention of design effects (Kish 1965, Survey Sampling,
/// 2.6 and 8.2): the variance p(1−p)/n·(N−n)/(N−1) becomes p(1−p) over that number. When all N answered
/// the interval is the share itself. Error when `n` is above `population`.
pub fn wilson_finite(count: u64, n: u64, population: u64, level: f64) -> Result<Share> {
    let share = proportion(count, n)?;
    check_level(level)?;
    if n > population {
        return Err(Error::new(format!("{n} answers from a population of {population}"))
            .remedy("state the whole population, or leave it out"));
    }
    let method = format!("Wilson, finite population of {population}");
    if n == population {
        return Ok(Share {
            share,
            n,
            effective: None,
            interval: Interval { low: share, high: share, level, method },
        });
    }
    let effective = n as f64 * (population - 1) as f64 / (population - n) as f64;
    Ok(Share { share, n, effective: Some(effective), interval: score(share, effective, level, method)? })
}

/// The weighted share with Wilson's interval on Kish's effective n, (Σw)²/Σw² (Kish 1965, 11.2).
///
/// One pair an answer: whether it has the theme, and its weight. Weights of 0 are left out; a negative or
/// unreal weight, or no positive weight at all, is an error.
pub fn weighted(answers: &[(bool, f64)], level: f64) -> Result<Share> {
    if answers.iter().any(|(_, weight)| !weight.is_finite() || *weight < 0.0) {
        return Err(Error::new("a weight is negative or not a number").remedy("use weights of 0 and above"));
    }
    let largest = answers.iter().fold(0.0_f64, |largest, (_, weight)| largest.max(*weight));
    if largest <= 0.0 {
        return Err(Error::new("no answer has a weight above 0").remedy("check the weight column"));
    }
    // Divided by the largest first, so that no sum or square leaves the range of numbers.
    let scaled = answers.iter().map(|(has, weight)| (*has, weight / largest));
    let (sum, squares, with) = scaled.fold((0.0, 0.0, 0.0), |(sum, squares, with), (has, w)| {
        (sum + w, squares + w * w, with + if has { w } else { 0.0 })
    });
    let effective = sum * sum / squares;
    let share = (with / sum).clamp(0.0, 1.0);
    let n = answers.iter().filter(|(_, weight)| *weight > 0.0).count() as u64;
    from_effective(share, n, effective, level)
}

/// A weighted share from its sums, as counts that were merged give them: the share, the answers it comes from, and
/// Kish's effective n, (Σw)²/Σw².
pub fn from_effective(share: f64, n: u64, effective: f64, level: f64) -> Result<Share> {
    let interval = score(share, effective, level, WEIGHTED)?;
    Ok(Share { share, n, effective: Some(effective), interval })
}

/// The score interval for a share of `n` answers' worth, which need not be whole.
fn score(share: f64, n: f64, level: f64, method: impl Into<String>) -> Result<Interval> {
    check_share("share", share)?;
    let z = quantile::normal(level)?;
    let (z2, scale) = (z * z, 1.0 + z * z / n);
    let centre = (share + z2 / (2.0 * n)) / scale;
    let reach = z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / scale;
    // At the ends the formula gives the share itself, but only up to rounding.
    let low = if share <= 0.0 { 0.0 } else { (centre - reach).clamp(0.0, share) };
    let high = if share >= 1.0 { 1.0 } else { (centre + reach).clamp(share, 1.0) };
    Ok(Interval { low, high, level, method: method.into() })
}

fn proportion(count: u64, n: u64) -> Result<f64> {
    if n == 0 {
        return Err(Error::new("a share of no answers").remedy("leave the empty group out"));
    }
    if count > n {
        return Err(Error::new(format!("{count} of {n} answers")).remedy("count each answer once"));
    }
    Ok(count as f64 / n as f64)
}
