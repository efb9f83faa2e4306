//! Many wildcards at once over one written form: by one automaton of all the letters they ask for, and only the rare
//! rest by regular expressions.
use super::atoms::AtomId;
use crate::norwegian::written;
use aho_corasick::AhoCorasick;
use regex::{RegexSet, RegexSetBuilder};
use std::collections::HashMap;

/// The wildcards of a set of rules.
#[derive(Debug)]
pub(super) struct Wild {
    /// The letters of all that begin, end or hold one stretch of them.
    stretches: Option<AhoCorasick>,
    /// By stretch, where it must stand for which atom.
    wanted: Vec<Vec<(Where, AtomId)>>,
    rest: RegexSet,
    rest_ids: Vec<AtomId>,
}

/// Where in a form the letters of a wildcard must stand.
#[derive(Debug, Clone, Copy)]
enum Where {
    Start,
    End,
    Anywhere,
}

/// What a wildcard asks of a form.
enum Shape {
    Stretch(Where, String),
    Other(String),
}

impl Shape {
    fn of(form: &str) -> Self {
        let form = written(form);
        let (before, after) = (form.starts_with('*'), form.ends_with('*'));
        let inner = form.trim_matches('*').to_string();
        if inner.contains(['*', '?']) {
            return Shape::Other(pattern(&form));
        }
        match (before, after) {
            (false, true) => Shape::Stretch(Where::Start, inner),
            (true, false) => Shape::Stretch(Where::End, inner),
            (true, true) => Shape::Stretch(Where::Anywhere, inner),
            (false, false) => Shape::Other(pattern(&form)),
        }
    }
}

/// `bo?ig*` as an anchored pattern.
fn pattern(form: &str) -> String {
    let part = |c: char| match c {
        '*' => ".*".to_string(),
        '?' => ".".to_string(),
        c => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    format!("^{}$", form.chars().map(part).collect::<String>())
}

impl Wild {
    /// Makes wildcards ready.
    pub(super) fn new<'a>(forms: impl Iterator<Item = (AtomId, &'a str)>) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let (mut stretches, mut wanted) = (Vec::new(), Vec::new());
        let (mut rest, mut rest_ids) = (Vec::new(), Vec::new());
        for (id, form) in forms {
            match Shape::of(form) {
                Shape::Stretch(place, letters) => {
                    let number = *numbers.entry(letters).or_insert_with_key(|letters| {
                        stretches.push(letters.clone());
                        wanted.push(Vec::new());
                        wanted.len() - 1
                    });
                    wanted[number].push((place, id));
                }
                Shape::Other(pattern) => {
                    rest.push(pattern);
                    rest_ids.push(id);
                }
            }
        }
        // both are made of letters, digits and hyphens, and fail only for sizes that no codebook reaches
        let stretches = if stretches.is_empty() { None } else { AhoCorasick::new(&stretches).ok() };
        let rest =
            RegexSetBuilder::new(&rest).size_limit(1 << 28).build().unwrap_or_else(|_| RegexSet::empty());
        Self { stretches, wanted, rest, rest_ids }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.stretches.is_none() && self.rest_ids.is_empty()
    }

    /// Adds the wildcards that a written form satisfies.
    pub(super) fn take(&self, form: &str, found: &mut Vec<AtomId>) {
        for stretch in self.stretches.iter().flat_map(|all| all.find_overlapping_iter(form)) {
            let stands = |place| match place {
                Where::Start => stretch.start() == 0,
                Where::End => stretch.end() == form.len(),
                Where::Anywhere => true,
            };
            let wanted = &self.wanted[stretch.pattern().as_usize()];
            found.extend(wanted.iter().filter(|(place, _)| stands(*place)).map(|(_, id)| *id));
        }
        if !self.rest_ids.is_empty() {
            found.extend(self.rest.matches(form).iter().map(|i| self.rest_ids[i]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_takes_what_its_pattern_takes() {
        let forms = ["bolig*", "*bolig", "*bolig*", "bo?ig", "b*g", "*o?i*", "bolig"];
        let wild = Wild::new(forms.iter().enumerate().map(|(i, f)| (i as AtomId, *f)));
        for word in
            ["bolig", "boligen", "utleiebolig", "utleieboligene", "billig", "bog", "hus", "boligbolig", ""]
        {
            let mut found = Vec::new();
            wild.take(word, &mut found);
            found.sort_unstable();
            found.dedup();
            let wanted: Vec<AtomId> = (0..forms.len())
                .filter(|i| regex::Regex::new(&pattern(forms[*i])).is_ok_and(|r| r.is_match(word)))
                .map(|i| i as AtomId)
                .collect();
            assert_eq!(found, wanted, "{word}");
        }
    }
}
