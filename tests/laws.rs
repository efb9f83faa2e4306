//! Laws over generated Norwegian and generated rules: what must hold whatever is written.
use compact_str::format_compact;
use fritekst::answer::{Frame, Question, Row, Selection, Variable};
use fritekst::codebook::written::{self, Codebook, Named, Rules, Text, Themes, WrittenRule};
use fritekst::codebook::{Coder, check};
use fritekst::coding::{Coding, Mention, Span};
use fritekst::count::{Counts, Plan, count};
use fritekst::index::Index;
use fritekst::input::{Overrides, Source};
use fritekst::norwegian::{age, analyse, rule_keys, sentence, tokens::tokens};
use fritekst::output::codings::{Codings, Layout};
use fritekst::pass::pass;
use fritekst::rule::operators::Scene;
use fritekst::rule::{Kind, Node, parse};
use fritekst::search::{Found, Order, Query, Show, indexed, scan, spans};
use fritekst::{privacy, quote};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regex::Regex;
use std::fmt::Write;
use std::sync::LazyLock;

/// Words of both standards, inflected and compounded, misspelt, abbreviated, hyphenated, with marks nobody sees.
const WORDS: &str = "bolig boligene boligmangel bolig-mangel utleieboliger bustad bustadene skole skular skuleplass \
    tolk tolker tolketjeneste telefontolk tolketenesta mangel mangler manglar helse helsa helsevern psykisk psykiske \
    psykolog pyskolog psykologar NAV NAV-kontoret vgs VGS EM em barnevern barnevernstenesta lærer lærarane ikke ikkje \
    ingen inga nei ja og eller men fordi at som vi me har ikkje går greit bra problem vanskelig vanskeleg f.eks. pga. \
    15-åring 16–19-åringer fylt 17 år mellom 15 og 18 2015 17 % ide idé ide\u{301} ga\u{30a}rd gård gaard bo\u{ad}lig \
    barne\u{200b}hage 👨‍👩‍👧 😀 שלום ½ İ ß kontakt@imdi.no og/eller 1. - • ÆRLIG xyzzy zorblaxene a b \
    boligmangelskoletolkhelsevernpsykologtjenesteboligmangelskoletolkhelsevernpsykologmangel \
    bolig-mangel-skole-tolk-helsevern-psykolog-tjeneste-bolig-mangel-skole-tolk-helsevern-psykolog";

fn words() -> impl Strategy<Value = String> {
    let list: Vec<&str> = WORDS.split_whitespace().collect();
    let grown = (
        prop::sample::select(list.clone()),
        prop::sample::select(vec!["ene", "s", "mangel", "-tilbud", "et"]),
    );
    prop_oneof![
        12 => prop::sample::select(list).prop_map(str::to_string),
        2 => grown.prop_map(|(word, end)| word.to_string() + end),
        1 => any::<char>().prop_map(String::from),
    ]
}

/// An answer of up to thirty words.
pub(crate) fn answers() -> impl Strategy<Value = String> {
    let between = prop::sample::select(vec![
        " ", " ", " ", " ", " ", ", ", ". ", "\n", "-", " – ", "; ", "", "\r\n- ", "! ",
    ]);
    prop::collection::vec((words(), between), 0..30)
        .prop_map(|pieces| pieces.into_iter().map(|(word, sign)| word + sign).collect())
}

const LEAVES: &str = r"bolig bolig- -bolig =bolig skole tolk boligmangel bustad helsevern ==NAV ==bolig ==nav ==idé bo?ig* \
    *mangel *psykologmangel skole-* *reserv* id? psykolog~ mangel~ tolk~ /1[5-9].?åring/ /og\/eller/ /\d+/ age(15..19) age(..12) age(18) imdi.no \
    ikke NAV-kontor vgs @nektelse @mangel @streng gård ide xyzzy";

fn leaf() -> impl Strategy<Value = String> {
    prop::sample::select(LEAVES.split_whitespace().filter(|l| *l != "\\").collect::<Vec<_>>())
        .prop_map(str::to_string)
}

