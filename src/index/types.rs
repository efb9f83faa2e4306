//! The word types of a survey: how each is written and by which keys it is found. Analysed once, when the index is built;
//! a rule asks them, and not the words of the answers.
use super::bytes::{Out, number, section};
use crate::error::Result;
use crate::norwegian::types::{Known, Shared};
use crate::norwegian::{Origin, Role, age, look, written};
use crate::rule::atoms::{AtomId, Atoms, Place};
use crate::rule::sets::EMPTY;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::OwnedBytes;

/// The name of their file.
pub(super) const FILE: &str = "types";

/// Set in a place for a type that may be part of an age.
const AGED: u8 = 128;
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
    keys: HashMap<Box<str>, u32>,
    /// Number of the key, and its posting.
    postings: Vec<(u32, u32)>,
}

impl Met {
    pub(super) fn new() -> Self {
        Self { shared: Shared::new(), all: Mutex::default() }
    }

    /// Analyses a new type and gives it a number. It may get a second one, when two threads meet it at once.
    pub(super) fn learn(&self, word: &str, place: Place) -> Known {
        let (keys, aged) = (look(word).keys, age::perhaps(word));
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let all = &mut *all;
        let number = all.ends.len() as u32;
        all.text.push_str(word);
        all.ends.push(all.text.len() as u32);
        all.places.push(place as u8 | if aged { AGED } else { 0 });
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
    pub(super) fn write(self, folder: &Path) -> Result<()> {
        let all = self.all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut keys: Vec<(Box<str>, u32)> = all.keys.into_iter().collect();
        keys.sort_unstable();
        let mut order = vec![0; keys.len()];
        keys.iter().enumerate().for_each(|(at, (_, id))| order[*id as usize] = at as u32);
        let mut postings = all.postings;
        postings.iter_mut().for_each(|(id, _)| *id = order[*id as usize]);
        postings.sort_unstable();
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

/// The types of a finished index.
pub(super) struct Types {
    bytes: OwnedBytes,
}

/// The sections of the file.
struct Sections<'a> {
    text: &'a [u8],
    ends: &'a [u8],
    places: &'a [u8],
    keys: &'a [u8],
    key_ends: &'a [u8],
    posting_ends: &'a [u8],
    postings: &'a [u8],
}

fn piece<'a>(text: &'a [u8], ends: &[u8], at: usize) -> &'a [u8] {
    let start = if at == 0 { 0 } else { number(ends, at - 1) as usize };
    text.get(start..number(ends, at) as usize).unwrap_or_default()
}

const PLACES: [Place; 4] = [Place::Alone, Place::First, Place::Inner, Place::Last];
const ROLES: [Role; 4] = [Role::Whole, Role::Modifier, Role::Inner, Role::Head];

impl Types {
    pub(super) fn new(bytes: OwnedBytes) -> Self {
        Self { bytes }
    }

    fn sections(&self) -> Sections<'_> {
        let mut rest = &self.bytes[..];
        let mut next = || {
            let (own, after) = section(rest);
            rest = after;
            own
        };
        Sections {
            text: next(),
            ends: next(),
            places: next(),
            keys: next(),
            key_ends: next(),
            posting_ends: next(),
            postings: next(),
        }
    }

    /// The written forms of the types that have a key; with or without those that have it by spelling correction.
    pub(super) fn forms(&self, key: &str, corrected: bool) -> Vec<String> {
        let sections = self.sections();
        let types = sections.with_key(key).filter(|posting| corrected || posting & CORRECTED == 0);
        let mut forms: Vec<String> =
            types.map(|posting| written(&sections.word((posting >> SHIFT) as usize))).collect();
        forms.sort_unstable();
        forms.dedup();
        forms
    }

    /// By type, the number of the set of atoms that it satisfies, and its bytes.
    pub(super) fn satisfied(&self, atoms: &Atoms) -> Satisfied {
        let sections = self.sections();
        let mut found: Vec<(u32, AtomId)> = Vec::new();
        for (key, satisfied) in atoms.asked() {
            // of a type in one place with a key in one role, the same atoms each time
            let mut known: [[Option<Vec<AtomId>>; 8]; 4] = Default::default();
            for posting in sections.with_key(key) {
                let number = posting >> SHIFT;
                let place = sections.place(number as usize);
                let role = ROLES[(posting & 3) as usize];
                let corrected = posting & CORRECTED != 0;
                let ids = known[place as usize][(posting & 7) as usize]
                    .get_or_insert_with(|| satisfied(place, role, corrected));
                found.extend(ids.iter().map(|id| (number, *id)));
            }
        }
        if atoms.look_at_letters() {
            found.extend(sections.by_letters(atoms));
        }
        found.sort_unstable();
        found.dedup();
        Satisfied::new(&sections, &found)
    }
}

