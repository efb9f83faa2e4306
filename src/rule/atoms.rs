//! Lexical atoms: the tests that a rule makes of single words. Asked once a word type, never once a rule.
use super::Form;
use super::pattern::Pattern;
use super::sets::Sets;
use super::wild::Wild;
use crate::error::edits;
use crate::norwegian::hash::Quickly;
use crate::norwegian::keys::Found;
use crate::norwegian::tokens::is_mask;
use crate::norwegian::types::{Known, LONGEST, Shared, Written};
use crate::norwegian::{self, Origin, Role, age};
use rayon::prelude::*;
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::collections::HashMap;

/// Position of an atom in its [`Atoms`].
pub type AtomId = u32;

/// One test of a word, or of the raw text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Atom {
    /// Any of these keys, as far into a compound as the form says.
    Keys(Vec<String>, Form),
    /// This written form; capitals count when it has any.
    Exact(String),
    /// Wildcards over the written form.
    Wild(String),
    /// The written form with a few edits.
    Fuzzy(String),
    /// A regular expression on the raw text.
    Regex(String),
    /// An age that meets the span.
    Age(u8, u8),
}

/// Where a word stands in a hyphenated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Not hyphenated.
    Alone,
    /// Before the first hyphen.
    First,
    /// Between hyphens.
    Inner,
    /// After the last hyphen.
    Last,
}

impl Place {
    /// By number.
    pub(crate) const ALL: [Self; 4] = [Self::Alone, Self::First, Self::Inner, Self::Last];

    /// Where a part stands that is joined to the part before it, or to the next.
    pub(crate) fn of(before: bool, next: bool) -> Self {
        match (before, next) {
            (false, false) => Place::Alone,
            (false, true) => Place::First,
            (true, true) => Place::Inner,
            (true, false) => Place::Last,
        }
    }
}

/// Every atom of a set of rules, ready to be asked about a word.
#[derive(Debug)]
pub struct Atoms {
    list: Vec<Atom>,
    keys: HashMap<String, Vec<(AtomId, Form)>, Quickly>,
    exact: HashMap<String, Vec<AtomId>, Quickly>,
    wild: Wild,
    fuzzy: Vec<(AtomId, Misspelt)>,
    pub(super) regexes: Vec<(AtomId, Pattern)>,
    pub(super) ages: Vec<(AtomId, u8, u8)>,
    spelling: bool,
    /// Word types met by any reader, each with the number of its set.
    pub(crate) met: Shared,
    /// The sets of atoms that they satisfy.
    pub(super) sets: Sets,
}

/// A regular expression of the rule language: Unicode, case ignored, of bounded size, linear in the text.
pub fn regex(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).case_insensitive(true).size_limit(LARGEST).build()
}

/// Bytes of the largest expression, compiled.
pub(super) const LARGEST: usize = 1 << 20;

impl Atoms {
    /// Makes the atoms ready. `spelling` admits keys reached by spelling correction.
    pub fn new(list: Vec<Atom>, spelling: bool) -> Self {
        let mut atoms = Self {
            keys: HashMap::default(),
            exact: HashMap::default(),
            wild: Wild::new(wilds(&list)),
            fuzzy: Vec::new(),
            regexes: Vec::new(),
            ages: Vec::new(),
            list: Vec::new(),
            spelling,
            met: Shared::new(),
            sets: Sets::new(),
        };
        for (id, atom) in list.iter().enumerate() {
            let id = id as AtomId;
            match atom {
                Atom::Keys(keys, form) => {
                    for key in keys {
                        atoms.keys.entry(key.clone()).or_default().push((id, *form));
                    }
                }
                Atom::Exact(form) => {
                    atoms.exact.entry(norwegian::written(form)).or_default().push(id);
                }
                Atom::Fuzzy(word) => atoms.fuzzy.push((id, Misspelt::new(word))),
                // each kind made ready as a whole
                Atom::Wild(_) | Atom::Regex(_) => {}
                Atom::Age(from, to) => atoms.ages.push((id, *from, *to)),
            }
        }
        let pattern = |(id, atom): (usize, &Atom)| match atom {
            // a pattern that does not compile was refused when the rule was parsed
            Atom::Regex(text) => Pattern::new(text).map(|pattern| (id as AtomId, pattern)),
            _ => None,
        };
        atoms.regexes = list.par_iter().enumerate().filter_map(pattern).collect();
        atoms.list = list;
        atoms
    }

