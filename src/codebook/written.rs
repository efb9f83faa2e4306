//! A codebook as its author wrote it: nothing resolved, every scalar with its place, and writable again.
use super::finding::{Finding, Level};
use crate::input::mistakes::OF_THEMES;
use crate::input::yaml::{self, Pairs, Shape};
use serde::de::{Deserializer, Error as _, IgnoredAny};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

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

impl Text {
    /// Makes it what the file says where YAML took it for a number or for a truth: the word `0301` is not 301, and `no` is
    /// not false.
    fn as_written(&mut self, source: &str) {
        if self.value.parse::<f64>().is_err() && !["true", "false"].contains(&&*self.value) {
            return;
        }
        let own = source.get(self.at..).unwrap_or_default();
        let end = own.find(['\n', '\r', ',', ']', '}', '#']).unwrap_or(own.len());
        let written = own[..end].trim();
        if !written.is_empty()
            && !written.starts_with(['\'', '"', '|', '>', '&', '!', '*'])
            && !written.contains(' ')
        {
            self.value = written.to_string();
        }
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
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Pairs<T>>::deserialize(deserializer).map(|pairs| Self::from(pairs.unwrap_or_default()))
    }
}

impl<T> From<Pairs<T>> for Named<T> {
    fn from(pairs: Pairs<T>) -> Self {
        let text = |key: Spanned<String>| Text { at: start(&key), value: key.value };
        Self(pairs.0.into_iter().map(|(key, value)| (text(key), value)).collect())
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

/// A rule with its `where`, as a mapping.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limited {
    rule: Text,
    #[serde(rename = "where")]
    only_for: Named<Vec<String>>,
}

impl<'de> Deserialize<'de> for WrittenRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Shape<String, IgnoredAny, Limited>>::deserialize(deserializer)?;
        let at = start(&spanned);
        match spanned.value {
            Shape::One(value) => Ok(Self { rule: Text { value, at }, only_for: Named::default() }),
            Shape::Map(Limited { rule, only_for }) => Ok(Self { rule, only_for }),
            Shape::List(_) => Err(D::Error::custom(
                "a list inside a list of rules; write one rule a line, with - before each",
            )),
        }
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
        let spanned = Spanned::<Shape<String, WrittenRule, Limited>>::deserialize(deserializer)?;
        let at = start(&spanned);
        Ok(Self(match spanned.value {
            Shape::One(value) if value.is_empty() => Vec::new(),
            Shape::One(value) => vec![WrittenRule { rule: Text { value, at }, only_for: Named::default() }],
            Shape::Map(Limited { rule, only_for }) => vec![WrittenRule { rule, only_for }],
            Shape::List(rules) => rules,
        }))
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
    #[serde(deserialize_with = "some_or_none")]
    pub yes: Vec<Text>,
    /// The theme leaves these.
    #[serde(deserialize_with = "some_or_none")]
    pub no: Vec<Text>,
}

/// A list, or nothing behind its key, as a template has it.
fn some_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Text>, D::Error> {
    Option::<Vec<Text>>::deserialize(deserializer).map(Option::unwrap_or_default)
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

    /// The rules of all of them, whatever stands below whatever.
    fn rules(&mut self) -> Box<dyn Iterator<Item = &mut Rules> + '_> {
        Box::new(self.0.iter_mut().flat_map(|theme| {
            let Theme { any, unless, never, themes, .. } = theme;
            [any, unless, never].into_iter().chain(themes.rules())
        }))
    }
}

