//! Hidden cells: none can be worked out from anything that is shown, and none is told in any format.
use super::{GROUPS, line, out, table};
use fritekst::disclosure::{Hidden, Matrix, hide};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of a column: themes, rest, all that answered.
type Column = Vec<u64>;

/// Every column that agrees with what is shown of it and with what must hold in any theme table.
fn possible(shown: &[Option<u64>], most: u64) -> Vec<Column> {
    let mut columns = vec![Vec::new()];
    for value in shown {
        let values = value.map_or(0..=most, |v| v..=v);
        columns =
            columns.iter().flat_map(|c| values.clone().map(|v| [c.clone(), vec![v]].concat())).collect();
    }
    columns.retain(|column| {
        let (rest, all) = (column[column.len() - 2], column[column.len() - 1]);
        let themes = &column[..column.len() - 2];
        let any = all.checked_sub(rest);
        any.is_some_and(|any| themes.iter().all(|n| *n <= any) && themes.iter().sum::<u64>() >= any)
    });
    columns
}

/// Per group and row the values that are possible, given the totals: by trying every table there could be.
fn tried(matrix: &Matrix, hidden: &Hidden) -> Vec<Vec<BTreeSet<u64>>> {
    let rows: Vec<&Vec<u64>> = matrix.themes.iter().chain([&matrix.rest, &matrix.answered]).collect();
    let totals: Column = rows.iter().map(|row| row[0]).collect();
    let groups = 1..matrix.answered.len();
    let shown = |c: usize| -> Vec<Option<u64>> {
        let is_hidden = |r: usize| if r + 1 == rows.len() { hidden.groups[c] } else { hidden.cells[r][c] };
        (0..rows.len()).map(|r| (!is_hidden(r)).then_some(rows[r][c])).collect()
    };
    let columns: Vec<Vec<Column>> = groups.map(|c| possible(&shown(c), totals[rows.len() - 1])).collect();
    let sums = |columns: &mut dyn Iterator<Item = &Vec<Column>>| {
        let mut sums: BTreeSet<Column> = BTreeSet::from([vec![0; rows.len()]]);
        for column in columns {
            let add = |sum: &Column, c: &Column| sum.iter().zip(c).map(|(a, b)| a + b).collect::<Column>();
            sums = sums.iter().flat_map(|sum| column.iter().map(move |c| add(sum, c))).collect();
            sums.retain(|sum| sum.iter().zip(&totals).all(|(a, b)| a <= b));
        }
        sums
    };
    let of_group = |g: usize| {
        let others = sums(&mut columns.iter().enumerate().filter(|(other, _)| *other != g).map(|(_, c)| c));
        let mut values = vec![BTreeSet::new(); rows.len()];
        for column in &columns[g] {
            let left: Option<Column> = totals.iter().zip(column).map(|(t, v)| t.checked_sub(*v)).collect();
            if left.is_some_and(|left| others.contains(&left)) {
                values.iter_mut().zip(column).for_each(|(set, v)| _ = set.insert(*v));
            }
        }
        values
    };
    (0..columns.len()).map(of_group).collect()
}

