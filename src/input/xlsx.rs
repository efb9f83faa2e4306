//! Excel workbooks: a sheet's header and rows, every cell as the text a reader of the sheet would copy.
use super::{
    Cells, Lines, RowError, Sheet, Wanted,
    bytes::{Bytes, Seekable},
    header::{Header, list},
    zip,
};
use crate::error::{Error, Place, Result, nearest};
use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxError};
use compact_str::CompactString;
use std::{collections::HashMap, ops::Range};

/// The size of a sheet in Excel. A cell that claims to lie further out would make a row of it that no memory
/// holds.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

type Workbook = Xlsx<Box<dyn Seekable>>;

/// A sheet of a workbook.
pub(crate) struct Tab {
    pub(crate) name: String,
    /// Its first row that holds anything.
    pub(crate) header: Header,
    /// Other sheets that anybody sees and that hold something, where this one was not named.
    pub(crate) others: Vec<String>,
}

/// The sheet meant: the one named, or else of those that are not hidden and hold something the first that has the columns
/// needed, or the first of them.
pub(crate) fn find(name: &str, bytes: &Bytes, said: Option<&str>, needed: &[String]) -> Result<Tab> {
    let mut book = open(name, bytes)?;
    let all = book.sheet_names();
    let empty = |tab: &str| {
        let error = Error::new(format!("the sheet {tab} is empty")).at(Place::file(name));
        let others = if all.len() > 1 {
            format!("; sheets: {}", list(all.iter().map(String::as_str)))
        } else {
            String::new()
        };
        error.remedy(format!("it needs a row of column names{others}"))
    };
    if let Some(said) = said {
        let tab = named(name, &all, said)?;
        let header = header(name, &mut book, &tab)?.ok_or_else(|| empty(&tab))?;
        return Ok(Tab { name: tab, header, others: Vec::new() });
    }
    let is_seen = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let seen: Vec<String> =
        book.sheets_metadata().iter().filter(is_seen).map(|sheet| sheet.name.clone()).collect();
    let offered = if seen.is_empty() { &all } else { &seen };
    let first = offered.first().ok_or_else(|| damaged(name, "it has no sheet"))?;
    let (mut found, mut fault) = (Vec::new(), None);
    let held = |header: &Header| needed.iter().filter(|c| matches!(header.column(c), Ok(Some(_)))).count();
    let mut whole = false;
    for tab in offered {
        match header(name, &mut book, tab) {
            Ok(header) => found.extend(header.map(|header| (tab.clone(), header))),
            // one behind the sheet that is meant is no matter
            Err(error) if !whole => fault = fault.or(Some(error)),
            Err(_) => {}
        }
        whole |= found.last().is_some_and(|(_, header)| held(header) == needed.len());
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    // where none has all, a column is misspelt: of the one that has most of them
    let most = found.iter().map(|(_, header)| held(header)).max();
    let Some(at) = found.iter().position(|(_, header)| Some(held(header)) == most) else {
        return Err(empty(first));
    };
    let (tab, header) = found.remove(at);
    Ok(Tab { name: tab, header, others: found.into_iter().map(|(tab, _)| tab).collect() })
}

/// The header of a sheet, if it holds anything.
fn header(name: &str, book: &mut Workbook, sheet: &str) -> Result<Option<Header>> {
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    each_cell(name, book, sheet, |(row, column), value| {
        if rows.last().is_none_or(|(last, _)| *last != row) {
            if rows.len() == 3 {
                return false;
            }
            rows.push((row, Vec::new()));
        }
        if let (Ok(text), Some((_, cells))) = (text(value), rows.last_mut()) {
            cells.resize(cells.len().max(column as usize + 1), String::new());
            cells[column as usize] = text;
        }
        true
    })?;
    let mut rows = rows.into_iter().map(|(_, cells)| cells);
    let Some(names) = rows.next() else { return Ok(None) };
    let (second, third) = (rows.next().unwrap_or_default(), rows.next().unwrap_or_default());
    Ok(Some(Header::new(names).with_next(second, third)))
}

/// The names of all sheets that hold anything, in their order; spreadsheet programs like to add empty ones.
pub(crate) fn tabs(name: &str, bytes: &Bytes) -> Result<Vec<String>> {
    let mut book = open(name, bytes)?;
    let mut tabs = book.sheet_names();
    let mut holds = |tab: &String| {
        let mut any = false;
        let looked = each_cell(name, &mut book, tab, |_, _| {
            any = true;
            false
        });
        // one that can't be read is kept, so that opening it says why
        any || looked.is_err()
    };
    tabs.retain(|tab| holds(tab));
    Ok(tabs)
}

/// The rows after the header. `fill` says which of the wanted cells take the value of a merged region:
/// variables do, while an answer or an id stands for one respondent only.
pub(crate) fn rows(sheet: &Sheet, tab: &str, wanted: &Wanted, fill: Range<usize>) -> Result<Lines> {
    let mut book = open(&sheet.name, &sheet.bytes)?;
    let mut found: Vec<Found> = Vec::new();
    let mut slots: HashMap<u32, Vec<usize>> = HashMap::new();
    for (slot, column) in wanted.iter().enumerate().filter_map(|(slot, c)| Some((slot, (*c)?))) {
        slots.entry(column as u32).or_default().push(slot);
    }
    let mut twice = None;
    each_cell(&sheet.name, &mut book, tab, |(row, column), value| {
        // what stands beside the table is not of it
        if column as usize >= sheet.header.names.len() {
            return true;
        }
        // a formula that nobody asks for makes no row
        if matches!(value, Held::Formula) && !slots.contains_key(&column) {
            return true;
        }
        if found.last().is_some_and(|last| last.row > row) {
            twice = Some((row, column));
            return false;
        }
        if found.last().is_none_or(|last| last.row != row) {
            found.push(Found { row, cells: vec![CompactString::default(); wanted.len()], error: None });
        }
        for slot in slots.get(&column).into_iter().flatten() {
            let Some(last) = found.last_mut() else { break };
            match text(value) {
                Ok(_) if !last.cells[*slot].is_empty() => twice = Some((row, column)),
                Ok(text) => last.cells[*slot] = text.into(),
                Err(held) => last.error = last.error.take().or(Some((column, held))),
            }
        }
        twice.is_none()
    })?;
    if let Some((row, column)) = twice {
        return Err(damaged(
            &sheet.name,
            &format!("the cell {}{} stands twice, or below where it should", letters(column), row + 1),
        ));
    }
    fill_merged(&sheet.name, &mut book, tab, wanted, fill, &mut found)?;
    let name = sheet.name.clone();
    Ok(Box::new(found.into_iter().skip(sheet.header.rows).map(move |row| row.cells(&name))))
}

/// The wanted cells of a row, and what the first of them that holds no text holds.
struct Found {
    row: u32,
    cells: Vec<CompactString>,
    error: Option<(u32, String)>,
}

impl Found {
    fn cells(self, name: &str) -> std::result::Result<Cells, RowError> {
        let line = self.row as usize + 1;
        match self.error {
            None => Ok(Cells { line, cells: self.cells }),
            Some((column, held)) => {
                let what = format!("cell {}{line} holds {held}", letters(column));
                Err(RowError::at(Place::line(name, line), what))
            }
        }
    }
}

fn open(name: &str, bytes: &Bytes) -> Result<Workbook> {
    let failed =
        |error: std::io::Error| Error::new(format!("could not read the file: {error}")).at(Place::file(name));
    let size = zip::unpacked_size(bytes.open_seekable()?).map_err(failed)?;
    match size {
        None => return Err(damaged(name, "its directory of contents is broken")),
        Some(size) if size > zip::LARGEST => {
            let found =
                format!("the workbook unpacks to {} MB, more than {} MB", size >> 20, zip::LARGEST >> 20);
            return Err(Error::new(found).at(Place::file(name)).remedy("save the sheet as CSV"));
        }
        Some(_) => {}
    }
    if zip::shared_strings(bytes.open_seekable()?) > zip::STRINGS {
        let million = zip::STRINGS / 1_000_000;
        let found = format!("the workbook has more than {million} million different texts, or says it has");
        return Err(Error::new(found).at(Place::file(name)).remedy("save the sheet as CSV"));
    }
    Xlsx::new(bytes.open_seekable()?).map_err(|error| explain(name, &error))
}

fn damaged(name: &str, what: &str) -> Error {
    let error = Error::new(format!("not a workbook that can be read: {what}")).at(Place::file(name));
    error.remedy("open it in a spreadsheet program and save it again, as XLSX or CSV")
}

/// Only the kind of error: the text of one may quote a cell.
fn explain(name: &str, error: &XlsxError) -> Error {
    match error {
        XlsxError::Io(error) => damaged(name, &error.to_string()),
        XlsxError::Zip(error) => damaged(name, &error.to_string()),
        XlsxError::FileNotFound(part) => damaged(name, &format!("it has no {part}")),
        XlsxError::Password => damaged(name, "it is protected by a password"),
        XlsxError::NotAWorksheet(_) => damaged(name, "the sheet holds no cells"),
        _ => damaged(name, "its contents are no valid XML of a workbook"),
    }
}

/// The sheet of a name.
fn named(name: &str, sheets: &[String], said: &str) -> Result<String> {
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.as_str() == said) {
        return Ok(sheet.clone());
    }
    let known = sheets.iter().map(String::as_str);
    let near = nearest(said, known.clone()).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
    let error = Error::new(format!("no sheet {said}")).at(Place::file(name));
    Err(error.remedy(format!("{near}sheets: {}", list(known))))
}

