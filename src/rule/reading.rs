//! One answer as rules see it: its words, which atoms each satisfies, and where sentences and clauses end.
use super::atoms::{AtomId, Atoms, Place};
use super::operators::Match;
use crate::norwegian::age;
use crate::norwegian::sentence::{Borders, borders};
use crate::norwegian::tokens::{Token, tokens};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

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
    hits: Vec<(AtomId, Hit)>,
    borders: OnceCell<Borders>,
    pub(super) memo: RefCell<Vec<(u32, Rc<[Match]>)>>,
}

/// Reads answers, remembering every word type it has met. One for a thread.
#[derive(Debug)]
pub struct Reader<'c> {
    atoms: &'c Atoms,
    types: [HashMap<Box<str>, Box<[AtomId]>>; 4],
}

/// Longer words are analysed each time: a cell of pasted data must not fill the memory.
const LONGEST_REMEMBERED: usize = 80;

impl<'c> Reader<'c> {
    /// A reader for the atoms of a codebook or a search.
    pub fn new(atoms: &'c Atoms) -> Self {
        Self { atoms, types: Default::default() }
    }

    /// Reads one answer.
    pub fn read<'t>(&mut self, text: &'t str) -> Reading<'t> {
        let tokens = tokens(text);
        let mut hits = Vec::new();
        let mut i = 0;
        while i < tokens.len() {
            let run = 1 + tokens[i + 1..].iter().take_while(|t| t.joined).count();
            self.run(text, &tokens, i, run, &mut hits);
            i += run;
        }
        self.raw(text, &tokens, &mut hits);
        hits.sort_unstable();
        Reading { text, tokens, hits, borders: OnceCell::new(), memo: RefCell::default() }
    }

    /// A word, or a hyphenated run: the whole of it and each part.
    fn run(&mut self, text: &str, tokens: &[Token], at: usize, run: usize, hits: &mut Vec<(AtomId, Hit)>) {
        for i in at..at + run {
            let place = match (run, i - at) {
                (1, _) => Place::Alone,
                (_, 0) => Place::First,
                (n, j) if j == n - 1 => Place::Last,
                _ => Place::Inner,
            };
            self.word(text, tokens, i, 1, place, hits);
        }
        if run > 1 {
            self.word(text, tokens, at, run, Place::Alone, hits);
        }
    }

    fn word(
        &mut self,
        text: &str,
        tokens: &[Token],
        at: usize,
        run: usize,
        place: Place,
        hits: &mut Vec<(AtomId, Hit)>,
    ) {
        let (start, end) = (tokens[at].start, tokens[at + run - 1].end);
        let word = &text[start as usize..end as usize];
        let hit = Hit { first: at as u32, last: (at + run) as u32, start, end };
        let types = &mut self.types[place as usize];
        if let Some(atoms) = types.get(word) {
            hits.extend(atoms.iter().map(|atom| (*atom, hit)));
            return;
        }
        let atoms = self.atoms.of_word(word, place);
        hits.extend(atoms.iter().map(|atom| (*atom, hit)));
        if word.len() <= LONGEST_REMEMBERED {
            types.insert(word.into(), atoms);
        }
    }

    /// What is read from the raw text and not from words: ages and regular expressions.
    fn raw(&self, text: &str, tokens: &[Token], hits: &mut Vec<(AtomId, Hit)>) {
        if !self.atoms.ages.is_empty() {
            for age in age::find(text) {
                let hit = over(tokens, age.start, age.end);
                let meets = |(_, from, to): &&(AtomId, u8, u8)| age.from <= *to && *from <= age.to;
                hits.extend(self.atoms.ages.iter().filter(meets).map(|(id, ..)| (*id, hit)));
            }
        }
        for (id, regex) in &self.atoms.regexes {
            let found = regex.find_iter(text).filter(|m| !m.is_empty());
            hits.extend(found.map(|m| (*id, over(tokens, m.start(), m.end()))));
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
        let from = self.hits.partition_point(|(a, _)| *a < atom);
        let to = from + self.hits[from..].partition_point(|(a, _)| *a == atom);
        &self.hits[from..to]
    }

    /// Every hit, by atom and then text order.
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
