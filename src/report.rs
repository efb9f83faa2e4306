//! The report: per question its theme table, a draft text and quotes, and what was counted from what.
use crate::answer::{Frame, Row, Selection, is_answer};
use crate::codebook::Coder;
use crate::count::{Counts, Cut, OfSome, Plan, mentions};
use crate::disclosure::{Nested, hide_shares, suppress};
use crate::error::{Error, Result};
use crate::input::{RowError, Source};
use crate::pass::{pass, steady};
use crate::provenance::Provenance;
use crate::quote::{Offered, Pool, Quote};
use crate::rule::reading::Reader;
use crate::stats::rounded;
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
    /// The questions that some were asked, for what is said of them beside the report.
    #[serde(skip)]
    pub of_some: Vec<OfSome>,
    /// Labels of variables whose tables tell what is hidden in each other, for what is said beside the report: groups of the
    /// first make up groups of the second.
    #[serde(skip)]
    pub nested: Vec<(String, String)>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// Its table.
    pub table: Table,
    /// The same by groups, one a variable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grouped: Vec<Table>,
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
    /// Share of the answered, 0–1; nothing where, being weighted, it would tell hidden counts.
    pub share: Option<f64>,
    /// One or two quotes.
    pub quotes: Vec<Quote>,
}

/// How many, on a stated scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// From 60 per cent.
    Most,
    /// More than half.
    MoreThanHalf,
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
        // the word follows the number that stands beside it
        let percent = rounded(share * 100.0, 1);
        match n {
            0 | 1 => Quantity::One,
            2 => Quantity::Two,
            _ if percent >= 60.0 => Quantity::Most,
            _ if percent > 50.0 => Quantity::MoreThanHalf,
            _ if percent >= 30.0 => Quantity::Many,
            _ if percent >= 15.0 => Quantity::Several,
            _ => Quantity::Some,
        }
    }
}

/// What a report is to hold.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Questions and respondents.
    pub selection: Selection,
    /// Variables to show tables by, by position.
    pub by: Vec<usize>,
    /// The smallest count shown in tables by group or of some respondents; 0 shows all.
    pub min_cell: u64,
    /// Seed of the choice of quotes.
    pub seed: u64,
}

/// Makes the report in one pass over the survey, beside which it is found out what it is of.
pub fn report(
    source: &Source,
    coder: &Coder,
    wanted: &Wanted,
    provenance: impl FnOnce() -> Result<Provenance> + Send,
) -> Result<(Report, Vec<RowError>)> {
    let frame = &source.frame;
    let weight = frame.weight.as_deref().and_then(|w| frame.variable(w));
    let plan = |by| Plan { selection: wanted.selection.clone(), by, weight };
    let plans: Vec<Plan> =
        std::iter::once(None).chain(wanted.by.iter().copied().map(Some)).map(plan).collect();
    let (mut counts, mut pool) = (vec![Counts::default(); plans.len()], Pool::default());
    let mut nested = Nested::default();
    let read = || {
        pass(
            source,
            || (coder.reader(), Offered::new(wanted.seed)),
            |own, rows| piece(frame, coder, &plans, own, rows),
            |(some, quotes, own)| {
                nested.merge(own);
                counts.iter_mut().zip(&some).for_each(|(all, some)| all.merge(some));
                pool.merge(quotes);
            },
        )
    };
    // both are of the same data
    let (unread, provenance) = steady(source, || {
        let (unread, provenance) = rayon::join(read, provenance);
        Ok::<_, Error>((unread?, provenance?))
    })?;
    let of_some = counts[0].of_some(frame, &plans[0]);
    let mut made = plans.iter().zip(&counts).map(|(plan, counts)| tables(frame, coder, plan, counts));
    let mut whole = made.next().transpose()?.unwrap_or_default();
    let mut grouped = made.collect::<Result<Vec<_>>>()?;
    for tables in &mut grouped {
        suppress(tables, wanted.min_cell);
        whole.iter_mut().zip(tables).for_each(|(whole, grouped)| hide_shares(whole, grouped));
    }
    // some of the respondents are a group too
    if !wanted.selection.only.is_empty() {
        suppress(&mut whole, wanted.min_cell);
    }
    let hidden = |table: &Table| table.lines().flat_map(|line| &line.cells).any(|cell| cell.hidden);
    let grouped_hidden = grouped.iter().flatten().any(hidden);
    let mut used = BTreeSet::new();
    let sections = whole.into_iter().enumerate().map(|(at, table)| {
        let grouped = grouped.iter().map(|tables| tables[at].clone()).collect();
        section(frame, coder, &pool, (table, grouped), &mut used)
    });
    let questions = sections.collect();
    let provenance =
        Provenance { seed: Some(wanted.seed), ..provenance }.read(counts[0].respondents, unread.len());
    let label = |place: usize| frame.variables[wanted.by[place]].label.clone();
    let nested =
        nested.found().into_iter().filter(|_| grouped_hidden).map(|(a, b)| (label(a), label(b))).collect();
    Ok((Report { title: frame.title.clone(), questions, provenance, of_some, nested }, unread))
}

