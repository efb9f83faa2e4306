//! Output that can't bite: no cell that a spreadsheet runs, no answer that is markup, no byte that steers a terminal.
use std::fs;
use std::path::Path;
use std::process::Command;

/// Each begins like a formula, and holds a word that the codebook takes.
const FORMULAS: [&str; 5] =
    ["=HYPERLINK(\"http://x\";\"bolig\")", "+bolig|' /C calc'!A0", "-2+3+bolig", "@SUM(bolig)", "\tbolig"];

const STEERING: &str = "\u{1b}]0;eid\u{7}\u{1b}[2J\u{9b}31m\u{8}bolig";

fn survey(rows: &[[&str; 4]], heading: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').from_path(folder.path().join("svar.csv")).unwrap();
    writer.write_record(["id", "gruppe", heading, "mer"]).unwrap();
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
    let corpus = "corpus: prove\ndata: svar.csv\nid: id\nvariables:\n  gruppe: {}\nquestions:\n  q: {column: COLUMN, text: TEXT}\ncodebook: kodebok.yaml\n";
    let quoted = serde_json::to_string(heading).unwrap().replace('\u{9b}', "\\u009b");
    let corpus = corpus.replace("COLUMN", &quoted).replace("TEXT", &quoted);
    fs::write(folder.path().join("corpus.yaml"), corpus).unwrap();
    fs::write(folder.path().join("kodebok.yaml"), "codebook: prove\nthemes:\n  - {id: bolig, any: bolig}\n")
        .unwrap();
    folder
}

/// What a command says, on standard output and on standard error.
fn said(folder: &Path, args: &[&str]) -> (String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_fritekst")).current_dir(folder).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

fn bites(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && cell.parse::<f64>().is_err()
}

fn biting(text: &str, delimiter: u8) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let cells = reader.records().flat_map(|r| r.unwrap().iter().map(str::to_string).collect::<Vec<_>>());
    cells.filter(|cell| bites(cell)).collect()
}

#[test]
fn no_csv_has_a_cell_that_a_spreadsheet_runs() {
    let rows = FORMULAS.map(|f| [f, f, f, f]);
    let folder = survey(&rows, "=1+1 hva?");
    let here = folder.path();
    fs::write(here.join("ny.yaml"), "codebook: prove\nthemes:\n  - {id: skole, any: skole}\n").unwrap();
    let with_formulas: [&[&str]; 7] = [
        &["code", "."],
        &["code", ".", "--wide"],
        &["quotes", ".", "--theme", "q.bolig", "--format", "csv", "-n", "5"],
        &["search", ".", "bolig", "--no-index", "--format", "csv"],
        &["table", ".", "--by", "gruppe", "--format", "csv"],
        &["mask", "."],
        &["diff", "kodebok.yaml", "ny.yaml", ".", "--format", "csv"],
    ];
    for args in with_formulas {
        let (out, err) = said(here, args);
        assert!(out.lines().count() > 3 && out.contains("'="), "{args:?}\n{out}\n{err}");
        assert_eq!(biting(&out, b','), Vec::<String>::new(), "{args:?}");
    }
    for raw in [&["code", ".", "--raw"][..], &["code", ".", "--wide", "--raw"], &["mask", ".", "--raw"]] {
        assert!(!biting(&said(here, raw).0, b',').is_empty(), "{raw:?}");
    }
    let (_, err) = said(here, &["sample", ".", "-n", "5", "-o", "ark.csv"]);
    let sheet = fs::read_to_string(here.join("ark.csv")).unwrap_or_else(|_| panic!("{err}"));
    assert!(sheet.contains("'="), "{sheet}");
    assert_eq!(biting(&sheet, b';'), Vec::<String>::new());
}

#[test]
fn a_workbook_has_texts_and_no_formulas() {
    use calamine::Reader;
    let folder = survey(&FORMULAS.map(|f| [f, f, f, f]), "q");
    let (_, err) = said(folder.path(), &["sample", ".", "-n", "5", "-o", "ark.xlsx"]);
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(folder.path().join("ark.xlsx")).unwrap_or_else(|_| panic!("{err}"));
    let sheet = book.worksheet_range("q").unwrap();
    assert!(
        sheet.cells().any(|(_, _, cell)| cell.to_string().starts_with('=')),
        "as written, for a text cell is no formula"
    );
    assert!(book.worksheet_formula("q").unwrap().cells().all(|(_, _, formula)| formula.is_empty()));
}

