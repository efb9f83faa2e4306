//! Output that can't bite: no cell that a spreadsheet runs, no answer that is markup, no byte that steers a terminal.
use std::fs;
use std::path::Path;
use std::process::Command;

/// Each begins like a formula, or has a part that does where it is cut; and holds a word that the codebook takes.
const FORMULAS: [&str; 12] = [
    "=HYPERLINK(\"http://x\";\"bolig\")",
    "+bolig|' /C calc'!A0",
    "-2+3+bolig",
    "@SUM(bolig)",
    "\tbolig",
    "\r=bolig 2",
    "  =bolig 3",
    "\u{a0}＝bolig",
    "＋bolig",
    "bolig;=cmd|' /C calc'!A0;x",
    "bolig,\"=SUM(1)\",\n-HYPERLINK(\"x\")\t@SUM(2)",
    "bolig\";＠SUM(3)",
];

/// Title, screen, colours and hiding, all by ESC; C1; backspace; writing turned round, by override and by isolate.
const STEERING: &str = "\u{1b}]0;eid\u{7}\u{1b}[2J\u{1b}[8m\u{1b}[31m\u{9b}31m\u{8}\u{202e}\u{2067}bolig";

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
    fs::write(
        folder.path().join("kodebok.yaml"),
        "codebook: prove\nthemes:\n  - {id: bolig, label: +bolig, any: bolig}\n",
    )
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

const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn bites(cell: &str) -> bool {
    let begins = cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(SIGNS);
    // signs alone name nothing
    begins && cell.parse::<f64>().is_err() && cell.chars().any(char::is_alphanumeric)
}

/// Parts that would run where a spreadsheet takes another separator than ours, and so knows none of our quotes.
fn biting_elsewhere(text: &str, own: char) -> Vec<String> {
    let separators: Vec<char> = [';', ',', '\t', '\n', '\r'].into_iter().filter(|c| *c != own).collect();
    let parts = text.split(&separators[..]);
    let parts = parts.map(|part| part.trim_start_matches(|c: char| c.is_whitespace() || c == '"'));
    let runs = |part: &&str| part.starts_with(SIGNS) && part.contains(['(', '|', '!']);
    parts.filter(runs).map(str::to_string).collect()
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
        &["quotes", ".", "--theme", "q.bolig", "--format", "csv", "-n", "12"],
        &["search", ".", "bolig", "--no-index", "--format", "csv"],
        &["table", ".", "--by", "gruppe", "--format", "csv"],
        &["mask", "."],
        &["diff", "kodebok.yaml", "ny.yaml", ".", "--format", "csv"],
    ];
    for args in with_formulas {
        let (out, err) = said(here, args);
        assert!(out.lines().count() > 3 && out.contains("'="), "{args:?}\n{out}\n{err}");
        assert_eq!(biting(&out, b','), Vec::<String>::new(), "{args:?}");
        assert_eq!(biting_elsewhere(&out, ','), Vec::<String>::new(), "{args:?}");
    }
    for raw in [&["code", ".", "--raw"][..], &["code", ".", "--wide", "--raw"], &["mask", ".", "--raw"]] {
        assert!(!biting(&said(here, raw).0, b',').is_empty(), "{raw:?}");
    }
    let (_, err) = said(here, &["sample", ".", "-n", "12", "-o", "ark.csv"]);
    let sheet = fs::read_to_string(here.join("ark.csv")).unwrap_or_else(|_| panic!("{err}"));
    for text in [sheet, said(here, &["code", ".", "--wide", "--excel"]).0] {
        assert!(text.contains("'="), "{text}");
        assert_eq!(biting(&text, b';'), Vec::<String>::new());
        assert_eq!(biting_elsewhere(&text, ';'), Vec::<String>::new());
    }
}

#[test]
fn a_workbook_has_texts_and_no_formulas() {
    use calamine::Reader;
    let folder = survey(&FORMULAS.map(|f| [f, f, f, f]), "q");
    let (_, err) = said(folder.path(), &["sample", ".", "-n", "12", "-o", "ark.xlsx"]);
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(folder.path().join("ark.xlsx")).unwrap_or_else(|_| panic!("{err}"));
    let sheet = book.worksheet_range("q").unwrap();
    assert!(
        sheet.cells().any(|(_, _, cell)| cell.to_string().starts_with('=')),
        "as written, for a text cell is no formula"
    );
    assert!(book.worksheet_formula("q").unwrap().cells().all(|(_, _, formula)| formula.is_empty()));
}

/// Whether a text makes a terminal act, or turns round what stands in it.
fn steers(text: &str) -> bool {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().any(|c| turns(c) || (c.is_control() && !matches!(c, '\n' | '\t')))
}

