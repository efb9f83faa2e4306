//! Names of persons: lists of names, and what stands around a word.
//!
//! A first name that is nothing else counts wherever it has a capital. Every other word needs evidence: a
//! name beside it, a word such as «ring» or «rådgiver» before it, or a capital that the sentence does not ask for.
mod context;
mod evidence;
mod extent;
pub(super) mod shape;
mod turned;
mod word;

use super::{Kind, Personal, scan::Scan};
use std::collections::HashSet;
use word::{Case, Word, words};

/// Finds names of persons.
pub(super) fn find(scan: &Scan, found: &mut Vec<Personal>) {
    let words = words(scan);
    let mut names = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match evidence::name_at(&words, at) {
            Some(end) => {
                names.push((at, end));
                at = end;
            }
            None => at += 1,
        }
    }
    again(&words, &mut names);
    found.extend(names.into_iter().map(|(from, to)| Personal {
        start: words[from].start,
        end: extent::end_of(&words, from, to),
        kind: Kind::Name,
    }));
}

/// A word of capitals that is no longer than this is rather an acronym.
const SHOUTED: usize = 4;

/// Parts of a full name that come back alone: «Liv Berg … da sa Liv».
fn again(words: &[Word], names: &mut Vec<(usize, usize)>) {
    let full = names.iter().filter(|(from, to)| to - from > 1);
    let parts: HashSet<&str> = full
        .flat_map(|(from, to)| &words[*from..*to])
        .filter(|w| w.case == Case::Capital)
        .map(|w| w.folded.as_str())
        .collect();
    if parts.is_empty() {
        return;
    }
    let mut taken = vec![false; words.len()];
    for (from, to) in names.iter() {
        taken[*from..*to].fill(true);
    }
    let alone = |at: usize| {
        let word = &words[at];
        !taken[at]
            && (word.case == Case::Capital && !word.opens
                || word.case == Case::Upper && word.folded.chars().count() > SHOUTED)
            && parts.contains(word.folded.as_str())
            && !shape::is_institution(words.get(at + 1))
    };
    let more: Vec<_> = (0..words.len()).filter(|at| alone(*at)).map(|at| (at, at + 1)).collect();
    names.extend(more);
}
