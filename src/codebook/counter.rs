//! Counts the themes of an answer from the sets of atoms that its words satisfy, one after the other, and from what stands
//! between them. Of most answers that is all there is to know; any other answer is left to be read in full.
use super::coder::{Coder, QuestionCoder, Subject};
use super::triggers::Woken;
use super::written::Overlap;
use crate::rule::atoms::AtomId;
use crate::rule::demand::Demand;
use crate::rule::nearby::{Nearby, Plain, stretches};
use crate::rule::operators::{Op, Program};
use crate::rule::reading::Reading;
use crate::rule::runs::{Gaps, Run, Runs};
use smallvec::SmallVec;
use std::collections::BTreeSet;
use std::iter::successors;
use std::sync::Arc;

/// Sets that a counter remembers: a codebook on more kinds of words is slower, and takes no more memory.
const MOST: usize = 1 << 15;

/// Counts answers to one question. One for a thread.
pub(crate) struct Counter<'c> {
    coder: &'c Coder,
    /// Its themes.
    pub(crate) question: &'c QuestionCoder,
    /// Whether the codebook has only what can be counted without reading.
    able: bool,
    sets: Sets<'c>,
    /// What the answer at hand gives.
    mentions: Mentions,
    /// The sets of its words that may wake a rule.
    waking: Vec<u32>,
    /// By atom, one more that is none, the last answer that has it, and the number of the answer at hand.
    last: Vec<u32>,
    answer: u32,
    asked: Asked,
}

/// What a word gives that satisfies a set of atoms.
struct Given<'c> {
    atoms: Arc<[AtomId]>,
    /// Themes of which the word alone is a mention, and those above them.
    themes: Vec<u32>,
    /// What may come of it in some answers.
    more: Vec<More<'c>>,
    /// Whether it depends on the respondent, or on other themes, what is given.
    depends: bool,
}

/// The same at a glance, without a choice to be made: few words give more than two themes, or satisfy more than two atoms.
#[derive(Clone, Copy)]
struct Glance {
    /// The bits of all its themes.
    given: u64,
    themes: [u32; 2],
    atoms: [AtomId; 2],
    signs: u32,
}

/// Signs of a set: there is more to it; it may wake a rule; what it gives depends on more than words; it was not met.
const LONG: u32 = 1;
const WAKES: u32 = 2;
const DEPENDS: u32 = 4;
const NEW: u32 = 8;

/// A rule of several words, or an exception, that a word may wake.
struct More<'c> {
    /// The rule, if it gives its theme and changes nothing else.
    rule: Option<Woken>,
    /// What else an answer must hold.
    gate: Demand,
    op: &'c Op,
    /// What it asks for.
    atoms: &'c [AtomId],
}

/// By theme, how often an answer mentions it; two more that are none.
struct Mentions {
    of: Vec<u64>,
    /// A bit each for themes that may be given: see [`Self::bit`].
    given: u64,
}

impl Mentions {
    fn of(themes: usize) -> Self {
        Self { of: vec![0; themes + 2], given: 0 }
    }

    /// The bit of a theme, which it shares with every 64th after it.
    fn bit(theme: u32) -> u64 {
        1 << (theme % 64)
    }

    fn set(&mut self, theme: u32, mentions: u64) {
        self.given |= Self::bit(theme);
        self.of[theme as usize] = mentions;
    }

    fn clear(&mut self) {
        let themes = self.of.len() - 2;
        for piece in self.of[..themes].chunks_mut(64) {
            for bit in bits(self.given) {
                piece.get_mut(bit).into_iter().for_each(|mentions| *mentions = 0);
            }
        }
        self.given = 0;
    }

    /// The themes given, in order, and their mentions.
    fn all(&self) -> impl Iterator<Item = (u32, u64)> {
        let themes = &self.of[..self.of.len() - 2];
        let pieces = themes.chunks(64).zip((0..).step_by(64));
        pieces.flat_map(|(piece, from)| {
            let given = bits(self.given).filter_map(move |bit| Some((from + bit as u32, *piece.get(bit)?)));
            given.filter(|(_, mentions)| *mentions > 0)
        })
    }
}

/// By atom, one more that is none, where it is satisfied, and for which answer that was asked.
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

