//! Ages, sentences and clauses against lists with known answers.
use fritekst::norwegian::{age, sentence, tokens::tokens};
use proptest::prelude::*;

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

/// A text with its borders marked, from what the library says.
fn marked(text: &str, mark: &str, starts: impl Iterator<Item = usize>) -> String {
    let mut marked = text.to_string();
    for at in starts.filter(|at| *at > 0).collect::<Vec<_>>().into_iter().rev() {
        marked.insert_str(at, mark);
    }
    marked
}

#[test]
fn sentences_of_the_list() {
    let list = include_str!("texts/sentences.txt");
    let mut wrong = Vec::new();
    for line in list.lines().skip(1) {
        let wanted = line.replace("\\n", "\n").replace("\\r", "\r");
        let text = wanted.replace('‖', "");
        let got = marked(&text, "‖", sentence::sentences(&text).into_iter().map(|s| s.start));
        if got != wanted {
            wrong.push(format!("wanted {wanted:?}\n   got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn clauses_of_the_list() {
    let list = include_str!("texts/clauses.txt");
    let mut wrong = Vec::new();
    for wanted in list.lines().skip(1) {
        let text = wanted.replace('|', "");
        let words = tokens(&text);
        let clause = sentence::borders(&text, &words).clause;
        let starts =
            (1..words.len()).filter(|i| clause[*i] != clause[i - 1]).map(|i| words[i].start as usize);
        let got = marked(&text, "|", starts);
        if got != wanted {
            wrong.push(format!("wanted {wanted}\n   got {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Pieces of text around which ages, sentences and clauses turn.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "15",
        "16",
        "2015",
        "femten",
        "år",
        "åring",
        "-",
        "–",
        " – ",
        " ",
        "\n",
        "\r\n",
        ".",
        "…",
        ",",
        ":",
        ";",
        "(",
        ")",
        "1.",
        "2)",
        "•",
        "og",
        "til",
        "mellom",
        "under",
        "fylt",
        "+",
        "f.eks.",
        "NAV",
        "bolig",
        "går",
        "men",
        "når",
        "det",
        "a\u{30a}r",
        "\u{ad}",
        "\u{2028}",
        "½",
        "İ",
        "ß",
        "١٥",
        "«",
        "»",
        "!",
        "så",
        "som",
        "siden",
        "så lenge",
        "alderen",
    ]);
    let any = prop_oneof![8 => piece.prop_map(str::to_string), 1 => any::<char>().prop_map(String::from)];
    let spaced = (any, prop::bool::weighted(0.6)).prop_map(|(p, space)| if space { p + " " } else { p });
    prop::collection::vec(spaced, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn ages_lie_in_the_text(text in pieces()) {
        let mut last = 0;
        for age in age::find(&text) {
            prop_assert!(age.from <= age.to && age.start < age.end);
            prop_assert!(text.get(age.start..age.end).is_some_and(|said| !said.trim().is_empty()));
            prop_assert!(age.start >= last);
            last = age.start;
        }
    }

    #[test]
    fn every_word_has_one_sentence_and_one_clause(text in pieces()) {
        let words = tokens(&text);
        let sentences = sentence::sentences(&text);
        let borders = sentence::borders(&text, &words);
        prop_assert!(sentences.is_sorted_by(|a, b| a.end <= b.start));
        prop_assert!(sentences.iter().all(|s| text.get(s.clone()).is_some_and(|t| t.trim() == t && !t.is_empty())));
        for word in &words {
            let holds = |s: &&std::ops::Range<usize>| s.start <= word.start as usize && word.end as usize <= s.end;
            prop_assert_eq!(sentences.iter().filter(holds).count(), 1, "{:?}", word.text(&text));
        }
        prop_assert_eq!(borders.sentence.len(), words.len());
        prop_assert_eq!(borders.clause.len(), words.len());
        for i in 1..words.len() {
            let sentence = borders.sentence[i] - borders.sentence[i - 1];
            let clause = borders.clause[i] - borders.clause[i - 1];
            prop_assert!(sentence <= clause && clause <= 1);
        }
    }
}
