//! The rule language by its cases: one file an operator in `tests/rules`, its words marked; and what every
//! error says and where it points. Codebooks whole stand in `tests/codebook`.
use compact_str::CompactString;
use fritekst::answer::Variable;
use fritekst::codebook::{Codebook, Coder, Subject, check};
use fritekst::coding::Span;
use fritekst::output::marked::{BRACKETS, marked, safe};
use fritekst::search::{Query, spans};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt::Write;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// One rule with texts that it takes, its words in brackets, and texts that it leaves.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Case {
    rule: String,
    takes: Vec<String>,
    leaves: Vec<String>,
}

/// A rule that cannot be used: the column of the place from 1, what was found, what to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    rule: String,
    at: usize,
    found: String,
    remedy: String,
}

/// A file of cases; one with a single rule has it at the top.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    lists: BTreeMap<String, String>,
    /// False where only taking and leaving matter, and no words are marked.
    marked: Option<bool>,
    rule: String,
    takes: Vec<String>,
    leaves: Vec<String>,
    cases: Vec<Case>,
    errors: Vec<Refused>,
}

/// Every YAML file of a folder of tests, in the order of names.
fn files<T: DeserializeOwned>(folder: &str) -> Vec<(String, T)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let yaml = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "yaml"));
    yaml.map(|path| {
        let name = path.display().to_string();
        let read = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap());
        (name.clone(), read.unwrap_or_else(|e| panic!("{name}: {e}")))
    })
    .collect()
}

/// The rule compiled, with the lists of its file.
fn query(rule: &str, lists: &BTreeMap<String, String>) -> Result<Query, String> {
    let mut codebook = String::from("codebook: tests\nlists:\n");
    for (name, rule) in lists {
        let _ = writeln!(codebook, "  {name}: '{}'", rule.replace('\'', "''"));
    }
    let written = Codebook::parse("lists", &codebook).map_err(|f| format!("{f:?}"))?;
    let coder = Coder::compile("lists", &codebook, &written).map_err(|f| format!("{f:?}"))?;
    Query::with(rule, coder).map_err(|faults| format!("{faults:?}"))
}

/// What is wrong with a case, a line each.
fn wrong(case: &Case, file: &File) -> Vec<String> {
    let query = match query(&case.rule, &file.lists) {
        Ok(query) => query,
        Err(why) => return vec![format!("{}: {why}", case.rule)],
    };
    let mut wrong = Vec::new();
    for wanted in &case.takes {
        let text = wanted.replace(['[', ']'], "");
        let got = spans(&query, &text);
        let as_marked = marked(&text, &got, BRACKETS);
        let same = if file.marked == Some(false) { !got.is_empty() } else { as_marked == safe(wanted) };
        if !same {
            wrong.push(format!("{}  takes {wanted:?}\n    got {as_marked:?}", case.rule));
        }
    }
    for text in &case.leaves {
        let got = spans(&query, text);
        if !got.is_empty() {
            wrong.push(format!("{}  leaves {:?}", case.rule, marked(text, &got, BRACKETS)));
        }
    }
    wrong
}

#[test]
fn every_rule_takes_its_words_and_no_others() {
    let mut all = Vec::new();
    for (name, mut file) in files::<File>("tests/rules") {
        let mut cases = std::mem::take(&mut file.cases);
        if !file.rule.is_empty() {
            cases.push(Case {
                rule: file.rule.clone(),
                takes: std::mem::take(&mut file.takes),
                leaves: std::mem::take(&mut file.leaves),
            });
        }
        assert!(!cases.is_empty() || !file.errors.is_empty(), "{name} has no cases");
        for case in &cases {
            assert!(!case.takes.is_empty() || !case.leaves.is_empty(), "{name}: {} has no texts", case.rule);
            all.extend(wrong(case, &file).into_iter().map(|w| format!("{name}: {w}")));
        }
    }
    assert!(all.is_empty(), "{} cases:\n{}", all.len(), all.join("\n"));
}

