//! What nearly every command begins with: the survey, its codebook, and which answers are meant.
use super::Outcome;
use super::emit::{beside, colour, for_shell, read_text, say, show};
use anyhow::{Result, bail};
use clap::Args;
use fritekst::Error;
use fritekst::answer::{Selection, Variable};
use fritekst::codebook::Coder;
pub(crate) use fritekst::codebook::covers::unknown;
use fritekst::codebook::covers::{Lacks, gaps};
use fritekst::count::OfSome;
use fritekst::input::reference::holds_codings;
use fritekst::input::{HELD, Overrides, RowError, Source, TOO_MUCH, missing, one_each, several, whole};
use fritekst::output::diagnostic;
use fritekst::output::language::Language;
use fritekst::privacy::Pseudonyms;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The survey and how to read it.
#[derive(Debug, Args)]
pub(crate) struct Survey {
    /// Corpus folder, corpus.yaml or data file (csv, tsv, xlsx, jsonl); - is standard input
    #[arg(value_name = "CORPUS")]
    pub corpus: PathBuf,
    /// Question, by id or column; may be given more than once
    #[arg(long, value_name = "Q", help_heading = "Which answers")]
    pub question: Vec<String>,
    /// Only respondents with this value: rolle=kommunedirektor; values with | between, (missing) for none, more than once for
    /// more variables
    #[arg(long = "where", value_name = "VARIABLE=VALUE", help_heading = "Which answers")]
    pub only: Vec<String>,
    /// Column of the respondent's id, for a data file without corpus.yaml
    #[arg(long, value_name = "COLUMN", help_heading = "Reading the data")]
    pub id: Option<String>,
    /// Column that goes with the answers, for a data file without corpus.yaml; those that other options name need it not, and go
    /// into no copy
    #[arg(long, value_name = "COLUMN", help_heading = "Reading the data")]
    pub variable: Vec<String>,
    /// What stands between cells, when the guess is wrong
    #[arg(long, value_name = "CHAR", help_heading = "Reading the data")]
    pub delimiter: Option<String>,
    /// Encoding, when the guess is wrong: utf-8, utf-16le, windows-1252 …
    #[arg(long, value_name = "NAME", help_heading = "Reading the data")]
    pub encoding: Option<String>,
    /// Sheet of a workbook
    #[arg(long, value_name = "NAME", help_heading = "Reading the data")]
    pub sheet: Option<String>,
}

impl Survey {
    /// Opens the survey.
    pub(crate) fn open(&self) -> Result<Source> {
        self.open_with([])
    }

