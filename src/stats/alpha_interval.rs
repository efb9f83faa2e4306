//! Confidence intervals for Krippendorff's alpha. They differ a lot, so the result names the one used.
use super::{
    Interval,
    alpha::{Reliability, alpha, coefficient, within},
    check_level, check_replicates, quantile,
    random::Random,
};
use crate::{Error, Result};
use serde::Serialize;

/// How the interval is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Units are resampled and alpha computed anew; the percentile interval (Efron and Tibshirani 1993, 13;
    /// `bootnp` of R's icr). Resamples without any variation have no alpha and are left out.
    Units {
        /// Number of resamples.
        replicates: u32,
        /// Start of the random numbers.
        seed: u64,
    },
    /// Krippendorff's algorithm: pairs of codes are resampled and expected disagreement is held fixed
    /// (Krippendorff 2018, 12.4.2; Hayes' KALPHA; `bootstrap` of R's icr).
    Pairs {
        /// Number of resamples.
        replicates: u32,
        /// Start of the random numbers.
        seed: u64,
    },
    /// Jackknife on the log ratio of mean squares (Hughes 2022, arXiv 2210.13265); see [`jackknife`].
    Jackknife,
    /// Gwet's linearised variance with Student's t (Gwet 2014, Handbook of Inter-Rater Reliability, 5;
    /// irrCAC).
    Analytic,
}

impl Default for Method {
    fn default() -> Self {
        Self::Units { replicates: 10_000, seed: 1 }
    }
}

/// Hughes' estimate, its parts and interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Jackknife {
    /// His estimate of alpha, less biased in small samples than alpha itself.
    pub estimate: f64,
    /// Standard error of the log ratio of mean squares.
    pub se_log_ratio: f64,
    /// Mean square between units.
    pub between: f64,
    /// Mean square within units.
    pub within: f64,
    /// The interval.
    pub interval: Interval,
}

/// The interval of alpha by a method. Errors are those of [`alpha`], a number of resamples that is 0 or above
/// a million, and each method's own.
pub fn interval(data: &Reliability, level: f64, method: Method) -> Result<Interval> {
    check_level(level)?;
    alpha(data)?;
    match method {
        Method::Units { replicates, seed } => by_units(data, level, replicates, seed),
        Method::Pairs { replicates, seed } => by_pairs(data, level, replicates, seed),
        Method::Jackknife => jackknife(data, level).map(|j| j.interval),
        Method::Analytic => analytic(data, level).map(|(_, interval)| interval),
    }
}

fn by_units(data: &Reliability, level: f64, replicates: u32, seed: u64) -> Result<Interval> {
    check_replicates(replicates)?;
    let mut random = Random::new(seed);
    let (patterns, pattern_of) = patterns(data);
    let mut found = Vec::with_capacity(replicates as usize);
    for _ in 0..replicates {
        let mut times = vec![0.0; patterns.len()];
        for _ in &pattern_of {
            times[pattern_of[random.below(pattern_of.len())]] += 1.0;
        }
        let (observed, expected) = data.disagreement(patterns.iter().zip(times));
        found.extend(coefficient(observed, expected));
    }
    let lost = replicates as usize - found.len();
    let without = if lost > 0 { format!(", {lost} without variation left out") } else { String::new() };
    let method = format!("unit bootstrap, {replicates} resamples, seed {seed}{without}");
    Interval::percentile(found, level, method).ok_or_else(too_few)
}

/// The different sets of codes, and which of them each unit has: many units share few patterns, so that a
/// resample costs one draw a unit.
fn patterns(data: &Reliability) -> (Vec<Vec<usize>>, Vec<usize>) {
    let sorted = |codes: &Vec<usize>| {
        let mut codes = codes.clone();
        codes.sort_unstable();
        codes
    };
    let units: Vec<Vec<usize>> = data.units.iter().map(sorted).collect();
    let mut patterns = units.clone();
    patterns.sort_unstable();
    patterns.dedup();
    let at = units.iter().map(|codes| patterns.partition_point(|pattern| pattern < codes)).collect();
    (patterns, at)
}

