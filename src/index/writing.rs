//! Answers on their way into an index: their texts, their words by the number of their type, and who gave them.
//! `answers` says how they lie, and reads them.
use super::answers::{
    ANSWER, ANSWERS, HYPHENATED, IDS, PLAIN, RESPONDENTS, SPACED, TEXTS, UNKNOWN, VALUES, WORDS,
};
use super::bytes::{Out, put};
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
