//! Corrected shares.
use super::{interval_near, more, near, number, published, whole};
use fritekst::stats::{
    correction::{
        Coded, Estimate, Warning, calibration, difference, dsl, greg,
        population::{Speaks, of_population},
        ppi, rogan_gladen, sample_only, sample_only_finite, stratified,
    },
    random::Random,
    share,
};
use serde_json::Value;

fn coded(case: &Value) -> Coded {
    let count = |name: &str| whole(&case[name]);
    let (both, machine_only) = (count("y1f1"), count("y0f1"));
    let (hand_only, neither) = (count("y1f0"), count("y0f0"));
    let sample = both + machine_only + hand_only + neither;
    let (rest_with, rest) = if case["unl_n"].is_null() {
        (count("group_pos") - both - machine_only, count("group_n") - sample)
    } else {
        (count("unl_pos"), count("unl_n"))
    };
    Coded { both, hand_only, machine_only, neither, rest_with, rest }
}

/// Compares where the file has a value; says how many it had.
fn compare(found: &Estimate, case: &Value, names: [&str; 3], room: f64) -> usize {
    let [estimate, se, interval] = names.map(|name| &case[name]);
    let mut compared = 0;
    if !estimate.is_null() {
        near(found.estimate, number(estimate), room);
        compared += 1;
    }
    if !se.is_null() {
        near(found.se.unwrap(), number(se), room);
        compared += 1;
    }
    if !interval.is_null() {
        interval_near(&found.interval, interval, room);
        compared += 1;
    }
    compared
}

#[test]
fn corrected_shares_are_as_published() {
    let mut compared = 0;
    for case in published()["share"].as_array().unwrap().iter().filter(|c| !c["unl_n"].is_null()) {
        let (coded, level) = (coded(case), number(&case["level"]));
        let plus = ppi::plus(&coded, level).unwrap();
        near(plus.weight.unwrap(), number(&case["ppipp_lambda"]), 1e-12);
        compared += compare(&plus, case, ["ppipp", "", "ppipp_ci"], 1.1e-10);
        compared += compare(&ppi::ppi(&coded, level).unwrap(), case, ["ppi", "", "ppi_ci"], 1.1e-10);
        compared += compare(&sample_only(&coded, level).unwrap(), case, ["gold", "", "gold_ci"], 1.1e-10);
        let found = difference::difference(&coded, level).unwrap();
        compared += compare(&found, case, ["dsl", "diff_fpc_se", "diff_fpc_ci"], 1e-11);
        let found = greg::greg(&coded, level).unwrap();
        compared += compare(&found, case, ["greg", "greg_fpc_se", ""], 1e-12);
        let found = calibration::calibration(&coded, level).unwrap();
        compared += compare(&found, case, ["greg", "", ""], 1e-12);
        if !case["naive_all"].is_null() {
            near(coded.machine_share(), number(&case["naive_all"]), 1e-11);
        }
    }
    assert_eq!(compared, 5 + 4 + 2 + 2 + 4 + 2 + 3 + 2 + 1);
}

#[test]
fn panchen_by_any_road() {
    let published = published();
    let case = &published["share"][0];
    let coded = coded(case);
    let equal = dsl::equal(&coded, 500.0 / 1412.0, 0.95).unwrap();
    compare(&equal, case, ["dsl", "dsl_se", ""], 1e-11);
    let slope = greg::greg(&coded, 0.95).unwrap().weight.unwrap();
    near(slope, 0.457_017_543_9, 1e-10);
    let (se, sp) = (rogan_gladen::Rate::of(70, 118), rogan_gladen::Rate::of(332, 382));
    let found = rogan_gladen::rogan_gladen(rogan_gladen::Rate::of(344, 1412), se, sp, 0.95).unwrap();
    near(found.estimate, number(&case["rogan_gladen"]), 1e-12);
    let expected = &more()["sample_only"];
    near(sample_only_finite(&coded, 0.95).unwrap().se.unwrap(), number(&expected["se_finite"]), 1e-10);
    // The file's value has n − 1 below, ppi_py's family n.
    let se = sample_only(&coded, 0.95).unwrap().se.unwrap() * (500.0_f64 / 499.0).sqrt();
    near(se, number(&expected["se"]), 1e-10);
    // No oracle: calibration's own standard error is that of GREG but for terms of order 1/n.
    let calibrated = calibration::calibration(&coded, 0.95).unwrap().se.unwrap();
    near(calibrated / number(&case["greg_fpc_se"]), 1.0, 0.02);
}

