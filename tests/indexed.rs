//! The program on the shipped survey: the same bytes with and without an index, and for any number of threads.
use std::process::Command;

/// What `code` prints for one question of the shipped survey.
fn codings(more: &[&str]) -> Vec<u8> {
    let program = env!("CARGO_BIN_EXE_fritekst");
    let args = ["code", "corpora/imdi2023", "--question", "kollektiv", "--question", "tolk_sprak"];
    let done = Command::new(program).args(args).args(more).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn an_index_and_threads_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let scanned = codings(&["--threads", "1"]);
    let lines = String::from_utf8_lossy(&scanned).lines().count();
    assert!(lines > 300, "hardly anything was coded: {lines} lines");
    let index = index.to_str().unwrap();
    assert_eq!(codings(&["--index", index, "--threads", "2"]), scanned);
    assert_eq!(codings(&["--index", index, "--threads", "8"]), scanned);
    let wide = codings(&["--wide", "--threads", "8"]);
    assert_eq!(codings(&["--wide", "--index", index]), wide);
}
