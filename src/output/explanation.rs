//! An explanation as text: the answer with its words marked, then theme after theme.
use super::language::Language;
use super::marked::{Marks, marked, safe};
use crate::codebook::explain::{Explained, Explanation, Fired, WhyNot};
use crate::coding::Span;
use crate::norwegian::Word;
use crate::rule::nearest::Reason;
use std::fmt::Write;

/// An explanation as text.
pub fn explanation(explanation: &Explanation, language: Language, marks: Marks) -> String {
    let mut out = safe(&format!("{} · {}\n\n", explanation.respondent, explanation.question));
    let text = marked(&explanation.text, &all_spans(explanation), marks);
    let _ = writeln!(out, "  {}\n", text.replace('\n', "\n  "));
    let (given, not): (Vec<_>, Vec<_>) = explanation.themes.iter().partition(|t| t.why_not.is_none());
    for theme in given {
        let _ = writeln!(out, "+ {} ({})", safe(&theme.label), safe(&theme.theme));
        theme.fired.iter().for_each(|f| fired(f, &mut out));
    }
    for theme in not {
        let why = theme.why_not.as_ref().map(|w| why_not(w, language)).unwrap_or_default();
        let _ = writeln!(out, "- {} ({}): {why}", safe(&theme.label), safe(&theme.theme));
    }
    out
}

/// The spans of every theme, joined where they overlap.
fn all_spans(explanation: &Explanation) -> Vec<Span> {
    let words =
        |t: &Explained| t.fired.iter().flat_map(|f| f.words.iter().map(|w| w.span)).collect::<Vec<_>>();
    let mut spans: Vec<Span> = explanation.themes.iter().flat_map(words).collect();
    spans.sort_unstable();
    spans.dedup_by(|next, kept| {
        let overlap = next.start < kept.end;
        if overlap {
            kept.end = kept.end.max(next.end);
        }
        overlap
    });
    spans
}

fn fired(fired: &Fired, out: &mut String) {
    let _ = writeln!(out, "    {}  {}", fired.rule, safe(&short(&fired.text)));
    for words in &fired.words {
        let analysis: Vec<String> = words.analysis.iter().map(word).collect();
        let _ = writeln!(
            out,
            "      «{}» {}–{}  {}",
            safe(&words.text),
            words.span.start,
            words.span.end,
            analysis.join(", ")
        );
    }
}

/// A word with its parts and its firmest keys.
fn word(word: &Word) -> String {
    let parts = if word.parts.len() > 1 { format!(" = {}", word.parts.join("|")) } else { String::new() };
    let keys: Vec<&str> =
        word.keys.iter().map(|k| k.text.as_str()).filter(|k| *k != word.written).take(3).collect();
    let keys = if keys.is_empty() { String::new() } else { format!(" → {}", keys.join(", ")) };
    format!("{}{parts}{keys}", word.written)
}

fn short(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= 100 {
        one_line
    } else {
        one_line.chars().take(99).chain(['…']).collect()
    }
}

fn why_not(why: &WhyNot, language: Language) -> String {
    let list = |words: &[String]| words.iter().map(|w| format!("«{w}»")).collect::<Vec<_>>().join(", ");
    let said = match why {
        WhyNot::Where => language.pick("gjelder andre respondenter (where)", "for other respondents (where)"),
        WhyNot::Never { rule, text, words } => {
            let (text, words) = (short(text), list(words));
            language.pick(
                format!("{rule} utelukker det: {words}  ({text})"),
                format!("{rule} rules it out: {words}  ({text})"),
            )
        }
        WhyNot::Unless { rule, text, words, instead_of } => {
            let (text, words, taken) = (short(text), list(words), list(instead_of));
            language.pick(
                format!("{taken} teller ikke: {rule} traff {words} i samme delsetning  ({text})"),
                format!("{taken} does not count: {rule} matched {words} in the same clause  ({text})"),
            )
        }
        WhyNot::Alone { given } => {
            let given = given.join(", ");
            language.pick(
                format!("står bare alene; svaret har {given}"),
                format!("stands alone only; the answer has {given}"),
            )
        }
        WhyNot::Hidden => language.pick("skjult av et lengre treff", "hidden by a longer match"),
        WhyNot::Nothing => {
            language.pick("ingen del av reglene er i svaret", "no part of its rules is in the answer")
        }
        WhyNot::Nearest { rule, text, have, reasons } => {
            let (text, have) = (short(text), list(have));
            let reasons: Vec<String> = reasons.iter().take(4).map(|r| reason(r, language)).collect();
            let reasons = reasons.join("; ");
            language.pick(
                format!("nærmest kom {rule}: har {have}, men {reasons}  ({text})"),
                format!("nearest was {rule}: has {have}, but {reasons}  ({text})"),
            )
        }
    };
    safe(&said)
}

fn reason(reason: &Reason, language: Language) -> String {
    match reason {
        Reason::Missing(part) => {
            let part = short(part);
            language.pick(format!("mangler {part}"), format!("{part} is missing"))
        }
        Reason::TooFar { distance: Some(d), .. } => {
            language.pick(format!("avstanden er {d} ord"), format!("the distance is {d} words"))
        }
        Reason::TooFar { distance: None, .. } => {
            language.pick("ordene står i ulike setninger", "the words stand in different sentences")
        }
        Reason::NotTogether(part) => {
            let part = short(part);
            language.pick(
                format!("ordene står ikke sammen som {part}"),
                format!("the words do not stand together as {part}"),
            )
        }
        Reason::NotInOneScope(part) => {
            let part = short(part);
            language.pick(format!("ikke innenfor {part}"), format!("not within {part}"))
        }
        Reason::TakenAway(part) => {
            let part = short(part);
            language.pick(
                format!("{part} er der og skal ikke være der"),
                format!("{part} is there and must not be"),
            )
        }
        Reason::SaysMore(_) => language.pick("svaret sier mer enn det", "the answer says more than that"),
    }
}
