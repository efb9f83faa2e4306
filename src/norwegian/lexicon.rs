//! The compiled lexicon: forms, compound parts and canonical names, read in place from the program itself.
//! `data/build.py` makes the file and describes it; the build script of the crate lays its automata out.
use super::Origin;
use super::automaton::{Automaton, State};
use super::fold::{Letters, decoded};
use super::keys::Names;
use super::letters::ENDING;
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
    /// By set: the letters that a form of it must have at least to begin a compound that nobody has seen.
    beginning: Vec<u8>,
    modifiers: Automaton,
    /// By modifier: its price, and the lemmas it can stand for.
    costs: &'static [[u8; 4]],
    parts: Lists,
    heads: Automaton,
    canon: Automaton,
    targets: Lists,
    backwards: Automaton,
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
        let beginning = (0..sets.count()).map(|set| beginning(sets.get(set as u32))).collect();
        let modifiers = Automaton::read(section());
        let costs = section().as_chunks().0;
        let parts = Lists::read(section());
        let heads = Automaton::read(section());
        let canon = Automaton::read(section());
        let targets = Lists::read(section());
        let backwards = Automaton::read(section());
        Self { forms, sets, beginning, modifiers, costs, parts, heads, canon, targets, backwards }
    }

    /// All readings of a form.
    pub fn entries(&self, form: &[u8]) -> List {
        self.set(self.forms.get(form))
    }

    /// All readings of the form that ends at a place of the automaton of forms.
    pub fn entries_at(&self, at: State) -> List {
        self.set(self.forms.value(at))
    }

    /// Whether the form of so many letters that ends at a place can begin a compound that nobody has seen: a noun, or a
    /// longer adjective, that is its own lemma.
    #[inline]
    pub fn may_begin(&self, at: State, letters: usize) -> bool {
        let least = self.forms.value(at).and_then(|set| self.beginning.get(set as usize));
        least.is_some_and(|least| letters >= usize::from(*least))
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

    /// The price of the modifier that ends at a place of the automaton of modifiers.
    pub fn modifier_cost_at(&self, at: State) -> Option<u32> {
        self.cost(self.modifiers.value(at)?)
    }

    fn cost(&self, modifier: u32) -> Option<u32> {
        self.costs.get(modifier as usize).map(|cost| u32::from_le_bytes(*cost))
    }

    /// What a lemma is called in keys, in lexicon letters, with the sign of how that was found; nothing for a lemma that
    /// is called what it is.
    fn targets(&self, lemma: &[u8]) -> Option<impl Iterator<Item = (u8, Letters)>> {
        let targets = self.targets.get(self.canon.get(lemma)?);
        Some(targets.iter().map(|name| (name.sign, name.of(lemma))))
    }

    /// The price as a modifier of what a nynorsk or variant lemma is called in keys.
    pub fn canonical_modifier_cost(&self, lemma: &[u8]) -> Option<u32> {
        let cost = |name: &[u8], more: &[u8]| self.cost(self.modifiers.get_joined(name, more)?);
        self.targets(lemma)?.filter_map(|(_, name)| cost(&name, b"").or_else(|| cost(&name, b"s"))).min()
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
        let mut at = Automaton::root();
        let further = |letter: &u8| {
            at = self.backwards.step(at, *letter)?;
            Some(())
        };
        let known = word.iter().rev().take(ENDING).map_while(further).count();
        if known == ENDING { word.len() } else { known }
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

fn beginning(set: List) -> u8 {
    let lemma = |class: u8| set.iter().any(|e| e.is_lemma() && e.sign == class);
    if lemma(b'n') {
        3
    } else if lemma(b'a') {
        5
    } else {
        u8::MAX
    }
}
