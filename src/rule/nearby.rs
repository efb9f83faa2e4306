//! Whether and where a rule of several words matches, from where the words that satisfy its atoms stand and what is known
//! of the gaps between them. An answer is read with its text only where that says too little.
use super::atoms::AtomId;
use super::elided::LONGEST;
use super::operators::{Definition, Does, Op, Program};
use super::runs::{Gaps, Run, Runs, pairs, rows};
use std::ops::Range;

/// A word of an answer of which there is something to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Word {
    /// Which word of the answer it is.
    pub(crate) at: u32,
    /// The number of the set of atoms that it satisfies, and its signs below.
    pub(crate) what: u32,
}

/// Signs of a word: it may be part of an age that is asked for.
pub(crate) const AGED: u32 = 1;
/// It has other letters than a word has that is sure to end no sentence.
pub(crate) const ODD: u32 = 1 << 1;
/// It is one byte long, as the marker of a list is; said of words that satisfy an atom alone, for others end no stretch.
pub(crate) const SHORT: u32 = 1 << 2;
/// A sentence may end between it and the word before.
pub(crate) const STOPS: u32 = 1 << 3;
/// Something stands between it and the word before that no phrase goes over.
pub(crate) const APART: u32 = 1 << 4;
/// Two bytes or more stand between it and the word before, which may wait for a last part: `bolig- og`.
pub(crate) const GAPPED: u32 = 1 << 5;
/// How far the number of the set is shifted.
const SIGNS: u32 = 6;

impl Word {
    /// What there is to know of a word that satisfies a set, without signs.
    #[inline]
    pub(crate) fn what_of(set: u32) -> u32 {
        set << SIGNS
    }

    /// The number of the set of atoms that it satisfies.
    #[inline]
    pub(crate) fn set(self) -> u32 {
        self.what >> SIGNS
    }

    /// Whether it has one of some signs.
    #[inline]
    pub(crate) fn is(self, signs: u32) -> bool {
        self.what & signs != 0
    }
}

/// Words of an answer in order: all that satisfy an atom, and others.
pub(crate) type Words<'a> = &'a [Word];

/// Whether a phrase may go on from the word before to this one, by the signs of words.
pub(crate) fn follows(words: Words, word: u32) -> bool {
    !within(words, word..word + 1).any(|word| word.is(APART))
}

/// Whether the word before this one may wait for its last part, by the signs of words.
pub(crate) fn may_wait(words: Words, word: u32) -> bool {
    within(words, word..word + 1).any(|word| word.is(GAPPED))
}

/// Whether the signs of words say that two of them, in order, are of one sentence; where they are not, they never do.
pub(crate) fn goes_on(words: Words, first: u32, last: u32) -> bool {
    !within(words, first..last + 1).any(|word| {
        word.is(ODD) || (word.is(STOPS) && word.at != first) || (word.is(SHORT) && word.at == last)
    })
}

fn within(words: Words, range: Range<u32>) -> impl Iterator<Item = Word> {
    let from = words.partition_point(|word| word.at < range.start);
    words[from..].iter().copied().take_while(move |word| word.at < range.end)
}

/// A hyphenated word that satisfies atoms as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole {
    /// Its first part and one past its last, by word.
    pub(crate) parts: Run,
    /// The number of the set of atoms that it satisfies.
    pub(crate) set: u32,
}

/// An answer of which words decide what matches, and nothing else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain<'a> {
    pub(crate) words: Words<'a>,
    pub(crate) wholes: &'a [Whole],
    /// How many words it has.
    pub(crate) count: u32,
}

impl Plain<'_> {
    /// Its words and then its hyphenated words, each with the number of the set that it satisfies.
    pub(crate) fn hits(&self) -> impl Iterator<Item = (Run, u32)> {
        let words = self.words.iter().map(|word| ((word.at, word.at + 1), word.set()));
        words.chain(self.wholes.iter().map(|whole| (whole.parts, whole.set)))
    }

    /// Those of them whose set is meant, in order.
    pub(crate) fn of(&self, meant: impl Fn(u32) -> bool) -> Runs {
        let mut runs: Runs = self.hits().filter(|(_, set)| meant(*set)).map(|(run, _)| run).collect();
        if !self.wholes.is_empty() {
            runs.sort_unstable();
        }
        runs
    }
}

