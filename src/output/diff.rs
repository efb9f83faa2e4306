//! What changed between two ways of coding, as text, CSV, JSON and Markdown.
use super::Format;
use super::grid::{Grid, inline};
use super::language::Language;
use super::rows::Csv;
use crate::diff::{Change, Diff, QuestionDiff, ThemeDiff, Way};
use crate::error::Result;
use crate::provenance::Provenance;

/// A comparison in a format.
pub fn diff(diff: &Diff, provenance: &Provenance, format: Format, language: Language) -> Result<String> {
    Ok(match format {
        Format::Json => super::provenance::json("diff", diff, provenance)?,
        Format::Csv => csv(diff)?,
        Format::Plain => {
            let parts: Vec<String> =
                changed(diff).map(|q| plain(q, language)).chain(same(diff, language)).collect();
            let weights = weights(diff, language);
            format!(
                "{}{}{weights}\n{}",
                head(diff),
                parts.concat(),
                super::provenance::line(provenance, language)
            )
        }
        Format::Markdown => {
            let parts: Vec<String> =
                changed(diff).map(|q| markdown(q, language)).chain(same(diff, language)).collect();
            let head = inline(head(diff).trim_end());
            let weights = weights(diff, language);
            format!(
                "{head}\n{}{weights}{}",
                parts.concat(),
                super::provenance::markdown(provenance, language)
            )
        }
    })
}

/// That shares are not weighted, where those of tables are.
fn weights(diff: &Diff, language: Language) -> &'static str {
    match (diff.unweighted, language) {
        (false, _) => "",
        (true, Language::Norwegian) => "\nProsent av svarene uten vekt\n",
        (true, Language::English) => "\nPer cent of the answers without weights\n",
    }
}

fn head(diff: &Diff) -> String {
    let (a, b) = (&diff.before, &diff.after);
    format!("{} ({}) → {} ({})\n", a.file, a.fingerprint, b.file, b.fingerprint)
}

/// Questions with something to tell.
fn changed(diff: &Diff) -> impl Iterator<Item = &QuestionDiff> {
    diff.questions.iter().filter(|q| q.themes.iter().any(differs))
}

/// What is told where there is nothing to tell.
fn same(diff: &Diff, language: Language) -> Option<String> {
    let told = match language {
        Language::Norwegian => "Ingen svar får andre temaer.",
        Language::English => "No answer gets other themes.",
    };
    changed(diff).next().is_none().then(|| format!("\n{told}\n"))
}

fn differs(theme: &ThemeDiff) -> bool {
    theme.gained > 0 || theme.lost > 0 || theme.before.is_none() || theme.after.is_none()
}

fn themes(question: &QuestionDiff, language: Language) -> Grid {
    let head = match language {
        Language::Norwegian => {
            ["Tema", "n før", "n etter", "prosent før", "prosent etter", "kommet til", "falt bort"]
        }
        Language::English => {
            ["Theme", "n before", "n after", "per cent before", "per cent after", "gained", "lost"]
        }
    };
    let count = |n: Option<u64>| n.map_or_else(|| "–".to_string(), |n| n.to_string());
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_string(), |s| language.percent(s, 1));
    let row = |t: &ThemeDiff| {
        let [before, after] = [t.before, t.after].map(count);
        let [low, high] = [t.share_before, t.share_after].map(share);
        vec![t.theme.clone(), before, after, low, high, t.gained.to_string(), t.lost.to_string()]
    };
    let mut rows: Vec<Vec<String>> = question.themes.iter().filter(|t| differs(t)).map(row).collect();
    let (before, after) = (question.without_before, question.without_after);
    let of = |n: u64| share(Some(n as f64 / question.answered.max(1) as f64));
    let rest = language.words().rest.to_string();
    rows.push(vec![
        rest,
        before.to_string(),
        after.to_string(),
        of(before),
        of(after),
        String::new(),
        String::new(),
    ]);
    Grid { head: head.map(str::to_string).to_vec(), rows, text_columns: 1 }
}

fn sign(change: &Change) -> char {
    if change.change == Way::Gained { '+' } else { '−' }
}

fn plain(question: &QuestionDiff, language: Language) -> String {
    let line = |c: &Change| {
        super::marked::safe(&format!("{} {}  {}  {}", sign(c), c.respondent, c.theme, c.rules.join(", ")))
            + "\n"
    };
    let lines: String = question.changes.iter().map(line).collect();
    format!(
        "\n{} (N={})\n{}\n{lines}",
        question.question,
        question.answered,
        themes(question, language).plain()
    )
}

fn markdown(question: &QuestionDiff, language: Language) -> String {
    let line = |c: &Change| {
        let (who, theme, rules) = (inline(&c.respondent), inline(&c.theme), inline(&c.rules.join(", ")));
        // a plus by itself would begin a list
        let escape = if sign(c) == '+' { "\\" } else { "" };
        format!("- {escape}{} {who} **{theme}** {rules}\n", sign(c))
    };
    let lines: String = question.changes.iter().map(line).collect();
    let (name, grid) = (inline(&question.question), themes(question, language).markdown());
    format!("\n## {name} (N={})\n\n{grid}\n{lines}", question.answered)
}

/// One row a theme that an answer gained or lost, with the theme's counts and shares.
fn csv(diff: &Diff) -> Result<String> {
    let mut csv = Csv::default();
    let head = [
        "question",
        "respondent",
        "theme",
        "change",
        "rules",
        "answered",
        "n_before",
        "n_after",
        "share_before",
        "share_after",
    ];
    csv.line(head)?;
    for question in &diff.questions {
        let of = |c: &Change| question.themes.iter().find(|t| t.theme == c.theme);
        for change in &question.changes {
            let theme = of(change);
            let count = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
            let share = |s: Option<f64>| s.map_or_else(String::new, |s| format!("{s:.6}"));
            let way = if change.change == Way::Gained { "gained" } else { "lost" };
            csv.line([
                question.question.clone(),
                change.respondent.clone(),
                change.theme.clone(),
                way.to_string(),
                change.rules.join(" "),
                question.answered.to_string(),
                count(theme.and_then(|t| t.before)),
                count(theme.and_then(|t| t.after)),
                share(theme.and_then(|t| t.share_before)),
                share(theme.and_then(|t| t.share_after)),
            ])?;
        }
    }
    csv.text()
}
