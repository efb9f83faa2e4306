//! Lays the lexicon's automata out for walking: `src/norwegian/data/lexicon.bin` holds them as small as can be, and
//! every step down such an automaton unpacks a node anew. Here each is unpacked once, when the program is built.
//!
//! The sections stay as they are, less the automata, of which each becomes one section: the number of nodes, 16 bytes
//! a node (a bit a letter that leads on, the highest for a node that ends a word; its first step; its own number), and
//! 8 bytes a step (the node it leads to; what it adds to the number). Nodes are numbered from the root outwards, so
//! that those met most often lie together. `src/norwegian/automaton.rs` reads it.
use fst::raw::{CompiledAddr, Fst, Node};
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
    let mut out = Vec::new();
    let mut rest = &data[..];
    let mut number = 0;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (section, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        let laid_out = if AUTOMATA.contains(&number) { lay_out(section)? } else { section.to_vec() };
        // whole words of eight bytes, so that no number lies across two lines of the cache
        let padding = laid_out.len().next_multiple_of(8) - laid_out.len();
        out.extend((laid_out.len() as u64).to_le_bytes());
        out.extend(laid_out);
        out.resize(out.len() + padding, 0);
        rest = after;
        number += 1;
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("lexicon.bin"), out)?;
    Ok(())
}

/// One automaton, its nodes numbered by how far they lie from the root.
fn lay_out(section: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let fst = Fst::new(section)?;
    let mut numbers: HashMap<CompiledAddr, u32> = HashMap::from([(fst.root().addr(), 0)]);
    let mut order = vec![fst.root().addr()];
    let mut at = 0;
    while at < order.len() {
        for step in fst.node(order[at]).transitions() {
            numbers.entry(step.addr).or_insert_with(|| {
                order.push(step.addr);
                order.len() as u32 - 1
            });
        }
        at += 1;
    }
    let (mut nodes, mut steps) = (Vec::new(), Vec::new());
    for addr in &order {
        let node = fst.node(*addr);
        nodes.extend(head(&node, steps.len() / 8)?);
        for step in node.transitions() {
            steps.extend(numbers[&step.addr].to_le_bytes());
            steps.extend(u32::try_from(step.out.value())?.to_le_bytes());
        }
    }
    Ok([&(order.len() as u64).to_le_bytes()[..], &nodes, &steps].concat())
}

fn head(node: &Node, first: usize) -> Result<[u8; 16], Box<dyn std::error::Error>> {
    let mut letters = if node.is_final() { 1 << 63 } else { 0 };
    for step in node.transitions() {
        letters |= 1u64 << letters::bit(step.inp).ok_or(format!("{:?} is no letter", char::from(step.inp)))?;
    }
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&letters.to_le_bytes());
    bytes[8..12].copy_from_slice(&u32::try_from(first)?.to_le_bytes());
    bytes[12..].copy_from_slice(&u32::try_from(node.final_output().value())?.to_le_bytes());
    Ok(bytes)
}
