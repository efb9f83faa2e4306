//! Numbers, words and signs of a text, as the reading of ages needs them.
use super::numerals;
use crate::norwegian::tokens::{is_hyphen, is_invisible};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

/// Ages above this are not believed.
const HIGHEST: u32 = 110;

/// What stands at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// A number that can be an age; `grown` when written in letters as one with the word after it.
    Number { value: u8, grown: bool },
    /// Any other number: 2015, 15,5, 17.05.
    Figure,
    /// A word in lower case, composed, with `aa` as `å`.
    Word(Cow<'a, str>),
    /// Any other sign; all hyphens and dashes are `-`.
    Sign(char),
}

/// One item with its place.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub start: usize,
    pub end: usize,
    /// White space stands before it.
    pub spaced: bool,
    pub kind: Kind<'a>,
}

impl Item<'_> {
    /// The word, or nothing for numbers and signs.
    pub fn word(&self) -> &str {
        if let Kind::Word(word) = &self.kind { word } else { "" }
    }

    /// Whether it is this sign.
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// All items of a text, in order.
pub(super) fn items(text: &str) -> Vec<Item<'_>> {
    let mut items = Vec::with_capacity(text.len() / 4);
    let (mut start, mut spaced) = (0, true);
    while let Some(c) = text[start..].chars().next() {
        let mut end = start + c.len_utf8();
        if c.is_whitespace() {
            spaced = true;
        } else if !is_invisible(c) {
            if c.is_alphabetic() {
                let plain;
                (end, plain) = end_of_word(text, start);
                add_word(&mut items, &text[start..end], plain, (start, end, spaced));
            } else if c.is_ascii_digit() {
                end += text.as_bytes()[end..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                items.push(Item { start, end, spaced, kind: figure(text, start, end) });
            } else {
                let sign = if is_hyphen(c) { '-' } else { c };
                items.push(Item { start, end, spaced, kind: Kind::Sign(sign) });
            }
            spaced = false;
        }
        start = end;
    }
    items
}

/// The end of a word that begins here, and whether it is written as [`Kind::Word`] wants it, as most words are.
fn end_of_word(text: &str, mut at: usize) -> (usize, bool) {
    let (mut plain, mut before) = (true, 0);
    loop {
        let bytes = match &text.as_bytes()[at..] {
            [letter, ..] if letter.is_ascii_alphabetic() => {
                plain &= letter.is_ascii_lowercase() && (before, *letter) != (b'a', b'a');
                before = *letter;
                1
            }
            // U+00C0 to U+00FF are letters but for the signs × and ÷, the small ones from U+00E0
            [0xC3, second, ..] if !matches!(second, 0x97 | 0xB7) => {
                plain &= *second >= 0xA0;
                before = 0;
                2
            }
            [] => return (at, plain),
            [sign, ..] if sign.is_ascii() => return (at, plain),
            _ => match text[at..].chars().next() {
                Some(c) if c.is_alphabetic() || is_combining_mark(c) || is_invisible(c) => {
                    plain = false;
                    c.len_utf8()
                }
                _ => return (at, plain),
            },
        };
        at += bytes;
    }
}

/// Adds a word, or the number that it is; as two items if a number has grown into a word.
fn add_word<'a>(
    items: &mut Vec<Item<'a>>,
    written: &'a str,
    plain: bool,
    (start, end, spaced): (usize, usize, bool),
) {
    let word = if plain { Cow::Borrowed(written) } else { lowered(written) };
    let Some((value, rest)) = numerals::read(&word) else {
        return items.push(Item { start, end, spaced, kind: Kind::Word(word) });
    };
    let grown = !rest.is_empty();
    items.push(Item { start, end, spaced, kind: Kind::Number { value, grown } });
    if grown {
        items.push(Item { start, end, spaced: false, kind: Kind::Word(rest.to_string().into()) });
    }
}

/// A run of digits is an age's number only if nothing around it makes it part of another number or name.
fn figure<'a>(text: &str, start: usize, end: usize) -> Kind<'a> {
    let mut before = text[..start].chars().rev();
    let part = match before.next() {
        Some('.' | ',' | ':') => before.next().is_some_and(char::is_numeric),
        Some(c) => c.is_alphanumeric(),
        None => false,
    };
    let mut after = text[end..].chars();
    let goes_on = match after.next() {
        Some('.' | ',' | ':') => after.next().is_some_and(char::is_numeric),
        Some(c) => c.is_numeric(),
        None => false,
    };
    let digits = &text[start..end];
    match digits.parse::<u32>() {
        Ok(n) if !part && !goes_on && digits.len() <= 3 && n <= HIGHEST => {
            Kind::Number { value: n as u8, grown: false }
        }
        _ => Kind::Figure,
    }
}

/// The word that a word of letters and figures begins with: «eldre» of «eldre²».
pub(super) fn first(word: &str) -> Cow<'_, str> {
    lower(&word[..end_of_word(word, 0).0])
}

/// A word in small letters, composed, `aa` as `å`.
pub(super) fn lower(word: &str) -> Cow<'_, str> {
    if end_of_word(word, 0) == (word.len(), true) {
        return Cow::Borrowed(word);
    }
    lowered(word)
}

/// The same for a word that is not written so.
fn lowered(word: &str) -> Cow<'_, str> {
    let plain = word.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase);
    let lower: String = if is_nfc(word) { plain.collect() } else { plain.nfc().collect() };
    if lower.contains("aa") { lower.replace("aa", "å").into() } else { lower.into() }
}
