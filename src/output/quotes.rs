//! Quotes as lines and CSV.
use super::marked::{Marks, in_line};
use super::rows::Csv;
use crate::error::Result;
use crate::quote::Quote;

/// Quotes one below the other, in Norwegian quotation marks; under the name of their theme where they are of several.
pub fn lines(quotes: &[Quote], marks: Marks, list: bool) -> String {
    let line = |quote: &Quote| {
        let text = one_line(quote, marks);
        if list {
            let who: Vec<String> = std::iter::once(&quote.respondent)
                .chain(quote.values.iter().map(|(_, value)| value))
                .map(|part| super::grid::inline(part))
                .collect();
            format!("- «{text}» ({})\n", who.join(", "))
        } else {
            let values: Vec<String> = quote.values.iter().map(|(_, v)| super::marked::safe(v)).collect();
            let values = if values.is_empty() { String::new() } else { format!("  ({})", values.join(", ")) };
            format!("{}  «{text}»{values}\n", super::marked::safe(&quote.respondent))
        }
    };
    let name = |quote: &Quote| format!("{}.{}", quote.question, quote.theme);
    let several = quotes.windows(2).any(|two| name(&two[0]) != name(&two[1]));
    let mut before = String::new();
    let headed = |quote: &Quote| {
        let own = name(quote);
        let begins = several && own != before;
        let gap = if begins && !before.is_empty() { "\n" } else { "" };
        before = own;
        let head = match (begins, list) {
            (false, _) => String::new(),
            (true, true) => format!("{gap}**{}**\n\n", super::grid::inline(&before)),
            (true, false) => format!("{gap}{}\n", super::marked::safe(&before)),
        };
        head + &line(quote)
    };
    quotes.iter().map(headed).collect()
}

/// A quote on one line, its words marked; in Markdown nothing in it is read as markup.
pub fn one_line(quote: &Quote, marks: Marks) -> String {
    in_line(&quote.text, &quote.spans, marks)
}

/// One row a quote, with a column for each variable shown, empty where too few share the values.
pub fn csv(quotes: &[Quote], shown: &[&str]) -> Result<String> {
    let mut csv = Csv::default();
    csv.line(["respondent", "question", "theme", "quote"].iter().chain(shown))?;
    for quote in quotes {
        let cells = [&quote.respondent, &quote.question, &quote.theme, &quote.text].map(String::as_str);
        let value = |name: &&str| {
            quote.values.iter().find(|(variable, _)| variable == name).map_or("", |(_, value)| value.as_str())
        };
        csv.line(cells.into_iter().chain(shown.iter().map(value)))?;
    }
    csv.text()
}
