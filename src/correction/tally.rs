//! Human and machine codes of the same answers, counted by theme and group in one pass.
use super::Sampling;
use super::hand::{Given, Hand};
use crate::answer::{Row, is_answer};
use crate::codebook::coder::Coder;
use crate::count::Plan;
use crate::error::Result;
use crate::input::Source;
use crate::judgement::Unused;
use crate::pass::pass;
use crate::rule::reading::Reader;
use crate::stats::correction::{Coded, dsl};
use std::collections::{BTreeMap, BTreeSet};

/// The answers of a group, for one theme.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sampled {
    /// Human beside machine codes.
    pub coded: Coded,
    /// The hand-coded by probability (as bits): machine and hand code → answers.
    drawn: BTreeMap<u64, BTreeMap<(bool, bool), u64>>,
}

impl Sampled {
    fn add(&mut self, machine: bool, hand: Option<(bool, Option<f64>)>) {
        let count = match (hand, machine) {
            (Some((true, _)), true) => &mut self.coded.both,
            (Some((true, _)), false) => &mut self.coded.hand_only,
            (Some((false, _)), true) => &mut self.coded.machine_only,
            (Some((false, _)), false) => &mut self.coded.neither,
            (None, _) => {
                self.coded.rest_with += u64::from(machine);
                &mut self.coded.rest
            }
        };
        *count += 1;
        if let Some((hand, Some(probability))) = hand {
            *self.drawn.entry(probability.to_bits()).or_default().entry((machine, hand)).or_default() += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.coded = self.coded.merge(other.coded);
        for (probability, counts) in &other.drawn {
            let own = self.drawn.entry(*probability).or_default();
            for (codes, n) in counts {
                *own.entry(*codes).or_default() += n;
            }
        }
    }

    /// Whether the hand-coded were drawn with probabilities that differ.
    pub(super) fn is_uneven(&self) -> bool {
        self.drawn.len() > 1
    }

    /// How many answers the hand-coded stand for by their probabilities (Horvitz and Thompson 1952), where that is another
    /// number than there are, and by more than drawing each by itself would explain: a tenth, and two standard errors.
    pub(super) fn stands_for_others(&self) -> Option<f64> {
        let all = self.coded.all() as f64;
        let (mut sum, mut variance) = (0.0, 0.0);
        for (bits, counts) in &self.drawn {
            let (probability, n) = (f64::from_bits(*bits), counts.values().sum::<u64>() as f64);
            sum += n / probability;
            variance += n * (1.0 - probability) / (probability * probability);
        }
        let apart = (sum - all).abs();
        (self.coded.rest > 0 && apart > all / 10.0 && apart > 2.0 * variance.sqrt() && sum > 0.0)
            .then_some(sum)
    }

    /// The answers, and how many of each kind. Without stated probabilities all had the same, the sampled share.
    pub(super) fn answers(&self) -> Vec<(dsl::Answer, u64)> {
        let Coded { rest_with, rest, both, hand_only, machine_only, neither } = self.coded;
        let even = self.coded.n() as f64 / self.coded.all().max(1) as f64;
        let counted = [(true, true, both), (false, true, hand_only), (true, false, machine_only)];
        let counted = counted.into_iter().chain([(false, false, neither)]);
        let drawn: Vec<(bool, bool, f64, u64)> = if self.drawn.is_empty() {
            counted.map(|(machine, hand, n)| (machine, hand, even, n)).collect()
        } else {
            let of = |(bits, counts): (&u64, &BTreeMap<(bool, bool), u64>)| {
                let p = f64::from_bits(*bits);
                counts.iter().map(|((m, h), n)| (*m, *h, p, *n)).collect::<Vec<_>>()
            };
            self.drawn.iter().flat_map(of).collect()
        };
        let hand = |(machine, hand, probability, n): (bool, bool, f64, u64)| {
            (dsl::Answer { machine, hand: Some((hand, probability)) }, n)
        };
        let rest = [(true, rest_with), (false, rest - rest_with)];
        let rest = rest.into_iter().map(|(machine, n)| (dsl::Answer { machine, hand: None }, n));
        drawn.into_iter().map(hand).chain(rest).filter(|(_, n)| *n > 0).collect()
    }
}

/// Question and group → per theme, and last for «no theme», its answers. The whole has no group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tallies {
    cells: BTreeMap<(usize, Option<String>), Vec<Sampled>>,
    /// Hand codings, by number, that an answer was found for, and whose respondent gave none.
    pub(super) seen: BTreeSet<usize>,
    pub(super) silent: BTreeSet<usize>,
}

