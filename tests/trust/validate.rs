//! Validation: counts, intervals, a sample with weights, and reference codings that fit nothing.
use super::{err, near, out, run, small, written};
use fritekst::answer::Selection;
use fritekst::input::reference::read;
use fritekst::review::{Choice, Fault, Part, Validation, validate};
use fritekst::stats::{classification::Confusion, classification_weighted::quality};
use std::path::Path;

fn validated(file: &Path, coder: &str) -> fritekst::Result<Validation> {
    let (source, codebook) = small();
    let selection = Selection::all(&source.frame);
    let choice = Choice { coder: coder.to_string(), part: Part::All, seed: 1, selection };
    Ok(validate(&source, &codebook, &read(file)?, &choice)?.0)
}

#[test]
fn counts_and_intervals_are_those_of_the_decisions() {
    let found = validated(Path::new("tests/trust/small/koding.csv"), "A").unwrap();
    assert_eq!((found.answers, found.of, found.weighted), (7, 13, false));
    let bolig = &found.themes[0];
    let Confusion { hits, misses, false_alarms, .. } =
        Confusion { hits: 2, misses: 1, false_alarms: 1, rejections: 3 };
    assert_eq!((bolig.answers, bolig.score.n), (7, 3));
    assert_eq!(
        (bolig.score.hits, bolig.score.misses, bolig.score.false_alarms),
        (hits, misses, false_alarms)
    );
    let expected = Confusion { hits, misses, false_alarms, rejections: 3 }.quality(0.95).unwrap();
    let precision = bolig.score.precision.as_ref().unwrap();
    near(precision.value, 2.0 / 3.0);
    assert_eq!(precision.interval, Some(expected.precision.unwrap().interval));
    near(found.micro.as_ref().unwrap().f1.as_ref().unwrap().value, 8.0 / 10.0);
    near(found.macro_f1.as_ref().unwrap().value, 5.0 / 6.0);
    let faults: Vec<_> = found.cases.iter().map(|c| (c.respondent.as_str(), c.fault)).collect();
    assert_eq!(faults, [("R5", Fault::FalseAlarm), ("R6", Fault::Miss)]);
    // R5 has only a dash for an answer to the other question, and no theme is lost with it
    assert_eq!((found.unused.len(), found.unused[0].given), (1, false));
}

#[test]
fn answers_of_a_sample_count_by_their_probability() {
    let rows = "respondent;question;coder;themes;probability\nR1;tiltak;A;bolig;0,5\nR5;tiltak;A;;0.25\n\
                R6;tiltak;A;bolig;1\n";
    let (_folder, file) = written("utvalg.csv", rows);
    let found = validated(&file, "A").unwrap();
    assert!(found.weighted);
    let bolig = &found.themes[0].score;
    assert_eq!((bolig.hits, bolig.misses, bolig.false_alarms), (1, 1, 1));
    // weights 2 (hit), 4 (false alarm), 1 (miss)
    near(bolig.precision.as_ref().unwrap().value, 2.0 / 6.0);
    near(bolig.recall.as_ref().unwrap().value, 2.0 / 3.0);
    near(bolig.f1.as_ref().unwrap().value, 4.0 / 9.0);
    let one_without = rows.replace(";0.25", ";");
    let (_folder, file) = written("utvalg.csv", &one_without);
    let error = validated(&file, "A").unwrap_err().to_string();
    assert!(error.contains("utvalg.csv:3: the row has no probability"), "{error}");
}

#[test]
fn equal_weights_are_no_weights() {
    let counts = Confusion { hits: 7, misses: 3, false_alarms: 2, rejections: 9 };
    let cells = [(7, true, true), (3, true, false), (2, false, true), (9, false, false)];
    let decisions: Vec<_> =
        cells.into_iter().flat_map(|(n, meant, found)| (0..n).map(move |_| (meant, found, 2.5))).collect();
    let (plain, weighted) = (counts.quality(0.95).unwrap(), quality(&decisions, 0.95).unwrap());
    let values = |q: &fritekst::stats::classification::Quality| {
        let (p, f) = (q.recall.as_ref().unwrap(), q.f1.as_ref().unwrap());
        [p.share, p.interval.low, p.interval.high, f.f1, f.se, f.interval.low, f.interval.high]
    };
    values(&plain).into_iter().zip(values(&weighted)).for_each(|(a, b)| near(a, b));
}

#[test]
fn codings_that_fit_nothing_name_their_row() {
    for (row, says) in [
        ("R99;tiltak;A;bolig", ":2: the survey has no respondent 'R99'"),
        (
            "R1;tiltakk;A;bolig",
            ":2: the reference names the question 'tiltakk', which is not known; did you mean tiltak?",
        ),
        (
            "R1;tiltak;A;bolg",
            ":2: the reference names the theme 'bolg', which is not known; did you mean bolig?",
        ),
        ("R1;tiltak;B;bolig", "no codings by 'A'; its coders are: B"),
        ("R7;tiltak;A;bolig", "A has coded none of these answers"),
        ("R1;tiltak;A;bolig\nR1;tiltak;A;", ":3: coder A has two codings of tiltak for respondent R1"),
    ] {
        let (_folder, file) = written("k.csv", &format!("respondent;question;coder;themes\n{row}\n"));
        let error = validated(&file, "A").unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(!error.contains("boliger"), "an answer stands in {error}");
    }
}

#[test]
fn a_coding_of_a_missing_answer_is_a_finding() {
    let rows = "respondent;question;coder;themes\nR1;tiltak;A;bolig\nR7;tiltak;A;tolk\n";
    let (_folder, file) = written("k.csv", rows);
    let output = run("validate", &["--reference", file.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("k.csv:3: R7 is coded by A, but has no answer to tiltak"),
        "{}",
        err(&output)
    );
    assert!(out(&output).contains("1 coding was not used: no answer 1"), "{}", out(&output));
}

#[test]
fn every_format_says_the_same() {
    let json: serde_json::Value =
        serde_json::from_str(&out(&run("validate", &["--format", "json", "--show", "misses"]))).unwrap();
    assert_eq!(json["themes"][0]["hits"], 2);
    assert_eq!(json["cases"][0]["text"], "Husvære");
    assert_eq!(json["cases"].as_array().unwrap().len(), 1);
    let plain = out(&run("validate", &["--lang", "en"]));
    assert!(plain.contains("tiltak.bolig  3     2       1      1      0.667  0.208–0.939"), "{plain}");
    assert!(plain.contains("7 of 13 answers compared with coder A"), "{plain}");
    let csv = out(&run("validate", &["--format", "csv"]));
    assert!(
        csv.lines().nth(1).unwrap().starts_with("tiltak,bolig,Bolig,7,3,2,1,1,0.666667,0.207660,"),
        "{csv}"
    );
    let md = out(&run("validate", &["--format", "md", "--show", "all"]));
    assert!(md.contains("- \\+ tiltak.bolig, R5"), "{md}");
    let other = run("validate", &["--theme", "bolgi"]);
    assert!(err(&other).contains("did you mean bolig?") && other.status.code() == Some(2));
    let elsewhere = out(&run("validate", &["--where", "rolle=leder", "--lang", "en"]));
    assert!(elsewhere.contains("4 of 7 answers compared"), "{elsewhere}");
}
