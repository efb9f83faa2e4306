//! Agreement: the shipped codings, a textbook table, gaps, sets, the codebook as a coder, and what is refused.
use super::{err, near, out, run, small, written};
use fritekst::agreement::{Agreement, Choice, agree};
use fritekst::answer::Selection;
use fritekst::input::reference::{Reference, read};
use fritekst::input::{Overrides, Source};
use fritekst::stats::alpha_interval::{Method, interval};
use fritekst::stats::{alpha::Reliability, alpha_clusters, ratings::Ratings};
use std::path::Path;

fn choice(source: &Source, coders: &[&str]) -> Choice {
    let coders = coders.iter().map(ToString::to_string).collect();
    Choice {
        coders,
        selection: Selection::all(&source.frame),
        method: Method::Units { replicates: 200, seed: 1 },
    }
}

fn compared(source: &Source, references: &[Reference], coders: &[&str]) -> Agreement {
    agree(source, None, references, &choice(source, coders)).unwrap().0
}

/// One answer a pair, with what A and B gave it: the data, and the codings.
fn coded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> (String, String) {
    let (mut data, mut codings) =
        ("respondent;q\n".to_string(), "respondent;question;coder;themes\n".to_string());
    for (n, (a, b)) in pairs.enumerate() {
        data.push_str(&["R", &n.to_string(), ";svar\n"].concat());
        for (coder, theme) in [("A", a), ("B", b)] {
            codings.push_str(&["R", &n.to_string(), ";q;", coder, ";", theme, "\n"].concat());
        }
    }
    (data, codings)
}

/// Each unit twice in its cluster tells nothing new: the interval of clusters stays as wide as that of the units once,
/// while resampling units would make it narrower by √2.
#[test]
fn decisions_on_one_answer_are_not_independent() {
    let cells = [(20, true, true), (5, true, false), (10, false, true), (15, false, false)];
    let once: Vec<Vec<Option<bool>>> =
        cells.into_iter().flat_map(|(n, a, b)| (0..n).map(move |_| vec![Some(a), Some(b)])).collect();
    let twice: Vec<_> = once.iter().flat_map(|row| [row.clone(), row.clone()]).collect();
    let clusters: Vec<usize> = (0..100).map(|n| n / 2).collect();
    let data = |rows: &[Vec<Option<bool>>]| Reliability::nominal(&Ratings::binary(rows).unwrap());
    let method = Method::Units { replicates: 4000, seed: 1 };
    let width = |i: fritekst::stats::Interval| i.half_width();
    let units_once = width(interval(&data(&once), 0.95, method).unwrap());
    let units_twice = width(interval(&data(&twice), 0.95, method).unwrap());
    let clustered = width(alpha_clusters::interval(&data(&twice), &clusters, 0.95, 4000, 1).unwrap());
    assert!((clustered / units_once - 1.0).abs() < 0.05, "{clustered} {units_once}");
    assert!((units_once / units_twice - 2.0_f64.sqrt()).abs() < 0.1, "{units_once} {units_twice}");
    assert!(alpha_clusters::interval(&data(&twice), &clusters[1..], 0.95, 10, 1).is_err());
}

#[test]
fn the_shipped_coders_agree_at_098() {
    let source = Source::open(Path::new("corpora/imdi2023"), &Overrides::default()).unwrap();
    let references = read(source.reference.as_ref().unwrap()).unwrap();
    let found = compared(&source, &references, &["A", "B"]);
    let alpha = found.pooled.alpha.as_ref().unwrap();
    assert!((0.975..0.99).contains(&alpha.alpha), "{}", alpha.alpha);
    let interval = found.pooled.interval.as_ref().unwrap();
    assert!(interval.contains(alpha.alpha) && interval.half_width() < 0.02, "{interval:?}");
    assert!(interval.method.starts_with("bootstrap of answers"), "{}", interval.method);
    // four cells hold only a dash, and two coders coded them
    assert_eq!((found.answers, found.of, found.unused.len()), (1404, 1404, 8));
    assert!(found.unused.iter().all(|u| !u.given));
    assert_eq!(found.sets.len(), 16);
}

