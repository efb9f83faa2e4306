//! Word types that readers have met, each with a number that stands for what is known of it: looked up for every word
//! of every answer.
//!
//! A thread keeps the types it met last in two tables of fixed size, a small one and a larger one; all that any thread has
//! learnt is shared. So a word is analysed once, however many threads there are, and held once.
use super::hash::{fold, of_bytes};
use crate::input::Same;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Longer words, in bytes, are not remembered: a cell of pasted data must not fill the memory.
pub(crate) const LONGEST: usize = 80;
/// Types remembered before all are forgotten: a million respondents have fewer, and data without end must not fill
/// the memory.
const MOST: usize = 1 << 20;
/// Parts of the shared memory, each with a lock of its own.
const SHARDS: usize = 64;
/// Types that a thread has at hand: few enough for its own cache, and then more.
const RECENT: usize = 1 << 13;
const OLDER: usize = 1 << 16;
/// Bytes of the longest word among them.
const SHORT: usize = 24;

/// What is known of a type, in short.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Whatever a number stands for to the reader.
    pub(crate) number: u32,
    /// Whether it may be part of an age.
    pub(crate) aged: bool,
}

/// A word as it stands in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'a> {
    /// The whole text.
    pub(crate) text: &'a str,
    /// First byte of the word, and one past its last.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Where it stands in a hyphenated one; of a word in two places there are two types.
    pub(crate) place: u8,
}

impl Written<'_> {
    /// The word's letters as numbers, if it is short. Read past its end where the text allows, for that is quicker
    /// than to copy a number of bytes that is known only when it runs.
    #[inline]
    fn letters(&self) -> Option<[u64; SHORT / 8]> {
        let length = self.end - self.start;
        if length > SHORT {
            return None;
        }
        let bytes = &self.text.as_bytes()[self.start..];
        let mut copy = [0; SHORT];
        let ahead = match bytes.first_chunk::<SHORT>() {
            Some(ahead) => ahead,
            None => {
                copy[..length].copy_from_slice(&bytes[..length]);
                &copy
            }
        };
        let [a, b, c] = ahead.as_chunks::<8>().0 else { return None };
        let eight = |bytes: &[u8; 8], before: usize| {
            u64::from_le_bytes(*bytes) & LOW[length.saturating_sub(before).min(8)]
        };
        Some([eight(a, 0), eight(b, 8), eight(c, 16)])
    }

    fn word(&self) -> &str {
        &self.text[self.start..self.end]
    }
}

/// By a number of bytes, a number in which so many are set.
const LOW: [u64; 9] = [
    0,
    0xFF,
    0xFFFF,
    0xFF_FFFF,
    u32::MAX as u64,
    0xFF_FFFF_FFFF,
    0xFFFF_FFFF_FFFF,
    0xFF_FFFF_FFFF_FFFF,
    u64::MAX,
];

/// A type at hand, in half a line of the cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Recent {
    letters: [u64; SHORT / 8],
    number: u32,
    aged: bool,
    length: u8,
    place: u8,
}

/// The types that one thread has at hand.
#[derive(Debug)]
pub(crate) struct Types {
    recent: Box<[Recent]>,
    older: Box<[Recent]>,
    /// Differs from run to run, so that no data can be made to collide.
    seed: u64,
}

impl Types {
    /// What is known of a word; all threads share what `learn` says of a new one. Nothing where it says nothing.
    #[inline]
    pub(crate) fn get(
        &mut self,
        written: Written,
        shared: &Shared,
        learn: impl FnOnce(&str) -> Option<Known>,
    ) -> Option<Known> {
        let Some(letters) = written.letters() else {
            let hash = of_bytes(self.seed ^ u64::from(written.place), written.word().as_bytes());
            return shared.get(hash, written, learn);
        };
        let length = (written.end - written.start) as u8;
        let about = u64::from(length) << 8 | u64::from(written.place);
        let [a, b, c] = letters;
        let hash = fold(fold(fold(self.seed ^ about ^ a) ^ b) ^ c);
        let is = |recent: &Recent| {
            recent.letters == letters && recent.length == length && recent.place == written.place
        };
        let recent = &mut self.recent[hash as usize % RECENT];
        if !is(recent) {
            let older = &mut self.older[hash as usize % OLDER];
            if !is(older) {
                let Known { number, aged } = shared.get(hash, written, learn)?;
                *older = Recent { letters, number, aged, length, place: written.place };
            }
            *recent = *older;
        }
        Some(Known { number: recent.number, aged: recent.aged })
    }
}

/// What all threads have learnt: half of the words that one meets for the first time, another has met.
#[derive(Debug)]
pub(crate) struct Shared {
    shards: Vec<Mutex<Shard>>,
    seed: u64,
}

/// Types by their hash, their letters in one text: a third of the memory of a map of strings, and one place to look.
/// Of two types with one hash only the first is remembered.
#[derive(Debug, Default)]
struct Shard {
    found: HashMap<u64, Entry, BuildHasherDefault<Same>>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    text: u32,
    known: Known,
    length: u8,
    place: u8,
}

impl Shared {
    /// With nothing in it.
    pub(crate) fn new() -> Self {
        let seed = RandomState::new().build_hasher().finish();
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), seed }
    }

    /// A thread's tables, with nothing in them. No word is of no letters, so that an empty place is no type.
    pub(crate) fn types(&self) -> Types {
        let empty = |size| vec![Recent::default(); size].into_boxed_slice();
        Types { recent: empty(RECENT), older: empty(OLDER), seed: self.seed }
    }

    fn get(&self, hash: u64, written: Written, learn: impl FnOnce(&str) -> Option<Known>) -> Option<Known> {
        let (word, place) = (written.word(), written.place);
        let shard = &self.shards[(hash >> 48) as usize % self.shards.len()];
        if let Some(known) = locked(shard).get(hash, word, place) {
            return Some(known);
        }
        // others need not wait while the word is analysed
        let known = learn(word)?;
        if word.len() <= LONGEST {
            locked(shard).add(hash, word, place, known);
        }
        Some(known)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shard {
    fn get(&self, hash: u64, word: &str, place: u8) -> Option<Known> {
        let entry = self.found.get(&hash)?;
        let from = entry.text as usize;
        let same = self.text.as_bytes()[from..].starts_with(word.as_bytes());
        (same && usize::from(entry.length) == word.len() && entry.place == place).then_some(entry.known)
    }

    fn add(&mut self, hash: u64, word: &str, place: u8, known: Known) {
        if self.found.len() >= MOST / SHARDS {
            self.found.clear();
            self.text.clear();
        }
        let entry = Entry { text: self.text.len() as u32, known, length: word.len() as u8, place };
        self.found.entry(hash).or_insert_with(|| {
            self.text.push_str(word);
            entry
        });
    }
}
