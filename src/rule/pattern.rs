//! Regular expressions on the raw text: all matches, in time that grows with the text and not with its square.
//!
//! One search of the engine is linear. All matches one after the other are not: each may look to the end of the text
//! for a longer one (`/a.*z|a/` on a cell of nothing but a). So a search looks no further than a window, and a match is
//! found where it is no longer than half of one; answers that are shorter than a window are searched whole.
use regex_automata::Input;
use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;
use std::ops::Range;

/// How far a search looks, in bytes.
const WINDOW: usize = 1 << 13;

/// An expression that can be searched for.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

impl Pattern {
    /// Nothing for one that does not compile: it was refused when the rule was parsed.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut builder = Regex::builder();
        builder.configure(Config::new().nfa_size_limit(Some(super::atoms::LARGEST)));
        builder.syntax(syntax::Config::new().case_insensitive(true));
        builder.build(text).ok().map(Self)
    }

    /// The matches in a text that have letters, in order, none over another.
    pub(super) fn all(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = before(text, at + WINDOW);
            let next = match self.0.find(Input::new(text).range(at..end)) {
                Some(one) if !one.is_empty() => {
                    found.push(one.range());
                    one.end()
                }
                // after a match of nothing, the search goes on behind the next letter
                Some(one) => after(text, one.end() + 1),
                None if end == text.len() => return found,
                None => before(text, end - WINDOW / 2),
            };
            at = next;
        }
        found
    }
}

/// The last border of a letter up to a place, and the first from it on.
fn before(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn after(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(pattern: &str, text: &str) -> Vec<Range<usize>> {
        Pattern::new(pattern).unwrap().all(text)
    }

    #[test]
    fn short_texts_are_searched_as_the_engine_would() {
        for (pattern, text) in [
            ("a|b+", "abba æ bb"),
            (r"\bø\w*", "Ødelagt øl ved sjø"),
            ("x*", "axxbø x"),
            ("^a|a$", "aaa\na"),
            (r"(?m)^\w+$", "to\nord her\ntre"),
        ] {
            let plain = super::super::atoms::regex(pattern).unwrap();
            let wanted: Vec<_> = plain.find_iter(text).filter(|m| !m.is_empty()).map(|m| m.range()).collect();
            assert_eq!(all(pattern, text), wanted, "{pattern}");
        }
    }

    #[test]
    fn windows_neither_hide_a_match_nor_cut_a_word_or_letter() {
        let text = "æ bolig ".repeat(3 * WINDOW / 4);
        assert_eq!(all(r"\bbolig\b", &text).len(), 3 * WINDOW / 4);
        assert!(all(r"bolig$", &text).is_empty());
        assert_eq!(all(r"bolig $", &text).len(), 1);
        let far = format!("{}a{}z", "æ".repeat(WINDOW), "b".repeat(WINDOW / 2 - 4));
        assert_eq!(all("a.*z", &far).len(), 1);
    }

    #[test]
    fn all_matches_take_no_more_than_a_window_each() {
        assert_eq!(all("a.*z|a", &"a".repeat(100_000)).len(), 100_000);
    }
}