/// As published: one draw for each pair of codes of each unit, from the pairs of all units.
fn by_pairs(data: &Reliability, level: f64, replicates: u32, seed: u64) -> Result<Interval> {
    let totals = data.totals(data.once());
    let squares = data.squares(&totals);
    let n: f64 = totals.iter().sum();
    let scale = 2.0 / (n * data.expected(&totals, &squares));
    let mut pairs = Vec::new();
    let mut weights = Vec::new();
    for codes in &data.units {
        for (at, a) in codes.iter().enumerate() {
            pairs.extend(codes[..at].iter().map(|b| squares[a * data.values + b]));
            weights.extend((0..at).map(|_| scale / (codes.len() - 1) as f64));
        }
    }
    check_replicates(replicates)?;
    let mut random = Random::new(seed);
    let draw = |_| {
        let lost: f64 = weights.iter().map(|weight| weight * pairs[random.below(pairs.len())]).sum();
        (1.0 - lost).max(-1.0)
    };
    let found: Vec<f64> = (0..replicates).map(draw).collect();
    let method = format!("Krippendorff's pair bootstrap, {replicates} resamples, seed {seed}");
    Interval::percentile(found, level, method).ok_or_else(too_few)
}

fn too_few() -> Error {
    Error::new("the resamples of the units give no alpha, or all the same")
        .remedy("have more answers coded twice")
}

/// Hughes' jackknife (Hughes 2022, «Toward improved inference for Krippendorff's Alpha», arXiv 2210.13265,
/// and his R package krippendorffsalpha). Deterministic. Uses units with one code too, as the package does;
/// ordinal distances are those of the whole data (the package knows none).
///
/// Error when the disagreement within units is nothing, or becomes nothing when one unit is left out.
pub fn jackknife(data: &Reliability, level: f64) -> Result<Jackknife> {
    let squares = data.squares(&data.totals(data.once()));
    let units = data.units.len();
    let (between, error) = mean_squares(data, &squares, usize::MAX).ok_or_else(no_disagreement)?;
    let log_ratio = (between / error).ln();
    let mut pseudo = Vec::with_capacity(units);
    for left_out in 0..units {
        let (b, w) = mean_squares(data, &squares, left_out).ok_or_else(no_disagreement)?;
        pseudo.push(units as f64 * log_ratio - (units - 1) as f64 * (b / w).ln());
    }
    let mean = pseudo.iter().sum::<f64>() / units as f64;
    let variance = pseudo.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / (units - 1) as f64;
    let se_log_ratio = (variance / units as f64).sqrt();
    let reach = quantile::student(level, (units - 1) as f64)? * se_log_ratio;
    let size = balanced_size(data);
    // Tends to 1 for a large ratio; written so that a ratio beyond the range of numbers gives 1 too.
    let back = |log: f64| {
        if log > 0.0 {
            let small = (-log).exp();
            (1.0 - small) / (1.0 + (size - 1.0) * small)
        } else {
            (log.exp() - 1.0) / (log.exp() - 1.0 + size)
        }
    };
    let interval = Interval {
        low: back(log_ratio - reach),
        high: back(log_ratio + reach),
        level,
        method: "Hughes' jackknife".to_string(),
    };
    Ok(Jackknife { estimate: back(log_ratio), se_log_ratio, between, within: error, interval })
}

fn no_disagreement() -> Error {
    Error::new("too little disagreement, or too few units, for a jackknife interval")
        .remedy("use a bootstrap")
}

