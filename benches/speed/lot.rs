//! Numbers drawn by lot, the same on every machine (`SplitMix64`).

/// A source of numbers.
pub struct Lot(u64);

impl Lot {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A rank below a limit by Zipf's law with exponent 1.
    #[expect(clippy::cast_sign_loss, reason = "e to a power of 0 or more is at least 1")]
    pub fn rank(&mut self, limit: usize) -> usize {
        let rank = (self.share() * (limit as f64).ln()).exp() as usize;
        rank.saturating_sub(1).min(limit - 1)
    }
}
