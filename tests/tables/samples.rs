//! Populations, weights, hand codings and what is drawn: what tables make of them, and say.
use super::small::Survey;
use super::{error, line, near, out, run};
use serde_json::Value;
use std::fs;

#[test]
fn weights_of_nothing_are_told() {
    for weight in ["0", "-0"] {
        let survey = Survey::new(&[(3, "a", weight, "bolig")], "weight: v");
        let found = run(&["table", survey.path()]);
        assert_eq!(found.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&found.stderr).contains("no answer has a weight above 0"));
    }
    // so small a weight has no square
    let survey = Survey::new(&[(3, "a", "1e-200", "bolig"), (1, "a", "1", "helse")], "weight: v");
    let found = run(&["table", survey.path()]);
    assert!(!String::from_utf8_lossy(&found.stdout).contains("NaN"));
    assert_eq!(found.status.code(), Some(1));
}

#[test]
fn a_population_that_cannot_be_is_told() {
    let answers = [(4, "a", "1", "bolig"), (3, "b", "1", "helse")];
    for (population, said) in [
        ("{size: 6}", "q: 7 answers from a stated population of 6"),
        ("{by: {g: {a: 10, b: 2}}}", "q, b: 3 answers from a stated population of 2"),
    ] {
        let survey = Survey::new(&answers, &format!("population: {population}"));
        let found = run(&["table", survey.path(), "--by", "g"]);
        let talk = String::from_utf8_lossy(&found.stderr);
        assert!(talk.contains(said) && found.status.code() == Some(1), "{talk}");
    }
    let survey = Survey::new(&answers, "population: {size: 7}");
    assert_eq!(run(&["table", survey.path()]).status.code(), Some(0));
}

#[test]
fn parents_are_coded_by_hand_as_validate_takes_them() {
    let codebook = "codebook: k\nthemes:\n  - {id: omsorg, themes: [{id: skole, any: skole}]}\n  - {id: bolig, any: bolig}\n";
    let survey = Survey::by(codebook, &[(2, "a", "1", "skole"), (2, "a", "1", "bolig")], "");
    let head = "respondent;question;omsorg;skole;bolig\n";
    // a parent that takes nothing more is what its children are, given or not
    let rows = "R01;q;;1;0\nR02;q;;1;0\nR03;q;;0;1\nR04;q;;0;1\n";
    let blank = survey.file("ark.csv", &format!("{head}{rows}"));
    let found = survey.table(&["--correct", "--reference", &blank]);
    near(&line(&found, "omsorg")["cells"][0]["corrected"]["estimate"], 0.5);
    let coded = |sheet: &str| out(&["validate", survey.path(), "--reference", sheet, "--format", "json"], 0);
    let validated: Value = serde_json::from_str(&coded(&blank)).unwrap();
    assert_eq!(validated["themes"][0]["answers"], 4, "{validated}");
    // one that does is not decided by its children, or only where they are
    let own = codebook.replace("{id: omsorg,", "{id: omsorg, any: helse,");
    survey.file("k.yaml", &own);
    let validated: Value = serde_json::from_str(&coded(&blank)).unwrap();
    assert_eq!(validated["themes"][0]["answers"], 0, "{validated}");
    survey.file("k.yaml", codebook);
    for (parent, share) in [("", 0.5), ("1", 0.5), ("0", 0.0)] {
        let own = ["R01", "R02"].map(|id| format!("{id};q;{parent};1;0\n")).concat();
        let sheet = survey.file("ark.csv", &format!("{head}{own}R03;q;0;0;1\nR04;q;0;0;1\n"));
        let found = survey.table(&["--correct", "--reference", &sheet]);
        near(&line(&found, "omsorg")["cells"][0]["corrected"]["estimate"], share);
        let validated = out(&["validate", survey.path(), "--reference", &sheet, "--format", "json"], 0);
        let validated: Value = serde_json::from_str(&validated).unwrap();
        let n = validated["themes"][0]["n"].as_f64().unwrap_or_else(|| panic!("{validated}"));
        assert!((n / 4.0 - share).abs() < 1e-9, "{parent}: {validated}");
    }
}