impl Sections<'_> {
    fn count(&self) -> usize {
        self.places.len()
    }

    fn word(&self, at: usize) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(piece(self.text, self.ends, at))
    }

    fn place(&self, at: usize) -> Place {
        PLACES[(self.places.get(at).copied().unwrap_or(0) & 3) as usize]
    }

    /// The postings of a key.
    fn with_key(&self, key: &str) -> impl Iterator<Item = u32> {
        let count = self.key_ends.len() / 4;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if piece(self.keys, self.key_ends, middle) < key.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let there = low < count && piece(self.keys, self.key_ends, low) == key.as_bytes();
        let end = |at: usize| number(self.posting_ends, at) as usize;
        let start = low.checked_sub(1).map_or(0, end);
        let range = if there { start..end(low) } else { 0..0 };
        range.map(|at| number(self.postings, at))
    }

    /// The types whose letters satisfy an atom.
    fn by_letters(&self, atoms: &Atoms) -> Vec<(u32, AtomId)> {
        use rayon::prelude::*;
        let pieces: Vec<usize> = (0..self.count()).step_by(4096).collect();
        let of = |from: &usize| {
            let (mut found, mut ids) = (Vec::new(), Vec::new());
            for at in *from..(from + 4096).min(self.count()) {
                let word = self.word(at);
                atoms.by_letters(&word, &written(&word), &mut ids);
                found.extend(ids.drain(..).map(|id| (at as u32, id)));
            }
            found
        };
        pieces.par_iter().map(of).flatten().collect()
    }
}

/// What the types of a survey satisfy of a codebook.
pub(super) struct Satisfied {
    /// By type: the number of its set, shifted by nine; whether it may be part of an age; its bytes, less than 128.
    types: Vec<u32>,
    pub(super) sets: Vec<Arc<[AtomId]>>,
}

impl Satisfied {
    fn new(sections: &Sections, found: &[(u32, AtomId)]) -> Self {
        let mut numbers: HashMap<Arc<[AtomId]>, u32> = HashMap::from([(Arc::default(), EMPTY)]);
        let mut sets: Vec<Arc<[AtomId]>> = vec![Arc::default()];
        let mut start = 0;
        let mut types: Vec<u32> = (0..sections.count())
            .map(|at| {
                let end = number(sections.ends, at);
                let length = (end - start) & 0x7F;
                start = end;
                let aged = sections.places[at] & AGED != 0;
                u32::from(aged) << 8 | length
            })
            .collect();
        for group in found.chunk_by(|a, b| a.0 == b.0) {
            let set: Arc<[AtomId]> = group.iter().map(|(_, id)| *id).collect();
            let number = *numbers.entry(set).or_insert_with_key(|set| {
                sets.push(Arc::clone(set));
                sets.len() as u32 - 1
            });
            if let Some(own) = types.get_mut(group[0].0 as usize) {
                *own |= number << 9;
            }
        }
        Self { types, sets }
    }

    /// The number of a type's set, and whether it may be part of an age.
    #[inline]
    pub(super) fn set(&self, number: u32) -> (u32, bool) {
        let own = self.types.get(number as usize).copied().unwrap_or(0);
        (own >> 9, own & 0x100 != 0)
    }

    /// The atoms of a type, whether it may be part of an age, and its bytes.
    #[inline]
    pub(super) fn of(&self, number: u32) -> (&[AtomId], bool, u32) {
        let own = self.types.get(number as usize).copied().unwrap_or(0);
        let set = own >> 9;
        let atoms = if set == EMPTY { &[][..] } else { &self.sets[set as usize] };
        (atoms, own & 0x100 != 0, own & 0x7F)
    }
}
