//! Words of a text: maximal runs of letters and digits, marks joined to their letter.

/// One word of a text, in bytes of the text. A hyphenated word is several, joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether only a hyphen stands between the token before and this one.
    pub joined: bool,
}

impl Token {
    /// The word as written.
    pub fn text<'a>(&self, of: &'a str) -> &'a str {
        &of[self.start as usize..self.end as usize]
    }
}

/// Hyphens and dashes that can join the parts of a word.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Characters inside a word that no reader sees: soft hyphen, joiners, word joiner, BOM.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Combining marks, which belong to the letter before them.
pub(crate) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// The words of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 6 + 1);
    let bytes = text.as_bytes();
    let mut start = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (inside, width) = match (byte, bytes.get(at + 1)) {
            (b, _) if b.is_ascii() => (b.is_ascii_alphanumeric(), 1),
            // U+00C0 to U+00FF are letters but for the signs × and ÷
            (0xC3, Some(next)) => (!matches!(next, 0x97 | 0xB7), 2),
            _ => rare(&text[at..], start.is_some()),
        };
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                close(text, &mut found, from, at);
                start = None;
            }
            _ => {}
        }
        at += width;
    }
    if let Some(from) = start {
        close(text, &mut found, from, text.len());
    }
    found
}

/// Whether a letter beyond those of Western Europe belongs to a word, and its bytes.
fn rare(text: &str, after_letter: bool) -> (bool, usize) {
    let Some(c) = text.chars().next() else { return (false, 1) };
    (c.is_alphanumeric() || (after_letter && (is_mark(c) || is_invisible(c))), c.len_utf8())
}

fn close(text: &str, found: &mut Vec<Token>, start: usize, end: usize) {
    let joined = found.last().is_some_and(|last| {
        let mut between = text[last.end as usize..start].chars();
        between.next().is_some_and(is_hyphen) && between.next().is_none()
    });
    found.push(Token { start: start as u32, end: end as u32, joined });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| t.text(text)).collect()
    }

    #[test]
    fn letters_digits_and_marks_make_words() {
        assert_eq!(words("Skole-budsjett, 15–19 år (EM)"), ["Skole", "budsjett", "15", "19", "år", "EM"]);
        assert_eq!(words("cafe\u{301} o\u{ad}rd"), ["cafe\u{301}", "o\u{ad}rd"]);
        assert!(words("… !").is_empty());
    }

    #[test]
    fn letters_of_western_europe_are_letters() {
        for c in '\u{80}'..='\u{2ff}' {
            let count = usize::from(c.is_alphanumeric());
            assert_eq!(words(&format!(" {c} ")).len(), count, "{c:?}");
        }
    }

    #[test]
    fn a_hyphen_joins_and_a_dash_between_spaces_does_not() {
        let joined = |t| tokens(t).iter().map(|t| t.joined).collect::<Vec<_>>();
        assert_eq!(joined("NAV-kontoret"), [false, true]);
        assert_eq!(joined("bolig - mangel"), [false, false]);
    }
}
