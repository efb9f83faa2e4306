//! The order in which a word is looked up: acronyms by case, the lexicon, genitives, nynorsk, compounds.
use super::acronym::{self, Short};
use super::compound::Joints;
use super::fold::{Letters, coded, folded, joined, lowered, spelt_out};
use super::keys::{Named, Names, Unit};
use super::lexicon::Lexicon;
use super::lists::List;
use super::names::is_name;
use super::reading::{self, Reading, listed, split};
use super::spelling;
use super::{Origin, cognate, common, nynorsk};
use compact_str::CompactString;
use smallvec::smallvec;

/// A word with more pieces than this is no word.
const MOST_PIECES: usize = 8;

/// All that lists, rules and the splitter know of a word written with its capitals; empty if nothing knows it.
pub fn look_up(lexicon: &Lexicon, cased: &str) -> Vec<Reading> {
    let lower = lowered(cased);
    let lower = folded(&lower);
    let word = coded(&lower);
    // «kommer» is no form of «komm.»
    let is_plain = |word: &Letters| !plain(lexicon, word).is_empty();
    let is_word = || {
        !cased.contains('-') && cased.chars().any(char::is_lowercase) && word.as_ref().is_some_and(is_plain)
    };
    if let Some((base, short)) = acronym::known(cased)
        && (base.len() == lower.len() || !is_word())
    {
        return vec![expanded(lexicon, &base, short)];
    }
    let Some(word) = word else { return Vec::new() };
    if cased.trim_matches('-').contains('-') {
        return hyphenated(lexicon, cased, &lower);
    }
    let mut known = plain(lexicon, &word);
    // navkontor stands in the list as nav-kontor
    let mut twins = known.iter().filter_map(|reading| reading.lemma.split_once('-'));
    let twin = twins.find(|(first, _)| acronym::known(first).is_some());
    if let Some((first, last)) = twin.map(|(first, last)| (first.to_string(), last.to_string())) {
        known.extend(pieces(lexicon, &[&first, &last]));
    }
    if let Some(end) = acronym::capitals_end(cased) {
        let (first, last) = cased.split_at(end);
        known.extend(pieces(lexicon, &[first, last]));
    }
    if !known.is_empty() {
        return known;
    }
    let is_listed = |rest: &str| coded(rest).is_some_and(|rest| is_plain(&rest));
    match acronym::begins(&lower).filter(|end| is_listed(&lower[*end..])) {
        Some(end) => pieces(lexicon, &[&lower[..end], &lower[end..]]),
        None => unlisted(lexicon, &word),
    }
}

/// A word that no list has: by sure rewriting, as a compound of known parts, by far rewriting, and as something
/// unknown before a productive head. A common slip is no compound (best|iling).
pub fn unlisted(lexicon: &Lexicon, word: &[u8]) -> Vec<Reading> {
    if is_name(word) {
        return Vec::new();
    }
    let persons = persons(lexicon, word);
    if !persons.is_empty() {
        return persons;
    }
    let near = cognate::forms(lexicon.forms(), word);
    let sure = near.first().is_some_and(|(_, cost)| *cost <= cognate::SURE);
    let rewritten =
        || through(Origin::Cognate, near.iter().flat_map(|(form, _)| listed(lexicon, form)).collect());
    if sure {
        return rewritten();
    }
    let split = compounds(lexicon, word, false);
    // whether it is a slip takes the longest to find out, and is asked last
    if split.iter().any(Reading::is_stout) {
        return split;
    }
    // a particle before one part is not there by accident: innlogget is no misspelt innlegget, but vedlikhold is vedlikehold
    let is_begun = |reading: &Reading| reading.units.first().is_some_and(|unit| unit.names.is_empty());
    let begun = split.iter().any(|reading| is_begun(reading) && reading.joints.len() < 2);
    let rewritten_to_common = near.iter().any(|(form, _)| common::is_known(lexicon, form));
    let meant = if begun || rewritten_to_common { Vec::new() } else { common::meant(lexicon, word) };
    if !split.is_empty() {
        let mut readings = if spelling::is_common_slip(lexicon, word) { rewritten() } else { split };
        // it may be what it looks like, and a misspelt common word too
        let meant = meant.iter().flat_map(|form| listed(lexicon, form)).collect();
        readings.extend(through(Origin::Spelling, meant));
        return readings;
    }
    // a common word is likelier than one that is rewritten far
    if !meant.is_empty() {
        return Vec::new();
    }
    if near.is_empty() && !spelling::is_slip(lexicon, word) {
        return compounds(lexicon, word, true);
    }
    rewritten()
}

/// A plural of persons with one e too many, the commonest slip of all: lederene, sykepleierene.
fn persons(lexicon: &Lexicon, word: &[u8]) -> Vec<Reading> {
    let Some(stem) = word.strip_suffix(b"erene").filter(|stem| stem.len() > 2) else { return Vec::new() };
    let meant = joined(stem, b"erne");
    let listed = listed(lexicon, &meant);
    through(Origin::Spelling, if listed.is_empty() { compounds(lexicon, &meant, false) } else { listed })
}

/// Readings no firmer than the step that led to them.
pub fn through(origin: Origin, mut readings: Vec<Reading>) -> Vec<Reading> {
    for reading in &mut readings {
        reading::weaken(&mut reading.units, origin);
        for (_, reached) in &mut reading.names {
            *reached = (*reached).max(origin);
        }
    }
    readings
}

