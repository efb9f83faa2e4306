//! The lines of a YAML text around a mistake: what stands above, and which key holds a line.

/// A line that holds something, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'t> {
    /// Its number, from 1.
    pub(crate) number: usize,
    /// Blanks before it.
    pub(crate) indent: usize,
    /// What it holds.
    pub(crate) text: &'t str,
}

impl Line<'_> {
    /// Whether it begins an item of a list.
    pub(crate) fn is_item(&self) -> bool {
        self.text == "-" || self.text.starts_with("- ")
    }

    /// The key whose value is to follow in the lines below.
    pub(crate) fn open_key(&self) -> Option<&str> {
        let key = self.text.trim_start_matches("- ").strip_suffix(':')?;
        (!key.contains(": ")).then_some(key)
    }
}

/// The lines above a line that hold something, from the last one up.
pub(crate) fn above(text: &str, number: usize) -> impl Iterator<Item = Line<'_>> {
    let lines: Vec<&str> = text.lines().take(number.saturating_sub(1)).collect();
    lines.into_iter().enumerate().rev().filter_map(|(at, line)| {
        let own = line.trim();
        let holds = !own.is_empty() && !own.starts_with('#');
        holds.then(|| Line { number: at + 1, indent: line.len() - line.trim_start().len(), text: own })
    })
}

/// A line of a text by its number.
pub(crate) fn line(text: &str, number: usize) -> Line<'_> {
    let own = text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    Line { number, indent: own.len() - own.trim_start().len(), text: own.trim() }
}

/// The key that holds a line: the nearest one above that stands further out, or above an item beside it, and has no value of
/// its own.
pub(super) fn holder<'t>(text: &'t str, own: &Line) -> Option<&'t str> {
    let mut out = own.indent + usize::from(own.is_item());
    for line in above(text, own.number) {
        if line.indent >= out {
            continue;
        }
        let key = line.text.trim_start_matches("- ").strip_suffix(':');
        if let Some(key) = key.filter(|key| !key.contains(": ")) {
            return Some(key);
        }
        out = line.indent;
    }
    None
}

/// The item of a list or mapping in one line that holds a column, counted from 1, without its key.
pub(super) fn flow_item(line: &str, column: usize) -> Option<&str> {
    let place = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let (mut quote, mut depth, mut from) = (None, 0, 0);
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(mark), _) => quote = Some(mark).filter(|mark| *mark != c),
            (None, '"' | '\'') if line[..at].ends_with([' ', '[', '{', ',']) => quote = Some(c),
            (None, '[' | '{') => (depth, from) = (depth + 1, at + 1),
            (None, ',' | ']' | '}') if depth > 0 && at >= place => {
                return line.get(from..at).map(without_key);
            }
            (None, ',') if depth > 0 => from = at + 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The items of lists and mappings in one line, without their keys, each with its first byte.
pub(super) fn flow_items(line: &str) -> Vec<(usize, &str)> {
    let (mut quote, mut from, mut found) = (None, None, Vec::new());
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(mark), _) => quote = Some(mark).filter(|mark| *mark != c),
            (None, '"' | '\'') if line[..at].ends_with([' ', '[', '{', ',']) => quote = Some(c),
            (None, '[' | '{' | ',' | ']' | '}') => {
                found.extend(from.map(|from| &line[from..at]));
                from = (c != ']' && c != '}').then_some(at + 1);
            }
            _ => {}
        }
    }
    let place = |item: &str| item.as_ptr() as usize - line.as_ptr() as usize;
    found
        .into_iter()
        .map(without_key)
        .filter(|item| !item.is_empty())
        .map(|item| (place(item), item))
        .collect()
}

fn without_key(item: &str) -> &str {
    let item = item.trim();
    match item.split_once(": ") {
        Some((key, value)) if !key.contains(['"', '\'']) => value.trim(),
        _ => item,
    }
}

/// A line without the comment at its end: a # between blanks, outside of quotes.
fn without_remark(line: &str) -> &str {
    let is_whole = |before: &str| ['"', '\''].into_iter().all(|mark| before.matches(mark).count() % 2 == 0);
    let mut ends = line.match_indices(" # ").map(|(at, _)| &line[..at]);
    ends.find(|before| is_whole(before) && !before.trim().is_empty()).unwrap_or(line)
}

/// What stands behind the dashes and the key of a line.
pub(super) fn value(line: &str) -> &str {
    parts(line).1
}

/// The key of a line.
pub(super) fn key_of(line: &str) -> Option<&str> {
    parts(line).0
}

fn parts(line: &str) -> (Option<&str>, &str) {
    let mut value = without_remark(line).trim();
    while let Some(item) = value.strip_prefix("- ") {
        value = item.trim_start();
    }
    let key = |key: &str| !key.contains(['\'', '"']);
    match value.split_once(": ") {
        Some((own, value)) if key(own) => (Some(own), value.trim_start()),
        _ => (None, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_holder() {
        let text = "themes:\n  - id: a\n    any:\n      - bolig\n      - hus\n    examples:\n      yes:\n      - Bolig\n";
        let held = |number| holder(text, &line(text, number));
        assert_eq!(held(2), Some("themes"));
        assert_eq!(held(5), Some("any"));
        assert_eq!(held(7), Some("examples"));
        assert_eq!(held(8), Some("yes"));
        assert_eq!(held(1), None);
    }

    #[test]
    fn an_item_of_a_list_in_one_line() {
        let item = |line: &'static str, before: &str| flow_item(line, before.chars().count() + 1);
        let line = "any: [bolig, \"psykisk helse\" | helse, rom]";
        assert_eq!(item(line, "any: [bolig, \"psykisk helse\" "), Some("\"psykisk helse\" | helse"));
        let line = "- {id: a, any: \"b c\" | d, label: A}";
        assert_eq!(item(line, "- {id: a, any: \"b c\" "), Some("\"b c\" | d"));
        assert_eq!(item("any: bolig", "any: "), None);
    }

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
