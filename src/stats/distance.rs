//! Squared distances between codes for Krippendorff's alpha: on numbers, and on sets of themes.
use serde::Serialize;
use std::collections::BTreeSet;

/// Level of measurement of numbers (Krippendorff 2018, Content Analysis, 12.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Names only: same or not.
    Nominal,
    /// An order; the distance is in ranks of the values given.
    Ordinal,
    /// Differences count.
    Interval,
    /// Differences count in proportion to the size.
    Ratio,
}

/// How two sets of themes differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sets {
    /// Same set or not.
    Nominal,
    /// One minus shared themes over all themes of the two (Jaccard 1912).
    Jaccard,
    /// One minus Jaccard times a factor for subset and overlap (Passonneau 2006, LREC, 3.2).
    Masi,
}

impl Sets {
    /// The distance, 0 to 1; two empty sets are the same.
    pub fn distance<T: Ord>(self, a: &BTreeSet<T>, b: &BTreeSet<T>) -> f64 {
        if a == b {
            return 0.0;
        }
        let shared = a.intersection(b).count();
        let jaccard = shared as f64 / a.union(b).count().max(1) as f64;
        match self {
            Self::Nominal => 1.0,
            Self::Jaccard => 1.0 - jaccard,
            Self::Masi => 1.0 - jaccard * monotonicity(shared, a.len(), b.len()),
        }
    }
}

/// Passonneau's factor for sets that are not equal: 2/3 when one holds the other, 1/3 when they only overlap.
fn monotonicity(shared: usize, a: usize, b: usize) -> f64 {
    match shared {
        0 => 0.0,
        _ if shared == a.min(b) => 2.0 / 3.0,
        _ => 1.0 / 3.0,
    }
}

/// Squared difference of two numbers.
pub fn interval(a: f64, b: f64) -> f64 {
    (a - b).powi(2)
}

/// Squared difference in proportion to the sum; two zeros are the same.
pub fn ratio(a: f64, b: f64) -> f64 {
    if (a + b).abs() > 0.0 { ((a - b) / (a + b)).powi(2) } else { 0.0 }
}

/// Squared distance in ranks between the values at two positions, from how often each value was given:
/// the values between them plus half of the two themselves.
pub(super) fn ordinal(totals: &[f64], a: usize, b: usize) -> f64 {
    let (low, high) = (a.min(b), a.max(b));
    let between: f64 = totals[low..=high].iter().sum();
    (between - f64::midpoint(totals[low], totals[high])).powi(2)
}
