//! Norwegian words: from a written word to the keys that rules and index agree on.
//!
//! Everything here is a pure function of one word (or one text, for ages and sentence borders), so the
//! work is done once a word type and never depends on the corpus.
//!
//! ```text
//! written ─ acronyms by case ─ lexicon ─ genitive ─ aa for å ─ nynorsk endings ─ sure cognates ─ compound
//!         ─ far cognates ─ name + head ─ (nothing: written form, stem, slip)
//! lemma   ─ own list, variant group ─▶ canonical bokmål lemma ─▶ key
//! ```
//!
//! Keys of a compound are each part's lemma and every run of parts joined with `+`: flyktningtjenesteleder has
//! `flyktning+tjeneste` as modifier. An abbreviation of several words has the same keys as a compound of
//! them, so a phrase rule `"enslig* mindreårige"` takes EM when a type with the key `enslig+mindreårig` counts as
//! the words enslig and mindreårig beside each other. Where a compound's part no longer means itself
//! (barnehage is no garden) it gives no key.
mod acronym;
pub mod age;
mod automaton;
pub mod clause;
mod cognate;
mod common;
mod compound;
mod fold;
pub mod function;
pub(crate) mod hash;
pub(crate) mod keys;
mod layout;
mod lexicon;
mod lists;
mod lookup;
mod names;
mod nynorsk;
mod reading;
pub mod sentence;
mod spelling;
pub mod study;
pub mod tokens;
pub(crate) mod types;

use serde::Serialize;
use smallvec::SmallVec;
use std::borrow::Cow;

/// Changes whenever the analysis of any word can have changed; stored in every index and report.
pub const VERSION: &str = "no-11";

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
    /// Canonical bokmål lemma; parts of a compound joined with `+`; a stem begins with `^`. An acronym that
    /// capitals alone tell from a word (EM, KS) stays in capitals.
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
    /// Lemmas before they are made canonical: `bustader` is `bustad` here and `bolig` in the keys.
    pub lemmas: Vec<String>,
    /// Parts as written, if it is a compound: `bolig|mangelen`.
    pub parts: Vec<String>,
    /// Keys, firmest first, no doubles.
    pub keys: Vec<Key>,
}

/// The normal written form: NFC, no soft hyphens or joiners, all dashes one, lower case.
pub fn written(word: &str) -> String {
    normal(word).into_owned()
}

/// The same, as it stands in the text where it is normal already.
pub(crate) fn normal(word: &str) -> Cow<'_, str> {
    in_small(cased(word))
}

/// The normal written form of a word that is normal but for capitals.
fn in_small(cased: Cow<'_, str>) -> Cow<'_, str> {
    match cased {
        Cow::Borrowed(cased) => fold::lowered(cased),
        Cow::Owned(cased) => Cow::Owned(cased.to_lowercase()),
    }
}

/// The normal written form with its capitals.
pub(crate) fn cased(word: &str) -> Cow<'_, str> {
    use unicode_normalization::UnicodeNormalization;
    // ASCII and the letters from U+00C0 to U+00FF, without marks behind them, are normal as they are
    if word.bytes().all(|b| b.is_ascii() || (0x80..=0xC3).contains(&b) && b != 0xC2) {
        return Cow::Borrowed(word);
    }
    let plain = word.nfc().filter(|c| !tokens::is_invisible(*c));
    plain.map(|c| if tokens::is_hyphen(c) { '-' } else { c }).collect()
}

/// Everything known of a word as written in an answer or a rule.
pub fn analyse(word: &str) -> Word {
    let Looked { written, readings, keys } = look(word);
    let lemmas = readings.iter().map(|r| r.lemma.to_string()).collect();
    let keys = keys.into_iter().map(Key::from).collect();
    Word { parts: parts(&written, &readings), lemmas, keys, written: written.into_owned() }
}

/// A word as it was looked up.
pub(crate) struct Looked<'a> {
    /// Normal written form.
    pub(crate) written: Cow<'a, str>,
    /// All ways to see it that lists, rules and the splitter know.
    readings: Vec<reading::Reading>,
    /// Keys, firmest first, no doubles.
    pub(crate) keys: SmallVec<[keys::Found; 8]>,
}

/// What answers are searched by: a word with its keys.
pub(crate) fn look(word: &str) -> Looked<'_> {
    let cased = cased(word);
    let readings = lookup::look_up(lexicon::lexicon(), &cased);
    let mut keys = keys::Keys::default();
    for reading in &readings {
        keys.reading(reading);
    }
    let capitals = capitals(&cased);
    let written = in_small(cased);
    if readings.is_empty() {
        weak(&written, capitals, &mut keys);
    }
    Looked { written, readings, keys: keys.done() }
}

/// What is left for a word that nothing knows: itself, its twin without a hyphen, its stem, a likely slip.
fn weak(written: &str, capitals: usize, keys: &mut keys::Keys) {
    // a word of accents alone folds to nothing, and is what it is
    let folded = Some(fold::folded(written)).filter(|f| !f.is_empty()).unwrap_or(Cow::Borrowed(written));
    keys.add(folded.replace('-', "").into(), Role::Whole, Origin::Written);
    if let Some(stem) = stem(&folded) {
        keys.add(stem.into(), Role::Whole, Origin::Stem);
    }
    if capitals < 2
        && let Some(word) = fold::coded(&folded)
    {
        for reading in lookup::through(Origin::Spelling, meant(lexicon::lexicon(), &word, capitals == 1)) {
            keys.reading(&reading);
        }
    }
}

