//! Agreement between coders as text, CSV, JSON and Markdown: the coefficients, or the answers behind them.
use super::grid::{Grid, inline};
use super::language::Language;
use super::marked::{MARKDOWN, in_line, safe};
use super::{Format, unused};
use crate::agreement::{Agreement, Coefficients, Disagreement, SetAgreement};
use crate::error::Result;
use crate::stats::Interval;
use std::fmt::Write;

/// The coefficients in a format; JSON is the whole value, CSV the themes and what is pooled.
pub fn coefficients(agreement: &Agreement, format: Format, language: Language) -> Result<String> {
    let text = |write: fn(&Grid) -> String, before: &str| {
        let mut out = write(&themes(agreement, language));
        for grid in [pairs(agreement, language), sets(agreement, language)].into_iter().flatten() {
            out.push('\n');
            out.push_str(&write(&grid));
        }
        out + &notes(agreement, language, before)
    };
    match format {
        Format::Json => super::json(agreement),
        Format::Csv => csv(agreement),
        Format::Plain => Ok(text(Grid::plain, "")),
        Format::Markdown => Ok(text(Grid::markdown, "\n")),
    }
}

/// The answers on which coders disagree; JSON is the whole value.
pub fn disagreements(agreement: &Agreement, format: Format) -> Result<String> {
    let found = &agreement.disagreements;
    match format {
        Format::Json => super::json(agreement),
        Format::Csv => disagreements_csv(found),
        Format::Plain => Ok(found.iter().map(plain_disagreement).collect()),
        Format::Markdown => Ok(found.iter().map(markdown_disagreement).collect()),
    }
}

/// One line a theme of the questions that were compared, then everything pooled.
fn themes(agreement: &Agreement, language: Language) -> Grid {
    let words = language.words();
    let percent = words.percent;
    let mut head = vec![words.theme.to_string(), "n".to_string()];
    head.extend(agreement.coders.iter().map(|coder| safe(coder)));
    head.extend(["alfa", words.interval].map(str::to_string));
    if language == Language::English {
        let at = head.len() - 2;
        head[at] = "alpha".to_string();
    }
    if agreement.coders.len() == 2 {
        head.extend(["kappa", "SE"].map(str::to_string));
    }
    head.extend(["Fleiss", "Conger", "AC1", "B-P", percent].map(str::to_string));
    let pooled = if language == Language::English { "All pooled" } else { "Alle samlet" };
    let compared =
        |question: &str| agreement.themes.iter().any(|t| t.question == question && t.coefficients.units > 0);
    let each = agreement.themes.iter().filter(|t| compared(&t.question));
    let each = each.map(|t| (format!("{}.{}", t.question, t.theme), &t.coefficients));
    let rows = each.chain([(pooled.to_string(), &agreement.pooled)]);
    let rows = rows.map(|(name, found)| [vec![name], cells(found, language)].concat());
    Grid { head, rows: rows.collect(), text_columns: 1 }
}

fn cells(found: &Coefficients, language: Language) -> Vec<String> {
    let mut cells = vec![found.units.to_string()];
    cells.extend(found.given.iter().map(u64::to_string));
    cells.extend(alpha(found, language));
    if found.given.len() == 2 {
        cells.extend(kappa(found, language));
    }
    let others = [&found.fleiss, &found.conger, &found.ac1, &found.brennan_prediger];
    cells.extend(others.map(|other| number(other.as_ref().map(|a| a.value), language)));
    cells.push(percent(found, language));
    cells
}

/// Alpha and its interval.
fn alpha(found: &Coefficients, language: Language) -> [String; 2] {
    [number(found.alpha.as_ref().map(|a| a.alpha), language), range(found.interval.as_ref(), language)]
}

/// Cohen's kappa and its standard error.
fn kappa(found: &Coefficients, language: Language) -> [String; 2] {
    let kappa = found.cohen.as_ref();
    let se = kappa.map_or_else(String::new, |k| language.number(k.se, 3));
    [number(kappa.map(|k| k.kappa), language), se]
}

fn percent(found: &Coefficients, language: Language) -> String {
    found.percent.as_ref().map_or_else(|| "–".to_string(), |p| language.percent(p.value, 1))
}

/// Three decimals; a dash where it is not defined.
fn number(value: Option<f64>, language: Language) -> String {
    value.map_or_else(|| "–".to_string(), |v| language.number(v, 3))
}

