//! `fritekst sample`: answers drawn for hand coding.
use super::Outcome;
use super::emit::{emit, say};
use super::indexed::{IndexFlags, say_missing, taught};
use super::survey::{Survey, codebook, say_unread, unknown};
use super::view::{Format, View};
use anyhow::{Result, bail};
use fritekst::Error;
use fritekst::answer::{Selection, decimal};
use fritekst::codebook::Coder;
use fritekst::input::Source;
use fritekst::output::{coding_sheet, sample as written};
use fritekst::privacy::{Pseudonyms, mask};
use fritekst::sample::{By, Plan, Precision, Sample, Size, needed, sample};
use fritekst::stats::sampling::Allocation;
use std::path::PathBuf;

/// How many strata are worth listing.
const LISTED: usize = 60;

/// Draw answers for hand coding, and write a blind coding sheet
///
/// The sheet has respondent, question, the probability the answer was drawn with, the text, and one column a theme to
/// fill with 1 or 0; empty is not coded. As .xlsx it has a sheet for each question and the definitions on the last;
/// as .csv all themes stand side by side, and a spreadsheet may take the zeros off ids such as 001, which .xlsx keeps.
/// Filled, it goes to validate, agree and table --correct with --reference.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst sample corpora/imdi2023 -n 200 --seed 7 -o kari.xlsx
  fritekst sample corpora/imdi2023 -n 200 --stratify rolle,theme -o kari.csv
  fritekst sample corpora/imdi2023 --precision 0.05
  fritekst sample corpora/imdi2023 --question kollektiv --precision 0.1 --expected 0.3 -o kari.xlsx")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// How many answers
    #[arg(short = 'n', long = "number", value_name = "N")]
    number: Option<usize>,
    /// Strata: variables, question, theme (the rarest theme that the codebook gives the answer)
    #[arg(
        long,
        value_name = "V,V",
        value_delimiter = ',',
        requires = "number",
        conflicts_with = "precision"
    )]
    stratify: Vec<String>,
    /// As many from each stratum, instead of by its size
    #[arg(long, requires = "stratify")]
    equal: bool,
    /// Half-width of the interval wished for a theme's share of the answers to a question: 0.05 is five percentage points. Says
    /// how many answers to each question must be coded; with -o draws them. What these answers say of a larger population is less
    /// sure, however many are coded
    #[arg(long, value_name = "H", conflicts_with = "number", value_parser = number)]
    precision: Option<f64>,
    /// The share expected; 0.5 needs the most
    #[arg(long, value_name = "P", default_value_t = 0.5, requires = "precision", conflicts_with = "number", value_parser = number)]
    expected: f64,
    /// Seed of the draw
    #[arg(long, default_value_t = 2023)]
    seed: u64,
    /// Put [navn], [telefon] … for personal data in the answers, for a coder who need not see them
    #[arg(long)]
    mask: bool,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    #[command(flatten)]
    index: IndexFlags,
    #[command(flatten)]
    view: View,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let strata = args.stratify.iter().filter(|name| !OTHER_STRATA.contains(&name.trim()));
    let source = args.survey.open_with(strata)?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    args.survey.guard(&source, &[args.codebook.as_deref()], args.view.output.as_deref())?;
    let selection = args.survey.selection(&source)?;
    let size = match (args.number, args.precision) {
        (Some(number), _) => Size::Answers(number),
        (None, Some(half_width)) => {
            let precision = Precision { half_width, expected: args.expected, level: 0.95 };
            if args.view.output.is_none() {
                return say_needed(args, &source, coder, &selection, precision);
            }
            Size::Precision(precision)
        }
        (None, None) => bail!("how many answers is not stated; give -n 200, or --precision 0.05"),
    };
    let by: Vec<By> =
        args.stratify.iter().map(|name| stratum(args, &source, name.trim())).collect::<Result<_>>()?;
    // no other stratum needs the answers coded
    if by.contains(&By::Theme) {
        say_missing(&args.index, taught(&source, &args.index, [coder])?.as_ref());
    }
    let allocation = if args.equal { Allocation::Equal } else { Allocation::Proportional };
    let plan = Plan { selection, size, by, allocation, seed: args.seed };
    let (mut sample, unread) = sample(&source, coder, &plan)?;
    if args.mask {
        sample.answers.iter_mut().for_each(|drawn| drawn.text = mask(&drawn.text).text);
        // what is coded is laid beside the survey by its ids
        if sample
            .answers
            .iter()
            .any(|drawn| Pseudonyms::new().mask_id(&drawn.respondent).text != drawn.respondent)
        {
            say(
                "ids look like personal data, and stand in the sheet; draw from a copy that fritekst mask has written",
            );
        }
    }
    write(args, &sample, &source, coder)?;
    if sample.strata.len() > 1 && sample.strata.len() <= LISTED {
        say(written::strata(&sample.strata).trim_end());
    }
    let strata =
        if sample.strata.len() > 1 { format!(" in {} strata", sample.strata.len()) } else { String::new() };
    say(format!("{} of {} answers drawn{strata}, seed {}", sample.answers.len(), sample.of, args.seed));
    say_unread(&unread);
    Ok(Outcome::unless_empty(&unread))
}

fn say_needed(
    args: &Args,
    source: &Source,
    coder: &Coder,
    selection: &Selection,
    precision: Precision,
) -> Result<Outcome> {
    let (lines, unread) = needed(source, coder, selection, precision)?;
    let language = args.view.language(coder);
    args.view.emit(&written::needed(&lines, args.view.format()?, language)?, language)?;
    say_unread(&unread);
    Ok(Outcome::unless_empty(&unread))
}

/// A number with decimal comma or point.
fn number(text: &str) -> std::result::Result<f64, String> {
    decimal(text).ok_or_else(|| "a number such as 0.05 is expected".to_string())
}

/// Strata that are no variables.
const OTHER_STRATA: [&str; 2] = ["question", "theme"];

fn stratum(args: &Args, source: &Source, name: &str) -> Result<By> {
    Ok(match name {
        "theme" => By::Theme,
        "question" => By::Question,
        _ if source.frame.variable(name).is_some() => By::Variable(args.survey.variable(source, name)?),
        _ => {
            let variables = source.frame.variables.iter().map(|variable| variable.id.as_str());
            return Err(unknown("stratum", name, variables.chain(OTHER_STRATA)).into());
        }
    })
}

fn write(args: &Args, sample: &Sample, source: &Source, coder: &Coder) -> Result<()> {
    if let Some(Format::Json | Format::Md | Format::Html) = args.view.named() {
        bail!("a coding sheet is .csv or .xlsx; leave --format out, and name the file with -o");
    }
    let to = args.view.output.as_deref();
    let ending = to.and_then(|path| path.extension()).map(|e| e.to_string_lossy().to_lowercase());
    if args.view.named() == Some(Format::Csv) && ending.as_deref() == Some("xlsx") {
        bail!("a workbook is no csv; leave --format out, or name a file that ends in .csv");
    }
    let bytes = match ending.as_deref() {
        Some("xlsx") => coding_sheet::xlsx(sample, &source.frame, coder)?,
        Some("csv") | None => coding_sheet::csv(sample, &source.frame, coder)?,
        Some(other) => bail!("a coding sheet is .csv or .xlsx, not .{other}; name the file so"),
    };
    // a sheet that is there may hold hours of hand coding
    if let Some(path) = to.filter(|path| path.is_file()) {
        let error = Error::new(format!("{} is there already and may hold codings", path.display()));
        return Err(error.remedy("name another file, or take it away first").into());
    }
    emit(&bytes, to)
}