/// How many of the first two letters are capitals: one may begin a name, two an acronym.
fn capitals(cased: &str) -> usize {
    cased.chars().take(2).filter(|c| c.is_uppercase()).count()
}

/// What an unknown word may have been meant to be.
fn meant(lexicon: &lexicon::Lexicon, word: &[u8], capital: bool) -> Vec<reading::Reading> {
    if names::is_name(word) {
        return Vec::new();
    }
    let known = if capital { common::meant_by_name(lexicon, word) } else { common::meant(lexicon, word) };
    let least = spelling::least(word, capital);
    let forms = if known.is_empty() { spelling::forms(lexicon, word, least) } else { known };
    if !forms.is_empty() {
        return forms.iter().flat_map(|form| reading::listed(lexicon, form)).collect();
    }
    let words = spelling::compounds(lexicon, word, least);
    words.iter().flat_map(|word| lookup::unlisted(lexicon, word)).collect()
}

/// The stem key of a word of four letters or more.
fn stem(folded: &str) -> Option<String> {
    let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::Norwegian);
    (folded.chars().count() >= 4).then(|| format!("^{}", stemmer.stem(folded)))
}

/// The parts as written, by the reading that has most of them.
fn parts(written: &str, readings: &[reading::Reading]) -> Vec<String> {
    let Some(joints) = readings.iter().map(|r| &r.joints).max_by_key(|j| j.len()) else { return Vec::new() };
    if joints.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![String::new()];
    let mut letters = 0;
    for c in written.chars() {
        if c != '-' && letters > 0 && joints.contains(&letters) {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
        letters += usize::from(c != '-');
    }
    parts
}

/// What a rule's word demands: a type with one of these texts, in a role that the rule's form allows.
///
/// A word that is a lemma asks for that lemma alone (`leder` is not every form of `lede`, `hus` is not `huse`);
/// an inflected word asks for all its lemmas. The stem is always there, for inflections that no list has.
pub fn rule_keys(word: &str) -> Vec<String> {
    let analysed = analyse(word);
    let folded = fold::folded(&analysed.written);
    let whole = |k: &&Key| k.role == Role::Whole && k.origin < Origin::Stem;
    let texts: Vec<String> = analysed.keys.iter().filter(whole).map(|k| k.text.clone()).collect();
    let mut asked = own(&folded, &analysed).unwrap_or(texts);
    asked.extend(stem(&folded));
    asked.dedup();
    asked
}

/// What a first part of compounds as written stands for: `barne` is barn.
pub(crate) fn first_part_keys(part: &str) -> Vec<String> {
    let lexicon = lexicon::lexicon();
    let letters = fold::coded(&fold::folded(&written(part)));
    let lemmas = letters.and_then(|letters| lexicon.modifier_lemmas(&letters)).into_iter().flatten();
    lemmas.flat_map(|lemma| lexicon.names(&lemma)).map(|(name, _)| name.into()).collect()
}

/// Whether the lexicon has a word as a form of a verb.
pub(crate) fn is_verb(word: &str) -> bool {
    has_sign(word, b'v')
}

/// Whether the lexicon has a word as a form of a noun.
pub(crate) fn is_noun(word: &str) -> bool {
    has_sign(word, b'n')
}

fn has_sign(word: &str, sign: u8) -> bool {
    let letters = fold::coded(&fold::folded(&written(word)));
    letters.is_some_and(|letters| lexicon::lexicon().entries(&letters).iter().any(|entry| entry.sign == sign))
}

/// Whether the lexicon has a word, in any form; of a long one, whether it is a compound too. Names seldom are.
pub(crate) fn is_word(word: &str) -> bool {
    const LONG: usize = 11;
    let written = written(word);
    let Some(letters) = fold::coded(&fold::folded(&written)) else { return false };
    let is_listed = !lexicon::lexicon().entries(&letters).is_empty();
    is_listed || (letters.len() >= LONG && !analyse(&written).parts.is_empty())
}

/// Nouns that a rule's word is a form of and does not ask for, being a word itself: `tolker` is also more than one `tolk`.
pub fn also_form_of(word: &str) -> Vec<String> {
    let written = written(word);
    let Some(letters) = fold::coded(&fold::folded(&written)) else { return Vec::new() };
    let entries = lexicon::lexicon().entries(&letters);
    if !entries.iter().any(|entry| entry.is_lemma()) {
        return Vec::new();
    }
    let asked = rule_keys(word);
    let nouns = entries.iter().filter(|entry| entry.sign == b'n' && !entry.is_lemma());
    let mut others: Vec<String> = nouns.map(|entry| fold::decoded(&entry.of(&letters)).to_string()).collect();
    others.retain(|lemma| !rule_keys(lemma).iter().any(|key| !key.starts_with('^') && asked.contains(key)));
    others.sort_unstable();
    others.dedup();
    others
}

/// The keys of the lemma that the word itself is, if it is one.
fn own(folded: &str, word: &Word) -> Option<Vec<String>> {
    let others = word.lemmas.iter().any(|l| l != folded);
    // a hyphenated word is also its twin without the hyphen, and its pieces apart
    if !others || folded.contains('-') || !word.lemmas.iter().any(|l| l == folded) {
        return None;
    }
    let found = lookup::look_up(lexicon::lexicon(), folded);
    let mut keys = keys::Keys::default();
    for reading in found.iter().filter(|r| r.lemma == folded) {
        keys.reading(reading);
    }
    Some(keys.done().into_iter().filter(|k| k.role == Role::Whole).map(|k| k.text.into()).collect())
}
