//! `fritekst words`: what the analysis makes of a word, and what a rule of it asks for.
use super::Outcome;
use super::emit::emit;
use super::view::Shape;
use anyhow::{Result, bail};
use fritekst::norwegian::study::{Passage, Study};
use fritekst::output::{json, words};

/// Show what the analysis makes of words
///
/// For each word its written form, its parts if it is a compound, its lemmas, and its keys: what an answer with this
/// word can be found by, where in the word each stands, and how it was reached, the firmest first. `rule` is what the
/// word asks for when it stands in a rule. With --sentence the words are a text: its sentences, clauses and ages.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst words bustadmangelen
  fritekst words tolker tolk VGS --format json
  fritekst words --sentence 'Bolig går greit, men 16-åringene mangler skole.'")]
pub(crate) struct Args {
    /// Words; with --sentence a text
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
    /// Show the sentences, clauses and ages of a text instead
    #[arg(long)]
    sentence: bool,
    /// plain or json
    #[arg(long, value_enum, default_value_t = Shape::Plain)]
    format: Shape,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let text = if args.sentence { passage(args)? } else { studies(args)? };
    emit(text.as_bytes(), None)?;
    Ok(Outcome::Done)
}

fn passage(args: &Args) -> Result<String> {
    let passage = Passage::of(&args.words.join(" "));
    Ok(if args.format == Shape::Json { json(&passage)? } else { words::passage(&passage) })
}

fn studies(args: &Args) -> Result<String> {
    let found: Vec<Study> = args.words.iter().flat_map(|typed| Study::each(typed)).collect();
    if found.is_empty() {
        bail!("no word of letters or digits; write words such as bolig or NAV-kontoret");
    }
    Ok(if args.format == Shape::Json { json(&found)? } else { words::studies(&found) })
}
