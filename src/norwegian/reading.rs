//! Reading a word in lexicon letters: which lemmas it can be, and for compounds which units it is made of.
use super::compound::{self, Joints};
use super::fold::{Letters, coded, decoded, joined};
use super::keys::{Names, Unit};
use super::lexicon::{Lemmas, Lexicon};
use super::lists::{Entry, List};
use super::{Origin, nynorsk};
use compact_str::CompactString;
use smallvec::{SmallVec, smallvec};

/// Compounds nest no deeper than this.
const DEEPEST: usize = 5;

/// One way to see a word.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The lemma before it is made canonical.
    pub lemma: CompactString,
    /// What the whole word can be called; empty if only its parts are known.
    pub names: Names,
    /// Its units, from the left; one for a simple word.
    pub units: Vec<Unit>,
    /// Ends of its parts but the last, in letters of the form.
    pub joints: Joints,
    /// Letters of the form.
    pub length: usize,
}

impl Reading {
    /// Whether some part has three letters or fewer.
    pub fn is_choppy(&self) -> bool {
        self.shortest() < 4
    }

    /// Whether all parts are so long that they are hardly there by accident.
    pub fn is_stout(&self) -> bool {
        self.shortest() > 4
    }

    fn shortest(&self) -> usize {
        let starts = std::iter::once(0).chain(self.joints.iter().copied());
        let ends = self.joints.iter().copied().chain([self.length]);
        starts.zip(ends).map(|(start, end)| end - start.min(end)).min().unwrap_or(0)
    }
}

/// All readings of a form that the lexicon lists.
pub fn listed(lexicon: &Lexicon, form: &[u8]) -> Vec<Reading> {
    each(lexicon, form, lexicon.entries(form))
}

/// A form in each of the ways that the lexicon reads it.
pub fn each(lexicon: &Lexicon, form: &[u8], entries: List) -> Vec<Reading> {
    entries.iter().map(|entry| one(lexicon, form, &entry)).collect()
}

fn one(lexicon: &Lexicon, form: &[u8], entry: &Entry) -> Reading {
    let lemma = entry.of(form);
    let names = lexicon.names(&lemma);
    let mut joints = Joints::new();
    let mut units = if is_simple(&lemma, entry) {
        vec![Unit { names: names.clone(), inner: Vec::new() }]
    } else {
        units(lexicon, &lemma, entry, 0, 0, &mut joints)
    };
    if let Some(canonical) = canonical_units(lexicon, &names, entry.sign) {
        units = canonical;
        if joints.is_empty() {
            joints = compound::joints(lexicon, form, false);
        }
    }
    joints.retain(|end| *end < form.len());
    Reading { lemma: decoded(&lemma), names, units, joints, length: form.len() }
}

/// The units of what a lemma is called in keys, if that is a compound: `skuleplass` has those of `skoleplass`.
fn canonical_units(lexicon: &Lexicon, names: &Names, class: u8) -> Option<Vec<Unit>> {
    let (name, reached) = names.iter().find(|(_, origin)| *origin != Origin::Lexicon)?;
    let other = coded(name)?;
    let entries = lexicon.entries(&other);
    let mut found = if entries.is_empty() {
        split(lexicon, &other, false).pop()?.units
    } else {
        let entry = entries.iter().find(|e| e.is_lemma() && e.sign == class && e.head > 0)?;
        units(lexicon, &other, &entry, 0, 0, &mut Joints::new())
    };
    weaken(&mut found, *reached);
    Some(found)
}

/// Whether a lemma is no compound.
fn is_simple(lemma: &[u8], entry: &Entry) -> bool {
    entry.head == 0 || lemma.len() <= usize::from(entry.head)
}

/// Makes all of some units no firmer than the step that led to them.
pub fn weaken(units: &mut [Unit], through: Origin) {
    for unit in units {
        let inner = unit.inner.iter_mut().map(|(name, _, _)| name);
        for (_, origin) in unit.names.iter_mut().chain(inner) {
            *origin = (*origin).max(through);
        }
    }
}

/// The units of a lemma. Where a part no longer means itself, the lemma is one unit that shows the others.
fn units(
    lexicon: &Lexicon,
    lemma: &[u8],
    entry: &Entry,
    depth: usize,
    offset: usize,
    joints: &mut Joints,
) -> Vec<Unit> {
    if is_simple(lemma, entry) || depth > DEEPEST {
        return vec![Unit { names: lexicon.names(lemma), inner: Vec::new() }];
    }
    let cut = lemma.len() - usize::from(entry.head);
    let (modifier, head) = lemma.split_at(cut);
    let first = modifier_units(lexicon, modifier, depth + 1, offset, joints);
    joints.push(offset + cut);
    let mut last = lemma_units(lexicon, head, Some(entry.sign), depth + 1, offset + cut, joints);
    if entry.mask == 3 {
        let mut both = first;
        both.append(&mut last);
        return both;
    }
    let mut whole = Unit { names: lexicon.names(lemma), inner: Vec::new() };
    if entry.mask & 1 != 0 {
        show(&mut whole, &first, true);
    }
    if entry.mask & 2 != 0 {
        show(&mut whole, &last, false);
    }
    vec![whole]
}