/// The bits that are set, by number.
fn bits(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(bit)
    })
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
        let (count, atoms) = (question.themes.len(), coder.program.atoms.list().len());
        Self {
            coder,
            question,
            able: coder.overlap == Overlap::All && question.is_woken_by_words(),
            sets: Sets {
                glances: Vec::new(),
                known: Vec::new(),
                left: MOST,
                none: (count as u32, atoms as AtomId),
            },
            mentions: Mentions::of(count),
            waking: Vec::new(),
            last: vec![0; atoms + 1],
            answer: 0,
            asked: Asked { hits: vec![Runs::new(); atoms + 1], by: vec![0; atoms + 1] },
        }
    }

    /// Takes in the words of an answer; the sets of atoms are by number. [`Self::count`] goes on from where they lead.
    pub(crate) fn reach(&mut self, plain: Plain, gaps: &impl Gaps, sets: &[Arc<[AtomId]>]) -> Reach {
        self.forget();
        if !self.able || !self.add(plain, sets) {
            return Reach::Nothing;
        }
        if self.waking.is_empty() && plain.wholes.is_empty() {
            return Reach::All;
        }
        // a word may stand many times in an answer, and a rule is tried once
        self.waking.sort_unstable();
        self.waking.dedup();
        let mut asked = std::mem::take(&mut self.asked);
        let tried = self.tried(plain, gaps, &mut asked);
        self.asked = asked;
        match tried {
            None => Reach::Nothing,
            Some(Tried { rules, unclear: true, .. }) => Reach::Rules(rules),
            Some(Tried { matched, .. }) => {
                self.join(plain, &matched);
                Reach::All
            }
        }
    }

    /// Tries the rules of several words that the words of an answer may wake; see [`Tried::of`].
    fn tried(&self, plain: Plain, gaps: &impl Gaps, asked: &mut Asked) -> Option<Tried> {
        let has = |atom: AtomId| self.last[atom as usize] == self.answer;
        let met = |more: &&More| match &more.gate {
            Demand::Atom(atom) => has(*atom),
            gate => gate.met(&has),
        };
        let waking = self.waking.iter().filter_map(|set| self.sets.known[*set as usize].as_ref());
        let mut more: SmallVec<[&More; 8]> = waking.flat_map(|given| &given.more).filter(met).collect();
        more.sort_unstable_by_key(|more| std::ptr::from_ref(more.op));
        more.dedup_by_key(|more| std::ptr::from_ref(more.op));
        if more.is_empty() {
            return Some(Tried::default());
        }
        more.iter().flat_map(|more| more.atoms).for_each(|atom| asked.ask(*atom, self.answer));
        for (run, set) in plain.hits() {
            let glance = &self.sets.glances[set as usize];
            if glance.signs & LONG == 0 {
                glance.atoms.iter().for_each(|atom| asked.add(*atom, run, self.answer));
            } else {
                self.sets.atoms(set).for_each(|atom| asked.add(atom, run, self.answer));
            }
        }
        let hits = |atom: AtomId| {
            let mut hits = asked.hits[atom as usize].clone();
            if !plain.wholes.is_empty() {
                hits.sort_unstable();
            }
            hits
        };
        let nearby = Nearby { hits, gaps, count: plain.count, program: &self.coder.program };
        Tried::of(&more, |op, matched| nearby.find(op, matched))
    }

    /// The themes of an answer in order, each with its number of mentions. Where its words did not lead all the way it is
    /// read, and the reading given back.
    pub(crate) fn count<'t, V: AsRef<str>>(
        &mut self,
        reach: Reach,
        read: impl FnOnce() -> Reading<'t>,
        subject: Subject<V>,
        counted: &mut Vec<(u32, u64)>,
    ) -> Option<Reading<'t>> {
        counted.clear();
        match reach {
            Reach::All => {
                counted.extend(self.mentions.all());
                None
            }
            Reach::Rules(rules) => {
                let reading = read();
                self.coder.count_woken(self.question, &reading, &rules, subject, counted);
                Some(reading)
            }
            Reach::Nothing => {
                let reading = read();
                self.coder.count(self.question, &reading, subject, counted);
                Some(reading)
            }
        }
    }

    /// Gives up what is known of the answer before.
    fn forget(&mut self) {
        self.mentions.clear();
        self.answer = self.answer.wrapping_add(1);
        if self.answer == 0 {
            self.last.fill(0);
            self.asked.by.fill(0);
            self.answer = 1;
        }
    }

    /// Gives the themes of single words, a mention a word; no where that is not known, or depends on more than words.
    fn add(&mut self, plain: Plain, sets: &[Arc<[AtomId]>]) -> bool {
        self.waking.clear();
        self.add_all(plain.words.iter().map(|word| word.set()), sets)
            && (plain.wholes.is_empty() || self.add_all(plain.wholes.iter().map(|whole| whole.set), sets))
    }

    fn add_all(&mut self, all: impl ExactSizeIterator<Item = u32>, sets: &[Arc<[AtomId]>]) -> bool {
        // which word may wake a rule can't be foreseen: each is put down, and the next one over it
        let mut waking = self.waking.len();
        self.waking.resize(waking + all.len() + 1, 0);
        let (mentions, last, woken) = (&mut self.mentions.of[..], &mut self.last[..], &mut self.waking[..]);
        let (mut signs, given) = (0, &mut self.mentions.given);
        for set in all {
            if self.sets.glances.get(set as usize).is_none_or(|glance| glance.signs & NEW != 0)
                && !self.sets.learn(set as usize, sets, (self.question, &self.coder.program))
            {
                return false;
            }
            let glance = &self.sets.glances[set as usize];
            for theme in glance.themes {
                mentions[theme as usize] += 1;
            }
            for atom in glance.atoms {
                last[atom as usize] = self.answer;
            }
            if glance.signs & LONG != 0 {
                self.sets.themes(set).skip(2).for_each(|theme| mentions[theme as usize] += 1);
                self.sets.atoms(set).skip(2).for_each(|atom| last[atom as usize] = self.answer);
            }
            woken[waking] = set;
            waking += usize::from(glance.signs & WAKES != 0);
            signs |= glance.signs;
            *given |= glance.given;
        }
        self.waking.truncate(waking);
        signs & DEPENDS == 0
    }

    /// Gives the themes of rules of several words, each with the words of its matches, and of words of several parts; of such a
    /// theme, and those above it, every stretch of words is a mention, be they words that count alone or not.
    fn join(&mut self, plain: Plain, matched: &[(u32, Runs)]) {
        let line = |theme: &u32| {
            let line = successors(Some(*theme as usize), |at| self.question.themes[*at].parent);
            line.map(|theme| theme as u32)
        };
        let wholes = plain.wholes.iter().flat_map(|whole| self.sets.themes(whole.set));
        let mut themes: SmallVec<[u32; 8]> = matched.iter().flat_map(|(theme, _)| line(theme)).collect();
        themes.extend(wholes);
        themes.sort_unstable();
        themes.dedup();
        for theme in themes {
            let mut runs = plain.of(|set| self.sets.themes(set).any(|own| own == theme));
            let theirs = matched.iter().filter(|(own, _)| line(own).any(|own| own == theme));
            theirs.for_each(|(_, own)| runs.extend_from_slice(own));
            self.mentions.set(theme, stretches(runs));
        }
    }
}

