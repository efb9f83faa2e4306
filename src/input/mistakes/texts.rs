//! Texts that YAML reads as something else: as keys, as lists, as nothing.
use super::Mistake;
use super::lines::{holder, key_of, line, value};
use super::quotes::{in_quotes, quoted, unquoted};

/// A line that begins with a dash or a bullet that a word processor made.
pub(super) fn other_dash(line: &str) -> Option<Mistake> {
    let own = line.trim();
    let sign = own.chars().next().filter(|c| matches!(c, '–' | '—' | '•' | '·'))?;
    let rest = own.strip_prefix(sign)?.strip_prefix([' ', '\u{a0}'])?;
    Some((format!("{sign} where the - of a list belongs"), format!("write - {}", rest.trim())).into())
}

/// Keys whose values are rules.
pub(super) const RULES: [&str; 4] = ["any", "unless", "never", "rule"];

/// A colon in a rule, which means nothing there but in a regular expression.
pub(crate) fn in_a_rule(text: &str) -> String {
    let words: Vec<&str> = text.split([' ', ':']).filter(|word| !word.is_empty()).collect();
    if text.starts_with('/') || !words.iter().all(|word| word.chars().all(char::is_alphanumeric)) {
        return in_quotes(text);
    }
    format!(
        "write '\"{}\"' for a phrase, for a rule has no colon; or '/{text}/' for exactly these signs",
        words.join(" ")
    )
}

/// The text that begins at a column and would be one, if YAML did not take its colon for the end of a key.
pub(crate) fn with_colon(own: &str, column: usize) -> Option<&str> {
    let from = own.char_indices().nth(column.saturating_sub(1)).map(|(at, _)| at)?;
    let text = own[from..].trim_end();
    let text = if own[..from].contains(['[', '{']) { text.split([',', ']', '}']).next()? } else { text };
    let colon = text.contains(": ") || text.ends_with(':');
    (colon && !text.starts_with(['{', '[', '"', '\''])).then_some(text)
}

/// Keys whose values have names.
const MAPPINGS: [&str; 3] = ["questions", "variables", "values"];

/// A list or a mapping where one text belongs.
pub(super) fn shaped(text: &str, (number, column): (usize, usize)) -> Mistake {
    let (line, own) = (line(text, number), text.lines().nth(number.saturating_sub(1)).unwrap_or_default());
    if line.is_item() && holder(text, &line).is_some_and(|key| MAPPINGS.contains(&key)) {
        let item = line.text.trim_start_matches("- ");
        let remedy = match item.strip_prefix("id: ") {
            Some(id) => format!("write {id}: without the -, and its other keys below it"),
            None => format!("take the - away: {item}"),
        };
        return ("a list where keys belong", remedy).into();
    }
    if let Some(text) = with_colon(own, column) {
        return ("a colon inside a text, which makes a key of what stands before it", in_quotes(text)).into();
    }
    let from = own.char_indices().nth(column.saturating_sub(1)).map_or(own.len(), |(at, _)| at);
    let text = own[from..].trim_end();
    let list = text.strip_prefix('[').and_then(|list| list.split_once(']'));
    match list.map(|(list, _)| list.split(',').map(str::trim).collect::<Vec<_>>()) {
        Some(items) if key_of(&own[..from]) == Some("rule") || own[..from].trim_end().ends_with("rule:") => {
            ("a list where one rule belongs", format!("write rule: {}", items.join(" | "))).into()
        }
        Some(_) if !text.ends_with(']') => {
            ("a [ at the start of a text", format!("put quotes around the whole: {}", quoted(text))).into()
        }
        Some(items) if items.len() > 1 => {
            let remedy = format!("write one of them, as in {}", quoted(items[0]));
            ("a list where one text belongs", remedy).into()
        }
        Some(items) => ("a list where one text belongs", format!("write {}", quoted(items[0]))).into(),
        None => ("a list or keys where one text belongs", "write the text behind the colon").into(),
    }
}

/// A value that YAML takes for nothing, and what it was meant to be.
pub(super) fn nothing(own: &str, (line, column): (usize, usize)) -> Option<Mistake> {
    let from = own.char_indices().nth(column.saturating_sub(1)).map_or(own.len(), |(at, _)| at);
    if let Some(word) = as_nothing(&own[from..]) {
        let found = format!("{word}, which is YAML's word for nothing");
        return Some((found, format!("put single quotes around it: '{word}'")).into());
    }
    let text = value(own);
    let place = own[..own.trim_end().len() - text.len()].chars().count() + 1;
    let mistake: Mistake = match text.chars().next()? {
        '#' => (commented(), in_quotes(text)).into(),
        '&' => unquoted('&', text).into(),
        _ => return None,
    };
    Some(mistake.at(line, place))
}

/// The word for nothing that a text begins with, if it is all of it.
pub(crate) fn as_nothing(text: &str) -> Option<&str> {
    let word = text.split([',', ']', '}', '\n', '\r']).next().unwrap_or_default().trim();
    ["null", "Null", "NULL", "~"].contains(&word).then_some(word)
}

/// What is found of a text that begins with #.
pub(crate) fn commented() -> &'static str {
    "a #, with which a comment begins in YAML"
}

/// A blank of another kind where YAML asks for an ordinary one, as word processors write it: its byte in the line, what was
/// found and what to do.
pub(crate) fn odd_blank(line: &str) -> Option<(usize, String, &'static str)> {
    let odd =
        |c: char| !c.is_ascii() && c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let (at, blank) = line.lines().next()?.char_indices().find(|(_, c)| odd(*c))?;
    let before = line[..at].trim_start();
    let found = format!("a blank that YAML does not take for one (U+{:04X})", blank as u32);
    let structural = before.trim_matches([' ', '-']).is_empty() || before.ends_with(':');
    let remedy = match blank.is_whitespace() {
        true => "write an ordinary blank in its place",
        false => "take it away: nobody sees it",
    };
    structural.then_some((at, found, remedy))
}
