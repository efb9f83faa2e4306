//! Which human codings were not used, and why: one line for what is harmless, one a row for what is lost.
use super::language::Language;
use crate::input::short;
use crate::judgement::{Reason, Unused};

/// How many rows are named before the rest is only counted.
const NAMED: usize = 20;

/// Codings that gave themes to an answer that is not there, or whose respondent could not be read: each a finding.
pub fn lost(unused: &[Unused]) -> impl Iterator<Item = &Unused> {
    unused.iter().filter(|u| match u.reason {
        Reason::NoAnswer => u.given,
        Reason::Unread => true,
        Reason::Blank | Reason::NoThemes => false,
    })
}

/// What to say on standard error: the rows lost; [`counts`] stand below the table.
pub fn messages(unused: &[Unused]) -> Vec<String> {
    let line = |u: &Unused| {
        let why = match u.reason {
            Reason::Unread => "could not be read".to_string(),
            _ => format!("has no answer to {}", u.question),
        };
        format!("{}: {} is coded by {}, but {why}", u.place, short(&u.respondent), short(&u.coder))
    };
    let mut said: Vec<String> = lost(unused).take(NAMED).map(line).collect();
    let more = lost(unused).count().saturating_sub(NAMED);
    if more > 0 {
        said.push(format!("and {more} more such rows"));
    }
    said
}

/// «4 codings were not used: no answer 4», if any.
pub fn counts(unused: &[Unused], language: Language) -> Option<String> {
    if unused.is_empty() {
        return None;
    }
    let reasons = [Reason::NoAnswer, Reason::Blank, Reason::NoThemes, Reason::Unread];
    let count = |reason: Reason| unused.iter().filter(|u| u.reason == reason).count();
    let counted = reasons.into_iter().map(|r| (r, count(r))).filter(|(_, n)| *n > 0);
    let parts: Vec<String> = counted.map(|(r, n)| format!("{} {n}", word(r, language))).collect();
    let (all, parts) = (unused.len(), parts.join(", "));
    let one = all == 1;
    Some(match language {
        Language::Norwegian if one => format!("1 koding er ikke brukt: {parts}"),
        Language::Norwegian => format!("{all} kodinger er ikke brukt: {parts}"),
        Language::English if one => format!("1 coding was not used: {parts}"),
        Language::English => format!("{all} codings were not used: {parts}"),
    })
}

fn word(reason: Reason, language: Language) -> &'static str {
    match (reason, language) {
        (Reason::NoAnswer, Language::Norwegian) => "uten svar",
        (Reason::Blank, Language::Norwegian) => "ikke fylt ut",
        (Reason::NoThemes, Language::Norwegian) => "spørsmålet har ingen temaer",
        (Reason::Unread, Language::Norwegian) => "ulest rad",
        (Reason::NoAnswer, Language::English) => "no answer",
        (Reason::Blank, Language::English) => "not filled in",
        (Reason::NoThemes, Language::English) => "no themes for the question",
        (Reason::Unread, Language::English) => "row not read",
    }
}
