//! `fritekst mask`: a data set that can be shared.
use super::Outcome;
use super::emit::say;
use super::sink::Sink;
use super::survey::{Survey, said_if_nobody, say_unread};
use super::view::asked;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::answer::WAVE;
use fritekst::output::masked::{Masking, Summary};
use fritekst::pass::steady;
use std::path::PathBuf;

/// Write the survey with personal data replaced by pseudonyms
///
/// A CSV with the id, all variables and all questions. The same name, number or address gets the same pseudonym
/// wherever it comes back: [navn 1], [telefon 2]. What was replaced is told by kind and number, never by value. Not
/// looked for: dates of birth, DUF numbers, licence plates, gnr and bnr, postal codes alone, and handles such as @bruker. No masking
/// is complete: read the file before it is shared.
///
/// Its columns are called respondent and by the ids of variables and questions: a corpus.yaml for the copy says
/// `id: respondent` and no `column:`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst mask corpora/imdi2023 -o delbar.csv
  fritekst mask corpora/imdi2023 --without kommune -o delbar.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Variable to leave out; may be given more than once
    #[arg(long, value_name = "VARIABLE")]
    without: Vec<String>,
    /// Keep cells that begin with = + - @ as they are, for a copy that is to be coded to the letter; a spreadsheet may run them as
    /// formulas
    #[arg(long)]
    raw: bool,
    /// Write CSV as Norwegian Excel opens it: semicolons, and a mark for UTF-8
    #[arg(long)]
    excel: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The one format there is.
#[derive(Clone, ValueEnum)]
enum Format {
    Csv,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open_with(&args.without)?;
    args.survey.guard(&source, &[], args.output.as_deref())?;
    asked(None, args.output.as_deref(), Format::Csv)?;
    let selection = args.survey.selection(&source)?;
    let without =
        args.without.iter().map(|v| args.survey.variable(&source, v)).collect::<Result<Vec<_>>>()?;
    let mut masking = Masking::new(&source.frame, &selection.questions, without, args.raw, args.excel);
    let mut sink = Sink::open(args.output.as_deref())?;
    sink.write(&masking.head()?)?;
    let (mut unread, mut taken) = (Vec::new(), false);
    // in file order, for pseudonyms are numbered as they come
    steady(&source, || -> Result<()> {
        for row in source.rows()? {
            match row {
                Ok(row) if selection.holds(&row.values) => {
                    taken = true;
                    sink.write(&masking.row(&row)?)?;
                }
                Ok(_) => {}
                Err(error) if error.fatal => return Err(fritekst::Error::from(error).into()),
                Err(error) => unread.push(error),
            }
        }
        Ok(())
    })?;
    sink.close()?;
    let summary = masking.summary();
    for (kind, places, different) in &summary.replaced {
        let word = if *places == 1 { "place" } else { "places" };
        say(format!("{}: {places} {word}, {different} different", kind.label()));
    }
    say_ids(&summary);
    if args.without.iter().any(|variable| variable == WAVE) && !source.frame.waves.is_empty() {
        say("ids still begin with the wave");
    }
    if summary.is_clean() {
        say("no personal data found");
    }
    for (variable, kinds) in &summary.suspect {
        let kinds = kinds.iter().map(|(kind, rows)| {
            format!("{} in {rows} {}", kind.label(), if *rows == 1 { "row" } else { "rows" })
        });
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        say(format!("the variable {variable} holds {kinds} and was left as it is; use --without {variable}"));
    }
    say_unread(&unread);
    let outcome = if summary.suspect.is_empty() { Outcome::unless_empty(&unread) } else { Outcome::Findings };
    Ok(said_if_nobody(&selection, taken, "respondent").unwrap_or(outcome))
}

/// Ids are told apart from answers, for what was coded before goes by them.
fn say_ids(summary: &Summary) {
    let (replaced, kinds) = &summary.ids;
    if *replaced > 0 {
        let kinds = kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(", ");
        say(format!(
            "ids: {replaced} replaced, for they look like {kinds}; codings made before do not fit the masked file"
        ));
    }
}
