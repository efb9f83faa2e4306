//! What tables say, and don't say, of small surveys made for one question each.
use super::{error, line, near, out, run, table};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const CODEBOOK: &str = "codebook: k\nthemes:\n  - {id: bolig, any: bolig}\n  - {id: skole, any: skole}\n  - {id: helse, any: \
                        helse}\n";

/// Answers to one question, with group and weight, and the codebook they are counted by.
struct Survey(TempDir);

impl Survey {
    /// From runs of answers: how many, of which group, with which weight and text. `more` is put into corpus.yaml.
    fn new(answers: &[(usize, &str, &str, &str)], more: &str) -> Self {
        Self::by(CODEBOOK, answers, more)
    }

    fn by(codebook: &str, answers: &[(usize, &str, &str, &str)], more: &str) -> Self {
        let survey = Self(tempfile::tempdir().unwrap());
        let all = answers.iter().flat_map(|answer| std::iter::repeat_n(answer, answer.0));
        let rows = all.enumerate().map(|(at, (_, g, v, text))| format!("R{:02};{g};{v};{text}\n", at + 1));
        survey.file("svar.csv", &format!("id;g;v;q\n{}", rows.collect::<Vec<_>>().concat()));
        survey.file("k.yaml", codebook);
        let corpus = "corpus: s\ndata: svar.csv\nid: id\nvariables: {g: {label: G}, v: {label: V}}\nquestions: {q: {text: Hva}}\ncodebook: \
                      k.yaml\n";
        survey.file("corpus.yaml", &format!("{corpus}{more}\n"));
        survey
    }

    /// A file beside it.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    }

    fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn table(&self, more: &[&str]) -> Value {
        table(&[&[self.path()], more].concat())
    }
}

/// The themes of a table in its order, with what is shown of everybody.
fn shown(table: &Value) -> Vec<(String, Option<u64>)> {
    let themes = table["themes"].as_array().unwrap().iter();
    themes.map(|line| (line["theme"].as_str().unwrap().to_string(), line["cells"][0]["n"].as_u64())).collect()
}

#[test]
fn a_hidden_count_is_not_told_by_its_place() {
    // in the codebook skole stands before helse, and more have helse: both are hidden
    let survey = Survey::new(&[(9, "a", "1", "bolig"), (1, "a", "1", "skole"), (2, "b", "1", "helse")], "");
    let found = shown(&survey.table(&["--min-cell", "3"]));
    assert_eq!(found, [("bolig".into(), Some(9)), ("skole".into(), None), ("helse".into(), None)]);
    // a theme that nobody has stands before those hidden, whatever their counts
    let survey = Survey::new(&[(9, "a", "1", "bolig"), (2, "b", "1", "skole")], "");
    let found = shown(&survey.table(&["--min-cell", "3"]));
    assert_eq!(found, [("bolig".into(), Some(9)), ("helse".into(), Some(0)), ("skole".into(), None)]);
    let rounded = shown(&survey.table(&["--round", "5"]));
    let counts: Vec<_> = rounded.iter().map(|(_, n)| n.unwrap()).collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "{rounded:?}");
}

#[test]
fn children_stay_under_their_parents_when_some_are_hidden() {
    let codebook = "codebook: k\nthemes:\n  - {id: a, themes: [{id: a1, any: bolig}, {id: a2, any: skole}]}\n  \
                    - {id: b, themes: [{id: b1, any: helse}, {id: b2, any: tolk}]}\n";
    let answers =
        [(1, "a", "1", "bolig"), (1, "a", "1", "skole"), (7, "a", "1", "helse"), (5, "a", "1", "tolk")];
    let found = shown(&Survey::by(codebook, &answers, "").table(&["--min-cell", "3"]));
    let order: Vec<&str> = found.iter().map(|(theme, _)| theme.as_str()).collect();
    assert_eq!(order, ["b", "b1", "b2", "a", "a1", "a2"]);
}

#[test]
fn a_small_selection_is_a_small_group() {
    let survey = Survey::new(&[(9, "a", "1", "bolig"), (1, "c", "1", "helse")], "");
    let found = survey.table(&["--where", "g=c", "--min-cell", "3"]);
    assert!(found["groups"][0]["answered"].is_null() && found["groups"][0]["asked"].is_null(), "{found}");
    assert!(shown(&found).iter().all(|(_, n)| n.is_none()), "{found}");
    assert_eq!(shown(&found)[0].0, "bolig");
    assert!(out(&["table", survey.path(), "--where", "g=c", "--min-cell", "3"], 0).contains(": svarte"));
}

