//! Lays the lexicon's automata out for walking: `src/norwegian/data/lexicon.bin` holds them as small as can be, and
//! every step down such an automaton unpacks a node anew. Here each is unpacked once, when the program is built.
//!
//! The sections stay as they are, less the automata, of which each becomes one section: the number of nodes; eight bytes
//! a node, of which the lower bits say which letters lead on and whether a word ends here, and the upper ones which step
//! is the first; four bytes a step, the node it leads to and what it adds to the number. A node that ends a word has its
//! own number before its steps. A node is followed by those it leads to, so that the letters of a word lie side by side in
//! memory: most of what a look-up costs is the wait for it. One automaton is added at the end: the last
//! letters of the forms, read backwards.
//! `src/norwegian/automaton.rs` reads it.
use fst::raw::{CompiledAddr, Fst, Node};
use fst::{Map, Set, Streamer};
use std::collections::HashMap;
use std::{env, fs, path::Path};

#[path = "src/norwegian/letters.rs"]
mod letters;

const LEXICON: &str = "src/norwegian/data/lexicon.bin";
/// Sections that are automata.
const AUTOMATA: [usize; 4] = [0, 2, 4, 5];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={LEXICON}");
    println!("cargo::rerun-if-changed=src/norwegian/letters.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let data = fs::read(LEXICON)?;
    let (mut out, mut backwards) = (Vec::new(), Vec::new());
    let mut rest = &data[..];
    let mut number = 0;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (section, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        if number == 0 {
            backwards = lay_out(&reversed(section)?)?;
        }
        add(if AUTOMATA.contains(&number) { lay_out(section)? } else { section.to_vec() }, &mut out);
        rest = after;
        number += 1;
    }
    add(backwards, &mut out);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("lexicon.bin"), out)?;
    Ok(())
}

/// A section behind its length, in whole words of eight bytes, so that no number lies across two lines of the cache.
fn add(section: Vec<u8>, out: &mut Vec<u8>) {
    out.extend((section.len() as u64).to_le_bytes());
    out.extend(section);
    out.resize(out.len().next_multiple_of(8), 0);
}

/// The last letters of the words of an automaton, read from the last to the first.
fn reversed(section: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let map = Map::new(section)?;
    let (mut words, mut stream) = (Vec::new(), map.stream());
    while let Some((word, _)) = stream.next() {
        words.push(word.iter().rev().take(letters::ENDING).copied().collect::<Vec<u8>>());
    }
    words.sort_unstable();
    words.dedup();
    Ok(Set::from_iter(words)?.into_fst().into_inner())
}

/// One automaton, its nodes numbered as a walk meets them: a node and then all that follows it.
fn lay_out(section: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let fst = Fst::new(section)?;
    let (mut numbers, mut order) = (HashMap::<CompiledAddr, u32>::new(), Vec::new());
    let mut waiting = vec![fst.root().addr()];
    while let Some(addr) = waiting.pop() {
        if numbers.contains_key(&addr) {
            continue;
        }
        numbers.insert(addr, order.len() as u32);
        order.push(addr);
        let onward: Vec<_> = fst.node(addr).transitions().map(|step| step.addr).collect();
        waiting.extend(onward.iter().rev());
    }
    let (mut nodes, mut steps) = (Vec::new(), Vec::new());
    for addr in &order {
        let node = fst.node(*addr);
        nodes.extend(head(&node, steps.len() / 4)?);
        if node.is_final() {
            steps.extend(u32::try_from(node.final_output().value())?.to_le_bytes());
        }
        for step in node.transitions() {
            let (to, adds) = (numbers[&step.addr], u32::try_from(step.out.value())?);
            if to >> letters::TARGET != 0 || adds >> (32 - letters::TARGET) != 0 {
                return Err(format!(
                    "a step to {to} of {} that adds {adds} does not fit into four bytes",
                    order.len()
                )
                .into());
            }
            steps.extend((adds << letters::TARGET | to).to_le_bytes());
        }
    }
    Ok([&(order.len() as u64).to_le_bytes()[..], &nodes, &steps].concat())
}

fn head(node: &Node, first: usize) -> Result<[u8; 8], Box<dyn std::error::Error>> {
    let mut head = if node.is_final() { letters::FINAL } else { 0 };
    for step in node.transitions() {
        head |= 1 << letters::bit(step.inp).ok_or(format!("{:?} is no letter", char::from(step.inp)))?;
    }
    let first = first as u64;
    if first >> (64 - letters::FIRST) != 0 {
        return Err("more steps than a node can number".into());
    }
    Ok((first << letters::FIRST | head).to_le_bytes())
}
