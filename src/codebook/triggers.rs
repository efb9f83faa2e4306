//! Which rules of a question an answer can wake: from the atoms that its words satisfy to the rules that need one of
//! them, so that the cost of an answer follows its words and not the number of themes.
use super::coder::Theme;
use crate::rule::atoms::AtomId;
use crate::rule::operators::Demand;
use crate::rule::reading::Reading;

/// Rules by what wakes them. A rule is told by its number in the question.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// By atom, where its rules begin in `rules`; one more at the end.
    starts: Vec<u32>,
    rules: Vec<u32>,
    /// Rules that demand nothing.
    always: Vec<u32>,
    /// By rule: its theme, and its place among the theme's rules.
    owners: Vec<(u32, u32)>,
}

impl Triggers {
    /// For the rules of a question, in order, when their gates are known.
    pub(super) fn new(themes: &[Theme], atoms: usize) -> Self {
        let mut found = Self::default();
        let mut by_atom: Vec<Vec<u32>> = vec![Vec::new(); atoms];
        for (t, theme) in themes.iter().enumerate() {
            for (r, rule) in theme.rules.iter().enumerate() {
                let number = found.owners.len() as u32;
                found.owners.push((t as u32, r as u32));
                match cover(&rule.gate) {
                    Some(cover) => cover.into_iter().for_each(|atom| by_atom[atom as usize].push(number)),
                    None => found.always.push(number),
                }
            }
        }
        for rules in by_atom {
            found.starts.push(found.rules.len() as u32);
            found.rules.extend(rules);
        }
        found.starts.push(found.rules.len() as u32);
        found
    }

    /// The rules that an answer may satisfy, in order: theme, place in the theme, number in the question.
    pub(super) fn woken(&self, reading: &Reading) -> Vec<(u32, u32, u32)> {
        let mut woken = self.always.clone();
        let mut last = None;
        for (atom, _) in reading.all_hits() {
            if last.replace(*atom) != Some(*atom) {
                woken.extend(self.of(*atom));
            }
        }
        woken.sort_unstable();
        woken.dedup();
        woken
            .into_iter()
            .map(|rule| (self.owners[rule as usize], rule))
            .map(|((t, r), n)| (t, r, n))
            .collect()
    }

    fn of(&self, atom: AtomId) -> &[u32] {
        let border = |i: usize| self.starts.get(i).map_or(self.rules.len(), |at| *at as usize);
        &self.rules[border(atom as usize)..border(atom as usize + 1)]
    }
}

/// Atoms of which a demand needs one at least, as few as can be had; nothing where it needs none.
fn cover(demand: &Demand) -> Option<Vec<AtomId>> {
    match demand {
        Demand::Nothing => None,
        Demand::Atom(atom) => Some(vec![*atom]),
        Demand::All(parts) => parts.iter().filter_map(cover).min_by_key(Vec::len),
        Demand::Any(parts) => {
            let covers: Option<Vec<Vec<AtomId>>> = parts.iter().map(cover).collect();
            let mut all = covers?.concat();
            all.sort_unstable();
            all.dedup();
            Some(all)
        }
    }
}
