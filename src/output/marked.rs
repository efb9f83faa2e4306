//! A text with some of its words marked.
use crate::coding::Span;
use std::borrow::Cow;

/// How words are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Before a marked stretch.
    pub open: &'static str,
    /// After it.
    pub close: &'static str,
}

/// Marks for plain text.
pub const BRACKETS: Marks = Marks { open: "[", close: "]" };
/// Marks for a terminal: bold and yellow.
pub const COLOUR: Marks = Marks { open: "\u{1b}[1;33m", close: "\u{1b}[0m" };
/// Marks for Markdown.
pub const MARKDOWN: Marks = Marks { open: "**", close: "**" };
/// No marks.
pub const NONE: Marks = Marks { open: "", close: "" };

/// The text with its spans marked. Spans are in code points, sorted, and do not overlap.
pub fn marked(text: &str, spans: &[Span], marks: Marks) -> String {
    let mut out = String::with_capacity(text.len() + 16 * spans.len());
    let mut next = spans.iter().peekable();
    let mut open = false;
    for (i, c) in text.chars().enumerate() {
        if open && next.peek().is_some_and(|s| s.end as usize == i) {
            out.push_str(marks.close);
            open = false;
            next.next();
        }
        if !open && next.peek().is_some_and(|s| s.start as usize == i) {
            out.push_str(marks.open);
            open = true;
        }
        visible(c, &mut out);
    }
    if open {
        out.push_str(marks.close);
    }
    out
}

/// The text on one line with its spans marked; in Markdown nothing in it is read as markup.
pub fn in_line(text: &str, spans: &[Span], marks: Marks) -> String {
    let text: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if marks != MARKDOWN {
        return marked(&text, spans, marks);
    }
    let mut out = String::new();
    let mut at = 0;
    let chars: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| super::grid::inline(&chars[from..to].iter().collect::<String>());
    for (start, end) in bold(&chars, spans) {
        out.push_str(&part(at, start));
        out.extend(["**", &part(start, end), "**"]);
        at = end;
    }
    out + &part(at, chars.len())
}

/// The stretches that Markdown can show in bold: apart from each other, and where a word goes on outside, beginning and
/// ending with a letter. Elsewhere the stars would be read as stars.
fn bold(chars: &[char], spans: &[Span]) -> Vec<(usize, usize)> {
    let mut bold: Vec<(usize, usize)> = Vec::new();
    for span in spans {
        let (start, end) = (span.start as usize, (span.end as usize).min(chars.len()));
        match bold.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => bold.push((start, end)),
        }
    }
    let is_word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    // whether the stars can't stand between a sign and what is outside
    let torn = |sign: usize, outside: Option<usize>| {
        chars[sign].is_whitespace() || (!chars[sign].is_alphanumeric() && is_word(outside))
    };
    for (start, end) in &mut bold {
        while *start < *end && torn(*start, start.checked_sub(1)) {
            *start += 1;
        }
        while *start < *end && torn(*end - 1, Some(*end)) {
            *end -= 1;
        }
    }
    bold.retain(|(start, end)| start < end);
    bold
}

/// What makes a terminal act, or shows what follows in another order than it is written.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Control characters are shown, never sent: an answer must not steer a reader's terminal.
fn visible(c: char, out: &mut String) {
    match c {
        '\n' | '\t' => out.push(c),
        '\r' => {}
        c if steers(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// A text with its control characters made visible.
pub fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| visible(c, &mut out));
    out
}

/// A text for people with the control characters that are still in it made visible; our own colours stay.
///
/// The last guard before a terminal, for whatever a view has forgotten. Takes time in proportion to the text.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| steers(c) && !matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match colour(rest) {
            0 => {
                visible(c, &mut out);
                c.len_utf8()
            }
            length => {
                out.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[taken..];
    }
    Cow::Owned(out)
}

/// The length in bytes of a colour sequence, `ESC [ 1 ; 33 m`, that a text begins with; a colour is all it can do.
fn colour(text: &str) -> usize {
    let Some(inner) = text.strip_prefix("\u{1b}[") else { return 0 };
    let length = inner.bytes().take(12).take_while(|b| b.is_ascii_digit() || *b == b';').count();
    if inner.as_bytes().get(length) == Some(&b'm') { length + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_and_escapes_shown() {
        let spans = [Span { start: 0, end: 2 }, Span { start: 2, end: 3 }, Span { start: 5, end: 6 }];
        assert_eq!(marked("åb c\u{1b}x", &spans, BRACKETS), "[åb][ ]c\\u{1b}[x]");
        assert_eq!(safe("a\u{1b}[31m\r\nb"), "a\\u{1b}[31m\nb");
        assert_eq!(safe("a\u{202e}b\u{2069}\u{200f}"), "a\\u{202e}b\\u{2069}\u{200f}");
    }

    #[test]
    fn bold_words_begin_and_end_with_a_letter_where_a_word_goes_on() {
        let bold = |text: &str, spans: &[(u32, u32)]| {
            let spans: Vec<Span> = spans.iter().map(|&(start, end)| Span { start, end }).collect();
            in_line(text, &spans, MARKDOWN)
        };
        assert_eq!(bold("en bolig", &[(3, 8)]), "en **bolig**");
        assert_eq!(bold("ny(bolig)fin", &[(2, 9)]), "ny(**bolig**)fin");
        assert_eq!(bold("ny (bolig) fin", &[(3, 10)]), "ny **(bolig)** fin");
        assert_eq!(bold("boligbolig", &[(0, 5), (5, 10)]), "**boligbolig**");
        assert_eq!(bold("a-b", &[(1, 2)]), "a-b");
    }

    #[test]
    fn only_colours_pass_the_guard() {
        assert_eq!(guarded("\u{1b}[1;33må\u{1b}[0m\tb\n"), "\u{1b}[1;33må\u{1b}[0m\tb\n");
        assert_eq!(
            guarded("\u{1b}]0;x\u{7}\u{1b}[2J\u{9b}m\u{1b}"),
            "\\u{1b}]0;x\\u{7}\\u{1b}[2J\\u{9b}m\\u{1b}"
        );
    }
}
