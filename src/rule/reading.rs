//! One answer as rules see it: its words, which atoms each satisfies, and where sentences and clauses end.
use super::atoms::{AtomId, Atoms, Place};
use super::operators::Match;
use super::sets::EMPTY;
use crate::norwegian::age;
use crate::norwegian::sentence::{Borders, borders};
use crate::norwegian::tokens::{Token, tokens_into};
use crate::norwegian::types::{Known, LONGEST, Types, Written};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Words of the text that satisfied an atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// First word, by position in the answer.
    pub first: u32,
    /// One past the last word; equal to `first` where a regular expression met no word.
    pub last: u32,
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// An answer with the atoms its words satisfy.
#[derive(Debug)]
pub struct Reading<'t> {
    /// The answer as written.
    pub text: &'t str,
    /// Its words.
    pub tokens: Vec<Token>,
    /// In text order.
    hits: Vec<(AtomId, Hit)>,
    /// The same by atom and then in text order, when first asked for: most answers need it not.
    sorted: OnceCell<Vec<(AtomId, Hit)>>,
    /// A bit an atom, set for those with hits: most questions about an atom end here.
    seen: Vec<u64>,
    borders: OnceCell<Borders>,
    pub(super) memo: RefCell<Vec<(u32, Rc<[Match]>)>>,
}

/// Reads answers, remembering every word type it has met. One for a thread.
#[derive(Debug)]
pub struct Reader<'c> {
    atoms: &'c Atoms,
    types: Types,
    /// By number, the sets of atoms that types satisfy.
    sets: Vec<Arc<[AtomId]>>,
    spare: Spare,
}

/// What readings leave to those that follow: memory, and no words.
#[derive(Debug, Default)]
struct Spare {
    tokens: Vec<Token>,
    numbers: Vec<u32>,
    hits: Vec<(AtomId, Hit)>,
    seen: Vec<u64>,
}

/// Stands for a set that is not remembered: the word is looked at again.
const LOOSE: u32 = u32::MAX;

/// A reading that left more than this leaves nothing.
const MOST_SPARE: usize = 1 << 16;

/// What is gathered while an answer is read.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    hits: Vec<(AtomId, Hit)>,
    /// Whether any word may be part of an age.
    aged: bool,
}

impl Gathered {
    /// Whether no word satisfies an atom or may be part of an age.
    pub(crate) fn is_empty(&self) -> bool {
        self.hits.is_empty() && !self.aged
    }

    /// Adds a word, or several joined, with the atoms satisfied and whether an age may be part of it.
    #[inline]
    pub(crate) fn add(&mut self, atoms: &[AtomId], hit: Hit, aged: bool) {
        self.aged |= aged;
        self.hits.extend(atoms.iter().map(|atom| (*atom, hit)));
    }
}

impl<'c> Reader<'c> {
    /// A reader for the atoms of a codebook or a search.
    pub fn new(atoms: &'c Atoms) -> Self {
        Self { atoms, types: atoms.met.types(), sets: Vec::new(), spare: Spare::default() }
    }

