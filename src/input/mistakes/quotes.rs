//! Quotation marks that close too soon or never, and signs that want them.
use super::Mistake;
use super::lines::{self, flow_item, flow_items, holder, key_of, value};
use super::unclosed::open_quote;

/// A quotation mark that is never closed.
pub(super) fn unclosed_quote(text: &str, line: usize) -> Mistake {
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
pub(super) fn strange(sign: char, text: &str, line: usize) -> Mistake {
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
    let is_sign = |c: char| matches!(c, '!' | '&' | '@' | '*' | '%' | '`' | '|' | '>');
    let marked = flow_items(own).into_iter().find(|(_, item)| item.starts_with(is_sign));
    if let Some((at, item)) = marked {
        let sign = item.chars().next().unwrap_or(sign);
        let (found, _) = unquoted(sign, item);
        let mistake = Mistake::from((found, format!("put quotes around it: {}", quoted(item))));
        return mistake.at(line, own[..at].chars().count() + 1);
    }
    let mistake = Mistake::from(unquoted(sign, value(own)));
    let at = own.trim_end().len() - value(own).len();
    if value(own).starts_with(sign) { mistake.at(line, own[..at].chars().count() + 1) } else { mistake }
}

/// Text behind a closing quotation mark.
pub(super) fn behind_quotes(text: &str, (line, column): (usize, usize)) -> Mistake {
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
    // quotation marks inside a text that stands between such
    let inner = item.strip_prefix('"').and_then(|item| item.strip_suffix('"')).filter(|_| !rule);
    let remedy = remedy.unwrap_or_else(|| in_quotes(inner.unwrap_or(item)));
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
pub(super) fn behind_list(text: &str) -> Option<String> {
    let (inside, behind) = text.strip_prefix('[')?.split_once(']')?;
    let is_rule = inside.contains('|') && !inside.contains(['[', '"', '\'']);
    (is_rule && !behind.trim().is_empty()).then(|| format!("'({inside}){behind}'"))
}

/// A sign that means something to YAML where a text begins.
pub(super) fn strange_sign(message: &str, own: &str) -> Option<char> {
    let sign = message.split_once("unexpected character: `").and_then(|(_, rest)| rest.chars().next());
    let begins = ["did not find expected comment or line break", "scanning an anchor or alias"];
    let begins = begins.iter().any(|part| message.contains(part));
    sign.or_else(|| value(own).chars().next().filter(|_| begins))
}

/// A text that begins with a sign that means something to YAML: what was found, and what to do.
pub(crate) fn unquoted(sign: char, text: &str) -> (String, String) {
    (format!("an unquoted {sign} at the start of a text"), in_quotes(text))
}

/// Asks for quotes around a text, as YAML takes them.
pub(crate) fn in_quotes(text: &str) -> String {
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
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let (part, behind) = match quote.and_then(|mark| rest.strip_prefix(mark)?.split_once(mark)) {
            Some((part, behind)) => (part, behind),
            None if quote.is_some() => return None,
            None => {
                let end = rest.find([' ', ',', ';']).unwrap_or(rest.len()).max(1);
                rest.split_at(end)
            }
        };
        let joins = quote.is_none() && matches!(part, "|" | "&" | "," | ";" | "eller" | "or" | "og" | "and");
        let part = match part {
            "eller" | "or" | "," | ";" if joins => "|".into(),
            "og" | "and" if joins => "&".into(),
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
