//! Markers of list items: `-`, `•`, `1.`, `2)`, `a)`.

/// What a list item begins with, told from the order it needs to be believed in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// `•` and its like, which stand for nothing else.
    Bullet,
    /// `-` or `*` before a space or a word: an item only at the head of a line.
    Dash,
    /// `3)` or `c)`, with its place in the order.
    Closed(u8, bool),
    /// `3.`, an ordinal as often as an item.
    Dotted(u8),
}

/// The marker that a piece of text begins with, and its length.
pub(super) fn marker(text: &str) -> Option<(Marker, usize)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    match first {
        '•' | '·' | '●' | '▪' | '◦' | '‣' | '■' | '➢' | '\u{f0b7}' => {
            return Some((Marker::Bullet, first.len_utf8()));
        }
        '-' | '*' | '–' | '—' => {
            let second = chars.next()?;
            let item = second.is_whitespace() || second.is_alphabetic();
            return item.then_some((Marker::Dash, first.len_utf8()));
        }
        _ => {}
    }
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let letter = digits == 0 && first.is_ascii_lowercase();
    let length = if letter { 1 } else { digits };
    if length == 0 || length > 2 {
        return None;
    }
    let order = if letter { first as u8 - b'a' + 1 } else { text[..length].parse().ok()? };
    let sign = text[length..].chars().next()?;
    let tail = text[length + sign.len_utf8()..].chars().next();
    match sign {
        ')' if tail.is_none_or(|c| !c.is_numeric()) => Some((Marker::Closed(order, letter), length + 1)),
        '.' if !letter && tail.is_none_or(|c| c.is_whitespace() || c.is_alphabetic()) => {
            Some((Marker::Dotted(order), length + 1))
        }
        _ => None,
    }
}
