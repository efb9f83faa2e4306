//! The manual, run as a test: every `$ fritekst …` of `tests/cmd/*.md`, with its output and its exit code.
//!
//! Each page runs in a folder of its own with a copy of `tests/cmd/corpus`, `tests/cmd/bad` and `tests/cmd/own`, so that indexes and
//! outputs land there. `TRYCMD=overwrite` writes what the program says now into the pages.
use std::fs;
use std::path::{Path, PathBuf};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn pages() -> Vec<PathBuf> {
    let paths = fs::read_dir("tests/cmd").unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|e| e == "md")).collect()
}

#[test]
fn the_manual_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let pages = pages();
    assert!(pages.len() >= 10, "the manual has lost its pages");
    for page in &pages {
        let here = folder.path().join(page.file_name().unwrap());
        fs::copy(page, &here).unwrap();
        for data in ["corpus", "bad", "own"] {
            copy(&Path::new("tests/cmd").join(data), &here.with_extension("in").join(data));
        }
    }
    let cases = trycmd::TestCases::new();
    cases.register_bin("fritekst", Path::new(env!("CARGO_BIN_EXE_fritekst")));
    cases.case(folder.path().join("*.md"));
    cases.run();
    if std::env::var_os("TRYCMD").is_some_and(|v| v == "overwrite") {
        for page in &pages {
            fs::copy(folder.path().join(page.file_name().unwrap()), page).unwrap();
        }
    }
}
