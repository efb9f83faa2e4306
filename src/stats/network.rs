//! A two-way table with its totals as a network: what an attacker can shift without any published number
//! changing.
//!
//! Rows and columns are nodes, cells (totals included) are edges, and «a row sums to its total» is
//! conservation at a node (Cox 1995, JASA 90:1453). A set of cells can change together exactly along a cycle,
//! so bounds of hidden cells are maximum flows, and whole numbers come out by themselves.

/// Which sums hold between the numbers of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sums {
    /// Rows sum to a total; columns do not, as when one answer has several themes.
    Rows,
    /// Rows and columns do.
    Both,
}

/// A table with totals; the last column holds row totals, and with [`Sums::Both`] the last row column totals.
#[derive(Debug, Clone)]
pub(super) struct Network {
    pub(super) values: Vec<Vec<u64>>,
    sums: Sums,
}

/// A cell by row and column.
pub(super) type Cell = (usize, usize);

/// A cell, and whether its value is raised.
type Step = (Cell, bool);

impl Network {
    /// From inner counts, rows of one length.
    pub(super) fn new(counts: &[Vec<u64>], sums: Sums) -> Self {
        let mut values: Vec<Vec<u64>> = counts.to_vec();
        if sums == Sums::Both {
            let width = counts.first().map_or(0, Vec::len);
            values.push((0..width).map(|j| counts.iter().map(|row| row[j]).sum()).collect());
        }
        for row in &mut values {
            row.push(row.iter().sum());
        }
        Self { values, sums }
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> + use<> {
        let width = self.values.first().map_or(0, Vec::len);
        (0..self.values.len()).flat_map(move |i| (0..width).map(move |j| (i, j)))
    }

    /// How many totals a cell is: 0 inner, 1 a row or column total, 2 the grand total.
    pub(super) fn rank(&self, (i, j): Cell) -> u32 {
        let across = j + 1 == self.values[i].len();
        let down = self.sums == Sums::Both && i + 1 == self.values.len();
        u32::from(across) + u32::from(down)
    }

    fn column(&self, j: usize) -> usize {
        // Where columns do not sum, no column node holds anything back: they are one.
        self.values.len() + if self.sums == Sums::Both { j } else { 0 }
    }

    fn nodes(&self) -> usize {
        self.values.len() + self.values.first().map_or(0, Vec::len)
    }

    /// The nodes from which and to which a cell is walked when its value is raised.
    fn ends(&self, cell: Cell) -> (usize, usize) {
        let (row, column) = (cell.0, self.column(cell.1));
        // A single total stands on the other side of its equations.
        if self.rank(cell) == 1 { (column, row) } else { (row, column) }
    }

    /// The cheapest set of other cells that can shift so that this one can be one higher, or one lower where
    /// it is above 0, with everything still at least 0. Hidden cells should cost 0.
    pub(super) fn company(&self, cell: Cell, cost: impl Fn(Cell) -> u64) -> Vec<Cell> {
        let (from, to) = self.ends(cell);
        let raise = self.walk(to, from, cell, &cost);
        let lower = if self.values[cell.0][cell.1] > 0 { self.walk(from, to, cell, &cost) } else { None };
        let path = match (raise, lower) {
            (Some(a), Some(b)) if b.0 < a.0 => Some(b),
            (None, b) => b,
            (a, _) => a,
        };
        path.map_or_else(Vec::new, |(_, steps)| steps.into_iter().map(|(cell, _)| cell).collect())
    }

    /// Dijkstra's cheapest walk between two nodes without one cell: its cost, and each cell with whether it
    /// is raised.
    fn walk(
        &self,
        from: usize,
        to: usize,
        without: Cell,
        cost: &impl Fn(Cell) -> u64,
    ) -> Option<(u64, Vec<Step>)> {
        let mut best: Vec<Option<(u64, Option<Step>)>> = vec![None; self.nodes()];
        let mut done = vec![false; self.nodes()];
        best[from] = Some((0, None));
        loop {
            let open = (0..done.len()).filter(|n| !done[*n]);
            let (so_far, node) = open.filter_map(|n| best[n].map(|(c, _)| (c, n))).min()?;
            if node == to {
                break;
            }
            done[node] = true;
            for (cell, raised, next) in self.steps(node) {
                let price = cost(cell);
                if cell == without || price == u64::MAX || done[next] {
                    continue;
                }
                let sum = so_far.saturating_add(price);
                if best[next].is_none_or(|(c, _)| sum < c) {
                    best[next] = Some((sum, Some((cell, raised))));
                }
            }
        }
        let mut steps = Vec::new();
        let mut node = to;
        while let Some((_, Some((cell, raised)))) = best[node] {
            steps.push((cell, raised));
            let (low, high) = self.ends(cell);
            node = if raised { low } else { high };
        }
        Some((best[to]?.0, steps))
    }

    /// Cells at a node that can be walked from it: raised, or lowered where they are above 0.
    fn steps(&self, node: usize) -> impl Iterator<Item = (Cell, bool, usize)> {
        let rows = self.values.len();
        let own: Vec<Cell> = if node < rows {
            (0..self.values[node].len()).map(|j| (node, j)).collect()
        } else {
            self.cells().filter(|(_, j)| self.column(*j) == node).collect()
        };
        own.into_iter().filter_map(move |cell| {
            let (from, to) = self.ends(cell);
            if from == node {
                return Some((cell, true, to));
            }
            (self.values[cell.0][cell.1] > 0).then_some((cell, false, from))
        })
    }

    /// Lowest and highest value a hidden cell can have, given all published cells; no highest when unbounded.
    pub(super) fn bounds(&self, cell: Cell, hidden: &[Vec<bool>]) -> (u64, Option<u64>) {
        let (from, to) = self.ends(cell);
        let value = self.values[cell.0][cell.1];
        let lower = self.flow(from, to, cell, hidden, Some(value)).unwrap_or(value);
        let raise = self.flow(to, from, cell, hidden, None);
        (value - lower.min(value), raise.map(|r| value.saturating_add(r)))
    }

    /// Maximum flow over hidden cells but one; `None` when nothing bounds it.
    fn flow(
        &self,
        from: usize,
        to: usize,
        without: Cell,
        hidden: &[Vec<bool>],
        most: Option<u64>,
    ) -> Option<u64> {
        let mut shifted = self.clone();
        let mut sum = 0_u64;
        let cost = |(i, j): Cell| if hidden[i][j] { 1 } else { u64::MAX };
        while most.is_none_or(|m| sum < m) {
            let Some((_, steps)) = shifted.walk(from, to, without, &cost) else { break };
            let lowered =
                steps.iter().filter(|(_, raised)| !raised).map(|((i, j), _)| shifted.values[*i][*j]);
            let room = match (lowered.min(), most) {
                (Some(room), _) => room,
                (None, Some(most)) => most - sum,
                (None, None) => return None,
            };
            for ((i, j), raised) in steps {
                let value = &mut shifted.values[i][j];
                *value = if raised { value.saturating_add(room) } else { *value - room };
            }
            sum = sum.saturating_add(room);
        }
        Some(sum)
    }
}
