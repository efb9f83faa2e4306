//! Where output goes: a full disk, a device, a link, a file that is there already, and files that must stay as they are.
use crate::survey::{Survey, refused, said};
use std::fs;

/// Every command that writes to a file, with what else it needs.
const WRITING: [&[&str]; 10] = [
    &["code", "."],
    &["report", ".", "--no-index"],
    &["table", ".", "--by", "rolle"],
    &["mask", "."],
    &["quotes", ".", "--theme", "savn.bolig"],
    &["search", ".", "bolig", "--no-index"],
    &["validate", "."],
    &["agree", ".", "--coders", "A,machine"],
    &["sample", ".", "-n", "3"],
    &["diff", "kodebok.yaml", "ny.yaml", "."],
];
/// What the survey is made of.
const INPUTS: [&str; 4] = ["corpus.yaml", "svar.csv", "kodebok.yaml", "referanse.csv"];

fn survey() -> Survey {
    let survey = Survey::new(0);
    for file in ["svar.csv", "referanse.csv"] {
        fs::copy(format!("tests/cmd/corpus/{file}"), survey.path(file)).unwrap();
    }
    let book = fs::read_to_string(survey.path("kodebok.yaml")).unwrap();
    fs::write(survey.path("ny.yaml"), book.replace("any: tolk\n", "any: lege\n")).unwrap();
    survey
}

/// Bytes and time of every input.
fn state(survey: &Survey) -> Vec<(Vec<u8>, std::time::SystemTime)> {
    let of = |name: &&str| {
        let path = survey.path(name);
        (fs::read(&path).unwrap(), path.metadata().unwrap().modified().unwrap())
    };
    INPUTS.iter().chain(&["ny.yaml"]).map(of).collect()
}

/// A new command with -o must find its way into the list above.
#[test]
fn every_command_that_writes_files_is_tried() {
    let survey = survey();
    let help = survey.done(&["--help"]);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let named: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(named.len() > 10, "{help}");
    let writes = |name: &&&str| **name != "help" && survey.done(&[name, "--help"]).contains("--output");
    for name in named.iter().filter(writes).filter(|name| **name != "man") {
        assert!(WRITING.iter().any(|args| args[0] == *name), "{name}");
    }
}

#[test]
fn what_people_made_is_never_touched() {
    let survey = survey();
    let before = state(&survey);
    for args in WRITING {
        for input in INPUTS {
            let output = survey.run(&[args, &["-o", input]].concat());
            refused(&output, &[input, "is read by this command"]);
        }
        let new = if args[0] == "report" { "ut.md" } else { "ut.csv" };
        let done = survey.run(&[args, &["-o", new]].concat());
        assert!(done.status.code() < Some(2), "{args:?}: {}", said(&done));
        assert!(fs::remove_file(survey.path(new)).is_ok(), "{args:?}");
    }
    for args in [
        &["index", "."][..],
        &["explain", ".", "R01"],
        &["check", "kodebok.yaml", "."],
        &["search", ".", "bolig"],
        &["report", "."],
        &["code", ".", "--index", ".fritekst"],
    ] {
        let done = survey.run(args);
        assert!(done.status.code() < Some(2), "{args:?}: {}", said(&done));
    }
    assert!(state(&survey) == before);
    assert_eq!(survey.unfinished(), Vec::<String>::new());
}

#[test]
fn what_flags_name_is_never_touched_either() {
    let survey = survey();
    for name in ["hånd.csv", "ut.csv.meta.json"] {
        fs::copy(survey.path("referanse.csv"), survey.path(name)).unwrap();
    }
    let wanted = fs::read(survey.path("referanse.csv")).unwrap();
    for args in [
        &["validate", ".", "--reference", "hånd.csv", "-o", "hånd.csv"][..],
        &["agree", ".", "--reference", "hånd.csv", "-o", "hånd.csv"],
        &["table", ".", "--correct", "--reference", "hånd.csv", "-o", "hånd.csv"],
        &["diff", "hånd.csv", "hånd.csv", ".", "-o", "hånd.csv"],
        &["code", ".", "--codebook", "ny.yaml", "-o", "ny.yaml"],
        &["search", ".", "@mangel", "--codebook", "ny.yaml", "-o", "ny.yaml"],
        // what is written beside an output can hit too
        &["table", ".", "--correct", "--reference", "ut.csv.meta.json", "--format", "csv", "-o", "ut.csv"],
    ] {
        refused(&survey.run(args), &["is read by this command"]);
    }
    for name in ["hånd.csv", "ut.csv.meta.json"] {
        assert_eq!(fs::read(survey.path(name)).unwrap(), wanted, "{name}");
    }
    assert!(!survey.path("ut.csv").exists());
}

