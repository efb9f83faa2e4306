//! Quotes: chosen by merit, stable for a seed, masked before anyone sees them.
//!
//! Merit is a property of one answer, so that the best come out the same however the data are cut; difference is
//! then a matter of picking among the best.
use crate::answer::{Frame, Row, Selection, is_answer};
use crate::codebook::coder::Coder;
use crate::coding::{Coding, Points, Span};
use crate::error::Result;
use crate::input::{RowError, Source};
use crate::norwegian::{sentence::sentences, tokens::tokens, written};
use crate::pass::pass;
use crate::privacy;
use crate::rule::reading::Reader;
use crate::stats::random::fnv;
use compact_str::CompactString;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// Candidates kept a theme: enough to choose different ones among.
const KEPT: usize = 60;
/// A quote longer than this, in characters, is shortened at sentence borders.
const LONG: usize = 280;
/// Fewer characters than this say little.
const SHORT: usize = 35;
/// What stands for what was left out.
const CUT: &str = "[…]";

/// A quote as it may be published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// Respondent id.
    pub respondent: String,
    /// Question id.
    pub question: String,
    /// Theme id.
    pub theme: String,
    /// The words, shortened and masked.
    pub text: String,
    /// The theme's words in it.
    pub spans: Vec<Span>,
    /// Values of the variables asked for, where enough respondents share all of them; see [`Pool::show`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}

/// An answer that may become a quote.
#[derive(Debug, Clone, PartialEq)]
struct Candidate {
    merit: u64,
    /// Breaks ties: a seeded hash of respondent and question.
    lot: u64,
    respondent: String,
    text: String,
    spans: Vec<Span>,
    values: Vec<CompactString>,
}

/// The best candidates of every theme. Merging is associative, and an empty pool is its zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pool {
    best: BTreeMap<(usize, usize), Vec<Candidate>>,
    /// Variables whose values may be shown, by position, and how many must share a combination of them.
    shown: Vec<usize>,
    least: u64,
    /// Question and combination → respondents that answered.
    sharing: BTreeMap<(usize, Vec<String>), u64>,
}

impl Pool {
    /// An empty pool whose quotes may show these variables, by position, where at least `least` of those that
    /// answered the question share the combination of all of them.
    pub fn show(shown: &[usize], least: u64) -> Self {
        Self { shown: shown.to_vec(), least, ..Self::default() }
    }

    /// Adds another cut of the same survey.
    pub fn merge(&mut self, other: Self) {
        for (combination, n) in other.sharing {
            *self.sharing.entry(combination).or_default() += n;
        }
        for (key, candidates) in other.best {
            let own = self.best.entry(key).or_default();
            own.extend(candidates);
            trim(own);
        }
    }

    /// Adds what one coded answer has to offer.
    pub fn add(&mut self, question: usize, row: &Row, codings: &[Coding], offered: &mut Offered) {
        let text = &row.answers[question];
        if !self.shown.is_empty() && is_answer(text) {
            *self.sharing.entry((question, self.combination(&row.values))).or_default() += 1;
        }
        if codings.is_empty() {
            return;
        }
        let (plain, lot) = (Plain::of(text), lot(offered.seed, &row.id, question));
        for coding in codings {
            let merit = plain.merit(coding.mentions.iter().map(|m| m.span), codings.len());
            if !offered.is_among_best((question, coding.theme as usize), merit, lot) {
                continue;
            }
            let candidate = Candidate {
                merit,
                lot,
                respondent: row.id.to_string(),
                text: text.to_string(),
                spans: coding.mentions.iter().map(|m| m.span).collect(),
                values: row.values.clone(),
            };
            let own = self.best.entry((question, coding.theme as usize)).or_default();
            own.push(candidate);
            if own.len() > 2 * KEPT {
                trim(own);
            }
        }
    }

