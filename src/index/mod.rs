//! The index: a cache beside the data, from which comes what a pass over the data would give.
//!
//! It holds every answer with its words by the number of their type (`answers`), every word type with its keys (`types`),
//! and, in Tantivy, which answers have which type. A search asks the types which of them a rule takes, Tantivy which answers
//! have them, and of these the numbers whether the rule does match; a table tries a codebook on the types, and then on the
//! numbers; any other pass over the data is told by the types what its words satisfy. It lies in a folder named by
//! the fingerprint of data and analysis, so that a stale one cannot be opened by mistake.
mod answers;
mod bits;
mod bytes;
mod checked;
mod counting;
mod folder;
mod postings;
mod query;
mod searching;
mod stamp;
mod stream;
mod terms;
mod types;
mod writing;

use crate::codebook::Coder;
use crate::error::{Error, Result};
use crate::input::{RowError, Source};
use crate::pass::{pass_while, steady};
use crate::rule::atoms::Atoms;
use answers::Answers;
use checked::Checked;
use folder::{Folder, Sound};
use postings::{Making, Postings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tantivy::TantivyError;
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::OpenWriteError;
use tempfile::TempDir;
use types::{Met, Types};
use writing::{Piece, Writing};

/// Changes when the layout of the index does.
const LAYOUT: &str = "8";

/// What is in an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Fingerprint of data and frame.
    pub data: String,
    /// Version of the Norwegian analysis.
    pub analysis: String,
    /// Program version that built it.
    pub program: String,
    /// Respondents read.
    pub respondents: u64,
    /// Answers in it.
    pub answers: u64,
    /// Words in them.
    pub words: u64,
    /// Rows that could not be read.
    pub unread: u64,
    /// Its files as they were when it was finished: one that was cut off or written over is not read.
    files: BTreeMap<String, Sound>,
}

/// An opened index.
pub struct Index {
    /// What is in it.
    pub meta: Meta,
    /// Where it lies.
    pub path: PathBuf,
    postings: Postings,
    answers: Answers,
    types: Types,
}

fn failed(doing: &str) -> impl Fn(TantivyError) -> Error + '_ {
    move |e| {
        Error::new(format!("could not {doing} the index: {}", plain(&e)))
            .remedy("free some disk space, or choose another folder with --index")
    }
}

/// What the system said, where it is the system that said no.
fn plain(error: &TantivyError) -> String {
    match error {
        TantivyError::IoError(error)
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => error.to_string(),
        error => error.to_string(),
    }
}

/// The same for one that was finished.
fn unreadable(doing: &str) -> impl Fn(TantivyError) -> Error + '_ {
    move |e| failed(doing)(e).remedy("delete the folder of the index and try again")
}

/// Where the index of a survey lies when no folder is named: `.fritekst` beside the data.
pub fn default_folder(source: &Source) -> Option<PathBuf> {
    source.folder.as_ref().map(|f| f.join(".fritekst"))
}

/// Whether a file would be one of an index, or of the folder that indexes lie in: nothing else is to be written there.
pub fn is_ours(file: &Path) -> bool {
    folder::is_ours(file)
}

/// Takes away what this process is building in a folder: for a handler of signals.
pub fn abandon(folder: &Path) {
    folder::abandon(folder);
}

/// The name of the index of this survey, frame and analysis.
fn key(source: &Source, data: &str) -> String {
    let asides = source.frame.asides().map(|at| source.frame.variables[at].id.as_str());
    let asides = asides.flat_map(|id| [" ", id]).collect::<String>();
    crate::input::fingerprint(format!("{data} {} {LAYOUT}{asides}", crate::norwegian::VERSION).as_bytes())
}

impl Index {
    /// Opens the index of a survey if a fresh one is there.
    pub fn open(source: &Source, folder: &Path) -> Result<Option<Self>> {
        let ours = Folder::existing(folder)?.filter(Folder::holds_any);
        let Some(ours) = ours else { return Ok(None) };
        let data = stamp::fingerprint(source, folder)?;
        Self::open_at(&ours.index(&key(source, &data)))
    }

