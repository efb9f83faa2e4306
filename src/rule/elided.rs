//! Compounds that share their last part: the boligmangel of «bolig- og personalmangel».
use super::atoms::AtomId;
use super::operators::{Match, Scene};
use super::reading::{Hit, Reading};
use crate::norwegian::tokens::is_hyphen;

/// Words from the first part to the compound whose end it shares, at most: «barne-, ungdoms-, fritids- og/eller
/// familiearbeid» has six.
pub(super) const LONGEST: u32 = 8;

/// Words between the last of the first parts and the compound.
const AND: [&str; 3] = ["og", "eller", "samt"];

/// Where a first part stands that waits for its last part, and the compound that has it comes.
pub(super) fn elided(first: AtomId, last: AtomId, scene: Scene) -> Vec<Match> {
    let found = scene.hits(first).filter_map(|begin| {
        let (from, to) = compound_after(begin, scene.reading)?;
        let end = scene.hits_from(last, from).take_while(|end| end.first < to).find(|end| end.last <= to)?;
        Some(Match::of(begin).with(&Match::of(end)))
    });
    found.collect()
}

/// The words of the compound that a first part waits for: the first and one past the last, for it may have hyphens.
fn compound_after(begin: Hit, reading: &Reading) -> Option<(u32, u32)> {
    let before = |word: u32| {
        let [last, next] = [word - 1, word].map(|word| reading.tokens.get(word as usize));
        Some(&reading.text[last?.end as usize..next?.start as usize])
    };
    let is_and = |word: u32| {
        AND.iter().any(|and| reading.tokens[word as usize].text(reading.text).eq_ignore_ascii_case(and))
    };
    let mut at = begin.last;
    let mut joined = waits(before(at)?)?;
    while at < begin.first + LONGEST {
        while is_and(at) {
            (at, joined) = (at + 1, true);
            before(at).filter(|gap| matches!(gap.trim(), "" | "/"))?;
        }
        let parts = reading.tokens[at as usize + 1..].iter().take_while(|word| word.joined);
        let end = at + 1 + parts.count() as u32;
        match before(end).and_then(waits) {
            // one more first part
            Some(signed) => (at, joined) = (end, signed),
            None => return (joined && end <= begin.first + LONGEST).then_some((at, end)),
        }
    }
    None
}

/// Whether a word waits for its last part, by what stands between it and the next; and whether a sign there says «og».
pub(super) fn waits(gap: &str) -> Option<bool> {
    let rest = gap.strip_prefix(is_hyphen)?;
    match rest.trim() {
        "" | "," => (!rest.is_empty()).then_some(false),
        "/" | "&" | "+" => Some(true),
        _ => None,
    }
}
