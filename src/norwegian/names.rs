//! Names that are no words: whole, whatever they look like.
use super::fold::{Letters, coded, folded};
use super::hash::Quickly;
use std::collections::HashSet;
use std::sync::OnceLock;

static DATA: &str = include_str!("data/names.txt");

fn names() -> &'static HashSet<Letters, Quickly> {
    static NAMES: OnceLock<HashSet<Letters, Quickly>> = OnceLock::new();
    let lines = || DATA.lines().filter(|line| !line.starts_with('#'));
    NAMES.get_or_init(|| {
        lines().flat_map(str::split_whitespace).filter_map(|name| coded(&folded(name))).collect()
    })
}

/// Whether a word is a name, in the genitive or not: Ullensaker is no sak.
pub fn is_name(word: &[u8]) -> bool {
    names().contains(word) || word.strip_suffix(b"s").is_some_and(|name| names().contains(name))
}
