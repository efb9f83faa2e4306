//! The answers of an index: texts, words by the number of their type, and who gave them. Read in place, in data order, so
//! that a codebook or a search can be tried on all of them without cutting a text into words again.
use super::bytes::{long, mapped, number};
use super::stream::{Item, Items};
use super::types::Satisfied;
use crate::error::{Error, Result};
use crate::norwegian::age;
use crate::norwegian::sentence::Ends;
use crate::norwegian::tokens::Token;
use crate::rule::atoms::{AtomId, Place};
use crate::rule::nearby::{self, AGED, GAPPED, Plain, Room, Whole, Word, Words};
use crate::rule::reading::{Gathered, Hit, Reader, Reading};
use crate::rule::runs::Gaps;
use crate::rule::sets::EMPTY;
use std::cell::OnceCell;
use tantivy::directory::{MmapDirectory, OwnedBytes};

pub(super) const TEXTS: &str = "texts";
pub(super) const WORDS: &str = "words";
pub(super) const ANSWERS: &str = "answers";
pub(super) const RESPONDENTS: &str = "respondents";
pub(super) const IDS: &str = "ids";
pub(super) const VALUES: &str = "values";
/// All of them.
pub(super) const FILES: [&str; 6] = [TEXTS, WORDS, ANSWERS, RESPONDENTS, IDS, VALUES];

/// Bytes of an answer's record: respondent and question in four each, begin of text and of words in eight each.
pub(super) const ANSWER: usize = 24;
/// Numbers of a respondent's record before the values: begin of the id in two, first answer.
const BEFORE: usize = 3;

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
    /// Its words: see [`Items`].
    words: &'a [u8],
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
        let mut unpacked =
            Unpacked { text, words: self.words, types, gap: None, end: 0, hyphenated: None, tokens, found };
        unpacked.all(reader);
        reader.finish(text, unpacked.tokens, unpacked.found, Some(raw))
    }

    /// What stands between its words, of which those are these of which there is something to know.
    pub(super) fn gaps<'w>(&'w self, types: &'w Satisfied, words: Words<'w>) -> Between<'w> {
        Between { kept: self, types, words, borders: OnceCell::new() }
    }

    /// Its words, hyphenated or not, if all are of types that are remembered.
    fn tokens(&self, types: &Satisfied) -> Vec<Token> {
        let (mut tokens, mut end, mut gap) = (Vec::new(), 0_u32, 0);
        for item in Items::of(self.words) {
            match item {
                Item::Word(number) => {
                    let start = end.saturating_add(gap);
                    end = start.saturating_add(types.bytes(number));
                    tokens.push(Token { start, end, joined: false });
                    gap = 1;
                }
                Item::Gap(bytes, _) => gap = bytes,
                Item::Hyphenated(..) | Item::Unknown(_) => {}
            }
        }
        tokens
    }

    /// Whether it may tell an age with one of its words.
    fn may_tell_age(&self, types: &Satisfied, words: Words) -> bool {
        let (text, tokens) = (self.text(), self.tokens(types));
        let mut aged = words.iter().filter(|word| word.is(AGED));
        aged.any(|word| age::may_tell(text, &tokens, word.at as usize))
    }

    /// Its words of which there is something to know, if nothing else decides what matches: see [`Reader::plain`]. A hyphenated
    /// word tells an age by one of its parts.
    pub(super) fn plain<'r>(&self, types: &Satisfied, room: &'r mut Room) -> Option<Plain<'r>> {
        let Room { words, wholes } = room;
        wholes.clear();
        // of which words there is something to know can't be foreseen, so each is put down, and the next one over it if
        // there is nothing
        words.resize(words.len().max(self.words.len() / 2 + 1), Word::default());
        let (mut kept, mut at, mut gap, mut all) = (0, 0, 0, 0);
        for item in Items::of(self.words) {
            match item {
                Item::Word(number) => {
                    let what = types.what(number) | gap;
                    *words.get_mut(kept)? = Word { at, what };
                    kept += usize::from(what != 0);
                    all |= what;
                    at += 1;
                    gap = 0;
                }
                Item::Gap(bytes, signs) => gap = if bytes > 1 { signs | GAPPED } else { signs },
                Item::Hyphenated(whole, parts) => {
                    let whole = Word { at, what: types.what(whole?) };
                    if whole.set() != EMPTY {
                        wholes.push(Whole { parts: (at, at.saturating_add(parts)), set: whole.set() });
                    }
                }
                Item::Unknown(_) => return None,
            }
        }
        let words = &words[..kept];
        (all & AGED == 0 || !self.may_tell_age(types, words)).then_some(Plain { words, wholes, count: at })
    }
}

