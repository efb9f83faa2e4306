//! Lays the lexicon's automata out for walking: `src/norwegian/data/lexicon.bin` holds them as small as can be, and
//! every step down such an automaton unpacks a node anew. Here each is unpacked once, when the program is built.
//!
//! The sections stay as they are, less the automata, of which each becomes one section, and four are added at the end: the
//! last letters of the forms, read backwards; all that a compound may begin with, so that it is walked down once and not
//! once an automaton; what each of these costs; what the cheapest of them costs, and the cheapest last part.
//!
//! A node is eight bytes, of which the lower bits say which letters lead on and whether a word ends here, and the upper ones
//! its own number; behind them four bytes a step, in the order of letters: the place of the node it leads to, counted in
//! eight bytes, and what it adds to the number. A node is followed by the one that most words lead through and all that
//! follows that one, so that a walk seldom jumps. `src/norwegian/automaton.rs` reads them. What they lead to is written as
//! lines of text, and laid out so that it need not be taken apart when the program starts: where the records of each line
//! begin, four bytes a line and one more at the end, behind their number; eight bytes a record; the letters they name.
//! `src/norwegian/lists.rs` reads these.
use fst::raw::{CompiledAddr, Fst, Node};
use fst::{Map, Set, Streamer};
use std::collections::{BTreeMap, HashMap};
use std::{env, fs, path::Path};

#[path = "src/norwegian/layout.rs"]
mod layout;

const LEXICON: &str = "src/norwegian/data/lexicon.bin";
/// Automata: of forms, of modifiers, of last parts, of lemmas that are called something else in keys. The first two and the
/// last lead to lines of text: the readings of forms, the modifiers, and what lemmas are called.
const FORMS: usize = 0;
const READINGS: usize = 1;
const MODIFIERS: usize = 2;
const PARTS: usize = 3;
const HEADS: usize = 4;
const CANON: usize = 5;
const NAMES: usize = 6;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={LEXICON}");
    println!("cargo::rerun-if-changed=src/norwegian/layout.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let data = fs::read(LEXICON)?;
    let (mut sections, mut rest) = (Vec::new(), &data[..]);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (section, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        sections.push(section);
        rest = after;
    }
    let mut out = Vec::new();
    for (number, section) in sections.iter().enumerate() {
        let laid_out = match number {
            READINGS => lists(section, 0, reading)?,
            PARTS => lists(section, 1, |text| change(text, 0))?,
            NAMES => lists(section, 0, |text| change(&text[1..], text.as_bytes()[0]))?,
            _ => lay_out(section)?,
        };
        add(laid_out, &mut out);
    }
    add(lay_out(&reversed(sections[FORMS])?)?, &mut out);
    beginnings(&sections)?.into_iter().for_each(|section| add(section, &mut out));
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
        words.push(word.iter().rev().take(layout::ENDING).copied().collect::<Vec<u8>>());
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
        places.insert(addr, size / layout::UNIT);
        order.push(addr);
        let node = fst.node(addr);
        size += (layout::UNIT + 4 * node.len()).next_multiple_of(layout::UNIT);
        let mut onward: Vec<_> = node.transitions().map(|step| step.addr).collect();
        onward.sort_by_key(|addr| words[addr]);
        waiting.extend(onward);
    }
    let bits = layout::place_bits(size);
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
        out.resize(out.len().next_multiple_of(layout::UNIT), 0);
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
        if number >> (64 - layout::NUMBER) != 0 {
            return Err(format!("a node can't hold the number {number}").into());
        }
        head = layout::FINAL | number << layout::NUMBER;
    }
    for step in node.transitions() {
        head |= 1 << layout::bit(step.inp).ok_or(format!("{:?} is no letter", char::from(step.inp)))?;
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
fn costs(section: &[u8]) -> Result<Vec<u32>, Box<dyn std::error::Error>> {
    let lines = str::from_utf8(section)?.split('\n').map(|line| line.split(' ').next().unwrap_or_default());
    Ok(lines.map(str::parse).collect::<Result<_, _>>()?)
}

/// All that a compound may begin with: modifiers that some compound of the lexicon has, and forms that nobody has seen in
/// that place but that are nouns or longer adjectives, as their own lemmas. An automaton that leads to pairs of prices, as
/// the one and as the other; the pairs; and the least price of a modifier and of a last part.
fn beginnings(sections: &[&[u8]]) -> Result<[Vec<u8>; 3], Box<dyn std::error::Error>> {
    let costs = costs(sections[PARTS])?;
    let modifiers = Map::new(sections[MODIFIERS])?;
    let cost = |modifier: &[u8]| modifiers.get(modifier).map(|number| costs[number as usize]);
    let (canon, names) = (Map::new(sections[CANON])?, str::from_utf8(sections[NAMES])?);
    let names: Vec<&str> = names.split('\n').collect();
    let sets: Vec<&str> = str::from_utf8(sections[READINGS])?.split('\n').collect();
    let least: Vec<usize> = sets.iter().map(|set| shortest(set)).collect::<Result<_, _>>()?;
    let mut prices: BTreeMap<Vec<u8>, [u16; 2]> = BTreeMap::new();
    let mut stream = modifiers.stream();
    while let Some((modifier, number)) = stream.next() {
        let price = u16::try_from(costs[number as usize])?;
        prices.entry(modifier.to_vec()).or_insert([layout::NONE; 2])[0] = price;
    }
    let forms = Map::new(sections[FORMS])?;
    let mut stream = forms.stream();
    while let Some((form, set)) = stream.next() {
        if form.len() < least[set as usize] {
            continue;
        }
        let mut price = None;
        for name in canon.get(form).map_or("", |number| names[number as usize]).split_whitespace() {
            let Record { strip, letters, .. } = change(&name[1..], 0)?;
            let name = [&form[..form.len() - usize::from(strip)], letters.as_bytes()].concat();
            let own = cost(&name).or_else(|| cost(&[&name[..], b"s"].concat()));
            price = [price, own].into_iter().flatten().min();
        }
        let price = u16::try_from(price.unwrap_or(layout::UNSEEN))?;
        prices.entry(form.to_vec()).or_insert([layout::NONE; 2])[1] = price;
    }
    let mut pairs: Vec<[u16; 2]> = prices.values().copied().collect();
    pairs.sort_unstable();
    pairs.dedup();
    let numbered = prices.iter().map(|(word, pair)| {
        let number = pairs.binary_search(pair).unwrap_or_else(|at| at);
        (word, number as u64)
    });
    let automaton = Map::from_iter(numbered)?.into_fst().into_inner();
    let heads = Map::new(sections[HEADS])?.stream().into_values();
    let head = u16::try_from(heads.into_iter().min().ok_or("no last part has a price")?)?;
    let modifier = pairs.iter().flatten().min().copied().ok_or("no modifier has a price")?;
    let two_bytes = |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    Ok([lay_out(&automaton)?, two_bytes(pairs.as_flattened()), two_bytes(&[modifier, head])])
}

/// The letters that a form of a set must have at least to begin a compound that nobody has seen.
fn shortest(set: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let mut shortest = usize::MAX;
    for text in set.split(' ') {
        let reading = reading(text)?;
        shortest = shortest.min(match reading.sign {
            _ if reading.strip > 0 || !reading.letters.is_empty() => usize::MAX,
            b'n' => 3,
            b'a' => 5,
            _ => usize::MAX,
        });
    }
    Ok(shortest)
}
