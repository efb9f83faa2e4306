//! The words that clauses are cut by, in classes. Closed lists: an unknown word never cuts.
use std::{borrow::Cow, sync::LazyLock};

/// Says something of its subject and brings no object: er, går, fungerer.
pub(super) const STATE: u16 = 1;
/// Brings an object of its own: har, mangler, trenger.
pub(super) const ACTION: u16 = 2;
/// Can only be a subject: vi, jeg, man.
pub(super) const SUBJECT: u16 = 4;
/// A subject if a verb follows: det, de, alle.
pub(super) const MAYBE: u16 = 8;
/// og, eller, samt.
pub(super) const AND: u16 = 16;
/// Brings a part of the clause in which a verb proves nothing: som, at, å.
pub(super) const INNER: u16 = 32;
/// Denies: ikke, ingen.
pub(super) const DENIAL: u16 = 64;
/// Opens a clause wherever it stands.
pub(super) const CUT: u16 = 128;
/// Opens a clause beside certain words: når, siden, så, bortsett.
pub(super) const JOIN: u16 = 256;
/// Brings where, for whom or with what, which says more of the word before it.
pub(super) const PREPOSITION: u16 = 512;

const CLASSES: &[(u16, &str)] = &[
    (
        STATE,
        "er var blir blei ble vert vart går gikk gjekk fungerer fungerar fungerte funker funkar virker verkar \
         finnes finst fins fantes står sto stod ligger ligg holder held kommer kjem kom skjer bor bur kan kunne må måtte skal skulle vil ville bør burde løser løyser oppleves opplevast synes \
         tar tek tok varierer varierar koster kostar sliter slit strever strevar hjelper hjelpt",
    ),
    (
        ACTION,
        "har hadde får fekk fikk trenger treng trengte ønsker ønskjer ønska savner saknar savnet sakna mangler \
         manglar manglet mangla bruker brukar brukte opplever opplevde gjør gjer gjorde ser såg venter \
         ventar leier leiger bygger byggjer kjøper bestiller bestillar krever krev krevde møter oppdager \
         oplever tror trur mener meiner vet veit kjenner kjenn \
         klarer klarar klarte greier greiar gir gjev ga gav \
         finner finn fant fann bosetter buset bosatte busette tilbyr tilbyd sier seier sa forstår snakker snakkar jobber jobbar arbeider arbeidar \
         samarbeider samarbeidar lærer starter startar flytter flyttar sitter sit lurer lurar \
         etterlyser foreslår håper håpar",
    ),
    (SUBJECT, "vi me jeg eg du dere dykk han hun ho man"),
    (
        MAYBE,
        "det de dei den dette disse desse alle mange flere fleire noen nokon nokre få ein en kommunen kommuner \
         kommunene kommunane imdi nav ingen",
    ),
    (AND, "og eller samt"),
    (INNER, "som at å om hvordan korleis hva kva hvor kor hvem kven der"),
    (DENIAL, "ikke ikkje ingen inga inkje ingenting nei null aldri"),
    (
        CUT,
        "men mens imens medan fordi ettersom selvom sjølvom hvis dersom unntatt unnateke unntaket utenom utanom foruten forutan \
         såfremt såframt",
    ),
    (
        JOIN,
        "når viss siden sidan selv sjølv sjøl enda til med bortsett utover enn slik sånn så da då for før inntil \
         etter ellers elles",
    ),
    (PREPOSITION, "i på for med til fra frå av om hos hjå ved innen innan mellom under mot rundt blant"),
];

/// Words as numbers with their classes, sorted, by length: every word of an answer is looked up, and to
/// compare numbers costs a fifth of hashing or comparing strings.
static CLASS: LazyLock<Vec<Vec<(u128, u16)>>> = LazyLock::new(|| {
    let mut buckets: Vec<Vec<(u128, u16)>> = vec![Vec::new(); LONGEST + 1];
    for (flag, words) in CLASSES {
        for word in words.split_ascii_whitespace().filter(|word| word.len() <= LONGEST) {
            let bucket = &mut buckets[word.len()];
            match bucket.iter_mut().find(|(known, _)| *known == key(word)) {
                Some((_, class)) => *class |= flag,
                None => bucket.push((key(word), *flag)),
            }
        }
    }
    for bucket in &mut buckets {
        bucket.sort_unstable();
    }
    buckets
});

/// The bytes of a word of at most [`LONGEST`] bytes as a number.
fn key(word: &str) -> u128 {
    word.bytes().fold(0, |key, byte| key << 8 | u128::from(byte))
}

/// The longest word of the lists, in bytes.
const LONGEST: usize = 16;

/// A word in small letters with its classes.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub text: Cow<'a, str>,
    class: u16,
}

impl Word<'_> {
    /// Whether the word is of one of the classes.
    pub fn is(&self, class: u16) -> bool {
        self.class & class != 0
    }

    /// Whether the word is in any class.
    pub fn known(&self) -> bool {
        self.class != 0
    }

    /// Whether the word is a finite verb of the lists.
    pub fn finite(&self) -> bool {
        self.is(STATE | ACTION)
    }
}

/// Looks a word up.
pub(super) fn word(written: &str) -> Word<'_> {
    let small = written.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let capital = !small && written.chars().any(char::is_uppercase);
    let text = if capital { Cow::Owned(written.to_lowercase()) } else { Cow::Borrowed(written) };
    let class = CLASS.get(text.len()).and_then(|bucket| {
        let at = bucket.binary_search_by_key(&key(&text), |(word, _)| *word).ok()?;
        Some(bucket[at].1)
    });
    Word { text, class: class.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_lists_is_found() {
        for (class, words) in CLASSES {
            for written in words.split_ascii_whitespace() {
                assert!(word(written).is(*class), "{written}");
            }
        }
        assert!(word("Men").is(CUT) && !word("menn").is(CUT));
    }
}
