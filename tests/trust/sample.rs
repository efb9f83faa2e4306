//! Samples: as many as asked for, with the probabilities that make them stand for the whole, blind, and repeatable.
use super::{err, out, run, small};
use fritekst::answer::Selection;
use fritekst::codebook::Coder;
use fritekst::input::{Overrides, Source};
use fritekst::sample::{By, Plan, Precision, Sample, Size, needed, sample};
use fritekst::stats::sampling::Allocation;
use std::collections::BTreeSet;
use std::path::Path;

fn survey() -> (Source, Coder) {
    let source = Source::open(Path::new("corpora/imdi2023"), &Overrides::default()).unwrap();
    let themes = "codebook: a\nthemes:\n  - {id: nei, label: Nei, any: [nei]}\n  - {id: mangel, label: Mangel, any: [mangel]}\n";
    (source, Coder::parse("a.yaml", themes).unwrap())
}

fn drawn(by: &[By], size: Size, seed: u64) -> Sample {
    let (source, coder) = survey();
    let selection = Selection::all(&source.frame);
    let plan = Plan { selection, size, by: by.to_vec(), allocation: Allocation::Proportional, seed };
    sample(&source, &coder, &plan).unwrap().0
}

#[test]
fn the_drawn_stand_for_all() {
    for by in [&[][..], &[By::Variable(0)], &[By::Question], &[By::Theme, By::Variable(0)]] {
        let found = drawn(by, Size::Answers(200), 7);
        assert_eq!((found.answers.len(), found.of), (200, 1404));
        // the sum of 1/p is the number of answers, since every stratum's share is known
        let weights: f64 = found.answers.iter().map(|d| 1.0 / d.probability).sum();
        assert!((weights - 1404.0).abs() < 1e-6, "{weights}");
        assert_eq!(found.strata.iter().map(|s| s.answers).sum::<usize>(), 1404);
        assert_eq!(found.strata.iter().map(|s| s.drawn).sum::<usize>(), 200);
        let different: BTreeSet<_> = found.answers.iter().map(|d| (&d.respondent, d.question)).collect();
        assert_eq!(different.len(), 200);
        assert!(found.answers.windows(2).all(|two| two[0].question <= two[1].question));
        assert_eq!(found, drawn(by, Size::Answers(200), 7));
        assert_ne!(found.answers, drawn(by, Size::Answers(200), 8).answers);
    }
}

#[test]
fn a_wished_precision_is_a_number_for_each_question() {
    let (source, coder) = survey();
    let precision = Precision { half_width: 0.05, expected: 0.5, level: 0.95 };
    let (lines, _) = needed(&source, &coder, &Selection::all(&source.frame), precision).unwrap();
    // 384.15/(1 + 384.15/105) of 105 answers, rounded up
    let line = lines.iter().find(|line| line.question == "kollektiv").unwrap();
    assert_eq!((line.answers, line.needed), (105, 83));
    let total: usize = lines.iter().map(|line| line.needed).sum();
    assert_eq!(drawn(&[], Size::Precision(precision), 1).answers.len(), total);
}

#[test]
fn the_sheet_is_blind_and_safe_and_the_same_again() {
    let csv = run("sample", &["-n", "8"]);
    assert_eq!(csv.status.code(), Some(0), "{}", err(&csv));
    let text = out(&csv);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    assert_eq!(
        lines.next().unwrap(),
        "respondent;question;probability;text;tiltak.bolig;tiltak.tolk;annet.takk;note"
    );
    for line in lines {
        assert!(line.ends_with(";;;;"), "{line}");
        assert!(!line.split(';').nth(3).unwrap().starts_with('='), "{line}");
    }
    let all = run("sample", &["-n", "13"]);
    assert!(out(&all).contains("R4;tiltak;1;'=1+1 er mer penger;"), "{}", out(&all));
    let masked = out(&run("sample", &["-n", "13", "--mask"]));
    assert!(masked.contains("Ring [navn]") && out(&all).contains("Ring Kari Nordmann"), "{masked}");
    let folder = tempfile::tempdir().unwrap();
    let book = |name: &str| {
        let file = folder.path().join(name);
        let output = run("sample", &["-n", "13", "-o", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        std::fs::read(file).unwrap()
    };
    assert!(book("en.xlsx") == book("to.xlsx"), "the same sample makes two different workbooks");
    for (args, says) in [
        (&["-n", "14"][..], "a sample of 14 from 13 answers; ask for at most 13"),
        (&["-n", "0"], "a sample of none"),
        (&[], "how many answers is not stated"),
        (&["-n", "3", "--stratify", "roll"], "no stratum 'roll'; did you mean rolle?"),
        (&["-n", "3", "-o", "a.ods"], "a coding sheet is .csv or .xlsx, not .ods"),
        (&["--precision", "5"], "the half-width 5 is not between 0 and 1"),
    ] {
        let output = run("sample", args);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(says), "{}", err(&output));
    }
}

#[test]
fn a_rare_theme_is_drawn_with_its_stratum() {
    let (source, coder) = small();
    let selection = Selection { questions: vec![0], only: Vec::new() };
    let (by, allocation) = (vec![By::Theme], Allocation::Equal);
    let plan = Plan { selection, size: Size::Answers(5), by, allocation, seed: 3 };
    let (found, _) = sample(&source, &coder, &plan).unwrap();
    // R2 has both themes: bolig is in three answers, tolk in two, so that it is of tolk
    let strata: Vec<_> = found.strata.iter().map(|s| (s.name.as_str(), s.answers)).collect();
    assert_eq!(strata, [("tiltak, bolig", 2), ("tiltak, tolk", 2), ("tiltak, –", 3)]);
}
