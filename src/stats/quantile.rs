//! Quantiles and tails of the distributions that intervals and tests need, guarded against bad arguments.
use super::check_level;
use crate::{Error, Result};
use statrs::function::{beta::checked_beta_reg, erf, gamma};

/// How many standard deviations on each side hold `level` of a normal distribution: 1.96 for 0.95.
pub fn normal(level: f64) -> Result<f64> {
    check_level(level)?;
    Ok(std::f64::consts::SQRT_2 * erf::erfc_inv(1.0 - level))
}

/// How many standard errors on each side hold `level` of Student's t with `df` degrees of freedom.
///
/// Found by bisection on the incomplete beta function, P(|T| > t) = `I_x(df/2`, 1/2) with
/// x = df/(df + t²) (Abramowitz and Stegun 26.7.1), since Newton steps can cycle in the far tails.
pub fn student(level: f64, df: f64) -> Result<f64> {
    check_level(level)?;
    if df.is_nan() || df < 1.0 {
        return Err(Error::new("an interval needs at least two units").remedy("code more units"));
    }
    if df > 1e6 {
        return normal(level);
    }
    let x = beta(df / 2.0, 0.5, 1.0 - level)?;
    Ok((df * (1.0 - x) / x.max(f64::MIN_POSITIVE)).sqrt())
}

/// The value below which a share `p` of the beta distribution with shapes `a`, `b` > 0 lies.
pub fn beta(a: f64, b: f64, p: f64) -> Result<f64> {
    let refused = || Error::new(format!("no beta quantile for shapes {a} and {b} at {p}"));
    if !(a.is_finite() && b.is_finite() && (0.0..=1.0).contains(&p)) {
        return Err(refused());
    }
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // 1100 halvings reach the smallest number there is; the loop ends long before, when nothing moves.
    for _ in 0..1100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if checked_beta_reg(a, b, middle).map_err(|_| refused())? < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(f64::midpoint(low, high))
}

/// The probability that a chi-square variable with `df` > 0 degrees of freedom is at least `statistic`.
pub fn chi_square_tail(statistic: f64, df: f64) -> f64 {
    if statistic <= 0.0 || df <= 0.0 {
        return 1.0;
    }
    let tail = gamma::checked_gamma_ur(df / 2.0, statistic / 2.0).unwrap_or(0.0);
    if tail.is_nan() { 1.0 } else { tail.clamp(0.0, 1.0) }
}

/// The probability that a standard normal variable is at least as far from 0 as `z`.
pub fn normal_tails(z: f64) -> f64 {
    erf::erfc(z.abs() / std::f64::consts::SQRT_2).clamp(0.0, 1.0)
}