    /// Reads one answer.
    pub fn read<'t>(&mut self, text: &'t str) -> Reading<'t> {
        let (mut tokens, mut found) = self.begin();
        tokens_into(text, &mut tokens);
        // all words are looked up before anything is made of any: so the processor can wait for several at once
        let mut numbers = std::mem::take(&mut self.spare.numbers);
        for (at, token) in tokens.iter().enumerate() {
            let place = Place::of(token.joined, tokens.get(at + 1).is_some_and(|next| next.joined));
            numbers.push(self.number(text, token.start, token.end, place, &mut found));
        }
        for (at, number) in numbers.drain(..).enumerate() {
            let token = &tokens[at];
            let place = Place::of(token.joined, tokens.get(at + 1).is_some_and(|next| next.joined));
            self.satisfied(number, token.text(text), place, of_words(&tokens[at..=at], at), &mut found);
        }
        self.spare.numbers = numbers;
        for run in runs(&tokens) {
            let at = run.start;
            self.word(text, &tokens[run], at, Place::Alone, &mut found);
        }
        self.finish(text, tokens, found)
    }

    /// Memory for an answer whose words are known already: no words, and nothing gathered.
    pub(crate) fn begin(&mut self) -> (Vec<Token>, Gathered) {
        let mut tokens = std::mem::take(&mut self.spare.tokens);
        tokens.clear();
        (tokens, Gathered { hits: std::mem::take(&mut self.spare.hits), aged: false })
    }

    /// The answer of which these are the words, and this was gathered of them.
    pub(crate) fn finish<'t>(
        &mut self,
        text: &'t str,
        tokens: Vec<Token>,
        mut found: Gathered,
    ) -> Reading<'t> {
        self.raw(text, &tokens, &mut found);
        let mut seen = std::mem::take(&mut self.spare.seen);
        seen.resize(self.atoms.list().len().div_ceil(64), 0);
        for (atom, _) in &found.hits {
            seen[*atom as usize / 64] |= 1 << (atom % 64);
        }
        let (sorted, borders) = (OnceCell::new(), OnceCell::new());
        Reading { text, tokens, hits: found.hits, sorted, seen, borders, memo: RefCell::default() }
    }

    /// Takes back the memory of an answer of which nothing was gathered.
    pub(crate) fn give_back(&mut self, tokens: Vec<Token>, found: Gathered) {
        (self.spare.tokens, self.spare.hits) = (tokens, found.hits);
    }

    /// Takes back the memory of a reading that is done with.
    pub fn reuse(&mut self, reading: Reading) {
        let Reading { tokens, mut hits, mut seen, .. } = reading;
        if tokens.len() > MOST_SPARE || hits.len() > MOST_SPARE {
            return;
        }
        hits.clear();
        seen.fill(0);
        (self.spare.tokens, self.spare.hits, self.spare.seen) = (tokens, hits, seen);
    }

    /// The word that some tokens make; the first of them is number `at`.
    pub(crate) fn word(
        &mut self,
        text: &str,
        tokens: &[Token],
        at: usize,
        place: Place,
        found: &mut Gathered,
    ) {
        let hit = of_words(tokens, at);
        let number = self.number(text, hit.start, hit.end, place, found);
        self.satisfied(number, &text[hit.start as usize..hit.end as usize], place, hit, found);
    }

    /// Adds the atoms of a word by the number of their set.
    #[inline]
    fn satisfied(&self, number: u32, word: &str, place: Place, hit: Hit, found: &mut Gathered) {
        match number {
            EMPTY => {}
            LOOSE => found.add(&self.atoms.of_word(word, place), hit, false),
            number => found.add(&self.sets[number as usize], hit, false),
        }
    }

    /// The number of the set of atoms that a word satisfies; whether it may be part of an age is noted.
    #[inline]
    fn number(&mut self, text: &str, start: u32, end: u32, place: Place, found: &mut Gathered) -> u32 {
        let written = Written { text, start: start as usize, end: end as usize, place: place as u8 };
        let atoms = self.atoms;
        let mut long_aged = false;
        let learn = |word: &str| {
            let aged = age::perhaps(word);
            long_aged = aged;
            let number = (word.len() <= LONGEST).then(|| atoms.sets.number(&atoms.of_word(word, place)));
            Some(Known { number: number.flatten()?, aged })
        };
        let Some(known) = self.types.get(written, &atoms.met, learn) else {
            found.aged |= long_aged;
            return LOOSE;
        };
        found.aged |= known.aged;
        if known.number as usize >= self.sets.len() {
            atoms.sets.tell(&mut self.sets);
        }
        known.number
    }

    /// What is read from the raw text and not from words: ages and regular expressions.
    fn raw(&self, text: &str, tokens: &[Token], found: &mut Gathered) {
        let hits = &mut found.hits;
        if found.aged && !self.atoms.ages.is_empty() {
            for age in age::find(text) {
                let hit = over(tokens, age.start, age.end);
                let meets = |(_, from, to): &&(AtomId, u8, u8)| age.from <= *to && *from <= age.to;
                hits.extend(self.atoms.ages.iter().filter(meets).map(|(id, ..)| (*id, hit)));
            }
        }
        for (id, pattern) in &self.atoms.regexes {
            hits.extend(pattern.all(text).iter().map(|found| (*id, over(tokens, found.start, found.end))));
        }
    }
}

/// Some words side by side as a hit; the first of them is number `at`.
fn of_words(tokens: &[Token], at: usize) -> Hit {
    let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
    Hit { first: at as u32, last: (at + tokens.len()) as u32, start, end }
}

/// The hyphenated words, each by the numbers of its parts.
fn runs(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let begins = |at: &usize| !tokens[*at].joined && tokens.get(at + 1).is_some_and(|next| next.joined);
    let run = |at| at..at + 1 + tokens[at + 1..].iter().take_while(|token| token.joined).count();
    (0..tokens.len()).filter(begins).map(run)
}

/// A stretch of text as a hit over the words it touches.
fn over(tokens: &[Token], start: usize, end: usize) -> Hit {
    let first = tokens.partition_point(|t| t.end as usize <= start);
    let last = tokens.partition_point(|t| (t.start as usize) < end).max(first);
    Hit { first: first as u32, last: last as u32, start: start as u32, end: end as u32 }
}

impl Reading<'_> {
    /// Where an atom was satisfied, in text order.
    pub fn hits(&self, atom: AtomId) -> &[(AtomId, Hit)] {
        if !self.has(atom) {
            return &[];
        }
        let hits = self.sorted.get_or_init(|| {
            let mut hits = self.hits.clone();
            hits.sort_unstable();
            hits
        });
        let from = hits.partition_point(|(a, _)| *a < atom);
        let to = from + hits[from..].partition_point(|(a, _)| *a == atom);
        &hits[from..to]
    }

    /// Whether an atom was satisfied anywhere.
    pub fn has(&self, atom: AtomId) -> bool {
        self.seen.get(atom as usize / 64).is_some_and(|bits| bits & (1 << (atom % 64)) != 0)
    }

    /// Every hit, in no order that means anything.
    pub fn all_hits(&self) -> &[(AtomId, Hit)] {
        &self.hits
    }

    /// Sentences and clauses, found when first asked for.
    pub fn borders(&self) -> &Borders {
        self.borders.get_or_init(|| borders(self.text, &self.tokens))
    }

    /// Number of words.
    pub fn words(&self) -> u32 {
        self.tokens.len() as u32
    }

    /// Whether nothing stands between two neighbouring words but space, or one mark that joins them: `og/eller`.
    pub(super) fn adjacent(&self, word: u32) -> bool {
        let word = word as usize;
        if word == 0 || word >= self.tokens.len() {
            return false;
        }
        let gap = &self.text[self.tokens[word - 1].end as usize..self.tokens[word].start as usize];
        gap.chars().all(char::is_whitespace)
            || matches!(gap, "-" | "." | "/" | "'" | "’" | "‑" | "–" | "—" | "‐")
    }
}