#[test]
fn the_weighted_share_of_all_does_not_tell_hidden_counts() {
    let group = |g, v, ns: [usize; 3]| {
        let texts = ["bolig", "skole", "annet"];
        ns.into_iter().zip(texts).map(|(n, text)| (n, g, v, text)).collect::<Vec<_>>()
    };
    let answers = [group("a", "2", [10, 5, 8]), group("b", "0.5", [6, 2, 8])].concat();
    let survey = Survey::new(&answers, "weight: v");
    let found = survey.table(&["--by", "g", "--min-cell", "3"]);
    let cells = &line(&found, "skole")["cells"];
    assert!(cells[1]["hidden"] == true && cells[2]["hidden"] == true, "{cells}");
    assert!(cells[0]["n"] == 7 && cells[0]["share"].is_null(), "{cells}");
    assert!(!line(&found, "bolig")["cells"][0]["share"].is_null());
    assert!(out(&["table", survey.path(), "--by", "g", "--min-cell", "3"], 0).contains("7 (–)"));
}

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
fn answers_taken_for_names_are_not_told() {
    let survey = Survey::new(&[(3, "a", "1", "bolig")], "");
    let text = "Et helt hemmelig svar om Kari som ikke skal siteres noe sted";
    for row in [
        format!("{text};q;A;bolig"),
        format!("R01;{text};A;bolig"),
        format!("R01;q;A;bolig\nR02;q;{text};bolig\nR03;q;C;"),
    ] {
        let rows = format!("respondent;question;coder;themes\n{row}\n{row}\n");
        for rows in [rows.clone(), format!("respondent;question;coder;themes\n{row}\n")] {
            let file = survey.file("h.csv", &rows);
            for command in ["table", "validate", "agree"] {
                let correct: &[&str] = if command == "table" { &["--correct"] } else { &[] };
                let found = run(&[&[command, survey.path(), "--reference", &file], correct].concat());
                assert!(
                    !String::from_utf8_lossy(&found.stderr).contains("som ikke skal"),
                    "{command}: {rows}"
                );
            }
        }
    }
}

#[test]
fn what_cannot_be_asked_together_is_refused() {
    let survey = Survey::new(&[(9, "a", "1", "bolig")], "");
    for args in [
        &["sample", "--precision", "0.2", "--stratify", "theme"][..],
        &["sample", "-n", "3", "--expected", "0.3"],
        &["sample", "-n", "3", "--format", "json"],
        &["agree", "--replicates", "0"],
        &["agree", "--replicates", "2000000"],
    ] {
        let args = [&args[..1], &[survey.path()], &args[1..]].concat();
        assert_eq!(run(&args).status.code(), Some(2), "{args:?}");
    }
    assert!(
        error(&["sample", survey.path(), "-n", "3", "--where", "g=q"]).contains("no answers to draw from")
    );
}

#[test]
fn what_is_pooled_is_not_of_one_theme() {
    let survey = Survey::new(&[(3, "a", "1", "bolig"), (2, "a", "1", "skole")], "");
    let file = survey.file("h.csv", "respondent;question;coder;themes\nR01;q;A;bolig\nR04;q;A;\n");
    let args = ["validate", survey.path(), "--reference", &file];
    assert!(out(&args, 0).contains("mikro"));
    for format in ["plain", "csv", "json", "md"] {
        let found = out(&[&args[..], &["--theme", "bolig", "--format", format]].concat(), 0);
        assert!(!found.contains("mikro") && !found.contains("micro") && !found.contains("macro,"), "{found}");
    }
}

