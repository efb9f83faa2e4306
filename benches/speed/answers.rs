//! Answers for measuring: sentences of the shipped corpus with words exchanged for others of the lexicon, new
//! compounds of its parts and slips, so that the vocabulary keeps growing as it does in life. The same for the same number.
use super::lot::Lot;
use fritekst::input::{Overrides, Source};
use fritekst::norwegian::sentence::sentences;
use fritekst::norwegian::tokens::tokens;
use std::io::{self, Write};
use std::path::Path;

/// Mean number of words that sentences are added up to; with the last sentence an answer has 33.
const WORDS: f64 = 25.0;
/// Of the longer words, how many in a thousand are exchanged.
const EXCHANGED: u64 = 50;

const ROLES: [&str; 3] = ["integreringsansvarlig", "kommunedirektor", "oppvekstsjef"];
const SIZES: [&str; 3] = ["under 5 000", "5 000–19 999", "20 000 og over"];
const REGIONS: [&str; 6] =
    ["Oslo-området", "Østlandet", "Sørlandet", "Vestlandet", "Trøndelag", "Nord-Norge"];

/// What answers are made of.
pub struct Material {
    /// Sentences by standard: bokmål, nynorsk.
    sentences: [Vec<String>; 2],
    /// Forms of the lexicon, the likeliest first.
    forms: Vec<String>,
    /// What compounds begin with, and the nouns that they end in.
    modifiers: Vec<String>,
    nouns: Vec<String>,
}

impl Material {
    /// Reads the shipped corpus and the lexicon.
    pub fn read() -> Result<Self, Box<dyn std::error::Error>> {
        let source = Source::open(Path::new("corpora/imdi2023"), &Overrides::default())?;
        let standard = source.frame.variable("malform").unwrap_or(0);
        let mut found = [Vec::new(), Vec::new()];
        for row in source.rows()? {
            let row = row?;
            let own = &mut found[usize::from(row.values[standard] == "nn")];
            for answer in &row.answers {
                own.extend(sentences(answer).into_iter().map(|s| answer[s].to_string()));
            }
        }
        let [forms, modifiers, nouns] = lexicon()?;
        Ok(Self { sentences: found, forms, modifiers, nouns })
    }

    /// Writes a survey of `n` respondents into a folder, with its corpus.yaml.
    pub fn survey(&self, folder: &Path, n: u64) -> io::Result<()> {
        std::fs::write(folder.join("corpus.yaml"), CORPUS)?;
        let mut out = io::BufWriter::new(std::fs::File::create(folder.join("svar.csv"))?);
        writeln!(out, "respondent;rolle;storrelse;landsdel;svar")?;
        let mut lot = Lot::new(2023);
        for i in 0..n {
            let (role, size) = (ROLES[lot.below(3)], SIZES[lot.below(3)]);
            let region = REGIONS[lot.below(6)];
            let text = self.answer(&mut lot).replace('"', "\"\"");
            writeln!(out, "{};{role};{size};{region};\"{text}\"", i + 1)?;
        }
        out.flush()
    }

    fn answer(&self, lot: &mut Lot) -> String {
        // one answer in seven is in nynorsk, as in the corpus
        let standard = &self.sentences[usize::from(lot.below(7) == 0)];
        let wanted = -(1.0 - lot.share()).ln() * WORDS;
        let (mut text, mut words) = (String::new(), 0);
        while words == 0 || (words as f64) < wanted {
            let sentence = &standard[lot.below(standard.len())];
            if !text.is_empty() {
                text.push(' ');
            }
            words += self.sentence(sentence, lot, &mut text).max(1);
        }
        text
    }

    /// Adds a sentence with some of its words exchanged; gives the number of words.
    fn sentence(&self, sentence: &str, lot: &mut Lot, text: &mut String) -> usize {
        let words = tokens(sentence);
        let mut done = 0;
        for word in &words {
            let (start, end) = (word.start as usize, word.end as usize);
            let old = &sentence[start..end];
            text.push_str(&sentence[done..start]);
            let plain = old.len() > 3 && old.chars().all(char::is_lowercase);
            if plain && lot.next() % 1000 < EXCHANGED {
                text.push_str(&self.other(old, lot));
            } else {
                text.push_str(old);
            }
            done = end;
        }
        text.push_str(&sentence[done..]);
        words.len()
    }

    fn other(&self, old: &str, lot: &mut Lot) -> String {
        match lot.below(20) {
            0..=10 => self.forms[lot.rank(self.forms.len())].clone(),
            11..=17 => {
                let first = &self.modifiers[lot.rank(self.modifiers.len())];
                format!("{first}{}", self.nouns[lot.rank(self.nouns.len())])
            }
            _ => slip(old, lot),
        }
    }
}

/// A letter left out, doubled, or changed with its neighbour.
fn slip(word: &str, lot: &mut Lot) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + lot.below(letters.len() - 2);
    match lot.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

/// The lexicon's forms, the modifiers of its compounds and the forms of its nouns, each in an order that is mixed but
/// always the same: Zipf's law wants some order.
fn lexicon() -> Result<[Vec<String>; 3], Box<dyn std::error::Error>> {
    let data = std::fs::read("src/norwegian/data/lexicon.bin")?;
    let mut rest = &data[..];
    let mut section = || -> Option<Vec<u8>> {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (own, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        rest = after;
        Some(own.to_vec())
    };
    let (forms, sets, modifiers) = (section(), section(), section());
    let sets = String::from_utf8(sets.ok_or("no sets")?)?;
    let noun = |set: &str| set.split(' ').any(|entry| entry.split(',').nth(2) == Some("n"));
    let nouns: Vec<bool> = sets.lines().map(noun).collect();
    let forms = words(forms.ok_or("no forms")?)?;
    let named = |kept: &dyn Fn(u64) -> bool| -> Vec<String> {
        forms.iter().filter(|(_, set)| kept(*set)).map(|(form, _)| form.clone()).collect()
    };
    let modifiers = words(modifiers.ok_or("no modifiers")?)?;
    let long = modifiers.into_iter().map(|(form, _)| form).filter(|form| form.chars().count() > 2);
    let is_noun = |set: u64| nouns.get(set as usize).copied().unwrap_or(false);
    Ok([named(&|_| true), long.collect(), named(&is_noun)])
}

/// The words of an automaton with their numbers, mixed.
fn words(section: Vec<u8>) -> Result<Vec<(String, u64)>, Box<dyn std::error::Error>> {
    let map = fst::Map::new(section)?;
    let mut found: Vec<(u64, String, u64)> = Vec::new();
    let mut stream = map.stream();
    while let Some((form, number)) = fst::Streamer::next(&mut stream) {
        let form: String = form.iter().map(|b| letter(*b)).collect();
        if form.chars().all(char::is_alphabetic) {
            found.push((Lot::new(found.len() as u64).next(), form, number));
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, form, number)| (form, number)).collect())
}

/// The letter that a byte of the lexicon stands for.
fn letter(byte: u8) -> char {
    match byte {
        b'/' => 'æ',
        b'=' => 'ø',
        b':' => 'å',
        other => char::from(other),
    }
}

const CORPUS: &str = "corpus: maling
title: Svar til måling
data: svar.csv
id: respondent
variables:
  rolle: {label: Rolle}
  storrelse: {label: Størrelse}
  landsdel: {label: Landsdel}
questions:
  svar: {text: \"Hva er viktigst?\"}
";
