//! From units to keys: what a word and its parts are called, and where in the word they stand.
use super::reading::Reading;
use super::{Key, Origin, Role};

/// Alternatives a part may have, and combinations a joined run may have.
const ALTERNATIVES: usize = 3;
const COMBINATIONS: usize = 6;
/// Longer runs are not joined, so that a freak of twenty parts stays cheap.
const LONGEST_RUN: usize = 6;

/// A canonical name and how it was reached.
pub type Named = (String, Origin);

/// One unit of a word from the left: what it can be called, and parts inside that still mean themselves.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// What the unit as a whole can be called.
    pub names: Vec<Named>,
    /// Parts inside it, each with the places it takes: first, last.
    pub inner: Vec<(Named, bool, bool)>,
}

/// Keys without doubles, firmest first when done.
#[derive(Debug, Default)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// Adds one key; of two with the same text and role the firmer stays.
    pub fn add(&mut self, text: String, role: Role, origin: Origin) {
        match self.0.iter_mut().find(|k| k.text == text && k.role == role) {
            Some(known) => known.origin = known.origin.min(origin),
            None => self.0.push(Key { text, role, origin }),
        }
    }

    /// Adds all keys of one way to see a word.
    pub fn reading(&mut self, reading: &Reading) {
        for (name, origin) in &reading.names {
            self.add(name.clone(), Role::Whole, *origin);
        }
        self.compound(&reading.units);
    }

    /// Adds all keys of a compound: each unit, each part inside, every run of neighbours.
    fn compound(&mut self, units: &[Unit]) {
        let last = units.len().saturating_sub(1);
        for (at, unit) in units.iter().enumerate() {
            for (name, origin) in unit.names.iter().take(ALTERNATIVES) {
                self.add(name.clone(), role(at == 0, at == last), *origin);
            }
            for ((name, origin), first, tail) in &unit.inner {
                self.add(name.clone(), role(at == 0 && *first, at == last && *tail), *origin);
            }
        }
        for from in 0..units.len() {
            for to in from + 1..units.len().min(from + LONGEST_RUN) {
                self.run(&units[from..=to], role(from == 0, to == last));
            }
        }
    }

    fn run(&mut self, units: &[Unit], role: Role) {
        let mut joined: Vec<Named> = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            if at == 0 {
                joined = unit.names.iter().take(ALTERNATIVES).cloned().collect();
                continue;
            }
            let longer = |(text, origin): &Named| -> Vec<Named> {
                let add = |(name, o): &Named| ([text.as_str(), "+", name].concat(), (*origin).max(*o));
                unit.names.iter().take(ALTERNATIVES).map(add).collect()
            };
            joined = joined.iter().flat_map(longer).take(COMBINATIONS).collect();
        }
        for (text, origin) in joined {
            self.add(text, role, origin);
        }
    }

    /// The keys, firmest first.
    pub fn done(mut self) -> Vec<Key> {
        self.0.sort_by(|a, b| (a.origin, a.role, &a.text).cmp(&(b.origin, b.role, &b.text)));
        self.0
    }
}

fn role(first: bool, last: bool) -> Role {
    match (first, last) {
        (true, true) => Role::Whole,
        (true, false) => Role::Modifier,
        (false, true) => Role::Head,
        (false, false) => Role::Inner,
    }
}
