//! Words in a row and words near each other.
use super::atoms::AtomId;
use super::operators::{Does, Match, Op, Scene, sorted};
use super::reading::Hit;
use std::collections::BTreeSet;
use std::ops::Range;

/// Phrases: partial matches, by last word and then first, grow one item, or one joint, at a time.
pub(super) fn phrase(items: &[Op], joints: &[(Range<usize>, AtomId)], scene: Scene) -> Vec<Match> {
    let mut partial: Vec<BTreeSet<(u32, u32)>> = vec![BTreeSet::new(); items.len() + 1];
    for i in 0..items.len() {
        if i > 0
            && partial[i].is_empty()
            && !joints.iter().any(|(r, _)| r.start >= i)
            && partial[i + 1..].iter().all(BTreeSet::is_empty)
        {
            return Vec::new();
        }
        for (first, last) in steps(items, i, scene) {
            extend(&mut partial, i, i + 1, (first, last), scene);
        }
        for (range, atom) in joints.iter().filter(|(range, _)| range.start == i) {
            for hit in scene.hits(*atom) {
                extend(&mut partial, i, range.end, (hit.first, hit.last), scene);
            }
        }
    }
    let whole: BTreeSet<(u32, u32)> =
        partial.pop().unwrap_or_default().into_iter().map(|(last, first)| (first, last)).collect();
    let matches = whole.into_iter().filter(|(first, last)| first < last).map(|(first, last)| {
        let tokens = &scene.reading.tokens;
        let (start, end) = (tokens[first as usize].start, tokens[last as usize - 1].end);
        Match::of(Hit { first, last, start, end })
    });
    matches.filter(|m| m.parts.iter().all(|hit| scene.admits(hit))).collect()
}

/// Where one item of a phrase can stand.
fn steps(items: &[Op], i: usize, scene: Scene) -> Vec<(u32, u32)> {
    if let Does::AnyWord = items[i].does {
        return (scene.window.0..scene.window.1).map(|w| (w, w + 1)).collect();
    }
    items[i].matches(scene).iter().map(|m| (m.first(), m.last())).filter(|(a, b)| a < b).collect()
}

/// Lets every partial match that ends at item `from` grow by a stretch of words up to item `to`.
fn extend(partial: &mut [BTreeSet<(u32, u32)>], from: usize, to: usize, step: (u32, u32), scene: Scene) {
    if from == 0 {
        partial[to].insert((step.1, step.0));
        return;
    }
    if !scene.reading.adjacent(step.0) {
        return;
    }
    let ending = (step.0, 0)..=(step.0, u32::MAX);
    let grown: Vec<u32> = partial[from].range(ending).map(|(_, first)| *first).collect();
    partial[to].extend(grown.into_iter().map(|first| (step.1, first)));
}

/// Pairs within the distance in one sentence, those that hold a smaller pair left out.
pub(super) fn near(left: &[Match], right: &[Match], within: u32, ordered: bool, scene: Scene) -> Vec<Match> {
    let mut pairs: Vec<(u32, u32, Match)> = Vec::new();
    let mut add = |a: &Match, b: &Match| {
        let together = a.with(b);
        pairs.push((together.first(), together.last(), together));
    };
    let same = |a: u32, b: u32| scene.reading.are_together(a, b);
    let longest = right.iter().map(|m| m.last() - m.first()).max().unwrap_or(0);
    for l in left {
        let after = right.partition_point(|r| r.first() < l.last());
        if let Some(r) = right[after..].first()
            && r.first() + 1 - l.last() <= within
            && same(l.first(), r.first())
        {
            add(l, r);
        }
        if ordered {
            continue;
        }
        let reach = l.first().saturating_sub(within + longest);
        let before = right.partition_point(|r| r.first() < reach);
        let end = right.partition_point(|r| r.first() < l.first());
        // from the nearest on: a wide distance must not make this slow
        let candidates = right[before.min(end)..end].iter().rev();
        let mut fits = candidates
            .filter(|r| r.last() <= l.first() && l.first() + 1 - r.last() <= within)
            .filter(|r| same(l.first(), r.first()));
        if let Some(nearest) = fits.next() {
            let begun_there = fits.take_while(|r| r.first() == nearest.first());
            add(l, begun_there.fold(nearest, |best, r| if r.last() > best.last() { r } else { best }));
        }
    }
    minimal(pairs)
}

/// Keeps the matches whose stretch holds no other, smaller one.
fn minimal(mut pairs: Vec<(u32, u32, Match)>) -> Vec<Match> {
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<(u32, u32, Match)> = Vec::new();
    let mut nearest_end = u32::MAX;
    for pair in pairs {
        let same_stretch = kept.last().is_some_and(|k| (k.0, k.1) == (pair.0, pair.1));
        if pair.1 < nearest_end || same_stretch {
            nearest_end = pair.1;
            kept.push(pair);
        }
    }
    sorted(kept.into_iter().map(|(_, _, m)| m).collect())
}
