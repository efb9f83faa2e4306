//! A codebook tried on a corpus: rules that take nothing, rules and themes that say the same, answers left over, and
//! the word forms that each word of a rule really took.
use crate::answer::{Frame, is_answer};
use crate::codebook::coder::{Coder, QuestionCoder, Subject};
use crate::codebook::covers::place;
use crate::codebook::{Finding, Level};
use crate::error::{Result, nearest};
use crate::input::{RowError, Source, short};
use crate::norwegian::{Origin, analyse, written};
use crate::pass::pass;
use crate::rule::Form;
use crate::rule::atoms::Atom;
use crate::rule::reading::{Reader, Reading};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Themes whose answers overlap more than this, as a share of the answers of either, nearly coincide.
const COINCIDE: f64 = 0.8;
/// Fewer answers than this say nothing about two themes.
const ENOUGH: usize = 5;

/// What a trial showed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// What is to be mended, or known.
    pub findings: Vec<Finding>,
    /// Per question, how many answers got no theme.
    pub left: Vec<Left>,
    /// What each word of the rules took.
    pub words: Vec<Taken>,
}

/// Answers without a theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Question id.
    pub question: String,
    /// Answers.
    pub answers: u64,
    /// Of these, without a theme.
    pub without: u64,
}

/// A word of a rule with the forms it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The word, in the form of its rule.
    pub word: String,
    /// The forms, the commonest first.
    pub forms: Vec<TakenForm>,
}

/// A form that a word of a rule took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenForm {
    /// As written, in lower case.
    pub form: String,
    /// How often.
    pub n: u64,
    /// The firmest way in which it was reached; nothing for written forms and patterns.
    pub origin: Option<Origin>,
}

/// What one pass collects. Merging is associative.
#[derive(Debug, Default)]
struct Seen {
    /// Question and rule → answers, by respondent number in the data.
    rules: BTreeMap<(usize, u32), BTreeSet<u64>>,
    /// Question and theme → answers.
    themes: BTreeMap<(usize, u32), BTreeSet<u64>>,
    left: BTreeMap<usize, (u64, u64)>,
    forms: HashMap<(u32, String), u64>,
    /// Variables that the codebook limits something to, and whose values are not listed → the values met.
    values: BTreeMap<usize, BTreeSet<String>>,
    respondents: u64,
}

impl Seen {
    fn merge(&mut self, other: Seen) {
        let shift = self.respondents;
        let moved = |set: BTreeSet<u64>| set.into_iter().map(move |n| n + shift);
        for (key, set) in other.rules {
            self.rules.entry(key).or_default().extend(moved(set));
        }
        for (key, set) in other.themes {
            self.themes.entry(key).or_default().extend(moved(set));
        }
        for (question, (answers, without)) in other.left {
            let own = self.left.entry(question).or_default();
            *own = (own.0 + answers, own.1 + without);
        }
        for (key, n) in other.forms {
            *self.forms.entry(key).or_default() += n;
        }
        for (variable, values) in other.values {
            self.values.entry(variable).or_default().extend(values);
        }
        self.respondents += other.respondents;
    }

    fn add(
        &mut self,
        coder: &Coder,
        question: usize,
        themes: &QuestionCoder,
        reading: &Reading,
        subject: Subject,
        number: u64,
    ) {
        let found = coder.find(themes, reading, subject);
        for rule in found.rules() {
            self.rules.entry((question, rule)).or_default().insert(number);
        }
        let codings = coder.codings(themes, reading, found);
        for coding in &codings {
            self.themes.entry((question, coding.theme)).or_default().insert(number);
        }
        let left = self.left.entry(question).or_default();
        *left = (left.0 + 1, left.1 + u64::from(codings.is_empty()));
        for (atom, hit) in reading.all_hits() {
            let form = written(&reading.text[hit.start as usize..hit.end as usize]);
            *self.forms.entry((*atom, form)).or_default() += 1;
        }
    }
}

