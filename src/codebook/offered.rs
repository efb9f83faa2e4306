//! The remedy of a rule's fault as it can be written where the rule stands: YAML takes quotes and signs for its own.
use crate::rule::{Fault, Offer};

/// The remedy, its offers in YAML's quotes where they need them; `at` is the first byte of the rule in the source.
pub(super) fn remedy(source: &str, at: usize, rule: &str, fault: &Fault) -> String {
    let mut written = fault.remedy_as(|offer| in_yaml(source, at, rule, offer));
    // whoever has written "psykisk helse" would write it again
    if !fault.offers.is_empty() && is_quoted(source, at) {
        written.push_str("; YAML takes the outer quotes away");
    }
    written
}

fn is_quoted(source: &str, at: usize) -> bool {
    source.get(at..).is_some_and(|rest| rest.starts_with(['\'', '"'])) && !is_block(source, at)
}

/// An offer as it stands in the file: as it is where nothing else is in the way, or else the whole rule in quotes.
fn in_yaml(source: &str, at: usize, rule: &str, offer: &Offer) -> String {
    let whole = || format!("'{}'", offer.within(rule).replace('\'', "''"));
    match source.get(at..).and_then(|rest| rest.chars().next()) {
        _ if is_block(source, at) => offer.text.clone(),
        Some('\'') if offer.at.len() < rule.chars().count() => offer.text.replace('\'', "''"),
        Some('\'' | '"') => whole(),
        _ if offer.at.start == 0 && !is_plain(&offer.text) => whole(),
        _ => offer.text.clone(),
    }
}

/// Whether YAML takes a text as it is wherever a rule stands.
fn is_plain(text: &str) -> bool {
    let begins = ['"', '\'', '!', '*', '@', '&', '|', '>', '%', '#', '[', '{', '`'];
    !text.starts_with(begins)
        && !text.contains([',', '[', ']', '{', '}'])
        && !text.contains(": ")
        && !text.contains(" #")
}

/// Whether a text stands below a `|` or `>`, where YAML leaves all signs as they are.
pub(super) fn is_block(source: &str, at: usize) -> bool {
    let before = source.get(..at).unwrap_or_default();
    let own_line = before.rfind('\n').map_or(0, |line| line + 1);
    let header = before[..own_line].trim_end().rsplit('\n').next().unwrap_or_default();
    let indicator = header.rsplit(' ').next().unwrap_or_default();
    let alone = before[own_line..].trim_start().is_empty();
    alone
        && indicator.starts_with(['|', '>'])
        && indicator[1..].chars().all(|c| matches!(c, '-' | '+' | '0'..='9'))
}