    fn open_at(path: &Path) -> Result<Option<Self>> {
        let Some(mut meta) = folder::meta(path)? else { return Ok(None) };
        if !folder::verify(path, &mut meta) {
            return Ok(None);
        }
        let directory = MmapDirectory::open(path).map_err(|e| unreadable("open")(e.into()))?;
        let (answers, types) =
            (Answers::open(&directory)?, Types::new(bytes::mapped(&directory, types::FILE)?));
        // one that Tantivy can't read is no index, and is built again
        let opened = Postings::open(Checked::new(directory, &meta.files));
        Ok(opened.map(|postings| Self { meta, path: path.to_path_buf(), postings, answers, types }))
    }

    /// Opens the index of a survey, building it where none is fresh; rows that could not be read are returned.
    ///
    /// A builder holds the folder's lock; `waiting` is called when another one has it, and `progress` with the
    /// number of respondents read so far.
    pub fn ensure(
        source: &Source,
        folder: &Path,
        waiting: impl FnOnce(),
        progress: impl Fn(u64) + Sync,
    ) -> Result<(Self, Vec<RowError>)> {
        if let Some(index) = Self::open(source, folder)? {
            // the data may have been closed since it was built
            folder::close(&index.path, source);
            return Ok((index, Vec::new()));
        }
        let place = folder;
        let folder = Folder::create(place)?;
        let _lock = folder.lock(waiting)?;
        let data = || stamp::fingerprint(source, place);
        // whoever held the lock may have built it
        let known = if folder.holds_any() { Some(data()?) } else { None };
        if let Some(data) = &known
            && let Some(index) = Self::open_at(&folder.index(&key(source, data)))?
        {
            return Ok((index, Vec::new()));
        }
        let (new, meta, unread) = made(source, &folder, known, data, &progress)?;
        let path = folder.index(&key(source, &meta.data));
        // last of all: a folder with it is whole
        folder::write_meta(new.path(), &meta)?;
        folder.put(new, &path)?;
        match Self::open_at(&path)? {
            Some(index) => Ok((index, unread)),
            None => Err(Error::new("the index that was just built cannot be opened")
                .remedy("delete its folder and try again")),
        }
    }

    /// Tells a codebook which of its atoms each word of the survey satisfies, so that a pass over the data has no word to
    /// analyse. It codes as it would have without. Types that were written over say nothing.
    pub fn teach(&self, coder: &Coder) {
        if folder::is_whole(&self.path, types::FILE, &self.meta.files) {
            self.tell(&coder.program.atoms);
        }
    }

    fn tell(&self, atoms: &Atoms) {
        let satisfied = self.types.satisfied(&self.types.found(atoms), atoms.ask_ages());
        atoms.remember(self.types.each(&satisfied));
    }
}

/// Makes an index, all but its meta file. Where it is not known what data they are, that is found out meanwhile; an error where
/// they turn out to have changed by then, for never may an index pass for that of data it is not of.
fn made(
    source: &Source,
    folder: &Folder,
    known: Option<String>,
    data: impl FnOnce() -> Result<String> + Send,
    progress: &(impl Fn(u64) + Sync),
) -> Result<(TempDir, Meta, Vec<RowError>)> {
    let new = folder.temporary(source)?;
    let (built, data) = steady(source, || {
        Ok::<_, Error>(match known {
            Some(data) => (build(source, new.path(), progress), Ok(data)),
            None => rayon::join(|| build(source, new.path(), progress), data),
        })
    })?;
    let (meta, unread) = built?;
    Ok((new, Meta { data: data?, ..meta }, unread))
}