fn phrase() -> impl Strategy<Value = String> {
    let quotable = leaf().prop_filter("no regex in quotes", |l| !l.starts_with('/'));
    let item = prop_oneof![
        6 => quotable,
        1 => Just("*".to_string()),
        1 => Just("(mangel | stor mangel)".to_string()),
    ];
    prop::collection::vec(item, 1..4).prop_map(|mut items| {
        items.push("bolig".into());
        format!("\"{}\"", items.join(" "))
    })
}

/// What may stand beside `~`.
fn side() -> impl Strategy<Value = String> {
    let choice = prop::collection::vec(leaf(), 2..4).prop_map(|l| format!("({})", l.join(" | ")));
    prop_oneof![4 => leaf(), 1 => phrase(), 1 => choice]
}

/// Rules of every operator.
pub(crate) fn rules() -> impl Strategy<Value = String> {
    let near = (side(), prop::sample::select(vec!['~', '>']), 1..6, side())
        .prop_map(|(a, sign, n, b)| format!("{a} {sign}{n} {b}"));
    let simple = prop_oneof![4 => leaf(), 2 => phrase(), 3 => near];
    simple.prop_recursive(3, 12, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| format!("({a}) | ({b})")),
            pair.clone().prop_map(|(a, b)| format!("({a}) & ({b})")),
            pair.prop_map(|(a, b)| format!("({a}) & !({b})")),
            inner.clone().prop_map(|a| format!("clause({a})")),
            inner.clone().prop_map(|a| format!("sentence({a})")),
            inner.prop_map(|a| format!("only({a})")),
        ]
    })
}

/// Rules that look at words alone.
fn of_words() -> impl Strategy<Value = String> {
    rules().prop_filter("words alone", |rule| !rule.contains('/') && !rule.contains("age("))
}

pub(crate) const LISTS: &str = "codebook: lover\nlists:\n  mangel: mangel | mangler | \"for få\"\n  streng: clause(bolig & @mangel)\n\
    themes:\n  bolig: bolig\n  tolk: {any: tolk, unless: '@uproblematisk'}\n  mangel: '@mangel'\n  alder: age(15..19)\n";

fn coder() -> Coder {
    Coder::parse("lover", LISTS).unwrap()
}

fn few(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The same survey in every run, as a CSV export and as rows.
fn survey(respondents: usize) -> Source {
    let mut runner = TestRunner::deterministic();
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["id", "gruppe", "svar", "mer"]).unwrap();
    for n in 0..respondents {
        // some are longer than any window of words
        let pieces = if n % 8 == 0 { 12 } else { 1 };
        let mut one = || answers().new_tree(&mut runner).unwrap().current().replace('\0', "");
        let mut text = || (0..pieces).map(|_| one()).collect::<Vec<_>>().join(" ");
        csv.write_record([format!("R{n:05}"), format!("g{}", n % 3), text(), text()]).unwrap();
    }
    let overrides = Overrides {
        id: Some("id".into()),
        questions: vec!["svar".into(), "mer".into()],
        variables: vec!["gruppe".into()],
        delimiter: Some(','),
        encoding: Some("utf-8".into()),
        sheet: None,
        named: Vec::new(),
    };
    Source::open_bytes("survey.csv", csv.into_inner().unwrap(), &overrides).unwrap()
}

static INDEXED: LazyLock<(Source, tempfile::TempDir)> =
    LazyLock::new(|| (survey(120), tempfile::tempdir().unwrap()));

/// What a search finds without an index, and what it finds with one.
fn found_both_ways(rule: &str, most: usize, order: Order) -> [Found; 2] {
    let (source, folder) = &*INDEXED;
    let (index, _) = Index::ensure(source, folder.path(), || (), |_| ()).unwrap();
    let query = Query::with(rule, coder()).unwrap();
    let show = Show { most, context: 3, order, mask: false };
    let all = Selection::all(&source.frame);
    let (scanned, _) = scan(source, &query, &all, &show).unwrap();
    [scanned, indexed(&index, &source.frame, &query, &all, &show).unwrap()]
}

