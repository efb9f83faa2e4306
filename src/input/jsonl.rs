//! JSON Lines: one object a line, one key a column.
use super::{
    Cells, Lines, RowError, Sheet, Wanted,
    bytes::Bytes,
    encoding,
    header::{Header, plain},
    records::LONGEST,
};
use crate::error::{Error, Place, Result};
use compact_str::CompactString;
use encoding_rs::Encoding;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt,
    io::{BufRead, BufReader, Read},
};

/// The keys of a file. Objects may leave keys out, so that reading goes on until all the needed ones are met.
pub(crate) fn header(
    name: &str,
    bytes: &Bytes,
    encoding: &'static Encoding,
    needed: &[String],
) -> Result<Header> {
    let (mut names, mut known) = (Vec::new(), HashSet::new());
    let lines = open(name, bytes, encoding)?;
    for (n, line) in lines.enumerate() {
        if let (0, Ok((_, text))) = (n, &line) {
            of_lines(name, text)?;
        }
        if n >= 100 && needed.iter().all(|name| known.contains(&*seen(name))) {
            break;
        }
        let Ok((_, text)) = line else { continue };
        let mut keys = Vec::new();
        let read = Object { take: |key: String, _| keys.push(key), values: false };
        if read.deserialize(&mut serde_json::Deserializer::from_slice(&text)).is_ok() {
            let keys = keys.iter().map(|key| seen(key).into_owned());
            names.extend(keys.filter(|key| known.insert(key.clone())));
        }
    }
    if names.is_empty() {
        let error = Error::new("no line of the file is a JSON object").at(Place::file(name));
        return Err(error.remedy("JSON Lines has one object a line; jq -c '.[]' makes it from an array"));
    }
    Ok(Header::of_keys(names))
}

/// An error for a file whose first line begins something that is more than a line.
fn of_lines(name: &str, first: &[u8]) -> Result<()> {
    let (found, how) = match first.trim_ascii() {
        [b'[', ..] => ("the file is one JSON array", "jq -c '.[]'"),
        b"{" => ("its objects stand on several lines each", "jq -c ."),
        _ => return Ok(()),
    };
    let error = Error::new(format!("not JSON Lines: {found}")).at(Place::file(name));
    Err(error.remedy(format!("write one object a line, as {how} does")))
}

/// A key without what can't be seen, as headings are named; most are so as they stand.
fn seen(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') { key.into() } else { plain(key).into() }
}

/// The rows, one a line.
pub(crate) fn rows(sheet: &Sheet, encoding: &'static Encoding, wanted: &Wanted) -> Result<Lines> {
    let mut slots: HashMap<String, Vec<usize>> = HashMap::new();
    for (slot, column) in wanted.iter().enumerate() {
        if let Some(name) = column.and_then(|column| sheet.header.names.get(column)) {
            slots.entry(name.clone()).or_default().push(slot);
        }
    }
    let (width, name) = (wanted.len(), sheet.name.clone());
    let lines = open(&sheet.name, &sheet.bytes, encoding)?;
    Ok(Box::new(lines.filter_map(move |line| {
        line.and_then(|(line, text)| cells(&name, line, &text, &slots, width)).transpose()
    })))
}

/// The wanted cells of a line; nothing where it holds nothing at all, which is nobody's.
fn cells(
    name: &str,
    line: usize,
    text: &[u8],
    slots: &HashMap<String, Vec<usize>>,
    width: usize,
) -> std::result::Result<Option<Cells>, RowError> {
    let (mut cells, mut blank) = (vec![CompactString::default(); width], true);
    let mut met = vec![false; width];
    let mut wrong = None;
    let take = |key: String, value: Option<CompactString>| {
        blank &= value.as_ref().is_some_and(|text| text.trim().is_empty());
        for slot in slots.get(&*seen(&key)).into_iter().flatten() {
            match &value {
                _ if met[*slot] => wrong = Some(format!("the key {key} stands twice")),
                Some(text) => cells[*slot].clone_from(text),
                None => wrong = Some(format!("{key} holds a list or an object, not a text")),
            }
            met[*slot] = true;
        }
    };
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = Object { take, values: true }.deserialize(&mut json).and_then(|()| json.end());
    let error = |what: String, column: Option<usize>| {
        Err(RowError::at(Place { file: name.to_string(), line: Some(line), column }, what))
    };
    match (read, wrong) {
        (Err(fault), _) if std::str::from_utf8(text).is_ok() => {
            // the parser's own words may quote the answer
            let before = text.get(..fault.column().saturating_sub(1)).unwrap_or_default();
            let column = String::from_utf8_lossy(before).chars().count() + 1;
            error("the line is not one JSON object".to_string(), Some(column))
        }
        (Err(_), _) => error("bytes that are no text in the file's encoding".to_string(), None),
        (Ok(()), Some(what)) => error(what, None),
        (Ok(()), None) => Ok((!blank).then_some(Cells { line, cells })),
    }
}

/// The lines that hold anything, with their numbers.
fn open(name: &str, bytes: &Bytes, encoding: &'static Encoding) -> Result<TextLines> {
    let source = BufReader::with_capacity(1 << 18, encoding::reader(bytes.open()?, encoding));
    Ok(TextLines { source, name: name.to_string(), line: 0, ended: false })
}

struct TextLines {
    source: BufReader<Box<dyn Read + Send>>,
    name: String,
    line: usize,
    ended: bool,
}

impl Iterator for TextLines {
    type Item = std::result::Result<(usize, Vec<u8>), RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            let mut text = Vec::new();
            let read = self.source.by_ref().take(LONGEST as u64).read_until(b'\n', &mut text);
            let at = |what: &str| RowError::at(Place::line(&*self.name, self.line), what.to_string());
            if let Err(error) = read {
                self.ended = true;
                let what = format!("the file could not be read on: {error}");
                return Some(Err(RowError { fatal: true, ..at(&what) }));
            }
            self.ended = text.is_empty();
            if text.len() >= LONGEST && text.last() != Some(&b'\n') {
                self.ended = true;
                let what = format!("the line is longer than {} MB", LONGEST >> 20);
                return Some(Err(RowError { fatal: true, ..at(&what) }));
            }
            if !text.trim_ascii().is_empty() {
                return Some(Ok((self.line, text)));
            }
        }
        None
    }
}

/// One object, key by key: no map is built, and values that nobody asks for are passed over.
struct Object<F> {
    take: F,
    values: bool,
}

impl<'de, F: FnMut(String, Option<CompactString>)> DeserializeSeed<'de> for Object<F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(String, Option<CompactString>)> Visitor<'de> for Object<F> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let value = if self.values {
                text(map.next_value()?).map_err(|_| A::Error::custom("a text with an escape that is none"))?
            } else {
                map.next_value::<IgnoredAny>()?;
                None
            };
            (self.take)(key, value);
        }
        Ok(())
    }
}

/// A value as text, a number as it is written, for an id of twenty digits is no number; `None` for a list or an object.
fn text(value: &RawValue) -> serde_json::Result<Option<CompactString>> {
    let written = value.get();
    Ok(match written.as_bytes().first() {
        Some(b'"') => Some(serde_json::from_str::<String>(written)?.into()),
        Some(b'[' | b'{') => None,
        Some(b'n') => Some(CompactString::default()),
        _ => Some(written.into()),
    })
}
