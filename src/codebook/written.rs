//! A codebook as its author wrote it: nothing resolved, every scalar with its place, and writable again.
use super::finding::{Finding, Level};
use crate::error::nearest;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;
use std::fmt;
use std::marker::PhantomData;

/// A scalar of the YAML with its first byte in the source. Equal when the text is.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The text.
    pub value: String,
    /// First byte in the source.
    pub at: usize,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<String>::deserialize(deserializer)?;
        Ok(Self { at: start(&spanned), value: spanned.value })
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

fn start<T>(spanned: &Spanned<T>) -> usize {
    spanned.defined.span().byte_offset().unwrap_or(0) as usize
}

/// A mapping in its written order.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T>(pub Vec<(Text, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Named<T> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Named<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a mapping of names")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(key) = map.next_key()? {
                    entries.push((key, map.next_value()?));
                }
                Ok(Named(entries))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Named::default())
            }
        }
        deserializer.deserialize_any(Entries(PhantomData))
    }
}

/// One rule, or a rule limited to some respondents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WrittenRule {
    /// The rule.
    pub rule: Text,
    /// Variable → values; empty for everybody.
    pub only_for: Named<Vec<String>>,
}

/// One rule or a list of them; any of them will do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules(pub Vec<WrittenRule>);

/// A rule entry before its place is known.
enum Entry {
    Text(String),
    Limited { rule: Text, only_for: Named<Vec<String>> },
    Many(Vec<WrittenRule>),
}

struct EntryVisitor {
    many: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limited {
    rule: Text,
    #[serde(rename = "where")]
    only_for: Named<Vec<String>>,
}

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.many { "a rule or a list of rules" } else { "a rule" })
    }
    fn visit_str<E>(self, text: &str) -> Result<Entry, E> {
        Ok(Entry::Text(text.to_string()))
    }
    fn visit_bool<E>(self, value: bool) -> Result<Entry, E> {
        Ok(Entry::Text(value.to_string()))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Entry, E> {
        Ok(Entry::Text(value.to_string()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Entry, E> {
        Ok(Entry::Text(value.to_string()))
    }
    fn visit_unit<E>(self) -> Result<Entry, E> {
        Ok(Entry::Many(Vec::new()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry, A::Error> {
        if !self.many {
            return Err(serde::de::Error::custom("a list inside a list of rules: write one rule a line"));
        }
        let mut rules = Vec::new();
        while let Some(rule) = seq.next_element()? {
            rules.push(rule);
        }
        Ok(Entry::Many(rules))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
        let limited = Limited::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
        Ok(Entry::Limited { rule: limited.rule, only_for: limited.only_for })
    }
}

struct One(Entry);
struct Any(Entry);

impl<'de> Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor { many: false }).map(One)
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EntryVisitor { many: true }).map(Any)
    }
}

fn placed(entry: Entry, at: usize) -> Vec<WrittenRule> {
    match entry {
        Entry::Text(value) => vec![WrittenRule { rule: Text { value, at }, only_for: Named::default() }],
        Entry::Limited { rule, only_for } => vec![WrittenRule { rule, only_for }],
        Entry::Many(rules) => rules,
    }
}

impl<'de> Deserialize<'de> for WrittenRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<One>::deserialize(deserializer)?;
        let at = start(&spanned);
        Ok(placed(spanned.value.0, at).pop().unwrap_or_default())
    }
}

impl Serialize for WrittenRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.only_for.is_empty() {
            return self.rule.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("rule", &self.rule)?;
        map.serialize_entry("where", &self.only_for)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Any>::deserialize(deserializer)?;
        let at = start(&spanned);
        Ok(Self(placed(spanned.value.0, at)))
    }
}

