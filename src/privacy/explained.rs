//! An explanation with the personal data of its answer replaced, in the text and in every word it names.
use super::{Masked, mask};
use crate::codebook::explain::{Explanation, WhyNot};

/// The explanation as it may be shown.
pub fn masked(mut explanation: Explanation) -> Explanation {
    let original = std::mem::take(&mut explanation.text);
    let masked = mask(&original);
    for theme in &mut explanation.themes {
        for words in theme.fired.iter_mut().flat_map(|fired| &mut fired.words) {
            let span = masked.map(words.span);
            if words.text != part(&masked.text, span.start, span.end) {
                // the analysis names the words too
                words.text = part(&masked.text, span.start, span.end);
                words.analysis.clear();
            }
            words.span = span;
        }
        match &mut theme.why_not {
            Some(WhyNot::Never { words, .. } | WhyNot::Nearest { have: words, .. }) => {
                for word in words {
                    hide(word, &original, &masked);
                }
            }
            Some(WhyNot::Unless { words, instead_of, .. }) => {
                for word in words.iter_mut().chain(instead_of) {
                    hide(word, &original, &masked);
                }
            }
            _ => {}
        }
    }
    explanation.text = masked.text;
    explanation
}

fn part(text: &str, start: u32, end: u32) -> String {
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

/// Words named without their place: masked where they are, or hold, something that was replaced.
fn hide(word: &mut String, original: &str, masked: &Masked) {
    let replaced = masked.found.iter().find(|personal| {
        let value = &original[personal.start..personal.end];
        !word.is_empty() && (value.contains(word.as_str()) || word.contains(value))
    });
    if let Some(personal) = replaced {
        *word = personal.kind.mask().to_string();
    }
}
