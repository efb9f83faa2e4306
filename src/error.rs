//! One error for the whole library: where it is, what was found, what to do instead.
use std::fmt;

/// A result whose error names its place and its remedy.
pub type Result<T> = std::result::Result<T, Error>;

/// A place in a file, as precise as is known. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Place {
    /// The file as the user named it; `-` is standard input.
    pub file: String,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self { file: file.into(), line: Some(line), column: None }
    }

    /// A line and column of a file.
    pub fn at(file: impl Into<String>, line: usize, column: usize) -> Self {
        Self { file: file.into(), line: Some(line), column: Some(column) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

/// What stopped the work. Never holds answer text.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What was found, in one sentence without a full stop.
    pub found: String,
    /// What the user can do instead.
    pub remedy: Option<String>,
    /// What the system said. Part of the message, and so not a source of its own that would be printed twice.
    pub cause: Option<std::io::Error>,
}

impl Error {
    /// An error with what was found.
    pub fn new(found: impl Into<String>) -> Self {
        Self { place: None, found: found.into(), remedy: None, cause: None }
    }

    /// An error of the file system at a path.
    pub fn io(path: &std::path::Path, doing: &str, source: std::io::Error) -> Self {
        let found = format!("could not {doing} {}", path.display());
        Self { place: None, found, remedy: None, cause: Some(source) }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds the remedy.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.found)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "; {remedy}")?;
        }
        Ok(())
    }
}

/// The known name nearest to a misspelt one, for «did you mean».
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = name.chars().count();
    let limit = (letters / 3).max(1);
    known
        .into_iter()
        .map(|k| (edits(&name.to_lowercase(), &k.to_lowercase()), k))
        // a single letter is no slip for another
        .filter(|(d, k)| *d <= limit && *d < letters.max(k.chars().count()))
        .min()
        .map(|(_, k)| k)
}

/// Edit distance in characters, a transposition of neighbours counting as one edit.
pub fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // what both begin and end with needs no edit
    let ahead = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[ahead..], &b[ahead..]);
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - behind], &b[..b.len() - behind]);
    // the two rows before the one at hand, and that
    let (mut earlier, mut before, mut row) = (Vec::new(), (0..=b.len()).collect::<Vec<_>>(), Vec::new());
    for i in 1..=a.len() {
        row.clear();
        row.push(i);
        for j in 1..=b.len() {
            let swap = usize::from(a[i - 1] != b[j - 1]);
            let mut d = (before[j - 1] + swap).min(before[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                d = d.min(earlier[j - 2] + 1);
            }
            row.push(d);
        }
        std::mem::swap(&mut earlier, &mut before);
        std::mem::swap(&mut before, &mut row);
    }
    before[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_offers_what_was_meant() {
        assert_eq!(nearest("rolel", ["rolle", "region"]), Some("rolle"));
        assert_eq!(nearest("xyz", ["rolle", "region"]), None);
    }

    #[test]
    fn edits_are_counted() {
        let cases =
            [("", ""), ("bolig", "bolig"), ("boilg", "bolig"), ("blig", "bolig"), ("bboligg", "bolig")];
        assert_eq!(cases.map(|(a, b)| edits(a, b)), [0, 0, 1, 1, 2]);
        // neighbours swapped are one edit, and nothing is edited twice
        assert_eq!((edits("ca", "abc"), edits("tolkk", "tolka"), edits("abxcd", "baxdc")), (3, 1, 2));
        assert_eq!((edits("skole", ""), edits("", "å"), edits("aab", "aaab")), (5, 1, 1));
    }
}
