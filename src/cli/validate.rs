//! `fritekst validate`: how well the codebook codes, measured on reference codings.
use super::Outcome;
use super::emit::colour_out;
use super::references::{References, say_unused};
use super::survey::{Survey, codebook, say_unread, unknown};
use super::view::View;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::judgement::one_coder;
use fritekst::output::marked::{BRACKETS, COLOUR};
use fritekst::output::validation::{cases, scores};
use fritekst::review::{Choice, Fault, Part, Validation, validate};
use std::path::PathBuf;

/// Compare the codebook's codings with reference codings
///
/// Per theme: n, hits, misses, false alarms, precision, recall and F1 with intervals; then all themes pooled (micro)
/// and the mean of their F1 (macro). Only answers in the reference are compared, so a sampled reference will do; with a
/// column probability, answers count by the chance they had of being drawn.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst validate corpora/imdi2023
  fritekst validate corpora/imdi2023 --question kollektiv --show misses
  fritekst validate corpora/imdi2023 --part holdout --seed 2023")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    #[command(flatten)]
    references: References,
    /// Whose codings are the reference; the only coder, or A, when not given
    #[arg(long, value_name = "NAME")]
    coder: Option<String>,
    /// Part of the respondents: rules are written from train and measured on holdout
    #[arg(long, value_enum, default_value_t = PartArg::All)]
    part: PartArg,
    /// Seed that draws the parts
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    /// Print the answers that were missed, or taken falsely, with their words marked
    #[arg(long, value_enum)]
    show: Option<Show>,
    /// Only this theme
    #[arg(long, value_name = "T")]
    theme: Option<String>,
    #[command(flatten)]
    view: View,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PartArg {
    All,
    Train,
    Holdout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Show {
    Misses,
    False,
    All,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    let read: Vec<_> = args.references.files().chain([args.codebook.as_deref()]).collect();
    args.survey.guard(&source, &read, args.view.output.as_deref())?;
    let format = args.view.format()?;
    let references = args.references.read(&source)?;
    let part = match args.part {
        PartArg::All => Part::All,
        PartArg::Train => Part::Train,
        PartArg::Holdout => Part::Holdout,
    };
    let choice = Choice {
        coder: one_coder(args.coder.as_deref(), &references)?,
        part,
        seed: args.seed,
        selection: args.survey.selection(&source)?,
    };
    let (mut validation, unread) = validate(&source, coder, &references, &choice)?;
    choose(args, &mut validation)?;
    let marks = if colour_out() && args.view.output.is_none() { COLOUR } else { BRACKETS };
    let language = args.view.language(coder);
    let text = match args.show {
        None => scores(&validation, format, language)?,
        Some(_) => cases(&validation, format, marks)?,
    };
    args.view.emit(&text, language)?;
    say_unread(&unread);
    let unused = say_unused(&validation.unused, &args.view);
    Ok(if unread.is_empty() { unused } else { Outcome::Findings })
}

/// Keeps the theme and the cases asked for.
fn choose(args: &Args, validation: &mut Validation) -> Result<()> {
    if let Some(only) = &args.theme {
        let is = |question: &str, theme: &str| only == theme || *only == format!("{question}.{theme}");
        if !validation.themes.iter().any(|t| is(&t.question, &t.theme)) {
            let full = validation.themes.iter().map(|t| format!("{}.{}", t.question, t.theme));
            let known: Vec<String> = full.chain(validation.themes.iter().map(|t| t.theme.clone())).collect();
            return Err(unknown("theme", only, known.iter().map(String::as_str)).into());
        }
        validation.themes.retain(|t| is(&t.question, &t.theme));
        validation.cases.retain(|c| is(&c.question, &c.theme));
        // what is pooled over all themes is not of this one
        (validation.micro, validation.macro_f1) = (None, None);
    }
    validation.cases.retain(|case| match args.show {
        None => false,
        Some(Show::All) => true,
        Some(Show::Misses) => case.fault == Fault::Miss,
        Some(Show::False) => case.fault == Fault::FalseAlarm,
    });
    Ok(())
}
