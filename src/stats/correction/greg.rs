//! The regression estimator for exactly these answers.
use super::{Coded, Estimate, Warning, finite_se};
use crate::Result;

/// GREG: ȳ + b(F̄ of all − F̄ of the sample) with b = cov(Y,F)/var(F) and standard error
/// √((1 − n/N)·s²/n) of the residuals, on n − 2 (Cochran 1977, 7.1–7.3; Särndal et al. 1992, 6.4).
///
/// When the codebook coded all or none of the hand-coded answers, b is 0 and a warning says so. Error when
/// fewer than three answers of a larger group are hand-coded.
pub fn greg(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    let spread = m.machine_variance();
    let slope = if spread > 0.0 { m.covariance / spread } else { 0.0 };
    let estimate = m.hand + slope * (coded.machine_share() - m.machine);
    let se = finite_se(&m, m.residual_variance(slope), 2.0)?;
    let method = "GREG, finite population";
    let estimated = Estimate::normal(coded, estimate, se, level, method)?.weighted(slope);
    let mut estimated = if slope == 0.0 { estimated } else { estimated.by_errors(coded) };
    if spread <= 0.0 && coded.rest > 0 {
        estimated.warnings.push(Warning::CodesUnused);
    }
    Ok(estimated)
}
