//! Whether a rule of several words can match at all, from where the words that satisfy its atoms stand, and nothing else:
//! whether they are of one sentence, or what stands between them, is asked only where this says yes.
use super::atoms::AtomId;
use super::operators::{Does, Op, Program};

/// Words of an answer that satisfy an atom: which word of the answer each is, and the number of the set that it satisfies.
pub(crate) type Words<'a> = &'a [(u32, u32)];

/// The words of an answer, a bit each. The bit of a word beyond the last that has one is some other's: all that such a mask
/// tells is whether there is any.
pub(crate) type Mask = u128;

/// The bit of a word.
#[inline]
pub(crate) fn bit(word: u32) -> Mask {
    1 << (word % Mask::BITS)
}

/// What is known of an answer.
pub(crate) struct Nearby<'a, M> {
    /// Its words.
    pub(crate) words: Words<'a>,
    /// By atom, the words that satisfy it.
    pub(crate) mask: M,
    /// What references stand for.
    pub(crate) program: &'a Program,
}

impl<M: Fn(AtomId) -> Mask> Nearby<'_, M> {
    /// Whether a rule can match; never no where it does.
    pub(crate) fn may(&self, op: &Op) -> bool {
        // the words of a longer answer have no bits
        if self.words.last().is_some_and(|(at, _)| *at >= Mask::BITS) {
            return true;
        }
        match &op.does {
            Does::Atom(_) => self.mask(op) != Some(0),
            Does::AnyWord => true,
            Does::Phrase { items, joints } => {
                joints.iter().any(|(_, atom)| (self.mask)(*atom) != 0)
                    || self.row(items).is_none_or(|row| row != 0)
            }
            Does::Or(parts) => parts.iter().any(|part| self.may(part)),
            Does::And { all, .. } => all.iter().all(|part| self.may(part)),
            Does::Near { left, right, within, ordered } => match (self.mask(left), self.mask(right)) {
                (Some(left), Some(right)) => {
                    after(left, *within) & right != 0 || (!ordered && after(right, *within) & left != 0)
                }
                _ => self.may(left) && self.may(right),
            },
            Does::Within(_, inner) | Does::Only(inner) => self.may(inner),
            Does::Reference(id) => {
                self.program.definitions[*id as usize].any.iter().any(|part| self.may(part))
            }
        }
    }

    /// Where single words match; nothing for a rule of several words.
    fn mask(&self, op: &Op) -> Option<Mask> {
        match &op.does {
            Does::Atom(atom) => Some((self.mask)(*atom)),
            Does::AnyWord => Some(Mask::MAX),
            Does::Or(parts) => parts.iter().try_fold(0, |all, part| Some(all | self.mask(part)?)),
            _ => None,
        }
    }

    /// Where the last of some words in a row stands.
    fn row(&self, items: &[Op]) -> Option<Mask> {
        let (first, others) = items.split_first()?;
        others.iter().try_fold(self.mask(first)?, |row, item| Some(row << 1 & self.mask(item)?))
    }
}

/// The words whose sets, by number, have an atom.
pub(crate) fn satisfying<'s>(words: Words, set: impl Fn(u32) -> &'s [AtomId], atom: AtomId) -> Mask {
    let satisfy = words.iter().filter(|(_, number)| set(*number).contains(&atom));
    satisfy.fold(0, |mask, (at, _)| mask | bit(*at))
}

/// The words up to so many after those of a mask.
fn after(mask: Mask, within: u32) -> Mask {
    let within = within.min(Mask::BITS - 1);
    (1..=within).fold(0, |all, step| all | mask << step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::atoms::Atoms;
    use crate::rule::operators::Scene;
    use crate::rule::parse;
    use crate::rule::reading::Reader;

    #[test]
    fn words_after_a_word() {
        assert_eq!(after(0b1, 2), 0b110);
        assert_eq!(after(1 << 127, 3), 0);
        assert_eq!(after(1, u32::MAX), Mask::MAX - 1);
    }

    /// Whether a rule may match a text, as far as words tell, and whether it does.
    fn seen(rule: &str, text: &str) -> (bool, bool) {
        let program = Program { atoms: Atoms::new(Vec::new(), true), definitions: Vec::new() };
        let (program, op) = program.extended(&parse(rule).unwrap()).unwrap();
        let (mut reader, mut words) = (Reader::new(&program.atoms), Vec::new());
        reader.look(text);
        let words = reader.plain(&mut words).unwrap();
        let may = {
            let set = |number: u32| &*reader.sets()[number as usize];
            Nearby { words, mask: |atom| satisfying(words, set, atom), program: &program }.may(&op)
        };
        let reading = reader.looked(text, None);
        (may, !op.matches(Scene::whole(&reading, &program)).is_empty())
    }

    #[test]
    fn where_nothing_else_decides_words_tell_all() {
        let rules = [
            "bolig ~1 mangel",
            "bolig ~3 mangel",
            "bolig >2 mangel",
            "(bolig | skole) ~2 (mangel | tolk)",
            "\"bolig mangel\"",
            "\"bolig * mangel\"",
            "\"(bolig | skole) * * mangel\"",
            "bolig & mangel",
            "sentence(bolig ~2 mangel)",
            "(bolig ~2 mangel) | tolk",
        ];
        let mut both = [0, 0];
        for rule in rules {
            for gap in 0..6 {
                for (first, last) in
                    [("bolig", "mangel"), ("mangel", "bolig"), ("skole", "mangel"), ("bolig", "og")]
                {
                    let text = format!("vi har {first}{} {last}", " og".repeat(gap));
                    let (may, does) = seen(rule, &text);
                    assert_eq!(may, does, "{rule} in {text}");
                    both[usize::from(may)] += 1;
                }
            }
        }
        assert!(both.iter().all(|n| *n > 20), "{both:?}");
    }

    #[test]
    fn a_sign_between_words_and_a_long_answer_are_left_to_the_reading() {
        assert_eq!(seen("bolig ~3 mangel", "En bolig. Mangel på alt."), (true, false));
        let far = format!("bolig {}mangel", "og ".repeat(200));
        assert_eq!(seen("bolig ~3 mangel", &far), (true, false));
        assert_eq!(seen("bolig ~300 mangel", &far), (true, true));
        // the last words that have bits of their own
        let full = format!("{}bolig mangel", "og ".repeat(126));
        assert_eq!(seen("\"bolig mangel\"", &full), (true, true));
        assert_eq!(seen("bolig ~1 mangel", &full), (true, true));
        assert_eq!(seen("mangel >1 bolig", &full), (false, false));
    }
}
