//! Whether a name begins at a word, from the surest evidence to the weakest.
use super::{
    context::{self, Context},
    extent::{is_elided, reach},
    shape::{self, is_foreign_or_patronymic, is_institution, is_street},
    turned,
    word::{Case, Gap, Word},
};
use crate::privacy::lexicon::Flags;

/// Verbs that only persons do, after a name that opens a sentence.
const PERSONAL: [&str; 29] = [
    "sin",
    "sitt",
    "sine",
    "sier",
    "sa",
    "seier",
    "mener",
    "meiner",
    "svarte",
    "svarer",
    "ringte",
    "ringer",
    "jobber",
    "jobbar",
    "sluttet",
    "slutta",
    "fortalte",
    "forteller",
    "fortel",
    "hjalp",
    "hjelper",
    "lovet",
    "lova",
    "spurte",
    "heter",
    "heiter",
    "kjenner",
    "gikk",
    "vet",
];

/// What only persons are or have done, after such a name with «er» or «har».
const QUALITIES: [&str; 28] = [
    "grei",
    "snill",
    "flink",
    "dyktig",
    "hyggelig",
    "hyggeleg",
    "hjelpsom",
    "tålmodig",
    "blid",
    "omsorgsfull",
    "syk",
    "sjuk",
    "sykmeldt",
    "sykemeldt",
    "sjukmeld",
    "sjukemeldt",
    "sluttet",
    "slutta",
    "hjulpet",
    "hjelpt",
    "sagt",
    "fortalt",
    "jobbet",
    "jobba",
    "lovet",
    "ringt",
    "svart",
    "forstått",
];

/// Words before a capital that make it a place, an institution or a feast.
const PLACING: [&str; 10] = ["i", "bydel", "kommune", "nav", "st", "sankt", "santa", "saint", "san", "havna"];
/// Words before a last name alone that make it a farm or a town.
const LOCATING: [&str; 9] = ["på", "fra", "frå", "ved", "til", "i", "mot", "over", "rundt"];

/// No name begins with more initials than this.
const MOST_INITIALS: usize = 4;

/// The place after the name that begins at a word, if one does.
pub(super) fn name_at(words: &[Word], at: usize) -> Option<usize> {
    let word = &words[at];
    match word.case {
        Case::Number | Case::Mixed => None,
        Case::Lower => small(words, at),
        Case::Initial => elided(words, at).or_else(|| initials(words, at)),
        Case::Capital | Case::Upper => big(words, at),
    }
}

/// A word with a capital.
fn big(words: &[Word], at: usize) -> Option<usize> {
    let word = &words[at];
    if word.flags.any(Flags::STOP.and(Flags::ORGANISATION)) && !word.flags.any(Flags::FIRST) {
        return None;
    }
    if let Some(to) = turned::end(words, at) {
        return Some(to);
    }
    let to = reach(words, at);
    if places(words, at, to) {
        return None;
    }
    let announced = context::before(words, at);
    let named = if word.flags.is_sure_first() {
        sure_first(words, at, to)
    } else if word.flags.any(Flags::FIRST) {
        weak_first(words, at, to, announced)
    } else if word.flags.is_last() {
        last(words, at, to, announced)
    } else {
        word.flags == Flags::NONE && unknown(words, at, to, announced)
    };
    named.then_some(to)
}

/// Whether what stands around makes the words the name of a place or an institution.
fn places(words: &[Word], at: usize, to: usize) -> bool {
    let own = to - at == 1 && words[at].flags.is_sure_first() && words[at].genitive > 0;
    if is_street(words.get(to)) || is_institution(words.get(to)) && !own {
        return true;
    }
    let before = at.checked_sub(1).map(|b| &words[b]);
    let saint = before.is_some_and(|b| matches!(&*b.lower, "st" | "sankt" | "santa" | "saint" | "san"));
    saint && matches!(words[at].gap, Gap::Blank | Gap::Dot)
}

/// A first name that is nothing else. In capitals throughout it must not be an abbreviation.
fn sure_first(words: &[Word], at: usize, to: usize) -> bool {
    words[at].case == Case::Capital || to - at > 1 || words[at].lower.chars().count() > 3
}

