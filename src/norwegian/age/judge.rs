//! Whether numbers are an age, and from when to when. Doubtful cases are left out: a missed age costs a
//! codebook one more rule, a false one costs its reader's trust.
use super::{
    Age, OLDEST, clues,
    items::{Item, Kind},
    series::{Series, Span},
};
use crate::norwegian::{is_noun, is_verb};

/// From this age on a number of years with nothing around it is rather an age than a stretch of time.
const YOUTH: u8 = 13;
/// The oldest that somebody is said to be or to become without «år».
const GROWN: u8 = 25;

/// What stands after the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// `-åring`, `-årsalder`: always an age.
    Certain,
    /// `år gammel`: of somebody, or of something.
    Old,
    /// `år gammelt`: of something, or of a child.
    OldThing,
    /// `-årig`.
    Lasting,
    /// `20-årene`.
    Decade,
    /// `år`.
    Years,
    /// Nothing that tells.
    None,
    /// `-årsperiode`, `tiår`: never an age.
    Never,
}

/// How the words before or after bend the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Under,
    UpTo,
    From,
    /// «fra 16 år», which a second number closes: «fra 16 til 19 år».
    Starting,
    Filled,
    NotFilled,
    Fills,
    Age,
}

/// The numbers in their surroundings.
struct Scene<'a> {
    items: &'a [Item<'a>],
    series: &'a Series,
    ending: Ending,
    /// The item after the ending.
    after: usize,
    bound: Option<Bound>,
    /// First item of the words that bend the span.
    before: usize,
}

/// Adds the ages of a series, if it is one.
pub(super) fn judge(items: &[Item], series: &Series, found: &mut Vec<Age>) {
    let (mut ending, after) = ending(items, series.last);
    // «fra 16 år og opp til 20»
    if ending == Ending::None && items[series.first..series.last].iter().any(|item| item.word() == "år") {
        ending = Ending::Years;
    }
    let (bound, before) = bound_before(items, series.first);
    let mut scene = Scene { items, series, ending, after, bound, before };
    if scene.glued_to_something() {
        return;
    }
    let open = scene.bound_after();
    if !scene.is_age(open.map(|(_, after)| after)) {
        return;
    }
    if let Some((bound, after)) = open {
        (scene.bound, scene.after) = (Some(bound), after);
    }
    for (n, span) in series.spans.iter().enumerate() {
        let start = if n == 0 { before } else { span.first };
        let last = if n + 1 == series.spans.len() { scene.after - 1 } else { span.last };
        let (from, to) = scene.limits(*span);
        found.push(Age { start: items[start].start, end: items[last].end, from, to });
    }
}

