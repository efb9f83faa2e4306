//! One target for every correction: the population that the answers are a part of.
use super::{Coded, Estimate, NOTHING, Warning, quantile};
use crate::stats::Interval;
use crate::stats::share::Share;
use crate::{Error, Result};

/// What the standard error of an estimate speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// Exactly these answers, as difference and GREG do.
    OfTheseAnswers,
    /// All answers there could be, as PPI, PPI++ and DSL do.
    OfMore,
}

/// The estimate for a population of `size` units of which the N answers are a random part, or for one without
/// end.
///
/// Hand-coding a part of the answers is a second phase of sampling, whose variance adds to that of the first:
/// V = S²(1/N − 1/size) + V(second phase) (Cochran 1977, Sampling Techniques, 12.2; Särndal, Swensson and
/// Wretman 1992, 9.3), with S² = p(1 − p) of the estimate. What speaks of these answers lacks the first term,
/// and what speaks of more than the population has S²/size too much. Error when `size` is below N.
pub fn of_population(
    coded: &Coded,
    estimate: Estimate,
    speaks: Speaks,
    size: Option<u64>,
) -> Result<Estimate> {
    let all = coded.all();
    if let Some(size) = size.filter(|size| *size < all) {
        return Err(Error::new(format!("{all} answers from a population of {size}"))
            .remedy("state the whole population, or leave it out"));
    }
    let Some(se) = estimate.se else { return Ok(estimate) };
    let p = estimate.estimate.clamp(0.0, 1.0);
    let spread = p * (1.0 - p);
    let outside = size.map_or(0.0, |size| spread / size as f64);
    let variance = match speaks {
        Speaks::OfTheseAnswers => se * se + spread / all as f64 - outside,
        Speaks::OfMore => se * se - outside,
    };
    let se = variance.max(0.0).sqrt();
    let level = estimate.interval.level;
    let base = estimate.interval.method.trim_end_matches(", finite population");
    let method = size.map_or_else(|| base.to_string(), |size| format!("{base}, finite population of {size}"));
    let interval = Interval::around(estimate.estimate, se, quantile::normal(level)?, level, method);
    let mut kept: Vec<Warning> = estimate.warnings.into_iter().filter(|w| !from_numbers(w)).collect();
    // what the population takes off may leave nothing
    if se <= NOTHING && all > coded.n() && !kept.contains(&Warning::NoSpread) {
        kept.push(Warning::NoSpread);
    }
    Ok(Estimate { se: Some(se), interval, warnings: kept, ..estimate }.warned())
}

/// The share of a group whose every answer was coded by hand: nothing is left to correct, and the interval is
/// that of the share itself.
pub fn all_by_hand(share: &Share) -> Estimate {
    let se = share.effective.map(|n| (share.share * (1.0 - share.share) / n).sqrt());
    let method = format!("all coded by hand, {}", share.interval.method);
    let interval = Interval { method, ..share.interval.clone() };
    Estimate { estimate: share.share, se, interval, weight: None, warnings: Vec::new() }
}

/// Warnings that follow from estimate and interval, and are found anew.
fn from_numbers(warning: &Warning) -> bool {
    matches!(warning, Warning::EstimateOutside | Warning::IntervalOutside)
}
