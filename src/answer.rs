//! What a survey is made of: variables, questions, respondents and their answers.
use serde::Serialize;

/// A closed variable that answers can be filtered and grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// Name, as used in `--by` and `--where`, and by default the column in the data.
    pub id: String,
    /// Heading in tables.
    pub label: String,
    /// Values and their labels in table order; values met in the data but not listed come after, sorted.
    pub values: Vec<(String, String)>,
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

/// The population that the respondents come from, for the finite population correction.
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
}

impl Frame {
    /// Position of a variable.
    pub fn variable(&self, id: &str) -> Option<usize> {
        self.variables.iter().position(|v| v.id == id)
    }

    /// Position of a question.
    pub fn question(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|q| q.id == id)
    }

    /// Whether a respondent with these values was asked a question.
    pub fn was_asked(&self, question: usize, values: &[String]) -> bool {
        self.questions[question].asked.iter().all(|(variable, allowed)| {
            self.variable(variable).is_some_and(|v| allowed.iter().any(|a| *a == values[v]))
        })
    }
}

/// One respondent: a row of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Row {
    /// Respondent id, unique in the corpus.
    pub id: String,
    /// One value a variable of the frame; empty when missing.
    pub values: Vec<String>,
    /// One text a question of the frame, as written in the export; see [`is_answer`].
    pub answers: Vec<String>,
}

/// Whether a cell holds an answer: not empty, not only dashes.
pub fn is_answer(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '‐' | '‑' | '−'))
}

#[cfg(test)]
mod tests {
    use super::is_answer;

    #[test]
    fn dashes_and_blanks_are_no_answers() {
        for text in ["", " ", "-", " – ", "--", "\n"] {
            assert!(!is_answer(text), "{text:?}");
        }
        assert!(is_answer("Nei"));
        assert!(is_answer("?"));
    }
}
