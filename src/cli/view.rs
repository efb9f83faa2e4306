//! Flags for what a reader sees: format, language, and where it goes.
use super::emit::{Sidecar, emit, emit_text};
use super::sink::Sink;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use fritekst::codebook::Coder;
use fritekst::output;
use fritekst::output::html::page;
use fritekst::output::language::Language;
use fritekst::provenance::Provenance;
use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Format, language and place of the output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct View {
    /// Format; when not given, what the name of the output file ends in, or else plain
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write CSV as Norwegian Excel opens it: semicolons, decimal commas, and a mark for UTF-8
    #[arg(long)]
    excel: bool,
    /// Language of headings and numbers; the codebook's when not given
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[value(alias = "txt")]
    Plain,
    Csv,
    Json,
    #[value(alias = "markdown")]
    Md,
    #[value(alias = "htm")]
    Html,
}

/// The formats of what is no table: text for a reader, or the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    Plain,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    No,
    En,
}

/// Endings of files that are written by other commands, or by other programs, which could not open what we would write.
const OTHERS: [&str; 25] = [
    "7z", "bz2", "gz", "zip", "csv", "doc", "docx", "dta", "htm", "html", "json", "jsonl", "markdown", "md",
    "ndjson", "ods", "odt", "pdf", "pptx", "rtf", "sav", "tsv", "xls", "xlsx", "yaml",
];

/// The format asked for, by name or by what the name of the output file ends in. A name that promises something else is
/// refused; one that promises nothing gets the usual.
pub(crate) fn asked<F: ValueEnum>(format: Option<F>, output: Option<&Path>, usual: F) -> Result<F> {
    let Some(ending) = output.and_then(Path::extension).and_then(OsStr::to_str) else {
        return Ok(format.unwrap_or(usual));
    };
    match format.or_else(|| F::from_str(ending, true).ok()) {
        Some(format) => Ok(format),
        None if OTHERS.iter().any(|other| ending.eq_ignore_ascii_case(other)) => {
            let known = F::value_variants().iter().filter_map(F::to_possible_value);
            let known: Vec<String> = known.map(|value| format!(".{}", value.get_name())).collect();
            let known = known.iter().filter(|name| *name != ".plain").map(String::as_str);
            bail!(
                "this command writes no .{ending}: end the name in {}",
                known.collect::<Vec<_>>().join(" or ")
            )
        }
        None => Ok(usual),
    }
}

impl View {
    /// The format that was named, whatever the name of the output file ends in.
    pub(crate) fn named(&self) -> Option<Format> {
        self.format
    }

    /// The format asked for.
    pub(crate) fn asked(&self) -> Result<Format> {
        let usual = if self.excel { Format::Csv } else { Format::Plain };
        let format = asked(self.format, self.output.as_deref(), usual)?;
        if self.excel && format != Format::Csv {
            bail!("--excel is for CSV: leave --excel or the other format out, and name the file to its form");
        }
        Ok(format)
    }

    /// The same as the library names it; a page is made of Markdown when it is written.
    pub(crate) fn format(&self) -> Result<output::Format> {
        Ok(match self.asked()? {
            Format::Plain => output::Format::Plain,
            Format::Csv => output::Format::Csv,
            Format::Json => output::Format::Json,
            Format::Md | Format::Html => output::Format::Markdown,
        })
    }

    /// The language asked for, or the codebook's.
    pub(crate) fn language(&self, coder: &Coder) -> Language {
        self.language_or(Some(coder))
    }

    /// The language asked for, or the codebook's where there is one.
    pub(crate) fn language_or(&self, coder: Option<&Coder>) -> Language {
        match self.lang {
            Some(Lang::No) => Language::Norwegian,
            Some(Lang::En) => Language::English,
            None => coder.and_then(|coder| Language::of(&coder.language)).unwrap_or_default(),
        }
    }

    /// CSV as it was asked for.
    fn csv<'t>(&self, text: &'t str) -> Result<Cow<'t, str>> {
        Ok(if self.excel { Cow::Owned(output::for_excel(text)?) } else { Cow::Borrowed(text) })
    }

    /// Writes text where it was asked for.
    pub(crate) fn emit(&self, text: &str, language: Language) -> Result<()> {
        let to = self.output.as_deref();
        match self.asked()? {
            Format::Plain | Format::Md => emit_text(text, to),
            Format::Csv => emit(self.csv(text)?.as_bytes(), to),
            Format::Json => emit(text.as_bytes(), to),
            Format::Html => emit(page(text, language).as_bytes(), to),
        }
    }

    /// The same, and beside a CSV file, which is data alone, what it was made of.
    pub(crate) fn emit_traced(&self, text: &str, language: Language, provenance: &Provenance) -> Result<()> {
        match &self.output {
            Some(path) if self.asked()? == Format::Csv => {
                let (mut sink, sidecar) = (Sink::open(Some(path))?, Sidecar::open(path)?);
                sink.write(self.csv(text)?.as_bytes())?;
                sidecar.close(sink, provenance)
            }
            _ => self.emit(text, language),
        }
    }
}
