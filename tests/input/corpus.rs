//! corpus.yaml and the shipped survey.
use super::{open, read};
use fritekst::answer::Standing;
use fritekst::input::Overrides;

#[test]
fn the_shipped_survey_is_read_whole() {
    let source = open("corpora/imdi2023", &Overrides::default()).unwrap();
    let (rows, errors) = read(&source);
    assert_eq!((rows.len(), errors), (370, vec![]));
    let standings = |question: &str| {
        let q = source.frame.question(question).unwrap();
        let count = |s| rows.iter().filter(|row| source.frame.standing(q, row) == s).count();
        (count(Standing::Answered), count(Standing::Silent), count(Standing::NotAsked))
    };
    assert_eq!(standings("kollektiv"), (105, 84, 181));
    assert_eq!(standings("grupper"), (103, 86, 181));
    let answers = rows.iter().flat_map(|r| &r.answers).filter(|a| fritekst::answer::is_answer(a)).count();
    assert_eq!(answers, 1404);
}

#[test]
fn every_value_of_the_shipped_survey_is_listed() {
    let source = open("corpora/imdi2023", &Overrides::default()).unwrap();
    for row in read(&source).0 {
        for (variable, value) in source.frame.variables.iter().zip(&row.values) {
            let listed = variable.values.is_empty() || variable.values.iter().any(|(v, _)| v == value);
            assert!(listed, "{}: {value} of {}", variable.id, row.id);
        }
    }
}