#[test]
fn every_test_of_words_is_found_by_an_index() {
    let mut answers = 0;
    for leaf in LEAVES.split_whitespace().filter(|leaf| *leaf != "\\") {
        let [scanned, found] = found_both_ways(leaf, 100_000, Order::Respondent);
        assert_eq!(scanned, found, "{leaf}");
        answers += found.answers;
    }
    assert!(answers > 500, "{answers}");
}

proptest! {
    #![proptest_config(few(40))]

    #[test]
    fn an_index_finds_what_a_scan_finds(
        rule in prop_oneof![rules(), of_words()],
        most in prop::sample::select(vec![0, 3, 100_000]),
        order in prop::sample::select(vec![Order::Relevance, Order::Respondent]),
    ) {
        let [scanned, found] = found_both_ways(&rule, most, order);
        prop_assert_eq!(scanned, found);
    }

    #[test]
    fn a_table_counts_the_codings(
        rules in prop::collection::vec(prop_oneof![3 => of_words(), 1 => rules()], 3),
        exception in prop::option::of((prop::sample::select(vec!["unless", "never"]), of_words())),
        apart in prop::sample::select(vec!["", "", "", ", alone: true", ", where: {gruppe: [g1, g2]}"]),
        more in prop::sample::select(vec!["", "", "", "  alder: age(15..19)\n", "overlap: longest\n"]),
    ) {
        static SURVEY: LazyLock<Source> = LazyLock::new(|| survey(60));
        let quoted = |rule: &str| format!("'{}'", rule.replace('\'', "''"));
        let except = exception.map_or(String::new(), |(kind, rule)| format!(", {kind}: {}", quoted(&rule)));
        let [rule, below, other] = [&rules[0], &rules[1], &rules[2]].map(|rule| quoted(rule));
        let (lists, _) = LISTS.split_once("themes:").unwrap();
        let themes = format!(
            "{lists}themes:\n  egen: {{any: {rule}{except}, themes: {{under: {{any: {below}}}}}}}\n  \
             ellers: {{any: [{other}, bolig, 'tolk ~4 mangel']{apart}}}\n{more}"
        );
        let coder = Coder::parse("lover", &themes);
        let coder = coder.map_err(|findings| TestCaseError::reject(format!("{findings:?}")))?;
        let selection = Selection::all(&SURVEY.frame);
        let plan = Plan { selection, by: Some(0), weight: None };
        let (counted, _) = count(&SURVEY, &coder, &plan).unwrap();
        prop_assert_eq!(counted, counted_from_codings(&SURVEY, &coder, &plan));
    }

    #[test]
    fn an_index_counts_what_a_pass_counts(
        rule in rules(),
        other in rules(),
        exception in prop::option::of(rules()),
        by in prop::option::of(Just(0usize)),
        some in any::<bool>(),
        spelling in prop::sample::select(vec!["", "spelling: off\n"]),
    ) {
        let (source, folder) = &*INDEXED;
        let (index, _) = Index::ensure(source, folder.path(), || (), |_| ()).unwrap();
        let quoted = |rule: &str| format!("'{}'", rule.replace('\'', "''"));
        let unless = exception.map_or(String::new(), |rule| format!(", unless: {}", quoted(&rule)));
        let theme = format!("  egen: {{any: [{}, {}]{unless}}}\n", quoted(&rule), quoted(&other));
        let parsed = || Coder::parse("lover", &format!("{spelling}{LISTS}{theme}"));
        let (Ok(coder), Ok(taught)) = (parsed(), parsed()) else { return Ok(()) };
        let only = if some { vec![(0, vec!["g1".to_string(), "g2".to_string()])] } else { Vec::new() };
        let selection = Selection { questions: vec![1, 0], only };
        let plan = Plan { selection, by, weight: None };
        prop_assert!(index.can_count(&plan));
        let (counted, _) = count(source, &coder, &plan).unwrap();
        prop_assert_eq!(&index.count(&source.frame, &coder, &plan), &counted);
        // a pass that is told what the words satisfy
        index.teach(&taught);
        prop_assert_eq!(count(source, &taught, &plan).unwrap().0, counted);
        let coded = |coder| written(source, coder, &plan.selection, Layout::Long);
        prop_assert_eq!(coded(&taught), coded(&coder));
    }
}

