//! Variables whose groups are made up of the groups of another: of two tables side by side one tells what the other hides.
use std::collections::BTreeMap;

/// What is seen of some variables of the respondents: by pair of them, each value of the first with the one value of the second
/// that goes with it, or nothing where there are several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nested {
    pairs: BTreeMap<(usize, usize), BTreeMap<String, Option<String>>>,
}

impl Nested {
    /// Adds a respondent by the values of the variables.
    pub fn add(&mut self, values: &[&str]) {
        for (one, value) in values.iter().enumerate() {
            for (other, beside) in values.iter().enumerate().filter(|(other, _)| *other != one) {
                let met = self.pairs.entry((one, other)).or_default();
                match met.get_mut(*value) {
                    None => _ = met.insert((*value).to_string(), Some((*beside).to_string())),
                    Some(known) => *known = known.take().filter(|known| known == beside),
                }
            }
        }
    }

    /// Adds other respondents.
    pub fn merge(&mut self, other: Self) {
        for (pair, values) in other.pairs {
            let met = self.pairs.entry(pair).or_default();
            for (value, beside) in values {
                let known = met.entry(value).or_insert_with(|| beside.clone());
                *known = known.take().filter(|known| Some(known) == beside.as_ref());
            }
        }
    }

    /// The variables, by position, whose groups lie within those of another, with that other.
    pub fn found(&self) -> Vec<(usize, usize)> {
        let groups = |of: (usize, usize)| self.pairs.get(&of).map_or(0, BTreeMap::len);
        let within = |(pair, values): (&(usize, usize), &BTreeMap<_, Option<String>>)| {
            let (inner, outer) = *pair;
            let several = values.len() > groups((outer, inner)) && groups((outer, inner)) > 1;
            (several && values.values().all(Option::is_some)).then_some(*pair)
        };
        self.pairs.iter().filter_map(within).collect()
    }
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
        // one of them is in two counties; the same groups under other names; everybody in one
        assert_eq!(of(&[&people[..], &[["a", "Y"]]].concat()), []);
        assert_eq!(of(&[["a", "X"], ["b", "Y"], ["a", "X"]]), []);
        assert_eq!(of(&[["a", "X"], ["b", "X"]]), []);
    }
}
