//! Prints how well and how fast words are analysed: `cargo bench --bench norwegian`.
#![allow(missing_docs)]

#[path = "../tests/norwegian/measure.rs"]
mod measure;

use fritekst::norwegian::{VERSION, analyse};
use std::time::Instant;

const NYNORSK: [(&str, &str); 2] = [
    ("nynorsk, list", include_str!("../tests/norwegian/nynorsk-319.tsv")),
    ("nynorsk, forms", include_str!("../tests/norwegian/nynorsk-own.tsv")),
];

fn main() {
    let start = Instant::now();
    analyse("bolig");
    println!("analysis {VERSION}; first word after {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    println!("| measure | value | of |\n|---|---|---|");
    let (hit, found, gold, _) = measure::joints(include_str!("../tests/norwegian/joints.tsv"));
    println!("| joints, precision | {:.3} | {found} |", hit as f64 / found as f64);
    println!("| joints, recall | {:.3} | {gold} |", hit as f64 / gold as f64);
    for (name, list) in NYNORSK {
        let (all, apart) = measure::strangers(list);
        println!("| {name} | {} | {all} |", all - apart.len());
    }
    let cases = measure::cases(include_str!("../tests/norwegian/cases.tsv"));
    println!("| words to take, taken | {} | {} |", cases.takes - cases.missed.len(), cases.takes);
    println!("| words to leave, taken | {} | {} |", cases.false_hits.len(), cases.leaves);
    speed();
}

/// Time for each distinct word of the shipped answers.
fn speed() {
    let Ok(text) = std::fs::read_to_string("corpora/imdi2023/svar.csv") else { return };
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let types: Vec<&str> = words.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let start = Instant::now();
    let keys: usize = types.iter().map(|w| analyse(w).keys.len()).sum();
    let each = start.elapsed().as_secs_f64() * 1e6 / types.len() as f64;
    println!("| µs for a distinct word ({keys} keys) | {each:.1} | {} |", types.len());
}
