//! Precision, recall and F1 of the codebook against a reference, with intervals.
use super::{
    Interval, check_counts, check_level, check_replicates,
    random::Random,
    share::{Share, wilson},
};
use crate::{Error, Result};
use serde::Serialize;

/// Decisions on one theme, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Confusion {
    /// Theme by reference and codebook.
    pub hits: u64,
    /// By the codebook only.
    pub false_alarms: u64,
    /// By the reference only.
    pub misses: u64,
    /// By neither.
    pub rejections: u64,
}

/// Quality of one theme's coding; a measure is `None` where it divides by nothing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// Share of the codebook's codings that the reference has; `None` when the codebook gave none.
    pub precision: Option<Share>,
    /// Share of the reference's codings that the codebook found; `None` when the reference has none.
    pub recall: Option<Share>,
    /// F1; `None` when neither gave the theme.
    pub f1: Option<F1>,
}

/// F1 with its standard error and interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct F1 {
    /// 2·hits/(2·hits + false alarms + misses).
    pub f1: f64,
    /// Standard error by the delta method.
    pub se: f64,
    /// The interval.
    pub interval: Interval,
}

impl Confusion {
    /// Counts one decision.
    pub fn add(&mut self, reference: bool, codebook: bool) {
        let count = match (reference, codebook) {
            (true, true) => &mut self.hits,
            (false, true) => &mut self.false_alarms,
            (true, false) => &mut self.misses,
            (false, false) => &mut self.rejections,
        };
        *count += 1;
    }

    /// Adds the decisions of another set; the order does not matter. Themes added up are the micro average.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            false_alarms: self.false_alarms + other.false_alarms,
            misses: self.misses + other.misses,
            rejections: self.rejections + other.rejections,
        }
    }

    /// Precision and recall with Wilson's interval, F1 as [`f1`]. Error only on a bad level or impossible
    /// counts.
    pub fn quality(&self, level: f64) -> Result<Quality> {
        check_counts(&[vec![self.hits, self.false_alarms, self.misses, self.rejections]])?;
        let share = |of: u64| if of == 0 { Ok(None) } else { wilson(self.hits, of, level).map(Some) };
        Ok(Quality {
            precision: share(self.hits + self.false_alarms)?,
            recall: share(self.hits + self.misses)?,
            f1: f1(self, level)?,
        })
    }

    fn scores(&self) -> [Option<f64>; 3] {
        let ratio = |times: u64, of: u64| (of > 0).then(|| (times * self.hits) as f64 / of as f64);
        [
            ratio(1, self.hits + self.false_alarms),
            ratio(1, self.hits + self.misses),
            ratio(2, 2 * self.hits + self.false_alarms + self.misses),
        ]
    }
}

/// F1 with interval. With p the share of hits among all answers that either side coded, F1 = 2p/(1 + p) rises
/// with p, so Wilson's interval of p, mapped the same way, is one of F1; it keeps inside [0, 1] and holds at
/// 0 and 1. The standard error is that of the delta method, 2√(p(1−p)/m)/(1+p)² (as Takahashi, Yamamoto,
/// Kuchiba and Koyama 2022, Applied Intelligence 52:4961, for one class).
pub fn f1(confusion: &Confusion, level: f64) -> Result<Option<F1>> {
    check_level(level)?;
    check_counts(&[vec![confusion.hits, confusion.false_alarms, confusion.misses]])?;
    let either = confusion.hits + confusion.false_alarms + confusion.misses;
    if either == 0 {
        return Ok(None);
    }
    let both = wilson(confusion.hits, either, level)?;
    let map = |p: f64| 2.0 * p / (1.0 + p);
    let p = both.share;
    let se = 2.0 * (p * (1.0 - p) / either as f64).sqrt() / (1.0 + p).powi(2);
    let (low, high) = (map(both.interval.low), map(both.interval.high));
    let interval = Interval { low, high, level, method: "Wilson on the share of hits, mapped to F1".into() };
    Ok(Some(F1 { f1: map(p), se, interval }))
}

