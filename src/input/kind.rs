//! The kind of a data file: by what it begins with, else by its name's ending.
use super::bytes::Bytes;
use crate::error::{Error, Result};
use std::path::Path;

/// Kinds that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Csv,
    Xlsx,
    JsonLines,
}

/// The kind of a file, or what to do with one of a kind that can't be read.
pub(crate) fn find(name: &str, bytes: &Bytes) -> Result<Kind> {
    let mut head = Vec::new();
    let read = std::io::Read::read_to_end(&mut std::io::Read::take(bytes.open()?, 512), &mut head);
    read.map_err(|error| Error::new(format!("could not read the file: {error}")))?;
    let ending = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase());
    let refuse = |what: &str, remedy: &str| Err(Error::new(what).remedy(remedy));
    match ending.as_deref() {
        Some("xls" | "xlsb" | "ods" | "numbers") => {
            return refuse("this kind of workbook can't be read", "save it as XLSX or CSV");
        }
        Some("sav" | "zsav" | "dta" | "sas7bdat" | "rds" | "parquet" | "pdf" | "docx") => {
            return refuse("this kind of file can't be read", "export the data as CSV, XLSX or JSON Lines");
        }
        Some("gz" | "zip" | "bz2" | "xz" | "7z") => {
            return refuse("a packed file can't be read", "unpack it first");
        }
        Some("yaml" | "yml" | "md" | "html" | "htm") => {
            return refuse("this kind of file holds no data", "name a CSV, XLSX or JSON Lines file");
        }
        _ => {}
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Xlsx);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        let what = "an old Excel workbook, or one that is protected by a password";
        return refuse(what, "open it in Excel and save it as XLSX or CSV, without a password");
    }
    match ending.as_deref() {
        Some("xlsx" | "xlsm") => {
            refuse("the file is named as a workbook but is none", "rename or save it again")
        }
        Some("jsonl" | "ndjson" | "json") => Ok(Kind::JsonLines),
        Some("csv" | "tsv" | "tab" | "txt") => Ok(Kind::Csv),
        _ if head.trim_ascii_start().starts_with(b"{\"") => Ok(Kind::JsonLines),
        _ => Ok(Kind::Csv),
    }
}
