//! From units to keys: what a word and its parts are called, and where in the word they stand.
use super::reading::Reading;
use super::{Key, Origin, Role};
use compact_str::CompactString;
use smallvec::SmallVec;

/// Alternatives a part may have, and combinations a joined run may have.
const ALTERNATIVES: usize = 3;
const COMBINATIONS: usize = 6;
/// Longer runs are not joined, so that a freak of twenty parts stays cheap.
const LONGEST_RUN: usize = 6;

/// A canonical name and how it was reached.
pub type Named = (CompactString, Origin);
/// What one thing can be called.
pub type Names = SmallVec<[Named; 2]>;

/// One unit of a word from the left: what it can be called, and parts inside that still mean themselves.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// What the unit as a whole can be called.
    pub names: Names,
    /// Parts inside it, each with the places it takes: first, last.
    pub inner: Vec<(Named, bool, bool)>,
}

/// One thing a word can be found by: what [`Key`] tells the world, before it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// How it was reached.
    pub origin: Origin,
    /// Where in the word.
    pub role: Role,
    /// What it is called.
    pub text: CompactString,
}

impl From<Found> for Key {
    fn from(Found { origin, role, text }: Found) -> Self {
        Self { text: text.into(), role, origin }
    }
}

/// Keys without doubles, firmest first when done.
#[derive(Debug, Default)]
pub struct Keys(SmallVec<[Found; 8]>);

impl Keys {
    /// Adds one key; of two with the same text and role the firmer stays.
    pub fn add(&mut self, text: CompactString, role: Role, origin: Origin) {
        match self.0.iter_mut().find(|k| k.text == text && k.role == role) {
            Some(known) => known.origin = known.origin.min(origin),
            None => self.0.push(Found { origin, role, text }),
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
        let own = |unit: &'_ Unit| unit.names.iter().take(ALTERNATIVES).cloned().collect();
        let mut joined: SmallVec<[Named; COMBINATIONS]> = units.first().map_or_else(SmallVec::new, own);
        for unit in units.iter().skip(1) {
            let longer = |(text, origin): &Named| -> SmallVec<[Named; ALTERNATIVES]> {
                let add = |(name, o): &Named| (joined_names(text, name), (*origin).max(*o));
                unit.names.iter().take(ALTERNATIVES).map(add).collect()
            };
            joined = joined.iter().flat_map(longer).take(COMBINATIONS).collect();
        }
        for (text, origin) in joined {
            self.add(text, role, origin);
        }
    }

    /// The keys, firmest first.
    pub fn done(mut self) -> SmallVec<[Found; 8]> {
        self.0.sort();
        self.0
    }
}

/// Two names as the name of both together.
fn joined_names(first: &str, last: &str) -> CompactString {
    let mut text = CompactString::with_capacity(first.len() + 1 + last.len());
    text.push_str(first);
    text.push('+');
    text.push_str(last);
    text
}

fn role(first: bool, last: bool) -> Role {
    match (first, last) {
        (true, true) => Role::Whole,
        (true, false) => Role::Modifier,
        (false, true) => Role::Head,
        (false, false) => Role::Inner,
    }
}
