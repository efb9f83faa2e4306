//! Corrected shares of strata put together, for a sample that was drawn by strata.
use super::{Estimate, Warning};
use crate::stats::{Interval, quantile};
use crate::{Error, Result};

/// Σ W θ with standard error √Σ W² se² over separately drawn strata (Cochran 1977, 5.3).
///
/// Each stratum comes with the number of its answers. Error when there are none, when levels or methods
/// differ, or a method has no standard error.
pub fn combine(strata: &[(u64, Estimate)]) -> Result<Estimate> {
    let total: f64 = strata.iter().map(|(answers, _)| *answers as f64).sum();
    let Some((_, first)) = strata.iter().find(|(answers, _)| *answers > 0) else {
        return Err(Error::new("no stratum with answers").remedy("leave the empty group out"));
    };
    let (level, method) = (first.interval.level, first.interval.method.clone());
    let mut estimate = 0.0;
    let mut variance = 0.0;
    let mut warnings: Vec<Warning> = Vec::new();
    for (answers, part) in strata.iter().filter(|(answers, _)| *answers > 0) {
        let same = part.interval.method == method && (part.interval.level - level).abs() < 1e-12;
        let (Some(se), true) = (part.se, same) else {
            return Err(Error::new("strata estimated in different ways").remedy("use one method and level"));
        };
        let weight = *answers as f64 / total;
        estimate += weight * part.estimate;
        variance += (weight * se).powi(2);
        warnings.extend(part.warnings.iter().filter(|w| concerns_whole(w)).cloned());
    }
    warnings.dedup();
    let se = variance.sqrt();
    let interval =
        Interval::around(estimate, se, quantile::normal(level)?, level, format!("{method}, by strata"));
    Ok(Estimate { estimate, se: Some(se), interval, weight: None, warnings }.warned())
}

/// A stratum outside [0, 1] says nothing of the whole, which is looked at anew.
fn concerns_whole(warning: &Warning) -> bool {
    !matches!(warning, Warning::EstimateOutside | Warning::IntervalOutside)
}
