//! The folder of an index: made by us and marked, locked while one is built, replaced whole.
use super::Meta;
use crate::error::{Error, Result};
use crate::input::{Hasher, Source};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// Says that the folder is ours, and to backup programs that it can be made again.
pub(super) const MARK: &str = "CACHEDIR.TAG";
const MARK_TEXT: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# Index of fritekst: holds the answers' text, safe to delete.\n";
const META: &str = "fritekst.json";
const LOCK: &str = "lock";
const TEMPORARY: &str = "new-";
/// Between looks at a folder that other threads are still at.
const PAUSE: Duration = Duration::from_millis(1);

/// A folder that holds indexes.
pub(super) struct Folder(PathBuf);

/// Closes a folder to those who may not read the data, as far as it is ours to close: nobody else is let in by it.
#[cfg(unix)]
pub(super) fn close(path: &Path, source: &Source) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let Ok(about) = path.metadata() else { return };
    let readers = source.readers(about.gid());
    // to read a folder is also to go into it
    let mode = 0o700 | readers | readers >> 2;
    if about.mode() & 0o777 != mode {
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
pub(super) fn close(_: &Path, _: &Source) {}

impl Folder {
    /// A folder that is there and ours; nothing where there is none, or an empty one that may become ours.
    pub(super) fn existing(path: &Path) -> Result<Option<Self>> {
        let ours = || Ok(Some(Self(path.to_path_buf())));
        let found = mark(path)?;
        if found == MARK_TEXT.as_bytes() {
            return ours();
        }
        // a run that was killed leaves a part of the mark and nothing else; a power cut may leave an empty one
        if MARK_TEXT.as_bytes().starts_with(&found) && holds_ours(path)? {
            return Ok(None);
        }
        // the mark is written before all else: another process may have made the folder since it was looked for
        if mark(path)? == MARK_TEXT.as_bytes() { ours() } else { Err(foreign(path)) }
    }

    /// A folder made where there was none.
    pub(super) fn create(path: &Path) -> Result<Self> {
        if let Some(folder) = Self::existing(path)? {
            return Ok(folder);
        }
        let failed = |e| {
            Error::io(path, "write", e).remedy("choose another folder with --index, or scan with --no-index")
        };
        fs::create_dir_all(path).map_err(failed)?;
        // not through a temporary file: one that a crash left would make the folder look like someone else's
        let mark = File::options().create(true).write(true).truncate(false).open(path.join(MARK));
        let written = |mut mark: File| {
            mark.write_all(MARK_TEXT.as_bytes())?;
            // before all else, also where the power goes
            mark.sync_all()
        };
        mark.and_then(written).map_err(failed)?;
        Ok(Self(path.to_path_buf()))
    }

    /// Where the index with a key lies.
    pub(super) fn index(&self, key: &str) -> PathBuf {
        self.0.join(key)
    }

    /// Waits until no one else builds here. The lock is the system's and ends with the process, however it ends.
    pub(super) fn lock(&self, waiting: impl FnOnce()) -> Result<File> {
        let path = self.0.join(LOCK);
        let file = File::options().create(true).write(true).truncate(false).open(&path);
        let file = file.map_err(|e| Error::io(&path, "write", e))?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => waiting(),
            Err(TryLockError::Error(e)) => return Err(Error::io(&path, "lock", e)),
        }
        file.lock().map_err(|e| Error::io(&path, "lock", e))?;
        Ok(file)
    }

    /// A place to build in, closed to those who may not read the data; call it with the lock held.
    pub(super) fn temporary(&self, source: &Source) -> Result<TempDir> {
        self.sweep(is_temporary);
        let new = tempfile::Builder::new().prefix(&own()).tempdir_in(&self.0).map_err(|e| {
            Error::io(&self.0, "write", e)
                .remedy("free some disk space, or choose another folder with --index")
        })?;
        close(new.path(), source);
        Ok(new)
    }

    /// Whether any index is there.
    pub(super) fn holds_any(&self) -> bool {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| is_key(&entry.file_name().to_string_lossy()))
    }

    /// Puts a finished index in its place and takes outdated ones away; call it with the lock held.
    pub(super) fn put(&self, new: TempDir, place: &Path) -> Result<()> {
        if place.exists() {
            // one without its meta file, which a crash left
            take_away(place).map_err(|e| {
                Error::io(place, "replace", e).remedy("move away what is in it and not of fritekst")
            })?;
        }
        // the folder goes away with its name where it can't be put in its place
        fs::rename(new.path(), place).map_err(|e| Error::io(place, "write", e))?;
        let _ = new.keep();
        let kept = place.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        self.sweep(|name| name != kept && is_key(name));
        Ok(())
    }

    /// Takes indexes away; one that stays is no harm.
    fn sweep(&self, doomed: impl Fn(&str) -> bool) {
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            if doomed(&entry.file_name().to_string_lossy()) {
                let _ = take_away(&entry.path());
            }
        }
    }
}

