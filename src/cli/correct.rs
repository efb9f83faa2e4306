//! The flags of corrected shares.
use super::emit::say;
use super::references::{named_or_own, none_named, read};
use super::survey::themes;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::Error;
use fritekst::answer::decimal;
use fritekst::codebook::Coder;
use fritekst::correction::{Choice, Given, Hand, Method, tally};
use fritekst::count::Plan;
use fritekst::error::Place;
use fritekst::input::Source;
use fritekst::input::reference::{Reference, References};
use fritekst::judgement::Unused;
use fritekst::stats::correction::rogan_gladen::Rate;
use fritekst::table::{LEVEL, Table, correct};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Shares put right by hand codings.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Correction")]
pub(crate) struct Correct {
    /// Show shares corrected by hand codings of a random sample; ppi++ when no method is named, dsl where the
    /// probabilities of the sample differ
    #[arg(id = "correct", long = "correct", value_enum, value_name = "METHOD", num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    way: Option<Way>,
    /// Hand codings: respondent;question;coder;themes, and probability where they are a sample, or a filled coding sheet (csv,
    /// xlsx); more than once for more files
    #[arg(long, value_name = "FILE", requires = "correct")]
    reference: Vec<PathBuf>,
    /// Take empty cells of a coding sheet for 0: for a coder who read every row and wrote only the 1s
    #[arg(long, requires = "correct")]
    blank_is_no: bool,
    /// Whose hand codings
    #[arg(long, value_name = "NAME", requires = "correct")]
    coder: Option<String>,
    /// Sensitivity for rogan-gladen: 0.9, or 45/50 cases; bolig=0.9 for one theme
    #[arg(long, value_name = "[THEME=]X", requires = "correct", requires = "specificity")]
    sensitivity: Vec<String>,
    /// Specificity for rogan-gladen: 0.98, or 196/200 cases; bolig=0.98 for one theme
    #[arg(long, value_name = "[THEME=]X", requires = "correct", requires = "sensitivity")]
    specificity: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    Auto,
    #[value(name = "ppi++")]
    PpiPlus,
    Ppi,
    Dsl,
    Difference,
    Greg,
    RoganGladen,
}

impl Correct {
    /// Whether shares are to be corrected, for which every answer is coded.
    pub(crate) fn is_asked(&self) -> bool {
        self.way.is_some()
    }

    /// The files that the flag names.
    pub(crate) fn references(&self) -> impl Iterator<Item = Option<&Path>> {
        self.reference.iter().map(|file| Some(&**file))
    }

    /// Corrects the shares of the tables; the fingerprint of the hand codings and those that were not used, where there are any.
    pub(crate) fn apply(
        &self,
        tables: &mut [Table],
        source: &Source,
        coder: &Coder,
        plan: &Plan,
    ) -> Result<(Option<String>, Vec<Unused>)> {
        let Some(way) = self.way else { return Ok((None, Vec::new())) };
        if plan.weight.is_some() {
            let error = Error::new("weighted shares cannot be corrected");
            return Err(error.remedy("leave --correct out, or weight: in corpus.yaml").into());
        }
        let choice = Choice { method: way.method(), rates: self.rates(way, source, coder)?, level: LEVEL };
        // given error rates need no hand codings, and those of the corpus are not read for them
        let files =
            if choice.rates.is_empty() { named_or_own(&self.reference, source) } else { &self.reference };
        if files.is_empty() && choice.rates.is_empty() {
            return Err(none_named("no hand codings to correct by"));
        }
        let References { codings, fingerprint } = read(files, self.blank_is_no, source)?;
        if choice.rates.is_empty() {
            coded(&codings, &files[0])?;
        }
        let questions = &plan.selection.questions;
        let hand = match files {
            [] => Hand::none(),
            _ => Hand::new(&source.frame, coder, &codings, self.coder.as_deref(), questions)?,
        };
        let (tallies, unused) = tally(source, coder, plan, &hand)?;
        correct(tables, &source.frame, coder, plan, (&tallies, &choice))?;
        if !files.is_empty() && tables.iter().all(|t| t.correction.as_ref().is_none_or(|c| c.coded == 0)) {
            say("no answer of these tables was coded by hand");
        }
        Ok(((!files.is_empty()).then_some(fingerprint), unused))
    }

