//! From trees to operators: every word becomes a lexical atom, every name a reference.
use super::atoms::{Atom, AtomId};
use super::operators::{Does, Op};
use super::{Fault, Form, Kind, Node};
use crate::error::nearest;
use crate::norwegian;
use crate::norwegian::function::is_function_word;
use rayon::prelude::*;
use std::collections::HashMap;

/// Collects atoms and resolves names while rules are compiled.
#[derive(Debug, Default)]
pub struct Compiler {
    atoms: Vec<Atom>,
    known: HashMap<Atom, AtomId>,
    names: HashMap<String, u32>,
    /// What the words met so far ask for: a codebook says the same words over and over.
    asked: HashMap<String, Asked>,
}

/// What a word of a rule asks for.
#[derive(Debug, Clone)]
struct Asked {
    keys: Vec<String>,
    /// A compound as it is written apart.
    apart: Option<(String, String)>,
}

impl Asked {
    fn of(word: &str) -> Self {
        Self { keys: norwegian::rule_keys(word), apart: apart(word) }
    }
}

/// Joints are made of at most this many words: the longest expansion of an abbreviation in use.
const LONGEST_JOINT: usize = 3;
/// Keys of a joint: groups in a row multiply.
const MOST_KEYS: usize = 1 << 12;

/// A compound of two parts as it is written apart: its first part as it stands, and its last. Nothing where a part is a word
/// such as `med` or `til`, which stands before many another (`medvirkning` is not «med virkning fra»), or is as short.
fn apart(word: &str) -> Option<(String, String)> {
    let parts = norwegian::analyse(word).parts;
    let [first, last] = <[String; 2]>::try_from(parts).ok()?;
    let fits = |part: &String| part.chars().count() > 2 && !is_function_word(part) && !part.contains('-');
    (fits(&first) && fits(&last)).then_some((first, last))
}

