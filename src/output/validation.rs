//! A validation as text, CSV, JSON and Markdown: the scores, or the answers behind them.
use super::grid::{Grid, inline};
use super::language::Language;
use super::marked::{MARKDOWN, Marks, marked, safe};
use super::{Format, unused};
use crate::error::Result;
use crate::review::{Case, Fault, Score, Validation};
use crate::stats::classification::Measure;

/// The scores in a format; JSON is the whole value.
pub fn scores(validation: &Validation, format: Format, language: Language) -> Result<String> {
    match format {
        Format::Json => super::json(validation),
        Format::Csv => csv(validation),
        Format::Plain => Ok(grid(validation, language).plain() + &notes(validation, language, "")),
        Format::Markdown => Ok(grid(validation, language).markdown() + &notes(validation, language, "\n")),
    }
}

/// The answers on which codebook and reference disagree; JSON is the whole value.
pub fn cases(validation: &Validation, format: Format, marks: Marks) -> Result<String> {
    match format {
        Format::Json => super::json(validation),
        Format::Csv => cases_csv(&validation.cases),
        Format::Plain => Ok(validation.cases.iter().map(|case| plain_case(case, marks)).collect()),
        Format::Markdown => Ok(validation.cases.iter().map(markdown_case).collect()),
    }
}

fn grid(validation: &Validation, language: Language) -> Grid {
    let words = language.words();
    let head = match language {
        Language::Norwegian => ["n", "treff", "bom", "feil", "presisjon", "recall"],
        Language::English => ["n", "hits", "misses", "false", "precision", "recall"],
    };
    let [n, hits, misses, false_alarms, precision, recall] = head.map(str::to_string);
    let ci = || words.interval.to_string();
    let theme = words.theme.to_string();
    let head = vec![theme, n, hits, misses, false_alarms, precision, ci(), recall, ci(), "F1".into(), ci()];
    let row = |name: String, score: &Score| {
        let counts = [score.n, score.hits, score.misses, score.false_alarms].map(|n| n.to_string());
        let measures = [&score.precision, &score.recall, &score.f1];
        let cells = measures.into_iter().flat_map(|m| measure(m.as_ref(), language));
        [vec![name], counts.to_vec(), cells.collect()].concat()
    };
    let each = validation.themes.iter().filter(|t| is_coded(validation, &t.question));
    let each = each.map(|t| row(format!("{}.{}", t.question, t.theme), &t.score));
    let (micro, macro_f1) = match language {
        Language::Norwegian => ("mikro", "makro F1"),
        Language::English => ("micro", "macro F1"),
    };
    let pooled = validation.micro.iter().flat_map(|score| {
        let mut last = vec![String::new(); 9];
        last[0] = macro_f1.into();
        last.extend(measure(validation.macro_f1.as_ref(), language));
        [row(micro.to_string(), score), last]
    });
    Grid { head, rows: each.chain(pooled).collect(), text_columns: 1 }
}

/// A value and its interval, with three decimals; a dash where it is not defined, or where the data show no
/// variation to make an interval of.
fn measure(measure: Option<&Measure>, language: Language) -> [String; 2] {
    let number = |value: f64| language.number(value, 3);
    let Some(measure) = measure else { return ["–".to_string(), String::new()] };
    let interval = measure.interval.as_ref();
    let interval = interval.map(|i| format!("{}–{}", number(i.low), number(i.high)));
    [number(measure.value), interval.unwrap_or_else(|| "–".to_string())]
}

fn notes(validation: &Validation, language: Language, before: &str) -> String {
    let Validation { coder, answers, of, .. } = validation;
    let mut lines = vec![match language {
        Language::Norwegian => format!("{answers} av {of} svar sammenliknet med koder {}", safe(coder)),
        Language::English => format!("{answers} of {of} answers compared with coder {}", safe(coder)),
    }];
    if validation.weighted {
        lines.push(match language {
            Language::Norwegian => {
                "Utvalg: presisjon, recall og F1 er vektet med 1/trekksannsynlighet".into()
            }
            Language::English => "A sample: precision, recall and F1 are weighted by 1/probability".into(),
        });
    }
    let open = undecided(validation).join(", ");
    if !open.is_empty() {
        lines.push(match language {
            Language::Norwegian => format!("Ikke avgjort i referansen, og ikke målt: {open}"),
            Language::English => format!("Not decided in the reference, and not measured: {open}"),
        });
    }
    lines.extend(unused::counts(&validation.unused, language));
    let methods = language.methods(methods(validation));
    if !methods.is_empty() {
        lines.push(match language {
            Language::Norwegian => format!("Intervall: {methods}"),
            Language::English => format!("Interval: {methods}"),
        });
    }
    lines.iter().flat_map(|line| [before, line, "\n"]).collect()
}