/// Tries a codebook on a corpus; `file` and `source` are the codebook's, for places.
pub fn trial(corpus: &Source, coder: &Coder, file: &str, source: &str) -> Result<(Trial, Vec<RowError>)> {
    let mut seen = Seen::default();
    let frame = &corpus.frame;
    let limited = coder.names.limits.iter().filter_map(|(variable, _)| frame.variable(&variable.value));
    let limited: BTreeSet<usize> = limited.filter(|at| frame.variables[*at].values.is_empty()).collect();
    let work = |reader: &mut Reader, rows: &[crate::answer::Row]| {
        let mut some = Seen::default();
        for row in rows {
            let subject = Subject::of(&corpus.frame, &row.values);
            for (question, text) in row.answers.iter().enumerate().filter(|(_, text)| is_answer(text)) {
                if let Some(themes) = coder.question(&corpus.frame.questions[question].id) {
                    some.add(coder, question, themes, &reader.read(text), subject, some.respondents);
                }
            }
            for variable in &limited {
                let met = some.values.entry(*variable).or_default();
                if !met.contains(&*row.values[*variable]) {
                    met.insert(row.values[*variable].to_string());
                }
            }
            some.respondents += 1;
        }
        some
    };
    let unread = pass(corpus, || coder.reader(), work, |some| seen.merge(some))?;
    let mut findings = Vec::new();
    // a question nobody answered tells nothing about its rules
    let answered = corpus.frame.questions.iter().enumerate().filter(|(at, _)| seen.left.contains_key(at));
    let judged: Vec<(usize, &QuestionCoder)> =
        answered.filter_map(|(at, question)| Some((at, coder.question(&question.id)?))).collect();
    // a theme at the top stands in the themes of each question that has its own
    let mut lively = BTreeSet::new();
    for (at, themes) in &judged {
        let rules = themes.themes.iter().flat_map(|theme| &theme.rules).zip(0..);
        let taken = rules.filter(|(_, number)| seen.rules.contains_key(&(*at, *number)));
        lively.extend(taken.map(|(rule, _)| rule.bytes.start));
    }
    for (i, (_, themes)) in judged.iter().enumerate() {
        // themes for every question are judged on all questions together
        let same = |(_, other): &&(usize, &QuestionCoder)| std::ptr::eq(*other, *themes);
        if !judged[..i].iter().any(|other| same(&other)) {
            let questions: Vec<usize> = judged.iter().filter(same).map(|(at, _)| *at).collect();
            findings.extend(rule_findings(themes, &questions, &seen, &lively, file, source));
            findings.extend(coinciding(themes, &questions, &seen, file, source));
        }
    }
    findings.extend(unmet_values(coder, frame, &seen, file, source));
    findings.sort_by_key(|f| (f.place.line, f.place.column));
    findings.dedup_by(|next, kept| next.place == kept.place && next.found == kept.found);
    let left = seen.left.iter().map(|(q, (answers, without))| Left {
        question: corpus.frame.questions[*q].id.clone(),
        answers: *answers,
        without: *without,
    });
    Ok((Trial { findings, left: left.collect(), words: words(coder, &seen) }, unread))
}

/// Values that the codebook limits something to and that nobody has, of variables whose values are not listed.
fn unmet_values(coder: &Coder, frame: &Frame, seen: &Seen, file: &str, source: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (variable, values) in &coder.names.limits {
        let Some(met) = frame.variable(&variable.value).and_then(|at| seen.values.get(&at)) else { continue };
        for value in values.iter().filter(|value| !met.contains(*value)) {
            let found = format!("nobody has {} = {value} (where: in the codebook)", variable.value);
            let finding = Finding::at(Level::Warning, file, source, place(variable, source), found);
            let near = nearest(value, met.iter().map(String::as_str)).filter(|near| short(near) == **near);
            let remedy =
                near.map_or_else(|| "mend the value".to_string(), |near| format!("did you mean {near}?"));
            findings.push(finding.remedy(remedy));
        }
    }
    findings
}

/// The answers that a rule or a theme took in any of these questions.
fn taken_in(
    taken: &BTreeMap<(usize, u32), BTreeSet<u64>>,
    questions: &[usize],
    number: u32,
) -> BTreeSet<(usize, u64)> {
    let sets = questions.iter().filter_map(|q| Some((*q, taken.get(&(*q, number))?)));
    sets.flat_map(|(q, answers)| answers.iter().map(move |a| (q, *a))).collect()
}

fn rule_findings(
    themes: &QuestionCoder,
    questions: &[usize],
    seen: &Seen,
    lively: &BTreeSet<usize>,
    file: &str,
    source: &str,
) -> Vec<Finding> {
    let rules = themes.themes.iter().map(|t| t.rules.len() as u32).sum();
    let all: Vec<BTreeSet<(usize, u64)>> =
        (0..rules).map(|number| taken_in(&seen.rules, questions, number)).collect();
    let taken = |number: u32| &all[number as usize];
    let mut findings = Vec::new();
    let mut first = 0;
    for theme in &themes.themes {
        let own: Vec<u32> = (first..first + theme.rules.len() as u32).collect();
        first += theme.rules.len() as u32;
        for &number in &own {
            let Some(rule) = themes.rule(number) else { continue };
            let at = |level, found: String| Finding::at(level, file, source, rule.bytes.clone(), found);
            if taken(number).is_empty() && lively.contains(&rule.bytes.start) {
                continue;
            }
            if taken(number).is_empty() {
                findings.push(at(
                    Level::Warning,
                    format!("a rule of '{}' that takes no answer of the corpus", theme.id),
                ));
                continue;
            }
            let wider = own.iter().find(|other| {
                let same = taken(**other) == taken(number);
                **other != number && taken(number).is_subset(taken(**other)) && (!same || **other < number)
            });
            if let Some(wider) = wider.and_then(|w| themes.rule(*w)) {
                let n = taken(number).len();
                let found = format!(
                    "what this rule of '{}' takes, {n} in all, is taken by {} too",
                    theme.id, wider.name
                );
                findings.push(at(Level::Note, found));
            }
        }
    }
    findings
}