/// By number of a set, what a word that satisfies it gives, once it was met: what every word is asked, and all of it.
struct Sets<'c> {
    glances: Vec<Glance>,
    known: Vec<Option<Given<'c>>>,
    /// How many more may be met.
    left: usize,
    /// The first theme and the atom that are none.
    none: (u32, AtomId),
}

impl<'c> Sets<'c> {
    /// Learns what a word gives that satisfies a set; no where the set is not there, or too many were met.
    #[cold]
    fn learn(
        &mut self,
        number: usize,
        sets: &[Arc<[AtomId]>],
        (question, program): (&'c QuestionCoder, &'c Program),
    ) -> bool {
        let Some((set, left)) = sets.get(number).zip(self.left.checked_sub(1)) else { return false };
        if self.glances.len() <= number {
            self.glances.resize(sets.len(), Glance::NEW);
            self.known.resize_with(sets.len(), || None);
        }
        let given = Given::of(set, question, program);
        self.glances[number] = Glance::of(&given, self.none);
        self.known[number] = Some(given);
        self.left = left;
        true
    }

    /// The atoms of a set that is known.
    fn atoms(&self, set: u32) -> impl Iterator<Item = AtomId> {
        self.known[set as usize].iter().flat_map(|given| given.atoms.iter().copied())
    }

