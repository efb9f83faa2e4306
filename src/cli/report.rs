//! `fritekst report`: the main job in one command.
use super::Outcome;
use super::emit::say;
use super::indexed::{IndexFlags, ensure};
use super::survey::{Survey, codebook, say_unread};
use super::view::Lang;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::output::language::Language;
use fritekst::output::{self, report::markdown};
use fritekst::report::{Provenance, report};
use std::path::PathBuf;

/// Write the report: theme tables, a draft text and quotes for every question
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst report corpora/imdi2023
  fritekst report corpora/imdi2023 -o rapport.md
  fritekst report corpora/imdi2023 --question kollektiv --lang en")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// Seed that breaks ties between quotes
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    #[command(flatten)]
    index: IndexFlags,
    /// md or json
    #[arg(long, value_enum, default_value_t = Format::Md, help_heading = "Output")]
    format: Format,
    /// Language of headings and draft; the codebook's when not given
    #[arg(long, value_enum, help_heading = "Output")]
    lang: Option<Lang>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Md,
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    let selection = args.survey.selection(&source)?;
    let provenance = Provenance::new(&source, &coder, &super::emit::command_typed(), args.seed)?;
    let (report, unread) = report(&source, &coder, selection, provenance)?;
    let language = match args.lang {
        Some(Lang::No) => Language::Norwegian,
        Some(Lang::En) => Language::English,
        None => Language::of(&coder.language).unwrap_or_default(),
    };
    let text = match args.format {
        Format::Md => markdown(&report, language),
        Format::Json => output::json(&report)?,
    };
    super::emit::emit(text.as_bytes(), args.output.as_deref())?;
    say_unread(&unread);
    // the report is out: an index for the searches that follow is a courtesy, and may fail on a read-only disk
    if let Some(folder) = args.index.folder(&source) {
        if let Err(error) = ensure(&source, &folder) {
            say(format!("no index was kept: {error:#}"));
        }
    }
    Ok(Outcome::unless_empty(&unread))
}
