//! Cuts at signs between words.
use super::words::{AND, DENIAL, MAYBE, PREPOSITION, SUBJECT, Word};
use crate::norwegian::tokens::{Token, is_hyphen};

/// A topic before a colon or dash, and an item of an enumeration, have no more words than this.
const TOPIC: usize = 3;
/// What says more of the last item of an enumeration («slekt i andre kommuner») has no more words than this.
const MORE: usize = 4;
/// An aside in brackets that is part of its clause has no more words than this.
const ASIDE: usize = 4;
/// «når det gjelder …» has no more words than this.
const FRONT: usize = 8;

/// The sign before a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// None: the sentence begins.
    Begin,
    Comma,
    Colon,
    Dash,
    Open,
    Close,
    /// Semicolon, ellipsis, bullet.
    Firm,
}

/// The words between two signs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub start: usize,
    pub end: usize,
    sign: Sign,
    /// First finite verb.
    verb: Option<usize>,
    /// First «og» or «eller».
    and: Option<usize>,
    denied: bool,
    /// Whether commas up to the end of an enumeration follow («bolig, tolk» in «bolig, tolk og helse»).
    listed: bool,
}

impl Piece {
    fn len(&self) -> usize {
        self.end - self.start
    }

    /// Short and without a verb: can be an item of an enumeration, a topic or an aside.
    fn short(&self, most: usize) -> bool {
        self.len() <= most && self.verb.is_none() && !self.denied
    }
}

/// Divides a sentence at its signs.
pub(super) fn pieces(text: &str, tokens: &[Token], words: &[Word]) -> Vec<Piece> {
    let mut found = Vec::new();
    let (mut start, mut before) = (0, Sign::Begin);
    for i in 1..=tokens.len() {
        let sign = if i == tokens.len() { Some(Sign::Firm) } else { sign(text, tokens[i - 1], tokens[i]) };
        if let Some(sign) = sign {
            found.push(piece(words, start, i, before));
            (start, before) = (i, sign);
        }
    }
    for n in (1..found.len()).rev() {
        found[n - 1].listed = found[n].sign == Sign::Comma
            && (found[n].listed || ends_list(&found[n], words))
            && found[n - 1].short(TOPIC);
    }
    found
}

fn piece(words: &[Word], start: usize, end: usize, sign: Sign) -> Piece {
    let mut piece = Piece { start, end, sign, verb: None, and: None, denied: false, listed: false };
    for (at, word) in words.iter().enumerate().take(end).skip(start).filter(|(_, word)| word.known()) {
        if word.finite() {
            piece.verb.get_or_insert(at);
        }
        if word.is(AND) {
            piece.and.get_or_insert(at);
        }
        piece.denied |= word.is(DENIAL);
    }
    piece
}

/// Whether a piece closes an enumeration: «tolk og helse», «eller helse», «tolk og helse i små kommuner går greit».
fn ends_list(piece: &Piece, words: &[Word]) -> bool {
    let Some(and) = piece.and else { return false };
    let close = piece.verb.unwrap_or(piece.end);
    let more = (and + 2..close).find(|at| words[*at].is(PREPOSITION)).unwrap_or(close);
    and < close && more - and <= TOPIC + 1 && close - more <= MORE && and - piece.start <= TOPIC
}

/// Whether the sign before piece `n` cuts.
pub(super) fn cuts(pieces: &[Piece], n: usize, words: &[Word]) -> bool {
    let (before, here) = (&pieces[n - 1], &pieces[n]);
    match here.sign {
        Sign::Begin => false,
        Sign::Firm => true,
        Sign::Comma => {
            let tail = here.verb.is_none() && !here.denied && (here.listed || ends_list(here, words));
            let head = before.listed;
            // «Små kommuner, og vi har …»: no list goes on with a subject of its own
            let begins =
                here.and == Some(here.start) && words.get(here.start + 1).is_some_and(|w| w.is(SUBJECT));
            begins || !(tail || head || fronted(before, words))
        }
        Sign::Colon => !(before.short(TOPIC) && tells(here, words, SUBJECT | MAYBE)),
        Sign::Dash => !(before.short(TOPIC) && tells(here, words, 0)),
        Sign::Open => !here.short(ASIDE),
        Sign::Close => !(before.sign == Sign::Open && before.short(ASIDE)),
    }
}

/// Whether a piece can be what is told of a topic: no verb, or a verb at once or after a pronoun.
fn tells(piece: &Piece, words: &[Word], subject: u16) -> bool {
    match piece.verb {
        None => true,
        Some(verb) => verb == piece.start || (verb == piece.start + 1 && words[piece.start].is(subject)),
    }
}

/// «Når det gjelder bolig, …»: what follows is said of it.
fn fronted(piece: &Piece, words: &[Word]) -> bool {
    let text = |at: usize| words.get(piece.start + at).map_or("", |word| word.text.as_ref());
    piece.len() <= FRONT
        && match text(0) {
            "når" => super::joins::concerns(words, piece.start),
            "angående" | "ang" | "vedrørende" | "mht" | "gjelder" => true,
            "med" => matches!(text(1), "tanke" | "hensyn" | "omsyn"),
            "i" => text(1) == "forhold",
            "hva" | "kva" => text(1) == "angår",
            _ => false,
        }
}

/// The sign between two words, if it can cut.
fn sign(text: &str, left: Token, right: Token) -> Option<Sign> {
    let gap = &text[left.end as usize..right.start as usize];
    if gap == " " || gap == "-" {
        return None;
    }
    let digit = |token: Token, last: bool| {
        let mut bytes = token.text(text).bytes();
        let byte = if last { bytes.next_back() } else { bytes.next() };
        byte.is_some_and(|b| b.is_ascii_digit())
    };
    let numbers = digit(left, true) && digit(right, false);
    if numbers && matches!(gap, "," | ":" | ".") {
        return None;
    }
    gap.char_indices().fold(None, |found, (at, c)| strongest(found, one(gap, at, c, numbers)))
}

/// The sign that a character is.
fn one(gap: &str, at: usize, c: char, numbers: bool) -> Option<Sign> {
    let spaced = |s: Option<char>| s.is_none_or(char::is_whitespace);
    match c {
        ',' => Some(Sign::Comma),
        ':' => Some(Sign::Colon),
        '(' | '[' | '{' => Some(Sign::Open),
        ')' | ']' | '}' => Some(Sign::Close),
        ';' | '…' | '•' | '|' | '!' | '?' | '=' | '→' | '>' => Some(Sign::Firm),
        '.' if gap[at..].starts_with("..") => Some(Sign::Firm),
        '—' if !numbers => Some(Sign::Dash),
        c if is_hyphen(c) && !numbers => {
            let (before, after) = (gap[..at].chars().next_back(), gap[at + c.len_utf8()..].chars().next());
            let double = before == Some(c);
            // «skole- og» has the word before it, «-tolk» a space; between two spaces it is a dash
            (double || (at > 0 && spaced(before) && (after.is_none() || spaced(after)))).then_some(Sign::Dash)
        }
        _ => None,
    }
}

/// Of several signs in one gap, the one that cuts more surely.
fn strongest(a: Option<Sign>, b: Option<Sign>) -> Option<Sign> {
    let weight = |sign: Option<Sign>| match sign {
        None | Some(Sign::Begin) => 0,
        Some(Sign::Open) => 1,
        Some(Sign::Close) => 2,
        Some(Sign::Comma) => 3,
        Some(Sign::Dash) => 4,
        Some(Sign::Colon) => 5,
        Some(Sign::Firm) => 6,
    };
    if weight(b) > weight(a) { b } else { a }
}
