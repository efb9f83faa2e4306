//! The lists of names and of words that are none, in one lookup.
use std::{collections::HashMap, sync::LazyLock};

/// What the lists say of a word: any number of the constants, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags(u16);

impl Flags {
    /// On no list.
    pub const NONE: Self = Self(0);
    /// A first name.
    pub const FIRST: Self = Self(1);
    /// A first name that is a word too.
    pub const FIRST_WORD: Self = Self(2);
    /// A last name.
    pub const LAST: Self = Self(4);
    /// A last name that is a farm or a place too.
    pub const FARM: Self = Self(8);
    /// A last name that is a word too.
    pub const LAST_WORD: Self = Self(16);
    /// A name often written with a capital as something else: months, brands, faiths.
    pub const CALENDAR: Self = Self(32);
    /// A place.
    pub const PLACE: Self = Self(64);
    /// An organisation, a system or a brand.
    pub const ORGANISATION: Self = Self(128);
    /// A word that is no name.
    pub const STOP: Self = Self(256);

    /// These and those.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of these is set.
    pub fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// A first name that is hardly anything else.
    pub fn is_sure_first(self) -> bool {
        let weak =
            Self::FIRST_WORD.and(Self::CALENDAR).and(Self::PLACE).and(Self::ORGANISATION).and(Self::STOP);
        self.any(Self::FIRST) && !self.any(weak)
    }

    /// A last name that is hardly anything else.
    pub fn is_sure_last(self) -> bool {
        let weak =
            Self::LAST_WORD.and(Self::CALENDAR).and(Self::PLACE).and(Self::ORGANISATION).and(Self::STOP);
        self.any(Self::LAST) && !self.any(weak.and(Self::FARM))
    }

    /// Any last name.
    pub fn is_last(self) -> bool {
        self.any(Self::LAST.and(Self::FARM)) && !self.any(Self::ORGANISATION.and(Self::STOP))
    }

    /// Any name.
    pub fn is_name(self) -> bool {
        (self.any(Self::FIRST) || self.is_last()) && !self.any(Self::ORGANISATION.and(Self::STOP))
    }
}

static LISTS: [(Flags, &str); 9] = [
    (Flags::FIRST, include_str!("data/first.txt")),
    (Flags::FIRST_WORD, include_str!("data/first_words.txt")),
    (Flags::LAST, include_str!("data/last.txt")),
    (Flags::FARM, include_str!("data/farms.txt")),
    (Flags::LAST_WORD, include_str!("data/last_words.txt")),
    (Flags::CALENDAR, include_str!("data/calendar.txt")),
    (Flags::PLACE, include_str!("data/places.txt")),
    (Flags::ORGANISATION, include_str!("data/organisations.txt")),
    (Flags::STOP, include_str!("data/stop.txt")),
];

static WORDS: LazyLock<HashMap<&'static str, Flags>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Flags> = HashMap::with_capacity(8192);
    for (flag, list) in LISTS {
        for word in list.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace) {
            let known = words.entry(word).or_default();
            *known = known.and(flag);
        }
    }
    words
});

/// What the lists say of a word in lower case.
pub(super) fn look_up(word: &str) -> Flags {
    WORDS.get(word).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(of: Flags) -> Vec<&'static str> {
        let (_, text) = LISTS.iter().find(|(flag, _)| *flag == of).unwrap();
        text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect()
    }

    #[test]
    fn the_lists_are_long_enough_and_lower_case() {
        assert!(list(Flags::FIRST).len() >= 500);
        assert!(list(Flags::LAST).len() + list(Flags::FARM).len() >= 400);
        for (_, text) in LISTS {
            let mut words = text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
            assert!(words.all(|w| w.to_lowercase() == w));
        }
    }

    #[test]
    fn words_that_are_names_too_are_names_of_some_list() {
        for word in list(Flags::FIRST_WORD) {
            assert!(look_up(word).any(Flags::FIRST), "{word} is no first name");
        }
        for word in list(Flags::LAST_WORD) {
            assert!(look_up(word).any(Flags::LAST.and(Flags::FARM)), "{word} is no last name");
        }
    }
}
