//! Counts the themes of an answer from the sets of atoms that its words satisfy, one after the other, and from what stands
//! between them. Of most answers that is all there is to know; any other answer is left to be read in full.
use super::chances::{Chance, Chances};
use super::coder::{Coder, QuestionCoder, Subject};
use super::triggers::Woken;
use super::written::Overlap;
use crate::rule::atoms::AtomId;
use crate::rule::nearby::{Nearby, Plain, stretches};
use crate::rule::operators::Op;
use crate::rule::reading::Reading;
use crate::rule::runs::{Gaps, Run, Runs};
use smallvec::SmallVec;
use std::collections::BTreeSet;
use std::iter::successors;
use std::sync::Arc;

/// Bytes that a counter keeps of sets: a codebook on more kinds of words is slower, and takes no more memory.
const MOST: usize = 1 << 23;
/// Words that are added up together, as many as a byte can count.
const TOGETHER: usize = 255;

/// Counts answers to one question. One for a thread.
pub(crate) struct Counter<'c> {
    coder: &'c Coder,
    /// Its themes.
    pub(crate) question: &'c QuestionCoder,
    /// Whether the codebook has only what can be counted without reading.
    able: bool,
    chances: &'c Chances,
    sets: Sets,
    /// What some words of the answer at hand give, and the sides of all of them, as in a row.
    given: Vec<Four>,
    /// By theme, how often it mentions it, and some more that are none.
    mentions: Vec<u32>,
    /// By atom, the last answer that has it, as far as that was asked, and the number of the answer at hand.
    last: Vec<u32>,
    answer: u32,
    asked: Asked,
}

/// Thirty-two themes, a byte each, one more for a word that mentions it; or both sides of 128 rules.
type Four = [u64; 4];
/// Themes in it.
const THEMES: usize = size_of::<Four>();

/// What a word gives that satisfies a set of atoms, set by set as they are met: rows of the same width, so that they are added
/// up without a choice to be made.
struct Sets {
    /// By number of a set, where its row begins, and [`DEPENDS`].
    begins: Vec<u32>,
    rows: Vec<Four>,
    /// How many of a row are of themes, and how many there are.
    themes: usize,
    width: usize,
}

/// Set in the begin of a row of which it depends on more than words what it gives; how far the begin is shifted; stands for a
/// set that was not met.
const DEPENDS: u32 = 1;
const SHIFT: u32 = 1;
const NEW: u32 = u32::MAX;

/// By atom, where it is satisfied, and for which answer that was asked.
#[derive(Default)]
struct Asked {
    hits: Vec<Runs>,
    by: Vec<u32>,
}

impl Asked {
    fn ask(&mut self, atom: AtomId, answer: u32) {
        self.hits[atom as usize].clear();
        self.by[atom as usize] = answer;
    }

    #[inline]
    fn add(&mut self, atom: AtomId, run: Run, answer: u32) {
        if self.by[atom as usize] == answer {
            self.hits[atom as usize].push(run);
        }
    }
}

/// How far words alone lead.
pub(crate) enum Reach {
    /// All the way.
    All,
    /// To these rules, which may give more themes.
    Rules(SmallVec<[Woken; 4]>),
    /// Nowhere.
    Nothing,
}

impl<'c> Counter<'c> {
    /// For the answers to a question.
    pub(crate) fn new(coder: &'c Coder, question: &'c QuestionCoder) -> Self {
        let (chances, atoms) = (question.chances(), coder.program.atoms.list().len());
        let themes = question.themes.len().div_ceil(THEMES);
        let width = themes + chances.width().div_ceil(2);
        Self {
            coder,
            question,
            able: coder.overlap == Overlap::All && question.is_woken_by_words(),
            chances,
            sets: Sets { begins: Vec::new(), rows: Vec::new(), themes, width },
            given: vec![Four::default(); width],
            mentions: vec![0; themes * THEMES],
            last: vec![0; atoms],
            answer: 0,
            asked: Asked { hits: vec![Runs::new(); atoms], by: vec![0; atoms] },
        }
    }

    /// By theme, how often the answer mentions it that was counted last.
    pub(crate) fn mentions(&self) -> &[u32] {
        &self.mentions[..self.question.themes.len()]
    }

    /// Takes in the words of an answer; the sets of atoms are by number. [`Self::count`] goes on from where they lead.
    pub(crate) fn reach(&mut self, plain: Plain, gaps: &impl Gaps, sets: &[Arc<[AtomId]>]) -> Reach {
        if !self.able || !self.add(plain, sets) {
            return Reach::Nothing;
        }
        let chances = self.open(plain, sets);
        if chances.is_empty() && plain.wholes.is_empty() {
            return Reach::All;
        }
        match self.tried(&chances, plain, gaps, sets) {
            None => Reach::Nothing,
            Some(Tried { rules, unclear: true, .. }) => Reach::Rules(rules),
            Some(Tried { matched, .. }) => {
                self.join(plain, &matched);
                Reach::All
            }
        }
    }

