//! Corrected shares: what the codebook counted, put right by a random sample coded by hand.
//!
//! Which one: `ppi::tuned` for answers seen as a sample of more to come, and never wider than the hand-coded
//! sample alone; `difference` and `greg` for exactly these answers (finite population); `dsl` where the
//! chance of being hand-coded differed; `rogan_gladen` where only sensitivity and specificity are known.
pub mod calibration;
pub mod difference;
pub mod dsl;
pub mod greg;
pub mod population;
pub mod ppi;
pub mod rogan_gladen;
pub mod stratified;

use super::{Interval, check_counts, quantile};
use crate::{Error, Result};
use serde::Serialize;

/// Answers of a group: those coded by hand and by the codebook, drawn at random with the same chance for
/// each, and the rest. Where chances differed, use [`dsl::dsl`], or [`stratified::combine`] of the strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Coded {
    /// Hand-coded: theme by hand and by codebook.
    pub both: u64,
    /// Hand-coded: theme by hand only.
    pub hand_only: u64,
    /// Hand-coded: theme by codebook only.
    pub machine_only: u64,
    /// Hand-coded: theme by neither.
    pub neither: u64,
    /// Not hand-coded: theme by codebook.
    pub rest_with: u64,
    /// Not hand-coded: all.
    pub rest: u64,
}

impl Coded {
    /// Adds the answers of another group; the order does not matter.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            both: self.both + other.both,
            hand_only: self.hand_only + other.hand_only,
            machine_only: self.machine_only + other.machine_only,
            neither: self.neither + other.neither,
            rest_with: self.rest_with + other.rest_with,
            rest: self.rest + other.rest,
        }
    }

    /// Answers coded by hand.
    pub fn n(&self) -> u64 {
        self.both + self.hand_only + self.machine_only + self.neither
    }

    /// All answers.
    pub fn all(&self) -> u64 {
        self.n() + self.rest
    }

    /// Share with the theme by the codebook, of all answers; 0 when there are none.
    pub fn machine_share(&self) -> f64 {
        (self.both + self.machine_only + self.rest_with) as f64 / self.all().max(1) as f64
    }

    fn check(&self) -> Result<Moments> {
        check_counts(&[vec![self.both, self.hand_only, self.machine_only, self.neither, self.rest]])?;
        if self.n() == 0 {
            return Err(Error::new("no answer of the group was coded by hand")
                .remedy("code a random sample of it by hand, or join it with another group"));
        }
        if self.rest_with > self.rest {
            return Err(Error::new(format!("{} of {} answers", self.rest_with, self.rest))
                .remedy("count each answer once"));
        }
        Ok(Moments::of(self))
    }
}

/// Shares and variances (divided by n) of hand code Y and machine code F among the hand-coded.
struct Moments {
    n: f64,
    all: f64,
    rest: f64,
    hand: f64,
    machine: f64,
    covariance: f64,
    /// Share by codebook in the rest; 0 when there is none.
    rest_machine: f64,
}

impl Moments {
    fn of(c: &Coded) -> Self {
        let n = c.n() as f64;
        let (hand, machine) = ((c.both + c.hand_only) as f64 / n, (c.both + c.machine_only) as f64 / n);
        let rest = c.rest as f64;
        let covariance = c.both as f64 / n - hand * machine;
        let rest_machine = c.rest_with as f64 / rest.max(1.0);
        Self { n, all: c.all() as f64, rest, hand, machine, covariance, rest_machine }
    }

    fn hand_variance(&self) -> f64 {
        self.hand * (1.0 - self.hand)
    }

    fn machine_variance(&self) -> f64 {
        self.machine * (1.0 - self.machine)
    }

    /// Variance of Y − bF, divided by n.
    fn residual_variance(&self, b: f64) -> f64 {
        (self.hand_variance() - 2.0 * b * self.covariance + b * b * self.machine_variance()).max(0.0)
    }

    /// Share of the answers that were not hand-coded: the finite population correction.
    fn left(&self) -> f64 {
        (1.0 - self.n / self.all).max(0.0)
    }
}

/// What a reader should know of a corrected share.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// Fewer than 30 answers coded by hand, or fewer than 5 with or without the theme among them: the normal
    /// interval cannot be trusted (Brown, Cai and `DasGupta` 2001, Statistical Science 16:101).
    SmallSample {
        /// Answers coded by hand.
        n: u64,
        /// With the theme by hand.
        with: u64,
    },
    /// The hand-coded answers show no error and no variation, so the interval is too narrow to be true.
    NoSpread,
    /// Fewer than 5 of the hand-coded answers are coded otherwise by the codebook, on which the width of the interval rests: it
    /// may be too narrow.
    FewErrors {
        /// Answers coded otherwise.
        errors: u64,
    },
    /// Sensitivity plus specificity is at most 1: the codebook is no better than a coin.
    Uninformative {
        /// Sensitivity plus specificity.
        sum: f64,
    },
    /// The corrected share lies outside [0, 1]: the error rates do not fit these answers.
    EstimateOutside,
    /// The interval goes outside [0, 1].
    IntervalOutside,
    /// The codebook's codes do not help; the share is that of the hand-coded sample alone.
    CodesUnused,
    /// By the probabilities they were drawn with, the hand-coded answers stand for another number than there are: a part of
    /// the sample is not coded, or a part of the answers could not be drawn.
    Uncovered {
        /// Answers they stand for: the sum of 1/probability.
        stands_for: f64,
        /// Answers there are.
        of: u64,
    },
}

