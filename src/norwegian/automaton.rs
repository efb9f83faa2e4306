//! A minimal automaton from words to numbers, laid out by the build script so that a step is two look-ups.
use super::letters;

/// An automaton: of each node which letters lead on, and its steps in the order of letters.
#[derive(Debug, Clone, Copy)]
pub struct Automaton {
    nodes: &'static [[u8; 16]],
    steps: &'static [[u8; 8]],
}

/// A place in an automaton, and the sum of the numbers on the way there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    node: u32,
    sum: u32,
}

/// Set for a node that ends a word.
const FINAL: u64 = 1 << 63;

/// By byte, the bit of a letter; none for a byte that no word has.
const BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if let Some(bit) = letters::bit(byte as u8) {
            bits[byte] = 1 << bit;
        }
        byte += 1;
    }
    bits
};

/// By the number of a letter, the letter.
const LETTERS: [u8; 64] = {
    let mut found = [0; 64];
    let mut byte = 0;
    while byte < 256 {
        if let Some(bit) = letters::bit(byte as u8) {
            found[bit as usize] = byte as u8;
        }
        byte += 1;
    }
    found
};

impl Automaton {
    /// From a section of the laid out lexicon; a broken one knows no word.
    pub fn read(section: &'static [u8]) -> Self {
        let (count, rest) = section.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        let nodes = (u64::from_le_bytes(*count) as usize * 16).min(rest.len());
        let (nodes, steps) = rest.split_at(nodes);
        Self { nodes: nodes.as_chunks().0, steps: steps.as_chunks().0 }
    }

    /// Where every word begins.
    pub fn root() -> State {
        State { node: 0, sum: 0 }
    }

    #[inline]
    fn node(&self, node: u32) -> (u64, u32, u32) {
        let Some(bytes) = self.nodes.get(node as usize) else { return (0, 0, 0) };
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        let letters = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        (letters, u32::from_le_bytes([i, j, k, l]), u32::from_le_bytes([m, n, o, p]))
    }

    #[inline]
    fn target(&self, step: u32, sum: u32) -> Option<State> {
        let [a, b, c, d, e, f, g, h] = *self.steps.get(step as usize)?;
        Some(State { node: u32::from_le_bytes([a, b, c, d]), sum: sum + u32::from_le_bytes([e, f, g, h]) })
    }

    /// One letter on.
    #[inline]
    pub fn step(&self, from: State, letter: u8) -> Option<State> {
        let (letters, first, _) = self.node(from.node);
        let bit = BITS[usize::from(letter)];
        if letters & bit == 0 {
            return None;
        }
        self.target(first + (letters & (bit - 1)).count_ones(), from.sum)
    }

    /// Some letters on.
    #[inline]
    pub fn steps(&self, from: State, letters: &[u8]) -> Option<State> {
        letters.iter().try_fold(from, |state, letter| self.step(state, *letter))
    }

    /// Every letter that leads on, in the order of letters, with where it leads.
    pub fn onward(&self, from: State) -> impl Iterator<Item = (u8, State)> + use<'_> {
        let (letters, first, _) = self.node(from.node);
        let mut left = letters & !FINAL;
        let mut step = first;
        std::iter::from_fn(move || {
            let letter = LETTERS[(left.trailing_zeros() as usize).min(63)];
            let next = (left != 0).then(|| self.target(step, from.sum)).flatten()?;
            left &= left - 1;
            step += 1;
            Some((letter, next))
        })
    }

    /// The number of the word that ends here, if one does.
    #[inline]
    pub fn value(&self, at: State) -> Option<u32> {
        let (letters, _, own) = self.node(at.node);
        (letters & FINAL != 0).then_some(at.sum + own)
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
