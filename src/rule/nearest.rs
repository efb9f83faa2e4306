//! Why a rule did not match: which part of it came nearest, and what was missing.
use super::Scope;
use super::operators::{Does, Match, Op, Scene};
use serde::Serialize;

/// One thing that kept a rule from matching.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing in the answer satisfies this part of the rule.
    Missing(String),
    /// Both sides are there, further apart than allowed or in different sentences.
    TooFar {
        /// The part of the rule.
        part: String,
        /// The smallest difference in word position found; nothing when no pair shares a sentence.
        distance: Option<u32>,
    },
    /// The words are there, not side by side in this order.
    NotTogether(String),
    /// The parts are there, not all in one clause or sentence.
    NotInOneScope(String),
    /// This part, which must not be there, is.
    TakenAway(String),
    /// The answer says more than `only` allows.
    SaysMore(String),
}

/// How near a rule came.
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// Parts satisfied.
    pub met: usize,
    /// Parts in all.
    pub of: usize,
    /// The words that satisfied parts.
    pub have: Vec<Match>,
    /// What was missing.
    pub why: Vec<Reason>,
}

impl Miss {
    /// Share of the rule that was there, for ranking.
    pub fn share(&self) -> f64 {
        self.met as f64 / self.of.max(1) as f64
    }

    fn missing(part: String) -> Self {
        Self { met: 0, of: 1, have: Vec::new(), why: vec![Reason::Missing(part)] }
    }

    fn sum(misses: Vec<Miss>) -> Self {
        let mut all = Self { met: 0, of: 0, have: Vec::new(), why: Vec::new() };
        for miss in misses {
            all.met += miss.met;
            all.of += miss.of;
            all.have.extend(miss.have);
            all.why.extend(miss.why);
        }
        all
    }

    /// All parts are there, and yet the whole is not.
    fn but(mut self, reason: Reason) -> Self {
        if self.why.is_empty() {
            self.of += 1;
            self.why.push(reason);
        }
        self
    }
}

/// How near a rule came to matching; `rule` is its text.
pub fn nearest(op: &Op, rule: &str, scene: Scene) -> Miss {
    let matches = op.matches(scene);
    if !matches.is_empty() {
        return Miss { met: 1, of: 1, have: matches, why: Vec::new() };
    }
    let part: String = rule.chars().skip(op.at.start).take(op.at.len()).collect();
    let each = |ops: &[Op]| Miss::sum(ops.iter().map(|op| nearest(op, rule, scene)).collect());
    match &op.does {
        Does::Atom(_) | Does::Reference(_) | Does::Elided { .. } => Miss::missing(part),
        Does::AnyWord => Miss { met: 0, of: 0, have: Vec::new(), why: Vec::new() },
        Does::Or(parts) => {
            let best = parts.iter().map(|op| nearest(op, rule, scene)).filter(|m| m.met > 0);
            best.max_by(|a, b| a.share().total_cmp(&b.share())).unwrap_or_else(|| Miss::missing(part))
        }
        Does::Phrase { items, .. } => each(items).but(Reason::NotTogether(part)),
        Does::And { all, none } => {
            let barrier = none.iter().find(|op| !op.matches(Scene { barred: None, ..scene }).is_empty());
            let text = |op: &Op| rule.chars().skip(op.at.start).take(op.at.len()).collect();
            each(all).but(barrier.map_or(Reason::Missing(part), |op| Reason::TakenAway(text(op))))
        }
        Does::Near { left, right, .. } => {
            let distance = distance(&left.matches(scene), &right.matches(scene), scene);
            let sides = Miss::sum(vec![nearest(left, rule, scene), nearest(right, rule, scene)]);
            sides.but(Reason::TooFar { part, distance })
        }
        Does::Within(Scope::Clause | Scope::Sentence, inner) => {
            nearest(inner, rule, scene).but(Reason::NotInOneScope(part))
        }
        Does::Only(inner) => nearest(inner, rule, scene).but(Reason::SaysMore(part)),
    }
}

/// The smallest difference in position between two sides in one sentence.
fn distance(left: &[Match], right: &[Match], scene: Scene) -> Option<u32> {
    let sentence = &scene.reading.borders().sentence;
    let together =
        |a: &Match, b: &Match| sentence.get(a.first() as usize) == sentence.get(b.first() as usize);
    let apart = |a: &Match, b: &Match| {
        let (one, two) = if a.first() <= b.first() { (a, b) } else { (b, a) };
        (two.first() + 1).saturating_sub(one.last())
    };
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    pairs.filter(|(a, b)| together(a, b)).map(|(a, b)| apart(a, b)).min()
}
