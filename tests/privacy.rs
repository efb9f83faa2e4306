//! Masking against a list of cases, against the shipped survey, and on any text at all.
use fritekst::{
    coding::Span,
    privacy::{Kind, Personal, Pseudonyms, find, mask},
};
use proptest::prelude::*;
use std::fs;

/// The lines of a data file, without comments.
fn lines(file: &str) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).map(str::to_string).collect()
}

fn kind(label: &str) -> Kind {
    Kind::ALL.into_iter().find(|k| k.label() == label).unwrap_or_else(|| panic!("no kind {label}"))
}

/// A text with `{kind:…}` around its personal data: the text, the spans, and the masked text.
fn unmark(marked: &str) -> (String, Vec<Personal>, String) {
    let (mut text, mut spans, mut masked) = (String::new(), Vec::new(), String::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, then) = after.split_once('}').unwrap();
        let (label, value) = inside.split_once(':').unwrap();
        text += before;
        let start = text.len();
        text += value;
        spans.push(Personal { start, end: text.len(), kind: kind(label) });
        masked = masked + before + kind(label).mask();
        rest = then;
    }
    (text + rest, spans, masked + rest)
}

#[derive(Default, Clone, Copy)]
struct Score {
    wanted: usize,
    found: usize,
    right: usize,
}

impl Score {
    fn precision(self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }
    fn recall(self) -> f64 {
        self.right as f64 / self.wanted.max(1) as f64
    }
}

#[test]
fn cases_are_masked_by_kind() {
    let cases = lines("tests/privacy/cases.tsv");
    let sort = |line: &str| line.split('\t').nth(1).unwrap().to_string();
    assert!(cases.len() >= 150);
    assert!(cases.iter().filter(|c| sort(c) != "plain").count() >= 60);
    let mut scores = [Score::default(); Kind::ALL.len()];
    let mut wrong = Vec::new();
    for case in &cases {
        let marked = case.split('\t').nth(2).unwrap().replace("\\n", "\n");
        let (text, wanted, masked) = unmark(&marked);
        let got = mask(&text);
        for (at, kind) in Kind::ALL.into_iter().enumerate() {
            let of =
                |spans: &[Personal]| spans.iter().copied().filter(|p| p.kind == kind).collect::<Vec<_>>();
            let (wanted, found) = (of(&wanted), of(&got.found));
            scores[at].wanted += wanted.len();
            scores[at].found += found.len();
            scores[at].right += found.iter().filter(|f| wanted.contains(f)).count();
        }
        if got.text != masked {
            wrong.push(format!("{masked}\n    {}", got.text));
        }
    }
    let mut table = String::from("kind             wanted found right     P     R\n");
    for (kind, s) in Kind::ALL.into_iter().zip(scores) {
        let (label, p, r) = (kind.label(), s.precision(), s.recall());
        table += &format!("{label:16} {:6} {:5} {:5} {p:.3} {r:.3}\n", s.wanted, s.found, s.right);
    }
    println!("{table}\n{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    for (kind, score) in Kind::ALL.into_iter().zip(scores) {
        assert!(score.wanted > 2, "too few cases for {kind:?}");
        assert!(score.precision() >= 0.97 && score.recall() >= 0.95, "{kind:?}\n{table}");
    }
}

#[test]
fn the_shipped_survey_holds_just_what_the_list_says() {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_path("corpora/imdi2023/svar.csv").unwrap();
    let header = reader.headers().unwrap().clone();
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        for (question, text) in header.iter().zip(&row).skip(7) {
            for p in find(text) {
                let value = &text[p.start..p.end];
                found.push(format!("{}\t{question}\t{}\t{value}", &row[0], p.kind.label()));
            }
        }
    }
    found.sort();
    let mut wanted = lines("tests/privacy/imdi2023.tsv");
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn spans_find_their_words_in_the_masked_text() {
    let text = "Ring Kari Hansen på 900 00 000 om bolig, Åse.";
    let masked = mask(text);
    assert_eq!(masked.text, "Ring [navn] på [telefon] om bolig, [navn].");
    let show = |of: &str, span: Span| {
        of.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect::<String>()
    };
    let place = |word: &str| {
        let start = text[..text.find(word).unwrap()].chars().count() as u32;
        Span { start, end: start + word.chars().count() as u32 }
    };
    for (word, seen) in [
        ("Ring", "Ring"),
        ("bolig", "bolig"),
        ("Hansen", "[navn]"),
        ("Hansen på 900", "[navn] på [telefon]"),
        ("på", "på"),
        ("Åse", "[navn]"),
        (".", "."),
    ] {
        assert_eq!(show(&masked.text, masked.map(place(word))), seen, "{word}");
    }
}

#[test]
fn pseudonyms_keep_their_number_through_spelling_and_genitive() {
    let mut pseudonyms = Pseudonyms::new();
    let mut mask = |text| pseudonyms.mask(text).text;
    assert_eq!(mask("Ring Kari Hansen på 900 00 000."), "Ring [navn 1] på [telefon 1].");
    assert_eq!(mask("Møtte Fatima. KARI HANSEN sa nei."), "Møtte [navn 2]. [navn 1] sa nei.");
    assert_eq!(mask("Kari Hansens tlf. er +47 90000000"), "[navn 1]s tlf. er [telefon 1]");
    assert_eq!(mask("Fatimas bror, tlf 90 00 00 01"), "[navn 2]s bror, tlf [telefon 2]");
    assert_eq!((pseudonyms.count(Kind::Name), pseudonyms.count(Kind::Email)), (2, 0));
}

/// Pieces that make texts which come near every rule.
const PIECES: [&str; 40] = [
    "Kari",
    "Hansen",
    "Bjørn",
    "bjørn",
    "NAV",
    "K.",
    "ring",
    "Mvh",
    "v/",
    "rådgiver",
    "900 00 000",
    "+47",
    "tlf.",
    "0047",
    "01819010001",
    "158385 10075",
    "1234.56.78903",
    "NO93",
    "8601 1117 947",
    "987654325",
    "ola@example.no",
    "(at)",
    "@",
    "www.",
    "karihansen.no",
    "https://",
    "Storgata",
    "12B",
    "0123",
    "Oslo",
    "\u{ad}",
    "a\u{30a}",
    "\u{200d}",
    "é",
    "«",
    "\n",
    "-",
    "😀",
    "٣",
    "İ",
];

proptest! {
    // A failing text is printed; it belongs in the cases, not in a file of its own.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_masked_on_character_borders(
        text in proptest::collection::vec((0..PIECES.len(), prop_oneof![Just(""), Just(" "), Just(". "), Just("-")]), 0..25)
            .prop_map(|parts| parts.iter().map(|(p, gap)| format!("{}{gap}", PIECES[*p])).collect::<String>()),
        other in "\\PC*",
    ) {
        for text in [text, other] {
            let masked = mask(&text);
            let mut end = 0;
            for p in &masked.found {
                prop_assert!(p.start >= end && p.end > p.start && text.get(p.start..p.end).is_some());
                end = p.end;
            }
            let (old, new) = (text.chars().count() as u32, masked.text.chars().count() as u32);
            for start in 0..old {
                let span = masked.map(Span { start, end: start + 1 });
                prop_assert!(span.start < span.end && span.end <= new);
            }
            prop_assert_eq!(masked.map(Span { start: 0, end: old }), Span { start: 0, end: new });
        }
    }
}
