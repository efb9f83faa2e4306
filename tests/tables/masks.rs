//! Personal data out of shared data, search results and explanations.
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
    assert!(said.contains("navn: 2 places, 1 different") && said.contains("telefon: 1 places"), "{said}");
    assert!(said.contains("the variable epost holds e-post in 1 rows"), "{said}");
    assert!(!said.contains("Kari") && !said.contains("900"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    let file = folder.path().join("ut.csv");
    out(&["mask", corpus, "--without", "epost", "-o", file.to_str().unwrap()], 0);
    assert!(!fs::read_to_string(file).unwrap().contains("kari@"));
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