    /// The `n` best quotes of a theme that differ in words and groups, none by a respondent in `used`.
    pub fn pick(
        &self,
        frame: &Frame,
        coder: &Coder,
        at: (usize, usize),
        n: usize,
        used: &BTreeSet<String>,
    ) -> Vec<Quote> {
        let mut left = self.best.get(&at).cloned().unwrap_or_default();
        trim(&mut left);
        // in a panel one person is a respondent of each wave
        let person = |id: &str| {
            frame
                .waves
                .iter()
                .find_map(|wave| id.strip_prefix(wave)?.strip_prefix('/').map(String::from))
                .unwrap_or_else(|| id.to_string())
        };
        let used: BTreeSet<String> = used.iter().map(|id| person(id)).collect();
        left.retain(|c| !used.contains(&person(&c.respondent)));
        // how like each is to the one of those chosen that it is most like
        let beside = |candidate: Candidate| {
            let said = Said::of(&candidate.text);
            (candidate, said, 0.0)
        };
        let mut left: Vec<(Candidate, Said, f64)> = left.into_iter().map(beside).collect();
        let mut chosen: Vec<Candidate> = Vec::new();
        while chosen.len() < n && !left.is_empty() {
            // the first of the best: candidates are sorted, so ties are broken by lot
            let worth: Vec<f64> = left.iter().map(|(c, _, like)| c.merit as f64 * (1.0 - like)).collect();
            let best = (0..left.len()).rev().max_by(|a, b| worth[*a].total_cmp(&worth[*b])).unwrap_or(0);
            let (next, said, _) = left.remove(best);
            if !frame.waves.is_empty() {
                let own = person(&next.respondent);
                left.retain(|(other, ..)| person(&other.respondent) != own);
            }
            for (other, theirs, like) in &mut left {
                *like = like.max(likeness((other, theirs), (&next, &said)));
            }
            // what says the same to the letter, of the same group, tells nothing more
            let group = |candidate: &Candidate| self.combination(&candidate.values);
            left.retain(|(other, theirs, _)| theirs.letters != said.letters || group(other) != group(&next));
            chosen.push(next);
        }
        let question = &frame.questions[at.0].id;
        let theme = coder.question(question).map_or_else(String::new, |q| q.themes[at.1].id.clone());
        let publish = |c: Candidate| {
            let values = self.values(frame, at.0, &c);
            published(c, question, &theme, values)
        };
        chosen.into_iter().map(publish).collect()
    }

    fn combination(&self, values: &[CompactString]) -> Vec<String> {
        self.shown.iter().map(|variable| values[*variable].to_string()).collect()
    }

    /// What is shown of a respondent: all of the variables asked for, or none of them.
    fn values(&self, frame: &Frame, question: usize, candidate: &Candidate) -> Vec<(String, String)> {
        let combination = self.combination(&candidate.values);
        let key = (question, combination);
        if self.sharing.get(&key).is_none_or(|n| *n < self.least) {
            return Vec::new();
        }
        let names = self.shown.iter().map(|variable| frame.variables[*variable].id.clone());
        names.zip(key.1).filter(|(_, value)| !value.is_empty()).collect()
    }
}

fn trim(candidates: &mut Vec<Candidate>) {
    candidates.sort_by(|a, b| (b.merit, a.lot, &a.respondent).cmp(&(a.merit, b.lot, &b.respondent)));
    candidates.truncate(KEPT);
}

/// Merit, and then the lot, of which the smallest comes first.
type Rank = (u64, Reverse<u64>);

/// What a thread remembers of the answers that it has offered: one that so many better ones have gone before is not
/// copied. Most answers are such.
#[derive(Debug)]
pub struct Offered {
    /// Seed that breaks ties.
    seed: u64,
    /// By question and theme the ranks of the best, the worst of them on top.
    best: HashMap<(usize, usize), BinaryHeap<Reverse<Rank>>>,
}

impl Offered {
    /// None yet. Answers that are equally good go by a lot that the seed decides.
    pub fn new(seed: u64) -> Self {
        Self { seed, best: HashMap::new() }
    }

