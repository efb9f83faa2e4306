//! Words that stand side by side without a sign, the slip of everybody who writes a rule for the first time: what was
//! probably meant, as a rule that can be used.
use super::parse::read;
use super::scan::{Lexeme, Placed, scan};
use super::{Fault, Offer};
use std::ops::Range;

/// What is found of them.
pub(super) const SIDE_BY_SIDE: &str = "two parts side by side without a sign between";

/// The fault with a remedy that names all the words, each offer tried first.
pub(super) fn meant(rule: &str, lexemes: &[Placed], fault: Fault) -> Fault {
    let Some(run) = run(lexemes, &fault.at) else { return apart(lexemes, fault) };
    let words: Vec<&str> = lexemes[run.clone()].iter().filter_map(|(lexeme, _)| word(lexeme)).collect();
    let place = lexemes[run.start].1.start..lexemes[run.end - 1].1.end;
    let offer = |text: &str, at: Range<usize>| {
        Some(Offer { at, text: text.to_string() }).filter(|offer| is_read(offer, rule))
    };
    let text = format!("\"{}\"", words.join(" "));
    // a quotation mark behind the words has lost the one before them
    let quote = lexemes.get(run.end).filter(|(lexeme, _)| *lexeme == Lexeme::Quote);
    let phrase = offer(&text, place.clone())
        .or_else(|| quote.and_then(|(_, quote)| offer(&text, place.start..quote.end)));
    let signs = signed(&words);
    let joined = offer(&signs.clone().unwrap_or_else(|| words.join(" & ")), place);
    let told = |offer: &Offer| offer.text.clone();
    let remedy = match (&phrase, &joined) {
        (None, None) => return fault,
        (Some(phrase), Some(joined)) if signs.is_some() => {
            format!("write {}, or {} for a phrase: {SIGNS}", told(joined), told(phrase))
        }
        (None, Some(joined)) if signs.is_some() => format!("write {}: {SIGNS}", told(joined)),
        (Some(phrase), None) if signs.as_deref().is_some_and(|signs| signs.contains('!')) => {
            format!("write {} for a phrase; {SIGNS}, and ! stands beside what must be there", told(phrase))
        }
        (Some(phrase), Some(joined)) => {
            let all = if words.len() == 2 { "both" } else { "all" };
            format!("write {} for a phrase, or {} for {all} in the answer", told(phrase), told(joined))
        }
        (Some(phrase), None) => format!("write {} for a phrase", told(phrase)),
        (None, Some(joined)) => format!("write {}", told(joined)),
    };
    let in_order = if signs.is_some() { [joined, phrase] } else { [phrase, joined] };
    Fault { remedy, offers: in_order.into_iter().flatten().collect(), ..fault }
}

/// A name that stands a blank away from its bracket: `age (15..19)`.
fn apart(lexemes: &[Placed], fault: Fault) -> Fault {
    let second = lexemes.iter().position(|(_, own)| *own == fault.at);
    let name = second.and_then(|at| at.checked_sub(1)).and_then(|at| word(&lexemes[at].0));
    let opens = second.is_some_and(|at| lexemes[at].0 == Lexeme::Open);
    match name.filter(|name| opens && ["age", "clause", "sentence", "only"].contains(name)) {
        Some(name) => {
            let remedy = format!("write {name}( without a blank before the bracket");
            Fault { found: format!("a blank between {name} and its bracket"), remedy, ..fault }
        }
        None => fault,
    }
}

const SIGNS: &str = "the sign for og is &, for eller |, for ikke !";

/// The words around a place that stand side by side.
fn run(lexemes: &[Placed], at: &Range<usize>) -> Option<Range<usize>> {
    let second = lexemes.iter().position(|(_, own)| own == at)?;
    let is_word = |(lexeme, _): &&Placed| word(lexeme).is_some();
    let before = lexemes[..second].iter().rev().take_while(is_word).count();
    let behind = lexemes[second..].iter().take_while(is_word).count();
    (before > 0 && behind > 0).then(|| second - before..second + behind)
}

fn word(lexeme: &Lexeme) -> Option<&str> {
    if let Lexeme::Word(text) = lexeme { Some(text) } else { None }
}

/// Whether a rule with an offer in its place is read, at least beyond that place.
fn is_read(offer: &Offer, rule: &str) -> bool {
    let end = offer.at.start + offer.text.chars().count();
    let mended = offer.within(rule);
    match scan(&mended).and_then(|lexemes| read(&mended, lexemes)) {
        Ok(_) => true,
        Err(fault) => fault.at.start > end,
    }
}

/// Words with the signs for those among them that join or deny; nothing where none does, or where it joins nothing.
fn signed(words: &[&str]) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let (mut not, mut some) = ("", false);
    let mut words = words.iter().peekable();
    while let Some(first) = words.peek() {
        match sign(first) {
            Some("!") => {
                if parts.last().is_some_and(|last| !matches!(&**last, "&" | "|")) {
                    parts.push("&".into());
                }
                not = "!";
            }
            Some(sign) => {
                let after = parts.last().is_some_and(|last| !matches!(&**last, "&" | "|")) && not.is_empty();
                parts.push(after.then(|| sign.to_string())?);
            }
            None => {
                let mut own = Vec::new();
                while let Some(word) = words.next_if(|word| sign(word).is_none()) {
                    own.push(*word);
                }
                let own = if own.len() == 1 { own[0].to_string() } else { format!("\"{}\"", own.join(" ")) };
                parts.push(std::mem::take(&mut not).to_string() + &own);
                continue;
            }
        }
        some = true;
        words.next();
    }
    let ended = not.is_empty() && parts.last().is_some_and(|last| !matches!(&**last, "&" | "|"));
    (some && ended).then(|| parts.join(" "))
}

/// The sign that a word stands for.
fn sign(word: &str) -> Option<&'static str> {
    match &*word.to_lowercase() {
        "og" | "and" => Some("&"),
        "eller" | "or" => Some("|"),
        "ikke" | "ikkje" | "not" => Some("!"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn words_that_are_signs() {
        for (words, wanted) in [
            ("bolig og tolk", Some("bolig & tolk")),
            ("mangel på bolig eller tolk", Some("\"mangel på bolig\" | tolk")),
            ("bolig ikke tolk", Some("bolig & !tolk")),
            ("bolig og ikke tolk", Some("bolig & !tolk")),
            ("ikke tolk", Some("!tolk")),
            ("bolig mangel", None),
            ("og tolk", None),
            ("bolig og eller tolk", None),
            ("bolig ikke", None),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(signed(&words).as_deref(), wanted, "{words:?}");
        }
    }
}