fn range(interval: Option<&Interval>, language: Language) -> String {
    let to = if language == Language::English { " to " } else { " til " };
    // a minus sign would read as a dash between the ends
    let join = |i: &Interval| if i.low < 0.0 { to } else { "–" };
    // no width is no variation in the data, and no certainty
    interval.filter(|i| i.low < i.high).map_or_else(
        || "–".to_string(),
        |i| format!("{}{}{}", language.number(i.low, 3), join(i), language.number(i.high, 3)),
    )
}

/// Every two coders, all decisions pooled.
fn pairs(agreement: &Agreement, language: Language) -> Option<Grid> {
    let words = language.words();
    let english = language == Language::English;
    let mut head = vec![if english { "Pair" } else { "Par" }, "n"];
    head.extend([
        if english { "alpha" } else { "alfa" },
        words.interval,
        "kappa",
        "SE",
        "AC1",
        words.percent,
    ]);
    let row = |pair: &crate::agreement::Pair| {
        let found = &pair.coefficients;
        let mut row = vec![safe(&format!("{}, {}", pair.first, pair.second)), found.units.to_string()];
        row.extend([alpha(found, language), kappa(found, language)].concat());
        row.push(number(found.ac1.as_ref().map(|a| a.value), language));
        row.push(percent(found, language));
        row
    };
    let rows: Vec<Vec<String>> = agreement.pairs.iter().map(row).collect();
    let head = head.into_iter().map(str::to_string).collect();
    (!rows.is_empty()).then_some(Grid { head, rows, text_columns: 1 })
}

/// Theme sets: same set or not, Jaccard, MASI.
fn sets(agreement: &Agreement, language: Language) -> Option<Grid> {
    let words = language.words();
    let english = language == Language::English;
    let (title, same) = if english { ("Theme sets", "same set") } else { ("Temasett", "samme sett") };
    let head = [title, "n", same, words.interval, "Jaccard", words.interval, "MASI", words.interval];
    let row = |set: &SetAgreement| {
        let name = set.question.clone().unwrap_or_else(|| words.all.to_string());
        let alphas = set.distances.iter().flat_map(|d| {
            [number(d.alpha.as_ref().map(|a| a.alpha), language), range(d.interval.as_ref(), language)]
        });
        [vec![name, set.units.to_string()], alphas.collect()].concat()
    };
    let rows: Vec<Vec<String>> = agreement.sets.iter().map(row).collect();
    let head = head.map(str::to_string).to_vec();
    (!rows.is_empty()).then_some(Grid { head, rows, text_columns: 1 })
}

fn notes(agreement: &Agreement, language: Language, before: &str) -> String {
    let (answers, of) = (agreement.answers, agreement.of);
    let coders = agreement.coders.iter().map(|c| safe(c)).collect::<Vec<_>>().join(", ");
    let mut lines = vec![match language {
        Language::Norwegian => format!("{answers} av {of} svar er kodet av minst to av {coders}"),
        Language::English => format!("{answers} of {of} answers are coded by at least two of {coders}"),
    }];
    if agreement.uneven {
        lines.push(match language {
            Language::Norwegian => {
                "Svarene er trukket med ulike sannsynligheter: enigheten gjelder dem, ikke hele undersøkelsen"
                    .into()
            }
            Language::English => {
                "The answers were drawn with unlike chances: agreement is on them, not on the whole survey"
                    .into()
            }
        });
    }
    lines.extend(methods(agreement, language));
    let by_answer = |i: &Interval| i.method.starts_with("bootstrap of answers");
    if agreement.pooled.interval.as_ref().is_some_and(by_answer) {
        lines.push(match language {
            Language::Norwegian => "Samlet tar intervallet for alfa hensyn til at avgjørelser om samme svar henger sammen; SE gjør det ikke".into(),
            Language::English => "Pooled, alpha's interval allows for decisions on one answer going together; SE does not".into(),
        });
    }
    lines.extend(unused::counts(&agreement.unused, language));
    lines.extend(rare(agreement, language));
    let mut out = String::from("\n");
    for line in lines {
        let _ = writeln!(out, "{line}{before}");
    }
    out
}

