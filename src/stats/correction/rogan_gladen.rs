//! Correction by known sensitivity and specificity, for when there is no random sample of these answers.
use super::{Estimate, Warning};
use crate::stats::{Interval, check_level, check_share, quantile, share::Share};
use crate::{Error, Result};
use serde::Serialize;

/// A share known from a number of cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// The share, 0–1.
    pub share: f64,
    /// Cases it was found in.
    pub n: u64,
}

impl Rate {
    /// `count` of `n`.
    pub fn of(count: u64, n: u64) -> Self {
        Self { share: count as f64 / n.max(1) as f64, n }
    }
}

/// (AP + Sp − 1)/(Se + Sp − 1) (Rogan and Gladen 1978, American Journal of Epidemiology 107:71) with the
/// interval of Lang and Reiczigel (2014, Preventive Veterinary Medicine 113:13; `prevSeSp` of R's asht, which
/// has (1 − P')² where equation 4 prints (1 + P)²), cut to [0, 1].
///
/// `apparent` is the share by the codebook; `sensitivity` and `specificity` come from texts of the same kind.
/// The estimate may leave [0, 1] and is warned of, not hidden. Error when a share is not one, has no cases,
/// or sensitivity + specificity is 1, where nothing can be said.
pub fn rogan_gladen(apparent: Rate, sensitivity: Rate, specificity: Rate, level: f64) -> Result<Estimate> {
    for (what, rate) in [("share", apparent), ("sensitivity", sensitivity), ("specificity", specificity)] {
        check_share(what, rate.share)?;
        if rate.n == 0 {
            return Err(Error::new(format!("a {what} of no answers")).remedy("give counts above 0"));
        }
    }
    let estimate = corrected(apparent.share, sensitivity.share, specificity.share)?;
    let z2 = quantile::normal(level)?.powi(2);
    let n = apparent.n as f64 + z2;
    let ap = (apparent.n as f64 * apparent.share + z2 / 2.0) / n;
    let (se, with) = plus_two(sensitivity);
    let (sp, without) = plus_two(specificity);
    let p = corrected(ap, se, sp)?;
    let (spread, spread_without) = (se * (1.0 - se) / with, sp * (1.0 - sp) / without);
    let shift = 2.0 * z2 * (p * spread - (1.0 - p) * spread_without);
    let variance = ap * (1.0 - ap) / n + p * p * spread + (1.0 - p).powi(2) * spread_without;
    let se_estimate = variance.sqrt() / (se + sp - 1.0).abs();
    let reach = z2.sqrt() * se_estimate;
    let bound = |value: f64| value.clamp(0.0, 1.0);
    let interval = Interval {
        low: bound(p + shift - reach),
        high: bound(p + shift + reach),
        level,
        method: "Rogan-Gladen, Lang-Reiczigel".to_string(),
    };
    let warnings = uninformative(sensitivity.share, specificity.share);
    Ok(Estimate { estimate, se: Some(se_estimate), interval, weight: None, warnings }.warned())
}

/// As [`rogan_gladen`] with error rates taken as exactly known: the ends of the apparent share's own interval
/// are corrected the same way (`epi.prev` of R's epiR). Not cut to [0, 1]; warned of instead.
pub fn known(apparent: &Share, sensitivity: f64, specificity: f64) -> Result<Estimate> {
    check_share("sensitivity", sensitivity)?;
    check_share("specificity", specificity)?;
    check_level(apparent.interval.level)?;
    let at = |share| corrected(share, sensitivity, specificity);
    let (estimate, a, b) = (at(apparent.share)?, at(apparent.interval.low)?, at(apparent.interval.high)?);
    let method = format!("Rogan-Gladen, known error rates, {}", apparent.interval.method);
    let interval = Interval { low: a.min(b), high: a.max(b), level: apparent.interval.level, method };
    let warnings = uninformative(sensitivity, specificity);
    Ok(Estimate { estimate, se: None, interval, weight: None, warnings }.warned())
}

fn corrected(apparent: f64, sensitivity: f64, specificity: f64) -> Result<f64> {
    let informed = sensitivity + specificity - 1.0;
    if informed.abs() < 1e-9 {
        return Err(Error::new(
            "sensitivity and specificity sum to 1, so the codes say nothing of the theme",
        )
        .remedy("better the rules, or report the hand-coded sample alone"));
    }
    Ok((apparent + specificity - 1.0) / informed)
}

/// One case of each kind added.
fn plus_two(rate: Rate) -> (f64, f64) {
    let n = rate.n as f64 + 2.0;
    ((rate.n as f64 * rate.share + 1.0) / n, n)
}

fn uninformative(sensitivity: f64, specificity: f64) -> Vec<Warning> {
    let sum = sensitivity + specificity;
    if sum <= 1.0 { vec![Warning::Uninformative { sum }] } else { Vec::new() }
}
