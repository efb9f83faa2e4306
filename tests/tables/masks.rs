//! Personal data out of shared data, search results and explanations.
use super::small::Survey;
use super::{out, run};
use std::fs;

/// A corpus with one respondent's name and number twice.
fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = "id;gruppe;epost;a;b\n\
        R1;x;kari@example.no;Ring Kari Nordmann på 900 00 000 om bolig;Ingen\n\
        R2;y;;Kontakt Kari Nordmann;Bolig er dyrt\n\
        R3;y;;=1+1;-\n";
    fs::write(folder.path().join("svar.csv"), data).unwrap();
    let yaml = "data: svar.csv\nid: id\nvariables: [gruppe, epost]\nquestions: {a: A, b: B}\n";
    fs::write(folder.path().join("corpus.yaml"), yaml).unwrap();
    fs::copy("tests/tables/k.yaml", folder.path().join("k.yaml")).unwrap();
    folder
}

#[test]
fn a_data_set_keeps_who_is_who() {
    let folder = corpus();
    let corpus = folder.path().to_str().unwrap();
    let output = run(&["mask", corpus]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "respondent,gruppe,epost,a,b\n\
         R1,x,kari@example.no,Ring [navn 1] på [telefon 1] om bolig,Ingen\n\
         R2,y,,Kontakt [navn 1],Bolig er dyrt\n\
         R3,y,,'=1+1,-\n"
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("navn: 2 places, 1 different") && said.contains("telefon: 1 place"), "{said}");
    assert!(said.contains("the variable epost holds e-post in 1 row"), "{said}");
    assert!(!said.contains("Kari") && !said.contains("900"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    let file = folder.path().join("ut.csv");
    out(&["mask", corpus, "--without", "epost", "-o", file.to_str().unwrap()], 0);
    assert!(!fs::read_to_string(file).unwrap().contains("kari@"));
}

/// What `mask` says of one file, and the masked file.
fn masked(data: &str, variable: &str) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("svar.csv");
    fs::write(&file, data).unwrap();
    let file = file.to_str().unwrap();
    let output = run(&["mask", file, "--id", "id", "--question", "q", "--variable", variable]);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stderr), text(output.stdout), output.status.code())
}

#[test]
fn a_variable_with_full_names_is_suspect() {
    let data = "id;kontakt;q\n1;Kari Hansen;nei\n2;Bo;ja\n3;\"Ola Berg, 90012345 / 22334455\";ja\n";
    let (said, _, code) = masked(data, "kontakt");
    assert!(said.contains("the variable kontakt holds navn in 2 rows, telefon in 1 row and"), "{said}");
    assert!(!said.contains("no personal data found"), "{said}");
    assert_eq!(code, Some(1));
}

