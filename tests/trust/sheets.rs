//! Coding sheets that come back: filled, half filled, as CSV and as a workbook, and edited beyond recognition.
use super::{err, out, run, small, written};
use fritekst::input::reference::{Reference, read};
use fritekst::sample::{Plan, Size, sample};
use fritekst::{answer::Selection, output::coding_sheet, stats::sampling::Allocation};
use rust_xlsxwriter::Workbook;

const HEAD: &str = "respondent;question;probability;text;tiltak.bolig;tiltak.tolk;annet.takk;note\n";

/// A reference as one line: who, what, given, decided.
fn line(r: &Reference) -> String {
    let decided = r.decided.as_ref().map_or("all".to_string(), |d| d.join(" "));
    format!("{} {} {}: {} of {}", r.coder, r.respondent, r.question, r.themes.join(" "), decided)
}

#[test]
fn empty_is_not_coded_and_0_is_no() {
    let rows = "R1;tiltak;0,5;Flere boliger;1;0;;\nR2;tiltak;0.5;\"Tolk; og\nbolig\";;1;;usikker\nR4;annet;0.5;'=x;;;0;\n\
                R3;tiltak;0.5;x;;;;\n;;;;;;;\n";
    let (_folder, file) = written("kari.csv", &format!("{HEAD}{rows}"));
    let found = read(&file).unwrap();
    let lines: Vec<String> = found.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "kari R1 tiltak: bolig of bolig tolk",
            "kari R2 tiltak: tolk of tolk",
            "kari R4 annet:  of takk",
            "kari R3 tiltak:  of "
        ]
    );
    assert_eq!((found[0].probability, found[1].line), (Some(0.5), 3));
    let path = file.to_str().unwrap();
    let output = run("validate", &["--reference", path, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    // R2 is not decided on bolig, R3 on nothing
    assert_eq!((&json["themes"][0]["answers"], &json["themes"][1]["answers"]), (&1.into(), &2.into()));
    assert_eq!((&json["answers"], &json["unused"][0]["reason"]), (&3.into(), &"blank".into()));
    assert!(err(&output).contains("1 row has both filled and empty cells, the first at"), "{}", err(&output));
    let output = run("validate", &["--reference", path, "--format", "json", "--blank-is-no"]);
    let json: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((&json["themes"][0]["answers"], &json["answers"]), (&3.into(), &4.into()));
}

#[test]
fn an_empty_cell_is_no_only_where_there_is_one() {
    let (_folder, file) = written("kari.csv", "respondent;question;tiltak.bolig\nR1;tiltak;1\nR2;tiltak;\n");
    let args = ["--reference", file.to_str().unwrap(), "--format", "json", "--blank-is-no"];
    let json: serde_json::Value = serde_json::from_str(&out(&run("validate", &args))).unwrap();
    let answers: Vec<&serde_json::Value> =
        json["themes"].as_array().unwrap().iter().map(|t| &t["answers"]).collect();
    assert_eq!((answers[0], answers[1]), (&2.into(), &0.into()), "{json}");
    // a sheet of two questions has columns for the themes of both
    let rows = "respondent;question;bolig;takk\nR1;tiltak;1;\nR4;annet;;1\nR2;tiltak;;\n";
    let (_folder, file) = written("kari.csv", rows);
    let args = ["--reference", file.to_str().unwrap(), "--format", "json", "--blank-is-no"];
    let json: serde_json::Value = serde_json::from_str(&out(&run("validate", &args))).unwrap();
    let answers: Vec<(&serde_json::Value, &serde_json::Value)> =
        json["themes"].as_array().unwrap().iter().map(|t| (&t["theme"], &t["answers"])).collect();
    assert_eq!(
        answers,
        [(&"bolig".into(), &2.into()), (&"tolk".into(), &0.into()), (&"takk".into(), &1.into())]
    );
}

#[test]
fn a_question_may_have_a_full_stop_in_its_id() {
    let (_folder, file) =
        written("kari.csv", "respondent;question;Q3.1.bolig;Q3.bolig;note\nR1;Q3.1;1;;\nR2;Q3;;1;\n");
    let lines: Vec<String> = read(&file).unwrap().iter().map(line).collect();
    assert_eq!(lines, ["kari R1 Q3.1: bolig of bolig", "kari R2 Q3: bolig of bolig"]);
}

#[test]
fn a_sheet_of_a_workbook_is_read_or_named() {
    let head: &[&str] = &["respondent", "question", "text", "Bolig [bolig]"];
    let rows: &[&[&str]] = &[head, &["R1", "tiltak", "x", "1"]];
    let read_with = |second: &[&[&str]]| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kari.xlsx");
        let mut book = Workbook::new();
        for (name, rows) in [("tiltak", rows), ("annet", second)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, cells) in rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    sheet.write(row as u32, column as u16, *cell).unwrap();
                }
            }
        }
        book.save(&file).unwrap();
        read(&file).map(|codings| codings.len()).map_err(|error| error.to_string())
    };
    let coded: &[&str] = &["R2", "annet", "x", "1"];
    assert_eq!(read_with(&[head, coded]), Ok(2));
    for own in [&["Mine notater", "om tiltak"], &["respondent", "id"], &["text", "noe å tenke på"]] {
        assert_eq!(read_with(&[&["Kolonne", "Betydning"], own]), Ok(1));
        assert_eq!(read_with(&[&["text", "dato"], own]), Ok(1));
    }
    for (rows, says) in [
        (&[&["Kari sin koding"], head, coded][..], "sheet annet: the headings stand in row 2"),
        (
            &[&["Id", "Spørsmål", "text", "Bolig [bolig]"], coded],
            "sheet annet: no column is called respondent",
        ),
        (&[&["Id", "text", "bolig"], &["R2", "x", "1"]], "sheet annet: no column is called respondent"),
        (&[head, &["R1", "tiltak", "x", "0"]], "on line 2 of"),
    ] {
        let found = read_with(rows).unwrap_err();
        assert!(found.contains(says) && !found.contains("name is its coder's"), "{found}");
    }
}

