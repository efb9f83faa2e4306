//! Street addresses: a street and a number, with postal code and town if they follow.
use super::{
    Kind, Personal,
    number::{is_dash, is_year},
    scan::{Scan, is_blank},
};

/// Endings that make a word a street.
const STREETS: [&str; 11] =
    ["veien", "vegen", "gata", "gaten", "gate", "vei", "veg", "allé", "alléen", "alleen", "stredet"];
/// Endings that do when the word has a capital inside a sentence or a postal code follows.
const FIELDS: [&str; 20] = [
    "bakken", "lia", "svingen", "kroken", "tunet", "haugen", "åsen", "toppen", "jordet", "løkka", "torget",
    "torg", "stien", "plass", "plassen", "brygge", "terrasse", "ringen", "grenda", "faret",
];
/// Endings of streets cut short, with or without a full stop.
const SHORT: [&str; 2] = ["gt", "vn"];
/// Endings of other words that end as those do: «valgt», «langt», «navn».
const NO_SHORT: [&str; 12] =
    ["agt", "lgt", "ngt", "igt", "øgt", "brugt", "avn", "ovn", "øvn", "jevn", "hevn", "nevn"];
/// Words that are part of the street after them.
const LEADS: [&str; 14] = [
    "Lille", "Store", "Nedre", "Øvre", "Nordre", "Søndre", "Vestre", "Østre", "Gamle", "Nye", "Indre",
    "Ytre", "Midtre", "Sankt",
];
/// Roads with numbers of their own, and ways that are no streets.
const ROADS: [&str; 10] = [
    "riksvei",
    "riksveg",
    "fylkesvei",
    "fylkesveg",
    "europavei",
    "europaveg",
    "motorvei",
    "motorveg",
    "hovedvei",
    "gangvei",
];
/// What is counted after a number that is no house number.
const UNITS: [&str; 31] = [
    "kroner",
    "kr",
    "flyktninger",
    "flyktningar",
    "mennesker",
    "menneske",
    "elever",
    "elevar",
    "leiligheter",
    "leilegheiter",
    "boenheter",
    "plasser",
    "år",
    "barn",
    "personer",
    "personar",
    "prosent",
    "km",
    "kilometer",
    "m",
    "meter",
    "mil",
    "minutter",
    "timer",
    "dager",
    "dagar",
    "uker",
    "veker",
    "ganger",
    "gonger",
    "familier",
];

/// Finds street addresses.
pub(super) fn find(scan: &Scan, found: &mut Vec<Personal>) {
    for at in 1..scan.tokens.len() {
        if is_house(scan.word(at)) && (is_blank(scan.gap(at)) || is_cut(scan, at)) {
            let Some(first) = street(scan, at - 1) else { continue };
            let (last, post) = postal(scan, house_end(scan, at));
            if !is_counted(scan, at) && (post || is_sure(scan, first, at - 1)) {
                found.push(Personal { start: scan.start(first), end: scan.end(last), kind: Kind::Address });
            }
        }
    }
}

