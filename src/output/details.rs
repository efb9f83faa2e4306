//! What stands below a theme table, or in further columns of its CSV: corrected shares, differences, tests, and notes.
use super::grid::Grid;
use super::language::Language;
use super::table::{HIDDEN, group_label, methods_of};
use crate::correction::{Corrected, Correction, Method, Sampling};
use crate::disclosure::Control;
use crate::stats::correction::Warning;
use crate::table::{Cell, Line, Table, Who};
use std::collections::BTreeSet;

/// Headings and grids, in the order they stand.
pub fn grids(table: &Table, language: Language) -> Vec<(String, Grid)> {
    let no = language == Language::Norwegian;
    let mut grids = Vec::new();
    if let Some(correction) = &table.correction {
        let title = if no { "Korrigerte andeler i prosent" } else { "Corrected shares, per cent" };
        let title = format!("{title}, {}", method(correction, language));
        grids.push((title, corrected(table, language)));
    }
    if let Some((a, b)) = table.pair {
        let title = if no { "Forskjell i prosentpoeng" } else { "Difference in percentage points" };
        let label = |column: usize| group_label(&table.groups[column], language);
        let title = format!("{title}, {} minus {}", label(a), label(b));
        grids.push((title, differences(table, language)));
    }
    if table.themes.iter().any(|line| line.test.is_some()) {
        let title = if no {
            "Tester av forskjell mellom gruppene"
        } else {
            "Tests of a difference between the groups"
        };
        grids.push((title.to_string(), tests(table, language)));
    }
    grids
}

/// What was done: where every answer is coded by hand, nothing but counting those.
fn method(correction: &Correction, language: Language) -> String {
    let name = match correction.method {
        Method::RoganGladen => "Rogan-Gladen",
        _ if correction.sampling == Sampling::Full => "all coded by hand",
        Method::PpiPlus => "PPI++",
        Method::Ppi => "PPI",
        Method::Dsl => "DSL",
        Method::Difference => "difference estimator",
        Method::Greg => "GREG",
    };
    language.method(name)
}

/// The label of a group as readers see it. That of everybody is empty, and that of those without a value has words
/// of its own.
fn labelled(table: &Table, label: &str, language: Language) -> String {
    let group = table.groups.iter().find(|group| group.label == label);
    group.map_or_else(|| label.to_string(), |group| group_label(group, language))
}

fn name(line: &Line, language: Language) -> String {
    let label = if line.theme.is_empty() { language.words().rest } else { &line.label };
    format!("{}{}", "  ".repeat(line.depth), super::marked::safe(label))
}

/// Marks of the warnings, as many as there are kinds of them.
const MARKS: [char; 7] = ['ᵃ', 'ᵇ', 'ᶜ', 'ᵈ', 'ᵉ', 'ᶠ', 'ᵍ'];

/// What is to be known of some of the corrected shares of a table, each once, in the order of their marks.
fn warnings(table: &Table, language: Language) -> BTreeSet<&'static str> {
    let cells = table.lines().flat_map(|line| &line.cells).filter_map(|cell| cell.corrected.as_ref());
    cells.flat_map(|c| &c.estimate.warnings).map(|w| warning(w, language)).collect()
}

fn corrected(table: &Table, language: Language) -> Grid {
    let words = language.words();
    let mut head = vec![words.theme.to_string()];
    for group in &table.groups {
        let label =
            if table.groups.len() == 1 { words.percent.to_string() } else { group_label(group, language) };
        head.extend([label, words.interval.to_string()]);
    }
    let told = warnings(table, language);
    let row = |line: &Line| {
        let cell = |c: &Option<Corrected>, hidden: bool| match c {
            Some(c) => {
                let own: Vec<&str> = c.estimate.warnings.iter().map(|w| warning(w, language)).collect();
                let marks = told.iter().zip(MARKS).filter(|(warning, _)| own.contains(warning));
                let marks: String = marks.map(|(_, mark)| mark).collect();
                let percent = |value: f64| language.percent(value, 1);
                let interval = &c.estimate.interval;
                [
                    format!("{}{marks}", percent(c.estimate.estimate)),
                    format!("{}–{}", percent(interval.low), percent(interval.high)),
                ]
            }
            None if hidden => [HIDDEN, HIDDEN].map(str::to_string),
            None => ["–", "–"].map(str::to_string),
        };
        let cells = line.cells.iter().flat_map(|c| cell(&c.corrected, c.hidden || table.control.is_some()));
        std::iter::once(name(line, language)).chain(cells).collect()
    };
    Grid { head, rows: table.lines().map(row).collect(), text_columns: 1 }
}