/// Takes away the files that an index is made of, and its folder if nothing else is left in it.
fn take_away(path: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(path)?.flatten() {
        if is_of_index(&entry) {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir(path)
}

/// Whether a file is one that an index is made of, or that a file manager leaves in any folder.
fn is_of_index(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy().into_owned();
    let segment = name.split('.').next().unwrap_or_default();
    let is_segment = segment.len() == 32 && segment.bytes().all(|byte| byte.is_ascii_hexdigit());
    let of_tantivy = is_segment || [".managed.json", ".tantivy-", ".tmp"].iter().any(|b| name.starts_with(b));
    let known = super::answers::FILES.contains(&&*name)
        || [super::types::FILE, "meta.json"].contains(&&*name)
        || name.starts_with(META);
    (known || of_tantivy || is_litter(&name)) && entry.file_type().is_ok_and(|kind| kind.is_file())
}

/// Whether a file manager or a network drive leaves files of a name in any folder.
fn is_litter(name: &str) -> bool {
    [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&name) || name.starts_with(".nfs")
}

/// Whether a folder holds nothing but files of an index.
fn is_index(path: &Path) -> bool {
    fs::read_dir(path)
        .is_ok_and(|mut entries| entries.all(|entry| entry.is_ok_and(|entry| is_of_index(&entry))))
}

/// Whether a name is that of what some process builds: see [`own`].
fn is_temporary(name: &str) -> bool {
    let process = name.strip_prefix(TEMPORARY).and_then(|rest| rest.split_once('-'));
    process.is_some_and(|(process, _)| process.parse::<u32>().is_ok())
}

/// Whether a name is that of an index: see [`super::key`].
fn is_key(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Begins the names of what this process builds.
fn own() -> String {
    format!("{TEMPORARY}{}-", std::process::id())
}

/// Takes away what this process was building in a folder, while its threads may still be at it.
pub(super) fn abandon(path: &Path) {
    let own = own();
    let folder = Folder(path.to_path_buf());
    let left = || {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(&own))
    };
    // a file written between two looks makes a folder that can't be removed yet; the next build sweeps what stays
    for _ in 0..100 {
        folder.sweep(|name| name.starts_with(&own));
        if !left() {
            return;
        }
        std::thread::sleep(PAUSE);
    }
}

/// What is written in the mark of a folder; nothing where there is none.
fn mark(path: &Path) -> Result<Vec<u8>> {
    match read(&path.join(MARK)) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) if e.kind() == ErrorKind::InvalidInput => Err(foreign(path)),
        read => read.map_err(|e| Error::io(path, "read", e)),
    }
}

/// All of a file, which a pipe in its place is not: it may never end.
pub(super) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.metadata()?.is_file() { fs::read(path) } else { Err(ErrorKind::InvalidInput.into()) }
}

/// Whether nothing but what we put there is in a folder, by what it is and not by its name alone; or it is not there.
fn holds_ours(path: &Path) -> Result<bool> {
    let ours = |entry: fs::DirEntry| {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        match &*name {
            MARK => true,
            LOCK => path.metadata().is_ok_and(|about| about.is_file() && about.len() == 0),
            super::stamp::STAMP => read(&path).is_ok_and(|bytes| super::stamp::may_be_stamp(&bytes)),
            name => is_litter(name) || ((is_temporary(name) || is_key(name)) && is_index(&path)),
        }
    };
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.all(|entry| entry.is_ok_and(ours))),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(true),
        Err(e) => Err(Error::io(path, "read", e).remedy("name a folder with --index")),
    }
}

