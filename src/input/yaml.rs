//! YAML as people write it, to values; errors with line, column and what to write instead.
use super::mistakes::{
    Mistake, OF_THEMES, above, in_a_rule, in_quotes, in_words, kept, line, odd_blank, with_colon,
};
use crate::error::{Error, Place, Result, nearest};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Error as Yaml, Location, Spanned};
use std::{fmt, marker::PhantomData};

/// A name with its place in the file.
pub(crate) type Name = Spanned<String>;

/// Lists and mappings in each other: more than anybody writes, and so few that a thread of a megabyte can read them.
const DEEPEST: usize = 26;

/// Reads a YAML file whose text is given.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    if let Some(at) = text.find('\0') {
        let before = &text[..at];
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let place = Place::at(file, before.matches('\n').count() + 1, column);
        let error = Error::new("a NUL byte: the file is UTF-16, or no text at all").at(place);
        return Err(error.remedy("save it as UTF-8"));
    }
    if let Some(mistake) = kept(text) {
        return Err(told(mistake, Place::file(file)));
    }
    let mut options = serde_saphyr::Options::default();
    options.with_snippet = false;
    if let Some(budget) = &mut options.budget {
        budget.max_depth = DEEPEST;
    }
    serde_saphyr::from_str_with_options(text, options).map_err(|error| explain(file, text, &error))
}

/// The place of something in a YAML file.
pub(crate) fn place(file: &str, location: Location) -> Place {
    match (location.line(), location.column()) {
        (0, _) => Place::file(file),
        (line, column) => Place::at(file, line as usize, column.max(1) as usize),
    }
}

fn explain(file: &str, text: &str, error: &Yaml) -> Error {
    let error = error.without_snippet();
    if let Some((line, column)) = tab_indent(text) {
        let place = Place::at(file, line, column);
        return Error::new("the line is indented with a tab")
            .at(place)
            .remedy("YAML takes only spaces there");
    }
    let at = |e: Error| match error.location() {
        Some(location) => e.at(place(file, location)),
        None => e.at(Place::file(file)),
    };
    let own = error.location().map(|at| (at.line() as usize, at.column() as usize));
    if let Some(said) = of_keys(error, text, own.unwrap_or((1, 1))).or_else(|| of_values(error)) {
        return at(said);
    }
    let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
    let mistake = in_words(&plain(&error.to_string()), text, (line as usize, column as usize));
    told(mistake, at(Error::new("")).place.unwrap_or_else(|| Place::file(file)))
}

/// What is wrong with the keys of a mapping, which stand in a line at a column.
fn of_keys(error: &Yaml, text: &str, own: (usize, usize)) -> Option<Error> {
    Some(match error {
        Yaml::SerdeUnknownField { field, expected, .. } => unknown_key(field, expected, text, own),
        Yaml::SerdeMissingField { field, .. } => {
            let remedy = match *field {
                "rule" => "write the rule beside it, as in {rule: bolig, where: {…}}".to_string(),
                field => format!("write {field}: and its value beside these"),
            };
            Error::new(format!("the key {field} is missing")).remedy(remedy)
        }
        Yaml::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("");
            // a theme whose dash is forgotten goes on the one above it
            let further_in = error.location().is_some_and(|at| at.column() > 1);
            let remedy = match key {
                "id" if further_in => "write - id: if a theme begins here, or keep one of them",
                "any" | "unless" | "never" | "yes" | "no" | "themes" | "questions" | "lists" | "examples" => {
                    "put what stands below both of them below one"
                }
                _ => "keep one of them",
            };
            Error::new(format!("the key {key} stands twice")).remedy(remedy)
        }
        _ => return None,
    })
}

/// What is wrong with a value, or with all of the file.
fn of_values(error: &Yaml) -> Option<Error> {
    Some(match error {
        Yaml::SerdeUnknownVariant { variant, expected, .. } if *variant == "~" => {
            let remedy = format!("write one of {} behind it, or take the line away", expected.join(", "));
            Error::new("a key without a value").remedy(remedy)
        }
        Yaml::SerdeUnknownVariant { variant, expected, .. } => unknown("value", variant, expected),
        Yaml::UnknownAnchor { .. } => Error::new("an unquoted * begins a reference in YAML")
            .remedy("put quotes around the whole, as in '*bolig'"),
        Yaml::InvalidScalar { ty, .. } if ty.contains("u64") || ty.contains("integer") => {
            Error::new("expected a whole number, 0 or greater")
        }
        Yaml::InvalidScalar { ty, .. } if ty.contains("bool") => {
            Error::new("expected yes or no").remedy("write yes, or take the line away for no")
        }
        Yaml::Budget { .. } | Yaml::AliasReplayLimitExceeded { .. } => {
            Error::new("the file is nested too deep, or repeats itself too much, to be read")
                .remedy(format!("write at most {DEEPEST} lists and mappings in each other"))
        }
        // what the program itself asks for says what to write
        Yaml::Message { .. } => {
            let said = plain(&error.to_string());
            match said.split_once("; ") {
                Some((found, remedy)) => Error::new(found).remedy(remedy),
                None => Error::new(said),
            }
        }
        _ => return None,
    })
}