    /// The atoms in order.
    pub fn list(&self) -> &[Atom] {
        &self.list
    }

    /// Whether spelling corrections count.
    pub fn spelling(&self) -> bool {
        self.spelling
    }

    /// The atoms that a word satisfies, as written and where it stands; sorted, no doubles.
    pub fn of_word(&self, word: &str, place: Place) -> Box<[AtomId]> {
        let mut found = Vec::new();
        let written = if self.keys.is_empty() {
            norwegian::normal(word)
        } else {
            let looked = norwegian::look(word);
            self.by_key(&looked.keys, place, &mut found);
            looked.written
        };
        self.by_letters(word, &written, &mut found);
        found.sort_unstable();
        found.dedup();
        found.into()
    }

    /// What is to be remembered of a word, nothing if it is too long or has too rare a set.
    pub(super) fn learn(&self, word: &str, place: Place) -> Option<Known> {
        let number = (word.len() <= LONGEST).then(|| self.sets.number(&self.of_word(word, place)));
        Some(Known { number: number.flatten()?, aged: self.ask_ages() && age::in_word(word) })
    }

    /// Remembers what words satisfy, so that no reader has to find it out: each with where it stands, its atoms in order, and
    /// whether it may be part of an age.
    pub(crate) fn remember<'w>(
        &self,
        words: impl Iterator<Item = (Cow<'w, str>, Place, &'w [AtomId], bool)>,
    ) {
        let mut types = self.met.types();
        for (word, place, atoms, aged) in words {
            let known = || Some(Known { number: self.sets.number(atoms)?, aged });
            let written = Written { text: &word, start: 0, end: word.len(), place: place as u8 };
            types.get(written, &self.met, |_| known());
        }
    }

    /// Adds the atoms that the letters of a word satisfy, whatever it means.
    pub(crate) fn by_letters(&self, word: &str, written: &str, found: &mut Vec<AtomId>) {
        if is_mask(word) {
            return;
        }
        if let Some(ids) = self.exact.get(written) {
            found.extend(ids.iter().copied().filter(|id| self.exactly(*id, word)));
        }
        self.wild.take(written, found);
        found.extend(self.fuzzy.iter().filter(|(_, m)| m.takes(written)).map(|(id, _)| *id));
    }

    /// Whether an atom looks at the raw text.
    pub(crate) fn looks_at_text(&self, atom: AtomId) -> bool {
        matches!(self.list[atom as usize], Atom::Regex(_))
    }

    /// Whether any atom asks for an age.
    pub(crate) fn ask_ages(&self) -> bool {
        !self.ages.is_empty()
    }

    /// Whether any atom looks at letters.
    pub(crate) fn look_at_letters(&self) -> bool {
        !self.exact.is_empty() || !self.wild.is_empty() || !self.fuzzy.is_empty()
    }

    /// The lengths in bytes, a bit each, of the words whose letters can satisfy an atom; nothing where that can't be told.
    pub(crate) fn lengths(&self) -> Option<u64> {
        let bit = |form: &String| 1_u64.checked_shl(form.len() as u32);
        let exact = self.exact.keys().map(bit).try_fold(0, |all, bit| Some(all | bit?));
        exact.filter(|_| self.wild.is_empty() && self.fuzzy.is_empty())
    }

    /// The keys that atoms ask for, with the atoms that a word satisfies that has one, standing in a place and with the
    /// key in a role.
    pub(crate) fn asked(&self) -> impl Iterator<Item = (&str, impl Fn(Place, Role, bool) -> Vec<AtomId>)> {
        self.keys.iter().map(|(key, atoms)| {
            let satisfied = |place: Place, role: Role, corrected: bool| {
                let role = seen_from(place, role);
                let permitted = atoms.iter().filter(|(_, form)| permits(*form, role));
                let counts = !corrected || self.spelling;
                permitted.filter(|_| counts).map(|(id, _)| *id).collect()
            };
            (key.as_str(), satisfied)
        })
    }

    fn by_key(&self, keys: &[Found], place: Place, found: &mut Vec<AtomId>) {
        for key in keys {
            if key.origin == Origin::Spelling && !self.spelling {
                continue;
            }
            let role = seen_from(place, key.role);
            let atoms = self.keys.get(key.text.as_str()).into_iter().flatten();
            found.extend(atoms.filter(|(_, form)| permits(*form, role)).map(|(id, _)| *id));
        }
    }

    /// Capitals count when the rule has them.
    fn exactly(&self, id: AtomId, word: &str) -> bool {
        let Atom::Exact(form) = &self.list[id as usize] else { return false };
        !form.chars().any(char::is_uppercase) || norwegian::cased(word) == norwegian::cased(form)
    }
}

