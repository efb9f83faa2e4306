//! `fritekst check`: everything that is wrong with a codebook, in one go.
use super::Outcome;
use super::emit::{colour, read_text, say};
use anyhow::Result;
use fritekst::codebook::{Coder, check};
use fritekst::output::diagnostic;
use std::path::PathBuf;

/// Check a codebook, and how it does on a corpus
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The codebook
    codebook: PathBuf,
    /// A corpus to try it on
    corpus: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let text = read_text(&args.codebook)?;
    let file = args.codebook.display().to_string();
    let findings = match Coder::parse(&file, &text) {
        Err(findings) => findings,
        Ok(coder) => check::examples(&coder, &file, &text),
    };
    if !findings.is_empty() {
        say(diagnostic::findings(&findings, &text, colour(&std::io::stderr())));
    }
    say(format!("{file}: {} findings", findings.len()));
    Ok(Outcome::unless_empty(&findings))
}
