//! The difference estimator for exactly these answers.
use super::{Coded, Estimate, finite_se};
use crate::Result;

/// Machine share of all answers plus the mean of human minus machine code in the sample, with standard error
/// √((1 − n/N)·s²/n) of the differences (Cochran 1977, Sampling Techniques, 7.3; Särndal, Swensson and
/// Wretman 1992, 6.3).
///
/// Needs a simple random sample. Error when fewer than two answers of a larger group are hand-coded.
pub fn difference(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    let estimate = coded.machine_share() + m.hand - m.machine;
    let se = finite_se(&m, m.residual_variance(1.0), 1.0)?;
    let estimated = Estimate::normal(coded, estimate, se, level, "difference estimator, finite population")?;
    Ok(estimated.by_errors(coded))
}

/// Variance of human minus machine code in the sample (divided by n − 1), for planning a larger one.
pub fn variance(coded: &Coded) -> Result<f64> {
    let m = coded.check()?;
    Ok(m.residual_variance(1.0) * m.n / (m.n - 1.0).max(1.0))
}
