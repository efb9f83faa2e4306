//! What goes wrong in YAML that people write, in their words and not in those of its parser: what was found, and what to
//! write instead.

/// A message of the parser at a place of a text, lines and columns counted from 1, as what was found and what to do. Of a
/// message that is not known the remedy is what helps with most.
pub(super) fn in_words(message: String, text: &str, (line, column): (usize, usize)) -> (String, String) {
    let mut lines = text.lines().skip(line.saturating_sub(2));
    let before = if line > 1 { lines.next().unwrap_or_default() } else { "" };
    let own = lines.next().unwrap_or_default();
    let has = |part: &str| message.contains(part);
    // what is said of a line is said of it as part of a list that was to end before
    if (has("only valid inside a block") || has("illegal placement of ':'"))
        && let Some((bracket, opened)) = unclosed(text, line)
    {
        let end = if bracket == '[' { ']' } else { '}' };
        let found = format!("the {bracket} on line {opened} is not closed before this line");
        return (
            found,
            format!("close it with {end}, or put quotes around the text if it is none of YAML's"),
        );
    }
    if has("mapping values are not allowed") {
        return colon(before, own, column);
    }
    if has("simple key expected ':'") {
        let remedy = match own.trim().split_once(' ') {
            Some((key, value)) => format!("write {key}: {}", value.trim()),
            None => format!("write {}: and below it, further in, what belongs to it", own.trim()),
        };
        return ("a key without a colon".into(), remedy);
    }
    // signs that mean something to YAML where a text begins
    let sign = message.split_once("unexpected character: `").and_then(|(_, rest)| rest.chars().next());
    let sign = sign.or_else(|| {
        let begins = has("did not find expected comment or line break") || has("scanning an anchor or alias");
        value(own).chars().next().filter(|_| begins)
    });
    if let Some(sign) = sign {
        return unquoted(sign, value(own));
    }
    if has("invalid trailing content after") {
        return ("text after a closing quotation mark".into(), in_quotes(value(own)));
    }
    let item = own.trim_start().starts_with('-');
    let known =
        KNOWN.iter().find(|known| (item || !known.of_items) && known.says.iter().any(|part| has(part)));
    match known {
        Some(Known { found, remedy, .. }) => ((*found).into(), (*remedy).into()),
        None => (message, LOOK.into()),
    }
}

/// A mistake that the parser's words tell by themselves.
struct Known {
    /// Any of these is in them.
    says: &'static [&'static str],
    /// Whether it is one in lines that begin with a dash only.
    of_items: bool,
    found: &'static str,
    remedy: &'static str,
}

const fn known(says: &'static [&'static str], found: &'static str, remedy: &'static str) -> Known {
    Known { says, of_items: false, found, remedy }
}

/// The first that fits is the mistake.
const KNOWN: &[Known] = &[
    known(
        &["multiline quoted scalar", "unclosed quote"],
        "a quotation mark that is never closed",
        "close it, and put single quotes around a rule that has \" in it",
    ),
    known(
        &["unknown escape character", "hexadecimal number"],
        r"a \ between double quotes",
        r"put single quotes around the text: a \ is itself between them",
    ),
    Known {
        says: &["expected '-' indicator", "block sequence entries are not allowed"],
        of_items: true,
        found: "a line that is neither in its list nor beside it",
        remedy: "begin it in the column of the - that it belongs beside",
    },
    known(
        &["misplaced bracket"],
        "a bracket that closes nothing",
        "take it away, or put quotes around the text",
    ),
    known(
        &["unclosed bracket '['", "expected ',' or ']'"],
        "a [ that is never closed",
        "close it with ], or put quotes around the text if it is none of YAML's lists",
    ),
    known(
        &["unclosed bracket '{'", "expected ',' or '}'"],
        "a { that is never closed",
        "close it with }, or put quotes around the text",
    ),
    known(
        &["did not find expected", "invalid indentation"],
        "a line that begins in no other line's column",
        "begin it in the column of the keys that it belongs beside",
    ),
    known(
        &["expected mapping start"],
        "keys with values are expected here",
        "write key: value, as in codebook: name",
    ),
    known(
        &["expected sequence start"],
        "a list is expected here",
        "write it as [one, two], or one below the other with - before each",
    ),
    known(
        &["cannot deserialize null"],
        "a key without a value",
        "write its value behind it, or take it away",
    ),
    known(
        &["budget breached", "alias expansion"],
        "anchors (&) and aliases (*) that make more text than any file of this kind has",
        "write out what is meant, without them",
    ),
    known(&["recursive references"], "an anchor (&) that holds itself", "take the alias (*) inside it away"),
    known(&["multiple YAML documents"], "a second YAML document", "take the line --- away"),
];

