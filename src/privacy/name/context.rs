//! Words before a name that announce one.
use super::word::{Gap, Word};

/// How surely a name is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Context {
    /// «ring», «spør», «heter»: a name of the lists may follow.
    Call,
    /// «rådgiver», «v/», «kontaktperson:»: a name follows, known or not.
    Title,
    /// «hilsen», «mvh»: a name follows, or initials.
    Greeting,
}

/// Words that may stand between the announcing word and the name.
const FILLERS: [&str; 17] = [
    "min", "mi", "vår", "våre", "mine", "med", "til", "fra", "frå", "meg", "oss", "gjerne", "heller", "er",
    "hos", "på", "også",
];

const CALLS: [&str; 36] = [
    "ring",
    "ringe",
    "ringer",
    "ringte",
    "kontakt",
    "kontakte",
    "kontakter",
    "kontakta",
    "kontaktet",
    "spør",
    "spørr",
    "spørre",
    "spurte",
    "snakk",
    "snakke",
    "snakka",
    "snakket",
    "hils",
    "hilse",
    "takk",
    "takke",
    "takker",
    "møtte",
    "mail",
    "maile",
    "heter",
    "heiter",
    "het",
    "hette",
    "kalles",
    "navn",
    "namn",
    "navnet",
    "namnet",
    "kjære",
    "hei",
];

const GREETINGS: [&str; 7] = ["hilsen", "hilsning", "helsing", "mvh", "vh", "helsning", "hilsener"];

/// Titles, trades and relations that stand right before a name.
const TITLES: [&str; 131] = [
    "fam",
    "fru",
    "frøken",
    "herr",
    "hr",
    "dr",
    "doktor",
    "prof",
    "professor",
    "adv",
    "advokat",
    "rektor",
    "ordfører",
    "ordføreren",
    "ordførar",
    "rådmann",
    "rådmannen",
    "prest",
    "presten",
    "imam",
    "kollega",
    "kollegaen",
    "naboen",
    "nabo",
    "datteren",
    "dattera",
    "dottera",
    "sønnen",
    "sonen",
    "kona",
    "mannen",
    "ektemannen",
    "broren",
    "søsteren",
    "søstera",
    "moren",
    "mora",
    "faren",
    "venninnen",
    "vennen",
    "eleven",
    "deltakeren",
    "deltakaren",
    "gutten",
    "guten",
    "jenta",
    "inspektør",
    "styrer",
    "sekretær",
    "lege",
    "legen",
    "fastlegen",
    "tolken",
    "elev",
    "elevene",
    "deltaker",
    "deltakar",
    "brukeren",
    "brukaren",
    "klient",
    "klienten",
    "pasient",
    "pasienten",
    "barnet",
    "ungdommen",
    "ungdomen",
    "mor",
    "far",
    "bror",
    "søster",
    "sønn",
    "son",
    "datter",
    "dotter",
    "kone",
    "ektemann",
    "bestemor",
    "bestefar",
    "tante",
    "tanta",
    "onkel",
    "onkelen",
    "fetter",
    "kusine",
    "kjæreste",
    "kjæresten",
    "samboer",
    "samboeren",
    "sambuar",
    "svigersønn",
    "svigersønnen",
    "svigerdatter",
    "svigerdatteren",
    "flyktning",
    "flyktningen",
    "kvinnen",
    "kvinna",
    "familien",
    "familie",
    "ekteparet",
    "brødrene",
    "søstrene",
    "søsknene",
    "vaktmester",
    "vaktmesteren",
    "tolk",
    "vikar",
    "vikaren",
    "verge",
    "vergen",
    "mentor",
    "mentoren",
    "støttekontakt",
    "støttekontakten",
    "utleier",
    "utleieren",
    "utleigar",
    "huseier",
    "huseieren",
    "huseigar",
    "helsesøster",
    "ungdomskontakt",
    "statsråd",
    "statsråden",
    "fylkesmann",
    "fylkesmannen",
    "statsforvalter",
    "venn",
    "venninne",
    "lærling",
    "lærlingen",
];

/// Endings of titles: `rådgiver`, `seniorrådgiver`, `rådgiveren`.
const TITLE_ENDINGS: [&str; 21] = [
    "rådgiver",
    "rådgjevar",
    "koordinator",
    "konsulent",
    "behandler",
    "handsamar",
    "veileder",
    "rettleiar",
    "leder",
    "leiar",
    "lærer",
    "lærar",
    "sjef",
    "direktør",
    "ansvarlig",
    "ansvarleg",
    "pleier",
    "pleiar",
    "medarbeider",
    "medarbeidar",
    "kontaktperson",
];

/// Whether a word is a title.
pub(super) fn is_title(lower: &str) -> bool {
    let bare = ["en", "a"].iter().find_map(|e| lower.strip_suffix(e)).unwrap_or(lower);
    TITLES.contains(&lower)
        || TITLE_ENDINGS.iter().any(|e| lower.ends_with(e) || bare.ends_with(e))
        || is_psychologist(bare)
}

/// Whether a word says that an answer was written, by whom may follow.
fn is_filled(lower: &str) -> bool {
    matches!(lower, "utfylt" | "besvart" | "svart" | "skrevet" | "skrive" | "sendt")
}

fn is_psychologist(bare: &str) -> bool {
    bare.ends_with("psykolog")
        || bare.ends_with("assistent")
        || bare.ends_with("terapeut")
        || bare == "jordmor"
}

/// What announces a name at a word, looking back over a few fillers.
pub(super) fn before(words: &[Word], at: usize) -> Option<Context> {
    let mut gap = words[at].gap;
    for back in (at.saturating_sub(4)..at).rev() {
        let word = &words[back];
        if let Some(context) = announces(word, gap, words.get(back.wrapping_sub(1))) {
            return Some(context);
        }
        let filler = FILLERS.contains(&&*word.lower) && matches!(gap, Gap::Blank | Gap::Comma | Gap::Colon);
        if !filler {
            return None;
        }
        gap = word.gap;
    }
    None
}

/// What a word announces over the gap after it.
fn announces(word: &Word, gap: Gap, earlier: Option<&Word>) -> Option<Context> {
    let lower = &*word.lower;
    let near = matches!(gap, Gap::Blank | Gap::Comma | Gap::Colon | Gap::Bracket);
    let abbreviated =
        gap == Gap::Dot && matches!(lower, "dr" | "hr" | "fr" | "adv" | "att" | "prof" | "mvh" | "v" | "fam");
    if GREETINGS.contains(&lower) && (near || abbreviated || gap == Gap::Line) {
        return Some(Context::Greeting);
    }
    // «utfylt av Lindita»
    if lower == "av" && near && earlier.is_some_and(|e| is_filled(&e.lower)) {
        return Some(Context::Title);
    }
    if matches!(lower, "v" | "att" | "o") && (gap == Gap::Slash || abbreviated || lower == "att" && near) {
        return Some(Context::Title);
    }
    if !(near || abbreviated) {
        return None;
    }
    let introduced = matches!(lower, "heter" | "heiter" | "het")
        && earlier.is_some_and(|e| matches!(&*e.lower, "jeg" | "eg" | "hun" | "han" | "ho" | "som"));
    if is_title(lower) || introduced {
        return Some(Context::Title);
    }
    CALLS.contains(&lower).then_some(Context::Call)
}
