//! Two ways of coding one survey: which answers gained or lost which theme, by which rule, and what it does to the
//! shares.
use crate::answer::{Row, Selection, is_answer};
use crate::codebook::coder::{Coder, QuestionCoder};
use crate::coding;
use crate::error::{Error, Place, Result, nearest};
use crate::input::codings::Coded;
use crate::input::{RowError, Source, short};
use crate::pass::pass;
use crate::rule::reading::Reader;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The file.
    pub file: String,
    /// Fingerprint of what is in it.
    pub fingerprint: String,
}

/// What changed from one side to the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// The first side.
    pub before: Side,
    /// The second side.
    pub after: Side,
    /// The questions, in the survey's order.
    pub questions: Vec<QuestionDiff>,
    /// Whether the survey has weights, which shares here leave out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unweighted: bool,
    /// Respondents read.
    #[serde(skip)]
    pub respondents: u64,
}

impl Diff {
    /// Whether the two sides code the survey alike.
    pub fn is_empty(&self) -> bool {
        let same = |theme: &ThemeDiff| theme.before.is_some() && theme.after.is_some();
        self.questions.iter().all(|q| q.changes.is_empty() && q.themes.iter().all(same))
    }
}

/// What changed in a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionDiff {
    /// Question id.
    pub question: String,
    /// Answers.
    pub answered: u64,
    /// Of these, without a theme on the first side.
    pub without_before: u64,
    /// Of these, without a theme on the second side.
    pub without_after: u64,
    /// Its themes: those of the second side in their order, then those that only the first has.
    pub themes: Vec<ThemeDiff>,
    /// Answers that gained or lost a theme, in data order.
    pub changes: Vec<Change>,
}

/// What changed in a theme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThemeDiff {
    /// Theme id.
    pub theme: String,
    /// Answers on the first side; nothing when it lacks the theme.
    pub before: Option<u64>,
    /// Answers on the second side; nothing when it lacks the theme.
    pub after: Option<u64>,
    /// Share of the answers on the first side, 0–1.
    pub share_before: Option<f64>,
    /// Share of the answers on the second side, 0–1.
    pub share_after: Option<f64>,
    /// Answers that have it on the second side only.
    pub gained: u64,
    /// Answers that have it on the first side only.
    pub lost: u64,
}

/// A theme that an answer gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Respondent id.
    pub respondent: String,
    /// Theme id.
    pub theme: String,
    /// Gained or lost.
    pub change: Way,
    /// The rules that give it now, or gave it before.
    pub rules: Vec<String>,
}

/// Which way an answer changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// It has the theme on the second side only.
    Gained,
    /// It has the theme on the first side only.
    Lost,
}

/// The themes of an answer, each with the rules that gave it.
type Themes = BTreeMap<String, Vec<String>>;