#[test]
fn every_error_says_where_what_and_what_to_do() {
    let mut wrong = Vec::new();
    let mut n = 0;
    for (_, file) in files::<File>("tests/rules") {
        for case in &file.errors {
            n += 1;
            let got = match Query::new(&case.rule) {
                Ok(_) => "it can be used".to_string(),
                Err(faults) => {
                    let fault = &faults[0];
                    // whoever obeys is done, but for what is wrong behind
                    let shown = fault.remedy_as(|offer| format!("<{}>", offer.text));
                    assert_eq!(shown.replace(['<', '>'], ""), fault.remedy.replace(['<', '>'], ""));
                    for offer in &fault.offers {
                        assert!(fault.remedy[offer.said..].starts_with(&offer.text), "{}", fault.remedy);
                        let mended = offer.within(&case.rule);
                        let left = fritekst::rule::parse(&mended).err().map(|fault| fault.at.start);
                        let behind = |at| at > offer.at.start + offer.text.chars().count();
                        assert!(left.is_none_or(behind), "{} mended as {mended}", case.rule);
                    }
                    format!("{} {}; {}", fault.at.start + 1, fault.found, fault.remedy)
                }
            };
            let wanted = format!("{} {}; {}", case.at, case.found, case.remedy);
            if got != wanted {
                wrong.push(format!("{}\n  wanted {wanted}\n     got {got}", case.rule));
            }
        }
    }
    assert!(n > 30, "the errors were not read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A codebook with what it codes, or what is found in it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Whole {
    name: String,
    codebook: String,
    question: Option<String>,
    /// Findings as `line:column what; remedy`, in the order shown.
    finds: Vec<String>,
    /// Answers with their themes, each theme with its words marked.
    codes: Vec<Coded>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Coded {
    answer: String,
    /// Variable → value of the respondent.
    values: BTreeMap<String, String>,
    /// Theme → the answer with the words that gave it.
    themes: BTreeMap<String, String>,
}

fn found(file: &str, source: &str) -> Vec<String> {
    let findings = match Coder::parse(file, source) {
        Ok(coder) => check::check(&coder, file, source),
        Err(findings) => findings,
    };
    let line =
        |place: &fritekst::error::Place| format!("{}:{}", place.line.unwrap_or(0), place.column.unwrap_or(0));
    findings
        .iter()
        .map(|f| format!("{} {}; {}", line(&f.place), f.found, f.remedy.as_deref().unwrap_or("")))
        .collect()
}

fn themes(coder: &Coder, case: &Whole, said: &Coded) -> BTreeMap<String, String> {
    let variable =
        |id: &String| Variable { id: id.clone(), label: String::new(), values: Vec::new(), aside: false };
    let variables: Vec<Variable> = said.values.keys().map(variable).collect();
    let values: Vec<CompactString> = said.values.values().map(CompactString::from).collect();
    let question = coder.question(case.question.as_deref().unwrap_or("")).unwrap();
    let subject = Subject { variables: &variables, values: &values, everybody: false };
    let mut reader = coder.reader();
    let codings = coder.code(question, &reader.read(&said.answer), subject);
    let named = codings.iter().map(|c| {
        let spans: Vec<Span> = c.mentions.iter().map(|m| m.span).collect();
        (question.themes[c.theme as usize].id.clone(), marked(&said.answer, &spans, BRACKETS))
    });
    named.collect()
}

#[test]
fn codebooks_code_and_fail_as_they_say() {
    let mut wrong = Vec::new();
    for (file, cases) in files::<Vec<Whole>>("tests/codebook") {
        for case in cases {
            let got = found("k.yaml", &case.codebook);
            if got != case.finds {
                let name = &case.name;
                wrong.push(format!("{file}, {name}\n  wanted {:#?}\n  got {got:#?}", case.finds));
                continue;
            }
            assert!(!case.finds.is_empty() || !case.codes.is_empty(), "{file}, {} tests nothing", case.name);
            for coded in &case.codes {
                let coder = Coder::parse("k.yaml", &case.codebook).unwrap();
                let got = themes(&coder, &case, coded);
                if got != coded.themes {
                    let wanted = &coded.themes;
                    wrong.push(format!("{file}, {}\n  wanted {wanted:?}\n     got {got:?}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs on a stack as small as the smallest of a main thread, which is that of Windows.
fn on_a_small_stack(law: fn()) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(law).unwrap().join().unwrap();
}

#[test]
fn rules_without_end_are_refused() {
    on_a_small_stack(deep_rules);
}

/// Rules deeper or larger than anybody writes end in an error; long ones are no deep ones.
fn deep_rules() {
    let deep = 10_000;
    let rules = [
        format!("{}a{}", "(".repeat(deep), ")".repeat(deep)),
        "(".repeat(deep),
        format!("\"{}a{}\"", "(".repeat(deep), ")".repeat(deep)),
        format!("{}a{}", "clause(".repeat(deep), ")".repeat(deep)),
        format!("{}a{}", "sentence(".repeat(deep), ")".repeat(deep)),
        format!("{}a{}", "only(".repeat(deep), ")".repeat(deep)),
        format!("{}a{}", "a ~2 (".repeat(deep), ")".repeat(deep)),
        format!("{}a{}", "(a | (b & ".repeat(deep), "))".repeat(deep)),
        format!("a & {}b{}", "!(".repeat(deep), ")".repeat(deep)),
        "a".to_string() + &" ~1 a".repeat(deep),
    ];
    for rule in rules {
        let fault = fritekst::rule::parse(&rule).unwrap_err();
        assert!(fault.found.contains("100 deep") || fault.found.contains("too many"), "{fault:?}");
    }
    let signs = format!("a & {}b", "!".repeat(deep));
    assert!(fritekst::rule::parse(&signs).is_ok(), "signs that cancel out are no depth");
    for long in ["a & ", "a | ", "a & !b & ", "(a) | ", "\"a b\" & "] {
        let rule = format!("{}a", long.repeat(deep));
        match Query::new(&rule) {
            Ok(query) => drop(spans(&query, "a og b og a b")),
            Err(faults) => assert!(!faults.is_empty()),
        }
    }
}

#[test]
fn codebooks_without_end_are_refused() {
    on_a_small_stack(deep_codebooks);
}

/// Codebooks that would grow without end end in a finding.
fn deep_codebooks() {
    let deep = 10_000;
    let nested =
        format!("codebook: k\nthemes:\n  - id: a\n    any: {}x{}\n", "[".repeat(deep), "]".repeat(deep));
    let mut anchors = String::from("codebook: k\nx0: &x0 [a, a, a, a, a, a, a, a, a]\n");
    let mut lists = String::from("codebook: k\nlists:\n  x0: a\n");
    for i in 1..60 {
        let _ = writeln!(anchors, "x{i}: &x{i} [{}]", vec![format!("*x{}", i - 1); 9].join(", "));
        let _ = writeln!(lists, "  x{i}: '@x{0} & @x{0}'", i - 1);
    }
    let mut chain = String::from("codebook: k\nlists:\n  x0: a\n");
    let mut themes = String::from("codebook: k\nthemes:\n");
    for i in 1..deep {
        let _ = writeln!(chain, "  x{i}: '@x{}'", i - 1);
        let _ = writeln!(themes, "{0}- id: x{i}\n{0}  any: a\n{0}  themes:", "    ".repeat(i.min(300)));
    }
    let lists = lists + "themes:\n  - id: a\n    any: '@x59'\n";
    let chain = chain + &format!("themes:\n  - id: a\n    any: '@x{}'\n", deep - 1);
    for source in [nested, anchors, lists, chain, themes] {
        let findings = Coder::parse("k.yaml", &source).map(|_| ()).unwrap_err();
        assert!(findings.iter().all(|f| f.place.line.is_some()), "{findings:?}");
    }
}

/// What is written is what was read; `check` of it finds the same.
#[test]
fn written_codebooks_are_the_same_codebooks() {
    for (file, cases) in files::<Vec<Whole>>("tests/codebook") {
        for case in cases {
            let Ok(codebook) = Codebook::parse(&file, &case.codebook) else { continue };
            let yaml = codebook.to_yaml().unwrap();
            assert_eq!(Codebook::parse(&file, &yaml).unwrap(), codebook, "{file}, {}\n{yaml}", case.name);
        }
    }
}
