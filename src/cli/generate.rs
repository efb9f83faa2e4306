//! `fritekst completions` and `fritekst man`: made from the command line itself, so that they cannot lag behind.
use super::emit::emit;
use super::{Outcome, command};
use anyhow::Result;
use clap_complete::Shell;
use std::path::PathBuf;

/// Write a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst completions bash > ~/.local/share/bash-completion/completions/fritekst
  fritekst completions fish > ~/.config/fish/completions/fritekst.fish")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual pages
///
/// The page of fritekst itself goes to standard output; with --output every command gets a page of its own in a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst man | man -l -
  fritekst man -o ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// Folder to write a page a command to
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(crate) fn completions(args: &Completions) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "fritekst", &mut script);
    emit(&script, None)?;
    Ok(Outcome::Done)
}

pub(crate) fn man(args: &Man) -> Result<Outcome> {
    let Some(folder) = &args.output else {
        emit(&page(command())?, None)?;
        return Ok(Outcome::Done);
    };
    let mut whole = command();
    whole.build();
    emit(&page(whole.clone())?, Some(&folder.join("fritekst.1")))?;
    for sub in whole.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("fritekst-{}", sub.get_name());
        // a page is named as its file is
        let sub = sub.clone().display_name(name.clone());
        emit(&page(sub)?, Some(&folder.join(format!("{name}.1"))))?;
    }
    Ok(Outcome::Done)
}

fn page(command: clap::Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
