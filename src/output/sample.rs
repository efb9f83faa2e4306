//! What was drawn, and what must be: as a table.
use super::grid::Grid;
use super::{Format, language::Language};
use crate::error::Result;
use crate::sample::{Needed, Stratum};

/// How many answers must be coded, by question and in all.
pub fn needed(needed: &[Needed], format: Format, language: Language) -> Result<String> {
    let head = match language {
        Language::Norwegian => ["Spørsmål", "svar", "må kodes"],
        Language::English => ["Question", "answers", "to code"],
    };
    let row = |n: &Needed| vec![n.question.clone(), n.answers.to_string(), n.needed.to_string()];
    let mut rows: Vec<Vec<String>> = needed.iter().map(row).collect();
    let sum = |of: fn(&Needed) -> usize| needed.iter().map(of).sum::<usize>().to_string();
    let total = vec![language.words().all.to_string(), sum(|n| n.answers), sum(|n| n.needed)];
    match format {
        Format::Json => super::json(needed),
        Format::Csv => {
            rows.insert(0, ["question", "answers", "needed"].map(str::to_string).to_vec());
            super::rows::Csv::of(&rows)
        }
        Format::Plain | Format::Markdown => {
            rows.push(total);
            let grid = Grid { head: head.map(str::to_string).to_vec(), rows, text_columns: 1 };
            Ok(if format == Format::Plain { grid.plain() } else { grid.markdown() })
        }
    }
}

/// The strata of a sample as aligned columns.
pub fn strata(strata: &[Stratum]) -> String {
    let head = ["Stratum", "answers", "drawn"].map(str::to_string).to_vec();
    let row = |s: &Stratum| vec![super::marked::safe(&s.name), s.answers.to_string(), s.drawn.to_string()];
    Grid { head, rows: strata.iter().map(row).collect(), text_columns: 1 }.plain()
}
