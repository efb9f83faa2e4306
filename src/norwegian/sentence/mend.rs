//! Where Unicode's sentence borders are wrong for these texts: borders to drop, borders to add.
use super::marker::{Marker, marker};
use crate::norwegian::is_word;

/// Abbreviations that a word follows, so that a capital after them begins no sentence («f.eks. Oslo»).
/// Those that close a list (osv., m.m., m.fl., etc., o.l.) are not here: a capital after them does.
const BINDING: &str = "\
    f.eks feks f.e eks bl.a bla b.la pga p.g.a mtp m.t.p kl nr ifm i.f.m ift i.f.t ifht iht i.h.t ihht \
    dvs d.v.s evt ev ca jf jfr jmf tlf tel st inkl ekskl mht m.h.t mhp ang vedr kap pkt dr prof hr fr \
    frk adv avd t.o.m f.o.m fom mill mrd maks gj.sn kr spm pr vha v.h.a ifb i.f.b overf hhv h.h.v resp \
    c.a tidl s d.d p.t pt m.a.o mao s.k";
/// Clipped words, after which a small letter goes on («psyk. helse») and a capital begins anew.
const CLIPPED: &str = "\
    psyk pol adm komm jan feb apr aug sept okt nov des vgs avd kont org utd vidg videreg ungd spes \
    tekn fylk oppl sos div introprg barnev barneh flykt mnd stk etc osv mfl med oppv \
    saksbeh tils nasj internasj reg dep utv fung evnt medl leil bost ansv veil rettl kval";
const MONTHS: &str = "\
    januar februar mars april mai juni juli august september oktober november desember";
/// Small words that begin a sentence after a full stop when the writer uses no capitals.
const OPENERS: &str = "\
    vi me jeg eg det de dei den dette disse desse her der men og så noen nokon nokre alle mange mykje \
    mye flere fleire ingen hvis når dersom har er må kan skal bør burde savner saknar ønsker ønskjer \
    trenger treng mangler manglar vanskelig vanskeleg ellers elles nå no da då kommunen ikke ikkje også \
    samt spesielt særlig særleg stort hva kva hvordan korleis";
/// Words of three letters that end a sentence, and that nothing is cut to.
const ENDERS: &str = "\
    bra fin god nok tid bil dag mer her der nei alt nye små lav høy dyr bor går får har var oss dem seg meg deg hus vei veg \
    sfo nav lov råd mål krav";
/// A line at least this long was broken by the page, a shorter one by its writer.
const FULL_LINE: usize = 60;
/// No abbreviation is longer than this, in bytes.
const LONGEST: usize = 24;

/// Whether a border of Unicode's before the word at `at` is to stand.
pub(super) fn stands(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let after = &text[at..];
    let breaks =
        text[before.len()..at].matches('\n').count().max(text[before.len()..at].matches('\r').count());
    match breaks {
        0 => stop_ends(before, after),
        1 => line_ends(before, after),
        _ => true,
    }
}

/// Whether a line break ends a sentence: not when the page broke the line, or a word plainly follows.
fn line_ends(before: &str, after: &str) -> bool {
    let goes_on = after.chars().next().is_some_and(char::is_lowercase);
    if marker(after).is_some() || !goes_on {
        return true;
    }
    match before.chars().next_back() {
        Some('.') => !among(BINDING, &abbreviation(before)),
        Some('!' | '?' | ':' | ';' | '…') => true,
        Some(',') => false,
        _ => {
            let line = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
            let hanging = matches!(
                last_word(line).as_str(),
                "og" | "eller" | "å" | "med" | "for" | "til" | "som" | "av" | "at"
            );
            !hanging && line.chars().count() < FULL_LINE
        }
    }
}

/// Whether a stop, with no line break after it, ends a sentence.
fn stop_ends(before: &str, after: &str) -> bool {
    let Some(body) = before.strip_suffix('.') else { return true };
    if body.ends_with('.') {
        return true;
    }
    let word = abbreviation(before);
    let start = before.len() - word.len().min(body.len()) - 1;
    let opens = before.get(..start).is_some_and(opens_line);
    if among(BINDING, &word) {
        return false;
    }
    if word.bytes().all(|b| b.is_ascii_digit()) && (1..=2).contains(&word.len()) {
        return !opens && !among(MONTHS, &first_word(after));
    }
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    !(initial && (opens || follows_capital_or_stop(before, body)))
}

/// Whether nothing stands before on the line.
fn opens_line(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '\t', '(', '«', '"']);
    line.is_empty() || line.ends_with(['\n', '\r', ':'])
}

/// «Ola N. Hansen», «bl. a. NAV».
fn follows_capital_or_stop(before: &str, body: &str) -> bool {
    let mut words = before.rsplit(char::is_whitespace);
    let capital = body.chars().next_back().is_some_and(char::is_uppercase);
    words.nth(1).is_some_and(|word| {
        (capital && word.chars().next().is_some_and(char::is_uppercase)) || (!capital && word.ends_with('.'))
    })
}