/// What helps with most mistakes.
const LOOK: &str = "look at the columns that this line and those above it begin in, and at quotation marks";

/// A colon where none can be: inside a text, or behind a key that the line before swallows.
fn colon(before: &str, own: &str, column: usize) -> (String, String) {
    let first = own.find(": ").or_else(|| own.ends_with(':').then(|| own.len() - 1));
    let key = first.is_some_and(|first| own[..first].chars().count() + 1 == column);
    if !key {
        return ("a colon inside a text without quotes".into(), "put quotes around the text".into());
    }
    let begun = before.trim_start();
    if begun.starts_with('-') && !begun.starts_with("- ") {
        let found = "a - without a blank behind it in the line before";
        return (found.into(), format!("write - {}", begun.trim_start_matches('-')));
    }
    let found = "a key that the line before swallows, for it stands further in";
    (found.into(), "begin it in the column of the keys that it belongs beside".into())
}

/// The last bracket that opens a value above a line and is not closed there, with the line it stands on.
fn unclosed(text: &str, line: usize) -> Option<(char, usize)> {
    let above: Vec<&str> = text.lines().take(line.saturating_sub(1)).collect();
    let at = above.iter().rposition(|line| flow(line).is_some())?;
    let value = flow(above[at])?;
    let (mut open, mut quote) = (0, None);
    for c in value.chars().chain(above[at + 1..].iter().flat_map(|line| line.chars())) {
        match (c, quote) {
            (_, Some(mark)) => quote = quote.filter(|_| c != mark),
            ('"' | '\'', None) => quote = Some(c),
            ('[' | '{', None) => open += 1,
            (']' | '}', None) => open -= 1,
            _ => {}
        }
    }
    value.chars().next().filter(|_| open > 0 && quote.is_none()).map(|bracket| (bracket, at + 1))
}

/// The value of a line or of an item, if it begins with a bracket.
fn flow(line: &str) -> Option<&str> {
    [line.trim_start_matches([' ', '-']), value(line)].into_iter().find(|text| text.starts_with(['[', '{']))
}

/// What stands behind the dashes and the key of a line.
fn value(line: &str) -> &str {
    let mut value = line.trim();
    while let Some(item) = value.strip_prefix("- ") {
        value = item.trim_start();
    }
    let key = |key: &str| !key.contains(['\'', '"']);
    match value.split_once(": ") {
        Some((own, value)) if key(own) => value.trim_start(),
        _ => value,
    }
}

/// A text that begins with a sign that means something to YAML: what was found, and what to do.
pub(crate) fn unquoted(sign: char, text: &str) -> (String, String) {
    (format!("an unquoted {sign} at the start of a text"), in_quotes(text))
}

/// Asks for quotes around a text, as YAML takes them.
fn in_quotes(text: &str) -> String {
    format!("put single quotes around the whole: '{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_line() {
        for (line, wanted) in [
            ("  - id: bolig ", "bolig"),
            ("any: 'a: b'", "'a: b'"),
            ("    - \"to ord\": & ung", "\"to ord\": & ung"),
            ("themes:", "themes:"),
            ("- - x", "x"),
            ("psykisk helse: @bolig", "@bolig"),
        ] {
            assert_eq!(value(line), wanted);
        }
    }
}