/// A mistake as an error; where it does not know its own place, at another in the same file.
fn told(mistake: Mistake, other: Place) -> Error {
    let place = match mistake.at {
        Some((line, column)) => Place::at(other.file, line, column),
        None => other,
    };
    Error::new(mistake.found).at(place).remedy(mistake.remedy)
}

/// An unknown key, which stands in a line at a column: it may be a key by mistake.
fn unknown_key(key: &str, known: &[&'static str], text: &str, (number, column): (usize, usize)) -> Error {
    let own = text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    if let Some((_, found, remedy)) = odd_blank(own) {
        return Error::new(found).remedy(remedy);
    }
    let own_line = line(text, number);
    if let Some(whole) = cut_at_comma(own, column, key) {
        let found = "a comma in a text without quotes, which ends it between { and }";
        return Error::new(found).remedy(in_quotes(whole));
    }
    let of_rule = known.contains(&"rule") && nearest(key, known.iter().copied()).is_none();
    if of_rule && OF_THEMES.contains(&key) && own_line.is_item() {
        return Error::new(format!("{key}: as a rule of a list"))
            .remedy(format!("take the - away, for {key}: is a key of the theme"));
    }
    if of_rule
        && (own_line.is_item() || own.contains(['[', '{']) && !own.trim_start().starts_with(key))
        && let Some(text) = with_colon(own, column)
    {
        return Error::new(format!("a colon in a rule, which makes {key} a key to YAML"))
            .remedy(in_a_rule(text));
    }
    let error = Error::new(format!("unknown key {key}"));
    let small = key.to_lowercase();
    let meant = OTHERS.iter().find(|(said, _)| *said == small).map_or(small.as_str(), |(_, meant)| meant);
    // a theme that has its id names its label so
    let has_id = || {
        let beside = above(text, number).take_while(|above| above.indent + 2 >= own_line.indent);
        beside.into_iter().any(|above| above.text.trim_start_matches("- ").starts_with("id:"))
    };
    let meant = if meant == "id" && known.contains(&"label") && has_id() { "label" } else { meant };
    if meant != key && known.contains(&meant) {
        return error.remedy(format!("write {meant}:"));
    }
    if known.contains(&"data")
        && ["themes", "version", "lists", "spelling", "overlap", "codebook"].contains(&key)
        || known.contains(&"themes") && ["corpus", "data", "id", "variables"].contains(&key)
    {
        return error.remedy(
            "a codebook and a corpus.yaml are two files: CORPUS is the survey, --codebook the codebook",
        );
    }
    let rules = own_line.text.trim_start_matches("- ");
    let is_first = own_line.is_item() && rules.strip_prefix(key).is_some_and(|rest| rest.starts_with(": "));
    if known.contains(&"id") && known.contains(&"any") && is_first {
        return error.remedy(format!(
            "write - id: {key}, and any: with its rules below it; or {rules} without the -"
        ));
    }
    let held = above(text, number).next().is_some_and(|above| above.open_key().is_some());
    if known.contains(&"lists") && own_line.indent == 0 && (held || OF_THEMES.contains(&key)) {
        return error.remedy("begin the line further in, below the key that it belongs to");
    }
    unknown("key", key, known)
}

/// Keys in other words, or in Norwegian.
const OTHERS: [(&str, &str); 40] = [
    ("navn", "id"),
    ("name", "id"),
    ("tema", "id"),
    ("theme", "id"),
    ("etikett", "label"),
    ("tittel", "title"),
    ("beskrivelse", "definition"),
    ("description", "definition"),
    ("definisjon", "definition"),
    ("ord", "any"),
    ("regler", "any"),
    ("rules", "any"),
    ("keywords", "any"),
    ("words", "any"),
    ("unntak", "unless"),
    ("exclude", "unless"),
    ("not", "unless"),
    ("eksempler", "examples"),
    ("temaer", "themes"),
    ("spørsmål", "questions"),
    ("lister", "lists"),
    ("variabler", "variables"),
    ("kolonne", "column"),
    ("datafil", "data"),
    ("fil", "file"),
    ("bølge", "wave"),
    ("vekt", "weight"),
    ("populasjon", "population"),
    ("størrelse", "size"),
    ("verdier", "values"),
    ("spurt", "asked"),
    ("spurte", "asked"),
    ("tekst", "text"),
    ("skilletegn", "delimiter"),
    ("tegnsett", "encoding"),
    ("tegnkoding", "encoding"),
    ("ark", "sheet"),
    ("kodebok", "codebook"),
    ("fasit", "reference"),
    ("korpus", "corpus"),
];

/// The text that a comma in `{text: Hva, og hvorfor?}` cuts in two, where what stands behind it is taken for a key.
fn cut_at_comma<'l>(own: &'l str, column: usize, key: &str) -> Option<&'l str> {
    let from = own.char_indices().nth(column.saturating_sub(1)).map(|(at, _)| at)?;
    let behind = own.get(from..)?.strip_prefix(key)?;
    let before = own.get(..from)?.trim_end();
    let begun = before.rfind(": ").filter(|_| before.ends_with(',') && before.contains('{'))? + 2;
    // as far as the next key, or the bracket
    let mut end = from + key.len();
    for part in behind.split_inclusive([',', '}']) {
        if part.contains(": ") {
            break;
        }
        end += part.len() - 1;
        if part.ends_with('}') {
            break;
        }
        end += 1;
    }
    let whole = own.get(begun..end)?.trim().trim_end_matches(',');
    let cut = behind.trim_start().starts_with([',', '}']);
    (cut && !whole.starts_with(['"', '\'', '[', '{'])).then_some(whole)
}