fn word<'a>(items: &'a [Item<'_>], at: usize) -> &'a str {
    items.get(at).map_or("", Item::word)
}

/// The word `back` items before an item.
fn earlier<'a>(items: &'a [Item<'_>], at: usize, back: usize) -> &'a str {
    at.checked_sub(back).map_or("", |at| word(items, at))
}

/// Reads what stands after the last number; returns the item after it too.
fn ending(items: &[Item], last: usize) -> (Ending, usize) {
    let mut at = last + 1;
    let grown = matches!(items[last].kind, Kind::Number { grown: true, .. });
    if items.get(at).is_some_and(|i| i.is('-')) && word(items, at + 1).starts_with("år") {
        at += 1;
    }
    let years = word(items, at);
    let glued = grown || items.get(at).is_some_and(|item| !item.spaced);
    let ending = match years {
        "år" if grown => Ending::Never,
        "år" => return years_old(items, at + 1),
        "års" => return milestone(items, at + 1),
        "årene" | "åra" | "årane" | "åri" if glued => Ending::Decade,
        _ if years.starts_with("åring") || years.starts_with("årring") => Ending::Certain,
        _ if years.starts_with("årig") => Ending::Lasting,
        // «treårsgrensa» is how long something is given
        _ if years.starts_with("årsgrens")
            && matches!(items[last].kind, Kind::Number { value: ..10, .. }) =>
        {
            Ending::Never
        }
        _ if ["årsalder", "årsdag", "årsgrens", "årslag"].iter().any(|b| years.starts_with(b)) => {
            Ending::Certain
        }
        _ if years.starts_with("år") => Ending::Never,
        _ => return (Ending::None, last + 1),
    };
    (ending, at + 1)
}

/// «år», «år gammel», «år gl.».
fn years_old(items: &[Item], at: usize) -> (Ending, usize) {
    match word(items, at) {
        "gl" | "gml" | "g" => (Ending::Old, at + 1),
        "gammelt" | "gamalt" => (Ending::OldThing, at + 1),
        old if old.starts_with("gamm") || old.starts_with("gaml") || old == "gamal" => (Ending::Old, at + 1),
        _ => (Ending::Years, at),
    }
}

/// «års alder», «års-dagen», «års gutt»; other things of so many years are no ages.
fn milestone(items: &[Item], at: usize) -> (Ending, usize) {
    let at = at + usize::from(items.get(at).is_some_and(|i| i.is('-')));
    let thing = word(items, at);
    let certain = ["alder", "dag", "grens", "gutt", "jent"].iter().any(|begin| thing.starts_with(begin));
    if certain { (Ending::Certain, at + 1) } else { (Ending::Never, at) }
}

/// The words before the numbers that bend the span, and where they begin.
fn bound_before(items: &[Item], first: usize) -> (Option<Bound>, usize) {
    let (one, two, three) = (earlier(items, first, 1), earlier(items, first, 2), earlier(items, first, 3));
    // without a word to go by there may still be a sign
    if !one.is_empty() && !clues::leads(one) {
        return (None, first);
    }
    let filled = |back: usize| {
        let (near, far) = (earlier(items, first, back + 1), earlier(items, first, back + 2));
        let negated = |w: &str| matches!(w, "ikke" | "ikkje" | "før" | "inntil" | "til" | "innen" | "innan");
        let passed_over =
            |w: &str| clues::person(w) || matches!(w, "har" | "hadde" | "er" | "ennå" | "enda" | "endå");
        let not = negated(near) || (negated(far) && passed_over(near));
        if not { Bound::NotFilled } else { Bound::Filled }
    };
    let at = |back: usize| first - back;
    match (one, two, three) {
        ("under", ..) => (Some(Bound::Under), at(1)),
        ("enn", "yngre" | "yngst", _) => (Some(Bound::Under), at(2)),
        ("enn", "eldre", _) => (Some(Bound::From), at(2)),
        ("til", "ned", _) => (Some(Bound::Age), at(2)),
        ("over" | "minst" | "minimum" | "fom", ..) => (Some(Bound::From), at(1)),
        ("med", "og", "fra" | "frå") => (Some(Bound::From), at(3)),
        ("med", "og", "til") => (Some(Bound::UpTo), at(3)),
        ("fra" | "frå", ..) if items[..first].len() > 1 && clues::of_age(two) => (Some(Bound::Age), at(2)),
        ("fra" | "frå", ..) => (Some(Bound::Starting), at(1)),
        ("inntil" | "opptil" | "maks" | "maksimum" | "tom", ..) => (Some(Bound::UpTo), at(1)),
        ("til", "opp" | "inn" | "fram" | "frem" | "ettervern", _) => (Some(Bound::UpTo), at(2)),
        ("fylt" | "fylte" | "fyllt" | "fyllte" | "fyldt", ..) => (Some(filled(1)), at(1)),
        ("fyller" | "fylle" | "fyl", ..) => (Some(fills(two, three)), at(1)),
        _ => age_before(items, first, one, two),
    }
}

fn fills(two: &str, three: &str) -> Bound {
    let until = |w: &str| matches!(w, "før" | "til" | "inntil");
    if until(two) || until(three) { Bound::NotFilled } else { Bound::Fills }
}

/// «alderen», «aldersgruppa», «alder:», «alderen på», and the signs < and >.
fn age_before(items: &[Item], first: usize, one: &str, two: &str) -> (Option<Bound>, usize) {
    let sign = |sign| first > 0 && items[first - 1].is(sign);
    // «t.o.m.» and «f.o.m.»
    let [m, o, begin] = [2, 4, 6].map(|back| earlier(items, first, back));
    if sign('.') && (o, m) == ("o", "m") && matches!(begin, "t" | "f") {
        return (Some(if begin == "t" { Bound::UpTo } else { Bound::From }), first - 6);
    }
    let link = matches!(one, "på" | "mellom" | "er" | "ca" | "rundt" | "til" | "med" | "av");
    if clues::of_age(one) {
        (Some(Bound::Age), first - 1)
    } else if clues::of_age(two) && (link || sign(':') || sign('.')) {
        (Some(Bound::Age), first - 2)
    } else if sign('<') {
        (Some(Bound::Under), first - 1)
    } else if sign('>') || sign('≥') {
        (Some(Bound::From), first - 1)
    } else if one == "mellom" {
        (None, first - 1)
    } else {
        (None, first)
    }
}

impl Scene<'_> {
    /// «A-16», «EU/15», «16t»: part of a name or another number.
    fn glued_to_something(&self) -> bool {
        let first = &self.items[self.series.first];
        let before = self.series.first.checked_sub(1).map(|at| &self.items[at]);
        let hyphen = before.is_some_and(|b| (b.is('-') || b.is('/')) && !first.spaced && !b.spaced);
        let named = hyphen && self.series.first > 1;
        let after = self.items.get(self.series.last + 1);
        let unit = self.ending == Ending::None
            && after.is_some_and(|a| {
                !a.spaced && matches!(a.kind, Kind::Word(_) | Kind::Figure | Kind::Sign('%' | '°'))
            });
        named || unit || before.is_some_and(|b| b.is('§'))
    }

    /// «18 år og eldre», «16 og oppover», «18+».
    fn bound_after(&self) -> Option<(Bound, usize)> {
        if !matches!(self.ending, Ending::Years | Ending::None | Ending::Certain | Ending::Old) {
            return None;
        }
        let at = self.after;
        let and = matches!(word(self.items, at), "og" | "eller");
        let turn = word(self.items, at + usize::from(and));
        let next = at + usize::from(and) + 1;
        let numbered = matches!(self.items.get(next), Some(Item { kind: Kind::Number { .. }, .. }));
        match turn {
            _ if numbered => None,
            "eldre" | "over" | "oppover" | "opp" | "utover" if and => Some((Bound::From, next)),
            "yngre" | "under" | "nedover" if and => Some((Bound::UpTo, next)),
            "oppover" => Some((Bound::From, next)),
            "pluss" => Some((Bound::From, at + 1)),
            _ if self.items.get(at).is_some_and(|item| item.is('+')) => Some((Bound::From, at + 1)),
            _ => None,
        }
    }

    fn is_age(&self, open: Option<usize>) -> bool {
        let low = self.series.spans[0].low;
        match self.ending {
            Ending::Certain => true,
            Ending::Never => false,
            Ending::Old => !self.is_of_a_thing(),
            Ending::OldThing => clues::person(word(self.items, self.after)) || self.person_right_before(),
            Ending::Decade => self.is_decade(),
            Ending::Lasting => {
                let thing = word(self.items, self.after);
                !clues::lasting(thing) && (clues::person(thing) || low >= YOUTH)
            }
            Ending::Years => self.years_are_age(open.is_some(), low),
            Ending::None => match open {
                Some(after) => {
                    low >= YOUTH
                        && self.ends_or_follows(after)
                        && !self.of_something_else()
                        && !clues::collective(earlier(self.items, self.before, 1))
                }
                None => self.number_is_age(low),
            },
        }
    }

    fn is_decade(&self) -> bool {
        let span = self.series.spans[0];
        let into = |back| matches!(earlier(self.items, self.before, back), "i" | "av");
        self.series.spans.len() == 1 && span.low >= 20 && span.low.is_multiple_of(10) && into(1)
    }

    /// Numbers followed by «år».
    fn years_are_age(&self, open: bool, low: u8) -> bool {
        let (next, then) = (word(self.items, self.after), word(self.items, self.after + 1));
        let person = self.person_right_before();
        if clues::time_after(next) || (next == "i" && clues::spent(then) && !person) {
            return false;
        }
        if matches!(self.bound, Some(Bound::Age | Bound::Filled | Bound::NotFilled | Bound::Fills)) {
            return true;
        }
        // «barn bruker 2–3 år», «flyktninger 2–3 år etter bosetting», but «barn 1–5 år før skolestart»
        let child = person && (1..=3).any(|back| clues::child(earlier(self.items, self.before, back)));
        let lasts = clues::takes(earlier(self.items, self.before, 1))
            || (matches!(next, "etter" | "før") && !child)
            || clues::worked(earlier(self.items, self.before, 2));
        if low < YOUTH && lasts {
            return false;
        }
        // «jobbet med flyktninger over 20 år», «oppfølging over 15 år»
        let before = |is: fn(&str) -> bool| (1..=4).any(|back| is(earlier(self.items, self.before, back)));
        if self.bound == Some(Bound::From)
            && ((low >= 20 && before(clues::worked)) || (!person && before(clues::process)))
        {
            return false;
        }
        let time = clues::time_before(earlier(self.items, self.before, 1))
            || (!person
                && (2..=3).any(|back| {
                    clues::time_before(earlier(self.items, self.before, back))
                        && earlier(self.items, self.before, back).len() > 2
                }));
        let spans = &self.series.spans;
        let several = spans.len() > 1 || spans[0].low < spans[0].high;
        if time {
            false
        } else if open || self.bound.is_some() || several {
            low >= YOUTH || (several && low == 0) || person || self.person_near()
        } else {
            person
        }
    }

    /// Numbers with nothing after them that tells.
    fn number_is_age(&self, low: u8) -> bool {
        // most numbers fail the first test, which costs the least
        self.stands_as_an_age(low) && !self.of_something_else()
    }

    fn stands_as_an_age(&self, low: u8) -> bool {
        let (one, two) = (earlier(self.items, self.before, 1), earlier(self.items, self.before, 2));
        let span = self.series.spans[0];
        let several = self.series.spans.len() > 1 || span.low < span.high;
        let closed = self.ends_or_follows(self.after);
        match self.bound {
            Some(Bound::Age) => closed || several,
            Some(Bound::Filled | Bound::NotFilled | Bound::Fills) => {
                let goes_on = || is_verb(word(self.items, self.after));
                low >= YOUTH && (closed || (low <= GROWN && self.person_near() && goes_on()))
            }
            Some(Bound::Starting) => several && low >= YOUTH && self.person_right_before() && closed,
            Some(_) => {
                let counted = (1..=2).any(|back| clues::collective(earlier(self.items, self.before, back)));
                let compared = matches!(word(self.items, self.before), "eldre" | "yngre") && low >= YOUTH;
                let told = self.person_right_before() || (closed && (compared || (15..20).contains(&low)));
                told && !counted
            }
            None if earlier(self.items, self.series.first, 1) == "mellom" && several => {
                self.person_right_before() || (closed && low >= YOUTH && span.high <= 25)
            }
            None if one == "på" => {
                let next = word(self.items, self.after);
                let of_one = || clues::single(two) && low >= YOUTH && is_verb(next) && !is_noun(next);
                clues::person(two) && !clues::collective(two) && low > 1 && (closed || of_one())
            }
            None if matches!(one, "rundt" | "ca") => {
                closed && several && low >= YOUTH && span.high <= 30 && clues::person(two)
            }
            None if self.in_brackets() => {
                let last = self.series.spans.iter().map(|span| span.high).max().unwrap_or(0);
                let one = clues::single(two) && (span.low >= YOUTH || (span.low > 1 && clues::young(two)));
                one || (several && clues::person(two) && span.low >= YOUTH && last <= 30)
            }
            None => self.is_told_of_somebody(low, several, closed),
        }
    }

    /// «de som er 17», «når de blir 18», «han var bare 13».
    fn is_told_of_somebody(&self, low: u8, several: bool, closed: bool) -> bool {
        let mut at = self.before;
        while at > 0 && matches!(word(self.items, at - 1), "bare" | "berre" | "kun" | "nå" | "no" | "snart")
        {
            at -= 1;
        }
        let [one, two, three] = [1, 2, 3].map(|back| earlier(self.items, at, back));
        // «ho er 94» is said of nobody but her
        let most = if clues::single(two) { OLDEST } else { GROWN };
        if !matches!(one, "er" | "var" | "blir" | "vert") || !(YOUTH..=most).contains(&low) {
            return false;
        }
        let stage = ["når", "før", "til", "fra", "frå", "siden", "sidan", "da", "då"];
        let while_young = clues::person(two) && stage.contains(&three);
        let told = two == "som" || clues::single(two) || (clues::person(two) && several);
        while_young || (closed && told)
    }

    /// Whether the numbers stand in brackets by themselves.
    fn in_brackets(&self) -> bool {
        let before = self.before.checked_sub(1).is_some_and(|at| self.items[at].is('('));
        before && self.items.get(self.after).is_some_and(|item| item.is(')'))
    }

    /// «en 16 år gammel lov», «skolen er 20 år gammel».
    fn is_of_a_thing(&self) -> bool {
        let links =
            matches!(earlier(self.items, self.before, 1), "er" | "var" | "blir" | "ble" | "vert" | "vart");
        clues::thing(word(self.items, self.after))
            || (links && clues::thing(earlier(self.items, self.before, 2)))
    }

    /// A unit, a rate or a further number after the numbers; an hour or a paragraph before them.
    fn of_something_else(&self) -> bool {
        let next = word(self.items, self.after);
        let rate = (matches!(next, "i" | "om") && clues::rate(word(self.items, self.after + 1)))
            || matches!(next, "per" | "pr" | "årlig" | "årleg");
        let figure = self.items.get(self.after).is_some_and(|item| {
            matches!(
                item.kind,
                Kind::Figure | Kind::Number { .. } | Kind::Sign('%' | '/' | '‰' | '°' | '€' | '$')
            )
        });
        let before = (1..=3).any(|back| clues::other_before(earlier(self.items, self.before, back)));
        clues::unit(next) || rate || figure || before
    }

    /// Whether the text ends here, a sign follows, or a word that is never counted.
    fn ends_or_follows(&self, at: usize) -> bool {
        match self.items.get(at) {
            None => true,
            Some(Item { kind: Kind::Sign('.'), .. }) => !self.is_ordinal(at),
            Some(Item { kind: Kind::Sign(sign), .. }) => !matches!(sign, '%' | '-'),
            Some(item) => clues::follows(item.word()),
        }
    }

    /// Whether a full stop makes the number before it an ordinal: «10. trinn», «8.–10. trinn».
    fn is_ordinal(&self, stop: usize) -> bool {
        let is_number =
            |at: usize| matches!(self.items.get(at), Some(Item { kind: Kind::Number { .. }, .. }));
        let is_stop = |at: usize| self.items.get(at).is_some_and(|item| item.is('.'));
        let mut at = stop + 1;
        while is_number(at + 1) && is_stop(at + 2) {
            at += 3;
        }
        clues::ordered(word(self.items, at))
    }

    /// A person next to the numbers, with nothing but «på», «er bare», a comma or a bracket between.
    fn person_right_before(&self) -> bool {
        for back in 1..=5 {
            let Some(item) = self.before.checked_sub(back).map(|at| &self.items[at]) else { return false };
            if clues::person(item.word()) {
                return true;
            }
            if !(clues::between(item.word()) || item.is(',') || item.is('(')) {
                return false;
            }
        }
        false
    }

    /// A person up to five items before, in the same sentence.
    fn person_near(&self) -> bool {
        let from = self.before.saturating_sub(5);
        let near = self.items[from..self.before].iter().rev();
        let stop = |item: &&Item| !matches!(item.kind, Kind::Sign('.' | '!' | '?' | ';'));
        near.take_while(stop).any(|item| clues::person(item.word()))
    }

    /// The years meant by one span.
    fn limits(&self, span: Span) -> (u8, u8) {
        if self.ending == Ending::Decade {
            return (span.low, (span.low + 9).min(OLDEST));
        }
        match self.bound {
            Some(Bound::Under | Bound::NotFilled) => (0, span.low.saturating_sub(1)),
            Some(Bound::UpTo) if span.low == span.high => (0, span.high),
            Some(Bound::From | Bound::Starting | Bound::Filled) if span.low == span.high => {
                (span.low, OLDEST.max(span.low))
            }
            _ => (span.low, span.high),
        }
    }
}
