//! What the analysis makes of words and texts, as text.
use super::grid::Grid;
use super::marked::safe;
use crate::norwegian::study::{Passage, Study};
use crate::norwegian::{Key, Origin, Role};
use std::fmt::Write;

/// Words one after the other, each with its keys as a table.
pub fn studies(studies: &[Study]) -> String {
    studies.iter().map(study).collect::<Vec<_>>().join("\n")
}

fn study(study: &Study) -> String {
    let word = &study.word;
    let mut out = format!("{}\n", safe(&word.written));
    let mut line = |name: &str, values: &[String], between: &str| {
        if !values.is_empty() {
            let _ = writeln!(out, "  {name:<7} {}", safe(&values.join(between)));
        }
    };
    line("parts", &word.parts, "|");
    line("lemmas", &once(&word.lemmas), ", ");
    line("rule", &study.rule, ", ");
    let rows = word.keys.iter().map(|k| vec![safe(&k.text), role(k).into(), origin(k).into()]);
    let head = ["key", "where", "by"].map(String::from).to_vec();
    let grid = Grid { head, rows: rows.collect(), text_columns: 3 };
    for line in grid.plain().lines() {
        let _ = writeln!(out, "  {line}");
    }
    out
}

fn once(names: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(name) {
            once.push(name.clone());
        }
    }
    once
}

fn role(key: &Key) -> &'static str {
    match key.role {
        Role::Whole => "whole",
        Role::Modifier => "first",
        Role::Inner => "inside",
        Role::Head => "last",
    }
}

fn origin(key: &Key) -> &'static str {
    match key.origin {
        Origin::Lexicon => "lexicon",
        Origin::List => "own list",
        Origin::Variant => "variant",
        Origin::Cognate => "nynorsk rule",
        Origin::Written => "written form",
        Origin::Stem => "stem",
        Origin::Spelling => "spelling",
    }
}

/// A text with its sentences numbered, its clauses divided by ‖, and its ages.
pub fn passage(passage: &Passage) -> String {
    let mut out = String::new();
    for (i, clauses) in passage.sentences.iter().enumerate() {
        let one_line = clauses.iter().map(|c| c.split_whitespace().collect::<Vec<_>>().join(" "));
        let _ = writeln!(out, "{}. {}", i + 1, safe(&one_line.collect::<Vec<_>>().join(" ‖ ")));
    }
    for age in &passage.ages {
        let _ = writeln!(out, "age {}–{}: «{}»", age.from, age.to, safe(&age.text));
    }
    out
}
