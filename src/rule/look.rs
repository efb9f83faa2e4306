//! The words of an answer, looked up some at a time.
use super::atoms::Place;
use crate::norwegian::tokens::Token;
use crate::norwegian::types::{Known, Shared, Types, Written};
use std::ops::Range;

/// Words that are looked up together: more than most answers have, and few enough that a cell of megabytes takes no more
/// memory for it.
const TOGETHER: usize = 128;

/// Looks up the words of an answer and, numbered after them, its hyphenated words as a whole; all threads share what
/// `learn` says of a new one, and `found` is told what is known of each, in no order.
pub(crate) fn words(
    text: &str,
    (tokens, hyphenated): (&[Token], &[Range<usize>]),
    types: &mut Types,
    shared: &Shared,
    mut learn: impl FnMut(&str, Place) -> Option<Known>,
    mut found: impl FnMut(usize, Option<Known>),
) {
    let all = tokens.len() + hyphenated.len();
    for from in (0..all).step_by(TOGETHER) {
        for at in from..all.min(from + TOGETHER) {
            let (start, end, place) = match at.checked_sub(tokens.len()) {
                None => (tokens[at].start, tokens[at].end, place(tokens, at)),
                Some(whole) => {
                    let parts = &tokens[hyphenated[whole].clone()];
                    (parts[0].start, parts[parts.len() - 1].end, Place::Alone)
                }
            };
            let written = Written { text, start: start as usize, end: end as usize, place: place as u8 };
            types.wait(written, at as u32);
        }
        let learn = |word: &str, place: u8| learn(word, Place::ALL[usize::from(place) % Place::ALL.len()]);
        types.look_up(text, shared, learn, |at, known| found(at as usize, known));
    }
}

/// Where a word stands in a hyphenated one.
pub(super) fn place(tokens: &[Token], at: usize) -> Place {
    Place::of(tokens[at].joined, tokens.get(at + 1).is_some_and(|next| next.joined))
}

/// The hyphenated words, each by the numbers of its parts.
pub(crate) fn hyphenated(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let begins = |at: &usize| !tokens[*at].joined && tokens.get(at + 1).is_some_and(|next| next.joined);
    let run = |at| at..at + 1 + tokens[at + 1..].iter().take_while(|token| token.joined).count();
    (0..tokens.len()).filter(begins).map(run)
}
