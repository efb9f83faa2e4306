//! Lines that stand in another column than was meant, or lack the sign that would put them there.
use super::Mistake;
use super::lines::{self, above, holder, key_of, value};
use super::quotes::in_quotes;
use super::texts::{RULES, in_a_rule};

/// Text where keys with values belong, by the key that holds it.
pub(super) fn keys_expected(text: &str, line: usize) -> (&'static str, String) {
    let own = lines::line(text, line);
    let item = own.text.trim_start_matches("- ");
    let held = if key_of(own.text) == Some("examples") { Some("examples") } else { holder(text, &own) };
    let remedy = match held {
        Some("themes") if !item.contains(": ") => {
            format!(
                "write - id: {item} and below it any: with its rules; or {item}: and its rules, without the -"
            )
        }
        Some("examples") => {
            "write yes: or no: below examples:, and the texts below that, as in yes: ['Vi mangler bolig']"
                .into()
        }
        Some("where" | "asked") => {
            format!("take the - away, and write the values in brackets, as in {}", bracketed(item))
        }
        Some("lists") => format!("take the - away: {item}"),
        Some(question) if own.is_item() && question != "themes" => {
            format!("write themes: below {question}:, and this further in below that")
        }
        _ => "write key: value, as in codebook: name".into(),
    };
    ("keys with values are expected here", remedy)
}

/// `rolle: [leder]` of `rolle: leder`.
fn bracketed(item: &str) -> String {
    item.split_once(": ")
        .map_or_else(|| "rolle: [leder]".to_string(), |(key, value)| format!("{key}: [{value}]"))
}

/// An item of a list that stands in another column than the items above.
pub(super) fn misplaced_item(text: &str, line: usize, message: &str) -> Option<(&'static str, String)> {
    let own = lines::line(text, line);
    if let Some((key, value)) = own.text.split_once(": - ") {
        return Some((
            "a - behind a key",
            format!("write {key}: {value}, or the - on a line of its own below {key}:"),
        ));
    }
    let places =
        ["did not find expected", "invalid indentation", "expected '-' indicator", "block sequence entries"];
    if !own.is_item() || !places.iter().any(|part| message.contains(part)) {
        return None;
    }
    // a list beside it, further in or further out
    let mut above = above(text, line).take_while(|above| above.open_key().is_none() || above.indent > 0);
    let other = above.find(|above| above.is_item() && above.indent != own.indent)?;
    let themes = if own.text.starts_with("- id:") {
        ", or write themes: above it, for a theme below that one"
    } else {
        ""
    };
    let remedy = format!("begin the - in the column of the - on line {}{themes}", other.number);
    Some(("an item that stands in no list's column", remedy))
}

/// Keys of a theme.
pub(crate) const OF_THEMES: [&str; 10] =
    ["id", "label", "definition", "any", "unless", "never", "alone", "where", "examples", "themes"];

/// Keys that a codebook or a corpus.yaml begins with.
const OF_FILES: [&str; 13] = [
    "codebook",
    "title",
    "version",
    "language",
    "spelling",
    "overlap",
    "lists",
    "questions",
    "corpus",
    "data",
    "variables",
    "population",
    "weight",
];

/// A second key on a line, at or just before a column, counted from 1: `- id: a any: [b]`, `a: [b] unless: [c]`.
pub(super) fn second_key(own: &str, (line, column): (usize, usize)) -> Option<Mistake> {
    let at = own.char_indices().nth(column.saturating_sub(1)).map_or(own.len(), |(at, _)| at);
    let named = |c: char| c.is_alphanumeric() || c == '_';
    let begin = own[..at].trim_end_matches(named).len();
    let (before, behind) = own.split_at(begin);
    let (second, rest) =
        behind.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with(' '))?;
    let known = |key: &str| OF_THEMES.contains(&key) || OF_FILES.contains(&key);
    let first = key_of(before)?;
    let held = value(before).trim_end().trim_end_matches([',', ';']);
    let open = |text: &str| text.matches(['[', '{']).count() > text.matches([']', '}']).count();
    if !known(second) || !before.ends_with(' ') || held.is_empty() || open(before) {
        return None;
    }
    let found = format!("the key {second} on the line of another");
    let remedy = if known(first) {
        let prose =
            ["label", "definition", "title", "text"].contains(&first) && !held.starts_with(['"', '\'']);
        let or = if prose { format!("; or {}", in_quotes(value(own))) } else { String::new() };
        format!("begin {second}: on a line of its own, in the column of {first}{or}")
    } else {
        let held = held.strip_prefix('{').and_then(|held| held.strip_suffix('}')).map_or_else(
            || if OF_THEMES.contains(&second) { format!("any: {held}") } else { held.to_string() },
            str::to_string,
        );
        format!("write {first}: {{{held}, {second}: {}}}", rest.trim())
    };
    Some(Mistake::from((found, remedy)).at(line, own[..begin].chars().count() + 1))
}

