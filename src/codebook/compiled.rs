//! From what a codebook says to what it means, with every fault found in one go.
use super::SHIPPED_LISTS;
use super::checks::places;
use super::coder::{Coder, Names, QuestionCoder, Rule, Split, Theme};
use super::finding::{Finding, Level};
use super::locate::locate;
use super::offered::remedy;
use super::written::{self, Codebook, Named, Rules, Switch, Text, Themes, WrittenRule};
use crate::rule::atoms::Atoms;
use crate::rule::compile::Compiler;
use crate::rule::demand::Demand;
use crate::rule::operators::{Definition, Does, Op, Program};
use crate::rule::{Fault, Node, parse};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Compiles rules of one source, collecting findings.
pub(super) struct Work<'a> {
    pub(super) file: &'a str,
    pub(super) source: &'a str,
    compiler: Compiler,
    pub(super) findings: Vec<Finding>,
    /// Where the lines of the source begin.
    lines: Vec<usize>,
    /// By text, what rules say.
    parsed: HashMap<&'a str, Result<Node, Fault>>,
    /// By place and text, the rules compiled so far: an exception of a question stands in each of its themes.
    known: HashMap<(usize, String), Op>,
}

impl<'a> Work<'a> {
    /// Reads some rules, each text once.
    fn new(file: &'a str, source: &'a str, mut compiler: Compiler, rules: Vec<&'a str>) -> Self {
        let mut texts = rules;
        texts.sort_unstable();
        texts.dedup();
        let parsed: HashMap<_, _> = texts.par_iter().map(|text| (*text, parse(text))).collect();
        compiler.prepare(texts.iter().filter_map(|text| parsed[text].as_ref().ok()));
        let lines = memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1).collect();
        Self { file, source, compiler, findings: Vec::new(), lines, parsed, known: HashMap::new() }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte) + 1
    }

    pub(super) fn error(&mut self, text: &Text, found: impl Into<String>, remedy: impl Into<String>) {
        let bytes = locate(self.source, text.at, &text.value, 0..text.value.chars().count().max(1));
        let finding = Finding::at(Level::Error, self.file, self.source, bytes, found);
        self.findings.push(finding.remedy(remedy));
    }

    fn faults(&mut self, rule: &Text, faults: Vec<Fault>) {
        for fault in faults {
            let remedy = remedy(self.source, rule.at, &rule.value, &fault);
            let bytes = locate(self.source, rule.at, &rule.value, fault.at);
            let finding = Finding::at(Level::Error, self.file, self.source, bytes, fault.found);
            self.findings.push(finding.remedy(remedy));
        }
    }

    fn op(&mut self, rule: &Text) -> Op {
        let key = (rule.at, rule.value.clone());
        if let Some(op) = self.known.get(&key) {
            return op.clone();
        }
        if self.swallowed(rule) {
            return Op { does: Does::Or(Vec::new()), at: 0..0 };
        }
        let mut faults = Vec::new();
        let parsed = self.parsed.get(rule.value.as_str()).cloned();
        let op = match parsed.unwrap_or_else(|| parse(&rule.value)) {
            Ok(node) => self.compiler.compile(&node, &mut faults),
            Err(fault) => {
                if !self.joined(rule) && !self.cut(rule) {
                    faults.push(fault);
                }
                Op { does: Does::Or(Vec::new()), at: 0..0 }
            }
        };
        if faults.is_empty() && self.findings.is_empty() {
            self.known.insert(key, op.clone());
        }
        self.faults(rule, faults);
        op
    }

    fn ops(&mut self, rules: &Rules) -> Vec<Op> {
        rules.0.iter().map(|rule| self.op(&rule.rule)).collect()
    }

    fn rules(&mut self, kind: &str, rules: &Rules) -> Vec<Rule> {
        let numbered = rules.0.iter().enumerate();
        numbered.map(|(i, WrittenRule { rule, only_for })| self.rule(kind, i, rule, only_for)).collect()
    }

    fn rule(&mut self, kind: &str, number: usize, rule: &Text, only_for: &Named<Vec<String>>) -> Rule {
        let line = self.line(rule.at);
        let bytes = locate(self.source, rule.at, &rule.value, 0..rule.value.chars().count());
        Rule {
            name: format!("{kind}.{}@{line}", number + 1),
            text: rule.value.clone(),
            bytes,
            op: self.op(rule),
            // set when the whole program is known
            gate: Demand::Nothing,
            atoms: OnceLock::new(),
            split: Split::default(),
            only_for: limits(only_for),
        }
    }
}

