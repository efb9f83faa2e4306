//! Design-based supervised learning: any design in which the chance of being hand-coded is known.
use super::{Coded, Estimate, Moments, Warning};
use crate::stats::{Interval, check_level, quantile};
use crate::{Error, Result};

/// One answer: its machine code, and when it was hand-coded, the human code and the probability of that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Whether the codebook gave the theme.
    pub machine: bool,
    /// Whether the coder gave it, and how probable it was that the answer was hand-coded.
    pub hand: Option<(bool, f64)>,
}

/// DSL mean (Egami, Hinck, Stewart and Wei 2023, «Using Imperfect Surrogates for Downstream Inference»,
/// `NeurIPS`; R package dsl): the mean over all answers of F + R/π·(Y − F), with standard error √(mean((Ỹ −
/// θ)²)/N).
///
/// Error without answers, or with a probability outside (0, 1].
pub fn dsl(answers: &[Answer], level: f64) -> Result<Estimate> {
    counted(&answers.iter().map(|answer| (*answer, 1)).collect::<Vec<_>>(), level)
}

/// [`dsl`] of answers of which each stands for so many that are alike: few kinds of them, however many answers.
pub fn counted(answers: &[(Answer, u64)], level: f64) -> Result<Estimate> {
    let mut coded = Coded::default();
    let mut values = Vec::with_capacity(answers.len());
    for (answer, n) in answers {
        let f = f64::from(u8::from(answer.machine));
        let value = match answer.hand {
            None => f,
            Some((hand, probability)) => {
                check_probability(probability)?;
                f + (f64::from(u8::from(hand)) - f) / probability
            }
        };
        values.push((value, *n as f64));
        tally(&mut coded, answer, *n);
    }
    coded.check()?;
    let all = coded.all() as f64;
    let mean = values.iter().map(|(value, n)| value * n).sum::<f64>() / all;
    let squares = values.iter().map(|(value, n)| n * (value - mean).powi(2)).sum::<f64>();
    estimate(&coded, mean, squares / all, level)
}

/// [`dsl`] from counts, when every answer of the group had the same probability.
pub fn equal(coded: &Coded, probability: f64, level: f64) -> Result<Estimate> {
    let Moments { n, all, hand, machine, .. } = coded.check()?;
    check_probability(probability)?;
    let mean = coded.machine_share() + (hand - machine) * n / all / probability;
    let spread = |count: u64, value: f64| count as f64 * (value - mean).powi(2);
    let squares = spread(coded.both, 1.0)
        + spread(coded.hand_only, 1.0 / probability)
        + spread(coded.machine_only, 1.0 - 1.0 / probability)
        + spread(coded.neither, 0.0)
        + spread(coded.rest_with, 1.0)
        + spread(coded.rest - coded.rest_with, 0.0);
    estimate(coded, mean, squares / all, level)
}

fn estimate(coded: &Coded, mean: f64, variance: f64, level: f64) -> Result<Estimate> {
    check_level(level)?;
    let (mean, se) = (super::firm(mean), super::firm((variance / coded.all() as f64).sqrt()));
    let interval = Interval::around(mean, se, quantile::normal(level)?, level, "DSL");
    let mut warnings = super::small(coded);
    if se <= 0.0 {
        warnings.push(Warning::NoSpread);
    }
    Ok(Estimate { estimate: mean, se: Some(se), interval, weight: None, warnings }.by_errors(coded).warned())
}

fn tally(coded: &mut Coded, answer: &Answer, n: u64) {
    let count = match (answer.hand, answer.machine) {
        (Some((true, _)), true) => &mut coded.both,
        (Some((true, _)), false) => &mut coded.hand_only,
        (Some((false, _)), true) => &mut coded.machine_only,
        (Some((false, _)), false) => &mut coded.neither,
        (None, machine) => {
            coded.rest_with += if machine { n } else { 0 };
            &mut coded.rest
        }
    };
    *count += n;
}

fn check_probability(probability: f64) -> Result<()> {
    // Below this, a weight would drown every other answer, and squares leave the range of numbers.
    if probability > 1e-9 && probability <= 1.0 {
        return Ok(());
    }
    Err(Error::new(format!("the inclusion probability {probability} is not above 0 and at most 1"))
        .remedy("use the probabilities written out with the sample"))
}
