//! Ages in running text, in figures and in words: «15–19-åringer», «mellom seksten og atten år», «fylt 18».
//!
//! Apart from the word analysis because an age spans several words and is read from the raw text. A number
//! alone is never an age: it needs an ending («-åring»), a word before it («alderen», «fylt») or a person.
mod clues;
mod items;
mod judge;
mod numerals;
mod series;

use items::{Item, Kind};
use regex::Regex;
use std::sync::LazyLock;

/// The end of an open span such as «over 18».
const OLDEST: u8 = 99;

/// One age or age span, with the bytes of the text that say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Youngest age meant.
    pub from: u8,
    /// Oldest age meant; 99 when there is no upper limit.
    pub to: u8,
}

/// A figure or a number word, or what only a number word can end in: takes more than the truth, never less.
/// Word borders are those of ASCII, which keeps the regex engine on its fast path.
static PERHAPS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let small = r"(?-u:\b)(?:to|tre|fire|fem|seks|sju|syv|ni|ti|åtte)(?:[\s\p{Pd}]|$)";
    let large = "tten|orten|emten|ksten|elleve|elve|tolv|tjue|tyve|tretti|tredve|f[øo].?rti|femti|seksti|sytti|tti|hundre";
    let glued = r"(?:å|a\x{30a}|aa)r(?:ing|ig|s)|ten(?:å|a\x{30a}|aa)r";
    Regex::new(&format!("(?i)[0-9]|{small}|{large}|{glued}")).ok()
});

/// Whether a text, or one word of it, holds anything that an age is made of. Where no word does, [`find`] finds nothing.
pub(crate) fn perhaps(text: &str) -> bool {
    PERHAPS.as_ref().is_none_or(|perhaps| perhaps.is_match(text))
}

/// All ages of a text, in order.
pub fn find(text: &str) -> Vec<Age> {
    let mut found = Vec::new();
    if !perhaps(text) {
        return found;
    }
    let items = items::items(text);
    let mut at = 0;
    while at < items.len() {
        at = match &items[at].kind {
            Kind::Number { .. } => number(&items, at, &mut found),
            Kind::Word(word) if word.starts_with("tenår") => {
                found.push(Age { start: items[at].start, end: items[at].end, from: 13, to: 19 });
                at + 1
            }
            _ => at + 1,
        };
    }
    found
}

/// Reads the numbers that begin here; returns the first item after them.
fn number(items: &[Item], at: usize, found: &mut Vec<Age>) -> usize {
    let series = series::read(items, at);
    judge::judge(items, &series, found);
    series.last + 1
}