/// How a side codes: by a codebook, or as a file of codings says.
#[derive(Debug)]
pub enum Coding<'a> {
    /// By a codebook.
    Codebook(&'a Coder),
    /// As written.
    Written(Written<'a>),
}

/// Codings read from a file, by answer.
#[derive(Debug)]
pub struct Written<'a> {
    by_answer: HashMap<(&'a str, usize), Themes>,
    /// The first row of each answer, to name one that is not in the data.
    rows: HashMap<(&'a str, usize), usize>,
    file: String,
}

impl<'a> Written<'a> {
    /// Codings looked up in a survey; `file` is where they were read. Unknown questions are errors with their row.
    pub fn new(source: &Source, file: &str, codings: &'a [Coded]) -> Result<Self> {
        let mut written = Self { by_answer: HashMap::new(), rows: HashMap::new(), file: file.to_string() };
        for coded in codings {
            let Some(question) = source.frame.question(&coded.question) else {
                let error = Error::new(format!("no question '{}' in the survey", short(&coded.question)));
                let near = nearest(&coded.question, source.frame.questions.iter().map(|q| q.id.as_str()));
                let remedy =
                    near.map_or("give the survey's own codings".into(), |n| format!("did you mean {n}?"));
                return Err(error.at(Place::line(file, coded.line)).remedy(remedy));
            };
            let key = (coded.respondent.as_str(), question);
            written.rows.entry(key).or_insert(coded.line);
            let rules = written.by_answer.entry(key).or_default().entry(coded.theme.clone()).or_default();
            if !coded.rule.is_empty() && !rules.contains(&coded.rule) {
                rules.push(coded.rule.clone());
            }
        }
        Ok(written)
    }

    fn check(&self, seen: &BTreeSet<(String, usize)>, source: &Source) -> Result<()> {
        let missing = self.rows.iter().filter(|((id, q), _)| !seen.contains(&((*id).to_string(), *q)));
        match missing.min_by_key(|(_, line)| **line) {
            None => Ok(()),
            Some(((respondent, question), line)) => {
                let id = &source.frame.questions[*question].id;
                let respondent = short(respondent);
                let error = Error::new(format!("respondent {respondent} has no answer to {id} in the data"));
                Err(error.at(Place::line(&*self.file, *line)).remedy("compare codings of this survey"))
            }
        }
    }

    /// The themes that occur in a question, in alphabetical order.
    fn themes(&self, question: usize) -> Vec<String> {
        let own = self.by_answer.iter().filter(|((_, q), _)| *q == question);
        own.flat_map(|(_, themes)| themes.keys().cloned()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Coding<'_> {
    fn themes_of(&self, source: &Source, question: usize) -> Vec<String> {
        match self {
            Coding::Codebook(coder) => {
                let themes = coder.question(&source.frame.questions[question].id);
                themes.into_iter().flat_map(|q| &q.themes).map(|t| t.id.clone()).collect()
            }
            Coding::Written(written) => written.themes(question),
        }
    }

    fn code<'g>(
        &'g self,
        source: &Source,
        reader: Option<&mut Reader>,
        row: &'g Row,
        question: usize,
    ) -> Given<'g> {
        let coder = match self {
            Coding::Written(written) => {
                return Given::Written(written.by_answer.get(&(row.id.as_str(), question)));
            }
            Coding::Codebook(coder) => coder,
        };
        let themes = coder.question(&source.frame.questions[question].id);
        let (Some(reader), Some(themes)) = (reader, themes) else { return Given::Written(None) };
        let codings = coder.code_row(&source.frame, row, question, reader).unwrap_or_default();
        Given::Coded(themes, codings)
    }

    fn reader(&self) -> Option<Reader<'_>> {
        match self {
            Coding::Codebook(coder) => Some(coder.reader()),
            Coding::Written(_) => None,
        }
    }
}

/// What one side gives an answer. Rules are named where something changed, and nowhere else.
enum Given<'a> {
    Coded(&'a QuestionCoder, Vec<coding::Coding>),
    Written(Option<&'a Themes>),
}

impl Given<'_> {
    /// The themes, in alphabetical order.
    fn themes(&self) -> Vec<&str> {
        match self {
            Self::Written(themes) => {
                themes.iter().flat_map(|themes| themes.keys()).map(String::as_str).collect()
            }
            Self::Coded(themes, codings) => {
                let id = |coding: &coding::Coding| themes.themes[coding.theme as usize].id.as_str();
                let mut ids: Vec<&str> = codings.iter().map(id).collect();
                ids.sort_unstable();
                ids
            }
        }
    }

    /// The rules that gave a theme.
    fn rules(&self, theme: &str) -> Vec<String> {
        match self {
            Self::Written(themes) => themes.and_then(|themes| themes.get(theme)).cloned().unwrap_or_default(),
            Self::Coded(themes, codings) => {
                let own = codings.iter().find(|coding| themes.themes[coding.theme as usize].id == theme);
                own.map(|coding| themes.rule_names(coding)).unwrap_or_default()
            }
        }
    }
}

/// What a pass collects; merging is associative.
#[derive(Default)]
struct Seen {
    respondents: u64,
    answers: BTreeSet<(String, usize)>,
    questions: BTreeMap<usize, Collected>,
}

#[derive(Default)]
struct Collected {
    answered: u64,
    without: (u64, u64),
    before: BTreeMap<String, u64>,
    after: BTreeMap<String, u64>,
    changes: Vec<Change>,
}

/// Compares two ways of coding a survey in one pass.
pub fn diff(
    source: &Source,
    selection: &Selection,
    (before, first): (Side, &Coding),
    (after, second): (Side, &Coding),
) -> Result<(Diff, Vec<RowError>)> {
    let mut seen = Seen::default();
    let state = || (first.reader(), second.reader());
    let work = |readers: &mut (Option<Reader>, Option<Reader>), rows: &[Row]| {
        let mut piece = Seen { respondents: rows.len() as u64, ..Seen::default() };
        for row in rows {
            piece.add(source, selection, (first, second), readers, row);
        }
        piece
    };
    let unread = pass(source, state, work, |piece| seen.merge(piece))?;
    for side in [first, second] {
        if let (Coding::Written(written), true) = (side, unread.is_empty()) {
            written.check(&seen.answers, source)?;
        }
    }
    let mut questions = Vec::new();
    for &question in &selection.questions {
        let names = [first.themes_of(source, question), second.themes_of(source, question)];
        let collected = seen.questions.remove(&question).unwrap_or_default();
        questions.push(collected.compared(source.frame.questions[question].id.clone(), &names));
    }
    let unweighted = source.frame.weight.is_some();
    Ok((Diff { before, after, questions, unweighted, respondents: seen.respondents }, unread))
}

impl Seen {
    fn add(
        &mut self,
        source: &Source,
        selection: &Selection,
        (first, second): (&Coding, &Coding),
        readers: &mut (Option<Reader>, Option<Reader>),
        row: &Row,
    ) {
        let written = matches!(first, Coding::Written(_)) || matches!(second, Coding::Written(_));
        for (question, _) in row.answers.iter().enumerate().filter(|(_, text)| is_answer(text)) {
            if written {
                self.answers.insert((row.id.to_string(), question));
            }
            if !selection.questions.contains(&question) || !selection.holds(&row.values) {
                continue;
            }
            let before = first.code(source, readers.0.as_mut(), row, question);
            let after = second.code(source, readers.1.as_mut(), row, question);
            self.questions.entry(question).or_default().add(&row.id, &before, &after);
        }
    }

    fn merge(&mut self, other: Seen) {
        self.respondents += other.respondents;
        self.answers.extend(other.answers);
        for (question, mut collected) in other.questions {
            let own = self.questions.entry(question).or_default();
            own.answered += collected.answered;
            own.without.0 += collected.without.0;
            own.without.1 += collected.without.1;
            collected.before.into_iter().for_each(|(theme, n)| *own.before.entry(theme).or_default() += n);
            collected.after.into_iter().for_each(|(theme, n)| *own.after.entry(theme).or_default() += n);
            own.changes.append(&mut collected.changes);
        }
    }
}

impl Collected {
    fn add(&mut self, respondent: &str, before: &Given, after: &Given) {
        let [first, second] = [before.themes(), after.themes()];
        self.answered += 1;
        self.without.0 += u64::from(first.is_empty());
        self.without.1 += u64::from(second.is_empty());
        for (counts, themes) in [(&mut self.before, &first), (&mut self.after, &second)] {
            for theme in themes {
                match counts.get_mut(*theme) {
                    Some(n) => *n += 1,
                    None => drop(counts.insert((*theme).to_string(), 1)),
                }
            }
        }
        let change = |theme: &str, given: &Given, change| Change {
            respondent: respondent.to_string(),
            theme: theme.to_string(),
            change,
            rules: given.rules(theme),
        };
        let gained = second.iter().filter(|theme| !first.contains(theme));
        self.changes.extend(gained.map(|theme| change(theme, after, Way::Gained)));
        let lost = first.iter().filter(|theme| !second.contains(theme));
        self.changes.extend(lost.map(|theme| change(theme, before, Way::Lost)));
    }

    fn compared(self, question: String, [first, second]: &[Vec<String>; 2]) -> QuestionDiff {
        let only_first = first.iter().filter(|theme| !second.contains(theme));
        let share = |n: Option<u64>| n.filter(|_| self.answered > 0).map(|n| n as f64 / self.answered as f64);
        let mut changed: BTreeMap<(&str, bool), u64> = BTreeMap::new();
        for change in &self.changes {
            *changed.entry((&change.theme, change.change == Way::Gained)).or_default() += 1;
        }
        let count = |theme: &String, gained| changed.get(&(theme.as_str(), gained)).copied().unwrap_or(0);
        let theme = |theme: &String| {
            let n = |own: &[String], counts: &BTreeMap<String, u64>| {
                own.contains(theme).then(|| counts.get(theme).copied().unwrap_or(0))
            };
            let (before, after) = (n(first, &self.before), n(second, &self.after));
            ThemeDiff {
                theme: theme.clone(),
                before,
                after,
                share_before: share(before),
                share_after: share(after),
                gained: count(theme, true),
                lost: count(theme, false),
            }
        };
        let themes = second.iter().chain(only_first).map(theme).collect();
        let (without_before, without_after) = self.without;
        let answered = self.answered;
        QuestionDiff { question, answered, without_before, without_after, themes, changes: self.changes }
    }
}
