//! Acronyms and abbreviations: our own list, and the written case that tells `EM` from `em`.
use super::fold::lowered;
use super::hash::Quickly;
use std::{collections::HashMap, sync::OnceLock};

static DATA: &str = include_str!("data/acronyms.tsv");

/// Inflection and genitive after an acronym, with or without a hyphen.
const ENDINGS: &[&str] = &["s", "en", "et", "er", "a", "ene", "ane", "ar", "ens", "ets", "enes"];

/// What the list says of an abbreviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Only in capitals.
    pub capitals: bool,
    /// The words it stands for.
    pub full: Vec<&'static str>,
}

/// Bytes of the longest in the list.
const LONGEST: usize = 6;

/// Bytes of the longest ending: no longer word than both together is one without a hyphen.
const LONGEST_ENDING: usize = 4;

fn list() -> &'static HashMap<&'static str, Short, Quickly> {
    static LIST: OnceLock<HashMap<&'static str, Short, Quickly>> = OnceLock::new();
    LIST.get_or_init(|| DATA.lines().skip(1).filter_map(row).collect())
}

fn row(line: &'static str) -> Option<(&'static str, Short)> {
    let mut fields = line.split('\t');
    let short = fields.next()?;
    let capitals = fields.next()? == "capitals";
    Some((short, Short { capitals, full: fields.next().unwrap_or_default().split_whitespace().collect() }))
}

/// The list's row for a word as written, and the acronym without its ending in lower case.
pub fn known(word: &str) -> Option<(String, &'static Short)> {
    if word.len() > LONGEST + LONGEST_ENDING && !word.contains('-') {
        return None;
    }
    let lower = lowered(word);
    let found = |base: &str| -> Option<(String, &'static Short)> {
        let short = list().get(base)?;
        let capitals = word.chars().take(base.chars().count()).all(|c| !c.is_lowercase());
        (capitals || !short.capitals).then(|| (base.to_string(), short))
    };
    let bare = |end: &&str| found(lower.strip_suffix(*end)?.trim_end_matches('-'));
    found(&lower).or_else(|| ENDINGS.iter().find_map(bare))
}

/// Where an acronym in small letters ends that a longer word begins with: `navansatt` → 3.
pub fn begins(lower: &str) -> Option<usize> {
    const SHORTEST_REST: usize = 5;
    let ends = (3..=LONGEST).filter(|end| lower.len() >= end + SHORTEST_REST && lower.is_char_boundary(*end));
    ends.into_iter().find(|end| {
        let short = list().get(&lower[..*end]);
        short.is_some_and(|short| !short.capitals && short.full.is_empty())
    })
}

/// Whether a last part after a hyphen is only an ending: `NAV-en`, `DPS-er`.
pub fn is_ending(part: &str) -> bool {
    ENDINGS.contains(&part)
}

/// Where capitals end inside a word: `NAVkontoret` → 3. At least two capitals, then two small letters.
pub fn capitals_end(word: &str) -> Option<usize> {
    let end = word.find(char::is_lowercase)?;
    let capitals = word[..end].chars().filter(|c| c.is_uppercase()).count();
    (capitals >= 2 && word[end..].chars().count() >= 2).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_longer_word_is_in_the_list() {
        let longest = |words: &mut dyn Iterator<Item = &str>| words.map(str::len).max();
        let ending = longest(&mut ENDINGS.iter().copied());
        assert_eq!(longest(&mut list().keys().copied()).zip(ending), Some((6, 4)));
        // in the letters of the list, lower case takes as many bytes as capitals
        assert!(known("BANKIDENES").is_some() && known("bankidenesx").is_none());
    }
}
