//! The commonest lemmas: what a misspelt word is, rather than a rare word or a compound of small parts.
use super::automaton::{Automaton, State};
use super::fold::{Letters, coded};
use super::hash::Quickly;
use super::lexicon::Lexicon;
use super::spelling;
use std::collections::HashSet;
use std::sync::OnceLock;

static DATA: &str = include_str!("data/core.txt");

/// More forms than this mean nothing.
const MANY: usize = 4;
/// A shorter word with a capital is rather a name.
const NAME: usize = 8;

fn lemmas() -> &'static HashSet<Letters, Quickly> {
    static LEMMAS: OnceLock<HashSet<Letters, Quickly>> = OnceLock::new();
    LEMMAS.get_or_init(|| DATA.lines().filter_map(coded).collect())
}

/// Whether a form is one of a common lemma.
pub fn is_known(lexicon: &Lexicon, form: &[u8]) -> bool {
    lexicon.entries(form).iter().any(|entry| lemmas().contains(&entry.of(form)[..]))
}

/// Forms of common lemmas that an unknown word may have been meant to be: the same without æ, ø and å, or one slip away, if no
/// likelier one leads to another word.
pub fn meant(lexicon: &Lexicon, word: &[u8]) -> Vec<Letters> {
    if word.len() < spelling::SHORTEST {
        return Vec::new();
    }
    let mut found = bare(lexicon, word);
    if found.is_empty() {
        let slips = spelling::whole(lexicon, word);
        let best = slips.iter().map(|(_, slip)| *slip).min();
        let likeliest = slips.into_iter().filter(|(_, slip)| Some(*slip) == best).map(|(form, _)| form);
        found = likeliest.filter(|form| is_known(lexicon, form)).collect();
    }
    found.sort();
    found.dedup();
    if found.len() > MANY { Vec::new() } else { found }
}

/// The same for a word with a capital, which may be a name.
pub fn meant_by_name(lexicon: &Lexicon, word: &[u8]) -> Vec<Letters> {
    if word.len() < NAME { Vec::new() } else { meant(lexicon, word) }
}

/// Forms of common lemmas that are written so on a keyboard without æ, ø and å: `soknad`, `sporsmal`.
fn bare(lexicon: &Lexicon, word: &[u8]) -> Vec<Letters> {
    let mut walk = Walk { forms: lexicon.forms(), word, form: Letters::new(), found: Vec::new() };
    if word.iter().all(u8::is_ascii_lowercase) {
        walk.from(Automaton::root());
    }
    walk.found.retain(|form| form[..] != *word && is_known(lexicon, form));
    walk.found
}

struct Walk<'a> {
    forms: &'a Automaton,
    word: &'a [u8],
    form: Letters,
    found: Vec<Letters>,
}

impl Walk<'_> {
    fn from(&mut self, state: State) {
        let Some(letter) = self.word.get(self.form.len()) else {
            if self.forms.value(state).is_some() {
                self.found.push(self.form.clone());
            }
            return;
        };
        let others: &[u8] = match letter {
            b'a' => b":/",
            b'o' => b"=",
            _ => b"",
        };
        for other in std::iter::once(letter).chain(others) {
            if let Some(next) = self.forms.step(state, *other) {
                self.form.push(*other);
                self.from(next);
                self.form.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::norwegian::fold::decoded;
    use crate::norwegian::lexicon::lexicon;

    #[test]
    fn a_misspelt_word_is_a_common_one() {
        let of = |word: &str| -> Vec<String> {
            let word = coded(word).unwrap();
            meant(lexicon(), &word).iter().map(|form| decoded(form).to_string()).collect()
        };
        for (word, wanted) in [
            ("komune", "kommune"),
            ("kompetase", "kompetanse"),
            ("barbehage", "barnehage"),
            ("fatlege", "fastlege"),
            ("soknad", "søknad"),
            ("sporsmal", "spørsmål"),
            ("okonomi", "økonomi"),
        ] {
            assert_eq!(of(word), [wanted], "{word}");
        }
        assert!(of("blørfen").is_empty() && of("kom").is_empty());
        assert!(lemmas().len() > 2000);
    }
}