/// A line that is neither key nor item.
pub(super) fn keyless(text: &str, line: usize) -> (&'static str, String) {
    let whole = lines::line(text, line);
    let own = whole.text;
    if let Some(written) = glued(own) {
        return ("a colon without a blank behind it", format!("write {written}"));
    }
    if let Some(item) = own.strip_prefix('-').filter(|item| !item.is_empty()) {
        return ("a - without a blank behind it", format!("write - {item}"));
    }
    let (first, rest) = own.split_once(' ').unwrap_or((own, ""));
    let below = || format!("write {own}: and below it, further in, what belongs to it");
    if OF_THEMES.contains(&first) || OF_FILES.contains(&first) {
        let remedy = if rest.is_empty() { below() } else { format!("write {first}: {}", rest.trim()) };
        return ("a key without a colon", remedy);
    }
    let further = "begin the line further in, to go on with the text above";
    match above(text, line).find(|above| above.indent <= whole.indent) {
        Some(above) if above.is_item() && above.indent == whole.indent => {
            ("an item without its -", format!("write - {own}; or {further}"))
        }
        Some(above) if above.open_key().is_some() && above.indent == whole.indent => {
            let key = above.open_key().unwrap_or_default();
            ("a text in the column of its key", format!("begin the line further in than {key}:"))
        }
        Some(above) if value(above.text).starts_with(['|', '>']) && above.text.contains(": ") => {
            ("a text in the column of its key", "begin the line further in than the key above".to_string())
        }
        Some(above) if above.text.contains(": ") => {
            ("a line that goes on with a text, in the column of its key", further.to_string())
        }
        _ if rest.is_empty() => ("a key without a colon", below()),
        _ => ("a key without a colon", format!("write {first}: {}", rest.trim())),
    }
}

/// `label:A` with the blank that it lacks, and the dash before it if it has one.
pub(super) fn glued(line: &str) -> Option<String> {
    let own = line.trim();
    let (dash, own) = own.strip_prefix("- ").map_or(("", own), |own| ("- ", own.trim_start()));
    let (key, value) = own.split_once(':')?;
    let named = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    (named && !value.is_empty() && !value.starts_with([' ', '/'])).then(|| format!("{dash}{key}: {value}"))
}

/// A colon where none can be: inside a text, or behind a key that the line before swallows.
pub(super) fn colon(text: &str, before: &str, own: &str, (line, column): (usize, usize)) -> (String, String) {
    let first = own.find(": ").or_else(|| own.ends_with(':').then(|| own.len() - 1));
    let key = first.is_some_and(|first| own[..first].chars().count() + 1 == column);
    if !key {
        let remedy = match key_of(own).zip(value(own).split_once(": ")) {
            Some((key, _)) if RULES.contains(&key) => in_a_rule(value(own)),
            Some(_) => in_quotes(value(own)),
            None => "put quotes around the text".into(),
        };
        return ("a colon inside a text without quotes".into(), remedy);
    }
    let begun = before.trim_start();
    if begun.starts_with('-') && !begun.starts_with("- ") {
        let found = "a - without a blank behind it in the line before";
        return (found.into(), format!("write - {}", begun.trim_start_matches('-')));
    }
    if let Some(written) = glued(before) {
        let found = "a colon without a blank behind it in the line before";
        return (found.into(), format!("write {written}"));
    }
    if begun.starts_with("- ") && own.trim_start().starts_with("where:") {
        return ("where: below a rule".into(), format!("write - rule: {} in the line before", value(begun)));
    }
    let found = "a key that the line before swallows, for it stands further in";
    let beside = above(text, line).find(|above| above.text.contains(": ") || above.text.ends_with(':'));
    let remedy = match beside.filter(|above| above.number + 1 == line) {
        Some(above) if !above.is_item() => format!(
            "begin it in the column of the line before, or take the value of {} away",
            key_of(above.text).unwrap_or("that line")
        ),
        _ => "begin it in the column of the keys that it belongs beside".into(),
    };
    (found.into(), remedy)
}