fn differences(table: &Table, language: Language) -> Grid {
    let words = language.words();
    let points = if language == Language::English { "percentage points" } else { "prosentpoeng" };
    let head = vec![words.theme.to_string(), points.to_string(), words.interval.to_string()];
    let row = |line: &Line| {
        let percent = |value: f64| language.percent(value, 1);
        let cells = match &line.difference {
            Some(d) => {
                let star = if d.clear { " †" } else { "" };
                let to = language.pick("til", "to");
                let interval = format!("{} {to} {}", percent(d.interval.low), percent(d.interval.high));
                [format!("{}{star}", percent(d.difference)), interval]
            }
            None if line.cells.iter().any(|cell| cell.hidden) => [HIDDEN, HIDDEN].map(str::to_string),
            None => ["–", "–"].map(str::to_string),
        };
        std::iter::once(name(line, language)).chain(cells).collect()
    };
    Grid { head, rows: table.lines().map(row).collect(), text_columns: 1 }
}

fn tests(table: &Table, language: Language) -> Grid {
    let heads = ["test", "χ²", "df", "p", "p (Holm)", "p (BH)", "Cramérs V"];
    let head = std::iter::once(language.words().theme).chain(heads).map(str::to_string).collect();
    let row = |line: &Line| {
        let cells: Vec<String> = match &line.test {
            Some(t) => vec![
                language.method(&t.method),
                language.number(t.statistic, 2),
                t.df.to_string(),
                p_value(t.p, language),
                p_value(t.holm, language),
                p_value(t.benjamini_hochberg, language),
                language.number(t.cramers_v, 2),
            ],
            None => vec!["–".to_string(); heads.len()],
        };
        std::iter::once(name(line, language)).chain(cells).collect()
    };
    Grid { head, rows: table.themes.iter().map(row).collect(), text_columns: 2 }
}

fn p_value(p: f64, language: Language) -> String {
    if p < 0.001 { format!("<{}", language.number(0.001, 3)) } else { language.number(p, 3) }
}

/// What a reader should know of the table, a sentence each.
pub fn notes(table: &Table, language: Language) -> Vec<String> {
    let mut notes = correction_notes(table, language);
    notes.extend(difference_notes(table, language));
    notes.extend(test_notes(table, language));
    let control = match (table.control, language) {
        (Some(Control::MinCell(k)), Language::Norwegian) => {
            format!("{HIDDEN} skjult: færre enn {k} svar, eller et tall som ville røpet et slikt")
        }
        (Some(Control::MinCell(k)), Language::English) => {
            format!("{HIDDEN} hidden: fewer than {k} answers, or a number that would give such a one away")
        }
        (Some(Control::Rounded(k)), Language::Norwegian) => {
            format!("Antall under {k} er rundet av til 0 eller {k}; summer og andeler er av avrundede tall")
        }
        (Some(Control::Rounded(k)), Language::English) => {
            format!("Counts below {k} are rounded to 0 or {k}; sums and shares are of rounded counts")
        }
        (None, _) => return notes,
    };
    notes.push(control);
    notes
}

