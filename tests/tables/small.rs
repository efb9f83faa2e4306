//! Small surveys made for one question each.
use super::table;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

pub(super) const CODEBOOK: &str = "codebook: k\nthemes:\n  - {id: bolig, any: bolig}\n  - {id: skole, any: skole}\n  - {id: helse, any: \
                        helse}\n";

/// Answers to one question, with group and weight, and the codebook they are counted by.
pub(super) struct Survey(pub(super) TempDir);

impl Survey {
    /// From runs of answers: how many, of which group, with which weight and text. `more` is put into corpus.yaml.
    pub(super) fn new(answers: &[(usize, &str, &str, &str)], more: &str) -> Self {
        Self::by(CODEBOOK, answers, more)
    }

    pub(super) fn by(codebook: &str, answers: &[(usize, &str, &str, &str)], more: &str) -> Self {
        let survey = Self(tempfile::tempdir().unwrap());
        let all = answers.iter().flat_map(|answer| std::iter::repeat_n(answer, answer.0));
        let rows = all.enumerate().map(|(at, (_, g, v, text))| format!("R{:02};{g};{v};{text}\n", at + 1));
        survey.file("svar.csv", &format!("id;g;v;q\n{}", rows.collect::<Vec<_>>().concat()));
        survey.file("k.yaml", codebook);
        let corpus = "corpus: s\ndata: svar.csv\nid: id\nvariables: {g: {label: G}, v: {label: V}}\nquestions: {q: {text: Hva}}\ncodebook: \
                      k.yaml\n";
        survey.file("corpus.yaml", &format!("{corpus}{more}\n"));
        survey
    }

    /// A file beside it.
    pub(super) fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    }

    pub(super) fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    pub(super) fn table(&self, more: &[&str]) -> Value {
        table(&[&[self.path()], more].concat())
    }
}

/// The themes of a table in its order, with what is shown of everybody.
pub(super) fn shown(table: &Value) -> Vec<(String, Option<u64>)> {
    let themes = table["themes"].as_array().unwrap().iter();
    themes.map(|line| (line["theme"].as_str().unwrap().to_string(), line["cells"][0]["n"].as_u64())).collect()
}
