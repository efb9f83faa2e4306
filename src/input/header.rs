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
    /// The two records after it, where it takes one.
    below: [Vec<String>; 2],
}

impl Header {
    /// A header from its cells as written.
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| plain(&name)).collect();
        Self { names, rows: 1, ..Self::default() }
    }

    /// Of what is no table of lines and cells.
    pub(crate) fn of_keys(names: Vec<String>) -> Self {
        Self { names, ..Self::default() }
    }

    /// A header with what the two rows after it say, where they are those of a Qualtrics export: the
    /// questions' texts, and import ids as JSON.
    pub(crate) fn with_next(mut self, second: Vec<String>, third: Vec<String>) -> Self {
        if third.first().is_some_and(|cell| cell.trim_start().starts_with("{\"ImportId\"")) {
            (self.texts, self.rows) = (second, 3);
        } else {
            self.below = [second, third];
        }
        self
    }

    /// Whether the first row looks like a second line of headings, by its id: it has no figure, and that of the next row is a number.
    pub(crate) fn goes_on(&self, id: usize) -> bool {
        let [first, second] = self.below.each_ref().map(|row| row.get(id).map_or("", |cell| cell.trim()));
        let named = !first.is_empty() && !first.chars().any(|c| c.is_ascii_digit());
        named && !second.is_empty() && second.chars().all(|c| c.is_ascii_digit())
    }

    /// The column of a name: the whole heading, or a question's code before its text (`Q1. Hva …`); or the beginning of a heading
    /// that no other begins with, and `…` behind it, as messages show long ones.
    pub(crate) fn column(&self, name: &str) -> std::result::Result<Option<usize>, Error> {
        let wanted = plain(name);
        let mut found = self.positions(|heading| heading == wanted);
        if found.is_empty() {
            found = self.positions(|h| code(h).is_some_and(|(c, _)| c == wanted));
        }
        if let Some(begun) = wanted.strip_suffix('…').filter(|begun| found.is_empty() && !begun.is_empty())
        {
            found = self.positions(|heading| heading.starts_with(begun));
            if found.len() > 1 {
                found.clear();
            }
        }
        match found[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            [first, second, ..] => {
                let found = format!("columns {} and {} are both called {name}", first + 1, second + 1);
                Err(Error::new(found).remedy("rename one of them in the file"))
            }
        }
    }

    /// A heading that differs from a name in capitals, blanks and signs alone.
    pub(crate) fn twin(&self, name: &str) -> Option<&str> {
        let bare =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let wanted: String = bare(name);
        let mut twins = self.names.iter().filter(|heading| bare(heading) == wanted && !wanted.is_empty());
        twins.next().map(String::as_str)
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

/// Several known names that are given as one.
pub fn several<'n>(name: &'n str, known: &[&str]) -> Option<Vec<&'n str>> {
    let parts: Vec<&str> = name.split([',', ';', '|']).map(str::trim).collect();
    (parts.len() > 1 && parts.iter().all(|part| known.contains(part))).then_some(parts)
}

/// What to do where several known names are given as one.
pub fn one_each<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let remedy = "name one at a time; an option that takes several is written once for each";
    several(name, &known.collect::<Vec<_>>()).map(|_| remedy)
}

/// An error for a name that no column has.
pub(crate) fn no_column<'a>(name: &str, file: &str, known: impl Iterator<Item = &'a str> + Clone) -> Error {
    let error = Error::new(format!("no column {name} in {file}"));
    if let Some(remedy) = one_each(name, known.clone()) {
        return error.remedy(remedy);
    }
    let near = nearest(name, known.clone()).filter(|_| !is_an_answer(known.clone()));
    let near = near.filter(|near| !near.contains(char::REPLACEMENT_CHARACTER));
    let near = near.map(|near| format!("did you mean {}? ", short(near)));
    error.remedy(format!("{}{}", near.unwrap_or_default(), columns(known)))
}

