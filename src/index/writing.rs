//! Answers on their way into an index: their texts, their words by the number of their type, and who gave them.
//! `answers` says how they lie, and reads them.
use super::answers::{ANSWER, ANSWERS, IDS, RESPONDENTS, TEXTS, VALUES, WORDS};
use super::bytes::Out;
use super::folder::Sound;
use super::stream::{Item, kept, put};
use super::terms::{Clue, Terms};
use super::types::Met;
use crate::answer::{Row, is_answer};
use crate::error::{Error, Result};
use crate::norwegian::age;
use crate::norwegian::sentence::is_quiet;
use crate::norwegian::types::{Known, LONGEST, Types};
use crate::rule::look::Looked;
use crate::rule::nearby::{APART, STOPS};
use crate::rule::reading::joins;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

/// Some respondents on their way into an index.
#[derive(Default)]
pub(super) struct Piece {
    /// Their ids, one after the other, and where each ends.
    ids: String,
    id_ends: Vec<usize>,
    /// By respondent, how many answers there are.
    given: Vec<u32>,
    values: Vec<Column>,
    texts: Vec<u8>,
    words: Vec<u8>,
    /// By answer: its question, and the bytes of its text and words.
    answers: Vec<(u32, u32, u32)>,
    /// What the answers can be found by.
    pub(super) terms: Terms,
    /// Words in all of them.
    pub(super) count: u64,
}

/// Values in the order in which they were met, each with its number.
#[derive(Default)]
struct Values {
    list: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Values {
    fn number(&mut self, value: &str) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = self.list.len() as u32;
        self.list.push(value.to_string());
        self.numbers.insert(value.to_string(), number);
        number
    }
}

/// A variable of some respondents: its values, and by respondent the number of the value.
struct Column {
    list: Vec<String>,
    numbers: Vec<u32>,
}

impl Column {
    fn of(rows: &[Row], variable: usize) -> Self {
        let mut values = Values::default();
        let numbers = rows.iter().map(|row| values.number(&row.values[variable])).collect();
        Self { list: values.list, numbers }
    }
}

impl Piece {
    /// Takes in some respondents.
    pub(super) fn of(rows: &[Row], types: &mut Types, met: &Met) -> Self {
        let variables = rows.first().map_or(0, |row| row.values.len());
        let values = (0..variables).map(|variable| Column::of(rows, variable)).collect();
        let mut piece = Self { values, ..Self::default() };
        let mut words = Looked::default();
        for row in rows {
            let before = piece.answers.len();
            for (question, text) in row.answers.iter().enumerate().filter(|(_, text)| is_answer(text)) {
                piece.add(question, text, &mut words, types, met);
            }
            piece.given.push((piece.answers.len() - before) as u32);
            piece.ids.push_str(&row.id);
            piece.id_ends.push(piece.ids.len());
        }
        piece
    }

    fn add(&mut self, question: usize, text: &str, words: &mut Looked, types: &mut Types, met: &Met) {
        let start = self.words.len();
        let learn = |word: &str, place| (word.len() <= LONGEST).then(|| met.learn(word, place));
        let number = |known: Option<Known>| kept(known.map(|known| known.number)).unwrap_or(NONE);
        words.take_in(text, types, &met.shared, learn, number);
        Stream { text, words, out: &mut self.words, terms: &mut self.terms, end: 0 }.all();
        if words.may_tell_age(text) && age::is_told(text) {
            self.terms.add(Clue::Age);
        }
        self.terms.end();
        self.count += words.tokens.len() as u64;
        self.texts.extend(text.as_bytes());
        self.answers.push((question as u32, text.len() as u32, (self.words.len() - start) as u32));
    }

    /// Respondents in it.
    pub(super) fn respondents(&self) -> u64 {
        self.given.len() as u64
    }
}

/// Stands for a type that is not remembered.
const NONE: u32 = u32::MAX;

/// The words of one answer on their way out.
struct Stream<'a> {
    text: &'a str,
    /// Each with the number of its type.
    words: &'a Looked,
    out: &'a mut Vec<u8>,
    terms: &'a mut Terms,
    /// Where the last word ended.
    end: u32,
}