impl Tallies {
    fn merge(&mut self, other: Self) {
        for (key, sampled) in other.cells {
            let own = self.cells.entry(key).or_default();
            own.resize_with(own.len().max(sampled.len()), Sampled::default);
            own.iter_mut().zip(&sampled).for_each(|(own, other)| own.merge(other));
        }
        self.seen.extend(other.seen);
        self.silent.extend(other.silent);
    }

    /// A theme, by position, in a group; `None` is everybody, and the position after the last theme is «no theme».
    pub fn get(&self, question: usize, group: Option<&str>, theme: usize) -> Option<&Sampled> {
        self.cells.get(&(question, group.map(String::from)))?.get(theme)
    }

    /// How the hand-coded answers of a question came to be so.
    pub fn sampling(&self, question: usize) -> Sampling {
        let all = self.cells.get(&(question, None)).map(Vec::as_slice).unwrap_or_default();
        let probabilities: BTreeSet<u64> = all.iter().flat_map(|s| s.drawn.keys().copied()).collect();
        if all.iter().all(|s| s.coded.rest == 0) {
            return Sampling::Full;
        }
        match probabilities.len() {
            _ if self.coded(question) == 0 => Sampling::None,
            0 => Sampling::Unstated,
            1 => Sampling::Even,
            _ => Sampling::Uneven,
        }
    }

    /// The most answers of a question that were coded by hand for any theme.
    pub fn coded(&self, question: usize) -> u64 {
        let all = self.cells.get(&(question, None)).map(Vec::as_slice).unwrap_or_default();
        all.iter().map(|s| s.coded.n()).max().unwrap_or(0)
    }
}

/// Counts human and machine codes in one pass, and says which hand codings have no answer in the data. Error when one is of a
/// respondent that the data do not have.
pub fn tally(source: &Source, coder: &Coder, plan: &Plan, hand: &Hand) -> Result<(Tallies, Vec<Unused>)> {
    let mut all = Tallies::default();
    let work = |reader: &mut Reader, rows: &[Row]| {
        let mut piece = Tallies::default();
        for row in rows {
            for &question in &plan.selection.questions {
                piece.add(source, coder, plan, hand, reader, row, question);
            }
        }
        piece
    };
    let unread = pass(source, || coder.reader(), work, |piece| all.merge(piece))?;
    let unused = hand.without_answer(&all, !unread.is_empty())?;
    Ok((all, unused))
}

impl Tallies {
    #[allow(clippy::too_many_arguments)] // what one pass has at hand
    fn add(
        &mut self,
        source: &Source,
        coder: &Coder,
        plan: &Plan,
        hand: &Hand,
        reader: &mut Reader,
        row: &Row,
        question: usize,
    ) {
        let given = hand.by_answer.get(&(row.id.as_str(), question));
        let number = given.map(|given| given.number);
        if !row.answers.get(question).is_some_and(|text| is_answer(text)) {
            self.silent.extend(number);
            return;
        }
        self.seen.extend(number);
        let themes = coder.question(&source.frame.questions[question].id).map_or(0, |q| q.themes.len());
        if !plan.selection.holds(&row.values) || themes == 0 {
            return;
        }
        let codings = coder.code_row(&source.frame, row, question, reader).unwrap_or_default();
        let machine: BTreeSet<usize> = codings.iter().map(|c| c.theme as usize).collect();
        let groups = [None, plan.by.map(|by| row.values[by].to_string())];
        for group in groups.into_iter().enumerate().filter(|(i, g)| *i == 0 || g.is_some()).map(|(_, g)| g) {
            let own = self.cells.entry((question, group)).or_default();
            own.resize_with(themes + 1, Sampled::default);
            for (theme, sampled) in own.iter_mut().enumerate() {
                let rest = theme == themes;
                let by_hand = given.and_then(|Given { verdict, .. }| {
                    let all = || verdict.decided.as_ref().is_none_or(|decided| decided.len() == themes);
                    let has =
                        if rest { all().then_some(verdict.given.is_empty()) } else { verdict.says(theme) };
                    Some((has?, verdict.probability))
                });
                let by_machine = if rest { machine.is_empty() } else { machine.contains(&theme) };
                sampled.add(by_machine, by_hand);
            }
        }
    }
}
