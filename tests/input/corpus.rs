//! corpus.yaml: the shipped survey, waves, and every case of corpora.yaml.
use super::{open, read};
use compact_str::CompactString;
use fritekst::answer::Standing;
use fritekst::input::{Overrides, Source};
use serde::Deserialize;
use std::fs;

/// How many answered a question, were asked and silent, and were not asked.
fn standings(source: &Source, question: &str) -> (usize, usize, usize) {
    let (rows, _) = read(source);
    let question = source.frame.question(question).unwrap();
    let count = |s| rows.iter().filter(|row| source.frame.standing(question, row) == s).count();
    (count(Standing::Answered), count(Standing::Silent), count(Standing::NotAsked))
}

#[test]
fn the_shipped_survey_is_read_whole() {
    let source = open("corpora/imdi2023", &Overrides::default()).unwrap();
    let (rows, errors) = read(&source);
    assert_eq!((rows.len(), errors), (370, vec![]));
    assert_eq!(standings(&source, "kollektiv"), (105, 84, 181));
    // two of the 105 that wrote something wrote only a dash
    assert_eq!(standings(&source, "grupper"), (103, 86, 181));
    let written = rows.iter().flat_map(|r| &r.answers).filter(|a| !a.is_empty()).count();
    let answers = rows.iter().flat_map(|r| &r.answers).filter(|a| fritekst::answer::is_answer(a)).count();
    assert_eq!((written, answers), (1408, 1404));
    assert!(source.codebook.unwrap().ends_with("codebooks/imdi2023.yaml"));
}

#[test]
fn every_value_of_the_shipped_survey_is_listed() {
    let source = open("corpora/imdi2023", &Overrides::default()).unwrap();
    for row in read(&source).0 {
        for (variable, value) in source.frame.variables.iter().zip(&row.values) {
            let listed = variable.values.is_empty() || variable.values.iter().any(|(v, _)| v == value);
            assert!(listed, "{}: {value} of {}", variable.id, row.id);
        }
    }
}

#[test]
fn nobody_answers_a_question_of_the_shipped_survey_that_was_not_put() {
    let source = open("corpora/imdi2023", &Overrides::default()).unwrap();
    for row in read(&source).0 {
        for (q, answer) in row.answers.iter().enumerate() {
            assert!(answer.is_empty() || source.frame.was_asked(q, &row.values), "{} {q}", row.id);
        }
    }
}

#[test]
fn waves_keep_their_respondents_apart() {
    let source = open("tests/input/waves/corpus.yaml", &Overrides::default()).unwrap();
    let rows: Vec<_> = read(&source).0.into_iter().map(|r| (r.id, r.values, r.answers)).collect();
    let row = |id: &str, values: [&str; 2], answers: [&str; 2]| {
        (id.into(), values.map(CompactString::from).to_vec(), answers.map(CompactString::from).to_vec())
    };
    let wanted = [
        row("2020/R1", ["", "2020"], ["Dyrt", ""]),
        row("2022/R1", ["leder", "2022"], ["Få hus", ""]),
        row("2022/R2", ["ansatt", "2022"], ["-", "Ingen tolk"]),
    ];
    assert_eq!(rows, wanted);
    // the first wave has no column for tolk: nobody there was asked
    assert_eq!(standings(&source, "tolk"), (1, 1, 1));
    assert_eq!(standings(&source, "bolig"), (2, 1, 0));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    yaml: String,
    error: Option<String>,
    frame: Option<String>,
}

