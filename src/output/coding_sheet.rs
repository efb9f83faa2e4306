//! A blind coding sheet: the drawn answers with one empty column a theme, as CSV or as a workbook.
//!
//! Nothing of what the codebook gave stands in it. It is read back by `input::reference`.
use super::rows::{Csv, mark};
use crate::answer::Frame;
use crate::codebook::coder::{Coder, Theme};
use crate::error::{Error, Result};
use crate::sample::{Drawn, Sample};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

/// What stands before the themes; the reader knows the columns by these names.
const HEAD: [&str; 4] = ["respondent", "question", "probability", "text"];
/// Last column, for the coder's remarks.
const NOTE: &str = "note";
/// A cell of a workbook holds 32,767 characters.
const LONGEST: usize = 32_000;

/// Coders open it in a spreadsheet program.
const EXCEL: bool = true;

/// The sheet as CSV: semicolons and a byte order mark, as Norwegian spreadsheet programs open it. The columns are
/// `question.theme`; those of other questions stay empty in a row.
pub fn csv(sample: &Sample, frame: &Frame, coder: &Coder) -> Result<Vec<u8>> {
    let mut csv = Csv::new(EXCEL, false);
    let mut head: Vec<String> = HEAD.map(str::to_string).to_vec();
    for question in questions(sample) {
        let id = &frame.questions[question].id;
        head.extend(themes(frame, coder, question).map(|theme| format!("{id}.{}", theme.id)));
    }
    head.push(NOTE.to_string());
    csv.line(&head)?;
    for drawn in &sample.answers {
        let id = &frame.questions[drawn.question].id;
        // as a Norwegian spreadsheet program reads it
        let probability = drawn.probability.to_string().replace('.', ",");
        let mut row = [&*drawn.respondent, id, &probability, &*drawn.text].map(str::to_string).to_vec();
        row.resize(head.len(), String::new());
        csv.line(&row)?;
    }
    Ok([mark(EXCEL), &csv.bytes()?].concat())
}

/// The sheet as a workbook: one sheet a question, so that a coder holds one set of themes in mind at a time, and the
/// definitions on a sheet of their own.
pub fn xlsx(sample: &Sample, frame: &Frame, coder: &Coder) -> Result<Vec<u8>> {
    workbook(sample, frame, coder).map_err(|e| {
        let error = Error::new(format!("could not write the workbook: {e}"));
        error.remedy("write CSV instead: name a file that ends in .csv")
    })
}

fn workbook(sample: &Sample, frame: &Frame, coder: &Coder) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // the moment of writing would make each file a different one
    let moment = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    let mut names = vec!["definitions".to_string()];
    let questions = questions(sample);
    for &question in &questions {
        let name = sheet_name(&frame.questions[question].id, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        names.push(name);
        let themes: Vec<&Theme> = themes(frame, coder, question).collect();
        let drawn: Vec<&Drawn> = sample.answers.iter().filter(|d| d.question == question).collect();
        answers(sheet, &frame.questions[question].id, &drawn, &themes)?;
    }
    definitions(book.add_worksheet(), &questions, frame, coder)?;
    book.save_to_buffer()
}

fn questions(sample: &Sample) -> Vec<usize> {
    let mut questions: Vec<usize> = sample.answers.iter().map(|drawn| drawn.question).collect();
    questions.dedup();
    questions
}

fn themes<'a>(frame: &Frame, coder: &'a Coder, question: usize) -> impl Iterator<Item = &'a Theme> {
    coder.question(&frame.questions[question].id).into_iter().flat_map(|q| &q.themes)
}

/// A name that a workbook takes: 31 characters, none of `[]:*?/\`, and no other sheet's.
fn sheet_name(id: &str, taken: &[String]) -> String {
    let plain: String = id
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c })
        .take(26)
        .collect();
    let plain = if plain.trim().is_empty() { "_".to_string() } else { plain };
    let is_free = |name: &String| taken.iter().all(|other| other.to_lowercase() != name.to_lowercase());
    let numbered = (2..).map(|n| format!("{plain} {n}"));
    std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or(plain)
}

/// Headings in view at all times, answers wrapped, and a list of 0 and 1 in every theme's cells. What the coder need
/// not see is hidden: a rare theme's stratum would show in the probability.
fn answers(
    sheet: &mut Worksheet,
    question: &str,
    drawn: &[&Drawn],
    themes: &[&Theme],
) -> std::result::Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let top = Format::new().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let labels = themes.iter().map(|theme| format!("{} [{}]", theme.label, theme.id));
    let head = HEAD.map(str::to_string).into_iter().chain(labels).chain([NOTE.to_string()]);
    for (column, name) in (0_u16..).zip(head) {
        sheet.write_string_with_format(0, column, cut(&name), &heading)?;
        sheet.set_column_width(column, if column > 3 { 13.0 } else { 14.0 })?;
    }
    sheet.set_column_width(3, 70.0)?;
    sheet.set_column_hidden(1)?.set_column_hidden(2)?;
    sheet.set_freeze_panes(1, 4)?;
    for (row, drawn) in (1_u32..).zip(drawn) {
        sheet.write_string_with_format(row, 0, &drawn.respondent, &top)?;
        sheet.write_string_with_format(row, 1, question, &top)?;
        sheet.write_number_with_format(row, 2, drawn.probability, &top)?;
        sheet.write_string_with_format(row, 3, cut(&drawn.text), &wrapped)?;
    }
    let last = drawn.len() as u32;
    let (first_theme, last_theme) = (4, 3 + themes.len() as u16);
    if last > 0 && !themes.is_empty() {
        let choice = DataValidation::new()
            .allow_list_strings(&["1", "0"])?
            .set_error_title("1 / 0")?
            .set_error_message("1 = ja, 0 = nei, tom = ikke kodet")?;
        sheet.add_data_validation(1, first_theme, last, last_theme, &choice)?;
    }
    Ok(())
}

/// What every theme means, with the examples of the codebook.
fn definitions(
    sheet: &mut Worksheet,
    questions: &[usize],
    frame: &Frame,
    coder: &Coder,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name("definitions")?;
    let heading = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head =
        [("question", 24.0), ("theme", 24.0), ("label", 24.0), ("definition", 70.0), ("examples", 50.0)];
    for (column, (name, width)) in (0_u16..).zip(head) {
        sheet.write_string_with_format(0, column, name, &heading)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let rows = questions.iter().flat_map(|q| themes(frame, coder, *q).map(|t| (&frame.questions[*q], t)));
    for (row, (question, theme)) in (1_u32..).zip(rows) {
        let asked = format!("{}: {}", question.id, question.text);
        let examples: Vec<String> = theme.examples[0].iter().map(|(text, _)| format!("«{text}»")).collect();
        let cells = [&asked, &theme.id, &theme.label, &theme.definition, &examples.join("\n")];
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, column, cut(cell), &wrapped)?;
        }
    }
    Ok(())
}

/// A text that a cell can hold, cut with a sign.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} […]", &text[..end]),
        None => text.to_string(),
    }
}
