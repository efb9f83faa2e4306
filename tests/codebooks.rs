//! Every codebook that is shipped: loads without errors or warnings, and its examples hold.
use fritekst::codebook::explain::explain;
use fritekst::codebook::{Coder, Level, Subject, check};
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

#[test]
fn explanations_name_the_rules_of_the_codings() {
    let source =
        "codebook: k\nthemes:\n  - id: far\n    any: hus\n    themes: {barn: tolk, annet: \"hus ~3 tolk\"}\n";
    let coder = Coder::parse("k.yaml", source).unwrap();
    let (question, mut reader) = (coder.question("q").unwrap(), coder.reader());
    for answer in ["tolk", "hus, skole og tolk", "Et hus. En tolk. Et hus"] {
        let reading = reader.read(answer);
        let codings = coder.code(question, &reading, Subject::anybody());
        let explained = explain(&coder, question, &reading, Subject::anybody(), None);
        for (at, theme) in explained.iter().enumerate() {
            let coded = codings.iter().filter(|coding| coding.theme as usize == at);
            let mut coded: Vec<String> = coded
                .flat_map(|c| c.mentions.iter().map(|m| question.rule_name(c, m).into_owned()))
                .collect();
            let mut named: Vec<String> =
                theme.fired.iter().flat_map(|f| vec![f.rule.clone(); f.words.len()]).collect();
            coded.sort();
            named.sort();
            assert_eq!(named, coded, "{answer}: {}", theme.theme);
        }
    }
}
