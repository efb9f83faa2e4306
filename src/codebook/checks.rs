//! What is wrong with a codebook beyond its single rules: ids, references that may not be, cycles.
use super::coder::{Coder, QuestionCoder, Theme};
use super::compiled::{Flat, Work};
use super::finding::{Finding, Level};
use super::written::{Codebook, Text};
use crate::rule::operators::{Definition, Op};
use std::collections::HashMap;

impl Work<'_> {
    pub(super) fn check_ids(&mut self, questions: &[(Option<&str>, Vec<Flat>)]) {
        for (_, flat) in questions {
            let mut seen: HashMap<&str, usize> = HashMap::new();
            for theme in flat.iter().map(|f| f.theme) {
                let id = theme.id.value.as_str();
                let line = self.line(theme.id.at);
                if id.is_empty() {
                    self.findings.push(
                        Finding::at(
                            Level::Error,
                            self.file,
                            self.source,
                            theme.id.at..theme.id.at,
                            "a theme without an id",
                        )
                        .remedy("give every theme an id: of letters, digits and _"),
                    );
                } else if let Some(bad) = id.chars().find(|c| !c.is_alphanumeric() && *c != '_' && *c != '-')
                {
                    self.error(&theme.id, format!("'{bad}' in a theme's id"), "use letters, digits, _ and -");
                } else if let Some(first) = seen.insert(id, line) {
                    let remedy = format!("it stands first on line {first}: give one of them another id");
                    self.error(&theme.id, format!("the theme '{id}' stands twice in this question"), remedy);
                }
                if theme.any.is_empty() && theme.themes.0.is_empty() {
                    self.error(
                        &theme.id,
                        format!("the theme '{id}' has no rules"),
                        "give it rules under any:, or themes: below it",
                    );
                }
            }
        }
    }

    /// Reports every rule that names a theme with a `where`: a reference is true or not of an answer alone.
    pub(super) fn check_limited(
        &mut self,
        questions: &[QuestionCoder],
        definitions: &[Definition],
        first: usize,
    ) {
        let limited = limited(questions, definitions, first);
        let themes = questions.iter().flat_map(|q| &q.themes);
        for rule in themes.flat_map(|t| t.rules.iter().chain(&t.unless).chain(&t.never)) {
            if let Some(id) = rule.op.named().into_iter().find(|id| limited[*id as usize]) {
                let what =
                    format!("@{} has a where: and cannot be named in a rule", definitions[id as usize].name);
                let finding = Finding::at(Level::Error, self.file, self.source, rule.bytes.clone(), what);
                self.findings.push(finding.remedy("put what both need in a list, and name the list in both"));
            }
        }
    }

    /// Reports every definition that refers to itself, by whatever way.
    pub(super) fn check_cycles(&mut self, definitions: &[Definition], places: &[Option<&Text>]) {
        let edges: Vec<Vec<u32>> = definitions.iter().map(named_by).collect();
        let mut state = vec![0u8; definitions.len()];
        for start in 0..definitions.len() {
            if let Some(cycle) = walk(start, &edges, &mut state) {
                // a theme with children is two definitions of one name
                let mut cycle = cycle;
                cycle.dedup_by(|next, last| {
                    next != last && definitions[*next].name == definitions[*last].name
                });
                let names: Vec<String> = cycle.iter().map(|i| format!("@{}", definitions[*i].name)).collect();
                let remedy = "take one of these references away";
                if let Some(text) = places[cycle[0]] {
                    self.error(text, format!("a cycle: {}", names.join(" → ")), remedy);
                }
            }
        }
        if self.findings.is_empty() {
            self.check_extents(definitions, places, &edges);
        }
    }

    /// Reports names that stand for more than anybody can read: references within references multiply.
    fn check_extents(&mut self, definitions: &[Definition], places: &[Option<&Text>], edges: &[Vec<u32>]) {
        let mut extents: Vec<Option<Extent>> = vec![None; definitions.len()];
        for start in 0..definitions.len() {
            // by hand, not by recursion: a chain of names may be as long as the file
            let mut stack = vec![start];
            while let Some(&at) = stack.last() {
                let unknown = edges[at].iter().map(|e| *e as usize).find(|e| extents[*e].is_none());
                if let Some(next) = unknown {
                    stack.push(next);
                    continue;
                }
                let below: Vec<Extent> = edges[at].iter().filter_map(|e| extents[*e as usize]).collect();
                extents[at] = Some(Extent::of(&definitions[at]).with(&below));
                stack.pop();
            }
            let too_large = extents[start].is_some_and(|e| e.parts > MOST_PARTS || e.height > HIGHEST);
            if let Some(text) = places[start].filter(|_| too_large) {
                let found = format!("'{}' stands for too many rules within rules", definitions[start].name);
                self.error(text, found, "name fewer lists inside lists");
                return;
            }
        }
    }
}

