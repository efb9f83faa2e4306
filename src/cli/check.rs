//! `fritekst check`: everything that is wrong with a codebook, in one go, and how it does on a corpus.
use super::Outcome;
use super::emit::{colour, emit, emit_text, read_text, say};
use super::indexed::{IndexFlags, taught};
use super::survey::say_unread;
use super::view::Shape;
use anyhow::Result;
use fritekst::codebook::covers::gaps;
use fritekst::codebook::{Coder, Finding, Level, check};
use fritekst::input::{Overrides, Source};
use fritekst::norwegian::Origin;
use fritekst::output::marked::safe;
use fritekst::output::{diagnostic, json};
use fritekst::trial::{Taken, Trial, trial};
use std::fmt::Write;
use std::path::PathBuf;

/// Check a codebook, and how it does on a corpus
///
/// Reports every error with its line, column and a caret; examples that fail; and with a corpus, rules that take
/// nothing, rules that another rule makes needless, themes that nearly coincide, and answers without a theme.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst check codebooks/imdi2023.yaml
  fritekst check codebooks/imdi2023.yaml corpora/imdi2023
  fritekst check codebooks/imdi2023.yaml corpora/imdi2023 --words tolk")]
pub(crate) struct Args {
    /// The codebook
    #[arg(value_name = "CODEBOOK")]
    codebook: PathBuf,
    /// A corpus to try it on
    #[arg(value_name = "CORPUS")]
    corpus: Option<PathBuf>,
    /// List the word forms that each word of the rules took, with counts; with WORD only those that contain it
    #[arg(long, value_name = "WORD", num_args = 0..=1, default_missing_value = "", requires = "corpus")]
    words: Option<String>,
    /// plain or json
    #[arg(long, value_enum, default_value_t = Shape::Plain)]
    format: Shape,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let text = read_text(&args.codebook)?;
    let file = args.codebook.display().to_string();
    let coder = match Coder::parse(&file, &text) {
        Ok(coder) => coder,
        Err(findings) => {
            show(args, &findings, None, &text)?;
            return Err(anyhow::anyhow!(
                "{file} has {} and can't be used",
                super::survey::errors(findings.len())
            ));
        }
    };
    let mut findings = check::check(&coder, &file, &text);
    let mut tried = None;
    if let Some(corpus) = &args.corpus {
        // there are no flags for the columns of a data file here
        let source = Source::open(corpus, &Overrides::default()).map_err(|error| {
            let of_flags = error
                .remedy
                .as_ref()
                .is_some_and(|remedy| ["--id", "--question"].iter().any(|flag| remedy.contains(flag)));
            if of_flags {
                error.remedy("name the folder of a corpus.yaml, which names the columns")
            } else {
                error
            }
        })?;
        findings.extend(uncovered(&coder, &source, &file, &text));
        taught(&source, &IndexFlags::default(), [&coder])?;
        let (trial, unread) = trial(&source, &coder, &file, &text)?;
        findings.extend(trial.findings.iter().cloned());
        findings.sort_by_key(|f| (f.place.line, f.place.column));
        say_unread(&unread);
        tried = Some(trial);
    }
    show(args, &findings, tried.as_ref(), &text)?;
    // a list of words is no list of findings
    let serious = args.words.is_none() && findings.iter().any(|f| f.level <= Level::Warning);
    Ok(if serious { Outcome::Findings } else { Outcome::Done })
}

/// What the codebook names and the corpus does not have. What the corpus has more has no place in the codebook and is said.
fn uncovered(coder: &Coder, source: &Source, file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for gap in gaps(coder, &source.frame) {
        match gap.place(text) {
            Some(bytes) => {
                let found = Finding::at(Level::Warning, file, text, bytes, gap.error.found);
                findings.push(Finding { remedy: gap.error.remedy, ..found });
            }
            None => say(gap.error.to_string()),
        }
    }
    findings
}

fn show(args: &Args, findings: &[Finding], trial: Option<&Trial>, source: &str) -> Result<()> {
    if args.format == Shape::Json {
        let value = serde_json::json!({"findings": findings, "left": trial.map(|t| &t.left), "words": trial.map(|t| &t.words)});
        return emit(json(&value)?.as_bytes(), None);
    }
    let mut out = String::new();
    if let (Some(trial), Some(wanted)) = (trial, &args.words) {
        let taken: Vec<&Taken> = trial.words.iter().filter(|t| t.word.contains(wanted.as_str())).collect();
        taken.iter().for_each(|t| words(t, &mut out));
        if taken.is_empty() {
            say(format!("no word of a rule with '{wanted}' in it took anything"));
        }
    } else {
        if !findings.is_empty() {
            let _ = writeln!(out, "{}\n", diagnostic::findings(findings, source, colour(&std::io::stdout())));
        }
        left(trial, &mut out);
        let _ = writeln!(out, "{}", summary(&args.codebook.display().to_string(), findings));
    }
    emit_text(&out, None)
}

fn summary(file: &str, findings: &[Finding]) -> String {
    let count = |level: Level, one: &str| {
        let n = findings.iter().filter(|f| f.level == level).count();
        (n > 0).then(|| format!("{n} {one}{}", if n == 1 { "" } else { "s" }))
    };
    let counts: Vec<String> =
        [count(Level::Error, "error"), count(Level::Warning, "warning"), count(Level::Note, "note")]
            .into_iter()
            .flatten()
            .collect();
    if counts.is_empty() { format!("{file}: no findings") } else { format!("{file}: {}", counts.join(", ")) }
}

fn left(trial: Option<&Trial>, out: &mut String) {
    let Some(trial) = trial else { return };
    let _ = writeln!(out, "answers without a theme:");
    for left in &trial.left {
        let _ = writeln!(out, "  {:<24} {:>6} of {}", left.question, left.without, left.answers);
    }
    out.push('\n');
}

/// One word of a rule: its forms with counts, the weakly reached ones marked.
fn words(taken: &Taken, out: &mut String) {
    let forms = taken.forms.iter().map(|form| {
        let mark = match form.origin {
            Some(Origin::Stem) => " (stem only)",
            Some(Origin::Spelling) => " (spelling only)",
            _ => "",
        };
        format!("{} {}{mark}", safe(&form.form), form.n)
    });
    let _ = writeln!(out, "{}: {}", safe(&taken.word), forms.collect::<Vec<_>>().join(", "));
}
