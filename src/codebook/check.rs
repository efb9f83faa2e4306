//! What is wrong with a codebook that compiles: examples that fail, and rules that cannot match.
use super::coder::{Coder, QuestionCoder, Rule, Subject, Theme};
use super::finding::{Finding, Level};
use super::locate::locate;
use super::written::Codebook;
use crate::norwegian::tokens::tokens;
use crate::norwegian::{also_form_of, rule_keys};
use crate::rule::{Kind, Node, parse};
use std::ops::Range;

/// All findings of a codebook by itself.
pub fn check(coder: &Coder, file: &str, source: &str) -> Vec<Finding> {
    let mut findings = examples(coder, file, source);
    if coder.questions.iter().all(|question| question.themes.is_empty()) {
        findings.push(Codebook::without_themes(Level::Warning, file, source));
    }
    findings.extend(contradictions(coder, file, source));
    findings.extend(not_alone(coder, file, source));
    findings.sort_by_key(|f| (f.place.line, f.place.column));
    findings.dedup();
    findings
}

/// Examples that do not hold: a yes-example without the theme, a no-example with it.
fn examples(coder: &Coder, file: &str, source: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for question in &coder.questions {
        for (at, theme) in question.themes.iter().enumerate() {
            for (wanted, examples) in [true, false].into_iter().zip(&theme.examples) {
                for (text, byte) in examples {
                    if takes(coder, question, at, text) != wanted {
                        let bytes = locate(source, *byte, text, 0..text.chars().count());
                        let finding = failed(file, source, &theme.id, bytes, wanted);
                        let form = if wanted { of_a_form(theme, text) } else { None };
                        findings.push(match form {
                            Some((word, lemma)) => finding.remedy(format!(
                                "{word} in its rules is a word of its own: write {lemma} if that and its forms are meant"
                            )),
                            None => finding.remedy("mend the rules or the example"),
                        });
                    }
                }
            }
        }
    }
    findings
}

/// Themes given alone above one that is not: what the one below takes is no reason to leave the other themes out.
fn not_alone(coder: &Coder, file: &str, source: &str) -> Vec<Finding> {
    let of = |question: &QuestionCoder| {
        let below =
            |theme: &Theme| theme.parent.filter(|above| question.themes[*above].alone && !theme.alone);
        let found = question.themes.iter().filter_map(|theme| Some((theme, below(theme)?)));
        let finding = |(theme, above): (&Theme, usize)| {
            let found = format!(
                "alone: on '{}' does not hold for '{}' below it",
                question.themes[above].id, theme.id
            );
            let bytes = theme.at..theme.at;
            let remedy = "write alone: true on both, or on neither";
            Finding::at(Level::Warning, file, source, bytes, found).remedy(remedy)
        };
        found.map(finding).collect::<Vec<_>>()
    };
    coder.questions.iter().flat_map(of).collect()
}

/// Whether a text gets a theme. Respondents' values play no part in examples.
fn takes(coder: &Coder, question: &QuestionCoder, theme: usize, text: &str) -> bool {
    let mut reader = coder.reader();
    let codings = coder.code(question, &reader.read(text), Subject::anybody());
    codings.iter().any(|c| c.theme as usize == theme)
}

fn failed(file: &str, source: &str, theme: &str, bytes: Range<usize>, wanted: bool) -> Finding {
    let found = if wanted {
        format!("an example that '{theme}' must take, and does not")
    } else {
        format!("an example that '{theme}' must leave, and takes")
    };
    Finding::at(Level::Error, file, source, bytes, found)
}

/// A word of a theme's rules that is a form of another word too, for which it doesn't stand and which is in the text.
fn of_a_form(theme: &Theme, text: &str) -> Option<(String, String)> {
    let there: Vec<String> = tokens(text).iter().flat_map(|word| rule_keys(word.text(text))).collect();
    let nodes = theme.rules.iter().filter_map(|rule| parse(&rule.text).ok());
    let words = nodes.flat_map(|node| {
        let mut words = Vec::new();
        node.words(&mut words);
        words.into_iter().map(String::from).collect::<Vec<_>>()
    });
    let mut pairs =
        words.flat_map(|word| also_form_of(&word).into_iter().map(move |lemma| (word.clone(), lemma)));
    pairs.find(|(_, lemma)| rule_keys(lemma).iter().any(|key| !key.starts_with('^') && there.contains(key)))
}

/// Rules that can match nothing, since they demand and forbid the same.
fn contradictions(coder: &Coder, file: &str, source: &str) -> Vec<Finding> {
    let themes = coder.questions.iter().flat_map(|q| &q.themes);
    let rules = themes.flat_map(|t| t.rules.iter().chain(&t.unless).chain(&t.never));
    let bad = rules.filter(|rule: &&Rule| parse(&rule.text).is_ok_and(|node| contradicts(&node)));
    let finding = |rule: &Rule| {
        Finding::at(Level::Error, file, source, rule.bytes.clone(), "a rule that can match nothing")
            .remedy("it demands and forbids the same words: take one of the two away")
    };
    bad.map(finding).collect()
}

fn contradicts(node: &Node) -> bool {
    match &node.kind {
        Kind::And(parts) => {
            let forbidden: Vec<String> = parts
                .iter()
                .filter_map(|p| if let Kind::Not(inner) = &p.kind { Some(inner.to_string()) } else { None })
                .collect();
            parts.iter().any(|p| forbidden.contains(&p.to_string()) || contradicts(p))
        }
        Kind::Or(parts) => !parts.is_empty() && parts.iter().all(contradicts),
        Kind::Phrase(parts) => parts.iter().any(contradicts),
        Kind::Near { left, right, .. } => contradicts(left) || contradicts(right),
        Kind::Within(_, inner) | Kind::Only(inner) => contradicts(inner),
        _ => false,
    }
}
