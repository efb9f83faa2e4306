//! Quotes as lines and CSV.
use super::harmless;
use super::marked::{MARKDOWN, Marks, marked};
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
    let text: String = quote.text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if marks != MARKDOWN {
        return marked(&text, &quote.spans, marks);
    }
    let mut out = String::new();
    let mut at = 0;
    let chars: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| super::grid::inline(&chars[from..to].iter().collect::<String>());
    for span in &quote.spans {
        let (start, end) = (span.start as usize, span.end as usize);
        out.push_str(&part(at, start.max(at)));
        out.push_str(&format!("**{}**", part(start.max(at), end)));
        at = end;
    }
    out + &part(at, chars.len())
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
