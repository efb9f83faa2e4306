//! Which sheet of a workbook is read, where none is named.
use fritekst::input::{Overrides, Source};
use rust_xlsxwriter::{Workbook, Worksheet};

/// Answers of a sheet that is read; nothing where none can be, with what is remarked.
fn read(sheets: &[(&str, bool, &[[&str; 2]])]) -> (Result<Vec<String>, String>, Vec<String>) {
    let mut book = Workbook::new();
    for (name, hidden, rows) in sheets {
        let mut sheet = Worksheet::new();
        sheet.set_name(*name).unwrap().set_active(!hidden).set_hidden(*hidden);
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row as u32, column as u16, *cell).unwrap();
            }
        }
        book.push_worksheet(sheet);
    }
    let named = Overrides { id: Some("id".into()), questions: vec!["svar".into()], ..Overrides::default() };
    match Source::open_bytes("svar.xlsx", book.save_to_buffer().unwrap(), &named) {
        Ok(source) => {
            let rows = source.rows().unwrap().map(|row| row.unwrap().answers[0].to_string());
            (Ok(rows.collect()), source.remarks())
        }
        Err(error) => (Err(error.to_string()), Vec::new()),
    }
}

#[test]
fn the_first_that_is_seen_and_has_the_columns() {
    let data: &[[&str; 2]] = &[["id", "svar"], ["1", "bolig"]];
    let other: &[[&str; 2]] = &[["id", "svar"], ["1", "tolk"]];
    let cover: &[[&str; 2]] = &[["Les dette", ""], ["om undersøkelsen", ""]];
    let bolig = Ok(vec!["bolig".to_string()]);
    // an only sheet, and one beside others that hold nothing or that nobody sees
    assert_eq!(read(&[("Ark", false, data)]), (bolig.clone(), vec![]));
    assert_eq!(read(&[("Tom", false, &[]), ("Ark", false, data)]), (bolig.clone(), vec![]));
    assert_eq!(read(&[("Skjult", true, other), ("Ark", false, data)]), (bolig.clone(), vec![]));
    // one behind a cover, and the first of two
    for others in
        [[("Forside", false, cover), ("Ark", false, data)], [("Ark", false, data), ("To", false, other)]]
    {
        let (rows, remarks) = read(&others);
        assert_eq!(rows, bolig);
        assert!(remarks[0].starts_with("svar.xlsx: the sheet Ark is read, and not"), "{remarks:?}");
    }
    let (nothing, _) = read(&[("Tom", false, &[]), ("Skjult", true, data)]);
    assert!(
        nothing
            .unwrap_err()
            .contains("the sheet Tom is empty; it needs a row of column names; sheets: Tom, Skjult")
    );
}

#[test]
fn a_damaged_one_is_not_passed_over() {
    let mut book = Workbook::new();
    for name in ["Svar 2024", "Svar 2023"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, cells) in [["id", "1"], ["svar", "bolig"]].iter().enumerate() {
            cells
                .iter()
                .enumerate()
                .for_each(|(row, cell)| _ = sheet.write(row as u32, column as u16, *cell).unwrap());
        }
    }
    let named = Overrides { id: Some("id".into()), questions: vec!["svar".into()], ..Overrides::default() };
    let whole = book.save_to_buffer().unwrap();
    assert!(Source::open_bytes("svar.xlsx", whole.clone(), &named).is_ok());
    // the part of the first sheet is stored under its name, and packed: some bytes of it are turned
    let at = whole.windows(24).position(|bytes| bytes == b"xl/worksheets/sheet1.xml").unwrap() + 24;
    let mut broken = whole;
    broken[at + 20..at + 60].iter_mut().for_each(|byte| *byte ^= 0x5a);
    assert!(Source::open_bytes("svar.xlsx", broken, &named).is_err());
}
