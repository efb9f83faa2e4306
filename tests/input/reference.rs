//! Reference codings: the shipped ones, and errors that name the row.
use fritekst::input::reference;
use std::{fs, path::Path};

#[test]
fn the_shipped_codings_are_two_for_every_answer() {
    let codings = reference::read(Path::new("corpora/imdi2023/referansekoding.csv")).unwrap();
    assert_eq!(codings.len(), 2816);
    let none = codings.iter().filter(|c| c.themes.is_empty()).count();
    assert!(none > 0 && codings.iter().any(|c| c.themes.len() > 2), "{none}");
    assert_eq!((codings[0].respondent.as_str(), codings[0].line), ("R0001", 2));
}

#[test]
fn errors_name_the_row() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("r.csv");
    let error = |text: &str| {
        fs::write(&file, text).unwrap();
        reference::read(&file).map(|codings| codings.len()).map_err(|error| error.to_string())
    };
    let head = "respondent;question;coder;themes\n";
    for (rows, wanted) in [
        (
            "R1;q;A;a b\nR1;q;B;\nR1;q;A;b\n",
            "r.csv:4: coder A has two codings of q for respondent R1, the first on line 2",
        ),
        ("R1;q;A;a b a\n", "r.csv:2: the theme a stands twice"),
        ("R1;;A;a\n", "r.csv:2: the row has no question"),
        ("R1;q;A;a;b\n", "r.csv:2: the row has 5 cells, the header has 4"),
        ("R1;q;A;a\nR2;q\n", "r.csv:3: the row has 2 cells"),
    ] {
        let found = error(&format!("{head}{rows}")).unwrap_err();
        assert!(found.contains(wanted), "{found}");
    }
    assert_eq!(error(&format!("{head}R1;q;A;a b\nR1;q;B;\n")), Ok(2));
    let found = error("respondent;question;koder;themes\n").unwrap_err();
    assert!(found.contains("no column coder in"), "{found}");
    assert!(found.contains("did you mean koder?"), "{found}");
}
