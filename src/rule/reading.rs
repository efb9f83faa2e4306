//! One answer as rules see it: its words, which atoms each satisfies, and where sentences and clauses end.
use super::atoms::{AtomId, Atoms, Place};
use super::elided::waits;
use super::look::{Looked, place};
use super::nearby::{Plain, Room, Whole, Word};
use super::operators::Match;
use super::runs::Gaps;
use super::sets::EMPTY;
use crate::norwegian::age;
use crate::norwegian::sentence::{self, Borders, Ends, borders};
use crate::norwegian::tokens::Token;
use crate::norwegian::types::{Known, Types, Written};
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
    /// The words of the answer that was looked at last, each with the number of its set, and whether any may be part of an
    /// age.
    looked: Looked,
    aged: bool,
    spare: Spare,
}

/// What readings leave to those that follow: memory, and no words.
#[derive(Debug, Default)]
struct Spare {
    tokens: Vec<Token>,
    hits: Vec<(AtomId, Hit)>,
    seen: Vec<u64>,
}

/// The gaps between the words of a text.
struct Between<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Found when first asked for.
    ends: OnceCell<Ends>,
}

impl Gaps for Between<'_> {
    fn follows(&self, word: u32) -> bool {
        joins(before(self.text, self.tokens, word as usize))
    }

    fn may_wait(&self, word: u32) -> bool {
        waits(before(self.text, self.tokens, word as usize)).is_some()
    }

    fn together(&self, first: u32, last: u32) -> bool {
        goes_on(self.text, self.tokens, first, last) || {
            let [first, last] = [first, last].map(|word| self.tokens[word as usize].start);
            self.ends.get_or_init(|| Ends::of(self.text)).has_together(first, last)
        }
    }
}