impl Compiler {
    /// A compiler that knows these names, numbered in order.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut numbered = HashMap::new();
        for (i, name) in names.into_iter().enumerate() {
            // lists come first: `@bolig` in the theme bolig is the list
            numbered.entry(name).or_insert(i as u32);
        }
        Self { names: numbered, ..Self::default() }
    }

    /// A compiler that goes on from the atoms of earlier rules.
    pub fn continuing(names: impl IntoIterator<Item = String>, atoms: &[Atom]) -> Self {
        let known = atoms.iter().enumerate().map(|(i, atom)| (atom.clone(), i as AtomId)).collect();
        Self { atoms: atoms.to_vec(), known, ..Self::new(names) }
    }

    /// The atoms collected so far.
    pub fn into_atoms(self) -> Vec<Atom> {
        self.atoms
    }

    /// Finds out what the words of some rules ask for, all at once.
    pub fn prepare<'n>(&mut self, nodes: impl Iterator<Item = &'n Node>) {
        let mut words = Vec::new();
        nodes.for_each(|node| node.words(&mut words));
        words.sort_unstable();
        words.dedup();
        words.retain(|word| !self.asked.contains_key(*word));
        self.asked.par_extend(words.par_iter().map(|word| (word.to_string(), Asked::of(word))));
    }

    fn asked(&mut self, word: &str) -> Asked {
        if let Some(asked) = self.asked.get(word) {
            return asked.clone();
        }
        let asked = Asked::of(word);
        self.asked.insert(word.to_string(), asked.clone());
        asked
    }

    fn atom(&mut self, atom: Atom) -> AtomId {
        if let Some(id) = self.known.get(&atom) {
            return *id;
        }
        let id = self.atoms.len() as AtomId;
        self.atoms.push(atom.clone());
        self.known.insert(atom, id);
        id
    }

    /// Compiles one tree; all its faults are found in one go.
    pub fn compile(&mut self, node: &Node, faults: &mut Vec<Fault>) -> Op {
        let at = node.at.clone();
        let does = match &node.kind {
            Kind::Word(word, form) => return self.word(word, *form, node),
            Kind::Exact(form) => Does::Atom(self.atom(Atom::Exact(form.clone()))),
            Kind::Wild(form) => Does::Atom(self.atom(Atom::Wild(form.clone()))),
            Kind::Regex(text) => Does::Atom(self.atom(Atom::Regex(text.clone()))),
            Kind::Age(from, to) => Does::Atom(self.atom(Atom::Age(*from, *to))),
            Kind::Fuzzy(word) => {
                let misspelt = Does::Atom(self.atom(Atom::Fuzzy(word.clone())));
                Does::Or(vec![self.word(word, Form::Part, node), Op { does: misspelt, at: at.clone() }])
            }
            Kind::AnyWord => Does::AnyWord,
            Kind::Phrase(items) => self.phrase(items, faults),
            Kind::Or(parts) => Does::Or(parts.iter().map(|p| self.compile(p, faults)).collect()),
            Kind::And(parts) => self.and(parts, faults),
            // the parser lets a lone `!` through nowhere
            Kind::Not(inner) => Does::And { all: Vec::new(), none: vec![self.compile(inner, faults)] },
            Kind::Near { left, right, within, ordered } => Does::Near {
                left: Box::new(self.compile(left, faults)),
                right: Box::new(self.compile(right, faults)),
                within: *within,
                ordered: *ordered,
            },
            Kind::Within(scope, inner) => Does::Within(*scope, Box::new(self.compile(inner, faults))),
            Kind::Only(inner) => Does::Only(Box::new(self.compile(inner, faults))),
            Kind::Reference(name) => self.reference(name, node, faults),
        };
        Op { does, at }
    }

    fn reference(&self, name: &str, node: &Node, faults: &mut Vec<Fault>) -> Does {
        if let Some(id) = self.names.get(name) {
            return Does::Reference(*id);
        }
        let meant = nearest(name, self.names.keys().map(String::as_str));
        let remedy = match meant {
            Some(meant) => format!("did you mean @{meant}?"),
            None => "define it under lists:, or name a theme as @question.theme".to_string(),
        };
        faults.push(Fault::new(node.at.clone(), format!("'@{name}' is not defined"), remedy));
        Does::Or(Vec::new())
    }

    fn and(&mut self, parts: &[Node], faults: &mut Vec<Fault>) -> Does {
        let (mut all, mut none) = (Vec::new(), Vec::new());
        for part in parts {
            match &part.kind {
                Kind::Not(inner) => none.push(self.compile(inner, faults)),
                _ => all.push(self.compile(part, faults)),
            }
        }
        Does::And { all, none }
    }

    /// A word rule; a compound also takes its parts written as separate words: `bolig mangel` by what they mean, `barne hage` as
    /// it is written, for a barnehage is no hage.
    fn word(&mut self, word: &str, form: Form, node: &Node) -> Op {
        let Asked { mut keys, apart } = self.asked(word);
        if form == Form::First {
            keys.extend(norwegian::first_part_keys(word));
            keys.sort_unstable();
            keys.dedup();
        }
        let split = keys.iter().find(|k| k.contains('+')).map(|k| k.split('+').map(str::to_string).collect());
        let op = |does| Op { does, at: node.at.clone() };
        let mut ways = vec![op(Does::Atom(self.atom(Atom::Keys(keys, form))))];
        if let Some(parts) = split {
            let parts: Vec<String> = parts;
            let items = parts.iter().map(|p| op(self.key(p))).collect();
            let mut joints = Vec::new();
            for from in 0..parts.len() {
                for to in from + 2..=parts.len() {
                    if to - from < parts.len() {
                        joints.push((from..to, self.key_atom(&parts[from..to].join("+"))));
                    }
                }
            }
            ways.push(op(Does::Phrase { items, joints }));
            if let Some((last, first)) = parts.split_last() {
                let last = self.atom(Atom::Keys(vec![last.clone()], Form::Tail));
                ways.push(op(Does::Elided { first: self.key_atom(&first.join("+")), last }));
            }
        }
        if let Some((first, last)) = apart {
            let last = self.asked(&last).keys;
            let items = vec![
                op(Does::Atom(self.atom(Atom::Exact(first)))),
                op(Does::Atom(self.atom(Atom::Keys(last, Form::Whole)))),
            ];
            ways.push(op(Does::Phrase { items, joints: Vec::new() }));
        }
        match ways.pop() {
            Some(only) if ways.is_empty() => only,
            last => op(Does::Or(ways.into_iter().chain(last).collect())),
        }
    }

    fn key(&mut self, key: &str) -> Does {
        Does::Atom(self.key_atom(key))
    }

    fn key_atom(&mut self, key: &str) -> AtomId {
        self.atom(Atom::Keys(vec![key.to_string()], Form::Whole))
    }

    /// A phrase; two or three plain words in a row also take the one word that stands for them.
    fn phrase(&mut self, nodes: &[Node], faults: &mut Vec<Fault>) -> Does {
        let items = nodes.iter().map(|n| self.compile(n, faults)).collect();
        let lemmas: Vec<Vec<String>> = nodes.iter().map(|node| self.lemmas(node)).collect();
        let mut joints = Vec::new();
        for from in 0..nodes.len() {
            let mut keys = lemmas[from].clone();
            for (to, next) in lemmas.iter().enumerate().skip(from + 1).take(LONGEST_JOINT - 1) {
                if keys.len() * next.len() > MOST_KEYS {
                    break;
                }
                keys = keys.iter().flat_map(|a| next.iter().map(move |b| format!("{a}+{b}"))).collect();
                if keys.is_empty() {
                    break;
                }
                joints.push((from..to + 1, self.atom(Atom::Keys(keys.clone(), Form::Part))));
            }
        }
        Does::Phrase { items, joints }
    }

    /// The lemmas of a plain word of a phrase, two at most, or of those in a group; nothing for other items.
    fn lemmas(&mut self, node: &Node) -> Vec<String> {
        match &node.kind {
            Kind::Word(word, Form::Part | Form::Whole) => {
                let keys = self.asked(word).keys.into_iter();
                keys.filter(|k| !k.starts_with('^') && !k.contains('+')).take(2).collect()
            }
            Kind::Or(parts) => parts.iter().flat_map(|part| self.lemmas(part)).collect(),
            _ => Vec::new(),
        }
    }
}