/// Builds an index in an empty folder, but for its meta file; what is in it, less what data it is of, and the rows that could
/// not be read.
fn build(source: &Source, path: &Path, progress: impl Fn(u64) + Sync) -> Result<(Meta, Vec<RowError>)> {
    let (met, mut postings) = (Met::new(), Making::begin(path)?);
    let mut writing = Writing::begin(path, source.frame.variables.len())?;
    let (mut respondents, mut answers, mut count) = (0, 0, 0);
    let mut failure = None;
    let mut add = |piece: &Piece| -> Result<()> {
        writing.add(piece)?;
        postings.add(&piece.terms)?;
        respondents += piece.respondents();
        answers += piece.terms.ends.len() as u64;
        count += piece.count;
        progress(respondents);
        Ok(())
    };
    let unread = pass_while(
        source,
        || met.shared.types(),
        |types, rows| Piece::of(rows, types, &met),
        |piece| {
            failure = add(&piece).err();
            failure.is_none()
        },
    )?;
    if let Some(error) = failure {
        return Err(error);
    }
    // types are put in order while the rest waits for the disk
    let (types, ours) =
        rayon::join(|| met.write(path), || postings.finish().and_then(|()| writing.finish(path)));
    let mut files = ours?;
    files.push(types?);
    let meta = Meta {
        data: String::new(),
        analysis: crate::norwegian::VERSION.to_string(),
        program: env!("CARGO_PKG_VERSION").to_string(),
        respondents,
        answers,
        words: count,
        unread: unread.len() as u64,
        files: folder::sound(path, files)?,
    };
    Ok((meta, unread))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Overrides;
    use crate::norwegian::tokens::tokens;
    use crate::norwegian::types::{Known, LONGEST, Written};
    use crate::rule::Form;
    use crate::rule::atoms::{Atom, Place};
    use crate::rule::nearby::Room;
    use crate::rule::reading::Reader;
    use crate::rule::runs::Gaps;
    use crate::rule::sets::EMPTY;
    use crate::stats::random::Random;

    #[test]
    fn data_that_change_while_they_are_indexed_leave_no_index() {
        let place = tempfile::tempdir().unwrap();
        let (file, folder) = (place.path().join("svar.csv"), place.path().join("index"));
        std::fs::write(&file, "id,q\n1,bolig\n").unwrap();
        let named = Overrides { id: Some("id".into()), questions: vec!["q".into()], ..Overrides::default() };
        let source = Source::open(&file, &named).unwrap();
        // by the time that rows are counted they are read, and with one thread the data are looked at after that
        let changed = std::sync::Once::new();
        let change = |_| changed.call_once(|| std::fs::write(&file, "id,q\n1,tolk\n2,skole\n").unwrap());
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let built = one.install(|| Index::ensure(&source, &folder, || (), change));
        assert!(built.is_err_and(|error| error.to_string().contains("changed while it was read")));
        let left = || std::fs::read_dir(&folder).unwrap().flatten().filter(|entry| entry.path().is_dir());
        assert_eq!(left().count(), 0);
        // opened again, they are what they are now
        let source = Source::open(&file, &named).unwrap();
        let (index, _) = Index::ensure(&source, &folder, || (), |_| ()).unwrap();
        assert_eq!((index.answers.get(0).text(), index.meta.answers), ("tolk", 2));
        assert_eq!(index.meta.data, source.fingerprint().unwrap());
        assert_eq!(left().count(), 1);
    }

    #[test]
    fn a_codebook_is_taught_every_word_of_the_survey() {
        let text = format!("Bolig-mangel og 15 i øyværet, {} boligen bilboliger", "x".repeat(LONGEST));
        let data = format!("id,q\n1,\"{text}\"\n");
        let named = Overrides { id: Some("id".into()), questions: vec!["q".into()], ..Overrides::default() };
        let source = Source::open_bytes("svar.csv", data.into_bytes(), &named).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = Index::ensure(&source, folder.path(), || (), |_| ()).unwrap();
        let housing = Atom::Keys(vec!["bolig".into()], Form::Part);
        for (atom, satisfied, aged) in [(housing, "bolig", ""), (Atom::Age(15, 19), "", "15")] {
            let atoms = Atoms::new(vec![atom], true);
            index.tell(&atoms);
            let mut types = atoms.met.types();
            let mut known = |start: u32, end: u32, place: Place| {
                let place = place as u8;
                let written = Written { text: &text, start: start as usize, end: end as usize, place };
                types.get(written, &atoms.met, |_| None).unwrap()
            };
            let words = tokens(&text);
            known(words[0].start, words[1].end, Place::Alone);
            for (at, word) in words.iter().enumerate() {
                let joined = words.get(at + 1).is_some_and(|next| next.joined);
                let said = word.text(&text).to_lowercase();
                let holds = |letters: &str| !letters.is_empty() && said.contains(letters);
                let Known { number, aged: may } = known(word.start, word.end, Place::of(word.joined, joined));
                assert_eq!((number > 0, may), (holds(satisfied), holds(aged)), "{said}");
            }
        }
    }

    #[test]
    fn what_stands_between_words_is_kept() {
        let words = [
            "bolig",
            "Å",
            "i",
            "a",
            "15",
            "Det",
            "øyet",
            "boligmangel",
            "så",
            "NAV",
            "1",
            "bolig-mangel",
            "a) så",
            "b) vi",
            "ide\u{301}",
        ];
        let gaps = [
            " ", " ", " ", " ", ", ", ". ", "! ", "\n", "/", " – ", "-", ".", "  ", ": ", ") ", " × ",
            "\u{2011}", " (", ",",
        ];
        let mut random = Random::new(2023);
        let mut one = |list: &[&'static str]| list[random.below(list.len())];
        let text = |n: usize| (0..=n % 11).map(|_| [one(&words), one(&gaps)].concat()).collect::<String>();
        let texts: Vec<String> = (0..600).map(text).filter(|text| crate::answer::is_answer(text)).collect();
        let rows = texts.iter().enumerate().map(|(n, text)| format!("{n},\"{text}\"\n"));
        let data = format!("id,q\n{}", rows.collect::<String>());
        let named = Overrides { id: Some("id".into()), questions: vec!["q".into()], ..Overrides::default() };
        let source = Source::open_bytes("svar.csv", data.into_bytes(), &named).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = Index::ensure(&source, folder.path(), || (), |_| ()).unwrap();
        // the last word of a stretch may be the marker of a list
        let marker = ["a", "b"].map(|marker| Atom::Exact(marker.into()));
        let housing = Atom::Keys(vec!["bolig".into()], Form::Part);
        let atoms = Atoms::new(marker.into_iter().chain([housing]).collect(), true);
        let types = index.types.satisfied(&index.types.found(&atoms), false);
        let (mut reader, mut room, mut seen) = (Reader::new(&atoms), Room::default(), [0; 4]);
        for (at, text) in texts.iter().enumerate() {
            let (kept, reading) = (index.answers.get(at), reader.read(text));
            assert_eq!(kept.text(), text);
            let unpacked = kept.read(&mut Reader::new(&atoms), &types, &[]);
            assert_eq!(
                (&unpacked.tokens, unpacked.all_hits().len()),
                (&reading.tokens, reading.all_hits().len())
            );
            let plain = kept.plain(&types, &mut room).unwrap();
            assert_eq!(
                plain.hits().filter(|(_, set)| *set != EMPTY).count(),
                reading.all_hits().len(),
                "{text:?}"
            );
            let kept = kept.gaps(&types, plain.words);
            for first in 0..plain.count {
                for last in first + 1..plain.count {
                    let together = reading.together(first, last);
                    assert_eq!(kept.together(first, last), together, "{first} {last} {text:?}");
                    seen[usize::from(together)] += 1;
                }
                if first > 0 {
                    assert_eq!(kept.follows(first), reading.follows(first), "{first} {text:?}");
                    seen[2 + usize::from(reading.follows(first))] += 1;
                }
            }
        }
        assert!(seen.iter().all(|n| *n > 500), "{seen:?}");
    }
}