/// Stands for a set that is not remembered: the word is looked at again.
const LOOSE: u32 = u32::MAX;
/// What is known of a word that is not remembered.
const UNKNOWN: Known = Known { number: LOOSE, aged: true };

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
        let (looked, spare) = (Looked::default(), Spare::default());
        Self { atoms, types: atoms.met.types(), sets: Vec::new(), looked, aged: false, spare }
    }

    /// Reads one answer.
    pub fn read<'t>(&mut self, text: &'t str) -> Reading<'t> {
        self.look(text);
        self.looked(text, None)
    }

    /// Reads one answer for rules of which these atoms look at the raw text.
    pub(crate) fn read_for<'t>(&mut self, text: &'t str, raw: &[AtomId]) -> Reading<'t> {
        self.look(text);
        self.looked(text, Some(raw))
    }

    /// Looks up the words of an answer; [`Self::looked`] makes a reading of them.
    pub(crate) fn look(&mut self, text: &str) {
        let mut most = EMPTY;
        let learn = |word: &str, place| self.atoms.learn(word, place);
        let found = |known: Option<Known>| {
            let number = known.unwrap_or(UNKNOWN).number;
            if number != LOOSE {
                most = most.max(number);
            }
            number
        };
        self.looked.take_in(text, &mut self.types, &self.atoms.met, learn, found);
        self.aged = self.atoms.ask_ages() && self.looked.may_tell_age(text);
        self.know(most);
    }

    /// Has the sets at hand up to this number.
    fn know(&mut self, number: u32) {
        if number as usize >= self.sets.len() {
            self.atoms.sets.tell(&mut self.sets);
        }
    }

    /// The words looked at that satisfy an atom, if nothing else decides what matches: none that is not remembered, no age
    /// that is asked for.
    pub(crate) fn plain<'r>(&self, room: &'r mut Room) -> Option<Plain<'r>> {
        if self.aged {
            return None;
        }
        let looked = &self.looked;
        let mut loose = false;
        let mut satisfies = |number: u32| {
            loose |= number == LOOSE;
            number != EMPTY
        };
        let words = looked.words().iter().enumerate().filter(|(_, number)| satisfies(**number));
        room.words.clear();
        room.words.extend(words.map(|(at, number)| Word { at: at as u32, what: Word::what_of(*number) }));
        let wholes = looked.hyphenated.iter().zip(looked.wholes()).filter(|(_, number)| satisfies(**number));
        room.wholes.clear();
        room.wholes.extend(
            wholes
                .map(|(parts, number)| Whole { parts: (parts.start as u32, parts.end as u32), set: *number }),
        );
        (!loose).then_some(Plain {
            words: &room.words,
            wholes: &room.wholes,
            count: looked.tokens.len() as u32,
        })
    }

    /// What stands between the words looked at.
    pub(crate) fn gaps<'g>(&'g self, text: &'g str) -> impl Gaps + 'g {
        Between { text, tokens: &self.looked.tokens, ends: OnceCell::new() }
    }

    /// By number, the sets of atoms that words satisfy.
    pub(crate) fn sets(&self) -> &[Arc<[AtomId]>] {
        &self.sets
    }

    /// The reading of the answer that was looked at; see [`Self::finish`].
    pub(crate) fn looked<'t>(&mut self, text: &'t str, raw: Option<&[AtomId]>) -> Reading<'t> {
        let (mut tokens, mut found) = self.begin();
        let looked = std::mem::take(&mut self.looked);
        tokens.extend_from_slice(&looked.tokens);
        found.aged = self.aged;
        for (at, number) in looked.words().iter().enumerate() {
            let (hit, place) = (of_words(&tokens[at..=at], at), place(&tokens, at));
            self.satisfied(*number, text, place, hit, &mut found);
        }
        for (parts, number) in looked.hyphenated.iter().zip(looked.wholes()) {
            let hit = of_words(&tokens[parts.clone()], parts.start);
            self.satisfied(*number, text, Place::Alone, hit, &mut found);
        }
        self.looked = looked;
        self.finish(text, tokens, found, raw)
    }

    /// Memory for an answer whose words are known already: no words, and nothing gathered.
    pub(crate) fn begin(&mut self) -> (Vec<Token>, Gathered) {
        let mut tokens = std::mem::take(&mut self.spare.tokens);
        tokens.clear();
        (tokens, Gathered { hits: std::mem::take(&mut self.spare.hits), aged: false })
    }

    /// The answer of which these are the words, and this was gathered of them. Of the atoms that look at the raw text, all
    /// are asked or, in order, some.
    pub(crate) fn finish<'t>(
        &mut self,
        text: &'t str,
        tokens: Vec<Token>,
        mut found: Gathered,
        raw: Option<&[AtomId]>,
    ) -> Reading<'t> {
        self.raw(text, &tokens, &mut found, raw);
        let mut seen = std::mem::take(&mut self.spare.seen);
        seen.resize(self.atoms.list().len().div_ceil(64), 0);
        for (atom, _) in &found.hits {
            seen[*atom as usize / 64] |= 1 << (atom % 64);
        }
        let (sorted, borders) = (OnceCell::new(), OnceCell::new());
        Reading { text, tokens, hits: found.hits, sorted, seen, borders, memo: RefCell::default() }
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
        let number = self.number(text, hit.start, hit.end, place, &mut found.aged);
        self.satisfied(number, text, place, hit, found);
    }

    /// Adds the atoms of a word by the number of their set.
    #[inline]
    fn satisfied(&self, number: u32, text: &str, place: Place, hit: Hit, found: &mut Gathered) {
        match number {
            EMPTY => {}
            LOOSE => {
                let word = &text[hit.start as usize..hit.end as usize];
                found.add(&self.atoms.of_word(word, place), hit, false);
            }
            number => found.add(&self.sets[number as usize], hit, false),
        }
    }

    /// The number of the set of atoms that a word satisfies; whether it may be part of an age is noted.
    fn number(&mut self, text: &str, start: u32, end: u32, place: Place, aged: &mut bool) -> u32 {
        let written = Written { text, start: start as usize, end: end as usize, place: place as u8 };
        let atoms = self.atoms;
        let known = self.types.get(written, &atoms.met, |word| atoms.learn(word, place));
        let known = known.unwrap_or(UNKNOWN);
        *aged |= known.aged;
        if known.number != LOOSE {
            self.know(known.number);
        }
        known.number
    }

    /// What is read from the raw text and not from words: ages and regular expressions.
    fn raw(&self, text: &str, tokens: &[Token], found: &mut Gathered, asked: Option<&[AtomId]>) {
        let hits = &mut found.hits;
        if found.aged && self.atoms.ask_ages() {
            for age in age::find(text) {
                let hit = over(tokens, age.start, age.end);
                let meets = |(_, from, to): &&(AtomId, u8, u8)| age.from <= *to && *from <= age.to;
                hits.extend(self.atoms.ages.iter().filter(meets).map(|(id, ..)| (*id, hit)));
            }
        }
        let is_asked = |id: &AtomId| asked.is_none_or(|asked| asked.binary_search(id).is_ok());
        for (id, pattern) in self.atoms.regexes.iter().filter(|(id, _)| is_asked(id)) {
            hits.extend(pattern.all(text).iter().map(|found| (*id, over(tokens, found.start, found.end))));
        }
    }
}

