//! Theme tables as text, CSV, JSON and Markdown.
use super::Format;
use super::grid::Grid;
use super::language::Language;
use super::rows::Csv;
use crate::disclosure::Control;
use crate::error::Result;
use crate::provenance::Provenance;
use crate::table::{Cell, Group, Line, Table, Who};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Tables in a format.
pub fn tables(tables: &[Table], format: Format, language: Language) -> Result<String> {
    match format {
        Format::Plain => Ok(tables.iter().map(|t| plain(t, language)).collect::<Vec<_>>().join("\n")),
        Format::Markdown => Ok(tables.iter().map(|t| markdown(t, language)).collect::<Vec<_>>().join("\n")),
        Format::Json => super::json(tables),
        Format::Csv => csv(tables, language),
    }
}

/// What stands for a hidden number.
pub(super) const HIDDEN: &str = ":";

/// Tables with what they were made of: under its own name in JSON, at the end in plain text and Markdown. A CSV file
/// is data alone.
pub fn traced(
    tables: &[Table],
    provenance: &Provenance,
    format: Format,
    language: Language,
) -> Result<String> {
    Ok(match format {
        Format::Json => super::provenance::json("tables", tables, provenance)?,
        Format::Csv => csv(tables, language)?,
        Format::Plain => {
            self::tables(tables, format, language)? + "\n" + &super::provenance::line(provenance, language)
        }
        Format::Markdown => {
            self::tables(tables, format, language)? + &super::provenance::markdown(provenance, language)
        }
    })
}

fn plain(table: &Table, language: Language) -> String {
    let heading = super::marked::safe(&format!("{}: {}\n", table.question, table.text));
    let standing = standing(table, language);
    let mut below = String::new();
    for (title, grid) in super::details::grids(table, language) {
        let _ = write!(below, "\n{title}\n{}", grid.plain());
    }
    format!("{heading}{standing}\n\n{}{below}{}", grid(table, language).plain(), notes(table, language, ""))
}

fn markdown(table: &Table, language: Language) -> String {
    let heading = format!("## {}\n\n", super::grid::inline(&table.text));
    let standing = standing(table, language);
    format!("{heading}{standing}\n\n{}", body(table, language))
}

/// The table, what stands below it, and its notes, in Markdown.
pub fn body(table: &Table, language: Language) -> String {
    let mut below = String::new();
    for (title, grid) in super::details::grids(table, language) {
        let _ = write!(below, "\n{}\n\n{}", super::grid::inline(&title), grid.markdown());
    }
    format!("{}{below}{}", grid(table, language).markdown(), notes(table, language, "\n"))
}

/// How many were asked and answered, as far as it may be told.
pub fn standing(table: &Table, language: Language) -> String {
    let all = &table.groups[0];
    match (all.asked, all.answered) {
        (Some(asked), Some(answered)) => language.standing(asked, answered),
        (_, answered) => {
            let answered = answered.map_or_else(|| HIDDEN.to_string(), |n| n.to_string());
            let word = if language == Language::Norwegian { "svarte" } else { "answered" };
            format!("{answered} {word}")
        }
    }
}

/// How the intervals were made, once a table.
fn notes(table: &Table, language: Language, before: &str) -> String {
    let more = super::details::notes(table, language);
    let (of, interval) = match (language, table.weighted) {
        (Language::Norwegian, false) => ("Prosent av dem som svarte", "intervall"),
        (Language::Norwegian, true) => {
            ("Prosent av dem som svarte, vektet; antall er uten vekt", "intervall")
        }
        (Language::English, false) => ("Per cent of those who answered", "interval"),
        (Language::English, true) => ("Per cent of those who answered, weighted; counts are not", "interval"),
    };
    // beside each other, groups have no room for intervals
    let several = table.groups.len() > 1;
    let first = intervals(table, language)
        .map(|methods| if several { of.to_string() } else { format!("{of}; {interval}: {methods}") });
    let escape =
        |note: &String| if before.is_empty() { super::marked::safe(note) } else { super::grid::inline(note) };
    let notes: Vec<String> = first.into_iter().chain(more).map(|note| escape(&note) + "\n").collect();
    notes.iter().flat_map(|note| [before, note.as_str()]).collect()
}

/// How the intervals of the shares were made: the same for all, or for everybody and the groups, or for each group.
pub fn intervals(table: &Table, language: Language) -> Option<String> {
    methods_of(table, language, |cell| cell.share.as_ref().map(|s| s.interval.method.as_str()))
}

/// The methods that cells name: one for all, or those of everybody and the groups, or those of each group.
pub(super) fn methods_of<'a>(
    table: &'a Table,
    language: Language,
    method: impl Fn(&'a Cell) -> Option<&'a str>,
) -> Option<String> {
    let of = |column: usize| -> BTreeSet<&str> {
        table.lines().filter_map(|line| method(&line.cells[column])).collect()
    };
    let columns: Vec<BTreeSet<&str>> = (0..table.groups.len()).map(of).collect();
    let all: BTreeSet<&str> = columns.iter().flatten().copied().collect();
    let groups: BTreeSet<&str> = columns.iter().skip(1).flatten().copied().collect();
    if all.len() < 2 {
        return (!all.is_empty()).then(|| language.methods(all));
    }
    let words = language.words();
    if groups.len() == 1 {
        let everybody = language.methods(columns[0].iter().copied());
        return Some(format!("{}: {everybody}; {}: {}", words.all, words.groups, language.methods(groups)));
    }
    let named = table.groups.iter().zip(columns).filter(|(_, methods)| !methods.is_empty());
    let named = named
        .map(|(group, methods)| format!("{}: {}", group_label(group, language), language.methods(methods)));
    Some(named.collect::<Vec<_>>().join("; "))
}

