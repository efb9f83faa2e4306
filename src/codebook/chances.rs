//! What may come of words beside others: the rules of several words of a question, and its exceptions. Each has two sides, a
//! bit for each, so that the words of an answer are asked for all of them at once; what has not words on both sides is not
//! tried.
use super::coder::{QuestionCoder, Rule};
use super::triggers::{Woken, cover};
use crate::rule::atoms::AtomId;
use crate::rule::demand::Demand;
use crate::rule::operators::{Op, Program};
use std::collections::HashMap;

/// Words of bits at most, in pairs: more rules than there are bits share them.
pub(super) const MOST: usize = 8;
const _: () = assert!(MOST.is_multiple_of(2));

/// The rules that words give a side to, a bit each, and those that they give the other side to.
pub(super) type Sides = [u64; 2];

/// The rules of several words and the exceptions of a question.
#[derive(Debug, Default)]
pub(super) struct Chances {
    list: Vec<Chance>,
    /// By atom, in order: the side that it gives to which of them.
    sides: Vec<(AtomId, usize, u32)>,
    /// By theme, its exceptions, of which the theme is a side.
    exceptions: Vec<Vec<u32>>,
}

/// A rule of several words, or an exception.
#[derive(Debug)]
pub(super) struct Chance {
    at: At,
    /// The rule, if it gives its theme and changes nothing else.
    pub(super) rule: Option<Woken>,
    /// Whether words on both sides are all that its gate asks for; of another, the gate is still to be asked.
    pub(super) told: bool,
    /// Whether an exception asks for nothing but its theme, which then is both sides.
    free: bool,
    /// How far apart in words its sides may stand in a match; nothing where that is all the same.
    pub(super) reach: Option<u32>,
    /// Whether all words that it asks for are on its sides.
    pub(super) sided: bool,
    /// Its bit among the sides.
    pub(super) bit: usize,
}

/// Where it stands: a theme, and its place among the theme's rules or exceptions.
#[derive(Debug, Clone, Copy)]
enum At {
    Any(usize, usize),
    Unless(usize, usize),
    Never(usize, usize),
}

impl Chance {
    /// The rule, and what is tried of it where its gate is met.
    pub(super) fn tried<'c>(&self, question: &'c QuestionCoder) -> (&'c Rule, &'c Op, &'c Demand) {
        let all = |rule: &'c Rule| (rule, &rule.op, &rule.gate);
        match self.at {
            At::Any(theme, place) => {
                let rule = &question.themes[theme].rules[place];
                rule.split.rest.as_ref().map_or_else(|| all(rule), |(op, gate)| (rule, op, gate))
            }
            At::Unless(theme, place) => all(&question.themes[theme].unless[place]),
            At::Never(theme, place) => all(&question.themes[theme].never[place]),
        }
    }
}

impl Chances {
    /// Of a question whose rules have gates.
    pub(super) fn of(question: &QuestionCoder, program: &Program) -> Self {
        let mut all = Self::default();
        // what the question excepts is found in each of its themes
        let mut known: HashMap<(usize, usize, &str), u32> = HashMap::new();
        let mut number = 0;
        for (t, theme) in question.themes.iter().enumerate() {
            let plain = !theme.alone && theme.unless.is_empty() && theme.never.is_empty();
            for (r, rule) in theme.rules.iter().enumerate() {
                if let Some((op, gate)) = &rule.split.rest {
                    let simple = plain && theme.only_for.is_empty() && rule.only_for.is_empty();
                    let own = simple.then_some((t as u32, r as u32, number));
                    let [one, other] = two(gate).unwrap_or_default();
                    let reach = op.stretch(program).map(|words| words.saturating_sub(1));
                    let asked = program.atoms_of(std::iter::once(op));
                    let sided = asked.iter().all(|atom| one.contains(atom) || other.contains(atom));
                    let (at, told) = (At::Any(t, r), is_told(gate));
                    let chance = Chance { at, rule: own, told, free: false, reach, sided, bit: 0 };
                    all.add(chance, [&one, &other]);
                }
                number += 1;
            }
            let unless = theme.unless.iter().enumerate().map(|(place, rule)| (At::Unless(t, place), rule));
            let never = theme.never.iter().enumerate().map(|(place, rule)| (At::Never(t, place), rule));
            let exceptions = unless.chain(never).map(|(at, rule)| {
                *known.entry((rule.bytes.start, rule.bytes.end, &rule.text)).or_insert_with(|| {
                    let cover = cover(&rule.gate);
                    let told = cover.is_none() || is_simple(&rule.gate);
                    let free = cover.is_none();
                    let chance = Chance { at, rule: None, told, free, reach: None, sided: false, bit: 0 };
                    all.add(chance, [&[], &cover.unwrap_or_default()])
                })
            });
            let exceptions = exceptions.collect();
            all.exceptions.push(exceptions);
        }
        all.sides.sort_unstable();
        let (bits, count) = (all.width() * 64, all.list.len());
        for (at, chance) in all.list.iter_mut().enumerate() {
            chance.bit = at % bits;
            // those that share a bit have to be told apart
            chance.told &= chance.bit + bits >= count;
        }
        all
    }

