//! What a result was made of, and what changes from one codebook to another.
use super::{GROUPS, error, out};
use serde_json::Value;
use std::fs;

const OLD: &str = "tests/tables/k.yaml";
const NEW: &str = "tests/tables/k2.yaml";

#[test]
fn every_table_says_what_it_was_made_of() {
    let all: Value = serde_json::from_str(&out(&["table", GROUPS, "--format", "json"], 0)).unwrap();
    let made = &all["provenance"];
    assert_eq!(made["command"], format!("fritekst table {GROUPS} --format json"));
    assert_eq!((made["corpus"].as_str(), made["respondents"].as_u64()), (Some("groups"), Some(45)));
    let fingerprint = made["codebook_fingerprint"].as_str().unwrap();
    for format in ["plain", "md"] {
        let text = out(&["table", GROUPS, "--format", format], 0);
        assert!(text.lines().last().unwrap().contains(fingerprint), "{text}");
    }
    let folder = tempfile::tempdir().unwrap();
    for (command, name) in [("table", "t.csv"), ("code", "k.csv")] {
        let file = folder.path().join(name);
        out(&[command, GROUPS, "--format", "csv", "-o", file.to_str().unwrap()], 0);
        let beside = fs::read_to_string(folder.path().join(format!("{name}.meta.json"))).unwrap();
        let beside: Value = serde_json::from_str(&beside).unwrap();
        assert_eq!(beside["codebook_fingerprint"], fingerprint);
        assert_eq!(beside["respondents"], 45);
    }
}

#[test]
fn two_codebooks_are_compared_by_what_they_do() {
    let text = out(&["diff", OLD, NEW, GROUPS, "--format", "json"], 1);
    let all: Value = serde_json::from_str(&text).unwrap();
    let question = &all["diff"]["questions"][0];
    assert_eq!(
        (question["without_before"].as_u64(), question["without_after"].as_u64()),
        (Some(14), Some(1))
    );
    let theme =
        |id: &str| question["themes"].as_array().unwrap().iter().find(|t| t["theme"] == id).unwrap().clone();
    let tolk = theme("tolk");
    assert_eq!(
        (tolk["before"].as_u64(), tolk["after"].as_u64(), tolk["gained"].as_u64()),
        (Some(13), Some(27), Some(14))
    );
    assert!((tolk["share_after"].as_f64().unwrap() - 0.6).abs() < 1e-12);
    assert_eq!((theme("buss")["after"].as_u64(), theme("buss")["lost"].as_u64()), (None, Some(8)));
    assert_eq!(theme("fly")["before"], Value::Null);
    let changes = question["changes"].as_array().unwrap();
    let gained = changes.iter().find(|c| c["theme"] == "tolk").unwrap();
    assert_eq!((&gained["change"], &gained["rules"][0]), (&Value::from("gained"), &Value::from("any.2@7")));
    let csv = out(&["diff", OLD, NEW, GROUPS, "--format", "csv"], 1);
    assert_eq!(csv.lines().count(), 1 + changes.len());
    assert!(out(&["diff", OLD, NEW, GROUPS, "--format", "md"], 1).contains("## tekst (N=45)"));
    out(&["diff", OLD, OLD, GROUPS], 0);
}

#[test]
fn two_files_of_codings_say_what_the_codebooks_say() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (a, b) = (file("a.csv"), file("b.csv"));
    out(&["code", GROUPS, "-o", &a], 0);
    out(&["code", GROUPS, "--codebook", NEW, "-o", &b], 0);
    let rows = |text: String| -> Vec<String> {
        let row = |l: &str| l.split(',').take(5).collect::<Vec<_>>().join(",");
        text.lines().skip(1).map(row).collect()
    };
    let written = rows(out(&["diff", &a, &b, GROUPS, "--format", "csv"], 1));
    assert_eq!(written, rows(out(&["diff", OLD, NEW, GROUPS, "--format", "csv"], 1)));
    out(&["diff", &a, &a, GROUPS], 0);
    assert!(error(&["diff", OLD, &b, GROUPS]).contains("a codebook cannot be compared"));
    let text = fs::read_to_string(&a).unwrap();
    let line = text.lines().nth(1).unwrap();
    for (rows, said) in [
        (format!("{line}\n{line}\n"), "c.csv:3: the same coding stands on line 2"),
        (format!("{}\n", line.replace("R001", "X1")), "c.csv:2: respondent X1 has no answer to tekst"),
        (
            format!("{}\n", line.replace("tekst", "tkst")),
            "c.csv:2: no question 'tkst' in the survey; did you mean tekst?",
        ),
    ] {
        let c = file("c.csv");
        fs::write(&c, format!("respondent,question,theme,rule,start,end,text\n{rows}")).unwrap();
        let found = error(&["diff", &c, &b, GROUPS]);
        assert!(found.contains(said), "{found}");
    }
}
