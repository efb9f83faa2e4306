//! Words and signs that stand for signs of the rule language: `bolig og tolk`, `a near/5 b`, `bolig + mangel`, `only nei`,
//! `or(a, b)`, `age(15-19)`.
use super::super::parse::{CALLS, exactly};
use super::bits::{Bit, bits, written};
use super::{Meant, mend, readable};

pub(super) const SIGNS: &str = "the sign for og is &, for eller |, for ikke !";

/// The sign that a word stands for.
pub(super) fn sign(word: &str) -> Option<Bit> {
    Some(match &*word.to_lowercase() {
        "og" | "and" => Bit::sign("&"),
        "eller" | "or" => Bit::sign("|"),
        "ikke" | "ikkje" | "not" => Bit::Not,
        _ => return near(word),
    })
}

/// `near/5` and what other programs call it; «nær» is a word.
fn near(word: &str) -> Option<Bit> {
    let (name, number) = word.split_at(word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len()));
    let number = number.trim_start_matches('/');
    let named = ["near", "within", "w", "n", "nær"].contains(&&*name.to_lowercase());
    let number = match number {
        "" if matches!(name, "near" | "Near" | "NÆR") => "5",
        "" => return None,
        number => number,
    };
    let fits = named && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| Bit::Sign(format!("~{number}")))
}

/// Words that begin what another word goes on with, and the sign that this one stands for.
const OPENERS: [(&[&str], &str); 2] = [(&["enten", "anten", "either"], "|"), (&["både", "båe", "both"], "&")];
const NEITHER: [&str; 4] = ["verken", "hverken", "korkje", "neither"];

/// A rule with signs for the words that stand for them, and words that stand side by side as a phrase.
pub(super) fn signed(rule: &str) -> Option<String> {
    joined(rule, true)
}

/// A rule with its words that stand side by side as phrases, whatever they mean.
pub(super) fn phrased(rule: &str) -> Option<String> {
    joined(rule, false)
}

fn joined(rule: &str, with_signs: bool) -> Option<String> {
    let mut found: Vec<Bit> = Vec::new();
    let (mut some, mut words) = (false, Vec::new());
    let all = bits(rule)?;
    // «verken bolig eller hus» says what is not there
    let denies = |bit: &Bit| matches!(bit, Bit::Word(word) if NEITHER.contains(&&*word.to_lowercase()));
    if with_signs && all.iter().any(denies) {
        return None;
    }
    let sign = |word: &str| sign(word).filter(|_| with_signs);
    let mut all = all.into_iter().peekable();
    while let Some(bit) = all.next() {
        let meant = match &bit {
            Bit::Word(word) => {
                let next =
                    all.peek().and_then(|next| if let Bit::Word(next) = next { sign(next) } else { None });
                // «men ikke»
                if ["men", "but"].contains(&&*word.to_lowercase()) && next == Some(Bit::Not) {
                    continue;
                }
                // «enten bolig eller hus», «både bolig og hus»
                let opens = |(words, _): &&(&[&str], &str)| words.contains(&&*word.to_lowercase());
                let closed = OPENERS.iter().find(opens).map(|(_, sign)| Bit::sign(sign));
                let later = |bit: Bit| if let Bit::Word(word) = bit { sign(&word) } else { None };
                if closed
                    .is_some_and(|closed| all.clone().any(|bit| later(bit).is_some_and(|own| own == closed)))
                {
                    continue;
                }
                match sign(word) {
                    Some(sign) => {
                        some = true;
                        sign
                    }
                    None => {
                        words.push(word.clone());
                        continue;
                    }
                }
            }
            _ => bit,
        };
        phrase(&mut words, &mut found);
        if meant == Bit::Not && found.last().is_some_and(Bit::ends) {
            some = true;
            found.push(Bit::sign("&"));
        }
        found.push(meant);
    }
    phrase(&mut words, &mut found);
    let apart = found.windows(2).all(|pair| !(pair[0].ends() && pair[1].begins()));
    let changed = some || !with_signs;
    Some(written(&found)).filter(|rule| changed && apart && exactly(rule).is_ok())
}

/// Words that were met one after the other, as one part.
fn phrase(words: &mut Vec<String>, found: &mut Vec<Bit>) {
    match &words[..] {
        [] => return,
        [one] => found.push(Bit::Word(one.clone())),
        _ => found.push(Bit::Part(format!("\"{}\"", words.join(" ")))),
    }
    words.clear();
}

/// `bolig og tolk`, `(a | b) ikke c`, `bolig near/5 tolk`.
pub(super) fn words(rule: &str) -> Option<Meant> {
    let rules = vec![(signed(rule)?, "")];
    let why = if rules[0].0.contains('~') { "~ and a number is within so many words" } else { SIGNS };
    Some(Meant { found: None, rules, why })
}