/// 50 answers of which both coders said yes to 20, only A to 5, only B to 10, neither to 15: kappa 0.4 (the example
/// of Wikipedia's article on Cohen's kappa), percent agreement 0.7, Brennan-Prediger 0.4, Scott's pi (75/150 …).
#[test]
fn a_textbook_table_gives_its_kappa() {
    let cells = [(20, "t", "t"), (5, "t", ""), (10, "", "t"), (15, "", "")];
    let (data, codings) = coded(cells.into_iter().flat_map(|(n, a, b)| (0..n).map(move |_| (a, b))));
    let (_folder, codings) = written("koding.csv", &codings);
    let overrides = Overrides { questions: vec!["q".into()], ..Overrides::default() };
    let source = Source::open_bytes("svar.csv", data.into_bytes(), &overrides).unwrap();
    let found = compared(&source, &read(&codings).unwrap(), &["A", "B"]);
    let theme = &found.themes[0].coefficients;
    assert_eq!((theme.units, &theme.given[..]), (50, &[25, 30][..]));
    near(theme.cohen.as_ref().unwrap().kappa, 0.4);
    near(theme.percent.as_ref().unwrap().value, 0.7);
    near(theme.brennan_prediger.as_ref().unwrap().value, 0.4);
    near(theme.conger.as_ref().unwrap().value, 0.4);
    // Scott's pi: yes 55 of 100, chance 0.505
    near(theme.fleiss.as_ref().unwrap().value, (0.7 - 0.505) / 0.495);
    // alpha: 1 − (n − 1)·Σ o/(2·n0·n1) = 1 − 99·30/(2·55·45)
    near(theme.alpha.as_ref().unwrap().alpha, 1.0 - 99.0 * 30.0 / (2.0 * 55.0 * 45.0));
    assert_eq!(theme.alpha, found.pooled.alpha);
    assert_eq!(found.disagreements.len(), 15);
}

#[test]
fn an_answer_that_one_coder_left_out_does_not_count() {
    let (source, coder) = small();
    let references = read(source.reference.as_ref().unwrap()).unwrap();
    let (found, _) = agree(&source, Some(&coder), &references, &choice(&source, &["A", "B"])).unwrap();
    // R8 is coded by A alone
    assert_eq!(found.answers, 6);
    let [bolig, tolk, takk] = &found.themes[..] else { panic!("three themes") };
    assert_eq!((bolig.coefficients.units, &bolig.coefficients.given[..]), (6, &[3, 3][..]));
    assert_eq!((tolk.coefficients.units, &tolk.coefficients.given[..]), (6, &[2, 1][..]));
    assert_eq!((takk.coefficients.units, &takk.coefficients.alpha), (0, &None));
    let [case] = &found.disagreements[..] else { panic!("one disagreement") };
    assert_eq!((case.respondent.as_str(), case.theme.as_str()), ("R2", "tolk"));
    assert_eq!((&case.yes[..], &case.no[..]), (&["A".to_string()][..], &["B".to_string()][..]));
    // five of six sets are the same; {bolig, tolk} and {bolig} share one of two themes, one being inside the other
    let sets: Vec<f64> = found.sets[0].distances.iter().map(|d| d.alpha.as_ref().unwrap().observed).collect();
    near(sets[0], 1.0 / 6.0);
    near(sets[1], 0.5 / 6.0);
    near(sets[2], (1.0 - 0.5 * 2.0 / 3.0) / 6.0);
}

#[test]
fn the_codebook_is_a_coder_and_three_coders_make_three_pairs() {
    let (source, coder) = small();
    let references = read(source.reference.as_ref().unwrap()).unwrap();
    let three = choice(&source, &["A", "machine", "B"]);
    let (found, _) = agree(&source, Some(&coder), &references, &three).unwrap();
    // the codebook takes R5, which is no trouble at all, and misses R6; R8 has two coders too
    let bolig = &found.themes[0].coefficients;
    assert_eq!((bolig.units, &bolig.given[..]), (7, &[3, 3, 3][..]));
    let pairs: Vec<_> = found.pairs.iter().map(|p| (p.first.as_str(), p.second.as_str())).collect();
    assert_eq!(pairs, [("A", "machine"), ("A", "B"), ("machine", "B")]);
    assert!(found.pairs.iter().all(|p| p.coefficients.cohen.is_some()) && bolig.cohen.is_none());
    let error = agree(&source, None, &references, &three).unwrap_err().to_string();
    assert!(error.contains("no codebook for the coder 'machine'"), "{error}");
}

