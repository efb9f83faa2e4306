//! From a rule's text to lexemes with their places.
use super::Fault;
use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    Open,
    Close,
    Quote,
    Or,
    And,
    Not,
    Near {
        within: u32,
        ordered: bool,
    },
    /// A name directly before a bracket: `clause(`. The bracket is part of it.
    Call(String),
    /// `age(` with all up to its bracket.
    Age(String),
    Reference(String),
    Regex(String),
    Word(String),
}

pub(super) type Placed = (Lexeme, Range<usize>);

/// Splits a rule into lexemes.
pub(super) fn scan(rule: &str) -> Result<Vec<Placed>, Fault> {
    let mut scanner = Scanner { chars: rule.chars().collect(), at: 0, found: Vec::new() };
    while scanner.at < scanner.chars.len() {
        scanner.step()?;
    }
    Ok(scanner.found)
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    found: Vec<Placed>,
}

/// Quotation marks that word processors put in the place of `"`.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '|' | '&' | '!' | '>' | ',' | ';')
}

impl Scanner {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn push(&mut self, lexeme: Lexeme, length: usize) {
        self.found.push((lexeme, self.at..self.at + length));
        self.at += length;
    }

    fn step(&mut self) -> Result<(), Fault> {
        let c = self.chars[self.at];
        match c {
            c if c.is_whitespace() => self.at += 1,
            '(' => self.push(Lexeme::Open, 1),
            ')' => self.push(Lexeme::Close, 1),
            '|' => self.push(Lexeme::Or, 1),
            '&' => self.push(Lexeme::And, 1),
            '!' => self.push(Lexeme::Not, 1),
            c if is_quote(c) => self.push(Lexeme::Quote, 1),
            '~' | '>' => self.near(c == '>', 1)?,
            '/' => self.regex()?,
            '@' => self.reference()?,
            c if ends_word(c) => {
                let remedy = "join words with | (or), & (and), ~5 (near), or put a phrase in quotes";
                return Err(Fault::new(self.at..self.at + 1, format!("'{c}' is not part of a rule"), remedy));
            }
            _ => self.word()?,
        }
        Ok(())
    }

    /// `~5`, `>5`, and from `NEAR/` the number.
    fn near(&mut self, ordered: bool, skip: usize) -> Result<(), Fault> {
        let digits: String = self.chars[self.at + skip..].iter().take_while(|c| c.is_ascii_digit()).collect();
        let length = skip + digits.len();
        let at = self.at..self.at + length;
        match digits.parse::<u32>() {
            Ok(0) => {
                Err(Fault::new(at, "a distance of 0", "the nearest that two words can be is 1: write ~1"))
            }
            Ok(within) if within <= 10_000 => {
                self.push(Lexeme::Near { within, ordered }, length);
                Ok(())
            }
            _ => {
                let sign = if ordered { '>' } else { '~' };
                let remedy = format!("write the number of words directly after it: {sign}5");
                Err(Fault::new(at, format!("'{sign}' without a number up to 10000"), remedy))
            }
        }
    }

    fn regex(&mut self) -> Result<(), Fault> {
        let mut text = String::new();
        let mut i = self.at + 1;
        while let Some(&c) = self.chars.get(i) {
            if c == '/' {
                self.push(Lexeme::Regex(text), i + 1 - self.at);
                return Ok(());
            }
            if c == '\\' && self.chars.get(i + 1) == Some(&'/') {
                i += 1;
            } else if c == '\\' {
                text.push(c);
                i += 1;
            }
            text.extend(self.chars.get(i));
            i += 1;
        }
        let at = self.at..self.chars.len();
        Err(Fault::new(at, "a regular expression without its closing /", "end it with /"))
    }

    fn reference(&mut self) -> Result<(), Fault> {
        let name: String = self.chars[self.at + 1..]
            .iter()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
            .collect();
        let length = name.chars().count() + 1;
        if name.is_empty() {
            let at = self.at..self.at + 1;
            return Err(Fault::new(
                at,
                "'@' without a name",
                "name a list or a theme: @mangel, @kollektiv.bolig",
            ));
        }
        self.push(Lexeme::Reference(name), length);
        Ok(())
    }

    fn word(&mut self) -> Result<(), Fault> {
        let mut length = 0;
        while let Some(c) = self.peek(length) {
            let tilde_number = c == '~' && self.peek(length + 1).is_some_and(|d| d.is_ascii_digit());
            if ends_word(c) || tilde_number {
                break;
            }
            length += 1;
            if c == '~' {
                break;
            }
        }
        let word: String = self.chars[self.at..self.at + length].iter().collect();
        if self.peek(length) == Some('(') {
            return self.call(word, length);
        }
        match word.as_str() {
            "AND" => self.push(Lexeme::And, length),
            "OR" => self.push(Lexeme::Or, length),
            "NOT" => self.push(Lexeme::Not, length),
            "NEAR" => self.near(false, 4)?,
            near if near.starts_with("NEAR/") => self.near(false, 5)?,
            _ => self.push(Lexeme::Word(word), length),
        }
        Ok(())
    }

    fn call(&mut self, name: String, length: usize) -> Result<(), Fault> {
        if name != "age" {
            self.push(Lexeme::Call(name), length + 1);
            return Ok(());
        }
        let inside: String = self.chars[self.at + length + 1..].iter().take_while(|c| **c != ')').collect();
        let whole = length + 1 + inside.chars().count() + 1;
        if self.at + whole > self.chars.len() {
            let at = self.at..self.chars.len();
            return Err(Fault::new(at, "age( without its closing bracket", "write age(15..19)"));
        }
        self.push(Lexeme::Age(inside), whole);
        Ok(())
    }
}
