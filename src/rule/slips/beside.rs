//! Words that stand side by side without a sign, the slip of everybody who writes a rule for the first time.
use super::super::parse::{SIDE_BY_SIDE, exactly};
use super::super::scan::{Lexeme, Placed, is_quote, scan};
use super::bits::{Bit, bits, written};
use super::signs::{SIGNS, phrased, sign};
use super::{Fault, Offer, Said};
use std::ops::Range;

/// The fault with a remedy that names all the words, each offer tried first.
pub(super) fn meant(rule: &str, fault: Fault) -> Fault {
    let Some((lexemes, run)) = run(rule, &fault) else { return parts(rule, fault) };
    let words = words(&lexemes, &run);
    let joins = words.iter().any(|word| sign(word).is_some());
    // a part of a rule, joined so, would be of the whole
    let alone = run.len() == lexemes.len();
    let joined = offer(rule, words.join(" & "), place(&lexemes, &run)).filter(|_| alone && !joins);
    let all = if words.len() == 2 { " for both in the answer" } else { " for all in the answer" };
    let denies = words.iter().any(|word| sign(word) == Some(Bit::Not));
    let parts: Vec<Said> = match (phrase(rule, &fault), joined) {
        (None, None) => return fault,
        (Some(phrase), None) if denies => {
            let why = format!(" for a phrase; {SIGNS}, and ! stands beside what must be there");
            vec!["write ".into(), phrase.into(), Said::Text(why)]
        }
        (Some(phrase), None) => vec!["write ".into(), phrase.into(), " for a phrase".into()],
        (None, Some(joined)) => vec!["write ".into(), joined.into()],
        (Some(phrase), Some(joined)) => {
            vec!["write ".into(), phrase.into(), " for a phrase, or ".into(), joined.into(), all.into()]
        }
    };
    fault.with_remedy(parts)
}

/// The fault of parts that are not all words, with a sign between each two.
fn parts(rule: &str, fault: Fault) -> Fault {
    let with = |sign: &str| {
        let mut joined: Vec<Bit> = Vec::new();
        for bit in bits(rule)? {
            if joined.last().is_some_and(Bit::ends) && bit.begins() {
                joined.push(Bit::sign(sign));
            }
            joined.push(bit);
        }
        Some(written(&joined)).filter(|rule| exactly(rule).is_ok())
    };
    let (true, Some(either), Some(both)) = (fault.found == SIDE_BY_SIDE, with("|"), with("&")) else {
        return fault;
    };
    if let Some(whole) = quoted(rule).map(|text| Offer::new(0..rule.chars().count(), text)) {
        return fault.with_remedy(vec!["write ".into(), whole.into(), " for a phrase".into()]);
    }
    let [either, both] = [either, both].map(|text| Offer::new(0..rule.chars().count(), text));
    fault.with_remedy(vec![
        "write ".into(),
        either.into(),
        " for either, or ".into(),
        both.into(),
        " for both".into(),
    ])
}

/// A rule as one phrase, groups and all.
fn quoted(rule: &str) -> Option<String> {
    Some(format!("\"{rule}\"")).filter(|whole| !rule.contains(is_quote) && exactly(whole).is_ok())
}

/// The words around a fault as a phrase, if they stand side by side.
pub(super) fn phrase(rule: &str, fault: &Fault) -> Option<Offer> {
    let (lexemes, run) = run(rule, fault)?;
    let words = words(&lexemes, &run);
    // what joins it to something else is no word of it
    let ends = [words.first()?, words.last()?];
    let joins = |word: &&str| sign(word).is_some_and(|sign| sign != Bit::Not);
    if ends.into_iter().any(joins) {
        return None;
    }
    let (text, place) = (format!("\"{}\"", words.join(" ")), place(&lexemes, &run));
    // a quotation mark behind the words has lost the one before them
    let quote = lexemes.get(run.end).filter(|(lexeme, _)| *lexeme == Lexeme::Quote);
    let whole = if run.len() < lexemes.len() { phrased(rule).or_else(|| quoted(rule)) } else { None };
    if let Some(whole) = whole {
        return Some(Offer::new(0..rule.chars().count(), whole));
    }
    offer(rule, text.clone(), place.clone())
        .or_else(|| quote.and_then(|(_, quote)| offer(rule, text, place.start..quote.end)))
}

/// The lexemes of a rule, and which of them are the words around a fault that stand side by side.
fn run(rule: &str, fault: &Fault) -> Option<(Vec<Placed>, Range<usize>)> {
    if fault.found != SIDE_BY_SIDE {
        return None;
    }
    let lexemes = scan(rule).ok()?;
    let second = lexemes.iter().position(|(_, own)| *own == fault.at)?;
    let is_word = |(lexeme, _): &&Placed| word(lexeme).is_some();
    let before = lexemes[..second].iter().rev().take_while(is_word).count();
    let behind = lexemes[second..].iter().take_while(is_word).count();
    // what is denied has two readings, and neither is offered
    let denied = lexemes[..second - before].last().is_some_and(|(lexeme, _)| *lexeme == Lexeme::Not);
    (before > 0 && behind > 0 && !denied).then(|| (lexemes, second - before..second + behind))
}

fn words<'l>(lexemes: &'l [Placed], run: &Range<usize>) -> Vec<&'l str> {
    lexemes[run.clone()].iter().filter_map(|(lexeme, _)| word(lexeme)).collect()
}

fn place(lexemes: &[Placed], run: &Range<usize>) -> Range<usize> {
    lexemes[run.start].1.start..lexemes[run.end - 1].1.end
}

fn word(lexeme: &Lexeme) -> Option<&str> {
    if let Lexeme::Word(text) = lexeme { Some(text) } else { None }
}

/// An offer, if a rule with it in its place is read, at least beyond that place.
fn offer(rule: &str, text: String, at: Range<usize>) -> Option<Offer> {
    let end = at.start + text.chars().count();
    let offer = Offer::new(at, text);
    match exactly(&offer.within(rule)) {
        Ok(_) => Some(offer),
        Err(fault) => (fault.at.start > end).then_some(offer),
    }
}