/// A first name that is a word, a month or a place too.
fn weak_first(words: &[Word], at: usize, to: usize, announced: Option<Context>) -> bool {
    let word = &words[at];
    if word.case == Case::Upper && (to - at == 1 || !words[at + 1].flags.is_sure_last()) {
        return false;
    }
    if to - at > 1 {
        let next = &words[at + 1];
        // one that is no word is a last name that no list has
        let strange = next.flags == Flags::NONE && next.case == Case::Capital && !next.is_word();
        if strange
            && next.gap == Gap::Blank
            && !word.flags.any(Flags::STOP.and(Flags::CALENDAR).and(Flags::PLACE))
        {
            return true;
        }
        let listed = next.flags.is_name() && !next.flags.any(Flags::PLACE) || next.flags.is_last();
        let loose = announced.is_some() || !word.opens || next.case == Case::Initial;
        return listed || shape::is_last_name(&next.lower) || loose && !word.flags.any(Flags::STOP);
    }
    if announced.is_some() {
        return true;
    }
    let strict = Flags::CALENDAR.and(Flags::PLACE).and(Flags::ORGANISATION).and(Flags::STOP);
    if word.flags.any(strict) || joined_small(words, at) {
        return false;
    }
    if word.opens { speaks(words, to) } else { inside(words, at) && !follows(words, at, &PLACING) }
}

/// A last name without a first name before it.
fn last(words: &[Word], at: usize, to: usize, announced: Option<Context>) -> bool {
    let word = &words[at];
    if to - at > 1 && word.case == Case::Capital && words[at + 1].flags.is_sure_last() && !word.opens {
        return true;
    }
    if announced.is_some_and(|c| c > Context::Call) || turned::family_first(words, at, to) {
        return true;
    }
    if !word.flags.is_sure_last() || word.case == Case::Upper || follows(words, at, &PLACING) {
        return false;
    }
    let father = is_foreign_or_patronymic(&word.lower);
    if word.opens {
        speaks(words, to)
    } else {
        announced.is_some() || inside(words, at) && (father || !follows(words, at, &LOCATING))
    }
}

/// A word on no list: before a last name, or after a word that announces a name.
fn unknown(words: &[Word], at: usize, to: usize, announced: Option<Context>) -> bool {
    let word = &words[at];
    if word.case == Case::Upper {
        return announced == Some(Context::Greeting) && word.lower.chars().count() < 4;
    }
    if shape::is_noun(&word.lower) || context::is_title(&word.lower) {
        return false;
    }
    let beside = beside_name(words, at, to) && !joined_small(words, at);
    let mut following = words[at + 1..to].iter();
    if announced.is_none() && !beside && !following.any(|w| w.flags.is_sure_last() || w.flags == Flags::NONE)
    {
        return false;
    }
    let goes_on = words.get(at + 1).is_some_and(|next| next.gap == Gap::Hyphen)
        || word.dotted && word.lower.chars().count() < 4;
    let numbered = word.lower.bytes().any(|byte| byte.is_ascii_digit());
    if numbered || (word.is_word() && !goes_on) {
        return false;
    }
    if beside {
        return true;
    }
    if let Some(context) = announced {
        let clear = context > Context::Call || to - at > 1 || !follows(words, at, &LOCATING);
        return clear && !joined_small(words, at);
    }
    let next = words.get(at + 1).filter(|_| to - at > 1);
    next.is_some_and(|n| {
        let named = n.flags.is_sure_last() || n.flags == Flags::NONE && is_foreign_or_patronymic(&n.lower);
        named && !word.opens && words[at].gap != Gap::Hyphen
    })
}

/// A name with its apostrophe: «D'Angelo» where «Angelo» is one.
fn elided(words: &[Word], at: usize) -> Option<usize> {
    // one prefix alone: what is elided before another is no name
    let next = words.get(at + 1).filter(|w| w.gap == Gap::Apostrophe && w.case != Case::Initial);
    next.filter(|_| is_elided(&words[at]))?;
    name_at(words, at + 1)
}

