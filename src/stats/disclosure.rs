//! Small cells are hidden, and enough others with them that nobody can compute them back.
use super::network::Network;
pub use super::network::Sums;
use crate::{Error, Result};
use serde::Serialize;

/// What is too small to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Smallest count shown, K: counts 1…K−1 are hidden. 0 and 1 hide nothing.
    pub smallest: u64,
    /// Whether zeros are hidden too.
    pub zeros: bool,
    /// Cells to hide whatever their count, by row and column, as when a whole group is too small.
    pub also: Vec<(usize, usize)>,
}

impl Rule {
    /// Hides counts from 1 to `smallest` − 1, and no zeros.
    pub fn below(smallest: u64) -> Self {
        Self { smallest, zeros: false, also: Vec::new() }
    }

    fn hides(&self, count: u64) -> bool {
        (count > 0 && count < self.smallest) || (count == 0 && self.zeros)
    }
}

/// What the table shows of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// The count.
    Count(u64),
    /// Nothing, because the count is small.
    Primary,
    /// Nothing, because it would give a small count away.
    Secondary,
}

impl Shown {
    /// Whether the count is hidden.
    pub fn is_hidden(self) -> bool {
        !matches!(self, Self::Count(_))
    }
}

/// Hides small counts, totals too, and then the cheapest further cells, until every hidden cell can have at
/// least two values given all that is shown (the secondary suppression problem: Cox 1980, JASA 75:377;
/// Willenborg and de Waal 2001, Elements of Statistical Disclosure Control, 7).
///
/// `counts` are inner counts row by row; the result has the row totals as last column and with [`Sums::Both`]
/// the column totals as last row. Inner cells with small counts go first, zeros and totals last. For each
/// small cell the cheapest cycle of cells that can shift by one is hidden with it; every cell of a cycle
/// protects the others, and hiding more never undoes it. That is enough to guarantee the property, not always
/// the fewest cells.
///
/// Guards what follows from sums and from counts being 0 or more. Shares and other tables of the same answers
/// can give cells away still; hide a cell's share with its count. Error when rows differ in length or counts
/// are huge.
pub fn suppress(counts: &[Vec<u64>], rule: &Rule, sums: Sums) -> Result<Vec<Vec<Shown>>> {
    let network = network(counts, sums)?;
    let all: u64 = counts.iter().flatten().sum();
    let mut hidden: Vec<Vec<bool>> =
        network.values.iter().map(|row| row.iter().map(|v| rule.hides(*v)).collect()).collect();
    for (i, j) in &rule.also {
        if let Some(cell) = hidden.get_mut(*i).and_then(|row| row.get_mut(*j)) {
            *cell = true;
        }
    }
    let primary = hidden.clone();
    for cell in network.cells().filter(|(i, j)| primary[*i][*j]) {
        let cost = |(i, j): (usize, usize)| match (hidden[i][j], network.rank((i, j)), network.values[i][j]) {
            (true, ..) => 0,
            (false, 0, 0) => all + 1,
            (false, 0, value) => value + 1,
            (false, rank, value) => (all + 2) * 2 * u64::from(rank) + value,
        };
        for (i, j) in network.company(cell, cost) {
            hidden[i][j] = true;
        }
    }
    let shown = |(i, j): (usize, usize)| match (primary[i][j], hidden[i][j]) {
        (true, _) => Shown::Primary,
        (false, true) => Shown::Secondary,
        (false, false) => Shown::Count(network.values[i][j]),
    };
    Ok((0..network.values.len())
        .map(|i| (0..network.values[i].len()).map(|j| shown((i, j))).collect())
        .collect())
}

/// Lowest and highest value a cell can have; no highest when nothing bounds it.
pub type Bounds = (u64, Option<u64>);

/// What an attacker can say of each hidden cell: its bounds, given all that is shown and that counts are not
/// negative. Shown cells come as themselves.
///
/// `hidden` is laid out like the result of [`suppress`], totals included; error when it is not.
pub fn bounds(counts: &[Vec<u64>], hidden: &[Vec<bool>], sums: Sums) -> Result<Vec<Vec<Bounds>>> {
    let network = network(counts, sums)?;
    let fits = hidden.len() == network.values.len()
        && hidden.iter().zip(&network.values).all(|(a, b)| a.len() == b.len());
    if !fits {
        return Err(Error::new("the hidden cells are laid out otherwise than the table with its totals")
            .remedy("add the totals as last column and row"));
    }
    let bound = |i: usize, j: usize| {
        let value = network.values[i][j];
        if hidden[i][j] { network.bounds((i, j), hidden) } else { (value, Some(value)) }
    };
    Ok((0..hidden.len()).map(|i| (0..hidden[i].len()).map(|j| bound(i, j)).collect()).collect())
}

fn network(counts: &[Vec<u64>], sums: Sums) -> Result<Network> {
    super::check_counts(counts)?;
    Ok(Network::new(counts, sums))
}
