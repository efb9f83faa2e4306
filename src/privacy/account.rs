//! Bank account numbers: eleven digits with modulus 11, the dotted form, and the international one.
use super::{
    Kind,
    number::{Groups, Reading, control, values},
};

/// Weights of the control digit.
const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// Reads the next groups as an account number.
pub(super) fn read(groups: &Groups) -> Option<Reading> {
    if let Some(reading) = international(groups) {
        return Some(reading);
    }
    let named = groups.after(|w| w.contains("konto") || w == "iban" || w == "kto");
    let dotted = groups.is(&[4, 2, 5]);
    let loose = [&[4, 7][..], &[6, 5]].into_iter().any(|shape| groups.is(shape));
    let taken = if dotted {
        3
    } else if named && loose {
        2
    } else if groups.is(&[11]) {
        1
    } else {
        return None;
    };
    let other = groups.after(|w| w.starts_with("sak") || w.starts_with("ref") || w.starts_with("kid"));
    let sure = named || dotted && groups.joint(1) == "." || !other && is_valid(&groups.digits(taken));
    sure.then(|| Reading::of(taken, Kind::Account))
}

fn is_valid(digits: &str) -> bool {
    let values = values(digits);
    values.len() == 11
        && values.iter().any(|d| *d != 0)
        && control(&values[..10], &WEIGHTS) == Some(values[10])
}

/// `NO9386011117947`: a country, two control digits and letters or digits. Norwegian ones go by their length, for
/// people write them wrongly too; others by the remainder that ISO 13616 asks for.
pub(super) fn is_international(word: &str) -> bool {
    let bytes = word.as_bytes();
    let shaped = (15..=34).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && bytes[2..4].iter().all(u8::is_ascii_digit);
    let norwegian = || bytes[..2].eq_ignore_ascii_case(b"NO") && bytes[4..].iter().all(u8::is_ascii_digit);
    shaped && (norwegian() && bytes.len() == 15 || remainder(word) == 1)
}

/// The remainder by 97 of the digits, the first four at the end, letters as 10 to 35.
fn remainder(word: &str) -> u32 {
    let turned = word[4..].chars().chain(word[..4].chars()).filter_map(|c| c.to_digit(36));
    turned.fold(0, |sum, value| (sum * if value > 9 { 100 } else { 10 } + value) % 97)
}

/// `NO93 8601 1117 947`: the first word is no group, as it has letters.
fn international(groups: &Groups) -> Option<Reading> {
    let before = groups.from.checked_sub(1).map(|at| groups.scan.word(at))?;
    let is_country = before.len() == 4 && before.to_uppercase().starts_with("NO");
    let spaced = is_country && groups.is(&[4, 4, 3]) && groups.lead() == " ";
    spaced.then(|| Reading { groups: 3, lead: before.len() + 1, kind: Some(Kind::Account) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the register that SWIFT keeps.
    #[test]
    fn international_numbers_are_told_by_their_remainder() {
        for number in ["NO9386011117947", "DE89370400440532013000", "gb29nwbk60161331926819"] {
            assert!(is_international(number) && remainder(number) == 1, "{number}");
        }
        for other in ["DE89370400440532013001", "NO938601111794", "B2C20221234567890", "abcdefghijklmnop", ""]
        {
            assert!(!is_international(other), "{other}");
        }
    }
}
