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
    let named = groups.after(|w| w.contains("konto") || w == "iban");
    let dotted = groups.is(&[4, 2, 5]);
    let taken = if dotted {
        3
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

/// `NO93 8601 1117 947`: the first word is no group, as it has letters.
fn international(groups: &Groups) -> Option<Reading> {
    let before = groups.from.checked_sub(1).map(|at| groups.scan.word(at))?;
    let is_country = before.len() == 4 && before.to_uppercase().starts_with("NO");
    let spaced = is_country && groups.is(&[4, 4, 3]) && groups.lead() == " ";
    spaced.then(|| Reading { groups: 3, lead: before.len() + 1, kind: Some(Kind::Account) })
}
