//! Theme tables as text, CSV, JSON and Markdown.
use super::Format;
use super::grid::Grid;
use super::language::Language;
use crate::error::{Error, Result};
use crate::table::{Cell, Group, Line, Table};
use std::collections::BTreeSet;

/// Tables in a format.
pub fn tables(tables: &[Table], format: Format, language: Language) -> Result<String> {
    match format {
        Format::Plain => Ok(tables.iter().map(|t| plain(t, language)).collect::<Vec<_>>().join("\n")),
        Format::Markdown => Ok(tables.iter().map(|t| markdown(t, language)).collect::<Vec<_>>().join("\n")),
        Format::Json => super::json(tables),
        Format::Csv => csv(tables, language),
    }
}

fn plain(table: &Table, language: Language) -> String {
    let heading = format!("{}: {}\n", table.question, super::marked::safe(&table.text));
    let head = &table.groups[0];
    let standing = language.standing(head.asked, head.answered);
    format!("{heading}{standing}\n\n{}{}", grid(table, language).plain(), notes(table, language, ""))
}

fn markdown(table: &Table, language: Language) -> String {
    let heading = format!("## {}\n\n", super::grid::inline(&table.text));
    let head = &table.groups[0];
    let standing = language.standing(head.asked, head.answered);
    format!("{heading}{standing}\n\n{}{}", grid(table, language).markdown(), notes(table, language, "\n"))
}

/// How the intervals were made, once a table.
fn notes(table: &Table, language: Language, before: &str) -> String {
    let cells = table.themes.iter().flat_map(|line| &line.cells);
    let methods: BTreeSet<&str> =
        cells.filter_map(|c| c.share.as_ref()).map(|s| s.interval.method.as_str()).collect();
    if methods.is_empty() {
        return String::new();
    }
    let methods = methods.into_iter().collect::<Vec<_>>().join("; ");
    match language {
        Language::Norwegian => format!("{before}Prosent av de som svarte; intervall: {methods}\n"),
        Language::English => format!("{before}Per cent of those who answered; interval: {methods}\n"),
    }
}

/// The theme table as a grid: one group in full, several beside each other.
pub fn grid(table: &Table, language: Language) -> Grid {
    let words = language.words();
    let single = table.groups.len() == 1;
    let mut head = vec![words.theme.to_string()];
    if single {
        head.extend(["n", words.percent, words.interval, words.mentions].map(str::to_string));
    } else {
        head.extend(table.groups.iter().map(|g| format!("{} (N={})", group_label(g, language), g.answered)));
    }
    let rest = Line { label: words.rest.to_string(), ..table.rest.clone() };
    let row = |line: &Line, mentions: bool| {
        let mut cells = vec![format!("{}{}", "  ".repeat(line.depth), super::marked::safe(&line.label))];
        match single {
            true => cells.extend(in_full(&line.cells[0], language, mentions)),
            false => cells.extend(line.cells.iter().map(|cell| beside(cell, language))),
        }
        cells
    };
    let rows = table.themes.iter().map(|line| row(line, true)).chain([row(&rest, false)]);
    Grid { head, rows: rows.collect(), text_columns: 1 }
}

fn group_label(group: &Group, language: Language) -> String {
    let words = language.words();
    match (group.value.is_empty(), group.label.is_empty()) {
        (true, true) => words.all.to_string(),
        _ => super::marked::safe(&group.label),
    }
}

fn in_full(cell: &Cell, language: Language, mentions: bool) -> [String; 4] {
    let mentions = if mentions { cell.mentions.to_string() } else { String::new() };
    let Some(share) = &cell.share else { return [cell.n.to_string(), "–".into(), "–".into(), mentions] };
    let percent = |value: f64| language.percent(value, 1);
    let interval = format!("{}–{}", percent(share.interval.low), percent(share.interval.high));
    [cell.n.to_string(), percent(share.share), interval, mentions]
}

fn beside(cell: &Cell, language: Language) -> String {
    match &cell.share {
        Some(share) => format!("{} ({} %)", cell.n, language.percent(share.share, 0)),
        None => "–".to_string(),
    }
}

/// One row a question, group and theme, for further work in other programs: point as decimal sign, shares 0–1.
fn csv(tables: &[Table], language: Language) -> Result<String> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let head = [
        "question", "group", "theme", "label", "depth", "asked", "answered", "n", "share", "low", "high",
        "mentions",
    ];
    write(&mut writer, &head.map(str::to_string))?;
    for table in tables {
        let rest = Line { label: language.words().rest.to_string(), ..table.rest.clone() };
        for (column, group) in table.groups.iter().enumerate() {
            for line in table.themes.iter().chain([&rest]) {
                write(&mut writer, &csv_row(table, group, line, &line.cells[column]))?;
            }
        }
    }
    super::finish(writer)
}

fn csv_row(table: &Table, group: &Group, line: &Line, cell: &Cell) -> [String; 12] {
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.6}"));
    let share = cell.share.as_ref();
    [
        table.question.clone(),
        group.value.clone(),
        line.theme.clone(),
        line.label.clone(),
        line.depth.to_string(),
        group.asked.to_string(),
        group.answered.to_string(),
        cell.n.to_string(),
        number(share.map(|s| s.share)),
        number(share.map(|s| s.interval.low)),
        number(share.map(|s| s.interval.high)),
        cell.mentions.to_string(),
    ]
}

fn write(writer: &mut ::csv::Writer<Vec<u8>>, row: &[String]) -> Result<()> {
    writer
        .write_record(row.iter().map(|c| super::harmless(c).into_owned()))
        .map_err(|e| Error::new(format!("could not write CSV: {e}")))
}
