//! Counts the themes of an answer from the sets of atoms that its words satisfy, one after the other, and from what stands
//! between them. Of most answers that is all there is to know; any other answer is left to be read in full.
use super::chances::{self, Chance, Chances, Sides, each_bit};
use super::coder::{Coder, QuestionCoder, Subject};
use super::triggers::Woken;
use super::written::Overlap;
use crate::rule::atoms::AtomId;
use crate::rule::nearby::{Nearby, Places, Plain, are_near, stretches};
use crate::rule::operators::Op;
use crate::rule::reading::Reading;
use crate::rule::runs::{Gaps, Run, Runs};
use smallvec::SmallVec;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Sets that a counter remembers: a codebook on more kinds of words is slower, and takes no more memory.
const MOST: usize = 1 << 15;

/// Counts answers to one question. One for a thread.
pub(crate) struct Counter<'c> {
    coder: &'c Coder,
    /// Its themes.
    pub(crate) question: &'c QuestionCoder,
    /// What may come of words beside others; nothing where the codebook has what can't be counted without reading.
    chances: Option<&'c Chances>,
    sets: Sets,
    /// By theme, how often the answer at hand mentions it; two more that are none.
    mentions: Vec<u32>,
    /// The sides that its words have.
    sides: Vec<Four>,
    /// By bit of a word of sides, where words stand that have it.
    places: Vec<[Places; 2]>,
    /// By atom, the last answer that has it, as far as that was asked, and the number of the answer at hand.
    last: Vec<u32>,
    answer: u32,
    asked: Asked,
}

/// Both sides of 128 rules, which are added together.
type Four = [u64; 4];
/// Fours of sides at most.
const WIDEST: usize = chances::MOST.div_ceil(2);

/// What a word gives that satisfies a set of atoms, set by set as they are met.
///
/// What is known of one lies by its number.
struct Sets {
    rows: Vec<Row>,
    /// The themes beyond its first two, and its sides.
    more: Vec<Box<[u32]>>,
    sides: Vec<Four>,
    /// How many fours of sides it has, and how many sets may be remembered.
    width: usize,
    most: usize,
}

/// What a word gives at a glance, without a choice to be made: few give more than two themes.
#[derive(Clone, Copy)]
struct Row {
    /// Themes of which the word alone is a mention, and those above them; where there are fewer, some that are none.
    themes: [u32; 2],
    signs: u32,
}

/// Signs of a row: there are more themes; it depends on more than words what the word gives; the set was not met.
const LONG: u32 = 1;
const DEPENDS: u32 = 2;
const NEW: u32 = 4;

/// By atom, where it is satisfied, and for which answer that was asked.
#[derive(Default)]
struct Asked {
    hits: Vec<Runs>,
    by: Vec<u32>,
}

impl Asked {
    fn ask(&mut self, atom: AtomId, answer: u32) {
        self.hits[atom as usize].clear();
        self.by[atom as usize] = answer;
    }

    #[inline]
    fn add(&mut self, atom: AtomId, run: Run, answer: u32) {
        if self.by[atom as usize] == answer {
            self.hits[atom as usize].push(run);
        }
    }
}

/// What is to be tried on an answer.
struct Open<'c> {
    chances: SmallVec<[&'c Chance; 8]>,
    /// Where words stand that they ask for.
    places: Places,
}

/// How far words alone lead.
pub(crate) enum Reach {
    /// All the way.
    All,
    /// To these rules, which may give more themes.
    Rules(SmallVec<[Woken; 4]>),
    /// Nowhere.
    Nothing,
}

impl<'c> Counter<'c> {
    /// For the answers to a question.
    pub(crate) fn new(coder: &'c Coder, question: &'c QuestionCoder) -> Self {
        let able = coder.overlap == Overlap::All && question.is_woken_by_words();
        let chances = able.then(|| question.chances(&coder.program));
        let width = chances.map_or(0, |chances| chances.width().div_ceil(2));
        let (themes, atoms) = (question.themes.len(), coder.program.atoms.list().len());
        Self {
            coder,
            question,
            chances,
            sets: Sets { rows: Vec::new(), more: Vec::new(), sides: Vec::new(), width, most: MOST },
            mentions: vec![0; themes + 2],
            sides: vec![Four::default(); width],
            places: vec![[0; 2]; 64],
            last: vec![0; atoms],
            answer: 0,
            asked: Asked { hits: vec![Runs::new(); atoms], by: vec![0; atoms] },
        }
    }