/// Room for the words of an answer.
#[derive(Debug, Default)]
pub(crate) struct Room {
    pub(crate) words: Vec<Word>,
    pub(crate) wholes: Vec<Whole>,
}

/// How many stretches there are of words that some runs cover: what counts as mentions.
pub(crate) fn stretches(mut runs: Runs) -> u64 {
    runs.sort_unstable();
    let mut end = 0;
    let begins = runs.iter().filter(|(first, last)| {
        let begins = *first >= end;
        end = end.max(*last);
        begins
    });
    begins.count() as u64
}

/// What is known of an answer.
pub(crate) struct Nearby<'a, H, G> {
    /// By atom, where it is satisfied.
    pub(crate) hits: H,
    /// What stands between its words.
    pub(crate) gaps: &'a G,
    /// How many words it has.
    pub(crate) count: u32,
    /// What references stand for.
    pub(crate) program: &'a Program,
}

impl<H: Fn(AtomId) -> Runs, G: Gaps> Nearby<'_, H, G> {
    /// Whether a rule matches, and the words of its matches; nothing where that can't be told, and then some of them.
    pub(crate) fn find(&self, op: &Op, matched: &mut Runs) -> Option<bool> {
        self.found(op, true, matched)
    }

    /// The same in the whole answer; or else whether it may match in any narrower window of it, where what must not be there
    /// may be missing, and nothing is told but no.
    fn found(&self, op: &Op, whole: bool, matched: &mut Runs) -> Option<bool> {
        let before = matched.len();
        match &op.does {
            Does::Or(parts) => return self.any(parts, whole, matched),
            Does::And { all, none } => return self.all(all, none, whole, matched),
            Does::Within(_, inner) | Does::Only(inner) => return self.no_without([&**inner], false),
            Does::Reference(id) => {
                let definition = &self.program.definitions[*id as usize];
                return self
                    .any(&definition.any, whole, matched)
                    .filter(|found| is_plain(definition) || !found);
            }
            Does::Near { left, right, within, ordered } => match (self.runs(left), self.runs(right)) {
                (Some(left), Some(right)) => {
                    for (l, r) in pairs(&left, &right, (*within, *ordered), self.gaps) {
                        matched.extend([left[l], right[r]]);
                    }
                }
                _ => return self.no_without([&**left, &**right], whole),
            },
            Does::Atom(_) | Does::AnyWord | Does::Phrase { .. } | Does::Elided { .. } => {
                matched.extend_from_slice(&self.runs(op)?);
            }
        }
        Some(matched.len() > before)
    }

    fn any(&self, parts: &[Op], whole: bool, matched: &mut Runs) -> Option<bool> {
        let mut found = parts.iter().map(|part| self.found(part, whole, matched));
        found.try_fold(false, |any, part| Some(any | part?))
    }

    fn all(&self, all: &[Op], none: &[Op], whole: bool, matched: &mut Runs) -> Option<bool> {
        let (mut theirs, mut known) = (Runs::new(), true);
        for part in all {
            match self.found(part, whole, &mut theirs) {
                Some(false) => return Some(false),
                found => known &= found.is_some(),
            }
        }
        for part in none.iter().filter(|_| whole) {
            match self.found(part, whole, &mut Runs::new()) {
                Some(true) => return Some(false),
                found => known &= found.is_some(),
            }
        }
        let any = !theirs.is_empty();
        matched.extend(theirs);
        known.then_some(any)
    }

    /// No where one of some parts does not match; else it can't be told.
    fn no_without<'o>(&self, parts: impl IntoIterator<Item = &'o Op>, whole: bool) -> Option<bool> {
        let mut found = parts.into_iter().map(|part| self.found(part, whole, &mut Runs::new()));
        found.any(|found| found == Some(false)).then_some(false)
    }

    /// The matches of a rule each of which is one stretch of words; nothing for another rule.
    fn runs(&self, op: &Op) -> Option<Runs> {
        let several = |parts: &[Op]| {
            let mut all = Runs::new();
            for part in parts {
                all.extend_from_slice(&self.runs(part)?);
            }
            all.sort_unstable();
            all.dedup();
            Some(all)
        };
        match &op.does {
            Does::Atom(atom) => Some((self.hits)(*atom)),
            // by itself it matches nothing
            Does::AnyWord => Some(Runs::new()),
            Does::Or(parts) => several(parts),
            Does::Reference(id) => {
                let definition = &self.program.definitions[*id as usize];
                if is_plain(definition) { several(&definition.any) } else { None }
            }
            Does::Phrase { items, joints } => {
                let step = |at: usize| match items[at].does {
                    Does::AnyWord => Some((0..self.count).map(|word| (word, word + 1)).collect()),
                    _ => self.runs(&items[at]),
                };
                rows(items.len(), joints, step, &self.hits, self.gaps)
            }
            // words say that the last part can't belong to the first, and not that it does
            Does::Elided { first, last } => {
                let [firsts, lasts] = [*first, *last].map(|atom| (self.hits)(atom));
                let follows = |first: &Run| {
                    let next = &lasts[lasts.partition_point(|last| last.0 < first.1)..];
                    let near = next.iter().take_while(|last| last.0 - first.0 < LONGEST);
                    near.into_iter().any(|last| last.1 - first.0 <= LONGEST)
                };
                let may = |first: &Run| follows(first) && self.gaps.may_wait(first.1);
                (!firsts.iter().any(may)).then(Runs::new)
            }
            _ => None,
        }
    }
}

