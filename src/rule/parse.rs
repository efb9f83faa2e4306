//! From lexemes to the tree. Tightest first: words and phrases, `~` and `>`, `!`, `&`, `|`.
use super::scan::{Lexeme, Placed, scan};
use super::{Fault, Kind, Node, Scope, slips, word};
use crate::error::nearest;
use std::ops::Range;

/// Deeper rules are refused: nobody can read them, and the stack has an end.
const DEEPEST: usize = 100;
/// Each ~ makes the tree one deeper, in whatever brackets it stands.
const MOST_NEAR: usize = 300;

/// Names that stand before a bracket.
pub(super) const CALLS: [&str; 4] = ["clause", "sentence", "only", "age"];

/// What is found of two words, or other parts, that nothing joins.
pub(super) const SIDE_BY_SIDE: &str = "two parts side by side without a sign between";

/// Reads one rule; the error names the place in its text, and what was probably meant.
pub fn parse(rule: &str) -> Result<Node, Fault> {
    exactly(rule).map_err(|fault| slips::meant(rule, fault))
}

/// The same, with no thought of what was meant.
pub(super) fn exactly(rule: &str) -> Result<Node, Fault> {
    let lexemes = scan(rule)?;
    let end = rule.chars().count();
    if lexemes.is_empty() {
        return Err(Fault::new(0..end, "an empty rule", "write a word, or take the line away"));
    }
    let mut parser = Parser { lexemes, next: 0, depth: 0, nears: 0, end };
    let node = parser.or()?;
    match parser.lexemes.get(parser.next) {
        None => lone_not(&node).map_or(Ok(node.clone()), Err),
        Some((Lexeme::Close, at)) => {
            Err(Fault::new(at.clone(), "a bracket that was never opened", "take ) away"))
        }
        Some((_, at)) => Err(side_by_side(at.clone())),
    }
}

/// `!a` with nothing positive beside it, anywhere in the tree.
fn lone_not(node: &Node) -> Option<Fault> {
    let inside: Vec<&Node> = match &node.kind {
        Kind::Not(_) => {
            let remedy = "say what must be there beside it: bolig & !hytte";
            return Some(Fault::new(node.at.clone(), "'!' with nothing positive beside it", remedy));
        }
        Kind::And(parts) => {
            if let Some(all) = parts.iter().all(|p| matches!(p.kind, Kind::Not(_))).then_some(&parts[0]) {
                return lone_not(all);
            }
            let unwrapped = parts.iter().map(|p| if let Kind::Not(inner) = &p.kind { &**inner } else { p });
            unwrapped.collect()
        }
        Kind::Or(parts) | Kind::Phrase(parts) => parts.iter().collect(),
        Kind::Near { left, right, .. } => vec![left, right],
        Kind::Within(_, inner) | Kind::Only(inner) => vec![inner],
        _ => vec![],
    };
    inside.into_iter().find_map(lone_not)
}

