//! A text with its personal data replaced, and the way from places in the one to places in the other.
use super::{Personal, find};
use crate::coding::Span;

/// A text with its personal data replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text as it may be shown.
    pub text: String,
    /// What was replaced, in bytes of the original text.
    pub found: Vec<Personal>,
    cuts: Vec<Cut>,
}

/// One replacement, in code points of both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cut {
    from: Span,
    to: Span,
}

/// Replaces the personal data of a text by what kind it is.
///
/// ```
/// let masked = fritekst::privacy::mask("Ring Kari Hansen på 900 00 000.");
/// assert_eq!(masked.text, "Ring [navn] på [telefon].");
/// ```
pub fn mask(text: &str) -> Masked {
    Masked::new(text, find(text), |personal| personal.kind.mask().to_string())
}

impl Masked {
    /// Replaces what was found, each by what `by` says.
    pub(super) fn new(text: &str, found: Vec<Personal>, mut by: impl FnMut(&Personal) -> String) -> Self {
        let length = |of: &str| of.chars().count() as u32;
        let (mut masked, mut cuts) = (String::with_capacity(text.len()), Vec::with_capacity(found.len()));
        let (mut done, mut old, mut new) = (0, 0, 0);
        for personal in &found {
            let kept = &text[done..personal.start];
            let mask = by(personal);
            (old, new) = (old + length(kept), new + length(kept));
            let from = Span { start: old, end: old + length(&text[personal.start..personal.end]) };
            let to = Span { start: new, end: new + length(&mask) };
            masked.push_str(kept);
            masked.push_str(&mask);
            (done, old, new) = (personal.end, from.end, to.end);
            cuts.push(Cut { from, to });
        }
        masked.push_str(&text[done..]);
        Self { text: masked, found, cuts }
    }

    /// Where a span of the original text stands in the masked one. A span that begins or ends inside
    /// something replaced takes the whole replacement.
    pub fn map(&self, span: Span) -> Span {
        let first = self.cuts.partition_point(|c| c.from.end <= span.start);
        let start = match self.cuts.get(first).filter(|c| c.from.start <= span.start) {
            Some(cut) => cut.to.start,
            None => self.shift(span.start),
        };
        let last = self.cuts.partition_point(|c| c.from.end < span.end);
        let end = match self.cuts.get(last).filter(|c| c.from.start < span.end) {
            Some(cut) => cut.to.end,
            None => self.shift(span.end),
        };
        Span { start, end: end.max(start) }
    }

    /// A place outside everything replaced.
    fn shift(&self, at: u32) -> u32 {
        let before = self.cuts.partition_point(|c| c.from.end <= at);
        before.checked_sub(1).map_or(at, |last| at - self.cuts[last].from.end + self.cuts[last].to.end)
    }
}
