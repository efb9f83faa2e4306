//! Lists of short records, laid out by the build script and read in place.
use super::fold::{Letters, joined};

/// One of the things that a list says of a form: another form that it leads to, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Letters left out at the end.
    strip: u8,
    /// Letters added instead.
    suffix: &'static [u8],
    /// What kind it is. Of a reading the word class: `n`, `v`, `a` or `o` for the rest; of a name in keys where it is from.
    pub sign: u8,
    /// Letters of the lemma that are its head; 0 for a word that is no compound.
    pub head: u8,
    /// Bit 1: the modifier means itself; bit 2: the head does. A barnehage is for children and no garden.
    pub mask: u8,
}

impl Entry {
    /// What the form leads to, such as its lemma, in lexicon letters.
    pub fn of(&self, form: &[u8]) -> Letters {
        joined(self.kept(form), self.suffix)
    }

    /// The letters that both begin with, and those that only what it leads to ends in.
    pub fn parts<'a>(&self, form: &'a [u8]) -> (&'a [u8], &'static [u8]) {
        (self.kept(form), self.suffix)
    }

    /// Letters of what it leads to.
    pub fn length(&self, form: &[u8]) -> usize {
        self.kept(form).len() + self.suffix.len()
    }

    /// Whether the form leads to itself: it is its own lemma.
    pub fn is_lemma(&self) -> bool {
        self.strip == 0 && self.suffix.is_empty()
    }

    fn kept<'a>(&self, form: &'a [u8]) -> &'a [u8] {
        &form[..form.len().saturating_sub(usize::from(self.strip))]
    }
}

/// Lists by number.
pub struct Lists {
    begins: &'static [[u8; 4]],
    records: &'static [[u8; 8]],
    letters: &'static [u8],
}

/// One list.
#[derive(Clone, Copy)]
pub struct List {
    records: &'static [[u8; 8]],
    letters: &'static [u8],
}

impl Lists {
    /// From a section of the laid out lexicon; of a broken one all lists are empty.
    pub fn read(section: &'static [u8]) -> Self {
        let (count, rest) = section.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        let bytes = (u64::from_le_bytes(*count) as usize + 1) * 4;
        let (begins, rest) = rest.split_at(bytes.min(rest.len()));
        let begins = begins.as_chunks().0;
        let records = begins.last().map_or(0, |last| u32::from_le_bytes(*last) as usize * 8);
        let (records, letters) = rest.split_at(records.min(rest.len()));
        Self { begins, records: records.as_chunks().0, letters }
    }

    /// A list by its number.
    #[inline]
    pub fn get(&self, number: u32) -> List {
        let at = |number: usize| self.begins.get(number).map_or(0, |four| u32::from_le_bytes(*four) as usize);
        let records = self.records.get(at(number as usize)..at(number as usize + 1)).unwrap_or_default();
        List { records, letters: self.letters }
    }
}

impl List {
    /// Without an entry.
    pub const EMPTY: List = List { records: &[], letters: &[] };

    /// Whether it says nothing.
    pub fn is_empty(self) -> bool {
        self.records.is_empty()
    }

    /// What it says.
    pub fn iter(self) -> impl Iterator<Item = Entry> + use<> {
        let letters = self.letters;
        self.records.iter().map(move |[strip, sign, head, mask, length, _, low, high]| {
            let at = usize::from(u16::from_le_bytes([*low, *high]));
            let suffix = letters.get(at..at + usize::from(*length)).unwrap_or_default();
            Entry { strip: *strip, suffix, sign: *sign, head: *head, mask: *mask }
        })
    }
}
