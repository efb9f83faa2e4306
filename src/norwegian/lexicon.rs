//! The compiled lexicon: forms, compound parts and canonical names, read in place from the program itself.
//! `data/build.py` makes the file and describes it.
use super::fold::decoded;
use fst::raw::{Fst, Node};
use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!("data/lexicon.bin");

/// One way to read a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    strip: u8,
    suffix: &'static [u8],
    /// `n`, `v`, `a` or `o` for the rest.
    pub class: u8,
    /// Letters of the lemma that are its head; 0 for a word that is no compound.
    pub head: u8,
    /// Bit 1: the modifier means itself; bit 2: the head does. A barnehage is for children and no garden.
    pub mask: u8,
}

impl Entry {
    /// The lemma, in lexicon letters.
    pub fn lemma(&self, form: &[u8]) -> Vec<u8> {
        changed(form, self.strip, self.suffix)
    }

    /// Whether the form is its own lemma.
    pub fn is_lemma(&self) -> bool {
        self.strip == 0 && self.suffix.is_empty()
    }
}

/// What a lemma is called in keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// `b` itself, `l` own list, `v` variant group, `c` cognate rule.
    pub origin: u8,
    /// The canonical bokmål lemma.
    pub lemma: String,
}

/// A modifier's price and the lemmas it can stand for.
struct Part {
    cost: u32,
    lemmas: Vec<(u8, &'static [u8])>,
}

/// The sections of the file, ready for look-up.
pub struct Lexicon {
    forms: Fst<&'static [u8]>,
    sets: Vec<Vec<Entry>>,
    modifiers: Fst<&'static [u8]>,
    parts: Vec<Part>,
    heads: Fst<&'static [u8]>,
    canon: Fst<&'static [u8]>,
    targets: Vec<Vec<(u8, u8, &'static [u8])>>,
}

/// The one lexicon.
pub fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::read(DATA))
}

fn changed(form: &[u8], strip: u8, suffix: &[u8]) -> Vec<u8> {
    let kept = form.len().saturating_sub(usize::from(strip));
    [&form[..kept], suffix].concat()
}

impl Lexicon {
    fn read(mut data: &'static [u8]) -> Self {
        let mut section = || {
            let (length, rest) = data.split_at(data.len().min(4));
            let length = length.iter().rev().fold(0, |sum, b| sum << 8 | usize::from(*b));
            let (section, rest) = rest.split_at(length.min(rest.len()));
            data = rest;
            section
        };
        let forms = automaton(section());
        let sets = lines(section()).map(|l| l.split(|b| *b == b' ').filter_map(entry).collect()).collect();
        let modifiers = automaton(section());
        let parts = lines(section()).map(part).collect();
        let heads = automaton(section());
        let canon = automaton(section());
        let targets =
            lines(section()).map(|l| l.split(|b| *b == b' ').filter_map(target).collect()).collect();
        Self { forms, sets, modifiers, parts, heads, canon, targets }
    }

    /// All readings of a form.
    pub fn entries(&self, form: &[u8]) -> &[Entry] {
        self.forms.get(form).map_or(&[], |set| self.set(set.value()))
    }

    fn set(&self, number: u64) -> &[Entry] {
        self.sets.get(number as usize).map_or(&[], Vec::as_slice)
    }

    /// What it costs, in tenths of a nat, to see this lemma as a last part.
    pub fn head_cost(&self, lemma: &[u8]) -> Option<u32> {
        self.heads.get(lemma).map(|c| c.value() as u32)
    }

    /// The lemmas that a modifier as written can stand for; none at all for a particle.
    pub fn modifier_lemmas(&self, modifier: &[u8]) -> Option<Vec<Vec<u8>>> {
        let part = self.parts.get(self.modifiers.get(modifier)?.value() as usize)?;
        Some(part.lemmas.iter().map(|(strip, add)| changed(modifier, *strip, add)).collect())
    }

