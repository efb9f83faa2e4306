//! `fritekst code`: every answer with its themes and the words that gave them.
use super::Outcome;
use super::emit::Sidecar;
use super::indexed::{IndexFlags, ensure, fresh, provenance};
use super::sink::Sink;
use super::survey::{Survey, codebook, narrowed, said_if_nobody, say_unread};
use super::view::asked;
use anyhow::{Result, bail};
use clap::ValueEnum;
use fritekst::output::codings::{Codings, Layout};
use fritekst::pass::pass_while;
use std::path::PathBuf;

/// Code the answers: which themes, by which rule and which words
///
/// Long form has one row a mention: respondent, question, theme, rule, start, end, text. `rule` is the rule's place
/// in the codebook: any.3@134 is the third under any, on line 134. start and end count Unicode characters of the
/// answer from 0, end not included. Wide form has one row an answer and a 0/1 column for each theme. Beside a file
/// stands what it was made of: kodinger.csv.meta.json.
///
/// All answers are read; a fresh index, where there is one, has their words analysed already. --index DIR builds it when
/// it is not there. The codings are the same to the byte.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst code corpora/imdi2023 -o kodinger.csv
  fritekst code corpora/imdi2023 --wide --question kollektiv -o bredt.csv
  fritekst code svar.xlsx --id respondent --question kommentar --codebook k.yaml")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// Only this theme
    #[arg(long, value_name = "T")]
    theme: Option<String>,
    /// One row an answer, with text and a 0/1 column a theme
    #[arg(long)]
    wide: bool,
    /// csv, or jsonl for the long form; when not given, what the name of the output file ends in, or else csv
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Keep cells that begin with = + - @ as they are; a spreadsheet may run them as formulas
    #[arg(long)]
    raw: bool,
    /// Write CSV as Norwegian Excel opens it: semicolons, and a mark for UTF-8
    #[arg(long)]
    excel: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    // last, for its heading goes for all that follows
    #[command(flatten)]
    index: IndexFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    #[value(alias = "ndjson")]
    Jsonl,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    args.survey.guard(&source, &[args.codebook.as_deref()], args.output.as_deref())?;
    let layout = layout(args)?;
    let mut selection = args.survey.selection(&source)?;
    let theme = narrowed(&mut selection, args.theme.as_deref(), &source, coder)?;
    let index = match &args.index.index {
        // rows that cannot be read are told of when they are coded
        Some(folder) => Some(ensure(&source, folder)?.0),
        None => fresh(&source, &args.index)?,
    };
    index.iter().for_each(|index| index.teach(coder));
    let codings = Codings {
        frame: &source.frame,
        coder,
        selection: &selection,
        layout,
        raw: args.raw,
        theme,
        excel: args.excel,
    };
    let mut sink = Sink::open(args.output.as_deref())?;
    let sidecar = args.output.as_deref().map(Sidecar::open).transpose()?;
    sink.write(&codings.head()?)?;
    let (mut failed, mut respondents, mut taken) = (None, 0, false);
    let written = || {
        pass_while(
            &source,
            || coder.reader(),
            |reader, rows| {
                let taken = rows.iter().any(|row| selection.holds(&row.values));
                (rows.len() as u64, taken, codings.rows(reader, rows))
            },
            |(rows, some, written)| {
                respondents += rows;
                taken |= some;
                failed = written.map_err(Into::into).and_then(|bytes| sink.write(&bytes)).err();
                failed.is_none()
            },
        )
    };
    let traced = || args.output.is_some().then(|| provenance(&source, coder, index.as_ref())).transpose();
    let (unread, provenance) = rayon::join(written, traced);
    let (unread, provenance) = (unread?, provenance?);
    if let Some(error) = failed {
        return Err(error);
    }
    match sidecar.zip(provenance) {
        Some((sidecar, provenance)) => {
            sidecar.close(sink, &provenance.read(respondents, unread.len()))?;
        }
        None => sink.close()?,
    }
    say_unread(&unread);
    Ok(said_if_nobody(&selection, taken, "respondent").unwrap_or(Outcome::unless_empty(&unread)))
}

/// How the codings are laid out, by what was asked for.
fn layout(args: &Args) -> Result<Layout> {
    match (args.wide, asked(args.format, args.output.as_deref(), Format::Csv)?) {
        (_, Format::Jsonl) if args.excel => {
            bail!("--excel is for CSV: leave --excel or --format jsonl out, and name the file to its form")
        }
        (true, Format::Jsonl) => {
            bail!("--wide is a CSV form: leave --format jsonl out, and name the file .csv")
        }
        (true, Format::Csv) => Ok(Layout::Wide),
        (false, Format::Csv) => Ok(Layout::Long),
        (false, Format::Jsonl) => Ok(Layout::Lines),
    }
}