    /// Sensitivity and specificity in pairs, by theme.
    fn rates(&self, way: Way, source: &Source, coder: &Coder) -> Result<Vec<(Option<String>, Given, Given)>> {
        if !self.sensitivity.is_empty() && way != Way::RoganGladen {
            let error = Error::new("--sensitivity and --specificity are for one method only");
            return Err(error.remedy("use --correct=rogan-gladen").into());
        }
        let read = |texts: &[String]| texts.iter().map(|text| rate(text)).collect::<Result<Vec<_>>>();
        let (sensitivity, specificity) = (read(&self.sensitivity)?, read(&self.specificity)?);
        let questions: Vec<usize> = (0..source.frame.questions.len()).collect();
        let (flags, both) = (["--sensitivity", "--specificity"], [&sensitivity, &specificity]);
        for (flag, given) in flags.into_iter().zip(both) {
            for (at, (theme, _)) in given.iter().enumerate() {
                let of = theme.as_ref().map(|theme| format!(" for {theme}")).unwrap_or_default();
                if let Some(name) = theme {
                    themes(name, source, coder, &questions)?;
                }
                if given[..at].iter().any(|(other, _)| other == theme) {
                    return Err(Error::new(format!("{flag}{of} is given twice"))
                        .remedy("give it once")
                        .into());
                }
            }
        }
        // a theme's own rate, or that of all
        let find = |given: &[(Option<String>, Given)], theme: &Option<String>| {
            let own = given.iter().find(|(other, _)| other == theme);
            own.or_else(|| given.iter().find(|(other, _)| other.is_none())).map(|(_, given)| *given)
        };
        let themes: BTreeSet<&Option<String>> = both.into_iter().flatten().map(|(theme, _)| theme).collect();
        let pair = |theme: &Option<String>| {
            let rates = both.map(|given| find(given, theme));
            if let [Some(sensitivity), Some(specificity)] = rates {
                return Ok((theme.clone(), sensitivity, specificity));
            }
            let flag = flags[usize::from(rates[0].is_some())];
            let of = theme.as_ref().map_or("all themes", |theme| theme);
            Err(Error::new(format!("no {flag} for {of}")).remedy("give both").into())
        };
        themes.into_iter().map(pair).collect()
    }
}

/// Error when a sheet came back as it was drawn: then there is nothing to correct by.
fn coded(references: &[Reference], path: &Path) -> Result<()> {
    if references.is_empty() || !references.iter().all(Reference::is_blank) {
        return Ok(());
    }
    let error = Error::new("no answer in the reference is coded").at(Place::file(path.display().to_string()));
    Err(error.remedy("fill in the sheet: 1 where a theme is in the answer, 0 where it is not").into())
}

impl Way {
    fn method(self) -> Option<Method> {
        match self {
            Way::Auto => None,
            Way::PpiPlus => Some(Method::PpiPlus),
            Way::Ppi => Some(Method::Ppi),
            Way::Dsl => Some(Method::Dsl),
            Way::Difference => Some(Method::Difference),
            Way::Greg => Some(Method::Greg),
            Way::RoganGladen => Some(Method::RoganGladen),
        }
    }
}

/// `0.9`, `45/50`, with a theme and = before it.
fn rate(text: &str) -> Result<(Option<String>, Given)> {
    let (theme, value) = match text.split_once('=') {
        Some((theme, value)) => (Some(theme.trim().to_string()), value),
        None => (None, text),
    };
    let failed = || {
        let error = Error::new(format!("'{text}' is no share"));
        error.remedy("give a share such as 0.9, or cases such as 45/50")
    };
    if let Some((count, n)) = value.split_once('/') {
        let count = count.trim().parse::<u64>().ok().zip(n.trim().parse::<u64>().ok());
        let (count, n) = count.filter(|(count, n)| *n > 0 && count <= n).ok_or_else(failed)?;
        return Ok((theme, Given::Found(Rate::of(count, n))));
    }
    let share = decimal(value).filter(|share| (0.0..=1.0).contains(share)).ok_or_else(failed)?;
    Ok((theme, Given::Known(share)))
}
