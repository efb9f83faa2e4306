//! The answers of an index: texts, words by the number of their type, and who gave them. Read in place, in data order, so
//! that a codebook can be tried on all of them without cutting a text into words again.
use super::bytes::{Out, long, mapped, number, put, take};
use super::types::{Met, Satisfied};
use crate::answer::{Row, is_answer};
use crate::error::{Error, Result};
use crate::norwegian::tokens::{Token, tokens_into};
use crate::norwegian::types::{LONGEST, Types, Written};
use crate::rule::atoms::{AtomId, Place};
use crate::rule::nearby::Words;
use crate::rule::reading::{Hit, Reader, Reading};
use crate::rule::sets::EMPTY;
use std::collections::HashMap;
use std::path::Path;
use tantivy::directory::{MmapDirectory, OwnedBytes};

const TEXTS: &str = "texts";
const WORDS: &str = "words";
const ANSWERS: &str = "answers";
const RESPONDENTS: &str = "respondents";
const IDS: &str = "ids";
const VALUES: &str = "values";

/// Bytes of an answer's record: respondent and question in four each, begin of text and of words in eight each.
const ANSWER: usize = 24;
/// Numbers of a respondent's record before the values: begin of the id in two, first answer.
const BEFORE: usize = 3;

/// What a word in a stream begins with, beside its number.
const PLAIN: u32 = 0;
/// Something else than one byte stands before it, and how much follows.
const SPACED: u32 = 1;
/// A hyphenated word begins: as a whole, then by its parts.
const HYPHENATED: u32 = 2;
/// No type is remembered: instead of a number it has its bytes.
const UNKNOWN: u32 = 3;

/// Some respondents on their way into an index.
#[derive(Default)]
pub(super) struct Piece {
    rows: Vec<Whose>,
    texts: Vec<u8>,
    words: Vec<u8>,
    /// By answer: its question, and the bytes of its text and words.
    answers: Vec<(u32, u32, u32)>,
    /// By answer, the terms that it can be found by, each closed by a line end.
    pub(super) terms: Vec<String>,
    /// Words in all of them.
    pub(super) count: u64,
}

/// A respondent: id, values and number of answers.
struct Whose {
    id: String,
    values: Vec<String>,
    answers: u32,
}

impl Piece {
    /// Takes in some respondents.
    pub(super) fn of(rows: &[Row], types: &mut Types, met: &Met) -> Self {
        let (mut piece, mut tokens) = (Self::default(), Vec::new());
        for row in rows {
            let before = piece.answers.len();
            for (question, text) in row.answers.iter().enumerate().filter(|(_, text)| is_answer(text)) {
                let start = piece.words.len();
                tokens_into(text, &mut tokens);
                let mut stream =
                    Stream { text, types, met, words: &mut piece.words, terms: String::new(), aged: false };
                stream.all(&tokens);
                piece.terms.push(stream.finished());
                piece.count += tokens.len() as u64;
                piece.texts.extend(text.as_bytes());
                piece.answers.push((question as u32, text.len() as u32, (piece.words.len() - start) as u32));
            }
            let answers = (piece.answers.len() - before) as u32;
            piece.rows.push(Whose { id: row.id.clone(), values: row.values.clone(), answers });
        }
        piece
    }

    /// Respondents in it.
    pub(super) fn respondents(&self) -> u64 {
        self.rows.len() as u64
    }
}

/// The words of one answer in the making.
struct Stream<'a> {
    text: &'a str,
    types: &'a mut Types,
    met: &'a Met,
    words: &'a mut Vec<u8>,
    terms: String,
    aged: bool,
}