/// Whether a file would be one of a folder of indexes, or lie in an index.
pub(super) fn is_ours(file: &Path) -> bool {
    let is_marked = |folder: Option<&Path>| {
        folder.is_some_and(|f| mark(f).is_ok_and(|mark| mark == MARK_TEXT.as_bytes()))
    };
    let named = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = file.parent().unwrap_or(file);
    let is_index = is_key(&named(folder)) || is_temporary(&named(folder));
    [MARK, LOCK, super::stamp::STAMP].contains(&&*named(file)) && is_marked(Some(folder))
        || is_index && is_marked(folder.parent())
}

fn foreign(path: &Path) -> Error {
    let error = Error::new(format!("{} holds something that is not an index of fritekst", path.display()));
    error.remedy("name an empty or a new folder with --index")
}

/// A file of an index as it was when the index was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sound {
    size: u64,
    /// Hash of its bytes.
    hash: String,
    /// When they were written, in nanoseconds since 1970, if the file system says so.
    written: Option<u64>,
    /// Of a file that is checked while it is read, the sums of its pieces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pieces: Vec<u32>,
}

/// Bytes of a piece that is checked by itself; the last one of a file may have fewer.
pub(super) const PIECE: usize = 1 << 16;

/// What a piece is known by.
pub(super) fn piece_sum(bytes: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.add(bytes);
    hasher.finish() as u32
}

/// Files of an index are read through before it is used where they are no larger than this together: that takes a
/// moment. Of a larger index only files of one piece are, and a file that was written at another time than it says: by
/// something else, or because the index was copied.
const SMALL: u64 = 16 << 20;

/// The files of a finished index, of which some are known.
pub(super) fn sound(path: &Path, known: Vec<(String, Sound)>) -> Result<BTreeMap<String, Sound>> {
    let mut found = BTreeMap::from_iter(known);
    for entry in fs::read_dir(path).map_err(|e| Error::io(path, "read", e))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // locks come and go
        let lasts = entry.path().extension().is_none_or(|end| end != "lock") && name != META;
        if lasts && !found.contains_key(&name) {
            let sound = of_file(&entry.path()).map_err(|e| Error::io(&entry.path(), "read", e))?;
            found.insert(name, sound);
        }
    }
    Ok(found)
}

/// A file as it is.
fn of_file(path: &Path) -> std::io::Result<Sound> {
    let (mut hasher, mut size, mut pieces) = (Hasher::new(), 0, Vec::new());
    let about = read_through(path, |piece| {
        hasher.add(piece);
        size += piece.len() as u64;
        pieces.push(piece_sum(piece));
    })?;
    Ok(Sound { pieces, ..Sound::of(size, &hasher, &about) })
}

/// Reads a file piece by piece.
fn read_through(path: &Path, mut take: impl FnMut(&[u8])) -> std::io::Result<fs::Metadata> {
    let file = File::open(path)?;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        piece.clear();
        match (&file).take(PIECE as u64).read_to_end(&mut piece)? {
            0 => return file.metadata(),
            _ => take(&piece),
        }
    }
}

/// A hash as it is written.
fn hashed(hasher: &Hasher) -> String {
    hasher.label()
}

fn written(about: &fs::Metadata) -> Option<u64> {
    let since = about.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    u64::try_from(since.as_nanos()).ok()
}

/// Whether the files of an index are those that it was finished with. Those of a copy have times of their own, which are
/// noted, so that they are read through once.
pub(super) fn verify(path: &Path, meta: &mut Meta) -> bool {
    let files = &mut meta.files;
    let small = files.values().map(|sound| sound.size).sum::<u64>() <= SMALL;
    let time = |name: &String| path.join(name).metadata().ok().and_then(|about| written(&about));
    // before they are read: what is written over meanwhile is no longer what was read
    let times: Vec<Option<u64>> = files.keys().map(time).collect();
    let read = |sound: &Sound| small || sound.size <= PIECE as u64;
    let sound =
        !files.is_empty() && files.iter().all(|(name, sound)| sound.is_of(&path.join(name), read(sound)));
    if sound && !small && !files.values().map(|sound| sound.written).eq(times.iter().copied()) {
        files.values_mut().zip(times).for_each(|(sound, time)| sound.written = time);
        // where it can't be written they are read each time
        let _ = write_meta(path, meta);
    }
    sound
}

/// Whether one file is what it was finished as, whatever is said of when it was written.
pub(super) fn is_whole(path: &Path, name: &str, files: &BTreeMap<String, Sound>) -> bool {
    files.get(name).is_some_and(|sound| sound.is_of(&path.join(name), true))
}

