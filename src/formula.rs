//! Cells that a spreadsheet would run: an apostrophe goes before them when they are written, and is taken away when
//! they are read. Apart, since what is written and what is read must agree.
use std::borrow::Cow;

/// What begins a formula, as typed in the West and in East Asia.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What stands between cells or rows, in one country or another.
const SEPARATORS: [char; 5] = [';', ',', '\t', '\r', '\n'];

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before = + - @, tab and line end.
///
/// The convention of the OWASP page on CSV injection; numbers keep their sign. A spreadsheet that takes another
/// separator than ours, as the Norwegian ones do, cuts the cell at it, so that a part of it may begin one: such a part
/// is guarded too where it could do more than compute.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let places = places(cell);
    if places.is_empty() {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len() + places.len());
    let mut from = 0;
    for at in places {
        out.extend([&cell[from..at], "'"]);
        from = at;
    }
    Cow::Owned(out + &cell[from..])
}

/// The cell as it was before [`harmless`].
pub(crate) fn original(cell: &str) -> Cow<'_, str> {
    // nearly all cells are short and have none: a search made for long texts takes longer than a look at each byte
    if cell.bytes().all(|byte| byte != b'\'') {
        return Cow::Borrowed(cell);
    }
    let bare = |part: &str, acts: fn(&str) -> bool| part.strip_prefix('\'').is_some_and(acts);
    let mut out = String::with_capacity(cell.len());
    for (n, part) in parts(cell).enumerate() {
        let guarded = if n == 0 { bare(cell, runs) } else { bare(part, acts) };
        out.push_str(if guarded { &part[1..] } else { part });
    }
    if out.len() == cell.len() { Cow::Borrowed(cell) } else { Cow::Owned(out) }
}

/// Where an apostrophe must go: byte offsets, in order.
fn places(cell: &str) -> Vec<usize> {
    let mut at = 0;
    let mut places = Vec::new();
    // the signs of East Asia begin with this byte; most cells have none of all these
    if !cell.bytes().any(|byte| matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n' | 0xEF)) {
        return places;
    }
    if runs(cell) {
        places.push(0);
    }
    for (n, part) in parts(cell).enumerate() {
        if n > 0 && acts(part) {
            places.push(at);
        }
        at += part.len();
    }
    places
}

/// The parts of a cell that some separator leaves, each with the separator that ends it.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split_inclusive(SEPARATORS)
}

/// Whether a cell begins a formula. One names something: a lone dash stays a dash.
fn runs(cell: &str) -> bool {
    let begins = cell.starts_with(['\t', '\r', '\n']) || begun(cell).starts_with(SIGNS);
    begins && cell.chars().any(char::is_alphanumeric) && !is_number(cell)
}

/// Whether a part of a cell, were it one, would call, fetch or start something. Lines that begin with a dash are common
/// in answers, and most can only be an error.
fn acts(part: &str) -> bool {
    begun(part).starts_with(SIGNS) && part.contains(['(', '|', '!'])
}

/// A text without what a spreadsheet may pass over before a formula.
fn begun(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\u{feff}' | '\u{200b}'..='\u{200f}')
    })
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim_start_matches(' ');
    cell.parse::<f64>().is_ok()
        || (cell.matches(',').count() == 1 && cell.replace(',', ".").parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded_and_given_back() {
        let cases = [
            ("=1+1", "'=1+1"),
            (" \u{a0}=1+1", "' \u{a0}=1+1"),
            ("＝1+1", "'＝1+1"),
            ("\r=1", "'\r=1"),
            ("\tbolig", "'\tbolig"),
            ("\n\n-a;b", "'\n\n-a;b"),
            ("- tolk", "'- tolk"),
            ("\u{feff}@SUM(1)", "'\u{feff}@SUM(1)"),
            ("bolig;=cmd|' /C calc'!A0;x", "bolig;'=cmd|' /C calc'!A0;x"),
            ("bolig\n\"+SUM(1,2)", "bolig\n'\"+SUM(1,2)"),
            ("=a;=b(1)", "'=a;'=b(1)"),
        ];
        for (cell, wanted) in cases {
            assert_eq!(harmless(cell), wanted);
            assert_eq!(original(wanted), cell);
        }
    }

    #[test]
    fn numbers_dashes_and_lists_stay_as_they_are() {
        for cell in
            ["-", "-5", "-0,5", "+1e3", " -5", "--", "a-b", "bolig;-mangel", "ting:\n- tolk\n- bolig", "'s"]
        {
            assert_eq!(harmless(cell), cell);
            assert_eq!(original(cell), cell);
        }
    }
}
