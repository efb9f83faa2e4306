//! Flags for human codings, and what is said of those that could not be used.
use super::Outcome;
use super::emit::say;
use super::view::{Format, View};
use anyhow::Result;
use fritekst::Error;
use fritekst::input::reference::Reference;
use fritekst::input::{Source, reference};
use fritekst::judgement::{Unused, not_sorted_apart};
use fritekst::output::{language::Language, unused};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::slice;

/// Human codings.
#[derive(Debug, clap::Args)]
pub(crate) struct References {
    /// Codings by people: respondent;question;coder;themes with blanks or commas between themes, or a filled coding sheet
    /// (csv, xlsx), whose coder is its column coder or else its file name; more than once for more files
    #[arg(long, value_name = "FILE")]
    reference: Vec<PathBuf>,
    /// Take empty cells of a coding sheet for 0: for a coder who read every row and wrote only the 1s
    #[arg(long)]
    blank_is_no: bool,
}

impl References {
    /// The files that the flags name.
    pub(crate) fn files(&self) -> impl Iterator<Item = Option<&Path>> {
        self.reference.iter().map(|file| Some(&**file))
    }

    /// Reads the files named, or the one of corpus.yaml.
    pub(crate) fn read(&self, source: &Source) -> Result<Vec<Reference>> {
        let files = named_or_own(&self.reference, source);
        if files.is_empty() {
            return Err(none_named("no reference codings"));
        }
        Ok(read(files, self.blank_is_no, source)?.codings)
    }
}

/// The files that a flag names, or else the one of corpus.yaml.
pub(crate) fn named_or_own<'f>(named: &'f [PathBuf], source: &'f Source) -> &'f [PathBuf] {
    match (named, &source.reference) {
        ([], Some(own)) => slice::from_ref(own),
        _ => named,
    }
}

/// What is said where neither names one.
pub(crate) fn none_named(found: &str) -> anyhow::Error {
    Error::new(found).remedy("name a file with --reference, or reference: in corpus.yaml").into()
}

/// Reads codings; an empty cell of a sheet is no where that is stated, and is told of where it may be meant so.
pub(crate) fn read(files: &[PathBuf], blank_is_no: bool, source: &Source) -> Result<reference::References> {
    let mut read = reference::read_all(files)?;
    not_sorted_apart(source, &read.codings)?;
    if blank_is_no && !read.codings.is_empty() && read.codings.iter().all(Reference::is_blank) {
        let error = Error::new("not one cell of the coding sheet is filled in");
        return Err(error.remedy("write 1 where a theme is in the answer").into());
    }
    if blank_is_no {
        read.codings.iter_mut().for_each(|coding| coding.empty_is_no = true);
    } else {
        say_gaps(&read.codings);
    }
    Ok(read)
}

/// Rows that are filled in part: an empty cell there is easily meant as no.
fn say_gaps(references: &[Reference]) {
    let mut themes: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for r in references {
        let all = themes.entry((&r.file, &r.question)).or_default();
        all.extend(r.decided.iter().flatten().map(String::as_str));
    }
    let in_part = |r: &&Reference| {
        let all = themes.get(&(&*r.file, &*r.question)).map_or(0, BTreeSet::len);
        r.decided.as_ref().is_some_and(|d| !d.is_empty() && d.len() < all)
    };
    let rows: Vec<&Reference> = references.iter().filter(in_part).collect();
    if let Some(first) = rows.first() {
        let rows =
            if rows.len() == 1 { "1 row has".to_string() } else { format!("{} rows have", rows.len()) };
        say(format!(
            "{rows} both filled and empty cells, the first at {}; an empty cell is not coded, 0 is no \
             (--blank-is-no takes empty for 0)",
            first.place()
        ));
    }
}

/// Says which codings were lost, which makes them findings; how many were not used is said too where the output
/// itself has no place for it.
pub(crate) fn say_unused(unused: &[Unused], view: &View) -> Outcome {
    let counted = matches!(view.asked(), Ok(Format::Csv));
    say_lost(unused, counted)
}

/// Says which codings were lost, which makes them findings, and with `counted` how many were not used.
pub(crate) fn say_lost(unused: &[Unused], counted: bool) -> Outcome {
    unused::messages(unused).iter().for_each(say);
    if counted {
        unused::counts(unused, Language::English).iter().for_each(say);
    }
    if unused::lost(unused).next().is_some() { Outcome::Findings } else { Outcome::Done }
}