/// Mean squares between and within units, one unit left out; `None` unless both are positive.
fn mean_squares(data: &Reliability, squares: &[f64], left_out: usize) -> Option<(f64, f64)> {
    let kept = || data.units.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, codes)| codes);
    let units = kept().count() as f64;
    let mut totals = vec![0.0; data.values];
    kept().flatten().for_each(|code| totals[*code] += 1.0);
    let codes: f64 = totals.iter().sum();
    let paired: usize = kept().map(Vec::len).filter(|m| *m > 1).sum();
    if units < 2.0 || paired == 0 {
        return None;
    }
    let error = kept().map(|codes| within(codes, squares, data.values)).sum::<f64>() / (2.0 * paired as f64);
    let all = data.expected(&totals, squares) * (codes - 1.0) / 2.0;
    let between = (all - (codes - units) * error) / (units - 1.0);
    (between > 0.0 && error > 0.0 && (between / error).is_finite()).then_some((between, error))
}

/// Codes a unit, corrected for units of different sizes: (N − Σm²/N)/(a − 1).
fn balanced_size(data: &Reliability) -> f64 {
    let codes: usize = data.units.iter().map(Vec::len).sum();
    let squares: usize = data.units.iter().map(|codes| codes.len() * codes.len()).sum();
    (codes as f64 - squares as f64 / codes as f64) / (data.units.len() - 1) as f64
}

/// Gwet's standard error of alpha and its interval, which ends at 1 (Gwet 2014, 5; `krippen.alpha.raw` of
/// irrCAC, whose later code leaves one small-sample term out: 0.14548 where 0.14557 is published). Agreement
/// weights are 1 − δ²/max δ². Error with fewer than two units of two codes.
pub fn analytic(data: &Reliability, level: f64) -> Result<(f64, Interval)> {
    let alpha = alpha(data)?.alpha;
    let totals = data.totals(data.once());
    let squares = data.squares(&totals);
    let largest = squares.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let parts = linearised(data, &totals, &squares.iter().map(|d| 1.0 - d / largest).collect::<Vec<_>>());
    let n = parts.len() as f64;
    let reach = quantile::student(level, n - 1.0)?;
    let mean = parts.iter().sum::<f64>() / n;
    let se = (parts.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / (n * (n - 1.0))).sqrt();
    let mut interval = Interval::around(alpha, se, reach, level, "Gwet's analytic variance");
    interval.high = interval.high.min(1.0);
    interval.low = interval.low.max(-1.0);
    Ok((se, interval))
}

/// What each unit adds to alpha's variance; their mean is alpha without its small-sample term.
fn linearised(data: &Reliability, totals: &[f64], weights: &[f64]) -> Vec<f64> {
    let paired: Vec<&Vec<usize>> = data.units.iter().filter(|codes| codes.len() > 1).collect();
    let codes: f64 = totals.iter().sum();
    let size = codes / paired.len() as f64;
    let shares: Vec<f64> = totals.iter().map(|t| t / codes).collect();
    let nearness: Vec<f64> = weights
        .chunks(data.values.max(1))
        .map(|row| row.iter().zip(&shares).map(|(w, p)| w * p).sum())
        .collect();
    let chance: f64 = shares.iter().zip(&nearness).map(|(p, w)| p * w).sum();
    // Weighted agreement over the ordered pairs of a unit, by mean size times one less than its codes.
    let agreement = |codes: &[usize]| within(codes, weights, data.values) / size;
    let observed = paired.iter().map(|codes| agreement(codes)).sum::<f64>() / paired.len() as f64;
    // The correction for unequal units takes the observed agreement with its small-sample term.
    let corrected = observed + (1.0 - observed) / codes;
    let alpha = (observed - chance) / (1.0 - chance);
    let one = |codes: &&Vec<usize>| {
        let excess = (codes.len() as f64 - size) / size;
        let agreed = agreement(codes) - corrected * excess;
        let expected = codes.iter().map(|code| nearness[*code]).sum::<f64>() / size - chance * excess;
        (agreed - chance) / (1.0 - chance) - 2.0 * (1.0 - alpha) * (expected - chance) / (1.0 - chance)
    };
    paired.iter().map(one).collect()
}