/// What stands between the words of an answer, by their signs; and where these say too little, by its text.
pub(super) struct Between<'a> {
    kept: &'a Kept<'a>,
    types: &'a Satisfied,
    words: Words<'a>,
    /// Its words and where its sentences end, found when first asked for.
    borders: OnceCell<(Vec<Token>, Ends)>,
}

impl Gaps for Between<'_> {
    fn follows(&self, word: u32) -> bool {
        nearby::follows(self.words, word)
    }

    fn may_wait(&self, word: u32) -> bool {
        nearby::may_wait(self.words, word)
    }

    fn together(&self, first: u32, last: u32) -> bool {
        nearby::goes_on(self.words, first, last) || {
            let found = || (self.kept.tokens(self.types), Ends::of(self.kept.text()));
            let (tokens, ends) = self.borders.get_or_init(found);
            let [first, last] =
                [first, last].map(|word| tokens.get(word as usize).map_or(0, |token| token.start));
            ends.has_together(first, last)
        }
    }
}

/// An answer while its words are unpacked.
struct Unpacked<'a> {
    text: &'a str,
    words: &'a [u8],
    types: &'a Satisfied,
    /// Bytes before the next word, where they are not what is usual.
    gap: Option<u32>,
    /// Where the last word ended.
    end: u32,
    /// The hyphenated word that is being unpacked.
    hyphenated: Option<Hyphenated>,
    tokens: Vec<Token>,
    found: Gathered,
}

/// A hyphenated word: its type, its first part, and one past its last.
#[derive(Debug, Clone, Copy)]
struct Hyphenated {
    whole: Option<u32>,
    first: usize,
    last: usize,
}

