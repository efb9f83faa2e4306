//! XXH64, the published 64-bit hash: says whether a survey file has changed, at the speed of reading it.
//!
//! Not against forgery: it guards a cache and labels a report. Written out here because the algorithm
//! is fixed by its specification, so that a fingerprint is the same on every machine and in every version.

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const P4: u64 = 0x85EB_CA77_C2B2_AE63;
const P5: u64 = 0x27D4_EB2F_1656_67C5;

/// A hash in the making; bytes may come in pieces of any size.
pub(crate) struct Hasher {
    lanes: [u64; 4],
    rest: Vec<u8>,
    length: u64,
}

impl Hasher {
    /// A hash of nothing yet.
    pub(crate) fn new() -> Self {
        let lanes = [P1.wrapping_add(P2), P2, 0, 0u64.wrapping_sub(P1)];
        Self { lanes, rest: Vec::with_capacity(32), length: 0 }
    }

    /// Takes in more bytes.
    pub(crate) fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if !self.rest.is_empty() {
            let wanted = bytes.len().min(32 - self.rest.len());
            self.rest.extend_from_slice(&bytes[..wanted]);
            bytes = &bytes[wanted..];
            if self.rest.len() < 32 {
                return;
            }
            stripe(&mut self.lanes, &self.rest);
            self.rest.clear();
        }
        let stripes = bytes.chunks_exact(32);
        self.rest.extend_from_slice(stripes.remainder());
        // a copy in registers: the lanes would else be stored after every stripe
        let mut lanes = self.lanes;
        stripes.for_each(|bytes| stripe(&mut lanes, bytes));
        self.lanes = lanes;
    }

    /// The hash of all that was taken in.
    pub(crate) fn finish(&self) -> u64 {
        let mut hash = if self.length < 32 { P5 } else { self.join() };
        hash = hash.wrapping_add(self.length);
        let words = self.rest.chunks_exact(8);
        let tail = words.remainder();
        for bytes in words {
            hash = (hash ^ round(0, word(bytes))).rotate_left(27).wrapping_mul(P1).wrapping_add(P4);
        }
        let mut bytes = tail;
        if bytes.len() >= 4 {
            let half = word(&bytes[..4]).wrapping_mul(P1);
            hash = (hash ^ half).rotate_left(23).wrapping_mul(P2).wrapping_add(P3);
            bytes = &bytes[4..];
        }
        for byte in bytes {
            hash = (hash ^ u64::from(*byte).wrapping_mul(P5)).rotate_left(11).wrapping_mul(P1);
        }
        hash = (hash ^ (hash >> 33)).wrapping_mul(P2);
        hash = (hash ^ (hash >> 29)).wrapping_mul(P3);
        hash ^ (hash >> 32)
    }

    fn join(&self) -> u64 {
        let turned = self.lanes.iter().zip([1, 7, 12, 18]);
        let sum = turned.fold(0u64, |sum, (lane, turn)| sum.wrapping_add(lane.rotate_left(turn)));
        let join = |hash: u64, lane: &u64| (hash ^ round(0, *lane)).wrapping_mul(P1).wrapping_add(P4);
        self.lanes.iter().fold(sum, join)
    }
}

fn round(lane: u64, word: u64) -> u64 {
    lane.wrapping_add(word.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1)
}

/// Up to eight bytes as a little-endian number.
fn word(bytes: &[u8]) -> u64 {
    match bytes.try_into() {
        Ok(eight) => u64::from_le_bytes(eight),
        Err(_) => bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

#[inline]
fn stripe(lanes: &mut [u64; 4], bytes: &[u8]) {
    for (lane, bytes) in lanes.iter_mut().zip(bytes.chunks_exact(8)) {
        *lane = round(*lane, word(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(bytes: &[u8]) -> u64 {
        let mut hasher = Hasher::new();
        hasher.add(bytes);
        hasher.finish()
    }

    /// Values published with the algorithm.
    #[test]
    fn published_values() {
        assert_eq!(hash(b""), 0xEF46_DB37_51D8_E999);
        assert_eq!(hash(b"a"), 0xD24E_C4F1_A98C_6E5B);
        assert_eq!(hash(b"abc"), 0x44BC_2CF5_AD77_0999);
        assert_eq!(hash(b"Nobody inspects the spammish repetition"), 0xFBCE_A83C_8A37_8BF1);
    }

    #[test]
    fn pieces_change_nothing() {
        let bytes: Vec<u8> = (0..1000u32).map(|i| (i * 7 % 251) as u8).collect();
        for size in [1, 3, 31, 32, 33, 100] {
            let mut hasher = Hasher::new();
            bytes.chunks(size).for_each(|piece| hasher.add(piece));
            assert_eq!(hasher.finish(), hash(&bytes), "pieces of {size}");
        }
    }
}
