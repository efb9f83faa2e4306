//! Tables that hold: corrections, tests, disclosure control, masks and traces, on small corpora.
mod corrected;
mod details;
mod disclosed;
mod groups;
mod hidden;
mod masks;
mod samples;
mod small;
mod traces;

use serde_json::Value;
use std::process::{Command, Output};

/// Runs the program in the repository.
fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fritekst")).args(args).output().unwrap()
}

/// Standard output of a run that must end with this code.
#[track_caller]
fn out(args: &[&str], code: i32) -> String {
    let output = run(args);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {talk}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a run that must fail says.
#[track_caller]
fn error(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert!(output.stdout.is_empty(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The first table of a run of `table` as JSON.
#[track_caller]
fn table(args: &[&str]) -> Value {
    let args = [&["table"], args, &["--format", "json"]].concat();
    let all: Value = serde_json::from_str(&out(&args, 0)).unwrap();
    all["tables"][0].clone()
}

/// The line of a theme.
fn line<'a>(table: &'a Value, theme: &str) -> &'a Value {
    let lines = table["themes"].as_array().unwrap();
    lines.iter().find(|line| line["theme"] == theme).unwrap()
}

#[track_caller]
fn near(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("no number: {found}"));
    assert!((found - expected).abs() < 1e-6, "found {found}, expected {expected}");
}

const GROUPS: &str = "tests/tables/groups";
