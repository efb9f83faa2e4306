//! `fritekst report`: the main job in one command.
use super::Outcome;
use super::emit::say;
use super::indexed::{IndexFlags, ensure, provenance, taught};
use super::survey::{ASKED, Survey, codebook, mask_ids, said_if_nobody, said_of_asked, say_unread};
use super::view::{Lang, asked};
use anyhow::Result;
use clap::ValueEnum;
use fritekst::disclosure::SMALLEST;
use fritekst::output::language::Language;
use fritekst::output::{self, html::page, report::markdown};
use fritekst::report::{Wanted, report};
use std::path::PathBuf;

/// Write the report: theme tables, a draft text and quotes for every question
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst report corpora/imdi2023
  fritekst report corpora/imdi2023 -o rapport.md
  fritekst report corpora/imdi2023 -o rapport.html
  fritekst report corpora/imdi2023 --by malform --by innbyggere -o rapport.md
  fritekst report corpora/imdi2023 --question kollektiv --lang en")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// Variable to show tables by as well; may be given more than once, but groups that make up a group of another tell what the
    /// tables of that hide
    #[arg(long, value_name = "VARIABLE")]
    by: Vec<String>,
    /// Hide counts below K in the tables by group, and in all tables with --where; `min_cell` of corpus.yaml or 3 when not given, 0 shows all
    #[arg(long, value_name = "K")]
    min_cell: Option<u64>,
    /// Seed that breaks ties between quotes
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    #[command(flatten)]
    index: IndexFlags,
    /// Format; when not given, what the name of the output file ends in, or else md
    #[arg(long, value_enum, help_heading = "Output")]
    format: Option<Format>,
    /// Language of headings and draft; the codebook's when not given
    #[arg(long, value_enum, help_heading = "Output")]
    lang: Option<Lang>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    #[value(alias = "markdown")]
    Md,
    #[value(alias = "htm")]
    Html,
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open_with(&args.by)?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    args.survey.guard(&source, &[args.codebook.as_deref()], args.output.as_deref())?;
    let format = asked(args.format, args.output.as_deref(), Format::Md)?;
    let selection = args.survey.selection(&source)?;
    let by = args.by.iter().map(|by| args.survey.variable(&source, by)).collect::<Result<Vec<_>>>()?;
    let min_cell = args.min_cell.or(source.frame.min_cell).unwrap_or(SMALLEST);
    let wanted = Wanted { selection, by, min_cell, seed: args.seed };
    let index = taught(&source, &args.index, [coder])?;
    let traced = || provenance(&source, coder, index.as_ref());
    let (mut report, unread) = report(&source, coder, &wanted, traced)?;
    let language = match args.lang {
        Some(Lang::No) => Language::Norwegian,
        Some(Lang::En) => Language::English,
        None => Language::of(&coder.language).unwrap_or_default(),
    };
    let text = match format {
        Format::Md => markdown(&report, language),
        Format::Html => page(&markdown(&report, language), language),
        Format::Json => {
            // the others show no ids
            let paragraphs = report.questions.iter_mut().flat_map(|section| &mut section.paragraphs);
            mask_ids(paragraphs.flat_map(|p| &mut p.quotes).map(|quote| &mut quote.respondent));
            output::json(&report)?
        }
    };
    super::emit::emit(text.as_bytes(), args.output.as_deref())?;
    say_unread(&unread);
    // the report is out: an index for what follows is a courtesy, and may fail on a read-only disk
    if index.is_none()
        && let Some(folder) = args.index.folder(&source)
        && let Err(error) = ensure(&source, &folder)
    {
        say(format!("no index was kept: {error:#}"));
    }
    for (inner, outer) in &report.nested {
        say(format!(
            "groups of {outer} are made up of groups of {inner}, and the tables of one tell what those of the other hide; make \
             a report of each, and publish one"
        ));
    }
    let doubtful =
        said_of_asked(&source, &report.of_some, &wanted.selection, min_cell < 2) || !report.nested.is_empty();
    let taken = report.questions.iter().any(|section| section.table.groups[0].asked != Some(0));
    Ok(said_if_nobody(&wanted.selection, taken, ASKED).unwrap_or(if doubtful {
        Outcome::Findings
    } else {
        Outcome::unless_empty(&unread)
    }))
}
