//! Shares put right by hand codings: human and machine codes of the same answers counted together, and the
//! estimates made from them.
mod hand;
mod tally;

pub use hand::Hand;
pub use tally::{Sampled, Tallies, tally};

use crate::error::{Error, Result};
use crate::stats::correction::population::{Speaks, all_by_hand, of_population};
use crate::stats::correction::rogan_gladen::{Rate, known, rogan_gladen};
use crate::stats::correction::{Coded, Estimate, Warning, difference, dsl, greg, ppi};
use crate::stats::share::{Share, wilson, wilson_finite};
use serde::Serialize;

/// How shares are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// PPI with a fitted weight; never wider than the hand-coded sample alone.
    PpiPlus,
    /// PPI with full trust in the codebook.
    Ppi,
    /// For samples where the chance of being coded by hand differed.
    Dsl,
    /// Machine share plus mean difference.
    Difference,
    /// Regression estimator.
    Greg,
    /// By sensitivity and specificity.
    RoganGladen,
}

/// Sensitivity or specificity as given: known for sure, or from a number of cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Given {
    /// Known for sure.
    Known(f64),
    /// Found in a number of cases.
    Found(Rate),
}

/// How to correct.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The method; when none is named PPI++, or DSL where probabilities differ.
    pub method: Option<Method>,
    /// Sensitivity and specificity per theme: `question.theme`, a theme's id, or nothing for every theme.
    pub rates: Vec<(Option<String>, Given, Given)>,
    /// Confidence level.
    pub level: f64,
}

/// How the answers that were coded by hand came to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// All answers were.
    Full,
    /// They were drawn with stated probabilities, the same for all.
    Even,
    /// They were drawn with stated probabilities that differ.
    Uneven,
    /// None was: error rates were given instead.
    None,
    /// Nobody says: taken for a simple random sample, with a warning.
    Unstated,
}

/// A corrected share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Corrected {
    /// Answers coded by hand.
    pub coded: u64,
    /// Of these, with the theme by hand; for disclosure control, never written.
    #[serde(skip)]
    pub with: u64,
    /// Share, interval, method, warnings.
    #[serde(flatten)]
    pub estimate: Estimate,
}

/// How the shares of a table were corrected.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// The method used.
    pub method: Method,
    /// Answers coded by hand.
    pub coded: u64,
    /// Of these that answered.
    pub answered: u64,
    /// How they came to be coded.
    pub sampling: Sampling,
    /// Groups whose shares could not be corrected, and why.
    pub left_out: Vec<(String, String)>,
}

/// The method to use for a sample; an error when the one named does not fit it.
pub fn method(choice: &Choice, sampling: Sampling) -> Result<Method> {
    match (choice.method, sampling) {
        (None, Sampling::Uneven) | (Some(Method::Dsl), _) => Ok(Method::Dsl),
        (None, _) => Ok(Method::PpiPlus),
        // error rates that are given need no sample
        (Some(Method::RoganGladen), Sampling::Uneven) if !choice.rates.is_empty() => Ok(Method::RoganGladen),
        (Some(_), Sampling::Uneven) => {
            let error = Error::new("the probabilities of the hand-coded answers differ");
            Err(error.remedy("use --correct=dsl, which takes them into account"))
        }
        (Some(method), _) => Ok(method),
    }
}

/// Corrects one share of a group for a population of `size`, or one without end. `whole` is the theme in all
/// groups together: error rates come from there. Error when the sample does not allow it.
pub fn correct(
    method: Method,
    sampled: &Sampled,
    whole: &Sampled,
    given: Option<(Given, Given)>,
    (size, level): (Option<u64>, f64),
) -> Result<Corrected> {
    let coded = &sampled.coded;
    let size = size.filter(|size| *size >= coded.all());
    let mut estimate = match method {
        Method::RoganGladen if given.is_none() && whole.is_uneven() => {
            let error = Error::new("the probabilities of the hand-coded answers differ");
            return Err(
                error.remedy("give --sensitivity and --specificity for every theme, or use --correct=dsl")
            );
        }
        Method::RoganGladen if given.is_none() && whole.coded.n() == 0 => {
            let error = Error::new("no error rates are given for the theme");
            return Err(error.remedy("give --sensitivity and --specificity for it too"));
        }
        Method::RoganGladen => by_rates(coded, &whole.coded, given, size, level)?,
        _ if coded.rest == 0 && coded.n() > 0 => {
            all_by_hand(&share(coded.both + coded.hand_only, coded.n(), size, level)?)
        }
        Method::PpiPlus => of_population(coded, ppi::tuned(coded, level)?, Speaks::OfMore, size)?,
        Method::Ppi => of_population(coded, ppi::ppi(coded, level)?, Speaks::OfMore, size)?,
        Method::Dsl => of_population(coded, dsl::counted(&sampled.answers(), level)?, Speaks::OfMore, size)?,
        Method::Difference => {
            of_population(coded, difference::difference(coded, level)?, Speaks::OfTheseAnswers, size)?
        }
        Method::Greg => of_population(coded, greg::greg(coded, level)?, Speaks::OfTheseAnswers, size)?,
    };
    if let Some(stands_for) = sampled.stands_for_others() {
        estimate.warnings.push(Warning::Uncovered { stands_for, of: coded.all() });
    }
    Ok(Corrected { coded: coded.n(), with: coded.both + coded.hand_only, estimate })
}

fn share(count: u64, n: u64, size: Option<u64>, level: f64) -> Result<Share> {
    match size {
        Some(size) => wilson_finite(count, n, size, level),
        None => wilson(count, n, level),
    }
}

/// Rogan-Gladen with rates as given, or estimated on all hand-coded answers of the question.
fn by_rates(
    coded: &Coded,
    whole: &Coded,
    given: Option<(Given, Given)>,
    size: Option<u64>,
    level: f64,
) -> Result<Estimate> {
    let apparent = share(coded.both + coded.machine_only + coded.rest_with, coded.all(), size, level)?;
    let (sensitivity, specificity) = match given {
        Some((Given::Known(a), Given::Known(b))) => return known(&apparent, a, b),
        Some((a, b)) => (a.rate()?, b.rate()?),
        None => estimated(whole)?,
    };
    // the share is worth more answers where a large part of the population gave one
    let n = apparent.effective.map_or(coded.all(), |n| rounded(n, coded.all()));
    rogan_gladen(Rate { share: apparent.share, n }, sensitivity, specificity, level)
}

/// An effective number of answers as a whole number, never fewer than there are.
#[allow(clippy::cast_sign_loss)] // effective numbers are positive
fn rounded(effective: f64, least: u64) -> u64 {
    (effective.round() as u64).max(least)
}

impl Given {
    fn rate(self) -> Result<Rate> {
        match self {
            Given::Found(rate) => Ok(rate),
            Given::Known(_) => {
                let error = Error::new("one of sensitivity and specificity has its cases, the other has not");
                Err(error.remedy("give both as a share (0.9), or both as cases (45/50)"))
            }
        }
    }
}

fn estimated(whole: &Coded) -> Result<(Rate, Rate)> {
    let (with, without) = (whole.both + whole.hand_only, whole.neither + whole.machine_only);
    if with == 0 || without == 0 {
        let error = Error::new("no answer coded by hand has the theme, or all have");
        return Err(error.remedy("give --sensitivity and --specificity, or code more answers by hand"));
    }
    Ok((Rate::of(whole.both, with), Rate::of(whole.neither, without)))
}
