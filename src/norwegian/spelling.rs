//! Slips in words that nothing else knows: one letter too many, too few, wrong, or two swapped.
use super::automaton::{Automaton, State};
use super::fold::{Letters, joined};
use super::lexicon::Lexicon;
use std::cell::RefCell;

/// Ungated, corrections are wrong twice as often as right; six letters and the first one right are the gate.
pub const SHORTEST: usize = 6;
const LONGEST: usize = 40;
/// The parts of a misspelt compound are at least this long.
const PART: usize = 5;
/// A word with a capital that has as many letters begins a sentence more often than it is a name.
const LONG: usize = 9;
/// More corrections than this mean nothing.
const MANY: usize = 4;

/// How likely a slip is; only the likeliest kind found counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// A letter doubled or not doubled.
    Common,
    /// Two neighbours swapped.
    Swapped,
    /// Any other letter missing or in excess.
    Length,
    /// Another letter.
    Other,
}

/// The known forms one slip away from an unknown word; none if they are too many to mean anything.
/// Slips less likely than `least` lead nowhere.
pub fn forms(lexicon: &Lexicon, word: &[u8], least: Slip) -> Vec<Letters> {
    let found = whole(lexicon, word);
    let best = found.iter().map(|f| f.1).min();
    let mut forms: Vec<_> = found.into_iter().filter(|f| Some(f.1) == best).map(|f| f.0).collect();
    forms.sort();
    forms.dedup();
    let doubtful = best.is_some_and(|best| best > least);
    if forms.len() > MANY || doubtful { Vec::new() } else { forms }
}

/// Compounds one slip away from a long unknown word: one part is known, the other nearly.
pub fn compounds(lexicon: &Lexicon, word: &[u8], least: Slip) -> Vec<Letters> {
    if !(2 * PART..=LONGEST).contains(&word.len()) {
        return Vec::new();
    }
    let known = lexicon.known_end(word);
    let mut found = Vec::new();
    for at in PART..=word.len() - PART {
        let (first, last) = word.split_at(at);
        let head = lexicon.entries(last).iter().any(|e| lexicon.head_cost_of(last, &e).is_some());
        if head {
            let near = walk(lexicon.modifiers(), first, PART, first.len());
            found.extend(near.into_iter().map(|(f, slip)| (slip, joined(&f, last))));
        }
        if lexicon.modifier_lemmas(first).is_some_and(|lemmas| !lemmas.is_empty()) {
            let near = walk(lexicon.forms(), last, PART, known);
            found.extend(near.into_iter().map(|(f, slip)| (slip, joined(first, &f))));
        }
    }
    found.sort();
    found.dedup();
    let best = found.first().map(|f| f.0).filter(|best| *best <= least);
    let same = found.into_iter().filter(|f| Some(f.0) == best);
    let words: Vec<_> = same.map(|f| f.1).collect();
    if words.len() > MANY { Vec::new() } else { words }
}

/// The least likely slip that counts for a word that is not known. One with a capital may be a name, the shorter the likelier,
/// and names differ from words in one letter more often than words are written so.
pub fn least(word: &[u8], capital: bool) -> Slip {
    match capital {
        false => Slip::Other,
        true if word.len() < LONG => Slip::Common,
        true => Slip::Length,
    }
}

/// Whether some slip leads to a known form.
pub fn is_slip(lexicon: &Lexicon, word: &[u8]) -> bool {
    !whole(lexicon, word).is_empty()
}

/// Whether one of the commonest slips does.
pub fn is_common_slip(lexicon: &Lexicon, word: &[u8]) -> bool {
    whole(lexicon, word).iter().any(|(_, slip)| *slip <= Slip::Swapped)
}

/// Forms with the slips that lead to them.
pub type Slips = Vec<(Letters, Slip)>;

thread_local! {
    /// The word asked about last and its slips: each unknown word is asked about twice, and the walk is long.
    static LAST: RefCell<(Letters, Slips)> = RefCell::default();
}

/// The slips of a whole word; there is one automaton of whole words.
pub fn whole(lexicon: &Lexicon, word: &[u8]) -> Slips {
    LAST.with_borrow_mut(|(last, found)| {
        if last[..] != *word {
            *found = walk(lexicon.forms(), word, SHORTEST, lexicon.known_end(word));
            *last = Letters::from_slice(word);
        }
        found.clone()
    })
}

/// Slips in a word of which some form of the automaton may end in the last `known` letters, and in no more.
fn walk(lexicon: &Automaton, word: &[u8], shortest: usize, known: usize) -> Slips {
    if !(shortest..=LONGEST).contains(&word.len()) || word.iter().any(u8::is_ascii_digit) {
        return Vec::new();
    }
    let from = word.len().saturating_sub(known);
    let mut walk = Walk { lexicon, word, from, form: Letters::new(), found: Vec::new() };
    walk.letter(Automaton::root(), word[0], 1);
    walk.found
}

struct Walk<'a> {
    lexicon: &'a Automaton,
    word: &'a [u8],
    /// What stands before this letter is the end of no form, so that a slip must lie there.
    from: usize,
    form: Letters,
    found: Slips,
}

impl Walk<'_> {
    /// With no slip so far, the letters before `at` being read.
    fn from(&mut self, state: State, at: usize) {
        let rest = &self.word[at..];
        if let Some(letter) = rest.first() {
            self.letter(state, *letter, at + 1);
            if self.from <= at + 1 {
                let double = self.word[at - 1] == *letter;
                self.exactly(state, at + 1, if double { Slip::Common } else { Slip::Length });
            }
        }
        if let [a, b, ..] = rest
            && a != b
            && self.from <= at + 2
        {
            self.swapped(state, *a, *b, at);
        }
        if self.from <= at + 1 {
            self.other(state, at);
        }
    }

    /// Another letter before or instead of the one at `at`.
    fn other(&mut self, state: State, at: usize) {
        let next = self.word.get(at).copied();
        for (letter, to) in self.lexicon.onward(state) {
            self.form.push(letter);
            // most letters lead nowhere, which is seen before anything is tried
            if self.from <= at && next.is_none_or(|next| self.lexicon.leads_on(to, next)) {
                let doubled = self.word[at - 1] == letter;
                self.exactly(to, at, if doubled { Slip::Common } else { Slip::Length });
            }
            if next.is_some_and(|next| next != letter) {
                self.exactly(to, at + 1, Slip::Other);
            }
            self.form.pop();
        }
    }

    /// After its slip, a word goes on as written.
    #[inline]
    fn exactly(&mut self, state: State, at: usize, slip: Slip) {
        let rest = &self.word[at..];
        let end = self.lexicon.steps(state, rest);
        if end.is_some_and(|end| self.lexicon.value(end).is_some()) {
            self.found.push((joined(&self.form, rest), slip));
        }
    }

    fn letter(&mut self, state: State, letter: u8, at: usize) {
        let Some(next) = self.lexicon.step(state, letter) else { return };
        self.form.push(letter);
        self.from(next, at);
        self.form.pop();
    }

    fn swapped(&mut self, state: State, a: u8, b: u8, at: usize) {
        let Some(next) = self.lexicon.steps(state, &[b, a]) else { return };
        self.form.extend_from_slice(&[b, a]);
        self.exactly(next, at + 2, Slip::Swapped);
        self.form.truncate(self.form.len() - 2);
    }
}