fn difference_notes(table: &Table, language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    let differences: Vec<_> = table.lines().filter_map(|line| line.difference.as_ref()).collect();
    if !differences.is_empty() {
        let corrected = table.correction.as_ref().map(|c| c.method != Method::RoganGladen);
        let of = match corrected {
            Some(true) => language.pick(", av de korrigerte andelene", ", of the corrected shares"),
            Some(false) => language.pick(", av de ukorrigerte andelene", ", of the shares before correction"),
            None => String::new(),
        };
        let intervals = match corrected {
            Some(true) => groups_methods(table, language, corrected_by),
            _ => groups_methods(table, language, |cell| {
                cell.share.as_ref().map(|s| s.interval.method.as_str())
            }),
        };
        notes.push(language.pick(
            format!("Intervall for forskjellen: Newcombe 10{of}; gruppenes intervaller: {intervals}"),
            format!("Interval of the difference: Newcombe 10{of}; intervals of the groups: {intervals}"),
        ));
    }
    let limited: Vec<String> =
        table.lines().filter(|line| line.limited).map(|line| super::marked::safe(&line.label)).collect();
    if !limited.is_empty() {
        let named = limited.join(", ");
        notes.push(language.pick(
            format!("Bare noen av gruppene kan ha temaet {named}, som derfor ikke er sammenlignet; andelen er av alle som svarte"),
            format!("Only some of the groups can have the theme {named}, so it is not compared; its share is of all who answered"),
        ));
    }
    if differences.iter().any(|d| d.clear) {
        notes.push(language.pick("† intervallet omfatter ikke 0", "† the interval leaves 0 out"));
    }
    notes
}

fn test_notes(table: &Table, language: Language) -> Vec<String> {
    let untested: Vec<String> = table.untested.iter().map(|label| super::marked::safe(label)).collect();
    let named = untested.join(", ");
    let untested = language.pick(
        format!("Ikke testet, for et tall er skjult: {named}; p er justert over de andre temaene"),
        format!("Not tested, for a count is hidden: {named}; p is adjusted over the other themes"),
    );
    let untested = (!named.is_empty()).then_some(untested);
    if table.themes.iter().all(|line| line.test.is_none()) {
        return untested.into_iter().collect();
    }
    let mut notes = vec![language.pick(
            "↑ ↓ justert residual over 1,96 eller under −1,96, der p er under 0,05 og andelene ikke er vektet. Hvert tema har sin egen test, av antall respondenter uten vekt; p er justert over temaene i tabellen etter Holm og etter Benjamini og Hochberg",
            "↑ ↓ adjusted residual above 1.96 or below −1.96, where p is below 0.05 and shares are not weighted. Each theme has a test of its own, of respondents without weights; p is adjusted over the themes of the table by Holm and by Benjamini and Hochberg",
        )];
    if table.correction.is_some() {
        notes.push(
            language.pick("Testene er av antall før korreksjon", "The tests are of counts before correction"),
        );
    }
    if table.groups.iter().any(|group| group.who == Who::NoValue) {
        let missing = language.words().no_value;
        notes.push(language.pick(
            format!("{missing} er respondenter uten verdi på variabelen; de er ikke med i testene"),
            format!("{missing} are respondents without a value of the variable; the tests leave them out"),
        ));
    }
    notes.extend(untested);
    notes
}

/// How the intervals of the groups compared were made.
fn groups_methods<'t>(
    table: &'t Table,
    language: Language,
    method: impl Fn(&'t Cell) -> Option<&'t str>,
) -> String {
    let columns = table.pair.into_iter().flat_map(|(a, b)| [a, b]);
    let groups = columns.flat_map(|column| table.lines().map(move |line| &line.cells[column]));
    language.methods(groups.filter_map(method).collect::<BTreeSet<_>>())
}