    /// By theme, how often the answer mentions it that was counted last.
    pub(crate) fn mentions(&self) -> &[u32] {
        &self.mentions[..self.question.themes.len()]
    }

    /// Takes in the words of an answer; the sets of atoms are by number. [`Self::count`] goes on from where they lead.
    pub(crate) fn reach(&mut self, plain: Plain, gaps: &impl Gaps, sets: &[Arc<[AtomId]>]) -> Reach {
        let Some(chances) = self.chances.filter(|chances| self.add(plain, sets, chances)) else {
            return Reach::Nothing;
        };
        let open = self.open(plain, sets, chances);
        if open.chances.is_empty() && plain.wholes.is_empty() {
            return Reach::All;
        }
        match self.tried(&open, plain, gaps, sets) {
            None => Reach::Nothing,
            Some(Tried { rules, unclear: true, .. }) => Reach::Rules(rules),
            Some(Tried { matched, .. }) => {
                self.join(plain, &matched);
                Reach::All
            }
        }
    }

    /// Takes in what single words give: their themes, a mention a word, and their sides. False where that is not known, or
    /// depends on more than words.
    fn add(&mut self, plain: Plain, sets: &[Arc<[AtomId]>], chances: &Chances) -> bool {
        match self.sets.width {
            0 => self.add_wide::<0>(plain, sets, chances),
            1 => self.add_wide::<1>(plain, sets, chances),
            2 => self.add_wide::<2>(plain, sets, chances),
            3 => self.add_wide::<3>(plain, sets, chances),
            _ => self.add_wide::<WIDEST>(plain, sets, chances),
        }
    }

    /// The same with so many fours of sides, which the compiler then keeps at hand.
    fn add_wide<const WIDTH: usize>(
        &mut self,
        plain: Plain,
        sets: &[Arc<[AtomId]>],
        chances: &Chances,
    ) -> bool {
        self.mentions.fill(0);
        let (mentions, mut sides, mut signs) = (&mut self.mentions[..], [Four::default(); WIDTH], 0);
        let words = plain.words.iter().map(|word| word.set());
        for set in words.chain(plain.wholes.iter().map(|whole| whole.set)) {
            let set = set as usize;
            let row = match self.sets.rows.get(set) {
                Some(row) if row.signs & NEW == 0 => *row,
                _ => match self.sets.learn(set, sets, self.question, chances) {
                    Some(row) => row,
                    None => return false,
                },
            };
            row.themes.iter().for_each(|theme| mentions[*theme as usize] += 1);
            if row.signs & LONG != 0 {
                self.sets.more[set].iter().for_each(|theme| mentions[*theme as usize] += 1);
            }
            for (own, seen) in sides.iter_mut().zip(&self.sets.sides[set * WIDTH..][..WIDTH]) {
                own.iter_mut().zip(seen).for_each(|(own, seen)| *own |= seen);
            }
            signs |= row.signs;
        }
        self.sides.copy_from_slice(&sides);
        signs & DEPENDS == 0
    }

