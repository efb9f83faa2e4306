//! Agreement between coders.
use super::{interval_near, more, near, number, published, table};
use fritekst::stats::{
    alpha::{Reliability, alpha},
    alpha_interval::{Method, analytic, interval, jackknife},
    distance::{Level, Sets},
    gwet, kappa,
    ratings::Ratings,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// One row a unit, one column a coder, from either layout of the file.
fn units(case: &Value) -> Vec<Vec<Option<String>>> {
    let cell = |v: &Value| (!v.is_null()).then(|| v.to_string());
    let rows = |v: &Value| -> Vec<Vec<Option<String>>> {
        v.as_array().unwrap().iter().map(|r| r.as_array().unwrap().iter().map(cell).collect()).collect()
    };
    if case["units_x_coders"].is_array() {
        return rows(&case["units_x_coders"]);
    }
    let coders = rows(&case["coders_x_units"]);
    (0..coders[0].len()).map(|u| coders.iter().map(|c| c[u].clone()).collect()).collect()
}

fn nominal(case: &Value) -> Reliability {
    Reliability::nominal(&Ratings::new(&units(case)).unwrap())
}

fn numbers(case: &Value, level: Level) -> Reliability {
    let parse = |row: Vec<Option<String>>| row.into_iter().map(|c| c.map(|t| t.parse().unwrap())).collect();
    let rows: Vec<Vec<Option<f64>>> = units(case).into_iter().map(parse).collect();
    Reliability::numbers(&rows, level).unwrap()
}

fn case(id: &str) -> Value {
    published()["alpha"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap().clone()
}

#[test]
fn alpha_is_as_published() {
    for case in published()["alpha"].as_array().unwrap() {
        let room = case["tol"].as_f64().unwrap_or(1e-9);
        let expected = if case["nominal"].is_null() { &case["nominal_exact"] } else { &case["nominal"] };
        near(alpha(&nominal(case)).unwrap().alpha, number(expected), room);
        for (name, level) in
            [("ordinal", Level::Ordinal), ("interval", Level::Interval), ("ratio", Level::Ratio)]
        {
            if !case[name].is_null() {
                near(alpha(&numbers(case, level)).unwrap().alpha, number(&case[name]), room);
            }
        }
    }
    let c = alpha(&nominal(&case("K2011_C"))).unwrap();
    assert_eq!((c.units, c.codes), (11, 40));
    near(alpha(&numbers(&case("K2011_C"), Level::Nominal)).unwrap().alpha, c.alpha, 1e-12);
}

#[test]
fn hughes_jackknife_is_as_in_his_package() {
    let c = case("K2011_C");
    let expected = &c["ci"]["hughes_jackknife_nominal"];
    let found = jackknife(&nominal(&c), 0.95).unwrap();
    near(found.estimate, number(&expected["estimate"]), 1e-9);
    near(found.se_log_ratio, number(&expected["se_eta"]), 1e-9);
    interval_near(&found.interval, &expected["ci95"], 1e-9);
    let more = &more()["alpha_intervals"]["jackknife"];
    near(found.between, number(&more["between"]), 1e-9);
    near(found.within, number(&more["within"]), 1e-9);
    interval_near(&interval(&nominal(&c), 0.99, Method::Jackknife).unwrap(), &more["ci99"], 5e-4);
}

#[test]
fn gwets_analytic_interval_is_as_in_irrcac() {
    let c = case("K2011_C");
    let expected = &c["ci"]["gwet_analytic_nominal"];
    let (se, found) = analytic(&nominal(&c), 0.95).unwrap();
    near(se, number(&expected["se"]), 5e-6);
    near(se, number(&published()["ac1_raw_C"]["alpha"][1]), 5e-6);
    near(alpha(&nominal(&c)).unwrap().alpha, number(&published()["ac1_raw_C"]["alpha"][0]), 5e-6);
    interval_near(&found, &expected["ci95"], 5e-5);
}

#[test]
fn bootstraps_agree_with_icr() {
    let (c, hayes, more) = (case("K2011_C"), case("Hayes_Krippendorff_2007"), more());
    let more = &more["alpha_intervals"];
    let p306 = &more["K2018_p306"];
    let both = [
        (nominal(&c), &c["ci"]["boot_krippendorff"], &c["ci"]["boot_units"]),
        (numbers(&hayes, Level::Ordinal), &hayes["boot_krippendorff_ordinal"], &hayes["boot_units_ordinal"]),
        (numbers(&c, Level::Ordinal), &more["C_ordinal"]["pairs"], &more["C_ordinal"]["units"]),
        (nominal(&hayes), &more["Hayes_nominal"]["pairs"], &more["Hayes_nominal"]["units"]),
        (nominal(&case("K2018_p306")), &p306["pairs"], &p306["units"]),
    ];
    for (data, pairs, units) in both {
        let method = Method::Pairs { replicates: 20_000, seed: 12345 };
        interval_near(&interval(&data, 0.95, method).unwrap(), pairs, 0.011);
        let method = Method::Units { replicates: 10_000, seed: 12345 };
        let found = interval(&data, 0.95, method).unwrap();
        interval_near(&found, units, 0.011);
        assert!(found.method.starts_with("unit bootstrap, 10000 resamples, seed 12345"), "{}", found.method);
    }
}

#[test]
fn a_bootstrap_is_the_same_for_a_seed() {
    let data = nominal(&case("K2018_p306"));
    let at = |seed| interval(&data, 0.95, Method::Units { replicates: 500, seed }).unwrap();
    assert_eq!(at(1), at(1));
    assert_ne!((at(1).low, at(1).high), (at(2).low, at(2).high));
}

#[test]
fn sets_of_themes_agree_with_nltk() {
    let more = more();
    let sets = &more["sets"];
    let read = |v: &Value| serde_json::from_value::<Vec<BTreeSet<String>>>(v.clone()).unwrap();
    let rows: Vec<Vec<Option<BTreeSet<String>>>> =
        read(&sets["a"]).into_iter().zip(read(&sets["b"])).map(|(a, b)| vec![Some(a), Some(b)]).collect();
    let of = |distance| alpha(&Reliability::sets(&rows, distance)).unwrap().alpha;
    near(of(Sets::Nominal), number(&sets["nominal"]), 1e-6);
    near(of(Sets::Jaccard), number(&sets["jaccard"]), 1e-6);
    near(of(Sets::Masi), number(&sets["masi"]), 1e-6);
    let own = Reliability::by(&rows, "own", |a, b| Sets::Jaccard.distance(a, b));
    near(alpha(&own).unwrap().alpha, number(&sets["jaccard"]), 1e-6);
    assert_eq!(own.distance(), "own");
}

#[test]
fn masi_is_passonneaus() {
    let set = |names: &str| names.chars().collect::<BTreeSet<char>>();
    for (a, b, masi) in [
        ("ab", "ab", 1.0),
        ("abc", "ab", 2.0 / 3.0 * 2.0 / 3.0),
        ("abc", "abd", 0.5 / 3.0),
        ("ab", "cd", 0.0),
        ("", "a", 0.0),
        ("", "", 1.0),
    ] {
        near(1.0 - Sets::Masi.distance(&set(a), &set(b)), masi, 1e-12);
    }
}

#[test]
fn coefficients_with_gaps_are_as_in_irrcac() {
    let ratings = Ratings::new(&units(&case("K2011_C"))).unwrap();
    let expected = &published()["ac1_raw_C"];
    let found = [
        ("ac1", gwet::ac1(&ratings, 0.95)),
        ("fleiss", kappa::fleiss(&ratings, 0.95)),
        ("conger", kappa::conger(&ratings, 0.95)),
        ("brennan_prediger", gwet::brennan_prediger(&ratings, 0.95)),
    ];
    for (name, found) in found {
        let found = found.unwrap();
        near(found.value, number(&expected[name][0]), 6e-6);
        near(found.se.unwrap(), number(&expected[name][1]), 6e-6);
    }
    let ac1 = gwet::ac1(&ratings, 0.95).unwrap();
    near(ac1.observed, 0.81818, 5e-6);
    near(ac1.expected, 0.19032, 5e-6);
    interval_near(ac1.interval.as_ref().unwrap(), &serde_json::json!([0.46081, 1.0]), 6e-6);
}

#[test]
fn tables_of_two_coders_are_as_published() {
    for case in published()["two_rater_tables"].as_array().unwrap() {
        let counts = table(&case["t"]);
        let ratings = Ratings::from_table(&counts).unwrap();
        let cohen = kappa::cohen(&counts, kappa::Weights::None, 0.95).unwrap();
        let ac1 = gwet::ac1(&ratings, 0.95).unwrap();
        let n: u64 = counts.iter().flatten().sum();
        // irrCAC divides by n for a table and by n − 1 for raw codes; ours are raw codes.
        let table_se = ac1.se.unwrap() * ((n - 1) as f64 / n as f64).sqrt();
        let found = [
            ("kappa", cohen.kappa, 6e-9),
            ("se", cohen.se, 6e-9),
            ("se0", cohen.se_null, 6e-7),
            ("z", cohen.z.unwrap(), 6e-5),
            ("ac1", ac1.value, 6e-9),
            ("ac1_se", table_se, 6e-9),
            ("scott", kappa::fleiss(&ratings, 0.95).unwrap().value, 6e-8),
            ("bp", gwet::brennan_prediger(&ratings, 0.95).unwrap().value, 6e-9),
            ("alpha", alpha(&Reliability::nominal(&ratings)).unwrap().alpha, 6e-8),
        ];
        for (name, value, room) in found {
            if !case[name].is_null() {
                near(value, number(&case[name]), room);
            }
        }
        if !case["ci95"].is_null() {
            interval_near(&cohen.interval, &case["ci95"], 6e-7);
        }
        near(kappa::conger(&ratings, 0.95).unwrap().value, cohen.kappa, 1e-12);
    }
}

#[test]
fn other_kappas_are_as_published() {
    let more = more();
    let sas = &more["kappa"]["sas"];
    let linear = kappa::cohen(&table(&sas["t"]), kappa::Weights::Linear, 0.95).unwrap();
    let found = [linear.kappa, linear.se, linear.interval.low, linear.interval.high];
    for (found, expected) in found.into_iter().zip(sas["linear"].as_array().unwrap()) {
        near(found, number(expected), 5.1e-5);
    }
    let old = &more["kappa"]["cohen_1960"];
    let found = kappa::cohen(&table(&old["t"]), kappa::Weights::None, 0.95).unwrap();
    near(found.kappa, number(&old["kappa"]), 5.1e-7);
    let paradox = &more["kappa"]["paradox"];
    let ratings = Ratings::from_table(&table(&paradox["t"])).unwrap();
    let found = gwet::brennan_prediger(&ratings, 0.95).unwrap();
    near(found.observed, number(&paradox["observed"]), 1e-12);
    near(found.value, number(&paradox["pabak"]), 1e-12);
    assert!(gwet::paradox(&ratings).is_some());
    let even = Ratings::from_table(&[vec![40, 9], vec![6, 45]]).unwrap();
    assert_eq!(gwet::paradox(&even), None);
}

#[test]
fn quadratic_weights_of_two_categories_are_no_weights() {
    let t = [vec![20, 5], vec![10, 15]];
    let of = |weights| kappa::cohen(&t, weights, 0.95).unwrap().kappa;
    near(of(kappa::Weights::Quadratic), of(kappa::Weights::None), 1e-12);
    // Three categories, by hand: 1 − Σ(i−j)²·observed / Σ(i−j)²·expected.
    let t = [vec![4, 1, 1], vec![0, 3, 1], vec![0, 0, 2]];
    let found = kappa::cohen(&t, kappa::Weights::Quadratic, 0.95).unwrap().kappa;
    let (observed, expected) = (6.0 / 12.0, (24.0 + 96.0 + 16.0 + 16.0 + 32.0 + 8.0) / 144.0);
    near(found, 1.0 - observed / expected, 1e-12);
}

#[test]
fn fleiss_and_free_marginal_kappa_are_as_published() {
    for case in more()["fleiss"].as_array().unwrap() {
        let expand = |row: &Vec<u64>| -> Vec<Option<usize>> {
            row.iter().enumerate().flat_map(|(at, n)| (0..*n).map(move |_| Some(at))).collect()
        };
        let counts = table(&case["t"]);
        let ratings = Ratings::numbered(counts.iter().map(expand).collect(), counts[0].len()).unwrap();
        let room = number(&case["tol"]);
        near(kappa::fleiss(&ratings, 0.95).unwrap().value, number(&case["kappa"]), room);
        if !case["free"].is_null() {
            near(gwet::brennan_prediger(&ratings, 0.95).unwrap().value, number(&case["free"]), room);
        }
    }
}

#[test]
fn percent_agreement_is_nvivos() {
    let more = more();
    let ratings = Ratings::from_table(&table(&more["percent"]["t"])).unwrap();
    near(gwet::percent(&ratings, 0.95).unwrap().value, number(&more["percent"]["share"]), 1e-12);
}

#[test]
fn nothing_to_compare_is_said() {
    let none: Vec<Vec<Option<bool>>> = vec![vec![None, None]];
    assert!(Ratings::binary(&none).is_err());
    let single = Ratings::binary(&[vec![Some(true), None], vec![None, Some(true)]]).unwrap();
    assert!(alpha(&Reliability::nominal(&single)).unwrap_err().to_string().contains("two coders"));
    assert!(gwet::percent(&single, 0.95).is_err());
    let same = Ratings::binary(&[vec![Some(true), Some(true)], vec![Some(true), Some(true)]]).unwrap();
    assert!(alpha(&Reliability::nominal(&same)).unwrap_err().to_string().contains("same"));
    assert!(kappa::fleiss(&same, 0.95).is_err());
    assert!(kappa::conger(&same, 0.95).is_err());
    assert!(kappa::cohen(&same.table(0, 1).unwrap(), kappa::Weights::None, 0.95).is_err());
    near(gwet::ac1(&same, 0.95).unwrap().value, 1.0, 1e-12);
    assert!(Ratings::new(&[vec![Some(1), Some(2)], vec![Some(1)]]).is_err());
    let none = Method::Units { replicates: 0, seed: 1 };
    assert!(interval(&nominal(&case("K2011_C")), 0.95, none).is_err());
    assert!(jackknife(&nominal(&case("K2011_C")), 1.0).is_err());
    assert!(Reliability::numbers(&[vec![Some(f64::NAN)]], Level::Interval).is_err());
}
