//! What is wrong with a codebook that compiles: examples that fail.
use super::coder::{Coder, QuestionCoder, Subject};
use super::finding::{Finding, Level};

/// Examples that do not hold: a yes-example without the theme, a no-example with it.
pub fn examples(coder: &Coder, file: &str, source: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for question in &coder.questions {
        for (at, theme) in question.themes.iter().enumerate() {
            for (wanted, examples) in [true, false].into_iter().zip(&theme.examples) {
                for (text, byte) in examples {
                    if takes(coder, question, at, text) != wanted {
                        findings.push(failed(file, source, &theme.id, *byte, wanted));
                    }
                }
            }
        }
    }
    findings.sort_by_key(|f| f.place.line);
    findings
}

/// Whether a text gets a theme. Respondents' values play no part in examples.
fn takes(coder: &Coder, question: &QuestionCoder, theme: usize, text: &str) -> bool {
    let mut reader = coder.reader();
    let codings = coder.code(question, &reader.read(text), Subject { everybody: true, ..Subject::default() });
    codings.iter().any(|c| c.theme as usize == theme)
}

fn failed(file: &str, source: &str, theme: &str, byte: usize, wanted: bool) -> Finding {
    let line_end = source[byte..].find('\n').map_or(source.len(), |i| byte + i);
    let found = match wanted {
        true => format!("an example that '{theme}' must take, and does not"),
        false => format!("an example that '{theme}' must leave, and takes"),
    };
    Finding::at(Level::Error, file, source, byte..line_end, found).remedy("mend the rules or the example")
}
