//! From a place in a rule's text to the place in the YAML source that holds it.
use std::ops::Range;

/// The bytes of `source` that hold characters `at` of a scalar that begins at byte `from`.
///
/// Follows plain and quoted scalars on one line character by character; for block scalars and folded
/// lines the first line of the scalar is the answer, which is still the right rule.
pub(super) fn locate(source: &str, from: usize, value: &str, at: Range<usize>) -> Range<usize> {
    let rest = source.get(from..).unwrap_or("");
    let places = match rest.chars().next() {
        Some('\'') => quoted(&rest[1..], value, "''"),
        Some('"') => quoted(&rest[1..], value, "\\\""),
        _ => plain(rest, value),
    };
    let shift = from + usize::from(rest.starts_with(['\'', '"']));
    match places {
        Some(places) => {
            let byte = |i: usize| shift + places[i.min(places.len() - 1)];
            byte(at.start)..byte(at.end.max(at.start + 1)).max(byte(at.start))
        }
        None => from..from + rest.lines().next().map_or(0, str::len),
    }
}

/// Byte of every character of a plain scalar, with one more for its end.
fn plain(rest: &str, value: &str) -> Option<Vec<usize>> {
    rest.starts_with(value).then(|| {
        let places = value.char_indices().map(|(i, _)| i);
        places.chain([value.len()]).collect()
    })
}

/// The same for a quoted scalar, in which one character is written as `doubled`.
fn quoted(rest: &str, value: &str, doubled: &str) -> Option<Vec<usize>> {
    let single = doubled.chars().next_back()?;
    let mut places = Vec::new();
    let mut at = 0;
    for c in value.chars() {
        places.push(at);
        if c == single && rest[at..].starts_with(doubled) {
            at += doubled.len();
        } else if rest[at..].starts_with(c) {
            at += c.len_utf8();
        } else if rest[at..].starts_with("\\\\") && c == '\\' {
            at += 2;
        } else {
            return None;
        }
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
        assert_eq!(found("- >\n  a &\n  b\n", 2, "a & b\n", 4..5), ">");
    }
}
