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
    with_weight(coded, &m, (1.0, 0.0), level, "PPI")
}

/// PPI++: the weight λ of the codebook's codes is fitted (Angelopoulos, Duchi and Zrnic 2023, arXiv
/// 2311.01453, 6.1).
///
/// λ as in `ppi_py`, covariance divided by n, variance of F over all answers by N − 1, cut to [0, 1]. Where
/// that λ would give a wider interval than the hand-coded sample alone (its mixed divisors allow it), λ is 0,
/// so that the result is never worse than the sample. With nothing left to code it is the sample. Tables take [`tuned`]; this is
/// kept as it was published.
pub fn plus(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    let share = coded.machine_share();
    let spread = share * (1.0 - share) * m.all / (m.all - 1.0).max(1.0);
    fitted(coded, &m, spread, 0.0, level)
}

/// PPI++ with λ from the hand-coded answers alone, where `ppi_py` has the variance of F over all answers: covariance and
/// variance of one sample rise and fall together, and of two they make λ large where the share is, which takes a tenth off a
/// rare one (n = 50 of 500). λ is then GREG's slope times (N − n)/N. The residuals have n − 2 degrees of freedom, as GREG's.
pub fn tuned(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    fitted(coded, &m, m.machine_variance(), 2.0, level)
}

/// PPI++ with λ from this variance of F, and the variance of residuals with so many degrees of freedom taken.
fn fitted(coded: &Coded, m: &Moments, spread: f64, taken: f64, level: f64) -> Result<Estimate> {
    let best = weight(coded, m, spread);
    let lambda = if variance(m, best, taken) <= variance(m, 0.0, 0.0) { best } else { 0.0 };
    if coded.rest == 0 || lambda <= 0.0 {
        let mut alone = sample_only(coded, level)?.weighted(0.0);
        alone.interval.method = "PPI++".to_string();
        if coded.rest > 0 {
            alone.warnings.push(Warning::CodesUnused);
        }
        return Ok(alone);
    }
    with_weight(coded, m, (lambda, taken), level, "PPI++")
}

fn with_weight(
    coded: &Coded,
    m: &Moments,
    (lambda, taken): (f64, f64),
    level: f64,
    method: &str,
) -> Result<Estimate> {
    let estimate = lambda * m.rest_machine + m.hand - lambda * m.machine;
    let estimated = Estimate::normal(coded, estimate, variance(m, lambda, taken).sqrt(), level, method)?;
    Ok(estimated.weighted(lambda).by_errors(coded))
}

fn variance(m: &Moments, lambda: f64, taken: f64) -> f64 {
    let rest = m.rest_machine * (1.0 - m.rest_machine) / m.rest.max(1.0);
    lambda * lambda * rest + m.residual_variance(lambda) / (m.n - taken).max(1.0)
}

fn weight(coded: &Coded, m: &Moments, spread: f64) -> f64 {
    if coded.rest == 0 || spread <= 0.0 {
        return 0.0;
    }
    (m.covariance / ((1.0 + m.n / m.rest) * spread)).clamp(0.0, 1.0)
}
