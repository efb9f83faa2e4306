//! One number a value for a whole corpus, so that a shared data set still tells who is who.
use super::{
    Kind, Masked, Personal, find,
    lexicon::{Flags, look_up},
    name::shape,
};
use crate::norwegian::written;
use std::collections::HashMap;

/// Replaces personal data by kind and number: [navn 1], [navn 2], [telefon 1] …
///
/// The same value gets the same number wherever it comes back, capitals, spacing and genitive aside.
/// Numbers are given in the order of first occurrence, so the same texts in the same order give the same bytes.
#[derive(Debug, Clone, Default)]
pub struct Pseudonyms {
    numbers: HashMap<(Kind, String), usize>,
    counts: HashMap<Kind, usize>,
}

impl Pseudonyms {
    /// Nobody seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the personal data of the next text.
    pub fn mask(&mut self, text: &str) -> Masked {
        Masked::new(text, find(text), |personal| self.name(text, personal))
    }

    /// How many different values of a kind were seen.
    pub fn count(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    fn name(&mut self, text: &str, personal: &Personal) -> String {
        let kind = personal.kind;
        let value = value(kind, &text[personal.start..personal.end]);
        let seen = self.counts.entry(kind).or_default();
        let number = *self.numbers.entry((kind, value)).or_insert_with(|| {
            *seen += 1;
            *seen
        });
        format!("[{} {number}]", kind.label())
    }
}

/// What makes two ways of writing one value.
fn value(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Phone | Kind::NationalId | Kind::Account => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let national = digits.strip_prefix("00").unwrap_or(&digits);
            match national.strip_prefix("47") {
                Some(rest) if kind == Kind::Phone && rest.len() == 8 => rest.to_string(),
                _ => digits,
            }
        }
        Kind::Name => folded_name(&written(text)),
        Kind::Email => written(text).replace("(at)", "@").replace("[at]", "@").replace(' ', ""),
        Kind::Url | Kind::Address => written(text).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// A name without its genitive, hyphens and dots.
fn folded_name(name: &str) -> String {
    let mut words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if let Some(last) = words.last_mut()
        && look_up(last) == Flags::NONE
        && !shape::is_last_name(last)
        && last.len() > 3
    {
        *last = last.strip_suffix('s').unwrap_or(last);
    }
    words.join(" ")
}
