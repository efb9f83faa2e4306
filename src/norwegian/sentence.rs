//! Sentences of hasty Norwegian: Unicode's borders, mended for abbreviations, ordinals, lists, line breaks
//! and missing capitals; and, with [`super::clause`], the sentence and clause of every word.
mod marker;
mod mend;
mod unicode;

use super::{clause, tokens::Token};
use std::ops::Range;

/// The sentence and the clause of every word of a text. Both count from 0, rise by at most one from word to
/// word, and a clause never spans two sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Borders {
    /// By token, the number of its sentence.
    pub sentence: Vec<u32>,
    /// By token, the number of its clause, unique over the text.
    pub clause: Vec<u32>,
}

/// Numbers the sentences and clauses of the words of a text.
pub fn borders(text: &str, tokens: &[Token]) -> Borders {
    let mut found = Borders::default();
    let mut rest = tokens;
    for sentence in sentences(text) {
        let size = rest.partition_point(|token| (token.start as usize) < sentence.end);
        let (here, later) = rest.split_at(size);
        rest = later;
        number(text, here, &mut found);
    }
    found
}

/// Adds one sentence.
fn number(text: &str, tokens: &[Token], found: &mut Borders) {
    if tokens.is_empty() {
        return;
    }
    let sentence = found.sentence.last().map_or(0, |last| last + 1);
    let mut clause = found.clause.last().map_or(0, |last| last + 1);
    for begins in clause::begins(text, tokens) {
        clause += u32::from(begins);
        found.sentence.push(sentence);
        found.clause.push(clause);
    }
}

/// Where the sentences of a text end: enough to say of two words whether they are of one.
#[derive(Debug)]
pub(crate) struct Ends(Vec<usize>);

impl Ends {
    pub(crate) fn of(text: &str) -> Self {
        Self(sentences(text).into_iter().map(|sentence| sentence.end).collect())
    }

    /// Whether two words, in order and by where they begin, are of one sentence.
    pub(crate) fn has_together(&self, first: u32, last: u32) -> bool {
        let own = self.0.partition_point(|end| *end <= first as usize);
        self.0.get(own).is_none_or(|end| (last as usize) < *end)
    }
}

/// Whether no sentence can begin inside a stretch of text that ends with a word: told at a glance, and never so where one
/// does. One letter may be the marker of a list.
pub(crate) fn goes_on(text: &str) -> bool {
    let ([.., before, _] | [before]) = text.as_bytes() else { return false };
    is_quiet(text) && *before != b' '
}

/// Whether a text holds nothing but letters, blanks and commas, which end no sentence. A figure may be the marker of a list.
pub(crate) fn is_quiet(text: &str) -> bool {
    let quiet = |byte: &u8| {
        byte.is_ascii_alphabetic()
            || matches!(byte, b' ' | b',' | 0xC3 | 0xA5 | 0xA6 | 0xB8 | 0x85 | 0x86 | 0x98)
    };
    text.as_bytes().iter().all(quiet)
}

/// The sentences of a text in order, without the white space around them. Every word stands in one.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut starts = mend::added(text);
    let mut checked = 0;
    for at in unicode::borders(text) {
        // white space belongs to the sentence before it, so a border moves to the next word
        if at < checked {
            continue;
        }
        checked = text.len() - text[at..].trim_start().len();
        if checked < text.len() && mend::stands(text, checked) {
            starts.push(checked);
        }
    }
    starts.sort_unstable();
    starts.dedup();
    ranges(text, &starts)
}

/// Ranges between starts; what holds no word is joined to the sentence before it.
fn ranges(text: &str, starts: &[usize]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let ends = starts.iter().copied().chain([text.len()]);
    let mut begin = 0;
    for end in ends {
        let piece = &text[begin..end];
        let range = begin + piece.len() - piece.trim_start().len()..begin + piece.trim_end().len();
        begin = end;
        match found.last_mut() {
            _ if range.is_empty() || range.start > range.end => {}
            Some(last) if !piece.contains(char::is_alphanumeric) => last.end = range.end,
            _ => found.push(range),
        }
    }
    found
}
