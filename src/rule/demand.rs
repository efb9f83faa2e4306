//! What an answer must hold before a rule is tried on it: never too much, so that no match is missed.
use super::atoms::AtomId;
use super::operators::{Does, Op, Program};

/// What an index may demand of an answer before a rule is tried on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Nothing: every answer is a candidate.
    Nothing,
    /// A word that satisfies the atom.
    Atom(AtomId),
    /// All of these.
    All(Vec<Demand>),
    /// Any of these.
    Any(Vec<Demand>),
}

impl Demand {
    /// Whether a set of atoms meets the demand.
    pub fn met(&self, seen: &impl Fn(AtomId) -> bool) -> bool {
        match self {
            Demand::Nothing => true,
            Demand::Atom(atom) => seen(*atom),
            Demand::All(parts) => parts.iter().all(|p| p.met(seen)),
            Demand::Any(parts) => parts.iter().any(|p| p.met(seen)),
        }
    }

    pub(super) fn all(parts: impl IntoIterator<Item = Demand>) -> Self {
        let mut parts: Vec<_> = parts.into_iter().filter(|p| *p != Demand::Nothing).collect();
        match parts.len() {
            0 => Demand::Nothing,
            1 => parts.swap_remove(0),
            _ => Demand::All(parts),
        }
    }

    /// Any of several demands; nothing is demanded when one of them demands nothing.
    pub fn any(parts: impl IntoIterator<Item = Demand>) -> Self {
        let mut parts: Vec<_> = parts.into_iter().collect();
        if parts.contains(&Demand::Nothing) {
            return Demand::Nothing;
        }
        if parts.len() == 1 { parts.swap_remove(0) } else { Demand::Any(parts) }
    }
}

impl Op {
    /// What an index may safely demand of an answer for this rule.
    pub fn candidates(&self, program: &Program) -> Demand {
        match &self.does {
            Does::Atom(atom) => Demand::Atom(*atom),
            Does::AnyWord => Demand::Nothing,
            Does::Elided { first, last } => Demand::All(vec![Demand::Atom(*first), Demand::Atom(*last)]),
            Does::Phrase { items, joints } if joints.is_empty() => {
                Demand::all(items.iter().map(|i| i.candidates(program)))
            }
            Does::Phrase { items, joints } => {
                // with joints, an item is there itself or inside a joint that spans it
                Demand::all(items.iter().enumerate().map(|(i, item)| {
                    let spanning = joints.iter().filter(|(range, _)| range.contains(&i));
                    let joints = spanning.map(|(_, atom)| Demand::Atom(*atom));
                    Demand::any(joints.chain([item.candidates(program)]))
                }))
            }
            Does::Or(parts) => Demand::any(parts.iter().map(|p| p.candidates(program))),
            Does::And { all, .. } => Demand::all(all.iter().map(|p| p.candidates(program))),
            Does::Near { left, right, .. } => {
                Demand::all([left.candidates(program), right.candidates(program)])
            }
            Does::Within(_, inner) | Does::Only(inner) => inner.candidates(program),
            Does::Reference(id) => {
                let definition = &program.definitions[*id as usize];
                Demand::any(definition.any.iter().map(|op| op.candidates(program)))
            }
        }
    }
}
