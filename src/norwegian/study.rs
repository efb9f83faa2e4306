//! The analysis laid open for a reader: a word with its keys, a text with its borders and ages.
use super::sentence::{borders, sentences};
use super::tokens::tokens;
use super::{Word, age, analyse, rule_keys};
use serde::Serialize;

/// A word with what an answer and what a rule make of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Study {
    /// The analysis.
    #[serde(flatten)]
    pub word: Word,
    /// What the word asks for in a rule.
    pub rule: Vec<String>,
}

impl Study {
    /// The words of what was typed, a hyphenated one whole.
    pub fn each(typed: &str) -> Vec<Self> {
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for token in tokens(typed) {
            match stretches.last_mut() {
                Some(last) if token.joined => last.1 = token.end as usize,
                _ => stretches.push((token.start as usize, token.end as usize)),
            }
        }
        let words = stretches.into_iter().map(|(start, end)| &typed[start..end]);
        words.map(|word| Self { word: analyse(word), rule: rule_keys(word) }).collect()
    }
}

/// A text with its sentences, their clauses and its ages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// The sentences, each as the texts of its clauses.
    pub sentences: Vec<Vec<String>>,
    /// The ages.
    pub ages: Vec<Aged>,
}

/// An age as said and as understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aged {
    /// The words that say it.
    pub text: String,
    /// Youngest age meant.
    pub from: u8,
    /// Oldest age meant.
    pub to: u8,
}

impl Passage {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let words = tokens(text);
        let clause = borders(text, &words).clause;
        let begins = |i: &usize| *i > 0 && clause[*i] != clause[*i - 1];
        let starts: Vec<usize> = (0..words.len()).filter(begins).map(|i| words[i].start as usize).collect();
        let sentences = sentences(text).into_iter().map(|range| {
            let inside = starts.iter().copied().filter(|s| range.start < *s && *s < range.end);
            let cuts: Vec<usize> = [range.start].into_iter().chain(inside).chain([range.end]).collect();
            cuts.windows(2).map(|cut| text[cut[0]..cut[1]].trim().to_string()).collect()
        });
        let said = |a: age::Age| Aged { text: text[a.start..a.end].to_string(), from: a.from, to: a.to };
        Self { sentences: sentences.collect(), ages: age::find(text).into_iter().map(said).collect() }
    }
}