/// `bolig -hytte`, as a search engine takes it.
pub(super) fn without(rule: &str) -> Option<Meant> {
    let (mut without, mut both, mut some) = (Vec::new(), Vec::new(), false);
    for bit in bits(rule)? {
        let ends = both.last().is_some_and(Bit::ends);
        match &bit {
            Bit::Word(word) if ends && word.starts_with('-') && word.len() > 1 => {
                without.extend([Bit::sign("&"), Bit::Not, Bit::Word(word[1..].to_string())]);
                both.extend([Bit::sign("&"), bit]);
                some = true;
            }
            _ => {
                without.push(bit.clone());
                both.push(bit);
            }
        }
    }
    let rules = [
        (written(&without), " for those without it"),
        (written(&both), " for both, where - is the end of a compound"),
    ];
    some.then(|| Meant::either(None, rules, ""))?
}

/// `bolig + mangel`, `+bolig +mangel`, `bolig / mangel`, `bolig – mangel`.
pub(super) fn lone(rule: &str) -> Option<Meant> {
    let lone = |part: &&str| matches!(*part, "+" | "/" | "-" | "–" | "—" | "¦" | "→" | "\\" | "•");
    let sign = rule.split(' ').find(lone);
    if sign.is_none() && rule.starts_with('+') {
        let all = mend(rule, |text| text.replacen('+', "", 1).replace(" +", " & "))?;
        return Meant::one("'+' in a rule", all, "& is and");
    }
    let sign = sign?;
    let with = |other: &str| {
        mend(rule, |text| {
            let parts: Vec<&str> =
                text.split(' ').map(|part| if part == sign { other } else { part }).collect();
            parts.join(" ")
        })
    };
    let rules = [(with("|")?, " for either"), (with("&")?, " for both")];
    Meant::either(Some(format!("'{sign}' alone")), rules, "")
}

/// Names of functions, in the words of others.
const OTHERS: [(&str, &str); 9] = [
    ("bare", "only"),
    ("kun", "only"),
    ("setning", "sentence"),
    ("setningsledd", "clause"),
    ("ledd", "clause"),
    ("alder", "age"),
    ("near", ""),
    ("nær", ""),
    ("phrase", "\""),
];

/// `or(a, b)`, `not(a)`, `bare(nei)`.
pub(super) fn called(rule: &str) -> Option<Meant> {
    let (at, name) = rule.match_indices('(').find_map(|(at, _)| {
        let name = rule[..at].rsplit(|c: char| !c.is_alphabetic()).next()?;
        (!name.is_empty()).then_some((at, name))
    })?;
    let end = closing(rule, at)?;
    let (inside, small) = (&rule[at + 1..end], name.to_lowercase());
    let joined = |sign: &str| {
        let parts: Vec<&str> = inside.split([',', ';']).map(str::trim).collect();
        format!("({})", parts.join(sign))
    };
    let call = match &*small {
        "or" | "eller" => joined(" | "),
        "and" | "og" => joined(" & "),
        "not" | "ikke" | "ikkje" => format!("!{}", joined(" | ")),
        small if CALLS.contains(&small) && small != name => format!("{small}({inside})"),
        _ => match OTHERS.iter().find(|(said, _)| *said == small)?.1 {
            "" => joined(" ~5 "),
            "\"" => format!("\"{}\"", inside.trim_matches('"')),
            known => format!("{known}({inside})"),
        },
    };
    let mended = format!("{}{call}{}", &rule[..at - name.len()], &rule[end + 1..]);
    Meant::one(format!("'{name}(' is not known"), mended, "")
}

/// The bracket that closes one.
fn closing(rule: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    rule[open..].char_indices().find_map(|(at, c)| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        (depth == 0).then_some(open + at)
    })
}

/// `age 15..19`, `age (15..19)`, `only nei`, `clause bolig & mangel`.
pub(super) fn named(rule: &str) -> Option<Meant> {
    if let Some(name) = CALLS.into_iter().find(|name| rule.contains(&format!("{name} (")))
        && let Some(mended) = mend(rule, |text| text.replace(&format!("{name} ("), &format!("{name}(")))
    {
        return Meant::one(format!("a blank between {name} and its bracket"), mended, "");
    }
    let (at, name) = CALLS.into_iter().find_map(|name| {
        let at = rule.find(&format!("{name} "))?;
        (!rule[..at].ends_with(char::is_alphanumeric)).then_some((at, name))
    })?;
    let rest = &rule[at + name.len() + 1..];
    // an age is one word, and all else goes as far as the rule does
    let length = if name == "age" { rest.find(' ').unwrap_or(rest.len()) } else { rest.len() };
    let mended = format!("{}{name}({}){}", &rule[..at], &rest[..length], &rest[length..]);
    let mended = readable(mended.clone()).or_else(|| age(&mended))?;
    Meant::one(format!("{name} without its bracket"), mended, "")
}

