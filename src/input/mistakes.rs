//! What goes wrong in YAML that people write, in their words and not in those of its parser: what was found, and what to
//! write instead.
use super::unclosed::{open_quote, unclosed};

/// What was found, what to do, and where if it is not where the parser stopped.
pub(super) struct Mistake {
    pub(super) found: String,
    pub(super) remedy: String,
    pub(super) at: Option<(usize, usize)>,
}

impl Mistake {
    pub(super) fn at(mut self, line: usize, column: usize) -> Self {
        self.at = Some((line, column));
        self
    }
}

impl<F: Into<String>, R: Into<String>> From<(F, R)> for Mistake {
    fn from((found, remedy): (F, R)) -> Self {
        Self { found: found.into(), remedy: remedy.into(), at: None }
    }
}

/// A message of the parser at a place of a text, lines and columns counted from 1, as what was found and what to do. Of a
/// message that is not known the remedy is what helps with most.
pub(super) fn in_words(message: String, text: &str, (line, column): (usize, usize)) -> Mistake {
    let mut lines = text.lines().skip(line.saturating_sub(2));
    let before = if line > 1 { lines.next().unwrap_or_default() } else { "" };
    let own = lines.next().unwrap_or_default();
    let has = |part: &str| message.contains(part);
    for (number, line) in [(line, own), (line.saturating_sub(1), before)] {
        if let Some((at, found, remedy)) = odd_blank(line) {
            return Mistake::from((found, remedy)).at(number, line[..at].chars().count() + 1);
        }
    }
    // what is said of a line is said of it as part of a list that was to end before
    if (has("only valid inside a block") || has("illegal placement of ':'"))
        && let Some((bracket, opened)) = unclosed(text, line)
    {
        let end = if bracket == '[' { ']' } else { '}' };
        let found = format!("the {bracket} on line {opened} is not closed before this line");
        let remedy = format!("close it with {end}, or put quotes around the text if it is none of YAML's");
        return (found, remedy).into();
    }
    if has("mapping values are not allowed") {
        return colon(before, own, column).into();
    }
    if has("simple key expected ':'") {
        return keyless(own.trim()).into();
    }
    if has("multiline quoted scalar") || has("unclosed quote") {
        let remedy = "close it, and put single quotes around a rule that has \" in it";
        let mistake = Mistake::from(("a quotation mark that is never closed", remedy));
        return match open_quote(text, line) {
            Some((line, column)) => mistake.at(line, column),
            None => mistake,
        };
    }
    if has("cannot deserialize null")
        && let Some(mistake) = nothing(own, (line, column))
    {
        return mistake;
    }
    if has("expected string scalar") {
        return shaped(own, column);
    }
    if has("expected mapping start")
        && let Some(written) = glued(own)
    {
        return ("a colon without a blank behind it", format!("write {written}")).into();
    }
    if has("expected mapping start") && own.trim_end().ends_with(':') {
        let remedy = "write below it, further in, what belongs to it, or take it away";
        return ("a key with nothing below it", remedy).into();
    }
    if let Some(sign) = strange_sign(&message, own) {
        let items = value(own).split(['[', '{', ',', ']', '}']).map(str::trim);
        // of a list in one line the item alone
        if value(own).starts_with(['[', '{'])
            && let Some(item) =
                items.map(|item| item.rsplit(": ").next().unwrap_or(item)).find(|item| item.starts_with(sign))
        {
            let (found, _) = unquoted(sign, item);
            return (found, format!("put single quotes around it: '{}'", item.replace('\'', "''"))).into();
        }
        let mistake = Mistake::from(unquoted(sign, value(own)));
        let at = own.trim_end().len() - value(own).len();
        return if value(own).starts_with(sign) {
            mistake.at(line, own[..at].chars().count() + 1)
        } else {
            mistake
        };
    }
    if has("invalid trailing content after") {
        let remedy = joined_quotes(value(own)).unwrap_or_else(|| in_quotes(value(own)));
        return ("text after a closing quotation mark", remedy).into();
    }
    let item = own.trim_start().starts_with('-');
    let known =
        KNOWN.iter().find(|known| (item || !known.of_items) && known.says.iter().any(|part| has(part)));
    match known {
        Some(Known { found, remedy, .. }) => (*found, *remedy).into(),
        None => (message, LOOK).into(),
    }
}

