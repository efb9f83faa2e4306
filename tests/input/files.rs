//! Every case of files.yaml, from the file and from the same bytes on standard input.
use super::{open, read};
use fritekst::input::{Overrides, Source};
use serde::Deserialize;
use std::fs;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    id: Option<String>,
    question: Option<String>,
    #[serde(default)]
    variables: Vec<String>,
    sheet: Option<String>,
    delimiter: Option<char>,
    encoding: Option<String>,
    text: Option<String>,
    answers: Option<Ordered>,
    values: Option<Ordered>,
    #[serde(default)]
    bad: Vec<String>,
    fails: Option<String>,
}

/// A mapping in file order.
struct Ordered(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Ordered;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a mapping")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Ordered(pairs))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

impl Case {
    fn overrides(&self) -> Overrides {
        let id = self.id.clone().unwrap_or("id".into());
        let question = self.question.clone().unwrap_or("svar".into());
        Overrides {
            id: Some(id).filter(|id| id != "guess"),
            questions: if question == "none" { Vec::new() } else { vec![question] },
            variables: self.variables.clone(),
            delimiter: self.delimiter,
            encoding: self.encoding.clone(),
            sheet: self.sheet.clone(),
            named: Vec::new(),
        }
    }

    fn check(&self, source: fritekst::Result<Source>) -> Result<(), String> {
        let source = match (source, &self.fails) {
            (Err(error), Some(fails)) if error.to_string().contains(fails.as_str()) => return Ok(()),
            (Err(error), _) => return Err(format!("fails with: {error}")),
            (Ok(_), Some(_)) => return Err("does not fail".into()),
            (Ok(source), None) => source,
        };
        let (rows, errors) = read(&source);
        let answers: Vec<_> =
            rows.iter().map(|row| (row.id.to_string(), row.answers[0].to_string())).collect();
        if Some(&answers) != self.answers.as_ref().map(|a| &a.0) {
            return Err(format!("reads {answers:?}"));
        }
        let values: Vec<_> = rows.iter().map(|row| (row.id.to_string(), row.values.join(";"))).collect();
        if self.values.as_ref().is_some_and(|wanted| wanted.0 != values) {
            return Err(format!("has the values {values:?}"));
        }
        let text = &source.frame.questions[0].text;
        if self.text.as_ref().is_some_and(|wanted| wanted != text) {
            return Err(format!("has the question {text}"));
        }
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let said = errors.iter().zip(&self.bad).all(|(error, bad)| error.contains(bad.as_str()));
        if said && errors.len() == self.bad.len() { Ok(()) } else { Err(format!("reports {errors:#?}")) }
    }
}

#[test]
fn every_case_holds() {
    let text = fs::read_to_string("tests/input/files.yaml").unwrap();
    let cases: Vec<Case> = serde_saphyr::from_str(&text).unwrap();
    assert!(cases.len() > 50);
    let mut wrong = Vec::new();
    for case in &cases {
        let path = format!("tests/input/files/{}", case.file);
        if let Err(what) = case.check(open(&path, &case.overrides())) {
            wrong.push(format!("{}: {what}", case.file));
        }
        if let Ok(bytes) = fs::read(&path)
            && let Err(what) = case.check(Source::open_bytes(&path, bytes, &case.overrides()))
        {
            wrong.push(format!("{} as bytes: {what}", case.file));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_has_a_case() {
    let text = fs::read_to_string("tests/input/files.yaml").unwrap();
    for entry in fs::read_dir("tests/input/files").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            text.contains(&format!("file: {name},")) || text.contains(&format!("file: {name}\n")),
            "{name}"
        );
    }
}
