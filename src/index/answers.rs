//! The answers of an index: texts, words by the number of their type, and who gave them. Read in place, in data order, so
//! that a codebook or a search can be tried on all of them without cutting a text into words again.
use super::bytes::{long, mapped, number, take};
use super::types::Satisfied;
use crate::error::{Error, Result};
use crate::norwegian::tokens::Token;
use crate::rule::atoms::{AtomId, Place};
use crate::rule::nearby::Words;
use crate::rule::reading::{Gathered, Hit, Reader, Reading};
use crate::rule::sets::EMPTY;
use tantivy::directory::{MmapDirectory, OwnedBytes};

pub(super) const TEXTS: &str = "texts";
pub(super) const WORDS: &str = "words";
pub(super) const ANSWERS: &str = "answers";
pub(super) const RESPONDENTS: &str = "respondents";
pub(super) const IDS: &str = "ids";
pub(super) const VALUES: &str = "values";

/// Bytes of an answer's record: respondent and question in four each, begin of text and of words in eight each.
pub(super) const ANSWER: usize = 24;
/// Numbers of a respondent's record before the values: begin of the id in two, first answer.
const BEFORE: usize = 3;

/// What a word in a stream begins with, beside its number.
pub(super) const PLAIN: u32 = 0;
/// Something else than one byte stands before it, and how much follows.
pub(super) const SPACED: u32 = 1;
/// A hyphenated word begins: as a whole, then by its parts.
pub(super) const HYPHENATED: u32 = 2;
/// No type is remembered: instead of a number it has its bytes.
pub(super) const UNKNOWN: u32 = 3;

/// The answers of a finished index.
pub(super) struct Answers {
    texts: OwnedBytes,
    words: OwnedBytes,
    records: OwnedBytes,
    respondents: OwnedBytes,
    ids: OwnedBytes,
    /// By variable, its values by number.
    pub(super) values: Vec<Vec<String>>,
}

/// One answer as it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) respondent: usize,
    pub(super) question: usize,
    text: &'a [u8],
    /// Its words and those of all answers after it, and how many bytes are theirs.
    words: &'a [u8],
    after: usize,
}

impl<'a> Kept<'a> {
    /// The answer as written.
    pub(super) fn text(&self) -> &'a str {
        simdutf8::basic::from_utf8(self.text).unwrap_or_default()
    }

    /// The answer as rules see it of which these atoms look at the raw text.
    pub(super) fn read(&self, reader: &mut Reader, types: &Satisfied, raw: &[AtomId]) -> Reading<'a> {
        // of a text that is spoilt nothing is left, and no word may lie beyond it
        let text = self.text();
        let (tokens, found) = reader.begin();
        let (words, after) = (self.words, self.after);
        let mut unpacked = Unpacked { text, words, after, types, end: 0, tokens, found };
        unpacked.all(reader);
        reader.finish(text, unpacked.tokens, unpacked.found, Some(raw))
    }

    /// Those of its words that satisfy an atom, if nothing else decides what matches: see [`Reader::plain`]. Second, how
    /// many words it has.
    pub(super) fn plain<'w>(
        &self,
        types: &Satisfied,
        found: &'w mut Vec<(u32, u32)>,
    ) -> Option<(Words<'w>, u32)> {
        // a word takes a byte at least. Which words satisfy an atom can't be foreseen, so each is put down, and the next
        // one over it if it satisfies none
        found.clear();
        found.resize(self.words.len() - self.after + 1, (0, 0));
        let mut plain = Plain { types, found, kept: 0, at: 0, aged: false };
        let mut words = self.words;
        while words.len() > self.after {
            let first = take(&mut words);
            match first & 3 {
                PLAIN => plain.add(first >> 2)?,
                SPACED => {
                    take(&mut words);
                    plain.add(first >> 2)?;
                }
                HYPHENATED => plain.add_parts(&mut words)?,
                _ => return None,
            }
        }
        let Plain { kept, at, aged, found, .. } = plain;
        (!aged).then_some((&found[..kept], at))
    }
}

/// An answer while its words are unpacked.
struct Unpacked<'a> {
    text: &'a str,
    /// What is left of the words, and how many bytes belong to the answers after it.
    words: &'a [u8],
    after: usize,
    types: &'a Satisfied,
    /// Where the last word ended.
    end: u32,
    tokens: Vec<Token>,
    found: Gathered,
}