#[test]
fn coders_who_cannot_be_compared_are_refused() {
    let (source, coder) = small();
    let rows = "respondent;question;coder;themes\nR1;tiltak;A;bolig\nR2;tiltak;B;tolk\n";
    let (_folder, file) = written("koding.csv", rows);
    let references = read(&file).unwrap();
    for (coders, says) in [
        (&["A", "B"][..], "the coders A, B have no answers in common"),
        (&["A", "C"], "no codings by 'C'; its coders are: A, B"),
        (&["A"], "agreement needs two coders"),
        (&["A", "A"], "the coder A is named twice"),
    ] {
        let error =
            agree(&source, Some(&coder), &references, &choice(&source, coders)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn every_format_says_the_same() {
    let few = ["--coders", "A,B", "--replicates", "50"];
    let plain = run("agree", &few);
    assert_eq!(plain.status.code(), Some(0), "{}", err(&plain));
    assert!(out(&plain).contains("tiltak.tolk    6  2  1"), "{}", out(&plain));
    let with = |more: &[&str]| out(&run("agree", &[&few[..], more].concat()));
    let json: serde_json::Value = serde_json::from_str(&with(&["--format", "json"])).unwrap();
    let kappa = json["themes"][1]["cohen"]["kappa"].as_f64().unwrap();
    assert!(json.get("disagreements").is_none());
    let csv = with(&["--format", "csv"]);
    assert!(csv.lines().nth(2).unwrap().contains(&format!(",{kappa:.6},")), "{csv}");
    assert!(with(&["--format", "md"]).contains("| tiltak.tolk | 6 | 2 | 1 |"));
    let shown = with(&["--show"]);
    assert_eq!(shown, "tiltak.tolk  R2  A +, B −\n    Tolk og bolig\n\n");
    let json: serde_json::Value = serde_json::from_str(&with(&["--show", "--format", "json"])).unwrap();
    assert_eq!(json["disagreements"][0]["text"], "Tolk og bolig");
}

#[test]
fn a_rare_theme_is_warned_of() {
    let t = |given: bool| if given { "t" } else { "" };
    let (data, codings) = coded((0..50).map(|n| (t(n < 2), t((1..3).contains(&n)))));
    let (folder, codings) = written("koding.csv", &codings);
    let svar = folder.path().join("svar.csv");
    std::fs::write(&svar, data).unwrap();
    let program = env!("CARGO_BIN_EXE_fritekst");
    let mut command = std::process::Command::new(program);
    command.args(["agree", svar.to_str().unwrap(), "--question", "q", "--lang", "en", "--replicates", "50"]);
    let output = command.args(["--reference", codings.to_str().unwrap()]).output().unwrap();
    let text = out(&output);
    assert!(
        text.contains("kappa and AC1 part ways: q.t (Fleiss' kappa 0.48, AC1 0.96)"),
        "{text}{}",
        err(&output)
    );
}

/// That coders agreed on every answer is no certainty that they always would.
#[test]
fn perfect_agreement_has_no_interval() {
    let rows = ["R1;tiltak;A;bolig", "R2;tiltak;A;tolk", "R3;tiltak;A;"];
    let rows: Vec<String> = rows.iter().flat_map(|r| [(*r).to_string(), r.replace(";A;", ";B;")]).collect();
    let rows = rows.join("\n");
    let (_folder, file) = written("to.csv", &format!("respondent;question;coder;themes\n{rows}\n"));
    let path = file.to_str().unwrap();
    let text = out(&run("agree", &["--reference", path]));
    let line = text.lines().find(|l| l.starts_with("tiltak.bolig")).unwrap();
    let cells: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(cells[4..6], ["1,000", "–"], "{text}");
    assert!(!text.contains("1,000–1,000"), "{text}");
    let output = run("agree", &["--reference", path, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert!(json["pooled"]["interval"].is_null() && json["pooled"]["alpha"].is_object(), "{json}");
    let text = out(&run("validate", &["--reference", path, "--coder", "A"]));
    assert!(!text.contains("1,000–1,000"), "{text}");
}

#[test]
fn two_of_three_coders_may_have_nothing_in_common() {
    let rows = "R1;tiltak;A;bolig\nR1;tiltak;B;bolig\nR2;tiltak;B;tolk\nR2;tiltak;C;tolk\n";
    let (_folder, file) = written("tre.csv", &format!("respondent;question;coder;themes\n{rows}"));
    let path = file.to_str().unwrap();
    for format in ["plain", "md", "html", "csv", "json"] {
        let output = run("agree", &["--reference", path, "--format", format]);
        assert!(output.status.success(), "{format}: {}", err(&output));
    }
    let text = out(&run("agree", &["--reference", path]));
    let line = text.lines().find(|line| line.starts_with("A, C")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>()[2..5], ["0", "–", "–"], "{text}");
    // a blank behind the comma is no part of a name
    let machine = out(&run("agree", &["--reference", path, "--coders", "B, machine"]));
    assert_eq!(machine, out(&run("agree", &["--reference", path, "--coders", "B,machine"])));
}

#[test]
fn answers_drawn_with_unlike_chances_speak_for_themselves() {
    let says = |other: f64| {
        let row = |n: usize, p: f64| format!("R{n};tiltak;A;bolig;{p}\nR{n};tiltak;B;tolk;{p}\n");
        let rows = row(1, 0.5) + &row(2, other);
        let (_folder, file) =
            written("trukket.csv", &format!("respondent;question;coder;themes;probability\n{rows}"));
        out(&run("agree", &["--reference", file.to_str().unwrap()]))
    };
    assert!(says(0.25).contains("trukket med ulike sannsynligheter"), "{}", says(0.25));
    assert!(!says(0.5).contains("trukket med"), "{}", says(0.5));
}
