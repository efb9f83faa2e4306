//! Search: answers that a rule takes, as keywords in context, with exact numbers of answers and hits.
mod lines;

use crate::answer::{Frame, Row, Selection, is_answer};
use crate::codebook::Coder;
use crate::coding::{Points, Span};
use crate::error::Result;
use crate::index::Index;
use crate::input::{RowError, Source};
use crate::pass::pass;
use crate::rule::compile::Compiler;
use crate::rule::operators::{Match, Op, Program, Scene};
use crate::rule::reading::{Reader, Reading};
use crate::rule::{Fault, atoms::Atoms, parse};
use lines::lines;
use rayon::prelude::*;
use serde::Serialize;

/// A compiled search.
#[derive(Debug)]
pub struct Query {
    /// The rule as typed.
    pub text: String,
    program: Program,
    op: Op,
}

impl Query {
    /// Compiles a search that names no list of a codebook.
    pub fn new(text: &str) -> std::result::Result<Self, Vec<Fault>> {
        let node = parse(text).map_err(|fault| vec![fault])?;
        let mut compiler = Compiler::default();
        let mut faults = Vec::new();
        let op = compiler.compile(&node, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let program = Program { atoms: Atoms::new(compiler.into_atoms(), true), definitions: Vec::new() };
        Ok(Self { text: text.to_string(), program, op })
    }

    /// Compiles a search with the lists and themes of a codebook.
    pub fn with(text: &str, coder: Coder) -> std::result::Result<Self, Vec<Fault>> {
        let node = parse(text).map_err(|fault| vec![fault])?;
        let limited = coder.limited();
        let (program, op) = coder.program.extended(&node)?;
        if let Some(id) = op.named().into_iter().find(|id| limited[*id as usize]) {
            let name = &program.definitions[id as usize].name;
            let found = format!("@{name} has a where: and cannot be named in a rule");
            let remedy = "search with its rules, and name the respondents with --where";
            return Err(vec![Fault::new(op.at.clone(), found, remedy)]);
        }
        Ok(Self { text: text.to_string(), program, op })
    }

    fn reader(&self) -> Reader<'_> {
        Reader::new(&self.program.atoms)
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The rule.
    pub query: String,
    /// Answers with a hit: all of them, whatever is shown.
    pub answers: u64,
    /// Hits in them.
    pub hits: u64,
    /// The hits shown.
    pub shown: Vec<Hit>,
}

/// A hit in its context.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// The words before it, in one line; with the hit and the words after it they read as in the answer.
    pub left: String,
    /// From the first to the last word that fired.
    pub text: String,
    /// The words after it.
    pub right: String,
    /// Where in the answer.
    pub span: Span,
    /// The words that fired, where in `text`.
    pub marks: Vec<Span>,
}

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Answers with most hits for their length first, then data order.
    #[default]
    Relevance,
    /// Data order.
    Respondent,
}

/// What to show of the hits.
#[derive(Debug, Clone)]
pub struct Show {
    /// How many hits at most.
    pub most: usize,
    /// Words of context on each side.
    pub context: usize,
    /// Order.
    pub order: Order,
    /// Whether personal data are masked in what is shown.
    pub mask: bool,
}

/// An answer with hits, before anything is shown of it.
struct Hitting {
    respondent: String,
    question: usize,
    text: String,
    hits: Vec<Stretch>,
    words: usize,
}

/// Of the answers found, as many as can be shown, the best of them or the first; the others are only counted.
struct Best<T> {
    order: Order,
    most: usize,
    answers: u64,
    hits: u64,
    /// With their relevance and their hits.
    kept: Vec<(f64, usize, T)>,
}

impl<T> Best<T> {
    fn new(show: &Show) -> Self {
        Self { order: show.order, most: show.most, answers: 0, hits: 0, kept: Vec::new() }
    }

    /// Adds an answer after those that stand before it in the data. What it is worth depends on nothing but itself, so
    /// that the order is the same with and without an index: its hits by its length. The constant keeps answers of one word
    /// from going before all others.
    fn add(&mut self, hits: usize, words: usize, answer: T) {
        self.answers += 1;
        self.hits += hits as u64;
        if self.order == Order::Respondent && self.kept.len() >= self.most {
            return;
        }
        self.kept.push((hits as f64 / (10.0 + words as f64), hits, answer));
        if self.kept.len() > self.most.saturating_mul(2).max(MANY) {
            self.trim();
        }
    }

    fn trim(&mut self) {
        if self.order == Order::Relevance {
            // stable: data order breaks ties
            self.kept.sort_by(|a, b| b.0.total_cmp(&a.0));
        }
        self.kept.truncate(self.most);
    }

    /// What was found; `lines` shows the hits of an answer.
    fn found(mut self, query: &Query, lines: impl Fn(T) -> Vec<Hit> + Sync + Send) -> Found
    where
        T: Send,
    {
        self.trim();
        let Self { answers, hits, most, kept, .. } = self;
        // no more answers than it takes to have as many hits
        let mut left = most;
        let needed = kept.into_iter().map_while(|(_, hits, answer)| {
            (left > 0).then(|| {
                left = left.saturating_sub(hits);
                answer
            })
        });
        let needed: Vec<T> = needed.collect();
        let shown: Vec<Vec<Hit>> = needed.into_par_iter().map(lines).collect();
        let shown = shown.into_iter().flatten().take(most).collect();
        Found { query: query.text.clone(), answers, hits, shown }
    }
}