#[test]
fn a_codebook_of_many_rules_counts_the_codings() {
    const FEW: [&str; 16] = [
        "bolig",
        "skole",
        "tolk",
        "mangel",
        "helse",
        "psykisk",
        "psykolog",
        "NAV",
        "barnevern",
        "lærer",
        "ikke",
        "går",
        "bra",
        "problem",
        "vanskelig",
        "kommune",
    ];
    let mut seed = 2023_u32;
    let mut below = |most: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as usize % most
    };
    let mut word = || FEW[below(FEW.len())];
    // more rules of several words than have a bit of their own, more themes than fit a piece of a row
    let mut themes = String::from("themes:\n");
    for theme in 0..90 {
        let [a, b, c] = std::array::from_fn(|_| word());
        let except = match theme % 9 {
            0 => format!(", unless: '{} ~2 {}'", word(), word()),
            1 => format!(", never: '\"{} {}\"'", word(), word()),
            _ => String::new(),
        };
        let rules = [
            a.to_string(),
            format!("{a} ~2 {b}"),
            format!("\"{b} {c}\""),
            format!("({c} >3 {a}) & {b}"),
            format!("({a} | {b}) ~1 {c}"),
            format!("\"{c} * {a}\" | {b} & !{c}"),
            format!("({a} & {b}) & ({c} | {})", word()),
            format!("{} & {} & {}", word(), word(), word()),
        ];
        let rules: Vec<String> = rules.iter().map(|rule| format!("'{rule}'")).collect();
        writeln!(themes, "  t{theme}: {{any: [{}]{except}}}", rules.join(", ")).unwrap();
    }
    let coder = Coder::parse("lover", &themes).unwrap();
    let mut csv = String::from("id,gruppe,vekt,svar\n");
    for n in 0..120 {
        let mut text = "bolig ".repeat(if n % 40 == 0 { 700 } else { 0 });
        for at in 0..n {
            let gap = [" ", " ", " ", ". ", "-", ", og "][(n + at) % 6];
            text += &[word(), gap].concat();
        }
        writeln!(csv, "{n},g{},{},\"{text}\"", n % 3, [0.5, 1.25, 2.0, 0.0][n % 4]).unwrap();
    }
    let overrides = Overrides {
        id: Some("id".into()),
        questions: vec!["svar".into()],
        variables: vec!["gruppe".into(), "vekt".into()],
        ..Overrides::default()
    };
    let source = Source::open_bytes("survey.csv", csv.into_bytes(), &overrides).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::ensure(&source, folder.path(), || (), |_| ()).unwrap();
    for weight in [None, Some(1)] {
        let plan = Plan { selection: Selection::all(&source.frame), by: Some(0), weight };
        let wanted = counted_from_codings(&source, &coder, &plan);
        assert!(wanted.whole[&0].themes.iter().all(|theme| theme.mentions > 0));
        assert_eq!(count(&source, &coder, &plan).unwrap().0, wanted);
        assert_eq!(index.can_count(&plan), weight.is_none());
        if weight.is_none() {
            assert_eq!(index.count(&source.frame, &coder, &plan), wanted);
        }
    }
}

/// The counts of a survey from the codings of each answer.
fn counted_from_codings(source: &Source, coder: &Coder, plan: &Plan) -> Counts {
    let mut counts = Counts::default();
    let mut reader = coder.reader();
    for row in source.rows().unwrap() {
        let row = row.unwrap();
        counts.respondents += 1;
        for question in &plan.selection.questions {
            let codings = coder.code_row(&source.frame, &row, *question, &mut reader);
            counts.add(&source.frame, plan, &row, *question, codings.as_deref());
        }
    }
    counts
}

