//! `fritekst validate`: how well the codebook codes, measured on reference codings.
use super::Outcome;
use super::emit::{colour_out, emit};
use super::survey::{Survey, codebook, say_unread};
use anyhow::Result;
use clap::ValueEnum;
use fritekst::Error;
use fritekst::output::marked::{BRACKETS, COLOUR, marked};
use fritekst::review::{Case, Choice, Fault, Part, Score, Validation, validate};
use std::fmt::Write;
use std::path::PathBuf;

/// Compare the codebook's codings with reference codings
///
/// Per theme: n, hits, misses, false alarms, precision, recall and F1; then all themes pooled (micro) and the mean
/// of their F1 (macro).
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
    /// Reference codings: respondent;question;coder;themes
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
    /// Whose codings are the reference
    #[arg(long, value_name = "NAME", default_value = "A")]
    coder: String,
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
    /// plain or json
    #[arg(long, value_enum, default_value_t = Format::Plain)]
    format: Format,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Plain,
    Json,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    let Some(path) = args.reference.clone().or_else(|| source.reference.clone()) else {
        let error = Error::new("no reference codings");
        return Err(error.remedy("name a file with --reference, or reference: in corpus.yaml").into());
    };
    let references = fritekst::input::reference::read(&path)?;
    args.survey.selection(&source)?;
    let part = match args.part {
        PartArg::All => Part::All,
        PartArg::Train => Part::Train,
        PartArg::Holdout => Part::Holdout,
    };
    let choice =
        Choice { coder: args.coder.clone(), part, seed: args.seed, questions: args.survey.question.clone() };
    let (validation, unread) = validate(&source, &coder, &references, &choice)?;
    let text = match (args.format, args.show) {
        (Format::Json, _) => serde_json::to_string_pretty(&validation)? + "\n",
        (Format::Plain, None) => plain(&validation, args.theme.as_deref()),
        (Format::Plain, Some(show)) => shown(&validation.cases, show, args.theme.as_deref()),
    };
    emit(text.as_bytes(), args.output.as_deref())?;
    say_unread(&unread);
    Ok(Outcome::unless_empty(&unread))
}

fn plain(validation: &Validation, only: Option<&str>) -> String {
    let mut out = format!(
        "{:<44} {:>5} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6}\n",
        "theme", "n", "hits", "misses", "false", "P", "R", "F1"
    );
    for theme in validation.themes.iter().filter(|t| only.is_none_or(|o| o == t.theme)) {
        line(&mut out, &format!("{}.{}", theme.question, theme.theme), &theme.score);
    }
    line(&mut out, "micro", &validation.micro);
    let _ = writeln!(
        out,
        "macro F1 {}; {} answers, coder {}",
        share(validation.macro_f1),
        validation.answers,
        validation.coder
    );
    out
}

fn line(out: &mut String, name: &str, s: &Score) {
    let (p, r, f) = (share(s.precision), share(s.recall), share(s.f1));
    let _ = writeln!(
        out,
        "{name:<44} {:>5} {:>5} {:>6} {:>6} {p:>6} {r:>6} {f:>6}",
        s.n, s.hits, s.misses, s.false_alarms
    );
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_string(), |v| format!("{v:.3}"))
}

fn shown(cases: &[Case], show: Show, only: Option<&str>) -> String {
    let marks = if colour_out() { COLOUR } else { BRACKETS };
    let wanted = if show == Show::Misses { Fault::Miss } else { Fault::FalseAlarm };
    let mut out = String::new();
    for case in cases.iter().filter(|c| c.fault == wanted && only.is_none_or(|o| o == c.theme)) {
        let rules =
            if case.rules.is_empty() { String::new() } else { format!("  ({})", case.rules.join(", ")) };
        let _ = writeln!(out, "{}.{}  {}{rules}", case.question, case.theme, case.respondent);
        let _ = writeln!(out, "    {}\n", marked(&case.text, &case.spans, marks).replace('\n', "\n    "));
    }
    out
}