/// Answers that are kept before the best of them are picked out.
const MANY: usize = 4096;

/// From the first to the last word of matches that share words, in bytes, with the words that fired.
struct Stretch {
    start: usize,
    end: usize,
    parts: Vec<(usize, usize)>,
}

/// Searches every answer of a survey without an index.
pub fn scan(
    source: &Source,
    query: &Query,
    selection: &Selection,
    show: &Show,
) -> Result<(Found, Vec<RowError>)> {
    let mut best = Best::new(show);
    let unread = pass(
        source,
        || query.reader(),
        |reader, rows| -> Vec<Hitting> {
            let selected = rows.iter().filter(|row| selection.holds(&row.values));
            let hitting = selected.flat_map(|row| answers(row, selection)).filter_map(|(row, question)| {
                let reading = reader.read(&row.answers[question]);
                let found = found(query, &row.id, question, &reading);
                reader.reuse(reading);
                found
            });
            hitting.collect()
        },
        |some| some.into_iter().for_each(|answer| best.add(answer.hits.len(), answer.words, answer)),
    )?;
    Ok((best.found(query, |answer| lines(&source.frame, &answer, show)), unread))
}

fn answers<'a>(row: &'a Row, selection: &'a Selection) -> impl Iterator<Item = (&'a Row, usize)> {
    selection.questions.iter().filter(|q| is_answer(&row.answers[**q])).map(move |q| (row, *q))
}

/// Searches the answers that an index lets through; the same answers and hits as a scan.
pub fn indexed(
    index: &Index,
    frame: &Frame,
    query: &Query,
    selection: &Selection,
    show: &Show,
) -> Result<Found> {
    let searching = index.searching(&query.program, &query.op);
    let count = |reading: &Reading| stretches(&matches(query, reading)).len();
    let mut best = Best::new(show);
    for taken in searching.taken(selection, count)? {
        best.add(taken.hits, taken.words, taken.answer);
    }
    let lines = |answer: usize| {
        let (respondent, question, reading) = searching.read(answer);
        let found = found(query, respondent, question, &reading);
        found.map_or(Vec::new(), |answer| lines(frame, &answer, show))
    };
    Ok(best.found(query, lines))
}

fn matches(query: &Query, reading: &Reading) -> Vec<Match> {
    query.op.matches(Scene::whole(reading, &query.program))
}

/// An answer as read, if it has a hit.
fn found(query: &Query, respondent: &str, question: usize, reading: &Reading) -> Option<Hitting> {
    let hits = stretches(&matches(query, reading));
    if hits.is_empty() {
        return None;
    }
    let words = reading.tokens.len();
    Some(Hitting {
        respondent: respondent.to_string(),
        question,
        text: reading.text.to_string(),
        hits,
        words,
    })
}

/// Matches that share words are one hit.
fn stretches(matches: &[Match]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = matches
        .iter()
        .map(|m| {
            let parts: Vec<(usize, usize)> =
                m.parts.iter().map(|p| (p.start as usize, p.end as usize)).collect();
            let start = parts.iter().map(|p| p.0).min().unwrap_or(0);
            let end = parts.iter().map(|p| p.1).max().unwrap_or(0);
            Stretch { start, end, parts }
        })
        .collect();
    found.sort_by_key(|s| (s.start, s.end));
    found.dedup_by(|next, kept| {
        let overlap = next.start < kept.end;
        if overlap {
            kept.end = kept.end.max(next.end);
            kept.parts.append(&mut next.parts);
        }
        overlap
    });
    for stretch in &mut found {
        stretch.parts.sort_unstable();
        stretch.parts.dedup_by(|next, kept| {
            let overlap = next.0 < kept.1;
            if overlap {
                kept.1 = kept.1.max(next.1);
            }
            overlap
        });
    }
    found
}

/// Hits of a reading as spans, for tests that compare ways of searching.
pub fn spans(query: &Query, text: &str) -> Vec<Span> {
    let mut reader = query.reader();
    let reading: Reading = reader.read(text);
    let mut points = Points::of(text);
    let parts = stretches(&matches(query, &reading)).into_iter().flat_map(|s| s.parts);
    parts.map(|(a, b)| Span { start: points.point(a), end: points.point(b) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_those_of_all() {
        let answers = |n: usize| (1 + n * 7919 % 13, 5 + n * 104_729 % 97, n);
        let all: Vec<_> = (0..3 * MANY).map(answers).collect();
        let worth = |(hits, words, _): &(usize, usize, usize)| *hits as f64 / (10.0 + *words as f64);
        let mut sorted = all.clone();
        sorted.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        for (order, expected) in [(Order::Relevance, &sorted), (Order::Respondent, &all)] {
            for most in [0, 1, 20, MANY, usize::MAX] {
                let mut best = Best::new(&Show { most, context: 0, order, mask: false });
                all.iter().for_each(|(hits, words, n)| best.add(*hits, *words, *n));
                best.trim();
                let kept: Vec<usize> = best.kept.iter().map(|(.., n)| *n).collect();
                let first: Vec<usize> = expected.iter().take(most).map(|(.., n)| *n).collect();
                assert_eq!(kept, first);
                assert_eq!(best.answers, all.len() as u64);
                assert_eq!(best.hits, all.iter().map(|(hits, ..)| *hits as u64).sum::<u64>());
            }
        }
    }
}
