//! Human codings laid beside the answers they are of, for validation and agreement alike.
//!
//! What can't be laid beside anything is either an error that names its row (an unknown respondent, question or
//! theme) or counted with its reason (no answer there, a row not filled in).
mod apart;

pub use apart::not_sorted_apart;

use crate::answer::{Frame, Row, Selection, Standing};
use crate::codebook::coder::Coder;
use crate::coding::Coding;
use crate::error::{Error, Place, Result, nearest};
use crate::input::reference::Reference;
use crate::input::{RowError, Source, short, short_list};
use crate::pass::pass;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// A theme by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Theme id.
    pub id: String,
    /// Heading; the id where no codebook says more.
    pub label: String,
    /// The theme above it, by position.
    #[serde(skip)]
    pub parent: Option<usize>,
    /// Whether it takes more than the themes below it do.
    #[serde(skip)]
    pub has_rules: bool,
}

/// The themes of each question, by the question's position in the frame; nothing where the codebook has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Themes(pub Vec<Option<Vec<Named>>>);

impl Themes {
    /// Those of a codebook, in its order.
    pub fn of(frame: &Frame, coder: &Coder) -> Self {
        let named = |t: &crate::codebook::coder::Theme| Named {
            id: t.id.clone(),
            label: t.label.clone(),
            parent: t.parent,
            has_rules: !t.rules.is_empty(),
        };
        let of = |id: &str| coder.question(id).map(|q| q.themes.iter().map(named).collect());
        Self(frame.questions.iter().map(|q| of(&q.id)).collect())
    }

    /// Those that the codings name, sorted; for coders who are compared without a codebook.
    pub fn met(frame: &Frame, references: &[Reference]) -> Self {
        let mut met = vec![BTreeSet::new(); frame.questions.len()];
        for reference in references {
            if let Some(question) = frame.question(&reference.question) {
                met[question].extend(reference.themes.iter().chain(reference.decided.iter().flatten()));
            }
        }
        let named = |id: &String| Named { id: id.clone(), label: id.clone(), parent: None, has_rules: true };
        Self(met.into_iter().map(|ids| Some(ids.into_iter().map(named).collect())).collect())
    }
}

/// What one coder said of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Themes given, by position.
    pub given: BTreeSet<usize>,
    /// Themes decided on; nothing when all.
    pub decided: Option<BTreeSet<usize>>,
    /// Probability with which the answer was drawn, if the file says it.
    pub probability: Option<f64>,
}

impl Verdict {
    /// Whether the theme was given; nothing when the coder did not decide.
    pub fn says(&self, theme: usize) -> Option<bool> {
        let decided = self.decided.as_ref().is_none_or(|d| d.contains(&theme));
        decided.then(|| self.given.contains(&theme))
    }

    /// A coding by positions. A parent counts what its children take: where the coder says nothing of itself it is given with
    /// them, and decided with all of them if it takes nothing more. One that does is decided by the coder alone, or it would be
    /// where it is given and nowhere else.
    pub(crate) fn of(reference: &Reference, themes: &[Named]) -> Result<Self> {
        let positions = |ids: &[String]| -> Result<BTreeSet<usize>> {
            let find = |id: &String| {
                let known = themes.iter().map(|t| t.id.as_str());
                themes.iter().position(|t| t.id == *id).ok_or_else(|| unknown(reference, "theme", id, known))
            };
            ids.iter().map(find).collect()
        };
        let mut given = positions(&reference.themes)?;
        let mut decided = reference.decided.as_deref().map(positions).transpose()?;
        if let Some(decided) = decided.as_mut().filter(|_| reference.empty_is_no) {
            // a sheet of several questions may have columns for the themes of others
            decided.extend((0..themes.len()).filter(|at| reference.columns.contains(&themes[*at].id)));
        }
        // by theme, whether any child of it is given and all are decided; children stand behind their parents
        let mut below: Vec<Option<(bool, bool)>> = vec![None; themes.len()];
        for (at, theme) in themes.iter().enumerate().rev() {
            let children = below[at].filter(|_| decided.as_ref().is_none_or(|own| !own.contains(&at)));
            if let Some((any, all)) = children {
                if any {
                    given.insert(at);
                }
                if let Some(decided) = decided.as_mut().filter(|_| !theme.has_rules && (any || all)) {
                    decided.insert(at);
                }
            }
            if let Some(parent) = theme.parent {
                let (any, all) = below[parent].unwrap_or((false, true));
                let own = decided.as_ref().is_none_or(|own| own.contains(&at));
                below[parent] = Some((any || given.contains(&at), all && own));
            }
        }
        Ok(Self { given, decided, probability: reference.probability })
    }

