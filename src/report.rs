//! The report: per question its theme table, a draft text and quotes, and what was counted from what.
use crate::answer::{Frame, Row, Selection};
use crate::codebook::Coder;
use crate::count::{Counts, Plan};
use crate::error::Result;
use crate::input::{RowError, Source};
use crate::pass::pass;
use crate::quote::{Pool, Quote};
use crate::rule::reading::Reader;
use crate::table::{Table, tables};
use serde::Serialize;
use std::collections::BTreeSet;

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Title of the survey.
    pub title: String,
    /// Question by question.
    pub questions: Vec<Section>,
    /// What was counted from what.
    pub provenance: Provenance,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Its table.
    pub table: Table,
    /// A draft paragraph a theme, in falling order; themes that nobody named have none.
    pub paragraphs: Vec<Paragraph>,
}

/// A theme in the draft text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paragraph {
    /// Theme id.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// What it means.
    pub definition: String,
    /// How deep below its topmost parent.
    pub depth: usize,
    /// How many, in words.
    pub quantity: Quantity,
    /// Answers with the theme.
    pub n: u64,
    /// Share of the answered, 0–1.
    pub share: f64,
    /// One or two quotes.
    pub quotes: Vec<Quote>,
}

/// How many, on a stated scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Half or more.
    Most,
    /// From 30 per cent.
    Many,
    /// From 15 per cent.
    Several,
    /// Fewer, three at least.
    Some,
    /// Two respondents.
    Two,
    /// One respondent.
    One,
}

impl Quantity {
    /// One and two are named as such, whatever their share.
    pub fn of(n: u64, share: f64) -> Self {
        match n {
            0 | 1 => Quantity::One,
            2 => Quantity::Two,
            _ if share >= 0.5 => Quantity::Most,
            _ if share >= 0.3 => Quantity::Many,
            _ if share >= 0.15 => Quantity::Several,
            _ => Quantity::Some,
        }
    }
}

/// What a report was made of: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The survey's short name.
    pub corpus: String,
    /// Fingerprint of its data and frame.
    pub data: String,
    /// The codebook's short name.
    pub codebook: String,
    /// Fingerprint of its text.
    pub codebook_fingerprint: String,
    /// Version of the Norwegian analysis.
    pub analysis: String,
    /// Version of the program.
    pub program: String,
    /// The command, as typed.
    pub command: String,
    /// Seed of the choice of quotes.
    pub seed: u64,
    /// Respondents read.
    pub respondents: u64,
    /// Rows that could not be read.
    pub unread: u64,
}

impl Provenance {
    /// What a result is made of; `command` is the command as typed.
    pub fn new(source: &Source, coder: &Coder, command: &str, seed: u64) -> Result<Self> {
        Ok(Self {
            corpus: source.frame.name.clone(),
            data: source.fingerprint()?,
            codebook: coder.name.clone(),
            codebook_fingerprint: coder.fingerprint.clone(),
            analysis: crate::norwegian::VERSION.to_string(),
            program: env!("CARGO_PKG_VERSION").to_string(),
            command: command.to_string(),
            seed,
            respondents: 0,
            unread: 0,
        })
    }
}

/// Makes the report in one pass over the survey.
pub fn report(
    source: &Source,
    coder: &Coder,
    selection: Selection,
    provenance: Provenance,
) -> Result<(Report, Vec<RowError>)> {
    let weight = source.frame.weight.as_deref().and_then(|w| source.frame.variable(w));
    let plan = Plan { selection, by: None, weight };
    let (mut counts, mut pool, mut respondents) = (Counts::default(), Pool::default(), 0);
    let unread = pass(
        source,
        || coder.reader(),
        |reader, rows| piece(&source.frame, coder, &plan, reader, rows, provenance.seed),
        |(some, quotes, n)| {
            counts.merge(&some);
            pool.merge(quotes);
            respondents += n;
        },
    )?;
    let mut used = BTreeSet::new();
    let tables = tables(&source.frame, coder, &plan, &counts)?;
    let questions =
        tables.into_iter().map(|table| section(&source.frame, coder, &pool, table, &mut used)).collect();
    let provenance = Provenance { respondents, unread: unread.len() as u64, ..provenance };
    Ok((Report { title: source.frame.title.clone(), questions, provenance }, unread))
}

fn piece(
    frame: &Frame,
    coder: &Coder,
    plan: &Plan,
    reader: &mut Reader,
    rows: &[Row],
    seed: u64,
) -> (Counts, Pool, u64) {
    let (mut counts, mut pool) = (Counts::default(), Pool::default());
    for row in rows.iter().filter(|row| plan.selection.holds(row)) {
        for &question in &plan.selection.questions {
            let codings = coder.code_row(frame, row, question, reader);
            counts.add(frame, plan, row, question, codings.as_deref());
            pool.add(question, row, codings.as_deref().unwrap_or_default(), seed);
        }
    }
    (counts, pool, rows.len() as u64)
}

/// One question's table and text. No respondent is quoted twice in a report.
fn section(frame: &Frame, coder: &Coder, pool: &Pool, table: Table, used: &mut BTreeSet<String>) -> Section {
    let at = frame.question(&table.question).unwrap_or(0);
    let themes = coder.question(&table.question);
    let mut paragraphs = Vec::new();
    for line in table.themes.iter().filter(|line| line.cells[0].n > 0) {
        let Some((place, theme)) =
            themes.and_then(|q| q.themes.iter().enumerate().find(|(_, t)| t.id == line.theme))
        else {
            continue;
        };
        let (n, share) = (line.cells[0].n, line.cells[0].share.as_ref().map_or(0.0, |s| s.share));
        let quotes = pool.pick(frame, coder, (at, place), if n >= 10 { 2 } else { 1 }, used);
        used.extend(quotes.iter().map(|q| q.respondent.clone()));
        paragraphs.push(Paragraph {
            theme: line.theme.clone(),
            label: line.label.clone(),
            definition: theme.definition.clone(),
            depth: line.depth,
            quantity: Quantity::of(n, share),
            n,
            share,
            quotes,
        });
    }
    Section { table, paragraphs }
}
