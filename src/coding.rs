//! A coding: one theme given to one answer, with the rule and the words that gave it.
use serde::Serialize;

/// A half-open range in Unicode code points of the raw answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Places of a text as bytes and as code points. Asked in text order, all of them together take time in proportion to
/// the text.
#[derive(Debug)]
pub(crate) struct Points<'t> {
    text: &'t str,
    byte: usize,
    point: u32,
}

impl<'t> Points<'t> {
    /// At the start of a text.
    pub(crate) fn of(text: &'t str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    /// Code points before a byte.
    pub(crate) fn point(&mut self, byte: usize) -> u32 {
        if byte < self.byte {
            (self.byte, self.point) = (0, 0);
        }
        self.point += self.text[self.byte..byte].chars().count() as u32;
        self.byte = byte;
        self.point
    }

    /// Bytes before a code point; those of the whole text where it has fewer.
    pub(crate) fn byte(&mut self, point: u32) -> usize {
        if point < self.point {
            (self.byte, self.point) = (0, 0);
        }
        let Some(before) = (point - self.point).checked_sub(1) else { return self.byte };
        let mut rest = self.text[self.byte..].chars();
        // many at once, unlike one after the other
        if rest.nth(before as usize).is_none() {
            return self.text.len();
        }
        (self.byte, self.point) = (self.text.len() - rest.as_str().len(), point);
        self.byte
    }
}

/// Words that fired, and the rule that took them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mention {
    /// Where in the answer.
    pub span: Span,
    /// Which rule, by position in the coder's rules.
    pub rule: u32,
}

/// A theme given to an answer by a codebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coding {
    /// Theme, by position in the question's themes.
    pub theme: u32,
    /// What gave it, in text order, overlaps joined. Never empty.
    pub mentions: Vec<Mention>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_go_forth_and_back() {
        let text = "aåb😀e\u{301}x";
        for order in [[0, 1, 3, 4, 8, 9, 11, 12], [12, 3, 11, 0, 9, 8, 4, 1]] {
            let (mut to, mut from) = (Points::of(text), Points::of(text));
            for byte in order {
                let point = text[..byte].chars().count() as u32;
                assert_eq!((to.point(byte), from.byte(point)), (point, byte));
            }
        }
        assert_eq!(Points::of(text).byte(99), text.len());
    }
}
