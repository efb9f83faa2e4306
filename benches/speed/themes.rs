//! Codebooks for measuring: themes of 15 patterns each, over the words of the shipped corpus from the commonest down.
use fritekst::input::{Overrides, Source};
use fritekst::norwegian::function::is_function_word;
use fritekst::norwegian::tokens::tokens;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// The commonest words are in half of the answers and no theme.
const TOO_COMMON: usize = 40;

/// A codebook of so many themes: six words, three beginnings, two infixes, two phrases and two NEAR in each.
pub fn codebook(themes: usize) -> Result<String, Box<dyn std::error::Error>> {
    let source = Source::open(Path::new("corpora/imdi2023"), &Overrides::default())?;
    let (mut single, mut pairs) = (HashMap::new(), HashMap::new());
    for row in source.rows()? {
        for answer in row?.answers {
            let words: Vec<String> = tokens(&answer).iter().map(|t| t.text(&answer).to_lowercase()).collect();
            words.iter().filter(|w| fit(w)).for_each(|w| *single.entry(w.clone()).or_insert(0u32) += 1);
            for pair in words.windows(2).filter(|p| fit(&p[0]) && fit(&p[1])) {
                *pairs.entry(pair.join(" ")).or_insert(0u32) += 1;
            }
        }
    }
    let (words, pairs) = (ranked(single), ranked(pairs));
    let mut text = String::from("codebook: maling\ntitle: Temaer til måling\nthemes:\n");
    for theme in 0..themes {
        let word = |n: usize| &words[(TOO_COMMON + theme + n * themes) % words.len()];
        let pair = |n: usize| &pairs[(theme + n * themes) % pairs.len()];
        write!(text, "  - id: t{theme}\n    any:\n")?;
        for n in 0..6 {
            writeln!(text, "      - '{}'", word(n))?;
        }
        for n in 6..9 {
            writeln!(text, "      - '{}*'", cut(word(n), 6))?;
        }
        for n in 9..11 {
            writeln!(text, "      - '*{}*'", cut(word(n), 5))?;
        }
        for n in 0..2 {
            writeln!(text, "      - '\"{}\"'", pair(n))?;
            writeln!(text, "      - '{} ~5 {}'", word(n), word(n + 11))?;
        }
    }
    Ok(text)
}

fn fit(word: &str) -> bool {
    word.chars().count() > 4
        && word.chars().all(|c| c.is_ascii_lowercase() || "æøå".contains(c))
        && !is_function_word(word)
}

fn ranked(counts: HashMap<String, u32>) -> Vec<String> {
    let mut all: Vec<(u32, String)> = counts.into_iter().map(|(word, n)| (u32::MAX - n, word)).collect();
    all.sort();
    all.into_iter().map(|(_, word)| word).collect()
}

fn cut(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}
