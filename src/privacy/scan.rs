//! A text with its words, read once and shared by every kind.
use crate::norwegian::tokens::{Token, tokens};

/// A text and its words.
pub(super) struct Scan<'a> {
    /// The text.
    pub text: &'a str,
    /// Its words.
    pub tokens: Vec<Token>,
    /// Whether there is any digit; if not, there are no numbers to look for.
    pub has_digits: bool,
}

impl<'a> Scan<'a> {
    /// Reads a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, tokens: tokens(text), has_digits: text.bytes().any(|b| b.is_ascii_digit()) }
    }

    /// A word as written.
    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.text(self.text))
    }

    /// First byte of a word.
    pub fn start(&self, at: usize) -> usize {
        self.tokens[at].start as usize
    }

    /// One past the last byte of a word.
    pub fn end(&self, at: usize) -> usize {
        self.tokens[at].end as usize
    }

    /// What stands before a word: after the word before it, or from the start of the text.
    pub fn gap(&self, at: usize) -> &'a str {
        let from = if at == 0 { 0 } else { self.end(at - 1) };
        let to = self.tokens.get(at).map_or(self.text.len(), |t| t.start as usize);
        &self.text[from..to]
    }

    /// Up to three words before a word, nearest first, lower case, none from another line.
    pub fn before(&self, at: usize) -> Vec<String> {
        let mut words = Vec::new();
        for back in (at.saturating_sub(3)..at).rev() {
            if self.gap(back + 1).contains('\n') {
                break;
            }
            words.push(self.word(back).to_lowercase());
        }
        words
    }

    /// Whether a word is made of ASCII digits alone.
    pub fn is_number(&self, at: usize) -> bool {
        let word = self.word(at);
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
    }
}

/// Whether a gap is one blank, of any width.
pub(super) fn is_blank(gap: &str) -> bool {
    matches!(gap, " " | "\u{a0}" | "\u{2009}" | "\u{202f}")
}

/// Whether a gap is a few blanks, as of one who hit the key twice.
pub(super) fn is_blanks(gap: &str) -> bool {
    let mut bytes = [0; 4];
    (1..=3).contains(&gap.chars().count()) && gap.chars().all(|c| is_blank(c.encode_utf8(&mut bytes)))
}
