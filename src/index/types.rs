//! The word types of a survey: how each is written and by which keys it is found. Analysed once, when the index is built;
//! a rule asks them, and not the words of the answers.
use super::bytes::{Out, number, section};
use super::folder::Sound;
use crate::error::Result;
use crate::norwegian::hash::Seeded;
use crate::norwegian::sentence::is_quiet;
use crate::norwegian::types::{Known, Shared};
use crate::norwegian::{Origin, Role, age, look, normal};
use crate::rule::atoms::{AtomId, Atoms, Place};
use crate::rule::nearby::{self, Word};
use crate::rule::sets::EMPTY;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::OwnedBytes;

/// The name of their file.
pub(super) const FILE: &str = "types";

/// Set in a place for a type that may be part of an age, that has letters which may end a sentence, that is one byte long.
const AGED: u8 = 128;
const ODD: u8 = 64;
const SHORT: u8 = 32;
/// Set in a posting for a key reached by spelling correction, and how far the type's number is shifted.
const CORRECTED: u32 = 4;
const SHIFT: u32 = 3;

/// The types met while an index is built.
pub(super) struct Met {
    /// Numbers of types.
    pub(super) shared: Shared,
    all: Mutex<All>,
}

#[derive(Default)]
struct All {
    text: String,
    ends: Vec<u32>,
    places: Vec<u8>,
    keys: HashMap<Box<str>, u32, Seeded>,
    /// Number of the key, and its posting.
    postings: Vec<(u32, u32)>,
}

impl Met {
    pub(super) fn new() -> Self {
        Self { shared: Shared::new(), all: Mutex::default() }
    }

    /// Analyses a new type and gives it a number. It may get a second one, when two threads meet it at once.
    pub(super) fn learn(&self, word: &str, place: Place) -> Known {
        let (keys, aged) = (look(word).keys, age::in_word(word));
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let all = &mut *all;
        let number = all.ends.len() as u32;
        all.text.push_str(word);
        all.ends.push(all.text.len() as u32);
        let signs =
            (u8::from(aged) * AGED) | (u8::from(!is_quiet(word)) * ODD) | (u8::from(word.len() == 1) * SHORT);
        all.places.push(place as u8 | signs);
        for key in keys {
            let next = all.keys.len() as u32;
            let id = match all.keys.get(key.text.as_str()) {
                Some(id) => *id,
                None => {
                    all.keys.insert(key.text.as_str().into(), next);
                    next
                }
            };
            let corrected = if key.origin == Origin::Spelling { CORRECTED } else { 0 };
            all.postings.push((id, number << SHIFT | corrected | key.role as u32));
        }
        Known { number, aged }
    }

    /// Writes them: letters, where each type ends in them, places; keys in order likewise, and their postings.
    pub(super) fn write(self, folder: &Path) -> Result<(String, Sound)> {
        let all = self.all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut keys: Vec<(Box<str>, u32)> = all.keys.into_iter().collect();
        keys.par_sort_unstable();
        let mut order = vec![0; keys.len()];
        keys.iter().enumerate().for_each(|(at, (_, id))| order[*id as usize] = at as u32);
        let mut postings = all.postings;
        postings.iter_mut().for_each(|(id, _)| *id = order[*id as usize]);
        postings.par_sort_unstable();
        let mut out = Out::create(folder, FILE)?;
        out.section(all.text.as_bytes())?;
        out.section(&row(all.ends.into_iter()))?;
        out.section(&all.places)?;
        let text: String = keys.iter().map(|(key, _)| &**key).collect();
        out.section(text.as_bytes())?;
        let mut end = 0;
        out.section(&row(keys.iter().map(|(key, _)| {
            end += key.len() as u32;
            end
        })))?;
        let mut at = 0;
        out.section(&row((0..keys.len() as u32).map(|key| {
            at += postings[at..].iter().take_while(|(own, _)| *own == key).count();
            at as u32
        })))?;
        out.section(&row(postings.iter().map(|(_, posting)| *posting)))?;
        out.close()
    }
}