/// What a command sends to a terminal: data too, and our own colours, which alone are taken away here.
#[cfg(unix)]
#[test]
fn nothing_sent_to_a_terminal_steers_it() {
    let script = Command::new("script").arg("--version").output();
    if !script.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains("util-linux")) {
        eprintln!("NOT TESTED: no script of util-linux here, which makes a terminal");
        return;
    }
    let folder = survey(&[[STEERING; 4], ["R2", "g", "bolig", ""]], STEERING);
    let here = folder.path();
    for args in [
        "code .",
        "code . --wide",
        "code . --format jsonl",
        "mask .",
        "search . bolig --no-index",
        "search . bolig --no-index --format csv",
        "search . bolig --no-index --format json",
        "quotes . --theme q.bolig",
        "quotes . --theme q.bolig --format csv",
        "table . --by gruppe",
        "table . --by gruppe --format csv",
        "report . --no-index",
        "report . --no-index --format json",
        "explain . R2",
        "explain . \"$STYRER\"",
        "check kodebok.yaml",
        "table . --by \"$STYRER\"",
        "table \"$STYRER\"",
        "\"$STYRER\"",
        "search . \"bolig & $STYRER(\"",
    ] {
        // findings come in other colours than ours
        let plain = args.starts_with("check") || args.contains('&');
        let line = format!("{}\"$PROGRAM\" {args}", if plain { "NO_COLOR=1 " } else { "" });
        let output = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .env("PROGRAM", env!("CARGO_BIN_EXE_fritekst"))
            .env("STYRER", STEERING)
            .env("TERM", "xterm")
            .current_dir(here)
            .output()
            .unwrap();
        let sent = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
        assert!(!sent.trim().is_empty(), "{args}");
        assert!(!steers(&sent.replace("\u{1b}[1;33m", "").replace("\u{1b}[0m", "")), "{args}: {sent:?}");
    }
}

#[test]
fn nothing_sent_to_a_reader_steers_a_terminal() {
    let folder = survey(&[[STEERING; 4], ["R2", "g", "bolig", ""]], STEERING);
    let here = folder.path();
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

/// What is markup in Markdown or HTML.
const MARKUP: &str = "<script>alert(1)</script> **bolig** | [x](javascript:y) `z` # _u_ &amp; <img src=\"http://x\" onerror='x'>";

/// A survey of it, with a codebook that finds more and a coder who finds nothing.
fn survey_of_markup() -> tempfile::TempDir {
    let folder = survey(&[[MARKUP; 4], ["R2", MARKUP, "bolig og hus til familiene her hos oss", ""]], MARKUP);
    let book = "codebook: prove\nthemes:\n  - {id: bolig, label: +bolig, any: [bolig, script]}\n  - {id: x, any: script}\n";
    fs::write(folder.path().join("ny.yaml"), book).unwrap();
    let mut writer = csv::Writer::from_path(folder.path().join("ref.csv")).unwrap();
    writer.write_record(["respondent", "question", "coder", "themes"]).unwrap();
    for id in ["R2", MARKUP] {
        writer.write_record([id, "q", MARKUP, ""]).unwrap();
    }
    writer.flush().unwrap();
    folder
}

#[test]
fn a_page_takes_nothing_in_an_answer_for_markup() {
    let folder = survey_of_markup();
    let tag = regex::Regex::new("<[^>]*>").unwrap();
    let ours = regex::Regex::new(
        "^</?(!doctype html|html|head|title|style|body|nav|div|h[1-3]|p|ul|ol|li|table|thead|tbody|tr|th|td|strong|em|code|\
         blockquote|(html lang|meta charset|div class|h2 id|a href|(th|td) style)=\"[#\\w :;-]*\"|a|\
         meta (name=\"viewport\"|http-equiv=\"Content-Security-Policy\") content=\"[-\\w=,;' ]*\")>$",
    )
    .unwrap();
    for args in [
        &["report", ".", "--no-index", "--by", "gruppe"][..],
        &["quotes", ".", "--theme", "q.bolig"],
        &["search", ".", "bolig", "--no-index"],
        &["table", ".", "--by", "gruppe"],
        &["validate", ".", "--reference", "ref.csv", "--show", "all"],
        &["diff", "kodebok.yaml", "ny.yaml", "."],
    ] {
        let (page, err) = said(folder.path(), &[args, &["--format", "html"]].concat());
        let foreign: Vec<&str> =
            tag.find_iter(&page).map(|m| m.as_str()).filter(|t| !ours.is_match(t)).collect();
        assert_eq!(foreign, Vec::<&str>::new(), "{args:?} {err}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{args:?} {page} {err}");
        assert!(!steers(&page), "{args:?}");
        // what was gained and what was taken falsely has a sign before it
        let signed = page.matches("<li>+ ").count();
        assert_eq!(signed > 0, matches!(args[0], "validate" | "diff"), "{args:?} {page}");
    }
}

#[test]
fn markdown_takes_nothing_in_an_answer_for_markup() {
    let folder = survey_of_markup();
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