fn limits(only_for: &Named<Vec<String>>) -> Vec<(String, Vec<String>)> {
    only_for.0.iter().map(|(variable, values)| (variable.value.clone(), values.clone())).collect()
}

/// What the codebook names of a survey.
fn names_of(codebook: &Codebook) -> Names {
    let questions = codebook.questions.0.iter().map(|(id, _)| id.clone()).collect();
    let everywhere = [&codebook.unless, &codebook.never].into_iter();
    let of_questions = codebook.questions.0.iter().flat_map(|(_, q)| [&q.unless, &q.never]);
    let mut rules: Vec<&Rules> = everywhere.chain(of_questions).collect();
    let mut themes: Vec<&written::Theme> = codebook.themes.0.iter().collect();
    themes.extend(codebook.questions.0.iter().flat_map(|(_, question)| &question.themes.0));
    let mut limits: Vec<&(Text, Vec<String>)> = Vec::new();
    while let Some(theme) = themes.pop() {
        themes.extend(&theme.themes.0);
        limits.extend(&theme.only_for.0);
        rules.extend([&theme.any, &theme.unless, &theme.never]);
    }
    limits.extend(rules.iter().flat_map(|rules| &rules.0).flat_map(|rule| &rule.only_for.0));
    limits.sort_by_key(|(variable, _)| variable.at);
    Names { questions, limits: limits.into_iter().cloned().collect() }
}

/// The texts of some rules.
fn texts<'a>(rules: &[&'a Rules]) -> Vec<&'a str> {
    rules.iter().flat_map(|rules| rules.0.iter().map(|rule| rule.rule.value.as_str())).collect()
}

/// What the themes of a question inherit.
struct Above<'a> {
    question: Option<&'a str>,
    unless: Vec<&'a Rules>,
    never: Vec<&'a Rules>,
}

/// A theme with what it inherits, before its rules are compiled.
pub(super) struct Flat<'a> {
    question: Option<&'a str>,
    pub(super) theme: &'a written::Theme,
    parent: Option<usize>,
    unless: Vec<&'a Rules>,
    never: Vec<&'a Rules>,
}

/// Themes in order, parents before children; `parent` is a position in `out`.
fn flatten<'a>(themes: &'a Themes, above: &Above<'a>, parent: Option<usize>, out: &mut Vec<Flat<'a>>) {
    for theme in &themes.0 {
        let with = |own: &'a Rules, outer: &[&'a Rules]| [&[own], outer].concat();
        let at = out.len();
        out.push(Flat {
            question: above.question,
            theme,
            parent,
            unless: with(&theme.unless, &above.unless),
            never: with(&theme.never, &above.never),
        });
        flatten(&theme.themes, above, Some(at), out);
    }
}

/// Every theme of the codebook, question by question; the themes for every question come after a question's own.
fn all_themes(codebook: &Codebook) -> Vec<(Option<&str>, Vec<Flat<'_>>)> {
    let everywhere =
        |question| Above { question, unless: vec![&codebook.unless], never: vec![&codebook.never] };
    let mut questions = Vec::new();
    for (id, question) in &codebook.questions.0 {
        let id = Some(id.value.as_str());
        let above = Above {
            question: id,
            unless: vec![&question.unless, &codebook.unless],
            never: vec![&question.never, &codebook.never],
        };
        let mut flat = Vec::new();
        flatten(&question.themes, &above, None, &mut flat);
        flatten(&codebook.themes, &everywhere(id), None, &mut flat);
        questions.push((id, flat));
    }
    if !codebook.themes.0.is_empty() {
        let mut flat = Vec::new();
        flatten(&codebook.themes, &everywhere(None), None, &mut flat);
        questions.push((None, flat));
    }
    questions
}

