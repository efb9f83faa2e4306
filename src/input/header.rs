//! Column names of a data file, and the column that a name means.
use crate::error::{Error, nearest};
use unicode_normalization::UnicodeNormalization;

/// The header of one data file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Header {
    /// Column names, see [`plain`].
    pub(crate) names: Vec<String>,
    /// Question texts by column, where the export has a row of them.
    pub(crate) texts: Vec<String>,
    /// Records that the header takes: one, or three in a Qualtrics export.
    pub(crate) rows: usize,
}

impl Header {
    /// A header from its cells as written.
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| plain(&name)).collect();
        Self { names, texts: Vec::new(), rows: 1 }
    }

    /// A header with what the two rows after it say, where they are those of a Qualtrics export: the
    /// questions' texts, and import ids as JSON.
    pub(crate) fn with_next(mut self, second: Vec<String>, third: Option<&str>) -> Self {
        if third.is_some_and(|cell| cell.trim_start().starts_with("{\"ImportId\"")) {
            (self.texts, self.rows) = (second, 3);
        }
        self
    }

    /// The column of a name: the whole heading, or a question's code before its text (`Q1. Hva …`).
    pub(crate) fn column(&self, name: &str) -> std::result::Result<Option<usize>, Error> {
        let wanted = plain(name);
        let whole = self.positions(|heading| heading == wanted);
        let found = if whole.is_empty() {
            self.positions(|h| code(h).is_some_and(|(c, _)| c == wanted))
        } else {
            whole
        };
        match found[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            [first, second, ..] => {
                let found = format!("columns {} and {} are both called {name}", first + 1, second + 1);
                Err(Error::new(found).remedy("rename one of them in the file"))
            }
        }
    }

    /// The question's text that the export gives for a column.
    pub(crate) fn text(&self, column: usize) -> Option<String> {
        let given = self.texts.get(column).map(|text| plain(text)).filter(|text| !text.is_empty());
        given.or_else(|| code(self.names.get(column)?).map(|(_, text)| text.to_string()))
    }

    fn positions(&self, is: impl Fn(&str) -> bool) -> Vec<usize> {
        let hits = self.names.iter().enumerate().filter(|(_, heading)| is(heading));
        hits.map(|(at, _)| at).collect()
    }
}

/// An error for a name that no column has.
pub(crate) fn no_column<'a>(name: &str, file: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let error = Error::new(format!("no column {name} in {file}"));
    // what stands in the first line is then somebody's answer
    if known.clone().next().is_some_and(is_figure) {
        return error
            .remedy("it begins with a number and not with names of columns: put a line of names first");
    }
    let near = nearest(name, known.clone()).map(|near| format!("did you mean {}? ", short(near)));
    error.remedy(format!("{}columns: {}", near.unwrap_or_default(), list(known)))
}

/// Whether a heading is nothing but a number.
fn is_figure(heading: &str) -> bool {
    !heading.is_empty() && heading.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

/// Names for a message: not more than a screen holds, and no whole sentence of any.
pub(crate) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 30;
    let mut names: Vec<String> = names.take(SHOWN + 1).map(short).collect();
    if names.len() > SHOWN {
        names[SHOWN] = "…".to_string();
    }
    names.join(", ")
}

/// A heading shortened: where a file has no header, its first line holds answers.
fn short(name: &str) -> String {
    let name = plain(name);
    match name.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

/// A heading without what can't be seen: marks, blanks at the ends, doubled blanks, line breaks.
fn plain(name: &str) -> String {
    let seen: String = name.nfc().filter(|c| !matches!(c, '\u{feff}' | '\u{200b}' | '\0')).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A question's code and text, as `LimeSurvey` heads its columns.
fn code(heading: &str) -> Option<(&str, &str)> {
    let (code, text) = heading.split_once(". ").or_else(|| heading.split_once(": "))?;
    let is_code = !code.is_empty() && code.chars().all(|c| c.is_alphanumeric() || "_[]-".contains(c));
    is_code.then_some((code, text))
}
