//! Corrected shares against numbers worked out apart from the program.
use super::{GROUPS, error, line, near, out, table};
use fritekst::stats::correction::population::{Speaks, of_population};
use fritekst::stats::correction::{Coded, difference, greg, ppi};
use std::fs;

const SAMPLE: &str = "tests/tables/groups/utvalg.csv";
const HEAD: &str = "respondent;question;coder;themes;probability\n";

#[test]
fn the_difference_estimator_by_hand() {
    let found = table(&[GROUPS, "--correct=difference", "--reference", SAMPLE]);
    assert_eq!(found["correction"]["coded"], 15);
    assert_eq!(found["correction"]["sampling"], "even");
    let corrected = &line(&found, "bolig")["cells"][0]["corrected"];
    near(&corrected["estimate"], 0.355_555_555_6);
    // √((1 − 15/45)·s²/15 + p(1 − p)/45)
    near(&corrected["se"], 0.102_929_841_3);
    assert_eq!(corrected["warnings"][0]["warning"], "small-sample");
}

#[test]
fn the_population_narrows_a_correction() {
    let coded = Coded { both: 5, hand_only: 0, machine_only: 2, neither: 8, rest_with: 15, rest: 30 };
    let these = difference::difference(&coded, 0.95).unwrap();
    let se = |size| {
        let estimate = of_population(&coded, these.clone(), Speaks::OfTheseAnswers, size).unwrap();
        estimate.se.unwrap()
    };
    // a population of these answers alone leaves nothing but the second phase
    assert!((se(Some(45)) - these.se.unwrap()).abs() < 1e-12);
    assert!(se(Some(45)) < se(Some(60)) && se(Some(60)) < se(None));
    assert!(of_population(&coded, these, Speaks::OfTheseAnswers, Some(44)).is_err());
    // PPI++ and GREG are one estimate up to divisors: they must say nearly the same of the same population
    for size in [None, Some(450), Some(4500)] {
        let coded =
            Coded { both: 50, hand_only: 4, machine_only: 12, neither: 134, rest_with: 62, rest: 200 };
        let plus = of_population(&coded, ppi::tuned(&coded, 0.95).unwrap(), Speaks::OfMore, size).unwrap();
        let greg =
            of_population(&coded, greg::greg(&coded, 0.95).unwrap(), Speaks::OfTheseAnswers, size).unwrap();
        let ratio = plus.se.unwrap() / greg.se.unwrap();
        assert!((ratio - 1.0).abs() < 0.02, "{size:?}: {ratio}");
    }
}

#[test]
fn a_full_reference_gives_its_own_share() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alle.csv");
    let data = fs::read_to_string("tests/tables/groups/svar.csv").unwrap();
    let row = |line: &str| {
        format!(
            "{};tekst;A;{}",
            line.split(';').next().unwrap(),
            if line.contains("bolig") { "tolk" } else { "" }
        )
    };
    let rows: Vec<String> = data.lines().skip(1).map(row).collect();
    fs::write(&file, format!("respondent;question;coder;themes\n{}\n", rows.join("\n"))).unwrap();
    let found = table(&[GROUPS, "--by", "gruppe", "--correct", "--reference", file.to_str().unwrap()]);
    assert_eq!(found["correction"]["sampling"], "full");
    let cells = &line(&found, "tolk")["cells"];
    near(&cells[0]["corrected"]["estimate"], 22.0 / 45.0);
    near(&cells[1]["corrected"]["estimate"], 0.75);
    near(&cells[1]["corrected"]["interval"]["low"], 0.531_299_4);
}

#[test]
fn probabilities_that_differ_need_dsl() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("utvalg.csv");
    let text = fs::read_to_string(SAMPLE).unwrap();
    fs::write(&file, text.replacen("0,3333333333", "0,6", 7)).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(table(&[GROUPS, "--correct", "--reference", file])["correction"]["method"], "dsl");
    assert!(error(&["table", GROUPS, "--correct=ppi++", "--reference", file]).contains("--correct=dsl"));
}

#[test]
fn a_sample_that_nobody_vouches_for_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("utvalg.csv");
    let text = fs::read_to_string(SAMPLE).unwrap();
    fs::write(&file, text.replace(";probability", "").replace(";0,3333333333", "")).unwrap();
    let text = out(&["table", GROUPS, "--correct", "--reference", file.to_str().unwrap()], 0);
    assert!(text.contains("Advarsel: referansen oppgir ikke trekkesannsynligheter"), "{text}");
    let even = out(&["table", GROUPS, "--correct", "--reference", SAMPLE], 0);
    assert!(!even.contains("Advarsel") && even.contains("utvalget er for lite"), "{even}");
}

