//! A quick hash of short texts: multiply and fold, eight bytes at a time. Seeded where data could be made to collide.
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

/// A hasher of texts that nobody chose to our harm.
#[derive(Debug, Default, Clone)]
pub(crate) struct Quick(u64);

/// For maps that are made once, from a codebook.
pub(crate) type Quickly = BuildHasherDefault<Quick>;

/// For maps of what data hold: differs from run to run, so that no data can be made to collide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeded(pub(crate) u64);

impl Default for Seeded {
    fn default() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }
}

impl BuildHasher for Seeded {
    type Hasher = Quick;

    fn build_hasher(&self) -> Quick {
        Quick(self.0)
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = of_bytes(self.0, bytes);
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = fold(self.0 ^ u64::from(byte));
    }
}

/// The hash of a text of any length.
pub(crate) fn of_bytes(seed: u64, bytes: &[u8]) -> u64 {
    let (pieces, rest) = bytes.as_chunks::<8>();
    let begun = fold(seed ^ bytes.len() as u64);
    let state = pieces.iter().fold(begun, |state, piece| fold(state ^ u64::from_le_bytes(*piece)));
    let rest = rest.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    fold(state ^ rest)
}

/// One step.
#[inline]
pub(crate) fn fold(word: u64) -> u64 {
    let product = u128::from(word ^ 0x9E37_79B9_7F4A_7C15) * 0xA076_1D64_78BD_642F;
    (product >> 64) as u64 ^ product as u64
}