/// Names within names that are gone into to say how far a match stretches.
const DEEP: u32 = 4;

impl Op {
    /// How many words a match stretches over at most, if each of its words is one that satisfies an atom; nothing where no
    /// stretch of words is a match.
    pub(crate) fn stretch(&self, program: &Program) -> Option<u32> {
        self.stretch_in(program, DEEP)
    }

    fn stretch_in(&self, program: &Program, deep: u32) -> Option<u32> {
        let of = |part: &Op| part.stretch_in(program, deep);
        let most = |parts: &[Op]| parts.iter().try_fold(0, |most, part| Some(of(part)?.max(most)));
        match &self.does {
            Does::Atom(_) | Does::AnyWord => Some(1),
            Does::Elided { .. } => Some(LONGEST),
            Does::Or(parts) => most(parts),
            Does::Phrase { items, .. } => {
                items.iter().try_fold(0_u32, |all, item| Some(all.saturating_add(of(item)?)))
            }
            Does::Near { left, right, within, .. } => {
                Some(of(left)?.saturating_add(of(right)?).saturating_add(*within))
            }
            Does::Reference(id) => {
                let (any, deep) = (&program.definitions[*id as usize].any, deep.checked_sub(1)?);
                any.iter().try_fold(0, |most, op| Some(op.stretch_in(program, deep)?.max(most)))
            }
            Does::And { .. } | Does::Within(..) | Does::Only(_) => None,
        }
    }
}

/// Places of an answer, a bit for each of its words; those after the last bit begin anew with the first, so that words may
/// seem to be nearer to each other than they are.
pub(crate) type Places = u64;

/// Whether two words, one at each of some places, may be no further apart than this.
pub(crate) fn are_near(one: Places, other: Places, reach: u32) -> bool {
    let (mut spread, mut reached) = (one, 0);
    while reached < reach.min(Places::BITS / 2) {
        let step = (reach - reached).min(reached.max(1));
        spread |= spread.rotate_left(step) | spread.rotate_right(step);
        reached += step;
    }
    spread & other != 0
}

