//! Tests and differences between groups, waves, weights and populations.
use super::small::Survey;
use super::{GROUPS, error, line, near, out, run, table};

#[test]
fn each_theme_has_a_test_adjusted_over_the_themes() {
    // 15 of 20 against 5 of 20: χ² = 40·(15·15 − 5·5)²/20⁴ = 10, p = 0.0015654, residual √10
    let found = table(&[GROUPS, "--by", "gruppe", "--where", "gruppe=a|b", "--test"]);
    let (bolig, tolk, buss) = (line(&found, "bolig"), line(&found, "tolk"), line(&found, "buss"));
    assert_eq!(bolig["test"]["method"], "chi-square");
    near(&bolig["test"]["statistic"], 10.0);
    near(&bolig["test"]["p"], 0.001_565_402);
    near(&bolig["test"]["cramers_v"], 0.5);
    near(&bolig["cells"][1]["residual"], 10.0_f64.sqrt());
    near(&bolig["cells"][2]["residual"], -10.0_f64.sqrt());
    // the smallest p of three: times three by Holm and by Benjamini and Hochberg
    near(&bolig["test"]["holm"], 3.0 * 0.001_565_402);
    // 2 of 20 against 10 of 20: the second p, times two by Holm
    assert_eq!(tolk["test"]["method"], "chi-square");
    near(&tolk["test"]["statistic"], 7.619_047_619);
    near(&tolk["test"]["holm"], 2.0 * tolk["test"]["p"].as_f64().unwrap());
    near(&tolk["test"]["benjamini_hochberg"], 1.5 * tolk["test"]["p"].as_f64().unwrap());
    // 4 and 4: expected counts of 4 are small
    assert_eq!(buss["test"]["method"], "Fisher's exact test");
    near(&buss["test"]["p"], 1.0);
}

#[test]
fn groups_that_stand_out_are_marked() {
    let text = out(&["table", GROUPS, "--by", "gruppe", "--test"], 0);
    let bolig = text.lines().find(|l| l.starts_with("Bolig")).unwrap();
    assert!(bolig.contains("15 (75 %) ↑") && bolig.contains("5 (25 %) ↓"), "{bolig}");
    assert!(bolig.trim_end().ends_with("2 (40 %)"), "{bolig}");
}

#[test]
fn two_groups_are_compared_by_newcombe() {
    // method 10 of 15/20 and 5/20, by hand from the two Wilson intervals
    let (low, high) = (0.190_710_252_8, 0.695_357_055_4);
    let two = table(&[GROUPS, "--by", "gruppe", "--where", "gruppe=a|b"]);
    let three = table(&[GROUPS, "--by", "gruppe", "--compare", "a,b"]);
    for found in [&two, &three] {
        let difference = &line(found, "bolig")["difference"];
        near(&difference["difference"], 0.5);
        near(&difference["interval"]["low"], low);
        near(&difference["interval"]["high"], high);
    }
    assert!(line(&table(&[GROUPS, "--by", "gruppe"]), "bolig")["difference"].is_null());
    assert!(error(&["table", GROUPS, "--by", "gruppe", "--compare", "a,d"]).contains("groups are: a, b, c"));
    assert!(error(&["table", GROUPS, "--by", "gruppe", "--compare", "a"]).contains("two values"));
}

#[test]
fn waves_are_groups() {
    let found = table(&["tests/tables/waves", "--by", "wave", "--test"]);
    let bolig = line(&found, "bolig");
    // 12 of 20 against 4 of 20
    near(&bolig["test"]["statistic"], 20.0 / 3.0);
    near(&bolig["difference"]["difference"], 0.4);
    // nobody names it: no test, and no part in the adjustment
    assert!(line(&found, "tolk")["test"].is_null());
    near(&bolig["test"]["holm"], bolig["test"]["p"].as_f64().unwrap());
}

#[test]
fn weights_count_and_narrow() {
    let found = table(&["tests/tables/weights"]);
    let cell = &line(&found, "bolig")["cells"][0];
    assert_eq!((cell["n"].as_u64(), cell["answered"].as_u64()), (Some(2), Some(5)));
    near(&cell["share"], 3.5 / 8.0);
    near(&cell["effective"], 64.0 / 17.5);
    near(&cell["interval"]["low"], 0.113_012_119_3);
    near(&cell["interval"]["high"], 0.826_024_133_5);
    let said = error(&[
        "table",
        "tests/tables/weights",
        "--correct=rogan-gladen",
        "--sensitivity",
        "0.9",
        "--specificity",
        "0.9",
    ]);
    assert!(said.contains("weighted shares cannot be corrected"), "{said}");
}

const MISSING: &str = "tests/tables/missing";