/// A measure over all themes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// The value in the data.
    pub value: f64,
    /// Its interval; `None` when too few resamples define it.
    pub interval: Option<Interval>,
}

/// Precision, recall and F1 over all themes, `None` where no theme defines them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overall {
    /// All decisions in one count: common themes weigh most.
    pub micro: [Option<Measure>; 3],
    /// Mean over the themes that define the measure: every theme weighs the same. F1 is the mean of the
    /// themes' F1 (Opitz and Burst 2019, «Macro F1 and Macro F1», arXiv 1911.03347).
    pub macro_mean: [Option<Measure>; 3],
}

/// Micro and macro averages with intervals from resampling answers, not decisions, since the decisions on one
/// answer go together: percentile intervals (Efron and Tibshirani 1993, An Introduction to the Bootstrap, 13) of
/// micro averages, and basic ones of macro averages, which small themes bias in every resample anew.
///
/// One row an answer, one pair (reference, codebook) a theme. Error without answers or when rows differ in
/// length.
pub fn overall(answers: &[Vec<(bool, bool)>], level: f64, replicates: u32, seed: u64) -> Result<Overall> {
    check_level(level)?;
    check_replicates(replicates)?;
    let themes = answers.first().map_or(0, Vec::len);
    if themes == 0 || answers.iter().any(|row| row.len() != themes) {
        return Err(
            Error::new("no answers with the same themes").remedy("give codings of at least one theme")
        );
    }
    // Most decisions are that neither side gave the theme, which none of the measures look at.
    let answers: Vec<Sparse> = answers.iter().map(|row| given(row)).collect();
    let values = averages(answers.iter(), themes);
    let mut found: [Vec<f64>; 6] = std::array::from_fn(|_| Vec::new());
    let mut random = Random::new(seed);
    for _ in 0..replicates {
        let drawn: Vec<_> = (0..answers.len()).map(|_| &answers[random.below(answers.len())]).collect();
        for (list, value) in found.iter_mut().zip(averages(drawn.into_iter(), themes)) {
            list.extend(value);
        }
    }
    let mut measures = values.into_iter().zip(found).enumerate().map(|(at, (value, replicas))| {
        let method = |kind: &str| format!("{kind}bootstrap of answers, {replicates} resamples, seed {seed}");
        // Half the resamples without a value would make the rest a chosen few.
        let enough = replicas.len() * 2 >= replicates as usize;
        value.map(|value| {
            let interval = match at {
                _ if !enough => None,
                0..3 => Interval::percentile(replicas, level, method("")),
                _ => Interval::basic(value, replicas, level, method("basic ")),
            };
            Measure { value, interval }
        })
    });
    let mut three = || std::array::from_fn(|_| measures.next().flatten());
    Ok(Overall { micro: three(), macro_mean: three() })
}

/// The themes that either side gave one answer.
type Sparse = Vec<(usize, (bool, bool))>;

fn given(row: &[(bool, bool)]) -> Sparse {
    row.iter().copied().enumerate().filter(|(_, (reference, codebook))| *reference || *codebook).collect()
}

/// Micro precision, recall, F1 and macro precision, recall, F1.
fn averages<'a>(answers: impl Iterator<Item = &'a Sparse>, themes: usize) -> [Option<f64>; 6] {
    let mut counts = vec![Confusion::default(); themes];
    for (theme, (reference, codebook)) in answers.flatten() {
        counts[*theme].add(*reference, *codebook);
    }
    let pooled = counts.iter().fold(Confusion::default(), |sum, count| sum.merge(*count)).scores();
    let each: Vec<[Option<f64>; 3]> = counts.iter().map(Confusion::scores).collect();
    let mean = |at: usize| {
        let defined: Vec<f64> = each.iter().filter_map(|scores| scores[at]).collect();
        (!defined.is_empty()).then(|| defined.iter().sum::<f64>() / defined.len() as f64)
    };
    [pooled[0], pooled[1], pooled[2], mean(0), mean(1), mean(2)]
}
