//! From a rule's demand to the answers that meet it. What the index cannot say exactly it demands too little of, never too
//! much.
use super::bits::Bits;
use super::types::Found;
use super::{ANSWER, Index, terms, unreadable};
use crate::error::Result;
use crate::rule::atoms::{Atom, AtomId};
use crate::rule::demand::Demand;
use crate::rule::operators::Program;
use std::sync::Arc;
use tantivy::columnar::Column;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

/// The answers of an index by the terms that are in them.
pub(super) struct Finder<'a> {
    index: &'a Index,
    program: &'a Program,
    types: &'a Found,
    segments: Vec<Segment>,
}

/// What of a segment of the index is asked: which documents have a term, and which answers they are.
struct Segment {
    terms: Arc<InvertedIndexReader>,
    answers: Column<u64>,
}

impl<'a> Finder<'a> {
    /// For rules of a program, of which the types of the index satisfy these atoms.
    pub(super) fn new(index: &'a Index, program: &'a Program, types: &'a Found) -> Result<Self> {
        let segment = |segment: &tantivy::SegmentReader| {
            let terms = segment.inverted_index(index.words).map_err(unreadable("read"))?;
            let answers = segment.fast_fields().u64(ANSWER).map_err(unreadable("read"))?;
            Ok(Segment { terms, answers })
        };
        let segments = index.searcher.segment_readers().iter().map(segment).collect::<Result<_>>()?;
        Ok(Self { index, program, types, segments })
    }

    /// The answers that meet a demand.
    pub(super) fn meeting(&self, demand: &Demand) -> Result<Bits> {
        let mut found = Bits::none(self.index.answers.count());
        self.add(demand, &mut found)?;
        Ok(found)
    }

    /// Adds the answers that meet a demand.
    fn add(&self, demand: &Demand, found: &mut Bits) -> Result<()> {
        match demand {
            Demand::Nothing => found.fill(),
            Demand::Atom(atom) => self.add_atom(*atom, found)?,
            Demand::Any(parts) => parts.iter().try_for_each(|part| self.add(part, found))?,
            Demand::All(parts) => {
                let mut all: Option<Bits> = None;
                for part in parts {
                    let meeting = self.meeting(part)?;
                    match &mut all {
                        Some(all) => all.keep(&meeting),
                        None => all = Some(meeting),
                    }
                }
                found.add(&all.unwrap_or_else(|| Bits::none(0)));
            }
        }
        Ok(())
    }

    /// Adds the answers with a word that may satisfy an atom.
    fn add_atom(&self, atom: AtomId, found: &mut Bits) -> Result<()> {
        match self.program.atoms.list()[atom as usize] {
            Atom::Regex(_) => found.fill(),
            Atom::Age(..) => self.add_term(terms::AGE, found)?,
            _ => {
                self.index
                    .types
                    .forms(self.types.of(atom))
                    .iter()
                    .try_for_each(|form| self.add_term(&terms::form(form), found))?;
                // a word that is no type may satisfy any test of words
                self.add_term(terms::LONG, found)?;
            }
        }
        Ok(())
    }

    fn add_term(&self, term: &str, found: &mut Bits) -> Result<()> {
        let term = Term::from_field_text(self.index.words, term);
        for Segment { terms, answers } in &self.segments {
            let documents = terms.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut documents) = documents.map_err(|e| unreadable("search")(e.into()))? else {
                continue;
            };
            while documents.doc() != TERMINATED {
                if let Some(answer) = answers.first(documents.doc()) {
                    found.insert(answer as usize);
                }
                documents.advance();
            }
        }
        Ok(())
    }
}
