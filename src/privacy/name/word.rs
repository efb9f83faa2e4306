//! The words of a text with what a name can be told by: capitals, lists, and what stands before.
use crate::{
    norwegian::{is_word, written},
    privacy::{
        lexicon::{Flags, look_up},
        scan::Scan,
    },
};
use std::borrow::Cow;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// No capital first.
    Lower,
    /// A capital and then none.
    Capital,
    /// One capital letter.
    Initial,
    /// Two capitals or more and nothing else.
    Upper,
    /// Capitals here and there: `BankID`.
    Mixed,
    /// Begins with a digit.
    Number,
}

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// A blank.
    Blank,
    /// A hyphen without blanks.
    Hyphen,
    /// A full stop.
    Dot,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A slash.
    Slash,
    /// An opening bracket.
    Bracket,
    /// An apostrophe without blanks.
    Apostrophe,
    /// A line break, or the start of the text.
    Line,
    /// Anything else.
    Other,
}

/// One word.
pub(super) struct Word<'a> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Normal written form, lower case.
    pub lower: Cow<'a, str>,
    /// The same without a genitive -s that the lists see through.
    pub folded: String,
    /// How it is written.
    pub case: Case,
    /// What the lists say.
    pub flags: Flags,
    /// Bytes of a genitive -s, if the lists know the word only without.
    pub genitive: usize,
    /// What stands before.
    pub gap: Gap,
    /// Whether a sentence may begin here, so that the capital says nothing.
    pub opens: bool,
    /// Whether a full stop follows at once.
    pub dotted: bool,
}

impl Word<'_> {
    /// Whether it is an everyday word.
    pub fn is_word(&self) -> bool {
        is_word(&self.lower)
    }
}

/// The words of a text.
pub(super) fn words<'a>(scan: &Scan<'a>) -> Vec<Word<'a>> {
    let mut words: Vec<Word<'a>> = Vec::with_capacity(scan.tokens.len());
    for at in 0..scan.tokens.len() {
        let word = read(scan, at, words.last());
        words.push(word);
    }
    words
}

fn read<'a>(scan: &Scan<'a>, at: usize, before: Option<&Word>) -> Word<'a> {
    let text = scan.word(at);
    let case = case(text);
    let plain = case == Case::Lower && text.is_ascii();
    let lower = if plain { Cow::Borrowed(text) } else { Cow::Owned(written(text)) };
    let (flags, genitive) = if case == Case::Number { (Flags::NONE, 0) } else { flags(&lower, case) };
    let folded =
        if case == Case::Lower { String::new() } else { lower[..lower.len() - genitive].to_string() };
    let between = scan.gap(at);
    let gap = if before.is_none() { Gap::Line } else { gap(between) };
    let end = scan.end(at);
    Word {
        start: scan.start(at),
        end,
        opens: before.is_none_or(|b| opens(between, gap, b)),
        dotted: scan.text[end..].starts_with('.'),
        lower,
        folded,
        case,
        flags,
        genitive,
        gap,
    }
}

/// What the lists say of a word, and the bytes of its genitive if they know it only without.
fn flags(lower: &str, case: Case) -> (Flags, usize) {
    let exact = look_up(lower);
    if exact != Flags::NONE || case == Case::Lower {
        return (exact, 0);
    }
    match lower.strip_suffix('s').filter(|stem| stem.chars().count() > 1).map(look_up) {
        Some(flags) if flags != Flags::NONE && flags != Flags::STOP => (flags, 1),
        _ => (Flags::NONE, 0),
    }
}

fn case(word: &str) -> Case {
    let Some(first) = word.chars().next().filter(|c| c.is_alphabetic()) else { return Case::Number };
    if !first.is_uppercase() {
        return Case::Lower;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).skip(1);
    let (upper, lower) = letters
        .fold((0, 0), |(u, l), c| (u + usize::from(c.is_uppercase()), l + usize::from(c.is_lowercase())));
    match (upper, lower) {
        (0, 0) => Case::Initial,
        (0, _) => Case::Capital,
        (_, 0) => Case::Upper,
        _ => Case::Mixed,
    }
}

fn gap(between: &str) -> Gap {
    if between.contains(['\n', '\r']) {
        return Gap::Line;
    }
    let sign = between.trim();
    match sign {
        "" => Gap::Blank,
        "-" | "\u{2010}" | "\u{2011}" if between == sign => Gap::Hyphen,
        "'" | "’" if between == sign => Gap::Apostrophe,
        "." => Gap::Dot,
        "," => Gap::Comma,
        ":" => Gap::Colon,
        "/" => Gap::Slash,
        "(" => Gap::Bracket,
        _ => Gap::Other,
    }
}

/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 23] = [
    "ca", "f", "eks", "bl", "a", "tlf", "dr", "nr", "kl", "mvh", "evt", "osv", "st", "v", "hr", "fr", "pr",
    "jf", "ev", "inkl", "att", "adv", "fam",
];

/// Whether a sentence may begin after this gap.
fn opens(between: &str, gap: Gap, before: &Word) -> bool {
    match gap {
        Gap::Blank | Gap::Hyphen | Gap::Comma | Gap::Slash | Gap::Bracket | Gap::Apostrophe => false,
        Gap::Dot => before.case != Case::Initial && !ABBREVIATIONS.contains(&&*before.lower),
        Gap::Line | Gap::Colon => true,
        Gap::Other => {
            between.contains(['.', '!', '?', ':', ';', '«', '"', '“', '”', '•', '–', '-', '>', '*'])
                || before.case == Case::Number
        }
    }
}
