//! Files of an index that are ours: numbers and texts one after the other, read in place from the mapped file.
use super::folder::Sound;
use crate::error::{Error, Result};
use crate::input::Hasher;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

/// A file in the making.
pub(super) struct Out {
    name: &'static str,
    file: BufWriter<Hashed>,
    /// Bytes written.
    pub(super) size: u64,
}

/// A file and the hash of what is written to it.
struct Hashed {
    file: File,
    hasher: Hasher,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Out {
    pub(super) fn create(folder: &Path, name: &'static str) -> Result<Self> {
        let file = File::create(folder.join(name)).map_err(unwritten)?;
        let file = BufWriter::with_capacity(1 << 18, Hashed { file, hasher: Hasher::new() });
        Ok(Self { name, file, size: 0 })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        self.file.write_all(bytes).map_err(unwritten)
    }

    /// A section behind its length.
    pub(super) fn section(&mut self, bytes: &[u8]) -> Result<()> {
        self.write(&(bytes.len() as u64).to_le_bytes())?;
        self.write(bytes)
    }

    /// On the disk for good: its name, and what it was finished as.
    pub(super) fn close(self) -> Result<(String, Sound)> {
        let Hashed { file, hasher } = self.file.into_inner().map_err(|e| unwritten(e.into_error()))?;
        file.sync_all().map_err(unwritten)?;
        let about = file.metadata().map_err(unwritten)?;
        Ok((self.name.to_string(), Sound::of(self.size, &hasher, &about)))
    }
}

/// Whichever file it is, it is the index that could not be written.
fn unwritten(error: std::io::Error) -> Error {
    super::failed("write")(error.into())
}

/// The bytes of a file of an index, mapped.
pub(super) fn mapped(directory: &MmapDirectory, name: &str) -> Result<OwnedBytes> {
    let failed = |e: String| {
        let error = Error::new(format!("could not read {name} of the index: {e}"));
        error.remedy("delete the folder of the index and try again")
    };
    let file = directory.open_read(Path::new(name)).map_err(|e| failed(e.to_string()))?;
    file.read_bytes().map_err(|e| failed(e.to_string()))
}

/// Takes a section behind its length from the front. A broken one is cut short.
pub(super) fn section(bytes: &mut OwnedBytes) -> OwnedBytes {
    let length = bytes.first_chunk::<8>().map_or(0, |length| u64::from_le_bytes(*length) as usize);
    bytes.advance(bytes.len().min(8));
    let own = bytes.slice(0..length.min(bytes.len()));
    bytes.advance(own.len());
    own
}

/// The number at a place in a row of numbers; 0 beyond its end.
#[inline]
pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.as_chunks::<4>().0.get(at).map_or(0, |four| u32::from_le_bytes(*four))
}

/// The same for long numbers.
#[inline]
pub(super) fn long(bytes: &[u8], at: usize) -> u64 {
    bytes.as_chunks::<8>().0.get(at).map_or(0, |eight| u64::from_le_bytes(*eight))
}
