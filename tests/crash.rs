//! Runs that are killed, stopped or run beside each other: what is left is the old or the new, and nothing else.
//!
//! `FRITEKST_ROUNDS=200` kills more often than the 20 times of every test run.
use crate::survey::{Survey, said};
use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

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
        let searched = |text: String| -> serde_json::Value { serde_json::from_str(&text).unwrap() };
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
fn nothing_of_anybody_else_is_taken_away() {
    let survey = Survey::new(3);
    // names that indexes and their making have too
    for (name, text) in
        [("new-results/brev", "mitt"), ("0123456789abcdef/brev", "mitt"), ("stamp", "mitt"), ("lock", "mitt")]
    {
        let path = survey.path("ut").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let refused = survey.run(&["index", ".", "--index", "ut"]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{name}");
        fs::remove_dir_all(survey.path("ut")).unwrap();
    }
    // the same in a folder of indexes, when outdated ones go
    survey.done(&["index", "."]);
    let known = |name: &str| survey.path(".fritekst").join(name);
    let keys = || {
        let entries = fs::read_dir(survey.path(".fritekst")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.len() == 16).collect::<std::collections::BTreeSet<_>>()
    };
    let before = keys();
    for folder in ["new-12-abc", "0123456789abcdef"] {
        fs::create_dir(known(folder)).unwrap();
        fs::write(known(folder).join("brev"), "mitt").unwrap();
    }
    fs::create_dir(known("new-12-killed")).unwrap();
    fs::write(known("new-12-killed/words"), "half").unwrap();
    survey.fill(4, "bolig");
    survey.done(&["index", "."]);
    // what a file manager leaves is no matter, nor is an index that was cut off beside it
    let key = keys().into_iter().find(|key| key != "0123456789abcdef").unwrap();
    fs::write(known(&key).join(".DS_Store"), "x").unwrap();
    fs::write(known(&key).join("words"), "").unwrap();
    survey.done(&["index", "."]);
    for folder in ["new-12-abc", "0123456789abcdef"] {
        assert_eq!(fs::read_to_string(known(folder).join("brev")).unwrap(), "mitt", "{folder}");
    }
    assert!(!known("new-12-killed").exists());
    assert!(before.iter().all(|old| !known(old).exists()), "{before:?} {:?}", keys());
    // nor is anything written over an index
    let refused = survey.run(&["mask", ".", "-o", ".fritekst/stamp"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_stream_that_is_named_as_a_file_is_not_replaced() {
    let survey = Survey::new(3);
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"] {
        if name == "link" {
            std::os::unix::fs::symlink("/dev/stdout", survey.path("link")).unwrap();
        } else if !std::path::Path::new(name).exists() {
            continue;
        }
        fs::write(survey.path("log"), "before\n").unwrap();
        let log = || fs::File::options().append(true).open(survey.path("log")).unwrap();
        for _ in 0..2 {
            let mut child = survey.command(&["mask", ".", "-o", name]).stdout(log()).spawn().unwrap();
            assert!(child.wait().unwrap().success(), "{name}");
        }
        let text = fs::read_to_string(survey.path("log")).unwrap();
        assert!(text.starts_with("before\nrespondent,"), "{name}: {text}");
        assert_eq!(text.matches("respondent,").count(), 2, "{name}: {text}");
    }
    // one that is opened anew would write over what its owner writes
    let script = format!("exec 3>fd.txt; '{}' mask . -o /dev/fd/3", env!("CARGO_BIN_EXE_fritekst"));
    let refused = Command::new("sh").args(["-c", &script]).current_dir(survey.path("")).output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("/dev/fd/3 leads to a file"), "{}", said(&refused));
}

#[test]
fn runs_beside_each_other_are_both_right() {
    let survey = Survey::new(300);
    let all = |args: &[&str]| -> Vec<Output> {
        let children: Vec<Child> = (0..3).map(|_| survey.command(args).spawn().unwrap()).collect();
        children.into_iter().map(|child| child.wait_with_output().unwrap()).collect()
    };
    let built = all(&["index", "."]);
    assert!(built.iter().all(|o| o.status.success()), "{:?}", built.iter().map(said).collect::<Vec<_>>());
    assert!(built.iter().all(|o| o.stdout == built[0].stdout));
    survey.done(&["code", ".", "-o", "ut"]);
    let wanted = fs::read(survey.path("ut")).unwrap();
    let written = all(&["code", ".", "-o", "ut"]);
    assert!(written.iter().all(|o| o.status.success()), "{:?}", written.iter().map(said).collect::<Vec<_>>());
    assert_eq!(fs::read(survey.path("ut")).unwrap(), wanted);
    assert_eq!(survey.unfinished(), Vec::<String>::new());
}

#[test]
fn of_two_runs_with_one_output_the_file_beside_it_is_of_the_same() {
    let survey = Survey::new(60);
    for _ in 0..rounds() {
        let commands = [&["code", ".", "-o", "ut"][..], &["code", ".", "--wide", "-o", "ut"]];
        let children = commands.map(|args| survey.command(args).spawn().unwrap());
        assert!(children.map(|child| child.wait_with_output().unwrap()).iter().all(|o| o.status.success()));
        let text = |name: &str| fs::read_to_string(survey.path(name)).unwrap();
        let (codings, made) = (text("ut"), text("ut.meta.json"));
        assert_eq!(codings.starts_with("respondent,question,theme"), !made.contains("--wide"), "{made}");
    }
}

/// Ctrl-C, what `timeout` or a shutdown sends, and that a terminal was closed, each with the exit code of a run that it ended. The
/// last is not said where it is ignored, as under nohup.
#[cfg(unix)]
fn signals() -> Vec<(&'static str, i32)> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:\t"));
    let hangup = ignored.filter(|signals| u64::from_str_radix(signals, 16).is_ok_and(|all| all & 1 == 0));
    [("-INT", 130), ("-TERM", 143)].into_iter().chain(hangup.map(|_| ("-HUP", 129))).collect()
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_nothing_half_done() {
    let survey = Survey::new(20_000);
    let runs = [&["code", ".", "-o", "ut"][..], &["mask", ".", "-o", "ut"], &["index", "."]];
    for (args, (signal, code)) in
        runs.into_iter().flat_map(|args| signals().into_iter().map(move |signal| (args, signal)))
    {
        let child = survey.command(args).spawn().unwrap();
        let began = Instant::now();
        while survey.unfinished().is_empty() {
            assert!(began.elapsed() < Duration::from_mins(1), "{args:?} never began");
            std::thread::sleep(Duration::from_millis(1));
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(survey.unfinished(), Vec::<String>::new(), "{args:?}");
        assert!(!survey.path("ut").exists(), "{args:?}");
    }
}

/// A run under nohup goes on when its terminal is closed.
#[cfg(target_os = "linux")]
#[test]
fn under_nohup_a_run_goes_on() {
    let survey = Survey::new(20_000);
    let program = env!("CARGO_BIN_EXE_fritekst");
    let mut command = Command::new("nohup");
    command.args([program, "code", ".", "-o", "ut"]).current_dir(survey.path("")).stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while survey.unfinished().is_empty() && !survey.path("ut").exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let _ = Command::new("kill").args(["-HUP", &child.id().to_string()]).status();
    assert!(child.wait_with_output().unwrap().status.success());
    assert!(survey.path("ut").exists());
}

/// Sent at moments all over a run: in the computing, in the writing, and when all is done.
#[cfg(unix)]
#[test]
fn a_signal_at_any_moment_leaves_the_old_or_the_new() {
    let survey = Survey::new(1500);
    let mut moments = Moments(0x1234_5678_9abc_def1);
    let (mut stopped, mut ran) = (0, 0);
    for args in [
        &["report", ".", "--no-index", "-o", "ut"][..],
        &["table", ".", "--by", "rolle", "-o", "ut"],
        &["sample", ".", "-n", "900", "-o", "ut.csv"],
        &["search", ".", "bolig", "-o", "ut"],
    ] {
        let out = args[args.len() - 1];
        let again = || {
            let _ = fs::remove_dir_all(survey.path(".fritekst"));
            let _ = fs::remove_file(survey.path(out));
        };
        again();
        let began = Instant::now();
        survey.done(args);
        let whole = began.elapsed();
        let wanted = fs::read(survey.path(out)).unwrap();
        for (signal, code) in signals().into_iter().cycle().take(6) {
            again();
            if out == "ut" {
                fs::write(survey.path(out), "gammelt").unwrap();
            }
            let child = survey.command(args).spawn().unwrap();
            std::thread::sleep(whole * moments.next() / 900);
            let pid = child.id().to_string();
            let _ = Command::new("kill").args([signal, &pid]).stderr(Stdio::null()).status();
            let output = child.wait_with_output().unwrap();
            let found = fs::read(survey.path(out)).ok();
            match output.status.code() {
                Some(0) => assert_eq!(found.as_ref(), Some(&wanted), "{args:?}"),
                // a signal before the handler is there ends the program as it ends any other
                stop if stop.is_none_or(|stop| stop == code) => {
                    let old =
                        if out == "ut" { found.as_deref() == Some(b"gammelt") } else { found.is_none() };
                    assert!(old || found.as_ref() == Some(&wanted), "{args:?}");
                    assert!(!said(&output).contains("fritekst:"), "{args:?}: {}", said(&output));
                    stopped += 1;
                }
                _ => panic!("{args:?}: {}", said(&output)),
            }
            assert_eq!(survey.unfinished(), Vec::<String>::new(), "{args:?}");
            ran += 1;
        }
        again();
        survey.done(args);
        assert_eq!(fs::read(survey.path(out)).unwrap(), wanted, "{args:?}");
    }
    println!("{stopped} of {ran} runs stopped");
    assert!(stopped > 0, "no run was stopped in time");
}

#[test]
fn a_run_that_must_wait_for_another_says_so() {
    use std::io::{BufRead, BufReader};
    let survey = Survey::new(20);
    survey.done(&["index", "."]);
    survey.fill(21, "bolig");
    let lock = fs::File::open(survey.path(".fritekst/lock")).unwrap();
    lock.lock().unwrap();
    let mut child = survey.command(&["index", "."]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("waiting for another run"), "{line}");
    assert!(child.try_wait().unwrap().is_none(), "it did not wait");
    lock.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("respondents  21"));
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