#[test]
fn a_sheet_edited_beyond_recognition_names_the_row() {
    let full = "R1;tiltak;0.5;Flere boliger;1;0;;\n";
    for (head, rows, says) in [
        (HEAD, "R1;tiltak;0.5;x;2;0;;\n", ":2: the column tiltak.bolig holds '2', not 0 or 1"),
        (HEAD, "R1;tiltak;0.5;1;hemmelig;0;;\n", ":2: the column tiltak.bolig holds neither 0 nor 1"),
        (
            HEAD,
            "R1;tiltak;0.5;x;1;0;1;\nR1;annet;0.5;x;;;1;\n",
            ":2: the row is about tiltak, and annet.takk is filled all the same",
        ),
        (HEAD, "R1;;0.5;x;1;0;;\n", ":2: the row has no question"),
        (HEAD, ";tiltak;0.5;x;1;0;;\n", ":2: the row has no respondent"),
        (HEAD, "R1;tiltak;2;x;1;0;;\n", ":2: the probability is not a number above 0"),
        (HEAD, &format!("{full}{full}"), ":3: coder kari has two codings of tiltak for respondent R1"),
        ("id;question;text;bolig\n", "R1;tiltak;x;1\n", "no column respondent in"),
        ("respondent;tema;text;bolig\n", "R1;tiltak;x;1\n", "no column question in"),
        ("respondent;question;text\n", "R1;tiltak;x\n", "no column holds codings"),
        (
            "respondent;question;tiltak.bolig;\n",
            "R1;tiltak;1;0\nR2;tiltak;1;\n",
            "column 4 holds codings and has no heading; give it the heading of its theme",
        ),
        (
            "respondent;question;bolig;tiltak.bolig\n",
            "R1;tiltak;1;1\n",
            ":2: the theme bolig is filled twice",
        ),
    ] {
        let (_folder, file) = written("kari.csv", &format!("{head}{rows}"));
        let error = read(&file).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert!(!error.contains("hemmelig"), "{error}");
    }
    // without its column a theme is not measured, and that is said
    let (_folder, file) = written("kari.csv", "respondent;question;tiltak.bolig\nR1;tiltak;1\n");
    let output = run("validate", &["--reference", file.to_str().unwrap(), "--lang", "en"]);
    let says = "Not decided in the reference, and not measured: tiltak.tolk\n";
    assert!(out(&output).contains(says), "{}", out(&output));
    // a theme that the codebook does not have shows when the two meet
    let (_folder, file) = written("kari.csv", "respondent;question;tiltak.boligg\nR1;tiltak;1\n");
    let output = run("validate", &["--reference", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let says = "kari.csv:2: the reference names the theme 'boligg', which is not known; did you mean bolig?";
    assert!(err(&output).contains(says), "{}", err(&output));
}

#[test]
fn what_is_written_is_read_back() {
    let (source, coder) = small();
    let selection = Selection::all(&source.frame);
    let plan =
        Plan { selection, size: Size::Answers(13), by: vec![], allocation: Allocation::Equal, seed: 1 };
    let (drawn, _) = sample(&source, &coder, &plan).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (csv, xlsx) = (folder.path().join("a.csv"), folder.path().join("a.xlsx"));
    std::fs::write(&csv, coding_sheet::csv(&drawn, &source.frame, &coder).unwrap()).unwrap();
    std::fs::write(&xlsx, coding_sheet::xlsx(&drawn, &source.frame, &coder).unwrap()).unwrap();
    for file in [csv, xlsx] {
        let rows = read(&file).unwrap();
        assert_eq!(rows.len(), 13);
        for (row, drawn) in rows.iter().zip(&drawn.answers) {
            assert_eq!(row.respondent, drawn.respondent);
            assert_eq!(row.question, source.frame.questions[drawn.question].id);
            assert_eq!((row.probability, row.decided.as_deref()), (Some(drawn.probability), Some(&[][..])));
        }
    }
}

/// A workbook of two coding sheets as it comes back, beside definitions, an empty sheet, and a note of the coder's.
#[test]
fn a_filled_workbook_names_its_sheet() {
    let mut book = Workbook::new();
    let mut sheet = |name: &str, rows: &[&[&str]]| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (r, row) in (0..).zip(rows) {
            for (c, cell) in (0..).zip(*row) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(r, c, number).unwrap(),
                    Err(_) => sheet.write_string(r, c, *cell).unwrap(),
                };
            }
        }
    };
    let head = ["respondent", "question", "text", "Bolig [bolig]", "Tolk [tolk]"];
    sheet("tiltak", &[&head, &["R1", "tiltak", "Flere boliger", "1", "0"], &["R2", "tiltak", "x", "1", "1"]]);
    sheet("annet", &[&["respondent", "question", "text", "Takk [takk]"], &["R1", "annet", "Takk", "1"]]);
    sheet(
        "definitions",
        &[&["question", "theme", "label", "definition"], &["tiltak", "bolig", "Bolig", "x"]],
    );
    sheet("Ark2", &[]);
    sheet("Huskeliste", &[&["spør Ola"]]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ola.xlsx");
    book.save(&file).unwrap();
    let found = read(&file).unwrap();
    let lines: Vec<String> = found.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "ola R1 tiltak: bolig of bolig tolk",
            "ola R2 tiltak: bolig tolk of bolig tolk",
            "ola R1 annet: takk of takk"
        ]
    );
    assert!(found[2].place().to_string().ends_with("ola.xlsx, sheet annet:2"), "{}", found[2].place());
    let (_folder, kari) = written("kari.csv", &format!("{HEAD}R1;tiltak;1;x;1;0;;\nR2;tiltak;1;x;0;1;;\n"));
    let files = ["--reference", file.to_str().unwrap(), "--reference", kari.to_str().unwrap()];
    let output = run("agree", &[&files[..], &["--replicates", "50"]].concat());
    assert!(out(&output).contains("2 av 13 svar er kodet av minst to av kari, ola"), "{}", err(&output));
}
