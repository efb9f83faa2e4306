//! The letters that the lexicon is written in, numbered in the order of their bytes; the build script numbers them too.

/// The number of a letter, from 0; nothing for a byte that no lexicon word has.
pub(crate) const fn bit(letter: u8) -> Option<u8> {
    match letter {
        b'-'..=b':' => Some(letter - b'-'),
        b'=' => Some(14),
        b'a'..=b'z' => Some(letter - b'a' + 15),
        _ => None,
    }
}