/// Hidden numbers, by row and group, that are the same in all tables that a reader who knows the rules may think of: the same
/// numbers are shown, what is hidden is no zero that would be shown, and where something small is hidden there is something
/// small.
fn told(matrix: &Matrix, hidden: &Hidden, smallest: u64) -> Vec<(usize, usize)> {
    let rows: Vec<&Vec<u64>> = matrix.themes.iter().chain([&matrix.rest, &matrix.answered]).collect();
    let totals: Column = rows.iter().map(|row| row[0]).collect();
    let is_hidden =
        |r: usize, c: usize| if r + 1 == rows.len() { hidden.groups[c] } else { hidden.cells[r][c] };
    let shown =
        |c: usize| (0..rows.len()).map(|r| (!is_hidden(r, c)).then_some(rows[r][c])).collect::<Vec<_>>();
    let columns: Vec<Vec<Column>> =
        (1..matrix.answered.len()).map(|c| possible(&shown(c), totals[rows.len() - 1])).collect();
    let mut left: Vec<(usize, usize)> = (0..rows.len())
        .flat_map(|r| (1..matrix.answered.len()).map(move |c| (r, c)))
        .filter(|(r, c)| is_hidden(*r, *c) && rows[*r][*c] > 0)
        .collect();
    for first in &columns[0] {
        for second in &columns[1] {
            let third: Option<Column> =
                (0..rows.len()).map(|r| totals[r].checked_sub(first[r] + second[r])).collect();
            let Some(third) = third.filter(|third| columns[2].contains(third)) else { continue };
            let groups = [first, second, &third];
            if !left.iter().any(|(r, c)| groups[c - 1][*r] != rows[*r][*c]) {
                continue;
            }
            let row = |r: usize| {
                std::iter::once(totals[r]).chain(groups.iter().map(|g| g[r])).collect::<Vec<u64>>()
            };
            let other = Matrix {
                themes: (0..rows.len() - 2).map(row).collect(),
                rest: row(rows.len() - 2),
                answered: row(rows.len() - 1),
                ..matrix.clone()
            };
            let now = hide(&other, smallest);
            let is_veiled = |r: usize, c: usize| {
                if r + 1 == rows.len() { now.groups[c] } else { now.cells[r][c] }
            };
            let small = |n: &u64| *n > 0 && *n < smallest;
            let is_zero_shown = |r: usize| {
                (1..rows[r].len()).any(|c| is_hidden(r, c) && groups[c - 1][r] == 0 && !is_veiled(r, c))
            };
            // of a total of 0 zeros tell nothing
            if (0..rows.len()).any(|r| totals[r] > 0 && is_zero_shown(r)) {
                continue;
            }
            left.retain(|(r, c)| {
                let asks = rows[*r][1..].iter().any(small);
                let thinkable = !asks || groups.iter().any(|g| small(&g[*r]));
                !thinkable || groups[c - 1][*r] == rows[*r][*c]
            });
        }
    }
    left
}

