//! Words in a row and words near each other: told from where matches stand and from what is known of the gaps between words,
//! be that the text of an answer or less.
use super::atoms::AtomId;
use super::operators::{Does, Match, Op, Scene, sorted};
use super::reading::Hit;
use smallvec::SmallVec;
use std::ops::Range;

/// A stretch of words: the first and one past the last.
pub(crate) type Run = (u32, u32);
/// Several of them, by their first word and then their last.
pub(crate) type Runs = SmallVec<[Run; 4]>;

/// What stands between the words of an answer.
pub(crate) trait Gaps {
    /// Whether a phrase may go on from the word before to this one, which is not the first.
    fn follows(&self, word: u32) -> bool;
    /// Whether the word before this one, which is not the first, may wait for its last part: no is certain.
    fn may_wait(&self, word: u32) -> bool;
    /// Whether two words, in order, are of one sentence.
    fn together(&self, first: u32, last: u32) -> bool;
}

/// The joints of a phrase: ranges of its items, each with the atom of a single word that stands for them.
pub(super) type Joints = [(Range<usize>, AtomId)];

/// Items in a row. `step` says where an item can stand, `joint` where a joint can; nothing where an item says nothing.
///
/// Partial rows grow one item, or one joint, at a time.
pub(super) fn rows(
    items: usize,
    joints: &Joints,
    step: impl Fn(usize) -> Option<Runs>,
    joint: impl Fn(AtomId) -> Runs,
    gaps: &impl Gaps,
) -> Option<Runs> {
    let mut partial: SmallVec<[Runs; 4]> = SmallVec::new();
    partial.resize_with(items + 1, Runs::new);
    for at in 0..items {
        if at > 0 && partial[at].is_empty() {
            continue;
        }
        let mut before = std::mem::take(&mut partial[at]);
        before.sort_unstable_by_key(|(first, last)| (*last, *first));
        before.dedup();
        let mut grow = |to: usize, steps: Runs| {
            for (first, last) in steps.into_iter().filter(|(first, last)| first < last) {
                if at == 0 {
                    partial[to].push((first, last));
                    continue;
                }
                let from = before.partition_point(|(_, end)| *end < first);
                let ending = before[from..].iter().take_while(|(_, end)| *end == first);
                let mut grown = ending.map(|(begin, _)| (*begin, last)).peekable();
                if grown.peek().is_some() && gaps.follows(first) {
                    partial[to].extend(grown);
                }
            }
        };
        grow(at + 1, step(at)?);
        for (range, atom) in joints.iter().filter(|(range, _)| range.start == at) {
            grow(range.end, joint(*atom));
        }
    }
    let mut whole = partial.pop().unwrap_or_default();
    whole.sort_unstable();
    whole.dedup();
    Some(whole)
}

/// Pairs of one from each side within a distance of each other in one sentence, by their numbers; those that hold a smaller
/// pair are left out.
pub(super) fn pairs(
    left: &[Run],
    right: &[Run],
    (within, ordered): (u32, bool),
    gaps: &impl Gaps,
) -> SmallVec<[(usize, usize); 4]> {
    let mut pairs: SmallVec<[(Run, (usize, usize)); 4]> = SmallVec::new();
    let longest = right.iter().map(|(first, last)| last - first).max().unwrap_or(0);
    for (at, own) in left.iter().enumerate() {
        let after = right.partition_point(|(first, _)| *first < own.1);
        if let Some(next) = right.get(after)
            && next.0 + 1 - own.1 <= within
            && gaps.together(own.0, next.0)
        {
            pairs.push(((own.0, own.1.max(next.1)), (at, after)));
        }
        if ordered {
            continue;
        }
        let reach = own.0.saturating_sub(within.saturating_add(longest));
        let begin = right.partition_point(|(first, _)| *first < reach);
        let end = right.partition_point(|(first, _)| *first < own.0);
        // from the nearest on, and no further than the sentence goes: a wide distance must not make this slow
        let mut fits = (begin.min(end)..end)
            .rev()
            .filter(|at| right[*at].1 <= own.0 && own.0 + 1 - right[*at].1 <= within)
            .take_while(|at| gaps.together(right[*at].0, own.0));
        if let Some(nearest) = fits.next() {
            let begun_there = fits.take_while(|at| right[*at].0 == right[nearest].0);
            let last =
                begun_there.fold(nearest, |best, at| if right[at].1 > right[best].1 { at } else { best });
            pairs.push(((right[last].0, own.1.max(right[last].1)), (at, last)));
        }
    }
    minimal(pairs)
}

