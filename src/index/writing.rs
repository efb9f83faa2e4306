//! Answers on their way into an index: their texts, their words by the number of their type, and who gave them.
//! `answers` says how they lie, and reads them.
use super::answers::{
    ANSWER, ANSWERS, HYPHENATED, IDS, PLAIN, RESPONDENTS, SPACED, TEXTS, UNKNOWN, VALUES, WORDS,
};
use super::bytes::{Out, put};
use super::terms::Terms;
use super::types::Met;
use crate::answer::{Row, is_answer};
use crate::error::{Error, Result};
use crate::norwegian::tokens::{Token, tokens_into};
use crate::norwegian::types::{LONGEST, Types, Written};
use crate::rule::atoms::Place;
use std::collections::HashMap;
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
        let mut tokens = Vec::new();
        for row in rows {
            let before = piece.answers.len();
            for (question, text) in row.answers.iter().enumerate().filter(|(_, text)| is_answer(text)) {
                piece.add(question, text, &mut tokens, types, met);
            }
            piece.given.push((piece.answers.len() - before) as u32);
            piece.ids.push_str(&row.id);
            piece.id_ends.push(piece.ids.len());
        }
        piece
    }

    fn add(&mut self, question: usize, text: &str, tokens: &mut Vec<Token>, types: &mut Types, met: &Met) {
        let start = self.words.len();
        tokens_into(text, tokens);
        let terms = &mut self.terms.text;
        Stream { text, types, met, words: &mut self.words, terms, aged: false }.all(tokens);
        self.terms.ends.push(self.terms.text.len());
        self.count += tokens.len() as u64;
        self.texts.extend(text.as_bytes());
        self.answers.push((question as u32, text.len() as u32, (self.words.len() - start) as u32));
    }

    /// Respondents in it.
    pub(super) fn respondents(&self) -> u64 {
        self.given.len() as u64
    }
}

/// The words of one answer in the making.
struct Stream<'a> {
    text: &'a str,
    types: &'a mut Types,
    met: &'a Met,
    words: &'a mut Vec<u8>,
    terms: &'a mut String,
    aged: bool,
}

impl Stream<'_> {
    /// All words, and whether the answer tells an age.
    fn all(mut self, tokens: &[Token]) {
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
        if self.aged && !crate::norwegian::age::find(self.text).is_empty() {
            super::terms::add_age(self.terms);
        }
    }

    /// The number of a word's type, if it is remembered; its form becomes a term.
    fn number(&mut self, start: u32, end: u32, place: Place) -> Option<u32> {
        let (text, met) = (self.text, self.met);
        let word = &text[start as usize..end as usize];
        super::terms::add(word, self.terms);
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

    /// Adds some respondents; gives the number of their first answer.
    pub(super) fn add(&mut self, piece: &Piece) -> Result<u32> {
        let first = self.given;
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
        self.words.write(&piece.words)?;
        Ok(first)
    }

    /// By variable, the numbers among all values of those that some respondents have.
    fn numbers(&mut self, columns: &[Column]) -> Vec<Vec<u32>> {
        let all = columns.iter().zip(&mut self.values);
        all.map(|(column, known)| column.list.iter().map(|value| known.number(value)).collect()).collect()
    }

    /// Closes all files; a last record says where the one before it ends.
    pub(super) fn finish(mut self, folder: &Path) -> Result<()> {
        self.answers.write(&record(self.count, 0, self.texts.size, self.words.size))?;
        self.respondents.write(&self.ids.size.to_le_bytes())?;
        self.respondents.write(&self.given.to_le_bytes())?;
        self.respondents.write(&vec![0; 4 * self.values.len()])?;
        let values: Vec<Vec<String>> = self.values.into_iter().map(|values| values.list).collect();
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
