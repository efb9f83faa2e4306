//! What was probably meant by a rule that cannot be read. Each slip that people make is undone in its own way, and the rule that
//! comes of it is offered where it can be read, so that whoever obeys the remedy is done.
mod beside;
mod bits;
mod signs;

use super::parse::{CALLS, exactly};
use super::scan::is_quote;
use super::{Fault, Offer, Said};
use crate::error::nearest;
use bits::{Stretch, stretches};

/// Longer rules are told of as they are.
const LONGEST: usize = 4000;

/// What somebody probably meant.
struct Meant {
    /// What was found, where it says more than the fault does.
    found: Option<String>,
    /// Whole rules that can be read, each with what it is for.
    rules: Vec<(String, &'static str)>,
    /// Why it is written so.
    why: &'static str,
}

impl Meant {
    /// One rule in the place of another, if it can be read as it stands or with the signs for its words.
    fn one(found: impl Into<String>, rule: String, why: &'static str) -> Option<Self> {
        Some(Self { found: Some(found.into()), rules: vec![(readable(rule)?, "")], why })
    }

    /// One of several rules.
    fn either(found: Option<String>, rules: [(String, &'static str); 2], why: &'static str) -> Option<Self> {
        let rules = rules.into_iter().filter_map(|(rule, purpose)| Some((readable(rule)?, purpose)));
        let rules: Vec<_> = rules.collect();
        (!rules.is_empty()).then_some(Self { found, rules, why })
    }
}

/// A rule that can be read: this one, or with the signs that its words and commas stand for.
fn readable(rule: String) -> Option<String> {
    if exactly(&rule).is_ok() {
        return Some(rule);
    }
    signs::signed(&rule).or_else(|| with_sign(&rule, " | ").filter(|rule| exactly(rule).is_ok()))
}

/// In the order they are looked for.
const SLIPS: [fn(&str) -> Option<Meant>; 19] = [
    bullet,
    single_quotes,
    escaped,
    square,
    equals,
    flags,
    per_cent,
    marks,
    every_letter,
    signs::called,
    ending,
    parts,
    signs::compared,
    signs::named,
    signs::ages,
    commas,
    signs::lone,
    signs::words,
    signs::without,
];

/// The fault with a remedy that can be obeyed, where it shows what was meant.
pub(super) fn meant(rule: &str, fault: Fault) -> Fault {
    let length = rule.chars().count();
    if length > LONGEST {
        return fault;
    }
    let Some(meant) = SLIPS.iter().find_map(|slip| slip(rule)) else { return beside::meant(rule, fault) };
    let mut parts: Vec<Said> = Vec::new();
    let mut offer = |offer: Offer, purpose: &str| {
        let joint = if parts.is_empty() { "write " } else { ", or " };
        parts.extend([joint.into(), offer.into(), purpose.into()]);
    };
    for (text, purpose) in meant.rules {
        offer(Offer::new(0..length, text), purpose);
    }
    // words that are signs are also words
    if meant.found.is_none()
        && meant.why == signs::SIGNS
        && let Some(phrase) = beside::phrase(rule, &fault)
    {
        offer(phrase, " for a phrase");
    }
    if !meant.why.is_empty() {
        parts.extend([": ".into(), meant.why.into()]);
    }
    Fault { found: meant.found.unwrap_or_else(|| fault.found.clone()), ..fault.with_remedy(parts) }
}

/// `– bolig`, as word processors make lists.
fn bullet(rule: &str) -> Option<Meant> {
    let sign = rule.chars().next().filter(|c| matches!(c, '–' | '—' | '•' | '·' | '*'))?;
    let rest = rule.strip_prefix(sign)?.strip_prefix(' ')?;
    let parts: Vec<&str> = rest.split(&format!(" {sign} ")).map(str::trim).collect();
    let why = "the dash of a list is -, and a blank";
    Meant::one(format!("'{sign}' before a rule"), parts.join(" | "), why)
}

/// `'psykisk helse'`, as many programs quote.
fn single_quotes(rule: &str) -> Option<Meant> {
    const MARKS: [char; 5] = ['\'', '‘', '’', '‚', '`'];
    let letters: Vec<char> = rule.chars().collect();
    let around = |at: Option<usize>| at.and_then(|at| letters.get(at)).copied().unwrap_or(' ');
    let (mut mended, mut open, mut quoted) = (String::new(), None, false);
    for (at, c) in letters.iter().copied().enumerate() {
        let (before, behind) = (around(at.checked_sub(1)), around(Some(at + 1)));
        quoted ^= c == '"';
        if quoted || !MARKS.contains(&c) {
            mended.push(c);
        } else if open.is_none() && (before.is_whitespace() || "(|&!~>=".contains(before)) {
            open = Some(mended.len());
        } else if let Some(from) = open
            && (behind.is_whitespace() || ")|&~>,;".contains(behind))
        {
            let inside = mended.split_off(from);
            // one word, or a rule by itself, needs none
            let one =
                !inside.contains(' ') || from == 0 && at + 1 == letters.len() && exactly(&inside).is_ok();
            let mark = if one { "" } else { "\"" };
            mended.extend([mark, &inside, mark]);
            open = None;
        } else {
            mended.push(c);
        }
    }
    let changed = open.is_none() && mended != rule;
    let why =
        if mended.contains('"') { "a phrase stands between double quotes" } else { "a word needs no quotes" };
    changed.then(|| Meant::one("single quotes in a rule", mended, why))?
}

/// `bolig \| hus`, as it stands in a table in Markdown.
fn escaped(rule: &str) -> Option<Meant> {
    let signs = ['|', '&', '~', '*', '(', ')', '!', '>', '"'];
    let sign = signs.into_iter().find(|sign| rule.contains(&format!("\\{sign}")))?;
    let mended = mend(rule, |text| {
        signs.iter().fold(text, |text, sign| text.replace(&format!("\\{sign}"), &sign.to_string()))
    })?;
    Meant::one(format!("a \\ before {sign}"), mended, "a sign stands by itself")
}

/// `[bolig | hus]`.
fn square(rule: &str) -> Option<Meant> {
    let sign = rule.chars().find(|c| "[{".contains(*c))?;
    let mended = mend(rule, |text| text.replace(['[', '{'], "(").replace([']', '}'], ")"))?;
    // bo[ij]lig is a regular expression, and told of as one
    let glued = rule.chars().zip(rule.chars().skip(1)).any(|(a, b)| a.is_alphanumeric() && "[{".contains(b));
    let mended = if mended.contains('|') { mended } else { with_sign(&mended, " | ").unwrap_or(mended) };
    (!glued)
        .then(|| Meant::one(format!("'{sign}' in a rule"), mended, "the brackets of a rule are ( and )"))?
}

/// `== NAV`.
fn equals(rule: &str) -> Option<Meant> {
    let mended = mend(rule, |text| text.replace("== ", "==").replace("= ", "="))?;
    Meant::one("a blank behind =", mended, "= and == stand right before their word")
}

/// `/bolig/i`.
fn flags(rule: &str) -> Option<Meant> {
    let all = stretches(rule)?;
    let is_flag = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        (1..=4).contains(&end).then_some(end).filter(|end| text[..*end].chars().all(|c| "gimsux".contains(c)))
    };
    let (mut mended, mut found, mut before) = (String::new(), None, false);
    for stretch in all {
        match stretch {
            Stretch::Regex(text) => {
                mended += text;
                before = true;
            }
            Stretch::Plain(text) => {
                let cut = is_flag(text).filter(|_| before).unwrap_or(0);
                found = found.or((cut > 0).then(|| text[..cut].to_string()));
                mended += &text[cut..];
                before = false;
            }
            Stretch::Quoted(text) => {
                mended += text;
                before = false;
            }
        }
    }
    let why = "nothing stands behind it, and capitals never count";
    Meant::one(format!("'{}' behind a regular expression", found?), mended, why)
}

/// `50 %`, be it a phrase or not.
fn per_cent(rule: &str) -> Option<Meant> {
    let sign = rule.chars().find(|c| matches!(c, '%' | '‰' | '€' | '$'))?;
    let changed = stretches(rule)?.into_iter().map(|stretch| {
        let text = match stretch {
            Stretch::Regex(_) => "",
            Stretch::Quoted(text) => text.trim_matches(is_quote),
            Stretch::Plain(text) => text,
        };
        with_per_cent(text, sign).unwrap_or_else(|| stretch.text().to_string())
    });
    let mended: String = changed.collect();
    let why = "a sign that is no word takes a regular expression";
    let found = format!("'{sign}' in a rule");
    (mended != rule).then(|| {
        Meant::one(found.clone(), mended.clone(), why).or_else(|| Meant::one(found, in_a_row(&mended)?, why))
    })?
}

/// Words and regular expressions that stand beside each other, with the sign for that.
fn in_a_row(rule: &str) -> Option<String> {
    let parts = stretches(rule)?.into_iter().filter(|part| !part.text().trim().is_empty()).map(|part| {
        let text = part.text().trim();
        match part {
            Stretch::Plain(_) if text.contains(' ') => format!("\"{text}\""),
            _ => text.to_string(),
        }
    });
    Some(parts.collect::<Vec<_>>().join(" >1 "))
}

/// A number and the sign behind it as a regular expression, in place of both.
fn with_per_cent(text: &str, sign: char) -> Option<String> {
    let at = text.find(sign)?;
    let (before, behind) = (text[..at].trim_end(), &text[at + sign.len_utf8()..]);
    let kept =
        before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '–')).len();
    let number = &before[kept..];
    let written = if sign == '$' { "\\$".to_string() } else { sign.to_string() };
    let number = number.replace('.', "\\.");
    let here = if number.is_empty() { format!("/{written}/") } else { format!(r"/\b{number} ?{written}/") };
    Some(format!("{}{here}{}", &before[..kept], with_per_cent(behind, sign).unwrap_or(behind.to_string())))
}

