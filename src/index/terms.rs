//! The terms of an answer: for every word its written form and its keys, all at the word's position.
//!
//! One field holds them all; the first letter says what a term is. Spelling corrections are kept apart, since a
//! codebook may turn them off.
use crate::norwegian::tokens::{Token as Word, tokens};
use crate::norwegian::{Origin, age, analyse, written};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Longer terms are not indexed: Tantivy refuses them, and the written form of such a word is found by scanning.
pub(super) const LONGEST: usize = 400;

/// A written form.
pub(super) fn form(form: &str) -> String {
    format!("w{form}")
}

/// A key.
pub(super) fn key(key: &str) -> String {
    format!("k{key}")
}

/// A key reached by spelling correction.
pub(super) fn corrected(key: &str) -> String {
    format!("s{key}")
}

/// Some age.
pub(super) const AGE: &str = "a";
/// Some word that is too long for the index.
pub(super) const LONG: &str = "l";

/// Name of our analysis in the index's schema.
pub(super) const ANALYSIS: &str = "fritekst";
/// Types and bytes of terms remembered before all are forgotten.
const MOST: usize = 1 << 20;
const MOST_BYTES: usize = 64 << 20;

/// Our analysis as the index calls it: in its own threads, straight from the text, no list of terms in between.
pub(super) struct Analysis {
    own: Option<Known>,
    /// What finished segments have learnt, for those that follow.
    pool: Arc<Mutex<Vec<Known>>>,
}

impl Analysis {
    /// One that knows no word yet; its clones share what they learn.
    pub(super) fn new() -> Self {
        Self { own: None, pool: Arc::default() }
    }
}

impl Clone for Analysis {
    fn clone(&self) -> Self {
        Self { own: None, pool: Arc::clone(&self.pool) }
    }
}

impl Drop for Analysis {
    fn drop(&mut self) {
        if let Some(own) = self.own.take() {
            self.pool.lock().unwrap_or_else(PoisonError::into_inner).push(own);
        }
    }
}

impl Tokenizer for Analysis {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let pool = &self.pool;
        let learnt = || pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let known = self.own.get_or_insert_with(learnt);
        known.read(text);
        Stream { terms: &known.terms, words: known.words.iter(), rest: "", token: Token::default() }
    }
}

/// The terms of every word type met, in one text, each closed by a line end; and the words of the present answer.
#[derive(Default)]
struct Known {
    types: HashMap<Box<str>, Range<u32>>,
    terms: String,
    words: Vec<Placed>,
}

/// A word of an answer: its terms, position and bytes.
struct Placed {
    terms: Range<u32>,
    position: usize,
    from: usize,
    to: usize,
}

impl Known {
    fn read(&mut self, text: &str) {
        if self.types.len() > MOST || self.terms.len() > MOST_BYTES {
            *self = Self::default();
        }
        self.words.clear();
        let words = tokens(text);
        let mut i = 0;
        while i < words.len() {
            let run = 1 + words[i + 1..].iter().take_while(|t| t.joined).count();
            for at in i..i + run {
                self.word(text, &words[at..=at], at);
            }
            if run > 1 {
                self.word(text, &words[i..i + run], i);
            }
            i += run;
        }
        if !age::find(text).is_empty() {
            let terms = self.learn(&[AGE.to_string()]);
            self.words.push(Placed { terms, position: 0, from: 0, to: 0 });
        }
        // positions must not fall: a hyphenated word stands at its first part's
        self.words.sort_by_key(|word| word.position);
    }

    fn word(&mut self, text: &str, words: &[Word], position: usize) {
        let (from, to) = (words[0].start as usize, words[words.len() - 1].end as usize);
        let word = &text[from..to];
        let known = self.types.get(word).cloned();
        let terms = known.unwrap_or_else(|| {
            let terms = self.learn(&of_word(word));
            if word.len() <= 80 {
                self.types.insert(word.into(), terms.clone());
            }
            terms
        });
        self.words.push(Placed { terms, position, from, to });
    }

    fn learn(&mut self, terms: &[String]) -> Range<u32> {
        let start = self.terms.len() as u32;
        for term in terms {
            self.terms.push_str(term);
            self.terms.push('\n');
        }
        start..self.terms.len() as u32
    }
}

/// The terms of one answer.
pub(super) struct Stream<'a> {
    terms: &'a str,
    words: std::slice::Iter<'a, Placed>,
    /// Terms of the present word that are still to come.
    rest: &'a str,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            if let Some((term, rest)) = self.rest.split_once('\n') {
                self.rest = rest;
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
            let Some(word) = self.words.next() else { return false };
            self.rest = &self.terms[word.terms.start as usize..word.terms.end as usize];
            (self.token.offset_from, self.token.offset_to) = (word.from, word.to);
            (self.token.position, self.token.position_length) = (word.position, 1);
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The terms of one word type.
fn of_word(word: &str) -> Vec<String> {
    if word.len() > LONGEST {
        return vec![LONG.to_string()];
    }
    let mut seen = HashSet::new();
    let mut terms = vec![form(&written(word))];
    for found in analyse(word).keys {
        terms.push(if found.origin == Origin::Spelling { corrected(&found.text) } else { key(&found.text) });
    }
    terms.retain(|t| t.len() <= LONGEST + 100 && seen.insert(t.clone()));
    terms
}
