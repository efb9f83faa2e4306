//! Telephone numbers, and what looks like them: years, amounts, ages, dates, case numbers.
use super::{
    Kind,
    number::{Groups, Reading, is_dash, is_year, values},
    scan::{is_blank, is_blanks},
};

/// Reads the next groups as a telephone number.
pub(super) fn read(groups: &Groups) -> Option<Reading> {
    international(groups).or_else(|| named(groups)).or_else(|| bare(groups))
}

/// With a country code: `+47`, `0047`, or `+` and another.
fn international(groups: &Groups) -> Option<Reading> {
    let lead = groups.lead();
    let plus = lead.ends_with('+');
    let lead =
        if plus { 1 + usize::from(lead.ends_with("(+") && groups.joint(1).starts_with(')')) } else { 0 };
    let taken = |total| (1..=6).find(|n| !groups.group(n - 1).is_empty() && groups.digits(*n).len() == total);
    let first = groups.group(0);
    let count = if plus && first.starts_with("47") {
        taken(10)
    } else if first.starts_with("0047") {
        taken(12)
    } else if (4..=5).contains(&first.len())
        && first.starts_with("00")
        && !first.starts_with("000")
        && !groups.after(|w| w == "kl")
    {
        (1..=6)
            .rev()
            .find(|n| !groups.group(n - 1).is_empty() && (12..=16).contains(&groups.digits(*n).len()))
    } else if plus {
        // Another country: all groups that follow, as far as a number can be long.
        (1..=6).rev().find(|n| !groups.group(n - 1).is_empty() && (8..=15).contains(&groups.digits(*n).len()))
    } else {
        None
    }?;
    Some(Reading { groups: count, lead, kind: Some(Kind::Phone) })
}

/// After «tlf.» or its like: eight digits in any groups, or the five of a short number.
fn named(groups: &Groups) -> Option<Reading> {
    let asked = groups.after(|w| matches!(w, "nås" | "kontakt" | "kontakte")) && groups.before[0] == "på";
    if !(groups.after(is_title) || asked) || is_counted(groups, 1) {
        return None;
    }
    let eight = (1..=5).find(|n| !groups.group(n - 1).is_empty() && groups.digits(*n).len() == 8);
    // with the country's code and nothing before it
    let coded = (groups.group(0).len() == 10 && groups.group(0).starts_with("47")).then_some(1);
    let short = groups.before.first().is_some_and(|w| is_title(w) && !w.starts_with("ring"));
    let five = (short && groups.group(0).len() == 5).then_some(1);
    let spans = |n: usize| {
        is_years(groups, n) || is_hours(groups, n) || groups.between(n, is_dash) && !is_grouped(groups)
    };
    eight.filter(|n| !spans(*n)).or(coded).or(five).map(|n| Reading::of(n, Kind::Phone))
}

/// Whether eight digits are two times of the day with a hyphen between: «09.00-11.00», «0900-1100».
fn is_hours(groups: &Groups, taken: usize) -> bool {
    let middle = taken / 2;
    let time = |digits: &str| {
        let part = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse::<u32>().ok());
        part(0).is_some_and(|hour| hour <= 24) && part(2).is_some_and(|minute| minute < 60 && minute % 5 == 0)
    };
    let (digits, joint) = (groups.digits(taken), groups.joint(middle));
    let (from, to) = digits.split_at(digits.len() / 2);
    taken.is_multiple_of(2) && (joint == "-" || is_dash(joint)) && time(from) && time(to)
}

/// The shapes that a number has and no span of hours.
fn is_grouped(groups: &Groups) -> bool {
    groups.is(&[3, 2, 3]) || groups.is(&[2, 2, 2, 2])
}

fn is_title(word: &str) -> bool {
    matches!(word, "tlf" | "tel" | "tlfnr" | "mob" | "ring" | "ringe" | "ringes" | "ringer" | "sms")
        || word.starts_with("telefon")
        || word.starts_with("mobil")
        || word.starts_with("tlf")
}

/// Eight digits in one of the usual shapes, if nothing speaks against it.
fn bare(groups: &Groups) -> Option<Reading> {
    let country = groups.group(0) == "47" && (groups.is(&[2, 3, 2, 3]) || groups.is(&[2, 2, 2, 2, 2]));
    let shapes: [&[usize]; 7] = [&[8], &[3, 2, 3], &[2, 2, 2, 2], &[4, 4], &[3, 5], &[3, 3, 2], &[2, 2, 4]];
    let taken = if country {
        (1..=5).find(|n| groups.digits(*n).len() == 10)?
    } else {
        shapes.into_iter().find(|s| groups.is(s))?.len()
    };
    let digits = groups.digits(taken);
    let first = digits.as_bytes()[if country { 2 } else { 0 }];
    let against = !matches!(first, b'2'..=b'9')
        || groups.after(is_other_title)
        || is_counted(groups, taken)
        || is_part_of_more(groups, taken)
        || !country && is_other(groups, taken, &digits);
    (!against).then(|| Reading::of(taken, Kind::Phone))
}

