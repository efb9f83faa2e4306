//! A coding: one theme given to one answer, with the rule and the words that gave it.
use serde::Serialize;

/// A half-open range in Unicode code points of the raw answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Words that fired, and the rule that took them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mention {
    /// Where in the answer.
    pub span: Span,
    /// Which rule, by position in the coder's rules.
    pub rule: u32,
}

/// A theme given to an answer by a codebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coding {
    /// Theme, by position in the question's themes.
    pub theme: u32,
    /// What gave it, in text order, overlaps joined. Never empty.
    pub mentions: Vec<Mention>,
}
