//! Coding sheets whose columns were sorted apart: the text beside a respondent is somebody else's.
use crate::answer::Row;
use crate::error::{Error, Result};
use crate::input::reference::Reference;
use crate::input::{Source, short};
use crate::norwegian::tokens::{is_mask, tokens};
use crate::pass::pass;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A text of fewer words may be anybody's.
const WORDS: usize = 3;

/// Rows of a file, or of a sheet of a workbook, laid beside answers: how many, how many of them tell of another answer, and the
/// first of those.
#[derive(Default)]
struct Laid {
    all: usize,
    apart: usize,
    first: Option<usize>,
}

/// Error where the texts of a coding sheet are not what the respondents beside them answered: in two rows and a fourth of all. One
/// may have been mended by hand, and masked words are not looked at.
pub fn not_sorted_apart(source: &Source, references: &[Reference]) -> Result<()> {
    let mut wanted: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, reference) in references.iter().enumerate().filter(|(_, r)| r.text.is_some()) {
        wanted.entry(&reference.respondent).or_default().push(at);
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let mut sheets: BTreeMap<&str, Laid> = BTreeMap::new();
    let work = |(): &mut (), rows: &[Row]| -> Vec<(usize, bool)> {
        let told = |row: &Row| {
            let beside = |at: &usize| {
                let reference = &references[*at];
                let answer = row.answers.get(source.frame.question(&reference.question)?)?;
                Some((*at, is_other(reference.text.as_deref()?, answer)?))
            };
            wanted.get(row.id.as_str()).into_iter().flatten().filter_map(beside).collect::<Vec<_>>()
        };
        rows.iter().flat_map(told).collect()
    };
    let mut take = |(at, other): (usize, bool)| {
        let laid = sheets.entry(&references[at].file).or_default();
        laid.all += 1;
        laid.apart += usize::from(other);
        laid.first = laid.first.into_iter().chain(other.then_some(at)).min();
    };
    pass(source, || (), work, |told| told.into_iter().for_each(&mut take))?;
    let apart = sheets.values().filter(|laid| laid.apart > 1 && laid.apart * 4 >= laid.all);
    match apart.filter_map(|laid| laid.first).min() {
        Some(first) => {
            let row = &references[first];
            let found = format!(
                "the text beside respondent {} is not what that respondent answered to {}",
                short(&row.respondent),
                short(&row.question)
            );
            let remedy = "sort whole rows of the sheet, and not a column alone; or begin with a fresh one";
            Err(Error::new(found).at(row.place()).remedy(remedy))
        }
        None => Ok(()),
    }
}

/// Whether a text is of another answer: fewer than half of its words are in this one. Nothing where it has too few.
fn is_other(text: &str, answer: &str) -> Option<bool> {
    let words = |text: &str| -> Vec<String> {
        let found = tokens(text);
        let own = found.iter().map(|token| token.text(text)).filter(|word| !is_mask(word));
        own.map(str::to_lowercase).collect()
    };
    let (own, theirs): (Vec<String>, HashSet<String>) = (words(text), words(answer).into_iter().collect());
    let same = own.iter().filter(|word| theirs.contains(*word)).count();
    (own.len() >= WORDS).then_some(same * 2 < own.len())
}
