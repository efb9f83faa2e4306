//! Small cells: what is hidden, what an attacker can say of it, and rounding instead.
use super::{near, number, published, table};
use fritekst::stats::{
    disclosure::{Rule, Shown, Sums, bounds, suppress},
    rounding::{distortion, round_small},
};
use proptest::prelude::*;

#[test]
fn gauss_suppressions_example() {
    let published = published();
    let case = &published["suppression_example1_maxN1"];
    let counts: Vec<Vec<u64>> =
        ["young", "old"].iter().map(|r| serde_json::from_value(case[*r].clone()).unwrap()).collect();
    let rule = Rule { smallest: 2, zeros: true, also: Vec::new() };
    let shown = suppress(&counts, &rule, Sums::Both).unwrap();
    let hidden: Vec<Vec<bool>> = shown.iter().map(|r| r.iter().map(|c| c.is_hidden()).collect()).collect();
    let attacked = bounds(&counts, &hidden, Sums::Both).unwrap();
    let columns: Vec<String> = serde_json::from_value(case["cols"].clone()).unwrap();
    let mut names = Vec::new();
    for (i, row) in ["young", "old"].iter().enumerate() {
        for (j, column) in columns.iter().enumerate() {
            let name = format!("{row}:{column}");
            if hidden[i][j] {
                let (low, high) = attacked[i][j];
                near(low as f64, number(&case["attacker_intervals"][&name][0]), 0.0);
                near(high.unwrap() as f64, number(&case["attacker_intervals"][&name][1]), 0.0);
                names.push(name);
            }
        }
    }
    names.sort();
    let mut expected: Vec<String> = serde_json::from_value(case["suppressed"].clone()).unwrap();
    expected.sort();
    assert_eq!(names, expected);
    assert_eq!(shown[0][2], Shown::Primary);
    let totals: Vec<Shown> = (0..4).map(|j| shown[2][j]).chain([shown[0][3], shown[1][3]]).collect();
    assert_eq!(totals, [11, 5, 4, 20, 7, 13].map(Shown::Count));
}

#[test]
fn small_totals_are_hidden_too() {
    let shown = suppress(&[vec![1, 1, 0], vec![9, 8, 7]], &Rule::below(3), Sums::Rows).unwrap();
    assert!(shown[0][3].is_hidden(), "{shown:?}");
    assert_eq!(shown[1], [9, 8, 7, 24].map(Shown::Count));
    let nothing = suppress(&[vec![1, 2], vec![3, 4]], &Rule::below(1), Sums::Both).unwrap();
    assert!(nothing.iter().flatten().all(|c| !c.is_hidden()));
    let also = Rule { also: vec![(1, 0), (9, 9)], ..Rule::below(0) };
    let shown = suppress(&[vec![10, 20], vec![30, 40]], &also, Sums::Both).unwrap();
    assert_eq!(shown[1][0], Shown::Primary);
    assert_eq!(shown.iter().flatten().filter(|c| c.is_hidden()).count(), 4);
}

#[test]
fn zeros_and_totals_are_the_last_to_go() {
    let shown = suppress(&[vec![1, 0, 5], vec![9, 8, 9]], &Rule::below(3), Sums::Both).unwrap();
    let hidden: Vec<Vec<bool>> = shown.iter().map(|r| r.iter().map(|c| c.is_hidden()).collect()).collect();
    let (shut, none) = (vec![true, false, true, false], vec![false; 4]);
    assert_eq!(hidden, [shut.clone(), shut, none]);
}

#[test]
fn empty_and_crooked_tables() {
    assert_eq!(suppress(&[], &Rule::below(3), Sums::Rows).unwrap().len(), 0);
    assert!(suppress(&[vec![1, 2], vec![1]], &Rule::below(3), Sums::Both).is_err());
    assert!(suppress(&[vec![u64::MAX, 2]], &Rule::below(3), Sums::Both).is_err());
    assert!(bounds(&[vec![1, 2]], &[vec![true]], Sums::Rows).is_err());
}

/// Everything an attacker can think of, without any of the library's reasoning: all ways to fill the hidden
/// inner cells with numbers up to a limit that agree with every published number.
fn attack(counts: &[Vec<u64>], hidden: &[Vec<bool>], sums: Sums, most: u64) -> Vec<(u64, u64)> {
    let (rows, columns) = (counts.len(), counts[0].len());
    let unknown: Vec<(usize, usize)> =
        (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))).filter(|(i, j)| hidden[*i][*j]).collect();
    let mut seen = Vec::new();
    let mut guess = counts.to_vec();
    fill(&mut guess, &unknown, most, &mut |guess| {
        let (mine, truth) = (with_totals(guess, sums), with_totals(counts, sums));
        let fits =
            (0..truth.len()).all(|i| (0..truth[i].len()).all(|j| hidden[i][j] || mine[i][j] == truth[i][j]));
        if fits {
            seen.push(mine);
        }
    });
    let cell = |i: usize, j: usize| {
        let all = seen.iter().map(|t| t[i][j]);
        (all.clone().min().unwrap(), all.max().unwrap())
    };
    (0..hidden.len())
        .flat_map(|i| (0..hidden[i].len()).map(move |j| (i, j)))
        .map(|(i, j)| cell(i, j))
        .collect()
}

fn fill(
    guess: &mut Vec<Vec<u64>>,
    unknown: &[(usize, usize)],
    most: u64,
    check: &mut dyn FnMut(&[Vec<u64>]),
) {
    let Some(((i, j), rest)) = unknown.split_first() else { return check(guess) };
    for value in 0..=most {
        guess[*i][*j] = value;
        fill(guess, rest, most, check);
    }
}

