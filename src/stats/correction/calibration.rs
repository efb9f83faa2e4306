//! Calibration: how often the codebook is right when it gives a theme, and how often wrong when it does not.
use super::{Coded, Estimate};
use crate::{Error, Result};

/// F̄·PPV + (1 − F̄)·FOR with the share coded F̄ of all answers known (Tenenbein 1970, JASA 65:1350; the same
/// estimate as GREG). Its standard error treats the two sides as strata after the fact,
/// √Σ W²(1 − f)s²/n (Cochran 1977, 5A.9).
///
/// Error when a side that has answers left to code has fewer than two hand-coded ones.
pub fn calibration(coded: &Coded, level: f64) -> Result<Estimate> {
    coded.check()?;
    let share = coded.machine_share();
    let with = side(coded.both, coded.machine_only, coded.rest_with)?;
    let without = side(coded.hand_only, coded.neither, coded.rest - coded.rest_with)?;
    let estimate = share * with.0 + (1.0 - share) * without.0;
    let se = (share * with.1).hypot((1.0 - share) * without.1);
    Estimate::normal(coded, estimate, se, level, "PPV calibration, finite population")
}

/// Share with the theme by hand, and its standard error, where the codebook said the same.
fn side(yes: u64, no: u64, rest: u64) -> Result<(f64, f64)> {
    let n = (yes + no) as f64;
    if yes + no == 0 && rest == 0 {
        return Ok((0.0, 0.0));
    }
    if yes + no == 0 || (yes + no == 1 && rest > 0) {
        return Err(Error::new("too few hand-coded answers with, or without, the theme by the codebook")
            .remedy("use the difference estimator, or code more answers by hand"));
    }
    let share = yes as f64 / n;
    let left = rest as f64 / (n + rest as f64);
    Ok((share, (left * share * (1.0 - share) / (n - 1.0).max(1.0)).sqrt()))
}
