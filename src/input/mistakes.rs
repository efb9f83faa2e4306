//! What goes wrong in YAML that people write, in their words and not in those of its parser: what was found, and what to
//! write instead.
use super::lines::{self, above, flow_item, holder};
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
    if has("expected mapping start") {
        return keys_expected(text, line).into();
    }
    if has("expected sequence start") && !value(own).starts_with(['{', '[']) && !value(own).is_empty() {
        let remedy = format!("write it as a list: [{}]", quoted(value(own)));
        return ("a list is expected here", remedy).into();
    }
    if let Some(written) = behind_list(value(own)) {
        return ("a text behind a list", format!("write it as one text: {written}")).into();
    }
    if let Some(sign) = strange_sign(&message, own) {
        return strange(sign, text, (line, column));
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

/// A line that begins with a dash or a bullet that a word processor made.
fn other_dash(line: &str) -> Option<Mistake> {
    let own = line.trim();
    let sign = own.chars().next().filter(|c| matches!(c, '–' | '—' | '•' | '·'))?;
    let rest = own.strip_prefix(sign)?.strip_prefix([' ', '\u{a0}'])?;
    Some((format!("{sign} where the - of a list belongs"), format!("write - {}", rest.trim())).into())
}

/// A quotation mark that is never closed.
fn unclosed_quote(text: &str, line: usize) -> Mistake {
    let place = open_quote(text, line);
    let opened = place.map_or("", |(line, column)| {
        let own = text.lines().nth(line - 1).unwrap_or_default();
        own.char_indices().nth(column).map_or("", |(at, _)| &own[at..])
    });
    let remedy = match opened.chars().find(|c| matches!(c, '”' | '“' | '’' | '»')) {
        Some(mark) => format!(
            "{mark} closes no quotation mark of the keyboard: write \" for it, and single quotes around the whole"
        ),
        None => "close it, and put single quotes around a rule that has \" in it".to_string(),
    };
    let mistake = Mistake::from(("a quotation mark that is never closed", remedy));
    match place {
        Some((line, column)) => mistake.at(line, column),
        None => mistake,
    }
}

/// A sign that means something to YAML where a text begins.
fn strange(sign: char, text: &str, (line, column): (usize, usize)) -> Mistake {
    let own = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    if matches!(sign, '|' | '&' | '>') && own.trim_start().starts_with(sign) {
        let remedy = "begin the line further in than the line that it goes on from";
        return ("a rule that goes on in a line of its own", remedy).into();
    }
    if sign == '@'
        && let Some((name, _)) = own.trim().split_once(':').filter(|_| own.trim_start().starts_with(sign))
    {
        return (
            "an @ before the name of a list",
            format!("write {}: without it", name.trim_start_matches('@')),
        )
            .into();
    }
    // of a list in one line the item alone
    let listed = || {
        let mut items = value(own).split(['[', '{', ',', ']', '}']).map(str::trim);
        items.find_map(|item| item.rsplit(": ").next().filter(|item| item.starts_with(sign)))
    };
    let item = flow_item(own, column).filter(|item| item.starts_with(sign));
    if let Some(item) = item.or_else(|| listed().filter(|_| value(own).starts_with(['[', '{']))) {
        let (found, _) = unquoted(sign, item);
        return (found, format!("put quotes around it: {}", quoted(item))).into();
    }
    let mistake = Mistake::from(unquoted(sign, value(own)));
    let at = own.trim_end().len() - value(own).len();
    if value(own).starts_with(sign) { mistake.at(line, own[..at].chars().count() + 1) } else { mistake }
}

/// Text behind a closing quotation mark.
fn behind_quotes(text: &str, (line, column): (usize, usize)) -> Mistake {
    // an earlier one that is never closed makes an opening one of what closes
    let in_list = |(line, column): &(usize, usize)| {
        let own = text.lines().nth(line - 1).unwrap_or_default();
        own.chars().take(column - 1).any(|c| matches!(c, '[' | '{'))
    };
    if let Some((earlier, _)) = open_quote(text, line - 1).filter(in_list) {
        return unclosed_quote(text, earlier);
    }
    let own = lines::line(text, line);
    let whole = text.lines().nth(line - 1).unwrap_or_default();
    let held = if own.is_item() { holder(text, &own) } else { key_of(own.text) };
    let rule = held.is_none_or(|key| !PROSE.contains(&key));
    let item = flow_item(whole, column).unwrap_or_else(|| value(own.text));
    let remedy = Some(item).filter(|_| rule).and_then(|item| joined_quotes(item).or_else(|| phrases(item)));
    let remedy = remedy.unwrap_or_else(|| format!("put quotes around the whole: {}", quoted(item)));
    ("text after a closing quotation mark", remedy).into()
}

/// Asks for double quotes around the phrases of a rule that has single ones: 'for få' ~5 bolig.
fn phrases(rule: &str) -> Option<String> {
    let pieces: Vec<&str> = rule.split('\'').collect();
    if pieces.len() < 3 || pieces.len().is_multiple_of(2) || rule.contains('"') {
        return None;
    }
    let piece = |(at, piece): (usize, &&str)| match at % 2 == 1 && piece.contains(' ') {
        true => format!("\"{piece}\""),
        false => (*piece).to_string(),
    };
    Some(format!("write '{}'", pieces.iter().enumerate().map(piece).collect::<String>()))
}

/// Keys that hold text, and no rule.
const PROSE: [&str; 8] = ["label", "definition", "title", "codebook", "yes", "no", "text", "corpus"];

/// A list with text behind it, as one text: `[a | b] ~5 c`.
fn behind_list(text: &str) -> Option<String> {
    let (inside, behind) = text.strip_prefix('[')?.split_once(']')?;
    let is_rule = inside.contains('|') && !inside.contains(['[', '"', '\'']);
    (is_rule && !behind.trim().is_empty()).then(|| format!("'({inside}){behind}'"))
}

/// Text where keys with values belong, by the key that holds it.
fn keys_expected(text: &str, line: usize) -> (&'static str, String) {
    let own = lines::line(text, line);
    let item = own.text.trim_start_matches("- ");
    let remedy = match holder(text, &own) {
        Some("themes") if !item.contains(": ") => {
            format!(
                "write - id: {item} and below it any: with its rules; or {item}: and its rules, without the -"
            )
        }
        Some("examples") => {
            "write yes: or no: below examples:, and the texts below that, as in yes: ['Vi mangler bolig']"
                .into()
        }
        Some("where") => {
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
fn misplaced_item(text: &str, line: usize, message: &str) -> Option<(&'static str, String)> {
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

/// Keys of a theme.
pub(super) const OF_THEMES: [&str; 10] =
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

/// A line that is neither key nor item.
fn keyless(text: &str, line: usize) -> (&'static str, String) {
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
fn glued(line: &str) -> Option<String> {
    let own = line.trim();
    let (dash, own) = own.strip_prefix("- ").map_or(("", own), |own| ("- ", own.trim_start()));
    let (key, value) = own.split_once(':')?;
    let named = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    (named && !value.is_empty() && !value.starts_with([' ', '/'])).then(|| format!("{dash}{key}: {value}"))
}

/// A colon where none can be: inside a text, or behind a key that the line before swallows.
fn colon(text: &str, before: &str, own: &str, (line, column): (usize, usize)) -> (String, String) {
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
    let remedy = match blank.is_whitespace() {
        true => "write an ordinary blank in its place",
        false => "take it away: nobody sees it",
    };
    structural.then_some((at, found, remedy))
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
    format!("put quotes around the whole: {}", quoted(text))
}

/// A text in quotes that YAML takes away again: double ones around an apostrophe that others would end at.
pub(crate) fn quoted(text: &str) -> String {
    let inside = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
    if inside.contains('\'') && !inside.contains(['"', '\\']) {
        return format!("\"{inside}\"");
    }
    format!("'{}'", text.replace('\'', "''"))
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
