//! Lays the lexicon's automata out for walking: `src/norwegian/data/lexicon.bin` holds them as small as can be, and
//! every step down such an automaton unpacks a node anew. Here each is unpacked once, when the program is built.
//!
//! The sections stay as they are, less the automata, of which each becomes one section, and one is added at the end: the
//! last letters of the forms, read backwards. A node is eight bytes, of which the lower bits say which letters lead on and
//! whether a word ends here, and the upper ones its own number; behind them four bytes a step, in the order of letters:
//! the place of the node it leads to, counted in eight bytes, and what it adds to the number. A node is followed by the
//! one that most words lead through and all that follows that one, for most of what a look-up costs is the wait for memory.
//! `src/norwegian/automaton.rs` reads them. What they lead to is written as lines of text, and laid out so that it need
//! not be taken apart when the program starts: where the records of each line begin, four bytes a line and one more at the
//! end, behind their number; eight bytes a record; the letters they name. `src/norwegian/lists.rs` reads these.
use fst::raw::{CompiledAddr, Fst, Node};
use fst::{Map, Set, Streamer};
use std::collections::HashMap;
use std::{env, fs, path::Path};

#[path = "src/norwegian/letters.rs"]
mod letters;

const LEXICON: &str = "src/norwegian/data/lexicon.bin";
/// The automaton of forms.
const FORMS: usize = 0;
/// Sections that are lines of text: the readings of forms, the modifiers, and what lemmas are called in keys.
const READINGS: usize = 1;
const MODIFIERS: usize = 3;
const NAMES: usize = 6;

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
        if number == FORMS {
            backwards = lay_out(&reversed(section)?)?;
        }
        let laid_out = match number {
            READINGS => lists(section, 0, reading)?,
            MODIFIERS => {
                add(costs(section)?, &mut out);
                lists(section, 1, |text| change(text, 0))?
            }
            NAMES => lists(section, 0, |text| change(&text[1..], text.as_bytes()[0]))?,
            _ => lay_out(section)?,
        };
        add(laid_out, &mut out);
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

/// One automaton, its nodes in the order in which a walk meets them: a node and then all that follows it.
fn lay_out(section: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let fst = Fst::new(section)?;
    let words = words(&fst);
    let (mut places, mut order) = (HashMap::<CompiledAddr, usize>::new(), Vec::new());
    let mut waiting = vec![fst.root().addr()];
    let mut size = 0;
    while let Some(addr) = waiting.pop() {
        if places.contains_key(&addr) {
            continue;
        }
        places.insert(addr, size / letters::UNIT);
        order.push(addr);
        let node = fst.node(addr);
        size += (letters::UNIT + 4 * node.len()).next_multiple_of(letters::UNIT);
        let mut onward: Vec<_> = node.transitions().map(|step| step.addr).collect();
        onward.sort_by_key(|addr| words[addr]);
        waiting.extend(onward);
    }
    let bits = letters::place_bits(size);
    let mut out = Vec::with_capacity(size);
    for addr in &order {
        let node = fst.node(*addr);
        out.extend(head(&node)?);
        for step in node.transitions() {
            let (to, adds) = (u32::try_from(places[&step.addr])?, u32::try_from(step.out.value())?);
            if adds >> (32 - bits) != 0 {
                return Err(
                    format!("a step that adds {adds} in {size} bytes does not fit into four bytes").into()
                );
            }
            out.extend((adds << bits | to).to_le_bytes());
        }
        out.resize(out.len().next_multiple_of(letters::UNIT), 0);
    }
    Ok(out)
}

/// How many words lead on from each node.
fn words(fst: &Fst<&[u8]>) -> HashMap<CompiledAddr, u64> {
    let mut words = HashMap::new();
    let mut waiting = vec![(fst.root().addr(), false)];
    while let Some((addr, follows_done)) = waiting.pop() {
        let node = fst.node(addr);
        if follows_done {
            let onward: u64 = node.transitions().map(|step| words[&step.addr]).sum();
            words.insert(addr, onward + u64::from(node.is_final()));
        } else if !words.contains_key(&addr) {
            waiting.push((addr, true));
            waiting.extend(node.transitions().map(|step| (step.addr, false)));
        }
    }
    words
}

fn head(node: &Node) -> Result<[u8; 8], Box<dyn std::error::Error>> {
    let mut head = 0;
    if node.is_final() {
        let number = node.final_output().value();
        if number >> (64 - letters::NUMBER) != 0 {
            return Err(format!("a node can't hold the number {number}").into());
        }
        head = letters::FINAL | number << letters::NUMBER;
    }
    for step in node.transitions() {
        head |= 1 << letters::bit(step.inp).ok_or(format!("{:?} is no letter", char::from(step.inp)))?;
    }
    Ok(head.to_le_bytes())
}

/// One of the things that a line says: how many letters of a form to leave out, which to add, and what else.
struct Record<'a> {
    strip: u8,
    sign: u8,
    head: u8,
    mask: u8,
    letters: &'a str,
}

/// `3,ing,n,4,3`: strip, letters, class, head, mask.
fn reading(text: &str) -> Result<Record<'_>, Box<dyn std::error::Error>> {
    let fields: Vec<&str> = text.split(',').collect();
    let [strip, letters, class, head, mask] = fields[..] else {
        return Err(format!("{text:?} is no reading").into());
    };
    let sign = *class.as_bytes().first().ok_or("a reading without a class")?;
    Ok(Record { strip: strip.parse()?, sign, head: head.parse()?, mask: mask.parse()?, letters })
}

/// `3,ing`: strip, letters.
fn change(text: &str, sign: u8) -> Result<Record<'_>, Box<dyn std::error::Error>> {
    let (strip, letters) = text.split_once(',').ok_or_else(|| format!("{text:?} is no change"))?;
    Ok(Record { strip: strip.parse()?, sign, head: 0, mask: 0, letters })
}

/// The records of each line of a section, less its first words.
fn lists<'a>(
    section: &'a [u8],
    less: usize,
    record: impl Fn(&'a str) -> Result<Record<'a>, Box<dyn std::error::Error>>,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let (mut begins, mut records, mut letters) = (vec![0u32], Vec::new(), String::new());
    let mut places = HashMap::new();
    for line in str::from_utf8(section)?.split('\n') {
        for text in line.split(' ').skip(less) {
            let Record { strip, sign, head, mask, letters: own } = record(text)?;
            let at = *places.entry(own).or_insert_with(|| {
                letters.push_str(own);
                letters.len() - own.len()
            });
            let [low, high] = u16::try_from(at)?.to_le_bytes();
            records.push([strip, sign, head, mask, u8::try_from(own.len())?, 0, low, high]);
        }
        begins.push(records.len() as u32);
    }
    let count = (begins.len() as u64 - 1).to_le_bytes();
    let begins: Vec<u8> = begins.into_iter().flat_map(u32::to_le_bytes).collect();
    Ok([&count, &begins[..], records.as_flattened(), letters.as_bytes()].concat())
}

/// The number that each line of a section begins with.
fn costs(section: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let lines = str::from_utf8(section)?.split('\n').map(|line| line.split(' ').next().unwrap_or_default());
    let costs: Vec<u32> = lines.map(str::parse).collect::<Result<_, _>>()?;
    Ok(costs.into_iter().flat_map(u32::to_le_bytes).collect())
}