/// An unknown word, with the nearest known one or all of them.
fn unknown(what: &str, found: &str, known: &[&'static str]) -> Error {
    let error = Error::new(format!("unknown {what} {found}"));
    let norwegian = [("ja", "yes"), ("nei", "no")];
    let said = norwegian.iter().find(|(said, meant)| *said == found && known.contains(meant));
    if let Some((_, meant)) = said {
        return error.remedy(format!("write {meant}"));
    }
    match nearest(found, known.iter().copied()) {
        Some(near) => error.remedy(format!("did you mean {near}?")),
        None => error.remedy(format!("known here: {}", known.join(", "))),
    }
}

/// Only the first line of the parser's message, and without its own place: ours stands before it.
fn plain(message: &str) -> String {
    let first = message.lines().next().unwrap_or("").trim_end_matches(':');
    let end = first.find(" at line ").unwrap_or(first.len());
    first[..end].trim_start_matches("error: ").to_string()
}

/// The first line with a tab among its leading blanks, and the tab's column.
fn tab_indent(text: &str) -> Option<(usize, usize)> {
    let indent = |line: &str| line.find(|c| c != ' ').filter(|at| line[*at..].starts_with('\t'));
    let written = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines = text.lines().enumerate().filter(|(_, line)| written(line));
    lines.into_iter().find_map(|(n, line)| indent(line).map(|at| (n + 1, at + 1)))
}

/// A mapping with the order of the file kept, and the place of every key.
#[derive(Debug)]
pub(crate) struct Pairs<T>(pub(crate) Vec<(Name, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Ordered<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Ordered<T> {
            type Value = Pairs<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a mapping, key: value")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Pairs<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key()? {
                    pairs.push((key, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Ordered(PhantomData))
    }
}

/// What may be written as one name, as a list of items, or as a mapping.
#[derive(Debug)]
pub(crate) enum Shape<S, L, M> {
    /// A single scalar.
    One(S),
    /// A list.
    List(Vec<L>),
    /// A mapping.
    Map(M),
}

impl<'de, L, M> Deserialize<'de> for Shape<String, L, M>
where
    L: Deserialize<'de>,
    M: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(AnyShape(PhantomData))
    }
}

struct AnyShape<L, M>(PhantomData<(L, M)>);

impl<'de, L: Deserialize<'de>, M: Deserialize<'de>> Visitor<'de> for AnyShape<L, M> {
    type Value = Shape<String, L, M>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a word, a list or a mapping")
    }
    fn visit_str<E>(self, text: &str) -> std::result::Result<Self::Value, E> {
        Ok(Shape::One(text.to_string()))
    }
    fn visit_unit<E>(self) -> std::result::Result<Self::Value, E> {
        Ok(Shape::One(String::new()))
    }
    fn visit_bool<E>(self, value: bool) -> std::result::Result<Self::Value, E> {
        Ok(Shape::One(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> std::result::Result<Self::Value, E> {
        Ok(Shape::One(value.to_string()))
    }
    fn visit_u64<E>(self, value: u64) -> std::result::Result<Self::Value, E> {
        Ok(Shape::One(value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> std::result::Result<Self::Value, E> {
        Ok(Shape::One(value.to_string()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Shape::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Self::Value, A::Error> {
        M::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Shape::Map)
    }
}
