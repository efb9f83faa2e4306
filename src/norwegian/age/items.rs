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
    let (mut at, mut spaced) = (0, true);
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        if c.is_whitespace() {
            spaced = true;
        } else if !is_invisible(c) {
            if c.is_ascii_digit() {
                at += text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            } else if c.is_alphabetic() {
                at = end_of_word(text, at);
            }
            push(&mut items, text, &Item { start, end: at, spaced, kind: Kind::Sign(c) });
            spaced = false;
        }
    }
    items
}

/// The end of a word that has begun.
fn end_of_word(text: &str, mut at: usize) -> usize {
    loop {
        at += match &text.as_bytes()[at..] {
            [letter, ..] if letter.is_ascii_alphabetic() => 1,
            // U+00C0 to U+00FF are letters but for the signs × and ÷
            [0xC3, second, ..] if !matches!(second, 0x97 | 0xB7) => 2,
            [] => return at,
            [sign, ..] if sign.is_ascii() => return at,
            _ => match text[at..].chars().next() {
                Some(c) if c.is_alphabetic() || is_combining_mark(c) || is_invisible(c) => c.len_utf8(),
                _ => return at,
            },
        };
    }
}

/// Says what kind an item is and adds it, as two if a number has grown into a word.
fn push<'a>(items: &mut Vec<Item<'a>>, text: &'a str, item: &Item<'a>) {
    let Kind::Sign(first) = item.kind else { return };
    if first.is_ascii_digit() {
        let kind = figure(text, item);
        items.push(Item { kind, ..*item });
    } else if first.is_alphabetic() {
        let word = lower(&text[item.start..item.end]);
        match numerals::read(&word) {
            Some((value, rest)) => {
                let grown = !rest.is_empty();
                items.push(Item { kind: Kind::Number { value, grown }, ..*item });
                if grown {
                    items.push(Item { kind: Kind::Word(rest.to_string().into()), spaced: false, ..*item });
                }
            }
            None => items.push(Item { kind: Kind::Word(word), ..*item }),
        }
    } else {
        let sign = if is_hyphen(first) { '-' } else { first };
        items.push(Item { kind: Kind::Sign(sign), ..*item });
    }
}

/// A run of digits is an age's number only if nothing around it makes it part of another number or name.
fn figure<'a>(text: &str, item: &Item) -> Kind<'a> {
    let mut before = text[..item.start].chars().rev();
    let part = match before.next() {
        Some('.' | ',' | ':') => before.next().is_some_and(char::is_numeric),
        Some(c) => c.is_alphanumeric(),
        None => false,
    };
    let mut after = text[item.end..].chars();
    let goes_on = match after.next() {
        Some('.' | ',' | ':') => after.next().is_some_and(char::is_numeric),
        Some(c) => c.is_numeric(),
        None => false,
    };
    let digits = &text[item.start..item.end];
    match digits.parse::<u32>() {
        Ok(n) if !part && !goes_on && digits.len() <= 3 && n <= HIGHEST => {
            Kind::Number { value: n as u8, grown: false }
        }
        _ => Kind::Figure,
    }
}

/// Small letters, composed, `aa` as `å`; most words are so already.
fn lower(word: &str) -> Cow<'_, str> {
    // after 0xc3 all bytes from 0xa0 are small letters: æ, ø, å and their like
    let small = |b: &u8| b.is_ascii_lowercase() || *b == 0xc3 || (0xa0..0xc0).contains(b);
    let bytes = word.as_bytes();
    if bytes.iter().all(small) && !bytes.windows(2).any(|pair| pair == b"aa") {
        return Cow::Borrowed(word);
    }
    let plain = word.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase);
    let lower: String = if is_nfc(word) { plain.collect() } else { plain.nfc().collect() };
    if lower.contains("aa") { lower.replace("aa", "å").into() } else { lower.into() }
}