fn correction_notes(table: &Table, language: Language) -> Vec<String> {
    let Some(correction) = &table.correction else { return Vec::new() };
    let (coded, answered) = (correction.coded, correction.answered);
    let first = if correction.sampling == Sampling::None && correction.method == Method::RoganGladen {
        language.pick(
            "Korrigert med oppgitt sensitivitet og spesifisitet",
            "Corrected by sensitivity and specificity as given",
        )
    } else {
        language.pick(
            format!("Korrigert med {coded} av {answered} svar kodet for hånd"),
            format!("Corrected by {coded} of {answered} answers coded by hand"),
        )
    };
    let methods = methods_of(table, language, corrected_by);
    let mut notes = vec![std::iter::once(first).chain(methods).collect::<Vec<_>>().join("; ")];
    notes.extend(coded_by_group(table, language));
    if correction.sampling == Sampling::Unstated {
        notes.push(language.pick(
            "Advarsel: referansen oppgir ikke trekkesannsynligheter og dekker ikke alle svar; korreksjonen gjelder bare hvis svarene er trukket tilfeldig",
            "Warning: the reference states no probabilities and does not cover all answers; the correction holds only if the answers were drawn at random",
        ));
    }
    notes.extend(
        warnings(table, language).iter().zip(MARKS).map(|(warning, mark)| format!("{mark} {warning}")),
    );
    for (group, why) in &correction.left_out {
        let group = labelled(table, group, language);
        let why = language.reason(why);
        notes.push(
            language
                .pick(format!("Ikke korrigert, {group}: {why}"), format!("Not corrected, {group}: {why}")),
        );
    }
    notes
}

fn corrected_by(cell: &Cell) -> Option<&str> {
    cell.corrected.as_ref().map(|c| c.estimate.interval.method.as_str())
}

/// How many answers of each group were coded by hand, as far as any theme tells.
fn coded_by_group(table: &Table, language: Language) -> Option<String> {
    let coded = |column: usize| {
        let cells = table.lines().filter_map(|line| line.cells[column].corrected.as_ref());
        cells.map(|c| c.coded).max()
    };
    let groups = table.groups.iter().enumerate().skip(1);
    let counts: Vec<String> = groups
        .filter_map(|(column, group)| Some(format!("{} {}", group_label(group, language), coded(column)?)))
        .collect();
    let head = if language == Language::English { "Coded by hand" } else { "Kodet for hånd" };
    (!counts.is_empty()).then(|| format!("{head}: {}", counts.join(", ")))
}

fn warning(warning: &Warning, language: Language) -> &'static str {
    match (warning, language == Language::Norwegian) {
        (Warning::SmallSample { .. }, true) => {
            "utvalget er for lite: færre enn 30 kodet for hånd, eller færre enn 5 med eller uten temaet"
        }
        (Warning::SmallSample { .. }, false) => {
            "the sample is too small: fewer than 30 coded by hand, or fewer than 5 with or without the theme"
        }
        (Warning::NoSpread, true) => {
            "de håndkodede svarene viser ingen feil og ingen spredning; intervallet er for smalt"
        }
        (Warning::NoSpread, false) => {
            "the hand-coded answers show no error and no variation; the interval is too narrow"
        }
        (Warning::FewErrors { .. }, true) => {
            "kodeboken er uenig med færre enn 5 av de håndkodede svarene; intervallet kan være for smalt"
        }
        (Warning::FewErrors { .. }, false) => {
            "the codebook disagrees with fewer than 5 of the hand-coded answers; the interval may be too narrow"
        }
        (Warning::Uninformative { .. }, true) => {
            "sensitivitet og spesifisitet er til sammen høyst 1; kodeboken sier ikke noe om temaet"
        }
        (Warning::Uninformative { .. }, false) => {
            "sensitivity and specificity sum to at most 1; the codebook says nothing of the theme"
        }
        (Warning::EstimateOutside, true) => {
            "den korrigerte andelen ligger utenfor 0–100 prosent; feilratene passer ikke"
        }
        (Warning::EstimateOutside, false) => {
            "the corrected share lies outside 0–100 per cent; the error rates do not fit"
        }
        (Warning::IntervalOutside, true) => "intervallet går utenfor 0–100 prosent",
        (Warning::IntervalOutside, false) => "the interval goes outside 0–100 per cent",
        (Warning::CodesUnused, true) => "kodeboken hjelper ikke her; andelen er den i utvalget alene",
        (Warning::CodesUnused, false) => {
            "the codebook does not help here; the share is that of the sample alone"
        }
        (Warning::Uncovered { .. }, true) => {
            "etter sannsynlighetene står de håndkodede svarene for et annet antall enn det som finnes: noe av utvalget er ikke \
             kodet, eller noen svar kunne ikke trekkes; andelen kan ikke stoles på"
        }
        (Warning::Uncovered { .. }, false) => {
            "by their probabilities the hand-coded answers stand for another number than there are: a part of the sample is not \
             coded, or some answers could not be drawn; the share cannot be trusted"
        }
    }
}

