//! corpus.yaml as written: how to read a survey export. What it means is made in `plan`.
use super::yaml::{Name, Pairs, Shape};
use serde::Deserialize;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    pub(crate) corpus: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) data: Option<Shape<String, Part, FileAndWave>>,
    pub(crate) id: Option<Name>,
    #[serde(default)]
    pub(crate) variables: Listed<VariableKeys>,
    #[serde(default)]
    pub(crate) questions: Listed<QuestionKeys>,
    pub(crate) population: Option<Shape<String, serde::de::IgnoredAny, PopulationKeys>>,
    pub(crate) codebook: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) weight: Option<Name>,
    pub(crate) min_cell: Option<u64>,
    /// Answers that are none: 99, n/a.
    pub(crate) missing: Option<Shape<String, String, serde::de::IgnoredAny>>,
    pub(crate) delimiter: Option<Name>,
    pub(crate) encoding: Option<String>,
    pub(crate) sheet: Option<String>,
}

/// One data file of several.
pub(crate) type Part = Shape<String, String, FileAndWave>;

/// A data file and the wave it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileAndWave {
    pub(crate) file: String,
    pub(crate) wave: Option<String>,
}

/// Names with or without keys of their own: `[a, b]` or `{a: label, b: {…}}`.
#[derive(Debug)]
pub(crate) struct Listed<T>(pub(crate) Vec<(Name, Entry<T>)>);

/// What stands after a name: nothing or a label, or keys.
pub(crate) type Entry<T> = Shape<String, serde::de::IgnoredAny, T>;

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shape: Shape<String, Name, Pairs<Entry<T>>> = Shape::deserialize(deserializer)?;
        let bare = |name: Name| (name, Shape::One(String::new()));
        match shape {
            Shape::One(word) if word.is_empty() => Ok(Self::default()),
            Shape::One(_) => Err(serde::de::Error::custom("expected a list or a mapping")),
            Shape::List(names) => Ok(Self(names.into_iter().map(bare).collect())),
            Shape::Map(pairs) => Ok(Self(pairs.0)),
        }
    }
}

/// Keys of a variable.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariableKeys {
    pub(crate) label: Option<String>,
    pub(crate) column: Option<Name>,
    pub(crate) values: Option<Shape<String, String, Pairs<String>>>,
}

/// Keys of an open question.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionKeys {
    pub(crate) text: Option<String>,
    pub(crate) column: Option<Name>,
    #[serde(default)]
    pub(crate) asked: Pairs<Shape<String, String, serde::de::IgnoredAny>>,
}

/// Keys of the population.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PopulationKeys {
    pub(crate) size: Option<u64>,
    #[serde(default)]
    pub(crate) by: Pairs<Pairs<u64>>,
}
