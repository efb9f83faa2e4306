//! The index on the command line: where it lies, and building it with a progress bar on a terminal.
use super::emit::{command_typed, say};
use anyhow::Result;
use clap::Args;
use fritekst::codebook::Coder;
use fritekst::index::{Index, default_folder};
use fritekst::input::{RowError, Source};
use fritekst::provenance::Provenance;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the index lies, or whether to do without.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Index")]
pub(crate) struct IndexFlags {
    /// Folder of the index; .fritekst beside the data when not given
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Read all answers instead of using an index
    #[arg(long, conflicts_with = "index")]
    pub no_index: bool,
}

impl IndexFlags {
    /// The folder, unless the index is turned off or the data have no folder of their own. One that nobody asked for is not
    /// made anew for each column that a filter names.
    pub(crate) fn folder(&self, source: &Source) -> Option<PathBuf> {
        if self.no_index {
            return None;
        }
        let own = || default_folder(source).filter(|_| source.frame.asides().next().is_none());
        self.index.clone().or_else(own)
    }
}

/// The index of a survey if a fresh one is there: no table waits for one. What keeps one that nobody asked for from being
/// used is no error, for the data can be read.
pub(crate) fn fresh(source: &Source, flags: &IndexFlags) -> Result<Option<Index>> {
    let Some(folder) = flags.folder(source) else { return Ok(None) };
    match Index::open(source, &folder) {
        Err(_) if flags.index.is_none() => Ok(None),
        opened => Ok(opened?),
    }
}

/// Says that the index asked for by name is not there; the answers are read, which takes longer and gives the same.
pub(crate) fn say_missing(flags: &IndexFlags, index: Option<&Index>) {
    if let (Some(folder), None) = (&flags.index, index) {
        say(format!(
            "no fresh index of this survey is in {}: all answers are read; fritekst index builds it",
            folder.display()
        ));
    }
}

/// The fresh index if one is there, for a pass over the data: codebooks are told what the words of the survey satisfy.
pub(crate) fn taught<'c>(
    source: &Source,
    flags: &IndexFlags,
    coders: impl IntoIterator<Item = &'c Coder>,
) -> Result<Option<Index>> {
    let index = fresh(source, flags)?;
    if let Some(index) = &index {
        coders.into_iter().for_each(|coder| index.teach(coder));
    }
    Ok(index)
}

/// What a result is made of: an index knows the fingerprint of the data, and without one they are read for it.
pub(crate) fn provenance(
    source: &Source,
    coder: &Coder,
    index: Option<&Index>,
) -> fritekst::Result<Provenance> {
    provenance_of(source, (&coder.name, &coder.fingerprint), index)
}

/// The same for codings whose name and fingerprint are known, be they made by a codebook or not.
pub(crate) fn provenance_of(
    source: &Source,
    codings: (&str, &str),
    index: Option<&Index>,
) -> fritekst::Result<Provenance> {
    Ok(match index {
        None => Provenance::of(source, codings, &command_typed())?,
        Some(index) => Provenance::known(source, index.meta.data.clone(), codings, &command_typed()),
    })
}

/// Says how many rows are not in an index, unless they were named when it was built just now.
pub(crate) fn say_left_out(rows: u64, named: usize) {
    if rows > 0 && named == 0 {
        let rows = if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
        say(format!("{rows} could not be read when the index was built: a run with --no-index names them"));
    }
}

/// The fresh index in a folder, built when it is not there; second, the rows that could not be read on the way.
pub(crate) fn ensure(source: &Source, folder: &Path) -> Result<(Index, Vec<RowError>)> {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template("{spinner} {msg} {human_pos} respondents, {elapsed}")?);
    bar.set_message("indexing");
    // nothing is drawn for work that is over in a moment
    bar.enable_steady_tick(Duration::from_millis(200));
    let waiting = || {
        say(format!(
            "waiting for another run that builds the index in {}; Ctrl-C stops this one",
            folder.display()
        ));
    };
    let _building = super::interrupt::building(folder);
    let built = Index::ensure(source, folder, waiting, |respondents| bar.set_position(respondents));
    bar.finish_and_clear();
    Ok(built?)
}
