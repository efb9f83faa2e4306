//! Words of a text: maximal runs of letters and digits, marks joined to their letter. What stands for masked personal data is
//! one word that is none: `[e-post 2]` says nothing of e-mail.

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
    if !plainly(text, found) {
        found.clear();
        patiently(text, found);
    }
    if memchr::memchr(b'[', text.as_bytes()).is_some() {
        join_masks(text, found);
    }
}

/// What masked texts have for personal data, in brackets; a number may follow.
pub(crate) const MASKS: [&str; 7] =
    ["navn", "e-post", "telefon", "fødselsnummer", "konto", "nettadresse", "adresse"];

/// Whether a word stands for masked personal data.
pub(crate) fn is_mask(word: &str) -> bool {
    word.starts_with('[')
}

/// The bytes of what stands for masked personal data at the beginning of a text.
pub(crate) fn mask_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    let rest = MASKS.iter().find_map(|label| {
        let rest = inner.strip_prefix(label)?;
        let numbered =
            rest.strip_prefix(' ').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        numbered.filter(|after| after.len() + 1 < rest.len()).unwrap_or(rest).strip_prefix(']')
    })?;
    Some(text.len() - rest.len())
}

/// Makes one word of all that stands for the same masked data.
#[cold]
fn join_masks(text: &str, found: &mut Vec<Token>) {
    let masks = memchr::memchr_iter(b'[', text.as_bytes());
    let masks = masks.filter_map(|start| Some((start as u32, (start + mask_length(&text[start..])?) as u32)));
    let mut words = std::mem::take(found).into_iter().peekable();
    for (start, end) in masks {
        found.extend(std::iter::from_fn(|| words.next_if(|word| word.start < start)));
        while words.next_if(|word| word.start < end).is_some() {}
        found.push(Token { start, end, joined: false });
        if let Some(next) = words.peek_mut() {
            next.joined = false;
        }
    }
    found.extend(words);
}

/// Bytes that are looked at together.
const BLOCK: usize = 64;
/// First byte of the letters from U+00C0 to U+00FF.
const LEAD: u8 = 0xC3;

/// The words of a text of ASCII and the letters from U+00C0 to U+00FF, as nearly all are; whether the text is one.
fn plainly(text: &str, found: &mut Vec<Token>) -> bool {
    let bytes = text.as_bytes();
    let (mut start, mut end, mut inside, mut before) = (0, 0, false, b' ');
    // blanks behind the text end its last word
    for from in (0..=bytes.len()).step_by(BLOCK) {
        let mut block = [b' '; BLOCK + 1];
        block[0] = before;
        match bytes[from..].first_chunk::<BLOCK>() {
            Some(whole) => block[1..].copy_from_slice(whole),
            None => block[1..=bytes.len() - from].copy_from_slice(&bytes[from..]),
        }
        before = block[BLOCK];
        let Some(letters) = letters(&block) else { return false };
        // where a word begins or ends can't be foreseen byte by byte, but that the one follows the other can
        let mut borders = letters ^ (letters << 1 | u64::from(inside));
        while borders != 0 {
            let at = from + borders.trailing_zeros() as usize;
            borders &= borders - 1;
            if inside {
                let joined = start - end == 1 && bytes[end] == b'-' && end > 0;
                found.push(Token { start: start as u32, end: at as u32, joined });
                end = at;
            } else {
                start = at;
            }
            inside = !inside;
        }
    }
    true
}

/// By bit, whether a byte of a block is of a letter or digit, where all are of ASCII or of a letter from U+00C0 to U+00FF.
/// The first byte is the one before the block. All bytes are looked at in the same way, so that many are at a time.
#[inline]
fn letters(block: &[u8; BLOCK + 1]) -> Option<u64> {
    let (mut letters, mut other) = ([0; BLOCK], 0);
    for (at, letter) in letters.iter_mut().enumerate() {
        let (before, byte) = (block[at], block[at + 1]);
        let ascii = u8::from((byte | 0x20).wrapping_sub(b'a') < 26) | u8::from(byte.wrapping_sub(b'0') < 10);
        let (first, second) = (u8::from(byte == LEAD), u8::from(before == LEAD));
        *letter = ascii | first | second;
        // the signs × and ÷ are no letters
        let sign = second & u8::from(byte & 0xDF == 0x97);
        other |= u8::from(byte > 0x7F) & !(first | second) | sign;
    }
    // a bit a byte: that of the first byte is moved to the lowest place of the last, and so on
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    let all = || letters.as_chunks().0.iter().rev().fold(0, |all, eight| all << 8 | bits(eight));
    (other == 0).then(all)
}