/// Initials before a last name, «K. Hansen», or under a greeting, «mvh K.N.».
fn initials(words: &[Word], at: usize) -> Option<usize> {
    let greeted = context::before(words, at) == Some(Context::Greeting);
    let mut to = at;
    let goes_on = |to: usize| {
        words.get(to).is_some_and(|w| w.case == Case::Initial && w.dotted && (to == at || w.gap == Gap::Dot))
    };
    while to - at < MOST_INITIALS && goes_on(to) {
        to += 1;
    }
    let dotted = to > at;
    let named = words.get(to).filter(|w| {
        let known = w.flags.is_sure_last()
            || w.flags.is_last() && !w.flags.any(Flags::PLACE)
            || shape::is_last_name(&w.lower);
        dotted
            && w.case == Case::Capital
            && w.gap == Gap::Dot
            && known
            && !w.flags.any(Flags::STOP.and(Flags::ORGANISATION))
    });
    if named.is_some() {
        return Some(reach(words, to));
    }
    greeted.then_some(to.max(at + 1))
}

/// A name in lower case: a sure first name that is no word, or after an announcing word, or before a sure last name.
fn small(words: &[Word], at: usize) -> Option<usize> {
    let word = &words[at];
    if !word.flags.any(Flags::FIRST) || word.lower.chars().count() < 3 {
        return None;
    }
    let to = reach(words, at);
    let full = to - at > 1
        && words[at + 1].flags.is_sure_last()
        && !word.flags.any(Flags::CALENDAR.and(Flags::STOP));
    // in a text without capitals a name that is no word is one all the same
    let named = |word: &Word| word.lower.chars().count() > 3 && !word.is_word();
    let called = word.flags.is_sure_first()
        && (context::before(words, at).is_some() || named(word))
        && !joined_small(words, at);
    (full || called).then_some(to)
}

/// Whether a first name stands beside words with «og» or a comma between: «Kari og Lindita».
fn beside_name(words: &[Word], at: usize, to: usize) -> bool {
    let named = |at: usize| words.get(at).is_some_and(|w| w.case == Case::Capital && w.flags.is_sure_first());
    let joins = |w: &Word| w.gap == Gap::Blank && matches!(&*w.lower, "og" | "eller" | "samt");
    let before = at.checked_sub(2).is_some_and(|name| named(name) && joins(&words[at - 1]));
    let after = words.get(to).is_some_and(joins) && named(to + 1);
    words[at].gap == Gap::Blank && before || after
}

/// Whether the capital stands inside a sentence: after a word without one, after a small word that opens
/// the sentence («Da Bjørn sluttet»), or in a list of names.
fn inside(words: &[Word], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|b| &words[b]) else { return false };
    let plain = matches!(words[at].gap, Gap::Blank | Gap::Comma | Gap::Bracket | Gap::Slash);
    let small = matches!(before.case, Case::Lower | Case::Number);
    let opening = before.opens && before.flags.any(Flags::STOP) && words[at].gap == Gap::Blank;
    let named = before.flags.any(Flags::FIRST) || before.flags.is_sure_last();
    let listed = words[at].gap == Gap::Comma && before.case == Case::Capital && named;
    plain && !words[at].opens && (small || opening || listed)
}

/// Whether one of these words stands right before.
fn follows(words: &[Word], at: usize, of: &[&str]) -> bool {
    at > 0 && matches!(words[at].gap, Gap::Blank | Gap::Dot) && of.contains(&&*words[at - 1].lower)
}

/// Whether a verb that only persons do comes next: «Bjørn sier», «Bjørn er grei», «Bjørn har alltid hjulpet».
fn speaks(words: &[Word], to: usize) -> bool {
    let next = |at: usize, of: &[&str]| {
        words.get(at).is_some_and(|w| w.gap == Gap::Blank && of.contains(&&*w.lower))
    };
    let helps = next(to, &["er", "var", "har", "hadde", "blir", "ble", "vart", "vert"]);
    let adverb =
        usize::from(next(to + 1, &["alltid", "ikke", "ikkje", "veldig", "svært", "så", "bare", "berre"]));
    next(to, &PERSONAL) || (helps && next(to + 1 + adverb, &QUALITIES))
}

/// Whether a word without a capital hangs on by a hyphen: «Liv-prosjektet».
fn joined_small(words: &[Word], at: usize) -> bool {
    words.get(at + 1).is_some_and(|w| w.gap == Gap::Hyphen && w.case == Case::Lower)
}
