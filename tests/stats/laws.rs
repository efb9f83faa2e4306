//! Laws that hold for any numbers.
use super::near;
use fritekst::stats::{
    Interval, adjust,
    alpha::{Reliability, alpha},
    alpha_interval::{self, Method},
    chi_square::chi_square,
    classification::Confusion,
    correction::{Coded, Estimate, calibration, difference, dsl, greg, ppi, rogan_gladen, sample_only},
    difference::newcombe,
    distance::Level,
    fisher, gwet, kappa,
    ratings::Ratings,
    sampling::{Allocation, stratified},
    share,
};
use proptest::prelude::*;

fn ratings() -> impl Strategy<Value = Vec<Vec<Option<u8>>>> {
    (2_usize..5, 1_usize..15).prop_flat_map(|(coders, units)| {
        prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, 0_u8..4), coders), units)
    })
}

fn coded() -> impl Strategy<Value = Coded> {
    let count = || prop_oneof![Just(0_u64), 0_u64..200];
    (count(), count(), count(), count(), count(), count()).prop_map(
        |(both, hand_only, machine_only, neither, rest_with, without)| Coded {
            both,
            hand_only,
            machine_only,
            neither,
            rest_with,
            rest: rest_with + without,
        },
    )
}

fn sound(interval: &Interval) -> bool {
    interval.low.is_finite() && interval.high.is_finite() && interval.low <= interval.high
}

fn sound_estimate(found: &Estimate) -> bool {
    found.estimate.is_finite() && found.se.is_none_or(f64::is_finite) && sound(&found.interval)
}

