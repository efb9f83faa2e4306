//! The terms of an answer: the type of every word, by its number; of a hyphenated one as a whole and by its parts.
//!
//! What a word means is not among them, nor how it is written: a rule asks the types of the survey which of them it takes, and
//! the index for those. So there is one term a word, of two letters mostly, and none is made anew for each answer.
use std::iter::Empty;
use std::sync::Arc;
use tantivy::Document;
use tantivy::schema::Field;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

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

/// Name of our tokenizer in the index's schema.
pub(super) const NUMBERS: &str = "fritekst";

/// Set in the last letter of a term.
const LAST: u8 = 64;

/// Adds a term: a number, six bits a letter, of which the last says that it is.
pub(super) fn add(clue: Clue, terms: &mut String) {
    let mut number = match clue {
        Clue::Unknown => 0,
        Clue::Age => 1,
        Clue::Type(number) => u64::from(number) + 2,
    };
    while number >= 64 {
        terms.push(char::from((number % 64) as u8));
        number /= 64;
    }
    terms.push(char::from(number as u8 | LAST));
}

/// The terms of some answers, one after the other.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) text: String,
    /// Where the terms of each answer end.
    pub(super) ends: Vec<usize>,
}

impl Terms {
    /// Of an answer by its number among them.
    fn of(&self, answer: usize) -> &str {
        let start = answer.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[answer]]
    }
}

/// An answer as the index takes it. Its terms stay where they are, for memory that one thread asks for and another gives
/// back is dear.
#[derive(Debug)]
pub(super) struct Entry {
    terms: Arc<Terms>,
    /// Which of the answers there it is, and which of all.
    at: usize,
    answer: u64,
    fields: Fields,
}

/// The fields of terms and of the number of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) words: Field,
    pub(super) answer: Field,
}

impl Entry {
    /// The answers of some terms, of which the first has a number.
    pub(super) fn all(terms: Terms, first: u64, fields: Fields) -> impl Iterator<Item = Self> {
        let terms = Arc::new(terms);
        (0..terms.ends.len()).map(move |at| {
            let terms = Arc::clone(&terms);
            Self { terms, at, answer: first + at as u64, fields }
        })
    }
}

impl Document for Entry {
    type Value<'a> = Given<'a>;
    type FieldsValuesIter<'a> = std::array::IntoIter<(Field, Given<'a>), 2>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        let terms = Given::Terms(self.terms.of(self.at));
        [(self.fields.words, terms), (self.fields.answer, Given::Number(self.answer))].into_iter()
    }
}

/// What an answer gives the index.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'a> {
    Terms(&'a str),
    Number(u64),
}

impl<'a> Value<'a> for Given<'a> {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        match self {
            Given::Terms(terms) => ReferenceValueLeaf::Str(terms).into(),
            Given::Number(number) => ReferenceValueLeaf::U64(*number).into(),
        }
    }
}

/// Terms as the index takes them, from a text that was made of them.
#[derive(Clone, Default)]
pub(super) struct Numbers(Token);

impl Tokenizer for Numbers {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream { rest: text, token: &mut self.0 }
    }
}

/// The terms of one answer.
pub(super) struct Stream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(last) = self.rest.bytes().position(|letter| letter & LAST != 0) else { return false };
        let (term, rest) = self.rest.split_at(last + 1);
        self.token.text.clear();
        self.token.text.push_str(term);
        self.rest = rest;
        // the place in the answer is not kept
        self.token.position = 0;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn terms_come_one_by_one_and_differ() {
        let types = [0, 1, 61, 62, 63, 64, 4093, 4094, 262_141, 262_142, u32::MAX].map(Clue::Type);
        let all: Vec<Clue> = types.into_iter().chain([Clue::Unknown, Clue::Age]).collect();
        let mut terms = Terms::default();
        all.iter().for_each(|clue| add(*clue, &mut terms.text));
        let mut tokenizer = Numbers::default();
        let mut stream = tokenizer.token_stream(&terms.text);
        let mut seen = BTreeSet::new();
        for clue in &all {
            let mut own = String::new();
            add(*clue, &mut own);
            assert!(stream.advance());
            assert_eq!(stream.token().text, own, "{clue:?}");
            assert!(seen.insert(own), "{clue:?}");
        }
        assert!(!stream.advance());
    }
}