impl Stream<'_> {
    fn all(mut self) {
        let mut wholes = self.words.hyphenated.iter().zip(self.words.wholes()).peekable();
        let mut at = 0;
        while at < self.words.tokens.len() {
            at = match wholes.next_if(|(parts, _)| parts.start == at) {
                None => {
                    self.word(at);
                    at + 1
                }
                Some((parts, whole)) => {
                    self.hyphenated(parts.clone(), *whole);
                    parts.end
                }
            };
        }
    }

    /// Makes a word by its type a term.
    fn term(&mut self, number: u32) {
        let clue = if number == NONE { Clue::Unknown } else { Clue::Type(number) };
        self.terms.add(clue);
    }

    /// Puts a word, and what stands before it where that is not what is usual.
    fn word(&mut self, at: usize) {
        let (token, number) = (self.words.tokens[at], self.words.words()[at]);
        self.term(number);
        let gap = &self.text[self.end as usize..token.start as usize];
        let usual = if at == 0 { gap.is_empty() } else { matches!(gap.as_bytes(), b" ") };
        if !usual {
            let signs = (u32::from(!is_quiet(gap)) * STOPS) | (u32::from(!joins(gap)) * APART);
            put(self.out, Item::Gap(gap.len() as u32, signs));
        }
        let unknown = number == NONE;
        put(self.out, if unknown { Item::Unknown(token.end - token.start) } else { Item::Word(number) });
        self.end = token.end;
    }

    /// A hyphenated word by its parts, and the number by which it is known as a whole.
    fn hyphenated(&mut self, parts: Range<usize>, whole: u32) {
        self.term(whole);
        put(self.out, Item::Hyphenated((whole != NONE).then_some(whole), parts.len() as u32));
        parts.for_each(|at| self.word(at));
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
    values: Vec<Values>,
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
            values: (0..variables).map(|_| Values::default()).collect(),
            count: 0,
            given: 0,
        })
    }

    /// Adds some respondents.
    pub(super) fn add(&mut self, piece: &Piece) -> Result<()> {
        let (mut text, mut words) = (self.texts.size, self.words.size);
        let numbers = self.numbers(&piece.values);
        let mut answers = piece.answers.iter();
        let mut id = 0;
        for (at, (given, id_end)) in piece.given.iter().zip(&piece.id_ends).enumerate() {
            self.respondents.write(&self.ids.size.to_le_bytes())?;
            self.respondents.write(&self.given.to_le_bytes())?;
            for (column, numbers) in piece.values.iter().zip(&numbers) {
                self.respondents.write(&numbers[column.numbers[at] as usize].to_le_bytes())?;
            }
            for (question, letters, bytes) in answers.by_ref().take(*given as usize) {
                self.answers.write(&record(self.count, *question, text, words))?;
                text += u64::from(*letters);
                words += u64::from(*bytes);
            }
            self.given += given;
            self.count += 1;
            self.ids.write(&piece.ids.as_bytes()[id..*id_end])?;
            id = *id_end;
        }
        self.texts.write(&piece.texts)?;
        self.words.write(&piece.words)
    }

    /// By variable, the numbers among all values of those that some respondents have.
    fn numbers(&mut self, columns: &[Column]) -> Vec<Vec<u32>> {
        let all = columns.iter().zip(&mut self.values);
        all.map(|(column, known)| column.list.iter().map(|value| known.number(value)).collect()).collect()
    }

    /// Closes all files, and says which these are; a last record says where the one before it ends.
    pub(super) fn finish(mut self, folder: &Path) -> Result<Vec<(String, Sound)>> {
        self.answers.write(&record(self.count, 0, self.texts.size, self.words.size))?;
        self.respondents.write(&self.ids.size.to_le_bytes())?;
        self.respondents.write(&self.given.to_le_bytes())?;
        self.respondents.write(&vec![0; 4 * self.values.len()])?;
        let values: Vec<Vec<String>> = self.values.into_iter().map(|values| values.list).collect();
        let mut out = Out::create(folder, VALUES)?;
        out.write(&serde_json::to_vec(&values).map_err(|e| Error::new(e.to_string()))?)?;
        let files = [self.texts, self.words, self.answers, self.respondents, self.ids, out];
        files.into_iter().map(Out::close).collect()
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