proptest! {
    #![proptest_config(few(150))]

    #[test]
    fn near_stays_in_its_sentence(text in answers()) {
        let words = tokens(&text);
        let borders = sentence::borders(&text, &words);
        let (program, op) = coder().program.extended(&parse("bolig ~3 mangel | tolk ~4 bolig").unwrap()).unwrap();
        let mut reader = fritekst::rule::reading::Reader::new(&program.atoms);
        let reading = reader.read(&text);
        for found in op.matches(Scene::whole(&reading, &program)) {
            let sentences: Vec<u32> = found.parts.iter().map(|hit| borders.sentence[hit.first as usize]).collect();
            prop_assert!(sentences.iter().all(|sentence| *sentence == sentences[0]), "{text:?}");
        }
    }

    #[test]
    fn candidates_exclude_no_match(rule in rules(), texts in prop::collection::vec(answers(), 1..8)) {
        let (program, op) = coder().program.extended(&parse(&rule).unwrap()).unwrap();
        let demand = op.candidates(&program);
        let mut reader = fritekst::rule::reading::Reader::new(&program.atoms);
        for text in texts {
            let reading = reader.read(&text);
            if !op.matches(Scene::whole(&reading, &program)).is_empty() {
                prop_assert!(demand.met(&|atom| !reading.hits(atom).is_empty()), "{text:?}");
            }
        }
    }

    #[test]
    fn spans_lie_in_the_text_on_words(rule in rules(), text in answers()) {
        let found = spans(&Query::with(&rule, coder()).unwrap(), &text);
        let chars: Vec<char> = text.chars().collect();
        let point = |byte: u32| text[..byte as usize].chars().count() as u32;
        let words = tokens(&text);
        for span in found {
            prop_assert!(span.start < span.end && span.end as usize <= chars.len());
            let said: String = chars[span.start as usize..span.end as usize].iter().collect();
            prop_assert!(!said.trim().is_empty());
            if !rule.contains('/') && !rule.contains("age(") {
                prop_assert!(words.iter().any(|w| point(w.start) == span.start), "{said:?}");
                prop_assert!(words.iter().any(|w| point(w.end) == span.end), "{said:?}");
            }
        }
    }

    #[test]
    fn a_rule_read_from_its_display_is_the_same(rule in rules()) {
        let tree = parse(&rule).unwrap();
        let again = parse(&tree.to_string()).map_err(|f| TestCaseError::fail(format!("{tree}: {f:?}")))?;
        prop_assert_eq!(bare(&tree), bare(&again));
    }
}

/// A tree without its places.
fn bare(node: &Node) -> Node {
    let all = |parts: &[Node]| parts.iter().map(bare).collect();
    let one = |part: &Node| Box::new(bare(part));
    let kind = match &node.kind {
        Kind::Phrase(parts) => Kind::Phrase(all(parts)),
        Kind::Or(parts) => Kind::Or(all(parts)),
        Kind::And(parts) => Kind::And(all(parts)),
        Kind::Not(part) => Kind::Not(one(part)),
        Kind::Near { left, right, within, ordered } => {
            Kind::Near { left: one(left), right: one(right), within: *within, ordered: *ordered }
        }
        Kind::Within(scope, part) => Kind::Within(*scope, one(part)),
        Kind::Only(part) => Kind::Only(one(part)),
        other => other.clone(),
    };
    Node { kind, at: 0..0 }
}

/// Strings of anything, and of the signs that rules, YAML and answers turn on.
pub(crate) fn anything() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(vec![
        "(",
        ")",
        "\"",
        "«",
        "!",
        "&",
        "|",
        "~",
        "~5",
        ">",
        ">2",
        "/",
        "\\",
        "@",
        "=",
        "==",
        "*",
        "?",
        "-",
        "age(",
        "15..",
        "clause(",
        "only(",
        "AND",
        "NOT",
        "OR",
        "NEAR/3",
        "a",
        "bolig",
        " ",
        " ",
        "\n",
        ":",
        "- ",
        "#",
        "'",
        "{",
        "}",
        "[",
        "]",
        "\t",
        "%",
        "&x",
        "*x",
        "<<",
        "\u{301}",
        "\u{ad}",
        "\u{feff}",
        ".",
        ",",
        "å",
        "15",
        "år",
        "Kari",
        "Storgata 5",
        "a@b.no",
        "+47 900 00 000",
        "\u{202e}",
        "😀",
        "İ",
        "\0",
    ]);
    let soup = prop::collection::vec(signs, 0..25).prop_map(|s| s.concat());
    prop_oneof![3 => soup, 1 => any::<String>(), 1 => answers()]
}

