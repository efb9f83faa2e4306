//! Numbers that belong together: «15–19», «femten til nitten», «15, 16 og 17», «16- og 17-».
use super::clues;
use super::items::{Item, Kind};

/// Numbers from one item to another, as spans that touch were joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    /// First item.
    pub first: usize,
    /// Last item, a number.
    pub last: usize,
    /// Spans with the items of their first and last number.
    pub spans: Vec<Span>,
}

/// A number or a span of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub low: u8,
    pub high: u8,
    pub first: usize,
    pub last: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    To,
    And,
}

/// Reads the numbers that begin at an item.
pub(super) fn read(items: &[Item], first: usize) -> Series {
    let value = number(items, first).unwrap_or_default();
    let mut spans = vec![Span { low: value, high: value, first, last: first }];
    let mut last = first;
    while let Some((join, next, value)) = follower(items, last) {
        let Some(span) = spans.last_mut() else { break };
        match join {
            Join::To if value > span.high => (span.high, span.last) = (value, next),
            Join::To => break,
            Join::And => spans.push(Span { low: value, high: value, first: next, last: next }),
        }
        last = next;
    }
    if items[..first].last().is_some_and(|item| item.word() == "mellom") && spans.len() == 2 {
        let (a, b) = (spans[0], spans[1]);
        if a.low < b.high {
            spans = vec![Span { high: b.high, last: b.last, ..a }];
        }
    }
    Series { first, last, spans: joined(&spans) }
}

/// Joins spans that follow on each other, so that «15, 16 og 17» is one.
fn joined(spans: &[Span]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.low == last.high + 1 => (last.high, last.last) = (span.high, span.last),
            _ => joined.push(*span),
        }
    }
    joined
}

fn number(items: &[Item], at: usize) -> Option<u8> {
    match items.get(at)?.kind {
        Kind::Number { value, .. } => Some(value),
        _ => None,
    }
}

/// The number that a number is joined to, if any.
fn follower(items: &[Item], last: usize) -> Option<(Join, usize, u8)> {
    if matches!(items[last].kind, Kind::Number { grown: true, .. }) {
        return None;
    }
    let mut at = last + 1;
    let word = |at: usize| items.get(at).map_or("", Item::word);
    let opens = || items[..last].last().map_or("", Item::word);
    let to = |at: usize| word(at) == "til" || (word(at) == "opp" && word(at + 1) == "til");
    let goes_on = |at: usize| {
        to(at)
            || items.get(at).is_some_and(|item| item.is('-'))
            || (word(at) == "og" && (to(at + 1) || opens() == "mellom"))
    };
    if word(at) == "år" && goes_on(at + 1) {
        at += 1;
    }
    let (join, next) = joint(items, at)?;
    let value = number(items, next)?;
    // «fylt 18 år – 20 personer»
    if at > last + 1 && clues::unit(word(next + 1)) && word(next + 1) != "år" {
        return None;
    }
    Some((join, next, value))
}

/// Reads what joins two numbers; returns where the second must stand.
fn joint(items: &[Item], mut at: usize) -> Option<(Join, usize)> {
    let word = |at: usize| items.get(at).map_or("", Item::word);
    let is = |at: usize, sign: char| items.get(at).is_some_and(|item| item.is(sign));
    let hyphen = is(at, '-');
    at += usize::from(hyphen) + usize::from(hyphen && is(at + 1, '-'));
    match word(at) {
        "til" if word(at + 1) == "og" && word(at + 2) == "med" => return Some((Join::To, at + 3)),
        "til" | "tom" => return Some((Join::To, at + 1)),
        "opp" if word(at + 1) == "til" => return Some((Join::To, at + 2)),
        "og" if word(at + 1) == "opp" && word(at + 2) == "til" => return Some((Join::To, at + 3)),
        "og" | "eller" | "samt" => return Some((Join::And, at + 1)),
        "el" => return Some((Join::And, at + 1 + usize::from(is(at + 1, '.')))),
        "t" if is(at + 1, '.') && word(at + 2) == "o" && word(at + 4) == "m" => {
            return Some((Join::To, at + 5 + usize::from(is(at + 5, '.'))));
        }
        _ => {}
    }
    match items.get(at)?.kind {
        Kind::Sign('/' | ',') => Some((Join::And, at + 1)),
        Kind::Number { .. } if hyphen => Some((Join::To, at)),
        _ => None,
    }
}