    /// The rules of several words and the exceptions whose gates the words of an answer meet, as far as that is told by which
    /// words there are and how far apart.
    fn open(&mut self, plain: Plain, sets: &[Arc<[AtomId]>], chances: &'c Chances) -> Open<'c> {
        let mut open = Open { chances: SmallVec::new(), places: 0 };
        let mut places = std::mem::take(&mut self.places);
        let sides: &[Sides] = self.sides.as_flattened().as_chunks().0;
        for (at, [one, other]) in sides.iter().enumerate() {
            let both = one & other;
            if both == 0 {
                continue;
            }
            // a hyphenated word stands in several places
            let stands = plain.wholes.is_empty();
            if stands {
                self.find_places(plain, at, both, &mut places);
            }
            each_bit(both, |bit| {
                for chance in chances.with(at * 64 + bit, sides.len()) {
                    let [one, other] = if stands && chance.reach.is_some() { places[bit] } else { [!0; 2] };
                    if chance.reach.is_none_or(|reach| are_near(one, other, reach)) {
                        open.chances.push(chance);
                        open.places |= if chance.sided { one | other } else { !0 };
                    }
                }
            });
        }
        self.places = places;
        let asks = |chance: &&Chance| !chance.told && chance.reach.is_none();
        if open.chances.iter().any(asks) {
            self.next_answer();
            for (_, set) in plain.hits() {
                sets[set as usize].iter().for_each(|atom| self.last[*atom as usize] = self.answer);
            }
            let has = |atom: AtomId| self.last[atom as usize] == self.answer;
            open.chances.retain(|chance| !asks(chance) || chance.tried(self.question).2.met(&has));
        }
        open
    }

    /// Where words of an answer stand that have some bits in a word of their sides: by bit, for each side.
    fn find_places(&self, plain: Plain, at: usize, bits: u64, places: &mut [[Places; 2]]) {
        each_bit(bits, |bit| places[bit] = [0; 2]);
        let side = at % 2 * 2;
        for word in plain.words {
            let sides = self.sets.sides[word.set() as usize * self.sets.width + at / 2];
            let (one, other) = (sides[side] & bits, sides[side + 1] & bits);
            if one | other != 0 {
                let place = 1 << (word.at % Places::BITS);
                each_bit(one, |bit| places[bit][0] |= place);
                each_bit(other, |bit| places[bit][1] |= place);
            }
        }
    }

    /// Tries rules on an answer; see [`Tried::of`].
    fn tried(
        &mut self,
        open: &Open,
        plain: Plain,
        gaps: &impl Gaps,
        sets: &[Arc<[AtomId]>],
    ) -> Option<Tried> {
        if open.chances.is_empty() {
            return Some(Tried::default());
        }
        self.next_answer();
        let program = &self.coder.program;
        for chance in &open.chances {
            let (rule, ..) = chance.tried(self.question);
            rule.atoms(program).iter().for_each(|atom| self.asked.ask(*atom, self.answer));
        }
        for (run, set) in plain.hits().filter(|((at, _), _)| open.places >> (at % Places::BITS) & 1 != 0) {
            sets[set as usize].iter().for_each(|atom| self.asked.add(*atom, run, self.answer));
        }
        let hits = |atom: AtomId| {
            let mut hits = Runs::from_slice(&self.asked.hits[atom as usize]);
            if !plain.wholes.is_empty() {
                hits.sort_unstable();
            }
            hits
        };
        let nearby = Nearby { hits, gaps, count: plain.count, program };
        let rules = open.chances.iter().map(|chance| (chance.rule, chance.tried(self.question).1));
        Tried::of(rules, |op, matched| nearby.find(op, matched))
    }

    /// Another number, for answers or what is asked of one.
    fn next_answer(&mut self) {
        self.answer = self.answer.wrapping_add(1);
        if self.answer == 0 {
            self.last.fill(0);
            self.asked.by.fill(0);
            self.answer = 1;
        }
    }

    /// Counts the mentions of an answer: see [`Self::mentions`]. Where its words did not lead all the way it is read, and the
    /// reading given back.
    pub(crate) fn count<'t, V: AsRef<str>>(
        &mut self,
        reach: Reach,
        read: impl FnOnce() -> Reading<'t>,
        subject: Subject<V>,
    ) -> Option<Reading<'t>> {
        let woken = match reach {
            Reach::All => return None,
            Reach::Rules(rules) => Some(rules),
            Reach::Nothing => None,
        };
        let reading = read();
        self.mentions.fill(0);
        let mention = |theme: u32| self.mentions[theme as usize] += 1;
        self.coder.count(self.question, &reading, woken.as_deref(), subject, mention);
        Some(reading)
    }

    /// Gives the themes of rules of several words, each with the words of its matches, and of words of several parts; of such a
    /// theme, and those above it, every stretch of words is a mention, be they words that count alone or not.
    fn join(&mut self, plain: Plain, matched: &[(u32, Runs)]) {
        let line = |theme: &u32| self.question.line(*theme as usize);
        let mut themes: SmallVec<[usize; 8]> = matched.iter().flat_map(|(theme, _)| line(theme)).collect();
        let wholes = plain.wholes.iter().flat_map(|whole| self.sets.themes(whole.set));
        themes.extend(wholes.filter(|theme| *theme < self.question.themes.len()));
        themes.sort_unstable();
        themes.dedup();
        for theme in themes {
            // most have no word that gives them alone
            let mut runs = match self.mentions[theme] {
                0 => Runs::new(),
                _ => plain.of(|set| self.sets.themes(set).any(|own| own == theme)),
            };
            let theirs = matched.iter().filter(|(own, _)| line(own).any(|own| own == theme));
            theirs.for_each(|(_, own)| runs.extend_from_slice(own));
            self.mentions[theme] = stretches(runs) as u32;
        }
    }
}