    /// The price as a modifier of what a nynorsk or variant lemma is called in keys.
    pub fn canonical_modifier_cost(&self, lemma: &[u8]) -> Option<u32> {
        let targets = self.targets.get(self.canon.get(lemma)?.value() as usize)?;
        let cost = |name: &[u8]| self.parts.get(self.modifiers.get(name)?.value() as usize).map(|p| p.cost);
        let names = targets.iter().map(|(_, strip, add)| changed(lemma, *strip, add));
        names.filter_map(|name| cost(&name).or_else(|| cost(&[name.as_slice(), b"s"].concat()))).min()
    }

    /// Calls back with the length and cost of every known modifier that `word` begins with.
    pub fn modifiers_at(&self, word: &[u8], mut found: impl FnMut(usize, u32)) {
        prefixes(&self.modifiers, word, |length, number| {
            if let Some(part) = self.parts.get(number as usize) {
                found(length, part.cost);
            }
        });
    }

    /// Calls back with the length and readings of every form that `word` begins with.
    pub fn forms_at(&self, word: &[u8], mut found: impl FnMut(usize, &[Entry])) {
        prefixes(&self.forms, word, |length, number| found(length, self.set(number)));
    }

    /// What a lemma is called in keys; itself if nothing else is known.
    pub fn names(&self, lemma: &[u8]) -> Vec<Name> {
        let targets = self.canon.get(lemma).and_then(|n| self.targets.get(n.value() as usize));
        match targets {
            None => vec![Name { origin: b'b', lemma: decoded(lemma) }],
            Some(targets) => targets
                .iter()
                .map(|(origin, strip, add)| Name {
                    origin: *origin,
                    lemma: decoded(&changed(lemma, *strip, add)),
                })
                .collect(),
        }
    }

    /// The automaton of modifiers, for walks with errors.
    pub fn modifiers(&self) -> &Fst<&'static [u8]> {
        &self.modifiers
    }

    /// The automaton of forms, for walks with errors.
    pub fn forms(&self) -> &Fst<&'static [u8]> {
        &self.forms
    }
}

/// Walks down as far as the automaton goes and reports each key on the way.
fn prefixes(fst: &Fst<&'static [u8]>, word: &[u8], mut found: impl FnMut(usize, u64)) {
    let mut node: Node = fst.root();
    let mut sum = 0;
    for (at, b) in word.iter().enumerate() {
        let Some(next) = node.find_input(*b) else { return };
        let step = node.transition(next);
        sum += step.out.value();
        node = fst.node(step.addr);
        if node.is_final() {
            found(at + 1, sum + node.final_output().value());
        }
    }
}

/// A broken section is an empty one; a test reads the shipped file.
fn automaton(bytes: &'static [u8]) -> Fst<&'static [u8]> {
    static EMPTY: &[u8] = include_bytes!("data/empty.fst");
    Fst::new(bytes)
        .or_else(|_| Fst::new(EMPTY))
        .unwrap_or_else(|_| unreachable!("the empty automaton is sound"))
}

fn lines(text: &'static [u8]) -> impl Iterator<Item = &'static [u8]> {
    text.split(|b| *b == b'\n')
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(d.wrapping_sub(b'0') % 10))
}

fn change(text: &'static [u8]) -> Option<(u8, &'static [u8])> {
    let comma = text.iter().position(|b| *b == b',')?;
    Some((number(&text[..comma]) as u8, &text[comma + 1..]))
}

fn entry(text: &'static [u8]) -> Option<Entry> {
    let mut fields = text.split(|b| *b == b',');
    let strip = number(fields.next()?) as u8;
    let suffix = fields.next()?;
    let class = *fields.next()?.first()?;
    Some(Entry {
        strip,
        suffix,
        class,
        head: number(fields.next()?) as u8,
        mask: number(fields.next()?) as u8,
    })
}

fn part(line: &'static [u8]) -> Part {
    let mut fields = line.split(|b| *b == b' ');
    let cost = number(fields.next().unwrap_or_default());
    Part { cost, lemmas: fields.filter_map(change).collect() }
}

fn target(text: &'static [u8]) -> Option<(u8, u8, &'static [u8])> {
    let (origin, rest) = text.split_first()?;
    change(rest).map(|(strip, add)| (*origin, strip, add))
}