/// Hits by atom and then in text order. Those of words are in text order already, so that numbers are sorted and not
/// hits; only a hyphenated word as a whole, an age or a stretch of raw text is out of it.
fn by_atom(hits: &[(AtomId, Hit)]) -> Vec<(AtomId, Hit)> {
    let numbered = hits.iter().enumerate().map(|(at, (atom, _))| u64::from(*atom) << 32 | at as u64);
    let mut keys: Vec<u64> = numbered.collect();
    keys.sort_unstable();
    let mut sorted: Vec<_> = keys.iter().map(|key| hits[*key as u32 as usize]).collect();
    if !sorted.is_sorted() {
        sorted.sort_unstable();
    }
    sorted
}

/// What stands between a word and the one before it.
fn before<'t>(text: &'t str, tokens: &[Token], word: usize) -> &'t str {
    &text[tokens[word - 1].end as usize..tokens[word].start as usize]
}

/// Whether no sentence can begin from one word to another, told at a glance; not where there is no such word.
fn goes_on(text: &str, tokens: &[Token], first: u32, last: u32) -> bool {
    let [first, last] = [first, last].map(|word| tokens.get(word as usize));
    let stretch = first.zip(last).map(|(first, last)| &text[first.start as usize..last.end as usize]);
    stretch.is_some_and(sentence::goes_on)
}

/// Whether what stands between two words is nothing but space, or one mark that joins them: `og/eller`; or the hyphen of a part
/// whose other part follows later: `gang- og sykkelvei`.
pub(crate) fn joins(gap: &str) -> bool {
    let rest = gap.strip_prefix(['-', '‑', '‐']).unwrap_or(gap);
    rest.chars().all(char::is_whitespace)
        || matches!(gap, "-" | "." | "/" | "'" | "’" | "‑" | "–" | "—" | "‐")
}

/// Some words side by side as a hit; the first of them is number `at`.
fn of_words(tokens: &[Token], at: usize) -> Hit {
    let (start, end) = (tokens[0].start, tokens[tokens.len() - 1].end);
    Hit { first: at as u32, last: (at + tokens.len()) as u32, start, end }
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
        let hits = self.sorted.get_or_init(|| by_atom(&self.hits));
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
}

impl Gaps for Reading<'_> {
    fn follows(&self, word: u32) -> bool {
        joins(before(self.text, &self.tokens, word as usize))
    }

    fn may_wait(&self, word: u32) -> bool {
        waits(before(self.text, &self.tokens, word as usize)).is_some()
    }

    fn together(&self, first: u32, last: u32) -> bool {
        let sentence = || &self.borders().sentence;
        let same = || sentence().get(first as usize) == sentence().get(last as usize);
        first == last || goes_on(self.text, &self.tokens, first, last) || same()
    }
}
