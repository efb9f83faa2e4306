//! Number words from one to ninety-nine, in both standards and in the old way of counting.
use crate::norwegian::hash::Quickly;
use std::{collections::HashMap, sync::LazyLock};

const UNITS: [(&str, u8); 21] = [
    ("en", 1),
    ("én", 1),
    ("ett", 1),
    ("et", 1),
    ("ein", 1),
    ("éin", 1),
    ("eitt", 1),
    ("eit", 1),
    ("to", 2),
    ("tvo", 2),
    ("tre", 3),
    ("fire", 4),
    ("fem", 5),
    ("seks", 6),
    ("sju", 7),
    ("syv", 7),
    ("åtte", 8),
    ("otte", 8),
    ("ni", 9),
    ("null", 0),
    ("halvannet", 1),
];
const TEENS: [(&str, u8); 14] = [
    ("ti", 10),
    ("elleve", 11),
    ("elve", 11),
    ("tolv", 12),
    ("tretten", 13),
    ("fjorten", 14),
    ("femten", 15),
    ("seksten", 16),
    ("seisten", 16),
    ("sytten", 17),
    ("søtten", 17),
    ("atten", 18),
    ("nitten", 19),
    ("hundre", 100),
];
const TENS: [(&str, u8); 12] = [
    ("tjue", 20),
    ("tyve", 20),
    ("tretti", 30),
    ("tredve", 30),
    ("førti", 40),
    ("femti", 50),
    ("seksti", 60),
    ("sytti", 70),
    ("søtti", 70),
    ("åtti", 80),
    ("otti", 80),
    ("nitti", 90),
];

/// Number words: «femten», «tjuefem», «femogtyve».
static WORDS: LazyLock<HashMap<String, u8, Quickly>> = LazyLock::new(|| {
    let mut words: HashMap<String, u8, Quickly> = HashMap::default();
    let plain = UNITS.iter().chain(&TEENS).chain(&TENS);
    words.extend(plain.map(|(word, n)| ((*word).to_string(), *n)));
    for (ten, n) in TENS {
        for (unit, m) in UNITS.iter().filter(|(_, m)| *m > 0) {
            words.insert(format!("{ten}{unit}"), n + m);
            words.insert(format!("{unit}og{ten}"), n + m);
        }
    }
    words
});

/// The value of a number word. Bare «en» and «et» are articles, so the words for one count only when
/// `glued` to what follows («ettåring»).
pub(super) fn value(word: &str, glued: bool) -> Option<u8> {
    let value = *WORDS.get(word)?;
    (glued || value != 1).then_some(value)
}

/// Splits «femtenåringer» into 15 and «åringer»; a whole number word has an empty rest.
pub(super) fn read(word: &str) -> Option<(u8, &str)> {
    if !begins(word) {
        return None;
    }
    if let Some(value) = value(word, false) {
        return Some((value, ""));
    }
    let at = word.find("år")?;
    value(&word[..at], true).map(|value| (value, &word[at..]))
}

/// Whether a word begins as some number word does: most do not.
fn begins(word: &str) -> bool {
    match word.as_bytes() {
        [b'e', second, ..] => b"ntil".contains(second),
        [b't', second, ..] => b"ovrijy".contains(second),
        [b'f', second, ..] => b"iej\xC3".contains(second),
        [b's', second, ..] => b"ejy\xC3".contains(second),
        [b'n', second, ..] => b"iu".contains(second),
        [b'h', second, ..] => b"au".contains(second),
        // é and å have two bytes
        [b'o' | b'a', b't', ..] | [0xC3, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_word_begins_like_one() {
        assert!(WORDS.keys().all(|word| begins(word)));
    }

    #[test]
    fn number_words_in_both_standards() {
        let cases = [("femten", 15), ("tjuefem", 25), ("femogtyve", 25), ("sju", 7), ("syttisju", 77)];
        for (word, wanted) in cases {
            assert_eq!(value(word, false), Some(wanted), "{word}");
        }
        assert_eq!(value("en", false), None);
        assert_eq!(value("tolk", false), None);
        assert_eq!(read("ettåringar"), Some((1, "åringar")));
        assert_eq!(read("kåringen"), None);
    }
}
