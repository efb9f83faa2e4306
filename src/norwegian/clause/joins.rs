//! Cuts at words that join clauses.
use super::words::{ACTION, AND, CUT, DENIAL, INNER, JOIN, MAYBE, SUBJECT, Word};

/// How far after «og» a verb is looked for that makes the words between its subject.
const REACH: usize = 4;

/// Marks the cuts inside the words from `start` to `end`, which no sign divides.
pub(super) fn cut(words: &[Word], start: usize, end: usize, cuts: &mut [bool]) {
    let piece = &words[..end];
    let mut verb = piece.get(start).is_some_and(Word::finite);
    let mut opened = start;
    for at in start + 1..end {
        if opens(piece, at, verb, opened) {
            cuts[at] = true;
            opened = at;
            verb = false;
        }
        verb |= piece[at].finite();
    }
}

/// Whether a clause opens at a word; `verb` when the clause so far, from `from`, has a verb.
fn opens(words: &[Word], at: usize, verb: bool, from: usize) -> bool {
    let word = &words[at];
    if word.is(CUT) {
        true
    } else if word.is(AND) {
        (verb || at - from >= 3 || words[from].is(DENIAL)) && new_statement(words, at, verb)
    } else {
        word.is(JOIN) && joins(words, at)
    }
}

/// Whether a word that can join clauses does so here.
fn joins(words: &[Word], at: usize) -> bool {
    let word = |at: usize| words.get(at).map_or("", |word| word.text.as_ref());
    let is = |at: usize, class: u16| words.get(at).is_some_and(|word| word.is(class));
    let (before, after) = (word(at - 1), word(at + 1));
    let subject = is(at + 1, SUBJECT) || (is(at + 1, MAYBE) && words.get(at + 2).is_some_and(Word::finite));
    match word(at) {
        "når" => !(concerns(words, at) || (after == "som" && word(at + 2) == "helst")),
        "viss" => !matches!(before, "en" | "ein" | "ei" | "et" | "eit" | "i") && !after.starts_with("grad"),
        "siden" | "sidan" => since(words, at),
        "selv" | "sjølv" | "sjøl" | "enda" => after == "om",
        "til" => after == "tross" && word(at + 2) == "for",
        "med" => after == "unntak" || (after == "mindre" && is(at + 2, SUBJECT | MAYBE)),
        "bortsett" => matches!(after, "fra" | "frå"),
        "utover" => !matches!(after, "" | "det" | "dette"),
        "enn" => matches!(before, "annet" | "anna" | "andre" | "annen" | "annan"),
        "slik" | "sånn" | "etter" => after == "at",
        "så" => subject || so(before, after),
        // «før de nye familiene får bolig»: the verb may come late
        "før" => subject || (is(at + 1, MAYBE) && after != "det" && at + 2 < words.len()),
        "ellers" | "elles" => {
            !is(at - 1, AND)
                && !matches!(before, "som" | "enn")
                && words.get(at + 1).is_some_and(Word::finite)
        }
        _ => subject,
    }
}

/// «når det gjelder», «når det kommer til»: a preposition in all but form.
pub(super) fn concerns(words: &[Word], at: usize) -> bool {
    let word = |at: usize| words.get(at).map_or("", |word| word.text.as_ref());
    let verb = if word(at + 1) == "det" { at + 2 } else { at + 1 };
    match word(verb) {
        "gjelder" | "gjeld" | "angår" | "gjald" | "gjaldt" => true,
        "kommer" | "kjem" => word(verb + 1) == "til",
        _ => false,
    }
}

/// «siden» as a conjunction, not «for et år siden», «siden 2015», «på siden».
fn since(words: &[Word], at: usize) -> bool {
    let before = words[at - 1].text.as_ref();
    let Some(after) = words.get(at + 1) else { return false };
    let time = [
        "år", "åra", "lenge", "lengje", "tid", "dager", "dagar", "uker", "veker", "måneder", "månader",
        "stund",
    ];
    let place = [
        "på", "til", "fra", "frå", "av", "med", "den", "denne", "hele", "heile", "andre", "ene", "nett",
        "web",
    ];
    let adverb = [
        "sist",
        "da",
        "då",
        "den",
        "i",
        "starten",
        "oppstarten",
        "krigen",
        "krigsutbruddet",
        "januar",
        "våren",
    ];
    !time.contains(&before)
        && !place.contains(&before)
        && !adverb.contains(&after.text.as_ref())
        && !after.text.starts_with(|c: char| c.is_ascii_digit())
}

/// «så lenge vi …», «så må vi …»; not «ikke så lenge», «men så er det».
fn so(before: &str, after: &str) -> bool {
    match after {
        "lenge" | "lengje" | "fremt" | "framt" | "snart" | "fort" => {
            !matches!(before, "ikke" | "ikkje" | "like" | "enn" | "ganske")
        }
        "at" => true,
        "er" | "må" | "blir" | "får" | "kan" | "vert" => !matches!(before, "men" | "og" | "ikke" | "ikkje"),
        _ => false,
    }
}

/// Whether «og» or «eller» brings a statement of its own.
fn new_statement(words: &[Word], at: usize, verb: bool) -> bool {
    let Some(next) = words.get(at + 1) else { return false };
    if next.is(SUBJECT) {
        return true;
    }
    if !verb {
        return false;
    }
    if next.finite() {
        // «feil og mangler i portalen»: a noun, unless an object follows
        let bare = words.get(at + 2).is_none_or(|after| {
            matches!(after.text.as_ref(), "i" | "på" | "ved" | "med" | "for" | "fra" | "frå" | "til" | "av")
        });
        return next.is(ACTION) && !bare;
    }
    let ahead = &words[at + 1..words.len().min(at + 1 + REACH)];
    let stop = ahead.iter().position(|word| word.is(INNER | AND | CUT)).unwrap_or(ahead.len());
    ahead[..stop].iter().any(Word::finite)
}
