//! What tables do not tell of small counts.
use super::small::{Survey, shown};
use super::{line, out, run};
use serde_json::Value;

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
fn a_theme_given_alone_above_one_that_is_not_hides_no_more() {
    let hidden = |alone: &str| {
        let codebook = format!(
            "codebook: k\nthemes:\n  - {{id: p, {alone}any: takk, themes: [{{id: b, any: hei}}]}}\n  - {{id: q, any: tolk}}\n"
        );
        let answers = [
            (7, "x", "1", "hei tolk"),
            (6, "x", "1", "hei"),
            (2, "x", "1", "tolk"),
            (9, "y", "1", "hei tolk"),
            (8, "y", "1", "hei"),
            (3, "y", "1", "tolk"),
        ];
        let found = Survey::by(&codebook, &answers, "").table(&["--by", "g", "--min-cell", "5"]);
        let cells = ["p", "b", "q"].map(|theme| line(&found, theme)["cells"].clone());
        cells.iter().flat_map(|cells| (0..3).map(|c| cells[c]["hidden"] == true)).collect::<Vec<_>>()
    };
    assert_eq!(hidden("alone: true, "), hidden(""));
}

#[test]
fn a_group_that_cannot_have_a_theme_protects_none_that_can() {
    let codebook =
        "codebook: k\nthemes:\n  - {id: p, any: tolk, where: {g: [x, y]}}\n  - {id: s, any: buss}\n";
    let answers = [
        (1, "x", "1", "tolk"),
        (8, "x", "1", "buss"),
        (6, "y", "1", "tolk"),
        (8, "y", "1", "buss"),
        (9, "z", "1", "buss"),
        (4, "z", "1", "annet"),
    ];
    let found = Survey::by(codebook, &answers, "").table(&["--by", "g", "--min-cell", "3"]);
    let cells = &line(&found, "p")["cells"];
    // with z hidden, whose 0 the codebook tells, x would be 7 less 6
    assert_eq!([1, 2, 3].map(|c| cells[c]["hidden"] == true), [true, true, false], "{found}");
    // the same where the rules say it; but not where a theme below it takes them
    let rules = "codebook: k\nthemes:\n  - {id: p, any: [{rule: tolk, where: {g: [x, y]}}]}\n  - {id: s, any: buss}\n";
    assert_eq!(Survey::by(rules, &answers, "").table(&["--by", "g", "--min-cell", "3"]), found);
    let child = "codebook: k\nthemes:\n  - {id: p, any: tolk, where: {g: [x, y]}, themes: [{id: c, any: annet}]}\n  - {id: s, any: buss}\n";
    let found = Survey::by(child, &answers, "").table(&["--by", "g", "--min-cell", "3"]);
    let cells = &line(&found, "p")["cells"];
    assert_eq!([1, 2, 3].map(|c| cells[c]["hidden"] == true), [true, true, true], "{found}");
}

