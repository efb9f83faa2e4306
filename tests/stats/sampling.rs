//! Seeded draws.
use super::{more, near};
use fritekst::stats::{
    random::Random,
    sampling::{Allocation, allocate, simple, stratified},
};

#[test]
fn the_generator_is_splitmix64() {
    let mut random = Random::new(1_234_567);
    for expected in more()["random"].as_array().unwrap() {
        assert_eq!(random.bits(), expected.as_u64().unwrap());
    }
}

#[test]
fn ranges_and_orders_are_even() {
    let mut random = Random::new(3);
    let mut hits = [0_u32; 6];
    (0..60_000).for_each(|_| hits[random.below(6)] += 1);
    // Chi-square with 5 degrees of freedom is below 20.5 in 999 of 1000 runs; the seed is fixed.
    let off: f64 = hits.iter().map(|h| (f64::from(*h) - 10_000.0).powi(2) / 10_000.0).sum();
    assert!(off < 20.5, "{hits:?}");
    let mut orders = std::collections::BTreeMap::new();
    for _ in 0..12_000 {
        let mut items = [0, 1, 2];
        random.shuffle(&mut items);
        *orders.entry(items).or_insert(0_u32) += 1;
    }
    let off: f64 = orders.values().map(|h| (f64::from(*h) - 2000.0).powi(2) / 2000.0).sum();
    assert!(orders.len() == 6 && off < 20.5, "{orders:?}");
    // Without rejecting the uneven rest, half of these would be multiples of 3.
    let threes = (0..6000).filter(|_| random.below(3 << 62).is_multiple_of(3)).count();
    assert!((1850..2150).contains(&threes), "{threes}");
    assert_eq!((random.below(0), random.below(1)), (0, 0));
    assert_eq!(random.choose(5, 3), [0, 1, 2]);
}

#[test]
fn every_unit_is_drawn_as_often_as_its_probability_says() {
    let strata = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
    let mut drawn = [0_u32; 12];
    let mut probability = [0.0; 12];
    for seed in 0..6000 {
        for unit in stratified(&strata, 6, &Allocation::Equal, seed).unwrap() {
            drawn[unit.unit] += 1;
            probability[unit.unit] = unit.probability;
        }
    }
    for (hits, expected) in drawn.iter().zip(probability) {
        near(f64::from(*hits) / 6000.0, expected, 0.03);
    }
    near(probability[0], 0.75, 1e-12);
    near(probability[11], 0.375, 1e-12);
}

#[test]
fn a_seed_gives_the_same_sample_for_ever() {
    let units = |seed| simple(1000, 5, seed).unwrap().iter().map(|d| d.unit).collect::<Vec<_>>();
    assert_eq!(units(1), units(1));
    assert_ne!(units(1), units(2));
    assert_eq!(units(1), [3, 446, 566, 746, 971]);
    assert!(simple(10, 11, 1).is_err() && simple(10, 0, 1).is_err() && simple(0, 1, 1).is_err());
}

#[test]
fn allocation_divides_as_it_says() {
    let sizes = [100, 300, 600];
    assert_eq!(allocate(&sizes, 50, &Allocation::Proportional).unwrap(), [5, 15, 30]);
    assert_eq!(allocate(&sizes, 60, &Allocation::Equal).unwrap(), [20, 20, 20]);
    // Neyman by hand: 100·0.5, 300·0.5, 600·0.1 → 50 : 150 : 60.
    let neyman = Allocation::Neyman(vec![0.5, 0.5, 0.1]);
    assert_eq!(allocate(&sizes, 52, &neyman).unwrap(), [10, 30, 12]);
    // No stratum gives more than it has, and what it cannot give the others do.
    assert_eq!(allocate(&[3, 0, 100], 40, &Allocation::Equal).unwrap(), [3, 0, 37]);
    assert_eq!(allocate(&[1, 500], 10, &Allocation::Proportional).unwrap(), [1, 9]);
    assert_eq!(allocate(&[5, 5], 2, &Allocation::Proportional).unwrap(), [1, 1]);
    assert_eq!(allocate(&[5, 5], 10, &Allocation::Neyman(vec![0.0, 0.0])).unwrap(), [5, 5]);
    assert!(allocate(&[5, 5, 5], 2, &Allocation::Equal).is_err());
    assert!(allocate(&[5, 5], 5, &Allocation::Neyman(vec![1.0])).is_err());
    assert!(allocate(&[5, 5], 5, &Allocation::Neyman(vec![1.0, f64::NAN])).is_err());
    assert!(stratified(&[0, 99], 2, &Allocation::Equal, 1).is_err());
}