impl<'de> Deserialize<'de> for Themes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Shape::<String, Spanned<Theme>, Pairs<Short>>::deserialize(deserializer)? {
            Shape::One(text) if text.is_empty() => Ok(Self::default()),
            Shape::One(_) => Err(D::Error::custom(
                "a text where themes belong; write a mapping from id to rules, as in themes: {bolig: [bolig, husvære]}",
            )),
            Shape::List(themes) => Ok(Self(themes.into_iter().map(placed).collect())),
            // the keys of one theme without its dash would be themes themselves
            Shape::Map(Pairs(pairs)) if pairs.iter().any(|(key, _)| OF_THEMES.contains(&&*key.value)) => {
                Err(D::Error::custom(match pairs.first() {
                    Some((first, _)) if first.value == "id" => {
                        "a theme without the - of its list; write - id: and begin its other keys below id"
                            .to_string()
                    }
                    _ => {
                        let key = pairs.iter().find(|(key, _)| OF_THEMES.contains(&&*key.value));
                        let key = key.map_or("", |(key, _)| &*key.value);
                        format!(
                            "a theme called {key}, which is a key of themes; begin it further in, below its theme"
                        )
                    }
                }))
            }
            Shape::Map(pairs) => Ok(Self(
                Named::from(pairs).0.into_iter().map(|(id, short)| Theme { id, ..short.0 }).collect(),
            )),
        }
    }
}

/// A theme of a list; one without an id stands where it begins.
fn placed(theme: Spanned<Theme>) -> Theme {
    let at = start(&theme);
    let mut theme = theme.value;
    if theme.id.value.is_empty() {
        theme.id.at = at;
    }
    theme
}

/// A theme written as a bare rule, a bare list of rules, or a mapping without its id.
struct Short(Theme);

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Shape<String, WrittenRule, Theme>>::deserialize(deserializer)?;
        let at = start(&spanned);
        let any = match spanned.value {
            Shape::Map(theme) => return Ok(Self(theme)),
            Shape::List(rules) => rules,
            Shape::One(value) => vec![WrittenRule { rule: Text { value, at }, only_for: Named::default() }],
        };
        Ok(Self(Theme { any: Rules(any), ..Theme::default() }))
    }
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

/// `on` or `off`, or as YAML says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On.
    #[default]
    #[serde(alias = "true", alias = "yes")]
    On,
    /// Off.
    #[serde(alias = "false", alias = "no")]
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
            return Ok(Self::default());
        }
        let mut read: Self =
            yaml::read(file, source).map_err(|error| Box::new(finding(file, source, error)))?;
        read.rules().for_each(|rules| rules.0.iter_mut().for_each(|rule| rule.rule.as_written(source)));
        Ok(read)
    }

    /// All its rules.
    fn rules(&mut self) -> impl Iterator<Item = &mut Rules> {
        let Self { lists, questions, themes, unless, never, .. } = self;
        let of_questions = questions.0.iter_mut().flat_map(|(_, question)| {
            let QuestionThemes { themes, unless, never } = question;
            [unless, never].into_iter().chain(themes.rules())
        });
        let lists = lists.0.iter_mut().map(|(_, rules)| rules);
        lists.chain([unless, never]).chain(themes.rules()).chain(of_questions)
    }

    pub(super) fn is_without_themes(&self) -> bool {
        self.themes.is_empty() && self.questions.0.iter().all(|(_, question)| question.themes.is_empty())
    }

    /// What is found of a codebook that codes nothing.
    pub(super) fn without_themes(level: Level, file: &str, source: &str) -> Finding {
        let remedy = "write themes: and the themes below it, as in themes: {bolig: [bolig, husvære]}";
        Finding::at(level, file, source, 0..0, "a codebook without themes").remedy(remedy)
    }

    /// The codebook as YAML; reading it gives the same codebook.
    pub fn to_yaml(&self) -> Result<String, crate::Error> {
        serde_saphyr::to_string(self)
            .map_err(|e| crate::Error::new(format!("the codebook could not be written: {e}")))
    }
}

/// A YAML error as a finding at its place in the source.
fn finding(file: &str, source: &str, error: crate::Error) -> Finding {
    let place = error.place.unwrap_or_default();
    let line = place.line.unwrap_or(1).saturating_sub(1);
    let start: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
    let text = source[start..].lines().next().unwrap_or("");
    let column = place.column.unwrap_or(1).saturating_sub(1);
    let at = start + text.char_indices().nth(column).map_or(text.len(), |(i, _)| i);
    let finding = Finding::at(Level::Error, file, source, at..at, error.found);
    match error.remedy {
        Some(remedy) => finding.remedy(remedy),
        None => finding,
    }
}
