//! How far a name reaches once it has begun.
use super::{
    context,
    shape::{has_genitive, is_noun},
    word::{Case, Gap, Word},
};
use crate::privacy::lexicon::Flags;

/// No name has more words than this.
const LONGEST: usize = 6;

/// Small words inside foreign names.
const PARTICLES: [&str; 18] = [
    "von", "van", "der", "de", "den", "al", "el", "bin", "ibn", "da", "dos", "af", "del", "della", "di",
    "du", "do", "bint",
];
/// Small words after one of those: «de la», «van der».
const SECOND_PARTICLES: [&str; 6] = ["la", "las", "los", "der", "den", "de"];

/// The place after the last word of a name that begins at a word.
pub(super) fn reach(words: &[Word], from: usize) -> usize {
    let mut to = from + 1;
    while to < words.len().min(from + LONGEST) {
        let step = step(words, from, to);
        if step == 0 {
            break;
        }
        to += step;
    }
    to
}

/// How many of the next words belong to the name: one, more with particles or an apostrophe, or none.
fn step(words: &[Word], from: usize, at: usize) -> usize {
    let (word, last) = (&words[at], &words[at - 1]);
    let after_initial = last.case == Case::Initial && word.gap == Gap::Dot;
    if !matches!(word.gap, Gap::Blank | Gap::Hyphen) && !after_initial
        || last.genitive > 0 && word.gap == Gap::Blank
    {
        return 0;
    }
    let next = words.get(at + 1);
    if next.is_some_and(|n| n.gap == Gap::Apostrophe && is_big(n) && continues(n)) && is_elided(word) {
        return 2;
    }
    match word.case {
        Case::Initial => usize::from(
            word.dotted || next.is_some_and(|n| n.gap == Gap::Blank && n.flags.is_last() && is_big(n)),
        ),
        Case::Capital => usize::from(continues(word)),
        Case::Upper => usize::from(words[from].case == Case::Upper && continues(word)),
        Case::Lower if PARTICLES.contains(&&*word.lower) => particles(words, at),
        Case::Lower => usize::from(words[from].case == Case::Lower && continues_small(word)),
        _ => 0,
    }
}

/// A particle or two and the name they carry.
fn particles(words: &[Word], at: usize) -> usize {
    let is_second = |n: &Word| n.gap == Gap::Blank && SECOND_PARTICLES.contains(&&*n.lower);
    let count = 1 + usize::from(words.get(at + 1).is_some_and(is_second));
    let carried = words.get(at + count).is_some_and(|n| {
        matches!(n.gap, Gap::Blank | Gap::Hyphen) && is_big(n) && continues(n) && !n.flags.any(Flags::FIRST)
    });
    if carried { count + 1 } else { 0 }
}

/// What stands before the apostrophe of a name: «O'Connor», «d'Angelo».
pub(super) fn is_elided(word: &Word) -> bool {
    matches!(&*word.lower, "o" | "d" | "l")
}

fn is_big(word: &Word) -> bool {
    matches!(word.case, Case::Capital | Case::Upper)
}

/// Whether a word with a capital belongs to the name before it.
fn continues(word: &Word) -> bool {
    if word.flags.any(Flags::ORGANISATION.and(Flags::STOP)) {
        return false;
    }
    if word.flags.is_name() {
        return true;
    }
    word.flags == Flags::NONE && !is_noun(&word.lower) && !context::is_title(&word.lower)
}

/// Whether a word without a capital belongs to a name without one.
fn continues_small(word: &Word) -> bool {
    if word.flags.is_sure_first() && word.lower.chars().count() > 3 {
        return true;
    }
    let sure = word.flags.is_last() && !word.flags.any(Flags::LAST_WORD.and(Flags::PLACE));
    sure && word.lower.chars().count() > 3
        || word.flags == Flags::NONE && super::shape::is_foreign_or_patronymic(&word.lower)
}

/// Where the text of a name ends: without a genitive -s, with the full stop of an initial inside a sentence.
pub(super) fn end_of(words: &[Word], from: usize, to: usize) -> usize {
    let last = &words[to - 1];
    let next = words.get(to);
    if last.case == Case::Initial && last.dotted && to - from > 1 {
        let inside = next.is_some_and(|n| !n.opens && n.case == Case::Lower || n.gap == Gap::Comma);
        return last.end + usize::from(inside);
    }
    let unknown = last.flags == Flags::NONE && has_genitive(&last.lower);
    last.end - last.genitive.max(usize::from(unknown && to - from > 1))
}
