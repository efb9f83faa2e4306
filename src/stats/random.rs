//! A small seeded generator of our own, so that samples and bootstraps never change with a crate's version.

/// FNV-1a, 64 bits (Fowler, Noll and Vo): a lot drawn by a text, which no order of reading can change, the same in any
/// language that a reader may check it in.
pub(crate) fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// `SplitMix64` (Steele, Lea and Flood 2014, OOPSLA; reference code by S. Vigna, public domain).
///
/// 64 bits of state, period 2⁶⁴, any seed is good. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator; the same seed gives the same numbers for ever.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below `end`, each equally likely; 0 when `end` is 0.
    ///
    /// Multiplication with rejection of the uneven rest (Lemire 2019, ACM TOMACS 29:1).
    pub fn below(&mut self, end: usize) -> usize {
        let end = end as u64;
        if end == 0 {
            return 0;
        }
        let uneven = end.wrapping_neg() % end;
        loop {
            let product = u128::from(self.bits()) * u128::from(end);
            if product as u64 >= uneven {
                return (product >> 64) as usize;
            }
        }
    }

    /// Puts the items in a random order, each order equally likely (Fisher and Yates, from the front).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in 0..items.len() {
            let other = at + self.below(items.len() - at);
            items.swap(at, other);
        }
    }

    /// `size` different numbers below `end` in rising order, each set equally likely; all when `size` ≥
    /// `end`.
    pub fn choose(&mut self, size: usize, end: usize) -> Vec<usize> {
        let size = size.min(end);
        let mut all: Vec<usize> = (0..end).collect();
        for at in 0..size {
            let other = at + self.below(end - at);
            all.swap(at, other);
        }
        all.truncate(size);
        all.sort_unstable();
        all
    }
}
