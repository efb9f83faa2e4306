//! Every codebook that is shipped: loads without errors or warnings, and its examples hold.
use fritekst::codebook::{Coder, Level, check};
use std::{fs, path::PathBuf};

/// The codebooks of the folder, if it is there.
fn codebooks() -> Vec<PathBuf> {
    let Ok(folder) = fs::read_dir("codebooks") else { return Vec::new() };
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    paths.sort();
    paths
}

#[test]
fn shipped_codebooks_are_without_findings() {
    let codebooks = codebooks();
    assert!(!codebooks.is_empty(), "the folder codebooks is empty");
    let mut wrong = Vec::new();
    for path in codebooks {
        let (file, source) = (path.display().to_string(), fs::read_to_string(&path).unwrap());
        let findings = match Coder::parse(&file, &source) {
            Ok(coder) => {
                let examples =
                    coder.questions.iter().flat_map(|q| &q.themes).flat_map(|t| &t.examples).flatten();
                assert!(examples.count() > 0, "{file} has no examples");
                check::check(&coder, &file, &source)
            }
            Err(findings) => findings,
        };
        let serious = findings.into_iter().filter(|f| f.level <= Level::Warning);
        wrong.extend(serious.map(|f| format!("{} {}", f.place, f.found)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
