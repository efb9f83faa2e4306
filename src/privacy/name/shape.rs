//! What a word looks like: a last name, an institution, an everyday noun.
use super::word::{Gap, Word};

/// Endings of last names that hardly any Norwegian noun has.
const LAST_NAMES: [&str; 36] = [
    "ssen", "nsen", "rsen", "lsen", "tsen", "dsen", "vsen", "esen", "ksen", "tzen", "enko", "chuk", "tsjuk",
    "skyi", "skyj", "ovych", "evych", "ović", "vić", "ovic", "oglu", "oğlu", "zadeh", "zade", "zai", "ullah",
    "shvili", "mariam", "michael", "selassie", "escu", "auskas", "iene", "nathan", "lingam", "wicz",
];

/// Endings of Norwegian farm names, with or without a genitive after them.
const FARMS: [&str; 22] = [
    "stad", "heim", "rud", "nes", "vik", "dal", "land", "berg", "haug", "bakken", "moen", "voll", "seth",
    "sæter", "tveit", "gård", "bråten", "vang", "lien", "åsen", "ås", "li",
];

/// Words after a name that make it the name of a place or an institution.
const INSTITUTIONS: [&str; 41] = [
    "kommune",
    "kommunes",
    "kommunale",
    "fylke",
    "fylkeskommune",
    "bydel",
    "bydeler",
    "skole",
    "skule",
    "ungdomsskole",
    "ungdomsskule",
    "barneskole",
    "barneskule",
    "barnehage",
    "videregående",
    "vidaregåande",
    "vgs",
    "sykehus",
    "sjukehus",
    "universitetssykehus",
    "sykehjem",
    "sjukeheim",
    "kirke",
    "kyrkje",
    "menighet",
    "mottak",
    "asylmottak",
    "transittmottak",
    "hotell",
    "stasjon",
    "senter",
    "kjøpesenter",
    "fengsel",
    "leir",
    "legesenter",
    "legekontor",
    "bibliotek",
    "folkehøgskole",
    "folkehøyskole",
    "folkehøgskule",
    "museum",
];

/// Words after a name that make it the name of a street.
const STREETS: [&str; 6] = ["gate", "gata", "plass", "allé", "veg", "torg"];

/// Endings of nouns that people write with a capital for the institution they mean.
const NOUNS: [&str; 44] = [
    "tjenesten",
    "tjeneste",
    "tenesta",
    "teneste",
    "kontoret",
    "kontor",
    "sentralen",
    "etaten",
    "verket",
    "rådet",
    "teamet",
    "avdelingen",
    "avdelinga",
    "enheten",
    "eininga",
    "skolen",
    "skulen",
    "skole",
    "hagen",
    "laget",
    "foreningen",
    "forening",
    "direktoratet",
    "departementet",
    "kommunen",
    "kommune",
    "ingen",
    "inga",
    "banken",
    "vakta",
    "vakten",
    "programmet",
    "loven",
    "lova",
    "forbundet",
    "utvalget",
    "mottaket",
    "senteret",
    "senter",
    "klubben",
    "prosjektet",
    "huset",
    "portalen",
    "skjemaet",
];

/// Whether a word in lower case ends as last names do.
pub(in crate::privacy) fn is_last_name(lower: &str) -> bool {
    lower.chars().count() > 5 && (LAST_NAMES.iter().any(|e| lower.ends_with(e)) || is_farm(lower))
}

/// Whether a word ends as last names do and as no Norwegian place does.
pub(super) fn is_foreign_or_patronymic(lower: &str) -> bool {
    lower.chars().count() > 5 && LAST_NAMES.iter().any(|e| lower.ends_with(e))
}

fn is_farm(lower: &str) -> bool {
    FARMS.iter().any(|e| lower.ends_with(e))
}

/// Whether this is the last name of the lists or shapes with a genitive -s after it.
pub(super) fn has_genitive(lower: &str) -> bool {
    lower.strip_suffix('s').is_some_and(|stem| !is_last_name(lower) && is_last_name(stem))
}

/// Whether the next word makes a place or an institution of the words before.
pub(super) fn is_institution(next: Option<&Word>) -> bool {
    next.is_some_and(|w| w.gap == Gap::Blank && INSTITUTIONS.contains(&&*w.lower))
}

/// Whether the next word makes a street of the words before.
pub(super) fn is_street(next: Option<&Word>) -> bool {
    next.is_some_and(|w| w.gap == Gap::Blank && STREETS.contains(&&*w.lower))
}

/// Whether a word ends as an everyday noun for an institution.
pub(super) fn is_noun(lower: &str) -> bool {
    NOUNS.iter().any(|e| lower.ends_with(e))
}