#[test]
fn those_without_a_value_are_a_group_apart() {
    let found = table(&[MISSING, "--by", "gruppe", "--test"]);
    let groups = found["groups"].as_array().unwrap();
    let who: Vec<_> = groups.iter().map(|g| (g["who"].as_str(), g["value"].as_str())).collect();
    let expected = [("everybody", ""), ("value", "a"), ("value", "b"), ("no_value", "(missing)")];
    assert_eq!(who, expected.map(|(who, value)| (Some(who), Some(value))));
    // 12 of 20 against 6 of 20, and the 4 of 5 without a value take no part
    let bolig = line(&found, "bolig");
    near(
        &bolig["test"]["statistic"],
        40.0 * (12.0 * 14.0 - 8.0 * 6.0_f64).powi(2) / (20.0 * 20.0 * 18.0 * 22.0),
    );
    assert!(bolig["cells"][3]["residual"].is_null() && bolig["cells"][3]["n"] == 4, "{bolig}");
    near(&bolig["difference"]["difference"], 0.3);
    let text = out(&["table", MISSING, "--by", "gruppe", "--test"], 0);
    assert!(text.contains("(mangler) (N=5)") && text.matches("Alle (N=").count() == 1, "{text}");
    assert!(
        text.contains("(mangler) er respondenter uten verdi på variabelen; de er ikke med i testene"),
        "{text}"
    );
    let english = out(&["table", MISSING, "--by", "gruppe", "--lang", "en"], 0);
    assert!(english.contains("(missing) (N=5)"), "{english}");
    let csv = out(&["table", MISSING, "--by", "gruppe", "--format", "csv"], 0);
    assert_eq!(csv.matches("tekst,(missing),").count(), 4, "{csv}");
    let report = out(&["report", MISSING, "--by", "gruppe", "--min-cell", "0", "--no-index"], 0);
    assert!(report.contains("(mangler) (N=5)") || report.contains("\\(mangler\\) (N=5)"), "{report}");
}

#[test]
fn those_without_a_value_are_asked_for_as_they_are_called() {
    for name in ["(mangler)", "(missing)"] {
        let alone = table(&[MISSING, "--where", &format!("gruppe={name}")]);
        assert_eq!(line(&alone, "bolig")["cells"][0]["n"], 4, "{alone}");
        let compared = table(&[MISSING, "--by", "gruppe", "--compare", &format!("a,{name}")]);
        near(&line(&compared, "bolig")["difference"]["difference"], 12.0 / 20.0 - 4.0 / 5.0);
        assert_eq!(compared["compared"][1], "(missing)");
        let text =
            out(&["table", MISSING, "--by", "gruppe", "--compare", &format!("a,{name}"), "--lang", "en"], 0);
        assert!(text.contains("minus (missing)"), "{text}");
    }
}

#[test]
fn who_takes_nobody_is_told_so() {
    let asked = "no respondent who was asked is taken by --where";
    let all = "no respondent is taken by --where";
    for (command, says) in [("table", asked), ("code", all), ("mask", all), ("report", asked)] {
        let index = if command == "mask" { &[][..] } else { &["--no-index"] };
        let found = run(&[&[command, GROUPS, "--where", "gruppe=(missing)"], index].concat());
        let said = String::from_utf8_lossy(&found.stderr);
        assert_eq!(found.status.code(), Some(1), "{command}: {said}");
        assert!(said.contains(says), "{command}: {said}");
    }
}

#[test]
fn those_without_a_value_are_corrected_as_a_group() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alle.csv");
    let data = std::fs::read_to_string("tests/tables/missing/svar.csv").unwrap();
    let row = |l: &str| {
        format!(
            "{};tekst;A;{}",
            l.split(';').next().unwrap(),
            if l.ends_with("bolig") { "bolig" } else { "" }
        )
    };
    let rows: Vec<String> = data.lines().skip(1).map(row).collect();
    std::fs::write(&file, format!("respondent;question;coder;themes\n{}\n", rows.join("\n"))).unwrap();
    let found = table(&[MISSING, "--by", "gruppe", "--correct", "--reference", file.to_str().unwrap()]);
    near(&line(&found, "bolig")["cells"][3]["corrected"]["estimate"], 0.8);
}

