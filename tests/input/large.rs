//! Files too large to keep: long cells, many columns, many rows, and bombs.
use super::{open, read};
use fritekst::input::{Overrides, Source};

fn flags(id: &str, question: &str) -> Overrides {
    Overrides { id: Some(id.into()), questions: vec![question.into()], ..Overrides::default() }
}

fn source(name: &str, bytes: Vec<u8>, id: &str, question: &str) -> Source {
    Source::open_bytes(name, bytes, &flags(id, question)).unwrap()
}

#[test]
fn ten_megabytes_in_one_cell() {
    let long = "bolig \"\" \n".repeat(1 << 20);
    let text = format!("id;svar\n1;\"{long}\"\n2;etter\n");
    let (rows, errors) = read(&source("-", text.into_bytes(), "id", "svar"));
    assert_eq!((rows.len(), errors), (2, vec![]));
    assert_eq!(rows[0].answers[0].len(), "bolig \" \n".len() << 20);
    assert_eq!(rows[1].answers[0], "etter");
}

#[test]
fn a_cell_without_end_is_reported_and_passed_over() {
    let text = format!("id;svar\n1;{}\n2;etter\n", "x".repeat(65 << 20));
    let (rows, errors) = read(&source("-", text.into_bytes(), "id", "svar"));
    assert_eq!(rows.len(), 1);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].to_string(), "-:2: the row is longer than 64 MB: an unclosed quote?");
}

#[test]
fn five_thousand_columns() {
    let names: Vec<String> = (0..5000).map(|n| format!("Q{n}. Hva mener du om sak nummer {n}?")).collect();
    let cells: Vec<String> = (0..5000).map(|n| format!("svar {n}")).collect();
    let row = |id: usize| format!("{id};{}\n", cells.join(";"));
    let text = format!("id;{}\n{}{}", names.join(";"), row(1), row(2));
    let (rows, errors) = read(&source("-", text.clone().into_bytes(), "id", "Q4999"));
    assert_eq!(errors, vec![]);
    assert_eq!(rows[1].answers, ["svar 4999"]);
    let error = Source::open_bytes("-", text.into_bytes(), &flags("id", "spørsmål")).unwrap_err();
    assert!(error.to_string().len() < 1500, "{error}");
}

#[test]
fn a_million_rows_of_one_column() {
    let mut text = "svar\n".to_string();
    text.push_str(&"Bolig\n".repeat(1_000_000));
    let source = source("-", text.into_bytes(), "#", "svar");
    assert_eq!(source.rows().unwrap().map(Result::unwrap).last().unwrap().id, "1000000");
}

/// What is looked at first ends inside such a header, and holds more line ends than most files have.
#[test]
fn a_header_of_many_lines_has_a_delimiter() {
    let names: Vec<String> = (0..600)
        .map(|n| format!("\"Q{n}. {}\r\nSvar; med egne ord\"", "Hva mener du om dette? ".repeat(6)))
        .collect();
    let header = format!("id,{},svar", names.join(","));
    assert!(header.len() > 1 << 16);
    let row = |id: usize| format!("{id}{},\"Vi mangler\nbolig\"\n", ",ja".repeat(600));
    let text: String = [header, "\n".into()].into_iter().chain((0..50).map(row)).collect();
    let (rows, errors) = read(&source("-", text.into_bytes(), "id", "svar"));
    assert_eq!((rows.len(), errors), (50, vec![]));
    assert_eq!(rows[49].answers, ["Vi mangler\nbolig"]);
}

#[test]
fn one_broken_byte_at_the_beginning_is_no_other_encoding() {
    let mut text = b"id;svar\n0;fr\xe5 en annen fil\n".to_vec();
    for n in 1..20_000 {
        text.extend(format!("{n};{}\n", if n < 12_000 { "ja" } else { "små øyer" }).bytes());
    }
    let (rows, errors) = read(&source("-", text, "id", "svar"));
    assert_eq!((rows.len(), errors.len()), (19_999, 1));
    assert_eq!(rows[19_998].answers, ["små øyer"]);
}

#[test]
fn the_first_letter_beyond_ascii_may_stand_far_into_the_file() {
    let mut text = b"id;svar\n".to_vec();
    for n in 0..60_000 {
        text.extend(format!("{n};ingenting her som sier noe\n").bytes());
    }
    text.extend(b"x;p\xe5 \xf8ya\n");
    assert!(text.len() > 3 << 19);
    let (rows, errors) = read(&source("-", text, "id", "svar"));
    assert_eq!(errors, vec![]);
    assert_eq!(rows.last().unwrap().answers[0], "på øya");
}

#[test]
fn deep_json_is_no_deep_stack() {
    let deep = "[".repeat(200_000);
    let closed = format!("{deep}{}", "]".repeat(200_000));
    let text = format!(
        "{{\"id\":1,\"svar\":{deep}\n{{\"id\":2,\"svar\":{closed}}}\n{{\"id\":3,\"svar\":\"Tid\",\"x\":{closed}}}\n"
    );
    let (rows, errors) = read(&source("a.jsonl", text.into_bytes(), "id", "svar"));
    assert_eq!(rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["3"]);
    assert_eq!(errors.len(), 2);
}

/// Aliases that double nine times ten, and a nesting no stack would hold.
#[test]
fn yaml_bombs_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for n in 1..10 {
        let ten = vec![format!("*a{}", n - 1); 10].join(", ");
        laughs = format!("{laughs}a{n}: &a{n} [{ten}]\n");
    }
    let deep = format!("questions: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let nested = (0..2_000).map(|n| " ".repeat(n) + "a:\n").collect::<String>();
    let lists = "[".repeat(5000) + &"]".repeat(5000);
    let asked = format!("data: svar.csv\nquestions: {{a: {{asked: {{b: {lists}}}}}}}\n");
    for text in [laughs, deep, nested, asked] {
        let file = folder.path().join("corpus.yaml");
        std::fs::write(&file, text).unwrap();
        let error = open(file.to_str().unwrap(), &Overrides::default()).unwrap_err();
        assert!(error.to_string().contains("corpus.yaml"), "{error}");
    }
}
