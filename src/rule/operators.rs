//! What each operator matches, in one place.
use super::Scope;
use super::atoms::{AtomId, Atoms};
use super::elided::elided;
use super::reading::{Hit, Reading};
use super::runs::{near, phrase};
use crate::norwegian::function::is_function_word;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

/// A compiled part of a rule with its place in the rule's text.
#[derive(Debug, Clone)]
pub struct Op {
    /// What it does.
    pub does: Does,
    /// Where it stands in its rule's text, in characters.
    pub at: Range<usize>,
}

/// The compiled operators.
#[derive(Debug, Clone)]
pub enum Does {
    /// A test of single words.
    Atom(AtomId),
    /// Any one word; inside phrases only.
    AnyWord,
    /// Items in order with nothing between; a joint is one word that stands for several items (`vgs`).
    Phrase {
        /// The items.
        items: Vec<Op>,
        /// Item range → the atom of a single word in its place.
        joints: Vec<(Range<usize>, AtomId)>,
    },
    /// The first part of a compound, waiting for its last part, and a compound that has it: `bolig- og personalmangel`.
    Elided {
        /// The first part, written alone.
        first: AtomId,
        /// The last part, in a longer word.
        last: AtomId,
    },
    /// Any of these.
    Or(Vec<Op>),
    /// All of `all` and none of `none` in the scope.
    And {
        /// What must be there.
        all: Vec<Op>,
        /// What must not.
        none: Vec<Op>,
    },
    /// Two sides within a distance, in one sentence.
    Near {
        /// First side.
        left: Box<Op>,
        /// Second side.
        right: Box<Op>,
        /// Largest difference in word position.
        within: u32,
        /// Whether the left side comes first.
        ordered: bool,
    },
    /// The inner rule within each clause or sentence.
    Within(Scope, Box<Op>),
    /// The answer holds nothing else but function words.
    Only(Box<Op>),
    /// A named definition of the program.
    Reference(u32),
}

/// A named list, or a theme's rules: what `@name` stands for.
#[derive(Debug, Clone, Default)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Any of these matches.
    pub any: Vec<Op>,
    /// A match does not count in a clause where one of these matches.
    pub unless: Vec<Op>,
    /// Nothing matches in an answer where one of these does.
    pub never: Vec<Op>,
    /// Whether its matches are the same in any window: nothing in it looks at a whole scope.
    pub local: bool,
}

/// Everything that compiled rules share.
#[derive(Debug)]
pub struct Program {
    /// The lexical atoms.
    pub atoms: Atoms,
    /// What references stand for.
    pub definitions: Vec<Definition>,
}

impl Program {
    /// The atoms of some rules that look at the raw text, whatever names the rules name; in order.
    pub(crate) fn raw_atoms<'a>(&'a self, rules: impl Iterator<Item = &'a Op>) -> Vec<AtomId> {
        let found = self.atoms_of(rules).into_iter();
        found.filter(|atom| self.atoms.looks_at_text(*atom)).collect()
    }

    /// The atoms of some rules, whatever names the rules name.
    pub(crate) fn atoms_of<'a>(&'a self, rules: impl Iterator<Item = &'a Op>) -> BTreeSet<AtomId> {
        let (mut found, mut named) = (BTreeSet::new(), BTreeSet::new());
        let mut left: Vec<&Op> = rules.collect();
        while let Some(op) = left.pop() {
            match &op.does {
                Does::Atom(atom) => {
                    found.insert(*atom);
                }
                Does::Reference(id) if named.insert(*id) => {
                    let definition = &self.definitions[*id as usize];
                    let Definition { any, unless, never, .. } = definition;
                    left.extend(any.iter().chain(unless).chain(never));
                }
                Does::Elided { first, last } => found.extend([*first, *last]),
                Does::Phrase { joints, .. } => {
                    found.extend(joints.iter().map(|(_, atom)| *atom));
                    left.extend(op.parts());
                }
                _ => left.extend(op.parts()),
            }
        }
        found
    }

    /// The program with one more rule, which may name its definitions.
    pub fn extended(self, node: &super::Node) -> Result<(Self, Op), Vec<super::Fault>> {
        let names = self.definitions.iter().map(|d| d.name.clone());
        let mut compiler = super::compile::Compiler::continuing(names, self.atoms.list());
        let mut faults = Vec::new();
        let op = compiler.compile(node, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let atoms = Atoms::new(compiler.into_atoms(), self.atoms.spelling());
        Ok((Self { atoms, ..self }, op))
    }
}

