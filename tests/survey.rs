//! A survey in a folder of its own, which a test may fill, spoil and run the program on.
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A survey of its own in a folder of its own.
pub struct Survey {
    folder: tempfile::TempDir,
}

impl Survey {
    pub fn new(respondents: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in ["corpus.yaml", "kodebok.yaml"] {
            fs::copy(Path::new("tests/cmd/corpus").join(file), folder.path().join(file)).unwrap();
        }
        let survey = Self { folder };
        survey.fill(respondents, "bolig");
        survey
    }

    /// Writes the data; `word` tells one state of them from another.
    pub fn fill(&self, respondents: usize, word: &str) {
        let mut text = "respondent;kommune;rolle;savn;bistand\n".to_string();
        for n in 0..respondents {
            let _ = writeln!(
                text,
                "R{n};liten;leder;Vi mangler {word} nr. {n} til store familier.;Bedre tolk, og psykisk helsevern for {n}."
            );
        }
        fs::write(self.path("svar.csv"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fritekst"));
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Files and folders in the making, beside outputs and in the index folder.
    pub fn unfinished(&self) -> Vec<String> {
        let names = |path: PathBuf| {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        let beside = names(self.path(".")).into_iter().filter(|n| n.starts_with(".fritekst-"));
        let inside = names(self.path(".fritekst")).into_iter().filter(|n| n.starts_with("new-"));
        beside.chain(inside).collect()
    }
}

/// What the program said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// That the program could not, and said so in one line which holds all of `parts`.
pub fn refused(output: &Output, parts: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("fritekst: "), "{said}");
    parts.iter().for_each(|part| assert!(said.contains(part), "no {part} in: {said}"));
}