impl Stream<'_> {
    fn all(&mut self, tokens: &[Token]) {
        let (mut at, mut end) = (0, 0);
        while at < tokens.len() {
            let run = 1 + tokens[at + 1..].iter().take_while(|t| t.joined).count();
            let gap = tokens[at].start - end;
            if run == 1 {
                self.single(&tokens[at], gap);
            } else {
                self.hyphenated(&tokens[at..at + run], gap);
            }
            at += run;
            end = tokens[at - 1].end;
        }
    }

    /// The number of a word's type, if it is remembered; its form becomes a term.
    fn number(&mut self, start: u32, end: u32, place: Place) -> Option<u32> {
        let (text, met) = (self.text, self.met);
        let word = &text[start as usize..end as usize];
        super::terms::add(word, &mut self.terms);
        let written = Written { text, start: start as usize, end: end as usize, place: place as u8 };
        let learn = |word: &str| (word.len() <= LONGEST).then(|| met.learn(word, place));
        let known = self.types.get(written, &met.shared, learn);
        self.aged |= known.is_none_or(|known| known.aged);
        known.map(|known| known.number)
    }

    fn single(&mut self, token: &Token, gap: u32) {
        match self.number(token.start, token.end, Place::Alone) {
            Some(number) if gap == 1 => put(self.words, number << 2 | PLAIN),
            Some(number) => {
                put(self.words, number << 2 | SPACED);
                put(self.words, gap);
            }
            None => {
                put(self.words, UNKNOWN);
                put(self.words, token.end - token.start);
                put(self.words, gap);
            }
        }
    }

    fn hyphenated(&mut self, tokens: &[Token], gap: u32) {
        let last = tokens.len() - 1;
        let numbers: Vec<_> = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| self.number(token.start, token.end, Place::of(token.joined, at < last)))
            .collect();
        // 0 stands for no type
        let whole = self.number(tokens[0].start, tokens[last].end, Place::Alone);
        put(self.words, HYPHENATED);
        put(self.words, whole.map_or(0, |number| number + 1));
        put(self.words, gap);
        put(self.words, tokens.len() as u32);
        let mut end = tokens[0].start;
        for (token, number) in tokens.iter().zip(numbers) {
            put(self.words, token.start - end);
            put(self.words, number.map_or(0, |number| number + 1));
            if number.is_none() {
                put(self.words, token.end - token.start);
            }
            end = token.end;
        }
    }

    /// The terms, with the one that says that the answer tells an age.
    fn finished(mut self) -> String {
        if self.aged && !crate::norwegian::age::find(self.text).is_empty() {
            super::terms::add_age(&mut self.terms);
        }
        self.terms
    }
}

/// The files of answers in the making.
pub(super) struct Writing {
    texts: Out,
    words: Out,
    answers: Out,
    respondents: Out,
    ids: Out,
    /// By variable, the values met and their numbers.
    values: Vec<(Vec<String>, HashMap<String, u32>)>,
    count: u32,
    given: u32,
}

impl Writing {
    pub(super) fn begin(folder: &Path, variables: usize) -> Result<Self> {
        let create = |name| Out::create(folder, name);
        Ok(Self {
            texts: create(TEXTS)?,
            words: create(WORDS)?,
            answers: create(ANSWERS)?,
            respondents: create(RESPONDENTS)?,
            ids: create(IDS)?,
            values: (0..variables).map(|_| Default::default()).collect(),
            count: 0,
            given: 0,
        })
    }

    /// Adds some respondents; gives the number of their first answer.
    pub(super) fn add(&mut self, piece: &Piece) -> Result<u32> {
        let first = self.given;
        let (mut text, mut words) = (self.texts.size, self.words.size);
        let mut answers = piece.answers.iter();
        for row in &piece.rows {
            self.respondent(row)?;
            for (question, letters, bytes) in answers.by_ref().take(row.answers as usize) {
                self.answers.write(&record(self.count, *question, text, words))?;
                text += u64::from(*letters);
                words += u64::from(*bytes);
            }
            self.given += row.answers;
            self.count += 1;
            self.ids.write(row.id.as_bytes())?;
        }
        self.texts.write(&piece.texts)?;
        self.words.write(&piece.words)?;
        Ok(first)
    }

    fn respondent(&mut self, row: &Whose) -> Result<()> {
        let mut bytes = self.ids.size.to_le_bytes().to_vec();
        bytes.extend(self.given.to_le_bytes());
        for (value, (list, numbers)) in row.values.iter().zip(&mut self.values) {
            let number = numbers.get(value).copied().unwrap_or_else(|| {
                list.push(value.clone());
                numbers.insert(value.clone(), list.len() as u32 - 1);
                list.len() as u32 - 1
            });
            bytes.extend(number.to_le_bytes());
        }
        self.respondents.write(&bytes)
    }