fn is_plain(definition: &Definition) -> bool {
    definition.unless.is_empty() && definition.never.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::atoms::Atoms;
    use crate::rule::operators::{Definition, Match, Scene};
    use crate::rule::parse;
    use crate::rule::reading::Reader;
    use crate::stats::random::Random;

    /// What words say of a rule and how many mentions they give it; and the same from its matches.
    fn seen(rule: &str, text: &str) -> [Option<(bool, u64)>; 2] {
        let program = Program { atoms: Atoms::new(Vec::new(), true), definitions: Vec::new() };
        let (mut program, list) = program.extended(&parse("skole | tolk | \"for få\"").unwrap()).unwrap();
        let name = |name: &str, op: &Op| Definition {
            name: name.into(),
            any: vec![op.clone()],
            ..Definition::default()
        };
        let choice = |range: Range<usize>| {
            let parts = list.parts().skip(range.start).take(range.len()).cloned().collect();
            Op { does: Does::Or(parts), ..list.clone() }
        };
        let (words, row) = (choice(0..2), choice(0..3));
        let mut except = name("unntatt", &words);
        except.unless.push(choice(2..3));
        program.definitions = vec![name("ord", &words), name("liste", &row), except];
        program.definitions[0].local = true;
        let (program, op) = program.extended(&parse(rule).unwrap()).unwrap();
        let (mut reader, mut room) = (Reader::new(&program.atoms), Room::default());
        reader.look(text);
        let plain = reader.plain(&mut room).unwrap();
        let mut matched = Runs::new();
        let told = {
            let hits = |atom: AtomId| plain.of(|set| reader.sets()[set as usize].contains(&atom));
            let nearby = Nearby { hits, gaps: &reader.gaps(text), count: plain.count, program: &program };
            nearby.find(&op, &mut matched)
        };
        let reading = reader.looked(text, None);
        let matches = op.matches(Scene::whole(&reading, &program));
        if let Some(words) = op.stretch(&program) {
            assert!(matches.iter().all(|m| m.last() - m.first() <= words), "{rule} in {text:?}");
        }
        [told.map(|found| (found, stretches(matched))), Some((!matches.is_empty(), mentions(&matches)))]
    }

    /// The same from the bytes of matches.
    fn mentions(matches: &[Match]) -> u64 {
        let mut parts: Vec<(u32, u32)> =
            matches.iter().flat_map(|m| &m.parts).map(|p| (p.start, p.end)).collect();
        parts.sort_unstable();
        let mut end = 0;
        let begins = parts.iter().filter(|(from, to)| {
            let new = *from >= end;
            end = end.max(*to);
            new
        });
        begins.count() as u64
    }

    const TOLD: [&str; 20] = [
        "bolig ~1 mangel",
        "bolig ~3 mangel",
        "bolig >2 mangel",
        "bolig ~4 bolig",
        "(bolig | skole) ~2 (mangel | bolig | tolk)",
        "@ord ~3 bolig",
        "\"bolig mangel\"",
        "\"bolig * mangel\"",
        "\"* bolig\"",
        "\"bolig *\"",
        "\"bolig bolig\"",
        "\"(bolig | skole) * * mangel\"",
        "\"psykisk helse\"",
        "\"nedsatt funksjonsevne\"",
        "bolig & mangel",
        "(bolig ~2 mangel) & !tolk",
        "(bolig ~2 mangel) | \"mangel bolig\" | tolk",
        "@liste | \"bolig @ord\"",
        "\"@liste bolig\"",
        "\"bolig mangel\" ~3 tolk",
    ];

    const UNTOLD: [&str; 7] = [
        "@unntatt",
        "\"@unntatt mangel\" | \"bolig @ord\"",
        "sentence(bolig ~2 mangel)",
        "clause(bolig & !mangel)",
        "only(bolig | mangel)",
        "clause(\"bolig mangel\") & tolk",
        "boligmangel ~3 (tolk | \"for få\")",
    ];

    #[test]
    fn how_far_a_match_stretches() {
        let stretch = |rule: &str| {
            let program = Program { atoms: Atoms::new(Vec::new(), true), definitions: Vec::new() };
            let (program, op) = program.extended(&parse(rule).unwrap()).unwrap();
            op.stretch(&program)
        };
        assert_eq!(stretch("==tolk"), Some(1));
        assert_eq!(stretch("\"==tolk * ==skole\""), Some(3));
        assert_eq!(stretch("==tolk ~5 ==skole"), Some(7));
        assert_eq!(stretch("\"==for ==få\" >2 (==tolk | \"==a ==b ==c\")"), Some(7));
        assert_eq!(stretch("==tolk & ==skole"), None);
    }

    #[test]
    fn places_near_each_other() {
        let mut random = Random::new(64);
        let mut near = [0; 2];
        for _ in 0..2000 {
            let [one, other] = [0; 2].map(|_| (0..3).fold(0, |all: Places, _| all | 1 << random.below(64)));
            let places = |of: Places| (0..64_i32).filter(move |at| of >> at & 1 != 0);
            let apart = |a: i32, b: i32| (a - b).rem_euclid(64).min((b - a).rem_euclid(64));
            let least = places(one).flat_map(|a| places(other).map(move |b| apart(a, b))).min().unwrap();
            for reach in 0..70 {
                assert_eq!(
                    are_near(one, other, reach),
                    least <= reach.cast_signed(),
                    "{one:b} {other:b} {reach}"
                );
                near[usize::from(least <= reach.cast_signed())] += 1;
            }
        }
        assert!(near.iter().all(|n| *n > 1000), "{near:?}");
        assert!(!are_near(0, 1, u32::MAX) && are_near(1, 1 << 32, u32::MAX));
    }

    #[test]
    fn a_part_that_waits_is_left_to_the_text() {
        let words = ["bolig", "skole", "personalmangel", "mangel", "og", "for"];
        let gaps = [" ", "- ", "- og ", "-, ", "-/", ", "];
        let mut random = Random::new(320);
        let mut found = [0; 2];
        for round in 0..3000 {
            let mut text = String::new();
            for _ in 0..random.below(9) {
                text += words[random.below(words.len())];
                text += gaps[random.below(gaps.len())];
            }
            let rule = ["boligmangel | skolemangel", "\"for (boligmangel | skolemangel)\""][round % 2];
            let [told, real] = seen(rule, &text);
            assert!(told.is_none() || told == real, "{rule} in {text:?}");
            found[0] += usize::from(told.is_none());
            found[1] += usize::from(real > Some((false, 0)));
        }
        assert!(found.iter().all(|n| *n > 100), "{found:?}");
    }

    #[test]
    fn words_tell_what_the_text_tells() {
        let words = [
            "bolig",
            "mangel",
            "skole",
            "tolk",
            "for få",
            "for",
            "få",
            "og",
            "i",
            "å",
            "15",
            "psykisk",
            "psykiske",
            "helse",
            "Det",
            "helsa",
            "nedsatt",
            "nedsett",
            "funksjonsevne",
            "boligmangel",
        ];
        let gaps = [
            " ", " ", " ", " ", " ", ", ", ". ", "! ", "\n", "/", " – ", ".", "  ", ": ", " 1. ", " a) ",
            " pga. ", "- ", "- og ", "-, ",
        ];
        let mut random = Random::new(319);
        let mut found = [0, 0, 0, 0];
        for round in 0..4000 {
            let mut text = String::new();
            for _ in 0..random.below(14) {
                text += words[random.below(words.len())];
                text += gaps[random.below(gaps.len())];
            }
            for rule in [TOLD[round % TOLD.len()], UNTOLD[round % UNTOLD.len()]] {
                let [told, true_] = seen(rule, &text);
                if TOLD.contains(&rule) {
                    assert_eq!(told, true_, "{rule} in {text:?}");
                } else if let Some((told, _)) = told {
                    assert_eq!(Some(told), true_.map(|(found, _)| found), "{rule} in {text:?}");
                }
                found[usize::from(true_.is_some_and(|(found, _)| found))] += 1;
                found[2 + usize::from(told.is_some())] += 1;
            }
        }
        assert!(found.iter().all(|n| *n > 500), "{found:?}");
    }
}
