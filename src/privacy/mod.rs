//! Personal data in answers: found, masked, replaced.
//!
//! Each kind has a file of its own that reads the words of one text and nothing else, so that masking an
//! answer never depends on the corpus. [`Pseudonyms`] is apart because it alone remembers.
mod account;
mod address;
mod card;
mod email;
pub mod explained;
mod lexicon;
mod masked;
mod name;
mod national_id;
mod number;
mod organisation;
mod phone;
mod pseudonym;
mod scan;
mod url;

use serde::Serialize;

pub use masked::{Masked, mask};
pub use pseudonym::Pseudonyms;

/// What kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A person's name, or a part of it.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A national identity number: fødselsnummer or D-number.
    NationalId,
    /// The number of a bank account or of a payment card.
    Account,
    /// A web address with a person's name in it.
    Url,
    /// A street address.
    Address,
}

impl Kind {
    /// Every kind, in the order of tables.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Email, Self::Phone, Self::NationalId, Self::Account, Self::Url, Self::Address];

    /// What the kind is called in Norwegian.
    pub fn label(self) -> &'static str {
        let mask = self.mask();
        &mask[1..mask.len() - 1]
    }

    /// What stands in a masked text instead.
    pub fn mask(self) -> &'static str {
        match self {
            Self::Name => "[navn]",
            Self::Email => "[e-post]",
            Self::Phone => "[telefon]",
            Self::NationalId => "[fødselsnummer]",
            Self::Account => "[konto]",
            Self::Url => "[nettadresse]",
            Self::Address => "[adresse]",
        }
    }
}

/// Personal data in a text, in bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Personal {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// The personal data of a text in text order, without overlaps.
pub fn find(text: &str) -> Vec<Personal> {
    find_beside(text, Vec::new())
}

/// Whether a name is a first name and a last name, not one of them alone.
pub fn is_full_name(name: &str) -> bool {
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    name.split_whitespace().filter(is_word).count() > 1
}

/// The same beside what is known to stand in the text already.
fn find_beside(text: &str, mut found: Vec<Personal>) -> Vec<Personal> {
    let scan = scan::Scan::new(text);
    // From the surest to the least sure: what overlaps an earlier find is dropped.
    email::find(text, &mut found);
    url::find(text, &mut found);
    if scan.has_digits {
        number::find(&scan, &mut found);
        address::find(&scan, &mut found);
    }
    name::find(&scan, &mut found);
    without_overlaps(found)
}

/// Keeps the earliest reported of finds that overlap. A find reported later can overlap only finds of
/// other kinds, so a sorted set of what is kept answers in the neighbours alone.
fn without_overlaps(found: Vec<Personal>) -> Vec<Personal> {
    let mut kept = std::collections::BTreeMap::new();
    for personal in found {
        let before = kept.range(..personal.end).next_back();
        if before.is_none_or(|(_, other): (_, &Personal)| other.end <= personal.start) {
            kept.insert(personal.start, personal);
        }
    }
    kept.into_values().collect()
}