/// Every field as written to JSON, where a number that is not one becomes null.
fn no_null(value: &impl serde::Serialize, optional: usize) -> bool {
    serde_json::to_string(value).unwrap().matches(":null").count() <= optional
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn perfect_agreement_is_one(codes in prop::collection::vec(0_u8..4, 2..20), coders in 2_usize..5) {
        prop_assume!(codes.iter().any(|c| *c != codes[0]));
        let rows: Vec<Vec<Option<u8>>> = codes.iter().map(|c| vec![Some(*c); coders]).collect();
        let ratings = Ratings::new(&rows).unwrap();
        near(alpha(&Reliability::nominal(&ratings)).unwrap().alpha, 1.0, 1e-12);
        for found in [
            kappa::fleiss(&ratings, 0.95), kappa::conger(&ratings, 0.95), gwet::ac1(&ratings, 0.95),
            gwet::brennan_prediger(&ratings, 0.95), gwet::percent(&ratings, 0.95),
        ] {
            near(found.unwrap().value, 1.0, 1e-12);
        }
        let rows: Vec<Vec<Option<f64>>> =
            rows.iter().map(|r| r.iter().map(|c| c.map(f64::from)).collect()).collect();
        for level in [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio] {
            near(alpha(&Reliability::numbers(&rows, level).unwrap()).unwrap().alpha, 1.0, 1e-12);
        }
    }

    #[test]
    fn the_order_of_units_and_coders_does_not_matter(rows in ratings()) {
        let turned: Vec<Vec<Option<u8>>> =
            rows.iter().rev().map(|r| r.iter().rev().copied().collect()).collect();
        if let (Ok(a), Ok(b)) = (Ratings::new(&rows), Ratings::new(&turned)) {
            for f in [gwet::ac1, gwet::percent, gwet::brennan_prediger, kappa::fleiss, kappa::conger] {
                match (f(&a, 0.95), f(&b, 0.95)) {
                    (Ok(x), Ok(y)) => {
                        near(x.value, y.value, 1e-9);
                        near(x.se.unwrap_or(0.0), y.se.unwrap_or(0.0), 1e-9);
                    }
                    (x, y) => prop_assert!(x.is_err() && y.is_err()),
                }
            }
            let of = |r: &Ratings| alpha(&Reliability::nominal(r)).ok().map(|a| a.alpha);
            prop_assert_eq!(of(&a).is_some(), of(&b).is_some());
            near(of(&a).unwrap_or(0.0), of(&b).unwrap_or(0.0), 1e-9);
        }
    }

    #[test]
    fn agreement_never_leaks_what_is_no_number(rows in ratings(), level in 0.5_f64..0.999) {
        let Ok(ratings) = Ratings::new(&rows) else { return Ok(()) };
        for f in [gwet::ac1, gwet::percent, gwet::brennan_prediger, kappa::fleiss, kappa::conger] {
            if let Ok(found) = f(&ratings, level) {
                let single = ratings.units().len() == 1;
                prop_assert!(no_null(&found, if single { 2 } else { 0 }), "{:?}", found);
            }
        }
        let data = Reliability::nominal(&ratings);
        if let Ok(found) = alpha(&data) {
            prop_assert!(found.alpha.is_finite() && found.alpha <= 1.0 + 1e-12);
            for method in [
                Method::Units { replicates: 40, seed: 1 }, Method::Pairs { replicates: 40, seed: 1 },
                Method::Jackknife, Method::Analytic,
            ] {
                if let Ok(interval) = alpha_interval::interval(&data, level, method) {
                    prop_assert!(sound(&interval), "{:?}", interval);
                }
            }
        }
        for (a, b) in [(0, 1), (1, 0)] {
            if let Ok(found) = kappa::cohen(&ratings.table(a, b).unwrap(), kappa::Weights::Linear, level) {
                prop_assert!(no_null(&found, 2), "{:?}", found);
            }
        }
    }

    #[test]
    fn plus_is_never_wider_than_the_sample(coded in coded(), level in 0.5_f64..0.999) {
        for plus in [ppi::plus, ppi::tuned] {
            let (Ok(plus), Ok(sample)) = (plus(&coded, level), sample_only(&coded, level)) else {
                prop_assert_eq!(coded.n(), 0);
                return Ok(());
            };
            prop_assert!(plus.interval.half_width() <= sample.interval.half_width() + 1e-12);
        }
        if let Ok(full) = ppi::ppi(&coded, level) {
            // λ = 1 is one of the weights that ++ may choose, but not the one it must.
            prop_assert!(sound_estimate(&full));
        }
    }

    #[test]
    fn corrections_never_leak_what_is_no_number(coded in coded(), probability in 0.01_f64..1.0) {
        for found in [
            ppi::ppi(&coded, 0.95), ppi::plus(&coded, 0.95), ppi::tuned(&coded, 0.95), difference::difference(&coded, 0.95),
            greg::greg(&coded, 0.95), calibration::calibration(&coded, 0.95),
            dsl::equal(&coded, probability, 0.95), sample_only(&coded, 0.95),
        ].into_iter().flatten() {
            prop_assert!(sound_estimate(&found), "{:?}", found);
        }
        let rate = |count, n| rogan_gladen::Rate::of(count, n);
        let found = rogan_gladen::rogan_gladen(
            rate(coded.rest_with, coded.rest), rate(coded.both, coded.both + coded.hand_only),
            rate(coded.neither, coded.neither + coded.machine_only), 0.95,
        );
        if let Ok(found) = found {
            prop_assert!(sound_estimate(&found), "{:?}", found);
            prop_assert!(found.interval.low >= 0.0 && found.interval.high <= 1.0);
        }
    }

    #[test]
    fn a_perfect_codebook_is_left_as_it_is(yes in 2_u64..50, no in 2_u64..50, with in 0_u64..99, without in 0_u64..99) {
        let coded = Coded { both: yes, neither: no, rest_with: with, rest: with + without, ..Coded::default() };
        for found in [
            difference::difference(&coded, 0.95), greg::greg(&coded, 0.95),
            calibration::calibration(&coded, 0.95), dsl::equal(&coded, 0.3, 0.95),
        ] {
            near(found.unwrap().estimate, coded.machine_share(), 1e-12);
        }
    }

    #[test]
    fn merging_order_is_irrelevant(parts in prop::collection::vec(coded(), 1..5), turn in 0_usize..5) {
        let merge = |all: &[Coded]| all.iter().fold(Coded::default(), |sum, part| sum.merge(*part));
        let mut turned = parts.clone();
        turned.rotate_left(turn % parts.len());
        prop_assert_eq!(merge(&parts), merge(&turned));
        let confusion = |c: &Coded| Confusion {
            hits: c.both, misses: c.hand_only, false_alarms: c.machine_only, rejections: c.neither,
        };
        let sum = |all: &[Coded]| all.iter().fold(Confusion::default(), |sum, c| sum.merge(confusion(c)));
        prop_assert_eq!(sum(&parts), sum(&turned));
        prop_assert_eq!(sum(&parts), confusion(&merge(&parts)));
    }

    #[test]
    fn shares_lie_in_their_intervals(
        (n, count) in (1_u64..500).prop_flat_map(|n| (Just(n), 0..=n)), more in 0_u64..500, level in 0.5_f64..0.9999,
    ) {
        let wilson = share::wilson(count, n, level).unwrap();
        let finite = share::wilson_finite(count, n, n + more, level).unwrap();
        let corrected = share::wilson_corrected(count, n, level).unwrap();
        let exact = share::clopper_pearson(count, n, level).unwrap();
        for found in [&wilson, &finite, &corrected, &exact] {
            prop_assert!(sound(&found.interval) && found.interval.contains(found.share), "{:?}", found);
            prop_assert!(found.interval.low >= 0.0 && found.interval.high <= 1.0);
        }
        prop_assert!(finite.interval.half_width() <= wilson.interval.half_width() + 1e-12);
        prop_assert!(wilson.interval.half_width() <= corrected.interval.half_width() + 1e-12);
        let difference = newcombe(&wilson, &exact).unwrap();
        prop_assert!(sound(&difference.interval) && difference.interval.contains(0.0) && !difference.clear);
    }

    #[test]
    fn holm_and_bh_keep_their_places(p in prop::collection::vec(0.0_f64..=1.0, 0..30)) {
        let (holm, bh) = (adjust::holm(&p).unwrap(), adjust::benjamini_hochberg(&p).unwrap());
        let bonferroni = adjust::bonferroni(&p).unwrap();
        for at in 0..p.len() {
            prop_assert!(holm[at] <= bonferroni[at] && bh[at] <= holm[at] + 1e-15);
            prop_assert!(p[at] <= bh[at] + 1e-15 && holm[at] <= 1.0);
            for other in 0..p.len() {
                prop_assert!(p[at] > p[other] || (holm[at] <= holm[other] && bh[at] <= bh[other]));
            }
        }
    }

    #[test]
    fn tests_of_crosstabs_do_not_care_how_the_table_lies(
        t in (1_usize..4, 1_usize..4).prop_flat_map(|(r, c)| {
            prop::collection::vec(prop::collection::vec(0_u64..7, c), r)
        })
    ) {
        let turned: Vec<Vec<u64>> =
            (0..t[0].len()).map(|j| t.iter().rev().map(|row| row[j]).collect()).collect();
        if let (Ok(a), Ok(b)) = (chi_square(&t), chi_square(&turned)) {
            near(a.p, b.p, 1e-12);
            prop_assert!(no_null(&a, 0) && (0.0..=1.0).contains(&a.p) && a.cramers_v <= 1.0);
            // Residuals of a row, each by its column's room, cancel out; with two columns they mirror each
            // other.
            if t[0].len() == 2 {
                a.residuals.iter().for_each(|r| near(r[0], -r[1], 1e-9));
            }
        }
        if let (Ok(a), Ok(b)) = (fisher::exact(&t), fisher::exact(&turned)) {
            near(a.p, b.p, 1e-9);
            prop_assert!(a.p > 0.0 && a.p <= 1.0);
        }
    }

    #[test]
    fn probabilities_of_a_sample_sum_to_the_strata(
        strata in prop::collection::vec(0_usize..3, 6..60), size in 6_usize..60, seed: u64,
    ) {
        prop_assume!(size <= strata.len());
        for allocation in [Allocation::Proportional, Allocation::Equal] {
            let drawn = stratified(&strata, size, &allocation, seed).unwrap();
            prop_assert_eq!(drawn.len(), size);
            prop_assert!(drawn.windows(2).all(|w| w[0].unit < w[1].unit));
            // One over the probability counts the unit and those it stands for: together, all of them.
            let stands_for: f64 = drawn.iter().map(|d| 1.0 / d.probability).sum();
            near(stands_for, strata.len() as f64, 1e-9);
        }
    }
}
