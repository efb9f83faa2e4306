//! Answers by number, a bit each.

/// Some of so many.
pub(super) struct Bits {
    words: Vec<u64>,
    count: usize,
}

impl Bits {
    /// None of so many.
    pub(super) fn none(count: usize) -> Self {
        Self { words: vec![0; count.div_ceil(64)], count }
    }

    /// Adds one; none beyond those there are.
    pub(super) fn insert(&mut self, at: usize) {
        if at < self.count {
            self.words[at / 64] |= 1 << (at % 64);
        }
    }

    /// Adds all.
    pub(super) fn fill(&mut self) {
        self.words.fill(u64::MAX);
        if let (Some(last), 1..) = (self.words.last_mut(), self.count % 64) {
            *last = (1 << (self.count % 64)) - 1;
        }
    }

    /// Adds others.
    pub(super) fn add(&mut self, others: &Self) {
        self.words.iter_mut().zip(&others.words).for_each(|(own, other)| *own |= other);
    }

    /// Keeps those that others have too.
    pub(super) fn keep(&mut self, others: &Self) {
        self.words.iter_mut().zip(&others.words).for_each(|(own, other)| *own &= other);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// In order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let at = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(word * 64 + at)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bits: &Bits) -> Vec<usize> {
        bits.iter().collect()
    }

    #[test]
    fn sets_of_answers() {
        for count in [0, 1, 63, 64, 65, 200] {
            let mut full = Bits::none(count);
            assert!(all(&full).is_empty());
            full.fill();
            assert_eq!(all(&full), (0..count).collect::<Vec<_>>());
            let some = |step: usize| {
                let mut some = Bits::none(count);
                (0..count + 10).step_by(step).for_each(|at| some.insert(at));
                some
            };
            let (mut both, mut either) = (some(2), some(2));
            both.keep(&some(3));
            either.add(&some(3));
            assert_eq!(all(&both), (0..count).step_by(6).collect::<Vec<_>>());
            assert_eq!(all(&either), (0..count).filter(|n| n % 2 == 0 || n % 3 == 0).collect::<Vec<_>>());
        }
    }
}
