//! Organisation numbers, which are public: read only so that they are taken for nothing else.
use super::number::{Groups, Reading, control, values};

/// Weights of the control digit, after Brønnøysundregistrene.
const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

/// Reads the next groups as an organisation number, which is kept.
pub(super) fn read(groups: &Groups) -> Option<Reading> {
    let taken = [&[9][..], &[3, 3, 3]].into_iter().find(|shape| groups.is(shape))?.len();
    let named = groups.after(|w| w.starts_with("org") || w == "mva" || w == "foretaksnummer");
    let values = values(&groups.digits(taken));
    let valid = control(&values[..8], &WEIGHTS) == Some(values[8]);
    (named || valid).then_some(Reading { groups: taken, lead: 0, kind: None })
}