    fn is_blank(&self) -> bool {
        self.decided.as_ref().is_some_and(BTreeSet::is_empty)
    }
}

/// An answer with what each coder said.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Question, by position in the frame.
    pub question: usize,
    /// Respondent id.
    pub respondent: String,
    /// The answer.
    pub text: String,
    /// The coders, in the order asked for.
    pub by: Vec<Option<Verdict>>,
    /// What the codebook gave it; empty without one.
    pub codings: Vec<Coding>,
}

/// Why a coding was not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The respondent has no answer to the question.
    NoAnswer,
    /// No theme was decided on: the row is not filled in.
    Blank,
    /// The codebook has no themes for the question.
    NoThemes,
    /// The respondent's row could not be read.
    Unread,
}

/// A coding that was not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unused {
    /// The row of the coding.
    pub place: Place,
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// Who coded.
    pub coder: String,
    /// Why.
    pub reason: Reason,
    /// Whether it gave any theme: if not, nothing is lost with it.
    pub given: bool,
}

/// Which codings to lay beside which answers.
pub struct Plan<'a> {
    /// Questions and respondents.
    pub selection: &'a Selection,
    /// Who coded, in the order of [`Judged::by`].
    pub coders: &'a [String],
    /// Themes by question.
    pub themes: &'a Themes,
    /// The codebook, where its codings are wanted too.
    pub machine: Option<&'a Coder>,
    /// A further choice among respondents, by id.
    pub part: &'a (dyn Fn(&str) -> bool + Sync),
}

/// Answers with their codings.
#[derive(Debug, Default)]
pub struct Judgements {
    /// Answers that at least one coder decided on, in data order.
    pub answers: Vec<Judged>,
    /// Codings that were not used, in the order of their files.
    pub unused: Vec<Unused>,
    /// Answers among which these are: all of the selection.
    pub of: u64,
    /// Rows of the survey that could not be read.
    pub unread: Vec<RowError>,
}

/// The codings of one respondent, by question.
type Codings<'a> = HashMap<usize, Vec<Option<&'a Reference>>>;

/// What one row of the survey gives.
struct Met {
    respondent: String,
    judged: Vec<Judged>,
    answered: u64,
    selected: bool,
    silent: BTreeSet<usize>,
}

/// Lays codings beside answers.
pub fn judge(source: &Source, references: &[Reference], plan: &Plan) -> Result<Judgements> {
    known_coders(references, plan.coders)?;
    let mut unused = Vec::new();
    let wanted = by_respondent(source, references, plan, &mut unused)?;
    let mut found = Judgements::default();
    let mut met: HashMap<String, (bool, BTreeSet<usize>)> = HashMap::new();
    let reader = || plan.machine.map(Coder::reader);
    let work = |reader: &mut Option<crate::rule::reading::Reader>, rows: &[Row]| -> Vec<Met> {
        rows.iter().map(|row| meet(source, plan, &wanted, reader, row)).collect()
    };
    found.unread = pass(source, reader, work, |rows: Vec<Met>| {
        for row in rows {
            found.of += row.answered;
            found.answers.extend(row.judged);
            if wanted.contains_key(row.respondent.as_str()) {
                met.insert(row.respondent, (row.selected, row.silent));
            }
        }
    })?;
    not_met(source, references, plan, &met, &found.unread, &mut unused)?;
    unused.sort_by(|a, b| (&a.place.file, a.place.line).cmp(&(&b.place.file, b.place.line)));
    found.unused = unused;
    Ok(found)
}