    fn add(&mut self, chance: Chance, atoms: [&[AtomId]; 2]) -> u32 {
        let own = self.list.len() as u32;
        self.list.push(chance);
        for (side, atoms) in atoms.into_iter().enumerate() {
            self.sides.extend(atoms.iter().map(|atom| (*atom, side, own)));
        }
        own
    }

    /// Words of bits that they take.
    pub(super) fn width(&self) -> usize {
        self.list.len().div_ceil(64).min(MOST)
    }

    /// Adds the sides of a word that satisfies these atoms and by itself gives these themes.
    pub(super) fn add_sides(
        &self,
        atoms: &[AtomId],
        themes: impl IntoIterator<Item = usize>,
        sides: &mut [Sides],
    ) {
        let mut set = |side: usize, chance: u32| {
            let bit = self.list[chance as usize].bit;
            sides[bit / 64][side] |= 1 << (bit % 64);
        };
        for atom in atoms {
            let from = self.sides.partition_point(|(own, ..)| own < atom);
            let theirs = self.sides[from..].iter().take_while(|(own, ..)| own == atom);
            theirs.for_each(|(_, side, chance)| set(*side, *chance));
        }
        for chance in themes.into_iter().flat_map(|theme| &self.exceptions[theme]) {
            set(0, *chance);
            if self.list[*chance as usize].free {
                set(1, *chance);
            }
        }
    }

    /// Those with a bit, where there are so many words of sides: of an answer with words on both sides of it others too, and
    /// exceptions of themes that are not given. What is tried in vain does no harm.
    #[inline]
    pub(super) fn with(&self, bit: usize, words: usize) -> impl Iterator<Item = &Chance> {
        self.list.get(bit..).unwrap_or_default().iter().step_by(64 * words)
    }
}

/// The bits that are set, from the lowest on.
#[inline]
pub(super) fn each_bit(mut bits: u64, mut each: impl FnMut(usize)) {
    while bits != 0 {
        each(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Two sides of a demand, as few atoms as can be had: whatever meets it has one of each, and what meets it with one of
/// several parts has both of the same part. Nothing where it demands nothing.
fn two(gate: &Demand) -> Option<[Vec<AtomId>; 2]> {
    match gate {
        Demand::Nothing => None,
        Demand::Atom(atom) => Some([vec![*atom], vec![*atom]]),
        Demand::Any(parts) => {
            let mut sides = [Vec::new(), Vec::new()];
            for part in parts {
                sides.iter_mut().zip(two(part)?).for_each(|(side, own)| side.extend(own));
            }
            Some(sides)
        }
        Demand::All(parts) => {
            let mut covers: Vec<_> = parts.iter().filter_map(|part| Some((cover(part)?, part))).collect();
            covers.sort_by_key(|(cover, _)| cover.len());
            let mut covers = covers.into_iter();
            let (first, part) = covers.next()?;
            covers.next().map_or_else(|| two(part), |(second, _)| Some([first, second]))
        }
    }
}

/// Whether what has both sides of a demand meets it.
fn is_told(gate: &Demand) -> bool {
    match gate {
        Demand::All(parts) => parts.len() <= 2 && parts.iter().all(is_simple),
        gate => is_simple(gate),
    }
}

/// Whether a demand is met by any of the atoms that cover it.
fn is_simple(gate: &Demand) -> bool {
    match gate {
        Demand::Atom(_) => true,
        Demand::Any(parts) => parts.iter().all(is_simple),
        Demand::Nothing | Demand::All(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Random;

    fn demand(random: &mut Random, deep: usize) -> Demand {
        let parts = |random: &mut Random| (0..=random.below(3)).map(|_| demand(random, deep + 1)).collect();
        match random.below(if deep < 3 { 8 } else { 4 }) {
            0 if deep > 0 => Demand::Nothing,
            4 | 5 => Demand::All(parts(random)),
            6 | 7 => Demand::Any(parts(random)),
            _ => Demand::Atom(random.below(8) as AtomId),
        }
    }

    #[test]
    fn what_meets_a_demand_has_both_its_sides() {
        let mut random = Random::new(2023);
        let mut seen = [0; 4];
        for _ in 0..5000 {
            let gate = demand(&mut random, 0);
            let there: Vec<AtomId> = (0..8).filter(|_| random.below(3) == 0).collect();
            let met = gate.met(&|atom| there.contains(&atom));
            let Some(sides) = two(&gate) else {
                assert!(met, "{gate:?}");
                continue;
            };
            let both = sides.iter().all(|side| side.iter().any(|atom| there.contains(atom)));
            assert!(both || !met, "{gate:?} with {there:?}");
            assert!(met == both || !is_told(&gate), "{gate:?} with {there:?}");
            seen[usize::from(met) * 2 + usize::from(is_told(&gate))] += 1;
        }
        assert!(seen.iter().all(|n| *n > 200), "{seen:?}");
    }
}