/// A sign that means something to YAML where a text begins.
fn strange_sign(message: &str, own: &str) -> Option<char> {
    let sign = message.split_once("unexpected character: `").and_then(|(_, rest)| rest.chars().next());
    let begins = ["did not find expected comment or line break", "scanning an anchor or alias"];
    let begins = begins.iter().any(|part| message.contains(part));
    sign.or_else(|| value(own).chars().next().filter(|_| begins))
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

/// A line that is neither key nor item.
fn keyless(own: &str) -> (&'static str, String) {
    if let Some(written) = glued(own) {
        return ("a colon without a blank behind it", format!("write {written}"));
    }
    if let Some(item) = own.strip_prefix('-').filter(|item| !item.is_empty()) {
        return ("a - without a blank behind it", format!("write - {item}"));
    }
    let remedy = match own.split_once(' ') {
        Some((key, value)) => format!("write {key}: {}", value.trim()),
        None => format!("write {own}: and below it, further in, what belongs to it"),
    };
    ("a key without a colon", remedy)
}

/// `label:A` with the blank that it lacks, and the dash before it if it has one.
fn glued(line: &str) -> Option<String> {
    let own = line.trim();
    let (dash, own) = own.strip_prefix("- ").map_or(("", own), |own| ("- ", own.trim_start()));
    let (key, value) = own.split_once(':')?;
    let named = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    (named && !value.is_empty() && !value.starts_with([' ', '/'])).then(|| format!("{dash}{key}: {value}"))
}

/// A colon where none can be: inside a text, or behind a key that the line before swallows.
fn colon(before: &str, own: &str, column: usize) -> (String, String) {
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
    let found = "a key that the line before swallows, for it stands further in";
    (found.into(), "begin it in the column of the keys that it belongs beside".into())
}

/// Keys whose values are rules.
const RULES: [&str; 4] = ["any", "unless", "never", "rule"];

/// A colon in a rule, which means nothing there but in a regular expression.
pub(super) fn in_a_rule(text: &str) -> String {
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
pub(super) fn with_colon(own: &str, column: usize) -> Option<&str> {
    let from = own.char_indices().nth(column.saturating_sub(1)).map(|(at, _)| at)?;
    let text = own[from..].trim_end();
    let text = if own[..from].contains(['[', '{']) { text.split([',', ']', '}']).next()? } else { text };
    let colon = text.contains(": ") || text.ends_with(':');
    (colon && !text.starts_with(['{', '[', '"', '\''])).then_some(text)
}

/// A list or a mapping where one text belongs.
fn shaped(own: &str, column: usize) -> Mistake {
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
        Some(items) => {
            let remedy = format!("write one text: '{}'", items.join(", ").replace('\'', "''"));
            ("a list where one text belongs", remedy).into()
        }
        None => ("a list or keys where one text belongs", "write the text behind the colon").into(),
    }
}

/// A value that YAML takes for nothing, and what it was meant to be.
fn nothing(own: &str, (line, column): (usize, usize)) -> Option<Mistake> {
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
    structural.then_some((at, found, "write an ordinary blank in its place"))
}

/// What stands behind the dashes and the key of a line.
pub(super) fn value(line: &str) -> &str {
    parts(line).1
}

/// The key of a line.
fn key_of(line: &str) -> Option<&str> {
    parts(line).0
}

fn parts(line: &str) -> (Option<&str>, &str) {
    let mut value = line.trim();
    while let Some(item) = value.strip_prefix("- ") {
        value = item.trim_start();
    }
    let key = |key: &str| !key.contains(['\'', '"']);
    match value.split_once(": ") {
        Some((own, value)) if key(own) => (Some(own), value.trim_start()),
        _ => (None, value),
    }
}

/// A text that begins with a sign that means something to YAML: what was found, and what to do.
pub(crate) fn unquoted(sign: char, text: &str) -> (String, String) {
    (format!("an unquoted {sign} at the start of a text"), in_quotes(text))
}

/// Asks for quotes around a text, as YAML takes them.
pub(super) fn in_quotes(text: &str) -> String {
    format!("put single quotes around the whole: '{}'", text.replace('\'', "''"))
}

/// Asks for quotes around a rule whose words have quotes of their own, if that is what it looks like: 'bolig' | tolk.
fn joined_quotes(text: &str) -> Option<String> {
    let (mut parts, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        let (part, behind) = match rest.strip_prefix('\'') {
            Some(quoted) => quoted.split_once('\'')?,
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        let joins = matches!(part, "|" | "&" | "eller" | "or" | "og" | "and");
        let part = match part {
            "eller" | "or" => "|".into(),
            "og" | "and" => "&".into(),
            part if part.contains([' ', '"']) => format!("\"{}\"", part.replace('"', "")),
            part => part.to_string(),
        };
        // words and signs in turn
        if joins != (parts.len() % 2 == 1) {
            return None;
        }
        parts.push(part);
        rest = behind.trim_start();
    }
    (parts.len() % 2 == 1).then(|| format!("put the quotes around the whole: '{}'", parts.join(" ")))
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