/// A match: the words that fired.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The words, in text order.
    pub parts: Vec<Hit>,
}

impl Match {
    pub(super) fn of(hit: Hit) -> Self {
        Self { parts: vec![hit] }
    }

    /// First word.
    pub fn first(&self) -> u32 {
        self.parts.iter().map(|p| p.first).min().unwrap_or(0)
    }

    /// One past the last word.
    pub fn last(&self) -> u32 {
        self.parts.iter().map(|p| p.last).max().unwrap_or(0)
    }

    pub(super) fn with(&self, other: &Self) -> Self {
        let mut parts: Vec<Hit> = self.parts.iter().chain(&other.parts).copied().collect();
        parts.sort_by_key(|p| (p.start, p.end));
        Self { parts }
    }
}

/// Where a rule is tried: an answer, a window of its words, and clauses in which matches don't count.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The answer.
    pub reading: &'a Reading<'a>,
    /// Definitions for references.
    pub program: &'a Program,
    /// First word and one past the last.
    pub window: (u32, u32),
    /// By clause number, whether matches in it are barred.
    pub barred: Option<&'a [bool]>,
}

impl<'a> Scene<'a> {
    /// The whole answer, nothing barred.
    pub fn whole(reading: &'a Reading<'a>, program: &'a Program) -> Self {
        Self { reading, program, window: (0, reading.words()), barred: None }
    }

    fn narrowed(self, from: u32, to: u32) -> Self {
        Self { window: (from.max(self.window.0), to.min(self.window.1)), ..self }
    }

    fn unbarred(self) -> Self {
        Self { barred: None, ..self }
    }

    pub(crate) fn admits(&self, hit: &Hit) -> bool {
        let inside = hit.first >= self.window.0 && hit.last <= self.window.1;
        inside && !self.barred.is_some_and(|barred| self.clauses(hit).any(|c| barred.get(c) == Some(&true)))
    }

    /// The hits of an atom that are admitted. Looked up and not gone through: an answer may have many windows.
    pub(super) fn hits(&self, atom: AtomId) -> impl Iterator<Item = Hit> + use<'_, 'a> {
        self.hits_from(atom, 0)
    }

    /// Those of them that begin no earlier than a word.
    pub(super) fn hits_from(&self, atom: AtomId, word: u32) -> impl Iterator<Item = Hit> + use<'_, 'a> {
        let hits = self.reading.hits(atom);
        let from = hits.partition_point(|(_, hit)| hit.first < self.window.0.max(word));
        let near = hits[from..].iter().map(|(_, hit)| *hit).take_while(|hit| hit.first <= self.window.1);
        near.filter(|hit| self.admits(hit))
    }

    /// The clauses that a hit touches. A stretch without words belongs to the word before it.
    pub fn clauses(&self, hit: &Hit) -> impl Iterator<Item = usize> + use<'a> {
        let clause = &self.reading.borders().clause;
        let first = hit.first.min(self.reading.words().saturating_sub(1));
        let last = hit.last.max(first + 1).min(self.reading.words());
        clause[(first as usize).min(last as usize)..last as usize].iter().map(|c| *c as usize)
    }
}

impl Op {
    /// All minimal matches, in text order.
    pub fn matches(&self, scene: Scene) -> Vec<Match> {
        match &self.does {
            Does::Atom(atom) => scene.hits(*atom).map(Match::of).collect(),
            Does::AnyWord => Vec::new(),
            Does::Or(parts) => sorted(parts.iter().flat_map(|p| p.matches(scene)).collect()),
            _ if !self.possible(scene.reading) => Vec::new(),
            Does::Phrase { items, joints } => phrase(items, joints, scene),
            Does::Elided { first, last } => elided(*first, *last, scene),
            Does::And { all, none } => and(all, none, scene),
            Does::Near { left, right, within, ordered } => {
                let left = left.matches(scene);
                if left.is_empty() {
                    left
                } else {
                    near(&left, &right.matches(scene), *within, *ordered, scene)
                }
            }
            Does::Within(scope, inner) => {
                let windows = windows(*scope, scene);
                sorted(windows.into_iter().flat_map(|(a, b)| inner.matches(scene.narrowed(a, b))).collect())
            }
            Does::Only(inner) => only(inner, scene),
            Does::Reference(id) => reference(*id, scene),
        }
    }