fn methods(agreement: &Agreement, language: Language) -> Option<String> {
    let each = agreement.themes.iter().map(|t| &t.coefficients.interval).chain([&agreement.pooled.interval]);
    let sets = agreement.sets.iter().flat_map(|s| s.distances.iter().map(|d| &d.interval));
    let mut methods: Vec<&str> = Vec::new();
    for interval in each.chain(sets).flatten() {
        // how many resamples were left out differs from theme to theme, and stands in the JSON
        let method = interval.method.as_str();
        let method =
            match method.strip_suffix(" without variation left out").and_then(|m| m.rsplit_once(", ")) {
                Some((method, _)) => method,
                None => method,
            };
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    let methods = language.methods(methods);
    (!methods.is_empty()).then(|| match language {
        Language::Norwegian => format!("Intervall for alfa: {methods}"),
        Language::English => format!("Interval of alpha: {methods}"),
    })
}

/// The themes on which kappa and AC1 part ways, and what to make of it.
fn rare(agreement: &Agreement, language: Language) -> Option<String> {
    let apart = agreement.themes.iter().filter_map(|t| t.coefficients.paradox.as_ref().map(|p| (t, p)));
    let named: Vec<String> = apart
        .map(|(t, p)| {
            let (kappa, ac1) = (language.number(p.kappa, 2), language.number(p.ac1, 2));
            format!("{}.{} (Fleiss' kappa {kappa}, AC1 {ac1})", t.question, t.theme)
        })
        .collect();
    if named.is_empty() {
        return None;
    }
    let named = named.join(", ");
    Some(match language {
        Language::Norwegian => format!(
            "Advarsel: temaet er så sjeldent, eller så vanlig, at kappa og AC1 spriker: {named}. Se på uenighetene (--show), og oppgi begge"
        ),
        Language::English => format!(
            "Warning: the theme is so rare, or so common, that kappa and AC1 part ways: {named}. Look at the disagreements (--show), and report both"
        ),
    })
}

fn csv(agreement: &Agreement) -> Result<String> {
    let mut head = ["question", "theme", "label", "n"].map(str::to_string).to_vec();
    head.extend(agreement.coders.iter().map(|coder| format!("given_{coder}")));
    let names = "alpha,alpha_low,alpha_high,cohen,cohen_se,fleiss,fleiss_se,conger,conger_se,ac1,ac1_se,\
                 brennan_prediger,brennan_prediger_se,percent,percent_se";
    head.extend(names.split(',').map(str::to_string));
    let mut rows = vec![head];
    let each = agreement.themes.iter().map(|t| ([&*t.question, &*t.theme, &*t.label], &t.coefficients));
    for (names, found) in each.chain([(["", "pooled", ""], &agreement.pooled)]) {
        let mut row = names.map(str::to_string).to_vec();
        row.push(found.units.to_string());
        row.extend(found.given.iter().map(u64::to_string));
        row.extend(numbers(found));
        rows.push(row);
    }
    super::rows::Csv::of(&rows)
}

fn numbers(found: &Coefficients) -> Vec<String> {
    let (low, high) = (found.interval.as_ref().map(|i| i.low), found.interval.as_ref().map(|i| i.high));
    let cohen = found.cohen.as_ref();
    let mut values = vec![found.alpha.as_ref().map(|a| a.alpha), low, high];
    values.extend([cohen.map(|k| k.kappa), cohen.map(|k| k.se)]);
    for other in [&found.fleiss, &found.conger, &found.ac1, &found.brennan_prediger, &found.percent] {
        values.extend([other.as_ref().map(|a| a.value), other.as_ref().and_then(|a| a.se)]);
    }
    values.into_iter().map(|value| value.map_or_else(String::new, |v| format!("{v:.6}"))).collect()
}

fn disagreements_csv(found: &[Disagreement]) -> Result<String> {
    let head = ["question", "theme", "respondent", "yes", "no", "text"].map(str::to_string).to_vec();
    let row = |d: &Disagreement| {
        let cells = [&d.question, &d.theme, &d.respondent, &d.yes.join(" "), &d.no.join(" "), &d.text];
        cells.map(String::clone).to_vec()
    };
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(found.iter().map(row)).collect();
    super::rows::Csv::of(&rows)
}

/// «A +, B −».
fn sides(d: &Disagreement) -> String {
    let (yes, no) = (d.yes.iter().map(|c| format!("{c} +")), d.no.iter().map(|c| format!("{c} −")));
    yes.chain(no).collect::<Vec<_>>().join(", ")
}

fn plain_disagreement(d: &Disagreement) -> String {
    let text = safe(&d.text).replace('\n', "\n    ");
    format!("{}.{}  {}  {}\n    {text}\n\n", d.question, d.theme, safe(&d.respondent), safe(&sides(d)))
}

fn markdown_disagreement(d: &Disagreement) -> String {
    let name = inline(&format!("{}.{}, {}, {}", d.question, d.theme, d.respondent, sides(d)));
    format!("- {name}: {}\n", in_line(&d.text, &[], MARKDOWN))
}