#[test]
fn groups_of_panchen_are_corrected_by_dsl() {
    let published = published();
    for case in &published["share"].as_array().unwrap()[1..3] {
        let coded = coded(case);
        near(coded.machine_share(), number(&case["naive"]), 5.1e-8);
        let found = dsl::equal(&coded, number(&case["pi"]), 0.95).unwrap();
        compare(&found, case, ["dsl", "", ""], 5.1e-8);
        compare(&found, case, ["", "dsl_se", ""], 5.1e-9);
        // Answer by answer it is the same.
        let pi = number(&case["pi"]);
        let some = |n: u64, machine, hand| (0..n).map(move |_| dsl::Answer { machine, hand });
        let answers: Vec<_> = some(coded.both, true, Some((true, pi)))
            .chain(some(coded.hand_only, false, Some((true, pi))))
            .chain(some(coded.machine_only, true, Some((false, pi))))
            .chain(some(coded.neither, false, Some((false, pi))))
            .chain(some(coded.rest_with, true, None))
            .chain(some(coded.rest - coded.rest_with, false, None))
            .collect();
        let each = dsl::dsl(&answers, 0.95).unwrap();
        near(each.estimate, found.estimate, 1e-12);
        near(each.se.unwrap(), found.se.unwrap(), 1e-12);
    }
}

#[test]
fn lang_and_reiczigels_examples() {
    for case in published()["lang_reiczigel"].as_array().unwrap() {
        let rate =
            |share: &str, n: &str| rogan_gladen::Rate { share: number(&case[share]), n: whole(&case[n]) };
        let found = rogan_gladen::rogan_gladen(rate("ap", "n"), rate("se", "n_se"), rate("sp", "n_sp"), 0.95)
            .unwrap();
        near(found.estimate, number(&case["est"]), 5.1e-7);
        interval_near(&found.interval, &case["ci"], 5.1e-7);
    }
}

#[test]
fn known_error_rates_are_as_in_epir() {
    for case in more()["known_rates"].as_array().unwrap() {
        let (x, n) = (whole(&case["x"]), whole(&case["n"]));
        let (se, sp) = (number(&case["se"]), number(&case["sp"]));
        let exact = rogan_gladen::known(&share::clopper_pearson(x, n, 0.95).unwrap(), se, sp).unwrap();
        near(exact.estimate, number(&case["est"]), 5.1e-8);
        interval_near(&exact.interval, &case["cp"], 1e-6);
        if case["wilson"].is_null() {
            assert_eq!(exact.warnings, [Warning::EstimateOutside, Warning::IntervalOutside]);
        } else {
            let wilson = rogan_gladen::known(&share::wilson(x, n, 0.95).unwrap(), se, sp).unwrap();
            interval_near(&wilson.interval, &case["wilson"], 1e-6);
            assert_eq!(wilson.warnings, []);
        }
    }
}

#[test]
fn what_should_warn_warns() {
    let few = Coded { both: 2, hand_only: 1, machine_only: 1, neither: 10, rest_with: 20, rest: 100 };
    let found = ppi::plus(&few, 0.95).unwrap();
    assert!(found.warnings.contains(&Warning::SmallSample { n: 14, with: 3 }), "{:?}", found.warnings);
    let certain = Coded { both: 20, neither: 40, rest_with: 20, rest: 100, ..Coded::default() };
    assert!(difference::difference(&certain, 0.95).unwrap().warnings.contains(&Warning::NoSpread));
    let useless =
        Coded { both: 10, hand_only: 40, machine_only: 30, neither: 120, rest_with: 400, rest: 2000 };
    assert_eq!(ppi::plus(&useless, 0.95).unwrap().warnings, [Warning::CodesUnused]);
    let rates = |se: u64, sp: u64| {
        let rate = |count| rogan_gladen::Rate::of(count, 100);
        rogan_gladen::rogan_gladen(rate(30), rate(se), rate(sp), 0.95)
    };
    assert!(rates(50, 50).is_err());
    let sum = Warning::Uninformative { sum: 0.9 };
    assert!(rates(40, 50).unwrap().warnings.contains(&sum));
    assert!(rates(90, 60).unwrap().warnings.contains(&Warning::EstimateOutside));
    let far = Coded { neither: 20, machine_only: 20, rest_with: 0, rest: 100, ..Coded::default() };
    assert!(ppi::ppi(&far, 0.95).unwrap().warnings.contains(&Warning::EstimateOutside));
    let fine = Coded { both: 70, hand_only: 48, machine_only: 50, neither: 332, rest_with: 224, rest: 912 };
    assert_eq!(ppi::plus(&fine, 0.95).unwrap().warnings, []);
}

#[test]
fn a_sample_unlike_the_rest_is_not_made_worse() {
    // The codebook coded half of the sample and none of the rest: the published weight is 1 and far too much.
    let odd = Coded { both: 15, hand_only: 10, machine_only: 35, neither: 40, rest_with: 0, rest: 10_000 };
    let found = ppi::plus(&odd, 0.95).unwrap();
    assert_eq!(found.warnings, [Warning::CodesUnused]);
    near(found.se.unwrap(), sample_only(&odd, 0.95).unwrap().se.unwrap(), 1e-12);
}

#[test]
fn all_coded_by_hand_needs_no_correction() {
    let all = Coded { both: 7, hand_only: 3, machine_only: 2, neither: 8, rest_with: 0, rest: 0 };
    for found in [
        difference::difference(&all, 0.95).unwrap(),
        greg::greg(&all, 0.95).unwrap(),
        calibration::calibration(&all, 0.95).unwrap(),
        sample_only_finite(&all, 0.95).unwrap(),
    ] {
        near(found.estimate, 0.5, 1e-12);
        near(found.se.unwrap(), 0.0, 1e-12);
        assert_eq!(found.warnings, []);
    }
    near(ppi::plus(&all, 0.95).unwrap().estimate, 0.5, 1e-12);
    assert!(ppi::ppi(&all, 0.95).is_err());
}