proptest! {
    #![proptest_config(few(300))]

    #[test]
    fn nothing_panics(text in anything(), cut in 0usize..200, length in 0usize..40) {
        if let Ok(tree) = parse(&text) {
            let shown = tree.to_string();
            let again = parse(&shown).map_err(|f| TestCaseError::fail(format!("{text:?} shown as {shown:?}: {f:?}")))?;
            prop_assert_eq!(bare(&tree), bare(&again), "{}", shown);
        }
        // a codebook with something thrown into it
        let mut at = cut.min(LISTS.len());
        while !LISTS.is_char_boundary(at) { at -= 1; }
        let broken = format!("{}{text}{}", &LISTS[..at], &LISTS[at..]);
        for source in [&text, &broken] {
            match Coder::parse("k", source) {
                Ok(coder) => drop(check::check(&coder, "k", source)),
                Err(findings) => prop_assert!(!findings.is_empty()),
            }
        }
        let word = analyse(&text);
        prop_assert!(word.keys.iter().all(|k| !k.text.is_empty()) || tokens(&text).is_empty());
        let _ = rule_keys(&text);
        let borders = sentence::borders(&text, &tokens(&text));
        prop_assert_eq!(borders.clause.len(), tokens(&text).len());
        for age in age::find(&text) {
            prop_assert!(text.get(age.start..age.end).is_some());
        }
        let masked = privacy::mask(&text);
        prop_assert!(masked.found.iter().all(|p| text.get(p.start..p.end).is_some()));
        let long = text.clone() + &" Dette er en setning som gjør svaret langt. ".repeat(length);
        let end = long.chars().count() as u32;
        let start = (cut as u32).min(end);
        let (short, kept) = quote::shortened(&long, &[Span { start, end: (start + 5).min(end) }]);
        prop_assert!(kept.iter().all(|s| s.end as usize <= short.chars().count()));
    }
}

/// Matches of a pattern over the words of a plain text, hyphenated words whole and by their parts.
fn by_regex(pattern: &str, text: &str) -> Vec<Span> {
    let pattern = Regex::new(&format!("^(?:{pattern})$")).unwrap();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for words in [r"[\p{L}\p{N}]+", r"[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+"] {
        let words = Regex::new(words).unwrap();
        found.extend(
            words.find_iter(text).filter(|m| pattern.is_match(m.as_str())).map(|m| (m.start(), m.end())),
        );
    }
    found.sort_unstable();
    found.dedup_by(|next, kept| {
        let overlap = next.0 < kept.1;
        kept.1 = if overlap { kept.1.max(next.1) } else { kept.1 };
        overlap
    });
    let point = |byte: usize| text[..byte].chars().count() as u32;
    found.into_iter().map(|(a, b)| Span { start: point(a), end: point(b) }).collect()
}

