//! Hits in their context.
use super::{Hit, Hitting, Show, Stretch};
use crate::answer::Frame;
use crate::coding::{Points, Span};
use crate::norwegian::tokens::{Token, tokens};
use crate::privacy::mask;

/// The hits of an answer, as many as can be shown. It is masked and cut into words once for all of them.
pub(super) fn lines(frame: &Frame, answer: &Hitting, show: &Show) -> Vec<Hit> {
    // the whole of it before anything is cut from it: a name cut in two is no name
    let masked = show.mask.then(|| mask(&answer.text));
    let text = masked.as_ref().map_or(answer.text.as_str(), |masked| masked.text.as_str());
    let mut shown = Shown { text, tokens: tokens(text), points: Points::of(text) };
    let question = &frame.questions[answer.question].id;
    let (mut of_parts, mut of_hits) = (Points::of(&answer.text), Points::of(&answer.text));
    let own = |span: Span| masked.as_ref().map_or(span, |masked| masked.map(span));
    let line = |hit: &Stretch| {
        let span = |points: &mut Points, a: usize, b: usize| {
            own(Span { start: points.point(a), end: points.point(b) })
        };
        let mut parts: Vec<Span> = hit.parts.iter().map(|(a, b)| span(&mut of_parts, *a, *b)).collect();
        parts.dedup();
        let span = span(&mut of_hits, hit.start, hit.end);
        let (left, text, right) = shown.in_context(span, show.context);
        let marks =
            parts.iter().map(|p| Span { start: p.start - span.start, end: p.end - span.start }).collect();
        Hit {
            respondent: answer.respondent.clone(),
            question: question.clone(),
            left,
            text,
            right,
            span,
            marks,
        }
    };
    answer.hits.iter().take(show.most).map(line).collect()
}

/// The text that is shown of an answer, with its words.
struct Shown<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    points: Points<'t>,
}

impl Shown<'_> {
    /// The words before a hit, the hit, and the words after it, which follow each other as in the answer.
    fn in_context(&mut self, span: Span, context: usize) -> (String, String, String) {
        let (text, tokens) = (self.text, &self.tokens);
        let (start, end) = (self.points.byte(span.start), self.points.byte(span.end));
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
