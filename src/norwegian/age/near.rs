//! Whether a number may be an age by what stands right beside it, without reading the text around it: most are none, and
//! «to kommuner» or «de tre største» need no more than a look.
use super::{clues, items, numerals};
use crate::norwegian::tokens::{Token, is_hyphen, is_invisible};

/// Whether an age may be told with a word of a text that [`super::in_word`] takes. Where this goes for none of its words,
/// [`super::find`] finds nothing: of the words that an ending or a bound begins with, one stands next to the number.
pub(crate) fn may_tell(text: &str, tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| between(text, token.start, token.end));
    let gap = |at: usize| {
        let start = at.checked_sub(1).and_then(|before| tokens.get(before)).map_or(0, |before| before.end);
        between(text, start, tokens.get(at).map_or(text.len() as u32, |token| token.start))
    };
    let before = at.checked_sub(1).map_or("", word);
    let is_counted = || is_blank(gap(at + 1)) && clues::unit(&items::lower(word(at + 1)));
    is_more_than_a_number(word(at))
        || (leads(before, gap(at)) && !is_counted())
        || ends(gap(at + 1), word(at + 1), || (gap(at + 2), word(at + 2)))
}

/// A stretch of a text; nothing where there is none.
fn between(text: &str, start: u32, end: u32) -> &str {
    text.get(start as usize..end as usize).unwrap_or_default()
}

/// Whether nothing that is read stands between two words.
fn is_blank(gap: &str) -> bool {
    gap == " " || gap.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Whether a word has more than a number: «16-åring», «femtenåring», «tenåring», «16t».
fn is_more_than_a_number(word: &str) -> bool {
    !is_figures(word) && !numerals::read(&items::lower(word)).is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether the word before a number, or a sign between them, may bend it, or say that it is one of age. A word of letters and
/// figures may.
fn leads(word: &str, gap: &str) -> bool {
    let mixed = || !word.chars().all(char::is_alphabetic) && !is_figures(word);
    if is_blank(gap) {
        mixed() || clues::leads(&items::lower(word))
    } else {
        let dotted = || items::lower(word) == "m";
        let age = || gap.contains(['.', ':']) && (mixed() || dotted() || clues::of_age(&items::lower(word)));
        let bracket = || gap.contains('(') && (mixed() || clues::person(&items::lower(word)));
        gap.contains(['<', '>', '≥']) || age() || bracket()
    }
}

/// Whether what stands after a number may make it an age.
fn ends<'t>(gap: &str, word: &str, next: impl Fn() -> (&'t str, &'t str)) -> bool {
    if !gap.chars().all(|c| c.is_whitespace() || is_hyphen(c) || is_invisible(c)) {
        return gap.contains('+');
    }
    let word = items::first(word);
    let turns = || {
        let (gap, turn) = next();
        is_blank(gap) && clues::turns(&items::first(turn))
    };
    word.starts_with("år") || clues::turns(&word) || (matches!(&*word, "og" | "eller") && turns())
}

fn is_figures(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::{find, in_word};
    use super::*;
    use crate::norwegian::tokens::tokens;
    use crate::stats::random::Random;

    // between two strokes each
    const NUMBERS: &str = "\
        15|19|16|18|femten|Atten|tjuefem|to|TRE|16-17|1|2015|17t";
    const OTHERS: &str = "\
        alder|alderen|Alderen|skolealder|aldersgruppa|på|er|var|blir|vert|mellom|under|over|minst|minimum|\
        fylt|fylte|ikke|fyller|fylle|fyl|før|fra|frå|med|og|eller|til|opp|inntil|maks|maksimum|enn|yngre|\
        eldre|ca|rundt|år|åra|aar|a\u{30a}r|årene|åringer|årig|års|årsalder|gammel|gutt|ungdom|barn|de|\
        når|som|i|av|oppover|opptil|tom|fom|t.o.m.|f.o.m.|ned|rundt|ca|bare|nå|snart|han|jente|gammelt|trinn|grupper|har|jobbet|\
        pluss|nedover|t|o|m|kommuner|prosent|dager|bolig|tenåring|kl|som er|og eldre|\
        eller yngre|og nedover|og utover|når barn blir|x";
    const GAPS: &str = " | | | | || (|)|-| – |, |. |: |/| (|) |+ | < | > |\n| ≥ |\u{200b}| \u{ad}|-\u{ad}| –\u{200b}|\u{feff} |² |½ |٣";

    #[test]
    fn an_age_has_a_number_that_may_tell_it() {
        let [numbers, others, gaps] = [NUMBERS, OTHERS, GAPS].map(|list| list.split('|').collect::<Vec<_>>());
        let mut random = Random::new(2023);
        let (mut ages, mut spared) = (0, 0);
        for _ in 0..300_000 {
            let mut text = String::new();
            for _ in 0..=random.below(6) {
                let list = if random.below(3) == 0 { &numbers } else { &others };
                text += list[random.below(list.len())];
                text += gaps[random.below(gaps.len())];
            }
            let tokens = tokens(&text);
            let aged = (0..tokens.len()).filter(|at| in_word(tokens[*at].text(&text)));
            let may: Vec<bool> = aged.map(|at| may_tell(&text, &tokens, at)).collect();
            let told = !find(&text).is_empty();
            assert!(!told || may.contains(&true), "{text:?}");
            ages += usize::from(told);
            spared += usize::from(!may.is_empty() && !may.contains(&true));
        }
        assert!(ages > 20_000 && spared > 5000, "{ages} {spared}");
    }
}
