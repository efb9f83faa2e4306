//! Anything whatever, thrown at whatever reads: a little in every run, and as long as one likes by hand.
//!
//! Each target has as many cases as an unoptimised program tries in about a second. `FRITEKST_EFFORT=10 cargo test --test
//! suite fuzz` tries ten times as many, the same in every run; `FRITEKST_MINUTES=30` gives each target that many minutes
//! and other cases each time.
//! What falls out is printed at its smallest: it becomes a case of the laws or of a data file.
use crate::laws::{LISTS, answers, anything, rules};
use fritekst::codebook::{Coder, check};
use fritekst::input::{Overrides, Source};
use fritekst::norwegian::{analyse, sentence, tokens::tokens};
use fritekst::privacy;
use fritekst::rule::parse;
use fritekst::search::{Query, spans};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use std::fmt::Debug;
use std::time::{Duration, Instant};

/// Tries a target: the same cases in every run, or new ones for as many minutes as are asked for.
fn try_it<S: Strategy>(a_second: u32, strategy: &S, law: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S::Value: Debug,
{
    let config = |cases| ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let minutes = std::env::var("FRITEKST_MINUTES").ok().and_then(|m| m.parse::<f64>().ok());
    let effort = std::env::var("FRITEKST_EFFORT").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let outcome = match minutes {
        None => {
            let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config(a_second * effort), rng).run(strategy, &law)
        }
        Some(minutes) => {
            let end = Instant::now() + Duration::from_secs_f64(60.0 * minutes);
            let mut cases = 0;
            let mut outcome = Ok(());
            while outcome.is_ok() && Instant::now() < end {
                outcome = TestRunner::new(config(500)).run(strategy, &law);
                cases += 500;
            }
            println!("{cases} cases in {minutes} minutes");
            outcome
        }
    };
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, value)) => panic!("{why}\nsmallest: {value:?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// What rules are made of, and what people take for it.
#[rustfmt::skip]
const BITS: &[&str] = &[
    "bolig", "og", "eller", "ikke", "men", "near/5", "NEAR", "age", "only", "not", "(", ")", "[", "]", "{", "}", "'", "\"",
    "‘", "’", "«", "»", "+", "-", "–", "/", "\\|", "|", "&", "!", "~", "~5", ">3", ",", ";", ".", ":", "%", "50", "15-19", "15..19",
    "=", "==", "@a", "*", ".*", "?", "i", "er", "#", " ", " ", " ", "\n",
];

/// Rules with slips.
fn slips() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(BITS), 0..12).prop_map(|bits| bits.concat())
}

#[test]
fn rule_parser() {
    try_it(3_000, &prop_oneof![anything(), rules(), slips()], |text| {
        match parse(&text) {
            Ok(tree) => {
                let shown = tree.to_string();
                prop_assert!(parse(&shown).is_ok_and(|again| again.to_string() == shown), "{shown:?}");
            }
            // whoever obeys is done, but for what is wrong behind
            Err(fault) => {
                for offer in &fault.offers {
                    prop_assert!(fault.remedy[offer.said..].starts_with(&offer.text), "{}", fault.remedy);
                    let end = offer.at.start + offer.text.chars().count();
                    let left = parse(&offer.within(&text)).err();
                    prop_assert!(left.is_none_or(|left| left.at.start > end), "{text:?}: {}", offer.text);
                }
            }
        }
        Ok(())
    });
}

/// A codebook as people write them.
const BOOK: &str = "codebook: k\nlists:\n  mangel: mangel | \"for få\"\nthemes:\n  - id: bolig\n    label: Bolig\n    definition: >\n      \
                    Det er vanskelig å skaffe bolig.\n    any:\n      - bolig | 'hus'\n      - '@mangel ~5 hus'\n    unless: [\"går greit\", \
                    /ikke [0-9]+/]\n    examples: {yes: [\"Bolig er dyrt\"], no: ['Alt går greit']}\n  - {id: helse, any: lege, where: \
                    {rolle: [leder]}}\n";