#[test]
fn every_case_holds() {
    let cases: Vec<Case> =
        serde_saphyr::from_str(&fs::read_to_string("tests/input/corpora.yaml").unwrap()).unwrap();
    assert!(cases.len() > 25);
    let folder = tempfile::tempdir().unwrap();
    for name in ["svar.csv", "another.csv"] {
        let data = "id;rolle;størrelse;Q1;annet\n1;leder;1;Bolig;2\n";
        fs::write(folder.path().join(name), data).unwrap();
    }
    let mut wrong = Vec::new();
    for case in cases {
        fs::write(folder.path().join("corpus.yaml"), &case.yaml).unwrap();
        let found = match Source::open(folder.path(), &Overrides::default()) {
            Ok(source) => serde_json::to_string(&source.frame).unwrap(),
            Err(error) => error.to_string(),
        };
        let wanted = case.error.or(case.frame).unwrap();
        if !found.contains(&wanted) {
            wrong.push(format!("{}\n  wanted {wanted}\n  found  {found}", case.yaml));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn flags_name_what_the_corpus_has() {
    let flags = |question: &str| Overrides { questions: vec![question.into()], ..Overrides::default() };
    let source = open("corpora/imdi2023", &flags("kollektiv")).unwrap();
    assert_eq!(source.frame.questions.len(), 15, "a flag checks, it does not narrow");
    let error = open("corpora/imdi2023", &flags("kolektiv")).unwrap_err();
    assert!(
        error.to_string().contains("no question kolektiv in the corpus; did you mean kollektiv?"),
        "{error}"
    );
}

#[test]
fn the_fingerprint_follows_data_and_frame() {
    let folder = tempfile::tempdir().unwrap();
    let print = |data: &str, question: &str| {
        fs::write(folder.path().join("svar.csv"), data).unwrap();
        fs::write(
            folder.path().join("corpus.yaml"),
            format!("data: svar.csv\nid: id\nquestions: [{question}]\n"),
        )
        .unwrap();
        Source::open(folder.path(), &Overrides::default()).unwrap().fingerprint().unwrap()
    };
    let first = print("id;a;b\n1;x;y\n", "a");
    assert_eq!(print("id;a;b\n1;x;y\n", "a"), first);
    assert_ne!(print("id;a;b\n1;x;z\n", "a"), first);
    assert_ne!(print("id;a;b\n1;x;y\n", "b"), first);
}

#[test]
fn a_file_that_vanishes_ends_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("svar.csv");
    fs::write(&file, "id;a\n1;x\n").unwrap();
    let flags = Overrides { questions: vec!["a".into()], ..Overrides::default() };
    let source = Source::open(&file, &flags).unwrap();
    assert_eq!(source.folder.as_deref(), Some(folder.path()));
    fs::remove_file(&file).unwrap();
    let (rows, errors) = read(&source);
    assert_eq!((rows.len(), errors.len()), (0, 1));
    assert!(errors[0].fatal && errors[0].what.starts_with("could not open"), "{}", errors[0]);
    assert!(source.fingerprint().is_err());
}

#[test]
fn a_weight_that_is_none_is_named_and_its_row_left_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("corpus.yaml"), "data: svar.csv\nid: id\nquestions: [a]\nweight: vekt\n")
        .unwrap();
    let data = "id;a;vekt\n1;x;1,5\n2;x;abc\n3;x;\n4;x;-1\n5;x;NaN\n6;x;1.000,5\n7;x;0\n8;x;1e3\n9;x;1e308\n";
    fs::write(folder.path().join("svar.csv"), data).unwrap();
    let (rows, errors) = read(&Source::open(folder.path(), &Overrides::default()).unwrap());
    assert_eq!(rows.iter().map(|row| &*row.id).collect::<Vec<_>>(), ["1", "7", "8"]);
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 6);
    for (said, line) in said.iter().zip([3, 4, 5, 6, 7, 10]) {
        let wanted = format!(
            "svar.csv:{line}: the weight in vekt is not a number of 0 or more, or is beyond all measure"
        );
        assert!(said.ends_with(&wanted), "{said}");
    }
}

#[test]
fn utf_32_is_not_taken_for_utf_16() {
    let flags = Overrides { questions: vec!["a".into()], ..Overrides::default() };
    let wide = |mark: u32, bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
        std::iter::once(mark).chain("id;a\n1;x\n".chars().map(u32::from)).flat_map(bytes).collect()
    };
    for data in [wide(0xFEFF, u32::to_le_bytes), wide(0xFEFF, u32::to_be_bytes)] {
        let error = Source::open_bytes("svar.csv", data, &flags).unwrap_err().to_string();
        assert!(error.contains("svar.csv") && error.contains("UTF-32") && error.contains("UTF-8"), "{error}");
    }
}