/// A word with hyphens: as the lexicon has it, as its twin without them, and by its pieces.
fn hyphenated(lexicon: &Lexicon, cased: &str, lower: &str) -> Vec<Reading> {
    let look = |word: &str| coded(word).map_or(Vec::new(), |w| plain(lexicon, &w));
    let mut readings = look(lower);
    readings.extend(look(&lower.replace('-', "")));
    readings.extend(pieces(lexicon, &cased.split('-').collect::<Vec<_>>()));
    readings
}

/// A word without capitals or hyphens that some list has, by the first way that knows it.
fn plain(lexicon: &Lexicon, word: &[u8]) -> Vec<Reading> {
    // the word, its genitive and its other endings are all on one way, or beside it
    let way = lexicon.forms().way(word);
    let at = |letters: usize| way.get(letters).map_or(List::EMPTY, |at| lexicon.entries_at(*at));
    let firm = reading::each(lexicon, word, at(word.len()));
    if !firm.is_empty() {
        return firm;
    }
    let base = word.strip_suffix(b"s");
    let genitive = base.map_or(Vec::new(), |base| reading::each(lexicon, base, at(base.len())));
    if !genitive.is_empty() {
        return genitive;
    }
    let spelt = spelt_out(word).map_or(Vec::new(), |word| listed(lexicon, &word));
    if !spelt.is_empty() {
        return spelt;
    }
    let changed = nynorsk::changes(word).filter_map(|(stem, ending)| {
        let entries = lexicon.entries_at(lexicon.forms().steps(*way.get(stem.len())?, ending)?);
        Some(reading::each(lexicon, &joined(stem, ending), entries))
    });
    through(Origin::Cognate, changed.flatten().collect())
}

/// A compound, as it stands, without a genitive -s, or with `aa` for `å`; the first with a reading that has no short
/// part, or else the first there is.
fn compounds(lexicon: &Lexicon, word: &[u8], name: bool) -> Vec<Reading> {
    let mut choppy = Vec::new();
    let own = |word: &[u8]| Letters::from_slice(word);
    let bare = || word.strip_suffix(b"s").map(own);
    let ways: [&dyn Fn() -> Option<Letters>; 3] = [&|| Some(own(word)), &bare, &|| spelt_out(word)];
    for way in ways {
        let found = way().map_or(Vec::new(), |word| split(lexicon, &word, name));
        if found.iter().any(|reading| !reading.is_choppy()) {
            return found;
        }
        if choppy.is_empty() {
            choppy = found;
        }
    }
    choppy
}

/// A word of pieces: joined with hyphens, or capitals before small letters.
fn pieces(lexicon: &Lexicon, pieces: &[&str]) -> Vec<Reading> {
    let mut pieces: Vec<&str> = pieces.iter().copied().filter(|p| !p.is_empty()).collect();
    if pieces.len() > MOST_PIECES {
        return Vec::new();
    }
    if pieces.len() > 1 && pieces.last().is_some_and(|p| acronym::is_ending(p)) {
        pieces.pop();
    }
    let mut joints = Joints::new();
    let mut units = Vec::new();
    let mut lemma = CompactString::default();
    let mut at = 0;
    for piece in &pieces {
        let found = look_up(lexicon, piece);
        joints.extend(found.iter().flat_map(|r| &r.joints).map(|j| at + j));
        units.extend(merged(found, piece));
        lemma.push_str(&folded(&lowered(piece)));
        at += piece.chars().count();
        joints.push(at);
    }
    joints.pop();
    joints.sort_unstable();
    joints.dedup();
    vec![Reading { names: smallvec![(lemma.clone(), Origin::Written)], lemma, units, joints, length: at }]
}

/// One row of units for all readings of a piece.
fn merged(readings: Vec<Reading>, piece: &str) -> Vec<Unit> {
    let mut rows = readings.into_iter().map(|r| r.units);
    let Some(mut first) = rows.next() else {
        return vec![Unit {
            names: smallvec![(folded(&lowered(piece)).into(), Origin::Written)],
            inner: Vec::new(),
        }];
    };
    for other in rows {
        if let ([one], [more]) = (first.as_mut_slice(), other.as_slice()) {
            let new = more.names.iter().filter(|(name, _)| one.names.iter().all(|(own, _)| own != name));
            let new: Names = new.cloned().collect();
            one.names.extend(new);
        }
    }
    // of more names than are looked at, the word that is written first
    if let [one] = first.as_mut_slice() {
        let written = folded(&lowered(piece)).into_owned();
        one.names.sort_by_key(|(name, _)| *name != written);
    }
    first
}

/// An abbreviation as the words it stands for.
fn expanded(lexicon: &Lexicon, base: &str, short: &Short) -> Reading {
    let unit = |word: &&str| {
        let names = coded(&folded(word)).map_or(Names::new(), |w| lexicon.names(&w));
        Unit { names: names.into_iter().map(|(n, o)| (n, o.max(Origin::List))).collect(), inner: Vec::new() }
    };
    let mut units: Vec<Unit> = short.full.iter().map(unit).collect();
    let itself: Named = (if short.capitals { base.to_uppercase().into() } else { base.into() }, Origin::List);
    if units.is_empty() {
        units.push(Unit { names: smallvec![itself.clone()], inner: Vec::new() });
    }
    let (lemma, length) = (base.into(), base.len());
    Reading { lemma, names: smallvec![itself], units, joints: Joints::new(), length }
}