#[test]
fn error_rates_can_be_given() {
    let rates = [
        "--sensitivity",
        "0.8",
        "--specificity",
        "0.9",
        "--sensitivity",
        "bolig=0.9",
        "--specificity",
        "bolig=0.95",
    ];
    let found = table(&[&[GROUPS, "--correct=rogan-gladen"][..], &rates].concat());
    near(&line(&found, "bolig")["cells"][0]["corrected"]["estimate"], (22.0 / 45.0 - 0.05) / 0.85);
    near(&line(&found, "tolk")["cells"][0]["corrected"]["estimate"], (13.0 / 45.0 - 0.1) / 0.7);
    let cases = table(&[GROUPS, "--correct=rogan-gladen", "--sensitivity", "45/50", "--specificity", "1/2"]);
    let corrected = &line(&cases, "buss")["cells"][0]["corrected"];
    near(&corrected["estimate"], (8.0 / 45.0 - 0.5) / 0.4);
    assert_eq!(corrected["warnings"][0]["warning"], "estimate-outside");
    // rates of one theme say nothing of the others
    let rates = ["--sensitivity", "bolig=0.9", "--specificity", "bolig=0.95", "--lang", "en"];
    let text = out(&[&["table", GROUPS, "--correct=rogan-gladen"][..], &rates].concat(), 0);
    assert!(text.contains("no error rates are given for the theme"), "{text}");
}

#[test]
fn errors_name_the_row() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.csv");
    for (row, said) in [
        ("R999;tekst;A;bolig;0.5", "r.csv:2: the survey has no respondent 'R999'"),
        (
            "R001;tekst;A;bolik;0.5",
            "r.csv:2: the reference names the theme 'bolik', which is not known; did you mean bolig?",
        ),
        (
            "R001;teks;A;bolig;0.5",
            "r.csv:2: the reference names the question 'teks', which is not known; did you mean tekst?",
        ),
        ("R001;tekst;A;bolig;1.5", "r.csv:2: the probability is not a number above 0 and at most 1"),
        (
            "R001;tekst;A;bolig;0.5\nR002;tekst;A;;",
            "r.csv:3: of the codings of tekst some have a probability",
        ),
        ("R001;tekst;B;bolig;0.5\nR001;tekst;C;;0.5", "coders are: B, C"),
    ] {
        fs::write(&file, format!("{HEAD}{row}\n")).unwrap();
        let found = error(&["table", GROUPS, "--correct", "--reference", file.to_str().unwrap()]);
        assert!(found.contains(said), "{found}");
    }
    assert!(error(&["table", GROUPS, "--correct"]).contains("no hand codings"));
}

#[test]
fn a_sheet_that_nobody_filled_in_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ark.xlsx", "ark.csv"] {
        let file = folder.path().join(name);
        let file = file.to_str().unwrap();
        out(&["sample", GROUPS, "--question", "tekst", "--number", "20", "-o", file], 0);
        let said = error(&["table", GROUPS, "--correct", "--reference", file]);
        assert!(said.contains("no answer in the reference is coded") && said.contains(name), "{said}");
        assert!(said.contains("fill in the sheet"), "{said}");
    }
}

#[test]
fn what_was_done_is_named_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alle.csv");
    let data = fs::read_to_string("tests/tables/groups/svar.csv").unwrap();
    let rows: Vec<String> =
        data.lines().skip(1).map(|l| format!("{};tekst;A;tolk", l.split(';').next().unwrap())).collect();
    fs::write(&file, format!("respondent;question;coder;themes\n{}\n", rows.join("\n"))).unwrap();
    let file = file.to_str().unwrap();
    let text = out(&["table", GROUPS, "--correct", "--reference", file], 0);
    assert!(text.contains("Korrigerte andeler i prosent, alle kodet for hånd\n"), "{text}");
    assert!(!text.contains("PPI") && !text.contains("by hand"), "{text}");
    let english = out(&["table", GROUPS, "--correct", "--reference", file, "--lang", "en"], 0);
    assert!(english.contains("Corrected shares, per cent, all coded by hand\n"), "{english}");
    // one answer coded, of one group: the others have none
    let one = folder.path().join("en.csv");
    fs::write(&one, format!("{HEAD}R001;tekst;A;bolig;0.5\n")).unwrap();
    let args = ["table", GROUPS, "--by", "gruppe", "--correct", "--reference", one.to_str().unwrap()];
    let text = out(&args, 0);
    assert!(text.contains("Gruppe B: ingen svar i gruppen er kodet for hånd"), "{text}");
    let test = out(&["table", GROUPS, "--by", "gruppe", "--test"], 0);
    assert!(test.contains("Fishers eksakte test") && !test.contains("Fisher's"), "{test}");
}