/// The theme table as a grid: one group in full, several beside each other.
pub fn grid(table: &Table, language: Language) -> Grid {
    let words = language.words();
    let single = table.groups.len() == 1;
    let mut head = vec![words.theme.to_string()];
    if single {
        head.extend(["n", words.percent, words.interval, words.mentions].map(str::to_string));
    } else {
        let size = |g: &Group| g.answered.map_or_else(|| HIDDEN.to_string(), |n| n.to_string());
        head.extend(table.groups.iter().map(|g| format!("{} (N={})", group_label(g, language), size(g))));
    }
    let rest = Line { label: words.rest.to_string(), ..table.rest.clone() };
    let row = |line: &Line, mentions: bool| {
        let mut cells = vec![format!("{}{}", "  ".repeat(line.depth), super::marked::safe(&line.label))];
        if single {
            let missing = if matches!(table.control, Some(Control::MinCell(_))) { HIDDEN } else { "" };
            cells.extend(in_full(&line.cells[0], language, mentions.then_some(missing)));
        } else {
            // where the groups do not differ none stands out, and with weights the residual is of other numbers than those shown
            let marked = !table.weighted && line.test.as_ref().is_some_and(|test| test.p < 0.05);
            cells.extend(line.cells.iter().map(|cell| beside(cell, marked, language)));
        }
        cells
    };
    let rows = table.themes.iter().map(|line| row(line, true)).chain([row(&rest, false)]);
    Grid { head, rows: rows.collect(), text_columns: 1 }
}

pub(super) fn group_label(group: &Group, language: Language) -> String {
    let words = language.words();
    match group.who {
        Who::Everybody => words.all.to_string(),
        Who::NoValue if group.label.is_empty() => words.no_value.to_string(),
        _ => super::marked::safe(&group.label),
    }
}

/// A cell of a table without groups; `mentions` is what stands for those that are not told, where the row has any.
fn in_full(cell: &Cell, language: Language, mentions: Option<&str>) -> [String; 4] {
    if cell.hidden {
        return [HIDDEN; 4].map(str::to_string);
    }
    let mentions =
        mentions.map(|missing| cell.mentions.map_or_else(|| missing.to_string(), |m| m.to_string()));
    let mentions = mentions.unwrap_or_default();
    let n = cell.n.unwrap_or(0).to_string();
    let Some(share) = &cell.share else { return [n, "–".into(), "–".into(), mentions] };
    let percent = |value: f64| language.percent(value, 1);
    let interval = format!("{}–{}", percent(share.interval.low), percent(share.interval.high));
    [n, percent(share.share), interval, mentions]
}

/// Count and share; `marked` with an arrow where the group stands out from what its margins lead one to expect.
fn beside(cell: &Cell, marked: bool, language: Language) -> String {
    let mark = match cell.residual.filter(|_| marked) {
        Some(residual) if residual > 1.96 => " ↑",
        Some(residual) if residual < -1.96 => " ↓",
        _ => "",
    };
    match (&cell.share, cell.n) {
        _ if cell.hidden => HIDDEN.to_string(),
        (Some(share), Some(n)) => format!("{n} ({} %){mark}", language.percent(share.share, 0)),
        (None, Some(n)) if n > 0 => format!("{n} (–)"),
        _ => "–".to_string(),
    }
}

/// One row a question, group and theme, for further work in other programs: point as decimal sign, shares 0–1.
fn csv(tables: &[Table], language: Language) -> Result<String> {
    let mut csv = Csv::default();
    let head = [
        "question", "group", "theme", "label", "depth", "asked", "answered", "n", "share", "low", "high",
        "mentions",
    ];
    let extra = super::details::Extra::of(tables);
    csv.line([head.map(str::to_string).to_vec(), extra.head()].concat())?;
    for table in tables {
        let rest = Line { label: language.words().rest.to_string(), ..table.rest.clone() };
        for (column, group) in table.groups.iter().enumerate() {
            for line in table.themes.iter().chain([&rest]) {
                let cells = csv_row(table, group, line, &line.cells[column]);
                csv.line([cells.to_vec(), extra.cells(table, line, column)].concat())?;
            }
        }
    }
    csv.text()
}

/// A hidden number is a colon, which no program takes for 0; an empty cell is a number that there is none of.
fn csv_row(table: &Table, group: &Group, line: &Line, cell: &Cell) -> [String; 12] {
    let share = cell.share.as_ref();
    let number = |value: Option<f64>| match value {
        Some(value) => format!("{value:.6}"),
        None if cell.hidden => HIDDEN.to_string(),
        None => String::new(),
    };
    let count = |value: Option<u64>| value.map_or_else(|| HIDDEN.to_string(), |n| n.to_string());
    [
        table.question.clone(),
        group.value.clone(),
        line.theme.clone(),
        line.label.clone(),
        line.depth.to_string(),
        count(group.asked),
        count(group.answered),
        count(cell.n),
        number(share.map(|s| s.share)),
        number(share.map(|s| s.interval.low)),
        number(share.map(|s| s.interval.high)),
        count(cell.mentions),
    ]
}