/// Pairs of themes that most often come together; a parent and its child are meant to.
fn coinciding(
    themes: &QuestionCoder,
    questions: &[usize],
    seen: &Seen,
    file: &str,
    source: &str,
) -> Vec<Finding> {
    let all: Vec<BTreeSet<(usize, u64)>> =
        (0..themes.themes.len()).map(|theme| taken_in(&seen.themes, questions, theme as u32)).collect();
    let mut findings = Vec::new();
    for (b, theme) in themes.themes.iter().enumerate() {
        for (a, other) in themes.themes.iter().enumerate().take(b) {
            let (one, two) = (&all[a], &all[b]);
            let (both, either) = (one.intersection(two).count(), one.union(two).count());
            let related = theme.parent == Some(a) || other.parent == Some(b);
            if related || either < ENOUGH || (both as f64) < COINCIDE * either as f64 {
                continue;
            }
            let found = format!(
                "'{}' and '{}' nearly coincide: {both} of {either} answers have both",
                other.id, theme.id
            );
            let end = theme.at + theme.id.len();
            findings.push(
                Finding::at(Level::Warning, file, source, theme.at..end, found)
                    .remedy("join them, or sharpen their rules"),
            );
        }
    }
    findings
}

/// What each word of the rules took, by word; of lists those that a rule names.
fn words(coder: &Coder, seen: &Seen) -> Vec<Taken> {
    let themes = coder.questions.iter().flat_map(|question| &question.themes);
    let rules = themes.flat_map(|theme| theme.rules.iter().chain(&theme.unless).chain(&theme.never));
    let mut named = coder.program.atoms_of(rules.map(|rule| &rule.op));
    // what shares its last part with another word is no word of a rule
    let list = coder.program.atoms.list();
    named.retain(|atom| !matches!(list[*atom as usize], Atom::Keys(_, Form::Tail)));
    let mut by_word: BTreeMap<String, BTreeMap<&String, TakenForm>> = BTreeMap::new();
    for ((atom, form), n) in seen.forms.iter().filter(|((atom, _), _)| named.contains(atom)) {
        let atom = &list[*atom as usize];
        let origin = if let Atom::Keys(keys, _) = atom { reached(keys, form) } else { None };
        let forms = by_word.entry(name(atom)).or_default();
        // two words of rules may go by the same name, and take the same words of the answers
        let own = TakenForm { form: form.clone(), n: *n, origin };
        forms
            .entry(form)
            .and_modify(|taken| {
                taken.n = taken.n.max(*n);
                taken.origin = firmer(taken.origin, origin);
            })
            .or_insert(own);
    }
    let sorted = |forms: BTreeMap<&String, TakenForm>| {
        let mut forms: Vec<TakenForm> = forms.into_values().collect();
        forms.sort_by(|a, b| (b.n, &a.form).cmp(&(a.n, &b.form)));
        forms
    };
    by_word.into_iter().map(|(word, forms)| Taken { word, forms: sorted(forms) }).collect()
}

/// The firmer of two ways; none of them is one, but the form as written.
fn firmer(one: Option<Origin>, other: Option<Origin>) -> Option<Origin> {
    one.zip(other).map(|(one, other)| one.min(other))
}

/// The firmest way from a form to one of the keys.
fn reached(keys: &[String], form: &str) -> Option<Origin> {
    analyse(form).keys.into_iter().filter(|k| keys.contains(&k.text)).map(|k| k.origin).min()
}

/// An atom as its rule writes it.
fn name(atom: &Atom) -> String {
    match atom {
        Atom::Keys(keys, form) => {
            let word = keys.first().map_or("", String::as_str);
            match form {
                Form::Part => word.to_string(),
                Form::First => format!("{word}-"),
                Form::Last | Form::Tail => format!("-{word}"),
                Form::Whole => format!("={word}"),
            }
        }
        Atom::Exact(form) => format!("=={form}"),
        Atom::Wild(form) => form.clone(),
        Atom::Fuzzy(word) => format!("{word}~"),
        Atom::Regex(text) => format!("/{text}/"),
        Atom::Age(from, to) => format!("age({from}..{to})"),
    }
}