    /// The operators directly inside.
    pub(crate) fn parts(&self) -> Box<dyn Iterator<Item = &Op> + '_> {
        match &self.does {
            Does::Reference(_) | Does::Atom(_) | Does::AnyWord | Does::Elided { .. } => {
                Box::new(std::iter::empty())
            }
            Does::Phrase { items: parts, .. } | Does::Or(parts) => Box::new(parts.iter()),
            Does::And { all, none } => Box::new(all.iter().chain(none)),
            Does::Near { left, right, .. } => Box::new([&**left, &**right].into_iter()),
            Does::Within(_, inner) | Does::Only(inner) => Box::new(std::iter::once(&**inner)),
        }
    }

    /// The definitions that it names.
    pub(crate) fn named(&self) -> Vec<u32> {
        let (mut found, mut left) = (Vec::new(), vec![self]);
        while let Some(op) = left.pop() {
            if let Does::Reference(id) = op.does {
                found.push(id);
            }
            left.extend(op.parts());
        }
        found
    }

    /// Whether the words that a match is made of are there at all: asked before the work of looking how they stand.
    fn possible(&self, reading: &Reading) -> bool {
        match &self.does {
            Does::Atom(atom) => reading.has(*atom),
            Does::AnyWord | Does::Reference(_) => true,
            Does::Elided { first, last } => reading.has(*first) && reading.has(*last),
            Does::Phrase { items, joints } => items.iter().enumerate().all(|(i, item)| {
                let spanned = || joints.iter().any(|(range, atom)| range.contains(&i) && reading.has(*atom));
                item.possible(reading) || spanned()
            }),
            Does::Or(parts) => parts.iter().any(|p| p.possible(reading)),
            Does::And { all, .. } => all.iter().all(|p| p.possible(reading)),
            Does::Near { left, right, .. } => left.possible(reading) && right.possible(reading),
            Does::Within(_, inner) | Does::Only(inner) => inner.possible(reading),
        }
    }

    /// The operator in two: the atoms of which every hit is a match, and what is left of it, if anything is.
    pub fn split(&self, program: &Program) -> (Vec<AtomId>, Option<Op>) {
        let mut atoms = Vec::new();
        let rest = self.without_atoms(program, &mut atoms);
        atoms.sort_unstable();
        atoms.dedup();
        (atoms, rest)
    }

    fn without_atoms(&self, program: &Program, atoms: &mut Vec<AtomId>) -> Option<Op> {
        match &self.does {
            Does::Atom(atom) => {
                atoms.push(*atom);
                None
            }
            Does::Or(parts) => {
                let rest: Vec<Op> = parts.iter().filter_map(|p| p.without_atoms(program, atoms)).collect();
                (!rest.is_empty()).then(|| Op { does: Does::Or(rest), at: self.at.clone() })
            }
            Does::Reference(id) => {
                let definition = &program.definitions[*id as usize];
                let mut words = Vec::new();
                // a list of words and nothing else; of any other, what it matches is worked out once an answer
                let plain = definition.local
                    && definition.any.iter().all(|op| op.without_atoms(program, &mut words).is_none());
                if !plain {
                    return Some(self.clone());
                }
                atoms.extend(words);
                None
            }
            _ => Some(self.clone()),
        }
    }

    /// Whether a match of this depends on nothing outside its own words and their sentence.
    pub(crate) fn is_local(&self, definitions: &dyn Fn(u32) -> bool) -> bool {
        match &self.does {
            Does::Atom(_) | Does::AnyWord | Does::Elided { .. } => true,
            Does::Phrase { items, .. } => items.iter().all(|i| i.is_local(definitions)),
            Does::Or(parts) => parts.iter().all(|p| p.is_local(definitions)),
            // the minimal pair may lie outside a narrower window, and a wider one inside it
            Does::Near { .. } | Does::And { .. } | Does::Within(..) | Does::Only(_) => false,
            Does::Reference(id) => definitions(*id),
        }
    }
}