#[test]
fn who_was_asked_is_not_told_by_another_question() {
    // in a, 17 are asked both: 13 answered one, and 4 are silent; 16 answered the other
    let survey = Survey::new(&[], "");
    let row = |at: usize| {
        let text = |answered: bool| if answered { "bolig" } else { "" };
        let (g, one, other) = if at < 17 { ("a", at < 13, at < 7) } else { ("b", at < 33, at < 27) };
        format!("R{at:02};{g};{};{}\n", text(one), text(other))
    };
    survey.file("svar.csv", &format!("id;g;q;r\n{}", (0..40).map(row).collect::<String>()));
    let corpus = "corpus: s\ndata: svar.csv\nid: id\nvariables: {g: {label: G}}\nquestions: {q: {text: Hva}, r: {text: Hvor}}\n";
    survey.file("corpus.yaml", &format!("{corpus}codebook: k.yaml\n"));
    survey.file(
        "k.yaml",
        "codebook: k\nquestions:\n  q: {themes: [{id: t, any: bolig}]}\n  r: {themes: [{id: t, any: bolig}]}\n",
    );
    let found = out(&["table", survey.path(), "--by", "g", "--min-cell", "5", "--format", "json"], 0);
    let found: Value = serde_json::from_str(&found).unwrap();
    for table in found["tables"].as_array().unwrap() {
        let asked: Vec<&Value> =
            table["groups"].as_array().unwrap().iter().skip(1).map(|g| &g["asked"]).collect();
        assert!(asked.iter().all(|asked| asked.is_null()), "{table}");
    }
    // the other is asked of a alone: everybody is a there
    let asked = corpus.replace("r: {text: Hvor}", "r: {text: Hvor, asked: {g: [a]}}");
    let asked = asked.replace("{label: G}", "{label: G, values: [a, b]}");
    survey.file("corpus.yaml", &format!("{asked}codebook: k.yaml\n"));
    let rows =
        (0..40).map(row).map(|row| if row.contains(";b;") { row.replace(";bolig\n", ";\n") } else { row });
    survey.file("svar.csv", &format!("id;g;q;r\n{}", rows.collect::<String>()));
    let found = out(&["table", survey.path(), "--by", "g", "--min-cell", "5", "--format", "json"], 0);
    assert!(!found.contains("\"asked\": 17"), "{found}");
}

#[test]
fn a_report_tells_no_hidden_count_by_weights_or_by_another_table() {
    let answers = [
        (2, "a", "2", "bolig"),
        (14, "a", "2", "skole"),
        (4, "b", "1", "bolig"),
        (14, "b", "1", "skole"),
        (9, "c", "3", "bolig"),
        (14, "c", "3", "skole"),
        (9, "a", "2", "annet"),
        (8, "b", "1", "annet"),
        (9, "c", "3", "annet"),
    ];
    let survey = Survey::new(&answers, "weight: v");
    let report = out(&["report", survey.path(), "--no-index", "--by", "g", "--min-cell", "5"], 0);
    assert!(report.contains("| bolig | 15 | – | – | 15 |") && report.contains("(15 av 83)"), "{report}");
    assert!(report.contains("| skole | 42 | 48,8"), "{report}");
    // a and b are the whole of X
    let survey = Survey::new(&[(1, "a", "X", "bolig"), (9, "b", "X", "bolig"), (12, "c", "Y", "bolig")], "");
    let report = |by: &[&str]| {
        let by: Vec<&str> = by.iter().flat_map(|by| ["--by", by]).collect();
        let found = run(&[&["report", survey.path(), "--no-index"], &by[..]].concat());
        (found.status.code(), String::from_utf8(found.stderr).unwrap())
    };
    let (code, said) = report(&["g", "v"]);
    assert!(code == Some(1) && said.contains("groups of V are made up of groups of G"), "{said}");
    assert_eq!(report(&["g"]).0, Some(0));
}

#[test]
fn a_hidden_size_is_not_told_by_how_many_were_coded_by_hand() {
    let survey = Survey::new(&[(5, "a", "1", "bolig"), (9, "b", "1", "buss")], "");
    let rows = (1..=14).map(|at| format!("R{at:02};q;A;bolig;1\n")).collect::<Vec<_>>().concat();
    let file = survey.file("h.csv", &format!("respondent;question;coder;themes;probability\n{rows}"));
    for format in ["plain", "json", "csv"] {
        let args = ["--where", "g=a", "--min-cell", "6", "--correct", "--reference", &file];
        let found = run(&[&["table", survey.path(), "--format", format], &args[..]].concat());
        assert_eq!(found.status.code(), Some(0));
        let text = String::from_utf8(found.stdout).unwrap();
        assert!(!text.contains("5 av 5") && !text.contains("\"answered\": 5"), "{text}");
        assert!(!text.contains(",5,") && !text.contains(";5;"), "{text}");
    }
}
