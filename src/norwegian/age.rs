//! Ages in running text, in figures and in words: «15–19-åringer», «mellom seksten og atten år», «fylt 18».
//!
//! Apart from the word analysis because an age spans several words and is read from the raw text. A number
//! alone is never an age: it needs an ending («-åring»), a word before it («alderen», «fylt») or a person.
mod clues;
mod items;
mod judge;
mod near;
mod numerals;
mod series;

use items::{Item, Kind};
pub(crate) use near::may_tell;
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
    let small = r"(?-u:\b)(?:to|tre|fire|fem|seks|sju|syv|ni|ti|åtte)(?:\P{L}|$)";
    let large = "tten|orten|emten|ksten|elleve|elve|tolv|tjue|tyve|tretti|tredve|f[øo].?rti|femti|seksti|sytti|tti|hundre";
    let glued = r"(?:å|a\x{30a}|aa)r(?:ing|ig|s)|ten(?:å|a\x{30a}|aa)r";
    Regex::new(&format!("(?i)[0-9]|{small}|{large}|{glued}")).ok()
});

/// Whether a text holds anything that an age is made of.
fn perhaps(text: &str) -> bool {
    PERHAPS.as_ref().is_none_or(|perhaps| perhaps.is_match(text))
}

/// Whether an age may be told with a word. Where this goes for none, [`find`] finds nothing: no number and no teenager lies
/// in two words, and what stands around a number can only make it none.
pub(crate) fn in_word(word: &str) -> bool {
    items::items(word).iter().any(|item| tells(&item.kind))
}

/// Whether an age begins with an item, if the items around it make it one.
fn tells(kind: &Kind) -> bool {
    match kind {
        Kind::Number { .. } => true,
        Kind::Word(word) => is_teenager(word),
        _ => false,
    }
}

fn is_teenager(word: &str) -> bool {
    word.starts_with("tenår")
}

/// All ages of a text, in order.
pub fn find(text: &str) -> Vec<Age> {
    if perhaps(text) { read(text) } else { Vec::new() }
}

/// Whether a text tells an age, for a text with a word that [`may_tell`] takes.
pub(crate) fn is_told(text: &str) -> bool {
    !read(text).is_empty()
}

fn read(text: &str) -> Vec<Age> {
    let mut found = Vec::new();
    let items = items::items(text);
    let mut at = 0;
    while at < items.len() {
        at = match &items[at].kind {
            Kind::Number { .. } => number(&items, at, &mut found),
            Kind::Word(word) if is_teenager(word) => {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norwegian::tokens::tokens;

    #[test]
    fn some_word_of_an_age_may_tell_one() {
        let numbers = [
            "15",
            "15–19",
            "femten",
            "Femten",
            "tjuefem",
            "femogtyve",
            "sju",
            "a\u{30a}tte",
            "16\u{ad}",
            "TI",
        ];
        let endings = [
            "-åring",
            "åringer",
            "‑a\u{30a}ringar",
            "aaringer",
            " år gammel",
            "-årig gutt",
            " og eldre",
            "x",
        ];
        let mut ages = 0;
        for before in ["", "alderen ", "(", "ungdom på ", "fylt "] {
            for number in numbers {
                for ending in endings {
                    let text = format!("{before}{number}{ending}");
                    let may = tokens(&text).iter().any(|word| in_word(word.text(&text)));
                    assert!(may || find(&text).is_empty(), "{text}");
                    ages += usize::from(!find(&text).is_empty());
                }
            }
        }
        assert!(ages > 200, "{ages}");
        assert!(in_word("tenåringene") && in_word("16åring"));
        for word in ["rettigheter", "nyttig", "2023", "kvitten", "årsak"] {
            assert!(!in_word(word), "{word}");
        }
    }
}
