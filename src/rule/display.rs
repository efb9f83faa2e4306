//! A rule written out again; reading it gives the same tree.
use super::{Form, Kind, Node, Scope};
use std::fmt::{self, Display, Formatter};

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Word(word, Form::Part) => f.write_str(word),
            Kind::Word(word, Form::First) => write!(f, "{word}-"),
            Kind::Word(word, Form::Last | Form::Tail) => write!(f, "-{word}"),
            Kind::Word(word, Form::Whole) => write!(f, "={word}"),
            Kind::Exact(form) => write!(f, "=={form}"),
            Kind::Wild(form) => f.write_str(form),
            Kind::Fuzzy(word) => write!(f, "{word}~"),
            Kind::Regex(text) => write!(f, "/{}/", text.replace('/', "\\/")),
            Kind::Age(from, to) if from == to => write!(f, "age({from})"),
            Kind::Age(from, to) => write!(f, "age({from}..{to})"),
            Kind::AnyWord => f.write_str("*"),
            Kind::Phrase(items) => {
                f.write_str("\"")?;
                sequence(items, f)?;
                f.write_str("\"")
            }
            Kind::Or(parts) => list(parts, " | ", f),
            Kind::And(parts) => list(parts, " & ", f),
            Kind::Not(inner) => {
                f.write_str("!")?;
                bracketed(inner, f)
            }
            Kind::Near { left, right, within, ordered } => {
                bracketed(left, f)?;
                write!(f, " {}{within} ", if *ordered { '>' } else { '~' })?;
                bracketed(right, f)
            }
            Kind::Within(Scope::Clause, inner) => write!(f, "clause({inner})"),
            Kind::Within(Scope::Sentence, inner) => write!(f, "sentence({inner})"),
            Kind::Only(inner) => write!(f, "only({inner})"),
            Kind::Reference(name) => write!(f, "@{name}"),
        }
    }
}

fn list(parts: &[Node], sign: &str, f: &mut Formatter<'_>) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(sign)?;
        }
        match part.kind {
            Kind::Not(_) => write!(f, "{part}")?,
            _ => bracketed(part, f)?,
        }
    }
    Ok(())
}

/// A part that joins others gets brackets wherever it stands inside another.
fn bracketed(part: &Node, f: &mut Formatter<'_>) -> fmt::Result {
    match part.kind {
        Kind::Or(_) | Kind::And(_) | Kind::Near { .. } | Kind::Not(_) => write!(f, "({part})"),
        _ => write!(f, "{part}"),
    }
}

/// Inside quotes: words side by side, choices and phrases in brackets.
fn sequence(items: &[Node], f: &mut Formatter<'_>) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(" ")?;
        }
        match &item.kind {
            Kind::Or(choices) => {
                f.write_str("(")?;
                for (j, choice) in choices.iter().enumerate() {
                    f.write_str(if j > 0 { " | " } else { "" })?;
                    match &choice.kind {
                        Kind::Phrase(inner) => sequence(inner, f)?,
                        Kind::Or(_) => sequence(std::slice::from_ref(choice), f)?,
                        _ => write!(f, "{choice}")?,
                    }
                }
                f.write_str(")")?;
            }
            Kind::Phrase(inner) => {
                f.write_str("(")?;
                sequence(inner, f)?;
                f.write_str(")")?;
            }
            _ => write!(f, "{item}")?,
        }
    }
    Ok(())
}
