//! Many wildcards at once over one written form: beginnings and endings by lookup, what stands inside by one
//! automaton, and only the rare rest by regular expressions.
use super::atoms::AtomId;
use crate::norwegian::written;
use aho_corasick::AhoCorasick;
use regex::{RegexSet, RegexSetBuilder};
use std::collections::HashMap;

/// The wildcards of a set of rules.
#[derive(Debug)]
pub(super) struct Wild {
    beginnings: HashMap<String, Vec<AtomId>>,
    endings: HashMap<String, Vec<AtomId>>,
    /// Bytes of the longest beginning or ending: longer stretches of a word need not be looked up.
    longest: usize,
    inside: Option<AhoCorasick>,
    inside_ids: Vec<AtomId>,
    rest: RegexSet,
    rest_ids: Vec<AtomId>,
}

/// What a wildcard asks of a form.
enum Shape {
    Begins(String),
    Ends(String),
    Holds(String),
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
            (false, true) => Shape::Begins(inner),
            (true, false) => Shape::Ends(inner),
            (true, true) => Shape::Holds(inner),
            (false, false) => Shape::Other(pattern(&form)),
        }
    }
}

/// `bo?ig*` as an anchored pattern.
fn pattern(form: &str) -> String {
    format!("^{}$", expression(form))
}

/// The same without anchors. Index and matcher must read a wildcard alike, so there is one reading.
pub(crate) fn expression(form: &str) -> String {
    let part = |c: char| match c {
        '*' => ".*".to_string(),
        '?' => ".".to_string(),
        c => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    form.chars().map(part).collect()
}

impl Wild {
    /// Makes wildcards ready.
    pub(super) fn new<'a>(forms: impl Iterator<Item = (AtomId, &'a str)>) -> Self {
        let (mut beginnings, mut endings) =
            (HashMap::<String, Vec<AtomId>>::new(), HashMap::<String, Vec<AtomId>>::new());
        let (mut inside, mut inside_ids, mut rest, mut rest_ids) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (id, form) in forms {
            match Shape::of(form) {
                Shape::Begins(part) => beginnings.entry(part).or_default().push(id),
                Shape::Ends(part) => endings.entry(part).or_default().push(id),
                Shape::Holds(part) => {
                    inside.push(part);
                    inside_ids.push(id);
                }
                Shape::Other(pattern) => {
                    rest.push(pattern);
                    rest_ids.push(id);
                }
            }
        }
        // both are made of letters, digits and hyphens, and fail only for sizes that no codebook reaches
        let inside = if inside.is_empty() { None } else { AhoCorasick::new(&inside).ok() };
        let rest =
            RegexSetBuilder::new(&rest).size_limit(1 << 28).build().unwrap_or_else(|_| RegexSet::empty());
        let longest = beginnings.keys().chain(endings.keys()).map(String::len).max().unwrap_or(0);
        Self { beginnings, endings, longest, inside, inside_ids, rest, rest_ids }
    }

    /// Adds the wildcards that a written form satisfies.
    pub(super) fn take(&self, form: &str, found: &mut Vec<AtomId>) {
        for (at, _) in form.char_indices().chain([(form.len(), ' ')]) {
            if at <= self.longest
                && let Some(ids) = self.beginnings.get(&form[..at])
            {
                found.extend(ids);
            }
            if form.len() - at <= self.longest
                && let Some(ids) = self.endings.get(&form[at..])
            {
                found.extend(ids);
            }
        }
        if let Some(inside) = &self.inside {
            found.extend(inside.find_overlapping_iter(form).map(|m| self.inside_ids[m.pattern().as_usize()]));
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