/// All coders, sorted.
pub fn coders(references: &[Reference]) -> Vec<String> {
    let coders: BTreeSet<&String> = references.iter().map(|r| &r.coder).collect();
    coders.into_iter().cloned().collect()
}

/// The coder meant: the one asked for, or else the only one there is, or A.
pub fn one_coder(asked: Option<&str>, references: &[Reference]) -> Result<String> {
    let known = coders(references);
    match (asked, &known[..]) {
        (Some(coder), _) => known_coders(references, &[coder.to_string()]).map(|()| coder.to_string()),
        (None, [only]) => Ok(only.clone()),
        (None, _) if known.iter().any(|coder| coder == "A") => Ok("A".to_string()),
        (None, []) => {
            let error = Error::new("the reference has no coding of anybody");
            Err(error.remedy("name a file or sheet that has rows below its header"))
        }
        (None, _) => {
            let error = Error::new("whose codings are the reference is not stated");
            let remedy = "name one with --coder; sheets of one coder need a column coder that says so";
            Err(error.remedy(format!("{remedy}; coders are: {}", coders_named(&known))))
        }
    }
}

fn known_coders(references: &[Reference], asked: &[String]) -> Result<()> {
    let known = coders(references);
    match asked.iter().find(|coder| !known.contains(coder)) {
        None => Ok(()),
        Some(coder) => {
            let error = Error::new(format!("the reference holds no codings by '{}'", short(coder)));
            Err(error.remedy(format!("its coders are: {}", coders_named(&known))))
        }
    }
}

/// Some coders by name; where answers were taken for them, not all of it.
pub(crate) fn coders_named(coders: &[String]) -> String {
    short_list(coders.iter().map(String::as_str))
}

/// The codings wanted, by respondent and question; a question or theme that is not known is an error with its row.
fn by_respondent<'a>(
    source: &Source,
    references: &'a [Reference],
    plan: &Plan,
    unused: &mut Vec<Unused>,
) -> Result<HashMap<&'a str, Codings<'a>>> {
    let mut wanted: HashMap<&str, Codings> = HashMap::new();
    for reference in references {
        let Some(coder) = plan.coders.iter().position(|c| *c == reference.coder) else { continue };
        let Some(question) = source.frame.question(&reference.question) else {
            let known = source.frame.questions.iter().map(|q| q.id.as_str());
            return Err(unknown(reference, "question", &reference.question, known));
        };
        if !plan.selection.questions.contains(&question) || !(plan.part)(&reference.respondent) {
            continue;
        }
        // a codebook under work may leave questions out
        let Some(themes) = &plan.themes.0[question] else {
            unused.push(unused_for(reference, Reason::NoThemes));
            continue;
        };
        if Verdict::of(reference, themes)?.is_blank() {
            unused.push(unused_for(reference, Reason::Blank));
            continue;
        }
        let codings = wanted.entry(&reference.respondent).or_default();
        codings.entry(question).or_insert_with(|| vec![None; plan.coders.len()])[coder] = Some(reference);
    }
    Ok(wanted)
}

/// A name of a coding that survey or codebook do not know.
pub(crate) fn unknown<'a>(
    reference: &Reference,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Error {
    let error = Error::new(format!("the reference names the {what} '{}', which is not known", short(name)));
    // as `quotes --theme` names a theme
    let bare = name.strip_prefix(&reference.question).and_then(|rest| rest.strip_prefix('.'));
    let bare = bare.filter(|bare| known.clone().any(|known| known == *bare));
    error.at(reference.place()).remedy(match bare.or_else(|| nearest(name, known)) {
        Some(meant) if bare.is_some() => format!("write {meant}: the question stands beside it"),
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("give it the id that corpus and codebook use for this {what}"),
    })
}

