//! Flags for what a reader sees: format, language, and where it goes.
use super::emit::{emit, emit_text, sidecar};
use anyhow::Result;
use clap::{Args, ValueEnum};
use fritekst::codebook::Coder;
use fritekst::output;
use fritekst::output::language::Language;
use fritekst::provenance::Provenance;
use std::path::PathBuf;

/// Format, language and place of the output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct View {
    /// Format
    #[arg(long, value_enum, default_value_t = Format::Plain)]
    pub format: Format,
    /// Language of headings and numbers; the codebook's when not given
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Plain,
    Csv,
    Json,
    Md,
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

impl View {
    /// The format as the library names it.
    pub(crate) fn format(&self) -> output::Format {
        match self.format {
            Format::Plain => output::Format::Plain,
            Format::Csv => output::Format::Csv,
            Format::Json => output::Format::Json,
            Format::Md => output::Format::Markdown,
        }
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

    /// The same, and beside a CSV file, which is data alone, what it was made of.
    pub(crate) fn emit_traced(&self, text: &str, provenance: &Provenance) -> Result<()> {
        self.emit(text)?;
        match &self.output {
            Some(path) if self.format == Format::Csv => sidecar(path, provenance),
            _ => Ok(()),
        }
    }

    /// Writes text where it was asked for.
    pub(crate) fn emit(&self, text: &str) -> Result<()> {
        match self.format {
            Format::Plain | Format::Md => emit_text(text, self.output.as_deref()),
            Format::Csv | Format::Json => emit(text.as_bytes(), self.output.as_deref()),
        }
    }
}
