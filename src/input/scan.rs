//! Bytes looked for many at a time, by `memchr`: the loops that every byte of a survey file passes through.
use memchr::{memchr, memchr_iter, memchr3};

/// Position of the first of three bytes at or after `from`, or the length.
pub(crate) fn first_of(bytes: &[u8], from: usize, [a, b, c]: [u8; 3]) -> usize {
    memchr3(a, b, c, &bytes[from..]).map_or(bytes.len(), |at| from + at)
}

/// Position of the first such byte at or after `from`, or the length.
pub(crate) fn first(bytes: &[u8], from: usize, wanted: u8) -> usize {
    memchr(wanted, &bytes[from..]).map_or(bytes.len(), |at| from + at)
}

/// Number of line ends: line feeds, and carriage returns that no line feed follows.
pub(crate) fn lines(bytes: &[u8]) -> usize {
    let lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    memchr_iter(b'\n', bytes).count() + memchr_iter(b'\r', bytes).filter(lone).count()
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
