//! What YAML keeps of a text for itself: tags (`!bolig`), anchors (`&bolig`) and escapes between double quotes. Whoever reads
//! what is left would read something that nobody wrote.
use super::Mistake;
use super::quotes::{in_quotes, unquoted};
use granit_parser::{Event, Marker, Options, Parser, ScalarStyle, Span};
use std::collections::HashMap;

/// The first place of a file where YAML keeps something that was meant as text.
pub(crate) fn kept(text: &str) -> Option<Mistake> {
    let mut options = Options::default();
    options.emit_anchor_events = true;
    options.emit_comments = false;
    let mut anchors: HashMap<usize, (Marker, Span)> = HashMap::new();
    let mut text_at = None;
    let mut ended = false;
    for event in Parser::new_from_str_with_options(text, options) {
        // what the parser cannot read is told of by who reads the values
        let Ok((event, span)) = event else { break };
        if let Some(tag) = span.tag_span().filter(|_| has_own_tag(&event)) {
            return Some(sign('!', text, tag.start, span));
        }
        match event {
            Event::Scalar(value, ScalarStyle::DoubleQuoted, ..) if is_spoilt(&value) => {
                let found = r"a \ between double quotes, which YAML keeps for itself";
                let remedy = r"put single quotes around the text: a \ is itself between them";
                return Some(Mistake::from((found, remedy)).at(span.start.line(), span.start.col() + 1));
            }
            Event::Scalar(..) => text_at = Some(span),
            // one before a list or a mapping takes no text away
            Event::SequenceStart(..) | Event::MappingStart(..) => text_at = None,
            Event::Anchor(id, _) => _ = text_at.map(|node| anchors.insert(id, (span.start, node))),
            Event::Alias(id) => _ = anchors.remove(&id),
            Event::StreamEnd => ended = true,
            _ => {}
        }
    }
    let unused = anchors.into_values().filter(|_| ended).min_by_key(|(at, _)| at.index());
    unused.map(|(at, span)| sign('&', text, at, span))
}

/// Whether a node has a tag that is none of YAML's own, such as `!!str`.
fn has_own_tag(event: &Event) -> bool {
    let (Event::Scalar(_, _, _, tag) | Event::SequenceStart(_, _, tag) | Event::MappingStart(_, _, tag)) =
        event
    else {
        return false;
    };
    tag.as_ref().is_some_and(|tag| tag.original_handle() != "!!")
}

/// Whether a text is a regular expression with a sign that only an escape can have put there: `\b` is a backspace to YAML.
fn is_spoilt(text: &str) -> bool {
    let escaped = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    text.starts_with('/') && text.ends_with('/') && text.contains(escaped)
}

/// A sign before a text that takes part of it away.
fn sign(sign: char, text: &str, at: Marker, node: Span) -> Mistake {
    let from = at.byte_offset().unwrap_or(0);
    let rest = text.get(from..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    // of a text that goes on in the same line the end is known; of a tag alone it is where its word ends
    let word = rest.find([' ', ',', ']', '}']).unwrap_or(rest.len());
    let end =
        node.end.byte_offset().filter(|_| node.end.line() == at.line()).map_or(0, |end| end - from.min(end));
    let own = rest.get(..word.max(end)).unwrap_or(rest).trim_end();
    let (found, _) = unquoted(sign, own);
    Mistake::from((found, in_quotes(own))).at(at.line(), at.col() + 1)
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_yaml_keeps_for_itself() {
        for (text, wanted) in [
            ("unless: !hytte\n", Some((1, 9, "'!hytte'"))),
            ("any: bolig\nunless: [!hytte, dyrt]\n", Some((2, 10, "'!hytte'"))),
            ("unless: !hytte og bolig\n", Some((1, 9, "'!hytte og bolig'"))),
            ("yes:\n  - !Bolig haster\n", Some((2, 5, "'!Bolig haster'"))),
            ("weight: !vekt\nid: id\n", Some((1, 9, "'!vekt'"))),
            ("unless: &hytte\nany: b\n", Some((1, 9, "'&hytte'"))),
            ("any: [bolig, &hus rom]\n", Some((1, 14, "'&hus rom'"))),
            ("any: \"/\\bbolig\\b/\"\n", Some((1, 6, "single quotes"))),
            // anchors that something refers to, and YAML's own tags
            ("a: &b x\nc: *b\n", None),
            ("a: &b [x]\nc: &d {e: f}\n", None),
            ("a: !!str 12\n", None),
            ("a: \"en\\tto\"\n", None),
            ("a: 'x !y &z'\n", None),
            // what can't be read to its end is told of elsewhere
            ("a: &b x\nc: [\n", None),
        ] {
            let found = kept(text);
            let place = found.as_ref().and_then(|mistake| mistake.at);
            assert_eq!(place, wanted.map(|(line, column, _)| (line, column)), "{text}");
            if let (Some(mistake), Some((_, _, remedy))) = (found, wanted) {
                assert!(mistake.remedy.contains(remedy), "{text}: {}", mistake.remedy);
            }
        }
    }
}
