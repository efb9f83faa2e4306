//! Sentences.
use super::tokens::Token;
/// Borders.
#[derive(Debug)]
pub struct Borders {
    /// Sentence.
    pub sentence: Vec<u32>,
    /// Clause.
    pub clause: Vec<u32>,
}
/// Borders.
pub fn borders(text: &str, tokens: &[Token]) -> Borders {
    let (mut s, mut c, mut at) = (0, 0, 0);
    let mut b = Borders { sentence: vec![], clause: vec![] };
    for t in tokens {
        let gap = &text[at..t.start as usize];
        if at > 0 && gap.contains(['.', '!', '?', '\n']) {
            s += 1;
            c += 1;
        } else if at > 0
            && (gap.contains([',', ';', ':', '(', ')']) || matches!(t.text(text), "men" | "mens" | "fordi"))
        {
            c += 1;
        }
        b.sentence.push(s);
        b.clause.push(c);
        at = t.end as usize;
    }
    b
}
