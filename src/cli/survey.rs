//! What nearly every command begins with: the survey, its codebook, and which answers are meant.
use super::emit::{colour, read_text, say};
use anyhow::{Result, bail};
use clap::Args;
use fritekst::answer::Selection;
use fritekst::codebook::Coder;
use fritekst::input::{Overrides, RowError, Source};
use fritekst::output::diagnostic;
use fritekst::{Error, error::nearest};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The survey and how to read it.
#[derive(Debug, Args)]
pub(crate) struct Survey {
    /// Corpus folder, corpus.yaml or data file (csv, tsv, xlsx, jsonl); - is standard input
    #[arg(value_name = "CORPUS")]
    pub corpus: PathBuf,
    /// Question, by id or column; may be given more than once
    #[arg(long, value_name = "Q", help_heading = "Which answers")]
    pub question: Vec<String>,
    /// Only respondents with this value: rolle=kommunedirektor; values with | between, more than once for more variables
    #[arg(long = "where", value_name = "VARIABLE=VALUE", help_heading = "Which answers")]
    pub only: Vec<String>,
    /// Column of the respondent's id, for a data file without corpus.yaml
    #[arg(long, value_name = "COLUMN", help_heading = "Reading the data")]
    pub id: Option<String>,
    /// Column to filter and group by, for a data file without corpus.yaml
    #[arg(long, value_name = "COLUMN", help_heading = "Reading the data")]
    pub variable: Vec<String>,
    /// What stands between cells, when the guess is wrong
    #[arg(long, value_name = "CHAR", help_heading = "Reading the data")]
    pub delimiter: Option<String>,
    /// Encoding, when the guess is wrong: utf-8, utf-16le, windows-1252 …
    #[arg(long, value_name = "NAME", help_heading = "Reading the data")]
    pub encoding: Option<String>,
    /// Sheet of a workbook
    #[arg(long, value_name = "NAME", help_heading = "Reading the data")]
    pub sheet: Option<String>,
}

impl Survey {
    /// Opens the survey.
    pub(crate) fn open(&self) -> Result<Source> {
        let overrides = Overrides {
            id: self.id.clone(),
            questions: self.question.clone(),
            variables: self.variable.clone(),
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            encoding: self.encoding.clone(),
            sheet: self.sheet.clone(),
        };
        if self.corpus == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes)?;
            return Ok(Source::open_bytes("-", bytes, &overrides)?);
        }
        Ok(Source::open(&self.corpus, &overrides)?)
    }

    /// The questions meant, by position in the frame; all when none was named.
    pub(crate) fn questions(&self, source: &Source) -> Result<Vec<usize>> {
        if self.question.is_empty() {
            return Ok((0..source.frame.questions.len()).collect());
        }
        let known = || source.frame.questions.iter().map(|q| q.id.as_str());
        let find =
            |name: &String| source.frame.question(name).ok_or_else(|| unknown("question", name, known()));
        Ok(self.question.iter().map(find).collect::<fritekst::Result<Vec<_>>>()?)
    }

    /// Questions and respondents meant.
    pub(crate) fn selection(&self, source: &Source) -> Result<Selection> {
        let only = self.only.iter().map(|text| {
            let Some((variable, values)) = text.split_once('=') else {
                bail!("--where takes VARIABLE=VALUE; found '{text}'");
            };
            let at = self.variable(source, variable.trim())?;
            Ok((at, values.split('|').map(|v| v.trim().to_string()).collect()))
        });
        Ok(Selection { questions: self.questions(source)?, only: only.collect::<Result<_>>()? })
    }

    /// A variable by its name.
    #[expect(clippy::unused_self, reason = "stands beside questions and selection")]
    pub(crate) fn variable(&self, source: &Source, name: &str) -> Result<usize> {
        let known = || source.frame.variables.iter().map(|v| v.id.as_str());
        Ok(source.frame.variable(name).ok_or_else(|| unknown("variable", name, known()))?)
    }
}

/// An unknown name, with the nearest known one, or all of them.
pub(crate) fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let error = Error::new(format!("no {what} '{name}'"));
    error.remedy(match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("known are: {}", known.join(", ")),
    })
}

fn delimiter(text: &str) -> Result<char> {
    match text {
        "tab" | "\\t" => Ok('\t'),
        _ if text.chars().count() == 1 => Ok(text.chars().next().unwrap_or(';')),
        _ => bail!("--delimiter takes one character, or tab; found '{text}'"),
    }
}

/// The codebook named by the flag, or by corpus.yaml.
pub(crate) fn codebook(flag: Option<&Path>, source: &Source) -> Result<Coder> {
    let path = flag.map(Path::to_path_buf).or_else(|| source.codebook.clone());
    let Some(path) = path else {
        let error = Error::new("no codebook");
        return Err(error.remedy("name one with --codebook FILE, or codebook: in corpus.yaml").into());
    };
    load(&path)
}

/// Reads and compiles a codebook; its findings are shown before the error is returned.
pub(crate) fn load(path: &Path) -> Result<Coder> {
    let text = read_text(path)?;
    let file = path.display().to_string();
    Coder::parse(&file, &text).map_err(|findings| {
        say(diagnostic::findings(&findings, &text, colour(&std::io::stderr())));
        anyhow::anyhow!("{file} has {} and can't be used", errors(findings.len()))
    })
}

/// «1 error», «2 errors».
pub(crate) fn errors(n: usize) -> String {
    if n == 1 { "1 error".to_string() } else { format!("{n} errors") }
}

/// Says which rows could not be read, the first twenty in full.
pub(crate) fn say_unread(unread: &[RowError]) {
    for row in unread.iter().take(20) {
        say(row.to_string());
    }
    if !unread.is_empty() {
        let rows = if unread.len() == 1 { "1 row".to_string() } else { format!("{} rows", unread.len()) };
        say(format!(
            "{rows} could not be read and {} left out",
            if unread.len() == 1 { "is" } else { "are" }
        ));
    }
}
