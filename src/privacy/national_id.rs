//! National identity numbers: fødselsnummer and D-number, with their control digits.
use super::{
    Kind,
    number::{Groups, Reading, control, values},
    scan::is_blank,
};

/// Weights of the first control digit, after Skatteetaten's description of the number.
const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
/// Weights of the second.
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// The ways it is written.
const SHAPES: [&[usize]; 4] = [&[11], &[6, 5], &[2, 2, 2, 5], &[6, 3, 2]];

/// Reads the next groups as an identity number.
pub(super) fn read(groups: &Groups) -> Option<Reading> {
    let named = groups.after(is_title) || groups.after_short(&["f", "d", "p", "pers", "fødsels", "person"]);
    for shape in SHAPES {
        let spaced = match *shape {
            [2, 2, 2, 5] => groups.is(&[2, 2, 2]) && groups.group(3).len() == 5,
            _ => groups.is(shape),
        };
        // a date and five digits are nothing else, be they right or wrong
        let dated = *shape == [6, 5]
            && is_blank(groups.joint(1))
            && is_date(&values(groups.group(0)))
            && !groups.group(1).ends_with("00");
        let sure = dated || is_valid(&groups.digits(shape.len()));
        if spaced && (named || sure && !groups.after(account_title)) {
            return Some(Reading::of(shape.len(), Kind::NationalId));
        }
    }
    // The last five digits alone are what people call their personnummer.
    (named && groups.is(&[5])).then(|| Reading::of(1, Kind::NationalId))
}

fn is_title(word: &str) -> bool {
    let titles = ["fødselsn", "personn", "fnr", "pnr", "d-n", "dnummer", "identitetsn"];
    titles.iter().any(|t| word.starts_with(t))
}

fn account_title(word: &str) -> bool {
    word.contains("konto")
}

/// Whether the date can be one and both control digits are right. D-numbers have 40 added to the day,
/// test numbers 40 or 80 to the month.
fn is_valid(digits: &str) -> bool {
    let values = values(digits);
    if values.len() != 11 {
        return false;
    }
    is_date(&values)
        && control(&values[..9], &FIRST) == Some(values[9])
        && control(&values[..10], &SECOND) == Some(values[10])
}

/// Whether the first four digits are the day and the month of a date.
fn is_date(values: &[u32]) -> bool {
    let [a, b, c, d, ..] = *values else { return false };
    matches!(a * 10 + b, 1..=31 | 41..=71) && matches!(c * 10 + d, 1..=12 | 41..=52 | 81..=92)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test numbers (month + 80, month + 40, the same as D-number) and a date that does not exist.
    const MADE_UP: [&str; 4] = ["01819010001", "41529010050", "55879910020", "31029010059"];

    #[test]
    fn one_wrong_digit_is_seen() {
        for number in MADE_UP {
            assert!(is_valid(number), "{number}");
            for at in 0..11 {
                let mut other = number.to_string().into_bytes();
                other[at] = if other[at] == b'9' { b'0' } else { other[at] + 1 };
                assert!(!is_valid(&String::from_utf8_lossy(&other)), "{number} at {at}");
            }
        }
    }

    #[test]
    fn dates_count() {
        assert!(!is_valid("00000000000"));
        assert!(!is_valid("123"));
    }
}
