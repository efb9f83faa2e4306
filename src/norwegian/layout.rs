//! The letters that the lexicon is written in, numbered in the order of their bytes, how a node and a step of its automata
//! are packed, and how prices are: the build script writes them, and the program reads them.

/// The number of a letter, from 0; nothing for a byte that no lexicon word has.
pub(crate) const fn bit(letter: u8) -> Option<u8> {
    match letter {
        b'-'..=b':' => Some(letter - b'-'),
        b'=' => Some(14),
        b'a'..=b'z' => Some(letter - b'a' + 15),
        _ => None,
    }
}

/// Set in a node that ends a word; below it are the bits of letters.
pub(crate) const FINAL: u64 = 1 << 41;
/// How far a node's own number is shifted.
pub(crate) const NUMBER: u32 = 42;
/// Bytes that a node's place is counted in.
pub(crate) const UNIT: usize = 8;

/// Bits of a step that say where it leads, in an automaton of so many bytes.
pub(crate) const fn place_bits(size: usize) -> u32 {
    usize::BITS - (size / UNIT).leading_zeros()
}

/// How many letters of a form's end are kept to be read backwards.
pub(crate) const ENDING: usize = 7;

/// Stands for no price in a pair of them.
pub(crate) const NONE: u16 = u16::MAX;
/// What a lemma costs that was never seen as a modifier or head, in tenths of a nat.
pub(crate) const UNSEEN: u32 = 130;