    /// Whether an answer may be among those that are kept of a theme; it is remembered.
    fn is_among_best(&mut self, theme: (usize, usize), merit: u64, lot: u64) -> bool {
        let own = (merit, Reverse(lot));
        let best = self.best.entry(theme).or_default();
        if best.len() >= KEPT {
            if best.peek().is_some_and(|Reverse(worst)| own < *worst) {
                return false;
            }
            best.pop();
        }
        best.push(Reverse(own));
        true
    }
}

/// Pools the quotes of a survey in one pass.
pub fn pool(
    source: &Source,
    coder: &Coder,
    selection: &Selection,
    seed: u64,
    (shown, least): (&[usize], u64),
) -> Result<(Pool, Vec<RowError>)> {
    let mut all = Pool::show(shown, least);
    let work = |(reader, offered): &mut (Reader, Offered), rows: &[Row]| {
        let mut pool = Pool::show(shown, least);
        for row in rows.iter().filter(|row| selection.holds(&row.values)) {
            for &question in &selection.questions {
                if let Some(codings) = coder.code_row(&source.frame, row, question, reader) {
                    pool.add(question, row, &codings, offered);
                }
            }
        }
        pool
    };
    let unread = pass(source, || (coder.reader(), Offered::new(seed)), work, |pool| all.merge(pool))?;
    Ok((all, unread))
}

/// What an answer is worth as a quote, whatever its theme.
struct Plain {
    /// In characters.
    length: usize,
    /// Whether it has no small letter.
    shouts: bool,
}

impl Plain {
    fn of(text: &str) -> Self {
        Self { length: text.chars().count(), shouts: !text.chars().any(char::is_lowercase) }
    }

    /// How well the answer stands for a theme by these words: of readable length, mostly about it, and about little else.
    ///
    /// In thousandths, as an integer: sums of floats would depend on the order of merging.
    fn merit(&self, spans: impl Iterator<Item = Span>, themes: usize) -> u64 {
        let length = self.length;
        let readable = match length {
            0..SHORT => 300 + 500 * length / SHORT,
            SHORT..=LONG => 1000,
            _ => (1000 * LONG / length).max(300),
        };
        let marked: usize = spans.map(|s| (s.end - s.start) as usize).sum();
        // a fifth of the text is much: the words around are what makes it a quote
        let central = (5 * 1000 * marked / length.max(1)).min(1000);
        let alone = 1000 / themes.max(1);
        let calm = if self.shouts { 500 } else { 1000 };
        (readable * (400 + central * 3 / 10 + alone * 3 / 10) / 1000 * calm / 1000) as u64
    }
}

/// The lot of an answer.
fn lot(seed: u64, respondent: &str, question: usize) -> u64 {
    fnv(&format!("{seed}:{respondent}:{question}"))
}

/// What two answers are compared by.
struct Said {
    /// The letters: a quote that says the same as another is left out beside it.
    letters: String,
    /// The longer words.
    words: BTreeSet<String>,
    nynorsk: bool,
}

impl Said {
    fn of(text: &str) -> Self {
        let words = tokens(text).into_iter().map(|t| written(t.text(text))).filter(|w| w.chars().count() > 3);
        let words: BTreeSet<String> = words.collect();
        let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Self { letters, nynorsk: is_nynorsk(&words), words }
    }
}

/// How like a candidate is to one that is chosen: shared words, shared values, and the same written standard.
fn likeness((candidate, own): (&Candidate, &Said), (other, theirs): (&Candidate, &Said)) -> f64 {
    if own.letters == theirs.letters {
        return 1.0;
    }
    let shared = own.words.intersection(&theirs.words).count() as f64
        / own.words.union(&theirs.words).count().max(1) as f64;
    let pairs = candidate.values.iter().zip(&other.values);
    let same =
        pairs.filter(|(a, b)| a == b && !a.is_empty()).count() as f64 / other.values.len().max(1) as f64;
    let standard = f64::from(u8::from(own.nynorsk == theirs.nynorsk));
    (0.6 * shared + 0.25 * same + 0.15 * standard).min(0.95)
}

