//! Files that are gone, closed to the reader or spoilt: a clear error or the right answer, and nothing lost.
use crate::survey::{Survey, refused, said};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const SEARCH: [&str; 5] = ["search", ".", "bolig & 7", "--format", "json"];

/// What a search found.
fn found(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let place = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::copy(file, place).unwrap();
    }
}

/// What is left of the bytes of a file; nothing where the file is gone.
type Spoil = fn(&[u8]) -> Option<Vec<u8>>;

/// Ways to spoil a file.
const SPOILS: [(&str, Spoil); 5] = [
    ("cut", |bytes| Some(bytes[..bytes.len() / 2].to_vec())),
    ("emptied", |_| Some(Vec::new())),
    ("deleted", |_| None),
    ("zeroed", |bytes| Some(vec![0; bytes.len()])),
    ("of junk", |bytes| Some(bytes.iter().map(|byte| byte.wrapping_mul(7) ^ 0xa5).collect())),
];

#[test]
fn an_index_with_any_file_spoilt_gives_the_right_answer_or_says_what_to_do() {
    let survey = Survey::new(60);
    survey.done(&["index", "."]);
    let scanned = found(&survey.run(&[&SEARCH[..], &["--no-index"]].concat()));
    assert!(scanned["answers"].as_u64().unwrap() > 0);
    let coded = survey.run(&["code", ".", "--no-index"]).stdout;
    assert!(coded.len() > 1000);
    let (index, whole) = (survey.path(".fritekst"), survey.path("hel"));
    copy(&index, &whole);
    let all = files(&whole);
    assert!(all.len() > 4, "{all:?}");
    for file in &all {
        let name = file.strip_prefix(&whole).unwrap();
        for (how, spoil) in SPOILS {
            fs::remove_dir_all(&index).unwrap();
            copy(&whole, &index);
            match spoil(&fs::read(file).unwrap()) {
                Some(bytes) => fs::write(index.join(name), bytes).unwrap(),
                None => fs::remove_file(index.join(name)).unwrap(),
            }
            let what = format!("{} {how}", name.display());
            assert_eq!(survey.run(&["code", "."]).stdout, coded, "{what}");
            let output = survey.run(&SEARCH);
            assert_eq!(found(&output), scanned, "{what}: {}", said(&output));
            assert!(!said(&output).contains("panicked"), "{what}: {}", said(&output));
            let built = survey.run(&["index", "."]);
            if !built.status.success() {
                refused(&built, &[]);
                assert!(said(&built).contains("index") || said(&built).contains(".fritekst"), "{what}");
            }
        }
    }
    fs::remove_dir_all(&index).unwrap();
    survey.done(&["index", "."]);
    assert_eq!(found(&survey.run(&SEARCH)), scanned);
}

#[test]
fn data_and_what_they_were_made_of_are_written_together() {
    let survey = Survey::new(20);
    // a name that is as long as one may be has no room for more
    let long = "n".repeat(251) + ".csv";
    for command in [&["code", "."][..], &["table", ".", "--format", "csv"]] {
        refused(&survey.run(&[command, &["-o", &long]].concat()), &["could not write", ".meta.json"]);
        assert!(!survey.path(&long).exists() && survey.unfinished().is_empty());
        let made = ["ut.csv", "ut.csv.meta.json"].map(|name| survey.path(name));
        survey.done(&[command, &["-o", "ut.csv"]].concat());
        made.into_iter().for_each(|file| fs::remove_file(file).unwrap());
    }
}

#[test]
fn an_index_folder_that_lost_its_mark_is_known_by_what_is_in_it() {
    let survey = Survey::new(60);
    let built = survey.done(&["index", "."]);
    let mark = survey.path(".fritekst/CACHEDIR.TAG");
    let whole = fs::read(&mark).unwrap();
    for left in [None, Some(0), Some(20)] {
        match left {
            None => fs::remove_file(&mark).unwrap(),
            Some(bytes) => fs::write(&mark, &whole[..bytes]).unwrap(),
        }
        assert_eq!(survey.done(&["index", "."]), built, "{left:?}");
        assert_eq!(fs::read(&mark).unwrap(), whole);
    }
    // with something of somebody else's in it, it is theirs
    fs::write(survey.path(".fritekst/brev.txt"), "mitt").unwrap();
    fs::write(&mark, "").unwrap();
    refused(&survey.run(&["index", "."]), &[".fritekst", "--index"]);
}