/// A coding with why it was not used.
pub(crate) fn unused_for(reference: &Reference, reason: Reason) -> Unused {
    Unused {
        place: reference.place(),
        respondent: reference.respondent.clone(),
        question: reference.question.clone(),
        coder: reference.coder.clone(),
        reason,
        given: !reference.themes.is_empty(),
    }
}

fn meet(
    source: &Source,
    plan: &Plan,
    wanted: &HashMap<&str, Codings>,
    reader: &mut Option<crate::rule::reading::Reader>,
    row: &Row,
) -> Met {
    let selected = plan.selection.holds(&row.values) && (plan.part)(&row.id);
    let mut met = Met {
        respondent: row.id.to_string(),
        judged: Vec::new(),
        answered: 0,
        selected,
        silent: BTreeSet::new(),
    };
    if !selected {
        return met;
    }
    for &question in &plan.selection.questions {
        let answered = source.frame.standing(question, row) == Standing::Answered;
        met.answered += u64::from(answered && plan.themes.0[question].is_some());
        let coded = wanted.get(row.id.as_str()).and_then(|codings| codings.get(&question));
        let (Some(coded), Some(themes)) = (coded, &plan.themes.0[question]) else { continue };
        if !answered {
            met.silent.insert(question);
            continue;
        }
        let machine = plan.machine.zip(reader.as_mut());
        let codings =
            machine.and_then(|(coder, reader)| coder.code_row(&source.frame, row, question, reader));
        let by = coded.iter().map(|r| r.and_then(|r| Verdict::of(r, themes).ok())).collect();
        met.judged.push(Judged {
            question,
            respondent: row.id.to_string(),
            text: row.answers[question].to_string(),
            by,
            codings: codings.unwrap_or_default(),
        });
    }
    met
}

/// The codings whose answer was not met. A respondent that the survey does not have is an error, unless rows were
/// left unread, among which it may be.
fn not_met(
    source: &Source,
    references: &[Reference],
    plan: &Plan,
    met: &HashMap<String, (bool, BTreeSet<usize>)>,
    unread: &[RowError],
    unused: &mut Vec<Unused>,
) -> Result<()> {
    let taken: BTreeSet<(String, Option<usize>)> =
        unused.iter().map(|u| (u.place.file.clone(), u.place.line)).collect();
    let mut strangers = Vec::new();
    for reference in references.iter().filter(|r| plan.coders.contains(&r.coder)) {
        let question = source.frame.question(&reference.question);
        let Some(question) = question.filter(|q| plan.selection.questions.contains(q)) else { continue };
        if !(plan.part)(&reference.respondent)
            || taken.contains(&(reference.file.clone(), Some(reference.line)))
        {
            continue;
        }
        match met.get(&reference.respondent) {
            Some((true, silent)) if silent.contains(&question) => {
                unused.push(unused_for(reference, Reason::NoAnswer));
            }
            Some(_) => {}
            None if !unread.is_empty() => unused.push(unused_for(reference, Reason::Unread)),
            None => strangers.push(reference),
        }
    }
    no_strangers(&strangers)
}

/// Error when codings, in the order of their files, are of respondents that the survey does not have.
pub(crate) fn no_strangers(strangers: &[&Reference]) -> Result<()> {
    let Some(first) = strangers.first() else { return Ok(()) };
    let others: BTreeSet<&str> = strangers.iter().map(|r| r.respondent.as_str()).collect();
    let others = match others.len() - 1 {
        0 => String::new(),
        more => format!(", nor {more} more that the codings name"),
    };
    let found = format!("the survey has no respondent '{}'{others}", short(&first.respondent));
    Err(Error::new(found).at(first.place()).remedy("code the answers of this survey, with its ids unchanged; of several waves the wave stands before the id, as in 2023/1"))
}
