//! Ugly answers from end to end: marks nobody sees, writing from right to left, cells and rows that are far too long.
//!
//! `FRITEKST_MEGABYTES=10` makes the longest cell longer than the one megabyte of every run.
use std::fmt::Write;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const BOOK: &str = "codebook: k\nlists:\n  mangel: mangel | mangler\nthemes:\n  - id: bolig\n    any: [bolig, '/f.milie\\w*/', '@mangel ~5 (bolig | hus)', '\"store familier\"', 'clause(tolk & @mangel)', 'only(bolig)']\n    unless: ikke\n";

/// What a command writes of a CSV that it is given, within the time.
fn within(limit: Duration, args: &[&str], data: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("k.yaml"), BOOK).unwrap();
    fs::write(folder.path().join("svar.csv"), data).unwrap();
    within_in(folder.path(), limit, args)
}

/// The same in a folder that is there.
fn within_in(folder: &Path, limit: Duration, args: &[&str]) -> String {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fritekst"))
        .current_dir(folder)
        .args(args)
        .stdin(Stdio::null())
        .stdout(fs::File::create(folder.join("ut")).unwrap())
        .stderr(fs::File::create(folder.join("feil")).unwrap())
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
    let said = fs::read_to_string(folder.join("feil")).unwrap();
    assert!(status.success(), "{args:?}: {status} {said}");
    fs::read_to_string(folder.join("ut")).unwrap()
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
        Duration::from_mins(1),
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

/// What is counted without reading, where words stand thousands of times and sentences end between them.
#[test]
fn a_cell_of_megabytes_is_counted_with_and_without_an_index() {
    let book = "codebook: k\nthemes:\n  - id: a\n    any: ['bolig ~3 mangel', 'mangel ~10000 (bolig | tolk)', \
                '\"mangel bolig\"', '\"bolig * mangel\"', boligmangel, 'clause(tolk & mangel)', '(bolig ~2 hus) & !tolk']\n  \
                - id: b\n    any: bolig\n    unless: 'hus ~2 bolig'\n";
    for piece in [
        "Bolig. Mangel. Og 15 tolk! ",
        "mangel bolig mangel ",
        "bolig- og mangel ",
        "bolig-mangel ",
        "bolig ",
    ] {
        let cell = piece.repeat((megabytes() << 20) / piece.len());
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("k.yaml"), book).unwrap();
        fs::write(folder.path().join("svar.csv"), format!("id;svar\n1;\"{cell}\"\n2;bolig\n")).unwrap();
        let run =
            |args: &[&str]| within_in(folder.path(), limit(), &[&args[..1], &FLAGS, &args[1..]].concat());
        let table = ["table", "--codebook", "k.yaml", "--format", "csv"];
        let read = run(&table);
        assert!(read.lines().count() > 2, "{read}");
        let found = run(&["search", "(mangel ~10000 bolig) | bolig", "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["answers"], 2, "{piece}");
        assert!(folder.path().join(".fritekst").is_dir(), "a search builds an index");
        assert_eq!(run(&table), read, "{piece}");
    }
}

/// A regular expression that takes for ever where it is tried by going back, on a word that it almost takes.
#[test]
fn a_regular_expression_takes_time_in_proportion() {
    let data = format!("id;svar\n1;{}!\n2;aab\n", "a".repeat(megabytes() << 20));
    for (rule, wanted) in [("/(a+)+$/", 0), ("/(a|a)*b/", 1), ("/(a*)*c/", 0), ("/(.*a){12}b/", 0)] {
        let args = [&["search"], &FLAGS[..], &[rule, "--no-index", "--format", "json"]].concat();
        let began = Instant::now();
        let (found, _) = ended(i32::from(wanted == 0), &args, data.as_bytes());
        assert!(began.elapsed() < limit(), "{rule}: {:?}", began.elapsed());
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(found["answers"], wanted, "{rule}");
    }
    for huge in ["/(a{1000}){1000}/", "/((a{100}){100}){100}/", "/\\w{100000}/"] {
        let args = [&["search"], &FLAGS[..], &[huge, "--no-index"]].concat();
        let (_, said) = ended(2, &args, b"id;svar\n1;aaa\n");
        assert!(said.contains("regular expression"), "{huge}: {said}");
    }
}

/// What a command that ends with a code writes, and what it says.
fn ended(code: i32, args: &[&str], data: &[u8]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("svar.csv"), data).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_fritekst")).current_dir(folder.path()).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

/// Files that no one would write: each is refused with its name, in few words and in a moment.
#[test]
fn yaml_that_no_one_would_write_is_refused() {
    let mut laughs = "x0: &x0 [a, a, a, a, a, a, a, a, a]\n".to_string();
    for n in 1..12 {
        let nine = vec![format!("*x{}", n - 1); 9].join(", ");
        let _ = writeln!(laughs, "x{n}: &x{n} [{nine}]");
    }
    let merges: String = (1..2000)
        .fold(String::new(), |text, n| text + &format!("y{n}: &y{n} {{<<: *y{}, k{n}: 1}}\n", n - 1));
    let bad = [
        format!("data: {}svar.csv{}", "[".repeat(20_000), "]".repeat(20_000)),
        "{a: ".repeat(20_000) + &"}".repeat(20_000),
        "- ".repeat(20_000),
        "? ".repeat(20_000),
        "!!a ".repeat(20_000),
        (0..3000).fold(String::new(), |text, n| text + &" ".repeat(n) + "a:\n"),
        laughs,
        format!("y0: &y0 {{k: 1}}\n{merges}"),
        format!("a: \"{}\"\n", "x".repeat(8 << 20)),
        format!("{}: 1\n", "x".repeat(8 << 20)),
        "title: a\0b\nid: \0\n".to_string(),
        "\0\0\0".to_string(),
        "questions:\n\t- svar\n".to_string(),
        "\u{feff}\u{feff}data: [".to_string(),
        "&a *a".to_string(),
        "a: &a [*a]".to_string(),
        "--- 1\n--- 2\n".to_string(),
        "%YAML 9.9\n%TAG ! !!\n---\n".to_string(),
    ];
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("svar.csv"), "id;svar\n1;bolig\n").unwrap();
    for (n, text) in bad.iter().enumerate() {
        fs::write(folder.path().join("corpus.yaml"), text).unwrap();
        fs::write(folder.path().join("k.yaml"), text).unwrap();
        for (args, name) in [(&["table", "."][..], "corpus.yaml"), (&["check", "k.yaml"], "k.yaml")] {
            let began = Instant::now();
            let mut command = Command::new(env!("CARGO_BIN_EXE_fritekst"));
            let output = command.current_dir(folder.path()).args(args).output().unwrap();
            let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            let begins: String = said.chars().take(300).collect();
            assert_eq!(output.status.code(), Some(2), "{n} {args:?}: {begins}");
            assert!(said.contains(name), "{n} {args:?}: {begins}");
            assert!(said.len() < 20_000, "{n} {args:?} says {} bytes: {begins}", said.len());
            assert!(began.elapsed() < Duration::from_secs(30), "{n} {args:?}: {:?}", began.elapsed());
        }
    }
}

/// The most memory that a command was seen to hold, in megabytes. A file that is mapped is the system's and not counted.
#[cfg(target_os = "linux")]
fn peak(folder: &std::path::Path, args: &[&str]) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fritekst"));
    let mut child = command
        .current_dir(folder)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0.0_f64;
    let status = loop {
        let about = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = about.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let held = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        most = most.max(held.unwrap_or(0.0) / 1024.0);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success() && most > 1.0, "{args:?}: {status}, {most} MB");
    most
}

