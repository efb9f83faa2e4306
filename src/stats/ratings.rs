//! Codes given to units by several coders, as category numbers, with gaps where a coder gave none.
use super::check_counts;
use crate::{Error, Result};

/// One row a unit (answer), one column a coder; `None` where the coder did not code the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratings {
    units: Vec<Vec<Option<usize>>>,
    categories: usize,
}

impl Ratings {
    /// From values that are compared as they are; the categories are the values met.
    ///
    /// Units that nobody coded are left out. Error when rows differ in length or nothing is left.
    pub fn new<T: Ord>(units: &[Vec<Option<T>>]) -> Result<Self> {
        let mut values: Vec<&T> = units.iter().flatten().flatten().collect();
        values.sort_unstable();
        values.dedup();
        let code = |value: &Option<T>| value.as_ref().and_then(|v| values.binary_search(&v).ok());
        let rows = units.iter().map(|row| row.iter().map(code).collect()).collect();
        Self::numbered(rows, values.len())
    }

    /// From category numbers below `categories`, which counts those that nobody used too.
    pub fn numbered(units: Vec<Vec<Option<usize>>>, categories: usize) -> Result<Self> {
        if let Some(code) = units.iter().flatten().flatten().find(|code| **code >= categories) {
            return Err(Error::new(format!("category {code} of {categories}"))
                .remedy("number the categories from 0 up"));
        }
        let coders = units.first().map_or(0, Vec::len);
        if units.iter().any(|row| row.len() != coders) {
            return Err(Error::new("units with different numbers of coders").remedy("leave gaps as missing"));
        }
        let units: Vec<_> = units.into_iter().filter(|row| row.iter().any(Option::is_some)).collect();
        if units.is_empty() {
            return Err(Error::new("no codes to compare").remedy("give codings by at least two coders"));
        }
        Ok(Self { units, categories })
    }

    /// Whether a theme was given or not: two categories, also when only one was used.
    pub fn binary(units: &[Vec<Option<bool>>]) -> Result<Self> {
        let rows = units.iter().map(|row| row.iter().map(|code| code.map(usize::from)).collect());
        Self::numbered(rows.collect(), 2)
    }

    /// From a square table of counts, the first coder's categories down and the second's across.
    pub fn from_table(table: &[Vec<u64>]) -> Result<Self> {
        check_counts(table)?;
        if table.iter().flatten().sum::<u64>() > 10_000_000 {
            return Err(
                Error::new("a table of over ten million units").remedy("use Cohen's kappa on the table")
            );
        }
        if table.iter().any(|row| row.len() != table.len()) {
            return Err(Error::new("a table of two coders that is not square")
                .remedy("give both coders the same categories"));
        }
        let mut units = Vec::new();
        for (first, row) in table.iter().enumerate() {
            for (second, count) in row.iter().enumerate() {
                units.extend((0..*count).map(|_| vec![Some(first), Some(second)]));
            }
        }
        Self::numbered(units, table.len())
    }

    /// Units in the order given, without those that nobody coded.
    pub fn units(&self) -> &[Vec<Option<usize>>] {
        &self.units
    }

    /// Number of categories.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// Number of coders.
    pub fn coders(&self) -> usize {
        self.units.first().map_or(0, Vec::len)
    }

    /// How many coders gave each category, one row a unit.
    pub(super) fn counts(&self) -> Vec<Vec<f64>> {
        let count = |row: &Vec<Option<usize>>| {
            let mut counts = vec![0.0; self.categories];
            row.iter().flatten().for_each(|code| counts[*code] += 1.0);
            counts
        };
        self.units.iter().map(count).collect()
    }

    /// The square table of two coders over the units that both coded.
    pub fn table(&self, first: usize, second: usize) -> Result<Vec<Vec<u64>>> {
        if first >= self.coders() || second >= self.coders() {
            return Err(Error::new("no such coder").remedy("name two of the coders of the file"));
        }
        let mut table = vec![vec![0; self.categories]; self.categories];
        for row in &self.units {
            if let (Some(a), Some(b)) = (row[first], row[second]) {
                table[a][b] += 1;
            }
        }
        Ok(table)
    }
}
