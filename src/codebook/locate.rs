//! From a place in a rule's text to the place in the YAML source that holds it.
use super::offered::is_block;
use std::ops::Range;

/// The bytes of `source` that hold characters `at` of a scalar that begins at byte `from`.
///
/// Follows it character by character, over lines too: where YAML joins lines, blanks stand for blanks. Where an escape or
/// something else is in the way, the first line of the scalar is the answer, which is still the right rule.
pub(super) fn locate(source: &str, from: usize, value: &str, at: Range<usize>) -> Range<usize> {
    let rest = source.get(from..).unwrap_or("");
    let places = match rest.chars().next() {
        _ if is_block(source, from) => places(rest, value, None),
        Some('\'') => places(&rest[1..], value, Some("''")),
        Some('"') => places(&rest[1..], value, Some("\\\"")),
        _ => places(rest, value, None),
    };
    let shift = from + usize::from(rest.starts_with(['\'', '"']) && !is_block(source, from));
    match places {
        Some(places) => {
            let byte = |i: usize| shift + places[i.min(places.len() - 1)];
            byte(at.start)..byte(at.end.max(at.start + 1)).max(byte(at.start))
        }
        None => from..from + rest.lines().next().map_or(0, str::len),
    }
}

/// Byte of every character of a scalar, with one more for its end; `doubled` is how it writes a mark that would end it.
fn places(rest: &str, value: &str, doubled: Option<&str>) -> Option<Vec<usize>> {
    let mut places = Vec::new();
    let (mut at, mut blank) = (0, false);
    for c in value.chars() {
        let own = rest.get(at..)?;
        if c.is_whitespace() {
            // the blanks of a line's end and of the next one's beginning are passed with the next letter
            places.push(at);
            at += if own.starts_with(c) { c.len_utf8() } else { 0 };
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            at += own.len() - own.trim_start().len();
        }
        let own = rest.get(at..)?;
        places.push(at);
        at += match doubled.filter(|doubled| doubled.ends_with(c) && own.starts_with(doubled)) {
            Some(doubled) => doubled.len(),
            None if own.starts_with(c) && (c != '\\' || doubled != Some("\\\"")) => c.len_utf8(),
            None if own.starts_with("\\\\") && c == '\\' => 2,
            None => return None,
        };
    }
    places.push(at);
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::locate;

    #[test]
    fn places_in_every_kind_of_scalar() {
        let found = |source: &str, from, value: &str, at| {
            let bytes = locate(source, from, value, at);
            source[bytes].to_string()
        };
        assert_eq!(found("any: bolig | hus", 5, "bolig | hus", 8..11), "hus");
        assert_eq!(found("- 'ring ''x'' nå'", 2, "ring 'x' nå", 9..11), "nå");
        assert_eq!(found(r#"- "a \"b c\" & d""#, 2, "a \"b c\" & d", 10..11), "d");
        assert_eq!(found("- >\n  a &\n  b\n", 6, "a & b\n", 4..5), "b");
        assert_eq!(found("- |\r\n  a &\r\n    b\r\n", 7, "a &\n  b\n", 6..7), "b");
        assert_eq!(found("- a &\n\n  bc", 2, "a &\nbc", 4..6), "bc");
        assert_eq!(found("- 'a\n  ''b'' c'", 2, "a 'b' c", 6..7), "c");
        // an escape that is not followed
        assert_eq!(found(r#"- "a \x62 c""#, 2, "a b c", 4..5), r#""a \x62 c""#);
    }
}
