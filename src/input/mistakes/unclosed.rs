//! Where a quotation mark or a bracket opens that the parser misses the end of, some lines further down.
use super::lines::value;

/// Where the quotation mark stands that is still open where a line begins, or opens in it.
pub(super) fn open_quote(text: &str, line: usize) -> Option<(usize, usize)> {
    let lines: Vec<&str> = text.lines().take(line).collect();
    lines.iter().enumerate().rev().find_map(|(n, own)| Some((n + 1, opening(own)?)))
}

/// The column of the quotation mark that begins a text in a line and does not end there.
fn opening(line: &str) -> Option<usize> {
    let (mut open, mut before) = (None, ' ');
    for (column, c) in line.chars().enumerate() {
        match open {
            None if matches!(c, '"' | '\'') && matches!(before, ' ' | '[' | '{' | ',') => {
                open = Some((c, column + 1));
            }
            Some((mark, _)) if c == mark && before != '\\' => open = None,
            _ => {}
        }
        before = c;
    }
    open.map(|(_, column)| column)
}

/// The last bracket that opens a value above a line and is not closed there, with the line it stands on.
pub(super) fn unclosed(text: &str, line: usize) -> Option<(char, usize)> {
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