#[test]
fn a_variable_of_groups_is_not() {
    let groups = [
        "Nore og Uvdal",
        "Midtre Gauldal",
        "Vestre Slidre",
        "Nordre Follo",
        "Gamle Oslo",
        "St. Hanshaugen",
        "Nordre Aker",
        "Bø",
        "Rana",
        "Lund",
        "Berg",
        "Ås",
        "Daglig leder",
        "Rektor",
        "Leder Kultur",
        "Møre og Romsdal",
        "Troms og Finnmark",
        "Oslo-området",
        "Bydel Alna",
        "NAV Sandnes",
        "Lund kommune",
        "Olav Duun videregående skole",
        "Kommunedirektør",
        "Stor-Elvdal",
        "Søndre Land",
        "Tone",
        "Evje og Hornnes",
        "Røde Kors",
        "Kirkens Bymisjon",
    ];
    let rows: Vec<String> =
        groups.iter().enumerate().map(|(at, group)| format!("{at};{group};nei")).collect();
    let (said, _, code) = masked(&format!("id;gruppe;q\n{}\n", rows.join("\n")), "gruppe");
    assert!(said.contains("no personal data found") && !said.contains("gruppe"), "{said}");
    assert_eq!(code, Some(0));
    let said = run(&["mask", "corpora/imdi2023"]);
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn ids_are_told_apart_and_stay_apart() {
    let data = "id;g;q\n90012345;x;nei\n900 12 345;y;Ring 900 12 345\nR3;y;ja\n";
    let (said, text, code) = masked(data, "g");
    assert_eq!(text, "respondent,g,q\n[telefon 1],x,nei\n[telefon 2],y,Ring [telefon 1]\nR3,y,ja\n");
    assert!(said.contains("telefon: 1 place, 1 different"), "{said}");
    assert!(
        said.contains("ids: 2 replaced, for they look like telefon; codings made before do not"),
        "{said}"
    );
    assert_eq!(code, Some(0));
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("igjen.csv");
    fs::write(&again, &text).unwrap();
    let again =
        run(&["mask", again.to_str().unwrap(), "--id", "respondent", "--question", "q", "--variable", "g"]);
    assert_eq!(String::from_utf8(again.stdout).unwrap(), text, "a masked file stays as it is");
    assert!(!String::from_utf8_lossy(&again.stderr).contains("ids:"));
}

#[test]
fn what_the_help_says_is_not_looked_for_is_not() {
    let left = "Født 13.09.1972, DUF 201512345678, bil AB 12345, 0123 Oslo, følg @karihansen";
    let (said, text, _) = masked(&format!("id;g;q\n1;x;\"{left}\"\n"), "g");
    assert!(text.contains(left) && said.contains("no personal data found"), "{text}{said}");
    let help = out(&["mask", "--help"], 0).split_whitespace().collect::<Vec<_>>().join(" ");
    for kind in ["dates of birth", "DUF numbers", "licence plates", "postal codes alone", "handles"] {
        assert!(
            help.split_once("Not looked for:").is_some_and(|(_, then)| then.contains(kind)),
            "{kind}\n{help}"
        );
    }
}

#[test]
fn search_and_explain_mask_on_demand() {
    let folder = corpus();
    let corpus = folder.path().to_str().unwrap();
    let plain = out(&["search", corpus, "bolig", "--no-index"], 0);
    assert!(plain.contains("Kari Nordmann"), "{plain}");
    for format in ["plain", "json", "csv", "md"] {
        let text = out(&["search", corpus, "kari | bolig", "--no-index", "--mask", "--format", format], 0);
        assert!(text.contains("navn") && text.contains("telefon"), "{text}");
        assert!(!text.replace("\"query\": \"kari", "").contains("Kari") && !text.contains("900"), "{text}");
    }
    // a window that would cut the name in two
    let text = out(&["search", corpus, "kontakt", "--no-index", "--mask", "--context", "1"], 0);
    assert!(text.contains("[navn]") && !text.contains("Nordmann"), "{text}");
    let codebook = folder.path().join("navn.yaml");
    fs::write(&codebook, "codebook: n\nthemes:\n  - {id: kari, label: K, any: [kari & bolig]}\n").unwrap();
    for (who, format) in [("R1", "plain"), ("R1", "json"), ("R2", "plain")] {
        let args =
            ["explain", corpus, who, "--codebook", codebook.to_str().unwrap(), "--format", format, "--mask"];
        let text = out(&args, 0);
        assert!(text.contains("[navn]") && !text.contains("Nordmann") && !text.contains("Kari"), "{text}");
    }
}

#[test]
fn ids_that_are_addresses_are_masked_beside_masked_answers() {
    let survey = Survey::new(&[(1, "a", "1", "bolig")], "");
    survey.file("svar.csv", "id;g;v;q\nkari.nordmann@example.com;a;1;bolig\nR2;a;1;bolig for alle\n");
    for command in [
        &["quotes", survey.path(), "--theme", "bolig"][..],
        &["search", survey.path(), "bolig", "--mask", "--no-index"],
    ] {
        let found = run(command);
        let [text, said] = [found.stdout, found.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(text.contains("[e-post 1]") && text.contains("R2") && !text.contains("kari"), "{text}");
        assert!(said.contains("ids that look like personal data are masked"), "{said}");
    }
    let found = run(&["sample", survey.path(), "-n", "2", "--mask"]);
    assert!(String::from_utf8(found.stderr).unwrap().contains("ids look like personal data"));
    survey.file("svar.csv", "id;g;v;q\nkari.nordmann@example.com;a;1;bolig\n");
    let report = out(&["report", survey.path(), "--format", "json", "--no-index"], 0);
    assert!(report.contains("[e-post 1]") && !report.contains("kari"), "{report}");
}

#[test]
fn quotes_of_several_questions_stand_under_their_names() {
    let survey = Survey::new(&[], "");
    survey.file("svar.csv", "id;q;r\nR1;bolig;\nR2;;bolig her\n");
    let corpus = "corpus: s\ndata: svar.csv\nid: id\nquestions: {q: {text: Hva}, r: {text: Hvor}}\n";
    survey.file("corpus.yaml", &format!("{corpus}codebook: k.yaml\n"));
    let themes = "{themes: [{id: t, any: bolig}]}";
    survey.file("k.yaml", &format!("codebook: k\nquestions:\n  q: {themes}\n  r: {themes}\n"));
    let quotes = |theme: &str| String::from_utf8(run(&["quotes", survey.path(), "--theme", theme]).stdout);
    assert_eq!(quotes("t").unwrap(), "q.t\nR1  «bolig»\n\nr.t\nR2  «bolig her»\n");
    assert_eq!(quotes("q.t").unwrap(), "R1  «bolig»\n");
}
