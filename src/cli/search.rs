//! `fritekst search`: answers that a rule takes, as keywords in context.
use super::Outcome;
use super::emit::{colour_out, for_shell, say, show};
use super::indexed::{IndexFlags, ensure, say_left_out};
use super::survey::{Survey, mask_ids, say_unread};
use super::view::View;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::answer::Selection;
use fritekst::codebook::{Codebook, Coder, Finding, Level};
use fritekst::input::Source;
use fritekst::output::diagnostic;
use fritekst::output::marked::{BRACKETS, COLOUR};
use fritekst::output::search::found as written;
use fritekst::rule::Fault;
use fritekst::search::{Found, Order, Query, Show, indexed, scan};
use std::path::{Path, PathBuf};

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
    pub(crate) rule: String,
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
    let source = args.survey.open_before("search", &args.rule)?;
    args.survey.guard(&source, &[args.codebook.as_deref()], args.view.output.as_deref())?;
    let format = args.view.format()?;
    let selection = args.survey.selection(&source)?;
    let query = query(args, &source)?;
    say_wide(args, &source, &selection);
    let order = if args.sort == Sort::Relevance { Order::Relevance } else { Order::Respondent };
    let show = Show { most: args.number, context: args.context, order, mask: args.mask };
    let by_scan = || -> Result<(Found, usize)> {
        let (found, unread) = scan(&source, &query, &selection, &show)?;
        say_unread(&unread);
        Ok((found, unread.len()))
    };
    let (mut found, unread) = match args.index.folder(&source) {
        None => by_scan()?,
        Some(folder) => match by_index(&source, &folder, &query, &selection, &show) {
            // an index that nobody asked for is a courtesy: a disk that is full or read-only needs none
            Err(error) if args.index.index.is_none() => {
                let found = by_scan()?;
                say(format!("all answers were read, without an index: {error:#}"));
                found
            }
            found => found?,
        },
    };
    if args.mask {
        mask_ids(found.shown.iter_mut().map(|hit| &mut hit.respondent));
    }
    let language = args.view.language_or(None);
    let marks = if colour_out() && args.view.output.is_none() { COLOUR } else { BRACKETS };
    let width = super::emit::width_out();
    let text = written(&found, format, language, marks, width)?;
    args.view.emit(&text, language)?;
    Ok(if found.answers == 0 || unread > 0 { Outcome::Findings } else { Outcome::Done })
}

/// What an index finds, and how many rows could not be read for it.
fn by_index(
    source: &Source,
    folder: &Path,
    query: &Query,
    selection: &Selection,
    show: &Show,
) -> Result<(Found, usize)> {
    let (index, unread) = ensure(source, folder)?;
    say_unread(&unread);
    let unread = unread.len();
    let found = indexed(&index, &source.frame, query, selection, show)?;
    say_left_out(index.meta.unread, unread);
    Ok((found, unread.max(index.meta.unread as usize)))
}

/// Says so where a theme of one question is looked for in the answers to others too: a table counts its own alone.
fn say_wide(args: &Args, source: &Source, selection: &Selection) {
    let questions = source.frame.questions.iter().map(|question| question.id.as_str());
    let named = questions.into_iter().find(|id| args.rule.contains(&format!("@{id}.")));
    if let Some(id) = named.filter(|_| args.survey.question.is_empty() && selection.questions.len() > 1) {
        say(format!(
            "the rule is tried on answers to all questions; --question {id} keeps to those that its theme is of"
        ));
    }
}

/// The rule compiled; the codebook is read only when the rule names something in it.
fn query(args: &Args, source: &Source) -> Result<Query> {
    let compiled = if args.rule.contains('@') {
        let path = args.codebook.clone().or_else(|| source.codebook.clone());
        match path {
            Some(path) => Query::with(&args.rule, super::survey::load(&path)?),
            None => {
                let empty = Coder::compile("", "", &Codebook::default());
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
        show(diagnostic::findings(&findings, &args.rule, super::emit::colour(&std::io::stderr())));
        anyhow::anyhow!("the rule can't be used")
    })
}

fn finding(rule: &str, fault: &Fault) -> Finding {
    let byte = |at: usize| rule.char_indices().nth(at).map_or(rule.len(), |(i, _)| i);
    let bytes = byte(fault.at.start)..byte(fault.at.end);
    // the shell takes quotes for its own, and the rule is one argument
    let remedy = fault.remedy_as(|offer| for_shell(&offer.within(rule)));
    Finding::at(Level::Error, "rule", rule, bytes, fault.found.clone()).remedy(remedy)
}
