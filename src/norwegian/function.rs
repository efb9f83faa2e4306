//! Function words: what may stand beside the words of `only(…)` without saying anything of its own.

/// Both standards; pronouns, articles, prepositions, conjunctions, auxiliaries, greetings and intensifiers.
const WORDS: &str = include_str!("data/function-words.txt");

/// Whether a word, as written, is a function word.
pub fn is_function_word(word: &str) -> bool {
    use std::{collections::HashSet, sync::LazyLock};
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
    SET.contains(super::written(word).as_str())
}
