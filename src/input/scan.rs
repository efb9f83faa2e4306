//! Bytes looked for eight at a time: the one loop that every byte of a survey file passes through.

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Position of the first of three bytes at or after `from`, or the length.
pub(crate) fn first_of(bytes: &[u8], from: usize, wanted: [u8; 3]) -> usize {
    let (words, rest) = bytes[from..].as_chunks::<8>();
    let tail = bytes.len() - rest.len();
    let masks = wanted.map(|b| u64::from(b) * ONES);
    for (n, eight) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let hits = zero_bytes(word ^ masks[0]) | zero_bytes(word ^ masks[1]) | zero_bytes(word ^ masks[2]);
        if hits != 0 {
            return from + n * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let found = rest.iter().position(|b| wanted.contains(b));
    found.map_or(bytes.len(), |at| tail + at)
}

/// A bit in every byte that is zero; right up to the first such byte, which is all that is asked.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & TOPS
}

/// Number of line ends: line feeds, and carriage returns that no line feed follows.
#[expect(clippy::naive_bytecount, reason = "the compiler makes vector code of it; no crate is needed")]
pub(crate) fn lines(bytes: &[u8]) -> usize {
    let feeds = bytes.iter().filter(|b| **b == b'\n').count();
    let returns = bytes.iter().filter(|b| **b == b'\r').count();
    if returns == 0 {
        return feeds;
    }
    feeds + returns - bytes.windows(2).filter(|pair| pair == b"\r\n").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_wherever_it_stands() {
        let text = b"en to tre; fire\nfem seks sju\r\n;";
        for from in 0..text.len() {
            let plain = text[from..].iter().position(|b| b";\n\r".contains(b));
            assert_eq!(first_of(text, from, *b";\n\r"), plain.map_or(text.len(), |at| from + at));
        }
        assert_eq!(first_of(b"\xff\xff\x01;", 0, *b";\n\r"), 3);
        assert_eq!(first_of(b"", 0, *b";\n\r"), 0);
    }

    #[test]
    fn counts_lines_of_every_kind() {
        assert_eq!(lines(b"a\nb\r\nc\rd"), 3);
        assert_eq!(lines(b""), 0);
    }
}
