//! The words that clauses are cut by, in classes. Closed lists: an unknown word never cuts.
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// Says something of its subject and brings no object: er, går, fungerer.
pub(super) const STATE: u8 = 1;
/// Brings an object of its own: har, mangler, trenger.
pub(super) const ACTION: u8 = 2;
/// Can only be a subject: vi, jeg, man.
pub(super) const SUBJECT: u8 = 4;
/// A subject if a verb follows: det, de, alle.
pub(super) const MAYBE: u8 = 8;
/// og, eller, samt.
pub(super) const AND: u8 = 16;
/// Brings a part of the clause in which a verb proves nothing: som, at, å.
pub(super) const INNER: u8 = 32;
/// Denies: ikke, ingen.
pub(super) const DENIAL: u8 = 64;
/// Opens a clause wherever it stands.
pub(super) const CUT: u8 = 128;

const CLASSES: &[(u8, &str)] = &[
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
         oplever tror trur mener meiner vet veit kjenner kjenn klarer klarar klarte greier greiar gir gjev ga gav finner finn fant fann bosetter buset \
         bosatte busette tilbyr tilbyd sier seier sa forstår snakker snakkar jobber jobbar arbeider arbeidar \
         samarbeider samarbeidar lærer starter startar flytter flyttar sitter sit lurer lurar etterlyser foreslår håper håpar",
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
        "men mens medan fordi ettersom hvis dersom unntatt unnateke unntaket utenom utanom foruten forutan såfremt såframt",
    ),
];

static CLASS: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
    let mut class: HashMap<&str, u8> = HashMap::new();
    for (flag, words) in CLASSES {
        for word in words.split_ascii_whitespace() {
            *class.entry(word).or_default() |= flag;
        }
    }
    class
});

/// A word in small letters with its classes.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    pub text: Cow<'a, str>,
    class: u8,
}

impl Word<'_> {
    /// Whether the word is of one of the classes.
    pub fn is(&self, class: u8) -> bool {
        self.class & class != 0
    }

    /// Whether the word is a finite verb of the lists.
    pub fn finite(&self) -> bool {
        self.is(STATE | ACTION)
    }
}

/// Looks a word up.
pub(super) fn word(written: &str) -> Word<'_> {
    let capital = written.chars().any(char::is_uppercase);
    let text = if capital { Cow::Owned(written.to_lowercase()) } else { Cow::Borrowed(written) };
    let class = CLASS.get(text.as_ref()).copied().unwrap_or_default();
    Word { text, class }
}