impl Unpacked<'_> {
    fn all(&mut self, reader: &mut Reader) {
        while self.words.len() > self.after {
            let first = take(&mut self.words);
            match first & 3 {
                PLAIN => self.word(1, first >> 2, false),
                SPACED => {
                    let gap = take(&mut self.words);
                    self.word(gap, first >> 2, false);
                }
                UNKNOWN => {
                    let (bytes, gap) = (take(&mut self.words), take(&mut self.words));
                    self.unknown(gap, bytes, (false, Place::Alone), reader);
                }
                _ => self.hyphenated(reader),
            }
        }
    }

    /// A place in the text, so many bytes after another: where words are spoilt, no further than the text goes, and inside
    /// no letter.
    #[inline]
    fn place(&self, from: u32, bytes: u32) -> u32 {
        self.text.floor_char_boundary(from.saturating_add(bytes) as usize) as u32
    }

    /// The next word, by its type.
    #[inline]
    fn word(&mut self, gap: u32, number: u32, joined: bool) {
        let (atoms, aged, bytes) = self.types.of(number);
        let hit = self.token(gap, bytes, joined);
        self.found.add(atoms, hit, aged);
    }

    /// The next word, of no type that is remembered, by its length.
    fn unknown(&mut self, gap: u32, bytes: u32, (joined, place): (bool, Place), reader: &mut Reader) {
        let Hit { first, .. } = self.token(gap, bytes, joined);
        let at = first as usize;
        reader.word(self.text, &self.tokens[at..], at, place, &mut self.found);
    }

    #[inline]
    fn token(&mut self, gap: u32, bytes: u32, joined: bool) -> Hit {
        let start = self.place(self.end, gap);
        let end = self.place(start, bytes);
        self.end = end;
        let first = self.tokens.len() as u32;
        self.tokens.push(Token { start, end, joined });
        Hit { first, last: first + 1, start, end }
    }

    fn hyphenated(&mut self, reader: &mut Reader) {
        let [whole, gap, count] = std::array::from_fn(|_| take(&mut self.words));
        let first = self.tokens.len();
        self.end = self.place(self.end, gap);
        for part in 0..count {
            let (gap, number) = (take(&mut self.words), take(&mut self.words));
            let joined = part > 0;
            if let Some(number) = number.checked_sub(1) {
                self.word(gap, number, joined);
            } else {
                let bytes = take(&mut self.words);
                self.unknown(gap, bytes, (joined, Place::of(joined, part + 1 < count)), reader);
            }
            if self.words.len() <= self.after {
                break;
            }
        }
        let Some(Token { start, .. }) = self.tokens.get(first).copied() else { return };
        if let Some(number) = whole.checked_sub(1) {
            let (atoms, aged, _) = self.types.of(number);
            let last = self.tokens.len() as u32;
            self.found.add(atoms, Hit { first: first as u32, last, start, end: self.end }, aged);
        } else {
            reader.word(self.text, &self.tokens[first..], first, Place::Alone, &mut self.found);
        }
    }
}

/// The words of an answer that satisfy an atom, while they are gathered.
struct Plain<'a, 'w> {
    types: &'a Satisfied,
    found: &'w mut [(u32, u32)],
    kept: usize,
    /// The number of the next word.
    at: u32,
    /// Whether any word may be part of an age that is asked for.
    aged: bool,
}

impl Plain<'_, '_> {
    #[inline]
    fn add(&mut self, number: u32) -> Option<()> {
        let (set, aged) = self.types.set(number);
        self.aged |= aged;
        *self.found.get_mut(self.kept)? = (self.at, set);
        self.kept += usize::from(set != EMPTY);
        self.at += 1;
        Some(())
    }

    /// A hyphenated word by its parts; nothing where it satisfies an atom as a whole.
    fn add_parts(&mut self, words: &mut &[u8]) -> Option<()> {
        let (whole, _, count) = (take(words), take(words), take(words));
        let (EMPTY, aged) = self.types.set(whole.checked_sub(1)?) else { return None };
        self.aged |= aged;
        for _ in 0..count {
            take(words);
            self.add(take(words).checked_sub(1)?)?;
        }
        Some(())
    }
}

