//! Drawing answers for hand coding: simple random and stratified, with the chance each had of being drawn.
use super::random::Random;
use crate::{Error, Result};
use serde::Serialize;

/// One drawn unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Drawn {
    /// Position in the list that was drawn from.
    pub unit: usize,
    /// Probability with which it was drawn, above 0 and at most 1.
    pub probability: f64,
}

/// How a stratified sample is divided among the strata.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allocation {
    /// By the size of the stratum: every unit has nearly the same chance.
    Proportional,
    /// The same number from each stratum, so that small groups can be told apart.
    Equal,
    /// By size times standard deviation, one a stratum: the smallest variance for the whole
    /// (Neyman 1934, JRSS 97:558; Cochran 1977, 5.5).
    Neyman(Vec<f64>),
}

/// `size` of `population` units without replacement, each set equally likely, in rising order.
///
/// Error when nothing is asked for or more than there is.
pub fn simple(population: usize, size: usize, seed: u64) -> Result<Vec<Drawn>> {
    check(population, size)?;
    let probability = size as f64 / population as f64;
    let units = Random::new(seed).choose(size, population);
    Ok(units.into_iter().map(|unit| Drawn { unit, probability }).collect())
}

/// A sample of `size` units, drawn without replacement within strata, in rising order of the units.
///
/// `strata` holds the stratum of each unit, from 0 up. Every stratum with units gets at least one, or two
/// where `size` and stratum allow (two are needed for a variance); see [`allocate`].
pub fn stratified(strata: &[usize], size: usize, allocation: &Allocation, seed: u64) -> Result<Vec<Drawn>> {
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (unit, stratum) in strata.iter().enumerate() {
        if *stratum > strata.len() {
            return Err(Error::new("stratum numbers with large gaps").remedy("number the strata from 0 up"));
        }
        if members.len() <= *stratum {
            members.resize(stratum + 1, Vec::new());
        }
        members[*stratum].push(unit);
    }
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    let shares = allocate(&sizes, size, allocation)?;
    let mut random = Random::new(seed);
    let mut drawn = Vec::with_capacity(size);
    for (members, share) in members.iter().zip(shares) {
        let probability = share as f64 / members.len().max(1) as f64;
        let chosen = random.choose(share, members.len());
        drawn.extend(chosen.into_iter().map(|at| Drawn { unit: members[at], probability }));
    }
    drawn.sort_by_key(|d| d.unit);
    Ok(drawn)
}

/// How many units each stratum gives, for strata of these sizes; the numbers sum to `size`.
///
/// Each starts with two units (one where two are too many), then the next unit always goes to the stratum
/// that is furthest behind its due by highest averages (Webster; Balinski and Young 1982), so that the parts
/// are whole and no stratum gives more than it has.
pub fn allocate(sizes: &[usize], size: usize, allocation: &Allocation) -> Result<Vec<usize>> {
    check(sizes.iter().fold(0_usize, |sum, s| sum.saturating_add(*s)), size)?;
    let dues = dues(sizes, allocation)?;
    let filled = sizes.iter().filter(|s| **s > 0).count();
    if size < filled {
        return Err(Error::new(format!("{size} units for {filled} strata"))
            .remedy("draw more units, or stratify by fewer variables"));
    }
    let pairs: usize = sizes.iter().map(|s| (*s).min(2)).sum();
    let floor = if size >= pairs { 2 } else { 1 };
    let mut given: Vec<usize> = sizes.iter().map(|s| (*s).min(floor)).collect();
    let mut left = size - given.iter().sum::<usize>();
    while left > 0 {
        let open = (0..sizes.len()).filter(|s| given[*s] < sizes[*s]);
        let claim = |s: &usize| dues[*s] / (given[*s] as f64 + 0.5);
        // Ties, also among strata with no due at all, go to the first.
        let Some(next) = open.max_by(|a, b| claim(a).total_cmp(&claim(b)).then(b.cmp(a))) else { break };
        given[next] += 1;
        left -= 1;
    }
    Ok(given)
}

fn dues(sizes: &[usize], allocation: &Allocation) -> Result<Vec<f64>> {
    let by_size = sizes.iter().map(|s| *s as f64);
    match allocation {
        Allocation::Proportional => Ok(by_size.collect()),
        Allocation::Equal => Ok(sizes.iter().map(|s| if *s > 0 { 1.0 } else { 0.0 }).collect()),
        Allocation::Neyman(deviations) => {
            let fine =
                deviations.len() == sizes.len() && deviations.iter().all(|d| d.is_finite() && *d >= 0.0);
            if !fine {
                return Err(Error::new("Neyman allocation needs one standard deviation a stratum")
                    .remedy("use proportional allocation until there are codings to take them from"));
            }
            Ok(by_size.zip(deviations).map(|(size, d)| size * d).collect())
        }
    }
}

fn check(population: usize, size: usize) -> Result<()> {
    if size == 0 {
        return Err(Error::new("a sample of none").remedy("ask for at least one answer"));
    }
    if size > population {
        return Err(Error::new(format!("a sample of {size} from {population} answers"))
            .remedy(format!("ask for at most {population}")));
    }
    Ok(())
}