impl Serialize for Rules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Rules {
    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Answers that a theme must take and must leave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Examples {
    /// The theme takes these.
    pub yes: Vec<Text>,
    /// The theme leaves these.
    pub no: Vec<Text>,
}

/// One theme.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Theme {
    /// Name, unique in its question.
    pub id: Text,
    /// Heading in tables and reports.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// What the theme means, for coders and readers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub definition: String,
    /// The theme is there if any of these matches.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub any: Rules,
    /// A match does not count in a clause where one of these matches.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub unless: Rules,
    /// The theme is not given to an answer where one of these matches.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub never: Rules,
    /// Given only where no theme without this is given.
    #[serde(skip_serializing_if = "is_false")]
    pub alone: bool,
    /// Variable → values: only for these respondents.
    #[serde(rename = "where", skip_serializing_if = "Named::is_empty")]
    pub only_for: Named<Vec<String>>,
    /// What it takes and leaves.
    #[serde(skip_serializing_if = "is_empty")]
    pub examples: Examples,
    /// Its children.
    #[serde(skip_serializing_if = "Themes::is_empty")]
    pub themes: Themes,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

fn is_empty(examples: &Examples) -> bool {
    examples.yes.is_empty() && examples.no.is_empty()
}

/// Themes, as a list of mappings or as a mapping from id to rules.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Themes(pub Vec<Theme>);

impl Themes {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Themes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Themes;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of themes, each with an id, or a mapping from id to rules")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Themes, A::Error> {
                let mut themes = Vec::new();
                while let Some(theme) = seq.next_element()? {
                    themes.push(theme);
                }
                Ok(Themes(themes))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Themes, A::Error> {
                let mut themes = Vec::new();
                while let Some(id) = map.next_key::<Text>()? {
                    let short: Short = map.next_value()?;
                    themes.push(Theme { id, ..short.0 });
                }
                Ok(Themes(themes))
            }
            fn visit_unit<E>(self) -> Result<Themes, E> {
                Ok(Themes::default())
            }
        }
        deserializer.deserialize_any(List)
    }
}

/// A theme written as a bare rule, a bare list of rules, or a mapping without its id.
struct Short(Theme);

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Body;
        impl<'de> Visitor<'de> for Body {
            type Value = Entry2;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a rule, a list of rules, or a theme")
            }
            fn visit_str<E>(self, text: &str) -> Result<Entry2, E> {
                Ok(Entry2::Rule(text.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Entry2, E> {
                Ok(Entry2::Theme(Box::default()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry2, A::Error> {
                let mut rules = Vec::new();
                while let Some(rule) = seq.next_element()? {
                    rules.push(rule);
                }
                Ok(Entry2::Theme(Box::new(Theme { any: Rules(rules), ..Theme::default() })))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry2, A::Error> {
                let theme = Theme::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Entry2::Theme(Box::new(theme)))
            }
        }
        struct Raw(Entry2);
        impl<'de> Deserialize<'de> for Raw {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Body).map(Raw)
            }
        }
        let spanned = Spanned::<Raw>::deserialize(deserializer)?;
        let at = start(&spanned);
        Ok(Short(match spanned.value.0 {
            Entry2::Rule(value) => Theme { any: Rules(placed(Entry::Text(value), at)), ..Theme::default() },
            Entry2::Theme(theme) => *theme,
        }))
    }
}

enum Entry2 {
    Rule(String),
    Theme(Box<Theme>),
}

/// The themes of one question.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuestionThemes {
    /// Added to every theme's `unless`.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub unless: Rules,
    /// Added to every theme's `never`.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub never: Rules,
    /// The themes.
    pub themes: Themes,
}

/// How matches that overlap across themes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Overlap {
    /// Every theme counts its own matches.
    #[default]
    All,
    /// A longer match hides shorter ones inside it, across the question's themes.
    Longest,
}

/// `on` or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On.
    #[default]
    #[serde(alias = "true")]
    On,
    /// Off.
    #[serde(alias = "false")]
    Off,
}

/// A codebook as written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Codebook {
    /// Short name.
    pub codebook: String,
    /// Title in reports.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Version, as the author counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Text>,
    /// Language of labels and reports: `no` or `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether word rules take misspelt words that nothing else explains.
    pub spelling: Switch,
    /// Overlapping matches.
    pub overlap: Overlap,
    /// Named rules.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub lists: Named<Rules>,
    /// Added to every theme's `unless`.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub unless: Rules,
    /// Added to every theme's `never`.
    #[serde(skip_serializing_if = "Rules::is_empty")]
    pub never: Rules,
    /// Question id → themes.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub questions: Named<QuestionThemes>,
    /// Themes for every question.
    #[serde(skip_serializing_if = "Themes::is_empty")]
    pub themes: Themes,
}

