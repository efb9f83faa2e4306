//! Web addresses with a person's name in them; those of agencies and papers stay.
use super::{Kind, Personal, lexicon::look_up};

/// Top domains by which an address without `www` is known.
const TOPS: [&str; 14] =
    ["no", "com", "org", "net", "eu", "se", "dk", "io", "info", "uk", "de", "pl", "ua", "me"];

/// A run of letters longer than this is no name.
const LONGEST: usize = 40;

/// Finds web addresses with names in them.
pub(super) fn find(text: &str, found: &mut Vec<Personal>) {
    if !text.contains('.') {
        return;
    }
    let mut from = 0;
    for chunk in text.split(char::is_whitespace) {
        let left = chunk.trim_start_matches(|c: char| !c.is_alphanumeric());
        let url = left.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
        let start = from + chunk.len() - left.len();
        if url.contains('.') && is_url(url) && names_somebody(url) {
            found.push(Personal { start, end: start + url.len(), kind: Kind::Url });
        }
        from += chunk.len() + text[from + chunk.len()..].chars().next().map_or(0, char::len_utf8);
    }
}

fn is_url(url: &str) -> bool {
    if url.contains("://") || url.starts_with("www.") {
        return true;
    }
    let host = url.split(['/', '?', '#']).next().unwrap_or(url);
    let mut labels = host.split('.');
    let top = labels.next_back().unwrap_or_default().to_lowercase();
    let mut rest = labels.peekable();
    rest.peek().is_some()
        && TOPS.contains(&top.as_str())
        && rest.all(|l| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

fn names_somebody(url: &str) -> bool {
    let lower = url.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    lower.contains("linkedin.com/in/") || words.skip(usize::from(lower.contains("://"))).any(is_name)
}

/// A sure name, or a first and a last name written as one.
fn is_name(word: &str) -> bool {
    if word.chars().count() < 3 || word.len() > LONGEST {
        return false;
    }
    let flags = look_up(word);
    flags.is_sure_first()
        || flags.is_sure_last()
        || word.char_indices().skip(3).any(|(at, _)| {
            let (first, last) = word.split_at(at);
            look_up(first).is_name() && last.chars().count() > 2 && look_up(last).is_last()
        })
}
