//! Adjusting the p-values of a whole table of tests, so that many themes do not find differences by chance.
use super::check_share;
use crate::Result;

/// Bonferroni: each p times their number. Here as the yardstick; Holm is never larger.
pub fn bonferroni(p_values: &[f64]) -> Result<Vec<f64>> {
    check(p_values)?;
    Ok(p_values.iter().map(|p| (p * p_values.len() as f64).min(1.0)).collect())
}

/// Holm's step-down (Holm 1979, Scandinavian Journal of Statistics 6:65): holds the risk of any false
/// finding.
///
/// Gives adjusted p-values in the order of the input; an empty list gives an empty list; a p-value that is
/// not in [0, 1] is an error.
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>> {
    check(p_values)?;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut running = 0.0_f64;
    for (rank, at) in order(p_values).into_iter().enumerate() {
        running = running.max((p_values[at] * (p_values.len() - rank) as f64).min(1.0));
        adjusted[at] = running;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's step-up (1995, JRSS B 57:289): holds the share of false findings among findings.
///
/// Shapes and errors as for [`holm`]. The product is taken before the division: p·m/i keeps values that lie
/// exactly on a limit exactly there, while p·(m/i) can land one step beside it.
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>> {
    check(p_values)?;
    let m = p_values.len() as f64;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut running = 1.0_f64;
    for (rank, at) in order(p_values).into_iter().enumerate().rev() {
        running = running.min(p_values[at] * m / (rank + 1) as f64);
        adjusted[at] = running;
    }
    Ok(adjusted)
}

/// Whether an adjusted p-value is a finding at a limit: at or below it, with room for the last few bits,
/// since a value on the limit may be computed one rounding step above it.
pub fn is_finding(adjusted: f64, limit: f64) -> bool {
    adjusted <= limit * (1.0 + 1e-12)
}

fn check(p_values: &[f64]) -> Result<()> {
    p_values.iter().try_for_each(|p| check_share("p-value", *p))
}

/// Positions from the smallest p-value up, ties in the order given.
fn order(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    order
}
