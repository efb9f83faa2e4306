//! `fritekst diff`: what changes from one codebook, or file of codings, to another.
use super::Outcome;
use super::emit::say;
use super::indexed::{IndexFlags, provenance_of, say_missing, taught};
use super::survey::{Survey, load, said_if_nobody, say_unread};
use super::view::View;
use anyhow::Result;
use fritekst::Error;
use fritekst::answer::Selection;
use fritekst::codebook::Coder;
use fritekst::diff::{Coding, Side, Written, diff};
use fritekst::input::codings::{self, Coded};
use fritekst::input::{Source, fingerprint};
use fritekst::output::diff::diff as written;
use std::path::{Path, PathBuf};

/// Compare two codebooks, or two files of codings, on a survey
///
/// Which answers gained or lost which theme, by which rule, and what it does to the shares. Codings are files in the
/// long form that code writes. Exit code 1 when the two differ.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst diff gammel.yaml ny.yaml corpora/imdi2023
  fritekst diff kodinger-mai.csv kodinger-juni.csv corpora/imdi2023 --question kollektiv
  fritekst diff gammel.yaml ny.yaml corpora/imdi2023 --format csv -o endret.csv")]
pub(crate) struct Args {
    /// The first codebook (yaml) or codings (csv, jsonl, xlsx)
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The second
    #[arg(value_name = "B")]
    after: PathBuf,
    #[command(flatten)]
    survey: Survey,
    #[command(flatten)]
    index: IndexFlags,
    #[command(flatten)]
    view: View,
}

/// A side as read.
enum Read {
    Codebook(Box<Coder>),
    Codings(Vec<Coded>, String),
}

impl Read {
    fn coder(&self) -> Option<&Coder> {
        match self {
            Self::Codebook(coder) => Some(coder),
            Self::Codings(..) => None,
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let sides = [Some(&*args.before), Some(&*args.after)];
    args.survey.guard(&source, &sides, args.view.output.as_deref())?;
    let format = args.view.format()?;
    let selection = args.survey.selection(&source)?;
    let (first, second) = (read(&args.before)?, read(&args.after)?);
    if matches!(first, Read::Codebook(_)) != matches!(second, Read::Codebook(_)) {
        let error = Error::new("a codebook cannot be compared with a file of codings");
        return Err(error.remedy("write the codebook's codings with code -o, and compare those").into());
    }
    let side = |path: &Path, read: &Read| Side {
        file: path.display().to_string(),
        fingerprint: match read {
            Read::Codebook(coder) => coder.fingerprint.clone(),
            Read::Codings(_, fingerprint) => fingerprint.clone(),
        },
    };
    say_one_sided(args, &selection, &source, (&first, &second));
    let (before, after) = (side(&args.before, &first), side(&args.after, &second));
    let coders = [&first, &second].into_iter().filter_map(Read::coder);
    let index = taught(&source, &args.index, coders)?;
    say_missing(&args.index, index.as_ref());
    let made = second.coder().map_or(&after.file, |coder| &coder.name);
    let provenance = provenance_of(&source, (made, &after.fingerprint), index.as_ref())?;
    let (a, b) = (coding(&source, &args.before, &first)?, coding(&source, &args.after, &second)?);
    let (diff, unread) = diff(&source, &selection, (before, &a), (after, &b))?;
    let provenance = provenance.read(diff.respondents, unread.len());
    let language = args.view.language_or(second.coder());
    let text = written(&diff, &provenance, format, language)?;
    args.view.emit_traced(&text, language, &provenance)?;
    say_unread(&unread);
    let nobody =
        said_if_nobody(&selection, diff.questions.iter().any(|question| question.answered > 0), "answer");
    let outcome = if diff.is_empty() { Outcome::unless_empty(&unread) } else { Outcome::Findings };
    Ok(nobody.unwrap_or(outcome))
}

/// Says which questions only one of two files has codings of: they may not have been coded for the other.
fn say_one_sided(args: &Args, selection: &Selection, source: &Source, (first, second): (&Read, &Read)) {
    let (Read::Codings(before, _), Read::Codings(after, _)) = (first, second) else { return };
    let has = |rows: &[Coded], question: &str| rows.iter().any(|row| row.question == question);
    for question in &selection.questions {
        let id = &source.frame.questions[*question].id;
        let lacks = match (has(before, id), has(after, id)) {
            (true, false) => &args.after,
            (false, true) => &args.before,
            _ => continue,
        };
        say(format!(
            "{} has no codings of {id}: if it was not coded there, name the other questions with --question",
            lacks.display()
        ));
    }
}

fn read(path: &Path) -> Result<Read> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if matches!(extension.as_deref(), Some("yaml" | "yml")) {
        return Ok(Read::Codebook(Box::new(load(path)?)));
    }
    let rows = codings::read(path)?;
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    Ok(Read::Codings(rows, fingerprint(&bytes)))
}

fn coding<'a>(source: &Source, path: &Path, read: &'a Read) -> Result<Coding<'a>> {
    Ok(match read {
        Read::Codebook(coder) => Coding::Codebook(coder),
        Read::Codings(rows, _) => Coding::Written(Written::new(source, &path.display().to_string(), rows)?),
    })
}
