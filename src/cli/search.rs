//! `fritekst search`: answers that a rule takes, as keywords in context.
use super::Outcome;
use super::emit::{colour_out, say};
use super::indexed::{IndexFlags, ensure};
use super::survey::{Survey, say_unread};
use super::view::View;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::codebook::{Coder, Finding, Level};
use fritekst::input::Source;
use fritekst::output::diagnostic;
use fritekst::output::language::Language;
use fritekst::output::marked::{BRACKETS, COLOUR};
use fritekst::output::search::found as written;
use fritekst::rule::Fault;
use fritekst::search::{Order, Query, Show, indexed, scan};
use std::path::PathBuf;

/// Search the answers with a rule of the codebook language
///
/// Prints each hit in its context, the hit aligned, and the exact number of answers and hits. Exit code 1 when nothing
/// is found.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst search corpora/imdi2023 bolig
  fritekst search corpora/imdi2023 'mangel ~5 (bolig | hus)' --where rolle=integreringsansvarlig
  fritekst search corpora/imdi2023 '\"psykisk helse\"' --question kollektiv -n 5 --sort respondent
  fritekst search corpora/imdi2023 'age(15..19)' --format csv -o treff.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// A rule: bolig, "psykisk helse", 'mangel ~5 hus', 'age(15..19)', @list
    #[arg(value_name = "RULE")]
    rule: String,
    /// Codebook whose lists and themes the rule may name, when not the one of corpus.yaml
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// How many hits to print
    #[arg(short = 'n', long = "number", default_value_t = 20)]
    number: usize,
    /// Words of context on each side
    #[arg(long, default_value_t = 8)]
    context: usize,
    /// Mask names, numbers and addresses in what is shown
    #[arg(long)]
    mask: bool,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    sort: Sort,
    #[command(flatten)]
    index: IndexFlags,
    #[command(flatten)]
    view: View,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    Relevance,
    Respondent,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open()?;
    let selection = args.survey.selection(&source)?;
    let query = query(args, &source)?;
    let order = if args.sort == Sort::Relevance { Order::Relevance } else { Order::Respondent };
    let show = Show { most: args.number, context: args.context, order, mask: args.mask };
    let (found, unread) = match args.index.folder(&source) {
        Some(folder) => {
            let (index, unread) = ensure(&source, &folder)?;
            if unread == 0 && index.meta.unread > 0 {
                say(format!("{} rows could not be read when the index was built", index.meta.unread));
            }
            (
                indexed(&index, &source.frame, &query, &selection, &show)?,
                unread.max(index.meta.unread as usize),
            )
        }
        None => {
            let (found, unread) = scan(&source, &query, &selection, &show)?;
            say_unread(&unread);
            (found, unread.len())
        }
    };
    let language = match args.view.lang {
        Some(super::view::Lang::En) => Language::English,
        _ => Language::Norwegian,
    };
    let marks = if colour_out() && args.view.output.is_none() { COLOUR } else { BRACKETS };
    let width = super::emit::width_out();
    args.view.emit(&written(&found, args.view.format(), language, marks, width)?)?;
    Ok(if found.answers == 0 || unread > 0 { Outcome::Findings } else { Outcome::Done })
}

/// The rule compiled; the codebook is read only when the rule names something in it.
fn query(args: &Args, source: &Source) -> Result<Query> {
    let compiled = if args.rule.contains('@') {
        let path = args.codebook.clone().or_else(|| source.codebook.clone());
        match path {
            Some(path) => Query::with(&args.rule, super::survey::load(&path)?),
            None => {
                let empty = Coder::parse("", "codebook: search\n");
                Query::with(
                    &args.rule,
                    empty.map_err(|_| anyhow::anyhow!("the shipped lists can't be used"))?,
                )
            }
        }
    } else {
        Query::new(&args.rule)
    };
    compiled.map_err(|faults| {
        let findings: Vec<Finding> = faults.into_iter().map(|f| finding(&args.rule, &f)).collect();
        say(diagnostic::findings(&findings, &args.rule, super::emit::colour(&std::io::stderr())));
        anyhow::anyhow!("the rule can't be used")
    })
}

fn finding(rule: &str, fault: &Fault) -> Finding {
    let byte = |at: usize| rule.char_indices().nth(at).map_or(rule.len(), |(i, _)| i);
    let bytes = byte(fault.at.start)..byte(fault.at.end);
    Finding::at(Level::Error, "rule", rule, bytes, fault.found.clone()).remedy(fault.remedy.clone())
}
