//! Codings as files: long, one row a mention, or wide, one row an answer.
use super::rows::{Csv, mark};
use crate::answer::{Frame, Row, Selection};
use crate::codebook::coder::{Coder, QuestionCoder};
use crate::coding::{Coding, Points};
use crate::error::{Error, Result};
use crate::rule::reading::Reader;
use serde::Serialize;

/// How codings are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `respondent,question,theme,rule,start,end,text`, one row a mention.
    Long,
    /// The same as JSON Lines.
    Lines,
    /// Id, variables, question, text, then a 0/1 column a theme, one row an answer.
    Wide,
}

/// What is written, and how.
#[derive(Debug)]
pub struct Codings<'a> {
    /// The survey.
    pub frame: &'a Frame,
    /// The codebook.
    pub coder: &'a Coder,
    /// Which answers.
    pub selection: &'a Selection,
    /// Long, lines or wide.
    pub layout: Layout,
    /// Keep cells that a spreadsheet would take for a formula as they are.
    pub raw: bool,
    /// Only this theme, by id.
    pub theme: Option<&'a str>,
    /// Semicolons and a byte order mark, as Norwegian Excel wants its CSV.
    pub excel: bool,
}

impl Codings<'_> {
    /// The heading line; empty for JSON Lines.
    pub fn head(&self) -> Result<Vec<u8>> {
        let mut csv = self.csv();
        match self.layout {
            Layout::Lines => {}
            Layout::Long => {
                csv.line(["respondent", "question", "theme", "rule", "start", "end", "text"])?;
            }
            Layout::Wide => {
                let variables = self.frame.variables.iter().filter(|v| !v.aside).map(|v| v.id.as_str());
                csv.cells(std::iter::once("respondent").chain(variables).chain(["question", "text"]))?;
                csv.line(self.columns().iter().map(|(question, theme)| format!("{question}.{theme}")))?;
            }
        }
        Ok([mark(self.excel), &csv.bytes()?].concat())
    }

    /// The themes of the wide layout: question and theme id.
    fn columns(&self) -> Vec<(&str, &str)> {
        let questions = self.selection.questions.iter().map(|q| self.frame.questions[*q].id.as_str());
        let themes = questions.filter_map(|id| self.coder.question(id).map(|q| (id, q)));
        let all = themes.flat_map(|(id, q)| q.themes.iter().map(move |t| (id, t.id.as_str())));
        all.filter(|(_, theme)| self.is_wanted(theme)).collect()
    }

    fn is_wanted(&self, theme: &str) -> bool {
        self.theme.is_none_or(|only| only == theme)
    }

    /// The codings of some respondents.
    pub fn rows(&self, reader: &mut Reader, rows: &[Row]) -> Result<Vec<u8>> {
        let (mut csv, mut lines) = (self.csv(), Vec::new());
        let columns = if self.layout == Layout::Wide { self.columns() } else { Vec::new() };
        for row in rows.iter().filter(|row| self.selection.holds(&row.values)) {
            for &question in &self.selection.questions {
                let Some(codings) = self.coder.code_row(self.frame, row, question, reader) else { continue };
                let Some(themes) = self.coder.question(&self.frame.questions[question].id) else { continue };
                let wanted = |coding: &&Coding| self.is_wanted(&themes.themes[coding.theme as usize].id);
                let codings: Vec<&Coding> = codings.iter().filter(wanted).collect();
                match self.layout {
                    Layout::Wide => self.wide(row, question, themes, &codings, &columns, &mut csv)?,
                    Layout::Long => self.long(row, question, themes, &codings, |m| {
                        let [start, end] = [m.start, m.end].map(|place| place.to_string());
                        csv.line([m.respondent, m.question, m.theme, m.rule, &start, &end, m.text])
                    })?,
                    Layout::Lines => self.long(row, question, themes, &codings, |m| {
                        serde_json::to_writer(&mut lines, m).map_err(|e| Error::new(e.to_string()))?;
                        lines.push(b'\n');
                        Ok(())
                    })?,
                }
            }
        }
        Ok([csv.bytes()?, lines].concat())
    }

    /// Hands over every mention in an answer.
    fn long(
        &self,
        row: &Row,
        question: usize,
        themes: &QuestionCoder,
        codings: &[&Coding],
        mut mention: impl FnMut(&Mentioned) -> Result<()>,
    ) -> Result<()> {
        let text = &row.answers[question];
        for coding in codings {
            let mut places = Points::of(text);
            for found in &coding.mentions {
                let (start, end) = (found.span.start, found.span.end);
                mention(&Mentioned {
                    respondent: &row.id,
                    question: &self.frame.questions[question].id,
                    theme: &themes.themes[coding.theme as usize].id,
                    rule: &themes.rule_name(coding, found),
                    start,
                    end,
                    text: &text[places.byte(start)..places.byte(end)],
                })?;
            }
        }
        Ok(())
    }

    /// Writes an answer with its themes as columns.
    fn wide(
        &self,
        row: &Row,
        question: usize,
        themes: &QuestionCoder,
        codings: &[&Coding],
        columns: &[(&str, &str)],
        csv: &mut Csv,
    ) -> Result<()> {
        let own = self.frame.questions[question].id.as_str();
        let values = self.frame.variables.iter().zip(&row.values);
        let values = values.filter(|(variable, _)| !variable.aside).map(|(_, value)| value);
        csv.cells(std::iter::once(&row.id).chain(values))?;
        csv.cells([own, &row.answers[question]])?;
        csv.line(columns.iter().map(|(question, theme)| {
            let given = || codings.iter().any(|c| themes.themes[c.theme as usize].id == *theme);
            // a theme of another question was not looked for: empty, not 0
            match *question == own {
                false => "",
                true if given() => "1",
                true => "0",
            }
        }))
    }

    fn csv(&self) -> Csv {
        Csv::new(self.excel, self.raw)
    }
}

/// A mention as a line of the long layout.
#[derive(Serialize)]
struct Mentioned<'a> {
    respondent: &'a str,
    question: &'a str,
    theme: &'a str,
    rule: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}
