//! From a rule's demand to the answers that meet it. What the index cannot say exactly it demands too little of, never too
//! much.
use super::bits::Bits;
use super::terms::Clue;
use super::types::Found;
use super::{ANSWER, Index, terms, unreadable};
use crate::error::Result;
use crate::rule::atoms::{Atom, AtomId};
use crate::rule::demand::Demand;
use crate::rule::operators::Program;
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

/// The answers of an index by the terms that are in them.
pub(super) struct Finder<'a> {
    index: &'a Index,
    program: &'a Program,
    /// Which types satisfy which atoms, by atom.
    types: Vec<(AtomId, u32)>,
    terms: Terms,
}

/// What of a segment of the index is asked: which documents have a term.
struct Segment {
    documents: usize,
    terms: Arc<InvertedIndexReader>,
}

/// Where an atom is satisfied by more types than one for so many answers, it takes longer to ask for each of them than to
/// look at the words of every answer.
const ANSWERS_A_TYPE: usize = 32;

/// The terms that show a word that may satisfy an atom; nothing for one that looks at the raw text, or at too many words.
type Terms = HashMap<AtomId, Option<Vec<Term>>>;

impl<'a> Finder<'a> {
    /// For rules of a program, of which the types of the index satisfy these atoms.
    pub(super) fn new(index: &'a Index, program: &'a Program, types: &Found) -> Self {
        Self { index, program, types: types.by_atom(), terms: Terms::new() }
    }

    /// The answers that meet a demand.
    pub(super) fn meeting(&mut self, demand: &Demand) -> Result<Bits> {
        let mut found = Bits::none(self.index.answers.count());
        self.prepare(demand);
        for reader in self.index.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.index.words).map_err(unreadable("read"))?;
            let answers = reader.fast_fields().u64(ANSWER).map_err(unreadable("read"))?;
            let segment = Segment { documents: reader.max_doc() as usize, terms: inverted };
            let documents = segment.meeting(demand, &self.terms)?;
            documents
                .iter()
                .filter_map(|at| answers.first(at as u32))
                .for_each(|at| found.insert(at as usize));
        }
        Ok(found)
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

    fn terms_of(&self, atom: AtomId) -> Option<Vec<Term>> {
        let term = |clue: Clue| {
            let mut text = String::new();
            terms::add(clue, &mut text);
            Term::from_field_text(self.index.words, &text)
        };
        match self.program.atoms.list()[atom as usize] {
            Atom::Regex(_) => None,
            Atom::Age(..) => Some(vec![term(Clue::Age)]),
            _ => {
                let from = self.types.partition_point(|(own, _)| *own < atom);
                let to = self.types.partition_point(|(own, _)| *own <= atom);
                if (to - from) * ANSWERS_A_TYPE > self.index.answers.count() {
                    return None;
                }
                let types = self.types[from..to].iter().map(|(_, at)| term(Clue::Type(*at)));
                // a word that is no type may satisfy any test of words
                Some(types.chain([term(Clue::Unknown)]).collect())
            }
        }
    }
}

impl Segment {
    /// The documents that meet a demand.
    fn meeting(&self, demand: &Demand, terms: &Terms) -> Result<Bits> {
        let mut found = Bits::none(self.documents);
        self.add(demand, terms, &mut found)?;
        Ok(found)
    }

    /// Adds the documents that meet a demand.
    fn add(&self, demand: &Demand, terms: &Terms, found: &mut Bits) -> Result<()> {
        match demand {
            Demand::Nothing => found.fill(),
            Demand::Atom(atom) => match &terms[atom] {
                None => found.fill(),
                Some(terms) => terms.iter().try_for_each(|term| self.add_term(term, found))?,
            },
            Demand::Any(parts) => parts.iter().try_for_each(|part| self.add(part, terms, found))?,
            Demand::All(parts) => {
                let mut all = Bits::none(self.documents);
                all.fill();
                for part in parts {
                    all.keep(&self.meeting(part, terms)?);
                }
                found.add(&all);
            }
        }
        Ok(())
    }

    fn add_term(&self, term: &Term, found: &mut Bits) -> Result<()> {
        let documents = self.terms.read_postings(term, IndexRecordOption::Basic);
        let Some(mut documents) = documents.map_err(|e| unreadable("search")(e.into()))? else {
            return Ok(());
        };
        while documents.doc() != TERMINATED {
            found.insert(documents.doc() as usize);
            documents.advance();
        }
        Ok(())
    }
}
