//! Tests of crosstabs, their adjustment, and the quality of coding.
use super::{more, near, number, published, table};
use fritekst::stats::{
    adjust,
    chi_square::chi_square,
    classification::{Confusion, overall},
    fisher,
    random::Random,
};

#[test]
fn chi_square_is_rs() {
    let published = published();
    let case = &published["crosstab"];
    let found = chi_square(&table(&case["t"])).unwrap();
    near(found.statistic, number(&case["chi2"]), 6e-9);
    assert_eq!(found.df as u64, case["df"].as_u64().unwrap());
    near(found.p, number(&case["p"]), 6e-14);
    near(found.cramers_v, number(&case["cramers_v"]), 6e-11);
    for (row, expected) in found.residuals.iter().zip(case["std_resid_col1"].as_array().unwrap()) {
        near(row[0], number(expected), 6e-11);
        near(row[1], -number(expected), 6e-11);
    }
    near(found.smallest_expected, 95.0 / 3.0, 1e-12);
}

#[test]
fn empty_rows_and_columns_take_no_part() {
    let plain = chi_square(&[vec![30, 70], vec![45, 55]]).unwrap();
    let padded = chi_square(&[vec![30, 0, 70], vec![0, 0, 0], vec![45, 0, 55]]).unwrap();
    near(padded.statistic, plain.statistic, 1e-12);
    assert_eq!((padded.df, padded.residuals[1][0], padded.residuals[0][1]), (1, 0.0, 0.0));
    near(padded.cramers_v, plain.cramers_v, 1e-12);
    for bad in [vec![], vec![vec![1, 2]], vec![vec![0, 0], vec![1, 2]], vec![vec![1], vec![1, 2]]] {
        assert!(chi_square(&bad).is_err(), "{bad:?}");
    }
    assert!(chi_square(&[vec![u64::MAX, 1], vec![1, 1]]).is_err());
}

#[test]
fn fishers_test_is_rs() {
    let more = more();
    let case = &more["fisher"];
    near(fisher::exact(&table(&case["t"])).unwrap().p, number(&case["p"]), 1e-10);
    // Fisher's lady with all eight right: 2/70.
    near(fisher::exact(&[vec![4, 0], vec![0, 4]]).unwrap().p, 2.0 / 70.0, 1e-12);
    // Job satisfaction in R's manual page of fisher.test (Agresti 2002, table 2.8): 0.7827.
    let job = [vec![1, 2, 1, 0], vec![3, 3, 6, 1], vec![10, 10, 14, 9], vec![6, 7, 12, 11]];
    near(fisher::exact(&job).unwrap_or_else(|_| fisher::simulated(&job, 20_000, 1).unwrap()).p, 0.7827, 0.01);
    // One row or column leaves one table.
    near(fisher::exact(&[vec![3, 5], vec![0, 0]]).unwrap().p, 1.0, 1e-12);
    assert!(fisher::exact(&[vec![0, 0], vec![0, 0]]).is_err());
}

#[test]
fn simulation_stands_in_where_enumeration_gives_up() {
    let t = [vec![8, 2, 7], vec![1, 5, 4], vec![6, 6, 2]];
    let exact = fisher::exact(&t).unwrap().p;
    let simulated = fisher::simulated(&t, 20_000, 1).unwrap();
    near(simulated.p, exact, 4.0 * (exact * (1.0 - exact) / 20_000.0).sqrt());
    assert_eq!(simulated, fisher::simulated(&t, 20_000, 1).unwrap());
    let large: Vec<Vec<u64>> = (0..6).map(|i| (0..6).map(|j| 10 + (i * j) % 7).collect()).collect();
    assert!(fisher::exact(&large).unwrap_err().to_string().contains("simulate"));
    assert!(fisher::exact(&vec![vec![1; 300]; 2]).is_err());
}

#[test]
fn adjusted_p_values_are_rs() {
    let more = more();
    let case = &more["adjust"];
    let p: Vec<f64> = case["p"].as_array().unwrap().iter().map(number).collect();
    let adjusted = adjust::benjamini_hochberg(&p).unwrap();
    let findings = adjusted.iter().filter(|a| adjust::is_finding(**a, 0.05)).count();
    assert_eq!(findings as u64, case["findings_at_0.05"].as_u64().unwrap());
    near(adjusted[5], number(&case["sixth"]), 1e-15);
    assert!(adjust::is_finding(adjusted[5], 0.25));
    assert!(!adjust::is_finding(0.2501, 0.25));
    let holm = adjust::holm(&p[..5]).unwrap();
    for (found, expected) in holm.iter().zip(case["holm_of_first_five"].as_array().unwrap()) {
        near(*found, number(expected), 1e-12);
    }
    assert!(adjust::holm(&[0.1, f64::NAN]).is_err());
    assert!(adjust::benjamini_hochberg(&[1.1]).is_err());
    assert!(adjust::holm(&[]).unwrap().is_empty());
}