/// The words of any text.
fn patiently(text: &str, found: &mut Vec<Token>) {
    let mut at = 0;
    loop {
        let start = after(text, at, false);
        at = after(text, start, true);
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

/// The end of the stretch that is of a word, or that is not, from a place on. Nearly all of a text is ASCII.
fn after(text: &str, mut at: usize, of_word: bool) -> usize {
    let (bytes, plain) = (text.as_bytes(), if of_word { &LETTER } else { &SIGN });
    loop {
        while let Some(byte) = bytes.get(at)
            && plain[usize::from(*byte)]
        {
            at += 1;
        }
        let (inside, width) = match bytes.get(at) {
            None => return at,
            Some(byte) if byte.is_ascii() => return at,
            Some(_) => rare(&text[at..], of_word),
        };
        if inside != of_word {
            return at;
        }
        at += width;
    }
}

/// Whether a letter beyond ASCII belongs to a word, and its bytes.
fn rare(text: &str, after_letter: bool) -> (bool, usize) {
    let Some(c) = text.chars().next() else { return (false, 1) };
    (c.is_alphanumeric() || (after_letter && goes_on(c)), c.len_utf8())
}

/// Whether a word goes on over what is no letter or digit.
fn goes_on(c: char) -> bool {
    is_mark(c) || is_invisible(c)
}

/// Whether a place in a text lies inside a word.
pub(crate) fn is_inside(text: &str, at: usize) -> bool {
    let of_word = |c: char| c.is_alphanumeric() || goes_on(c);
    let before = || text[..at].chars().rev().find(|c| c.is_alphanumeric() || !goes_on(*c));
    text[at..].starts_with(of_word) && before().is_some_and(char::is_alphanumeric)
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

    /// Whether a text is cut plainly; it is cut as it would be patiently.
    fn is_plain(text: &str) -> bool {
        let [mut plainly, mut patiently] = [Vec::new(), Vec::new()];
        let plain = super::plainly(text, &mut plainly);
        super::patiently(text, &mut patiently);
        assert!(!plain || plainly == patiently, "{text:?}: {plainly:?}, {patiently:?}");
        plain
    }

    #[test]
    fn a_plain_text_is_cut_as_any_other() {
        // each letter at each place about the border of two blocks, in a word and between two
        for c in '\0'..='\u{2100}' {
            for before in 0..BLOCK + 2 {
                if c.is_ascii() || c as u32 % 16 < 2 || before % 31 < 2 {
                    let (word, blank) = ("o".repeat(before), " ".repeat(before));
                    let plain = c.is_ascii() || ('\u{c0}'..='\u{ff}').contains(&c) && !matches!(c, '×' | '÷');
                    for text in [format!("{word}{c}-o"), format!("{blank}{c}"), format!("{word} {c}{word}")] {
                        assert_eq!(is_plain(&text), plain, "{text:?}");
                    }
                }
            }
        }
        for text in ["", "-a", "a-", "a-b-", "--a", "å-Å", "a--b", "a b-1"] {
            for words in 0..30 {
                assert!(is_plain(&text.repeat(words)));
            }
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
    fn what_stands_for_masked_data_is_one_word() {
        assert_eq!(words("Ring [navn 12], [e-post]!"), ["Ring", "[navn 12]", "[e-post]"]);
        assert_eq!(words("[fødselsnummer 1][konto]-x"), ["[fødselsnummer 1]", "[konto]", "x"]);
        for kind in crate::privacy::Kind::ALL {
            assert_eq!(words(&format!("{} [{} 3]", kind.mask(), kind.label())).len(), 2, "{kind:?}");
        }
        // what somebody wrote in brackets is what they wrote
        for text in [
            "[bolig]", "[navn", "[navn 1", "[navn ]", "[navn x]", "[Navn 1]", "[navn1]", "[ navn]", "[epost]",
        ] {
            assert!(words(text).iter().all(|word| !is_mask(word)), "{text}");
        }
        let joined: Vec<bool> = tokens("a-[navn 1]-b-c").iter().map(|t| t.joined).collect();
        assert_eq!(joined, [false, false, false, true]);
    }

    #[test]
    fn a_hyphen_joins_and_a_dash_between_spaces_does_not() {
        let joined = |t| tokens(t).iter().map(|t| t.joined).collect::<Vec<_>>();
        assert_eq!(joined("NAV-kontoret"), [false, true]);
        assert_eq!(joined("bolig - mangel"), [false, false]);
    }
}