#[test]
fn codebook() {
    let places = (0..BOOK.len(), 0..6_usize);
    try_it(
        1_300,
        &(anything(), anything(), 0..LISTS.len(), slips(), places),
        |(text, more, at, slip, (from, cut))| {
            let at = (0..=at).rev().find(|at| LISTS.is_char_boundary(*at)).unwrap_or(0);
            // a codebook in which something is put in the place of something else
            let from = (0..=from).rev().find(|at| BOOK.is_char_boundary(*at)).unwrap_or(0);
            let to = (from + cut..=BOOK.len()).find(|at| BOOK.is_char_boundary(*at)).unwrap_or(BOOK.len());
            let mistaken = format!("{}{slip}{}", &BOOK[..from], &BOOK[to..]);
            for source in [&text, &format!("{}{text}{}{more}", &LISTS[..at], &LISTS[at..]), &mistaken] {
                match Coder::parse("k", source) {
                    Ok(coder) => drop(check::check(&coder, "k", source)),
                    Err(findings) => prop_assert!(!findings.is_empty()),
                }
            }
            Ok(())
        },
    );
}

#[test]
fn csv_reader() {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop::collection::vec(prop::sample::select(b"a;\",\t\n\r\0\xe5\xff\xfe ".to_vec()), 0..300),
        anything().prop_map(String::into_bytes),
    ];
    try_it(1_300, &(bytes, any::<bool>()), |(bytes, headed)| {
        let bytes = if headed { [b"id;svar\n", &bytes[..]].concat() } else { bytes };
        let flags =
            Overrides { id: Some("id".into()), questions: vec!["svar".into()], ..Overrides::default() };
        for overrides in [Overrides::default(), flags] {
            let Ok(source) = Source::open_bytes("-", bytes.clone(), &overrides) else { continue };
            let Ok(rows) = source.rows() else { continue };
            let questions = source.frame.questions.len();
            for row in rows.flatten() {
                prop_assert_eq!(row.answers.len(), questions);
            }
        }
        Ok(())
    });
}

#[test]
fn analysis_spans() {
    try_it(60, &(prop_oneof![answers(), anything()], rules()), |(text, rule)| {
        let words = tokens(&text);
        prop_assert!(words.iter().all(|w| !w.text(&text).is_empty()));
        prop_assert!(words.windows(2).all(|w| w[0].end <= w[1].start));
        drop(analyse(&text));
        let coder = Coder::parse("lover", LISTS).unwrap();
        let Ok(query) = Query::with(&rule, coder) else { return Ok(()) };
        let length = text.chars().count() as u32;
        let found = spans(&query, &text);
        prop_assert!(found.iter().all(|s| s.start < s.end && s.end <= length));
        prop_assert!(found.windows(2).all(|s| s[0].end <= s[1].start));
        Ok(())
    });
}

#[test]
fn sentence_splitter() {
    try_it(8_000, &prop_oneof![answers(), anything()], |text| {
        let words = tokens(&text);
        let borders = sentence::borders(&text, &words);
        prop_assert_eq!((borders.clause.len(), borders.sentence.len()), (words.len(), words.len()));
        for numbers in [&borders.clause, &borders.sentence] {
            prop_assert!(numbers.windows(2).all(|n| n[0] == n[1] || n[0] + 1 == n[1]), "{:?}", numbers);
        }
        Ok(())
    });
}

#[test]
fn masks() {
    try_it(10_000, &prop_oneof![answers(), anything()], |text| {
        let masked = privacy::mask(&text);
        prop_assert!(masked.found.iter().all(|p| text.get(p.start..p.end).is_some_and(|t| !t.is_empty())));
        prop_assert!(masked.found.windows(2).all(|p| p[0].end <= p[1].start));
        let all = fritekst::coding::Span { start: 0, end: text.chars().count() as u32 };
        prop_assert_eq!(masked.map(all).end as usize, masked.text.chars().count());
        Ok(())
    });
}
