//! `fritekst index`: builds the index and says what is in it.
use super::Outcome;
use super::emit::emit_text;
use super::indexed::{IndexFlags, ensure, say_left_out};
use super::survey::{Survey, say_unread};
use anyhow::Result;
use fritekst::Error;
use std::path::PathBuf;

/// Build the index, and say what is in it
///
/// The index makes searches fast, and whatever is done again after a change of the codebook. It lies in .fritekst beside
/// the data (or in --index DIR), is built when it is needed, rebuilt when data or program have changed, and may be deleted
/// at any time. It holds the text of the answers: keep it where the data may be.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst index corpora/imdi2023
  fritekst index svar.xlsx --id respondent --question kommentar --index /tmp/indeks")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Folder of the index; .fritekst beside the data when not given
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let flags = IndexFlags { index: args.index.clone(), no_index: false };
    if source.frame.asides().next().is_some() {
        let error = Error::new("an index is of all respondents, and holds the columns that --variable names");
        return Err(error.remedy("leave --where out").into());
    }
    let Some(folder) = flags.folder(&source) else {
        return Err(Error::new("no place for the index").remedy("name a folder with --index DIR").into());
    };
    let (index, unread) = ensure(&source, &folder)?;
    let meta = &index.meta;
    let text = format!(
        "{}\nrespondents  {}\nanswers      {}\nwords        {}\nquestions    {}\nvariables    {}\ndata         {}\nanalysis     {}\n",
        index.path.display(),
        meta.respondents,
        meta.answers,
        meta.words,
        source.frame.questions.len(),
        source.frame.variables.len(),
        meta.data,
        meta.analysis,
    );
    emit_text(&text, None)?;
    say_unread(&unread);
    say_left_out(meta.unread, unread.len());
    Ok(if meta.unread > 0 { Outcome::Findings } else { Outcome::Done })
}
