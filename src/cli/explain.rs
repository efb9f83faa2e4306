//! `fritekst explain`: why an answer got a theme, or did not.
use super::Outcome;
use super::emit::{colour_out, emit, emit_text};
use super::survey::{Survey, codebook, mask_ids, narrowed, say_unread};
use super::view::{Lang, Shape};
use anyhow::Result;
use fritekst::Error;
use fritekst::answer::{Row, is_answer};
use fritekst::codebook::Subject;
use fritekst::codebook::explain::{Explanation, explain};
use fritekst::input::{Source, short};
use fritekst::output::explanation::explanation;
use fritekst::output::language::Language;
use fritekst::output::marked::{BRACKETS, COLOUR};
use fritekst::pass::steady;
use fritekst::privacy::explained::masked;
use std::path::PathBuf;

/// Show why an answer got a theme, or did not
///
/// The answer with its words marked; each theme with the rule that fired and what the analysis makes of the words; for
/// a theme that did not fire, the rule that came nearest and what was missing, or what took the match away.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst explain corpora/imdi2023 R0059
  fritekst explain corpora/imdi2023 R0059 --question kollektiv --theme bolig")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Respondent id
    #[arg(value_name = "RESPONDENT")]
    respondent: String,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// Only this theme
    #[arg(long, value_name = "T")]
    theme: Option<String>,
    /// Mask names, numbers and addresses in what is shown
    #[arg(long)]
    mask: bool,
    /// plain or json
    #[arg(long, value_enum, default_value_t = Shape::Plain)]
    format: Shape,
    /// Language of the talk; the codebook's when not given
    #[arg(long, value_enum)]
    lang: Option<Lang>,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open_before("explain", &args.respondent)?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    let mut selection = args.survey.selection(&source)?;
    let all = selection.questions.len() == source.frame.questions.len();
    let theme = narrowed(&mut selection, args.theme.as_deref(), &source, coder)?;
    let row = row_of(&source, &args.respondent)?;
    if !selection.holds(&row.values) {
        let error = Error::new(format!("--where does not take the respondent '{}'", short(&args.respondent)));
        return Err(error.remedy("leave --where out").into());
    }
    let mut reader = coder.reader();
    let mut explanations = Vec::new();
    for question in selection.questions {
        let (id, text) = (&source.frame.questions[question].id, &row.answers[question]);
        let Some(themes) = coder.question(id).filter(|_| is_answer(text)) else { continue };
        let subject = Subject::of(&source.frame, &row.values);
        let themes = explain(coder, themes, &reader.read(text), subject, theme);
        let (respondent, question, text) = (row.id.to_string(), id.clone(), text.to_string());
        let explanation = Explanation { respondent, question, text, themes };
        explanations.push(if args.mask { masked(explanation) } else { explanation });
    }
    if explanations.is_empty() {
        let error = Error::new(format!("{} gave no answer to be coded here", args.respondent));
        return Err(error.remedy(more(args, all)).into());
    }
    if args.mask {
        mask_ids(explanations.iter_mut().map(|e| &mut e.respondent));
    }
    match args.format {
        Shape::Json => emit(fritekst::output::json(&explanations)?.as_bytes(), None)?,
        Shape::Plain => {
            let language = match args.lang {
                Some(Lang::En) => Language::English,
                Some(Lang::No) => Language::Norwegian,
                None => Language::of(&coder.language).unwrap_or_default(),
            };
            let marks = if colour_out() { COLOUR } else { BRACKETS };
            let text =
                explanations.iter().map(|e| explanation(e, language, marks)).collect::<Vec<_>>().join("\n");
            emit_text(&text, None)?;
        }
    }
    Ok(Outcome::Done)
}

/// Their row in the data.
fn row_of(source: &Source, respondent: &str) -> Result<Row> {
    let mut unread = Vec::new();
    let row = steady(source, || -> Result<_> {
        Ok(source.rows()?.find_map(|row| match row {
            Ok(row) => (row.id == respondent).then_some(row),
            Err(error) => {
                unread.push(error);
                None
            }
        }))
    })?;
    row.ok_or_else(|| {
        // they may be among those that could not be read
        say_unread(&unread);
        let error = Error::new(format!("no respondent '{}'", short(respondent)));
        let remedy = match source.frame.waves.first() {
            Some(wave) => format!("write the wave before the id, as in {wave}/{}", short(respondent)),
            None => "use an id from the data's id column".to_string(),
        };
        error.remedy(remedy).into()
    })
}

/// Where there may be more to explain of somebody whose answers are not here.
fn more(args: &Args, all: bool) -> &'static str {
    match (all, &args.theme) {
        (false, _) => "leave --question out to see all their answers",
        (true, Some(_)) => "leave --theme out to see all their answers",
        (true, None) => "name somebody who has answered a question that the codebook has themes for",
    }
}