    /// Opens the survey of a command that names these variables, beside those of `--where`.
    pub(crate) fn open_with<'a>(&self, named: impl IntoIterator<Item = &'a String>) -> Result<Source> {
        let filters = self.only.iter().filter_map(|text| Some(text.split_once('=')?.0.trim().to_string()));
        let overrides = Overrides {
            named: named.into_iter().map(|name| name.trim().to_string()).chain(filters).collect(),
            id: self.id.clone(),
            questions: self.question.clone(),
            variables: self.variable.clone(),
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            encoding: self.encoding.clone(),
            sheet: self.sheet.clone(),
        };
        let source = if self.corpus == Path::new("-") {
            let bytes = whole(std::io::stdin().lock(), Path::new("standard input"), HELD, TOO_MUCH)?;
            Source::open_bytes("-", bytes, &overrides)?
        } else {
            Source::open(&self.corpus, &overrides)?
        };
        source.remarks().iter().for_each(say);
        Ok(source)
    }

    /// Opens the survey of a command that takes one more word behind it, which may have been named first.
    pub(crate) fn open_before(&self, command: &str, second: &str) -> Result<Source> {
        if !self.corpus.exists() && self.corpus != Path::new("-") && Path::new(second).exists() {
            let first = self.corpus.display().to_string();
            let error = Error::new(format!("no such file or folder: {first}"));
            let line = format!("fritekst {command} {second} {}", for_shell(&first));
            return Err(error.remedy(format!("the corpus comes first: {line}")).into());
        }
        self.open()
    }

    /// An output, and what is written beside it, must not take the place of what belongs to the survey or of `more`
    /// that was read.
    pub(crate) fn guard(&self, source: &Source, more: &[Option<&Path>], output: Option<&Path>) -> Result<()> {
        let Some(output) = output else { return Ok(()) };
        let yaml = match &*self.corpus {
            corpus if corpus == Path::new("-") => PathBuf::from("/dev/stdin"),
            corpus if corpus.is_dir() => corpus.join("corpus.yaml"),
            corpus => corpus.to_path_buf(),
        };
        let own = [Some(&*yaml), source.codebook.as_deref(), source.reference.as_deref()];
        let own = source.files.iter().map(Path::new).chain(own.into_iter().flatten());
        let inputs: Vec<&Path> = own.chain(more.iter().copied().flatten()).collect();
        for written in [output, &beside(output)] {
            if inputs.iter().any(|input| is_same(input, written)) {
                let error = Error::new(format!(
                    "{} is read by this command, or belongs to its survey",
                    written.display()
                ));
                return Err(error.remedy("write to another file with -o").into());
            }
        }
        if fritekst::index::is_ours(&std::path::absolute(output)?) {
            let error = Error::new(format!("{} is a file of an index", output.display()));
            return Err(error.remedy("write to another place with -o").into());
        }
        // what people decided cannot be made again
        if holds_codings(output) {
            let error = Error::new(format!(
                "{} is there already, and holds codings by people or is a sheet for them",
                output.display()
            ));
            return Err(error.remedy("write to another file with -o, or delete it first").into());
        }
        Ok(())
    }

    /// The questions meant, by position in the frame and each once; all when none was named.
    pub(crate) fn questions(&self, source: &Source) -> Result<Vec<usize>> {
        if self.question.is_empty() {
            return Ok((0..source.frame.questions.len()).collect());
        }
        let known = || source.frame.questions.iter().map(|q| q.id.as_str());
        let mut found = Vec::new();
        for name in &self.question {
            let at = source.question(name).ok_or_else(|| unknown_typed("question", name, known()))?;
            if !found.contains(&at) {
                found.push(at);
            }
        }
        Ok(found)
    }

    /// Questions and respondents meant.
    pub(crate) fn selection(&self, source: &Source) -> Result<Selection> {
        let only = self.only.iter().map(|text| {
            let Some((variable, values)) = text.split_once('=') else {
                bail!("--where takes VARIABLE=VALUE; found '{text}'");
            };
            let at = self.variable(source, variable.trim())?;
            let values = values.split('|').map(|v| value(&source.frame.variables[at], v.trim()));
            let mut values: Vec<String> = values.collect::<fritekst::Result<_>>()?;
            // a value and its label are one
            let mut met = BTreeSet::new();
            values.retain(|value| met.insert(value.clone()));
            Ok((at, values))
        });
        let only = only.collect::<Result<Vec<_>>>()?;
        can_hold(source, &only)?;
        Ok(Selection { questions: self.questions(source)?, only })
    }

    /// A variable by its name.
    #[expect(clippy::unused_self, reason = "stands beside questions and selection")]
    pub(crate) fn variable(&self, source: &Source, name: &str) -> Result<usize> {
        let (name, known) = (name.trim(), source.frame.variables.iter().map(|v| v.id.as_str()));
        Ok(source.frame.variable(name).ok_or_else(|| unknown_typed("variable", name, known))?)
    }
}

/// Refuses two values of one variable that nobody can have both of.
fn can_hold(source: &Source, only: &[(usize, Vec<String>)]) -> Result<()> {
    for (at, (variable, values)) in only.iter().enumerate() {
        let apart = |(other, others): &&(usize, Vec<String>)| {
            other == variable && others.iter().all(|other| !values.contains(other))
        };
        let Some((_, before)) = only[..at].iter().find(apart) else { continue };
        let id = &source.frame.variables[*variable].id;
        let none = Language::English.words().no_value;
        let named = |value: &String| if value.is_empty() { none.to_string() } else { value.clone() };
        let all: Vec<String> = before.iter().chain(values).map(named).collect();
        let either = for_shell(&format!("{id}={}", all.join("|")));
        let error = Error::new(format!("no respondent has two values of {id}"));
        return Err(error.remedy(format!("for either write --where {either}")).into());
    }
    Ok(())
}

/// An unknown name of the command line, which may be several in one.
fn unknown_typed<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    match one_each(name, known.clone()) {
        Some(remedy) => Error::new(format!("no {what} '{name}'")).remedy(remedy),
        None => unknown(what, name, known),
    }
}

/// What a table calls those without a value, in either language.
pub(crate) fn is_no_value(text: &str) -> bool {
    [Language::Norwegian, Language::English].iter().any(|language| language.words().no_value == text)
}

/// Whom tables are about.
pub(crate) const ASKED: &str = "respondent who was asked";