/// Whether the reference decides on any theme of a question: others are not shown.
fn is_coded(validation: &Validation, question: &str) -> bool {
    validation.themes.iter().any(|t| t.question == question && t.answers > 0)
}

/// Themes that the reference leaves open on every answer, though it has answers to their question: a coding sheet may
/// lack their column, or be older than the theme.
fn undecided(validation: &Validation) -> Vec<String> {
    let open = validation.themes.iter().filter(|t| t.answers == 0 && is_coded(validation, &t.question));
    open.map(|t| format!("{}.{}", t.question, t.theme)).collect()
}

fn methods(validation: &Validation) -> Vec<&str> {
    let scores = validation.themes.iter().map(|t| &t.score).chain(&validation.micro);
    let measures = scores.flat_map(|s| [&s.precision, &s.recall, &s.f1]).chain([&validation.macro_f1]);
    let named = measures.flatten().filter_map(|m| m.interval.as_ref()).map(|i| i.method.as_str());
    let mut methods: Vec<&str> = Vec::new();
    for method in named {
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    methods
}

fn csv(validation: &Validation) -> Result<String> {
    let head = "question,theme,label,answers,n,hits,misses,false_alarms,precision,precision_low,precision_high,\
                recall,recall_low,recall_high,f1,f1_low,f1_high";
    let mut rows = vec![head.split(',').map(str::to_string).collect::<Vec<_>>()];
    let each = validation.themes.iter().map(|t| (&*t.question, &*t.theme, &*t.label, t.answers, &t.score));
    let pooled = validation.micro.as_ref().map(|score| ("", "micro", "", validation.answers, score));
    for (question, theme, label, answers, score) in each.chain(pooled) {
        let mut row = [question, theme, label].map(str::to_string).to_vec();
        let counts = [answers, score.n, score.hits, score.misses, score.false_alarms];
        row.extend(counts.map(|n| n.to_string()));
        row.extend(
            [&score.precision, &score.recall, &score.f1].into_iter().flat_map(|m| numbers(m.as_ref())),
        );
        rows.push(row);
    }
    if pooled.is_some() {
        let mut last = vec![String::new(); rows[0].len() - 3];
        last[1] = "macro".to_string();
        last.extend(numbers(validation.macro_f1.as_ref()));
        rows.push(last);
    }
    super::rows::Csv::of(&rows)
}

fn numbers(measure: Option<&Measure>) -> [String; 3] {
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.6}"));
    let interval = measure.and_then(|m| m.interval.as_ref());
    [number(measure.map(|m| m.value)), number(interval.map(|i| i.low)), number(interval.map(|i| i.high))]
}

fn cases_csv(cases: &[Case]) -> Result<String> {
    let head = ["question", "theme", "fault", "respondent", "rules", "text"].map(str::to_string).to_vec();
    let row = |case: &Case| {
        let fault = if case.fault == Fault::Miss { "miss" } else { "false_alarm" };
        let names = [&case.question, &case.theme, fault, &case.respondent].map(str::to_string);
        [names.to_vec(), vec![case.rules.join(" "), case.text.clone()]].concat()
    };
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(cases.iter().map(row)).collect();
    super::rows::Csv::of(&rows)
}

fn rules(case: &Case) -> String {
    if case.rules.is_empty() { String::new() } else { format!("  ({})", case.rules.join(", ")) }
}

fn plain_case(case: &Case, marks: Marks) -> String {
    let text = marked(&case.text, &case.spans, marks).replace('\n', "\n    ");
    format!("{}.{}  {}{}\n    {text}\n\n", case.question, case.theme, safe(&case.respondent), rules(case))
}

fn markdown_case(case: &Case) -> String {
    let name = inline(&format!("{}.{}", case.question, case.theme));
    // a plus by itself would begin a list
    let sign = if case.fault == Fault::Miss { "−" } else { "\\+" };
    let text = super::marked::in_line(&case.text, &case.spans, MARKDOWN);
    format!("- {sign} {name}, {}{}: {text}\n", inline(&case.respondent), inline(&rules(case)))
}
