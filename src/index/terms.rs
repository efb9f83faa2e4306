//! The terms of an answer: for every word its written form and its keys, all at the word's position.
//!
//! One field holds them all; the first letter says what a term is. Spelling corrections are kept apart, since a
//! codebook may turn them off.
use crate::norwegian::tokens::{Token as Word, tokens};
use crate::norwegian::{Origin, age, analyse, written};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tantivy::tokenizer::Token;

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

/// Terms by word type, so that each is analysed once.
#[derive(Debug, Default)]
pub(super) struct Terms {
    known: HashMap<Box<str>, Arc<[String]>>,
}

impl Terms {
    /// The terms of an answer, and how many words it has.
    pub(super) fn of_answer(&mut self, text: &str) -> (Vec<Token>, u64) {
        let words = tokens(text);
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            let run = 1 + words[i + 1..].iter().take_while(|t| t.joined).count();
            for at in i..i + run {
                self.word(text, &words, at, 1, &mut found);
            }
            if run > 1 {
                self.word(text, &words, i, run, &mut found);
            }
            i += run;
        }
        if !age::find(text).is_empty() {
            found.push(token(AGE.to_string(), 0, 0, 0));
        }
        // positions must not fall: a hyphenated word stands at its first part's
        found.sort_by_key(|t| t.position);
        (found, words.len() as u64)
    }

    fn word(&mut self, text: &str, words: &[Word], at: usize, run: usize, found: &mut Vec<Token>) {
        let (start, end) = (words[at].start as usize, words[at + run - 1].end as usize);
        let word = &text[start..end];
        let terms = match self.known.get(word) {
            Some(terms) => Arc::clone(terms),
            None => {
                let terms: Arc<[String]> = of_word(word).into();
                if word.len() <= 80 {
                    self.known.insert(word.into(), Arc::clone(&terms));
                }
                terms
            }
        };
        found.extend(terms.iter().map(|term| token(term.clone(), at, start, end)));
    }
}

fn token(text: String, position: usize, from: usize, to: usize) -> Token {
    Token { offset_from: from, offset_to: to, position, text, position_length: 1 }
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