    /// The themes that a word gives alone that satisfies a set that is known.
    fn themes(&self, set: u32) -> impl Iterator<Item = u32> {
        self.known[set as usize].iter().flat_map(|given| given.themes.iter().copied())
    }
}

impl Glance {
    /// At a set that was not met.
    const NEW: Self = Self { given: 0, themes: [0; 2], atoms: [0; 2], signs: NEW };

    /// At what a set gives, with the first theme and the atom that stand for none.
    fn of(given: &Given, (theme, atom): (u32, AtomId)) -> Self {
        let long = given.themes.len() > 2 || given.atoms.len() > 2;
        let none = |at: usize| theme + at as u32;
        Self {
            given: given.themes.iter().fold(0, |all, theme| all | Mentions::bit(*theme)),
            themes: std::array::from_fn(|at| given.themes.get(at).copied().unwrap_or_else(|| none(at))),
            atoms: std::array::from_fn(|at| given.atoms.get(at).copied().unwrap_or(atom)),
            signs: (u32::from(long) * LONG)
                | (u32::from(!given.more.is_empty()) * WAKES)
                | (u32::from(given.depends) * DEPENDS),
        }
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
    fn of(more: &[&More], find: impl Fn(&Op, &mut Runs) -> Option<bool>) -> Option<Self> {
        let mut tried = Self::default();
        for more in more {
            let mut matched = Runs::new();
            let found = find(more.op, &mut matched);
            if found == Some(false) {
                continue;
            }
            let rule = more.rule?;
            tried.rules.push(rule);
            match found {
                None => tried.unclear = true,
                Some(_) => tried.matched.push((rule.0, matched)),
            }
        }
        Some(tried)
    }
}

impl<'c> Given<'c> {
    fn of(atoms: &Arc<[AtomId]>, question: &'c QuestionCoder, program: &'c Program) -> Self {
        let triggers = &question.triggers;
        let rule = |&(theme, place, _): &Woken| &question.themes[theme as usize].rules[place as usize];
        let direct: Vec<&Woken> = atoms.iter().flat_map(|atom| triggers.direct(*atom)).collect();
        let own: BTreeSet<usize> = direct.iter().map(|rule| rule.0 as usize).collect();
        let line = |theme: &usize| successors(Some(*theme), |at| question.themes[*at].parent);
        let themes: BTreeSet<usize> = own.iter().flat_map(line).collect();
        let theirs = || own.iter().map(|theme| &question.themes[*theme]);
        let depends = theirs().any(|theme| theme.alone || !theme.only_for.is_empty())
            || direct.iter().any(|woken| !rule(woken).only_for.is_empty());
        let woken: BTreeSet<&Woken> = atoms.iter().flat_map(|atom| triggers.woken_by(*atom)).collect();
        let rests = woken.iter().filter_map(|woken| {
            let (op, gate) = rule(woken).split.rest.as_ref()?;
            let theme = &question.themes[woken.0 as usize];
            let everybody = theme.only_for.is_empty() && rule(woken).only_for.is_empty();
            let simple = everybody && !theme.alone && theme.unless.is_empty() && theme.never.is_empty();
            let own = simple.then_some(**woken);
            Some(More { rule: own, gate: gate.beyond(atoms), op, atoms: rule(woken).atoms(program) })
        });
        let exceptions = theirs().flat_map(|theme| theme.unless.iter().chain(&theme.never));
        let exceptions = exceptions.map(|rule| More {
            rule: None,
            gate: rule.gate.beyond(atoms),
            op: &rule.op,
            atoms: rule.atoms(program),
        });
        let more = rests.chain(exceptions).collect();
        let themes = themes.into_iter().map(|theme| theme as u32).collect();
        Self { atoms: Arc::clone(atoms), themes, more, depends }
    }
}
