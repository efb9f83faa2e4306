//! Hits in their context.
use super::{Hit, Hitting, Show, Stretch};
use crate::answer::Frame;
use crate::coding::{Points, Span};
use crate::norwegian::tokens::Token;

/// The hits of an answer, as many as can be shown.
pub(super) fn lines(frame: &Frame, answer: &Hitting, show: &Show) -> Vec<Hit> {
    answer.hits.iter().take(show.most).map(|hit| line(frame, answer, hit, show)).collect()
}

fn line(frame: &Frame, answer: &Hitting, hit: &Stretch, show: &Show) -> Hit {
    let mut points = Points::of(&answer.text);
    let mut place = |a: usize, b: usize| Span { start: points.point(a), end: points.point(b) };
    let parts = hit.parts.iter().map(|(a, b)| place(*a, *b)).collect();
    let span = place(hit.start, hit.end);
    let mut shown = Shown { text: answer.text.clone(), span, parts };
    if show.mask {
        shown = shown.masked();
    }
    let (left, text, right) = shown.in_context(show.context);
    let start = shown.span.start;
    let marks = shown.parts.iter().map(|p| Span { start: p.start - start, end: p.end - start }).collect();
    let question = frame.questions[answer.question].id.clone();
    Hit { respondent: answer.respondent.clone(), question, left, text, right, span, marks }
}

/// A hit in the text that is shown of it.
struct Shown {
    text: String,
    span: Span,
    parts: Vec<Span>,
}

impl Shown {
    /// The whole answer is masked before anything is cut from it: a name cut in two is no name.
    fn masked(self) -> Self {
        let masked = crate::privacy::mask(&self.text);
        let mut parts: Vec<Span> = self.parts.iter().map(|part| masked.map(*part)).collect();
        parts.dedup();
        Self { span: masked.map(self.span), parts, text: masked.text }
    }

    /// The words before the hit, the hit, and the words after it, which follow each other as in the answer.
    fn in_context(&self, context: usize) -> (String, String, String) {
        let text = &self.text;
        let byte = |point: u32| text.char_indices().nth(point as usize).map_or(text.len(), |(at, _)| at);
        let (start, end) = (byte(self.span.start), byte(self.span.end));
        let tokens = crate::norwegian::tokens::tokens(text);
        let before = tokens.partition_point(|t| (t.end as usize) <= start);
        let after = tokens.partition_point(|t| (t.start as usize) < end);
        // signs that begin or end the answer belong to its first and last words
        let from = match before.checked_sub(context) {
            None | Some(0) => 0,
            Some(first) => tokens[..before].get(first).map_or(start, |t: &Token| t.start as usize),
        };
        let to = match tokens[after..].get(context) {
            None => text.len(),
            Some(_) => tokens[after..][..context].last().map_or(end, |t| t.end as usize),
        };
        let blank = |is: bool| if is { " " } else { "" };
        let one_line = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        let (left, right) = (&text[from..start], text[end..to].trim_end());
        let left = match one_line(left) {
            words if words.is_empty() => words,
            words => words + blank(left.ends_with(char::is_whitespace)),
        };
        let right = match one_line(right) {
            words if words.is_empty() => words,
            words => format!("{}{words}", blank(right.starts_with(char::is_whitespace))),
        };
        (left, text[start..end].to_string(), right)
    }
}
