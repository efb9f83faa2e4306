//! Folding: the letters that the lexicon is written in. Accents go, neighbours' letters become ours,
//! and every letter is one byte, so that an edit, a cut and a letter are the same step everywhere.

/// Lower case without accents: `idé` → `ide`, `Ängström` → `ængstrøm`. Expects NFC in lower case.
pub fn folded(written: &str) -> String {
    if written.is_ascii() {
        return written.to_string();
    }
    written.chars().flat_map(letter).collect()
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
pub fn coded(folded: &str) -> Option<Vec<u8>> {
    let mut letters = Vec::with_capacity(folded.len());
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
pub fn decoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 4);
    for byte in bytes {
        text.push(match byte {
            b'/' => 'æ',
            b'=' => 'ø',
            b':' => 'å',
            other => char::from(*other),
        });
    }
    text
}

/// `aa`, `ae` and `oe` written as `å`, `æ` and `ø`, for names, old spelling and foreign keyboards.
pub fn spelt_out(word: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(word.len());
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
    (out.len() < word.len()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

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