/// `12`, `12B`, `1045`: up to four digits that are no year, and a letter.
fn is_house(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (1..=4).contains(&digits.len())
        && !is_year(digits)
        && word.len() - digits.len() < 2
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a full stop before a number is that of a street cut short: `Storgt. 5`.
fn is_cut(scan: &Scan, at: usize) -> bool {
    let gap = scan.gap(at).strip_prefix('.');
    gap.is_some_and(|blank| blank.is_empty() || is_blank(blank))
        && is_short(&scan.word(at - 1).to_lowercase())
}

/// Whether a word in lower case is a street cut short.
fn is_short(lower: &str) -> bool {
    SHORT.iter().any(|s| lower.ends_with(s)) && !NO_SHORT.iter().any(|s| lower.ends_with(s))
}

/// The last word of the number: `12 B` has two, and so has `12-14`.
fn house_end(scan: &Scan, at: usize) -> usize {
    let gap = scan.gap(at + 1);
    if (matches!(gap, "-" | "/") || is_dash(gap)) && is_house(scan.word(at + 1)) {
        return at + 1;
    }
    let next = scan.word(at + 1);
    // a small one is a letter of the house where nothing goes on from it: «12 b, 3015», but «12 i»
    let ends = || !scan.gap(at + 2).starts_with([' ', '-']) && next.starts_with(|c| ('a'..='h').contains(&c));
    let letter = next.len() == 1
        && (next.bytes().all(|b| b.is_ascii_uppercase()) || ends())
        && is_blank(scan.gap(at + 1));
    if letter && scan.is_number(at) { at + 1 } else { at }
}

/// The first word of a street that ends in this word: `Prøveveien`, `Karl Johans gate`, `Nordre gate`.
fn street(scan: &Scan, at: usize) -> Option<usize> {
    let lower = scan.word(at).to_lowercase();
    if ROADS.iter().any(|r| lower.starts_with(r)) {
        return None;
    }
    let short = SHORT.iter().filter(|_| is_short(&lower));
    let ending = STREETS.iter().chain(&FIELDS).chain(short).find(|s| lower.ends_with(**s))?;
    if *ending != lower || lower == "torget" {
        let start = joined_start(scan, at);
        let lead =
            start.checked_sub(1).filter(|w| LEADS.contains(&scan.word(*w)) && is_blank(scan.gap(start)));
        return Some(lead.unwrap_or(start));
    }
    let named = (at.saturating_sub(3)..at).rev().take_while(|w| {
        scan.word(*w).chars().next().is_some_and(char::is_uppercase) && is_named_gap(scan.gap(w + 1))
    });
    named.last().or_else(|| small(scan, at))
}

/// The word before «gate» in lower case, if streets are called so: `kongens gate`.
fn small(scan: &Scan, at: usize) -> Option<usize> {
    let owner = at.checked_sub(1).filter(|_| is_blank(scan.gap(at)) && scan.word(at) == "gate")?;
    let word = scan.word(owner);
    (word.ends_with("ens") && word.chars().count() > 5).then_some(owner)
}

/// What may stand between the words of a street's name.
fn is_named_gap(gap: &str) -> bool {
    is_blank(gap) || gap == ". " || gap == "-"
}

/// A street written with a hyphen begins with its first part.
fn joined_start(scan: &Scan, at: usize) -> usize {
    (1..=at).rev().take(2).take_while(|w| scan.tokens[*w].joined).last().map_or(at, |w| w - 1)
}

/// The last word with postal code and town, if they follow, and whether they do.
fn postal(scan: &Scan, at: usize) -> (usize, bool) {
    let comma = matches!(scan.gap(at + 1), ", " | " " | ",\n" | "\n" | ",");
    let code = scan.word(at + 1).len() == 4 && scan.is_number(at + 1);
    let capital = |w: usize| scan.word(w).chars().next().is_some_and(char::is_uppercase);
    if comma && code && capital(at + 2) && is_blank(scan.gap(at + 2)) { (at + 2, true) } else { (at, false) }
}

/// A street by its ending in any case; a field only with a capital that the sentence does not ask for.
fn is_sure(scan: &Scan, first: usize, last: usize) -> bool {
    let word = scan.word(last).to_lowercase();
    let capital = scan.word(first).chars().next().is_some_and(char::is_uppercase);
    let inside = first > 0 && !scan.gap(first).contains(['.', '!', '?', '\n', ':']);
    if is_short(&word) {
        capital || word.chars().count() > 5
    } else if STREETS.iter().any(|s| word.ends_with(s)) {
        capital || word.chars().count() > 6 || first < last
    } else {
        // «Karl Johans plass» is one wherever it stands
        capital && (inside || last > first + 1)
    }
}

fn is_counted(scan: &Scan, house: usize) -> bool {
    let after = &scan.text[scan.end(house)..];
    let is_unit =
        |at: usize| is_blank(scan.gap(at)) && UNITS.contains(&scan.word(at).to_lowercase().as_str());
    let counted = is_unit(house + 1) || house_end(scan, house) > house && is_unit(house_end(scan, house) + 1);
    counted || after.starts_with('%') || after.starts_with(" %")
}
