//! A table from an index: a codebook is tried on the word types, and then on the answers by the numbers of their words.
use super::Index;
use super::answers::Kept;
use super::types::Satisfied;
use crate::answer::Frame;
use crate::codebook::coder::{Coder, Subject};
use crate::count::{Counts, Cut, Own, Plan};
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
        let (mut values, mut given) = (Vec::new(), Vec::new());
        let respondents = range.len() as u64;
        for respondent in range {
            answers.values_of(respondent, &mut values);
            if !self.plan.selection.holds(&values) {
                continue;
            }
            let mut theirs = answers.of_respondent(respondent).map(|at| answers.get(at)).peekable();
            for question in 0..self.frame.questions.len() {
                let kept = theirs.next_if(|kept| kept.question == question);
                if !self.plan.selection.questions.contains(&question) {
                    continue;
                }
                given.clear();
                if let Some(kept) = &kept {
                    self.given(own, kept, &values, &mut given);
                }
                let group = self.plan.by.map(|by| values[by]);
                cut.add(question, &values, group, kept.is_some(), &given);
            }
        }
        cut.counts(respondents)
    }

    /// The themes of one answer.
    fn given(&self, own: &mut Own, kept: &Kept, values: &[&str], given: &mut Vec<(u32, u64)>) {
        let Own { reader, counters, words } = own;
        let Some(counter) = &mut counters[kept.question] else { return };
        let words = kept.plain(self.types, words).map(|(words, _)| words);
        let words = words.filter(|words| counter.knows(words, &self.types.sets));
        let subject = Subject::of(self.frame, values);
        let raw = &counter.themes.raw;
        let read = || kept.read(reader, self.types, raw);
        let read = counter.count(words, read, subject, given);
        read.into_iter().for_each(|reading| reader.reuse(reading));
    }
}