#[test]
fn rows_that_an_index_lacks_are_told_at_each_use() {
    let survey = Survey::new(20);
    let mut data = fs::read_to_string(survey.path("svar.csv")).unwrap();
    data.push_str("R98\nR99;liten\n");
    fs::write(survey.path("svar.csv"), data).unwrap();
    let first = survey.run(&["index", "."]);
    assert!(said(&first).contains("svar.csv:22") && said(&first).contains("svar.csv:23"), "{}", said(&first));
    for args in [&["index", "."][..], &SEARCH] {
        let output = survey.run(args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(
            said(&output).starts_with("2 rows could not be read when the index was built"),
            "{}",
            said(&output)
        );
    }
    let explained = said(&survey.run(&["explain", ".", "R99"]));
    assert!(explained.contains("svar.csv:23") && explained.contains("no respondent 'R99'"), "{explained}");
}

#[test]
fn a_file_that_is_gone_is_named() {
    let survey = Survey::new(20);
    survey.done(&["index", "."]);
    let all = [
        ("svar.csv", vec!["report", "table", "code", "mask", "sample", "index", "search", "validate"]),
        ("kodebok.yaml", vec!["report", "table", "code", "sample", "validate"]),
        ("corpus.yaml", vec!["report", "table", "code", "mask", "sample", "index", "search", "validate"]),
        ("referanse.csv", vec!["validate", "agree"]),
    ];
    fs::copy("tests/cmd/corpus/referanse.csv", survey.path("referanse.csv")).unwrap();
    for (file, commands) in all {
        fs::rename(survey.path(file), survey.path("borte")).unwrap();
        for command in commands {
            let more: &[&str] = match command {
                "search" => &["bolig"],
                "sample" => &["-n", "3", "-o", "ut.csv"],
                _ => &[],
            };
            // with the index still there: it must not answer for data that are gone
            refused(&survey.run(&[&[command, "."], more].concat()), &[file]);
        }
        fs::rename(survey.path("borte"), survey.path(file)).unwrap();
    }
    assert!(!survey.path("ut.csv").exists());
    assert_eq!(survey.unfinished(), Vec::<String>::new());
}

/// A file stands where the index would be, which no user, root included, can make a folder of.
#[test]
fn a_place_that_cannot_hold_an_index_is_no_hindrance() {
    let survey = Survey::new(60);
    let scanned = found(&survey.run(&[&SEARCH[..], &["--no-index"]].concat()));
    fs::write(survey.path(".fritekst"), "mitt").unwrap();
    let output = survey.run(&SEARCH);
    assert_eq!(found(&output), scanned);
    assert!(said(&output).starts_with("all answers were read, without an index: "), "{}", said(&output));
    let report = survey.run(&["report", ".", "-o", "rapport.md"]);
    assert!(report.status.success() && said(&report).starts_with("no index was kept: "), "{}", said(&report));
    assert!(survey.path("rapport.md").is_file());
    for asked in [&["index", "."][..], &["search", ".", "bolig", "--index", ".fritekst"]] {
        refused(&survey.run(asked), &[".fritekst"]);
    }
    assert_eq!(fs::read_to_string(survey.path(".fritekst")).unwrap(), "mitt");
}

#[cfg(unix)]
mod closed {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    fn mode(path: PathBuf, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Runs the program as a user whom permissions bind: ourselves, or nobody where we are root. Nothing where there is
    /// no way to be somebody else.
    struct Somebody {
        before: Vec<String>,
        program: PathBuf,
    }

    impl Somebody {
        fn new(survey: &Survey) -> Option<Self> {
            let program = PathBuf::from(env!("CARGO_BIN_EXE_fritekst"));
            let id = Command::new("id").arg("-u").output().unwrap().stdout;
            if id.trim_ascii() != b"0" {
                return Some(Self { before: Vec::new(), program });
            }
            // nobody may not be let in where we build
            let copied = survey.path("program");
            fs::copy(program, &copied).unwrap();
            let ways: [&[&str]; 2] = [
                &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
                &["su", "nobody", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--"],
            ];
            let works = |way: &&&[&str]| {
                let done = Command::new(way[0]).args(&way[1..]).arg(&copied).arg("--version").output();
                done.is_ok_and(|done| done.status.success())
            };
            let Some(way) = ways.iter().find(works) else {
                eprintln!(
                    "NOT TESTED: root, and neither setpriv nor su makes nobody of us; permissions bind nobody here"
                );
                return None;
            };
            Some(Self { before: way.iter().map(|part| (*part).to_string()).collect(), program: copied })
        }

        fn run(&self, survey: &Survey, args: &[&str]) -> Output {
            let mut words = self.before.iter().map(String::as_str).chain([self.program.to_str().unwrap()]);
            let mut command = Command::new(words.next().unwrap());
            command.args(words).args(args).current_dir(survey.path(".")).output().unwrap()
        }
    }

    #[test]
    fn a_folder_that_may_only_be_read_is_searched_and_left_as_it_is() {
        let survey = Survey::new(60);
        let Some(somebody) = Somebody::new(&survey) else { return };
        let scanned = found(&survey.run(&[&SEARCH[..], &["--no-index"]].concat()));
        let before = files(&survey.path("."));
        mode(survey.path("."), 0o555);
        let output = somebody.run(&survey, &SEARCH);
        assert_eq!(found(&output), scanned);
        assert!(
            said(&output).contains("without an index") && said(&output).contains(".fritekst"),
            "{}",
            said(&output)
        );
        let report = somebody.run(&survey, &["report", "."]);
        assert!(report.status.success() && said(&report).contains("no index was kept"), "{}", said(&report));
        for args in [
            &["code", ".", "-o", "ut"][..],
            &["mask", ".", "-o", "ut"],
            &["table", ".", "-o", "ut"],
            &["report", ".", "-o", "ut"],
            &["sample", ".", "-n", "3", "-o", "ut.csv"],
        ] {
            refused(&somebody.run(&survey, args), &["could not write ut", "ermission denied", "-o"]);
        }
        refused(&somebody.run(&survey, &["index", "."]), &[".fritekst", "ermission denied", "--index"]);
        assert_eq!(files(&survey.path(".")), before);
        mode(survey.path("."), 0o755);
        // an index that one may read and not replace is used while it is fresh, and not in the way when it is not
        survey.done(&["index", "."]);
        for inside in files(&survey.path(".fritekst")) {
            mode(inside, 0o444);
        }
        for folder in fs::read_dir(survey.path(".fritekst")).unwrap().map(|entry| entry.unwrap().path()) {
            if folder.is_dir() {
                mode(folder, 0o555);
            }
        }
        mode(survey.path(".fritekst"), 0o555);
        let table = somebody.run(&survey, &["table", ".", "--index", ".fritekst"]);
        assert!(table.status.success() && said(&table).is_empty(), "{}", said(&table));
        for respondents in [60, 61] {
            survey.fill(respondents, "bolig");
            let output = somebody.run(&survey, &SEARCH);
            assert_eq!(found(&output), found(&survey.run(&[&SEARCH[..], &["--no-index"]].concat())));
        }
    }

    #[test]
    fn a_file_that_may_not_be_read_is_named() {
        let survey = Survey::new(20);
        let Some(somebody) = Somebody::new(&survey) else { return };
        mode(survey.path("."), 0o777);
        for file in ["svar.csv", "corpus.yaml", "kodebok.yaml"] {
            mode(survey.path(file), 0o000);
            for command in ["report", "table", "code"] {
                refused(&somebody.run(&survey, &[command, "."]), &[file, "ermission denied"]);
            }
            mode(survey.path(file), 0o644);
        }
        assert_eq!(somebody.run(&survey, &["report", "."]).status.code(), Some(0));
        mode(survey.path(".fritekst"), 0o000);
        let read = [&SEARCH[..], &["--no-index"]].concat();
        assert_eq!(found(&somebody.run(&survey, &SEARCH)), found(&somebody.run(&survey, &read)));
        mode(survey.path(".fritekst"), 0o755);
    }
}