#[test]
fn nothing_coded_by_hand_is_said() {
    let none = Coded { rest_with: 20, rest: 100, ..Coded::default() };
    for found in [
        ppi::ppi(&none, 0.95),
        ppi::plus(&none, 0.95),
        difference::difference(&none, 0.95),
        greg::greg(&none, 0.95),
        calibration::calibration(&none, 0.95),
        dsl::equal(&none, 0.5, 0.95),
        sample_only(&none, 0.95),
        dsl::dsl(&[], 0.95),
    ] {
        assert!(found.unwrap_err().to_string().contains("by hand"));
    }
    let one = Coded { both: 1, ..none };
    assert!(difference::difference(&one, 0.95).is_err());
    assert!(dsl::equal(&one, 0.0, 0.95).is_err());
    assert!(difference::difference(&Coded { rest: 5, ..one }, 0.95).is_err());
}

#[test]
fn strata_are_put_together_by_their_size() {
    let a = Coded { both: 20, hand_only: 5, machine_only: 5, neither: 20, rest_with: 50, rest: 100 };
    let b = Coded { both: 5, hand_only: 5, machine_only: 5, neither: 35, rest_with: 60, rest: 300 };
    let of = |c: &Coded| difference::difference(c, 0.95).unwrap();
    let found = stratified::combine(&[(a.all(), of(&a)), (b.all(), of(&b))]).unwrap();
    let (wa, wb) = (150.0 / 500.0, 350.0 / 500.0);
    near(found.estimate, wa * of(&a).estimate + wb * of(&b).estimate, 1e-12);
    near(found.se.unwrap(), (wa * of(&a).se.unwrap()).hypot(wb * of(&b).se.unwrap()), 1e-12);
    assert!(found.interval.method.contains("strata"));
    assert!(stratified::combine(&[]).is_err());
    assert!(stratified::combine(&[(150, of(&a)), (350, ppi::plus(&b, 0.95).unwrap())]).is_err());
}

/// Samples of 50 from surveys of 500 with a theme in a tenth: λ of two variances took a tenth off the share.
#[test]
fn a_tuned_weight_takes_nothing_off_a_rare_theme() {
    let mut random = Random::new(2311);
    let mut draw = |p: f64| (random.below(1_000_000) as f64) < p * 1e6;
    let (share, repeats) = (0.1, 4000);
    let (mut means, mut held) = ([0.0; 2], 0);
    for _ in 0..repeats {
        let mut coded = Coded::default();
        for at in 0..500 {
            let hand = draw(share);
            let machine = draw(if hand { 0.85 } else { 0.0105 });
            match (at < 50, hand, machine) {
                (true, true, true) => coded.both += 1,
                (true, true, false) => coded.hand_only += 1,
                (true, false, true) => coded.machine_only += 1,
                (true, false, false) => coded.neither += 1,
                (false, _, machine) => {
                    coded.rest += 1;
                    coded.rest_with += u64::from(machine);
                }
            }
        }
        let found = [ppi::plus, ppi::tuned].map(|method| method(&coded, 0.95).unwrap());
        means.iter_mut().zip(&found).for_each(|(mean, found)| *mean += found.estimate / f64::from(repeats));
        held += usize::from(found[1].interval.contains(share));
    }
    assert!(means[0] < share - 0.007 && (means[1] - share).abs() < 0.0015, "{means:?}");
    assert!(held > 3640, "{held} of {repeats}");
}

#[test]
fn an_interval_that_rests_on_few_errors_says_so() {
    let sure = Coded { both: 20, hand_only: 2, machine_only: 1, neither: 77, rest_with: 200, rest: 900 };
    let few = Warning::FewErrors { errors: 3 };
    for found in [
        ppi::tuned(&sure, 0.95),
        difference::difference(&sure, 0.95),
        greg::greg(&sure, 0.95),
        dsl::equal(&sure, 0.1, 0.95),
    ] {
        assert!(found.as_ref().unwrap().warnings.contains(&few), "{found:?}");
    }
    assert!(!sample_only(&sure, 0.95).unwrap().warnings.contains(&few));
    let more = Coded { hand_only: 4, ..sure };
    assert!(ppi::tuned(&more, 0.95).unwrap().warnings.is_empty());
    // the whole population gave an answer, and the sample found no error
    let perfect = Coded { both: 20, hand_only: 0, machine_only: 0, neither: 80, rest_with: 200, rest: 900 };
    let plain = dsl::equal(&perfect, 0.1, 0.95).unwrap();
    assert!(plain.se.unwrap() > 0.0 && !plain.warnings.contains(&Warning::NoSpread));
    let bounded = of_population(&perfect, plain, Speaks::OfMore, Some(1000)).unwrap();
    assert!(bounded.warnings.contains(&Warning::NoSpread), "{bounded:?}");
}
