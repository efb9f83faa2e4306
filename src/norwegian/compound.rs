//! Compounds: the cheapest way to see an unknown word as known modifiers before a known, inflected head.
//!
//! The price of a part is the negative logarithm of its share among the parts of the lexicon's own
//! compounds; linking letters belong to the modifier as written (`boligs`, `barne`). Best path by Viterbi.
//! Rejected: greedy longest match (72 % of the joints), fewest parts (83 %).
use super::fold::coded;
use super::lexicon::{Entry, Lexicon};

/// Longer words are no Norwegian words, and the search is quadratic.
const LONGEST: usize = 60;
/// Shorter words are not split.
const SHORTEST: usize = 5;
/// A lemma never seen as a modifier or head, in tenths of a nat.
const UNSEEN: u32 = 130;
/// A nynorsk or variant lemma beside what it is called in keys.
const FOREIGN: u32 = 20;
/// A linking -s after a lemma never seen as a modifier.
const LINK: u32 = 10;
/// A first part that is no word at all: names and loans.
const UNKNOWN: u32 = 190;
/// What an unknown first part asks of the head: productive, and long enough not to be an ending.
const PRODUCTIVE: u32 = 82;
/// No split costs more than this for its first two parts, and for each of the others.
const DEAREST: u32 = 250;
const FURTHER: u32 = 95;

/// A part of a split word: end in letters, and its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    cost: u32,
    from: usize,
    parts: u32,
}

/// Where an unknown word falls apart: the ends of its parts but the last. `heads` prices a last part;
/// with `name` the first part may be no word at all.
pub fn joints(
    lexicon: &Lexicon,
    word: &[u8],
    name: bool,
    heads: impl Fn(&[u8]) -> Option<u32>,
) -> Vec<usize> {
    if word.len() < if name { 9 } else { SHORTEST } || word.len() > LONGEST {
        return Vec::new();
    }
    path(lexicon, word, name, &heads)
}

fn path(lexicon: &Lexicon, word: &[u8], name: bool, heads: impl Fn(&[u8]) -> Option<u32>) -> Vec<usize> {
    let mut best: Vec<Option<Step>> = vec![None; word.len() + 1];
    if name {
        for slot in best.iter_mut().take(word.len() - 4).skip(3) {
            *slot = Some(Step { cost: UNKNOWN, from: 0, parts: 1 });
        }
    } else {
        best[0] = Some(Step { cost: 0, from: 0, parts: 0 });
    }
    let mut end: Option<Step> = None;
    for from in 0..word.len() - 1 {
        let Some(step) = best[from] else { continue };
        extend(lexicon, word, from, step, &mut best);
        let Some(cost) = (from > 0).then(|| heads(&word[from..])).flatten() else { continue };
        if name && (cost > PRODUCTIVE || word.len() - from < 5) {
            continue;
        }
        let whole = Step { cost: step.cost + cost, from, parts: step.parts + 1 };
        if whole.cost <= DEAREST + FURTHER * (whole.parts - 2) && end.is_none_or(|e| whole.cost < e.cost) {
            end = Some(whole);
        }
    }
    end.map_or(Vec::new(), |end| trace(&best, end.from))
}

fn extend(lexicon: &Lexicon, word: &[u8], from: usize, step: Step, best: &mut [Option<Step>]) {
    let mut offer = |length: usize, cost: u32| {
        let cost = step.cost + cost;
        if let Some(slot) = best.get_mut(from + length)
            && slot.is_none_or(|s| cost < s.cost)
        {
            *slot = Some(Step { cost, from, parts: step.parts + 1 });
        }
    };
    let rest = &word[from..];
    lexicon.modifiers_at(rest, |length, cost| {
        offer(length, cost);
        if length > 3 && rest[length - 1] == rest[length - 2] {
            offer(length - 1, cost + LINK);
        }
    });
    lexicon.forms_at(rest, |length, entries| {
        let fits = |e: &Entry| e.is_lemma() && (e.class == b'n' || e.class == b'a' && length > 4);
        if length >= 3 && entries.iter().any(fits) {
            let cost = lexicon.canonical_modifier_cost(&rest[..length]).unwrap_or(UNSEEN);
            offer(length, cost);
            if rest.get(length) == Some(&b's') {
                offer(length + 1, cost + LINK);
            }
        }
    });
}

fn trace(best: &[Option<Step>], mut at: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    while at > 0 {
        ends.push(at);
        at = best[at].map_or(0, |s| s.from);
    }
    ends.reverse();
    ends
}

/// The price of a form as last part, by its cheapest lemma; nothing for endings that look like words.
pub fn head_cost(lexicon: &Lexicon, form: &[u8], entries: &[Entry]) -> Option<u32> {
    if form.len() < 2 || never(form) {
        return None;
    }
    let price = |e: &Entry| {
        if e.class == b'v' && !e.is_lemma() && form.len() < e.lemma(form).len() {
            return None;
        }
        let lemma = e.lemma(form);
        let seen = lexicon.head_cost(&lemma).or_else(|| canonical_cost(lexicon, &lemma));
        let unseen = (lemma.len() >= 4 && e.class != b'o').then_some(UNSEEN);
        (!never(&lemma)).then_some(seen.or(unseen)).flatten()
    };
    entries.iter().filter_map(price).min()
}

/// The price of what a nynorsk or variant lemma is called in keys.
fn canonical_cost(lexicon: &Lexicon, lemma: &[u8]) -> Option<u32> {
    let names = lexicon.names(lemma);
    names.iter().filter_map(|n| lexicon.head_cost(&coded(&n.lemma)?)).min().map(|cost| cost + FOREIGN)
}

/// Whether a form is one of the endings that look like words; the longest has eight letters.
fn never(form: &[u8]) -> bool {
    form.len() <= 8 && NEVER.contains(&form)
}

/// Endings, in lexicon letters, that are also words: no compound ends in them.
const NEVER: &[&[u8]] = &[
    b"het",
    b"heten",
    b"heter",
    b"ing",
    b"inga",
    b"ingen",
    b"inger",
    b"ingene",
    b"ene",
    b"ert",
    b"et",
    b"en",
    b"er",
    b"ere",
    b"ende",
    b"ning",
    b"else",
    b"skap",
    b"dom",
    b"lig",
    b"ig",
    b"isk",
    b"sel",
    b"sle",
    b"inne",
    b"isme",
    b"ist",
    b"eri",
    b"ar",
    b"ers",
    b"erne",
    b"este",
    b"ete",
    b"te",
    b"ten",
    b"ter",
    b"tet",
    b"dte",
    b"lse",
    b"sjon",
    b"asjon",
    b"al",
    b"ell",
    b"ase",
    b"ane",
    b"at",
    b"and",
    b"ande",
    b"art",
    b"asi",
    b"ion",
    b"is",
    b"tere",
    b"ske",
    b"ste",
    b"ma",
    b"ra",
    b"re",
    b"la",
    b"las",
    b"le",
    b"len",
    b"les",
    b"ne",
    b"nes",
    b"se",
    b"ses",
    b"ser",
    b"sene",
    b"ta",
    b"tes",
    b"isse",
    b"esse",
    b"inn",
    b"om",
    b"un",
    b"ut",
    b"ur",
    b"it",
    b"ad",
    b"ag",
    b"ak",
    b"alt",
    b"ling",
    b"linger",
    b"ler",
    b"ene",
    b"ets",
    b"es",
    b"ens",
    b"skapelig",
    b"ant",
    b"ent",
    b"sk",
    b"ske",
    b"skes",
    b"tas",
    b"ta",
    b"tar",
    b"tatt",
];
