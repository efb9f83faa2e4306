//! One number a value for a whole corpus, so that a shared data set still tells who is who.
use super::{
    Kind, Masked, Personal, email, find_beside,
    lexicon::{Flags, look_up},
    name::shape,
};
use crate::norwegian::tokens::mask_length;
use crate::norwegian::written;
use std::collections::HashMap;

/// Replaces personal data by kind and number: [navn 1], [navn 2], [telefon 1] …
///
/// The same value gets the same number wherever it comes back, capitals, spacing and genitive aside.
/// Numbers are given in the order of first occurrence, so the same texts in the same order give the same bytes.
/// A pseudonym that stands in a text already is a value like any other, so that a number never means two.
#[derive(Debug, Clone, Default)]
pub struct Pseudonyms {
    values: HashMap<(Kind, String), Given>,
    /// Numbers of ids, by their exact text.
    ids: HashMap<(Kind, String), usize>,
    last: HashMap<Kind, usize>,
    counts: HashMap<Kind, usize>,
}

/// The number of a value, and where it was met.
#[derive(Debug, Clone, Copy)]
struct Given {
    number: usize,
    in_text: bool,
    in_id: bool,
}

impl Pseudonyms {
    /// Nobody seen yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the personal data of the next text.
    pub fn mask(&mut self, text: &str) -> Masked {
        Masked::new(text, found(text), |personal| self.of_text(text, personal))
    }

    /// Replaces the personal data of the next id. Ids that differ in anything at all stay different: an id stands
    /// for a respondent, and two of them must never become one.
    pub fn mask_id(&mut self, id: &str) -> Masked {
        Masked::new(id, found(id), |personal| self.of_id(id, personal))
    }

    /// How many different values of a kind were seen in texts; ids aside.
    pub fn count(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    fn of_text(&mut self, text: &str, personal: &Personal) -> String {
        let kind = personal.kind;
        let given = self.given(kind, &text[personal.start..personal.end]);
        let (number, first) = (given.number, !given.in_text);
        given.in_text = true;
        *self.counts.entry(kind).or_default() += usize::from(first);
        shown(kind, number)
    }

    /// The first way in which ids write a value shares its number with the texts, every other has its own.
    fn of_id(&mut self, id: &str, personal: &Personal) -> String {
        let (kind, exact) = (personal.kind, &id[personal.start..personal.end]);
        let key = (kind, exact.to_string());
        if let Some(number) = self.ids.get(&key) {
            return shown(kind, *number);
        }
        let given = self.given(kind, exact);
        let shared = (!given.in_id).then_some(given.number);
        given.in_id = true;
        let number = shared.unwrap_or_else(|| next(&mut self.last, kind));
        self.ids.insert(key, number);
        shown(kind, number)
    }

    fn given(&mut self, kind: Kind, text: &str) -> &mut Given {
        let last = &mut self.last;
        let new = || Given { number: next(last, kind), in_text: false, in_id: false };
        self.values.entry((kind, value(kind, text))).or_insert_with(new)
    }
}

/// A number that nothing of this kind has.
fn next(last: &mut HashMap<Kind, usize>, kind: Kind) -> usize {
    let last = last.entry(kind).or_default();
    *last += 1;
    *last
}

/// The personal data of a text, and the pseudonyms that stand in it.
fn found(text: &str) -> Vec<Personal> {
    find_beside(text, pseudonyms(text))
}

fn shown(kind: Kind, number: usize) -> String {
    format!("[{} {number}]", kind.label())
}

/// Pseudonyms that stand in a text: it was masked before.
fn pseudonyms(text: &str) -> Vec<Personal> {
    let read = |(start, _): (usize, &str)| {
        let end = start + mask_length(&text[start..])?;
        let (label, _) = text[start + 1..end].split_once(' ')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.label() == label)?;
        Some(Personal { start, end, kind })
    };
    text.match_indices('[').filter_map(read).collect()
}

/// What makes two ways of writing one value.
fn value(kind: Kind, text: &str) -> String {
    if text.starts_with('[') {
        return text.to_string();
    }
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
        Kind::Email => email::plain(&written(text)),
        Kind::Url | Kind::Address => written(text).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// A name with its first name first, without its genitive, hyphens and dots.
fn folded_name(name: &str) -> String {
    let (last, first) = name.split_once(',').unwrap_or(("", name));
    let words = [first, last].into_iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    let mut words: Vec<&str> = words.filter(|w| !w.is_empty()).collect();
    if let Some(last) = words.last_mut()
        && look_up(last) == Flags::NONE
        && !shape::is_last_name(last)
        && last.len() > 3
    {
        *last = last.strip_suffix('s').unwrap_or(last);
    }
    words.join(" ")
}
