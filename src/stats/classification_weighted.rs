//! Precision, recall and F1 from a sample in which answers had different chances of being drawn.
use super::{
    Interval,
    classification::{F1, Quality},
    share::{Share, weighted as weighted_share},
};
use crate::Result;

/// One decision: by the reference, by the codebook, and its weight, one by the probability of being drawn.
pub type Decision = (bool, bool, f64);

/// Precision, recall and F1 of the answers that the sample stands for: each decision counts with its weight
/// (Horvitz and Thompson 1952, JASA 47:663), intervals are Wilson's on Kish's effective n. With equal weights the same
/// as [`super::classification::Confusion::quality`]. Error on a bad level or a weight that is none.
pub fn quality(decisions: &[Decision], level: f64) -> Result<Quality> {
    let share = |of: fn(&Decision) -> bool| -> Result<Option<Share>> {
        let of: Vec<(bool, f64)> = decisions.iter().filter(|d| of(d)).map(|d| (d.0 && d.1, d.2)).collect();
        if of.is_empty() { Ok(None) } else { weighted_share(&of, level).map(Some) }
    };
    let f1 = share(|d| d.0 || d.1)?.map(|both| mapped(&both));
    Ok(Quality { precision: share(|d| d.1)?, recall: share(|d| d.0)?, f1 })
}

/// F1 from the share of hits among all that either side coded; see [`super::classification::f1`].
fn mapped(both: &Share) -> F1 {
    let map = |p: f64| 2.0 * p / (1.0 + p);
    let (p, n) = (both.share, both.effective.unwrap_or(both.n as f64));
    let se = 2.0 * (p * (1.0 - p) / n).sqrt() / (1.0 + p).powi(2);
    let Interval { low, high, level, method } = &both.interval;
    let method = format!("{method}, mapped to F1");
    F1 { f1: map(p), se, interval: Interval { low: map(*low), high: map(*high), level: *level, method } }
}
