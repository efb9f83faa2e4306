//! `fritekst agree`: how far coders agree.
use super::Outcome;
use super::references::{References, say_unused};
use super::survey::{Survey, kept, say_unread};
use super::view::View;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::agreement::{Choice, MACHINE, agree};
use fritekst::codebook::Coder;
use fritekst::input::Source;
use fritekst::judgement::coders;
use fritekst::output::agreement::{coefficients, disagreements};
use fritekst::stats::alpha_interval::Method;
use std::path::PathBuf;

/// Measure how far coders agree, per theme and pooled
///
/// Krippendorff's alpha with its interval, Cohen's kappa with its standard error (two coders), Fleiss' and Conger's
/// kappa, Gwet's AC1, Brennan-Prediger and percent agreement; for the themes of an answer as a set also alpha with
/// Jaccard and MASI distance. Only answers that at least two of the coders coded count. The coder «machine» is the
/// codebook.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst agree corpora/imdi2023 --coders A,B
  fritekst agree corpora/imdi2023 --coders A,machine --question kollektiv --show
  fritekst agree corpora/imdi2023 --reference kari.xlsx --reference ola.xlsx --format md")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Coders, with commas between; all of the reference when not given
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = |name: &str| Ok::<_, String>(name.trim().to_string()))]
    coders: Vec<String>,
    #[command(flatten)]
    references: References,
    /// Codebook, for the coder machine and for labels, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// List the answers on which the coders disagree
    #[arg(long)]
    show: bool,
    /// How the interval of alpha is made; pooled over themes, units resamples whole answers
    #[arg(long, value_enum, default_value_t = IntervalArg::Units)]
    interval: IntervalArg,
    /// Resamples of a bootstrap
    #[arg(long, default_value_t = 2000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    replicates: u32,
    /// Seed of a bootstrap
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    #[command(flatten)]
    view: View,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum IntervalArg {
    /// Bootstrap of units
    Units,
    /// Krippendorff's bootstrap of pairs
    Pairs,
    /// Hughes' jackknife
    Jackknife,
    /// Gwet's variance
    Analytic,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let read: Vec<_> = args.references.files().chain([args.codebook.as_deref()]).collect();
    args.survey.guard(&source, &read, args.view.output.as_deref())?;
    let format = args.view.format()?;
    let references = args.references.read(&source)?;
    let coder = codebook(args, &source)?;
    let (replicates, seed) = (args.replicates, args.seed);
    let method = match args.interval {
        IntervalArg::Units => Method::Units { replicates, seed },
        IntervalArg::Pairs => Method::Pairs { replicates, seed },
        IntervalArg::Jackknife => Method::Jackknife,
        IntervalArg::Analytic => Method::Analytic,
    };
    let coders = if args.coders.is_empty() { coders(&references) } else { args.coders.clone() };
    let choice = Choice { coders, selection: args.survey.selection(&source)?, method };
    let (mut agreement, unread) = agree(&source, coder, &references, &choice)?;
    let language = args.view.language_or(coder);
    let text = if args.show {
        disagreements(&agreement, format)?
    } else {
        agreement.disagreements.clear();
        coefficients(&agreement, format, language)?
    };
    args.view.emit(&text, language)?;
    say_unread(&unread);
    let unused = say_unused(&agreement.unused, &args.view);
    Ok(if unread.is_empty() { unused } else { Outcome::Findings })
}

/// The codebook where the machine codes or the flag names one; otherwise that of corpus.yaml, if it is there.
fn codebook(args: &Args, source: &Source) -> Result<Option<&'static Coder>> {
    if args.codebook.is_some() || args.coders.iter().any(|coder| coder == MACHINE) {
        return super::survey::codebook(args.codebook.as_deref(), source).map(Some);
    }
    source.codebook.as_deref().filter(|path| path.exists()).map(kept).transpose()
}
