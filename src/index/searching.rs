//! A search on an index: which answers a rule takes and how often, from the numbers of their words where these are enough.
use super::Index;
use super::answers::Kept;
use super::query::Finder;
use super::types::{Found, Satisfied};
use crate::answer::Selection;
use crate::error::Result;
use crate::rule::atoms::AtomId;
use crate::rule::nearby::{Nearby, Room, stretches};
use crate::rule::operators::{Op, Program};
use crate::rule::reading::{Reader, Reading};
use crate::rule::runs::Runs;
use rayon::prelude::*;

/// Answers a piece of work.
const PIECE: usize = 1024;

/// A rule that is searched for.
pub(crate) struct Searching<'a> {
    index: &'a Index,
    program: &'a Program,
    op: &'a Op,
    found: Found,
    types: Satisfied,
    /// The atoms of the rule that look at the raw text.
    raw: Vec<AtomId>,
    /// By number of a set of atoms, whether a word that satisfies it is a match.
    matching: Vec<bool>,
    /// What of the rule is more than single words.
    rest: Option<Op>,
}

/// An answer that a rule takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// Its number.
    pub(crate) answer: usize,
    /// Hits in it, one at least.
    pub(crate) hits: usize,
    /// Its words.
    pub(crate) words: usize,
}

impl Index {
    /// Makes a rule of a program ready.
    pub(crate) fn searching<'a>(&'a self, program: &'a Program, op: &'a Op) -> Searching<'a> {
        let found = self.types.found(&program.atoms);
        let types = self.types.satisfied(&found, program.atoms.ask_ages());
        let (atoms, rest) = op.split(program);
        let matching = types.sets.iter().map(|set| set.iter().any(|atom| atoms.binary_search(atom).is_ok()));
        let matching = matching.collect();
        let raw = program.raw_atoms(std::iter::once(op));
        Searching { index: self, program, op, found, types, raw, matching, rest }
    }
}

impl Searching<'_> {
    /// The answers of a selection that the rule takes, in data order; `count` counts the hits of a reading.
    pub(crate) fn taken(
        &self,
        selection: &Selection,
        count: impl Fn(&Reading) -> usize + Sync,
    ) -> Result<Vec<Taken>> {
        let demand = self.op.candidates(self.program);
        let meeting = Finder::new(self.index, self.program, &self.found).meeting(&demand)?;
        let answers: Vec<usize> = meeting.iter().collect();
        let own = || (Reader::new(&self.program.atoms), Room::default(), Vec::new());
        let piece = |(reader, room, values): &mut (_, _, Vec<_>), answers: &[usize]| -> Vec<Taken> {
            let kept = answers.iter().map(|at| (*at, self.index.answers.get(*at)));
            let meant = kept.filter(|(_, kept)| {
                self.index.answers.values_of(kept.respondent, values);
                selection.questions.contains(&kept.question) && selection.holds(values)
            });
            meant
                .filter_map(|(answer, kept)| {
                    let (hits, words) = self.hits(&kept, reader, room, &count);
                    (hits > 0).then_some(Taken { answer, hits, words })
                })
                .collect()
        };
        Ok(answers.par_chunks(PIECE).map_init(own, |own, answers| piece(own, answers)).flatten().collect())
    }

    /// The hits in an answer, and its words; some number of words where there is no hit.
    fn hits(
        &self,
        kept: &Kept,
        reader: &mut Reader,
        room: &mut Room,
        hits: impl Fn(&Reading) -> usize,
    ) -> (usize, usize) {
        let plain = if self.raw.is_empty() { kept.plain(&self.types, room) } else { None };
        if let Some(plain) = plain {
            let has = |set: u32, atom: AtomId| self.types.sets[set as usize].contains(&atom);
            let hits = |atom| plain.of(|set| has(set, atom));
            let (gaps, count) = (&kept.gaps(&self.types, plain.words), plain.count);
            let nearby = Nearby { hits, gaps, count, program: self.program };
            let no = |rest| nearby.find(rest, &mut Runs::new()) == Some(false);
            if self.rest.as_ref().is_none_or(no) {
                let matching = plain.of(|set| self.matching[set as usize]);
                return (stretches(matching) as usize, count as usize);
            }
        }
        let reading = kept.read(reader, &self.types, &self.raw);
        let found = (hits(&reading), reading.tokens.len());
        reader.reuse(reading);
        found
    }

    /// Who gave an answer, to which question, and the answer as it is read.
    pub(crate) fn read(&self, answer: usize) -> (&str, usize, Reading<'_>) {
        let kept = self.index.answers.get(answer);
        let reading = kept.read(&mut Reader::new(&self.program.atoms), &self.types, &self.raw);
        (self.index.answers.id(kept.respondent), kept.question, reading)
    }
}