/// A table from answers: the group of each, and its themes as bits.
fn matrix(answers: &[(usize, u8)], themes: usize, groups: usize) -> Matrix {
    let count = |holds: &dyn Fn(u8) -> bool| {
        let mut row = vec![0; groups + 1];
        for (group, given) in answers.iter().filter(|(_, given)| holds(*given)) {
            let _ = given;
            row[0] += 1;
            row[group + 1] += 1;
        }
        row
    };
    let theme = |t: usize| count(&|given: u8| given & (1 << t) != 0);
    Matrix {
        themes: (0..themes).map(theme).collect(),
        parents: vec![None; themes],
        alone: Vec::new(),
        never: Vec::new(),
        rest: count(&|given: u8| given == 0),
        answered: count(&|_| true),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_hidden_can_be_worked_out(
        answers in prop::collection::vec((0..3_usize, 0..4_u8), 1..11),
        smallest in 2..5_u64,
    ) {
        let matrix = matrix(&answers, 2, 3);
        let hidden = hide(&matrix, smallest);
        let rows: Vec<&Vec<u64>> = matrix.themes.iter().chain([&matrix.rest]).collect();
        for (r, row) in rows.iter().enumerate() {
            for c in 1..row.len() {
                prop_assert!(hidden.cells[r][c] || row[c] == 0 || row[c] >= smallest, "{matrix:?} {hidden:?}");
            }
        }
        // where ones alone are hidden, each is known to be one of a few numbers
        if smallest > 2 && matrix.answered[1..].iter().filter(|n| **n > 0).count() > 1 {
            let told = told(&matrix, &hidden, smallest);
            prop_assert!(told.is_empty(), "{told:?} {matrix:?} {hidden:?}");
        }
        for (g, values) in tried(&matrix, &hidden).iter().enumerate() {
            for (r, values) in values.iter().enumerate() {
                let (is_hidden, value) = match rows.get(r) {
                    Some(row) => (hidden.cells[r][g + 1], row[g + 1]),
                    None => (hidden.groups[g + 1], matrix.answered[g + 1]),
                };
                // with everybody in one group its numbers are the totals, which are shown
                let alone = matrix.answered[1..].iter().filter(|n| **n > 0).count() < 2;
                prop_assert!(!is_hidden || value == 0 || alone || values.len() > 1, "row {r} of group {g}: {values:?} {matrix:?} {hidden:?}");
            }
        }
    }
}

#[test]
fn zeros_and_what_is_small_do_not_tell_what_is_hidden() {
    let of = |row: [u64; 3]| {
        let total = row.iter().sum();
        let row = [vec![total], row.to_vec()].concat();
        let rest: Vec<u64> = std::iter::once(60).chain([20; 3]).zip(&row).map(|(all, n)| all - n).collect();
        Matrix {
            themes: vec![row],
            parents: vec![None],
            alone: Vec::new(),
            never: Vec::new(),
            rest,
            answered: vec![60, 20, 20, 20],
        }
    };
    // were zeros shown, 2 in two groups would be 1 and 1
    for row in [[1, 1, 5], [2, 0, 5], [0, 2, 5]] {
        let hidden = hide(&of(row), 3);
        assert_eq!(hidden.cells[0], [false, true, true, false], "{row:?}");
    }
    // a row of which nothing is hidden shows its zeros
    assert_eq!(hide(&of([7, 0, 5]), 3).cells[0], [false; 4]);
    // 3 in the third group is 2 and one of the hidden 1, or else nothing would be hidden: the sizes must leave that open
    let sized = Matrix {
        themes: vec![vec![3, 1, 0, 2], vec![0; 4]],
        parents: vec![None; 2],
        alone: Vec::new(),
        never: Vec::new(),
        rest: vec![1, 0, 0, 1],
        answered: vec![4, 1, 0, 3],
    };
    let told = told(&sized, &hide(&sized, 3), 3);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_size_a_rest_and_a_parent_can_give_a_cell_away() {
    // both answers of the first two groups have the theme: caps of 2 and a total of 4 would tell it
    let full = Matrix {
        themes: vec![vec![9, 2, 2, 5]],
        parents: vec![None],
        alone: Vec::new(),
        never: Vec::new(),
        rest: vec![5, 0, 0, 5],
        answered: vec![14, 2, 2, 10],
    };
    let hidden = hide(&full, 3);
    assert!(hidden.groups[1] && hidden.groups[2], "{hidden:?}");
    // one theme: answered less the rest is its count
    let only = Matrix {
        themes: vec![vec![12, 2, 10]],
        parents: vec![None],
        alone: Vec::new(),
        never: Vec::new(),
        rest: vec![18, 8, 10],
        answered: vec![30, 10, 20],
    };
    assert!(hide(&only, 3).cells.iter().flatten().skip(1).filter(|h| **h).count() >= 4);
    // a parent of one child counts what the child does
    let child = Matrix {
        themes: vec![vec![12, 2, 10], vec![12, 2, 10], vec![20, 9, 11]],
        parents: vec![None, Some(0), None],
        alone: Vec::new(),
        never: Vec::new(),
        rest: vec![18, 9, 9],
        answered: vec![40, 20, 20],
    };
    let hidden = hide(&child, 3);
    assert_eq!((&hidden.cells[0][1..], &hidden.cells[1][1..]), (&[true, true][..], &[true, true][..]));
}

#[test]
fn a_hidden_cell_is_hidden_in_every_format() {
    let args = [GROUPS, "--by", "gruppe", "--min-cell", "3", "--test"];
    let found = table(&args);
    let tolk = line(&found, "tolk");
    let cell = &tolk["cells"][1];
    assert_eq!(cell["hidden"], true);
    for number in ["n", "mentions", "share", "interval", "corrected", "residual"] {
        assert!(cell[number].is_null(), "{number}: {cell}");
    }
    assert!(tolk["test"].is_null() && tolk["cells"][2]["residual"].is_null(), "{tolk}");
    assert!(line(&found, "buss")["test"]["p"].is_number());
    assert!(line(&table(&[GROUPS, "--by", "gruppe", "--test"]), "tolk")["test"]["p"].is_number());
    assert_eq!(found["control"]["min_cell"], 3);
    let csv = out(&["table", GROUPS, "--by", "gruppe", "--min-cell", "3", "--format", "csv"], 0);
    assert!(csv.contains("tekst,a,tolk,Tolk,0,20,20,:,:,:,:,:"), "{csv}");
    let plain = out(&["table", GROUPS, "--by", "gruppe", "--min-cell", "3"], 0);
    assert!(plain.lines().any(|l| l.starts_with("Tolk") && l.contains(':')), "{plain}");
    assert!(plain.contains(": skjult: færre enn 3 svar"), "{plain}");
    assert!(!out(&["table", GROUPS, "--by", "gruppe"], 0).contains("skjult"));
}

#[test]
fn no_small_count_is_seen_in_any_table() {
    for by in ["gruppe", "kjonn"] {
        for k in ["2", "3", "5", "6"] {
            let csv = out(&["table", GROUPS, "--by", by, "--min-cell", k, "--format", "csv"], 0);
            let smallest: u64 = k.parse().unwrap();
            for row in csv.lines().skip(1) {
                for cell in row.split(',').skip(5).take(3) {
                    let seen = cell.parse::<u64>().is_ok_and(|n| n > 0 && n < smallest);
                    assert!(!seen, "{by} {k}: {row}");
                }
            }
        }
    }
}

#[test]
fn small_counts_can_be_rounded_instead() {
    let found = table(&[GROUPS, "--by", "gruppe", "--round", "3"]);
    assert_eq!(found["control"]["rounded"], 3);
    let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for line in found["themes"].as_array().unwrap() {
        let n = |c: usize| line["cells"][c]["n"].as_u64().unwrap();
        assert!((1..4).all(|c| n(c) == 0 || n(c) >= 3), "{line}");
        assert!(line["cells"][1]["mentions"].is_null());
        sums.insert(line["theme"].to_string(), (n(0), n(1) + n(2) + n(3)));
    }
    assert!(sums.values().all(|(total, sum)| total == sum), "{sums:?}");
}

#[test]
fn a_report_hides_small_cells_without_being_asked() {
    let text = out(&["report", GROUPS, "--by", "gruppe", "--no-index"], 0);
    assert!(text.contains("### Gruppe") && text.contains(": skjult: færre enn 3 svar"), "{text}");
    let all = out(&["report", GROUPS, "--by", "gruppe", "--min-cell", "0", "--no-index"], 0);
    assert!(all.contains("2 (10 %)") && !text.contains("2 (10 %)"), "{all}");
}

#[test]
fn a_quote_shows_only_what_enough_share() {
    let quotes = |show: &str, k: &str| {
        out(&["quotes", GROUPS, "--theme", "bolig", "--show", show, "--min-cell", k, "-n", "40"], 0)
    };
    assert!(quotes("gruppe", "5").contains("(Gruppe C)"));
    let text = quotes("gruppe", "6");
    assert!(!text.contains("(Gruppe C)") && text.contains("(Gruppe A)"), "{text}");
    // group c has five respondents, three of one sex and two of the other
    let text = quotes("gruppe,kjonn", "3");
    assert!(text.contains("(Gruppe C, Mann)") != text.contains("(Gruppe C, Kvinne)"), "{text}");
    // programs get the values
    let csv =
        ["quotes", GROUPS, "--theme", "bolig", "--show", "gruppe", "--min-cell", "5", "--format", "csv"];
    assert!(out(&csv, 0).lines().skip(1).all(|line| !line.contains("Gruppe")));
    assert!(!out(&["quotes", GROUPS, "--theme", "bolig", "--format", "json"], 0).contains("values"));
}

#[test]
fn some_of_the_respondents_are_a_group_too() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["corpus.yaml", "svar.csv"] {
        std::fs::copy(format!("{GROUPS}/{file}"), folder.path().join(file)).unwrap();
    }
    let corpus = folder.path().join("corpus.yaml");
    let text = std::fs::read_to_string(&corpus).unwrap().replace("codebook: ../k.yaml", "min_cell: 3");
    std::fs::write(&corpus, text).unwrap();
    let here = folder.path().to_str().unwrap();
    let csv = |more: &[&str]| {
        let args = ["table", here, "--codebook", "tests/tables/k.yaml", "--format", "csv"];
        out(&[&args[..], more].concat(), 0)
    };
    // two of group a say tolk
    let row = "tekst,,tolk,Tolk,0,20,20,";
    assert!(csv(&["--where", "gruppe=a"]).contains(&format!("{row}:,:")));
    assert!(csv(&["--where", "gruppe=a", "--min-cell", "0"]).contains(&format!("{row}2,0.1")));
    assert!(!csv(&[]).contains(':'), "everybody is no group");
    let args = ["report", here, "--codebook", "tests/tables/k.yaml", "--no-index", "--where", "gruppe=a"];
    let report = out(&args, 0);
    assert!(!report.contains("(2 av 20") && report.contains("skjult: færre enn 3"), "{report}");
}