#[test]
fn codings_of_no_answer_are_left_out_and_counted() {
    let survey = Survey::new(&[(3, "a", "1", "bolig"), (1, "a", "1", "-")], "");
    for (themes, code) in [("", 0), ("bolig", 1)] {
        let rows = format!("R01;q;A;bolig\nR02;q;A;bolig\nR03;q;A;\nR04;q;A;{themes}\n");
        let file = survey.file("h.csv", &format!("respondent;question;coder;themes\n{rows}"));
        let found = run(&["table", survey.path(), "--correct", "--reference", &file, "--format", "json"]);
        let talk = String::from_utf8_lossy(&found.stderr);
        assert_eq!(found.status.code(), Some(code), "{talk}");
        assert!(talk.contains("1 coding was not used: no answer 1"), "{talk}");
        assert_eq!(talk.contains("h.csv:5: R04 is coded by A, but has no answer to q"), code == 1, "{talk}");
        let tables: Value = serde_json::from_slice(&found.stdout).unwrap();
        near(&line(&tables["tables"][0], "bolig")["cells"][0]["corrected"]["estimate"], 2.0 / 3.0);
    }
}

#[test]
fn a_sheet_with_only_its_ones_is_told_of() {
    let survey = Survey::new(&[(4, "a", "1", "bolig"), (4, "a", "1", "annet")], "");
    let rows = "R01;q;1;;\nR02;q;1;;\nR05;q;;;\nR06;q;;;1\n";
    let sheet = survey.file("ark.csv", &format!("respondent;question;bolig;skole;helse\n{rows}"));
    let found = run(&["table", survey.path(), "--correct", "--reference", &sheet]);
    assert!(String::from_utf8_lossy(&found.stderr).contains("3 rows have both filled and empty cells"));
    let found = survey.table(&["--correct", "--blank-is-no", "--reference", &sheet]);
    assert_eq!(line(&found, "helse")["cells"][0]["corrected"]["coded"], 4);
}

#[test]
fn what_could_not_be_corrected_is_not_compared() {
    let survey = Survey::new(&[(6, "a", "1", "bolig"), (6, "b", "1", "skole")], "");
    // the sheet lacks the theme bolig
    let rows = ["R01", "R02", "R07", "R08"]
        .map(|id| format!("{id};q;{}\n", u8::from(id == "R01" || id == "R07")))
        .concat();
    let sheet = survey.file("ark.csv", &format!("respondent;question;skole\n{rows}"));
    let found = survey.table(&["--by", "g", "--correct", "--reference", &sheet]);
    assert!(line(&found, "bolig")["difference"].is_null(), "{found}");
    assert!(!line(&found, "skole")["difference"].is_null(), "{found}");
}