/// Words that only nynorsk writes so. Enough to vary quotes; the analysis never asks.
fn is_nynorsk(words: &BTreeSet<String>) -> bool {
    const MARKS: [&str; 12] = [
        "ikkje",
        "dykk",
        "korleis",
        "kvar",
        "berre",
        "fleire",
        "sjølv",
        "vanskeleg",
        "kommunar",
        "flyktningar",
        "saman",
        "mykje",
    ];
    MARKS.iter().any(|mark| words.contains(*mark))
}

/// A candidate shortened and masked.
fn published(candidate: Candidate, question: &str, theme: &str, values: Vec<(String, String)>) -> Quote {
    let (text, spans) = shortened(&candidate.text, &candidate.spans);
    let masked = privacy::mask(&text);
    let spans: Vec<Span> = spans.into_iter().map(|s| masked.map(s)).collect();
    // masked before it is cut between words: half a name is no name
    let (text, spans) = cut(masked.text, spans);
    Quote {
        respondent: candidate.respondent,
        question: question.into(),
        theme: theme.into(),
        text,
        spans,
        values,
    }
}

/// A text that sentence borders leave very long, cut to the words around the first of the theme's.
fn cut(text: String, spans: Vec<Span>) -> (String, Vec<Span>) {
    let count = text.chars().count();
    let Some(first) = spans.first().filter(|_| count > 2 * LONG) else { return (text, spans) };
    let from = (first.start as usize).saturating_sub(LONG / 2);
    let to = (from + LONG).max(first.end as usize).min(count);
    let mut points = Points::of(&text);
    let words: Vec<Span> = tokens(&text)
        .iter()
        .map(|t| Span { start: points.point(t.start as usize), end: points.point(t.end as usize) })
        .filter(|word| word.start as usize >= from && word.end as usize <= to)
        .collect();
    let (Some(begin), Some(end)) = (words.first().map(|w| w.start), words.last().map(|w| w.end)) else {
        return (text, spans);
    };
    piece(&text, &spans, Span { start: begin, end })
}

/// A piece of a text with the spans in it; what is left out is marked.
fn piece(text: &str, spans: &[Span], place: Span) -> (String, Vec<Span>) {
    let Span { start, end } = place;
    let mut points = Points::of(text);
    let (from, to) = (points.byte(start), points.byte(end));
    let left_out = |part: &str| !part.trim().is_empty();
    let before = if left_out(&text[..from]) { format!("{CUT} ") } else { String::new() };
    let behind = if left_out(&text[to..]) { format!(" {CUT}") } else { String::new() };
    let shift = before.chars().count() as u32;
    let inside = spans.iter().filter(|s| s.start >= start && s.end <= end);
    let moved = inside.map(|s| Span { start: s.start - start + shift, end: s.end - start + shift });
    (before + &text[from..to] + &behind, moved.collect())
}

/// The sentences around the theme's words, where the whole is too long to read; cuts are marked.
pub fn shortened(text: &str, spans: &[Span]) -> (String, Vec<Span>) {
    let all = sentences(text);
    if text.chars().count() <= LONG || all.len() < 2 {
        return (text.to_string(), spans.to_vec());
    }
    let mut points = Points::of(text);
    let places: Vec<Span> =
        all.iter().map(|r| Span { start: points.point(r.start), end: points.point(r.end) }).collect();
    // sorted and apart from each other, as a coding's spans are
    let begun = |end: u32| spans.partition_point(|s| s.start < end);
    let over = |start: u32| spans.partition_point(|s| s.end <= start);
    let marked = |place: &Span| begun(place.end).saturating_sub(over(place.start));
    let best = (0..all.len()).rev().max_by_key(|i| marked(&places[*i])).unwrap_or(0);
    let (from, to) = grown(&places, best, &marked);
    piece(text, spans, Span { start: places[from].start, end: places[to].end })
}

