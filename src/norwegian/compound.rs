//! Compounds: the cheapest way to see an unknown word as known modifiers before a known, inflected head.
//!
//! The price of a part is the negative logarithm of its share among the parts of the lexicon's own
//! compounds; linking letters belong to the modifier as written (`boligs`, `barne`). Best path by Viterbi.
//! Rejected: greedy longest match (72 % of the joints), fewest parts (83 %).
use super::automaton::Automaton;
use super::fold::joined;
use super::layout::UNSEEN;
use super::lexicon::{Endings, Lexicon, Price};
use super::lists::{Entry, List};
use super::nynorsk;
use smallvec::{SmallVec, smallvec};

/// Longer words are no Norwegian words, and the search is quadratic.
const LONGEST: usize = 60;
/// Shorter words are not split.
const SHORTEST: usize = 5;
/// A nynorsk or variant lemma beside what it is called in keys.
const FOREIGN: u32 = 20;
/// A linking -s after a lemma never seen as a modifier.
const LINK: u32 = 10;
/// A first part that is no word at all: names and loans.
const UNKNOWN: u32 = 190;
/// What an unknown first part asks of the head: productive, and long enough not to be an ending.
const PRODUCTIVE: u32 = 82;
/// No split costs more than this for its first two parts, and for each of the others.
const DEAREST: u32 = 250;
const FURTHER: u32 = 95;

/// A part of a split word: end in letters, and its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    cost: u32,
    from: u16,
    parts: u16,
}

/// Ends of parts.
pub type Joints = SmallVec<[usize; 4]>;

/// Where an unknown word falls apart: the ends of its parts but the last. With `name` the first part may be no word at
/// all.
pub fn joints(lexicon: &Lexicon, word: &[u8], name: bool) -> Joints {
    if word.len() < if name { 9 } else { SHORTEST } || word.len() > LONGEST {
        return Joints::new();
    }
    path(lexicon, word, name)
}

fn path(lexicon: &Lexicon, word: &[u8], name: bool) -> Joints {
    // nothing but letters needs a head that some form can end in, and the name before it has three letters
    if name && lexicon.known_end(word) < 5 && nynorsk::changes(word).next().is_none() {
        return Joints::new();
    }
    let heads = Heads::of(lexicon, word, name);
    let mut best: SmallVec<[Option<Step>; 36]> = smallvec![None; word.len() + 1];
    if name {
        best[3..word.len() - 4].fill(Some(Step { cost: UNKNOWN, from: 0, parts: 1 }));
    } else {
        extend(lexicon, word, 0, Step { cost: 0, from: 0, parts: 0 }, &mut best);
    }
    let whole = |from: usize, step: Step, head: u32| {
        let (cost, parts) = (step.cost.saturating_add(head), step.parts + 1);
        let dearest = DEAREST + FURTHER * u32::from(parts - 2);
        (cost <= dearest).then_some(Step { cost, from: from as u16, parts })
    };
    // the word in as few parts as can be is soon found, and no way that is dearer need be gone
    let last: SmallVec<[Option<u32>; 36]> =
        best.iter().enumerate().map(|(from, step)| step.map(|_| heads.price(from))).collect();
    let few = (1..word.len()).filter_map(|from| whole(from, best[from]?, last[from]?));
    let mut dearest = few.map(|whole| whole.cost).min().unwrap_or(u32::MAX);
    let (modifier, head) = lexicon.least;
    let mut end: Option<Step> = None;
    for from in 1..word.len() - 1 {
        let Some(step) = best[from] else { continue };
        if step.cost + head > dearest {
            continue;
        }
        if step.cost + modifier + head <= dearest {
            extend(lexicon, word, from, step, &mut best);
        }
        let head = last[from].unwrap_or_else(|| heads.price(from));
        if let Some(whole) = whole(from, step, head)
            && end.is_none_or(|end| whole.cost < end.cost)
        {
            dearest = dearest.min(whole.cost);
            end = Some(whole);
        }
    }
    end.map_or(Joints::new(), |end| trace(&best, end.from.into()))
}