/// Keeps the pairs whose stretch holds no other, smaller one.
fn minimal(mut pairs: SmallVec<[(Run, (usize, usize)); 4]>) -> SmallVec<[(usize, usize); 4]> {
    pairs.sort_by(|(a, _), (b, _)| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let (mut kept, mut nearest_end, mut last) = (SmallVec::new(), u32::MAX, None);
    for (stretch, pair) in pairs {
        if stretch.1 < nearest_end || last == Some(stretch) {
            (nearest_end, last) = (stretch.1, Some(stretch));
            kept.push(pair);
        }
    }
    kept
}

/// The matches of a phrase.
pub(super) fn phrase(items: &[Op], joints: &Joints, scene: Scene) -> Vec<Match> {
    let joint = |atom| scene.hits(atom).map(|hit| (hit.first, hit.last)).collect();
    let whole = rows(items.len(), joints, |at| Some(steps(&items[at], scene)), joint, scene.reading);
    let matches = whole.unwrap_or_default().into_iter().map(|(first, last)| {
        let tokens = &scene.reading.tokens;
        let (start, end) = (tokens[first as usize].start, tokens[last as usize - 1].end);
        Match::of(Hit { first, last, start, end })
    });
    matches.filter(|m| m.parts.iter().all(|hit| scene.admits(hit))).collect()
}

/// Where one item of a phrase can stand.
fn steps(item: &Op, scene: Scene) -> Runs {
    if let Does::AnyWord = item.does {
        return (scene.window.0..scene.window.1).map(|w| (w, w + 1)).collect();
    }
    runs(&item.matches(scene))
}

fn runs(matches: &[Match]) -> Runs {
    matches.iter().map(|m| (m.first(), m.last())).collect()
}

/// Pairs within the distance in one sentence, those that hold a smaller pair left out.
pub(super) fn near(left: &[Match], right: &[Match], within: u32, ordered: bool, scene: Scene) -> Vec<Match> {
    let mut pairs = pairs(&runs(left), &runs(right), (within, ordered), scene.reading);
    let inside: Vec<(usize, usize)> = if ordered {
        Vec::new()
    } else {
        let turned = between(right, left, within).map(|(r, l)| (l, r));
        between(left, right, within).chain(turned).collect()
    };
    if !inside.is_empty() {
        let stretch = |(l, r): (usize, usize)| {
            let (a, b) = (&left[l], &right[r]);
            ((a.first().min(b.first()), a.last().max(b.last())), (l, r))
        };
        pairs = minimal(pairs.into_iter().chain(inside).map(stretch).collect());
    }
    sorted(pairs.into_iter().map(|(l, r)| left[l].with(&right[r])).collect())
}

/// Matches of one side that stand between the words of a match of the other, by their numbers, near enough to some of these:
/// of three words near each other the third may be between the other two.
fn between(outer: &[Match], inner: &[Match], within: u32) -> impl Iterator<Item = (usize, usize)> {
    outer.iter().enumerate().filter(|(_, own)| own.parts.len() > 1).flat_map(move |(at, own)| {
        let from = inner.partition_point(|other| other.first() < own.first());
        let near = inner.iter().enumerate().skip(from).take_while(|(_, other)| other.first() < own.last());
        let fits = move |other: &Match| {
            let (first, last) = (other.first(), other.last());
            let apart = own.parts.iter().all(|part| part.last <= first || last <= part.first);
            let reach = |part: &Hit| {
                if part.last <= first { first + 1 - part.last } else { part.first + 1 - last }
            };
            apart && last <= own.last() && own.parts.iter().map(reach).min() <= Some(within)
        };
        near.filter(move |(_, other)| fits(other)).map(move |(inner, _)| (at, inner))
    })
}
