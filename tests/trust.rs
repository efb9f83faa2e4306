//! How good the coding is: agreement, validation, and samples for coding by hand that come back.
#[path = "trust/agree.rs"]
mod agree;
#[path = "trust/sample.rs"]
mod sample;
#[path = "trust/sheets.rs"]
mod sheets;
#[path = "trust/validate.rs"]
mod validate;

use fritekst::codebook::Coder;
use fritekst::input::{Overrides, Source};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SMALL: &str = "tests/trust/small";

fn small() -> (Source, Coder) {
    let source = Source::open(Path::new(SMALL), &Overrides::default()).unwrap();
    let text = std::fs::read_to_string(source.codebook.clone().unwrap()).unwrap();
    (source, Coder::parse("kodebok.yaml", &text).unwrap())
}

/// A file in a folder of its own.
fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    (folder, file)
}

/// Runs the program on the small survey.
fn run(command: &str, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_fritekst");
    Command::new(program).args([command, SMALL]).args(args).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "found {found}, expected {expected}");
}
