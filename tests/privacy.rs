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

/// A text with `{kind:…}` around its personal data: the text, the spans, and what it is when masked.
fn unmark(line: &str) -> (String, Vec<Personal>, String) {
    let (mut text, mut spans, mut shown) = (String::new(), Vec::new(), String::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, then) = after.split_once('}').unwrap();
        let (label, value) = inside.split_once(':').unwrap();
        text += before;
        let start = text.len();
        text += value;
        spans.push(Personal { start, end: text.len(), kind: kind(label) });
        shown = shown + before + kind(label).mask();
        rest = then;
    }
    (text + rest, spans, shown + rest)
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

/// The kinds' spans of one case, added to the scores.
fn count(scores: &mut [Score], wanted: &[Personal], found: &[Personal]) {
    for (score, kind) in scores.iter_mut().zip(Kind::ALL) {
        score.wanted += wanted.iter().filter(|p| p.kind == kind).count();
        score.found += found.iter().filter(|p| p.kind == kind).count();
        score.right += found.iter().filter(|p| p.kind == kind && wanted.contains(p)).count();
    }
}

/// Cases that are read wrongly and stand in the list all the same, as they should be masked.
const KNOWN: [&str; 2] =
    ["Vår saksbehandler i UDI, [navn], er på ferie.", "Vi ønsker en «Kari og kompani»-ordning? Nei."];

#[test]
fn cases_are_masked_by_kind() {
    let cases = lines("tests/privacy/cases.tsv");
    let plain = cases.iter().filter(|c| c.split('\t').nth(1) == Some("plain")).count();
    assert!(cases.len() >= 150 && cases.len() - plain >= 60);
    let mut scores = [Score::default(); Kind::ALL.len()];
    let mut wrong = Vec::new();
    for case in &cases {
        let (text, wanted, shown) = unmark(&case.split('\t').nth(2).unwrap().replace("\\n", "\n"));
        let got = mask(&text);
        count(&mut scores, &wanted, &got.found);
        if (got.text != shown) != KNOWN.contains(&shown.as_str()) {
            wrong.push(format!("{shown}\n    {}", got.text));
        }
    }
    let row = |(kind, s): (Kind, Score)| {
        let (label, p, r) = (kind.label(), s.precision(), s.recall());
        format!("{label:16} {:6} {:5} {:5} {p:.3} {r:.3}", s.wanted, s.found, s.right)
    };
    let rows: Vec<String> = Kind::ALL.into_iter().zip(scores).map(row).collect();
    let table = format!("kind             wanted found right     P     R\n{}", rows.join("\n"));
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    for (kind, score) in Kind::ALL.into_iter().zip(scores) {
        assert!(score.wanted > 2, "too few cases for {kind:?}");
        assert!(score.precision() >= 0.97 && score.recall() >= 0.97, "{kind:?}\n{table}");
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
    assert_eq!(mask("HANSEN, KARI"), "[navn 1]", "last name first");
    assert_eq!(mask("Fatimas bror, tlf 90 00 00 01"), "[navn 2]s bror, tlf [telefon 2]");
    assert_eq!(mask("Spør rådgiver Xhako."), "Spør rådgiver [navn 3].", "on no list");
    assert_eq!(
        mask("Rådgiver Xhakos svar kom sent."),
        "Rådgiver [navn 3] svar kom sent.",
        "the -s may be his"
    );
    assert_eq!((pseudonyms.count(Kind::Name), pseudonyms.count(Kind::Email)), (3, 0));
}

#[test]
fn pseudonyms_are_one_to_one() {
    let mut pseudonyms = Pseudonyms::new();
    let mut mask = |text| pseudonyms.mask(text).text;
    assert_eq!(mask("[navn 1] og Kari Hansen, [navn 7]"), "[navn 1] og [navn 2], [navn 3]", "masked before");
    assert_eq!(mask("Kari Hansen og [navn 1], [navn x] [navn]"), "[navn 2] og [navn 1], [navn x] [navn]");
    let addresses =
        ["ola@example.com", "ola(a)example.com", "OLA (at) example.com", "ola[at]example(dot)com"];
    for address in addresses {
        assert_eq!(mask(address), "[e-post 1]", "{address}");
    }
    assert_eq!(mask("ola@example.org"), "[e-post 2]");
    assert_eq!((pseudonyms.count(Kind::Name), pseudonyms.count(Kind::Email)), (3, 2));
}

#[test]
fn ids_that_differ_stay_different() {
    let mut pseudonyms = Pseudonyms::new();
    let ids = ["ola@example.com", "OLA@example.com", "Kari Hansen", "KARI HANSEN", "90012345", "900 12 345"];
    let shown = ids.map(|id| pseudonyms.mask_id(id).text);
    assert_eq!(
        shown,
        ["[e-post 1]", "[e-post 2]", "[navn 1]", "[navn 2]", "[telefon 1]", "[telefon 2]"],
        "each by its exact text"
    );
    assert_eq!(ids.map(|id| pseudonyms.mask_id(id).text), shown, "and the same again");
    assert_eq!(pseudonyms.mask_id("[navn 2]").text, "[navn 3]");
    assert_eq!(pseudonyms.mask("Ring Kari Hansen, Ola Berg").text, "Ring [navn 1], [navn 4]");
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
            .prop_map(|parts| parts.iter().flat_map(|(p, gap)| [PIECES[*p], *gap]).collect::<String>()),
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