proptest! {
    #![proptest_config(few(400))]

    #[test]
    fn wildcards_are_regular_expressions_over_words(
        form in "[a-cøå1-2?*]{0,3}[a-cøå][a-cøå1-2?*-]{0,3}",
        text in "[a-cøåA-CØÅ1-2 .,-]{0,60}",
    ) {
        let form = form + "*";
        let pattern: String = form.chars().map(|c| match c {
            '*' => ".*".to_string(),
            '?' => ".".to_string(),
            c => regex::escape(&c.to_string()),
        }).collect();
        let query = Query::new(&form).unwrap();
        prop_assert_eq!(spans(&query, &text), by_regex(&pattern, &text.to_lowercase()));
    }

    #[test]
    fn exact_forms_are_the_words_as_written(form in "[a-cA-CøØ]{1,2}(-[ab])?", text in "[a-cøA-CØ .,-]{0,60}") {
        let query = Query::new(&format!("=={form}")).unwrap();
        let capitals = form.chars().any(char::is_uppercase);
        let text_as_read = if capitals { text.clone() } else { text.to_lowercase() };
        prop_assert_eq!(spans(&query, &text), by_regex(&regex::escape(&form), &text_as_read));
    }

    /// Distances against every pair of positions: the pairs that hold no smaller one.
    #[test]
    fn near_is_every_smallest_pair(words in prop::collection::vec(prop::sample::select(vec!["alfa", "beta", "xyz"]), 0..14),
                                   within in 1usize..6, ordered in any::<bool>()) {
        let sign = if ordered { '>' } else { '~' };
        let query = Query::new(&format!("==alfa {sign}{within} ==beta")).unwrap();
        let at = |word: &str| (0..words.len()).filter(|i| words[*i] == word).collect::<Vec<_>>();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for a in at("alfa") {
            for b in at("beta") {
                if a.abs_diff(b) <= within && (!ordered || a < b) {
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
        let smallest = pairs.iter().filter(|p| !pairs.iter().any(|q| q != *p && p.0 <= q.0 && q.1 <= p.1));
        let mut wanted: Vec<usize> = smallest.flat_map(|p| [p.0, p.1]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let text = words.join(" ");
        let start = |i: &usize| words[..*i].iter().map(|w| w.len() + 1).sum::<usize>() as u32;
        let got: Vec<u32> = spans(&query, &text).iter().map(|s| s.start).collect();
        prop_assert_eq!(got, wanted.iter().map(start).collect::<Vec<_>>(), "{}", text);
    }
}

fn text(value: impl Strategy<Value = String>) -> impl Strategy<Value = Text> {
    value.prop_map(|value| Text { value, at: 0 })
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![2 => rules(), 1 => anything().prop_map(|s| s.replace(|c: char| c.is_control() && c != '\n', "")), 1 => answers()]
}

fn some_rules() -> impl Strategy<Value = Rules> {
    let limits = prop::collection::btree_map("[a-z]{1,4}", prop::collection::vec("[ -~]{0,5}", 0..3), 0..2);
    let rule = (text(scalar()), limits).prop_map(|(rule, limits)| {
        let named = limits.into_iter().map(|(value, values)| (Text { value, at: 0 }, values));
        WrittenRule { rule, only_for: Named(named.collect()) }
    });
    prop::collection::vec(rule, 0..3).prop_map(Rules)
}

fn theme() -> impl Strategy<Value = written::Theme> {
    let plain = (
        text("[a-zæøå_]{1,6}".prop_map(String::from)),
        scalar(),
        some_rules(),
        some_rules(),
        any::<bool>(),
        prop::collection::vec(text(scalar()), 0..2),
    )
        .prop_map(|(id, label, any, unless, alone, yes)| written::Theme {
            id,
            label: label.clone(),
            definition: label,
            any,
            unless,
            alone,
            examples: written::Examples { yes, no: Vec::new() },
            ..written::Theme::default()
        });
    plain.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), prop::collection::vec(inner, 0..2))
            .prop_map(|(theme, below)| written::Theme { themes: Themes(below), ..theme })
    })
}

/// Group, themes with their mentions, weight.
type Counted = (usize, Vec<(u32, usize)>, u8);

