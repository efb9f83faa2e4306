//! How many people the answers of a question, group or selection come from, by what the corpus states.
use crate::answer::{Frame, WAVE};
use crate::count::Plan;

/// The population a column of a table stands for, everybody's or a group's: of all limits that decide who is in it (whom the
/// question was asked, the selection, the group) the smallest whose size is stated, so that it narrows an interval too little
/// rather than too much. A group or a selection has none where its own size is not stated, nor have people who were not
/// asked. Each wave is a population anew.
pub(crate) fn population(frame: &Frame, plan: &Plan, question: usize, group: Option<&str>) -> Option<u64> {
    let population = frame.population.as_ref()?;
    let id = |variable: usize| frame.variables[variable].id.as_str();
    let asked = frame.questions[question].asked.iter().map(|(variable, values)| (variable.as_str(), values));
    let own = plan.selection.only.iter().map(|(variable, values)| (id(*variable), values.clone()));
    let own: Vec<(&str, Vec<String>)> =
        own.chain(plan.by.zip(group).map(|(by, group)| (id(by), vec![group.to_string()]))).collect();
    let mut limits: Vec<(&str, Vec<String>)> = Vec::new();
    for (variable, values) in own.iter().map(|(variable, values)| (*variable, values)).chain(asked) {
        match limits.iter_mut().find(|(other, _)| *other == variable) {
            Some((_, allowed)) => allowed.retain(|value| values.contains(value)),
            None => limits.push((variable, values.clone())),
        }
    }
    let stated =
        |variable: &str| population.by.iter().find(|(own, _)| own == variable).map(|(_, sizes)| sizes);
    let sum = |(variable, values): &(&str, Vec<String>)| {
        let sizes = stated(variable)?;
        let size = |value: &String| sizes.iter().find(|(own, _)| own == value).map(|(_, size)| *size);
        // what is beyond all numbers is as large as they go
        values.iter().map(size).try_fold(0_u64, |all, size| Some(all.saturating_add(size?)))
    };
    // how many there are of each wave is the size of all, or stated for each
    let by_wave = stated(WAVE).is_some();
    let waves = match limits.iter().find(|(variable, _)| *variable == WAVE) {
        _ if by_wave || frame.waves.is_empty() => 1,
        Some((_, waves)) => waves.len() as u64,
        None => frame.waves.len() as u64,
    };
    let counts = |variable: &str| by_wave || frame.waves.is_empty() || variable != WAVE;
    let sized = |(variable, _): &(&str, Vec<String>)| {
        limits.iter().find(|(other, _)| other == variable).and_then(sum)
    };
    let mut counted = own.iter().filter(|(variable, _)| counts(variable)).peekable();
    if counted.peek().is_some() && counted.all(|limit| sized(limit).is_none()) {
        return None;
    }
    let smallest = limits.iter().filter(|(variable, _)| counts(variable)).filter_map(sum).min();
    let of_waves =
        || stated(WAVE).map(|sizes| sizes.iter().fold(0_u64, |all, (_, size)| all.saturating_add(*size)));
    let size = smallest.or_else(of_waves).or(population.size)?.saturating_mul(waves);
    (size > 0).then_some(size)
}