#[test]
fn two_ways_to_an_interval_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/tables/groups/svar.csv", folder.path().join("svar.csv")).unwrap();
    let text = std::fs::read_to_string("tests/tables/groups/corpus.yaml").unwrap();
    let text = text.replace("codebook: ../k.yaml", "population: {size: 90}");
    std::fs::write(folder.path().join("corpus.yaml"), text).unwrap();
    let here = [folder.path().to_str().unwrap(), "--codebook", "tests/tables/k.yaml"];
    // groups beside each other have no intervals, and none is explained
    let text = out(&[&["table"], &here[..], &["--by", "gruppe"]].concat(), 0);
    assert!(text.contains("\nProsent av dem som svarte\n") && !text.contains("Wilson"), "{text}");
    let sample = ["--correct", "--reference", "tests/tables/groups/utvalg.csv"];
    let text = out(&[&["table"], &here[..], &["--by", "gruppe"], &sample].concat(), 0);
    let said = "svar kodet for hånd; Alle: PPI++, endelig populasjon på 90; grupper: PPI++\n";
    assert!(
        text.contains(said) && text.contains("Kodet for hånd: Gruppe A 7, Gruppe B 7, Gruppe C 1"),
        "{text}"
    );
    let report = out(&[&["report", "--no-index"], &here[..], &["--by", "gruppe"]].concat(), 0);
    assert!(report.contains("konfidensintervall (Wilson, endelig populasjon på 90)."), "{report}");
    // nobody left, and no interval
    std::fs::write(folder.path().join("svar.csv"), "id;gruppe;kjonn;tekst\nR1;a;m;\nR2;b;k;\n").unwrap();
    let none = out(&[&["report", "--no-index"], &here[..]].concat(), 0);
    assert!(none.contains("et konfidensintervall. Omtaler") && !none.contains("()"), "{none}");
}

#[test]
fn most_are_more_than_just_over_half() {
    use fritekst::report::Quantity;
    let of = |n: u64| Quantity::of(n, n as f64 / 100.0);
    let expected = [(60, Quantity::Most), (59, Quantity::MoreThanHalf), (51, Quantity::MoreThanHalf)];
    for (n, quantity) in expected.into_iter().chain([(50, Quantity::Many), (29, Quantity::Several)]) {
        assert_eq!(of(n), quantity, "{n}");
    }
}

#[test]
fn what_is_weighted_says_so() {
    let weights = "tests/tables/weights";
    let text = out(&["table", weights], 0);
    assert!(
        text.contains("Prosent av dem som svarte, vektet; antall er uten vekt; intervall: Wilson"),
        "{text}"
    );
    let report = out(&["report", weights, "--no-index"], 0);
    assert!(report.contains("(2 av 5, vektet 43,8 prosent)"), "{report}");
    assert!(report.contains("Prosentene er vektet, antallene ikke."), "{report}");
    assert!(!out(&["report", GROUPS, "--no-index"], 0).contains("vektet"));
}

#[test]
fn methods_have_norwegian_names() {
    let name = |english| fritekst::output::language::Language::Norwegian.method(english);
    for (english, norwegian) in [
        ("all coded by hand, Wilson", "alle kodet for hånd, Wilson"),
        ("unit bootstrap, 1000 resamples, seed 1", "bootstrap av enheter, 1000 trekk, frø 1"),
        ("Gwet's analytic variance", "Gwets analytiske varians"),
        ("chi-square", "kjikvadrat"),
        ("Fisher's exact test", "Fishers eksakte test"),
        ("Fisher's test, 100 simulated tables, seed 1", "Fishers test, 100 simulerte tabeller, frø 1"),
    ] {
        assert_eq!(name(english), norwegian);
    }
}

#[test]
fn who_answered_without_being_asked_is_told() {
    let survey = Survey::new(&[(3, "a", "1", "bolig"), (2, "b", "1", "skole"), (1, "b", "1", "")], "");
    let asked = |values: &str| {
        let corpus = format!(
            "corpus: s\ndata: svar.csv\nid: id\nvariables: {{g: {{}}}}\nquestions: {{q: {{text: Hva, asked: {{g: [{values}]}}}}}}\n\
             codebook: k.yaml\n"
        );
        survey.file("corpus.yaml", &corpus);
        ["table", "report"].map(|command| {
            let found = run(&[command, survey.path(), "--min-cell", "0"]);
            (found.status.code(), String::from_utf8(found.stderr).unwrap())
        })
    };
    for (values, code, told) in [
        ("a, b", 0, ""),
        ("b", 1, "q: corpus.yaml says that those with g = b were asked, and 3 others answered"),
        (
            "A",
            1,
            "q: corpus.yaml says that those with g = A were asked, and nobody is one; mend asked: or the data",
        ),
    ] {
        for (found, said) in asked(values) {
            assert_eq!(found, Some(code), "{values}: {said}");
            assert!(said.contains(told) && said.is_empty() == told.is_empty(), "{values}: {said}");
        }
    }
    // of some respondents nothing is said of whom they are not
    asked("b");
    for command in ["table", "report"] {
        let found = run(&[command, survey.path(), "--where", "g=a", "--min-cell", "3"]);
        let said = String::from_utf8(found.stderr).unwrap();
        assert!(
            said.contains("and some others answered") && found.status.code() == Some(1),
            "{command}: {said}"
        );
    }
}