    /// Gives the themes of single words, a mention a word, and the sides of rules; no where that is not known, or depends on
    /// more than words.
    fn add(&mut self, plain: Plain, sets: &[Arc<[AtomId]>]) -> bool {
        self.mentions.fill(0);
        self.given.fill(Four::default());
        let mut known = true;
        for words in plain.words.chunks(TOGETHER) {
            known &= self.add_some(words.iter().map(|word| word.set()), sets);
        }
        for wholes in plain.wholes.chunks(TOGETHER) {
            known &= self.add_some(wholes.iter().map(|whole| whole.set), sets);
        }
        known
    }

    fn add_some(&mut self, some: impl Iterator<Item = u32>, sets: &[Arc<[AtomId]>]) -> bool {
        let (themes, sides) = self.given.split_at_mut(self.sets.themes);
        themes.fill(Four::default());
        let mut signs = 0;
        for set in some {
            let begin = match self.sets.begins.get(set as usize) {
                Some(begin) if *begin != NEW => *begin,
                _ => match self.sets.learn(set as usize, sets, self.question, self.chances) {
                    Some(begin) => begin,
                    None => return false,
                },
            };
            signs |= begin;
            let row = &self.sets.rows[(begin >> SHIFT) as usize..][..themes.len() + sides.len()];
            let (mentioned, seen) = row.split_at(themes.len());
            combine(themes, mentioned, u64::wrapping_add);
            combine(sides, seen, |own, seen| own | seen);
        }
        let mentions = self.mentions.as_chunks_mut().0.iter_mut();
        for (own, given) in mentions.zip(themes.as_flattened()) {
            let own: &mut [u32; 8] = own;
            own.iter_mut().zip(given.to_le_bytes()).for_each(|(own, given)| *own += u32::from(given));
        }
        signs & DEPENDS == 0
    }

    /// The rules of several words and the exceptions whose gates the words of an answer meet.
    fn open(&mut self, plain: Plain, sets: &[Arc<[AtomId]>]) -> SmallVec<[&'c Chance; 8]> {
        let sides = &self.given[self.sets.themes..];
        let mut open: SmallVec<[&Chance; 8]> =
            self.chances.open(sides.as_flattened().as_chunks().0).collect();
        if open.iter().any(|chance| !chance.told) {
            self.next_answer();
            for (_, set) in plain.hits() {
                sets[set as usize].iter().for_each(|atom| self.last[*atom as usize] = self.answer);
            }
            let has = |atom: AtomId| self.last[atom as usize] == self.answer;
            open.retain(|chance| chance.told || chance.tried(self.question).2.met(&has));
        }
        open
    }

    /// Tries rules on an answer; see [`Tried::of`].
    fn tried(
        &mut self,
        chances: &[&Chance],
        plain: Plain,
        gaps: &impl Gaps,
        sets: &[Arc<[AtomId]>],
    ) -> Option<Tried> {
        if chances.is_empty() {
            return Some(Tried::default());
        }
        self.next_answer();
        let program = &self.coder.program;
        for chance in chances {
            let (rule, ..) = chance.tried(self.question);
            rule.atoms(program).iter().for_each(|atom| self.asked.ask(*atom, self.answer));
        }
        for (run, set) in plain.hits() {
            sets[set as usize].iter().for_each(|atom| self.asked.add(*atom, run, self.answer));
        }
        let hits = |atom: AtomId| {
            let mut hits = self.asked.hits[atom as usize].clone();
            if !plain.wholes.is_empty() {
                hits.sort_unstable();
            }
            hits
        };
        let nearby = Nearby { hits, gaps, count: plain.count, program };
        let rules = chances.iter().map(|chance| (chance.rule, chance.tried(self.question).1));
        Tried::of(rules, |op, matched| nearby.find(op, matched))
    }

    /// Another number, for answers or what is asked of one.
    fn next_answer(&mut self) {
        self.answer = self.answer.wrapping_add(1);
        if self.answer == 0 {
            self.last.fill(0);
            self.asked.by.fill(0);
            self.answer = 1;
        }
    }

