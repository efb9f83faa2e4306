//! Ages, sentences and clauses against lists with known answers.
use fritekst::norwegian::age;

/// The lines of a two-column list, without its heading.
fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.lines().skip(1).map(|line| line.split_once('\t').unwrap_or((line, "")))
}

/// The lines of a list of ages that come out otherwise.
fn wrong_ages(list: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (text, wanted) in pairs(list) {
        let ages = age::find(text);
        let got: Vec<String> = ages.iter().map(|a| format!("{}-{}", a.from, a.to)).collect();
        if got.join(" ") != wanted {
            wrong.push(format!("{text}: wanted {wanted:?}, got {:?}", got.join(" ")));
        }
    }
    wrong
}

#[test]
fn ages_of_the_lists() {
    for list in [include_str!("texts/age-forms.tsv"), include_str!("texts/ages.tsv")] {
        let wrong = wrong_ages(list);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(pairs(list).count() >= 40);
    }
}