fn row(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    numbers.flat_map(u32::to_le_bytes).collect()
}

/// The types of a finished index: the sections of its file.
pub(super) struct Types {
    text: OwnedBytes,
    ends: OwnedBytes,
    places: OwnedBytes,
    keys: OwnedBytes,
    key_ends: OwnedBytes,
    posting_ends: OwnedBytes,
    postings: OwnedBytes,
}

fn piece<'a>(text: &'a [u8], ends: &[u8], at: usize) -> &'a [u8] {
    let start = if at == 0 { 0 } else { number(ends, at - 1) as usize };
    text.get(start..number(ends, at) as usize).unwrap_or_default()
}

/// The bytes of a piece.
#[inline]
fn length(ends: &[u8], at: u32) -> u32 {
    let start = at.checked_sub(1).map_or(0, |before| number(ends, before as usize));
    number(ends, at as usize).saturating_sub(start)
}

const ROLES: [Role; 4] = [Role::Whole, Role::Modifier, Role::Inner, Role::Head];

impl Types {
    pub(super) fn new(mut bytes: OwnedBytes) -> Self {
        let mut next = || section(&mut bytes);
        Self {
            text: next(),
            ends: next(),
            places: next(),
            keys: next(),
            key_ends: next(),
            posting_ends: next(),
            postings: next(),
        }
    }

    /// Which types satisfy which atoms.
    pub(super) fn found(&self, atoms: &Atoms) -> Found {
        let mut found: Vec<(u32, AtomId)> = Vec::new();
        for (key, satisfied) in atoms.asked() {
            // of a type in one place with a key in one role, the same atoms each time
            let mut known: [[Option<Vec<AtomId>>; 8]; 4] = Default::default();
            for posting in self.with_key(key) {
                let number = posting >> SHIFT;
                let place = self.place(number as usize);
                let role = ROLES[(posting & 3) as usize];
                let corrected = posting & CORRECTED != 0;
                let ids = known[place as usize][(posting & 7) as usize]
                    .get_or_insert_with(|| satisfied(place, role, corrected));
                found.extend(ids.iter().map(|id| (number, *id)));
            }
        }
        if atoms.look_at_letters() {
            found.extend(self.by_letters(atoms));
        }
        found.par_sort_unstable();
        found.dedup();
        Found(found)
    }

    /// The same as it is asked word by word; with `ages`, types that may be part of one are marked.
    pub(super) fn satisfied(&self, found: &Found, ages: bool) -> Satisfied {
        let mut numbers: HashMap<Arc<[AtomId]>, u32, Seeded> = HashMap::default();
        let (mut sets, mut atoms): (Vec<Arc<[AtomId]>>, _) = (vec![Arc::default()], Vec::new());
        let sign = |place: u8, own: u8, sign: u32| u32::from(place & own != 0) * sign;
        let aged = u32::from(ages) * nearby::AGED;
        let signs = |place: &u8| sign(*place, AGED, aged) | sign(*place, ODD, nearby::ODD);
        let mut types: Vec<u32> = self.places.iter().map(signs).collect();
        for group in found.0.chunk_by(|a, b| a.0 == b.0) {
            atoms.clear();
            atoms.extend(group.iter().map(|(_, id)| *id));
            let number = numbers.get(&atoms[..]).copied().unwrap_or_else(|| {
                let (set, number): (Arc<[AtomId]>, _) = (atoms[..].into(), sets.len() as u32);
                numbers.insert(Arc::clone(&set), number);
                sets.push(set);
                number
            });
            let at = group[0].0 as usize;
            if let (Some(own), Some(place)) = (types.get_mut(at), self.places.get(at)) {
                *own |= Word::what_of(number) | sign(*place, SHORT, nearby::SHORT);
            }
        }
        Satisfied { types, sets, ends: self.ends.clone() }
    }

