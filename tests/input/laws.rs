//! What holds for any bytes: no panic, no row from nowhere, and the csv crate's reading of sound files.
use super::read;
use fritekst::input::{Overrides, Source};
use proptest::prelude::*;

fn flags() -> Overrides {
    Overrides { id: Some("#".into()), questions: vec!["b".into()], ..Overrides::default() }
}

/// Bytes that a survey file is made of, so that random ones meet every state of the reader.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        5 => "[a-zæøå ]{0,6}".prop_map(String::into_bytes),
        8 => prop::sample::select(vec!["\"", "\"\"", ";", ",", "\n", "\r\n", "\r", "{\"b\":1}", "PK\u{3}\u{4}"])
            .prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_end_in_rows_or_errors(
        body in soup(),
        header in prop::bool::ANY,
        name in prop::sample::select(vec!["-", "a.csv", "a.jsonl", "a.xlsx"]),
        encoding in prop::sample::select(vec![None, None, Some("utf-16le"), Some("utf-16be"), Some("shift_jis")]),
    ) {
        let mut bytes = if header { b"a;b\n".to_vec() } else { Vec::new() };
        bytes.extend(&body);
        let flags = Overrides { encoding: encoding.map(String::from), ..flags() };
        let ends = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count();
        if let Ok(source) = Source::open_bytes(name, bytes, &flags) {
            let (rows, errors) = read(&source);
            prop_assert!(encoding.is_some() || rows.len() + errors.len() <= ends + 1);
            prop_assert!(encoding.is_some() || errors.iter().all(|e| e.place.line.is_some_and(|line| line <= ends + 2)));
            source.fingerprint().unwrap();
        }
    }

    #[test]
    fn sound_files_are_read_as_the_csv_crate_reads_them(
        cells in prop::collection::vec(prop::collection::vec("[a-zæ;,\"\r\n\t 🙂]{0,9}", 3), 1..12),
        crlf in prop::bool::ANY,
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().delimiter(b';').terminator(terminator)
            .quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let flags = Overrides { delimiter: Some(';'), questions: vec!["a".into(), "b".into(), "c".into()], ..flags() };
        let (rows, errors) = read(&Source::open_bytes("-", bytes, &flags).unwrap());
        prop_assert_eq!(errors, vec![]);
        let filled = cells.into_iter().filter(|row| row.iter().any(|cell| !cell.trim_ascii().is_empty()));
        prop_assert_eq!(rows.into_iter().map(|row| row.answers).collect::<Vec<_>>(), filled.collect::<Vec<_>>());
    }

    #[test]
    fn any_corpus_yaml_ends_in_a_frame_or_an_error(words in prop::collection::vec(prop::sample::select(vec![
        "data", "id", "questions", "variables", "asked", "a", "svar.csv", ": ", ": ", ": ", ":", "\n", "\n",
        "\n  ", "\n  ", "- ", "[", "]", "{", "}", ", ", "'", "\"", "|", ">", "*a", "&a ", "<<", "#", "!", "\t",
        "1", "~", "\0", "é",
    ]), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("svar.csv"), "id;a;b\n1;2;3\n").unwrap();
        let text = format!("data: svar.csv\nid: id\nquestions: [a]\n{}", words.concat());
        for text in [text, words.concat()] {
            std::fs::write(folder.path().join("corpus.yaml"), text).unwrap();
            if let Err(error) = Source::open(folder.path(), &Overrides::default()) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