/// What a definition unfolds to: how many parts, and how deep they stand in each other.
#[derive(Debug, Clone, Copy)]
struct Extent {
    parts: usize,
    height: usize,
}

/// A rule is tried part by part on every answer.
const MOST_PARTS: usize = 1_000_000;
/// A level takes a piece of the stack.
const HIGHEST: usize = 500;

impl Extent {
    fn of(definition: &Definition) -> Self {
        let ops = definition.any.iter().chain(&definition.unless).chain(&definition.never);
        let (mut parts, mut height) = (0, 0);
        ops.for_each(|op| measure(op, 1, &mut parts, &mut height));
        Self { parts, height }
    }

    /// With what its references unfold to, as if the highest stood at its deepest place.
    fn with(self, below: &[Extent]) -> Self {
        let parts = below.iter().fold(self.parts, |sum, b| sum.saturating_add(b.parts));
        Self { parts, height: self.height + below.iter().map(|b| b.height).max().unwrap_or(0) }
    }
}

fn measure(op: &Op, depth: usize, parts: &mut usize, height: &mut usize) {
    *parts += 1;
    *height = depth.max(*height);
    op.parts().for_each(|p| measure(p, depth + 1, parts, height));
}

/// Looks for a way from a definition back to itself; state 1 is on the path, 2 is done. By hand, not by recursion:
/// a chain of names may be as long as the file.
fn walk(start: usize, edges: &[Vec<u32>], state: &mut [u8]) -> Option<Vec<usize>> {
    let mut found = None;
    let mut path: Vec<(usize, usize)> = Vec::new();
    let mut next = (state[start] == 0).then_some(start);
    loop {
        if let Some(at) = next.take() {
            state[at] = 1;
            path.push((at, 0));
        }
        let Some((at, edge)) = path.last_mut() else { return found };
        if let Some(to) = edges[*at].get(*edge).map(|e| *e as usize) {
            *edge += 1;
            next = (state[to] == 0).then_some(to);
            if state[to] == 1 && found.is_none() {
                let from = path.iter().position(|(p, _)| *p == to).unwrap_or(0);
                found = Some(path[from..].iter().map(|(p, _)| *p).chain([to]).collect());
            }
        } else {
            state[*at] = 2;
            path.pop();
        }
    }
}

/// By definition, whether a `where` limits it to some respondents: a theme, a rule or an exception of it, or what it names.
/// `first` is the definition of the first theme.
fn limited(questions: &[QuestionCoder], definitions: &[Definition], first: usize) -> Vec<bool> {
    let rules =
        |t: &Theme| t.rules.iter().chain(&t.unless).chain(&t.never).any(|rule| !rule.only_for.is_empty());
    let mut limited = vec![false; definitions.len()];
    for (at, theme) in questions.iter().flat_map(|q| &q.themes).enumerate() {
        limited[first + at] = !theme.only_for.is_empty() || rules(theme);
    }
    let named: Vec<Vec<u32>> = definitions.iter().map(named_by).collect();
    loop {
        let is = |at: usize| limited[at] || named[at].iter().any(|id| limited[*id as usize]);
        let now: Vec<bool> = (0..limited.len()).map(is).collect();
        if now == limited {
            return limited;
        }
        limited = now;
    }
}

/// The definitions that a definition names.
fn named_by(definition: &Definition) -> Vec<u32> {
    let ops = definition.any.iter().chain(&definition.unless).chain(&definition.never);
    ops.flat_map(Op::named).collect()
}

impl Coder {
    /// By definition, whether no rule may name it, for a `where` limits what it stands for.
    pub(crate) fn limited(&self) -> Vec<bool> {
        limited(&self.questions, &self.program.definitions, self.first_theme)
    }
}

/// The name scalar of every definition, for the place of a cycle.
pub(super) fn places<'a>(
    codebook: &'a Codebook,
    questions: &[(Option<&str>, Vec<Flat<'a>>)],
    shipped: usize,
) -> Vec<Option<&'a Text>> {
    let lists = codebook.lists.0.iter().map(|(name, _)| Some(name));
    let themes = questions.iter().flat_map(|(_, flat)| flat.iter().map(|f| Some(&f.theme.id)));
    std::iter::repeat_n(None, shipped).chain(lists).chain(themes).collect()
}
