//! Rewrite rules from nynorsk to bokmål for words that nothing else knows: `heimebuande` → `hjemmeboende`.
//!
//! The word is walked down the automaton of bokmål forms with a budget; only what ends in a known form counts.
//! A larger budget finds more and is right less often (98 % at 1.2, 90 % at 2.6).
use super::automaton::{Automaton, State};
use super::fold::{Letters, coded, first_eight};
use super::nynorsk::ENDINGS;
use std::sync::OnceLock;

static DATA: &str = include_str!("data/cognates.tsv");

/// Costs in tenths; up to this a rule is surer than a split.
pub const SURE: u32 = 6;
const BUDGET: u32 = 12;
const INFLECTION: u32 = 3;
/// Shorter words have too many neighbours.
const SHORTEST: usize = 5;

struct Rule {
    ending: bool,
    /// As a number with the first letter lowest, and the bits that are letters of it.
    from: u64,
    mask: u64,
    length: usize,
    to: Letters,
    cost: u32,
}

impl Rule {
    /// Nothing for one that rewrites no letter, or more than are compared at once.
    fn new(ending: bool, from: &[u8], to: &[u8], cost: u32) -> Option<Self> {
        let mask = u64::MAX.checked_shr(64_u32.checked_sub(8 * from.len() as u32)?)?;
        let (from, length) = (first_eight(from), from.len());
        Some(Self { ending, from, mask, length, to: Letters::from_slice(to), cost })
    }
}

/// The rules that can begin with a letter.
fn rules(letter: u8) -> &'static [Rule] {
    static RULES: OnceLock<Vec<Vec<Rule>>> = OnceLock::new();
    let by_letter = RULES.get_or_init(|| {
        let inflection = |(from, to): &(&[u8], &[u8])| Rule::new(true, from, to, INFLECTION);
        let mut by_letter: Vec<Vec<Rule>> = (0..256).map(|_| Vec::new()).collect();
        for rule in DATA.lines().skip(1).filter_map(rule).chain(ENDINGS.iter().filter_map(inflection)) {
            by_letter[rule.from as usize & 0xFF].push(rule);
        }
        by_letter
    });
    &by_letter[usize::from(letter)]
}

fn rule(line: &str) -> Option<Rule> {
    let mut fields = line.split('\t');
    let ending = fields.next()? == "ending";
    let (from, to) = (coded(fields.next()?)?, coded(fields.next()?)?);
    let (whole, tenth) = fields.next()?.split_once('.').unwrap_or((line.rsplit('\t').next()?, "0"));
    let cost = whole.parse::<u32>().ok()? * 10 + tenth.parse::<u32>().ok()?;
    Rule::new(ending, &from, &to, cost)
}

/// Bokmål forms that a word can be rewritten to, with the cost, cheapest first; at most three.
pub fn forms(lexicon: &Automaton, word: &[u8]) -> Vec<(Letters, u32)> {
    let mut walk = Walk { lexicon, word, form: Letters::new(), found: Vec::new() };
    if (SHORTEST..=40).contains(&word.len()) {
        walk.from(Automaton::root(), 0, 0);
    }
    walk.found.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    walk.found.dedup_by(|a, b| a.0 == b.0);
    let cheapest = walk.found.first().map_or(0, |f| f.1);
    walk.found.retain(|f| f.1 == cheapest);
    walk.found.truncate(3);
    walk.found
}

struct Walk<'a> {
    lexicon: &'a Automaton,
    word: &'a [u8],
    form: Letters,
    found: Vec<(Letters, u32)>,
}

impl Walk<'_> {
    fn from(&mut self, state: State, at: usize, cost: u32) {
        let rest = &self.word[at..];
        if rest.is_empty() {
            if self.lexicon.value(state).is_some() {
                self.found.push((self.form.clone(), cost));
            }
            return;
        }
        let eight = first_eight(rest);
        for rule in rules(rest[0]) {
            let fits = eight & rule.mask == rule.from && (!rule.ending || rest.len() == rule.length);
            if fits && (at > 0 || rule.length > 1) && cost + rule.cost <= BUDGET {
                self.step(state, &rule.to, at + rule.length, cost + rule.cost);
            }
        }
        self.step(state, &rest[..1], at + 1, cost);
    }

    fn step(&mut self, state: State, letters: &[u8], at: usize, cost: u32) {
        let Some(next) = self.lexicon.steps(state, letters) else { return };
        let before = self.form.len();
        self.form.extend_from_slice(letters);
        self.from(next, at, cost);
        self.form.truncate(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norwegian::lexicon::lexicon;

    #[test]
    fn an_ending_is_rewritten_at_the_end() {
        let rewritten = |word: &[u8]| forms(lexicon().forms(), word).into_iter().map(|(form, _)| form);
        assert!(rewritten(b"forskjelleg").any(|form| form[..] == *b"forskjellig"));
        assert!(rewritten(b"umr:de").all(|form| form[..] != *b"omr:de"));
    }

    #[test]
    fn no_rule_is_longer_than_what_is_compared_at_once() {
        let rules: usize = (0..=255).map(|letter| rules(letter).len()).sum();
        assert_eq!(rules, DATA.lines().skip(1).count() + ENDINGS.len());
    }
}