/// Whether a word rule of this form takes a key in this role.
pub fn permits(form: Form, role: Role) -> bool {
    match form {
        Form::Part => true,
        Form::First => matches!(role, Role::Whole | Role::Modifier),
        Form::Last => matches!(role, Role::Whole | Role::Head),
        Form::Whole => role == Role::Whole,
        Form::Tail => role == Role::Head,
    }
}

/// The role of a key in the hyphenated word around it.
fn seen_from(place: Place, role: Role) -> Role {
    match (place, role) {
        (Place::Alone, role) => role,
        (Place::First, Role::Whole | Role::Modifier) => Role::Modifier,
        (Place::Last, Role::Whole | Role::Head) => Role::Head,
        _ => Role::Inner,
    }
}

/// The wildcards among atoms.
fn wilds(list: &[Atom]) -> impl Iterator<Item = (AtomId, &str)> {
    list.iter().enumerate().filter_map(|(id, atom)| {
        if let Atom::Wild(form) = atom { Some((id as AtomId, form.as_str())) } else { None }
    })
}

/// A word with the edits that its length allows, in its commonest inflections.
#[derive(Debug)]
struct Misspelt {
    first: Option<char>,
    forms: Vec<(String, Outline)>,
    edits: usize,
}

/// Endings of nouns, adjectives and verbs in both standards; a misspelt word is inflected too.
const ENDINGS: [&str; 12] = ["", "e", "en", "et", "a", "er", "ar", "ene", "ane", "s", "t", "te"];

impl Misspelt {
    fn new(word: &str) -> Self {
        let word = norwegian::written(word);
        let edits = match word.chars().count() {
            ..=4 => 0,
            5..=8 => 1,
            _ => 2,
        };
        let forms = ENDINGS.iter().map(|ending| format!("{word}{ending}"));
        let forms = forms.map(|form| (form.clone(), Outline::of(&form))).collect();
        Self { first: word.chars().next(), forms, edits }
    }

    /// The first letter is never misspelt, and lengths differ by no more than the edits.
    fn takes(&self, written: &str) -> bool {
        if self.first != written.chars().next() {
            return false;
        }
        let own = Outline::of(written);
        let near = |(form, outline): &(String, Outline)| {
            outline.may_be(&own, self.edits) && edits(form, written) <= self.edits
        };
        own.length < 64 && self.forms.iter().any(near)
    }
}

/// What two words must share to be few edits apart, seen at a glance.
#[derive(Debug)]
struct Outline {
    length: usize,
    /// A bit a letter; several letters may have the same.
    letters: u64,
}

impl Outline {
    fn of(word: &str) -> Self {
        let letters = word.chars().fold(0, |all, c| all | 1 << (c as u32 % 64));
        Self { length: word.chars().count(), letters }
    }

    /// An edit changes the length by one at most, and takes one letter away and brings one at most.
    fn may_be(&self, other: &Self, edits: usize) -> bool {
        self.length.abs_diff(other.length) <= edits
            && (self.letters ^ other.letters).count_ones() as usize <= 2 * edits
    }
}