/// Below this a standard error, or a step over 0 or 1, is only rounding: the root of a variance that rounding alone gives,
/// which is about 1e-16.
const NOTHING: f64 = 1e-7;

/// A number without what is only rounding.
fn firm(value: f64) -> f64 {
    if value.abs() < NOTHING { 0.0 } else { value }
}

/// A corrected share, 0–1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The share; outside [0, 1] when the correction says so, never hidden.
    pub estimate: f64,
    /// Its standard error; `None` where the method has none.
    pub se: Option<f64>,
    /// Its interval, with the method.
    pub interval: Interval,
    /// How much the codebook's codes count: λ of PPI++, slope of GREG.
    pub weight: Option<f64>,
    /// What to know before printing it.
    pub warnings: Vec<Warning>,
}

impl Estimate {
    fn normal(coded: &Coded, estimate: f64, se: f64, level: f64, method: &str) -> Result<Self> {
        let (estimate, se) = (firm(estimate), firm(se));
        let interval = Interval::around(estimate, se, quantile::normal(level)?, level, method);
        let mut warnings = small(coded);
        if se <= 0.0 && coded.rest > 0 {
            warnings.push(Warning::NoSpread);
        }
        Ok(Self { estimate, se: Some(se), interval, weight: None, warnings }.warned())
    }

    /// With a warning where the standard error rests on few errors of the codebook.
    fn by_errors(mut self, coded: &Coded) -> Self {
        let errors = coded.hand_only + coded.machine_only;
        let said = self.warnings.iter().any(|w| matches!(w, Warning::SmallSample { .. } | Warning::NoSpread));
        if coded.rest > 0 && errors < FEW && !said {
            self.warnings.push(Warning::FewErrors { errors });
        }
        self
    }

    fn weighted(mut self, weight: f64) -> Self {
        self.weight = Some(weight);
        self
    }

    /// Adds the warnings that the numbers themselves give.
    fn warned(mut self) -> Self {
        // Room for rounding: a share of exactly 0 or 1 may come out a bit beside it.
        let outside = |value: f64| !(-NOTHING..=1.0 + NOTHING).contains(&value);
        if outside(self.estimate) {
            self.warnings.push(Warning::EstimateOutside);
        }
        if outside(self.interval.low) || outside(self.interval.high) {
            self.warnings.push(Warning::IntervalOutside);
        }
        self
    }
}

/// Cases fewer than these say little.
const FEW: u64 = 5;

fn small(coded: &Coded) -> Vec<Warning> {
    let (n, with) = (coded.n(), coded.both + coded.hand_only);
    if coded.rest > 0 && (n < 30 || with < FEW || n - with < FEW) {
        return vec![Warning::SmallSample { n, with }];
    }
    Vec::new()
}

/// The hand-coded sample alone, ȳ ± z√(ȳ(1−ȳ)/n): the yardstick that a correction must beat.
pub fn sample_only(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    Estimate::normal(coded, m.hand, (m.hand_variance() / m.n).sqrt(), level, "hand-coded sample alone")
}

/// The hand-coded sample alone for exactly these answers: standard error √((1 − n/N) s²/n) (Cochran 1977,
/// Sampling Techniques, 3.2).
///
/// Error with one hand-coded answer of several, which shows no spread.
pub fn sample_only_finite(coded: &Coded, level: f64) -> Result<Estimate> {
    let m = coded.check()?;
    let se = finite_se(&m, m.hand_variance(), 1.0)?;
    Estimate::normal(coded, m.hand, se, level, "hand-coded sample alone, finite population")
}

/// √((1 − n/N) s²/n) from a variance divided by n, with `fitted` degrees of freedom taken.
fn finite_se(m: &Moments, variance: f64, fitted: f64) -> Result<f64> {
    if m.left() <= 0.0 {
        return Ok(0.0);
    }
    if m.n <= fitted {
        return Err(Error::new(format!("{} answers coded by hand are too few", m.n))
            .remedy("code more answers by hand, or join groups"));
    }
    Ok((m.left() * variance / (m.n - fitted)).sqrt())
}
