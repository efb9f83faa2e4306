//! The terms of an answer: the written form of every word, a hyphenated one whole and by its parts.
//!
//! The first letter says what a term is. What a word means is not among them: a rule asks the types of the survey for
//! the forms that it takes, and the index for those. So there is one term a word, and none is made anew for each answer.
use crate::norwegian::normal;
use crate::norwegian::types::LONGEST;
use std::iter::Empty;
use std::sync::Arc;
use tantivy::Document;
use tantivy::schema::Field;
use tantivy::schema::document::{ReferenceValue, ReferenceValueLeaf, Value};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// A written form.
pub(super) fn form(form: &str) -> String {
    format!("w{form}")
}

/// Some age.
pub(super) const AGE: &str = "a";
/// Some word that is too long to be a type.
pub(super) const LONG: &str = "l";

/// Name of our tokenizer in the index's schema.
pub(super) const LINES: &str = "fritekst";

/// Adds the term of a word.
pub(super) fn add(word: &str, terms: &mut String) {
    if word.len() > LONGEST {
        terms.push_str(LONG);
    } else {
        terms.push('w');
        terms.push_str(&normal(word));
    }
    terms.push('\n');
}

/// Adds the term of an answer that tells an age.
pub(super) fn add_age(terms: &mut String) {
    terms.push_str(AGE);
    terms.push('\n');
}

/// The terms of some answers, one answer after the other, each term closed by a line end.
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

/// Terms as the index takes them: the lines of a text that was made of them.
#[derive(Clone, Default)]
pub(super) struct Lines(Token);

impl Tokenizer for Lines {
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
        let Some(end) = memchr::memchr(b'\n', self.rest.as_bytes()) else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.rest = &self.rest[end + 1..];
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
