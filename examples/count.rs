//! Codes a survey with a codebook and prints its theme tables: the main job in a dozen lines.
//!
//! `cargo run --example count -- corpora/imdi2023`
use fritekst::answer::Selection;
use fritekst::codebook::Coder;
use fritekst::count::{Plan, count};
use fritekst::input::{Overrides, Source};
use fritekst::output::{Format, language::Language, table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "corpora/imdi2023".to_string());
    let survey = Source::open(path.as_ref(), &Overrides::default())?;
    let file = survey.codebook.clone().ok_or("the corpus names no codebook")?;
    let text = std::fs::read_to_string(&file)?;
    let coder =
        Coder::parse(&file.display().to_string(), &text).map_err(|findings| findings[0].found.clone())?;

    let plan = Plan { selection: Selection::all(&survey.frame), ..Plan::default() };
    let (counts, unread) = count(&survey, &coder, &plan)?;
    let tables = fritekst::table::tables(&survey.frame, &coder, &plan, &counts)?;
    print!("{}", table::tables(&tables, Format::Plain, Language::Norwegian)?);
    eprintln!("{} rows could not be read", unread.len());
    Ok(())
}