impl Unpacked<'_> {
    fn all(&mut self, reader: &mut Reader) {
        for item in Items::of(self.words) {
            match item {
                Item::Word(number) => {
                    let (atoms, aged, bytes) = self.types.of(number);
                    let hit = self.token(bytes);
                    self.found.add(atoms, hit, aged);
                }
                Item::Unknown(bytes) => {
                    let at = self.tokens.len();
                    let place = self.place();
                    self.token(bytes);
                    reader.word(self.text, &self.tokens[at..], at, place, &mut self.found);
                }
                Item::Gap(bytes, _) => self.gap = Some(bytes),
                Item::Hyphenated(whole, parts) => {
                    let first = self.tokens.len();
                    let last = first.saturating_add(parts as usize);
                    self.hyphenated = Some(Hyphenated { whole, first, last });
                }
            }
            if let Some(word) = self.hyphenated.take_if(|word| word.last <= self.tokens.len()) {
                self.whole(word, reader);
            }
        }
    }

    /// Where the next word stands in a hyphenated one.
    fn place(&self) -> Place {
        let at = self.tokens.len();
        self.hyphenated.map_or(Place::Alone, |word| Place::of(at > word.first, at + 1 < word.last))
    }

    /// A place in the text, so many bytes after another: where words are spoilt, no further than the text goes, and inside
    /// no letter.
    #[inline]
    fn after(&self, from: u32, bytes: u32) -> u32 {
        self.text.floor_char_boundary(from.saturating_add(bytes) as usize) as u32
    }

    /// The next word, of so many bytes.
    #[inline]
    fn token(&mut self, bytes: u32) -> Hit {
        let first = self.tokens.len() as u32;
        let usual = u32::from(first > 0);
        let gap = self.gap.take().unwrap_or(usual);
        let start = self.after(self.end, gap);
        let end = self.after(start, bytes);
        self.end = end;
        let joined = self.hyphenated.is_some_and(|word| word.first < first as usize);
        self.tokens.push(Token { start, end, joined });
        Hit { first, last: first + 1, start, end }
    }

    /// A hyphenated word as a whole, when its parts are there.
    fn whole(&mut self, Hyphenated { whole, first, .. }: Hyphenated, reader: &mut Reader) {
        let Some(Token { start, .. }) = self.tokens.get(first).copied() else { return };
        if let Some(number) = whole {
            let (atoms, aged, _) = self.types.of(number);
            let last = self.tokens.len() as u32;
            self.found.add(atoms, Hit { first: first as u32, last, start, end: self.end }, aged);
        } else {
            reader.word(self.text, &self.tokens[first..], first, Place::Alone, &mut self.found);
        }
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
        Kept {
            respondent: number(record, 0) as usize,
            question: number(record, 1) as usize,
            text: self.texts.get(stretch(&self.texts, 1)).unwrap_or_default(),
            words: self.words.get(stretch(&self.words, 2)).unwrap_or_default(),
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

    /// The number of a respondent's value of a variable, among the values of all.
    pub(super) fn value(&self, at: usize, variable: usize) -> u32 {
        number(&self.respondents, at * (BEFORE + self.values.len()) + BEFORE + variable)
    }

    /// A respondent's values, one a variable, in place of what was there.
    pub(super) fn values_of<'a>(&'a self, at: usize, values: &mut Vec<&'a str>) {
        values.clear();
        values.extend(
            self.values.iter().enumerate().map(|(variable, list)| {
                list.get(self.value(at, variable) as usize).map_or("", String::as_str)
            }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::types::{self, Met, Types};
    use crate::rule::atoms::Atoms;
    use crate::rule::nearby::{Nearby, stretches};
    use crate::rule::operators::Program;
    use crate::rule::parse;
    use crate::rule::runs::Runs;

    #[test]
    fn spoilt_words_and_texts_make_some_reading() {
        let folder = tempfile::tempdir().unwrap();
        let met = Met::new();
        for word in ["og", "på", "øya", "på-øya", "a", "15"] {
            met.learn(word, Place::Alone);
        }
        met.write(folder.path()).unwrap();
        let written = std::fs::read(folder.path().join(types::FILE)).unwrap();
        let types = Types::new(OwnedBytes::new(written));
        let program = Program { atoms: Atoms::new(Vec::new(), true), definitions: Vec::new() };
        let (program, op) =
            program.extended(&parse("(==på ~3 ==øya) | \"==på * ==på-øya\" | ==a").unwrap()).unwrap();
        let satisfied = types.satisfied(&types.found(&program.atoms), true);
        let (mut reader, mut room) = (Reader::new(&program.atoms), Room::default());
        let mut seed = 2023_u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let mut matched = 0;
        for round in 0..20_000 {
            // small numbers and letters of two bytes are where it is most easily wrong
            let small = round % 2 == 0;
            let unit = |low: u8, high: u8| if small { [low % 16, 0] } else { [low, high] };
            let words: Vec<u8> = (0..random() % 12).flat_map(|_| unit(random(), random())).collect();
            let text: Vec<u8> = match round % 3 {
                0 => "på øya på".bytes().collect(),
                1 => (0..random() % 12).map(|_| random()).collect(),
                _ => Vec::new(),
            };
            let kept = Kept { respondent: 0, question: 0, text: &text, words: &words };
            if let Some(plain) = kept.plain(&satisfied, &mut room) {
                let hits = |atom: AtomId| plain.of(|set| satisfied.sets[set as usize].contains(&atom));
                let gaps = &kept.gaps(&satisfied, plain.words);
                let nearby = Nearby { hits, gaps, count: plain.count, program: &program };
                let mut runs = Runs::new();
                nearby.find(&op, &mut runs);
                matched += stretches(runs);
            }
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
        assert!(matched > 1000, "{matched}");
    }
}
