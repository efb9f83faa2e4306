//! Runs that are killed, stopped or run beside each other: what is left is the old or the new, and nothing else.
//!
//! `FRITEKST_ROUNDS=200` kills more often than the 20 times of every test run.
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A survey of its own in a folder of its own.
struct Survey {
    folder: tempfile::TempDir,
}

impl Survey {
    fn new(respondents: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in ["corpus.yaml", "kodebok.yaml"] {
            fs::copy(Path::new("tests/cmd/corpus").join(file), folder.path().join(file)).unwrap();
        }
        let survey = Self { folder };
        survey.fill(respondents, "bolig");
        survey
    }

    /// Writes the data; `word` tells one state of them from another.
    fn fill(&self, respondents: usize, word: &str) {
        let mut text = "respondent;kommune;rolle;savn;bistand\n".to_string();
        for n in 0..respondents {
            let _ = writeln!(
                text,
                "R{n};liten;leder;Vi mangler {word} nr. {n} til store familier.;Bedre tolk, og psykisk helsevern for {n}."
            );
        }
        fs::write(self.path("svar.csv"), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fritekst"));
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Files and folders in the making, beside outputs and in the index folder.
    fn unfinished(&self) -> Vec<String> {
        let names = |path: PathBuf| {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        let beside = names(self.path(".")).into_iter().filter(|n| n.starts_with(".fritekst-"));
        let inside = names(self.path(".fritekst")).into_iter().filter(|n| n.starts_with("new-"));
        beside.chain(inside).collect()
    }
}

/// Steps of a xorshift generator: the moments of a run are the same in every run.
struct Moments(u64);

impl Moments {
    /// A share of a whole, in thousandths.
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % 1000) as u32
    }
}

fn rounds() -> usize {
    std::env::var("FRITEKST_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

const WRITING: [&[&str]; 4] = [
    &["code", ".", "-o", "ut"],
    &["report", ".", "--no-index", "-o", "ut"],
    &["table", ".", "--by", "rolle", "--format", "csv", "-o", "ut"],
    &["mask", ".", "-o", "ut"],
];

#[test]
fn an_output_is_whole_or_the_old_one_whenever_a_run_is_killed() {
    let survey = Survey::new(400);
    let mut moments = Moments(0x9e37_79b9_7f4a_7c15);
    let (mut old, mut new, mut left) = (0, 0, 0);
    for args in WRITING {
        let began = Instant::now();
        survey.run(args);
        let whole = began.elapsed();
        let wanted = fs::read(survey.path("ut")).unwrap();
        for _ in 0..rounds().div_ceil(5) {
            fs::write(survey.path("ut"), "gammelt").unwrap();
            let mut child = survey.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(whole * moments.next() / 900);
            child.kill().unwrap();
            child.wait().unwrap();
            let found = fs::read(survey.path("ut")).unwrap();
            assert!(found == b"gammelt" || found == wanted, "{args:?}: {} bytes", found.len());
            if found == wanted {
                new += 1;
            } else {
                old += 1;
            }
            left += survey.unfinished().len();
        }
        survey.run(args);
        assert_eq!(fs::read(survey.path("ut")).unwrap(), wanted, "{args:?}");
        assert_eq!(survey.unfinished(), Vec::<String>::new(), "{args:?}");
    }
    println!("{old} times the old, {new} times the new, {left} files left to sweep");
    assert!(old > 0, "no run was killed in time");
}

#[test]
fn an_index_is_the_old_or_the_new_one_or_is_rebuilt_whenever_a_build_is_killed() {
    let survey = Survey::new(400);
    let search = ["search", ".", "bolig | skole", "--format", "json"];
    let mut moments = Moments(0x2545_f491_4f6c_dd1d);
    let began = Instant::now();
    survey.done(&["index", "."]);
    let whole = began.elapsed();
    for round in 0..rounds().div_ceil(5) {
        survey.fill(400 + round, ["skole", "bolig"][round % 2]);
        if round % 3 == 0 {
            // the first build of all is killed too
            let _ = fs::remove_dir_all(survey.path(".fritekst"));
        }
        let mut child =
            survey.command(&["index", "."]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * moments.next() / 900);
        child.kill().unwrap();
        child.wait().unwrap();
        let searched = |text: String| -> serde_json::Value {
            let mut found: serde_json::Value = serde_json::from_str(&text).unwrap();
            found.as_object_mut().unwrap().remove("searched");
            found
        };
        let scanned = searched(survey.done(&[&search[..], &["--no-index"]].concat()));
        assert_eq!(searched(survey.done(&search)), scanned, "round {round}");
        assert_eq!(scanned["answers"], 400 + round);
        assert_eq!(survey.unfinished(), Vec::<String>::new(), "round {round}");
    }
}

#[test]
fn a_folder_whose_mark_was_cut_off_is_ours_and_one_with_other_things_is_not() {
    let survey = Survey::new(3);
    fs::create_dir(survey.path(".fritekst")).unwrap();
    fs::write(survey.path(".fritekst/CACHEDIR.TAG"), "Signature: 8a47").unwrap();
    survey.done(&["index", "."]);
    fs::remove_dir_all(survey.path(".fritekst")).unwrap();
    fs::create_dir(survey.path(".fritekst")).unwrap();
    fs::write(survey.path(".fritekst/CACHEDIR.TAG"), "").unwrap();
    fs::write(survey.path(".fritekst/brev.txt"), "mitt").unwrap();
    let refused = survey.run(&["index", "."]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read_to_string(survey.path(".fritekst/brev.txt")).unwrap(), "mitt");
}

#[test]
fn runs_beside_each_other_are_both_right() {
    let survey = Survey::new(300);
    let all = |args: &[&str]| -> Vec<Output> {
        let children: Vec<Child> = (0..3).map(|_| survey.command(args).spawn().unwrap()).collect();
        children.into_iter().map(|child| child.wait_with_output().unwrap()).collect()
    };
    let built = all(&["index", "."]);
    let said = |o: &Output| String::from_utf8_lossy(&o.stderr).into_owned();
    assert!(built.iter().all(|o| o.status.success()), "{:?}", built.iter().map(said).collect::<Vec<_>>());
    assert!(built.iter().all(|o| o.stdout == built[0].stdout));
    survey.done(&["code", ".", "-o", "ut"]);
    let wanted = fs::read(survey.path("ut")).unwrap();
    let written = all(&["code", ".", "-o", "ut"]);
    assert!(written.iter().all(|o| o.status.success()), "{:?}", written.iter().map(said).collect::<Vec<_>>());
    assert_eq!(fs::read(survey.path("ut")).unwrap(), wanted);
    assert_eq!(survey.unfinished(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_half_done() {
    let survey = Survey::new(20_000);
    for args in [&["code", ".", "-o", "ut"][..], &["mask", ".", "-o", "ut"], &["index", "."]] {
        let child = survey.command(args).spawn().unwrap();
        let began = Instant::now();
        while survey.unfinished().is_empty() {
            assert!(began.elapsed() < Duration::from_secs(60), "{args:?} never began");
            std::thread::sleep(Duration::from_millis(1));
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(survey.unfinished(), Vec::<String>::new(), "{args:?}");
        assert!(!survey.path("ut").exists(), "{args:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::{BufRead, BufReader};
    let survey = Survey::new(3000);
    for args in [&["code", "."][..], &["mask", "."], &["code", ".", "--wide"]] {
        let mut child = survey.command(args).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("respondent,"), "{line}");
        assert_eq!(child.wait().unwrap().code(), Some(0), "{args:?}");
    }
}
