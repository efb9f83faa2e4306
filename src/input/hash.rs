//! A 64-bit hash that says whether a survey file has changed, at the speed of reading it.
//!
//! XXH64 is fixed by its specification, so that a fingerprint is the same on every machine and in every version. It
//! is no guard against forgery: it guards a cache and labels a report.
use std::hash::Hasher as _;
use twox_hash::XxHash64;

/// A hash in the making; bytes may come in pieces of any size.
pub(crate) struct Hasher(XxHash64);

impl Hasher {
    /// A hash of nothing yet.
    pub(crate) fn new() -> Self {
        Self(XxHash64::with_seed(0))
    }

    /// Takes in more bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// The hash of all that was taken in.
    pub(crate) fn finish(&self) -> u64 {
        self.0.finish()
    }

    /// The same as 16 hexadecimal digits, as fingerprints are written.
    pub(crate) fn label(&self) -> String {
        format!("{:016x}", self.finish())
    }
}

/// A hash that is hashed already.
#[derive(Debug, Default)]
pub(crate) struct Same(u64);

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values published with the algorithm: a fingerprint must never change under us.
    #[test]
    fn published_values() {
        let hash = |text: &str| {
            let mut hasher = Hasher::new();
            text.as_bytes().chunks(3).for_each(|piece| hasher.add(piece));
            hasher.finish()
        };
        assert_eq!(hash(""), 0xEF46_DB37_51D8_E999);
        assert_eq!(hash("abc"), 0x44BC_2CF5_AD77_0999);
        assert_eq!(hash("Nobody inspects the spammish repetition"), 0xFBCE_A83C_8A37_8BF1);
    }
}
