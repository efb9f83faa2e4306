//! Norwegian words: from a written word to the keys that rules and index agree on.
//!
//! Everything here is a pure function of one word (or one text, for ages and sentence borders), so the
//! work is done once a word type and never depends on the corpus.
pub mod tokens;

use serde::Serialize;

/// Changes whenever the analysis of any word can have changed; stored in every index and report.
pub const VERSION: &str = "no-1";

/// Where in a word a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The whole word.
    Whole,
    /// First part of a compound.
    Modifier,
    /// Neither first nor last part.
    Inner,
    /// Last part of a compound.
    Head,
}

/// How a key was reached, from the firmest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The bokmål lexicon.
    Lexicon,
    /// Our own list of nynorsk words and abbreviations.
    List,
    /// A group of variants across the two standards.
    Variant,
    /// A rewrite rule from nynorsk to bokmål.
    Cognate,
    /// The written form itself.
    Written,
    /// The Snowball stem.
    Stem,
    /// A spelling correction of an unknown word.
    Spelling,
}

/// One thing a word can be found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Key {
    /// Canonical bokmål lemma; parts of a compound joined with `+`; a stem begins with `^`.
    pub text: String,
    /// Where in the word.
    pub role: Role,
    /// How it was reached.
    pub origin: Origin,
}

/// All that is known of one word type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Normal written form, see [`written`].
    pub written: String,
    /// Parts as written, if it is a compound: `bolig|mangelen`.
    pub parts: Vec<String>,
    /// Keys, firmest first, no doubles.
    pub keys: Vec<Key>,
}

/// The normal written form: NFC, no soft hyphens or joiners, all dashes one, lower case.
pub fn written(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = word.nfc().filter(|c| !tokens::is_invisible(*c));
    let dashes = plain.map(|c| if tokens::is_hyphen(c) { '-' } else { c });
    dashes.flat_map(char::to_lowercase).collect()
}

/// Everything known of a word as written in an answer or a rule.
pub fn analyse(word: &str) -> Word {
    let written = written(word);
    let mut keys = vec![Key { text: written.clone(), role: Role::Whole, origin: Origin::Written }];
    if written.chars().count() >= 4 {
        let stem =
            rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::Norwegian).stem(&written).into_owned();
        keys.push(Key { text: format!("^{stem}"), role: Role::Whole, origin: Origin::Stem });
    }
    Word { written, parts: Vec::new(), keys }
}