#[test]
fn a_masked_survey_gives_the_same_table() {
    let codebook = "codebook: k\nthemes:\n  - {id: bolig, any: bolig}\n  - {id: kontakt, any: [telefon, e-post, navn, \
                    '*avn*', konto, adresse]}\n";
    let answers = [
        (3, "+65 år", "1", "Ring Kari Hansen på 900 12 345 om bolig"),
        (2, "under 65", "1", "Skriv til kari.hansen@example.com eller gi meg en telefon"),
        (1, "+65 år", "1", ""),
    ];
    let survey = Survey::by(codebook, &answers, "");
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    let asked = "questions: {q: {text: Hva, asked: {g: [\"+65 år\", \"under 65\"]}}}";
    let corpus = corpus.replace("questions: {q: {text: Hva}}", asked);
    survey.file("corpus.yaml", &corpus);
    let masked = survey.file("maskert.csv", "");
    out(&["mask", survey.path(), "-o", &masked], 0);
    let written = fs::read_to_string(&masked).unwrap();
    assert!(written.contains("[navn 1]") && written.contains("[e-post 1]") && written.contains("'+65 år"));
    let before = out(&["table", survey.path(), "--by", "g", "--format", "csv", "--no-index"], 0);
    survey
        .file("corpus.yaml", &corpus.replace("svar.csv", "maskert.csv").replace("id: id", "id: respondent"));
    assert_eq!(out(&["table", survey.path(), "--by", "g", "--format", "csv", "--no-index"], 0), before);
}

#[test]
fn a_hit_and_its_context_read_as_the_answer_does() {
    let texts =
        ["«bolig», sa de", "a/bolig", "Mangel på (bolig) og hus. Det er dyrt", "bolig", "-1+bolig er en"];
    let answers: Vec<_> = texts.iter().map(|text| (1, "a", "1", *text)).collect();
    let survey = Survey::new(&answers, "");
    let search = |more: &[&str]| out(&[&["search", survey.path(), "bolig", "--no-index"], more].concat(), 0);
    let found: Value = serde_json::from_str(&search(&["--format", "json", "--sort", "respondent"])).unwrap();
    for (hit, text) in found["shown"].as_array().unwrap().iter().zip(texts) {
        let part = |name: &str| hit[name].as_str().unwrap().to_string();
        assert_eq!(part("left") + &part("text") + &part("right"), text);
    }
    let plain = search(&["--context", "1"]);
    assert!(plain.contains("på ([bolig]) og\n") && plain.contains("-1+[bolig] er\n"), "{plain}");
}

#[test]
fn an_id_begins_no_list_in_markdown() {
    let survey = Survey::new(&[], "");
    survey.file("svar.csv", "id;g;v;q\n> 1;a;1;bolig\n- 2;a;1;bolig\n3. ;a;1;bolig\n+ 4;a;1;bolig\n");
    let page = out(&["search", survey.path(), "bolig", "--no-index", "--format", "html"], 0);
    assert_eq!(page.matches("<li>").count(), 4, "{page}");
    assert!(
        !page.contains("<blockquote>") && !page.contains("<ol>") && page.contains("<li>3. q: "),
        "{page}"
    );
}

#[test]
fn only_csv_is_written_for_excel() {
    let survey = Survey::new(&[(1, "a", "1", "bolig")], "");
    assert!(error(&["code", survey.path(), "--excel", "--format", "jsonl"]).contains("--excel is for CSV"));
}

