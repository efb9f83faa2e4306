//! Compounds: the cheapest way to see an unknown word as known modifiers before a known, inflected head.
//!
//! The price of a part is the negative logarithm of its share among the parts of the lexicon's own
//! compounds; linking letters belong to the modifier as written (`boligs`, `barne`). Best path by Viterbi.
//! Rejected: greedy longest match (72 % of the joints), fewest parts (83 %).
use super::automaton::{Automaton, Way};
use super::fold::joined;
use super::lexicon::Lexicon;
use super::lists::{Entry, List};
use super::nynorsk;
use smallvec::{SmallVec, smallvec};

/// Longer words are no Norwegian words, and the search is quadratic.
const LONGEST: usize = 60;
/// Shorter words are not split.
const SHORTEST: usize = 5;
/// A lemma never seen as a modifier or head, in tenths of a nat.
const UNSEEN: u32 = 130;
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
    let mut best: SmallVec<[Option<Step>; 36]> = smallvec![None; word.len() + 1];
    // nothing but letters needs a head that some form can end in, and the name before it has three letters
    if name && lexicon.known_end(word) < 5 && nynorsk::changes(word).next().is_none() {
        return Joints::new();
    }
    if name {
        best[3..word.len() - 4].fill(Some(Step { cost: UNKNOWN, from: 0, parts: 1 }));
    } else {
        best[0] = Some(Step { cost: 0, from: 0, parts: 0 });
    }
    // what other endings the word could have is the same for every last part
    let changes: SmallVec<[(usize, &'static [u8]); 4]> =
        nynorsk::changes(word).map(|(stem, end)| (stem.len(), end)).collect();
    let mut end: Option<Step> = None;
    for from in 0..word.len() - 1 {
        // no way on from here can be cheaper than what reached the end
        let Some(step) = best[from].filter(|step| end.is_none_or(|end| step.cost < end.cost)) else {
            continue;
        };
        let rest = Rest { letters: &word[from..], way: lexicon.forms().way(&word[from..]) };
        extend(lexicon, &rest, from, step, &mut best);
        if from == 0 || (name && rest.letters.len() < 5) {
            continue;
        }
        let other = changes.iter().filter_map(|(stem, ending)| Some((stem.checked_sub(from)?, *ending)));
        let Some(cost) = rest.price(lexicon, other).filter(|cost| !name || *cost <= PRODUCTIVE) else {
            continue;
        };
        let whole = Step { cost: step.cost + cost, from: from as u16, parts: step.parts + 1 };
        if whole.cost <= DEAREST + FURTHER * u32::from(whole.parts - 2)
            && end.is_none_or(|e| whole.cost < e.cost)
        {
            end = Some(whole);
        }
    }
    end.map_or(Joints::new(), |end| trace(&best, end.from.into()))
}

/// What is left of a word from a letter on, walked once down the automaton of forms: what begins there, what the whole
/// of it is, and what it would be with another ending, are all places on or beside that way.
struct Rest<'a> {
    letters: &'a [u8],
    way: Way,
}

impl Rest<'_> {
    /// The price of the whole as last part, as it stands or, of so many letters, with another ending.
    fn price(&self, lexicon: &Lexicon, other: impl Iterator<Item = (usize, &'static [u8])>) -> Option<u32> {
        let form = self.letters;
        let entries = self.way.get(form.len()).map_or(List::EMPTY, |at| lexicon.entries_at(*at));
        if !entries.is_empty() {
            return head_cost(lexicon, form, entries);
        }
        if form.len() < 5 {
            return None;
        }
        let changed = other.filter_map(|(stem, ending)| {
            let at = self.way.get(stem).filter(|_| stem > 2)?;
            let entries = lexicon.entries_at(lexicon.forms().steps(*at, ending)?);
            (!entries.is_empty()).then(|| head_cost(lexicon, &joined(&form[..stem], ending), entries))?
        });
        changed.min()
    }
}

fn extend(lexicon: &Lexicon, rest: &Rest, from: usize, step: Step, best: &mut [Option<Step>]) {
    let mut offer = |length: usize, cost: u32| {
        let cost = step.cost + cost;
        if let Some(slot) = best.get_mut(from + length)
            && slot.is_none_or(|s| cost < s.cost)
        {
            *slot = Some(Step { cost, from: from as u16, parts: step.parts + 1 });
        }
    };
    let letters = rest.letters;
    let mut at = Automaton::root();
    for (read, letter) in letters.iter().enumerate() {
        let Some(next) = lexicon.modifiers().step(at, *letter) else { break };
        at = next;
        let length = read + 1;
        if let Some(cost) = lexicon.modifier_cost_at(at) {
            offer(length, cost);
            if length > 3 && letters[length - 1] == letters[length - 2] {
                offer(length - 1, cost + LINK);
            }
        }
    }
    for length in 3..rest.way.len() {
        if lexicon.may_begin(rest.way[length], length) {
            let cost = lexicon.canonical_modifier_cost(&letters[..length]).unwrap_or(UNSEEN);
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

    #[test]
    fn endings_stand_in_order() {
        assert!(NEVER.is_sorted());
        assert_eq!(NEVER.iter().map(|e| e.len()).max(), Some(LONGEST_NEVER));
    }
}
