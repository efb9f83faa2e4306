//! The order in which a word is looked up: acronyms by case, the lexicon, genitives, nynorsk, compounds.
use super::acronym::{self, Short};
use super::fold::{coded, folded, ringed};
use super::keys::Unit;
use super::lexicon::Lexicon;
use super::reading::{self, Reading, listed, split};
use super::{Origin, nynorsk};

/// What was found, and the weakest step on the way.
pub struct Found {
    /// All ways to see the word; empty if nothing knows it.
    pub readings: Vec<Reading>,
    /// How firm the way was.
    pub through: Origin,
}

impl Found {
    fn firm(readings: Vec<Reading>) -> Self {
        Self { readings, through: Origin::Lexicon }
    }
}

/// All that lists, rules and the splitter know of a word written with its capitals.
pub fn look_up(lexicon: &Lexicon, cased: &str) -> Found {
    let lower = folded(&cased.to_lowercase());
    if let Some((base, short)) = acronym::known(cased) {
        return Found::firm(vec![expanded(lexicon, &base, short)]);
    }
    let Some(word) = coded(&lower) else { return Found::firm(Vec::new()) };
    if cased.trim_matches('-').contains('-') {
        return hyphenated(lexicon, cased, &lower);
    }
    let known = plain(lexicon, &word);
    if !known.readings.is_empty() {
        return known;
    }
    if let Some(end) = acronym::capitals_end(cased) {
        let (first, last) = cased.split_at(end);
        return Found::firm(pieces(lexicon, &[first, last]));
    }
    Found::firm(compounds(lexicon, &word))
}

/// A word with hyphens: as the lexicon has it, as its twin without them, and by its pieces.
fn hyphenated(lexicon: &Lexicon, cased: &str, lower: &str) -> Found {
    let look = |word: &str| coded(word).map_or(Vec::new(), |w| plain(lexicon, &w).readings);
    let mut readings = look(lower);
    readings.extend(look(&lower.replace('-', "")));
    readings.extend(pieces(lexicon, &cased.split('-').collect::<Vec<_>>()));
    Found::firm(readings)
}

/// A word without capitals or hyphens that some list has.
fn plain(lexicon: &Lexicon, word: &[u8]) -> Found {
    let firm = listed(lexicon, word);
    if !firm.is_empty() {
        return Found::firm(firm);
    }
    if let Some(bare) = word.strip_suffix(b"s") {
        let nouns = listed(lexicon, bare);
        if !nouns.is_empty() {
            return Found::firm(nouns);
        }
    }
    if let Some(other) = ringed(word) {
        let found = listed(lexicon, &other);
        if !found.is_empty() {
            return Found::firm(found);
        }
    }
    let readings = nynorsk::forms(word).flat_map(|form| listed(lexicon, &form)).collect();
    Found { readings, through: Origin::Cognate }
}

fn compounds(lexicon: &Lexicon, word: &[u8]) -> Vec<Reading> {
    let mut found = split(lexicon, word);
    if found.is_empty()
        && let Some(bare) = word.strip_suffix(b"s")
    {
        found = split(lexicon, bare);
    }
    if found.is_empty()
        && let Some(other) = ringed(word)
    {
        found = split(lexicon, &other);
    }
    found
}

/// A word of pieces: joined with hyphens, or capitals before small letters.
fn pieces(lexicon: &Lexicon, pieces: &[&str]) -> Vec<Reading> {
    let mut pieces: Vec<&str> = pieces.iter().copied().filter(|p| !p.is_empty()).collect();
    if pieces.len() > 1 && pieces.last().is_some_and(|p| acronym::is_ending(p)) {
        pieces.pop();
    }
    let mut joints = Vec::new();
    let mut units = Vec::new();
    let mut lemma = String::new();
    let mut at = 0;
    for piece in &pieces {
        let found = look_up(lexicon, piece);
        joints.extend(found.readings.iter().flat_map(|r| &r.joints).map(|j| at + j));
        units.extend(merged(found.readings, piece));
        lemma.push_str(&folded(&piece.to_lowercase()));
        at += piece.chars().count();
        joints.push(at);
    }
    joints.pop();
    joints.sort_unstable();
    joints.dedup();
    vec![Reading { names: vec![(lemma.clone(), Origin::Written)], lemma, units, joints }]
}

/// One row of units for all readings of a piece.
fn merged(readings: Vec<Reading>, piece: &str) -> Vec<Unit> {
    let mut rows = readings.into_iter().map(|r| r.units);
    let Some(mut first) = rows.next() else {
        return vec![Unit {
            names: vec![(folded(&piece.to_lowercase()), Origin::Written)],
            inner: Vec::new(),
        }];
    };
    for other in rows {
        if let ([one], [more]) = (first.as_mut_slice(), other.as_slice()) {
            one.names.extend(more.names.iter().cloned());
        }
    }
    first
}

/// An abbreviation as the words it stands for.
fn expanded(lexicon: &Lexicon, base: &str, short: &Short) -> Reading {
    let unit = |word: &&str| {
        let names = coded(&folded(word)).map_or(Vec::new(), |w| reading::names(lexicon, &w));
        Unit { names: names.into_iter().map(|(n, o)| (n, o.max(Origin::List))).collect(), inner: Vec::new() }
    };
    let mut units: Vec<Unit> = short.full.iter().map(unit).collect();
    let itself = (base.to_string(), Origin::List);
    if units.is_empty() {
        units.push(Unit { names: vec![itself.clone()], inner: Vec::new() });
    }
    Reading { lemma: base.to_string(), names: vec![itself], units, joints: Vec::new() }
}
