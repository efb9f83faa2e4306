//! Reference codings: `respondent;question;coder;themes`.
use crate::error::{Error, Result};

/// A human coding of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// Who coded.
    pub coder: String,
    /// Theme ids.
    pub themes: Vec<String>,
    /// Where it stands in its file.
    pub line: usize,
}

/// Reads.
pub fn read(path: &std::path::Path) -> Result<Vec<Reference>> {
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(b';').from_path(path).map_err(|e| Error::new(e.to_string()))?;
    let mut found = Vec::new();
    for record in reader.records() {
        let r = record.map_err(|e| Error::new(e.to_string()))?;
        found.push(Reference {
            respondent: r[0].to_string(),
            question: r[1].to_string(),
            coder: r[2].to_string(),
            themes: r[3].split_whitespace().map(str::to_string).collect(),
            line: r.position().map_or(0, |p| p.line() as usize),
        });
    }
    Ok(found)
}
