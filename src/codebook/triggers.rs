//! Which rules of a question an answer can wake: from the atoms that its words satisfy to the rules that need one of
//! them, so that the cost of an answer follows its words and not the number of themes.
use super::coder::Theme;
use crate::rule::atoms::AtomId;
use crate::rule::demand::Demand;
use crate::rule::reading::Reading;

/// A rule by its theme, its place among the theme's rules, and its number in the question.
pub(super) type Woken = (u32, u32, u32);

/// Rules by what wakes them.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// By atom, the rules of which every hit of it is a match.
    direct: Lists,
    /// By atom, the rules whose rest it wakes.
    woken: Lists,
    /// Rules whose rest demands nothing.
    always: Vec<Woken>,
    /// Whether no theme has an exception or is for some respondents only.
    plain: bool,
}

/// Lists of rules by atom, one after the other.
#[derive(Debug, Default)]
struct Lists {
    /// Where the list of each atom begins; one more at the end.
    starts: Vec<u32>,
    rules: Vec<Woken>,
}

impl Lists {
    fn new(by_atom: Vec<Vec<Woken>>) -> Self {
        let mut lists = Self { starts: vec![0], rules: Vec::new() };
        for rules in by_atom {
            lists.rules.extend(rules);
            lists.starts.push(lists.rules.len() as u32);
        }
        lists
    }

    fn of(&self, atom: AtomId) -> &[Woken] {
        match self.starts.get(atom as usize..=atom as usize + 1) {
            Some([from, to]) => &self.rules[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

impl Triggers {
    /// For the rules of a question, in order, when they are split.
    pub(super) fn new(themes: &[Theme], atoms: usize) -> Self {
        let (mut direct, mut woken) = (vec![Vec::new(); atoms], vec![Vec::new(); atoms]);
        let mut always = Vec::new();
        let mut number = 0;
        for (t, theme) in themes.iter().enumerate() {
            for (r, rule) in theme.rules.iter().enumerate() {
                let own = (t as u32, r as u32, number);
                number += 1;
                rule.split.atoms.iter().for_each(|atom| direct[*atom as usize].push(own));
                match rule.split.rest.as_ref().map(|(_, gate)| cover(gate)) {
                    Some(Some(cover)) => cover.into_iter().for_each(|atom| woken[atom as usize].push(own)),
                    Some(None) => always.push(own),
                    None => {}
                }
            }
        }
        let plain = |t: &Theme| t.unless.is_empty() && t.never.is_empty() && t.only_for.is_empty();
        let plain = themes.iter().all(plain);
        Self { direct: Lists::new(direct), woken: Lists::new(woken), always, plain }
    }

    /// Whether every rule demands a word, or several.
    pub(super) fn demand_something(&self) -> bool {
        self.always.is_empty()
    }

    /// Whether what matches counts, always.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// The rules of which every hit of an atom is a match.
    pub(super) fn direct(&self, atom: AtomId) -> &[Woken] {
        self.direct.of(atom)
    }

    /// The rules whose rest an answer may satisfy, in order.
    pub(super) fn woken(&self, reading: &Reading) -> Vec<Woken> {
        let mut woken = self.always.clone();
        for (atom, _) in reading.all_hits() {
            woken.extend(self.woken.of(*atom));
        }
        woken.sort_unstable();
        woken.dedup();
        woken
    }
}

/// Atoms of which a demand needs one at least, as few as can be had, in order; nothing where it needs none.
pub(super) fn cover(demand: &Demand) -> Option<Vec<AtomId>> {
    let mut atoms = Vec::new();
    gather(demand, &mut atoms).then(|| {
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    })
}

/// Adds such atoms; no where the demand needs none.
fn gather(demand: &Demand, atoms: &mut Vec<AtomId>) -> bool {
    match demand {
        Demand::Nothing => false,
        Demand::Atom(atom) => {
            atoms.push(*atom);
            true
        }
        Demand::Any(parts) => parts.iter().all(|part| gather(part, atoms)),
        Demand::All(parts) => {
            let least = parts.iter().filter_map(cover).min_by_key(Vec::len);
            atoms.extend(least.iter().flatten());
            least.is_some()
        }
    }
}