#[test]
fn nothing_sent_to_a_reader_steers_a_terminal() {
    let folder = survey(&[[STEERING; 4], ["R2", "g", "bolig", ""]], STEERING);
    let here = folder.path();
    let steers = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    let shown: [&[&str]; 12] = [
        &["search", ".", "bolig", "--no-index"],
        &["search", ".", "bolig", "--no-index", "--format", "md"],
        &["quotes", ".", "--theme", "q.bolig", "--show", "gruppe"],
        &["quotes", ".", "--theme", "q.bolig", "--format", "md"],
        &["explain", ".", STEERING],
        &["explain", ".", "R\u{1b}[2J"],
        &["table", ".", "--by", "gruppe"],
        &["table", ".", "--by", "gruppe", "--format", "md"],
        &["report", ".", "--no-index"],
        &["table", ".", "--by", "\u{1b}[2J"],
        &["table", "\u{1b}[2Jborte"],
        &["search", ".", "bolig & \u{1b}[2J("],
    ];
    for args in shown {
        let (out, err) = said(here, args);
        assert!(!steers(&out) && !steers(&err), "{args:?}\n{out:?}\n{err:?}");
        assert!((out + &err).contains("\\u{1b}") || args[0] == "search", "{args:?}");
    }
    let label = serde_json::to_string(STEERING).unwrap().replace('\u{9b}', "\\u009b");
    let book = format!(
        "codebook: prove\nthemes:\n  - {{id: bolig, label: {label}, any: bolig, examples: {{yes: [{label}, x]}}}}\n"
    );
    fs::write(here.join("kodebok.yaml"), book).unwrap();
    fs::write(
        here.join("rå.yaml"),
        format!("codebook: prove\nthemes:\n  - {{id: bolig, anny: '{STEERING}'}}\n"),
    )
    .unwrap();
    fs::write(
        here.join("ref.csv"),
        format!("respondent;question;coder;themes\n\"{STEERING}\";q;\"{STEERING}\";\nR2;q;B\u{1b}[2J;\n"),
    )
    .unwrap();
    for args in [
        &["check", "kodebok.yaml"][..],
        &["check", "rå.yaml"],
        &["validate", ".", "--reference", "ref.csv", "--show"],
        &["report", ".", "--no-index"],
        &["table", "."],
    ] {
        let (out, err) = said(here, args);
        assert!(
            !(out.clone() + &err).is_empty() && !steers(&out) && !steers(&err),
            "{args:?}\n{out:?}\n{err:?}"
        );
    }
}

#[test]
fn markdown_takes_nothing_in_an_answer_for_markup() {
    let bad = "<script>alert(1)</script> **bolig** | [x](javascript:y) `z` # _u_ &amp;";
    let folder = survey(&[[bad; 4], ["R2", bad, "bolig og hus til familiene her hos oss", ""]], bad);
    for args in [
        &["report", ".", "--no-index", "--where", "gruppe=x|y"][..],
        &["report", ".", "--no-index"],
        &["quotes", ".", "--theme", "q.bolig", "--format", "md"],
        &["search", ".", "bolig", "--no-index", "--format", "md"],
        &["table", ".", "--by", "gruppe", "--format", "md"],
    ] {
        let (out, err) = said(folder.path(), args);
        assert!(!out.is_empty(), "{args:?} {err}");
        assert!(
            !out.contains("<script") && !out.replace("\\]", "").contains("](javascript"),
            "{args:?}\n{out}"
        );
        for table in out.split("\n\n").filter(|block| block.starts_with('|')) {
            let bars = |line: &str| line.replace("\\|", "").matches('|').count();
            let first = bars(table.lines().next().unwrap());
            let rows = table.lines().take_while(|line| line.starts_with('|'));
            assert!(rows.clone().all(|line| bars(line) == first), "{args:?}\n{table}");
        }
    }
}
