//! Nynorsk inflection on stems that both standards share: `kommunane` is read as `kommunene`.
use super::fold::last_eight;

/// Nynorsk ending, bokmål ending; longest first.
pub const ENDINGS: &[(&[u8], &[u8])] = &[
    (b"arane", b"erne"),
    (b"jande", b"ende"),
    (b"igast", b"igst"),
    (b"igaste", b"igste"),
    (b"arst", b"erst"),
    (b"jast", b"es"),
    (b"est", b"es"),
    (b"legare", b"ligere"),
    (b"legaste", b"ligste"),
    (b"legast", b"ligst"),
    (b"heitene", b"hetene"),
    (b"heiter", b"heter"),
    (b"heita", b"heten"),
    (b"ingane", b"ingene"),
    (b"ingar", b"inger"),
    (b"arar", b"ere"),
    (b"aren", b"eren"),
    (b"heit", b"het"),
    (b"lege", b"lige"),
    (b"ande", b"ende"),
    (b"aste", b"este"),
    (b"ane", b"ene"),
    (b"ast", b"es"),
    (b"leg", b"lig"),
    (b"are", b"ere"),
    (b"ar", b"er"),
    (b"ar", b"ere"),
    (b"ast", b"est"),
    (b"a", b"en"),
    (b"a", b"ene"),
    (b"a", b"et"),
    (b"i", b"a"),
    (b"or", b"er"),
    (b"one", b"ene"),
];

/// The nynorsk endings as numbers, the last letter highest, and how many bits of a number are before them.
const PACKED: [(u64, u32); ENDINGS.len()] = {
    let mut packed = [(0, 0); ENDINGS.len()];
    let mut at = 0;
    while at < ENDINGS.len() {
        let from = ENDINGS[at].0;
        let mut letter = 0;
        while letter < from.len() {
            packed[at].0 = packed[at].0 >> 8 | (from[letter] as u64) << 56;
            letter += 1;
        }
        packed[at].1 = 64 - 8 * from.len() as u32;
        at += 1;
    }
    packed
};

/// What an unknown form keeps, and the bokmål ending it may stand for, by its ending alone.
pub fn changes(word: &[u8]) -> impl Iterator<Item = (&[u8], &'static [u8])> {
    let last = last_eight(word);
    ENDINGS.iter().zip(PACKED).filter_map(move |((from, to), (ending, before))| {
        let stem = word.len().checked_sub(from.len()).filter(|stem| *stem > 2)?;
        ((last ^ ending) >> before == 0).then(|| (&word[..stem], *to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_endings_that_it_ends_in() {
        for (own, _) in ENDINGS {
            for stem in ["", "kom", "kommun", "komitemedlemm"] {
                let word = [stem.as_bytes(), own].concat();
                let by_letters =
                    ENDINGS.iter().filter_map(|(from, to)| Some((word.strip_suffix(*from)?, *to)));
                let by_letters: Vec<_> = by_letters.filter(|(stem, _)| stem.len() > 2).collect();
                assert_eq!(changes(&word).collect::<Vec<_>>(), by_letters);
            }
        }
    }
}
