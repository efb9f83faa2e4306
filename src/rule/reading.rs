//! One answer as rules see it: its words, which atoms each satisfies, and where sentences and clauses end.
use super::atoms::{AtomId, Atoms, Place};
use super::operators::Match;
use crate::norwegian::age;
use crate::norwegian::sentence::{Borders, borders};
use crate::norwegian::tokens::{Token, tokens_into};
use crate::norwegian::types::{Known, LONGEST, Types, Written};
use std::cell::{OnceCell, RefCell};
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
    hits: Vec<(AtomId, Hit)>,
    seen: Vec<u64>,
}

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
        let mut i = 0;
        while i < tokens.len() {
            let run = 1 + tokens[i + 1..].iter().take_while(|t| t.joined).count();
            self.run(text, &tokens, i, run, &mut found);
            i += run;
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
    pub(crate) fn finish<'t>(&mut self, text: &'t str, tokens: Vec<Token>, mut found: Gathered) -> Reading<'t> {
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
        self.spare = Spare { tokens, hits, seen };
    }

    /// A word, or a hyphenated run: the whole of it and each part.
    fn run(&mut self, text: &str, tokens: &[Token], at: usize, run: usize, found: &mut Gathered) {
        for i in at..at + run {
            let place = match (run, i - at) {
                (1, _) => Place::Alone,
                (_, 0) => Place::First,
                (n, j) if j == n - 1 => Place::Last,
                _ => Place::Inner,
            };
            self.word(text, &tokens[i..=i], i, place, found);
        }
        if run > 1 {
            self.word(text, &tokens[at..at + run], at, Place::Alone, found);
        }
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
        let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
        let written = Written { text, start: start as usize, end: end as usize, place: place as u8 };
        let atoms = self.atoms;
        let hit = Hit { first: at as u32, last: (at + tokens.len()) as u32, start, end };
        let mut loose = None;
        let learn = |word: &str| {
            let (satisfied, aged) = (atoms.of_word(word, place), age::perhaps(word));
            let number = if word.len() <= LONGEST { atoms.sets.number(&satisfied) } else { None };
            if number.is_none() {
                loose = Some((satisfied, aged));
            }
            Some(Known { number: number?, aged })
        };
        match self.types.get(written, &atoms.met, learn) {
            Some(known) => {
                if known.number as usize >= self.sets.len() {
                    atoms.sets.tell(&mut self.sets);
                }
                found.add(&self.sets[known.number as usize], hit, known.aged);
            }
            None => {
                let (satisfied, aged) = loose.unwrap_or_default();
                found.add(&satisfied, hit, aged);
            }
        }
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
        for (id, regex) in &self.atoms.regexes {
            let matches = regex.find_iter(text).filter(|m| !m.is_empty());
            hits.extend(matches.map(|m| (*id, over(tokens, m.start(), m.end()))));
        }
    }
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