/// Shows the units of one side inside a unit that stays whole.
fn show(whole: &mut Unit, side: &[Unit], left: bool) {
    let end = side.len().saturating_sub(1);
    for (at, unit) in side.iter().enumerate() {
        let (first, last) = (left && at == 0, !left && at == end);
        for name in &unit.names {
            whole.inner.push((name.clone(), first, last));
        }
        for (name, f, l) in &unit.inner {
            whole.inner.push((name.clone(), first && *f, last && *l));
        }
    }
}

/// The units of a lemma that stands as a part, in the class asked for if it has it.
fn lemma_units(
    lexicon: &Lexicon,
    lemma: &[u8],
    class: Option<u8>,
    depth: usize,
    offset: usize,
    joints: &mut Joints,
) -> Vec<Unit> {
    let entries = lexicon.entries(lemma);
    let own = || entries.iter().filter(Entry::is_lemma);
    match own().find(|e| class.is_none_or(|c| c == e.sign)).or_else(|| own().next()) {
        Some(entry) => units(lexicon, lemma, &entry, depth, offset, joints),
        None => vec![Unit { names: lexicon.names(lemma), inner: Vec::new() }],
    }
}

/// The units of a modifier as written; several lemmas of a simple one share a unit.
fn modifier_units(
    lexicon: &Lexicon,
    modifier: &[u8],
    depth: usize,
    offset: usize,
    joints: &mut Joints,
) -> Vec<Unit> {
    let known = lexicon.modifier_lemmas(modifier).or_else(|| shortened(lexicon, modifier));
    if known.as_ref().is_some_and(SmallVec::is_empty) {
        return vec![Unit::default()];
    }
    let lemmas = known.unwrap_or_else(|| unseen(lexicon, modifier));
    let Some((first, others)) = lemmas.split_first() else {
        return vec![Unit { names: smallvec![(decoded(modifier), Origin::Written)], inner: Vec::new() }];
    };
    let mut found = lemma_units(lexicon, first, None, depth, offset, joints);
    if let [only] = found.as_mut_slice() {
        for other in others {
            only.names.extend(lexicon.names(other));
        }
    }
    found
}

/// Lemmas of a modifier that lost a letter, for nothing is written three times: `fotball` in `fotballag`.
fn shortened(lexicon: &Lexicon, modifier: &[u8]) -> Option<Lemmas> {
    lexicon.modifier_lemmas(&joined(modifier, modifier.last_chunk::<1>()?))
}

/// Lemmas of a modifier that no compound of the lexicon has.
fn unseen(lexicon: &Lexicon, modifier: &[u8]) -> Lemmas {
    let listed = |m: &&[u8]| lexicon.entries(m).iter().any(|e| e.is_lemma());
    let base = || modifier.strip_suffix(b"s").filter(listed);
    Some(modifier).filter(listed).or_else(base).map(Letters::from_slice).into_iter().collect()
}

/// A word that no list has, as a compound; with `name` of something unknown and a productive head.
pub fn split(lexicon: &Lexicon, word: &[u8], name: bool) -> Vec<Reading> {
    let ends = compound::joints(lexicon, word, name);
    let Some(last) = ends.last().copied() else { return Vec::new() };
    let mut joints = Joints::new();
    let mut before = Vec::new();
    let mut from = 0;
    for end in &ends {
        before.extend(modifier_units(lexicon, &word[from..*end], 1, from, &mut joints));
        joints.push(*end);
        from = *end;
    }
    let heads = heads(lexicon, &word[last..]);
    heads.iter().map(|(lemma, entry)| headed(lexicon, word, last, &before, &joints, (lemma, entry))).collect()
}

fn headed(
    lexicon: &Lexicon,
    word: &[u8],
    at: usize,
    before: &[Unit],
    joints: &Joints,
    (lemma, entry): (&[u8], &Entry),
) -> Reading {
    let mut joints = joints.clone();
    let mut tail = units(lexicon, lemma, entry, 1, at, &mut joints);
    joints.retain(|end| *end < word.len());
    joints.sort_unstable();
    joints.dedup();
    let whole = decoded(&joined(&word[..at], lemma));
    let mut units = before.to_vec();
    units.append(&mut tail);
    let names = smallvec![(whole.clone(), Origin::Lexicon)];
    Reading { names, lemma: whole, units, joints, length: word.len() }
}

/// How a form can be read as a last part, with its lemma: as a noun if it is one, for most compounds are.
fn heads(lexicon: &Lexicon, form: &[u8]) -> SmallVec<[(Letters, Entry); 4]> {
    let read = |form: &[u8]| -> SmallVec<[(Letters, Entry); 4]> {
        lexicon.entries(form).iter().map(|e| (e.of(form), e)).collect()
    };
    let mut entries = read(form);
    if entries.is_empty() {
        entries = nynorsk::changes(form).flat_map(|(stem, ending)| read(&joined(stem, ending))).collect();
    }
    let rank = |(lemma, entry): &(Letters, Entry)| match lexicon.head_cost(lemma) {
        Some(_) if entry.sign == b'n' => 0,
        Some(_) => 1,
        None => 2,
    };
    let ranks: SmallVec<[u8; 8]> = entries.iter().map(rank).collect();
    let best = ranks.iter().min().copied().unwrap_or(0);
    // of those seen as a last part, the nouns if there are any; else all
    let mut ranks = ranks.into_iter();
    entries.retain(|_| ranks.next().is_some_and(|rank| rank <= best));
    entries
}