/// `age > 18`, `alder >= 18 år`, `age = 18`.
pub(super) fn compared(rule: &str) -> Option<Meant> {
    const SIGNS: [&str; 8] = ["<=", ">=", "==", "≤", "≥", "<", ">", "="];
    let mended = mend(rule, |text| {
        let (mut mended, mut rest) = (String::new(), text.as_str());
        while let Some((at, name)) = first_of(rest, &["age", "alder"]) {
            let behind = &rest[at + name.len()..];
            let own = behind.trim_start();
            let apart = !rest[..at].ends_with(char::is_alphanumeric);
            let sign = SIGNS.iter().find(|sign| apart && own.starts_with(**sign));
            let age = sign.and_then(|sign| {
                let number = own[sign.len()..].trim_start();
                let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
                let (number, left) = number.split_at(digits);
                let year = left.trim_start().strip_prefix("år");
                let year = year.filter(|left| !left.starts_with(char::is_alphabetic));
                let exact = sign.trim_matches('=').is_empty() && !number.is_empty();
                let exact = exact.then(|| format!("age({number})"));
                Some((exact.or_else(|| age(&format!("age({sign}{number})")))?, year.unwrap_or(left)))
            });
            match age {
                Some((age, left)) => {
                    mended = mended + &rest[..at] + &age;
                    rest = left;
                }
                None => {
                    mended += &rest[..at + name.len()];
                    rest = behind;
                }
            }
        }
        mended + rest
    })?;
    Meant::one("an age beside a sign", mended, "ages are from..to, and open where a number is left out")
}

/// The first of some words in a text.
fn first_of<'w>(text: &str, words: &[&'w str]) -> Option<(usize, &'w str)> {
    words.iter().filter_map(|word| Some((text.find(word)?, *word))).min()
}

/// `age(15-19)`, `age(19..15)`, `age(<18)`, `age(18+)`.
pub(super) fn ages(rule: &str) -> Option<Meant> {
    Meant::one("an age that is written otherwise", age(rule)?, "ages are whole numbers, from..to")
}

/// A rule with its first age as ages are written.
fn age(rule: &str) -> Option<String> {
    let at = rule.find("age(")? + 4;
    let end = at + rule[at..].find(')')?;
    let inside = rule[at..end].trim();
    let digits = |text: &str| text.trim().trim_end_matches(" år").parse::<u8>().ok();
    let dashes = ["-", "–", "—", ",", "…", "...", " til ", " to ", ":", ".."];
    let two = dashes.iter().find_map(|dash| {
        let (from, to) = inside.split_once(dash)?;
        Some((digits(from)?, digits(to)?))
    });
    let after = |signs: &[&str]| signs.iter().find_map(|sign| digits(inside.strip_prefix(sign)?));
    let written = if let Some((from, to)) = two {
        format!("{}..{}", from.min(to), from.max(to))
    } else if let Some(to) = after(&["<=", "≤", "til ", "opp til "]) {
        format!("..{to}")
    } else if let Some(over) = after(&["<", "under "]) {
        format!("..{}", over.checked_sub(1)?)
    } else if let Some(from) = after(&[">=", "≥", "fra "]).or_else(|| digits(inside.strip_suffix('+')?)) {
        format!("{from}..")
    } else if let Some(under) = after(&[">", "over "]) {
        format!("{}..", under.checked_add(1)?)
    } else {
        return None;
    };
    let mended = format!("{}{written}{}", &rule[..at], &rule[end..]);
    (mended != rule).then(|| readable(mended))?
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn words_that_are_signs() {
        for (rule, wanted) in [
            ("bolig og tolk", Some("bolig & tolk")),
            ("mangel på bolig eller tolk", Some("\"mangel på bolig\" | tolk")),
            ("bolig ikke tolk", Some("bolig & !tolk")),
            ("bolig og ikke tolk", Some("bolig & !tolk")),
            ("bolig men ikke (hytte | vogn)", Some("bolig & !(hytte | vogn)")),
            ("(a | b) og \"for få\"", Some("(a | b) & \"for få\"")),
            ("@vanske og bolig", Some("@vanske & bolig")),
            ("bolig NOT hytte", Some("bolig & !hytte")),
            ("bolig near/3 tolk", Some("bolig ~3 tolk")),
            ("nær bolig og tolk", Some("\"nær bolig\" & tolk")),
            // a rule that takes all but something
            ("ikke tolk", None),
            ("bolig mangel", None),
            ("og tolk", None),
            ("bolig og eller tolk", None),
            ("bolig ikke", None),
        ] {
            assert_eq!(signed(rule).as_deref(), wanted, "{rule}");
        }
    }
}
