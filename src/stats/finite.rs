//! Means and standard errors with the finite population correction, plain and stratified.
use crate::{Error, Result};
use serde::Serialize;

/// A mean with its standard error, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub se: f64,
}

/// One stratum: its size in the population, and the values of its sampled units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stratum {
    /// All units of the stratum; `None` when it is so large that no correction applies.
    pub population: Option<u64>,
    /// Share of the whole population, or any number in proportion to it.
    pub weight: f64,
    /// One value a sampled unit.
    pub values: Vec<f64>,
}

impl Stratum {
    /// A stratum of known size, weighted by that size.
    pub fn sized(population: u64, values: Vec<f64>) -> Self {
        Self { population: Some(population), weight: population as f64, values }
    }
}

/// Standard error of a mean of `n` values with standard deviation `sd` (n − 1 below), drawn from `population`
/// units: √((1 − n/N) s²/n) (Cochran 1977, Sampling Techniques, 2.6; Lohr 2010, 2.3). `None` for no
/// correction.
pub fn standard_error(sd: f64, n: u64, population: Option<u64>) -> Result<f64> {
    if n == 0 || !sd.is_finite() || sd < 0.0 {
        return Err(Error::new("no standard error without values").remedy("sample at least one unit"));
    }
    let left = match population {
        Some(size) if size < n => {
            return Err(Error::new(format!("{n} units sampled from {size}"))
                .remedy("state the whole population, or leave it out"));
        }
        Some(size) => 1.0 - n as f64 / size as f64,
        None => 1.0,
    };
    Ok(sd * (left / n as f64).sqrt())
}

/// The stratified mean Σ W ȳ with standard error √Σ W² (1 − f) s²/n (Cochran 1977, 5.3–5.4; `svymean` of R's
/// survey package). One stratum is the plain mean. Error when there is no stratum, when the weights do not
/// sum to something positive, or when a stratum has fewer than two values and was not counted whole.
pub fn mean(strata: &[Stratum]) -> Result<Mean> {
    let total: f64 = strata.iter().map(|s| s.weight).sum();
    if !total.is_finite() || total <= 0.0 || strata.iter().any(|s| s.weight < 0.0) {
        return Err(Error::new("the strata have no weight").remedy("give each stratum its size"));
    }
    let mut mean = 0.0;
    let mut variance = 0.0;
    for stratum in strata.iter().filter(|s| s.weight > 0.0) {
        let weight = stratum.weight / total;
        let part = plain(&stratum.values, stratum.population)?;
        mean += weight * part.mean;
        variance += (weight * part.se).powi(2);
    }
    if !mean.is_finite() || !variance.is_finite() {
        return Err(Error::new("values too large to average").remedy("use a larger unit"));
    }
    Ok(Mean { mean, se: variance.sqrt() })
}

fn plain(values: &[f64], population: Option<u64>) -> Result<Mean> {
    let n = values.len();
    if n == 0 || values.iter().any(|v| !v.is_finite()) {
        return Err(Error::new("a stratum without values").remedy("join it with another stratum"));
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    if n == 1 && population != Some(1) {
        return Err(Error::new("one value shows no spread").remedy("join the stratum with another"));
    }
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let sd = if n == 1 { 0.0 } else { (squares / (n - 1) as f64).sqrt() };
    if !sd.is_finite() {
        return Err(Error::new("values too large to average").remedy("use a larger unit"));
    }
    Ok(Mean { mean, se: standard_error(sd, n as u64, population)? })
}
