//! Ugly answers from end to end: marks nobody sees, writing from right to left, cells and rows that are far too long.
//!
//! `FRITEKST_MEGABYTES=10` makes the longest cell longer than the one megabyte of every run.
use std::fmt::Write;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const BOOK: &str = "codebook: k\nlists:\n  mangel: mangel | mangler\nthemes:\n  - id: bolig\n    any: [bolig, '/f.milie\\w*/', '@mangel ~5 (bolig | hus)', '\"store familier\"', 'clause(tolk & @mangel)', 'only(bolig)']\n    unless: ikke\n";

/// What a command writes of a CSV that it is given, within the time.
fn within(limit: Duration, args: &[&str], data: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("k.yaml"), BOOK).unwrap();
    fs::write(folder.path().join("svar.csv"), data).unwrap();
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fritekst"))
        .current_dir(folder.path())
        .args(args)
        .stdin(Stdio::null())
        .stdout(fs::File::create(folder.path().join("ut")).unwrap())
        .stderr(fs::File::create(folder.path().join("feil")).unwrap())
        .spawn()
        .unwrap();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > limit {
            child.kill().unwrap();
            panic!("{args:?} takes more than {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let _ = writeln!(std::io::stderr(), "{args:?}: {:.1?}", began.elapsed());
    let said = fs::read_to_string(folder.path().join("feil")).unwrap();
    assert!(status.success(), "{args:?}: {status} {said}");
    fs::read_to_string(folder.path().join("ut")).unwrap()
}

#[test]
fn spans_give_the_words_back_in_any_writing() {
    let answers = [
        "👨‍👩‍👧 store familier 😀 mangler bolig",
        "e\u{301}n f\u{301}amilie i bo\u{ad}lig, bo\u{200d}lig og bo\u{200b}lig",
        "שלום bolig \u{202e}gilob\u{202c} بيت bolig",
        "ﬁn 𝔟olig 🏳️‍🌈bolig🏳️‍🌈 bolig\u{301}",
        "\u{feff}bolig\u{0}bolig\r\nbolig",
    ];
    let mut data = "id;svar\n".to_string();
    answers.iter().enumerate().for_each(|(n, a)| writeln!(data, "{n};\"{a}\"").unwrap());
    let out = within(
        Duration::from_secs(60),
        &[
            "code",
            "svar.csv",
            "--id",
            "id",
            "--question",
            "svar",
            "--codebook",
            "k.yaml",
            "--format",
            "jsonl",
        ],
        data.as_bytes(),
    );
    let mut coded = [0; 5];
    for line in out.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| value[key].as_u64().unwrap() as usize;
        let respondent: usize = value["respondent"].as_str().unwrap().parse().unwrap();
        coded[respondent] += 1;
        let answer = answers[respondent].replace("\r\n", "\n");
        for answer in [answers[respondent], &answer] {
            let words: String =
                answer.chars().skip(number("start")).take(number("end") - number("start")).collect();
            if words == value["text"] {
                coded[respondent] += 100;
                break;
            }
        }
    }
    assert!(coded.iter().all(|n| *n > 0 && n / 101 * 101 == *n), "{coded:?}\n{out}");
}

fn megabytes() -> usize {
    std::env::var("FRITEKST_MEGABYTES").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Time in proportion to the length, with much room: what is quadratic takes hours.
fn limit() -> Duration {
    Duration::from_secs(90 * megabytes() as u64)
}

const FLAGS: [&str; 5] = ["svar.csv", "--id", "id", "--question", "svar"];

#[test]
fn a_cell_of_megabytes_is_coded_searched_quoted_and_masked() {
    let pieces = [
        "Vi mangler bolig til store familier, og tolk mangler. ", // many sentences
        "mangler hus til store familier og bolig ",               // one sentence without end
        "bolig",                                                  // one word without end
    ];
    for piece in pieces {
        let cell = piece.repeat((megabytes() << 20) / piece.len());
        let data = format!("id;svar\n1;\"{cell}\"\n2;bolig\n");
        let run =
            |args: &[&str]| within(limit(), &[&args[..1], &FLAGS, &args[1..]].concat(), data.as_bytes());
        let out = run(&["code", "--codebook", "k.yaml"]);
        assert!(piece == "bolig" || out.lines().count() > 10_000, "{} mentions", out.lines().count());
        assert!(out.ends_with(",bolig\n"), "the row after it is coded");
    }
    let cell = pieces[1].repeat((megabytes() << 20) / pieces[1].len());
    let data = format!("id;svar\n1;\"{cell}\"\n2;mangler bolig\n");
    let search = |rule: &str| {
        let args = [&["search"], &FLAGS[..], &[rule, "--no-index", "--format", "json"]].concat();
        let found: serde_json::Value =
            serde_json::from_str(&within(limit(), &args, data.as_bytes())).unwrap();
        found["answers"].as_u64().unwrap()
    };
    assert_eq!(search("/(m.*l)+er/"), 2);
    assert_eq!(search("mangler ~10000 bolig"), 2);
    assert_eq!(search("\"til * familier\""), 1);
    assert_eq!(search("sentence(mangler & bolig)"), 2);
    let quotes = [&["quotes"], &FLAGS[..], &["--theme", "svar.bolig", "--codebook", "k.yaml"]].concat();
    assert!(!within(limit(), &quotes, data.as_bytes()).is_empty());
    let mask = [&["mask"], &FLAGS[..]].concat();
    assert!(within(limit(), &mask, data.as_bytes()).len() > cell.len());
}

#[test]
fn five_thousand_columns_are_coded() {
    let mut data = "id".to_string();
    (0..5000).for_each(|n| write!(data, ";Q{n}. Hva mener du?").unwrap());
    for id in 0..20 {
        write!(data, "\n{id}").unwrap();
        (0..5000).for_each(|n| write!(data, ";bolig {n}").unwrap());
    }
    let args =
        ["code", "svar.csv", "--id", "id", "--question", "Q4999. Hva mener du?", "--codebook", "k.yaml"];
    let out = within(limit(), &args, data.as_bytes());
    assert_eq!(out.lines().count(), 21, "{out}");
}