/// Which further columns the CSV of some tables has.
pub(super) struct Extra {
    corrected: bool,
    tested: bool,
    compared: bool,
    weighted: bool,
}

impl Extra {
    pub(super) fn of(tables: &[Table]) -> Self {
        Self {
            corrected: tables.iter().any(|t| t.correction.is_some()),
            tested: tables.iter().flat_map(|t| &t.themes).any(|line| line.test.is_some()),
            compared: tables.iter().any(|t| t.compared.is_some()),
            weighted: tables.iter().any(|t| t.weighted),
        }
    }

    pub(super) fn head(&self) -> Vec<String> {
        let mut head: Vec<&str> = Vec::new();
        if self.corrected {
            head.extend(["corrected", "corrected_low", "corrected_high", "coded", "method", "warnings"]);
        }
        if self.tested {
            head.extend(["residual", "test", "chi_square", "df", "p", "p_holm", "p_bh", "cramers_v"]);
        }
        if self.compared {
            head.extend(["difference", "difference_low", "difference_high", "difference_of"]);
        }
        if self.weighted {
            head.extend(["effective", "interval"]);
        }
        head.into_iter().map(str::to_string).collect()
    }

    pub(super) fn cells(&self, table: &Table, line: &Line, column: usize) -> Vec<String> {
        let cell = &line.cells[column];
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.6}"));
        let mut cells = Vec::new();
        if self.corrected {
            let c = cell.corrected.as_ref();
            let estimate = c.map(|c| &c.estimate);
            let missing = if table.control.is_some() { HIDDEN } else { "" };
            let hidden = |text: String| if c.is_none() { missing.to_string() } else { text };
            cells.extend([
                hidden(number(estimate.map(|e| e.estimate))),
                hidden(number(estimate.map(|e| e.interval.low))),
                hidden(number(estimate.map(|e| e.interval.high))),
                hidden(c.map_or_else(String::new, |c| c.coded.to_string())),
                estimate.map_or_else(String::new, |e| e.interval.method.clone()),
                estimate.map_or_else(String::new, |e| {
                    e.warnings.iter().map(|w| warning(w, Language::English)).collect::<Vec<_>>().join("; ")
                }),
            ]);
        }
        if self.tested {
            let t = line.test.as_ref();
            cells.push(number(cell.residual));
            cells.push(t.map_or_else(String::new, |t| t.method.clone()));
            cells.push(number(t.map(|t| t.statistic)));
            cells.push(t.map_or_else(String::new, |t| t.df.to_string()));
            let p = |value: fn(&crate::crosstab::Test) -> f64| {
                t.map_or_else(String::new, |t| format!("{:.8}", value(t)))
            };
            cells.extend([p(|t| t.p), p(|t| t.holm), p(|t| t.benjamini_hochberg), p(|t| t.cramers_v)]);
        }
        if self.compared {
            let d = line.difference.as_ref();
            let interval = d.map(|d| &d.interval);
            cells.extend(
                [d.map(|d| d.difference), interval.map(|i| i.low), interval.map(|i| i.high)].map(number),
            );
            let of = table.compared.as_ref().filter(|_| d.is_some());
            cells.push(of.map_or_else(String::new, |(a, b)| format!("{a} minus {b}")));
        }
        if self.weighted {
            let share = cell.share.as_ref().filter(|_| table.weighted);
            cells.push(number(share.and_then(|share| share.effective)));
            cells.push(share.map_or_else(String::new, |share| share.interval.method.clone()));
        }
        cells
    }
}
