//! A folder whose files are checked piece by piece when they are read: Tantivy trusts what it reads, and would end the
//! program on lists that were written over. No more of them is read than is asked for.
use super::folder::{PIECE, Sound, piece_sum};
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle,
    WritePtr,
};
use tantivy::{HasLen, TantivyError};

/// A folder, and by file the sums of its pieces as they were when it was finished.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    folder: MmapDirectory,
    sums: Arc<BTreeMap<String, Vec<u32>>>,
}

impl Checked {
    /// A folder with these files, of which those that have sums can be read.
    pub(super) fn new(folder: MmapDirectory, files: &BTreeMap<String, Sound>) -> Self {
        let summed = files.iter().filter(|(_, sound)| !sound.pieces.is_empty());
        let sums = summed.map(|(name, sound)| (name.clone(), sound.pieces.clone())).collect();
        Self { folder, sums: Arc::new(sums) }
    }
}

/// A file of it.
#[derive(Debug)]
struct Pieces {
    bytes: OwnedBytes,
    sums: Vec<u32>,
    /// By piece, whether it was found to be what it was.
    sound: Vec<AtomicBool>,
}

impl HasLen for Pieces {
    fn len(&self) -> usize {
        self.bytes.len()
    }
}

fn spoilt() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it was written over")
}

impl FileHandle for Pieces {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        for piece in range.start / PIECE..range.end.div_ceil(PIECE) {
            let known = self.sound.get(piece).ok_or_else(spoilt)?;
            if !known.load(Ordering::Relaxed) {
                let from = piece * PIECE;
                let bytes = self.bytes.get(from..self.bytes.len().min(from + PIECE)).ok_or_else(spoilt)?;
                if piece_sum(bytes) != self.sums[piece] {
                    return Err(spoilt());
                }
                known.store(true, Ordering::Relaxed);
            }
        }
        Ok(self.bytes.slice(range))
    }
}

impl Directory for Checked {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let bytes = self.folder.open_read(path)?.read_bytes();
        let bytes = bytes.map_err(|e| OpenReadError::wrap_io_error(e, path.to_path_buf()))?;
        let sums = self.sums.get(&*path.to_string_lossy()).cloned().unwrap_or_default();
        let sound = sums.iter().map(|_| AtomicBool::new(false)).collect();
        Ok(Arc::new(Pieces { bytes, sums, sound }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.folder.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.folder.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.folder.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.folder.atomic_write(path, bytes)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.folder.sync_directory()
    }

    /// None is needed, for no file of a finished index changes; and none could be had where the disk may only be read.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, callback: WatchCallback) -> Result<WatchHandle, TantivyError> {
        self.folder.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::super::bits::Bits;
    use super::super::folder::sound;
    use super::super::postings::{Making, Postings};
    use super::super::terms::{Clue, Terms};
    use super::*;
    use crate::stats::random::Random;
    use std::fs;

    #[test]
    fn a_byte_that_was_written_over_is_an_error_where_it_is_read_and_nowhere_else() {
        const ANSWERS: usize = 30_000;
        let folder = tempfile::tempdir().unwrap();
        let (mut making, mut random) = (Making::begin(folder.path()).unwrap(), Random::new(2023));
        for _ in 0..ANSWERS {
            let mut terms = Terms::default();
            for _ in 0..10 {
                let most = random.below(3000);
                terms.add(Clue::Type(random.below(1 + most) as u32));
            }
            terms.end();
            making.add(&terms).unwrap();
        }
        making.finish().unwrap();
        let files = sound(folder.path(), Vec::new()).unwrap();
        let asked = [0, 1, 2, 5, 30, 400, 1000, 2000, 2900];
        let found = || -> Option<Vec<Option<Vec<usize>>>> {
            let directory = MmapDirectory::open(folder.path()).unwrap();
            let postings = Postings::open(Checked::new(directory, &files))?;
            let one = |term: &u32| {
                let mut found = Bits::none(ANSWERS);
                postings.add(Clue::Type(*term).term(), &mut found).ok()?;
                Some(found.iter().collect())
            };
            Some(asked.iter().map(one).collect())
        };
        let wanted = found().unwrap();
        assert!(wanted.iter().all(|list| list.as_ref().is_some_and(|list| !list.is_empty())));
        // how often it could not be opened, lists that were an error, and lists that were none
        let mut seen = [0; 3];
        // what is read whole and in any case is no matter of ours: see `verify`
        for name in files.keys().filter(|name| !name.contains("json")) {
            let path = folder.path().join(name);
            let whole = fs::read(&path).unwrap();
            for round in 0..if whole.len() > PIECE { 60 } else { 6 } {
                let mut bytes = whole.clone();
                for _ in 0..=round % 3 {
                    let at = random.below(bytes.len());
                    bytes[at] ^= 1 << random.below(8);
                }
                // not over the file, which is mapped
                fs::remove_file(&path).unwrap();
                fs::write(&path, bytes).unwrap();
                match found() {
                    None => seen[0] += 1,
                    Some(lists) => {
                        for (list, wanted) in lists.iter().zip(&wanted) {
                            assert!(list.is_none() || list == wanted, "{name} {round}");
                            seen[1 + usize::from(list.is_some())] += 1;
                        }
                    }
                }
            }
            fs::remove_file(&path).unwrap();
            fs::write(&path, whole).unwrap();
        }
        assert_eq!(found().unwrap(), wanted);
        assert!(seen.iter().all(|n| *n > 10), "{seen:?}");
    }
}
