//! Prediction-powered inference for a share, with the codebook as the predictor.
use super::{Coded, Estimate, Moments, Warning, sample_only};
use crate::{Error, Result};

/// PPI with full trust in the codebook, λ = 1 (Angelopoulos et al. 2023, Science 382:669, algorithm 1;
/// `ppi_py`).
///
/// mean over the rest of F plus mean over the hand-coded of Y − F; can be wider than the sample alone. Error
/// when nothing is hand-coded or nothing is left.
pub fn ppi(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    if coded.rest == 0 {
        return Err(Error::new("all answers were coded by hand").remedy("report their share as it is"));
    }
    with_weight(coded, &m, 1.0, level, "PPI")
}

/// PPI++: the weight λ of the codebook's codes is fitted (Angelopoulos, Duchi and Zrnic 2023, arXiv
/// 2311.01453, 6.1).
///
/// λ as in `ppi_py`, covariance divided by n, variance of F over all answers by N − 1, cut to [0, 1]. Where
/// that λ would give a wider interval than the hand-coded sample alone (its mixed divisors allow it), λ is 0,
/// so that the result is never worse than the sample. With nothing left to code it is the sample.
pub fn plus(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    let fitted = weight(coded, &m);
    let lambda = if variance(&m, fitted) <= variance(&m, 0.0) { fitted } else { 0.0 };
    if coded.rest == 0 || lambda <= 0.0 {
        let mut alone = sample_only(coded, level)?.weighted(0.0);
        alone.interval.method = "PPI++".to_string();
        if coded.rest > 0 {
            alone.warnings.push(Warning::CodesUnused);
        }
        return Ok(alone);
    }
    with_weight(coded, &m, lambda, level, "PPI++")
}

fn with_weight(coded: &Coded, m: &Moments, lambda: f64, level: f64, method: &str) -> Result<Estimate> {
    let estimate = lambda * m.rest_machine + m.hand - lambda * m.machine;
    let estimated = Estimate::normal(coded, estimate, variance(m, lambda).sqrt(), level, method)?;
    Ok(estimated.weighted(lambda))
}

fn variance(m: &Moments, lambda: f64) -> f64 {
    let rest = m.rest_machine * (1.0 - m.rest_machine) / m.rest.max(1.0);
    lambda * lambda * rest + m.residual_variance(lambda) / m.n
}

fn weight(coded: &Coded, m: &Moments) -> f64 {
    let share = coded.machine_share();
    let spread = share * (1.0 - share) * m.all / (m.all - 1.0).max(1.0);
    if coded.rest == 0 || spread <= 0.0 {
        return 0.0;
    }
    (m.covariance / ((1.0 + m.n / m.rest) * spread)).clamp(0.0, 1.0)
}
