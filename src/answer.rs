//! What a survey is made of: variables, questions, respondents and their answers.
use compact_str::CompactString;
use serde::Serialize;
use std::ops::RangeInclusive;

/// A closed variable that answers can be filtered and grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// Name, as used in `--by` and `--where`, and by default the column in the data.
    pub id: String,
    /// Heading in tables.
    pub label: String,
    /// Values and their labels in table order; values met in the data but not listed come after, sorted.
    pub values: Vec<(String, String)>,
    /// Whether only a filter, a grouping or the like names it, of data without a corpus.yaml: it goes into no copy of the data,
    /// and they are the same data with it and without.
    #[serde(skip)]
    pub aside: bool,
}

impl Variable {
    /// The label of a value that the corpus lists.
    pub fn label_of(&self, value: &str) -> Option<&str> {
        self.values.iter().find(|(own, _)| own == value).map(|(_, label)| label.as_str())
    }

    /// What to write for a value that is none, but a label in small letters or capitals.
    pub fn meant(&self, text: &str) -> Option<String> {
        let text = text.to_lowercase();
        let (value, label) = self.values.iter().find(|(_, label)| label.to_lowercase() == text)?;
        Some(format!("write {value}, whose label is {label}"))
    }

    /// The value whose label this is.
    pub fn value_of(&self, label: &str) -> Option<&str> {
        self.values.iter().find(|(_, own)| own == label).map(|(value, _)| value.as_str())
    }
}

/// One open question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Name, as used in the codebook and in `--question`, and by default the column in the data.
    pub id: String,
    /// The question as the respondents read it.
    pub text: String,
    /// Who was asked: variable id → values. Empty when everybody was.
    pub asked: Vec<(String, Vec<String>)>,
}

/// The population that the respondents come from, in each wave, for the finite population correction.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Population {
    /// All of them.
    pub size: Option<u64>,
    /// Variable id → value → size.
    pub by: Vec<(String, Vec<(String, u64)>)>,
}

/// What corpus.yaml or the flags say about the data, before any row is read.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Frame {
    /// Short name.
    pub name: String,
    /// Title in reports.
    pub title: String,
    /// Variables in the order of `Row::values`.
    pub variables: Vec<Variable>,
    /// Questions in the order of `Row::answers`.
    pub questions: Vec<Question>,
    /// Population, if stated.
    pub population: Option<Population>,
    /// Smallest cell shown in tables by group, if stated.
    pub min_cell: Option<u64>,
    /// Variable that holds a weight, if stated.
    pub weight: Option<String>,
    /// The waves of the data, if they have any. Whoever is in several is an answer of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waves: Vec<String>,
}

/// The variable that says which wave a respondent belongs to.
pub const WAVE: &str = "wave";

impl Frame {
    /// Position of a variable.
    pub fn variable(&self, id: &str) -> Option<usize> {
        self.variables.iter().position(|v| v.id == id)
    }

    /// Positions of the variables that only a filter or a grouping names.
    pub fn asides(&self) -> impl Iterator<Item = usize> {
        self.variables.iter().enumerate().filter(|(_, variable)| variable.aside).map(|(at, _)| at)
    }

    /// Position of a question.
    pub fn question(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|q| q.id == id)
    }

    /// How a respondent stands to a question.
    pub fn standing(&self, question: usize, row: &Row) -> Standing {
        if row.answers.get(question).is_some_and(|text| is_answer(text)) {
            Standing::Answered
        } else if self.was_asked(question, &row.values) {
            Standing::Silent
        } else {
            Standing::NotAsked
        }
    }

    /// A respondent's weight: 1 when the corpus names no weight, none when the cell holds no number that can
    /// be one. Decimal commas and points both count.
    pub fn weight_of(&self, row: &Row) -> Option<f64> {
        let Some(weight) = &self.weight else { return Some(1.0) };
        let cell = row.values.get(self.variable(weight)?)?;
        weight_in(cell)
    }

    /// Whether a respondent with these values should have been asked a question, by the corpus alone; see
    /// [`Frame::standing`] for those who answered all the same.
    pub fn was_asked<V: AsRef<str>>(&self, question: usize, values: &[V]) -> bool {
        self.questions[question].asked.iter().all(|(variable, allowed)| {
            self.variable(variable).is_some_and(|v| allowed.iter().any(|a| a == values[v].as_ref()))
        })
    }
}

