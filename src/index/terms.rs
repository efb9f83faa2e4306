//! The terms of an answer: the written form of every word, a hyphenated one whole and by its parts.
//!
//! The first letter says what a term is. What a word means is not among them: a rule asks the types of the survey for
//! the forms that it takes, and the index for those. So there is one term a word, and none is made anew for each answer.
use crate::norwegian::normal;
use crate::norwegian::types::LONGEST;
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