impl Sound {
    /// Of a file of so many bytes with a hash.
    pub(super) fn of(size: u64, hasher: &Hasher, about: &fs::Metadata) -> Self {
        Self { size, hash: hashed(hasher), written: written(about), pieces: Vec::new() }
    }

    /// Whether a file is as it was; with `read`, whatever is said of when it was written.
    fn is_of(&self, path: &Path, read: bool) -> bool {
        let Ok(about) = path.metadata() else { return false };
        let untouched = || self.written.is_some() && written(&about) == self.written;
        let unchanged = || {
            let mut hasher = Hasher::new();
            read_through(path, |piece| hasher.add(piece)).is_ok_and(|_| hashed(&hasher) == self.hash)
        };
        about.len() == self.size && ((!read && untouched()) || unchanged())
    }
}

/// What is in an index; nothing where there is none, or one that was not finished.
pub(super) fn meta(path: &Path) -> Result<Option<Meta>> {
    match read(&path.join(META)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(Error::io(path, "read", e)),
    }
}

/// Writes what is in an index, all of it or nothing.
pub(super) fn write_meta(path: &Path, meta: &Meta) -> Result<()> {
    let file = path.join(META);
    let failed = |e| Error::io(&file, "write", e);
    let bytes = serde_json::to_vec_pretty(meta).map_err(|e| Error::new(e.to_string()))?;
    // with the rights that any file has: others may read the index
    let new = tempfile::Builder::new().prefix(META).make_in(path, |path| File::create_new(path));
    let mut new = new.map_err(failed)?;
    new.write_all(&bytes).and_then(|()| new.as_file().sync_all()).map_err(failed)?;
    new.persist(&file).map(drop).map_err(|e| failed(e.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_be_made_by_many_at_once() {
        let place = tempfile::tempdir().unwrap();
        for round in 0..200 {
            let path = place.path().join(round.to_string());
            let make = || Folder::create(&path).and_then(|ours| ours.lock(|| ())).map(drop);
            let all: Vec<_> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert!(all.iter().all(Result::is_ok), "{round}: {all:?}");
        }
    }

    #[test]
    fn a_file_is_read_where_it_was_written_at_another_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words");
        let put = |bytes: &[u8], at: SystemTime| {
            fs::write(&path, bytes).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        };
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let later = then + Duration::from_millis(1);
        put(b"bolig", then);
        let sound = of_file(&path).unwrap();
        let cases: [(&[u8], _, _, _); 5] = [
            (b"bolig", then, true, true),
            (b"bolig", later, true, true),
            (b"tolk!", later, false, false),
            (b"tolk!", then, true, false),
            (b"bolig.", then, false, false),
        ];
        for (bytes, at, unread, read) in cases {
            put(bytes, at);
            assert_eq!([sound.is_of(&path, false), sound.is_of(&path, true)], [unread, read], "{bytes:?}");
        }
        fs::remove_file(&path).unwrap();
        assert!(!sound.is_of(&path, false));
    }

    #[test]
    fn a_copy_of_a_large_index_is_read_through_once() {
        let folder = tempfile::tempdir().unwrap();
        let (place, path) = (folder.path(), folder.path().join("texts"));
        let size = SMALL as usize + PIECE + 1;
        fs::write(&path, vec![b'x'; size]).unwrap();
        let files = sound(place, Vec::new()).unwrap();
        let [data, analysis, program] = ["a", "b", "c"].map(String::from);
        let kept = Meta { data, analysis, program, respondents: 1, answers: 1, words: 1, unread: 0, files };
        write_meta(place, &kept).unwrap();
        let change = |byte: u8, at: SystemTime| {
            fs::write(&path, vec![byte; size]).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        };
        let fresh = || verify(place, &mut meta(place).unwrap().unwrap());
        let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        change(b'y', then);
        assert!(!fresh());
        assert_eq!(meta(place).unwrap().unwrap(), kept);
        // the same bytes at another time, as of a copy: read, and then known
        change(b'x', then);
        assert!(fresh());
        let noted = meta(place).unwrap().unwrap();
        assert_ne!(noted.files["texts"].written, kept.files["texts"].written);
        assert_eq!(noted.files["texts"].hash, kept.files["texts"].hash);
        change(b'y', then);
        assert!(fresh(), "it was read through again");
        change(b'y', then + Duration::from_secs(1));
        assert!(!fresh());
        assert_eq!(fs::read_dir(place).unwrap().count(), 2);
    }
}