/// Shows every cell that holds something, row by row, until `take` says it has enough.
fn each_cell(
    name: &str,
    book: &mut Workbook,
    sheet: &str,
    mut take: impl FnMut((u32, u32), &Held) -> bool,
) -> Result<()> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|error| explain(name, &error))?;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|error| explain(name, &error))? {
        let (row, column) = cell.pos;
        if row >= ROWS || column >= COLUMNS {
            return Err(damaged(name, "a cell lies outside any sheet"));
        }
        let held = match cell.value {
            // programs that don't compute write = and a text as a formula, and no value of it
            DataRef::Empty if cell.formula.is_some() => Held::Formula,
            value => Held::Value(value),
        };
        let filled = match &held {
            Held::Value(DataRef::Empty) => false,
            Held::Value(DataRef::String(text)) => !text.is_empty(),
            Held::Value(DataRef::SharedString(text)) => !text.is_empty(),
            _ => true,
        };
        if filled && !take((row, column), &held) {
            break;
        }
    }
    Ok(())
}

/// What a cell holds.
enum Held<'a> {
    Value(DataRef<'a>),
    /// A formula whose value the file does not have.
    Formula,
}

/// A cell as text, or what it holds instead of one.
fn text(held: &Held) -> std::result::Result<String, String> {
    let Held::Value(value) = held else {
        return Err("a formula without its value; save the workbook again in a spreadsheet program".into());
    };
    Ok(match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_string(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if !number.is_finite() => return Err("a number that is none".into()),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_string(),
        // Excel's dates end with the year 9999
        DataRef::DateTime(moment)
            if !moment.is_duration() && !(0.0..2_958_466.0).contains(&moment.as_f64()) =>
        {
            return Err("a date that is none".into());
        }
        DataRef::DateTime(moment) => date(moment),
        DataRef::Empty => String::new(),
        DataRef::Error(code) => return Err(format!("the error {code}")),
    })
}

