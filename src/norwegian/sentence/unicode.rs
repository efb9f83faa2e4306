//! Sentence borders of Unicode (UAX #29) without its tables, for text in the letters and signs of Europe;
//! any other text goes to the `unicode-segmentation` crate. A test holds the two together. Three times as
//! fast, and borders are needed for nearly every answer.
use crate::norwegian::tokens::is_inside;
use unicode_segmentation::UnicodeSegmentation;

/// The borders inside a text, in order.
pub(super) fn borders(text: &str) -> Vec<usize> {
    if text.chars().all(plain) { own(text) } else { all(text) }
}

/// Behind a stop a mark may be a letter, as in the scripts of India, with which a word begins.
fn all(text: &str) -> Vec<usize> {
    let found = text.split_sentence_bound_indices().map(|(at, _)| at);
    found.filter(|at| *at > 0 && !is_inside(text, *at)).collect()
}

/// Characters whose sentence class is the one told below.
fn plain(c: char) -> bool {
    match c {
        '\n'
        | '\r'
        | '\t'
        | ' '..='~'
        | '\u{a0}'
        | '§'
        | '°'
        | '´'
        | '·'
        | '«'
        | '»'
        | '½'
        | '–'
        | '—'
        | '‘'
        | '’'
        | '“'
        | '”'
        | '„'
        | '…'
        | '•'
        | '€' => true,
        'À'..='ÿ' => c.is_alphabetic(),
        _ => false,
    }
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '«' | '»' | '‘' | '’' | '“' | '”' | '„')
}

fn stops(c: char) -> bool {
    matches!(c, '.' | '!' | '?')
}

/// Borders stand after line ends, and after a stop with the closing signs and spaces behind it.
fn own(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|b| matches!(b, b'\n' | b'\r' | b'.' | b'!' | b'?')) {
        let stop = at + next;
        at = match bytes[stop] {
            b'\r' if bytes.get(stop + 1) == Some(&b'\n') => stop + 2,
            b'\n' | b'\r' => stop + 1,
            _ => match after_stop(text, stop) {
                (end, true) => end,
                (end, false) => {
                    at = end;
                    continue;
                }
            },
        };
        if at < text.len() {
            found.push(at);
        }
    }
    found
}

/// Where the signs and spaces behind a stop end, and whether a border stands there.
fn after_stop(text: &str, stop: usize) -> (usize, bool) {
    let rest = &text[stop + 1..];
    let closed = rest.trim_start_matches(closes);
    let spaced = closed.trim_start_matches([' ', '\t', '\u{a0}']);
    let end = text.len() - spaced.len();
    let Some(next) = spaced.chars().next() else { return (end, false) };
    let ends_line = matches!(next, '\n' | '\r');
    if ends_line || stops(next) || matches!(next, ',' | '-' | ':' | ';' | '–' | '—') {
        return (end, false);
    }
    let dot = text.as_bytes()[stop] == b'.';
    let glued = spaced.len() == rest.len();
    if dot && glued {
        let before = text[..stop].chars().next_back();
        let cased = |c: char| c.is_lowercase() || c.is_uppercase();
        if next.is_ascii_digit() || (before.is_some_and(cased) && next.is_uppercase()) {
            return (end, false);
        }
    }
    (end, !(dot && goes_on(spaced)))
}

/// Whether the first letter is small, with no stop or line end before it.
fn goes_on(rest: &str) -> bool {
    let turn = |c: &char| c.is_alphabetic() || stops(*c) || matches!(c, '\n' | '\r');
    rest.chars().find(turn).is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norwegian::tokens::tokens;
    use proptest::prelude::*;

    #[test]
    fn no_border_lies_inside_a_word() {
        let mut inside = 0;
        for c in ('\u{80}'..=char::MAX).filter(|c| c.is_alphanumeric()) {
            for text in [format!("?{c}1."), format!("a.{c}\u{301}B. C")] {
                let words = tokens(&text);
                let within =
                    |at: &usize| words.iter().any(|w| (w.start as usize + 1..w.end as usize).contains(at));
                assert_eq!(borders(&text).iter().find(|at| within(at)), None, "{text:?}");
                inside += text.split_sentence_bound_indices().filter(|(at, _)| within(at)).count();
            }
        }
        assert!(inside > 500, "{inside}");
    }

    proptest! {
        #[test]
        fn own_borders_are_those_of_the_crate(
            text in "([a-zA-ZåÅÿß0-9 .!?,:;()«»\"'…–—•½§°´·€\t\r\n\u{a0}-]|\\. |[.!?][)»\"] |[.] ?[a-z0-9(])*"
        ) {
            prop_assume!(text.chars().all(plain));
            prop_assert_eq!(own(&text), all(&text));
        }
    }
}