/// Rows are read, used and let go: a file thirty times as long takes hardly more memory.
#[cfg(target_os = "linux")]
#[test]
fn rows_without_end_take_no_more_memory() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("k.yaml"), BOOK).unwrap();
    let other = "x".repeat(2000);
    for (name, rows) in [("lite.csv", 500), ("stort.csv", 15_000)] {
        let mut data = "id;annet;svar\n".to_string();
        (0..rows).for_each(|n| writeln!(data, "{n};{other};Vi mangler bolig nr. {n}").unwrap());
        fs::write(folder.path().join(name), data).unwrap();
    }
    let flags = ["--id", "id", "--question", "svar"];
    for (command, book) in
        [("code", &["--codebook", "k.yaml"][..]), ("table", &["--codebook", "k.yaml"]), ("mask", &[])]
    {
        let of = |file: &str| peak(folder.path(), &[&[command, file], &flags[..], book].concat());
        let (little, much) = (of("lite.csv"), of("stort.csv"));
        let _ = writeln!(std::io::stderr(), "{command}: {little:.1} MB, {much:.1} MB");
        assert!(much < little + 16.0, "{command}: {little:.1} MB for 1 MB of data, {much:.1} MB for 30");
    }
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

#[test]
fn names_longer_than_a_format_is_wide_are_shown() {
    let data = format!("id;svar\n{};bolig\n2;bolig\n", "9".repeat(70_000));
    let args = ["search", "svar.csv", "bolig", "--id", "id", "--question", "svar", "--no-index"];
    let out = within(Duration::from_mins(1), &args, data.as_bytes());
    let found: Vec<_> = out.lines().map(|line| line.find("[bolig]")).collect();
    assert_eq!(found[..2], [Some(70_007), Some(70_007)]);
}

#[test]
fn an_answer_of_many_hits_is_explained_in_a_moment() {
    let data = format!("id;svar\n1;{}\n", "bolig, ".repeat(60_000));
    let args = ["explain", "svar.csv", "1", "--id", "id", "--question", "svar", "--codebook", "k.yaml"];
    let out = within(Duration::from_mins(2), &args, data.as_bytes());
    assert!(out.len() > 60_000);
}

#[test]
fn more_threads_than_anybody_has_are_no_hindrance() {
    let args = ["search", "svar.csv", "bolig", "--id", "id", "--question", "svar", "--no-index"];
    let out = |threads: &str| {
        within(Duration::from_mins(1), &[&args[..], &["--threads", threads]].concat(), b"id;svar\n1;bolig\n")
    };
    assert_eq!(out("1000000"), out("1"));
}