proptest! {
    #![proptest_config(few(60))]

    #[test]
    fn a_codebook_written_and_read_is_the_same(
        lists in prop::collection::btree_map("[a-zæøå]{1,5}", some_rules(), 0..3),
        themes in prop::collection::vec(theme(), 0..3),
        never in some_rules(),
        version in prop::option::of(text(scalar())),
    ) {
        let lists = Named(lists.into_iter().map(|(value, rules)| (Text { value, at: 0 }, rules)).collect());
        let codebook = Codebook {
            codebook: "lover".into(), lists, never, version, themes: Themes(themes), ..Codebook::default()
        };
        let yaml = codebook.to_yaml().unwrap();
        let again = Codebook::parse("k", &yaml).map_err(|f| TestCaseError::fail(format!("{f:?}\n{yaml}")))?;
        prop_assert_eq!(again, codebook, "{}", yaml);
    }

    #[test]
    fn counts_add_up_under_any_cut(
        rows in prop::collection::vec((0usize..3, prop::collection::vec((0u32..4, 1usize..3), 0..3), 0u8..4), 0..30),
        cut in prop::collection::vec(0usize..30, 2),
    ) {
        let variable = |id: &str| Variable { id: id.into(), label: String::new(), values: Vec::new(), aside: false };
        let question = Question { id: "q".into(), text: String::new(), asked: Vec::new() };
        let frame = Frame { variables: vec![variable("g"), variable("w")], questions: vec![question], ..Frame::default() };
        let plan = Plan { selection: Selection::all(&frame), by: Some(0), weight: Some(1) };
        let of = |some: &[Counted]| {
            let mut counts = Counts::default();
            for (group, themes, weight) in some {
                let answer = if *weight == 0 { "-" } else { "svar" };
                // quarters add up exactly
                let values = vec![format_compact!("g{group}"), format_compact!("{},25", weight)];
                let row = Row { id: "".into(), values, answers: vec![answer.into()] };
                let mention = Mention { span: Span { start: 0, end: 1 }, rule: 0 };
                let codings: Vec<Coding> = themes.iter()
                    .map(|(theme, n)| Coding { theme: *theme, mentions: vec![mention.clone(); *n] }).collect();
                counts.add(&frame, &plan, &row, 0, Some(&codings));
            }
            counts
        };
        let (a, b) = (cut[0].min(cut[1]).min(rows.len()), cut[0].max(cut[1]).min(rows.len()));
        let (one, two, three) = (of(&rows[..a]), of(&rows[a..b]), of(&rows[b..]));
        let sum = |x: &Counts, y: &Counts| { let mut sum = x.clone(); sum.merge(y); sum };
        let whole = of(&rows);
        prop_assert_eq!(&sum(&sum(&one, &two), &three), &whole);
        prop_assert_eq!(&sum(&one, &sum(&two, &three)), &whole);
        prop_assert_eq!(&sum(&Counts::default(), &whole), &whole);
    }
}

/// The codings of a survey as they are written.
fn written(source: &Source, coder: &Coder, selection: &Selection, layout: Layout) -> String {
    let frame = &source.frame;
    let codings = Codings { frame, coder, selection, layout, raw: false, theme: None, excel: false };
    let mut out = Vec::new();
    let take = |bytes: fritekst::Result<Vec<u8>>| out.extend(bytes.unwrap());
    pass(source, || coder.reader(), |reader, rows| codings.rows(reader, rows), take).unwrap();
    String::from_utf8(out).unwrap()
}

/// Codings, counts and hits of a survey as one string.
fn everything(source: &Source, coder: &Coder, query: &Query) -> String {
    let selection = Selection::all(&source.frame);
    let mut out = String::new();
    for layout in [Layout::Long, Layout::Wide, Layout::Lines] {
        out.push_str(&written(source, coder, &selection, layout));
    }
    let plan = Plan { selection: selection.clone(), by: Some(0), weight: None };
    let _ = write!(out, "{:?}", count(source, coder, &plan).unwrap().0);
    let show = Show { most: 1000, context: 4, order: Order::Relevance, mask: false };
    let _ = write!(out, "{:?}", scan(source, query, &selection, &show).unwrap().0);
    out
}

#[test]
fn threads_change_nothing() {
    let source = survey(600);
    let coder = coder();
    let query = Query::new("bolig ~5 mangel | tolk").unwrap();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| everything(&source, &coder, &query))
    };
    let one = with(1);
    assert!(one.len() > 10_000, "the survey says too little");
    assert_eq!(one, with(2));
    assert_eq!(one, with(8));
}
