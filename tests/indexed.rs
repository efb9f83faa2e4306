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

/// Two codebooks that differ, hand codings to correct by, and strata of themes: each command that codes all answers.
#[test]
fn all_that_is_told_by_an_index_what_words_satisfy_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (index, other) = (path("index"), path("annen.yaml"));
    printed(&["index", "corpora/imdi2023", "--index", &index]);
    let codebook = std::fs::read_to_string("codebooks/imdi2023.yaml").unwrap();
    std::fs::write(&other, codebook.replace("psykisk", "psykososialt")).unwrap();
    let commands: [&[&str]; 4] = [
        &["diff", &other, "codebooks/imdi2023.yaml", "corpora/imdi2023"],
        &["sample", "corpora/imdi2023", "-n", "200", "--stratify", "theme"],
        &["table", "corpora/imdi2023", "--question", "kollektiv", "--correct", "--format", "csv"],
        &["quotes", "corpora/imdi2023", "--theme", "kollektiv.bolig"],
    ];
    for command in commands {
        let said = |more: &[&str]| {
            let args = [command, more].concat();
            let done = Command::new(env!("CARGO_BIN_EXE_fritekst")).args(args).output().unwrap();
            let text = String::from_utf8(done.stdout).unwrap();
            assert!(done.status.code().is_some_and(|code| code < 2) && text.len() > 500, "{command:?}");
            // what a result says of the command that made it differs
            text.lines().filter(|line| !line.contains("fritekst ")).map(String::from).collect::<Vec<_>>()
        };
        assert_eq!(said(&["--index", &index]), said(&["--no-index"]), "{command:?}");
    }
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
    // a question that is named twice is one
    for from in [&["--no-index"][..], &["--index", index]] {
        let once = table(&[&["--question", "kollektiv"], from].concat());
        assert_eq!(table(&[&["--question", "kollektiv", "--question", "kollektiv"], from].concat()), once);
    }
    let some = ["--where", "landsdel=Vestlandet", "--threads", "1"];
    assert_eq!(
        table(&[&["--index", index][..], &some].concat()),
        table(&[&["--no-index"][..], &some].concat())
    );
}

/// Compounds that share their last part are told from the text alone, and an index has to know where to look.
#[test]
fn parts_that_wait_are_found_through_an_index() {
    let words =
        ["bolig", "skole", "personalmangel", "mangel", "og", "for", "tolk", "Barnehage", "skole-mangel"];
    let gaps = [" ", "- ", "- og ", "-, ", ", ", ". ", "-/", "- eller\n", " - "];
    let mut random = fritekst::stats::random::Random::new(321);
    let mut data = String::from("id;q\n");
    for id in 0..2000 {
        data.extend([id.to_string().as_str(), ";\""]);
        for _ in 0..=random.below(8) {
            data += words[random.below(words.len())];
            data += gaps[random.below(gaps.len())];
        }
        data += "\"\n";
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("svar.csv", &data);
    write("corpus.yaml", "data: svar.csv\nid: id\nquestions: [q]\ncodebook: k.yaml\n");
    write(
        "k.yaml",
        "codebook: k\nthemes:\n  - {id: a, any: boligmangel}\n  - {id: b, any: '\"for (boligmangel | skolemangel)\"'}\n  \
         - {id: c, any: 'barnehagemangel ~3 tolk', unless: [skolemangel]}\n",
    );
    let corpus = folder.path().to_str().unwrap();
    printed(&["index", corpus]);
    for command in ["table", "code"] {
        let said = |more: &[&str]| printed(&[&[command, corpus, "--format", "csv"], more].concat());
        assert!(said(&["--no-index"]) == said(&[]), "{command}");
    }
    let counts = String::from_utf8(printed(&["table", corpus, "--format", "csv"])).unwrap();
    let n = |theme: &str| -> u64 {
        let row = counts.lines().find(|row| row.split(',').nth(2) == Some(theme)).unwrap();
        row.split(',').nth(7).unwrap().parse().unwrap()
    };
    assert!(n("a") > 60 && n("b") > 10 && n("c") > 5, "{counts}");
}
