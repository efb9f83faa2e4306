//! The compiled lexicon: forms, compound parts and canonical names, read in place from the program itself.
//! `data/build.py` makes the file and describes it; the build script of the crate lays its automata out.
use super::Origin;
use super::automaton::{Automaton, State};
use super::fold::{Letters, decoded};
use super::keys::Names;
use super::layout::{ENDING, NONE};
use super::lists::{Entry, List, Lists};
use smallvec::{SmallVec, smallvec};
use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// Lemmas that one word can be.
pub type Lemmas = SmallVec<[Letters; 2]>;

/// The sections of the file, ready for look-up.
pub struct Lexicon {
    forms: Automaton,
    sets: Lists,
    modifiers: Automaton,
    parts: Lists,
    heads: Automaton,
    canon: Automaton,
    targets: Lists,
    backwards: Automaton,
    beginnings: Automaton,
    /// What these cost.
    prices: &'static [[u8; 4]],
    /// What no modifier and no last part is cheaper than.
    pub least: (u32, u32),
}

/// What it costs, in tenths of a nat, to begin a compound with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// As a modifier that compounds of the lexicon have.
    pub seen: Option<u32>,
    /// As a noun or a longer adjective, whatever compounds have.
    pub lemma: Option<u32>,
}

/// Which of a word's endings may be a form of the lexicon, by their length.
#[derive(Debug, Clone, Copy)]
pub struct Endings(u32);

impl Endings {
    /// Whether the last so many letters may be one: never no where they are.
    pub fn may_be(self, letters: usize) -> bool {
        self.0 & 1 << letters.min(ENDING) != 0
    }
}

/// The one lexicon.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::read(DATA))
}

impl Lexicon {
    fn read(mut data: &'static [u8]) -> Self {
        let mut section = || {
            let (length, rest) = data.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
            let length = (u64::from_le_bytes(*length) as usize).min(rest.len());
            data = &rest[length.next_multiple_of(8).min(rest.len())..];
            &rest[..length]
        };
        let forms = Automaton::read(section());
        let sets = Lists::read(section());
        let modifiers = Automaton::read(section());
        let parts = Lists::read(section());
        let heads = Automaton::read(section());
        let canon = Automaton::read(section());
        let targets = Lists::read(section());
        let (backwards, beginnings) = (Automaton::read(section()), Automaton::read(section()));
        let prices = section().as_chunks().0;
        let least = section().first_chunk().map_or((0, 0), |four| {
            let [modifier, head] = two(*four);
            (modifier.into(), head.into())
        });
        Self { forms, sets, modifiers, parts, heads, canon, targets, backwards, beginnings, prices, least }
    }

    /// All readings of a form.
    pub fn entries(&self, form: &[u8]) -> List {
        self.set(self.forms.get(form))
    }

    /// All readings of the form that ends at a place of the automaton of forms.
    pub fn entries_at(&self, at: State) -> List {
        self.set(self.forms.value(at))
    }

    fn set(&self, number: Option<u32>) -> List {
        number.map_or(List::EMPTY, |number| self.sets.get(number))
    }

    /// What it costs, in tenths of a nat, to see this lemma as a last part.
    pub fn head_cost(&self, lemma: &[u8]) -> Option<u32> {
        self.heads.get(lemma)
    }

    /// The same for the lemma of a form.
    pub fn head_cost_of(&self, form: &[u8], entry: &Entry) -> Option<u32> {
        let (kept, suffix) = entry.parts(form);
        self.heads.get_joined(kept, suffix)
    }

    /// The lemmas that a modifier as written can stand for; none at all for a particle.
    pub fn modifier_lemmas(&self, modifier: &[u8]) -> Option<Lemmas> {
        let lemmas = self.parts.get(self.modifiers.get(modifier)?);
        Some(lemmas.iter().map(|lemma| lemma.of(modifier)).collect())
    }

    /// The automaton of all that a compound may begin with.
    pub fn beginnings(&self) -> &Automaton {
        &self.beginnings
    }

    /// The price of what ends at a place of that automaton.
    pub fn price_at(&self, at: State) -> Option<Price> {
        let pair = self.prices.get(self.beginnings.value(at)? as usize)?;
        let [seen, lemma] = two(*pair).map(|price| (price != NONE).then_some(u32::from(price)));
        Some(Price { seen, lemma })
    }