impl Answers {
    pub(super) fn open(directory: &MmapDirectory) -> Result<Self> {
        let values = mapped(directory, VALUES)?;
        let values = serde_json::from_slice(&values).map_err(|_| {
            let error = Error::new("the index can't be read");
            error.remedy("delete its folder and try again")
        })?;
        Ok(Self {
            texts: mapped(directory, TEXTS)?,
            words: mapped(directory, WORDS)?,
            records: mapped(directory, ANSWERS)?,
            respondents: mapped(directory, RESPONDENTS)?,
            ids: mapped(directory, IDS)?,
            values,
        })
    }

    /// An answer by its number.
    pub(super) fn get(&self, at: usize) -> Kept<'_> {
        let record = self.records.get(at * ANSWER..).unwrap_or_default();
        let next = record.get(ANSWER..).unwrap_or_default();
        let stretch = |bytes: &'_ OwnedBytes, at: usize| {
            long(record, at) as usize..(long(next, at) as usize).min(bytes.len())
        };
        let words = stretch(&self.words, 2);
        Kept {
            respondent: number(record, 0) as usize,
            question: number(record, 1) as usize,
            text: self.texts.get(stretch(&self.texts, 1)).unwrap_or_default(),
            words: &self.words[words.start.min(words.end)..],
            after: self.words.len() - words.end,
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        (self.records.len() / ANSWER).saturating_sub(1)
    }

    fn width(&self) -> usize {
        (BEFORE + self.values.len()) * 4
    }

    /// Number of respondents.
    pub(super) fn respondents(&self) -> usize {
        (self.respondents.len() / self.width()).saturating_sub(1)
    }

    /// The numbers of a respondent's answers.
    pub(super) fn of_respondent(&self, at: usize) -> std::ops::Range<usize> {
        let first = |at: usize| number(&self.respondents, at * (BEFORE + self.values.len()) + 2) as usize;
        first(at)..first(at + 1)
    }

    /// A respondent's id.
    pub(super) fn id(&self, at: usize) -> &str {
        let begins = |at: usize| {
            let record = self.respondents.get(at * self.width()..).unwrap_or_default();
            record.first_chunk::<8>().map_or(0, |eight| u64::from_le_bytes(*eight) as usize)
        };
        std::str::from_utf8(self.ids.get(begins(at)..begins(at + 1)).unwrap_or_default()).unwrap_or_default()
    }

    /// A respondent's values, one a variable, in place of what was there.
    pub(super) fn values_of<'a>(&'a self, at: usize, values: &mut Vec<&'a str>) {
        let record = at * (BEFORE + self.values.len()) + BEFORE;
        values.clear();
        values.extend(self.values.iter().enumerate().map(|(variable, list)| {
            list.get(number(&self.respondents, record + variable) as usize).map_or("", String::as_str)
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::types::Types;
    use crate::rule::atoms::{Atom, Atoms};

    #[test]
    fn spoilt_words_and_texts_make_some_reading() {
        let atoms = Atoms::new(vec![Atom::Exact("på".into())], true);
        let types = Types::new(OwnedBytes::empty());
        let satisfied = types.satisfied(&types.found(&atoms), true);
        let mut reader = Reader::new(&atoms);
        let mut seed = 2023_u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        for round in 0..20_000 {
            // small numbers and letters of two bytes are where it is most easily wrong
            let words: Vec<u8> =
                (0..random() % 24).map(|_| random() % if round % 2 == 0 { 8 } else { 255 }).collect();
            let text: Vec<u8> = match round % 3 {
                0 => "på øya på".bytes().collect(),
                1 => (0..random() % 12).map(|_| random()).collect(),
                _ => Vec::new(),
            };
            let kept = Kept { respondent: 0, question: 0, text: &text, words: &words, after: 0 };
            kept.plain(&satisfied, &mut Vec::new());
            let reading = kept.read(&mut reader, &satisfied, &[]);
            for token in &reading.tokens {
                assert!(
                    reading.text.get(token.start as usize..token.end as usize).is_some(),
                    "{words:?} {text:?}"
                );
            }
            reading.borders();
            reader.reuse(reading);
        }
    }
}
