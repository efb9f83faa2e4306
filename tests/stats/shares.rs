//! Shares, differences, finite populations and sample sizes.
use super::{interval_near, more, near, number, published, whole};
use fritekst::stats::{difference, finite, quantile, sample_size, share};

#[test]
fn intervals_of_shares_are_as_published() {
    for case in published()["wilson"].as_array().unwrap() {
        let (x, n) = (whole(&case["x"]), whole(&case["n"]));
        interval_near(&share::wilson(x, n, 0.95).unwrap().interval, &case["ci"], 5.1e-7);
        interval_near(&share::wilson_corrected(x, n, 0.95).unwrap().interval, &case["cc"], 5.1e-7);
        interval_near(&share::clopper_pearson(x, n, 0.95).unwrap().interval, &case["cp"], 5.1e-7);
    }
}

#[test]
fn intervals_mirror_each_other_at_the_ends() {
    for make in [share::wilson, share::wilson_corrected, share::clopper_pearson] {
        for (x, n) in [(0, 20), (1, 29), (20, 20), (28, 29), (1, 1), (0, 1)] {
            let (a, b) = (make(x, n, 0.95).unwrap().interval, make(n - x, n, 0.95).unwrap().interval);
            near(a.low, 1.0 - b.high, 1e-12);
            near(a.high, 1.0 - b.low, 1e-12);
        }
    }
}

#[test]
fn newcombes_difference_is_as_published() {
    for case in published()["newcombe_diff"].as_array().unwrap() {
        let of = |x: &str, n: &str| share::wilson(whole(&case[x]), whole(&case[n]), 0.95).unwrap();
        let found = difference::newcombe(&of("x1", "n1"), &of("x2", "n2")).unwrap();
        near(found.difference, number(&case["d"]), 1e-12);
        interval_near(&found.interval, &case["ci"], 1e-9);
        assert!(found.clear);
    }
}

#[test]
fn finite_populations_are_as_in_survey() {
    let published = published();
    let case = &published["fpc"];
    let values = |s: &serde_json::Value| s["x"].as_array().unwrap().iter().map(number).collect::<Vec<_>>();
    let strata: Vec<finite::Stratum> = case["strata"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| finite::Stratum::sized(whole(&s["N"]), values(s)))
        .collect();
    let found = finite::mean(&strata).unwrap();
    near(found.mean, number(&case["mean"]), 1e-12);
    near(found.se, number(&case["se_fpc"]), 1e-12);
    let endless: Vec<_> = strata.into_iter().map(|s| finite::Stratum { population: None, ..s }).collect();
    near(finite::mean(&endless).unwrap().se, number(&case["se_nofpc"]), 1e-12);
}

#[test]
fn standard_errors_are_as_quoted() {
    let more = more();
    let api = &more["standard_error"]["apisrs"];
    let (n, all) = (whole(&api["n"]), whole(&api["N"]));
    let sd = number(&api["infinite"]) * (n as f64).sqrt();
    near(finite::standard_error(sd, n, Some(all)).unwrap(), number(&api["finite"]), 1e-8);
    for pair in api["shares"].as_array().unwrap() {
        let count = whole(&pair[0]);
        let values = (0..n).map(|at| f64::from(u8::from(at < count))).collect();
        let found = finite::mean(&[finite::Stratum::sized(all, values)]).unwrap();
        near(found.se, number(&pair[1]), 1e-10);
    }
    let lohr = &more["standard_error"]["lohr"];
    let found = finite::standard_error(number(&lohr["sd"]), whole(&lohr["n"]), Some(whole(&lohr["N"])));
    near(found.unwrap(), number(&lohr["se"]), 0.006);
    let wilson = &more["standard_error"]["wilson"];
    let (x, n, all) = (whole(&wilson["x"]), whole(&wilson["n"]), whole(&wilson["N"]));
    let found = share::wilson_finite(x, n, all, 0.95).unwrap();
    near(found.effective.unwrap(), number(&wilson["effective"]), 1e-6);
    interval_near(&found.interval, &wilson["finite"], 1e-7);
    interval_near(&share::wilson(x, n, 0.95).unwrap().interval, &wilson["plain"], 1e-7);
}

#[test]
fn everybody_leaves_nothing_uncertain() {
    let found = share::wilson_finite(30, 100, 100, 0.95).unwrap();
    assert_eq!((found.interval.low, found.interval.high, found.effective), (0.3, 0.3, None));
    assert!(share::wilson_finite(30, 100, 99, 0.95).is_err());
}

