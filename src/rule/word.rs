//! The forms of a single word in a rule: `bolig`, `bolig-`, `-bolig`, `=bolig`, `==NAV`, `bo*`, `ord~`.
use super::{Fault, Form, Kind, Node};
use crate::norwegian::tokens::{is_hyphen, is_invisible, is_mark, tokens};
use std::ops::Range;

/// Reads one word form.
pub(super) fn word(text: &str, at: Range<usize>) -> Result<Node, Fault> {
    let kind = if let Some(form) = text.strip_prefix("==") {
        exact(form, &at)?
    } else if text.contains(['*', '?']) {
        wild(text, &at)?
    } else if let Some(form) = text.strip_suffix('~') {
        return one_word(form, &at).map(|form| Node { kind: Kind::Fuzzy(form), at: at.clone() });
    } else {
        return plain(text, at);
    };
    Ok(Node { kind, at })
}

fn exact(form: &str, at: &Range<usize>) -> Result<Kind, Fault> {
    if form.contains(['*', '?', '~', '=']) {
        let remedy =
            "== takes exactly the letters you write: leave the other signs out, or use wildcards without ==";
        return Err(Fault::new(at.clone(), "== together with another sign", remedy));
    }
    Ok(Kind::Exact(one_word(form, at)?))
}

fn wild(text: &str, at: &Range<usize>) -> Result<Kind, Fault> {
    if !text.chars().any(char::is_alphanumeric) {
        let remedy = "give it at least one letter; * alone stands for any one word, inside quotes";
        return Err(Fault::new(at.clone(), "a wildcard without letters", remedy));
    }
    let fits = |c: char| {
        c.is_alphanumeric() || matches!(c, '*' | '?') || is_hyphen(c) || is_mark(c) || is_invisible(c)
    };
    if let Some(c) = text.chars().find(|c| !fits(*c)) {
        let remedy =
            "a wildcard has letters, digits, hyphens, ? and *: for inflections too, leave the sign out";
        return Err(Fault::new(at.clone(), format!("'{c}' in a wildcard"), remedy));
    }
    Ok(Kind::Wild(text.to_string()))
}

/// A form that must be one word, with hyphens at most.
fn one_word(form: &str, at: &Range<usize>) -> Result<String, Fault> {
    let found = tokens(form);
    let whole = found.first().is_some_and(|t| t.start == 0)
        && found.last().is_some_and(|t| t.end as usize == form.len())
        && found.iter().skip(1).all(|t| t.joined);
    if whole {
        return Ok(form.to_string());
    }
    let remedy = "write one word of letters and digits; put several in quotes: \"a b\"";
    Err(Fault::new(at.clone(), format!("'{form}' is not one word"), remedy))
}

fn plain(text: &str, at: Range<usize>) -> Result<Node, Fault> {
    let (form, word) = match (text.strip_prefix('='), text.strip_prefix('-'), text.strip_suffix('-')) {
        (Some(rest), _, _) => (Form::Whole, rest),
        (_, Some(_), Some(_)) => {
            let remedy = "write -bolig (last in a compound), bolig- (first) or bolig (anywhere)";
            return Err(Fault::new(at, "a hyphen both before and after", remedy));
        }
        (_, Some(rest), _) => (Form::Last, rest),
        (_, _, Some(rest)) => (Form::First, rest),
        _ => (Form::Part, text),
    };
    if let Some(sign) = word.chars().find(|c| "[]{}\\^$=".contains(*c)) {
        let remedy = format!("leave it out, or write a regular expression: /{word}/");
        return Err(Fault::new(at, format!("'{sign}' in a word"), remedy));
    }
    let found = tokens(word);
    // «imdi.no» and «og/eller» are several words with a mark between: a phrase, as in the text
    if form == Form::Part && found.len() > 1 && !found.iter().skip(1).all(|t| t.joined) {
        let parts = found
            .iter()
            .map(|t| Node { kind: Kind::Word(plainly(t.text(word)), Form::Part), at: at.clone() });
        return Ok(Node { kind: Kind::Phrase(parts.collect()), at });
    }
    let word = one_word(word, &at)?;
    Ok(Node { kind: Kind::Word(word, form), at })
}

/// A part of a word with marks: in small letters where it would be read as an operator.
fn plainly(part: &str) -> String {
    match part {
        "AND" | "OR" | "NOT" | "NEAR" => part.to_lowercase(),
        _ => part.to_string(),
    }
}
