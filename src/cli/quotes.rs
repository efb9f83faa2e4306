//! `fritekst quotes`: a few telling quotes for a theme.
use super::Outcome;
use super::emit::{colour_out, say};
use super::indexed::{IndexFlags, say_missing, taught};
use super::survey::{Survey, codebook, mask_ids, say_unread, themes};
use super::view::{Format, View};
use anyhow::Result;
use fritekst::Error;
use fritekst::disclosure::SMALLEST;
use fritekst::output;
use fritekst::output::marked::{COLOUR, MARKDOWN, NONE};
use fritekst::quote::pool;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Choose quotes for a theme
///
/// Chosen for readable length, for being mostly about the theme, and for differing in words, groups and written
/// standard; long answers are shortened at sentence borders, personal data are masked. The same seed gives the same
/// quotes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst quotes corpora/imdi2023 --theme kollektiv.bolig
  fritekst quotes corpora/imdi2023 --theme kollektiv.bolig --show malform,landsdel
  fritekst quotes corpora/imdi2023 --theme tolk_sprak.tolketilgang -n 3 --format md")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Theme: question.theme, or the theme alone with --question
    #[arg(long, value_name = "T")]
    theme: String,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// How many
    #[arg(short = 'n', long = "number", default_value_t = 5)]
    number: usize,
    /// Variables shown with a quote, where enough respondents who answered the question share all the values
    #[arg(long, value_name = "VARIABLE", value_delimiter = ',')]
    show: Vec<String>,
    /// How many must share them; `min_cell` of corpus.yaml or 3 when not given
    #[arg(long, value_name = "K", requires = "show")]
    min_cell: Option<u64>,
    /// Seed that breaks ties
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    #[command(flatten)]
    index: IndexFlags,
    #[command(flatten)]
    view: View,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if args.number == 0 {
        return Err(Error::new("no quotes are asked for").remedy("ask for at least one with -n").into());
    }
    let source = args.survey.open_with(&args.show)?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    args.survey.guard(&source, &[args.codebook.as_deref()], args.view.output.as_deref())?;
    let format = args.view.asked()?;
    let mut selection = args.survey.selection(&source)?;
    let themes = themes(&args.theme, &source, coder, &selection.questions)?;
    selection.questions = themes.iter().map(|(question, _)| *question).collect();
    let shown = args.show.iter().map(|v| args.survey.variable(&source, v)).collect::<Result<Vec<_>>>()?;
    let least = args.min_cell.or(source.frame.min_cell).unwrap_or(SMALLEST);
    let index = taught(&source, &args.index, [coder])?;
    say_missing(&args.index, index.as_ref());
    let (pool, unread) = pool(&source, coder, &selection, args.seed, (&shown, least))?;
    let none = BTreeSet::new();
    let mut quotes: Vec<_> =
        themes.iter().flat_map(|at| pool.pick(&source.frame, coder, *at, args.number, &none)).collect();
    mask_ids(quotes.iter_mut().map(|quote| &mut quote.respondent));
    // readers are shown labels, as tables show them, and programs the values
    if !matches!(format, Format::Json | Format::Csv) {
        quotes.iter_mut().flat_map(|quote| &mut quote.values).for_each(|(variable, value)| {
            let shown = source.frame.variable(variable).map(|at| &source.frame.variables[at]);
            if let Some(label) = shown.and_then(|variable| variable.label_of(value)) {
                *value = label.to_string();
            }
        });
    }
    let text = match format {
        Format::Json => output::json(&serde_json::json!({"seed": args.seed, "quotes": quotes}))?,
        Format::Csv => {
            output::quotes::csv(&quotes, &args.show.iter().map(String::as_str).collect::<Vec<_>>())?
        }
        Format::Md | Format::Html => output::quotes::lines(&quotes, MARKDOWN, true),
        Format::Plain if colour_out() && args.view.output.is_none() => {
            output::quotes::lines(&quotes, COLOUR, false)
        }
        Format::Plain => output::quotes::lines(&quotes, NONE, false),
    };
    args.view.emit(&text, args.view.language(coder))?;
    say_unread(&unread);
    if quotes.is_empty() {
        say("no answer to be quoted has the theme");
    }
    Ok(if quotes.is_empty() { Outcome::Findings } else { Outcome::unless_empty(&unread) })
}