    /// Counts the mentions of an answer: see [`Self::mentions`]. Where its words did not lead all the way it is read, and the
    /// reading given back.
    pub(crate) fn count<'t, V: AsRef<str>>(
        &mut self,
        reach: Reach,
        read: impl FnOnce() -> Reading<'t>,
        subject: Subject<V>,
    ) -> Option<Reading<'t>> {
        let woken = match reach {
            Reach::All => return None,
            Reach::Rules(rules) => Some(rules),
            Reach::Nothing => None,
        };
        let reading = read();
        self.mentions.fill(0);
        let mention = |theme: u32| self.mentions[theme as usize] += 1;
        self.coder.count(self.question, &reading, woken.as_deref(), subject, mention);
        Some(reading)
    }

    /// Gives the themes of rules of several words, each with the words of its matches, and of words of several parts; of such a
    /// theme, and those above it, every stretch of words is a mention, be they words that count alone or not.
    fn join(&mut self, plain: Plain, matched: &[(u32, Runs)]) {
        let line = |theme: &u32| successors(Some(*theme as usize), |at| self.question.themes[*at].parent);
        let mut themes: SmallVec<[usize; 8]> = matched.iter().flat_map(|(theme, _)| line(theme)).collect();
        for whole in plain.wholes {
            let all = 0..self.question.themes.len();
            themes.extend(all.filter(|theme| self.sets.gives(whole.set, *theme)));
        }
        themes.sort_unstable();
        themes.dedup();
        for theme in themes {
            let mut runs = plain.of(|set| self.sets.gives(set, theme));
            let theirs = matched.iter().filter(|(own, _)| line(own).any(|own| own == theme));
            theirs.for_each(|(_, own)| runs.extend_from_slice(own));
            self.mentions[theme] = stretches(runs) as u32;
        }
    }
}

/// Combines what was added up with what a row has. All of four is read before any is written, so that the compiler may do
/// them at once.
#[inline]
fn combine(own: &mut [Four], row: &[Four], with: impl Fn(u64, u64) -> u64) {
    for (own, given) in own.iter_mut().zip(row) {
        let (before, given) = (*own, *given);
        *own = std::array::from_fn(|at| with(before[at], given[at]));
    }
}

impl Sets {
    /// Learns what a word gives that satisfies a set; nothing where the set is not there, or too many were met.
    #[cold]
    fn learn(
        &mut self,
        number: usize,
        sets: &[Arc<[AtomId]>],
        question: &QuestionCoder,
        chances: &Chances,
    ) -> Option<u32> {
        let atoms = sets.get(number)?;
        let begin = self.rows.len();
        if begin * size_of::<Four>() > MOST {
            return None;
        }
        if self.begins.len() <= number {
            self.begins.resize(sets.len(), NEW);
        }
        let direct: Vec<&Woken> = atoms.iter().flat_map(|atom| question.triggers.direct(*atom)).collect();
        let own: BTreeSet<usize> = direct.iter().map(|rule| rule.0 as usize).collect();
        let line = |theme: &usize| successors(Some(*theme), |at| question.themes[*at].parent);
        self.rows.resize(begin + self.width, Four::default());
        let (themes, sides) = self.rows[begin..].split_at_mut(self.themes);
        let given = themes.as_flattened_mut();
        own.iter().flat_map(line).for_each(|theme| given[theme / 8] |= 1 << (8 * (theme % 8)));
        let sides = sides.as_flattened_mut().as_chunks_mut().0;
        chances.add_sides(atoms, own.iter().copied(), sides);
        let limited = |(theme, place, _): &Woken| {
            let theme = &question.themes[*theme as usize];
            theme.alone || !theme.only_for.is_empty() || !theme.rules[*place as usize].only_for.is_empty()
        };
        let depends = direct.into_iter().any(limited);
        self.begins[number] = (begin as u32) << SHIFT | (u32::from(depends) * DEPENDS);
        Some(self.begins[number])
    }

    /// Whether a word that satisfies a set that was met gives a theme alone.
    fn gives(&self, set: u32, theme: usize) -> bool {
        let begin = (self.begins[set as usize] >> SHIFT) as usize;
        let given = self.rows[begin..].as_flattened();
        given[theme / 8] >> (8 * (theme % 8)) & 1 > 0
    }
}

/// What rules of several words come to.
#[derive(Default)]
struct Tried {
    /// Those that match, or may.
    rules: SmallVec<[Woken; 4]>,
    /// By theme, the words of those that match.
    matched: SmallVec<[(u32, Runs); 4]>,
    /// Whether of some it can't be told.
    unclear: bool,
}

impl Tried {
    /// Nothing where more may follow from one of them than its theme.
    fn of<'o>(
        rules: impl Iterator<Item = (Option<Woken>, &'o Op)>,
        find: impl Fn(&Op, &mut Runs) -> Option<bool>,
    ) -> Option<Self> {
        let mut tried = Self::default();
        for (rule, op) in rules {
            let mut matched = Runs::new();
            let found = find(op, &mut matched);
            if found == Some(false) {
                continue;
            }
            let rule = rule?;
            tried.rules.push(rule);
            match found {
                None => tried.unclear = true,
                Some(_) => tried.matched.push((rule.0, matched)),
            }
        }
        Some(tried)
    }
}