/// `"nei, ikke noe."`: a phrase ends where a mark stands.
fn marks(rule: &str) -> Option<Meant> {
    let (mut mended, mut found) = (String::new(), None);
    for stretch in stretches(rule)? {
        let Stretch::Quoted(text) = stretch else {
            mended += stretch.text();
            continue;
        };
        let mut inside = text.trim_matches(is_quote).to_string();
        // a lone sign ends a phrase as a comma does
        for sign in [" - ", " – ", " — ", " + ", " / "] {
            found = found.or_else(|| sign.trim().chars().next().filter(|_| inside.contains(sign)));
            inside = inside.replace(sign, ", ");
        }
        let inside = inside.as_str();
        let ended = inside.trim_end().trim_end_matches(['.', ',', ';', ':', '!', '…', ' ']);
        let own = ended.chars().find(|c| matches!(c, ',' | ';' | ':'));
        found = found
            .or(own)
            .or_else(|| inside.trim_end().chars().last().filter(|_| ended.len() < inside.trim_end().len()));
        let parts: Vec<&str> =
            ended.split([',', ';', ':']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let quoted = parts.iter().map(|part| match part.contains(' ') || parts.len() == 1 {
            true => format!("\"{part}\""),
            false => (*part).to_string(),
        });
        mended += &quoted.collect::<Vec<_>>().join(" >1 ");
    }
    let why = "a phrase is words alone; >1 is right behind, whatever stands between";
    let why = if mended.contains(">1") { why } else { "a phrase is words alone" };
    Meant::one(format!("'{}' in a phrase", found?), mended, why)
}

/// `bolig.*`, as a regular expression would have it.
fn every_letter(rule: &str) -> Option<Meant> {
    let mended = mend(rule, |text| text.replace(".*", "*").replace(".+", "*"))?;
    Meant::one("'.' in a wildcard", mended, "* alone stands for any letters")
}

/// Endings that people put in brackets.
const ENDINGS: [&str; 15] =
    ["a", "e", "n", "t", "r", "s", "en", "et", "er", "ar", "ne", "te", "de", "ene", "ane"];

/// `bolig(er)`, `bolig(en|er)`, `bolig{en,er}`.
fn ending(rule: &str) -> Option<Meant> {
    let mended = grouped(rule, &['(', '[', '{'], |stem, inside, behind| {
        let mut endings = inside.split(['|', ',', '/']).map(|ending| ending.trim().trim_start_matches('-'));
        // an age has figures in its brackets
        let call = nearest(stem, CALLS).is_some_and(|call| call != "age" || stem == call);
        let is_stem = behind.is_empty() && stem.chars().count() > 2 && !call;
        (is_stem && endings.all(|ending| ENDINGS.contains(&ending))).then(|| stem.to_string())
    })?;
    Meant::one("an ending in brackets", mended, "a word takes all its forms")
}

/// `bolig(mangel|krise)`, `(bo|leie)bolig`, `bolig(s)mangel`.
fn parts(rule: &str) -> Option<Meant> {
    // letters in other brackets are those of a regular expression
    let mended = grouped(rule, &['('], |before, inside, behind| {
        if !before.is_empty() && nearest(before, CALLS).is_some() {
            return None;
        }
        let mut middles: Vec<&str> = inside.split(['|', ',', '/']).map(str::trim).collect();
        let letters = |part: &&str| !part.is_empty() && part.chars().all(char::is_alphabetic);
        if !middles.iter().all(letters) {
            return None;
        }
        // what stands alone in brackets may be left out; with nothing behind it is a call
        if middles.len() == 1 {
            (!behind.is_empty()).then(|| middles.insert(0, ""))?;
        }
        let words: Vec<String> = middles.iter().map(|part| format!("{before}{part}{behind}")).collect();
        Some(format!("({})", words.join(" | ")))
    })?;
    let whole = mended.strip_prefix('(').and_then(|inside| inside.strip_suffix(')'));
    let whole = whole.filter(|inside| !inside.contains(['(', ')'])).map(str::to_string);
    Meant::one("a part of a word in brackets", whole.unwrap_or(mended), "brackets stand around whole words")
}

/// A rule with each word that holds a group in such brackets as it is written then: `change` is given the letters before the
/// group, what stands in it, and the letters behind. Nothing where that changes nothing.
fn grouped(
    rule: &str,
    opening: &[char],
    change: impl Fn(&str, &str, &str) -> Option<String>,
) -> Option<String> {
    mend(rule, |text| {
        let (mut mended, mut rest) = (String::new(), text.as_str());
        while let Some(at) = rest.find(opening) {
            let begin = rest[..at].trim_end_matches(char::is_alphabetic).len();
            let end = rest[at + 1..].find([')', ']', '}', '(', '[', '{']).map(|end| at + 1 + end);
            let closed = end.filter(|end| rest[*end..].starts_with([')', ']', '}']));
            let behind = closed.map_or("", |end| {
                let behind = &rest[end + 1..];
                &behind[..behind.len() - behind.trim_start_matches(char::is_alphabetic).len()]
            });
            let stem = &rest[begin..at];
            let word = closed.filter(|_| !(stem.is_empty() && behind.is_empty()));
            match word.and_then(|end| Some((end, change(stem, &rest[at + 1..end], behind)?))) {
                Some((end, written)) => {
                    mended = mended + &rest[..begin] + &written;
                    rest = &rest[end + 1 + behind.len()..];
                }
                None => {
                    mended += &rest[..=at];
                    rest = &rest[at + 1..];
                }
            }
        }
        mended + rest
    })
}

/// `bolig, hus`.
fn commas(rule: &str) -> Option<Meant> {
    let sign = rule.chars().find(|c| ",;".contains(*c))?;
    if let Some(rest) = rule.trim_end().strip_suffix([',', ';']) {
        return Meant::one(
            format!("'{sign}' behind a rule"),
            rest.trim_end().to_string(),
            "nothing stands behind it",
        );
    }
    let rules = [(with_sign(rule, " | ")?, " for either"), (with_sign(rule, " & ")?, " for both")];
    Meant::either(Some(format!("'{sign}' is not part of a rule")), rules, "")
}

/// A rule with a sign for its commas.
fn with_sign(rule: &str, sign: &str) -> Option<String> {
    mend(rule, |text| {
        let parts: Vec<&str> = text.split([',', ';']).collect();
        let last = parts.len() - 1;
        let parts = parts.iter().enumerate().map(|(at, part)| {
            let part = if at > 0 { part.trim_start() } else { part };
            if at < last { part.trim_end() } else { part }
        });
        parts.collect::<Vec<_>>().join(sign)
    })
}

/// A rule with all of it mended that is neither quoted nor a regular expression; nothing where that changes nothing.
fn mend(rule: &str, change: impl Fn(String) -> String) -> Option<String> {
    let changed = stretches(rule)?.into_iter().map(|stretch| match stretch {
        Stretch::Plain(text) => change(text.to_string()),
        other => other.text().to_string(),
    });
    Some(changed.collect::<String>()).filter(|mended| mended != rule)
}