/// A date as 2023-05-12, with the time when there is one; a time alone when there is no date.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let days = moment.as_f64();
    if moment.is_duration() {
        let seconds = (days * 86_400.0).round();
        let (hours, rest) = ((seconds / 3600.0).trunc(), (seconds % 3600.0).abs());
        return format!("{hours}:{:02}:{:02}", (rest / 60.0).trunc(), rest % 60.0);
    }
    if (0.0..1.0).contains(&days) {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if days.fract() == 0.0 { date } else { format!("{date} {time}") }
}

/// Gives the cells under the first of a merged region the value that the region shows.
fn fill_merged(
    name: &str,
    book: &mut Workbook,
    tab: &str,
    wanted: &Wanted,
    fill: Range<usize>,
    rows: &mut [Found],
) -> Result<()> {
    let columns = wanted.get(fill.clone()).unwrap_or_default();
    if columns.iter().all(Option::is_none) {
        return Ok(());
    }
    let regions = book.merge_cells_by_sheet_name(tab).map_err(|error| explain(name, &error))?;
    for slot in fill {
        let Some(column) = wanted.get(slot).copied().flatten() else { continue };
        let here = regions.iter().filter(|r| r.start.1 as usize == column && r.start.0 < r.end.0);
        for region in here {
            let first = rows.partition_point(|row| row.row < region.start.0);
            let Some(value) = rows.get(first).filter(|row| row.row == region.start.0) else { continue };
            let value = value.cells[slot].clone();
            let below = rows[first + 1..].iter_mut().take_while(|row| row.row <= region.end.0);
            below.filter(|row| row.cells[slot].is_empty()).for_each(|row| row.cells[slot].clone_from(&value));
        }
    }
    Ok(())
}

/// A column's letters, as in a sheet's heading.
fn letters(column: u32) -> String {
    let (mut rest, mut letters) = (column + 1, String::new());
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters
}