/// Says so where `--where` takes none of whom a command is about, for a misspelt value gives nothing at all; that is a finding.
pub(crate) fn said_if_nobody(selection: &Selection, taken: bool, whom: &str) -> Option<Outcome> {
    let nobody = !selection.only.is_empty() && !taken;
    nobody.then(|| {
        let comma = selection.only.iter().flat_map(|(_, values)| values).any(|value| value.contains(','));
        let between = if comma { "; between values stands |, and no comma" } else { "" };
        say(format!("no {whom} is taken by --where{between}"));
        Outcome::Findings
    })
}

/// A value of a variable, given as such or by its label. What a variable may hold is known only where corpus.yaml lists it.
fn value(variable: &Variable, text: &str) -> fritekst::Result<String> {
    if variable.label_of(text).is_some() {
        return Ok(text.to_string());
    }
    match variable.value_of(text) {
        Some(value) => Ok(value.to_string()),
        None if is_no_value(text) => Ok(String::new()),
        None if variable.values.is_empty() => Ok(text.to_string()),
        None => {
            let known: Vec<&str> = variable.values.iter().map(|(value, _)| value.as_str()).collect();
            let unknown = unknown(&format!("value of {}", variable.id), text, known.iter().copied());
            let several = several(text, &known).map(|values| values.join("|"));
            let several = several.map(|values| format!("write {values}, for between values stands |"));
            Err(match several.or_else(|| variable.meant(text)) {
                Some(remedy) => unknown.remedy(remedy),
                None => unknown,
            })
        }
    }
}

/// The same file, whatever the names and links that lead to it.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let number = |path: &Path| path.metadata().ok().map(|about| (about.dev(), about.ino()));
        number(one).is_some_and(|one| number(other) == Some(one))
    }
    #[cfg(not(unix))]
    {
        one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
    }
}

/// Says which questions of the survey the codebook has no themes for and which values that it limits something to the survey
/// does not list, and refuses a `where` that names an unknown variable.
fn covers(coder: &Coder, source: &Source) -> Result<()> {
    // a codebook may well have more questions than one survey; where one of the survey's is not named, it may be meant
    let named = |id: &String| coder.names.questions.iter().any(|question| question.value == *id);
    let meant = source.frame.questions.iter().any(|question| !named(&question.id));
    let mut left = Vec::new();
    for gap in gaps(coder, &source.frame) {
        if gap.kind == Lacks::Question && !meant {
            continue;
        }
        if let (Lacks::Question, false, Some(question)) = (gap.kind, gap.near, &gap.at) {
            left.push(question.value.clone());
            continue;
        }
        if gap.kind == Lacks::Variable {
            return Err(gap.error.into());
        }
        say(gap.error.to_string());
    }
    if !left.is_empty() {
        say(format!(
            "themes of the codebook for questions that the survey has not: {}; corpus.yaml says which column a question is, as in \
             questions: {{{}: {{column: …}}}}",
            left.join(", "),
            left[0]
        ));
    }
    Ok(())
}

fn delimiter(text: &str) -> Result<char> {
    match text {
        "tab" | "\\t" => Ok('\t'),
        _ if text.chars().count() == 1 => Ok(text.chars().next().unwrap_or(';')),
        _ => bail!("--delimiter takes one character, or tab; found '{text}'"),
    }
}

/// The codebook named by the flag, or by corpus.yaml.
pub(crate) fn codebook(flag: Option<&Path>, source: &Source) -> Result<&'static Coder> {
    let path = flag.map(Path::to_path_buf).or_else(|| source.codebook.clone());
    let Some(path) = path else {
        let error = Error::new("no codebook");
        return Err(error.remedy("name one with --codebook FILE, or codebook: in corpus.yaml").into());
    };
    if flag.is_none() && !path.exists() {
        let Error { found, remedy, .. } = missing(&path);
        let near = remedy.map(|near| format!("{near} ")).unwrap_or_default();
        let error = Error::new(format!("corpus.yaml names a codebook that is not there: {found}"));
        return Err(error
            .remedy(format!("{near}mend codebook: there, or name one with --codebook FILE"))
            .into());
    }
    let coder = kept(&path)?;
    covers(coder, source)?;
    Ok(coder)
}

/// A codebook that is kept to the end, and never given back: the system takes all memory at once, where to free a codebook
/// and all it has met piece by piece is a tenth of a small run.
pub(crate) fn kept(path: &Path) -> Result<&'static Coder> {
    load(path).map(|coder| &*Box::leak(Box::new(coder)))
}

