//! The words of an answer, looked up some at a time.
use super::atoms::Place;
use crate::norwegian::age;
use crate::norwegian::tokens::{Token, tokens_into};
use crate::norwegian::types::{Known, Shared, Types, Written};
use std::ops::Range;

/// Words that are looked up together: more than most answers have, and few enough that a cell of megabytes takes no more
/// memory for it.
const TOGETHER: usize = 128;

/// The words of an answer, each with a number for what is known of it.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(crate) tokens: Vec<Token>,
    /// Hyphenated words, each by the numbers of its parts.
    pub(crate) hyphenated: Vec<Range<usize>>,
    /// The numbers of words that may be part of an age, in no order.
    aged: Vec<usize>,
    /// By word, and after these by hyphenated word as a whole.
    numbers: Vec<u32>,
}

impl Looked {
    /// Takes in the words of an answer in place of those before. All threads share what `learn` says of a new one;
    /// `number` makes a number of what is known of a word, and is asked in no order.
    pub(crate) fn take_in(
        &mut self,
        text: &str,
        types: &mut Types,
        shared: &Shared,
        mut learn: impl FnMut(&str, Place) -> Option<Known>,
        mut number: impl FnMut(Option<Known>) -> u32,
    ) {
        let Self { tokens, hyphenated, aged, numbers } = self;
        tokens_into(text, tokens);
        hyphenated.clear();
        hyphenated.extend(joined(tokens));
        aged.clear();
        let count = tokens.len();
        numbers.resize(count + hyphenated.len(), 0);
        let mut look_up = |types: &mut Types| {
            let learn =
                |word: &str, place: u8| learn(word, Place::ALL[usize::from(place) % Place::ALL.len()]);
            types.look_up(text, shared, learn, |at, known| {
                // a hyphenated word tells an age by one of its parts
                if (at as usize) < count && known.is_none_or(|known| known.aged) {
                    aged.push(at as usize);
                }
                numbers[at as usize] = number(known);
            });
        };
        let written = |start: u32, end: u32, place: Place| Written {
            text,
            start: start as usize,
            end: end as usize,
            place: place as u8,
        };
        for from in (0..count).step_by(TOGETHER) {
            for at in from..count.min(from + TOGETHER) {
                types.wait(written(tokens[at].start, tokens[at].end, place(tokens, at)), at as u32);
            }
            look_up(types);
        }
        for (from, parts) in (count..).step_by(TOGETHER).zip(hyphenated.chunks(TOGETHER)) {
            for (parts, at) in parts.iter().zip(from as u32..) {
                let parts = &tokens[parts.clone()];
                types.wait(written(parts[0].start, parts[parts.len() - 1].end, Place::Alone), at);
            }
            look_up(types);
        }
    }

    /// Whether it may tell an age: see [`age::may_tell`].
    pub(crate) fn may_tell_age(&self, text: &str) -> bool {
        self.aged.iter().any(|at| age::may_tell(text, &self.tokens, *at))
    }

    /// The numbers of its words.
    pub(crate) fn words(&self) -> &[u32] {
        &self.numbers[..self.tokens.len()]
    }

    /// Those of its hyphenated words as a whole.
    pub(crate) fn wholes(&self) -> &[u32] {
        &self.numbers[self.tokens.len()..]
    }
}

/// Where a word stands in a hyphenated one.
pub(super) fn place(tokens: &[Token], at: usize) -> Place {
    Place::of(tokens[at].joined, tokens.get(at + 1).is_some_and(|next| next.joined))
}

/// The hyphenated words, each by the numbers of its parts.
fn joined(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let begins = |at: &usize| !tokens[*at].joined && tokens.get(at + 1).is_some_and(|next| next.joined);
    let run = |at| at..at + 1 + tokens[at + 1..].iter().take_while(|token| token.joined).count();
    (0..tokens.len()).filter(begins).map(run)
}