    /// Closes all files; a last record says where the one before it ends.
    pub(super) fn finish(mut self, folder: &Path) -> Result<()> {
        self.answers.write(&record(self.count, 0, self.texts.size, self.words.size))?;
        self.respondents.write(&self.ids.size.to_le_bytes())?;
        self.respondents.write(&self.given.to_le_bytes())?;
        self.respondents.write(&vec![0; 4 * self.values.len()])?;
        let values: Vec<Vec<String>> = self.values.into_iter().map(|(list, _)| list).collect();
        let mut out = Out::create(folder, VALUES)?;
        out.write(&serde_json::to_vec(&values).map_err(|e| Error::new(e.to_string()))?)?;
        let files = [self.texts, self.words, self.answers, self.respondents, self.ids, out];
        files.into_iter().try_for_each(Out::close)
    }
}

fn record(respondent: u32, question: u32, text: u64, words: u64) -> [u8; ANSWER] {
    let mut bytes = [0; ANSWER];
    bytes[..4].copy_from_slice(&respondent.to_le_bytes());
    bytes[4..8].copy_from_slice(&question.to_le_bytes());
    bytes[8..16].copy_from_slice(&text.to_le_bytes());
    bytes[16..].copy_from_slice(&words.to_le_bytes());
    bytes
}

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
        std::str::from_utf8(self.text).unwrap_or_default()
    }

    /// The answer as rules see it of which these atoms look at the raw text.
    pub(super) fn read(&self, reader: &mut Reader, types: &Satisfied, raw: &[AtomId]) -> Reading<'a> {
        let (mut tokens, mut found) = reader.begin();
        let mut words = self.words;
        let mut end = 0;
        while words.len() > self.after {
            let first = take(&mut words);
            let at = tokens.len() as u32;
            match first & 3 {
                PLAIN | SPACED => {
                    let start = end + if first & 3 == PLAIN { 1 } else { take(&mut words) };
                    let (atoms, aged, bytes) = types.of(first >> 2);
                    end = start + bytes;
                    tokens.push(Token { start, end, joined: false });
                    found.add(atoms, Hit { first: at, last: at + 1, start, end }, aged);
                }
                UNKNOWN => {
                    let (bytes, gap) = (take(&mut words), take(&mut words));
                    tokens.push(Token { start: end + gap, end: end + gap + bytes, joined: false });
                    end += gap + bytes;
                    reader.word(self.text(), &tokens[at as usize..], at as usize, Place::Alone, &mut found);
                }
                _ => end = self.hyphenated(&mut words, end, reader, types, &mut tokens, &mut found),
            }
        }
        reader.finish(self.text(), tokens, found, Some(raw))
    }

    /// Those of its words that satisfy an atom, if nothing else decides what matches: see [`Reader::plain`].
    pub(super) fn plain<'w>(
        &self,
        types: &Satisfied,
        ages: bool,
        found: &'w mut Vec<(u32, u32)>,
    ) -> Option<Words<'w>> {
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
        let Plain { kept, aged, found, .. } = plain;
        (!aged || !ages).then_some(&found[..kept])
    }

    fn hyphenated(
        &self,
        words: &mut &[u8],
        end: u32,
        reader: &mut Reader,
        types: &Satisfied,
        tokens: &mut Vec<Token>,
        found: &mut crate::rule::reading::Gathered,
    ) -> u32 {
        let (whole, gap, count) = (take(words), take(words), take(words));
        let first = tokens.len();
        let mut end = end + gap;
        for part in 0..count {
            let (start, number) = (end + take(words), take(words));
            let at = tokens.len();
            let joined = part > 0;
            let place = Place::of(joined, part + 1 < count);
            if number == 0 {
                end = start + take(words);
                tokens.push(Token { start, end, joined });
                reader.word(self.text(), &tokens[at..], at, place, found);
            } else {
                let (atoms, aged, bytes) = types.of(number - 1);
                end = start + bytes;
                tokens.push(Token { start, end, joined });
                found.add(atoms, Hit { first: at as u32, last: at as u32 + 1, start, end }, aged);
            }
            if words.len() <= self.after {
                break;
            }
        }
        if whole == 0 {
            reader.word(self.text(), &tokens[first..], first, Place::Alone, found);
        } else {
            let (atoms, aged, _) = types.of(whole - 1);
            let start = tokens[first].start;
            found.add(atoms, Hit { first: first as u32, last: tokens.len() as u32, start, end }, aged);
        }
        end
    }
}

/// The words of an answer that satisfy an atom, while they are gathered.
struct Plain<'a, 'w> {
    types: &'a Satisfied,
    found: &'w mut [(u32, u32)],
    kept: usize,
    /// The number of the next word.
    at: u32,
    /// Whether any word may be part of an age.
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
