//! The rule language of codebooks and searches: parse, display, match.
//!
//! A rule is text; [`parse()`] makes a tree of it with the place of every part, [`compile::Compiler`] turns
//! trees into [`operators::Op`]s over lexical atoms, and a [`reading::Reading`] is one answer as rules see it.
pub mod atoms;
pub mod compile;
pub mod demand;
mod display;
mod elided;
pub(crate) mod look;
pub(crate) mod nearby;
pub mod nearest;
pub mod operators;
mod parse;
mod pattern;
pub mod reading;
pub(crate) mod runs;
mod scan;
pub(crate) mod sets;
mod slips;
pub(crate) mod wild;
mod word;

pub use parse::parse;
use serde::Serialize;
use std::ops::Range;

/// What is wrong with a rule, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Place in the rule's text, in characters.
    pub at: Range<usize>,
    /// What was found.
    pub found: String,
    /// What to write instead.
    pub remedy: String,
    /// The stretches of rule that the remedy offers, in its order: a codebook may have to write them in YAML's quotes.
    #[serde(skip)]
    pub offers: Vec<Offer>,
}

impl Fault {
    pub(crate) fn new(at: Range<usize>, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at, found: found.into(), remedy: remedy.into(), offers: Vec::new() }
    }

    /// The remedy with its offers as they are written where the rule stands.
    pub fn remedy_as(&self, write: impl Fn(&Offer) -> String) -> String {
        let (mut written, mut from) = (String::new(), 0);
        for offer in &self.offers {
            written.push_str(&self.remedy[from..offer.said]);
            written.push_str(&write(offer));
            from = offer.said + offer.text.len();
        }
        written + &self.remedy[from..]
    }

    /// With another remedy, made of what is said and of offers.
    pub(crate) fn with_remedy(self, parts: Vec<Said>) -> Self {
        let (mut remedy, mut offers) = (String::new(), Vec::new());
        for part in parts {
            match part {
                Said::Text(text) => remedy.push_str(&text),
                Said::Offer(mut offer) => {
                    offer.said = remedy.len();
                    remedy.push_str(&offer.text);
                    offers.push(offer);
                }
            }
        }
        Self { remedy, offers, ..self }
    }
}

/// A part of a remedy.
pub(crate) enum Said {
    /// Words.
    Text(String),
    /// What to write.
    Offer(Offer),
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<Offer> for Said {
    fn from(offer: Offer) -> Self {
        Self::Offer(offer)
    }
}

/// A stretch of a rule, written as the remedy of a [`Fault`] says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What it stands for, in characters of the rule.
    pub at: Range<usize>,
    /// What to write there.
    pub text: String,
    /// First byte of it in the remedy.
    pub said: usize,
}

impl Offer {
    pub(crate) fn new(at: Range<usize>, text: String) -> Self {
        Self { at, text, said: 0 }
    }

    /// A rule with it in its place.
    pub fn within(&self, rule: &str) -> String {
        let before: String = rule.chars().take(self.at.start).collect();
        before + &self.text + &rule.chars().skip(self.at.end).collect::<String>()
    }
}

/// A part of a rule with its place in the rule's text, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub at: Range<usize>,
}

impl Node {
    /// Adds the words of word rules in it.
    pub(crate) fn words<'a>(&'a self, found: &mut Vec<&'a str>) {
        match &self.kind {
            Kind::Word(word, _) | Kind::Fuzzy(word) => found.push(word),
            Kind::Phrase(parts) | Kind::Or(parts) | Kind::And(parts) => {
                parts.iter().for_each(|part| part.words(found));
            }
            Kind::Not(part) | Kind::Within(_, part) | Kind::Only(part) => part.words(found),
            Kind::Near { left, right, .. } => [left, right].into_iter().for_each(|part| part.words(found)),
            Kind::Exact(_)
            | Kind::Wild(_)
            | Kind::Regex(_)
            | Kind::Age(..)
            | Kind::AnyWord
            | Kind::Reference(_) => {}
        }
    }
}

/// Where in a compound a word rule may be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `bolig`: anywhere.
    Part,
    /// `bolig-`: first, or the word itself.
    First,
    /// `-bolig`: last, or the word itself.
    Last,
    /// `=bolig`: the word itself.
    Whole,
    /// Last in a longer word, which no rule asks for by itself.
    Tail,
}

/// A scope narrower than the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One clause.
    Clause,
    /// One sentence.
    Sentence,
}

/// The parts of the rule language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A word in any inflection, as far into compounds as its form says.
    Word(String, Form),
    /// `==NAV`: this written form.
    Exact(String),
    /// `bo?ig*`: wildcards over the written form.
    Wild(String),
    /// `ord~`: the word, also misspelt.
    Fuzzy(String),
    /// `/…/`: a regular expression on the raw text.
    Regex(String),
    /// `age(15..19)`: an age that meets the span.
    Age(u8, u8),
    /// `*` inside quotes: any one word.
    AnyWord,
    /// `"a b"`: in this order with nothing between.
    Phrase(Vec<Node>),
    /// `a | b`.
    Or(Vec<Node>),
    /// `a & b`, where parts may be [`Kind::Not`].
    And(Vec<Node>),
    /// `!a`.
    Not(Box<Node>),
    /// `a ~5 b`, or in order `a >5 b`.
    Near {
        /// First side.
        left: Box<Node>,
        /// Second side.
        right: Box<Node>,
        /// Largest difference in word position.
        within: u32,
        /// Whether the left side must come first.
        ordered: bool,
    },
    /// `clause(…)` or `sentence(…)`.
    Within(Scope, Box<Node>),
    /// `only(…)`.
    Only(Box<Node>),
    /// `@name` or `@question.theme`.
    Reference(String),
}