/// The endings of a word as last parts.
struct Heads<'a> {
    lexicon: &'a Lexicon,
    word: &'a [u8],
    /// Whether they stand after something unknown.
    name: bool,
    endings: Endings,
    /// What the word would be with another ending: how many of its letters stay, what follows them, and what may be a form.
    other: SmallVec<[(usize, &'static [u8], Endings); 4]>,
}

impl<'a> Heads<'a> {
    fn of(lexicon: &'a Lexicon, word: &'a [u8], name: bool) -> Self {
        let other = nynorsk::changes(word);
        let other = other.map(|(stem, ending)| (stem.len(), ending, lexicon.endings(stem, ending))).collect();
        Self { lexicon, word, name, endings: lexicon.endings(word, b""), other }
    }

    /// The price of what is left of the word from a letter on, as it stands or with another ending; beyond all prices if it
    /// is no last part.
    fn price(&self, from: usize) -> u32 {
        let form = &self.word[from..];
        let (shortest, dearest) = if self.name { (5, PRODUCTIVE) } else { (2, u32::MAX) };
        let found = if form.len() < shortest { None } else { self.either(form, from) };
        found.filter(|cost| *cost <= dearest).unwrap_or(u32::MAX)
    }

    fn either(&self, form: &[u8], from: usize) -> Option<u32> {
        if self.endings.may_be(form.len()) {
            let entries = self.lexicon.entries(form);
            if !entries.is_empty() {
                return head_cost(self.lexicon, form, entries);
            }
        }
        if form.len() < 5 {
            return None;
        }
        let changed = self.other.iter().filter_map(|(stem, ending, endings)| {
            let stem = stem.checked_sub(from).filter(|stem| *stem > 2)?;
            if !endings.may_be(stem + ending.len()) {
                return None;
            }
            let changed = joined(&form[..stem], ending);
            let entries = self.lexicon.entries(&changed);
            (!entries.is_empty()).then(|| head_cost(self.lexicon, &changed, entries))?
        });
        changed.min()
    }
}

/// Offers what may begin at a letter as the next part.
fn extend(lexicon: &Lexicon, word: &[u8], from: usize, step: Step, best: &mut [Option<Step>]) {
    let mut offer = |length: usize, cost: u32| {
        let cost = step.cost + cost;
        if let Some(slot) = best.get_mut(from + length)
            && slot.is_none_or(|s| cost < s.cost)
        {
            *slot = Some(Step { cost, from: from as u16, parts: step.parts + 1 });
        }
    };
    let letters = &word[from..];
    let mut at = Automaton::root();
    for (before, letter) in letters.iter().enumerate() {
        let Some(next) = lexicon.beginnings().step(at, *letter) else { break };
        at = next;
        let Some(Price { seen, lemma }) = lexicon.price_at(at) else { continue };
        let length = before + 1;
        if let Some(cost) = seen {
            offer(length, cost);
            if length > 3 && *letter == letters[length - 2] {
                offer(length - 1, cost + LINK);
            }
        }
        if let Some(cost) = lemma {
            offer(length, cost);
            if letters.get(length) == Some(&b's') {
                offer(length + 1, cost + LINK);
            }
        }
    }
}

fn trace(best: &[Option<Step>], mut at: usize) -> Joints {
    let mut ends = Joints::new();
    while at > 0 {
        ends.push(at);
        at = best[at].map_or(0, |s| s.from.into());
    }
    ends.reverse();
    ends
}

/// The price of a form as last part, by its cheapest lemma; nothing for endings that look like words.
fn head_cost(lexicon: &Lexicon, form: &[u8], entries: List) -> Option<u32> {
    if form.len() < 2 || never(form) {
        return None;
    }
    let price = |e: Entry| {
        let length = e.length(form);
        if e.sign == b'v' && !e.is_lemma() && form.len() < length {
            return None;
        }
        let unseen = (length >= 4 && e.sign != b'o').then_some(UNSEEN);
        let seen = lexicon.head_cost_of(form, &e);
        if seen.is_some() && length > LONGEST_NEVER {
            return seen;
        }
        let lemma = e.of(form);
        if never(&lemma) {
            return None;
        }
        seen.or_else(|| lexicon.canonical_head_cost(&lemma).map(|cost| cost + FOREIGN)).or(unseen)
    };
    entries.iter().filter_map(price).min()
}

/// Whether a form is one of the endings that look like words.
fn never(form: &[u8]) -> bool {
    form.len() <= LONGEST_NEVER && NEVER.binary_search(&form).is_ok()
}

/// Letters of the longest of [`NEVER`].
const LONGEST_NEVER: usize = 8;

/// Endings, in lexicon letters, that are also words: no compound ends in them. In order, for it is asked for every
/// ending of every compound.
#[rustfmt::skip]
const NEVER: &[&[u8]] = &[
    b"ad", b"ag", b"ak", b"al", b"alt", b"and", b"ande", b"ane", b"ant", b"ar", b"art", b"ase", b"asi",
    b"asjon", b"at", b"dom", b"dte", b"ell", b"else", b"en", b"ende", b"ene", b"ens", b"ent", b"er", b"ere",
    b"eri", b"erne", b"ers", b"ert", b"es", b"esse", b"este", b"et", b"ete", b"ets", b"het", b"heten",
    b"heter", b"ig", b"ing", b"inga", b"ingen", b"ingene", b"inger", b"inn", b"inne", b"ion", b"is", b"isk",
    b"isme", b"isse", b"ist", b"it", b"la", b"las", b"le", b"len", b"ler", b"les", b"lig", b"ling",
    b"linger", b"lse", b"ma", b"ne", b"nes", b"ning", b"om", b"ra", b"re", b"se", b"sel", b"sene", b"ser",
    b"ses", b"sjon", b"sk", b"skap", b"skapelig", b"ske", b"skes", b"sle", b"ste", b"ta", b"tar", b"tas",
    b"tatt", b"te", b"ten", b"ter", b"tere", b"tes", b"tet", b"un", b"ur", b"ut",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norwegian::fold::{coded, decoded};
    use crate::norwegian::lexicon::lexicon;

    #[test]
    fn endings_stand_in_order() {
        assert!(NEVER.is_sorted());
        assert_eq!(NEVER.iter().map(|e| e.len()).max(), Some(LONGEST_NEVER));
    }

    /// Where a word falls apart by the cheapest of all ways, none left out.
    fn patiently(word: &[u8], name: bool) -> Joints {
        let (lexicon, heads) = (lexicon(), Heads::of(lexicon(), word, name));
        let mut best: SmallVec<[Option<Step>; 36]> = smallvec![None; word.len() + 1];
        match name {
            true => best[3..word.len() - 4].fill(Some(Step { cost: UNKNOWN, from: 0, parts: 1 })),
            false => best[0] = Some(Step { cost: 0, from: 0, parts: 0 }),
        }
        let mut end: Option<Step> = None;
        for from in 0..word.len() - 1 {
            let Some(step) = best[from] else { continue };
            extend(lexicon, word, from, step, &mut best);
            let (cost, parts) = (step.cost.saturating_add(heads.price(from)), step.parts + 1);
            if from > 0
                && cost <= DEAREST + FURTHER * u32::from(parts - 2)
                && end.is_none_or(|end| cost < end.cost)
            {
                end = Some(Step { cost, from: from as u16, parts });
            }
        }
        end.map_or(Joints::new(), |end| trace(&best, end.from.into()))
    }

    #[test]
    fn no_way_that_is_left_out_is_cheaper() {
        let parts = [
            "bolig", "s", "mangel", "barne", "hage", "bustad", "ord", "ning", "tenest", "ane", "tolk", "xyl",
            "arbeidet", "kommunen",
        ];
        let (mut seed, mut split) = (2023_u32, [0, 0]);
        for round in 0..20_000 {
            let mut word = String::new();
            for _ in 0..2 + round % 4 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                word += parts[(seed >> 16) as usize % parts.len()];
            }
            let letters = coded(&word).unwrap();
            for name in [false, true] {
                if letters.len() < 9 || letters.len() > LONGEST {
                    continue;
                }
                let found = joints(lexicon(), &letters, name);
                // a name before nothing that some form ends in is not looked into
                if !name || !found.is_empty() {
                    assert_eq!(found, patiently(&letters, name), "{}", decoded(&letters));
                }
                split[usize::from(name)] += usize::from(!found.is_empty());
            }
        }
        assert!(split.iter().all(|n| *n > 100), "{split:?}");
    }
}