/// Reads and compiles a codebook; its findings are shown before the error is returned.
pub(crate) fn load(path: &Path) -> Result<Coder> {
    let text = read_text(path)?;
    let file = path.display().to_string();
    Coder::parse(&file, &text).map_err(|findings| {
        show(diagnostic::findings(&findings, &text, colour(&std::io::stderr())));
        anyhow::anyhow!("{file} has {} and can't be used", errors(findings.len()))
    })
}

/// «1 error», «2 errors».
pub(crate) fn errors(n: usize) -> String {
    if n == 1 { "1 error".to_string() } else { format!("{n} errors") }
}

/// Says which rows could not be read, the first twenty in full.
pub(crate) fn say_unread(unread: &[RowError]) {
    for row in unread.iter().take(20) {
        say(row.to_string());
    }
    if !unread.is_empty() {
        let rows = if unread.len() == 1 { "1 row".to_string() } else { format!("{} rows", unread.len()) };
        say(format!(
            "{rows} could not be read and {} left out",
            if unread.len() == 1 { "is" } else { "are" }
        ));
    }
}

/// Says where what corpus.yaml states under `asked:` is not what the data have: nobody is asked, or others answered. Whether it is
/// so. `counts_shown` says whether small numbers may be told.
pub(crate) fn said_of_asked(
    source: &Source,
    counted: &[OfSome],
    selection: &Selection,
    counts_shown: bool,
) -> bool {
    let mut said = false;
    for OfSome { question, asked, others } in counted {
        let question = &source.frame.questions[*question];
        let whom =
            question.asked.iter().map(|(variable, values)| format!("{variable} = {}", values.join(" | ")));
        let whom = whom.collect::<Vec<_>>().join(" and ");
        let found = if *asked == 0 && *others > 0 && selection.only.is_empty() {
            "nobody is one".to_string()
        } else if *others > 0 {
            let n = if counts_shown { others.to_string() } else { "some".to_string() };
            format!("{n} others answered, who are counted")
        } else {
            continue;
        };
        say(format!(
            "{}: corpus.yaml says that those with {whom} were asked, and {found}; mend asked: or the data",
            question.id
        ));
        said = true;
    }
    said
}

/// The id of a theme that may be named, all others being left out: of the selected questions those that have it stay.
pub(crate) fn narrowed<'t>(
    selection: &mut Selection,
    theme: Option<&'t str>,
    source: &Source,
    coder: &Coder,
) -> Result<Option<&'t str>> {
    let Some(theme) = theme else { return Ok(None) };
    let named = themes(theme, source, coder, &selection.questions)?;
    selection.questions.retain(|question| named.iter().any(|(own, _)| own == question));
    // of question.theme the question is said now
    Ok(theme.rsplit('.').next())
}

/// Question and theme positions that a name means: `question.theme`, or a theme's id in any of these questions.
pub(crate) fn themes(
    name: &str,
    source: &Source,
    coder: &Coder,
    questions: &[usize],
) -> Result<Vec<(usize, usize)>> {
    let mut found = Vec::new();
    let mut known = Vec::new();
    for &question in questions {
        let id = &source.frame.questions[question].id;
        for (at, theme) in coder.question(id).into_iter().flat_map(|q| q.themes.iter().enumerate()) {
            let full = format!("{id}.{}", theme.id);
            if name == full || name == theme.id {
                found.push((question, at));
            }
            known.extend([full, theme.id.clone()]);
        }
    }
    if found.is_empty() && source.question(name).is_some() {
        let error = Error::new(format!("{name} is a question, and no theme"));
        let theme = known.iter().find(|theme| theme.starts_with(&format!("{name}.")));
        let theme = theme.map_or_else(String::new, |theme| format!(", or a theme of it as in {theme}"));
        return Err(error.remedy(format!("name it with --question{theme}")).into());
    }
    if found.is_empty() {
        return Err(unknown("theme", name, known.iter().map(String::as_str)).into());
    }
    Ok(found)
}

/// Replaces ids that look like personal data in what masks the answers beside them, as `mask` does.
pub(crate) fn mask_ids<'i>(ids: impl Iterator<Item = &'i mut String>) {
    let mut pseudonyms = Pseudonyms::new();
    let masked = |id: &mut String| {
        let masked = pseudonyms.mask_id(id).text;
        let is_other = masked != *id;
        *id = masked;
        is_other
    };
    if ids.map(masked).filter(|is_other| *is_other).count() > 0 {
        say(
            "ids that look like personal data are masked; fritekst mask writes a copy of the survey with others",
        );
    }
}