#[test]
fn what_people_coded_is_not_written_over() {
    let survey = survey();
    survey.done(&["sample", ".", "-n", "3", "-o", "ark.csv"]);
    fs::copy(survey.path("referanse.csv"), survey.path("annen.csv")).unwrap();
    fs::write(survey.path("kort.csv"), "respondent;question;savn.bolig\nR01;savn;1\n").unwrap();
    for file in ["ark.csv", "annen.csv", "kort.csv"] {
        let before = fs::read(survey.path(file)).unwrap();
        for args in WRITING {
            let output = survey.run(&[args, &["-o", file]].concat());
            refused(&output, &[file, "already"]);
        }
        assert_eq!(fs::read(survey.path(file)).unwrap(), before);
    }
    // what the program wrote itself is written again
    survey.done(&["code", ".", "-o", "ut.csv"]);
    survey.done(&["code", ".", "--wide", "-o", "ut.csv"]);
    survey.done(&["code", ".", "-o", "ut.csv"]);
    for _ in 0..2 {
        survey.done(&["search", ".", "bolig", "--format", "csv", "-o", "treff.csv"]);
        survey.done(&["quotes", ".", "--theme", "bolig", "--format", "csv", "-o", "sitat.csv"]);
    }
    // and is no coding by people
    for layout in [&[][..], &["--wide"]] {
        survey.done(&[&["code", ".", "-o", "ut.csv"], layout].concat());
        refused(&survey.run(&["validate", ".", "--reference", "ut.csv"]), &["ut.csv", "not people"]);
    }
}

