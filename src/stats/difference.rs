//! The difference between the shares of two separate groups.
use super::{Interval, share::Share};
use crate::{Error, Result};
use serde::Serialize;

/// The first share minus the second, with its interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// First minus second, −1 to 1.
    pub difference: f64,
    /// Its interval.
    pub interval: Interval,
    /// Whether the interval leaves 0 out.
    pub clear: bool,
}

/// Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17:873, method 10).
///
/// Takes two shares with intervals of the same level, from groups that share no respondent. With Wilson
/// intervals it is method 10 as published; finite-population and weighted Wilson intervals go in the same
/// way (the «method of variance estimates recovery», Zou and Donner 2008, Statistics in Medicine 27:1693).
pub fn newcombe(first: &Share, second: &Share) -> Result<Difference> {
    let (a, b) = (&first.interval, &second.interval);
    if (a.level - b.level).abs() > 1e-12 {
        return Err(Error::new("two intervals of different confidence levels cannot be compared")
            .remedy("make both at the same level"));
    }
    let difference = first.share - second.share;
    let low = difference - (first.share - a.low).hypot(b.high - second.share);
    let high = difference + (a.high - first.share).hypot(second.share - b.low);
    let interval =
        Interval { low: low.max(-1.0), high: high.min(1.0), level: a.level, method: "Newcombe 10".into() };
    Ok(Difference { difference, clear: !interval.contains(0.0), interval })
}