struct Parser {
    lexemes: Vec<Placed>,
    next: usize,
    depth: usize,
    nears: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.next).map(|(l, _)| l)
    }

    fn place(&self) -> Range<usize> {
        self.lexemes.get(self.next).map_or(self.end..self.end, |(_, at)| at.clone())
    }

    fn take(&mut self, wanted: &Lexeme) -> bool {
        let hit = self.peek() == Some(wanted);
        self.next += usize::from(hit);
        hit
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let remedy = "name parts of it in lists: and refer to them with @name";
        Err(Fault::new(self.place(), format!("brackets more than {DEEPEST} deep"), remedy))
    }

    fn or(&mut self) -> Result<Node, Fault> {
        self.enter()?;
        let node = self.joined(&Lexeme::Or, Self::and, Kind::Or);
        self.depth -= 1;
        node
    }

    fn and(&mut self) -> Result<Node, Fault> {
        self.joined(&Lexeme::And, Self::not, Kind::And)
    }

    /// `part (sign part)*`; a lone part stands for itself.
    fn joined(
        &mut self,
        sign: &Lexeme,
        part: fn(&mut Self) -> Result<Node, Fault>,
        kind: fn(Vec<Node>) -> Kind,
    ) -> Result<Node, Fault> {
        let mut parts = vec![part(self)?];
        while self.take(sign) {
            parts.push(part(self)?);
        }
        Ok(join(parts, kind))
    }

    fn not(&mut self) -> Result<Node, Fault> {
        let from = self.place().start;
        let mut signs = 0;
        while self.take(&Lexeme::Not) {
            signs += 1;
        }
        let inner = self.near()?;
        // two signs cancel out
        if signs % 2 == 0 {
            return Ok(inner);
        }
        let at = from..inner.at.end;
        Ok(Node { kind: Kind::Not(Box::new(inner)), at })
    }

    fn near(&mut self) -> Result<Node, Fault> {
        let mut left = self.term()?;
        while let Some(&Lexeme::Near { within, ordered }) = self.peek() {
            self.nears += 1;
            if self.nears > MOST_NEAR {
                return Err(Fault::new(self.place(), "too many ~ in one rule", "split the rule in two"));
            }
            self.next += 1;
            let right = self.term()?;
            for side in [&left, &right] {
                whole_answer(side)?;
            }
            let at = left.at.start..right.at.end;
            let kind = Kind::Near { left: Box::new(left), right: Box::new(right), within, ordered };
            left = Node { kind, at };
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Node, Fault> {
        let at = self.place();
        let Some(lexeme) = self.peek().cloned() else {
            return Err(Fault::new(
                at,
                "the rule ends where a word should stand",
                "write a word after the sign",
            ));
        };
        self.next += 1;
        let kind = match lexeme {
            Lexeme::Word(text) => return self.word(&text, at),
            Lexeme::Quote => return self.phrase(at),
            Lexeme::Open => return self.bracket(at),
            Lexeme::Call(name) => return self.call(&name, at),
            Lexeme::Reference(name) => Kind::Reference(name),
            Lexeme::Regex(text) => regex(&text, &at)?,
            Lexeme::Age(text) => age(&text, &at)?,
            Lexeme::Close => {
                return Err(Fault::new(at, "a bracket with nothing in it", "write a word before )"));
            }
            _ => {
                let remedy = "write a word, a phrase in quotes or a bracket on both sides of the sign";
                return Err(Fault::new(at, "a sign where a word should stand", remedy));
            }
        };
        Ok(Node { kind, at })
    }

    #[expect(clippy::unused_self, reason = "stands beside the other terms")]
    fn word(&mut self, text: &str, at: Range<usize>) -> Result<Node, Fault> {
        if text == "*" {
            let remedy = "* stands for any one word inside quotes: \"ikke * bolig\"";
            return Err(Fault::new(at, "'*' alone", remedy));
        }
        word::word(text, at)
    }

    fn bracket(&mut self, open: Range<usize>) -> Result<Node, Fault> {
        let mut inner = self.or()?;
        inner.at = open.start..self.close(&open)?;
        Ok(inner)
    }

    fn close(&mut self, open: &Range<usize>) -> Result<usize, Fault> {
        let at = self.place();
        if self.take(&Lexeme::Close) {
            return Ok(at.end);
        }
        if self.peek().is_none() {
            return Err(Fault::new(
                open.clone(),
                "a bracket that is never closed",
                "write the ) that belongs to it",
            ));
        }
        Err(side_by_side(at))
    }

    fn call(&mut self, name: &str, at: Range<usize>) -> Result<Node, Fault> {
        let inner = Box::new(self.or()?);
        let end = self.close(&at)?;
        let kind = match name {
            "clause" => Kind::Within(Scope::Clause, inner),
            "sentence" => Kind::Within(Scope::Sentence, inner),
            "only" => Kind::Only(inner),
            _ => {
                let meant =
                    nearest(name, CALLS).map(|m| format!("did you mean {m}( … )? ")).unwrap_or_default();
                let remedy = format!("{meant}known are clause, sentence, only and age");
                return Err(Fault::new(at, format!("'{name}(' is not known"), remedy));
            }
        };
        Ok(Node { kind, at: at.start..end })
    }

    fn phrase(&mut self, open: Range<usize>) -> Result<Node, Fault> {
        let mut node = self.sequences(&open)?;
        let at = self.place();
        if !self.take(&Lexeme::Quote) {
            let fault = if self.peek().is_none() { open } else { at };
            let remedy = "close the quotes; inside them only words, *, lists and ( a | b ) may stand";
            return Err(Fault::new(fault, "quotes that are never closed, or a sign inside them", remedy));
        }
        node.at = open.start..at.end;
        if matches!(node.kind, Kind::AnyWord) {
            return Err(Fault::new(node.at, "a phrase of * alone", "write at least one word"));
        }
        Ok(node)
    }

    /// Inside quotes: sequences of words, with `|` between them inside a group.
    fn sequences(&mut self, open: &Range<usize>) -> Result<Node, Fault> {
        self.enter()?;
        let mut choices = vec![self.sequence(open)?];
        while self.take(&Lexeme::Or) {
            choices.push(self.sequence(open)?);
        }
        self.depth -= 1;
        Ok(join(choices, Kind::Or))
    }

    fn sequence(&mut self, open: &Range<usize>) -> Result<Node, Fault> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            let at = self.place();
            let item = match self.peek().cloned() {
                Some(Lexeme::Word(text)) if text == "*" => {
                    self.next += 1;
                    Node { kind: Kind::AnyWord, at }
                }
                Some(Lexeme::Word(_) | Lexeme::Reference(_) | Lexeme::Age(_)) => self.term()?,
                Some(Lexeme::Open) => {
                    self.next += 1;
                    let mut group = self.sequences(&at)?;
                    group.at = at.start..self.close(&at)?;
                    group
                }
                _ => break,
            };
            items.push(item);
        }
        if matches!(self.peek(), Some(Lexeme::Regex(_))) {
            let remedy = "put it beside the phrase: /bolig/ >1 \"for få\"";
            return Err(Fault::new(self.place(), "a regular expression inside a phrase", remedy));
        }
        if items.is_empty() {
            return Err(Fault::new(open.clone(), "an empty phrase", "write words between the quotes"));
        }
        if items.iter().all(|i| matches!(i.kind, Kind::AnyWord)) && items.len() > 1 {
            return Err(Fault::new(open.clone(), "a phrase of * alone", "write at least one word"));
        }
        Ok(join(items, Kind::Phrase))
    }
}