fn with_totals(counts: &[Vec<u64>], sums: Sums) -> Vec<Vec<u64>> {
    let mut all = counts.to_vec();
    if sums == Sums::Both {
        all.push((0..counts[0].len()).map(|j| counts.iter().map(|r| r[j]).sum()).collect());
    }
    all.iter().map(|r| r.iter().copied().chain([r.iter().sum()]).collect()).collect()
}

fn small_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    (1_usize..4, 1_usize..4).prop_flat_map(|(r, c)| {
        prop::collection::vec(prop::collection::vec(prop_oneof![3 => 0_u64..4, 1 => 4_u64..7], c), r)
    })
}

fn large_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
    (1_usize..9, 1_usize..7).prop_flat_map(|(r, c)| {
        prop::collection::vec(prop::collection::vec(prop_oneof![1 => 0_u64..6, 1 => 6_u64..60], c), r)
    })
}

fn sums() -> impl Strategy<Value = Sums> {
    prop_oneof![Just(Sums::Rows), Just(Sums::Both)]
}

fn hide(counts: &[Vec<u64>], rule: &Rule, sums: Sums) -> Vec<Vec<bool>> {
    let shown = suppress(counts, rule, sums).unwrap();
    shown.iter().map(|r| r.iter().map(|c| c.is_hidden()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn trying_every_table_gives_no_hidden_cell_away(
        counts in small_table(), smallest in 2_u64..4, zeros: bool, sums in sums(),
    ) {
        let rule = Rule { smallest, zeros, also: Vec::new() };
        let hidden = hide(&counts, &rule, sums);
        let unknown = counts.iter().enumerate()
            .flat_map(|(i, r)| (0..r.len()).map(move |j| (i, j)))
            .filter(|(i, j)| hidden[*i][*j]).count();
        prop_assume!(unknown <= 4);
        let most = 8;
        let whole: u64 = counts.iter().enumerate()
            .flat_map(|(i, r)| r.iter().enumerate().filter(|(j, _)| hidden[i][*j]).map(|(_, c)| *c).collect::<Vec<_>>())
            .sum();
        let flows = bounds(&counts, &hidden, sums).unwrap();
        let cells = hidden.iter().flatten().zip(flows.iter().flatten());
        for ((low, high), (is_hidden, flow)) in attack(&counts, &hidden, sums, most).into_iter().zip(cells) {
            prop_assert_eq!(*is_hidden, low < high, "{:?}: {}–{}", &counts, low, high);
            // The library's own bounds are those of trying, as far as trying went.
            prop_assert!(flow.0 <= low && flow.1.is_none_or(|most| most >= high));
            if 2 * whole <= most {
                prop_assert_eq!(flow.0, low);
            }
            if let Some(highest) = flow.1 && highest <= most && 2 * whole <= most {
                prop_assert_eq!(highest, high);
            }
        }
    }

    #[test]
    fn no_hidden_cell_of_a_larger_table_is_known(
        counts in large_table(), smallest in 2_u64..6, zeros: bool, sums in sums(),
    ) {
        let rule = Rule { smallest, zeros, also: Vec::new() };
        let hidden = hide(&counts, &rule, sums);
        for ((low, high), is_hidden) in
            bounds(&counts, &hidden, sums).unwrap().into_iter().flatten().zip(hidden.iter().flatten())
        {
            prop_assert_eq!(*is_hidden, high.is_none_or(|h| low < h));
        }
        for (row, shown) in counts.iter().zip(&hidden) {
            for (count, is_hidden) in row.iter().zip(shown) {
                prop_assert!(*is_hidden || *count == 0 || *count >= smallest);
                prop_assert!(*is_hidden || *count > 0 || !zeros);
            }
        }
    }

    #[test]
    fn rounding_leaves_no_small_count_and_totals_add_up(
        counts in large_table(), base in 2_u32..7, sums in sums(),
    ) {
        let found = round_small(&counts, base, sums).unwrap();
        let base = u64::from(base);
        for (before, after) in counts.iter().flatten().zip(found.counts.iter().flatten()) {
            let fine = if *before > 0 && *before < base { *after == 0 || *after == base } else { after == before };
            prop_assert!(fine, "{} became {}", before, after);
        }
        prop_assert_eq!(&found.published, &with_totals(&found.counts, sums));
        let sum = |t: &[Vec<u64>]| t.iter().flatten().sum::<u64>();
        prop_assert!(2 * sum(&counts).abs_diff(sum(&found.counts)) <= base);
        prop_assert!(found.distortion.utility > 0.0 && found.distortion.utility <= 1.0);
    }
}

#[test]
fn rounding_is_no_worse_than_small_count_roundings_example() {
    let published = published();
    let case = &published["small_count_rounding_exPSD_base5"];
    let (original, rounded) = (table(&case["original"]), table(&case["rounded"]));
    let theirs = distortion(&original, &rounded, Sums::Both).unwrap();
    near(theirs.largest as f64, number(&case["maxdiff"]), 0.0);
    near(theirs.mean, number(&case["meanAbsDiff"]), 5.1e-5);
    near(theirs.root_mean_square, number(&case["rmse"]), 5.1e-5);
    near(theirs.utility, number(&case["HDutility"]), 5.1e-4);
    // Theirs breaks ties by chance, so cells may differ; distances may not be worse.
    let ours = round_small(&original, 5, Sums::Both).unwrap();
    let total = |t: &[Vec<u64>]| t.iter().flatten().sum::<u64>();
    assert_eq!(total(&ours.counts), total(&rounded));
    assert!(ours.distortion.largest <= theirs.largest, "{ours:?}");
    assert!(ours.distortion.root_mean_square <= theirs.root_mean_square + 1e-9, "{ours:?}");
    assert!(round_small(&original, 0, Sums::Both).is_err());
    assert!(distortion(&original, &rounded[..2], Sums::Both).is_err());
}
