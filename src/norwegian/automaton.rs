//! A minimal automaton from words to numbers, laid out by the build script so that a step is two look-ups.
use super::layout::{self, FINAL, NUMBER, UNIT};
use smallvec::SmallVec;

/// An automaton: each node with the letters that lead on, and its steps in their order.
#[derive(Debug, Clone, Copy)]
pub struct Automaton {
    nodes: &'static [u8],
    /// Bits of a step that say where it leads.
    bits: u32,
}

/// A place in an automaton, and the sum of the numbers on the way there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    node: u32,
    sum: u32,
}

/// Places in an automaton on the way down a word.
pub type Way = SmallVec<[State; 36]>;

/// The letters of a node.
const ALL: u64 = FINAL - 1;

/// By byte, the bit of a letter; none for a byte that no word has.
const BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte: usize = 0;
    while byte < 256 {
        if let Some(bit) = layout::bit(byte as u8) {
            bits[byte] = 1 << bit;
        }
        byte += 1;
    }
    bits
};

/// By the number of a letter, the letter.
const LETTERS: [u8; 64] = {
    let mut found = [0; 64];
    let mut byte: usize = 0;
    while byte < 256 {
        if let Some(bit) = layout::bit(byte as u8) {
            found[bit as usize] = byte as u8;
        }
        byte += 1;
    }
    found
};

impl Automaton {
    /// From a section of the laid out lexicon; an empty one knows no word.
    pub fn read(section: &'static [u8]) -> Self {
        Self { nodes: section, bits: layout::place_bits(section.len()) }
    }

    /// Where every word begins.
    pub fn root() -> State {
        State { node: 0, sum: 0 }
    }

    /// The letters that lead on from a node, with the sign that a word ends in it and its number.
    #[inline]
    fn head(&self, node: u32) -> u64 {
        let bytes = self.nodes.get(node as usize * UNIT..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// Where a node's step leads, by the number of steps before it.
    #[inline]
    fn target(&self, from: State, before: u32) -> State {
        let at = (from.node as usize + 1) * UNIT + before as usize * 4;
        let bytes = self.nodes.get(at..).and_then(<[u8]>::first_chunk);
        let step = bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes));
        State { node: step & ((1 << self.bits) - 1), sum: from.sum + (step >> self.bits) }
    }

    /// One letter on.
    #[inline]
    pub fn step(&self, from: State, letter: u8) -> Option<State> {
        let head = self.head(from.node);
        let bit = BITS[usize::from(letter)];
        (head & bit != 0).then(|| self.target(from, (head & (bit - 1)).count_ones()))
    }

    /// Some letters on.
    #[inline]
    pub fn steps(&self, from: State, letters: &[u8]) -> Option<State> {
        letters.iter().try_fold(from, |state, letter| self.step(state, *letter))
    }

    /// Every letter that leads on, in the order of letters, with where it leads.
    pub fn onward(&self, from: State) -> impl Iterator<Item = (u8, State)> + use<'_> {
        let mut left = self.head(from.node) & ALL;
        let mut before = 0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let found = (LETTERS[left.trailing_zeros() as usize], self.target(from, before));
            left &= left - 1;
            before += 1;
            Some(found)
        })
    }

    /// Whether some letter leads on.
    #[inline]
    pub fn leads_on(&self, from: State, letter: u8) -> bool {
        self.head(from.node) & BITS[usize::from(letter)] != 0
    }

    /// The number of the word that ends here, if one does.
    #[inline]
    pub fn value(&self, at: State) -> Option<u32> {
        let head = self.head(at.node);
        (head & FINAL != 0).then(|| at.sum + (head >> NUMBER) as u32)
    }

    /// The places after no letter of a word, one letter and so on, as far as the automaton goes.
    pub fn way(&self, letters: &[u8]) -> Way {
        let mut way = Way::from_elem(Self::root(), 1);
        let mut at = Self::root();
        for letter in letters {
            let Some(next) = self.step(at, *letter) else { break };
            at = next;
            way.push(at);
        }
        way
    }

    /// The number of a word.
    pub fn get(&self, word: &[u8]) -> Option<u32> {
        self.value(self.steps(Self::root(), word)?)
    }

    /// The number of a word that stands in two pieces.
    pub fn get_joined(&self, first: &[u8], last: &[u8]) -> Option<u32> {
        self.value(self.steps(self.steps(Self::root(), first)?, last)?)
    }
}
