//! Tests and differences between the groups of a table. Each theme has its own test, for an answer can have several.
use crate::correction::Method;
use crate::error::{Error, Result, nearest};
use crate::input::{short, short_list};
use crate::stats::adjust::{benjamini_hochberg, holm};
use crate::stats::chi_square::{ChiSquare, chi_square};
use crate::stats::correction::Warning;
use crate::stats::difference::newcombe;
use crate::stats::fisher::{Fisher, exact, simulated};
use crate::stats::share::Share;
use crate::table::{Cell, Group, Line, Table, Who};
use serde::Serialize;

/// Tables drawn where Fisher's test has too many to look at.
const REPLICATES: u32 = 10_000;
/// Their seed; one for all, so that a table is the same every time.
const SEED: u64 = 2023;

/// A test of whether the groups differ in a theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Test {
    /// Which test the p-value is of.
    pub method: String,
    /// Pearson's chi-square.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// p-value: of chi-square, or of Fisher's test where expected counts are small.
    pub p: f64,
    /// p over the themes of the table by Holm: holds the risk of any false finding.
    pub holm: f64,
    /// p over the themes of the table by Benjamini and Hochberg: holds the share of false findings.
    pub benjamini_hochberg: f64,
    /// Strength of the association, 0–1.
    pub cramers_v: f64,
    /// Smallest expected count.
    pub smallest_expected: f64,
}

/// Tests every theme of the tables over their groups, and adjusts the p-values over the themes of each. Respondents
/// are counted, not weights. Those without a value of the variable take no part; a theme with a hidden cell, that
/// nobody or everybody has, that is for some of the groups only, or with fewer than two groups has no test.
pub fn test(tables: &mut [Table]) -> Result<()> {
    for table in tables {
        let columns = groups(table);
        let hidden =
            table.themes.iter().filter(|line| !line.limited && line.cells.iter().any(|cell| cell.hidden));
        table.untested = hidden.map(|line| line.label.clone()).collect();
        let mut tested = Vec::new();
        for (at, line) in table.themes.iter_mut().enumerate() {
            if let Some((chi, fisher)) = one(line, &columns)? {
                columns.iter().zip(&chi.residuals[0]).for_each(|(c, r)| line.cells[*c].residual = Some(*r));
                tested.push((at, chi, fisher));
            }
        }
        let p: Vec<f64> =
            tested.iter().map(|(_, chi, f)| f.as_ref().map_or(chi.p, |f| f.p).min(1.0)).collect();
        let adjusted = holm(&p)?.into_iter().zip(benjamini_hochberg(&p)?);
        for (((at, chi, fisher), p), (holm, benjamini_hochberg)) in tested.into_iter().zip(p).zip(adjusted) {
            table.themes[at].test = Some(Test {
                method: fisher.map_or_else(|| "chi-square".to_string(), |f| f.method),
                statistic: chi.statistic,
                df: chi.df,
                p,
                holm,
                benjamini_hochberg,
                cramers_v: chi.cramers_v,
                smallest_expected: chi.smallest_expected,
            });
        }
    }
    Ok(())
}

/// Columns of groups that have a value and answers.
fn groups(table: &Table) -> Vec<usize> {
    let has = |c: &usize| table.groups[*c].who == Who::Value && table.groups[*c].answered != Some(0);
    (1..table.groups.len()).filter(has).collect()
}

/// Cochran (1954, Biometrics 10:417): chi-square will do where no expected count is below 1 and at most a fifth below 5.
fn one(line: &Line, columns: &[usize]) -> Result<Option<(ChiSquare, Option<Fisher>)>> {
    if line.limited || line.cells.iter().any(|cell| cell.hidden) || columns.len() < 2 {
        return Ok(None);
    }
    let counts = |c: &usize| Some((line.cells[*c].n?, line.cells[*c].answered?));
    let Some(counts) = columns.iter().map(counts).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let with: Vec<u64> = counts.iter().map(|(n, _)| *n).collect();
    let without: Vec<u64> = counts.iter().map(|(n, answered)| answered.saturating_sub(*n)).collect();
    if with.iter().all(|n| *n == 0) || without.iter().all(|n| *n == 0) {
        return Ok(None);
    }
    let crosstab = [with, without];
    let chi = chi_square(&crosstab)?;
    let small = chi.smallest_expected < 1.0 || chi.below_five > 0.2;
    let fisher = if small {
        // neither can be had for a table of very many answers, where chi-square is as good
        exact(&crosstab).or_else(|_| simulated(&crosstab, REPLICATES, SEED)).ok()
    } else {
        None
    };
    Ok(Some((chi, fisher)))
}

