//! Search results as aligned lines, CSV, JSON and Markdown.
use super::Format;
use super::language::Language;
use super::marked::{Marks, marked, safe};
use super::rows::Csv;
use crate::error::Result;
use crate::search::{Found, Hit};
use std::fmt::Write;

/// Widest context shown on one side of an aligned hit, in characters.
const SIDE: usize = 60;

/// What a search found, in a format. `width` is the terminal's, if there is one.
pub fn found(
    found: &Found,
    format: Format,
    language: Language,
    marks: Marks,
    width: Option<usize>,
) -> Result<String> {
    match format {
        Format::Plain => Ok(plain(found, language, marks, width)),
        Format::Json => super::json(found),
        Format::Markdown => Ok(markdown(found, language)),
        Format::Csv => csv(found),
    }
}

fn summary(found: &Found, language: Language) -> String {
    let shown = found.shown.len();
    let counts = match language {
        Language::Norwegian => format!("{} svar, {} treff", found.answers, found.hits),
        Language::English => format!("{} answers, {} hits", found.answers, found.hits),
    };
    match (shown as u64 == found.hits, language) {
        (true, _) => counts,
        (false, Language::Norwegian) => format!("{counts}, {shown} vist"),
        (false, Language::English) => format!("{counts}, {shown} shown"),
    }
}

/// The hit aligned in a column, the context cut to what the line has room for.
fn plain(found: &Found, language: Language, marks: Marks, width: Option<usize>) -> String {
    let ids: Vec<String> =
        found.shown.iter().map(|h| safe(&format!("{} {}", h.respondent, h.question))).collect();
    let id_width = ids.iter().map(|id| id.chars().count()).max().unwrap_or(0);
    let side = width.map_or(SIDE, |w| w.saturating_sub(id_width + 24) / 2).clamp(12, SIDE);
    let left_width = found.shown.iter().map(|h| h.left.chars().count()).max().unwrap_or(0).min(side);
    let mut out = String::new();
    for (id, hit) in ids.iter().zip(&found.shown) {
        let left = safe(&tail(&hit.left, left_width));
        let pad = left_width.saturating_sub(left.chars().count());
        let text = marked(&hit.text.replace(['\n', '\t'], " "), &hit.marks, marks);
        let right = safe(&head(&hit.right, side));
        // a width that a format takes may be no wider than 65,535
        let blank = |columns: usize| " ".repeat(columns);
        let (after, before) = (blank(id_width - id.chars().count() + 2), blank(pad));
        let line = format!("{id}{after}{before}{left}{text}{right}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let _ = writeln!(out, "{}{}", if out.is_empty() { "" } else { "\n" }, summary(found, language));
    out
}

fn head(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_string()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

fn tail(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        text.to_string()
    } else {
        std::iter::once('…').chain(text.chars().skip(length + 1 - most)).collect()
    }
}

fn markdown(found: &Found, language: Language) -> String {
    let line = |hit: &Hit| {
        let text = hit.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let [id, question, left, text, right] =
            [&hit.respondent, &hit.question, &hit.left, &text, &hit.right]
                .map(|part| super::grid::inline(part));
        // an id may begin as a list or a quotation does
        let who = super::grid::begun(&format!("{id} {question}:"));
        format!("- {who} {left}**{text}**{right}\n")
    };
    let lines: String = found.shown.iter().map(line).collect();
    format!("{lines}\n{}\n", summary(found, language))
}

fn csv(found: &Found) -> Result<String> {
    let mut csv = Csv::default();
    csv.line(["respondent", "question", "start", "end", "left", "hit", "right"])?;
    for hit in &found.shown {
        let (start, end) = (hit.span.start.to_string(), hit.span.end.to_string());
        csv.line([&hit.respondent, &hit.question, &start, &end, &hit.left, &hit.text, &hit.right])?;
    }
    csv.text()
}
