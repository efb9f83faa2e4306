//! Why an answer got a theme, or did not.
use super::coder::{Coder, QuestionCoder, Rule, Subject, Theme};
use crate::coding::{Coding, Mention, Span};
use crate::norwegian::{Word, analyse};
use crate::rule::nearest::{Reason, nearest};
use crate::rule::operators::{Match, Scene, barred};
use crate::rule::reading::Reading;
use serde::Serialize;

/// One answer with every theme of its question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// The answer.
    pub text: String,
    /// Every theme, in codebook order.
    pub themes: Vec<Explained>,
}

/// A theme: what gave it, or what kept it away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// Theme id.
    pub theme: String,
    /// Theme label.
    pub label: String,
    /// The rules that fired and counted; empty when the theme was not given.
    pub fired: Vec<Fired>,
    /// Why it was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<WhyNot>,
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fired {
    /// Its name, as codings have it: place in the theme and line in the codebook, with a child's id before it.
    pub rule: String,
    /// Its text.
    pub text: String,
    /// The theme it belongs to, where that is a child of the one explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child: Option<String>,
    /// The words that fired.
    pub words: Vec<FiredWords>,
}

/// Words that fired, with what the analysis makes of each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FiredWords {
    /// Where in the answer.
    pub span: Span,
    /// As written.
    pub text: String,
    /// The analysis of every word in it.
    pub analysis: Vec<Word>,
}

/// What kept a theme away.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum WhyNot {
    /// The theme, or each rule that matched, is for other respondents.
    Where,
    /// A `never` rule matched.
    Never {
        /// The rule.
        rule: String,
        /// Its text.
        text: String,
        /// What it matched.
        words: Vec<String>,
    },
    /// An `unless` rule matched in the same clause.
    Unless {
        /// The rule.
        rule: String,
        /// Its text.
        text: String,
        /// What it matched.
        words: Vec<String>,
        /// What had fired and no longer counts.
        instead_of: Vec<String>,
    },
    /// The theme stands alone, and these were given.
    Alone {
        /// Theme ids.
        given: Vec<String>,
    },
    /// Longer matches of other themes hide its own.
    Hidden,
    /// The rule that came nearest.
    Nearest {
        /// The rule.
        rule: String,
        /// Its text.
        text: String,
        /// What of it was there.
        have: Vec<String>,
        /// What was missing.
        reasons: Vec<Reason>,
    },
    /// No part of any rule is in the answer.
    Nothing,
}

/// Explains one answer; `only` limits it to one theme.
pub fn explain(
    coder: &Coder,
    question: &QuestionCoder,
    reading: &Reading,
    subject: Subject,
    only: Option<&str>,
) -> Vec<Explained> {
    let codings = coder.code(question, reading, subject);
    let letters = letters(reading.text);
    let wanted = question.themes.iter().enumerate().filter(|(_, t)| only.is_none_or(|only| only == t.id));
    let explained = wanted.map(|(at, theme)| {
        let coding = codings.iter().find(|c| c.theme as usize == at);
        let fired = coding.map(|c| fired(question, c, reading, &letters)).unwrap_or_default();
        let why_not = coding.is_none().then(|| why_not(coder, question, theme, &codings, reading, subject));
        Explained { theme: theme.id.clone(), label: theme.label.clone(), fired, why_not }
    });
    explained.collect()
}

/// Where each letter of a text begins, and where it ends.
fn letters(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// The rules that gave a theme, each with its words.
fn fired(question: &QuestionCoder, coding: &Coding, reading: &Reading, letters: &[usize]) -> Vec<Fired> {
    let mut found: Vec<(&Mention, Vec<FiredWords>)> = Vec::new();
    for mention in &coding.mentions {
        let [start, end] = [mention.span.start, mention.span.end].map(|at| letters[at as usize]);
        let text = reading.text[start..end].to_string();
        let tokens = crate::norwegian::tokens::tokens(&text);
        let analysis = tokens.iter().map(|t| analyse(t.text(&text))).collect();
        let words = FiredWords { span: mention.span, text, analysis };
        match found.iter_mut().find(|(other, _)| other.rule == mention.rule) {
            Some((_, all)) => all.push(words),
            None => found.push((mention, vec![words])),
        }
    }
    let named = found.into_iter().filter_map(|(mention, words)| {
        let text = question.rule(mention.rule)?.text.clone();
        let owner = question.owner(mention.rule).filter(|owner| *owner != coding.theme as usize);
        let child = owner.map(|owner| question.themes[owner].id.clone());
        Some(Fired { rule: question.rule_name(coding, mention).into_owned(), text, child, words })
    });
    named.collect()
}

fn why_not(
    coder: &Coder,
    question: &QuestionCoder,
    theme: &Theme,
    codings: &[Coding],
    reading: &Reading,
    subject: Subject,
) -> WhyNot {
    let scene = Scene::whole(reading, &coder.program);
    let matches: Vec<(&Rule, Vec<Match>)> = theme
        .rules
        .iter()
        .map(|rule| (rule, rule.op.matches(scene)))
        .filter(|(_, matches)| !matches.is_empty())
        .collect();
    if matches.is_empty() {
        return came_nearest(theme, scene);
    }
    let open = |rule: &Rule| subject.is_one_of(&theme.only_for) && subject.is_one_of(&rule.only_for);
    if !matches.iter().any(|(rule, _)| open(rule)) {
        return WhyNot::Where;
    }
    let text = |found: &[Match]| found.iter().map(|m| words(m, reading)).collect::<Vec<_>>();
    for rule in theme.never.iter().filter(|rule| open(rule)) {
        let found = rule.op.matches(scene);
        if !found.is_empty() {
            return WhyNot::Never { rule: rule.name.clone(), text: rule.text.clone(), words: text(&found) };
        }
    }
    let all: Vec<Match> = matches.iter().flat_map(|(_, found)| found.iter().cloned()).collect();
    for rule in theme.unless.iter().filter(|rule| open(rule)) {
        let barred = barred(std::slice::from_ref(&rule.op), scene);
        if all
            .iter()
            .flat_map(|m| &m.parts)
            .any(|hit| scene.clauses(hit).any(|c| barred.get(c) == Some(&true)))
        {
            return WhyNot::Unless {
                rule: rule.name.clone(),
                text: rule.text.clone(),
                words: text(&rule.op.matches(scene)),
                instead_of: text(&all),
            };
        }
    }
    if theme.alone {
        let given = codings.iter().map(|c| question.themes[c.theme as usize].id.clone()).collect();
        return WhyNot::Alone { given };
    }
    WhyNot::Hidden
}

/// The rule of which the largest share was there.
fn came_nearest(theme: &Theme, scene: Scene) -> WhyNot {
    let misses = theme.rules.iter().map(|rule| (rule, nearest(&rule.op, &rule.text, scene)));
    let best = misses
        .filter(|(_, m)| m.met > 0)
        .reduce(|best, next| if next.1.share() > best.1.share() { next } else { best });
    match best {
        None => WhyNot::Nothing,
        Some((rule, miss)) => WhyNot::Nearest {
            rule: rule.name.clone(),
            text: rule.text.clone(),
            have: miss.have.iter().map(|m| words(m, scene.reading)).collect(),
            reasons: miss.why,
        },
    }
}

/// The words of a match, its parts joined by «…».
fn words(found: &Match, reading: &Reading) -> String {
    let parts = found.parts.iter().map(|p| &reading.text[p.start as usize..p.end as usize]);
    parts.collect::<Vec<_>>().join(" … ")
}
