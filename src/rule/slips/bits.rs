//! The pieces of a rule that cannot be read: what is quoted and what is not, and its words and signs one by one.
use super::super::scan::{Lexeme, is_quote, scan};

/// A stretch of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stretch<'r> {
    /// Between quotation marks, with them.
    Quoted(&'r str),
    /// A regular expression, with its signs.
    Regex(&'r str),
    /// All else.
    Plain(&'r str),
}

impl<'r> Stretch<'r> {
    pub(super) fn text(self) -> &'r str {
        let (Self::Quoted(text) | Self::Regex(text) | Self::Plain(text)) = self;
        text
    }
}

/// The stretches of a rule; nothing where a quotation mark is never closed. A / with a blank or a letter before it begins no
/// regular expression, nor does one that no other follows.
pub(super) fn stretches(rule: &str) -> Option<Vec<Stretch<'_>>> {
    let (mut found, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(c) = rule[at..].chars().next() {
        let behind = at + c.len_utf8();
        let before = rule[..at].chars().next_back().unwrap_or(' ');
        let end = match c {
            _ if is_quote(c) => Some(behind + rule[behind..].find(is_quote).map(|end| end + 1)?),
            '/' if !before.is_alphanumeric() && !rule[behind..].starts_with([' ', '/']) => {
                regex_end(rule, behind)
            }
            _ => None,
        };
        let Some(end) = end else {
            at = behind;
            continue;
        };
        // a closing mark may be longer than a byte
        let end = (end..=rule.len()).find(|end| rule.is_char_boundary(*end))?;
        if from < at {
            found.push(Stretch::Plain(&rule[from..at]));
        }
        let text = &rule[at..end];
        found.push(if c == '/' { Stretch::Regex(text) } else { Stretch::Quoted(text) });
        (from, at) = (end, end);
    }
    if from < rule.len() {
        found.push(Stretch::Plain(&rule[from..]));
    }
    Some(found)
}

/// One past the / that ends a regular expression.
fn regex_end(rule: &str, from: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rule[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '/' => return Some(from + at + 1),
            _ => {}
        }
    }
    None
}

/// A word, a sign or a part of a rule that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bit {
    /// A word.
    Word(String),
    /// A phrase, a reference, an age or a regular expression.
    Part(String),
    /// A bracket, with the name before it.
    Open(String),
    /// Its end.
    Close,
    /// Or, and, near, with blanks around.
    Sign(String),
    /// Not.
    Not,
}

impl Bit {
    /// Whether something ends with it that another cannot follow without a sign.
    pub(super) fn ends(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Part(_) | Self::Close)
    }

    /// Whether something begins with it.
    pub(super) fn begins(&self) -> bool {
        matches!(self, Self::Word(_) | Self::Part(_) | Self::Open(_) | Self::Not)
    }

    pub(super) fn sign(text: &str) -> Self {
        Self::Sign(text.to_string())
    }
}

/// The bits of a rule, if its words and signs can be told apart.
pub(super) fn bits(rule: &str) -> Option<Vec<Bit>> {
    let mut lexemes = scan(rule).ok()?.into_iter();
    // places are in characters
    let bytes: Vec<usize> = rule.char_indices().map(|(at, _)| at).chain([rule.len()]).collect();
    let mut found = Vec::new();
    while let Some((lexeme, at)) = lexemes.next() {
        let end = match lexeme {
            Lexeme::Quote => lexemes.by_ref().find(|(lexeme, _)| *lexeme == Lexeme::Quote)?.1.end,
            _ => at.end,
        };
        let text = rule[bytes[at.start]..bytes[end]].to_string();
        found.push(match lexeme {
            Lexeme::Word(word) => Bit::Word(word),
            Lexeme::Open | Lexeme::Call(_) => Bit::Open(text),
            Lexeme::Close => Bit::Close,
            Lexeme::Or => Bit::sign("|"),
            Lexeme::And => Bit::sign("&"),
            Lexeme::Near { .. } => Bit::Sign(text),
            Lexeme::Not => Bit::Not,
            Lexeme::Quote | Lexeme::Reference(_) | Lexeme::Regex(_) | Lexeme::Age(_) => Bit::Part(text),
        });
    }
    Some(found)
}

/// Bits as a rule.
pub(super) fn written(bits: &[Bit]) -> String {
    let mut rule = String::new();
    for (at, bit) in bits.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &bits[before]);
        if before.is_some_and(|before| !matches!(before, Bit::Open(_) | Bit::Not)) && *bit != Bit::Close {
            rule.push(' ');
        }
        rule += match bit {
            Bit::Word(text) | Bit::Part(text) | Bit::Open(text) | Bit::Sign(text) => text,
            Bit::Close => ")",
            Bit::Not => "!",
        };
    }
    rule
}
