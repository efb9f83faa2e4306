//! Quotes as lines and CSV.
use super::harmless;
use super::marked::{Marks, in_line};
use crate::error::{Error, Result};
use crate::quote::Quote;

/// Quotes one below the other, in Norwegian quotation marks.
pub fn lines(quotes: &[Quote], marks: Marks, list: bool) -> String {
    let line = |quote: &Quote| {
        let text = one_line(quote, marks);
        if list {
            format!("- «{text}» ({})\n", quote.respondent)
        } else {
            format!("{}  «{text}»\n", quote.respondent)
        }
    };
    quotes.iter().map(line).collect()
}

/// A quote on one line, its words marked; in Markdown nothing in it is read as markup.
pub fn one_line(quote: &Quote, marks: Marks) -> String {
    in_line(&quote.text, &quote.spans, marks)
}

/// One row a quote.
pub fn csv(quotes: &[Quote]) -> Result<String> {
    let failed = |e: ::csv::Error| Error::new(format!("could not write CSV: {e}"));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["respondent", "question", "theme", "quote"]).map_err(failed)?;
    for quote in quotes {
        let cells = [&quote.respondent, &quote.question, &quote.theme, &quote.text];
        writer.write_record(cells.map(|c| harmless(c).into_owned())).map_err(failed)?;
    }
    super::finish(writer)
}
