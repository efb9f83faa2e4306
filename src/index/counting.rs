//! A table from an index: a codebook is tried on the word types, and then on the answers by the numbers of their words.
use super::Index;
use super::answers::Kept;
use super::types::Satisfied;
use crate::answer::Frame;
use crate::codebook::coder::{Coder, Subject};
use crate::codebook::counter::Reach;
use crate::count::{Counts, Cut, Own, Plan};
use crate::rule::nearby::Plain;
use rayon::prelude::*;
use std::ops::Range;

/// Respondents a piece of work.
const PIECE: usize = 4096;

impl Index {
    /// Whether counts from this index are those of a pass over the data to the last digit. Rows that could not be read
    /// have to be named, and the sums of weights depend on the order in which they are added.
    pub fn can_count(&self, plan: &Plan) -> bool {
        self.meta.unread == 0 && plan.weight.is_none()
    }

    /// Counts a survey without reading the data again.
    pub fn count(&self, frame: &Frame, coder: &Coder, plan: &Plan) -> Counts {
        let atoms = &coder.program.atoms;
        let types = self.types.satisfied(&self.types.found(atoms), atoms.ask_ages());
        let respondents = self.answers.respondents();
        let pieces: Vec<Range<usize>> =
            (0..respondents).step_by(PIECE).map(|from| from..(from + PIECE).min(respondents)).collect();
        let piece = |own: &mut Own, range: &Range<usize>| {
            Piece { index: self, frame, plan, types: &types }.count(own, range.clone())
        };
        let counted: Vec<Counts> =
            pieces.par_iter().map_init(|| Own::new(coder, frame, plan), piece).collect();
        let mut counts = Counts::default();
        counted.iter().for_each(|piece| counts.merge(piece));
        counts
    }
}

/// What counting some respondents needs.
struct Piece<'a> {
    index: &'a Index,
    frame: &'a Frame,
    plan: &'a Plan,
    types: &'a Satisfied,
}

impl Piece<'_> {
    fn count(&self, own: &mut Own, range: Range<usize>) -> Counts {
        let answers = &self.index.answers;
        let mut cut = Cut::new(self.frame, self.plan);
        let mut values = Vec::new();
        let respondents = range.len() as u64;
        for respondent in range {
            answers.values_of(respondent, &mut values);
            if !self.plan.selection.holds(&values) {
                continue;
            }
            let group = self.plan.by.map(|by| answers.value(respondent, by));
            let mut theirs = answers.of_respondent(respondent).map(|at| answers.get(at)).peekable();
            for question in 0..self.frame.questions.len() {
                let kept = theirs.next_if(|kept| kept.question == question);
                if !self.plan.selection.questions.contains(&question) {
                    continue;
                }
                let mentions = kept.as_ref().map_or(&[][..], |kept| self.mentions(own, kept, &values));
                cut.add(question, &values, group, kept.is_some(), mentions);
            }
        }
        let names = self.plan.by.and_then(|by| answers.values.get(by));
        cut.counts(respondents, |group| {
            names.and_then(|names| names.get(group as usize)).map_or("", String::as_str)
        })
    }

    /// How often one answer mentions each theme.
    fn mentions<'o>(&self, own: &'o mut Own, kept: &Kept, values: &[&str]) -> &'o [u32] {
        let Own { reader, counters, room } = own;
        let Some(counter) = &mut counters[kept.question] else { return &[] };
        let reach =
            |plain: Plain| counter.reach(plain, &kept.gaps(self.types, plain.words), &self.types.sets);
        let reach = kept.plain(self.types, room).map_or(Reach::Nothing, reach);
        let subject = Subject::of(self.frame, values);
        let raw = &counter.question.raw;
        let read = counter.count(reach, || kept.read(reader, self.types, raw), subject);
        read.into_iter().for_each(|reading| reader.reuse(reading));
        counter.mentions()
    }
}