/// The last word before a full stop in small letters, with the full stops inside it: «f.eks», «17», «tolk».
fn abbreviation(before: &str) -> String {
    let body = before.trim_end_matches('.');
    let inside = |c: &char| c.is_alphanumeric() || *c == '.';
    let size: usize = body.chars().rev().take_while(inside).map(char::len_utf8).take(LONGEST + 1).sum();
    if size > 2 * LONGEST { String::new() } else { body[body.len() - size..].to_lowercase() }
}

/// Words are looked up only beside a stop, so the lists may stay as they read.
fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

fn last_word(text: &str) -> String {
    let size: usize = text.chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    text[text.len() - size..].to_lowercase()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Borders that Unicode does not see: «ikke.Send», «bra… Men», small letters after a stop, list items in
/// running text.
pub(super) fn added(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let small = text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase);
    let mut lists = Lists::default();
    let (bytes, mut before) = (text.as_bytes(), b' ');
    for (at, byte) in bytes.iter().copied().enumerate() {
        match byte {
            b'.' if before != b'.' => found.extend(after_stop(text, at, '.', small)),
            0xe2 if text[at..].starts_with('…') => found.extend(after_stop(text, at, '…', small)),
            b'(' | b')' | b'[' | b']' | b'\n' => lists.see(before, byte),
            _ => {}
        }
        if before.is_ascii_whitespace() && may_mark(bytes, at) && lists.begins(text, at) && at > 0 {
            found.push(at);
        }
        before = byte;
    }
    found
}

/// Whether a marker can begin with this byte; tells nearly all words from markers at a glance.
fn may_mark(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'a'..=b'z' => bytes.get(at + 1) == Some(&b')'),
        b'0'..=b'9' => true,
        lead => lead >= 0xc2,
    }
}

/// The border after the stop at `at`, where Unicode has none.
fn after_stop(text: &str, at: usize, stop: char, small: bool) -> Option<usize> {
    let after = &text[at + stop.len_utf8()..];
    let rest = after.trim_start_matches([' ', '\u{a0}', '\t']);
    let next = text.len() - rest.len();
    let mut letters = rest.chars();
    let first = letters.next()?;
    if stop == '…' {
        return (after.len() > rest.len() && first.is_uppercase()).then_some(next);
    }
    let word = abbreviation(&text[..at]);
    let size = word.chars().count();
    if size < 3 || !word.chars().all(char::is_alphabetic) || among(BINDING, &word) {
        return None;
    }
    let border = if after.len() == rest.len() {
        let second = letters.next();
        first.is_uppercase() && second.is_some_and(|c| c.is_lowercase() || c == ' ') && !address(text, at)
    } else if first.is_lowercase() {
        let opener = size >= 4 && among(OPENERS, &first_word(rest));
        let whole = among(ENDERS, &word) || (size >= 4 && is_word(&word));
        !among(CLIPPED, &word) && (opener || size >= 7 || (small && size >= 4) || whole)
    } else {
        first.is_numeric() && size >= 4 && !among(CLIPPED, &word)
    };
    border.then_some(next)
}

/// Whether the full stop stands in a web or mail address.
fn address(text: &str, at: usize) -> bool {
    let back = text[..at].chars().rev().take(60).take_while(|c| !c.is_whitespace());
    let on = text[at..].chars().take(60).take_while(|c| !c.is_whitespace());
    back.chain(on).any(|c| matches!(c, '@' | '/'))
}

/// Which list items may begin in running text: only the next of its list, and none inside brackets.
#[derive(Default)]
struct Lists {
    depth: u32,
    closed: u8,
    lettered: u8,
    /// The last dotted number, if the list began at the head of a line.
    dotted: u8,
}

impl Lists {
    fn see(&mut self, before: u8, sign: u8) {
        match sign {
            b'(' | b'[' => self.depth += 1,
            b')' | b']' => self.depth = self.depth.saturating_sub(1),
            _ if before == b'\n' => *self = Self::default(),
            _ => self.depth = 0,
        }
    }

    fn begins(&mut self, text: &str, at: usize) -> bool {
        let Some((marker, _)) = marker(&text[at..]) else { return false };
        match marker {
            Marker::Bullet => true,
            Marker::Dash => false,
            _ if self.depth > 0 => false,
            Marker::Closed(n, false) => next(&mut self.closed, n),
            Marker::Closed(n, true) => next(&mut self.lettered, n),
            Marker::Dotted(1) => {
                let opens = opens_line(&text[..at]);
                self.dotted = u8::from(opens);
                opens
            }
            Marker::Dotted(n) => self.dotted > 0 && next(&mut self.dotted, n),
        }
    }
}

/// Moves a list on if `n` is its next item.
fn next(last: &mut u8, n: u8) -> bool {
    let follows = n == 1 || n == *last + 1;
    if follows {
        *last = n;
    }
    follows
}
