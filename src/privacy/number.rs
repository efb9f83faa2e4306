//! Numbers: groups of digits, read from left to right as the surest kind they can be.
use super::{
    Kind, Personal, account, card, national_id, organisation, phone,
    scan::{Scan, is_blanks},
};
use std::collections::{HashMap, HashSet};

/// The groups of digits from one place on, as far as they hang together.
pub(super) struct Groups<'s, 'a> {
    /// The text.
    pub scan: &'s Scan<'a>,
    /// First group, as a word of the text.
    pub from: usize,
    /// One past the last group.
    pub to: usize,
    /// Up to three words before, nearest first.
    pub before: Vec<String>,
    /// Whether the number right before was one for the telephone.
    pub beside_phone: bool,
}

/// What a number turned out to be.
pub(super) struct Reading {
    /// Groups it takes.
    pub groups: usize,
    /// Bytes before its first group that belong to it: `+`, `(+`, `NO93 `.
    pub lead: usize,
    /// What it is; nothing for numbers that are kept.
    pub kind: Option<Kind>,
}

impl Reading {
    /// Groups of a kind with nothing before them.
    pub fn of(groups: usize, kind: Kind) -> Self {
        Self { groups, lead: 0, kind: Some(kind) }
    }
}

/// Finds numbers of every kind.
pub(super) fn find(scan: &Scan, found: &mut Vec<Personal>) {
    let before = found.len();
    let mut at = 0;
    while at < scan.tokens.len() {
        if !scan.is_number(at) {
            if account::is_international(scan.word(at)) {
                found.push(Personal { start: scan.start(at), end: scan.end(at), kind: Kind::Account });
            }
            at += 1;
            continue;
        }
        let mut to = at + 1;
        while scan.is_number(to) && (joint(scan.gap(to)).is_some() || to == at + 1 && is_area(scan, to)) {
            to += 1;
        }
        while at < to {
            at += read(scan, at, to, found);
        }
    }
    let more = again(scan, &found[before..]);
    found.extend(more);
}

/// Fewer digits than this are written again as another number.
const TOLD: usize = 8;

/// Numbers that come back in one word without what told their kind: «fnr … og igjen …».
fn again(scan: &Scan, found: &[Personal]) -> Vec<Personal> {
    let digits =
        |p: &Personal| -> String { scan.text[p.start..p.end].chars().filter(char::is_ascii_digit).collect() };
    let known: HashMap<String, Kind> =
        found.iter().map(|p| (digits(p), p.kind)).filter(|(digits, _)| digits.len() >= TOLD).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let taken: HashSet<usize> = found.iter().map(|p| p.start).collect();
    let more = (0..scan.tokens.len()).filter_map(|at| {
        let kind = *known.get(scan.word(at))?;
        let (start, end) = (scan.start(at), scan.end(at));
        (!taken.contains(&start)).then_some(Personal { start, end, kind })
    });
    more.collect()
}

/// Reads one number and says how many groups are done with.
fn read(scan: &Scan, from: usize, to: usize, found: &mut Vec<Personal>) -> usize {
    let beside = |p: &Personal| p.kind == Kind::Phone && from > 0 && p.end == scan.end(from - 1);
    let beside_phone = found.last().is_some_and(beside);
    let groups = Groups { scan, from, to, before: scan.before(from), beside_phone };
    let reading = card::read(&groups)
        .or_else(|| national_id::read(&groups))
        .or_else(|| account::read(&groups))
        .or_else(|| organisation::read(&groups))
        .or_else(|| phone::read(&groups));
    let Some(reading) = reading else { return 1 };
    if let Some(kind) = reading.kind {
        let start = scan.start(from) - reading.lead;
        found.push(Personal { start, end: scan.end(from + reading.groups - 1), kind });
    }
    reading.groups
}

/// What may stand between the groups of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Blank,
    Dot,
    Hyphen,
    Bracket,
}

/// What stands between two groups, whatever its width and form.
fn joint(gap: &str) -> Option<Joint> {
    match gap {
        "." => Some(Joint::Dot),
        ") " | ")" => Some(Joint::Bracket),
        _ if gap == "-" || is_dash(gap) => Some(Joint::Hyphen),
        _ => is_blanks(gap).then_some(Joint::Blank),
    }
}

/// A hyphen other than the common one. As dashes they stand in spans of years and hours too.
pub(super) fn is_dash(gap: &str) -> bool {
    matches!(gap, "\u{2010}" | "\u{2011}" | "\u{2012}" | "\u{2013}")
}

/// An area code in brackets after the code of a country: `+49 (0)30`, `+1 (212)`.
fn is_area(scan: &Scan, at: usize) -> bool {
    scan.gap(at - 1).ends_with('+') && matches!(scan.gap(at), " (" | "(")
}

/// A year as people write it today.
pub(super) fn is_year(digits: &str) -> bool {
    digits.len() == 4 && digits.parse().is_ok_and(|year: u32| (1900..=2099).contains(&year))
}

impl Groups<'_, '_> {
    /// A group as written.
    pub fn group(&self, at: usize) -> &str {
        if self.from + at < self.to { self.scan.word(self.from + at) } else { "" }
    }

    /// Whether the next groups have these lengths and the same sign between them.
    pub fn is(&self, lengths: &[usize]) -> bool {
        let fits = lengths.iter().enumerate().all(|(at, length)| self.group(at).len() == *length);
        fits && (2..lengths.len()).all(|at| joint(self.joint(at)) == joint(self.joint(1)))
    }

    /// Whether something between so many groups fits.
    pub fn between(&self, groups: usize, fits: impl Fn(&str) -> bool) -> bool {
        (1..groups).any(|at| fits(self.joint(at)))
    }

    /// What stands before a group.
    pub fn joint(&self, at: usize) -> &str {
        self.scan.gap(self.from + at)
    }

    /// The digits of the next groups.
    pub fn digits(&self, groups: usize) -> String {
        (0..groups).map(|at| self.group(at)).collect()
    }

    /// What stands before the first group, since the word before it.
    pub fn lead(&self) -> &str {
        self.scan.gap(self.from)
    }

    /// What follows a number of so many groups.
    pub fn rest(&self, groups: usize) -> &str {
        &self.scan.text[self.scan.end(self.from + groups - 1)..]
    }

    /// Whether a word for a number stands right before, cut short, and one of some words before that: «f.nr.», «D-nummer».
    pub fn after_short(&self, words: &[&str]) -> bool {
        let [number, word, ..] = &self.before[..] else { return false };
        matches!(&**number, "nr" | "nummer") && words.contains(&&**word)
    }

    /// Whether a word before fits.
    pub fn after(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.before.iter().any(|w| fits(w))
    }
}

/// Digits of a number as values.
pub(super) fn values(digits: &str) -> Vec<u32> {
    digits.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// The control digit by modulus 11: what makes the weighted sum divisible. None where it would be ten.
pub(super) fn control(digits: &[u32], weights: &[u32]) -> Option<u32> {
    let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
    match (11 - sum % 11) % 11 {
        10 => None,
        digit => Some(digit),
    }
}
