//! What a result was made of, as a line, as Markdown, and beside a value in JSON.
use super::grid::inline;
use super::language::Language;
use super::marked::safe;
use crate::error::Result;
use crate::provenance::Provenance;
use serde::Serialize;

/// One line for the end of a plain text.
pub fn line(provenance: &Provenance, language: Language) -> String {
    format!("{}\n", safe(&text(provenance, language)))
}

/// A paragraph for the end of a Markdown text.
pub fn markdown(provenance: &Provenance, language: Language) -> String {
    format!("\n{}\n", inline(&text(provenance, language)))
}

/// A value under its name with its provenance beside it.
pub fn json<T: Serialize + ?Sized>(name: &str, value: &T, provenance: &Provenance) -> Result<String> {
    let failed = |e: serde_json::Error| crate::Error::new(format!("could not write JSON: {e}"));
    let mut object = serde_json::Map::new();
    object.insert(name.to_string(), serde_json::to_value(value).map_err(failed)?);
    object.insert("provenance".to_string(), serde_json::to_value(provenance).map_err(failed)?);
    super::json(&object)
}

fn text(p: &Provenance, language: Language) -> String {
    let (data, book, reference) = match language {
        Language::Norwegian => ("data", "kodebok", "referanse"),
        Language::English => ("data", "codebook", "reference"),
    };
    let (analysis, respondents, row, rows) = match language {
        Language::Norwegian => ("analyse", "respondenter", "ulest rad", "uleste rader"),
        Language::English => ("analysis", "respondents", "row not read", "rows not read"),
    };
    let unread = match p.unread {
        0 => String::new(),
        n => format!(", {n} {}", if n == 1 { row } else { rows }),
    };
    let hand = p.reference.as_ref().map(|r| format!("; {reference} {r}")).unwrap_or_default();
    // a codebook, and a survey without corpus.yaml, may have no name
    let named = |name: &str| if name.is_empty() { String::new() } else { format!("{name} ") };
    let (corpus, codebook) = (named(&p.corpus), named(&p.codebook));
    format!(
        "fritekst {}; {data} {corpus}{} ({} {respondents}{unread}); {book} {codebook}{}{hand}; {analysis} {}; {}",
        p.program, p.data, p.respondents, p.codebook_fingerprint, p.analysis, p.command
    )
}