fn full_name(flat: &Flat) -> String {
    match flat.question {
        Some(question) => format!("{question}.{}", flat.theme.id.value),
        None => flat.theme.id.value.clone(),
    }
}

impl Coder {
    /// Compiles a codebook; `source` is the text it was read from, for places in findings.
    pub fn compile(file: &str, source: &str, codebook: &Codebook) -> Result<Self, Vec<Finding>> {
        let shipped: Named<Rules> = serde_saphyr::from_str(SHIPPED_LISTS).unwrap_or_default();
        let questions = all_themes(codebook);
        let own = |name: &str| codebook.lists.0.iter().any(|(n, _)| n.value == name);
        let shipped: Vec<_> = shipped.0.iter().filter(|(name, _)| !own(&name.value)).collect();
        let lists = shipped.iter().map(|(name, _)| name.value.clone());
        let lists = lists.chain(codebook.lists.0.iter().map(|(name, _)| name.value.clone()));
        let themes: Vec<String> = questions.iter().flat_map(|(_, flat)| flat.iter().map(full_name)).collect();
        let names: Vec<String> = lists.chain(themes).collect();
        let compiler = Compiler::new(names.iter().cloned());
        let lists: Vec<&Rules> = shipped.iter().map(|(_, rules)| rules).collect();
        let mut inner = Work::new("lists.yaml", SHIPPED_LISTS, compiler, texts(&lists));
        let mut definitions: Vec<Definition> =
            shipped.iter().map(|(name, rules)| list(&name.value, inner.ops(rules))).collect();
        let flat = || questions.iter().flat_map(|(_, flat)| flat);
        let of_themes =
            flat().flat_map(|f| [&f.theme.any].into_iter().chain(f.unless.iter().chain(&f.never).copied()));
        let rules: Vec<&Rules> = codebook.lists.0.iter().map(|(_, rules)| rules).chain(of_themes).collect();
        let mut work = Work::new(file, source, inner.compiler, texts(&rules));
        work.findings.extend(inner.findings);
        definitions.extend(work.lists(codebook));
        let first_theme = definitions.len();
        let mut places = places(codebook, &questions, shipped.len());
        let mut coded = work.questions(&questions, names.len(), &mut definitions, &mut places);
        work.check_ids(&questions);
        work.check_limited(&coded, &definitions, first_theme);
        work.check_cycles(&definitions, &places);
        if !work.findings.is_empty() {
            work.findings.sort_by_key(|f| (f.place.line, f.place.column));
            work.findings.dedup();
            return Err(work.findings);
        }
        set_local(&mut definitions);
        let atoms = Atoms::new(work.compiler.into_atoms(), codebook.spelling == Switch::On);
        let program = Program { atoms, definitions };
        set_gates(&mut coded, &program);
        Ok(Self {
            name: codebook.codebook.clone(),
            title: codebook.title.clone(),
            language: codebook.language.clone().unwrap_or_else(|| "no".to_string()),
            program,
            questions: coded,
            first_theme,
            overlap: codebook.overlap,
            names: names_of(codebook),
            fingerprint: crate::input::fingerprint(source.as_bytes()),
        })
    }

    /// Reads and compiles in one step.
    pub fn parse(file: &str, source: &str) -> Result<Self, Vec<Finding>> {
        let codebook = Codebook::parse(file, source).map_err(|finding| vec![*finding])?;
        // one of lists alone serves searches
        if codebook.is_without_themes() && codebook.lists.0.is_empty() {
            return Err(vec![Codebook::without_themes(Level::Error, file, source)]);
        }
        Self::compile(file, source, &codebook)
    }
}

/// What a theme's own rules take.
fn definition(name: String, theme: &Theme) -> Definition {
    let ops = |rules: &[Rule]| -> Vec<Op> { rules.iter().map(|r| r.op.clone()).collect() };
    let (any, unless, never) = (ops(&theme.rules), ops(&theme.unless), ops(&theme.never));
    Definition { name, any, unless, never, local: false }
}

/// What the name of a list, or of a part of a theme, stands for.
fn list(name: &str, any: Vec<Op>) -> Definition {
    Definition { name: name.to_string(), any, ..Definition::default() }
}