impl Codebook {
    /// Reads a codebook; `file` is its name in findings.
    pub fn parse(file: &str, source: &str) -> Result<Self, Box<Finding>> {
        if source.trim().is_empty() {
            let finding = Finding::at(Level::Error, file, source, 0..0, "the codebook is empty");
            return Err(Box::new(finding.remedy("begin with codebook: name, and themes: below it")));
        }
        serde_saphyr::from_str(source).map_err(|e| Box::new(explained(file, source, &e)))
    }

    /// The codebook as YAML; reading it gives the same codebook.
    pub fn to_yaml(&self) -> Result<String, crate::Error> {
        serde_saphyr::to_string(self)
            .map_err(|e| crate::Error::new(format!("the codebook could not be written: {e}")))
    }
}

/// A YAML error in words an author can act on.
fn explained(file: &str, source: &str, error: &serde_saphyr::Error) -> Finding {
    let error = error.without_snippet();
    let byte = error.location().and_then(|l| {
        let known = l.span().byte_offset().map(|b| b as usize);
        known.or_else(|| offset(source, l.line() as usize, l.column() as usize))
    });
    let byte = byte.unwrap_or(0).min(source.len());
    let line = source[..floor(source, byte)].rfind('\n').map_or(0, |i| i + 1);
    let text = source[line..].lines().next().unwrap_or("");
    let message = error.to_string();
    let message = message.lines().next().unwrap_or("").to_string();
    let place = floor(source, byte)..floor(source, byte);
    if let Some(tab) =
        source.lines().scan(0, |at, l| Some((std::mem::replace(at, *at + l.len() + 1), l))).find_map(tab)
    {
        let finding = Finding::at(Level::Error, file, source, tab..tab + 1, "a tab as indent");
        return finding.remedy("indent with spaces, two a level");
    }
    if let Some(star) = alias(text) {
        let at = line + star;
        let finding =
            Finding::at(Level::Error, file, source, at..at + 1, "an unquoted * at the start of a rule");
        return finding.remedy("put quotes around the rule: '*bolig'");
    }
    let finding = Finding::at(Level::Error, file, source, place, plain(&message));
    match unknown_key(&message) {
        Some(remedy) => finding.remedy(remedy),
        None => finding,
    }
}

fn floor(source: &str, mut byte: usize) -> usize {
    while !source.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

fn offset(source: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = source.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let chars = source.get(start..)?.char_indices();
    chars.map(|(i, _)| start + i).nth(column.checked_sub(1)?)
}

/// The first tab in a line's indent.
fn tab((start, line): (usize, &str)) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    line[..indent].find('\t').map(|i| start + i)
}

/// An unquoted `*` where YAML reads an alias: after `- `, `[`, `,` or `: `.
fn alias(line: &str) -> Option<usize> {
    line.match_indices('*').map(|(i, _)| i).find(|i| {
        let before = line[..*i].trim_end();
        before.is_empty() || before.ends_with(['-', '[', ',', ':'])
    })
}

/// The message without the parser's own place, which the finding gives.
fn plain(message: &str) -> String {
    let cut = message.find(" at line ").unwrap_or(message.len());
    let text = message[..cut].trim().trim_start_matches("error: ");
    match text.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
        Some((_, rest)) => rest.to_string(),
        None => text.to_string(),
    }
}

/// «did you mean» for an unknown key.
fn unknown_key(message: &str) -> Option<String> {
    let rest = message.split_once("unknown field")?.1;
    let names: Vec<&str> = rest.split(['`', '\'', '"']).skip(1).step_by(2).collect();
    let (unknown, known) = names.split_first()?;
    let listed: Vec<&str> = match known.is_empty() {
        true => rest.split_once("expected")?.1.split([',', ' ', ':']).filter(|w| !w.is_empty()).collect(),
        false => known.to_vec(),
    };
    Some(match nearest(unknown, listed.iter().copied()) {
        Some(meant) => format!("did you mean {meant}?"),
        None => format!("known here: {}", listed.join(", ")),
    })
}
