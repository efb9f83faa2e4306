//! An interval for alpha where units come in clusters, as the decisions on all themes of one answer do.
//!
//! Apart from the other intervals because they resample units, which would take decisions on one answer for
//! independent and make the interval too narrow.
use super::{
    Interval,
    alpha::{Reliability, alpha, coefficient, within},
    check_level, check_replicates,
    random::Random,
};
use crate::{Error, Result};

/// What one cluster adds: disagreement within its units, and how often each value was given.
struct Part {
    within: f64,
    totals: Vec<f64>,
}

/// Resamples whole clusters and computes alpha anew; the percentile interval (Davison and Hinkley 1997, Bootstrap
/// Methods and their Application, 3.8; Field and Welsh 2007, JRSS B 69:369). `cluster` holds the cluster of each
/// unit, in the order the units were given; only distances known beforehand, not ranks.
///
/// Errors are those of [`alpha`], and a cluster list of another length than the units.
pub fn interval(
    data: &Reliability,
    cluster: &[usize],
    level: f64,
    replicates: u32,
    seed: u64,
) -> Result<Interval> {
    check_level(level)?;
    check_replicates(replicates)?;
    alpha(data)?;
    if cluster.len() != data.units.len() {
        return Err(Error::new(format!("{} clusters for {} units", cluster.len(), data.units.len()))
            .remedy("name the cluster of every unit that has a code"));
    }
    let parts = parts(data, cluster);
    let squares = data.squares(&data.totals(data.once()));
    let mut random = Random::new(seed);
    let mut found = Vec::with_capacity(replicates as usize);
    for _ in 0..replicates {
        let mut sum = Part { within: 0.0, totals: vec![0.0; data.values] };
        for _ in &parts {
            let part = &parts[random.below(parts.len())];
            sum.within += part.within;
            sum.totals.iter_mut().zip(&part.totals).for_each(|(all, own)| *all += own);
        }
        let n: f64 = sum.totals.iter().sum();
        if n >= 2.0 {
            found.extend(coefficient(sum.within / n, data.expected(&sum.totals, &squares)));
        }
    }
    let method = format!("bootstrap of answers, {replicates} resamples, seed {seed}");
    Interval::percentile(found, level, method).ok_or_else(|| {
        Error::new("the resamples give no alpha, or all the same").remedy("have more answers coded twice")
    })
}

fn parts(data: &Reliability, cluster: &[usize]) -> Vec<Part> {
    let mut numbers: Vec<usize> = cluster.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let squares = data.squares(&data.totals(data.once()));
    let mut parts: Vec<Part> =
        numbers.iter().map(|_| Part { within: 0.0, totals: vec![0.0; data.values] }).collect();
    let paired = data.units.iter().zip(cluster).filter(|(codes, _)| codes.len() > 1);
    for (codes, own) in paired {
        let part = &mut parts[numbers.partition_point(|number| number < own)];
        part.within += within(codes, &squares, data.values);
        for code in codes {
            part.totals[*code] += 1.0;
        }
    }
    parts
}