#[test]
fn a_table_reads_well_whatever_its_labels_and_numbers_are() {
    let codebook = "codebook: k\nthemes:\n  - {id: bolig, label: \"to\\nlinjer\", any: bolig}\n";
    let survey = Survey::by(codebook, &[(3, "a", "1", "bolig")], "");
    let found = out(&["table", survey.path(), "--no-index"], 0);
    assert!(found.lines().any(|line| line.starts_with("to linjer") && line.contains("100,0")), "{found}");
    let none = run(&["quotes", survey.path(), "--theme", "bolig", "--where", "g=b"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no answer to be quoted has the theme"));
    let [comma, point] = ["0,2", "0.2"].map(|p| out(&["sample", survey.path(), "--precision", p], 0));
    assert_eq!(comma, point);
    let english = fritekst::output::language::Language::English;
    assert_eq!([-0.0001, -0.06, -0.0].map(|n| english.number(n, 1)), ["0.0", "-0.1", "0.0"]);
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
    assert_eq!(bolig(&survey.table(&["--where", "g=a"]), 0)["method"], "Wilson");
    // a number alone is the size of all
    let survey = Survey::new(&answers, "population: 90");
    assert_eq!(bolig(&survey.table(&[]), 0)["method"], "Wilson, finite population of 90");
    let survey = Survey::new(&answers, "population: mange");
    assert!(error(&["table", survey.path()]).contains("write population: 420"));
}

#[test]
fn what_is_not_there_is_told_with_what_may_be_meant() {
    let survey = Survey::new(&[(3, "a", "1", "bolig")], "");
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    survey.file("corpus.yaml", &corpus.replace("k.yaml", "kk.yaml"));
    let said = error(&["table", survey.path()]);
    assert!(said.contains("corpus.yaml names a codebook that is not there"), "{said}");
    assert!(said.contains("k.yaml? mend codebook: there, or name one with --codebook FILE"), "{said}");
    survey.file("corpus.yaml", &corpus);
    let other = survey.file("ny.yaml", "codebook: ny\nquestions: {p: {themes: {bolig: bolig}}}\n");
    let found = run(&["table", survey.path(), "--codebook", &other]);
    assert_eq!(found.status.code(), Some(1), "a table without themes is a finding");
    let same = out(
        &[
            "diff",
            &survey.file("ny.yaml", CODEBOOK),
            survey.0.path().join("k.yaml").to_str().unwrap(),
            survey.path(),
        ],
        0,
    );
    assert!(same.contains("Ingen svar får andre temaer."), "{same}");
    let data = survey.0.path().join("svar.csv");
    let said = error(&["check", &other, data.to_str().unwrap()]);
    assert!(said.contains("name the folder of a corpus.yaml") && !said.contains("--question"), "{said}");
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

#[test]
fn values_that_are_not_listed_are_told() {
    let survey = Survey::new(
        &[(3, "ansatt", "1", "bolig"), (1, "Ansatt", "1", "helse"), (1, "vikar", "1", "helse")],
        "",
    );
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    survey.file(
        "corpus.yaml",
        &corpus.replace("{label: G}", "{label: G, values: {ansatt: Ansatt, leder: Leder}}"),
    );
    let found = run(&["table", survey.path(), "--by", "g"]);
    let talk = String::from_utf8_lossy(&found.stderr);
    assert!(
        talk.contains("g holds what the corpus does not list: Ansatt (the label of ansatt), vikar; list it"),
        "{talk}"
    );
    assert_eq!(found.status.code(), Some(1));
}

#[test]
fn mentions_do_not_tell_hidden_counts() {
    let codebook = "codebook: k\nthemes:\n  - {id: p, themes: [{id: a, any: tolk}, {id: b, any: skole}]}\n  - {id: c, any: buss}\n";
    let answers = [
        (4, "x", "1", "tolk"),
        (1, "x", "1", "tolk, skole"),
        (3, "x", "1", "buss"),
        (5, "y", "1", "tolk"),
        (2, "y", "1", "tolk, skole"),
        (3, "y", "1", "buss"),
    ];
    let survey = Survey::by(codebook, &answers, "");
    let found = survey.table(&["--by", "g", "--min-cell", "3"]);
    let mentions = |theme: &str| {
        (0..3).map(|c| line(&found, theme)["cells"][c]["mentions"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!((mentions("p"), mentions("b")), (vec![None; 3], vec![None; 3]), "{found}");
    assert_eq!(mentions("c"), [Some(6), Some(3), Some(3)]);
}

#[test]
fn a_theme_that_is_given_alone_is_not_told_by_the_others() {
    let codebook = "codebook: k\nthemes:\n  - {id: a, any: tolk}\n  - {id: b, any: skole}\n  - {id: ing, alone: true, any: ingen}\n";
    let answers = [
        (6, "x", "1", "tolk"),
        (3, "x", "1", "annet"),
        (1, "x", "1", "ingen"),
        (3, "y", "1", "tolk"),
        (3, "y", "1", "tolk, skole"),
        (3, "y", "1", "skole"),
        (3, "y", "1", "annet"),
        (2, "y", "1", "ingen"),
    ];
    let survey = Survey::by(codebook, &answers, "");
    let found = survey.table(&["--by", "g", "--min-cell", "3"]);
    let hidden = |cells: &Value| (1..3).map(|c| cells[c]["hidden"] == true).collect::<Vec<_>>();
    assert_eq!(hidden(&line(&found, "ing")["cells"]), [true, true], "{found}");
    assert_eq!(hidden(&found["rest"]["cells"]), [true, true], "{found}");
}

#[test]
fn a_theme_that_is_given_alone_is_not_told_by_what_no_answer_has_beside_it() {
    // nobody has both, and all have one of them: 10 less 6 are 4
    let codebook = "codebook: k\nthemes:\n  - {id: p, any: tolk}\n  - {id: ing, alone: true, any: ingen}\n";
    let answers =
        [(6, "a", "1", "tolk"), (4, "a", "1", "ingen"), (7, "b", "1", "tolk"), (3, "b", "1", "ingen")];
    let found = Survey::by(codebook, &answers, "").table(&["--by", "g", "--min-cell", "5"]);
    for theme in ["p", "ing"] {
        let cells = &line(&found, theme)["cells"];
        assert!([1, 2].iter().all(|c| cells[*c]["hidden"] == true), "{theme}: {found}");
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
    assert_eq!(bolig("40", &["--where", "wave=to"], 0), of(40));
    assert_eq!(bolig("{by: {g: {a: 25, b: 15}}}", &["--by", "g"], 1), of(50));
    assert_eq!(bolig("{by: {g: {a: 25, b: 15}}}", &["--where", "wave=to", "--by", "g"], 1), of(25));
    assert_eq!(bolig("{by: {wave: {en: 40, to: 44}}}", &[], 0), of(84));
    assert_eq!(bolig("{by: {wave: {en: 40, to: 44}}}", &["--by", "wave"], 2), of(44));
}

#[test]
fn what_is_named_twice_is_one() {
    let survey = Survey::new(
        &[(6, "a", "1", "bolig"), (4, "b", "1", "helse")],
        "population: {by: {g: {a: 40, b: 30}}}",
    );
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    survey
        .file("corpus.yaml", &corpus.replace("{label: G}", "{label: G, values: {a: Gruppe A, b: Gruppe B}}"));
    let once = survey.table(&["--where", "g=a"]);
    assert_eq!(survey.table(&["--where", "g=a|Gruppe A|a"]), once);
    let said = error(&["table", survey.path(), "--by", "g", "--compare", "a,Gruppe A"]);
    assert!(said.contains("a group can't be compared with itself: a"), "{said}");
}

#[test]
fn small_counts_are_not_told_on_the_side() {
    let survey =
        Survey::new(&[(2, "a", "1", "bolig"), (9, "b", "1", "helse")], "population: {by: {g: {a: 1, b: 9}}}");
    let said = |more: &[&str]| {
        let found = run(&[&["table", survey.path(), "--by", "g"], more].concat());
        String::from_utf8(found.stderr).unwrap()
    };
    assert!(said(&[]).contains("q, a: 2 answers from a stated population of 1"));
    let hidden = said(&["--min-cell", "5"]);
    assert!(hidden.contains("q, a: more answers from a stated population of 1"), "{hidden}");
}

#[test]
fn names_in_quotes_have_their_place() {
    let survey = Survey::new(&[(2, "a", "1", "bolig")], "");
    let codebook = "codebook: k\nquestions:\n  \"blå\": {themes: {a: bolig}}\n  'q': {themes: {a: {any: bolig, where: {\"å\": [b]}}}}\n";
    let found = run(&["check", &survey.file("k.yaml", codebook), survey.path()]);
    let said = String::from_utf8_lossy(&found.stdout);
    assert_eq!(found.status.code(), Some(1), "{}", String::from_utf8_lossy(&found.stderr));
    assert!(said.contains("k.yaml:3:4") && said.contains("k.yaml:4:43"), "{said}");
}

#[test]
fn no_row_of_prefixes_is_without_end() {
    // a name could begin at each of them, and is looked for from each
    for end in ["Kari", "x"] {
        let masked = fritekst::privacy::mask(&("D'".repeat(50_000) + end));
        assert!(masked.text.starts_with("D'D'"));
    }
}

#[test]
fn a_data_file_is_no_codebook() {
    let survey = Survey::new(&[(1, "a", "1", "Per Hansen er syk")], "");
    let data = survey.0.path().join("svar.csv").to_str().unwrap().to_string();
    for args in [&["check", &data][..], &["table", survey.path(), "--codebook", &data]] {
        let said = error(args);
        assert!(
            said.contains("svar.csv is a data file, and no codebook") && !said.contains("Hansen"),
            "{said}"
        );
    }
    assert!(error(&["check", survey.path()]).contains("is a folder; that is the corpus"));
}

#[test]
fn a_single_byte_reading_of_utf8_is_refused() {
    let survey = Survey::new(&[(3, "a", "1", "språk")], "");
    let said = error(&["table", survey.path(), "--encoding", "latin1"]);
    assert!(said.contains("the file is UTF-8, and not latin1; leave --encoding out"), "{said}");
    // broken bytes in some rows spoil no others
    let data = [&b"id;g;v;q\nR1;a;1;spr\xC3\xA5k\nR2;a;1;spr\xC3\xA5k\nR3;a;1;spr\xE5k\n"[..]].concat();
    fs::write(survey.0.path().join("svar.csv"), data).unwrap();
    survey.file("k.yaml", "codebook: k\nthemes: {sprak: språk}\n");
    let found = run(&["table", survey.path(), "--format", "json"]);
    let talk = String::from_utf8_lossy(&found.stderr);
    assert_eq!(found.status.code(), Some(1), "{talk}");
    assert!(talk.contains("svar.csv:4"), "{talk}");
    let table: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(line(&table["tables"][0], "sprak")["cells"][0]["n"], 2);
}

#[test]
fn an_explanation_is_of_a_respondent_that_is_asked_for() {
    let survey = Survey::new(&[(1, "a", "1", "bolig"), (1, "b", "1", "helse")], "");
    let said = error(&["explain", survey.path(), "R01", "--where", "g=b"]);
    assert!(said.contains("--where does not take the respondent 'R01'"), "{said}");
    assert!(run(&["explain", survey.path(), "R01", "--where", "g=a"]).status.success());
}

#[test]
fn rates_are_given_by_every_name_of_a_theme() {
    let survey = Survey::new(&[(5, "a", "1", "bolig"), (5, "b", "1", "helse")], "");
    let rates = |theme: &str| {
        let rates = ["--sensitivity", "--specificity"].map(|flag| [flag.to_string(), format!("{theme}=0.9")]);
        let args = ["table", survey.path(), "--correct=rogan-gladen"].map(String::from);
        args.into_iter().chain(rates.concat()).collect::<Vec<_>>()
    };
    let run = |theme: &str| run(&rates(theme).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run("bolig").stdout.len(), run("q.bolig").stdout.len() - 4);
    assert_eq!(run(".bolig").status.code(), Some(2));
}

#[test]
fn strata_of_unlike_values_are_apart() {
    let survey = Survey::new(&[(6, "x, y", "z", "bolig"), (2, "x", "y, z", "helse")], "");
    let sheet = out(&["sample", survey.path(), "-n", "4", "--stratify", "g,v", "--equal"], 0);
    let chances = |answer: &str| {
        let rows =
            sheet.lines().filter(|line| line.contains(answer)).map(|line| line.split(';').nth(2).unwrap());
        rows.map(|chance| chance.parse::<f64>().unwrap()).collect::<Vec<_>>()
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
fn one_person_of_a_panel_is_quoted_once() {
    let survey = Survey::new(&[(1, "a", "1", "Vi mangler bolig til alle som trenger det")], "");
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    let waves = "data: [{file: svar.csv, wave: en}, {file: svar.csv, wave: to}]";
    survey.file("corpus.yaml", &corpus.replace("data: svar.csv", waves));
    let quotes = out(&["quotes", survey.path(), "--theme", "q.bolig", "-n", "5", "--format", "csv"], 0);
    assert_eq!(quotes.lines().count(), 2, "{quotes}");
}

#[test]
fn halves_are_rounded_up_and_words_follow_the_number() {
    use fritekst::output::language::Language;
    use fritekst::report::Quantity;
    let norwegian = Language::Norwegian;
    assert_eq!([0.125, 0.0625, 0.375].map(|share| norwegian.percent(share, 1)), ["12,5", "6,3", "37,5"]);
    assert_eq!(norwegian.percent(0.125, 0), "13");
    assert_eq!([Quantity::of(9, 0.5996), Quantity::of(9, 0.5004)], [Quantity::Most, Quantity::Many]);
}
