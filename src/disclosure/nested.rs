//! Variables of which a group is made up of groups of another: of two tables side by side one tells what the other hides.
use std::collections::{BTreeMap, BTreeSet};

/// What is seen of some variables of the respondents: by pair of them, the values that go together. Those without a value are
/// left out of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nested {
    pairs: BTreeMap<(usize, usize), BTreeSet<[String; 2]>>,
}

impl Nested {
    /// Adds a respondent by the values of the variables.
    pub fn add(&mut self, values: &[&str]) {
        for (one, value) in values.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
            for (other, beside) in values.iter().enumerate().skip(one + 1).filter(|(_, v)| !v.is_empty()) {
                self.pairs.entry((one, other)).or_default().insert([value, beside].map(|v| (*v).to_string()));
            }
        }
    }

    /// Adds other respondents.
    pub fn merge(&mut self, other: Self) {
        for (pair, values) in other.pairs {
            self.pairs.entry(pair).or_default().extend(values);
        }
    }

    /// The variables, by position, of whose groups some make up one of another's, with that other. Of two it is the one that
    /// makes up more, or else the first.
    pub fn found(&self) -> Vec<(usize, usize)> {
        let within = |((one, other), values): (&(usize, usize), &BTreeSet<[String; 2]>)| {
            let (first, second) = (made_up(values, 0), made_up(values, 1));
            let pair = if first >= second { (*one, *other) } else { (*other, *one) };
            (first.max(second) > 0).then_some(pair)
        };
        self.pairs.iter().filter_map(within).collect()
    }
}

/// How many outer values, of several, go with inner ones that go with no other.
fn made_up(values: &BTreeSet<[String; 2]>, inner: usize) -> usize {
    let mut beside: BTreeMap<&str, usize> = BTreeMap::new();
    values.iter().for_each(|pair| *beside.entry(&pair[inner]).or_default() += 1);
    let mut whole: BTreeMap<&str, bool> = BTreeMap::new();
    for pair in values {
        *whole.entry(&pair[1 - inner]).or_insert(true) &= beside[&*pair[inner]] == 1;
    }
    if whole.len() > 1 { whole.values().filter(|whole| **whole).count() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn municipalities_lie_within_counties() {
        let people = [["a", "X"], ["b", "X"], ["c", "Y"], ["a", "X"]];
        let of = |people: &[[&str; 2]]| {
            let mut all = Nested::default();
            for piece in people.chunks(2) {
                let mut own = Nested::default();
                piece.iter().for_each(|values| own.add(values));
                all.merge(own);
            }
            all.found()
        };
        assert_eq!(of(&people), [(0, 1)]);
        assert_eq!(of(&people.map(|[a, b]| [b, a])), [(1, 0)]);
        // of one the county is not known, and one municipality is in two of the others
        assert_eq!(of(&[&people[..], &[["a", ""]]].concat()), [(0, 1)]);
        assert_eq!(of(&[&people[..], &[["d", "Y"], ["d", "Z"]]].concat()), [(0, 1)]);
        // the same groups under other names, which may be hidden in another order
        assert_eq!(of(&[["a", "X"], ["b", "Y"], ["a", "X"]]), [(0, 1)]);
        // no county is made up of municipalities; everybody in one
        assert_eq!(of(&[["a", "X"], ["b", "X"], ["a", "Y"], ["c", "Y"], ["b", "Y"]]), []);
        assert_eq!(of(&[["a", "X"], ["b", "X"]]), []);
    }
}
