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
    let mut found = Vec::with_capacity(text.len() / 6 + 1);
    tokens_into(text, &mut found);
    found
}

/// The words of a text in place of what was there.
pub(crate) fn tokens_into(text: &str, found: &mut Vec<Token>) {
    found.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let start = after(text, bytes, at, false);
        at = after(text, bytes, start, true);
        if at == start {
            return;
        }
        let joined = found.last().is_some_and(|last| is_joint(&text[last.end as usize..start]));
        found.push(Token { start: start as u32, end: at as u32, joined });
    }
}

/// By byte, whether it is an ASCII letter or digit.
const LETTER: [bool; 256] = {
    let mut letter = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letter[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letter
};

/// By byte, whether it is an ASCII sign or blank.
const SIGN: [bool; 256] = {
    let mut sign = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        sign[byte] = !LETTER[byte];
        byte += 1;
    }
    sign
};

/// How many of eight bytes, from the first, are letters or digits of ASCII, or whole letters from U+00C0 to U+00FF: all
/// looked at together, for where a word ends can't be foreseen.
#[inline]
fn letters(eight: [u8; 8]) -> usize {
    /// The same byte eight times.
    const fn all(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let bytes = u64::from_le_bytes(eight);
    let (seven_bits, beyond) = (bytes & all(0x7F), bytes & all(0x80));
    let small = seven_bits | all(0x20);
    // what is asked of each byte is answered by its highest bit: whether it is no less than the first and not greater than
    // the last, or whether it is one byte
    let within = |bytes: u64, first: u8, last: u8| (bytes + all(0x80 - first)) & !(bytes + all(0x7F - last));
    let is = |byte: u8| {
        let other = bytes ^ all(byte);
        !(((other & all(0x7F)) + all(0x7F)) | other) & all(0x80)
    };
    let ascii = (within(small, b'a', b'z') | within(seven_bits, b'0', b'9')) & all(0x80) & !beyond;
    // the second bytes of letters; after 0xC3 all are but the signs × and ÷
    let second = is(0xC3) << 8 & beyond & !is(0x97) & !is(0xB7);
    let inside = ascii | second | second >> 8;
    ((inside ^ all(0x80)).trailing_zeros() / 8) as usize
}

/// The end of the stretch that is of a word, or that is not, from a place on. Nearly all of a text is ASCII.
#[inline]
fn after(text: &str, bytes: &[u8], mut at: usize, of_word: bool) -> usize {
    let plain = if of_word { &LETTER } else { &SIGN };
    loop {
        while of_word && let Some(eight) = bytes[at..].first_chunk() {
            let letters = letters(*eight);
            at += letters;
            if letters < 8 {
                break;
            }
        }
        while let Some(byte) = bytes.get(at)
            && plain[usize::from(*byte)]
        {
            at += 1;
        }
        let (inside, width) = match bytes.get(at) {
            None => return at,
            Some(byte) if byte.is_ascii() => return at,
            // U+00C0 to U+00FF are letters but for the signs × and ÷
            Some(0xC3) => (!matches!(bytes.get(at + 1), Some(0x97 | 0xB7)), 2),
            Some(_) => rare(&text[at..], of_word),
        };
        if inside != of_word {
            return at;
        }
        at += width;
    }
}

/// Whether a letter beyond those of Western Europe belongs to a word, and its bytes.
fn rare(text: &str, after_letter: bool) -> (bool, usize) {
    let Some(c) = text.chars().next() else { return (false, 1) };
    (c.is_alphanumeric() || (after_letter && (is_mark(c) || is_invisible(c))), c.len_utf8())
}

/// Whether what stands between two words is a hyphen and nothing else.
fn is_joint(between: &str) -> bool {
    match between.as_bytes() {
        [one] => *one == b'-',
        [first, ..] if first.is_ascii() => false,
        _ => {
            let mut letters = between.chars();
            letters.next().is_some_and(is_hyphen) && letters.next().is_none()
        }
    }
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
    fn eight_bytes_are_looked_at_as_one_by_one() {
        for byte in 0..=255u8 {
            for at in 0..8 {
                let mut eight = *b"aZ09zA5b";
                eight[at] = byte;
                let one_by_one = eight.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                assert_eq!(letters(eight), one_by_one, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn letters_of_two_bytes_are_looked_at_whole() {
        for c in '\u{80}'..='\u{7ff}' {
            for at in 0..7 {
                let mut eight = *b"aZ09zA5b";
                c.encode_utf8(&mut eight[at..]);
                let whole = ('\u{c0}'..='\u{ff}').contains(&c) && !matches!(c, '×' | '÷');
                assert_eq!(letters(eight), if whole { 8 } else { at }, "{c:?} at {at}");
            }
            // one that is cut in two is left to what comes after
            let mut bytes = [b'a'; 9];
            c.encode_utf8(&mut bytes[7..]);
            assert_eq!(bytes.first_chunk().map(|eight| letters(*eight)), Some(7));
        }
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
