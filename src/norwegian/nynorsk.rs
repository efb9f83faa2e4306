//! Nynorsk inflection on stems that both standards share: `kommunane` is read as `kommunene`.

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

/// What an unknown form keeps, and the bokmål ending it may stand for, by its ending alone.
pub fn changes(word: &[u8]) -> impl Iterator<Item = (&[u8], &'static [u8])> {
    let last = word.last().copied().unwrap_or(0);
    let same = ENDINGS.iter().filter(move |(from, _)| from[from.len() - 1] == last);
    same.filter_map(move |(from, to)| {
        let stem = word.strip_suffix(*from)?;
        (stem.len() > 2).then_some((stem, *to))
    })
}
