//! Word types that readers have met, each with a number that stands for what is known of it: looked up for every word
//! of every answer.
//!
//! A thread keeps the types it meets in tables of fixed size, for short words and for longer ones a small table and a larger
//! one behind it; all that any thread has learnt is shared. So a word is analysed once, however many threads there are, and held once.
use super::hash::{Seeded, fold, of_bytes};
use crate::input::Same;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Longer words, in bytes, are not remembered: a cell of pasted data must not fill the memory.
pub(crate) const LONGEST: usize = 80;
/// Types remembered before all are forgotten: a million respondents have fewer, and data without end must not fill
/// the memory.
const MOST: usize = 1 << 20;
/// Parts of the shared memory, each with a lock of its own.
const SHARDS: usize = 64;
/// Bytes of the longest word that a thread keeps at hand, and of those that it keeps closest.
const LONG: usize = 24;
const SHORT: usize = 8;

/// Types that a thread learns before its larger tables are made.
const FEW: usize = 1 << 11;

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
    /// The first letters of the word as numbers, and zeros after its end. Read past that where the text allows, for it is
    /// quicker than to copy a number of bytes that is known only when it runs.
    #[inline]
    fn letters<const EIGHTS: usize>(&self) -> [u64; EIGHTS] {
        let length = self.end - self.start;
        let bytes = &self.text.as_bytes()[self.start..];
        let mut copy = [[0; 8]; EIGHTS];
        let ahead = bytes.as_chunks::<8>().0.first_chunk::<EIGHTS>().unwrap_or_else(|| {
            let short = length.min(size_of::<[u64; EIGHTS]>());
            copy.as_flattened_mut()[..short].copy_from_slice(&bytes[..short]);
            &copy
        });
        std::array::from_fn(|at| u64::from_le_bytes(ahead[at]) & LOW[length.saturating_sub(8 * at).min(8)])
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

/// A type at hand. Those of short words are half as large, and most words are short.
#[derive(Debug, Clone, Copy, Default)]
struct Entry<L> {
    letters: L,
    number: u32,
    /// Length of the word and its place.
    about: u16,
    aged: bool,
}

/// Entries of one hash, those asked for most before the others, in a line of the cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line<L, const WAYS: usize>([Entry<L>; WAYS]);

/// A table of so many lines; none before there is something to keep, for many readers read a few answers only.
#[derive(Debug)]
struct Table<L, const WAYS: usize> {
    lines: Vec<Line<L, WAYS>>,
    size: usize,
    /// How many types it lets pass before it keeps any.
    idle: usize,
}

impl<L: Copy + Default + PartialEq, const WAYS: usize> Table<L, WAYS> {
    fn new(size: usize, idle: usize) -> Self {
        Self { lines: Vec::new(), size, idle }
    }

    /// No word is of no letters, so that an empty place is no type.
    #[cold]
    fn begin(&mut self) {
        match self.idle {
            0 => self.lines = vec![Line([Entry::default(); WAYS]); self.size],
            _ => self.idle -= 1,
        }
    }

    /// Has the processor fetch the lines of words: nothing that is done here waits for anything else.
    fn fetch(&self, words: &[Wait<L>]) {
        let line = |word: &Wait<L>| self.lines.get(self.line(word));
        let about = words.iter().filter_map(line).fold(0, |all, Line(line)| all ^ line[0].about);
        std::hint::black_box(about);
    }

    /// The number of a type's line.
    #[inline]
    fn line(&self, word: &Wait<L>) -> usize {
        word.hash as usize & (self.size - 1)
    }

    /// What is known of a type. One that is met again moves ahead of its neighbour.
    #[inline]
    fn find(&mut self, word: &Wait<L>) -> Option<Known> {
        if self.lines.is_empty() {
            self.begin();
        }
        let line = self.line(word);
        let Line(entries) = self.lines.get_mut(line)?;
        // which of them it is can't be foreseen, so all are looked at, without a choice to be made
        #[expect(clippy::needless_bitwise_bool, reason = "a choice is what is avoided")]
        let is = |entry: &Entry<L>| (entry.letters == word.letters) & (entry.about == word.about);
        let ways = entries.iter().enumerate().rev();
        let at = ways.fold(WAYS, |at, (way, entry)| if is(entry) { way } else { at });
        (at < WAYS).then(|| {
            let Entry { number, aged, .. } = entries[at];
            entries.swap(at, at.saturating_sub(1));
            Known { number, aged }
        })
    }

    /// Keeps what is known of a type that is not there. It takes the last place: words that are met once do not drive away
    /// those that are met all the time.
    #[inline]
    fn keep(&mut self, word: &Wait<L>, known: Known) {
        let line = self.line(word);
        if let Some(Line(entries)) = self.lines.get_mut(line)
            && let Some(last) = entries.last_mut()
        {
            *last =
                Entry { letters: word.letters, number: known.number, about: word.about, aged: known.aged };
        }
    }
}

/// A small table that fits a thread's cache, and a larger one behind it.
#[derive(Debug)]
struct Tables<L, const WAYS: usize> {
    near: Table<L, WAYS>,
    far: Table<L, WAYS>,
    /// Words that are not near.
    missed: Vec<Wait<L>>,
}

impl<L: Copy + Default + PartialEq, const WAYS: usize> Tables<L, WAYS> {
    fn new(near: usize, far: usize) -> Self {
        Self { near: Table::new(near, 0), far: Table::new(far, FEW), missed: Vec::new() }
    }

    /// Looks up the words that wait.
    fn look_up(
        &mut self,
        waiting: &mut Vec<Wait<L>>,
        mut learn: impl FnMut(&Wait<()>) -> Option<Known>,
        mut found: impl FnMut(u32, Option<Known>),
    ) {
        let Self { near, far, missed } = self;
        near.fetch(waiting);
        for word in waiting.drain(..) {
            match near.find(&word) {
                Some(known) => found(word.at, Some(known)),
                None => missed.push(word),
            }
        }
        far.fetch(missed);
        for word in missed.drain(..) {
            let known = far.find(&word).or_else(|| {
                let Wait { hash, about, at, start, end, .. } = word;
                let known = learn(&Wait { hash, letters: (), about, at, start, end })?;
                far.keep(&word, known);
                Some(known)
            });
            // it may have been missed twice
            if let Some(known) = known
                && near.find(&word).is_none()
            {
                near.keep(&word, known);
            }
            found(word.at, known);
        }
    }
}

/// A word that waits to be looked up.
#[derive(Debug, Clone, Copy)]
struct Wait<L> {
    hash: u64,
    letters: L,
    /// Length of the word and its place, as in an [`Entry`].
    about: u16,
    /// The number by which the word is known to whom it concerns, and where it stands in its text.
    at: u32,
    start: u32,
    end: u32,
}

/// The types that one thread has at hand, in tables for short words and for longer ones; and words that wait to be looked
/// up, so that the processor waits for several at once, and what is done with a word does not depend on its length.
#[derive(Debug)]
pub(crate) struct Types {
    short: Tables<u64, 4>,
    long: Tables<[u64; LONG / 8], 2>,
    waiting: Waiting,
    /// Differs from run to run, so that no data can be made to collide.
    seed: u64,
    /// By length and place of a short word, where its hash begins.
    begins: [u64; 64],
}

#[derive(Debug, Default)]
struct Waiting {
    short: Vec<Wait<u64>>,
    long: Vec<Wait<[u64; LONG / 8]>>,
    /// Words that no thread keeps at hand.
    longer: Vec<Wait<()>>,
}

impl Types {
    /// Has a word wait until [`Self::look_up`] is called; `at` is what it will be called by.
    #[inline]
    pub(crate) fn wait(&mut self, written: Written, at: u32) {
        let (start, end, place) = (written.start as u32, written.end as u32, u16::from(written.place));
        let length = written.end - written.start;
        let about = (length as u16) << 8 | place;
        if length <= SHORT {
            let [letters] = written.letters();
            let hash =
                fold(self.begins[(length << 2 | usize::from(written.place)) % self.begins.len()] ^ letters);
            self.waiting.short.push(Wait { hash, letters, about, at, start, end });
        } else if length <= LONG {
            let letters: [u64; LONG / 8] = written.letters();
            let hash = letters.iter().fold(begin(self.seed, about), |state, eight| fold(state ^ eight));
            self.waiting.long.push(Wait { hash, letters, about, at, start, end });
        } else {
            let hash = of_bytes(self.seed ^ u64::from(place), written.word().as_bytes());
            self.waiting.longer.push(Wait { hash, letters: (), about: place, at, start, end });
        }
    }

    /// Looks up the words that wait, all of one text, and says what is known of each; all threads share what `learn` says
    /// of a new one, with its place. Nothing where it says nothing.
    pub(crate) fn look_up(
        &mut self,
        text: &str,
        shared: &Shared,
        mut learn: impl FnMut(&str, u8) -> Option<Known>,
        mut found: impl FnMut(u32, Option<Known>),
    ) {
        let mut learn = |word: &Wait<()>| {
            let place = word.about as u8;
            let written = Written { text, start: word.start as usize, end: word.end as usize, place };
            shared.get(word.hash, written, |letters| learn(letters, place))
        };
        self.short.look_up(&mut self.waiting.short, &mut learn, &mut found);
        self.long.look_up(&mut self.waiting.long, &mut learn, &mut found);
        self.waiting.longer.drain(..).for_each(|word| found(word.at, learn(&word)));
    }

    /// What is known of one word.
    pub(crate) fn get(
        &mut self,
        written: Written,
        shared: &Shared,
        mut learn: impl FnMut(&str) -> Option<Known>,
    ) -> Option<Known> {
        let mut known = None;
        self.wait(written, 0);
        self.look_up(written.text, shared, |word, _| learn(word), |_, found| known = found);
        known
    }
}

/// Where a hash begins: folded by itself, so that no length and place undo a difference of letters.
fn begin(seed: u64, about: u16) -> u64 {
    fold(seed ^ u64::from(about))
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
    found: HashMap<u64, Kept, BuildHasherDefault<Same>>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    text: u32,
    known: Known,
    length: u8,
    place: u8,
}

impl Shared {
    /// With nothing in it.
    pub(crate) fn new() -> Self {
        let Seeded(seed) = Seeded::default();
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), seed }
    }

    /// A thread's tables, with nothing in them.
    pub(crate) fn types(&self) -> Types {
        let (short, long) = (Tables::new(1 << 10, 1 << 13), Tables::new(1 << 11, 1 << 15));
        let begins = std::array::from_fn(|at| begin(self.seed, (at as u16 >> 2) << 8 | (at as u16 & 3)));
        Types { short, long, waiting: Waiting::default(), seed: self.seed, begins }
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
        let entry = Kept { text: self.text.len() as u32, known, length: word.len() as u8, place };
        self.found.entry(hash).or_insert_with(|| {
            self.text.push_str(word);
            entry
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_keeps_its_number() {
        let shared = Shared::new();
        let mut types = shared.types();
        let (mut learnt, mut first) = (0, HashMap::new());
        // more than the smaller tables hold, of every length; zeros that end a word are letters of their own
        let words: Vec<String> =
            (0..30_000).map(|n| format!("{n}{}", ["", "\0", "bolig", "mangel"][n % 4])).collect();
        let long = "x".repeat(LONGEST);
        let longer: Vec<String> = (0..60).map(|n| long[..n].to_string() + "y").collect();
        for _ in 0..3 {
            for (word, place) in words.iter().chain(&longer).flat_map(|word| [(word, 0), (word, 3)]) {
                let written = Written { text: word, start: 0, end: word.len(), place };
                let learn = |_: &str| {
                    learnt += 1;
                    Some(Known { number: learnt, aged: learnt % 3 == 0 })
                };
                let known = types.get(written, &shared, learn).unwrap();
                assert_eq!(*first.entry((word, place)).or_insert(known), known, "{word:?}");
            }
        }
        assert_eq!(learnt as usize, first.len());
        let nothing = Written { text: "ny", start: 0, end: 2, place: 0 };
        assert!(types.get(nothing, &shared, |_| None).is_none());
    }
}