/// Gives each line the difference between two groups: those named by value or label, or the only two there are. Tables with
/// other numbers of groups have none. Error when a group named is in no table.
///
/// Corrected shares are compared where both groups have one.
pub fn compare(tables: &mut [Table], named: Option<&(String, String)>) -> Result<()> {
    let mut found = false;
    for table in tables.iter_mut() {
        let place = |name: &String| {
            let find = |is: &dyn Fn(&Group) -> bool| (1..table.groups.len()).find(|c| is(&table.groups[*c]));
            find(&|group| group.value == *name).or_else(|| find(&|group| group.label == *name))
        };
        let pair = match named {
            Some((a, b)) => place(a).zip(place(b)),
            None => match groups(table)[..] {
                [a, b] => Some((a, b)),
                _ => None,
            },
        };
        let Some((a, b)) = pair else { continue };
        if a == b {
            let error =
                Error::new(format!("a group can't be compared with itself: {}", table.groups[a].value));
            return Err(error.remedy("name two groups"));
        }
        found = true;
        // by Rogan and Gladen both groups lean on the same error rates, so their shares go together
        let corrected = table.correction.as_ref().is_some_and(|c| c.method != Method::RoganGladen);
        for line in table.lines_mut().filter(|line| !line.limited) {
            let shares =
                compared_share(&line.cells[a], corrected).zip(compared_share(&line.cells[b], corrected));
            line.difference = shares.map(|(first, second)| newcombe(&first, &second)).transpose()?;
        }
        // those without a value have no label
        let name = |group: &Group| if group.label.is_empty() { &group.value } else { &group.label }.clone();
        table.compared = Some((name(&table.groups[a]), name(&table.groups[b])));
        table.pair = Some((a, b));
    }
    match named {
        Some((a, b)) if !found && !tables.is_empty() => {
            let known = tables.iter().flat_map(|t| &t.groups[1..]).map(|g| g.value.as_str());
            let known: std::collections::BTreeSet<&str> = known.collect();
            // answers may have been taken for groups
            let lacking: Vec<&str> =
                [&**a, &**b].into_iter().filter(|group| !known.contains(group)).collect();
            let (found, near) = match &lacking[..] {
                [one] => {
                    (format!("no table has the group '{}'", short(one)), nearest(one, known.iter().copied()))
                }
                _ => (format!("no table has the groups '{}' and '{}'", short(a), short(b)), None),
            };
            let near = near.filter(|near| short(near) == **near);
            Err(Error::new(found).remedy(if let Some(near) = near {
                format!("did you mean {near}?")
            } else if known.iter().any(|value| short(value) != **value) {
                format!("the table has {} groups", known.len())
            } else {
                format!("groups are: {}", short_list(known.into_iter()))
            }))
        }
        _ => Ok(()),
    }
}

/// The share to compare by, corrected where those of its table are: where it could not be there is none. A sample that shows
/// no spread has no interval to compare by.
fn compared_share(cell: &Cell, corrected: bool) -> Option<Share> {
    let raw = cell.share.clone().filter(|_| !cell.hidden)?;
    if !corrected {
        return Some(raw);
    }
    let corrected = cell.corrected.as_ref().map(|corrected| &corrected.estimate)?;
    let (share, interval) = (corrected.estimate, corrected.interval.clone());
    (!corrected.warnings.contains(&Warning::NoSpread)).then_some(Share { share, interval, ..raw })
}