pub(super) fn sorted(mut matches: Vec<Match>) -> Vec<Match> {
    matches.sort();
    matches.dedup();
    matches
}

fn and(all: &[Op], none: &[Op], scene: Scene) -> Vec<Match> {
    let mut found = Vec::new();
    for part in all {
        let matches = part.matches(scene);
        if matches.is_empty() {
            return matches;
        }
        found.extend(matches);
    }
    // what must not be there is looked for everywhere: a barred clause cannot hide it
    if none.iter().any(|part| !part.matches(scene.unbarred()).is_empty()) {
        return Vec::new();
    }
    sorted(found)
}

/// The clauses or sentences inside a window that have words, as word ranges.
pub(super) fn windows(scope: Scope, scene: Scene) -> Vec<(u32, u32)> {
    let borders = scene.reading.borders();
    let numbers = if scope == Scope::Clause { &borders.clause } else { &borders.sentence };
    let mut found: Vec<(u32, u32)> = Vec::new();
    for word in scene.window.0..scene.window.1 {
        match found.last_mut() {
            Some(last) if numbers[last.0 as usize] == numbers[word as usize] => last.1 = word + 1,
            _ => found.push((word, word + 1)),
        }
    }
    found
}

/// Every word is matched or a function word, and at least one is matched.
fn only(inner: &Op, scene: Scene) -> Vec<Match> {
    let matches = inner.matches(scene);
    if matches.is_empty() {
        return matches;
    }
    let (from, to) = scene.window;
    let mut covered = vec![false; to.saturating_sub(from) as usize];
    for hit in matches.iter().flat_map(|m| &m.parts) {
        covered[(hit.first - from) as usize..(hit.last - from) as usize].fill(true);
    }
    let rest = (from..to).filter(|w| !covered[(*w - from) as usize]);
    let filler = |w: u32| is_function_word(scene.reading.tokens[w as usize].text(scene.reading.text));
    if rest.into_iter().all(filler) { matches } else { Vec::new() }
}

/// A reference's matches, worked out once an answer where the window cannot change them.
fn reference(id: u32, scene: Scene) -> Vec<Match> {
    let definition = &scene.program.definitions[id as usize];
    if !definition.local {
        return defined(definition, scene);
    }
    let known = scene.reading.memo.borrow().iter().find(|(known, _)| *known == id).map(|(_, m)| Rc::clone(m));
    let all = known.unwrap_or_else(|| {
        let whole = Scene::whole(scene.reading, scene.program);
        let matches: Rc<[Match]> = defined(definition, whole).into();
        scene.reading.memo.borrow_mut().push((id, Rc::clone(&matches)));
        matches
    });
    let from = all.partition_point(|m| m.first() < scene.window.0);
    let near = all[from..].iter().take_while(|m| m.first() <= scene.window.1);
    near.filter(|m| m.parts.iter().all(|hit| scene.admits(hit))).cloned().collect()
}

/// A definition's matches with its own exceptions.
fn defined(definition: &Definition, scene: Scene) -> Vec<Match> {
    let whole = Scene::whole(scene.reading, scene.program);
    if definition.never.iter().any(|op| !op.matches(whole).is_empty()) {
        return Vec::new();
    }
    let found = |scene: Scene| sorted(definition.any.iter().flat_map(|op| op.matches(scene)).collect());
    if definition.unless.is_empty() {
        return found(scene);
    }
    if found(scene).is_empty() {
        return Vec::new();
    }
    let mut barred = barred(&definition.unless, whole);
    if let Some(outer) = scene.barred {
        barred.resize(barred.len().max(outer.len()), false);
        barred.iter_mut().zip(outer).for_each(|(own, outer)| *own |= outer);
    }
    found(Scene { barred: Some(&barred), ..scene })
}

/// By clause number, whether one of the exceptions matches in it; empty where none matches anywhere.
pub fn barred<'o>(unless: impl IntoIterator<Item = &'o Op>, scene: Scene) -> Vec<bool> {
    let found: Vec<Match> = unless.into_iter().flat_map(|op| op.matches(scene)).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let clauses = scene.reading.borders().clause.last().map_or(0, |c| *c as usize + 1);
    let mut barred = vec![false; clauses];
    for found in found {
        for hit in &found.parts {
            scene.clauses(hit).for_each(|c| barred[c] = true);
        }
    }
    barred
}