impl Work<'_> {
    /// What the codebook's own lists stand for.
    fn lists(&mut self, codebook: &Codebook) -> Vec<Definition> {
        let mut definitions = Vec::new();
        for (name, rules) in &codebook.lists.0 {
            if rules.is_empty() {
                let found = format!("the list '{}' is empty", name.value);
                self.error(name, found, "give it a rule, or take it away");
            }
            definitions.push(list(&name.value, self.ops(rules)));
        }
        definitions
    }

    /// The themes of every question, and behind what is defined already what their names stand for. A theme with themes below
    /// it stands for its own rules, which have a definition behind all `named`, and for theirs.
    fn questions<'q>(
        &mut self,
        questions: &[(Option<&str>, Vec<Flat<'q>>)],
        named: usize,
        definitions: &mut Vec<Definition>,
        places: &mut Vec<Option<&'q Text>>,
    ) -> Vec<QuestionCoder> {
        let (mut coded, mut own) = (Vec::new(), Vec::new());
        for (id, flat) in questions {
            let themes: Vec<Theme> = flat.iter().map(|flat| self.theme(flat)).collect();
            let first = definitions.len();
            for (at, (theme, flat)) in themes.iter().zip(flat).enumerate() {
                let children = (0..themes.len()).filter(|child| themes[*child].parent == Some(at));
                let children: Vec<u32> = children.map(|child| (first + child) as u32).collect();
                let mut definition = definition(full_name(flat), theme);
                // what takes matches of its own rules away takes none of its children's
                if !children.is_empty() {
                    let rules = std::iter::once((named + own.len()) as u32);
                    let any = rules.chain(children).map(|id| Op { does: Does::Reference(id), at: 0..0 });
                    let whole = list(&definition.name, any.collect());
                    own.push(std::mem::replace(&mut definition, whole));
                    places.push(Some(&flat.theme.id));
                }
                definitions.push(definition);
            }
            coded.push(QuestionCoder::new(id.map(str::to_string), themes));
        }
        definitions.append(&mut own);
        coded
    }

    fn theme(&mut self, flat: &Flat) -> Theme {
        let theme = flat.theme;
        let mut inherited = |kind: &str, all: &[&Rules]| -> Vec<Rule> {
            all.iter().flat_map(|rules| self.rules(kind, rules)).collect()
        };
        let (unless, never) = (inherited("unless", &flat.unless), inherited("never", &flat.never));
        let examples = |list: &[Text]| list.iter().map(|t| (t.value.clone(), t.at)).collect();
        Theme {
            id: theme.id.value.clone(),
            label: if theme.label.is_empty() { theme.id.value.clone() } else { theme.label.clone() },
            definition: theme.definition.clone(),
            parent: flat.parent,
            rules: self.rules("any", &theme.any),
            unless,
            never,
            alone: theme.alone,
            only_for: limits(&theme.only_for),
            examples: [examples(&theme.examples.yes), examples(&theme.examples.no)],
            at: theme.id.at,
        }
    }
}

/// Marks the definitions whose matches no window can change. References may point forward, so it is repeated until
/// nothing changes; there are no cycles here.
fn set_local(definitions: &mut [Definition]) {
    loop {
        let known: Vec<bool> = definitions.iter().map(|d| d.local).collect();
        let local = |id: u32| known[id as usize];
        let now: Vec<bool> = definitions
            .iter()
            .map(|d| d.unless.is_empty() && d.never.is_empty() && d.any.iter().all(|op| op.is_local(&local)))
            .collect();
        if now == known {
            return;
        }
        definitions.iter_mut().zip(now).for_each(|(d, local)| d.local = local);
    }
}

fn set_gates(questions: &mut [QuestionCoder], program: &Program) {
    questions.par_iter_mut().for_each(|question| {
        for theme in &mut question.themes {
            for rule in theme.rules.iter_mut().chain(&mut theme.unless).chain(&mut theme.never) {
                rule.gate = rule.op.candidates(program);
            }
            for rule in &mut theme.rules {
                let (atoms, rest) = rule.op.split(program);
                let rest = rest.map(|rest| (rest.candidates(program), rest)).map(|(gate, rest)| (rest, gate));
                rule.split = Split { atoms, rest };
            }
        }
        question.wake(program);
    });
}