#[test]
fn quality_of_one_theme() {
    let counts = Confusion { hits: 30, false_alarms: 10, misses: 20, rejections: 100 };
    let found = counts.quality(0.95).unwrap();
    near(found.precision.unwrap().share, 0.75, 1e-12);
    near(found.recall.unwrap().share, 0.6, 1e-12);
    let f1 = found.f1.unwrap();
    near(f1.f1, 2.0 / 3.0, 1e-12);
    // Delta method by hand from counts: F1's gradient in the multinomial of hits and errors.
    let (m, h) = (60.0_f64, 30.0_f64);
    let gradient = [2.0 / (m + h) - 2.0 * h * 2.0 / (m + h).powi(2), -2.0 * h / (m + h).powi(2)];
    let (a, b) = (h, m - h);
    let mean = (a * gradient[0] + b * gradient[1]) / m;
    let variance = a * (gradient[0] - mean).powi(2) + b * (gradient[1] - mean).powi(2);
    near(f1.se, variance.sqrt(), 1e-12);
    assert!(f1.interval.contains(f1.f1));
    // A bootstrap of the decisions gives nearly the same interval.
    let mut random = Random::new(1);
    let mut draws: Vec<f64> = (0..4000)
        .map(|_| {
            let hits = (0..60).filter(|_| random.below(60) < 30).count() as f64;
            2.0 * hits / (60.0 + hits)
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    near(f1.interval.low, draws[100], 0.02);
    near(f1.interval.high, draws[3899], 0.02);
}

#[test]
fn what_divides_by_nothing_is_none() {
    let silent = Confusion { misses: 3, rejections: 5, ..Confusion::default() }.quality(0.95).unwrap();
    assert!(silent.precision.is_none());
    near(silent.recall.unwrap().share, 0.0, 0.0);
    near(silent.f1.unwrap().f1, 0.0, 0.0);
    let empty = Confusion::default().quality(0.95).unwrap();
    assert!(empty.precision.is_none() && empty.recall.is_none() && empty.f1.is_none());
    assert!(Confusion { hits: u64::MAX, misses: 1, ..Confusion::default() }.quality(0.95).is_err());
}

#[test]
fn averages_over_themes() {
    // Two themes: the first 2 hits, 1 false alarm; the second 1 hit, 1 miss.
    let answers = vec![
        vec![(true, true), (true, true)],
        vec![(true, true), (true, false)],
        vec![(false, true), (false, false)],
        vec![(false, false), (false, false)],
    ];
    let found = overall(&answers, 0.95, 500, 7).unwrap();
    let values = |m: &[Option<fritekst::stats::classification::Measure>; 3]| {
        m.iter().map(|m| m.as_ref().unwrap().value).collect::<Vec<_>>()
    };
    for (found, expected) in values(&found.micro).into_iter().zip([0.75, 0.75, 0.75]) {
        near(found, expected, 1e-12);
    }
    let f1 = f64::midpoint(0.8, 2.0 / 3.0);
    for (found, expected) in values(&found.macro_mean).into_iter().zip([5.0 / 6.0, 0.75, f1]) {
        near(found, expected, 1e-12);
    }
    for measure in found.micro.iter().chain(&found.macro_mean).flatten() {
        let interval = measure.interval.as_ref().unwrap();
        assert!(interval.contains(measure.value) && interval.low < interval.high, "{measure:?}");
    }
    assert_eq!(found, overall(&answers, 0.95, 500, 7).unwrap());
    assert!(overall(&[], 0.95, 10, 1).is_err());
    assert!(overall(&[vec![(true, true)], vec![]], 0.95, 10, 1).is_err());
    let none = overall(&[vec![(false, false)]], 0.95, 10, 1).unwrap();
    assert!(none.micro.iter().chain(&none.macro_mean).all(Option::is_none));
}

/// Small themes bias their mean F1 in every resample anew: percentile intervals held half as often as they said.
#[test]
fn macro_intervals_hold_what_they_say() {
    let (themes, rate, recall, false_rate) = (40, 0.012, 0.9, 0.001);
    let (hits, misses, alarms) = (rate * recall, rate * (1.0 - recall), (1.0 - rate) * false_rate);
    let real = 2.0 * hits / (2.0 * hits + misses + alarms);
    let mut random = Random::new(1997);
    let mut draw = |p: f64| (random.below(1_000_000) as f64) < p * 1e6;
    let mut held = 0;
    for seed in 0..60 {
        let mut one = || {
            let reference = draw(rate);
            (reference, draw(if reference { recall } else { false_rate }))
        };
        let answers: Vec<Vec<_>> = (0..300).map(|_| (0..themes).map(|_| one()).collect()).collect();
        let found = overall(&answers, 0.95, 200, seed).unwrap();
        let [_, _, Some(f1)] = &found.macro_mean else { panic!("no macro F1") };
        held += usize::from(f1.interval.as_ref().unwrap().contains(real));
    }
    assert!(held >= 51, "{held} of 60");
}
