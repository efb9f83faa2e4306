//! Clauses: the stretch of a sentence that a negation or a «går greit» speaks of.
//!
//! A theme word must not be struck out by praise of something else («Bolig går greit, men tolk er vanskelig»)
//! and must be by a denial of itself («Vi har ikke problemer med å skaffe bolig»). Hence the cuts:
//!
//! * comma, semicolon, colon, brackets, ellipsis, a dash between spaces. Not: a comma or colon in a number;
//!   commas of an enumeration, since what is said of it is said of all («bolig, tolk og helse går greit»); a
//!   colon or dash after a short topic («Bolig: ingen problemer»); a short aside in brackets;
//! * words that oppose or give a reason, a time or a condition: men, mens, medan, fordi, ettersom, hvis,
//!   dersom, viss, selv om, så lenge, slik at, når, siden, da, før, for … with a subject: they bring a second
//!   statement. Not «når det gjelder», «for 5 år siden», «så mye»;
//! * words that make an exception: bortsett fra, unntatt, utenom, utover, annet enn: «ingen problemer
//!   bortsett fra bolig» denies everything but bolig;
//! * og, eller before a new subject with its verb, or before a verb that takes an object of its own («og
//!   mangler tolk»). Not before a verb that says more of the same subject («er flinke og fungerer bra»).
//!
//! Not cut at *at*, *om*, *hvordan* and *å*: a denial in the main clause speaks of what they bring («det er ikke
//! noe problem at …», «opplever ikke at bolig er …»). Nor at *som*: what it brings belongs to the noun before
//! it, and «ingen problemer med dem som er syke» denies all of it.
mod joins;
mod signs;
mod words;

use super::tokens::Token;

/// For every word of a sentence, whether a clause begins with it. The first does not.
pub fn begins(text: &str, tokens: &[Token]) -> Vec<bool> {
    let words: Vec<words::Word> = tokens.iter().map(|token| words::word(token.text(text))).collect();
    let mut cuts = vec![false; tokens.len()];
    let pieces = signs::pieces(text, tokens, &words);
    for piece in &pieces {
        joins::cut(&words, piece.start, piece.end, &mut cuts);
    }
    for (n, piece) in pieces.iter().enumerate().skip(1) {
        cuts[piece.start] = signs::cuts(&pieces, n, &words);
    }
    cuts
}
