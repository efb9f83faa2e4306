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

use columns::{colon, glued, keyless, keys_expected, misplaced_item, second_key};
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

/// What the parser said, and where in a text.
struct Seen<'t> {
    message: &'t str,
    text: &'t str,
    /// From 1, as the column.
    line: usize,
    column: usize,
    /// The line before, and the line itself.
    before: &'t str,
    own: &'t str,
}

impl Seen<'_> {
    fn has(&self, part: &str) -> bool {
        self.message.contains(part)
    }

    fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

/// A message of the parser at a place of a text, lines and columns counted from 1, as what was found and what to do. Of a
/// message that is not known the remedy is what helps with most.
pub(super) fn in_words(message: &str, text: &str, (line, column): (usize, usize)) -> Mistake {
    let mut lines = text.lines().skip(line.saturating_sub(2));
    let before = if line > 1 { lines.next().unwrap_or_default() } else { "" };
    let own = lines.next().unwrap_or_default();
    let seen = Seen { message, text, line, column, before, own };
    let looks = [of_signs, of_keys, of_shapes, of_quotes, of_lists, of_words];
    looks.iter().find_map(|look| look(&seen)).unwrap_or_else(|| (message, LOOK).into())
}

/// Signs that word processors and web pages bring, and a bracket that is open where a line begins.
fn of_signs(seen: &Seen) -> Option<Mistake> {
    for (number, line) in [(seen.line, seen.own), (seen.line.saturating_sub(1), seen.before)] {
        if let Some((at, found, remedy)) = odd_blank(line) {
            return Some(Mistake::from((found, remedy)).at(number, line[..at].chars().count() + 1));
        }
        if let Some(mistake) = other_dash(line) {
            let at = line.len() - line.trim_start().len();
            return Some(mistake.at(number, at + 1));
        }
    }
    if seen.own.trim_start().starts_with("```") {
        return Some(("a line that marks a listing, and is none of it", "take the line away").into());
    }
    // what is said of a line is said of it as part of a list that was to end before
    if !seen.has("only valid inside a block") && !seen.has("illegal placement of ':'") {
        return None;
    }
    let (bracket, opened) = unclosed(seen.text, seen.line)?;
    let end = if bracket == '[' { ']' } else { '}' };
    let found = format!("the {bracket} on line {opened} is not closed before this line");
    let remedy = format!("close it with {end}, or put quotes around the text if it is none of YAML's");
    Some((found, remedy).into())
}

/// Keys and texts in a column that is not theirs.
fn of_keys(seen: &Seen) -> Option<Mistake> {
    let behind =
        ["mapping values are not allowed", "did not find expected", "invalid trailing content after"];
    if behind.iter().any(|part| seen.has(part))
        && let Some(mistake) = second_key(seen.own, seen.place())
    {
        return Some(mistake);
    }
    if seen.has("mapping values are not allowed") {
        return Some(colon(seen.text, seen.before, seen.own, seen.place()).into());
    }
    seen.has("simple key expected ':'").then(|| keyless(seen.text, seen.line).into())
}

/// A text, a list or keys where something else belongs.
fn of_shapes(seen: &Seen) -> Option<Mistake> {
    let own = seen.own;
    if seen.has("cannot deserialize null") {
        return nothing(own, seen.place());
    }
    if seen.has("expected string scalar") {
        return Some(shaped(seen.text, seen.place()));
    }
    let nothing_behind = own.trim_end().ends_with(':');
    if seen.has("expected mapping start") {
        return Some(match glued(own) {
            Some(written) => ("a colon without a blank behind it", format!("write {written}")).into(),
            None if nothing_behind => {
                let remedy = "write below it, further in, what belongs to it, or take it away";
                ("a key with nothing below it", remedy).into()
            }
            None => keys_expected(seen.text, seen.line).into(),
        });
    }
    if !seen.has("expected sequence start") || nothing_behind || value(own).starts_with(['{', '[']) {
        return None;
    }
    // quotation marks are there already
    let items = value(own);
    let items = if items.starts_with(['"', '\'']) { items.to_string() } else { quoted(items) };
    let remedy = format!("write it as a list: [{}]", items.trim_end_matches(']'));
    Some(("a list is expected here", remedy).into())
}

/// Quotation marks, and texts that want them.
fn of_quotes(seen: &Seen) -> Option<Mistake> {
    if seen.has("multiline quoted scalar") || seen.has("unclosed quote") {
        return Some(unclosed_quote(seen.text, seen.line));
    }
    if let Some(written) = behind_list(value(seen.own)) {
        return Some(("a text behind a list", format!("write it as one text: {written}")).into());
    }
    if let Some(sign) = strange_sign(seen.message, seen.own) {
        return Some(strange(sign, seen.text, seen.line));
    }
    if seen.has("invalid trailing content after") {
        return Some(behind_quotes(seen.text, seen.place()));
    }
    let pattern =
        pattern(seen.own).filter(|_| seen.has("unclosed bracket") || seen.has("expected ',' or"))?;
    let found = "a regular expression with signs that YAML takes for its own";
    Some((found, format!("put quotes around it: {}", quoted(pattern))).into())
}

/// A regular expression in a list of one line.
fn pattern(own: &str) -> Option<&str> {
    let at = own.find("[/").or_else(|| own.find(", /").map(|at| at + 1))?;
    let pattern = own[at + 1..].trim_start();
    let end = pattern[1..].find('/')? + 2;
    Some(&pattern[..end])
}

/// Items in another column, or in a list of one line.
fn of_lists(seen: &Seen) -> Option<Mistake> {
    let own = seen.own;
    if own.contains("[-") || own.contains(", -") && own.contains('[') {
        let remedy = "take the - away: a comma stands between its items";
        return Some(("a - in a list of one line", remedy).into());
    }
    if let Some(sign) = value(own).chars().next().filter(|sign| matches!(sign, '!' | '&')) {
        return Some(strange(sign, seen.text, seen.line));
    }
    misplaced_item(seen.text, seen.line, seen.message).map(Mistake::from)
}

/// What the parser's words tell by themselves.
fn of_words(seen: &Seen) -> Option<Mistake> {
    let item = seen.own.trim_start().starts_with('-');
    let fits = |known: &&Known| (item || !known.of_items) && known.says.iter().any(|part| seen.has(part));
    KNOWN.iter().find(fits).map(|known| (known.found, known.remedy).into())
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
