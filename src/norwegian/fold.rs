//! Folding: the letters that the lexicon is written in. Accents go, neighbours' letters become ours,
//! and every letter is one byte, so that an edit, a cut and a letter are the same step everywhere.
use compact_str::CompactString;
use smallvec::SmallVec;
use std::borrow::Cow;

/// A word in lexicon letters. Nearly every word is so short that it needs no memory of its own.
pub type Letters = SmallVec<[u8; 36]>;

/// Some letters, and others after them.
pub fn joined(first: &[u8], last: &[u8]) -> Letters {
    let mut letters = Letters::from_slice(first);
    letters.extend_from_slice(last);
    letters
}

/// The first eight letters as one number, the first one lowest, so that a few are compared at once; zeros behind a shorter
/// word.
pub fn first_eight(letters: &[u8]) -> u64 {
    let eight = letters.first_chunk().copied().unwrap_or_else(|| {
        let mut eight = [0; 8];
        eight[..letters.len()].copy_from_slice(letters);
        eight
    });
    u64::from_le_bytes(eight)
}

/// The last eight letters as one number, the last one highest; zeros before a shorter word.
pub fn last_eight(letters: &[u8]) -> u64 {
    let eight = letters.last_chunk().copied().unwrap_or_else(|| {
        let mut eight = [0; 8];
        eight[8 - letters.len()..].copy_from_slice(letters);
        eight
    });
    u64::from_le_bytes(eight)
}

/// Lower case.
pub fn lowered(cased: &str) -> Cow<'_, str> {
    // of the letters beyond ASCII that lead with this byte, the capitals come first
    let bytes = cased.as_bytes();
    let small = |(at, byte): (usize, &u8)| match byte {
        b'A'..=b'Z' => false,
        0..=0x7F => true,
        0xC3 => bytes.get(at + 1).is_some_and(|next| *next >= 0x9F),
        0x9F..=0xBF => at > 0 && bytes[at - 1] == 0xC3,
        _ => false,
    };
    if bytes.iter().enumerate().all(small) {
        return Cow::Borrowed(cased);
    }
    Cow::Owned(cased.to_lowercase())
}

/// Lower case without accents: `idé` → `ide`, `Ängström` → `ængstrøm`. Expects NFC in lower case.
pub fn folded(written: &str) -> Cow<'_, str> {
    let ours = |byte: u8| byte.is_ascii() || matches!(byte, 0xC3 | 0xA5 | 0xA6 | 0xB8);
    // these bytes make no letters but æ, ø and å
    if written.bytes().all(ours) {
        return Cow::Borrowed(written);
    }
    Cow::Owned(written.chars().flat_map(letter).collect())
}

fn letter(c: char) -> impl Iterator<Item = char> {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let base = match c {
        'ä' => 'æ',
        'ö' => 'ø',
        other => other,
    };
    let kept = matches!(base, 'æ' | 'ø' | 'å') || base.is_ascii();
    let whole = kept.then_some(base);
    let marked = (!kept).then(|| std::iter::once(base).nfd().filter(|c| !is_combining_mark(*c)));
    whole.into_iter().chain(marked.into_iter().flatten())
}

/// One byte a letter, as in the lexicon; nothing for a word with letters that no lexicon word has.
pub fn coded(folded: &str) -> Option<Letters> {
    let mut letters = Letters::with_capacity(folded.len());
    let mut bytes = folded.bytes();
    while let Some(byte) = bytes.next() {
        letters.push(match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' => byte,
            0xC3 => match bytes.next()? {
                0xA6 => b'/',
                0xB8 => b'=',
                0xA5 => b':',
                _ => return None,
            },
            _ => return None,
        });
    }
    Some(letters)
}

/// Text from lexicon bytes.
pub fn decoded(bytes: &[u8]) -> CompactString {
    let ours = |byte: &u8| matches!(byte, b'/' | b'=' | b':');
    if !bytes.iter().any(ours)
        && let Ok(ascii) = str::from_utf8(bytes)
    {
        return ascii.into();
    }
    let mut text: SmallVec<[u8; 64]> = SmallVec::new();
    for byte in bytes {
        match byte {
            b'/' => text.extend_from_slice("æ".as_bytes()),
            b'=' => text.extend_from_slice("ø".as_bytes()),
            b':' => text.extend_from_slice("å".as_bytes()),
            other => text.push(*other),
        }
    }
    CompactString::from_utf8_lossy(&text)
}

/// `aa`, `ae` and `oe` written as `å`, `æ` and `ø`, for names, old spelling and foreign keyboards.
pub fn spelt_out(word: &[u8]) -> Option<Letters> {
    if !word.windows(2).any(|pair| matches!(pair, b"aa" | b"ae" | b"oe")) {
        return None;
    }
    let mut out = Letters::with_capacity(word.len());
    for b in word {
        let letter = match (out.last(), b) {
            (Some(b'a'), b'a') => b':',
            (Some(b'a'), b'e') => b'/',
            (Some(b'o'), b'e') => b'=',
            _ => {
                out.push(*b);
                continue;
            }
        };
        out.pop();
        out.push(letter);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_letters_are_a_number() {
        for length in 0..12 {
            let letters = &b"abcdefghijkl"[..length];
            let (first, last) = (first_eight(letters).to_le_bytes(), last_eight(letters).to_le_bytes());
            let eight = length.min(8);
            assert_eq!(
                (&first[..eight], &last[8 - eight..]),
                (&letters[..eight], &letters[length - eight..])
            );
            assert!(first[eight..].iter().chain(&last[..8 - eight]).all(|byte| *byte == 0));
        }
    }

    #[test]
    fn accents_go_and_letters_stay() {
        assert_eq!(folded("idé-kafèen på süd ängöl"), "ide-kafeen på sud ængøl");
        assert_eq!(decoded(&coded("blåbærsøt").unwrap()), "blåbærsøt");
        assert_eq!(coded("ø").unwrap().len(), 1);
        assert!(coded("привет").is_none());
        assert_eq!(decoded(&spelt_out(b"aasenoeae").unwrap()), "åsenøæ");
        assert!(spelt_out(b"asen").is_none());
    }
}
