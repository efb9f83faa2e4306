//! Counts the themes of an answer from the sets of atoms that its words satisfy, one after the other. Of most answers
//! that is all there is to know: which words stand where does not matter to rules that are words, and the other rules
//! lack a word. Any other answer is left to be read in full.
use super::coder::{Coder, QuestionCoder, Subject};
use super::triggers::Woken;
use super::written::Overlap;
use crate::rule::atoms::AtomId;
use crate::rule::demand::Demand;
use crate::rule::nearby::{Mask, Nearby, Words, bit};
use crate::rule::operators::Op;
use crate::rule::reading::Reading;
use std::collections::BTreeSet;
use std::iter::successors;
use std::sync::Arc;

/// Sets that a counter remembers: a codebook on more kinds of words is slower, and takes no more memory.
const MOST: usize = 1 << 15;

/// Counts answers to one question. One for a thread.
pub(crate) struct Counter<'c> {
    coder: &'c Coder,
    /// Its themes.
    pub(crate) themes: &'c QuestionCoder,
    /// Whether the codebook has only what can be counted without reading.
    able: bool,
    /// By number of a set, what a word that satisfies it gives, once it was met.
    sets: Vec<Option<Box<Given<'c>>>>,
    known: usize,
    /// Of the answer at hand: by theme its mentions, by atom the words that satisfy it, the themes given.
    mentions: Vec<u64>,
    masks: Vec<Mask>,
    counted: Vec<u32>,
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

/// A rule of several words, or an exception, that a word may wake.
struct More<'c> {
    /// The rule, if it gives its theme and changes nothing else.
    rule: Option<Woken>,
    /// What else an answer must hold.
    gate: Demand,
    op: &'c Op,
}

/// How far words alone lead.
enum Reach {
    /// All the way.
    All,
    /// To these rules, which may give more themes.
    Rules(Vec<Woken>),
    /// Nowhere.
    Nothing,
}

impl<'c> Counter<'c> {
    /// For the answers to a question.
    pub(crate) fn new(coder: &'c Coder, themes: &'c QuestionCoder) -> Self {
        Self {
            coder,
            themes,
            able: coder.overlap == Overlap::All && themes.is_woken_by_words(),
            sets: Vec::new(),
            known: 0,
            mentions: vec![0; themes.themes.len()],
            masks: vec![0; coder.program.atoms.list().len()],
            counted: Vec::new(),
        }
    }

    /// Learns what the words of an answer give, from the sets of atoms by number; whether it knows it of all of them.
    pub(crate) fn knows(&mut self, words: Words, sets: &[Arc<[AtomId]>]) -> bool {
        self.able && words.iter().all(|(_, number)| self.knows_set(*number as usize, sets))
    }

    fn knows_set(&mut self, number: usize, sets: &[Arc<[AtomId]>]) -> bool {
        if self.sets.get(number).is_some_and(Option::is_some) {
            return true;
        }
        if self.known == MOST {
            return false;
        }
        if self.sets.len() <= number {
            self.sets.resize_with(sets.len().max(number + 1), || None);
        }
        self.sets[number] = sets.get(number).map(|set| Box::new(Given::of(set, self.themes)));
        self.known += 1;
        self.sets[number].is_some()
    }

    /// The themes of an answer in order, each with its number of mentions. `words` are those that satisfy an atom, if
    /// nothing else decides what matches and their sets are known; where they are not enough, the answer is read, and the
    /// reading given back.
    pub(crate) fn count<'t, V: AsRef<str>>(
        &mut self,
        words: Option<Words>,
        read: impl FnOnce() -> Reading<'t>,
        subject: Subject<V>,
        counted: &mut Vec<(u32, u64)>,
    ) -> Option<Reading<'t>> {
        counted.clear();
        match words.map_or(Reach::Nothing, |words| self.reach(words)) {
            Reach::All => {
                self.add(words.unwrap_or_default(), counted);
                None
            }
            Reach::Rules(rules) => {
                let reading = read();
                self.coder.count_woken(self.themes, &reading, &rules, subject, counted);
                Some(reading)
            }
            Reach::Nothing => {
                let reading = read();
                self.coder.count(self.themes, &reading, subject, counted);
                Some(reading)
            }
        }
    }

    /// How far the words of an answer lead.
    fn reach(&mut self, words: Words) -> Reach {
        let (mut depends, mut more) = (false, false);
        for given in given(&self.sets, words) {
            depends |= given.depends;
            more |= !given.more.is_empty();
        }
        if depends {
            return Reach::Nothing;
        }
        if !more {
            return Reach::All;
        }
        for word in words {
            let atoms = given(&self.sets, std::slice::from_ref(word)).flat_map(|given| given.atoms.iter());
            atoms.for_each(|atom| self.masks[*atom as usize] |= bit(word.0));
        }
        let reach = self.rules(words);
        for atom in given(&self.sets, words).flat_map(|given| given.atoms.iter()) {
            self.masks[*atom as usize] = 0;
        }
        reach
    }

    /// The rules of several words that an answer with these masks may satisfy.
    fn rules(&self, words: Words) -> Reach {
        let mask = |atom: AtomId| self.masks[atom as usize];
        let has = |atom: AtomId| mask(atom) != 0;
        let nearby = Nearby { words, mask, program: &self.coder.program };
        let mut rules = Vec::new();
        for more in given(&self.sets, words).flat_map(|given| &given.more) {
            let met = match &more.gate {
                Demand::Atom(atom) => has(*atom),
                gate => gate.met(&has),
            };
            if met && nearby.may(more.op) {
                let Some(rule) = more.rule else { return Reach::Nothing };
                rules.push(rule);
            }
        }
        if rules.is_empty() { Reach::All } else { Reach::Rules(rules) }
    }

    /// The themes that words give: a mention a word.
    fn add(&mut self, words: Words, counted: &mut Vec<(u32, u64)>) {
        for theme in given(&self.sets, words).flat_map(|given| &given.themes) {
            let mentions = &mut self.mentions[*theme as usize];
            if *mentions == 0 {
                self.counted.push(*theme);
            }
            *mentions += 1;
        }
        self.counted.sort_unstable();
        let mention = |theme: u32| (theme, std::mem::take(&mut self.mentions[theme as usize]));
        counted.extend(self.counted.drain(..).map(mention));
    }
}

/// What the words of an answer give, one after the other.
fn given<'s, 'c>(
    sets: &'s [Option<Box<Given<'c>>>],
    words: Words<'s>,
) -> impl Iterator<Item = &'s Given<'c>> + use<'s, 'c> {
    words.iter().filter_map(|(_, number)| sets.get(*number as usize)?.as_deref())
}

impl<'c> Given<'c> {
    fn of(atoms: &Arc<[AtomId]>, question: &'c QuestionCoder) -> Self {
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
            Some(More { rule: simple.then_some(**woken), gate: gate.beyond(atoms), op })
        });
        let exceptions = theirs().flat_map(|theme| theme.unless.iter().chain(&theme.never));
        let exceptions =
            exceptions.map(|rule| More { rule: None, gate: rule.gate.beyond(atoms), op: &rule.op });
        let more = rests.chain(exceptions).collect();
        let themes = themes.into_iter().map(|theme| theme as u32).collect();
        Self { atoms: Arc::clone(atoms), themes, more, depends }
    }
}
