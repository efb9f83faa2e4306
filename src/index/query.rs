//! From a rule's demand to the answers that meet it. What the index cannot say exactly it demands too little of, never too
//! much.
use super::Index;
use super::bits::Bits;
use super::terms::Clue;
use super::types::Found;
use crate::error::Result;
use crate::rule::atoms::{Atom, AtomId};
use crate::rule::demand::Demand;
use crate::rule::operators::Program;
use std::collections::HashMap;

/// The answers of an index by the terms that are in them.
pub(super) struct Finder<'a> {
    index: &'a Index,
    program: &'a Program,
    /// Which types satisfy which atoms, by atom.
    types: Vec<(AtomId, u32)>,
    terms: Terms,
}

/// Where an atom is satisfied by more types than one for so many answers, it takes longer to ask for each of them than to
/// look at the words of every answer.
const ANSWERS_A_TYPE: usize = 32;

/// So many answers are looked at in the time that it takes to ask for a term.
const ANSWERS_A_TERM: usize = 4;

/// The terms that show a word that may satisfy an atom; nothing for one that looks at the raw text, or at too many words.
type Terms = HashMap<AtomId, Option<Vec<u32>>>;

impl<'a> Finder<'a> {
    /// For rules of a program, of which the types of the index satisfy these atoms.
    pub(super) fn new(index: &'a Index, program: &'a Program, types: &Found) -> Self {
        Self { index, program, types: types.by_atom(), terms: Terms::new() }
    }

    /// The answers that meet a demand.
    pub(super) fn meeting(&mut self, demand: &Demand) -> Result<Bits> {
        self.prepare(demand);
        let mut all = Bits::none(self.index.answers.count());
        all.fill();
        self.of(demand, &all)
    }

    /// Finds the terms of all atoms of a demand.
    fn prepare(&mut self, demand: &Demand) {
        match demand {
            Demand::Nothing => {}
            Demand::Atom(atom) => {
                if !self.terms.contains_key(atom) {
                    self.terms.insert(*atom, self.terms_of(*atom));
                }
            }
            Demand::Any(parts) | Demand::All(parts) => parts.iter().for_each(|part| self.prepare(part)),
        }
    }

    fn terms_of(&self, atom: AtomId) -> Option<Vec<u32>> {
        match self.program.atoms.list()[atom as usize] {
            Atom::Regex(_) => None,
            Atom::Age(..) => Some(vec![Clue::Age.term()]),
            _ => {
                let from = self.types.partition_point(|(own, _)| *own < atom);
                let to = self.types.partition_point(|(own, _)| *own <= atom);
                if (to - from) * ANSWERS_A_TYPE > self.index.answers.count() {
                    return None;
                }
                let types = self.types[from..to].iter().map(|(_, at)| Clue::Type(*at).term());
                // a word that is no type may satisfy any test of words
                Some(types.chain([Clue::Unknown.term()]).collect())
            }
        }
    }

    /// The same where the terms of all its atoms are found, and of some answers only.
    fn of(&self, demand: &Demand, some: &Bits) -> Result<Bits> {
        let mut found = Bits::none(self.index.answers.count());
        self.add(demand, some, &mut found)?;
        found.keep(some);
        Ok(found)
    }

    /// How many terms are asked for, where the fewest will do.
    fn cost(&self, demand: &Demand) -> usize {
        match demand {
            Demand::Nothing => 0,
            Demand::Atom(atom) => self.terms[atom].as_ref().map_or(0, Vec::len),
            Demand::Any(parts) => parts.iter().map(|part| self.cost(part)).sum(),
            Demand::All(parts) => parts.iter().map(|part| self.cost(part)).min().unwrap_or(0),
        }
    }

    /// Adds at least those of some answers that meet a demand; others may be added too.
    fn add(&self, demand: &Demand, some: &Bits, found: &mut Bits) -> Result<()> {
        match demand {
            Demand::Nothing => found.fill(),
            Demand::Atom(atom) => match &self.terms[atom] {
                None => found.fill(),
                Some(terms) => terms.iter().try_for_each(|term| self.index.postings.add(*term, found))?,
            },
            Demand::Any(parts) => parts.iter().try_for_each(|part| self.add(part, some, found))?,
            Demand::All(parts) => {
                let mut all = Bits::none(self.index.answers.count());
                all.add(some);
                let mut parts: Vec<(usize, &Demand)> =
                    parts.iter().map(|part| (self.cost(part), part)).collect();
                parts.sort_by_key(|(cost, _)| *cost);
                for (cost, part) in parts {
                    if cost * ANSWERS_A_TERM <= all.len() {
                        all = self.of(part, &all)?;
                    }
                }
                found.add(&all);
            }
        }
        Ok(())
    }
}