/// How a respondent stands to a question. The three make three numbers: asked are the answered and the
/// silent together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Gave an answer; counts as asked even where the corpus says otherwise, for nobody answers a
    /// question that was not put.
    Answered,
    /// Was asked and gave none.
    Silent,
    /// Was not asked.
    NotAsked,
}

/// One respondent: a row of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Row {
    /// Respondent id, unique in the corpus.
    pub id: CompactString,
    /// One value a variable of the frame; empty when missing.
    pub values: Vec<CompactString>,
    /// One text a question of the frame, as written in the export; see [`is_answer`].
    pub answers: Vec<CompactString>,
}

/// Which questions and respondents a command is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Selection {
    /// Questions, by position in the frame, in the order to show.
    pub questions: Vec<usize>,
    /// Variable by position, and the values it may have; all must hold.
    pub only: Vec<(usize, Vec<String>)>,
}

impl Selection {
    /// Every question and respondent of a frame.
    pub fn all(frame: &Frame) -> Self {
        Self { questions: (0..frame.questions.len()).collect(), only: Vec::new() }
    }

    /// Whether a respondent with these values is meant.
    pub fn holds<V: AsRef<str>>(&self, values: &[V]) -> bool {
        let is = |variable: usize, wanted: &String| wanted == values[variable].as_ref();
        self.only.iter().all(|(variable, wanted)| wanted.iter().any(|wanted| is(*variable, wanted)))
    }
}

/// No weight is larger, and none but 0 smaller.
const WEIGHTS: RangeInclusive<f64> = 1e-100..=1e100;

/// A number with decimal comma or point; nothing for what is none, or has no end.
pub fn decimal(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// The weight that a cell holds; nothing where it holds no number that can be one. What is so large or so small that its square
/// would be none is no weight.
pub fn weight_in(cell: &str) -> Option<f64> {
    decimal(cell).filter(|weight| *weight == 0.0 || WEIGHTS.contains(weight))
}

/// Whether a cell holds an answer: not empty, not only dashes.
pub fn is_answer(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_blanks_are_no_answers() {
        for text in ["", " ", "-", " – ", "--", "\n"] {
            assert!(!is_answer(text), "{text:?}");
        }
        assert!(is_answer("Nei"));
        assert!(is_answer("?"));
    }

    #[test]
    fn who_answers_was_asked() {
        let variable =
            Variable { id: "rolle".into(), label: String::new(), values: Vec::new(), aside: false };
        let asked = vec![("rolle".to_string(), vec!["leder".to_string()])];
        let question = Question { id: "q".into(), text: String::new(), asked };
        let frame = Frame { variables: vec![variable], questions: vec![question], ..Frame::default() };
        let standing = |rolle: &str, answer: &str| {
            let row = Row { id: "1".into(), values: vec![rolle.into()], answers: vec![answer.into()] };
            frame.standing(0, &row)
        };
        assert_eq!(standing("leder", "Ja"), Standing::Answered);
        assert_eq!(standing("leder", "-"), Standing::Silent);
        assert_eq!(standing("ansatt", ""), Standing::NotAsked);
        assert_eq!(standing("ansatt", "Nei"), Standing::Answered);
    }

    #[test]
    fn weights_are_read_as_norwegians_write_them() {
        let variable = Variable { id: "vekt".into(), label: String::new(), values: Vec::new(), aside: false };
        let weighted = Frame { weight: Some("vekt".into()), variables: vec![variable], ..Frame::default() };
        let row = |cell: &str| Row { values: vec![cell.into()], ..Row::default() };
        assert_eq!(weighted.weight_of(&row("1,25")), Some(1.25));
        assert_eq!(weighted.weight_of(&row("0.5")), Some(0.5));
        for cell in ["", "-1", "NaN", "inf", "1.000,5"] {
            assert_eq!(weighted.weight_of(&row(cell)), None, "{cell}");
        }
        assert_eq!(Frame::default().weight_of(&row("")), Some(1.0));
    }
}
