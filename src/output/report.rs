//! The report as Markdown and JSON.
use super::grid::inline;
use super::language::Language;
use super::marked::NONE;
use super::quotes::one_line;
use crate::provenance::Provenance;
use crate::report::{Paragraph, Quantity, Report, Section};
use crate::table::Table;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The report as Markdown.
pub fn markdown(report: &Report, language: Language) -> String {
    let mut out = format!("# {}\n\n", inline(&report.title));
    let methods: BTreeSet<String> =
        report.questions.iter().filter_map(|q| super::table::intervals(&q.table, language)).collect();
    // what goes for all stands once, at the end
    let same = methods.first().filter(|_| methods.len() == 1).cloned();
    let apart = methods.len() > 1;
    report.questions.iter().for_each(|section| question(section, apart, language, &mut out));
    let method_of_all = same.map_or_else(String::new, |same| format!(" ({same})"));
    out.push_str(&method(report, &method_of_all, language));
    out
}

fn question(section: &Section, apart: bool, language: Language, out: &mut String) {
    let table = &section.table;
    let _ = write!(out, "## {}\n\n", inline(&table.text));
    let _ = write!(out, "{}\n\n", super::table::standing(table, language));
    if apart || table.control.is_some() {
        out.push_str(&super::table::body(table, language));
    } else {
        out.push_str(&super::table::grid(table, language).markdown());
    }
    out.push('\n');
    for grouped in &section.grouped {
        let by = grouped.by.as_deref().unwrap_or_default();
        let _ = write!(out, "### {}\n\n{}\n", inline(by), super::table::body(grouped, language));
    }
    section.paragraphs.iter().for_each(|p| paragraph(p, table, language, out));
}

fn paragraph(p: &Paragraph, table: &Table, language: Language, out: &mut String) {
    let label = inline(&p.label);
    let who = quantity(p.quantity, language);
    let answered = table.groups[0].answered.unwrap_or(0);
    let weighted = match language {
        _ if !table.weighted => "",
        Language::Norwegian => "vektet ",
        Language::English => "weighted ",
    };
    let unit = language.pick("prosent", "per cent");
    let share =
        p.share.map_or(String::new(), |share| format!(", {weighted}{} {unit}", language.percent(share, 1)));
    let _ = match language {
        Language::Norwegian => {
            write!(out, "**{label}** tas opp av {who} ({} av {answered}{share}).", p.n)
        }
        Language::English => write!(out, "**{label}** is raised by {who} ({} of {answered}{share}).", p.n),
    };
    if !p.definition.is_empty() {
        let _ = write!(out, " {}", inline(&p.definition));
    }
    out.push_str("\n\n");
    for quote in &p.quotes {
        let text = one_line(quote, NONE);
        let _ = write!(out, "> «{}»\n\n", inline(text.trim()));
    }
}

fn quantity(quantity: Quantity, language: Language) -> &'static str {
    match (quantity, language) {
        (Quantity::Most, Language::Norwegian) => "de fleste",
        (Quantity::MoreThanHalf, Language::Norwegian) => "over halvparten",
        (Quantity::Many, Language::Norwegian) => "mange",
        (Quantity::Several, Language::Norwegian) => "flere",
        (Quantity::Some, Language::Norwegian) => "noen",
        (Quantity::Two, Language::Norwegian) => "to respondenter",
        (Quantity::One, Language::Norwegian) => "én respondent",
        (Quantity::Most, Language::English) => "most",
        (Quantity::MoreThanHalf, Language::English) => "more than half",
        (Quantity::Many, Language::English) => "many",
        (Quantity::Several, Language::English) => "several",
        (Quantity::Some, Language::English) => "some",
        (Quantity::Two, Language::English) => "two respondents",
        (Quantity::One, Language::English) => "one respondent",
    }
}

/// A command as code in a cell of a table, where only a bar must be escaped.
fn in_cell(command: &str) -> String {
    super::marked::safe(command).replace('`', "'").replace('|', "\\|").replace('\n', " ")
}

/// The scale of the words, how shares and quotes were made, and of what.
fn method(report: &Report, methods: &str, language: Language) -> String {
    let Provenance {
        corpus,
        data,
        codebook,
        codebook_fingerprint,
        analysis,
        program,
        command,
        seed,
        respondents,
        unread,
        reference: _,
    } = &report.provenance;
    let seed = seed.unwrap_or_default();
    let weighted = match language {
        _ if !report.questions.iter().any(|q| q.table.weighted) => "",
        Language::Norwegian => " Prosentene er vektet, antallene ikke.",
        Language::English => " Percentages are weighted, counts are not.",
    };
    match language {
        Language::Norwegian => format!(
            "## Slik er det talt\n\n\
             Prosent er av dem som svarte på spørsmålet.{weighted} Et svar kan ha flere temaer. 95 % KI er et konfidensintervall{methods}. \
             Omtaler er ordene som ga temaet, de som står ved siden av hverandre som ett: to ord fra hverandre er to. «De fleste» er minst 60 prosent, «over halvparten» mer enn 50, «mange» minst 30, «flere» minst 15, «noen» færre, \
             men minst tre. Sitatene er valgt av programmet etter lengde, hvor mye de handler om temaet og hvor ulike de er; \
             personopplysninger er byttet ut, og ingen respondent er sitert to ganger.\n\n\
             | Av hva | |\n| --- | --- |\n\
             | Undersøkelse | {} ({respondents} respondenter, {unread} uleste rader), fingeravtrykk {data} |\n\
             | Kodebok | {}, fingeravtrykk {codebook_fingerprint} |\n\
             | Språkanalyse | {analysis} |\n| Program | fritekst {program} |\n| Frø for sitater | {seed} |\n| Kommando | `{}` |\n",
            inline(corpus),
            inline(codebook),
            in_cell(command),
        ),
        Language::English => format!(
            "## How this was counted\n\n\
             Per cent are of those who answered the question.{weighted} An answer can have several themes. 95% CI is a confidence interval{methods}. \
             Mentions are the words that gave the theme, those beside each other as one: two words apart are two. “Most” is 60 per cent or more, “more than half” above 50, “many” 30 or more, “several” 15, “some” fewer, \
             three at least. The quotes were chosen by the program for length, for how much they are about the theme, and for being different; \
             personal data are replaced, and no respondent is quoted twice.\n\n\
             | Of what | |\n| --- | --- |\n\
             | Survey | {} ({respondents} respondents, {unread} unread rows), fingerprint {data} |\n\
             | Codebook | {}, fingerprint {codebook_fingerprint} |\n\
             | Analysis | {analysis} |\n| Program | fritekst {program} |\n| Seed of quotes | {seed} |\n| Command | `{}` |\n",
            inline(corpus),
            inline(codebook),
            in_cell(command),
        ),
    }
}