#[test]
fn rates_of_a_theme_count_whichever_flag_has_them() {
    let survey = Survey::new(&[(5, "a", "1", "bolig"), (5, "a", "1", "annet")], "");
    let all = ["--correct=rogan-gladen", "--sensitivity", "0.9", "--specificity", "0.95"];
    let more = |more: [&'static str; 2]| [&all[..], &more].concat();
    let found = survey.table(&more(["--specificity", "bolig=0.8"]));
    near(&line(&found, "bolig")["cells"][0]["corrected"]["estimate"], (0.5 - 0.2) / 0.7);
    let fails = |rates: [&'static str; 2]| error(&[&["table", survey.path()], &more(rates)[..]].concat());
    assert!(fails(["--specificity", "bolik=0.8"]).contains("did you mean bolig?"));
    assert!(fails(["--sensitivity", "0.5"]).contains("--sensitivity is given twice"));
}

#[test]
fn a_sample_without_spread_is_exactly_that() {
    let survey = Survey::new(&[(20, "a", "1", "bolig"), (7, "a", "1", "skole")], "");
    for hand in 3..12 {
        let ids = (1..=hand).map(|at| (at, 0)).chain([(27, 1)]);
        let rows = ids.map(|(at, code)| format!("R{at:02};q;0,3;{code}\n")).collect::<Vec<_>>().concat();
        let sheet = survey.file("ark.csv", &format!("respondent;question;probability;skole\n{rows}"));
        let found = survey.table(&["--correct", "--reference", &sheet]);
        let corrected = &line(&found, "skole")["cells"][0]["corrected"];
        let warnings = corrected["warnings"].to_string();
        if corrected["se"] == 0.0 {
            assert!(warnings.contains("no-spread") && !warnings.contains("outside"), "{hand}: {corrected}");
        } else {
            assert!(corrected["se"].as_f64().unwrap() > 1e-4, "{hand}: {corrected}");
        }
    }
}

#[test]
fn a_selection_by_a_variable_of_known_size_has_a_population() {
    let answers = [(20, "a", "1", "bolig"), (10, "b", "1", "helse"), (5, "b", "1", "")];
    let survey = Survey::new(&answers, "population: {by: {g: {a: 40, b: 15}}}");
    let bolig = |table: &Value, column: usize| line(table, "bolig")["cells"][column]["interval"].clone();
    let groups = survey.table(&["--by", "g"]);
    let alone = survey.table(&["--where", "g=a"]);
    assert_eq!(bolig(&alone, 0), bolig(&groups, 1));
    assert_eq!(bolig(&alone, 0)["method"], "Wilson, finite population of 40");
    let both = survey.table(&["--where", "g=a|b"]);
    assert_eq!(bolig(&both, 0)["method"], "Wilson, finite population of 55");
    // nobody says how many of a selection by something else there are
    assert_eq!(bolig(&survey.table(&["--where", "v=1"]), 0)["method"], "Wilson");
    // nor of those without a value, or with one that no size is stated for
    assert_eq!(bolig(&survey.table(&["--where", "g=(mangler)|a"]), 0)["method"], "Wilson");
    // but the smallest of several limits holds all of them
    for limits in
        [["--where", "g=a", "--by", "g"], ["--where", "g=a", "--by", "v"], ["--where", "v=1", "--by", "g"]]
    {
        let found = survey.table(&limits);
        assert_eq!(bolig(&found, 1)["method"], "Wilson, finite population of 40", "{limits:?}");
    }
    // nor of those who were not asked, though they answered
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    survey.file("corpus.yaml", &corpus.replace("{text: Hva}", "{text: Hva, asked: {g: [b]}}"));
    let found = out(&["table", survey.path(), "--where", "g=a", "--format", "json"], 1);
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(bolig(&found["tables"][0], 0)["method"], "Wilson");
    // a number alone is the size of all
    let survey = Survey::new(&answers, "population: 90");
    assert_eq!(bolig(&survey.table(&[]), 0)["method"], "Wilson, finite population of 90");
    let survey = Survey::new(&answers, "population: mange");
    assert!(error(&["table", survey.path()]).contains("write population: 420"));
}

#[test]
fn themes_of_a_coding_stand_apart_by_blanks_or_commas() {
    let survey = Survey::new(&[(2, "a", "1", "bolig og skole")], "");
    for between in [" ", ",", ", ", " , "] {
        let rows = format!("R01;q;A;bolig{between}skole\nR02;q;A;bolig\n");
        let file = survey.file("h.csv", &format!("respondent;question;coder;themes\n{rows}"));
        let found = survey.table(&["--correct", "--reference", &file]);
        near(&line(&found, "skole")["cells"][0]["corrected"]["estimate"], 0.5);
    }
}

/// A sheet of hand codings by one coder, with the probability of each.
fn sheet(codings: impl Iterator<Item = (usize, bool, f64)>) -> String {
    let row =
        |(n, has, p): (usize, bool, f64)| format!("R{n:02};q;A;{};{p}\n", if has { "bolig" } else { "" });
    "respondent;question;coder;themes;probability\n".to_string() + &codings.map(row).collect::<String>()
}

#[test]
fn rates_of_a_sample_with_unlike_chances_are_not_taken_for_those_of_all() {
    let survey = Survey::new(&[(40, "a", "1", "bolig"), (40, "a", "1", "annet")], "");
    let uneven = (1..=80).step_by(2).map(|n| (n, n % 3 > 0, if n > 40 { 0.25 } else { 0.75 }));
    let uneven = survey.file("ulik.csv", &sheet(uneven));
    let args = ["table", survey.path(), "--reference", &uneven, "--correct=rogan-gladen"];
    let said = error(&args);
    assert!(said.contains("differ; use --correct=dsl"), "{said}");
    // rates that are given need no sample
    let rates = ["--sensitivity", "0.9", "--specificity", "0.9"];
    assert!(run(&[&args[..], &rates].concat()).status.success());
}

#[test]
fn a_sample_that_stands_for_others_is_told_of() {
    let survey = Survey::new(&[(40, "a", "1", "bolig"), (40, "b", "1", "annet")], "");
    let coded = |name: &str, codings: &mut dyn Iterator<Item = (usize, bool, f64)>| {
        let file = survey.file(name, &sheet(codings));
        let found = survey.table(&["--correct", "--reference", &file, "--by", "g"]);
        let cells = line(&found, "bolig")["cells"].clone();
        (0..3)
            .map(|c| cells[c]["corrected"]["warnings"].to_string().contains("uncovered"))
            .collect::<Vec<_>>()
    };
    // every other answer, drawn so
    let whole = coded("hel.csv", &mut (1..=80).step_by(2).map(|n| (n, n <= 40, 0.5)));
    assert_eq!(whole, [false, false, false]);
    // of one group alone, and with half of the sheet left empty
    assert!(coded("del.csv", &mut (1..=40).step_by(2).map(|n| (n, true, 0.5)))[0]);
    assert!(coded("halv.csv", &mut (1..=80).step_by(4).map(|n| (n, n <= 40, 0.5)))[0]);
}

#[test]
fn each_wave_is_a_population_anew() {
    let survey = Survey::new(&[(20, "a", "1", "bolig"), (10, "b", "1", "helse")], "");
    let bolig = |population: &str, more: &[&str], column: usize| {
        let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
        let corpus = corpus
            .split("population")
            .next()
            .unwrap()
            .replace("data: svar.csv", "data: [{file: svar.csv, wave: en}, {file: svar.csv, wave: to}]");
        survey.file("corpus.yaml", &format!("{corpus}population: {population}\n"));
        let found = survey.table(more);
        line(&found, "bolig")["cells"][column]["interval"]["method"].as_str().unwrap().to_string()
    };
    let of = |size: u64| format!("Wilson, finite population of {size}");
    assert_eq!(bolig("40", &[], 0), of(80));
    assert_eq!(bolig("40", &["--by", "wave"], 1), of(40));
    let most = u64::MAX.to_string();
    assert_eq!(bolig(&most, &[], 0), of(u64::MAX));
    assert_eq!(bolig(&format!("{{by: {{wave: {{en: {most}, to: 44}}}}}}"), &[], 0), of(u64::MAX));
    assert_eq!(bolig("40", &["--where", "wave=to"], 0), of(40));
    assert_eq!(bolig("{by: {g: {a: 25, b: 15}}}", &["--by", "g"], 1), of(50));
    assert_eq!(bolig("{by: {g: {a: 25, b: 15}}}", &["--where", "wave=to", "--by", "g"], 1), of(25));
    assert_eq!(bolig("{by: {wave: {en: 40, to: 44}}}", &[], 0), of(84));
    assert_eq!(bolig("{by: {wave: {en: 40, to: 44}}}", &["--by", "wave"], 2), of(44));
}

#[test]
fn rates_are_given_by_every_name_of_a_theme() {
    let survey = Survey::new(&[(5, "a", "1", "bolig"), (5, "b", "1", "helse")], "");
    let corrected = |theme: &str| {
        let rates = ["--sensitivity", "--specificity"].map(|flag| [flag.to_string(), format!("{theme}=0.9")]);
        let rates: Vec<&str> = rates.iter().flatten().map(String::as_str).collect();
        let found = survey.table(&[&["--correct=rogan-gladen"], &rates[..]].concat());
        ["bolig", "helse"].map(|theme| line(&found, theme)["cells"][0]["corrected"]["estimate"].clone())
    };
    // (0.5 + 0.9 - 1) / 0.8
    near(&corrected("bolig")[0], 0.5);
    assert!(corrected("bolig")[1].is_null());
    assert_eq!(corrected("q.bolig"), corrected("bolig"));
    let nothing =
        [survey.path(), "--correct=rogan-gladen", "--sensitivity", ".bolig=1", "--specificity", ".bolig=1"];
    assert!(error(&[&["table"], &nothing[..]].concat()).contains("no theme '.bolig'"));
}

#[test]
fn strata_of_unlike_values_are_apart() {
    let survey = Survey::new(&[(6, "x, y", "z", "bolig"), (2, "x", "y, z", "helse")], "");
    let sheet = out(&["sample", survey.path(), "-n", "4", "--stratify", "g,v", "--equal"], 0);
    let chances = |answer: &str| {
        let rows =
            sheet.lines().filter(|line| line.contains(answer)).map(|line| line.split(';').nth(2).unwrap());
        rows.map(|chance| chance.replace(',', ".").parse::<f64>().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(chances(";helse;"), [1.0, 1.0], "{sheet}");
    assert!(chances(";bolig;").iter().all(|chance| (chance - 1.0 / 3.0).abs() < 1e-6), "{sheet}");
}

#[test]
fn a_theme_for_some_groups_only_is_not_compared() {
    let codebook =
        "codebook: k\nthemes:\n  - {id: bolig, any: bolig, where: {g: [a]}}\n  - {id: helse, any: helse}\n";
    let answers =
        [(9, "a", "1", "bolig"), (6, "a", "1", "helse"), (9, "b", "1", "bolig"), (6, "b", "1", "helse")];
    let survey = Survey::by(codebook, &answers, "");
    let found = survey.table(&["--by", "g", "--test"]);
    let (some, all) = (line(&found, "bolig"), line(&found, "helse"));
    assert!(some["test"].is_null() && some["difference"].is_null() && some["limited"] == true, "{found}");
    assert!(all["test"].is_object() && all["difference"].is_object() && all["limited"].is_null(), "{found}");
    let text = out(&["table", survey.path(), "--by", "g", "--test", "--lang", "en"], 0);
    assert!(text.contains("Only some of the groups can have the theme bolig"), "{text}");
}

#[test]
fn differences_say_of_what_they_are() {
    let survey = Survey::new(&[(20, "a", "2", "bolig"), (20, "b", "1", "helse")], "weight: v");
    let csv = out(&["table", survey.path(), "--by", "g", "--format", "csv"], 0);
    let head: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(head[head.len() - 3..], ["difference_of", "effective", "interval"], "{csv}");
    assert!(csv.contains("a minus b") && csv.contains("effective n of the weights"), "{csv}");
    // arrows beside weighted shares would be of other numbers
    let text = out(&["table", survey.path(), "--by", "g", "--test"], 0);
    assert!(!text.contains(" ↑\n") && !text.contains("%) ↑"), "{text}");
    assert!(text.contains("gruppenes intervaller: Wilson, effektiv n av vektene"), "{text}");
    let new = survey.file("ny.yaml", "codebook: k\nthemes: {bolig: helse}\n");
    let old = survey.0.path().join("k.yaml");
    let diff = out(&["diff", old.to_str().unwrap(), &new, survey.path(), "--lang", "en"], 1);
    assert!(diff.contains("Per cent of the answers without weights"), "{diff}");
}

#[test]
fn a_sheet_whose_columns_were_sorted_apart_is_refused() {
    let texts = [
        "Vi mangler bolig til store familier",
        "Flere tolker på kveldstid, takk",
        "Samarbeidet med NAV fungerer godt",
        "Lege og psykolog er langt unna, sier Kari Nordmann",
        "Barnehagen har plass til alle barna",
    ];
    let survey = Survey::new(&texts.map(|text| (1, "a", "1", text)), "");
    let sheet = out(&["sample", survey.path(), "-n", "5", "--mask"], 0);
    let rows: Vec<Vec<&str>> = sheet.lines().skip(1).map(|row| row.split(';').collect()).collect();
    assert!(rows.len() == 5 && sheet.contains("[navn]"), "{sheet}");
    // the text of the row so many steps on, and 0 for the first theme
    let shifted = |name: &str, from: &dyn Fn(usize) -> usize| {
        let row = |at: usize| {
            let (own, text) = (&rows[at], rows[from(at)][3]);
            format!("{};{};{};{text};0;;;\n", own[0], own[1], own[2])
        };
        let body: String = (0..rows.len()).map(row).collect();
        survey.file(name, &format!("{}\n{body}", sheet.lines().next().unwrap()))
    };
    let whole = shifted("hel.csv", &|at| at);
    assert_eq!(run(&["validate", survey.path(), "--reference", &whole]).status.code(), Some(0));
    // one text was mended, or stands in the wrong row
    let one = shifted("en.csv", &|at| if at == 0 { 1 } else { at });
    assert_eq!(run(&["validate", survey.path(), "--reference", &one]).status.code(), Some(0));
    let apart = shifted("sortert.csv", &|at| (at + 1) % 5);
    for command in [&["validate", survey.path()][..], &["table", survey.path(), "--correct"]] {
        let said = error(&[command, &["--reference", &apart]].concat());
        assert!(said.contains("sortert.csv:2: the text beside respondent R01 is not what"), "{said}");
        assert!(!said.contains("tolker"), "{said}");
    }
    // sound sheets beside it do not hide it
    let sound: Vec<String> = (0..4).map(|n| shifted(&format!("hel{n}.csv"), &|at| at)).collect();
    let beside = sound.iter().flat_map(|sheet| ["--reference", sheet]);
    let args: Vec<&str> = ["validate", survey.path(), "--coder", "hel0"].into_iter().chain(beside).collect();
    assert_eq!(run(&args).status.code(), Some(0));
    let said = error(&[&args, &["--reference", &apart][..]].concat());
    assert!(said.contains("sortert.csv:2: the text beside"), "{said}");
}
