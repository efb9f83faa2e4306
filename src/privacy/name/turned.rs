//! Names with the last name first: «Hansen, Kari» as in a register, «Tran Van Minh» as in Vietnam.
use super::{
    shape::is_foreign_or_patronymic,
    word::{Case, Gap, Word},
};
use crate::privacy::lexicon::Flags;

/// No name has more first names than this.
const MOST: usize = 3;

/// Words between the last name and the first name of a Vietnamese.
const MIDDLE: [&str; 2] = ["van", "thi"];

/// The place after «Hansen, Kari», if one begins here. Two persons may stand beside each other as well: a last name
/// that is a first name too, or another last name behind, makes it a list.
pub(super) fn end(words: &[Word], at: usize) -> Option<usize> {
    let (last, first) = (&words[at], words.get(at + 1)?);
    if first.gap != Gap::Comma || !is_first(first) || !begins(words, at) {
        return None;
    }
    let more = |w: &Word| goes_on(w) && (is_first(w) || w.case == Case::Initial);
    let to = at + 2 + words[at + 2..].iter().take(MOST - 1).take_while(|w| more(w)).count();
    let alone = last.gap == Gap::Line && words.get(to).is_none_or(|w| w.gap == Gap::Line);
    let listed = words.get(to).is_some_and(|w| goes_on(w) && is_big(w));
    (is_last(last, first, alone) && !listed).then_some(to)
}

/// Whether a last name, and so the whole name, stands before first names: «Nguyen Van Thanh».
pub(super) fn family_first(words: &[Word], at: usize, to: usize) -> bool {
    let weak = Flags::PLACE.and(Flags::FARM).and(Flags::STOP).and(Flags::ORGANISATION);
    let (last, inside) = (&words[at], &words[at + 1..to]);
    let middle = inside.first().is_some_and(|w| MIDDLE.contains(&&*w.lower));
    inside.len() > 1
        && !last.flags.any(weak)
        && (middle || !last.flags.any(Flags::LAST_WORD))
        && inside.iter().all(|w| w.gap == Gap::Blank)
        && inside[0].flags.any(Flags::FIRST)
}

/// A word that names nobody but as a last name. One that is a place too must stand alone with the first name.
fn is_last(word: &Word, first: &Word, alone: bool) -> bool {
    if word.flags.any(Flags::FIRST) || word.genitive > 0 {
        return false;
    }
    let sure = !word.flags.any(Flags::PLACE) && first.flags.is_sure_first();
    word.flags.is_sure_last()
        || word.flags.is_last() && (alone || sure)
        || word.flags == Flags::NONE && is_foreign_or_patronymic(&word.lower)
}

fn is_first(word: &Word) -> bool {
    let other = Flags::PLACE.and(Flags::ORGANISATION).and(Flags::STOP).and(Flags::CALENDAR);
    is_big(word) && word.flags.any(Flags::FIRST) && !word.flags.any(other)
}

fn is_big(word: &Word) -> bool {
    matches!(word.case, Case::Capital | Case::Upper)
}

fn goes_on(word: &Word) -> bool {
    matches!(word.gap, Gap::Blank | Gap::Hyphen)
}

/// Whether the last name ends no name that began before it, and is none of a list of last names.
fn begins(words: &[Word], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|b| &words[b]) else { return true };
    match words[at].gap {
        Gap::Blank | Gap::Hyphen => {
            matches!(before.case, Case::Lower | Case::Number) || before.flags.any(Flags::STOP)
        }
        Gap::Comma => !before.flags.is_last() || before.flags.any(Flags::FIRST),
        _ => true,
    }
}