fn piece(
    frame: &Frame,
    coder: &Coder,
    plans: &[Plan],
    (reader, offered): &mut (Reader, Offered),
    rows: &[Row],
) -> (Vec<Counts>, Pool, Nested) {
    let mut cuts: Vec<Cut<&str>> = plans.iter().map(|plan| Cut::new(frame, plan)).collect();
    let (mut pool, mut nested) = (Pool::default(), Nested::default());
    let by: Vec<usize> = plans.iter().filter_map(|plan| plan.by).collect();
    let selection = &plans[0].selection;
    for row in rows.iter().filter(|row| selection.holds(&row.values)) {
        if by.len() > 1 {
            nested.add(&by.iter().map(|by| row.values[*by].as_str()).collect::<Vec<_>>());
        }
        for &question in &selection.questions {
            let codings = coder.code_row(frame, row, question, reader).unwrap_or_default();
            let (answered, mentions) = (is_answer(&row.answers[question]), mentions(&codings));
            for (cut, plan) in cuts.iter_mut().zip(plans) {
                let group = plan.by.map(|by| row.values[by].as_str());
                cut.add(question, &row.values, group, answered, &mentions);
            }
            pool.add(question, row, &codings, offered);
        }
    }
    let counts = cuts.into_iter().map(|cut| cut.counts(rows.len() as u64, |name| name));
    (counts.collect(), pool, nested)
}

/// One question's table and text. No respondent is quoted twice in a report.
fn section(
    frame: &Frame,
    coder: &Coder,
    pool: &Pool,
    (table, grouped): (Table, Vec<Table>),
    used: &mut BTreeSet<String>,
) -> Section {
    let at = frame.question(&table.question).unwrap_or(0);
    let themes = coder.question(&table.question);
    let mut paragraphs = Vec::new();
    for line in table.themes.iter().filter(|line| line.cells[0].n > Some(0)) {
        let Some((place, theme)) =
            themes.and_then(|q| q.themes.iter().enumerate().find(|(_, t)| t.id == line.theme))
        else {
            continue;
        };
        let (n, share) = (line.cells[0].n.unwrap_or(0), line.cells[0].share.as_ref().map(|s| s.share));
        let of_answered = n as f64 / line.cells[0].answered.unwrap_or(n).max(1) as f64;
        let quotes = pool.pick(frame, coder, (at, place), if n >= 10 { 2 } else { 1 }, used);
        used.extend(quotes.iter().map(|q| q.respondent.clone()));
        paragraphs.push(Paragraph {
            theme: line.theme.clone(),
            label: line.label.clone(),
            definition: theme.definition.clone(),
            depth: line.depth,
            quantity: Quantity::of(n, share.unwrap_or(of_answered)),
            n,
            share,
            quotes,
        });
    }
    Section { table, grouped, paragraphs }
}
