//! Search: answers that a rule takes, as keywords in context, with exact numbers of answers and hits.
use crate::answer::{Frame, Row, Selection, is_answer};
use crate::codebook::Coder;
use crate::coding::{Points, Span};
use crate::error::Result;
use crate::index::{Candidate, Index};
use crate::input::{RowError, Source};
use crate::norwegian::tokens::Token;
use crate::pass::pass;
use crate::rule::compile::Compiler;
use crate::rule::operators::{Match, Op, Program, Scene};
use crate::rule::reading::{Reader, Reading};
use crate::rule::{Fault, atoms::Atoms, parse};
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
        let (program, op) = coder.program.extended(&node)?;
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
    /// Answers searched, or nothing when an index left most of them out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched: Option<u64>,
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
    /// The words before it.
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

impl Hitting {
    /// Hits by length of the answer, from the answer alone: the same order with and without an index. The constant
    /// keeps answers of one word from going before all others.
    fn relevance(&self) -> f64 {
        self.hits.len() as f64 / (10.0 + self.words as f64)
    }
}

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
    let mut searched = 0;
    let mut found = Vec::new();
    let unread = pass(
        source,
        || query.reader(),
        |reader, rows| {
            let answers = rows
                .iter()
                .filter(|row| selection.holds(&row.values))
                .flat_map(|row| answers(row, selection));
            let mut n = 0;
            let hitting: Vec<Hitting> = answers
                .filter_map(|(row, question)| {
                    n += 1;
                    hitting(query, reader, &row.id, question, &row.answers[question])
                })
                .collect();
            (n, hitting)
        },
        |(n, mut some): (u64, Vec<Hitting>)| {
            searched += n;
            found.append(&mut some);
        },
    )?;
    Ok((shown(&source.frame, query, Some(searched), found, show), unread))
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
    let demand = query.op.candidates(&query.program);
    let candidates = index.candidates(&query.program, &demand, selection)?;
    let try_one =
        |reader: &mut Reader, c: &Candidate| hitting(query, reader, &c.respondent, c.question, &c.text);
    let found = candidates.par_iter().map_init(|| query.reader(), try_one).flatten().collect();
    Ok(shown(frame, query, None, found, show))
}

fn hitting(
    query: &Query,
    reader: &mut Reader,
    respondent: &str,
    question: usize,
    text: &str,
) -> Option<Hitting> {
    let reading = reader.read(text);
    let matches = query.op.matches(Scene::whole(&reading, &query.program));
    if matches.is_empty() {
        return None;
    }
    let hits = stretches(&matches);
    let words = reading.tokens.len();
    Some(Hitting { respondent: respondent.to_string(), question, text: text.to_string(), hits, words })
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

fn shown(frame: &Frame, query: &Query, searched: Option<u64>, mut found: Vec<Hitting>, show: &Show) -> Found {
    let hits = found.iter().map(|a| a.hits.len() as u64).sum();
    let answers = found.len() as u64;
    if show.order == Order::Relevance {
        // stable: data order breaks ties
        found.sort_by(|a, b| b.relevance().total_cmp(&a.relevance()));
    }
    let lines = found.iter().flat_map(|answer| answer.hits.iter().map(move |hit| (answer, hit)));
    let shown = lines.take(show.most).map(|(answer, hit)| line(frame, answer, hit, show)).collect();
    Found { query: query.text.clone(), searched, answers, hits, shown }
}

fn line(frame: &Frame, answer: &Hitting, hit: &Stretch, show: &Show) -> Hit {
    let mut points = Points::of(&answer.text);
    let mut place = |a: usize, b: usize| Span { start: points.point(a), end: points.point(b) };
    let parts = hit.parts.iter().map(|(a, b)| place(*a, *b)).collect();
    let span = place(hit.start, hit.end);
    let mut shown = Shown { text: answer.text.clone(), span, parts };
    if show.mask {
        shown = shown.masked();
    }
    let (left, text, right) = shown.in_context(show.context);
    let start = shown.span.start;
    let marks = shown.parts.iter().map(|p| Span { start: p.start - start, end: p.end - start }).collect();
    let question = frame.questions[answer.question].id.clone();
    Hit { respondent: answer.respondent.clone(), question, left, text, right, span, marks }
}

/// A hit in the text that is shown of it.
struct Shown {
    text: String,
    span: Span,
    parts: Vec<Span>,
}

impl Shown {
    /// The whole answer is masked before anything is cut from it: a name cut in two is no name.
    fn masked(self) -> Self {
        let masked = crate::privacy::mask(&self.text);
        let mut parts: Vec<Span> = self.parts.iter().map(|part| masked.map(*part)).collect();
        parts.dedup();
        Self { span: masked.map(self.span), parts, text: masked.text }
    }

    /// The words before the hit, the hit, and the words after it.
    fn in_context(&self, context: usize) -> (String, String, String) {
        let text = &self.text;
        let byte = |point: u32| text.char_indices().nth(point as usize).map_or(text.len(), |(at, _)| at);
        let (start, end) = (byte(self.span.start), byte(self.span.end));
        let tokens = crate::norwegian::tokens::tokens(text);
        let before = tokens.partition_point(|t| (t.end as usize) <= start);
        let after = tokens.partition_point(|t| (t.start as usize) < end);
        let from =
            tokens[..before].get(before.saturating_sub(context)).map_or(start, |t: &Token| t.start as usize);
        // a mask's bracket is no word, and belongs to the words in it
        let from = if text[..from].ends_with('[') { from - 1 } else { from };
        let to = tokens[after..].iter().take(context).next_back().map_or(end, |t| t.end as usize);
        let to = if text[to..].starts_with(']') { to + 1 } else { to };
        // punctuation that ends the answer belongs to its last words
        let to = if after + context >= tokens.len() { text.trim_end().len().max(to) } else { to };
        let one_line = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
        (one_line(&text[from..start]), text[start..end].to_string(), one_line(&text[end..to]))
    }
}

/// Hits of a reading as spans, for tests that compare ways of searching.
pub fn spans(query: &Query, text: &str) -> Vec<Span> {
    let mut reader = query.reader();
    let reading: Reading = reader.read(text);
    let matches = query.op.matches(Scene::whole(&reading, &query.program));
    let mut points = Points::of(text);
    let parts = stretches(&matches).into_iter().flat_map(|s| s.parts);
    parts.map(|(a, b)| Span { start: points.point(a), end: points.point(b) }).collect()
}
