//! The terms of an answer: the type of every word, by its number; of a hyphenated one as a whole and by its parts.
//!
//! What a word means is not among them, nor how it is written: a rule asks the types of the survey which of them it takes, and
//! the index for those. So there is one term a word, and none is made anew for each answer.
use std::ops::Range;

/// What an answer can be found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clue {
    /// A word by the number of its type.
    Type(u32),
    /// Some word of no type that is remembered.
    Unknown,
    /// Some age.
    Age,
}

impl Clue {
    /// The number of the term.
    pub(super) fn term(self) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Age => 1,
            Self::Type(number) => number + 2,
        }
    }
}

/// The terms of some answers, one after the other.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) numbers: Vec<u32>,
    /// Where the terms of each answer end.
    pub(super) ends: Vec<usize>,
}

impl Terms {
    pub(super) fn add(&mut self, clue: Clue) {
        self.numbers.push(clue.term());
    }

    /// An answer has no more of them.
    pub(super) fn end(&mut self) {
        self.ends.push(self.numbers.len());
    }

    /// Adds those of further answers.
    pub(super) fn append(&mut self, others: &Self) {
        let before = self.numbers.len();
        self.numbers.extend(&others.numbers);
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    /// Leaves none, and keeps the room.
    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.ends.clear();
    }

    /// Those of some answers by their numbers among these.
    pub(super) fn of(&self, answers: Range<usize>) -> &[u32] {
        let end = |count: usize| count.checked_sub(1).map_or(0, |last| self.ends[last]);
        &self.numbers[end(answers.start)..end(answers.end)]
    }
}