/// Whether the shape has a likelier reading: a date, years, amounts, ages.
fn is_other(groups: &Groups, taken: usize, digits: &str) -> bool {
    let mobile = matches!(digits.as_bytes()[0], b'4' | b'9');
    match taken {
        1 => is_date(digits) || is_span(digits),
        2 => !is_blank(groups.joint(1)) || !mobile || is_years(groups, 2) || is_round(groups),
        // Three, two, three is how mobile and service numbers are written; others go in pairs.
        3 if groups.is(&[3, 2, 3]) => !mobile && !digits.starts_with('8'),
        3 => !mobile || !is_blank(groups.joint(1)) || is_year(groups.group(2)) || is_thousands(groups),
        // Pairs far from each other are columns, and pairs with dashes are spans.
        4 => is_series(digits) || groups.between(4, |gap| is_dash(gap) || !is_blank(gap) && is_blanks(gap)),
        _ => false,
    }
}

/// Words that make a number something else: a case, an invoice, a reference.
fn is_other_title(word: &str) -> bool {
    let starts = [
        "sak",
        "arkiv",
        "journal",
        "ref",
        "faktura",
        "ordre",
        "prosjekt",
        "kid",
        "kunde",
        "løpe",
        "org",
        "duf",
        "dnr",
        "isbn",
        "issn",
        "vedtak",
        "søknad",
        "bestilling",
        "gnr",
        "bnr",
        "versjon",
        "kr",
        "nok",
        "rundskriv",
        "dokument",
        "deltakern",
        "antall",
        "elevtall",
    ];
    // no beginnings: «ansvarlig» announces whoever is to be rung
    let whole =
        ["id", "ansvar", "ramme", "ramma", "rammen", "budsjett", "budsjettet", "fordeling", "fordelingen"];
    (whole.contains(&word) || starts.iter().any(|s| word.starts_with(s)))
        && !word.starts_with("krist")
        && !word.starts_with("kommune")
}

/// Whether what follows says that things are counted: kroner, persons, per cent, decimals.
fn is_counted(groups: &Groups, taken: usize) -> bool {
    let rest = groups.rest(taken).trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let units = [
        "kr",
        "kroner",
        "nok",
        "mill",
        "millioner",
        "millionar",
        "mrd",
        "milliarder",
        "prosent",
        "personer",
        "personar",
        "innbyggere",
        "innbyggjarar",
        "tusen",
        "stk",
        "euro",
        "dollar",
        "km",
        "mennesker",
    ];
    let decimals =
        rest.strip_prefix(',').is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit() || c == '-'));
    units.contains(&word.as_str()) || rest.starts_with('%') || decimals
}

/// Whether the digits are a piece of something longer: `2023/12345678`, `12345678.50`, `12-34567890`.
fn is_part_of_more(groups: &Groups, taken: usize) -> bool {
    let tight = |joint: &str| matches!(joint, "." | "-" | "/");
    let before = groups.lead();
    // Two telephone numbers with a slash or a hyphen between them are two.
    let two = matches!(before, "/" | "-") && groups.beside_phone;
    let year = before == "/" && groups.before.first().is_some_and(|w| w.len() <= 4);
    let left = groups.from > 0 && groups.scan.is_number(groups.from - 1) && tight(before);
    let again = taken > 1 && (0..taken).all(|at| groups.group(at).len() == groups.group(taken + at).len());
    let right = !groups.group(taken).is_empty() && tight(groups.joint(taken)) && !again;
    !two && (year || left) || right
}

/// A date written as eight digits, year first or last.
fn is_date(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse::<u32>().unwrap_or(0);
    let date = |year, month, day| {
        (1900..=2099).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    date(part(0, 4), part(4, 6), part(6, 8)) || date(part(4, 8), part(2, 4), part(0, 2))
}

/// Two years beside each other.
fn is_years(groups: &Groups, taken: usize) -> bool {
    taken == 2 && is_year(groups.group(0)) && is_year(groups.group(1))
}

/// A span of years without a sign between them, «20222023». No Norwegian number begins with 19 or 20.
fn is_span(digits: &str) -> bool {
    let (from, to) = digits.split_at(4);
    is_year(from) && is_year(to) && from < to
}

/// Two amounts beside each other: both round.
fn is_round(groups: &Groups) -> bool {
    (0..2).all(|at| groups.group(at).parse::<u32>().is_ok_and(|n| n > 0 && n % 50 == 0))
}

/// An amount with its thousands apart: «450 000 25».
fn is_thousands(groups: &Groups) -> bool {
    (0..3).any(|at| groups.group(at).bytes().all(|digit| digit == b'0'))
}

/// Ages or years one after the other: pairs that grow by the same small step.
fn is_series(digits: &str) -> bool {
    let pairs: Vec<u32> = values(digits).chunks(2).map(|p| p[0] * 10 + p[1]).collect();
    let step = pairs[1].wrapping_sub(pairs[0]);
    (1..=10).contains(&step) && pairs.windows(2).all(|w| w[1].wrapping_sub(w[0]) == step)
}
