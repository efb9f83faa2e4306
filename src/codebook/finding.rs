//! What is wrong with a codebook, and where: values that a terminal, a file or an editor can show.
use crate::error::Place;
use serde::Serialize;
use std::ops::Range;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The codebook cannot be used.
    Error,
    /// It can, and does something its author hardly meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// Where in the source, in bytes; empty when only the line is known.
    #[serde(skip)]
    pub bytes: Option<Range<usize>>,
    /// What was found.
    pub found: String,
    /// What to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    /// A finding at a stretch of bytes of a source.
    pub fn at(level: Level, file: &str, source: &str, bytes: Range<usize>, found: impl Into<String>) -> Self {
        let whole = |mut byte: usize| {
            byte = byte.min(source.len());
            while !source.is_char_boundary(byte) {
                byte -= 1;
            }
            byte
        };
        let bytes = whole(bytes.start)..whole(bytes.end);
        let (line, column) = line_column(source, bytes.start);
        Self {
            level,
            place: Place::at(file, line, column),
            bytes: Some(bytes),
            found: found.into(),
            remedy: None,
        }
    }

    /// Adds the remedy.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Line and column from 1, columns in characters.
pub fn line_column(source: &str, byte: usize) -> (usize, usize) {
    let mut byte = byte.min(source.len());
    while !source.is_char_boundary(byte) {
        byte -= 1;
    }
    let before = &source[..byte];
    let line_start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |i| i + 1);
    // there may be many findings, so the lines before each are counted many bytes at a time
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    (line, before[line_start..].chars().count() + 1)
}
