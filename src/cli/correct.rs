//! The flags of corrected shares.
use super::emit::say;
use anyhow::Result;
use clap::ValueEnum;
use fritekst::Error;
use fritekst::codebook::Coder;
use fritekst::correction::{Choice, Given, Hand, Method, tally};
use fritekst::count::Plan;
use fritekst::error::Place;
use fritekst::input::reference::Reference;
use fritekst::input::{Source, fingerprint, reference};
use fritekst::stats::correction::rogan_gladen::Rate;
use fritekst::table::{LEVEL, Table, correct};
use std::path::{Path, PathBuf};

/// Shares put right by hand codings.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Correction")]
pub(crate) struct Correct {
    /// Show shares corrected by hand codings of a random sample; ppi++ when no method is named, dsl where the
    /// probabilities of the sample differ
    #[arg(id = "correct", long = "correct", value_enum, value_name = "METHOD", num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    way: Option<Way>,
    /// Hand codings: respondent;question;coder;themes, and probability where they are a sample
    #[arg(long, value_name = "FILE", requires = "correct")]
    reference: Option<PathBuf>,
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

    /// The hand codings that the flag names.
    pub(crate) fn reference(&self) -> Option<&Path> {
        self.reference.as_deref()
    }

    /// Corrects the shares of the tables; the fingerprint of the hand codings, where there are any.
    pub(crate) fn apply(
        &self,
        tables: &mut [Table],
        source: &Source,
        coder: &Coder,
        plan: &Plan,
    ) -> Result<Option<String>> {
        let Some(way) = self.way else { return Ok(None) };
        if plan.weight.is_some() {
            let error = Error::new("weighted shares cannot be corrected");
            return Err(error.remedy("leave --correct out, or weight: in corpus.yaml").into());
        }
        let choice = Choice { method: way.method(), rates: self.rates(way, coder)?, level: LEVEL };
        let path = self.reference.clone().or_else(|| source.reference.clone());
        if path.is_none() && choice.rates.is_empty() {
            let error = Error::new("no hand codings to correct by");
            return Err(error.remedy("name a file with --reference, or reference: in corpus.yaml").into());
        }
        // given error rates need no hand codings, and those of the corpus are not read for them
        let path = path.filter(|_| self.reference.is_some() || choice.rates.is_empty());
        let references = path.as_deref().map(reference::read).transpose()?.unwrap_or_default();
        if let Some(path) = path.as_deref().filter(|_| choice.rates.is_empty()) {
            coded(&references, path)?;
        }
        let questions = &plan.selection.questions;
        let hand = match path {
            Some(_) => Hand::new(&source.frame, coder, &references, self.coder.as_deref(), questions)?,
            None => Hand::none(),
        };
        let tallies = tally(source, coder, plan, &hand)?;
        correct(tables, &source.frame, coder, plan, (&tallies, &choice))?;
        if path.is_some() && tables.iter().all(|t| t.correction.as_ref().is_none_or(|c| c.coded == 0)) {
            say("no answer of these tables was coded by hand");
        }
        let read =
            path.map(|path| std::fs::read(&path).map_err(|e| Error::io(&path, "read", e))).transpose()?;
        Ok(read.map(|bytes| fingerprint(&bytes)))
    }

    /// Sensitivity and specificity in pairs, by theme.
    fn rates(&self, way: Way, coder: &Coder) -> Result<Vec<(Option<String>, Given, Given)>> {
        if !self.sensitivity.is_empty() && way != Way::RoganGladen {
            let error = Error::new("--sensitivity and --specificity are for one method only");
            return Err(error.remedy("use --correct=rogan-gladen").into());
        }
        let read = |texts: &[String]| texts.iter().map(|text| rate(text)).collect::<Result<Vec<_>>>();
        let (sensitivity, specificity) = (read(&self.sensitivity)?, read(&self.specificity)?);
        let mut rates = Vec::new();
        for (theme, given) in sensitivity {
            if let Some(name) = &theme {
                known(name, coder)?;
            }
            let other = specificity.iter().find(|(other, _)| *other == theme);
            let other = other.or_else(|| specificity.iter().find(|(other, _)| other.is_none()));
            let Some((_, other)) = other else {
                let theme = theme.unwrap_or_default();
                return Err(Error::new(format!("no --specificity for {theme}")).remedy("give both").into());
            };
            rates.push((theme, given, *other));
        }
        Ok(rates)
    }
}

/// Error when a sheet came back as it was drawn: then there is nothing to correct by.
fn coded(references: &[Reference], path: &Path) -> Result<()> {
    let blank = |row: &Reference| row.decided.as_ref().is_some_and(Vec::is_empty);
    if references.is_empty() || !references.iter().all(blank) {
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

fn known(name: &str, coder: &Coder) -> Result<()> {
    let full = coder.questions.iter().flat_map(|q| {
        let question = q.id.clone().unwrap_or_default();
        q.themes.iter().flat_map(move |t| [t.id.clone(), format!("{question}.{}", t.id)])
    });
    let full: Vec<String> = full.collect();
    if full.iter().any(|theme| theme == name) {
        return Ok(());
    }
    Err(super::survey::unknown("theme", name, full.iter().map(String::as_str)).into())
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
    let share = value.trim().replace(',', ".").parse::<f64>().ok();
    let share = share.filter(|share| (0.0..=1.0).contains(share)).ok_or_else(failed)?;
    Ok((theme, Given::Known(share)))
}