#[test]
fn weights_count_by_their_effective_number() {
    let plain: Vec<(bool, f64)> = (0..100).map(|at| (at < 30, 2.5)).collect();
    let found = share::weighted(&plain, 0.95).unwrap();
    near(found.effective.unwrap(), 100.0, 1e-9);
    let plain = share::wilson(30, 100, 0.95).unwrap().interval;
    near(found.interval.low, plain.low, 1e-12);
    near(found.interval.high, plain.high, 1e-12);
    // Kish by hand: weights 1, 1, 2: 16/6.
    let found = share::weighted(&[(true, 1.0), (false, 1.0), (false, 2.0)], 0.95).unwrap();
    near(found.effective.unwrap(), 16.0 / 6.0, 1e-12);
    near(found.share, 0.25, 1e-12);
    for bad in [vec![], vec![(true, 0.0)], vec![(true, -1.0)], vec![(true, f64::NAN)]] {
        assert!(share::weighted(&bad, 0.95).is_err());
    }
}

#[test]
fn quantiles_are_those_of_tables() {
    near(quantile::normal(0.95).unwrap(), 1.959_963_984_540_054, 1e-12);
    near(quantile::normal(0.99).unwrap(), 2.575_829_303_548_901, 1e-12);
    for (df, t) in
        [(1.0, 12.706_204_736), (10.0, 2.228_138_852), (11.0, 2.200_985_160), (120.0, 1.979_930_405)]
    {
        near(quantile::student(0.95, df).unwrap(), t, 1e-8);
    }
    near(quantile::chi_square_tail(3.841_458_821, 1.0), 0.05, 1e-9);
    near(quantile::chi_square_tail(0.0, 1.0), 1.0, 0.0);
    near(quantile::chi_square_tail(1e9, 3.0), 0.0, 0.0);
    near(quantile::normal_tails(1.959_963_984_540_054), 0.05, 1e-11);
    for level in [0.0, 1.0, -1.0, 95.0, f64::NAN] {
        assert!(quantile::normal(level).is_err());
    }
    assert!(quantile::student(0.95, f64::NAN).is_err());
}

#[test]
fn sample_sizes_reach_the_wished_precision() {
    // The textbook 385 and 278 (Krejcie and Morgan 1970 has 278 for 1000).
    assert_eq!(sample_size::for_share(0.05, 0.5, None, 0.95).unwrap(), 385);
    assert_eq!(sample_size::for_share(0.05, 0.5, Some(1000), 0.95).unwrap(), 278);
    assert_eq!(sample_size::for_share(0.05, 0.0, Some(1000), 0.95).unwrap(), 1);
    for population in [40, 371, 1412, 100_000] {
        let n = sample_size::for_difference(0.04, 0.069, population, 0.95).unwrap();
        let half =
            |n: u64| 1.959_964 * finite::standard_error(0.069_f64.sqrt(), n, Some(population)).unwrap();
        assert!(half(n) <= 0.04 + 1e-6 && (n == 1 || half(n - 1) > 0.04 - 1e-6), "{population}: {n}");
    }
    assert!(sample_size::for_share(0.0, 0.5, None, 0.95).is_err());
    assert!(sample_size::for_share(0.05, 0.5, Some(0), 0.95).is_err());
    assert!(sample_size::for_difference(0.05, -0.1, 10, 0.95).is_err());
}

#[test]
fn impossible_counts_are_errors() {
    for make in [share::wilson, share::wilson_corrected, share::clopper_pearson] {
        assert!(make(0, 0, 0.95).unwrap_err().to_string().contains("no answers"));
        assert!(make(3, 2, 0.95).is_err());
        assert!(make(1, 2, 95.0).unwrap_err().to_string().contains("0.95"));
    }
    let (a, b) = (share::wilson(1, 2, 0.95).unwrap(), share::wilson(1, 2, 0.9).unwrap());
    assert!(difference::newcombe(&a, &b).is_err());
    assert!(finite::mean(&[]).is_err());
    assert!(finite::mean(&[finite::Stratum::sized(9, vec![f64::MAX; 3])]).is_err());
    assert!(finite::mean(&[finite::Stratum::sized(5, vec![1.0])]).is_err());
}
