//! `fritekst table`: how many answers have each theme.
use super::Outcome;
use super::survey::{Survey, codebook, say_unread};
use super::view::View;
use anyhow::Result;
use fritekst::count::{Plan, count};
use fritekst::output::table::tables as written;
use fritekst::table::tables;
use std::path::PathBuf;

/// Count the themes: n, share of those who answered with its 95 % interval, mentions
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst table corpora/imdi2023 --question kollektiv
  fritekst table corpora/imdi2023 --question kollektiv --by malform
  fritekst table corpora/imdi2023 --where landsdel=Vestlandet --format csv -o tabell.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// Variable whose groups are shown beside each other
    #[arg(long, value_name = "VARIABLE")]
    by: Option<String>,
    #[command(flatten)]
    view: View,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    let selection = args.survey.selection(&source)?;
    let by = args.by.as_deref().map(|by| args.survey.variable(&source, by)).transpose()?;
    let weight = source.frame.weight.as_deref().and_then(|w| source.frame.variable(w));
    let plan = Plan { selection, by, weight };
    let (counts, unread) = count(&source, &coder, &plan)?;
    let tables = tables(&source.frame, &coder, &plan, &counts)?;
    args.view.emit(&written(&tables, args.view.format(), args.view.language(&coder))?)?;
    say_unread(&unread);
    Ok(Outcome::unless_empty(&unread))
}