impl Sets {
    /// Learns what a word gives that satisfies a set; nothing where the set is not there, or too many are.
    #[cold]
    fn learn(
        &mut self,
        set: usize,
        sets: &[Arc<[AtomId]>],
        question: &QuestionCoder,
        chances: &Chances,
    ) -> Option<Row> {
        let atoms = sets.get(set).filter(|_| set < self.most)?;
        if self.rows.len() <= set {
            let known = sets.len().min(self.most);
            self.rows.resize(known, Row { themes: [0; 2], signs: NEW });
            self.more.resize(known, Box::default());
            self.sides.resize(known * self.width, Four::default());
        }
        let direct: Vec<&Woken> = atoms.iter().flat_map(|atom| question.triggers.direct(*atom)).collect();
        let own: BTreeSet<usize> = direct.iter().map(|rule| rule.0 as usize).collect();
        let themes: BTreeSet<usize> = own.iter().flat_map(|theme| question.line(*theme)).collect();
        let mut given = themes.into_iter().map(|theme| theme as u32);
        let none = question.themes.len() as u32;
        let first = [none, none + 1].map(|none| given.next().unwrap_or(none));
        let more: Box<[u32]> = given.collect();
        let limited = |(theme, place, _): &Woken| {
            let theme = &question.themes[*theme as usize];
            theme.alone || !theme.only_for.is_empty() || !theme.rules[*place as usize].only_for.is_empty()
        };
        let depends = direct.into_iter().any(limited);
        let signs = (u32::from(!more.is_empty()) * LONG) | (u32::from(depends) * DEPENDS);
        let sides = self.sides[set * self.width..][..self.width].as_flattened_mut().as_chunks_mut().0;
        chances.add_sides(atoms, own.iter().copied(), sides);
        let row = Row { themes: first, signs };
        self.rows[set] = row;
        self.more[set] = more;
        Some(row)
    }

    /// The themes that a word gives alone that satisfies a set that was met, and some that are none.
    fn themes(&self, set: u32) -> impl Iterator<Item = usize> {
        let set = set as usize;
        self.rows[set].themes.iter().chain(&self.more[set]).map(|theme| *theme as usize)
    }
}

/// What rules of several words come to.
#[derive(Default)]
struct Tried {
    /// Those that match, or may.
    rules: SmallVec<[Woken; 4]>,
    /// By theme, the words of those that match.
    matched: SmallVec<[(u32, Runs); 4]>,
    /// Whether of some it can't be told.
    unclear: bool,
}

impl Tried {
    /// Nothing where more may follow from one of them than its theme.
    fn of<'o>(
        rules: impl Iterator<Item = (Option<Woken>, &'o Op)>,
        find: impl Fn(&Op, &mut Runs) -> Option<bool>,
    ) -> Option<Self> {
        let mut tried = Self::default();
        for (rule, op) in rules {
            let mut matched = Runs::new();
            let found = find(op, &mut matched);
            if found == Some(false) {
                continue;
            }
            let rule = rule?;
            tried.rules.push(rule);
            match found {
                None => tried.unclear = true,
                Some(_) => tried.matched.push((rule.0, matched)),
            }
        }
        Some(tried)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::nearby::Room;

    #[test]
    fn a_counter_that_may_learn_no_more_counts_the_same() {
        let coder = Coder::parse(
            "lover",
            "themes:\n  a: [bolig]\n  b: {any: [skole, 'bolig ~3 mangel'], themes: {c: [tolk]}}\n  \
             d: {any: [tolk, bolig], unless: ikke}\n  e: [bolig]\n",
        );
        let coder = coder.unwrap();
        let question = &coder.questions[0];
        let texts = [
            "Bolig og skole",
            "tolk",
            "ikke bolig",
            "Mangel på bolig, tolk og skole-bolig",
            "skole. bolig",
            "ingenting",
        ];
        let mut led = [0; 2];
        for most in 0..8 {
            let (mut counter, mut reader) = (Counter::new(&coder, question), coder.reader());
            counter.sets.most = most;
            for text in texts.iter().chain(&texts) {
                reader.look(text);
                let mut room = Room::default();
                let plain = reader.plain(&mut room).unwrap();
                let reach = counter.reach(plain, &reader.gaps(text), reader.sets());
                led[usize::from(matches!(reach, Reach::Nothing))] += 1;
                counter.count(reach, || coder.reader().read(text), Subject::anybody());
                let reading = reader.read(text);
                let mut wanted = vec![0; question.themes.len()];
                coder
                    .count(question, &reading, None, Subject::anybody(), |theme| wanted[theme as usize] += 1);
                assert_eq!(counter.mentions(), wanted, "{text} {most}");
            }
        }
        assert!(led.iter().all(|n| *n > 20), "{led:?}");
    }
}
