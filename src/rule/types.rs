//! Word types that a reader has met, with the atoms each satisfies: looked up for every word, so kept small and quick.
use super::atoms::{AtomId, Place};
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// Longer words are analysed each time: a cell of pasted data must not fill the memory.
const LONGEST: usize = 80;
/// Types remembered before all are forgotten: a million respondents have fewer, and data without end must not fill
/// the memory.
const MOST: usize = 1 << 20;

/// The same for the atoms that they satisfy.
const MOST_ATOMS: usize = 1 << 26;

/// Parts of the shared memory, each with a lock of its own.
const SHARDS: usize = 64;

/// What is known of a word type in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// The atoms it satisfies, sorted.
    pub(super) atoms: &'a [AtomId],
    /// Whether it may be part of an age.
    pub(super) aged: bool,
}

/// A type by its hash, its letters in one text and its atoms in one list: a third of the memory of a map of strings,
/// and one place to look. Of two types with one hash only the first is remembered.
#[derive(Debug)]
pub(super) struct Types {
    found: HashMap<u64, Entry, BuildHasherDefault<Same>>,
    text: String,
    atoms: Vec<AtomId>,
    /// The atoms of a type that is not remembered.
    loose: Box<[AtomId]>,
    /// Differs from run to run, so that no data can be made to collide.
    seed: u64,
    most: usize,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    text: u32,
    atoms: u32,
    count: u16,
    length: u8,
    place: u8,
}

/// Set in `Entry::place` for what may be part of an age.
const AGED: u8 = 128;

impl Types {
    /// At most `most` types are held.
    fn new(seed: u64, most: usize) -> Self {
        let (text, atoms, loose) = (String::new(), Vec::new(), Box::default());
        Self { found: HashMap::default(), text, atoms, loose, seed, most }
    }

    /// What is known of a word in a place; all threads share what `analyse` says of a new one.
    pub(super) fn get(
        &mut self,
        word: &str,
        place: Place,
        shared: &Shared,
        analyse: impl FnOnce() -> (Box<[AtomId]>, bool),
    ) -> Known<'_> {
        let hash = hash(self.seed ^ place as u64, word.as_bytes());
        if let Some(entry) = self.entry(hash, word, place) {
            return self.known(entry);
        }
        let (atoms, aged) = shared.get(hash, word, place, analyse);
        self.add(hash, word, place, atoms, aged)
    }

    fn entry(&self, hash: u64, word: &str, place: Place) -> Option<Entry> {
        let entry = self.found.get(&hash).copied()?;
        let from = entry.text as usize;
        let same = &self.text.as_bytes()[from..from + usize::from(entry.length)] == word.as_bytes();
        (same && entry.place & !AGED == place as u8).then_some(entry)
    }

    fn known(&self, entry: Entry) -> Known<'_> {
        let from = entry.atoms as usize;
        let atoms = &self.atoms[from..from + usize::from(entry.count)];
        Known { atoms, aged: entry.place & AGED != 0 }
    }

    fn add(&mut self, hash: u64, word: &str, place: Place, atoms: Box<[AtomId]>, aged: bool) -> Known<'_> {
        if self.found.len() >= self.most || self.atoms.len() >= MOST_ATOMS {
            self.found.clear();
            self.text.clear();
            self.atoms.clear();
        }
        if word.len() > LONGEST || atoms.len() > usize::from(u16::MAX) || self.found.contains_key(&hash) {
            self.loose = atoms;
            return Known { atoms: &self.loose, aged };
        }
        let from = self.atoms.len();
        let entry = Entry {
            text: self.text.len() as u32,
            atoms: from as u32,
            count: atoms.len() as u16,
            length: word.len() as u8,
            place: place as u8 | if aged { AGED } else { 0 },
        };
        self.text.push_str(word);
        self.atoms.extend(&atoms);
        self.found.insert(hash, entry);
        Known { atoms: &self.atoms[from..], aged }
    }
}

/// What all threads have learnt: half of the words that one meets for the first time, another has met.
#[derive(Debug)]
pub(super) struct Shared {
    shards: Vec<Mutex<Types>>,
    seed: u64,
}

impl Shared {
    pub(super) fn new() -> Self {
        let seed = RandomState::new().build_hasher().finish();
        Self { shards: (0..SHARDS).map(|_| Mutex::new(Types::new(seed, MOST / SHARDS))).collect(), seed }
    }

    /// What one thread remembers of it.
    pub(super) fn types(&self) -> Types {
        Types::new(self.seed, MOST)
    }

    fn get(
        &self,
        hash: u64,
        word: &str,
        place: Place,
        analyse: impl FnOnce() -> (Box<[AtomId]>, bool),
    ) -> (Box<[AtomId]>, bool) {
        let shard = &self.shards[(hash >> 32) as usize % self.shards.len()];
        let held = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = held.entry(hash, word, place) {
            let known = held.known(entry);
            return (known.atoms.into(), known.aged);
        }
        // others need not wait while the word is analysed
        drop(held);
        let (atoms, aged) = analyse();
        shard.lock().unwrap_or_else(PoisonError::into_inner).add(hash, word, place, atoms.clone(), aged);
        (atoms, aged)
    }
}

/// A hash of a short text: multiply and fold, eight bytes at a time.
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut state = fold(seed ^ bytes.len() as u64);
    let mut pieces = bytes.chunks_exact(8);
    for piece in &mut pieces {
        let mut word = [0; 8];
        word.copy_from_slice(piece);
        state = fold(state ^ u64::from_le_bytes(word));
    }
    let rest = pieces.remainder().iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    fold(state ^ rest)
}

fn fold(word: u64) -> u64 {
    let product = u128::from(word ^ 0x9E37_79B9_7F4A_7C15) * 0xA076_1D64_78BD_642F;
    (product >> 64) as u64 ^ product as u64
}

/// A hash that is hashed already.
#[derive(Debug, Default)]
pub(super) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
