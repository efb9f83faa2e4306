//! What tables say, and don't say, of small surveys.
use super::small::{CODEBOOK, Survey};
use super::{error, line, out, run};
use serde_json::Value;
use std::fs;

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
fn groups_that_differ_in_capitals_alone_are_told() {
    let survey =
        Survey::new(&[(3, "Leder", "1", "bolig"), (1, "leder", "1", "skole"), (1, "x", "1", "")], "");
    let found = run(&["table", survey.path(), "--by", "g"]);
    let said = String::from_utf8(found.stderr).unwrap();
    assert_eq!(found.status.code(), Some(1));
    assert!(said.contains("g has 'Leder' and 'leder' that differ in capitals and blanks alone"), "{said}");
    let found = run(&["table", survey.path(), "--by", "g", "--compare", "Leder,Xx"]);
    let said = String::from_utf8(found.stderr).unwrap();
    assert!(said.contains("no table has the group 'Xx'"), "{said}");
}

#[test]
fn a_value_of_the_codebook_that_nobody_has_is_told() {
    let survey = Survey::new(&[(3, "leder", "1", "bolig"), (1, "ansatt", "1", "skole")], "");
    let check = |value: &str| {
        let codebook =
            format!("codebook: k\nthemes:\n  - {{id: bolig, any: bolig, where: {{g: [{value}]}}}}\n");
        let found = run(&["check", &survey.file("ny.yaml", &codebook), survey.path()]);
        (found.status.code(), String::from_utf8(found.stdout).unwrap())
    };
    assert_eq!(check("leder, ansatt").0, Some(0));
    let (code, said) = check("leder, ansat");
    assert!(
        code == Some(1) && said.contains("nobody has g = ansat") && said.contains("did you mean ansatt?"),
        "{said}"
    );
}

#[test]
fn what_looks_like_headings_or_two_encodings_is_told() {
    let survey = Survey::new(&[(1, "a", "1", "bolig")], "");
    let said = |data: &[u8]| {
        let path = survey.0.path().join("andre.csv");
        fs::write(&path, data).unwrap();
        let codebook = survey.0.path().join("k.yaml");
        let flags = ["--id", "id", "--question", "q", "--codebook", codebook.to_str().unwrap()];
        String::from_utf8(run(&[&["table", path.to_str().unwrap()], &flags[..]].concat()).stderr).unwrap()
    };
    let told = said(b"id;q\nRespondent;Hva er viktig?\n1;bolig\n2;skole\n");
    assert!(told.contains("andre.csv: the id of the first row is no number"), "{told}");
    for data in [
        &b"id;q\nR1;Hva er viktig?\nR2;bolig\n"[..],
        b"id;q\nA;bolig\nB;skole\n",
        b"id;q\n1;bolig\n2;skole\n",
    ] {
        assert_eq!(said(data), "");
    }
    let mixed = ["id;q\n1;mer lønn\n".as_bytes(), b"2;mer l\xF8nn\n3;mer l\xF8nn\n"].concat();
    let told = said(&mixed);
    assert!(told.contains("the file is in two encodings"), "{told}");
}

#[test]
fn a_question_that_one_of_two_files_has_no_codings_of_is_told() {
    let survey = Survey::new(&[(3, "a", "1", "bolig"), (1, "b", "1", "skole")], "");
    let head = "respondent,question,theme,rule,start,end,text\n";
    let some = survey.file("a.csv", &format!("{head}R01,q,bolig,any.1@3,0,5,bolig\n"));
    let none = survey.file("b.csv", head);
    for (one, other) in [(&some, &none), (&none, &some)] {
        let found = run(&["diff", one, other, survey.path()]);
        let said = String::from_utf8(found.stderr).unwrap();
        assert!(said.contains("b.csv has no codings of q: if it was not coded there"), "{said}");
    }
    assert!(run(&["diff", &some, &some, survey.path()]).stderr.is_empty());
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
    // 50.1 per cent
    assert_eq!(Quantity::of(1001, 1001.0 / 2000.0), Quantity::MoreThanHalf);
}

#[test]
fn a_label_that_is_another_groups_value_names_its_own_group() {
    let survey = Survey::new(&[(5, "a", "1", "bolig"), (5, "b", "1", "helse")], "");
    let corpus = fs::read_to_string(survey.0.path().join("corpus.yaml")).unwrap();
    survey.file("corpus.yaml", &corpus.replace("{label: G}", "{label: G, values: {b: c, a: b}}"));
    let text = out(&["table", survey.path(), "--by", "g", "--compare", "a,b", "--lang", "en"], 0);
    assert!(text.contains("b minus c"), "{text}");
}
