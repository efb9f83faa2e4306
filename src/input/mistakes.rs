//! What goes wrong in YAML that people write, in their words and not in those of its parser: what was found, and what to
//! write instead.
mod columns;
mod kept;
mod lines;
mod quotes;
mod texts;
mod unclosed;

pub(crate) use columns::OF_THEMES;
pub(crate) use kept::kept;
pub(crate) use lines::{above, line};
pub(crate) use quotes::{in_quotes, quoted};
pub(crate) use texts::{as_nothing, commented, in_a_rule, odd_blank, with_colon};

use columns::{colon, glued, keyless, keys_expected, misplaced_item};
use lines::value;
use quotes::{behind_list, behind_quotes, strange, strange_sign, unclosed_quote};
use texts::{nothing, other_dash, shaped};
use unclosed::unclosed;

/// What was found, what to do, and where if it is not where the parser stopped.
pub(crate) struct Mistake {
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
        if let Some(mistake) = other_dash(line) {
            let at = line.len() - line.trim_start().len();
            return mistake.at(number, at + 1);
        }
    }
    if own.trim_start().starts_with("```") {
        return ("a line that marks a listing, and is none of it", "take the line away").into();
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
        return colon(text, before, own, (line, column)).into();
    }
    if has("simple key expected ':'") {
        return keyless(text, line).into();
    }
    if has("multiline quoted scalar") || has("unclosed quote") {
        return unclosed_quote(text, line);
    }
    if has("cannot deserialize null")
        && let Some(mistake) = nothing(own, (line, column))
    {
        return mistake;
    }
    if has("expected string scalar") {
        return shaped(text, (line, column));
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
    if has("expected mapping start") {
        return keys_expected(text, line).into();
    }
    let nothing_behind = own.trim_end().ends_with(':');
    if has("expected sequence start") && !value(own).starts_with(['{', '[']) && !nothing_behind {
        // quotation marks are there already
        let items = value(own);
        let items = if items.starts_with(['"', '\'']) { items.to_string() } else { quoted(items) };
        let remedy = format!("write it as a list: [{}]", items.trim_end_matches(']'));
        return ("a list is expected here", remedy).into();
    }
    if let Some(written) = behind_list(value(own)) {
        return ("a text behind a list", format!("write it as one text: {written}")).into();
    }
    if let Some(sign) = strange_sign(&message, own) {
        return strange(sign, text, line);
    }
    if has("invalid trailing content after") {
        return behind_quotes(text, (line, column));
    }
    if has("unclosed bracket") || has("expected ',' or") {
        let pattern =
            own.find("[/").or_else(|| own.find(", /").map(|at| at + 1)).map(|at| own[at + 1..].trim_start());
        let end = pattern.and_then(|pattern| pattern[1..].find('/')).map(|end| end + 2);
        if let Some(pattern) = pattern.zip(end).map(|(pattern, end)| &pattern[..end]) {
            let found = "a regular expression with signs that YAML takes for its own";
            return (found, format!("put quotes around it: {}", quoted(pattern))).into();
        }
    }
    if own.contains("[-") || own.contains(", -") && own.contains('[') {
        return ("a - in a list of one line", "take the - away: a comma stands between its items").into();
    }
    if let Some(sign) = value(own).chars().next().filter(|sign| matches!(sign, '!' | '&')) {
        return strange(sign, text, line);
    }
    if let Some(mistake) = misplaced_item(text, line, &message) {
        return mistake.into();
    }
    let item = own.trim_start().starts_with('-');
    let known =
        KNOWN.iter().find(|known| (item || !known.of_items) && known.says.iter().any(|part| has(part)));
    match known {
        Some(Known { found, remedy, .. }) => (*found, *remedy).into(),
        None => (message, LOOK).into(),
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
        "close it with }, write the comma that is missing before it, or put quotes around the text",
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
    known(&["may not precede"], "a colon without a blank behind it", "write a blank behind the colon"),
    known(&["recursive references"], "an anchor (&) that holds itself", "take the alias (*) inside it away"),
    known(&["multiple YAML documents"], "a second YAML document", "take the line --- away"),
];

/// What helps with most mistakes.
const LOOK: &str = "look at the columns that this line and those above it begin in, and at quotation marks";