    /// Every type with where it stands, the atoms that it satisfies, and whether it may be part of an age.
    pub(super) fn each<'a>(
        &'a self,
        satisfied: &'a Satisfied,
    ) -> impl Iterator<Item = (Cow<'a, str>, Place, &'a [AtomId], bool)> {
        (0..self.count()).map(|at| {
            let (atoms, aged, _) = satisfied.of(at as u32);
            (self.word(at), self.place(at), atoms, aged)
        })
    }

    fn count(&self) -> usize {
        self.places.len()
    }

    fn word(&self, at: usize) -> Cow<'_, str> {
        let word = piece(&self.text, &self.ends, at);
        // only letters that were spoilt are none
        simdutf8::basic::from_utf8(word).map_or_else(|_| String::from_utf8_lossy(word), Cow::Borrowed)
    }

    fn place(&self, at: usize) -> Place {
        Place::ALL[(self.places.get(at).copied().unwrap_or(0) & 3) as usize]
    }

    /// The postings of a key.
    fn with_key(&self, key: &str) -> impl Iterator<Item = u32> {
        let count = self.key_ends.len() / 4;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if piece(&self.keys, &self.key_ends, middle) < key.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let there = low < count && piece(&self.keys, &self.key_ends, low) == key.as_bytes();
        let end = |at: usize| number(&self.posting_ends, at) as usize;
        let start = low.checked_sub(1).map_or(0, end);
        let range = if there { start..end(low) } else { 0..0 };
        range.map(|at| number(&self.postings, at))
    }

    /// The types whose letters satisfy an atom.
    fn by_letters(&self, atoms: &Atoms) -> Vec<(u32, AtomId)> {
        let pieces: Vec<usize> = (0..self.count()).step_by(4096).collect();
        let lengths = atoms.lengths();
        // letters that are as long in their normal form
        let is_plain = |at: usize| self.places.get(at).is_some_and(|place| place & ODD == 0);
        let is_one = |bits: u64, at: usize| {
            bits.checked_shr(length(&self.ends, at as u32)).is_some_and(|bits| bits & 1 != 0)
        };
        let fits = |at: usize| lengths.is_none_or(|bits| is_one(bits, at));
        let of = |from: &usize| {
            let (mut found, mut ids) = (Vec::new(), Vec::new());
            for at in (*from..(from + 4096).min(self.count())).filter(|at| !is_plain(*at) || fits(*at)) {
                let word = self.word(at);
                atoms.by_letters(&word, &normal(&word), &mut ids);
                found.extend(ids.drain(..).map(|id| (at as u32, id)));
            }
            found
        };
        pieces.par_iter().map(of).flatten().collect()
    }
}

/// Which types of a survey satisfy which atoms, by type.
pub(super) struct Found(Vec<(u32, AtomId)>);

impl Found {
    /// The same by atom.
    pub(super) fn by_atom(&self) -> Vec<(AtomId, u32)> {
        let mut found: Vec<_> = self.0.iter().map(|(at, atom)| (*atom, *at)).collect();
        found.sort_unstable();
        found
    }
}

/// What the types of a survey satisfy, word by word.
pub(super) struct Satisfied {
    /// By type, what there is to know of a word: see [`Word::what`].
    types: Vec<u32>,
    pub(super) sets: Vec<Arc<[AtomId]>>,
    /// Where each type ends in the letters of all.
    ends: OwnedBytes,
}

impl Satisfied {
    /// What there is to know of a word of a type.
    #[inline]
    pub(super) fn what(&self, number: u32) -> u32 {
        self.types.get(number as usize).copied().unwrap_or(0)
    }

    /// The atoms of a type, whether it may be part of an age that is asked for, and its bytes.
    #[inline]
    pub(super) fn of(&self, at: u32) -> (&[AtomId], bool, u32) {
        let word = Word { at: 0, what: self.what(at) };
        let atoms = if word.set() == EMPTY { &[][..] } else { &self.sets[word.set() as usize] };
        (atoms, word.is(nearby::AGED), self.bytes(at))
    }

    /// The bytes of a type.
    #[inline]
    pub(super) fn bytes(&self, at: u32) -> u32 {
        length(&self.ends, at)
    }
}
