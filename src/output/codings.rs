//! Codings as files: long, one row a mention, or wide, one row an answer.
use crate::answer::{Frame, Row, Selection, is_answer};
use crate::codebook::coder::{Coder, QuestionCoder};
use crate::coding::{Coding, Points};
use crate::error::{Error, Result};
use crate::formula::harmless;
use crate::index::Possible;
use crate::rule::reading::Reader;
use serde_json::json;

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
    /// What an index let through; without one, every answer is read.
    pub possible: Option<&'a Possible>,
    /// Semicolons and a byte order mark, as Norwegian Excel wants its CSV.
    pub excel: bool,
}

impl Codings<'_> {
    /// The heading line; empty for JSON Lines.
    pub fn head(&self) -> Result<Vec<u8>> {
        let mark = if self.excel { "\u{feff}".as_bytes() } else { &[] };
        Ok([mark, &self.heading()?].concat())
    }

    fn heading(&self) -> Result<Vec<u8>> {
        match self.layout {
            Layout::Lines => Ok(Vec::new()),
            Layout::Long => self.csv(&[["respondent", "question", "theme", "rule", "start", "end", "text"]
                .map(str::to_string)
                .to_vec()]),
            Layout::Wide => {
                let mut head = vec!["respondent".to_string()];
                head.extend(self.frame.variables.iter().map(|v| v.id.clone()));
                head.extend(["question", "text"].map(str::to_string));
                head.extend(
                    self.columns().into_iter().map(|(question, theme)| format!("{question}.{theme}")),
                );
                self.csv(&[head])
            }
        }
    }

    /// The themes of the wide layout: question and theme id.
    fn columns(&self) -> Vec<(String, String)> {
        let questions = self.selection.questions.iter().map(|q| &self.frame.questions[*q].id);
        let themes = questions.filter_map(|id| self.coder.question(id).map(|q| (id, q)));
        let all = themes.flat_map(|(id, q)| q.themes.iter().map(move |t| (id.clone(), t.id.clone())));
        all.filter(|(_, theme)| self.theme.is_none_or(|only| only == theme)).collect()
    }

    /// The codings of some respondents.
    pub fn rows(&self, reader: &mut Reader, rows: &[Row]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        for row in rows.iter().filter(|row| self.selection.holds(&row.values)) {
            for &question in &self.selection.questions {
                let Some(themes) = self.coder.question(&self.frame.questions[question].id) else { continue };
                if !is_answer(&row.answers[question]) {
                    continue;
                }
                let excluded = self.possible.is_some_and(|possible| !possible.holds(&row.id, question));
                let codings =
                    if excluded { None } else { self.coder.code_row(self.frame, row, question, reader) };
                let mut codings = codings.unwrap_or_default();
                codings.retain(|c| self.theme.is_none_or(|only| only == themes.themes[c.theme as usize].id));
                out.extend(self.answer(row, question, themes, &codings)?);
            }
        }
        Ok(out)
    }

    fn answer(
        &self,
        row: &Row,
        question: usize,
        themes: &QuestionCoder,
        codings: &[Coding],
    ) -> Result<Vec<u8>> {
        if self.layout == Layout::Wide {
            return self.csv(&[self.wide(row, question, codings, themes)]);
        }
        let text = &row.answers[question];
        let id = &self.frame.questions[question].id;
        let mut records = Vec::new();
        let mut lines = Vec::new();
        for coding in codings {
            let theme = &themes.themes[coding.theme as usize].id;
            let mut places = Points::of(text);
            for mention in &coding.mentions {
                let rule = self.coder.rule_name(themes, coding, mention);
                let (start, end) = (mention.span.start, mention.span.end);
                let words = text[places.byte(start)..places.byte(end)].to_string();
                if self.layout == Layout::Lines {
                    let value = json!({"respondent": row.id, "question": id, "theme": theme, "rule": rule, "start": start, "end": end, "text": words});
                    lines.extend(value.to_string().into_bytes());
                    lines.push(b'\n');
                } else {
                    let cells = [&row.id, id, theme, &rule].map(String::clone).to_vec();
                    records.push([cells, vec![start.to_string(), end.to_string(), words]].concat());
                }
            }
        }
        if self.layout == Layout::Lines { Ok(lines) } else { self.csv(&records) }
    }

    fn wide(&self, row: &Row, question: usize, codings: &[Coding], themes: &QuestionCoder) -> Vec<String> {
        let own = &self.frame.questions[question].id;
        let mut cells = vec![row.id.clone()];
        cells.extend(row.values.iter().cloned());
        cells.extend([own.clone(), row.answers[question].clone()]);
        // a theme of another question was not looked for: empty, not 0
        cells.extend(self.columns().into_iter().map(|(question, theme)| {
            if question != *own {
                return String::new();
            }
            let given = codings.iter().any(|c| themes.themes[c.theme as usize].id == theme);
            u8::from(given).to_string()
        }));
        cells
    }

    fn csv(&self, records: &[Vec<String>]) -> Result<Vec<u8>> {
        let failed = |e: String| Error::new(format!("could not write CSV: {e}"));
        let mut writer =
            csv::WriterBuilder::new().delimiter(if self.excel { b';' } else { b',' }).from_writer(Vec::new());
        for record in records {
            let written = match self.raw {
                true => writer.write_record(record),
                false => writer.write_record(record.iter().map(|c| harmless(c).into_owned())),
            };
            written.map_err(|e| failed(e.to_string()))?;
        }
        writer.into_inner().map_err(|e| failed(e.to_string()))
    }
}