/// Lets the best sentence grow by its neighbours while the whole stays readable, towards more of the theme first.
fn grown(places: &[Span], best: usize, marked: &dyn Fn(&Span) -> usize) -> (usize, usize) {
    let (mut from, mut to) = (best, best);
    loop {
        let length = |from: usize, to: usize| (places[to].end - places[from].start) as usize;
        let after = (to + 1 < places.len() && length(from, to + 1) <= LONG).then(|| marked(&places[to + 1]));
        let before = (from > 0 && length(from - 1, to) <= LONG).then(|| marked(&places[from - 1]));
        match (before, after) {
            (None, None) => return (from, to),
            (Some(b), Some(a)) if b > a => from -= 1,
            (_, Some(_)) => to += 1,
            (Some(_), None) => from -= 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use compact_str::format_compact;

    #[test]
    fn long_answers_are_cut_at_sentences_around_the_theme() {
        let filler = "Dette er en setning om noe helt annet enn temaet vi leter etter her. ".repeat(6);
        let text = format!("{filler}Boligene er for små. {filler}");
        let start = filler.chars().count() as u32;
        let (short, spans) = shortened(&text, &[Span { start, end: start + 8 }]);
        assert!(short.starts_with(CUT) && short.ends_with(CUT), "{short}");
        assert!(short.chars().count() <= LONG + 2 * (CUT.chars().count() + 1));
        let words: String = short.chars().skip(spans[0].start as usize).take(8).collect();
        assert_eq!(words, "Boligene");
    }

    #[test]
    fn a_text_without_sentences_is_cut_between_words() {
        let text = "ord ".repeat(400) + "bolig [navn 1] " + &"mer ".repeat(400);
        let start = text.find("bolig").unwrap() as u32;
        let (short, spans) = cut(text, vec![Span { start, end: start + 5 }]);
        assert!(short.starts_with("[…] ord") && short.ends_with("mer […]"), "{short}");
        assert!(short.contains("bolig [navn 1] mer") && short.chars().count() <= LONG + 8, "{short}");
        let words: String = short.chars().skip(spans[0].start as usize).take(5).collect();
        assert_eq!(words, "bolig");
        // one word alone cannot be cut
        let word = "bolig".repeat(300);
        assert_eq!(cut(word.clone(), vec![Span { start: 0, end: 1500 }]).0, word);
    }

    #[test]
    fn cuts_and_threads_give_the_same_pool() {
        let row = |i: usize| Row {
            // some ids stand twice, and merit differs by length
            id: format_compact!("R{}", i % 400),
            values: vec![],
            answers: vec![format_compact!("Bolig er vanskelig {i}{}", " nå".repeat(i * 7 % 13))],
        };
        let mut rows: Vec<Row> = (0..900).map(row).collect();
        // the best first: each of those that are kept comes when only better ones have gone before
        let span = Span { start: 0, end: 5 };
        let worth = |row: &Row| Plain::of(&row.answers[0]).merit([span].into_iter(), 1);
        rows.sort_by_key(|row| (Reverse(worth(row)), lot(7, &row.id, 0)));
        let codings = [Coding { theme: 0, mentions: vec![crate::coding::Mention { span, rule: 0 }] }];
        // the pool, and how many candidates were copied for it
        let whole = |cut: usize, threads: usize| {
            let (mut pool, mut copied) = (Pool::default(), 0);
            let mut offered: Vec<Offered> = (0..threads).map(|_| Offered::new(7)).collect();
            for (at, rows) in rows.chunks(cut).enumerate() {
                let mut part = Pool::default();
                rows.iter().for_each(|r| part.add(0, r, &codings, &mut offered[at % threads]));
                copied += part.best.get(&(0, 0)).map_or(0, Vec::len);
                pool.merge(part);
            }
            pool.best.values_mut().for_each(trim);
            (pool, copied)
        };
        let (all, each) = whole(1, rows.len());
        assert_eq!(each, rows.len());
        for (cut, threads) in [(rows.len(), 1), (3, 1), (3, 2), (50, 3)] {
            assert_eq!(whole(cut, threads).0, all, "{cut} {threads}");
        }
        assert!(whole(3, 2).1 < rows.len() / 2);
    }
}