fn side_by_side(at: Range<usize>) -> Fault {
    Fault::new(at, SIDE_BY_SIDE, "write the phrase in quotes, or put |, & or ~5 between the two")
}

/// One part stands for itself; more are joined under their sign.
fn join(mut parts: Vec<Node>, kind: fn(Vec<Node>) -> Kind) -> Node {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let at = parts.first().map_or(0, |p| p.at.start)..parts.last().map_or(0, |p| p.at.end);
    Node { kind: kind(parts), at }
}

/// `&`, `!` and `only` speak of a whole scope and have no position that a distance could be measured from.
fn whole_answer(side: &Node) -> Result<(), Fault> {
    match &side.kind {
        Kind::And(_) | Kind::Not(_) | Kind::Only(_) => {
            let remedy = "write (a ~5 b) & (a ~5 c), or clause(a & !b)";
            Err(Fault::new(side.at.clone(), "&, ! or only( … ) beside ~ or >", remedy))
        }
        Kind::Or(parts) => parts.iter().try_for_each(whole_answer),
        _ => Ok(()),
    }
}

fn regex(text: &str, at: &Range<usize>) -> Result<Kind, Fault> {
    match super::atoms::regex(text) {
        Ok(pattern) if pattern.is_match("") => Err(Fault::new(
            at.clone(),
            "a regular expression that takes no letters at all too",
            "make a part of it needed: + instead of *",
        )),
        Ok(_) => Ok(Kind::Regex(text.to_string())),
        Err(regex::Error::CompiledTooBig(_)) => Err(Fault::new(
            at.clone(),
            "a regular expression that grows too large",
            "shorten its repetitions",
        )),
        Err(e) => {
            let why = e.to_string();
            let why = why.lines().last().unwrap_or("").trim_start_matches("error: ").to_string();
            Err(Fault::new(
                at.clone(),
                format!("a regular expression that doesn't compile: {why}"),
                "mend it",
            ))
        }
    }
}

fn age(text: &str, at: &Range<usize>) -> Result<Kind, Fault> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let number = |s: &str, open: u8| if s.trim().is_empty() { Ok(open) } else { s.trim().parse::<u8>() };
    match (number(from, 0), number(to, 120)) {
        (Ok(from), Ok(to)) if from <= to && !text.trim().is_empty() => Ok(Kind::Age(from, to)),
        _ => Err(Fault::new(at.clone(), format!("'age({text})'"), "write age(15..19), age(18) or age(18..)")),
    }
}
