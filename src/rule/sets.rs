//! The sets of atoms that word types satisfy: far fewer than types, so that a type is remembered with the number of its
//! set.
use super::atoms::AtomId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sets of atoms and atoms in them that are remembered: data without end must not fill the memory.
const MOST: usize = 1 << 20;
const MOST_ATOMS: usize = 1 << 24;

/// The number of the set of no atoms, which is that of most types.
pub(crate) const EMPTY: u32 = 0;

/// The sets that all threads share.
#[derive(Debug)]
pub(crate) struct Sets(Mutex<All>);

#[derive(Debug)]
struct All {
    numbers: HashMap<Arc<[AtomId]>, u32>,
    list: Vec<Arc<[AtomId]>>,
    atoms: usize,
}

impl Sets {
    /// With the empty one in it.
    pub(crate) fn new() -> Self {
        let empty: Arc<[AtomId]> = Arc::default();
        Self(Mutex::new(All {
            numbers: HashMap::from([(Arc::clone(&empty), EMPTY)]),
            list: vec![empty],
            atoms: 0,
        }))
    }

    /// The number of a set; nothing when there are too many.
    pub(crate) fn number(&self, atoms: &[AtomId]) -> Option<u32> {
        if atoms.is_empty() {
            return Some(EMPTY);
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = all.numbers.get(atoms) {
            return Some(*number);
        }
        if all.list.len() >= MOST || all.atoms + atoms.len() > MOST_ATOMS {
            return None;
        }
        let (number, set): (_, Arc<[AtomId]>) = (all.list.len() as u32, atoms.into());
        all.atoms += atoms.len();
        all.numbers.insert(Arc::clone(&set), number);
        all.list.push(set);
        Some(number)
    }

    /// Tells a thread of the sets that it does not know.
    pub(crate) fn tell(&self, known: &mut Vec<Arc<[AtomId]>>) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(all.list[known.len()..].iter().cloned());
    }
}
