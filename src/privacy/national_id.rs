//! National identity numbers: fødselsnummer and D-number, with their control digits.
use super::{
    Kind,
    number::{Groups, Reading, control, values},
};

/// Weights of the first control digit, after Skatteetaten's description of the number.
const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
/// Weights of the second.
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// The ways it is written.
const SHAPES: [&[usize]; 4] = [&[11], &[6, 5], &[2, 2, 2, 5], &[6, 3, 2]];

/// Reads the next groups as an identity number.
pub(super) fn read(groups: &Groups) -> Option<Reading> {
    let named = groups.after(is_title);
    for shape in SHAPES {
        let spaced = match *shape {
            [2, 2, 2, 5] => groups.is(&[2, 2, 2]) && groups.group(3).len() == 5,
            _ => groups.is(shape),
        };
        if spaced && (named || is_valid(&groups.digits(shape.len())) && !groups.after(account_title)) {
            return Some(Reading::of(shape.len(), Kind::NationalId));
        }
    }
    // The last five digits alone are what people call their personnummer.
    (named && groups.is(&[5])).then(|| Reading::of(1, Kind::NationalId))
}

fn is_title(word: &str) -> bool {
    let titles = ["fødselsn", "personn", "fnr", "pnr", "f.nr", "dnummer", "identitetsn"];
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
    let (day, month) = (values[0] * 10 + values[1], values[2] * 10 + values[3]);
    let is_date = matches!(day, 1..=31 | 41..=71) && matches!(month, 1..=12 | 41..=52 | 81..=92);
    is_date
        && control(&values[..9], &FIRST) == Some(values[9])
        && control(&values[..10], &SECOND) == Some(values[10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_digits_and_dates_count() {
        // Made-up numbers: the first two are test numbers (month + 80 and + 40), the third a D-number of such.
        for digits in ["01810012345", "01010112378"] {
            let valid = is_valid(digits);
            let mut other = digits.to_string();
            let last = other.pop().unwrap().to_digit(10).unwrap();
            other.push(char::from_digit((last + 1) % 10, 10).unwrap());
            assert!(!valid || !is_valid(&other));
        }
        assert!(!is_valid("00000000000"), "no such date");
        assert!(!is_valid("123"));
    }
}