/// The columns of a file for a message, unless its first line is somebody's answer.
pub(crate) fn columns<'a>(names: impl Iterator<Item = &'a str> + Clone) -> String {
    if is_an_answer(names.clone()) {
        return "the first line holds values and no names of columns: put a line of names before it".into();
    }
    if names.clone().any(|name| name.contains(char::REPLACEMENT_CHARACTER)) {
        return format!(
            "columns: {}; letters of them are lost: the file is in another encoding than the one that is named",
            list(names)
        );
    }
    let title = names.clone().filter(|name| !name.is_empty()).count() == 1;
    let first = if title { "; names of columns stand in the first line" } else { "" };
    format!("columns: {}{first}", list(names))
}

/// Whether headings are rather what somebody answered: the first is a number, a date or an id, or one is a long number or an
/// address.
fn is_an_answer<'a>(mut names: impl Iterator<Item = &'a str> + Clone) -> bool {
    let figures = |name: &str| name.chars().all(|c| c.is_ascii_digit() || "., -:/T".contains(c));
    let is_value = |first: &str| !first.is_empty() && (figures(&plain(first)) || is_id(first, names.clone()));
    let first = names.clone().next().is_some_and(is_value);
    first || names.any(|name| name.contains('@') || (name.len() > 7 && figures(name)))
}

/// Whether the first of some headings is an id such as R001: letters and a number of three digits or more, while no other heading
/// is, as in a file of variables V001 and V002.
fn is_id<'a>(first: &str, names: impl Iterator<Item = &'a str>) -> bool {
    let shaped = |name: &str| {
        let number = name.trim_start_matches(|c: char| c.is_alphabetic() || "-_ ".contains(c));
        let year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        let letters = name.len() - number.len();
        number.len() > 2
            && !year
            && letters > 0
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && letters < 6
    };
    shaped(first) && !names.skip(1).any(shaped)
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

/// A heading or an id shortened for a message: where a file has no header, or a column is mistaken, it is an answer.
pub fn short(name: &str) -> String {
    let name = plain(name);
    match name.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

/// Names shortened for a message, and the number of those beyond the first ten.
pub(crate) fn short_list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    const MOST: usize = 10;
    let more = names.len().saturating_sub(MOST);
    let named = names.take(MOST).map(short).collect::<Vec<_>>().join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}

/// A heading without what can't be seen: marks, blanks at the ends, doubled blanks, line breaks.
pub(super) fn plain(name: &str) -> String {
    let seen: String = name.nfc().filter(|c| !matches!(c, '\u{feff}' | '\u{200b}' | '\0')).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A question's code and text, as `LimeSurvey` heads its columns.
fn code(heading: &str) -> Option<(&str, &str)> {
    let (code, text) = heading.split_once(". ").or_else(|| heading.split_once(": "))?;
    let is_code = !code.is_empty() && code.chars().all(|c| c.is_alphanumeric() || "_[]-".contains(c));
    is_code.then_some((code, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_of_somebody_is_not_shown() {
        let said = |names: &[&str]| no_column("id", "svar.csv", names.iter().copied()).to_string();
        let answers: [&[&str]; 7] = [
            &["R001", "leder", "Jeg heter Kari og er syk", "Min nabo slår meg"],
            &["ID-12345", "Kari er syk"],
            &["1", "Kari Nordmann er syk"],
            &["2024-01-01", "Per Hansen"],
            &["01.02.2024", "Ola"],
            &["", "12345678901", "Ola"],
            &["Kari", "kari@x.no"],
        ];
        for names in answers {
            assert!(said(names).contains("put a line of names before it"), "{names:?}");
            assert!(names.iter().all(|name| name.is_empty() || !said(names).contains(name)), "{names:?}");
        }
        // as a data frame of another tool writes it, and as forms head their columns
        for names in [
            ["", "respondent", "svar"],
            ["V001", "V002", "respondent"],
            ["Hva er vanskeligst i deres kommune?", "Q1", "2023"],
        ] {
            assert!(
                [", Q1, 2023", ", respondent, svar", "V001, V002"]
                    .iter()
                    .any(|part| said(&names).contains(part)),
                "{names:?}"
            );
        }
    }
}
