//! Payment card numbers: sixteen digits in groups of four, or in one with the right control digit.
use super::{
    Kind,
    number::{Groups, Reading, is_year, values},
};

/// Reads the next groups as the number of a card.
pub(super) fn read(groups: &Groups) -> Option<Reading> {
    let other = |w: &str| ["kid", "ref", "sak", "faktura"].iter().any(|t| w.starts_with(t));
    let taken = [&[16][..], &[4, 4, 4, 4]].into_iter().find(|shape| groups.is(shape))?.len();
    let digits = groups.digits(taken);
    let card = matches!(digits.as_bytes()[0], b'2'..=b'6') && !groups.after(other);
    // Four years or four amounts stand in groups of four too.
    let counted = (0..taken).any(|at| is_year(groups.group(at)) || groups.group(at).ends_with("00"));
    (card && (is_valid(&digits) || taken == 4 && !counted)).then(|| Reading::of(taken, Kind::Account))
}

/// Luhn's control digit, after ISO/IEC 7812-1.
fn is_valid(digits: &str) -> bool {
    let doubled =
        |(at, digit): (usize, u32)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 };
    values(digits).into_iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_digit_is_seen() {
        assert!(is_valid("4111111111111111") && is_valid("5555555555554444"));
        assert!(!is_valid("4111111111111112") && !is_valid("4111111111111121"));
    }
}