#[test]
fn two_sheets_of_one_name_are_not_one_coders() {
    let survey = survey();
    survey.done(&["sample", ".", "-n", "3", "-o", "ark.csv"]);
    let sheet = "respondent;question;savn.bolig\nR01;savn;1\n";
    for folder in ["kari", "ola"] {
        fs::create_dir(survey.path(folder)).unwrap();
        fs::write(survey.path(folder).join("ark.csv"), sheet).unwrap();
    }
    let both = ["agree", ".", "--reference", "kari/ark.csv", "--reference", "ola/ark.csv"];
    refused(&survey.run(&both), &["each file's name is its coder's"]);
    let twice = ["agree", ".", "--reference", "kari/ark.csv", "--reference", "kari/ark.csv"];
    refused(&survey.run(&twice), &["name the file once"]);
    // a codebook holds none at all, and a packed file must be unpacked
    refused(
        &survey.run(&["validate", ".", "--reference", "kodebok.yaml"]),
        &["kodebok.yaml: ", "holds no data"],
    );
    refused(&survey.run(&["code", ".", "-o", "ut.csv.gz"]), &["writes no .gz"]);
    // nothing filled in is nothing coded
    refused(&survey.run(&["validate", ".", "--reference", "ark.csv", "--blank-is-no"]), &["not one cell"]);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::{Read, Write};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;
    use std::process::{Command, Output, Stdio};

    /// Runs the program behind a line of shell: for limits and masks that only a process can set itself.
    fn behind(survey: &Survey, line: &str, args: &[&str]) -> Output {
        let line = format!("{line}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_fritekst")]).args(args).current_dir(survey.path("."));
        command.output().unwrap()
    }

    /// A file may have so many blocks and no more; writing further is an error, as on a disk that is full.
    fn on_a_full_disk(survey: &Survey, blocks: u32, args: &[&str]) -> Output {
        behind(survey, &format!("trap '' XFSZ; ulimit -f {blocks}"), args)
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_full_disk_is_said_and_leaves_the_old_output() {
        let survey = survey();
        for args in WRITING {
            let out = if args[0] == "sample" { "ark.csv" } else { "ut" };
            fs::write(survey.path("ut"), "gammelt").unwrap();
            let output = on_a_full_disk(&survey, 0, &[args, &["-o", out]].concat());
            refused(&output, &[&format!("could not write {out}: "), "free some space"]);
            assert_eq!(fs::read_to_string(survey.path("ut")).unwrap(), "gammelt", "{args:?}");
            assert_eq!(survey.unfinished(), Vec::<String>::new(), "{args:?}");
        }
        assert!(!survey.path("ark.csv").exists());
        // full in the middle of an output that is written as it comes
        survey.fill(2000, "bolig");
        for args in [&["code", ".", "-o", "ut"], &["mask", ".", "-o", "ut"]] {
            refused(&on_a_full_disk(&survey, 16, args), &["could not write ut: ", "free some space"]);
            assert_eq!(fs::read_to_string(survey.path("ut")).unwrap(), "gammelt", "{args:?}");
        }
        assert_eq!(survey.unfinished(), Vec::<String>::new());
    }

    #[test]
    fn an_index_that_the_disk_has_no_room_for_is_said_and_built_later() {
        let survey = Survey::new(300);
        let scanned = survey.done(&["search", ".", "bolig", "--no-index"]);
        for blocks in [0, 1, 8] {
            refused(&on_a_full_disk(&survey, blocks, &["index", "."]), &["index"]);
            assert_eq!(survey.unfinished(), Vec::<String>::new());
            let searched = on_a_full_disk(&survey, blocks, &["search", ".", "bolig"]);
            assert_eq!(String::from_utf8_lossy(&searched.stdout), scanned);
            assert!(said(&searched).contains("without an index"), "{}", said(&searched));
            let asked = on_a_full_disk(&survey, blocks, &["search", ".", "bolig", "--index", "annet"]);
            refused(&asked, &["index"]);
        }
        survey.done(&["index", "."]);
        assert_eq!(survey.done(&["search", ".", "bolig"]), scanned);
    }

    #[test]
    fn a_stream_that_takes_no_more_is_said() {
        if !Path::new("/dev/full").exists() {
            eprintln!("NOT TESTED: this system has no /dev/full");
            return;
        }
        let survey = survey();
        let others: [&[&str]; 10] = [
            &["--help"],
            &["table", "--help"],
            &["--version"],
            &["index", "."],
            &["explain", ".", "R01"],
            &["check", "kodebok.yaml"],
            &["words", "bolig"],
            &["completions", "bash"],
            &["man"],
            &["code", ".", "--wide", "--excel"],
        ];
        for args in WRITING.into_iter().chain(others) {
            let full = fs::File::options().write(true).open("/dev/full").unwrap();
            let output = survey.command(args).stdout(full).output().unwrap();
            refused(&output, &["could not write standard output: "]);
        }
        // -o /dev/full is not tried: a program that fails here would put a file in its place
    }

    /// A pipe stands for `/dev/null`, which a failing test would replace.
    #[test]
    fn a_device_is_written_to_and_stays_one() {
        let survey = survey();
        let wanted = survey.done(&["code", "."]);
        assert!(Command::new("mkfifo").arg(survey.path("rør")).status().unwrap().success());
        let pipe = survey.path("rør");
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            fs::File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        survey.done(&["code", ".", "-o", "rør"]);
        // before the reader is waited for, who would wait for ever at a pipe that is gone
        assert!(!survey.path("rør").metadata().unwrap().is_file());
        assert_eq!(reader.join().unwrap(), wanted);
        assert!(!survey.path("rør.meta.json").exists());
    }

    #[test]
    fn an_index_is_closed_to_those_who_may_not_read_the_data() {
        let survey = survey();
        for (own, wanted) in [(0o600, 0o700), (0o640, 0o750), (0o644, 0o755)] {
            fs::set_permissions(survey.path("svar.csv"), fs::Permissions::from_mode(own)).unwrap();
            // built, or closed and opened again since
            survey.done(&["index", "."]);
            let folders = fs::read_dir(survey.path(".fritekst")).unwrap().flatten();
            let modes: Vec<u32> =
                folders.filter(|entry| entry.path().is_dir()).map(|entry| mode(&entry.path())).collect();
            assert_eq!(modes, [wanted], "{own:o}");
        }
    }

    #[test]
    fn a_file_that_may_grow_no_further_is_told_of() {
        let survey = Survey::new(3000);
        let output = behind(&survey, "ulimit -f 8", &["code", ".", "-o", "ut.csv"]);
        refused(&output, &["could not write ut.csv"]);
        assert!(!survey.path("ut.csv").exists() && survey.unfinished().is_empty());
    }

    #[test]
    fn what_has_no_end_is_not_read_to_it() {
        let survey = survey();
        refused(
            &survey.run(&["check", "/dev/zero"]),
            &["/dev/zero holds more than 64 MB", "name a codebook"],
        );
    }

    #[test]
    fn hand_codings_come_through_a_pipe() {
        let survey = survey();
        let codings = fs::read(survey.path("referanse.csv")).unwrap();
        let table = |file: &str| {
            let args = ["table", ".", "--correct", "--reference", file, "--format", "json"];
            let mut child = survey.command(&args).stdin(Stdio::piped()).spawn().unwrap();
            child.stdin.take().unwrap().write_all(&codings).unwrap();
            let output = child.wait_with_output().unwrap();
            let read = serde_json::from_slice::<serde_json::Value>(&output.stdout);
            read.unwrap_or_else(|_| panic!("{}", said(&output)))
        };
        let (file, pipe) = (table("referanse.csv"), table("/dev/stdin"));
        assert!(file["tables"] == pipe["tables"], "{pipe}");
        assert_eq!(file["provenance"]["reference"], pipe["provenance"]["reference"]);
        assert!(file["provenance"]["reference"].is_string(), "{file}");
    }

    #[test]
    fn an_output_has_the_mode_of_the_old_one_or_of_any_new_file() {
        let survey = survey();
        for args in [&["code", ".", "-o", "ut"][..], &["table", ".", "--format", "csv", "-o", "ut"]] {
            for (umask, wanted) in [("umask 022", 0o644), ("umask 027", 0o640)] {
                let _ = fs::remove_file(survey.path("ut"));
                let _ = fs::remove_file(survey.path("ut.meta.json"));
                assert!(behind(&survey, umask, args).status.success());
                assert_eq!(mode(&survey.path("ut")), wanted, "{args:?}");
                assert_eq!(mode(&survey.path("ut.meta.json")), wanted, "{args:?}");
            }
            for kept in [0o600, 0o664] {
                fs::set_permissions(survey.path("ut"), fs::Permissions::from_mode(kept)).unwrap();
                assert!(behind(&survey, "umask 022", args).status.success());
                assert_eq!(mode(&survey.path("ut")), kept, "{args:?}");
            }
        }
    }

    #[test]
    fn a_protected_file_is_not_replaced() {
        let survey = survey();
        fs::write(survey.path("ut"), "ferdig").unwrap();
        fs::set_permissions(survey.path("ut"), fs::Permissions::from_mode(0o444)).unwrap();
        refused(&survey.run(&["code", ".", "-o", "ut"]), &["ut is write-protected", "-o"]);
        assert_eq!(fs::read_to_string(survey.path("ut")).unwrap(), "ferdig");
    }

    #[test]
    fn an_output_goes_where_a_link_leads_unless_that_is_an_input() {
        let survey = survey();
        let before = state(&survey);
        let wanted = survey.done(&["table", "."]);
        fs::create_dir(survey.path("mappe")).unwrap();
        fs::write(survey.path("mappe/ekte"), "gammelt").unwrap();
        symlink("mappe/ekte", survey.path("lenke")).unwrap();
        survey.done(&["table", ".", "-o", "lenke"]);
        assert!(survey.path("lenke").is_symlink());
        let first = |text: &str| text.lines().next().unwrap().to_string();
        assert_eq!(first(&fs::read_to_string(survey.path("mappe/ekte")).unwrap()), first(&wanted));
        for (n, input) in INPUTS.into_iter().enumerate() {
            symlink(input, survey.path(&format!("myk{n}.csv"))).unwrap();
            fs::hard_link(survey.path(input), survey.path(&format!("hard{n}.csv"))).unwrap();
        }
        for (n, args) in WRITING.into_iter().enumerate() {
            for link in [format!("myk{}.csv", n % 4), format!("hard{}.csv", (n + 1) % 4)] {
                refused(&survey.run(&[args, &["-o", &link]].concat()), &[&link]);
            }
        }
        let data = fs::File::open(survey.path("svar.csv")).unwrap();
        let args = ["code", "-", "--question", "savn", "--codebook", "ny.yaml", "-o", "svar.csv"];
        refused(&survey.command(&args).stdin(data).output().unwrap(), &["svar.csv"]);
        assert!(state(&survey) == before);
    }
}
