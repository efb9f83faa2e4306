//! Measures of the word analysis on lists with known answers: used by the test and by the bench.
use fritekst::norwegian::{Role, analyse, rule_keys};
use std::collections::BTreeSet;

/// Rows of a tab-separated file without its first line.
pub fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).filter(|l| !l.is_empty()).map(|l| l.split('\t').collect())
}

/// Joints that hit, joints found, joints there, and the words that went wrong.
pub fn joints(text: &str) -> (usize, usize, usize, Vec<String>) {
    let (mut hit, mut found, mut gold, mut wrong) = (0, 0, 0, Vec::new());
    for row in rows(text) {
        let seen = analyse(row[0]).parts.join("|");
        let (ours, theirs) = (places(&seen), places(row[1]));
        hit += ours.intersection(&theirs).count();
        found += ours.len();
        gold += theirs.len();
        if ours != theirs {
            wrong.push(format!("{} for {}", seen, row[1]));
        }
    }
    (hit, found, gold, wrong)
}

/// Places of joints, counted in letters.
fn places(split: &str) -> BTreeSet<usize> {
    let mut letters = 0;
    let mut found = BTreeSet::new();
    for c in split.chars() {
        match c {
            '|' => drop(found.insert(letters)),
            '-' => {}
            _ => letters += 1,
        }
    }
    found
}

/// Whether a rule's word takes a word, in any form or as any part of a compound; the stem only if asked.
pub fn takes(rule: &str, word: &str, stem: bool) -> bool {
    let asked = rule_keys(rule);
    analyse(word).keys.iter().any(|k| asked.contains(&k.text) && (stem || !k.text.starts_with('^')))
}

/// Whether a word is one of the forms of a rule's word, compounds left out.
pub fn same(rule: &str, word: &str) -> bool {
    let asked = rule_keys(rule);
    let whole = |k: &&fritekst::norwegian::Key| k.role == Role::Whole && !k.text.starts_with('^');
    analyse(word).keys.iter().filter(whole).any(|k| asked.contains(&k.text))
}

/// Pairs of a nynorsk and a bokmål lemma (several with a blank) that do not reach each other.
pub fn strangers(text: &str) -> (usize, Vec<String>) {
    let mut all = 0;
    let mut apart = Vec::new();
    for row in rows(text) {
        all += 1;
        if !row[1].split(' ').any(|nb| same(nb, row[0])) {
            apart.push(format!("{} {}", row[0], row[1]));
        }
    }
    (all, apart)
}

/// Words to take and missed, words to leave and taken, of a table of rule, words, words.
pub fn cases(text: &str) -> Cases {
    let mut found = Cases::default();
    for row in rows(text) {
        for word in row[1].split_whitespace() {
            found.takes += 1;
            if !takes(row[0], word, true) {
                found.missed.push(format!("{} {word}", row[0]));
            }
        }
        for word in row.get(2).copied().unwrap_or_default().split_whitespace() {
            found.leaves += 1;
            if takes(row[0], word, true) {
                found.false_hits.push(format!("{} {word}", row[0]));
            }
        }
    }
    found
}

/// What [`cases`] found.
#[derive(Debug, Default)]
pub struct Cases {
    /// Words to take.
    pub takes: usize,
    /// Words to leave.
    pub leaves: usize,
    /// Words to take that were not.
    pub missed: Vec<String>,
    /// Words to leave that were taken.
    pub false_hits: Vec<String>,
}
