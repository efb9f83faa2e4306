//! E-mail addresses, also those written with «(at)» to escape machines.
use super::{Kind, Personal};

/// What stands for @, longest first.
const SIGNS: [&str; 7] = [" (krøllalfa) ", "(krøllalfa)", "(at)", "[at]", "(a)", "{at}", "@"];

/// What stands for a full stop, longest first.
const DOTS: [&str; 5] = [" (dot) ", "(punktum)", "(dot)", "[dot]", "."];

/// Finds e-mail addresses.
pub(super) fn find(text: &str, found: &mut Vec<Personal>) {
    if !text.contains('@') && !text.contains(['(', '[', '{']) {
        return;
    }
    for (at, c) in text.char_indices() {
        if !matches!(c, '@' | '(' | '[' | '{') {
            continue;
        }
        let Some(sign) = SIGNS.iter().find(|s| text[at..].starts_with(s.trim())) else { continue };
        let (before, after) = (&text[..at], &text[at + sign.trim().len()..]);
        let local = local(before.strip_suffix(' ').unwrap_or(before));
        let blank = after.len() - after.strip_prefix(' ').unwrap_or(after).len();
        let Some(domain) = domain(&after[blank..]) else { continue };
        if local == 0 {
            continue;
        }
        let start = at - local - usize::from(before.ends_with(' '));
        found.push(Personal { start, end: text.len() - after.len() + blank + domain, kind: Kind::Email });
    }
}

/// An address in lower case as machines write it: one address, however it escapes them.
pub(super) fn plain(address: &str) -> String {
    let close = address.split_whitespace().collect::<String>();
    let close = SIGNS.into_iter().fold(close, |address, sign| address.replace(sign.trim(), "@"));
    DOTS.into_iter().fold(close, |address, dot| address.replace(dot.trim(), "."))
}

/// Bytes of the local part that ends a text; 0 if there is none.
fn local(text: &str) -> usize {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let run = text.rfind(|c| !is_local(c)).map_or(text, |at| {
        let next = text[at..].chars().next().map_or(0, char::len_utf8);
        &text[at + next..]
    });
    run.trim_start_matches(|c: char| !c.is_alphanumeric()).len()
}

/// Bytes of the domain that begins a text: labels with dots between, the last of two letters or more.
fn domain(text: &str) -> Option<usize> {
    let (mut end, mut labels) = (0, 0);
    loop {
        let rest = &text[end..];
        let label = rest.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(rest.len());
        if label == 0 {
            break;
        }
        let letters = rest[..label].chars().all(char::is_alphabetic) && rest[..label].chars().count() > 1;
        end += label;
        labels += 1;
        let next = &text[end..];
        let dot = DOTS.into_iter().find(|d| next.starts_with(d));
        let more = dot.filter(|d| next[d.len()..].starts_with(char::is_alphanumeric));
        match more {
            Some(dot) => end += dot.len(),
            None => return (labels > 1 && letters).then_some(end),
        }
    }
    None
}
