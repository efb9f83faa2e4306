//! The program on the shipped survey: the same bytes with and without an index, and for any number of threads.
use std::process::Command;

/// What `code` prints for two questions of the shipped survey.
fn codings(more: &[&str]) -> Vec<u8> {
    let args = ["code", "corpora/imdi2023", "--question", "kollektiv", "--question", "tolk_sprak"];
    printed(&[&args, more].concat())
}

fn printed(args: &[&str]) -> Vec<u8> {
    let done = Command::new(env!("CARGO_BIN_EXE_fritekst")).args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn an_index_and_threads_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let scanned = codings(&["--no-index", "--threads", "1"]);
    let lines = String::from_utf8_lossy(&scanned).lines().count();
    assert!(lines > 300, "hardly anything was coded: {lines} lines");
    let index = index.to_str().unwrap();
    assert_eq!(codings(&["--index", index, "--threads", "2"]), scanned);
    assert_eq!(codings(&["--index", index, "--threads", "8"]), scanned);
    let wide = codings(&["--no-index", "--wide", "--threads", "8"]);
    assert_eq!(codings(&["--wide", "--index", index]), wide);
}

#[test]
fn a_table_from_an_index_is_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let index = index.to_str().unwrap();
    printed(&["index", "corpora/imdi2023", "--index", index]);
    // the command is part of what a table says of itself, so it is not compared
    let table = |more: &[&str]| -> serde_json::Value {
        let args = [&["table", "corpora/imdi2023", "--by", "malform", "--format", "json"], more].concat();
        let mut table: serde_json::Value = serde_json::from_slice(&printed(&args)).unwrap();
        table["provenance"].as_object_mut().unwrap().remove("command");
        table
    };
    let read = table(&["--no-index"]);
    assert_eq!(read["provenance"]["respondents"], 370);
    assert_eq!(table(&["--index", index]), read);
    let some = ["--where", "landsdel=Vestlandet", "--threads", "1"];
    assert_eq!(
        table(&[&["--index", index][..], &some].concat()),
        table(&[&["--no-index"][..], &some].concat())
    );
}
