//! The compiled lexicon: forms, compound parts and canonical names, read in place from the program itself.
//! `data/build.py` makes the file and describes it; the build script of the crate lays its automata out.
use super::Origin;
use super::automaton::{Automaton, State};
use super::fold::{Letters, decoded, joined};
use super::keys::Names;
use super::letters::ENDING;
use smallvec::{SmallVec, smallvec};
use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// One way to read a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    strip: u8,
    suffix: &'static [u8],
    /// `n`, `v`, `a` or `o` for the rest.
    pub class: u8,
    /// Letters of the lemma that are its head; 0 for a word that is no compound.
    pub head: u8,
    /// Bit 1: the modifier means itself; bit 2: the head does. A barnehage is for children and no garden.
    pub mask: u8,
}

impl Entry {
    /// The lemma, in lexicon letters.
    pub fn lemma(&self, form: &[u8]) -> Letters {
        changed(form, self.strip, self.suffix)
    }

    /// The letters that form and lemma begin with.
    pub fn kept<'a>(&self, form: &'a [u8]) -> &'a [u8] {
        kept(form, self.strip)
    }

    /// Letters of the lemma.
    pub fn lemma_length(&self, form: &[u8]) -> usize {
        self.kept(form).len() + self.suffix.len()
    }

    /// Whether the form is its own lemma.
    pub fn is_lemma(&self) -> bool {
        self.strip == 0 && self.suffix.is_empty()
    }
}

/// Lemmas that one word can be.
pub type Lemmas = SmallVec<[Letters; 2]>;

/// A modifier's price and the lemmas it can stand for.
struct Part {
    cost: u32,
    lemmas: Vec<(u8, &'static [u8])>,
}

/// The sections of the file, ready for look-up.
pub struct Lexicon {
    forms: Automaton,
    sets: Vec<Vec<Entry>>,
    /// By set: the letters that a form of it must have at least to begin a compound that nobody has seen.
    beginning: Vec<u8>,
    modifiers: Automaton,
    parts: Vec<Part>,
    heads: Automaton,
    canon: Automaton,
    targets: Vec<Vec<(u8, u8, &'static [u8])>>,
    backwards: Automaton,
}

/// The one lexicon.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::read(DATA))
}

fn changed(form: &[u8], strip: u8, suffix: &[u8]) -> Letters {
    joined(kept(form, strip), suffix)
}

fn kept(form: &[u8], strip: u8) -> &[u8] {
    &form[..form.len().saturating_sub(usize::from(strip))]
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
        let sets: Vec<Vec<Entry>> =
            lines(section()).map(|l| l.split(|b| *b == b' ').filter_map(entry).collect()).collect();
        let beginning = sets.iter().map(|set| beginning(set)).collect();
        let modifiers = Automaton::read(section());
        let parts = lines(section()).map(part).collect();
        let heads = Automaton::read(section());
        let canon = Automaton::read(section());
        let targets =
            lines(section()).map(|l| l.split(|b| *b == b' ').filter_map(target).collect()).collect();
        let backwards = Automaton::read(section());
        Self { forms, sets, beginning, modifiers, parts, heads, canon, targets, backwards }
    }

    /// All readings of a form.
    pub fn entries(&self, form: &[u8]) -> &[Entry] {
        self.forms.get(form).map_or(&[], |set| self.set(set))
    }

    /// All readings of the form that ends at a place of the automaton of forms.
    pub fn entries_at(&self, at: State) -> &[Entry] {
        self.forms.value(at).map_or(&[], |set| self.set(set))
    }

    /// Whether the form of so many letters that ends at a place can begin a compound that nobody has seen: a noun, or a
    /// longer adjective, that is its own lemma.
    #[inline]
    pub fn may_begin(&self, at: State, letters: usize) -> bool {
        let least = self.forms.value(at).and_then(|set| self.beginning.get(set as usize));
        least.is_some_and(|least| letters >= usize::from(*least))
    }

    fn set(&self, number: u32) -> &[Entry] {
        self.sets.get(number as usize).map_or(&[], Vec::as_slice)
    }

    /// What it costs, in tenths of a nat, to see this lemma as a last part.
    pub fn head_cost(&self, lemma: &[u8]) -> Option<u32> {
        self.heads.get(lemma)
    }

    /// The same for the lemma of a form.
    pub fn head_cost_of(&self, form: &[u8], entry: &Entry) -> Option<u32> {
        self.heads.get_joined(entry.kept(form), entry.suffix)
    }

    /// The lemmas that a modifier as written can stand for; none at all for a particle.
    pub fn modifier_lemmas(&self, modifier: &[u8]) -> Option<Lemmas> {
        let part = self.parts.get(self.modifiers.get(modifier)? as usize)?;
        Some(part.lemmas.iter().map(|(strip, add)| changed(modifier, *strip, add)).collect())
    }

    /// The price of the modifier that ends at a place of the automaton of modifiers.
    pub fn modifier_cost_at(&self, at: State) -> Option<u32> {
        self.parts.get(self.modifiers.value(at)? as usize).map(|part| part.cost)
    }

    /// What a lemma is called in keys, in lexicon letters, with the sign of how that was found; nothing for a lemma that
    /// is called what it is.
    fn targets(&self, lemma: &[u8]) -> Option<impl Iterator<Item = (u8, Letters)>> {
        let targets = self.targets.get(self.canon.get(lemma)? as usize)?;
        Some(targets.iter().map(|(origin, strip, add)| (*origin, changed(lemma, *strip, add))))
    }

    /// The price as a modifier of what a nynorsk or variant lemma is called in keys.
    pub fn canonical_modifier_cost(&self, lemma: &[u8]) -> Option<u32> {
        let cost = |name: &[u8], more: &[u8]| {
            self.parts.get(self.modifiers.get_joined(name, more)? as usize).map(|part| part.cost)
        };
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

fn beginning(set: &[Entry]) -> u8 {
    let lemma = |class: u8| set.iter().any(|e| e.is_lemma() && e.class == class);
    if lemma(b'n') {
        3
    } else if lemma(b'a') {
        5
    } else {
        u8::MAX
    }
}

fn lines(text: &'static [u8]) -> impl Iterator<Item = &'static [u8]> {
    text.split(|b| *b == b'\n')
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(d.wrapping_sub(b'0') % 10))
}

fn change(text: &'static [u8]) -> Option<(u8, &'static [u8])> {
    let comma = text.iter().position(|b| *b == b',')?;
    Some((number(&text[..comma]) as u8, &text[comma + 1..]))
}

fn entry(text: &'static [u8]) -> Option<Entry> {
    let mut fields = text.split(|b| *b == b',');
    let strip = number(fields.next()?) as u8;
    let suffix = fields.next()?;
    let class = *fields.next()?.first()?;
    Some(Entry {
        strip,
        suffix,
        class,
        head: number(fields.next()?) as u8,
        mask: number(fields.next()?) as u8,
    })
}

fn part(line: &'static [u8]) -> Part {
    let mut fields = line.split(|b| *b == b' ');
    let cost = number(fields.next().unwrap_or_default());
    Part { cost, lemmas: fields.filter_map(change).collect() }
}

fn target(text: &'static [u8]) -> Option<(u8, u8, &'static [u8])> {
    let (origin, rest) = text.split_first()?;
    change(rest).map(|(strip, add)| (*origin, strip, add))
}
