//! From trees to operators: every word becomes a lexical atom, every name a reference.
use super::atoms::{Atom, AtomId};
use super::operators::{Does, Op};
use super::{Fault, Form, Kind, Node};
use crate::error::nearest;
use crate::norwegian;
use rayon::prelude::*;
use std::collections::HashMap;

/// Collects atoms and resolves names while rules are compiled.
#[derive(Debug, Default)]
pub struct Compiler {
    atoms: Vec<Atom>,
    known: HashMap<Atom, AtomId>,
    names: HashMap<String, u32>,
    /// What the words met so far ask for: a codebook says the same words over and over.
    asked: HashMap<String, Vec<String>>,
}

/// Joints are made of at most this many words: the longest expansion of an abbreviation in use.
const LONGEST_JOINT: usize = 3;

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
        self.asked.par_extend(words.par_iter().map(|word| (word.to_string(), norwegian::rule_keys(word))));
    }

    /// The keys that a word of a rule asks for.
    fn asked(&mut self, word: &str) -> Vec<String> {
        if let Some(keys) = self.asked.get(word) {
            return keys.clone();
        }
        let keys = norwegian::rule_keys(word);
        self.asked.insert(word.to_string(), keys.clone());
        keys
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

    /// A word rule; a compound also takes its parts written as separate words.
    fn word(&mut self, word: &str, form: Form, node: &Node) -> Op {
        let keys = self.asked(word);
        let split = keys.iter().find(|k| k.contains('+')).map(|k| k.split('+').map(str::to_string).collect());
        let op = |does| Op { does, at: node.at.clone() };
        let whole = op(Does::Atom(self.atom(Atom::Keys(keys, form))));
        let Some(parts): Option<Vec<String>> = split else { return whole };
        let items = parts.iter().map(|p| op(self.key(p))).collect();
        let mut joints = Vec::new();
        for from in 0..parts.len() {
            for to in from + 2..=parts.len() {
                if to - from < parts.len() {
                    joints.push((from..to, self.key_atom(&parts[from..to].join("+"))));
                }
            }
        }
        op(Does::Or(vec![whole, op(Does::Phrase { items, joints })]))
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
                keys = keys.iter().flat_map(|a| next.iter().map(move |b| format!("{a}+{b}"))).collect();
                if keys.is_empty() {
                    break;
                }
                joints.push((from..to + 1, self.atom(Atom::Keys(keys.clone(), Form::Part))));
            }
        }
        Does::Phrase { items, joints }
    }

    /// The lemmas of a plain word of a phrase, two at most; nothing for other items.
    fn lemmas(&mut self, node: &Node) -> Vec<String> {
        match &node.kind {
            Kind::Word(word, Form::Part | Form::Whole) => {
                let keys = self.asked(word).into_iter();
                keys.filter(|k| !k.starts_with('^') && !k.contains('+')).take(2).collect()
            }
            _ => Vec::new(),
        }
    }
}