    /// What a lemma is called in keys, in lexicon letters, with the sign of how that was found; nothing for a lemma that
    /// is called what it is.
    fn targets(&self, lemma: &[u8]) -> Option<impl Iterator<Item = (u8, Letters)>> {
        let targets = self.targets.get(self.canon.get(lemma)?);
        Some(targets.iter().map(|name| (name.sign, name.of(lemma))))
    }

    /// The price as a last part of what a nynorsk or variant lemma is called in keys.
    pub fn canonical_head_cost(&self, lemma: &[u8]) -> Option<u32> {
        match self.targets(lemma) {
            None => self.head_cost(lemma),
            Some(names) => names.filter_map(|(_, name)| self.head_cost(&name)).min(),
        }
    }

    /// What a lemma is called in keys, and how that was found; itself if nothing else is known.
    pub fn names(&self, lemma: &[u8]) -> Names {
        let origin = |sign: u8| match sign {
            b'b' => Origin::Lexicon,
            b'l' => Origin::List,
            b'v' => Origin::Variant,
            _ => Origin::Cognate,
        };
        match self.targets(lemma) {
            None => smallvec![(decoded(lemma), Origin::Lexicon)],
            Some(names) => names.map(|(sign, name)| (decoded(&name), origin(sign))).collect(),
        }
    }

    /// How many of a word's last letters some form ends in; never too few, and all where it is more than are kept.
    pub fn known_end(&self, word: &[u8]) -> usize {
        let known = self.back(word.iter().rev()).count();
        if known == ENDING { word.len() } else { known }
    }

    /// Which endings of a word may be forms. The word stands in two pieces.
    pub fn endings(&self, first: &[u8], last: &[u8]) -> Endings {
        let places = self.back(last.iter().rev().chain(first.iter().rev()));
        let form = |at: State| u32::from(self.backwards.value(at).is_some());
        Endings(places.zip(1..).fold(0, |found, (at, letters)| found | form(at) << letters))
    }

    /// The places in the automaton of endings on the way down letters from the last, as far as it goes.
    fn back<'l>(&self, letters: impl Iterator<Item = &'l u8>) -> impl Iterator<Item = State> {
        let mut at = Automaton::root();
        letters.take(ENDING).map_while(move |letter| {
            at = self.backwards.step(at, *letter)?;
            Some(at)
        })
    }

    /// The automaton of modifiers, for walks.
    pub fn modifiers(&self) -> &Automaton {
        &self.modifiers
    }

    /// The automaton of forms, for walks.
    pub fn forms(&self) -> &Automaton {
        &self.forms
    }
}

/// Two numbers of two bytes.
fn two([a, b, c, d]: [u8; 4]) -> [u16; 2] {
    [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norwegian::fold::coded;

    #[test]
    fn endings_that_are_forms_may_be() {
        let lexicon = lexicon();
        let mut forms = 0;
        for word in ["boligmangelen", "barnehageplassene", "flyktningtjenesteleder", "hus", "a", "øyboerne"]
        {
            let word = coded(word).unwrap();
            for cut in 0..=word.len() {
                let endings = lexicon.endings(&word[..cut], &word[cut..]);
                for from in 0..word.len() {
                    let form = !lexicon.entries(&word[from..]).is_empty();
                    assert!(endings.may_be(word.len() - from) || !form, "{:?}", decoded(&word[from..]));
                    forms += usize::from(form);
                }
            }
        }
        assert!(forms > 100);
    }

    #[test]
    fn a_compound_begins_with_a_modifier_or_a_lemma() {
        let lexicon = lexicon();
        let price = |word: &str| {
            let letters = coded(word).unwrap();
            lexicon.beginnings().steps(Automaton::root(), &letters).and_then(|at| lexicon.price_at(at))
        };
        let seen = |word: &str| lexicon.modifier_lemmas(&coded(word).unwrap()).is_some();
        for word in ["bolig", "boligs", "barne", "asyl", "øy", "zebra", "gå", "boligene"] {
            assert_eq!(price(word).is_some_and(|price| price.seen.is_some()), seen(word), "{word}");
        }
        assert!(price("bolig").is_some_and(|price| price.lemma.is_some()));
        // no lemma, and no modifier of any compound
        assert_eq!(price("boligene"), None);
        // a nynorsk noun costs what it is called in keys
        let [own, named] = ["bustad", "bolig"].map(|word| price(word).unwrap());
        assert_eq!(own.lemma, named.seen);
        let least = lexicon.prices.iter().flat_map(|pair| two(*pair)).min().unwrap();
        assert_eq!(lexicon.least.0, u32::from(least));
        assert!(lexicon.head_cost(b"mangel").unwrap() >= lexicon.least.1);
    }
}
