//! Where the bytes of a survey file come from, as often as they are asked for.
use crate::error::{Error, Result};
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

/// How much is looked at, at most, to find encoding and delimiter; and how much is enough where it is text as it stands and
/// so many lines end in it.
const HEAD: usize = 1 << 19;
const ENOUGH: usize = 1 << 16;
const LINES: usize = 200;

/// The beginning of a file.
pub(crate) struct Head {
    pub(crate) bytes: Vec<u8>,
    /// Whether that is all of it.
    pub(crate) whole: bool,
}

/// Whether the first bytes of a file are enough to go by: sound UTF-8, but for a letter that is cut at the end, with so many
/// ends of lines outside quotes.
fn is_enough(bytes: &[u8]) -> bool {
    let sound = std::str::from_utf8(bytes).map_or_else(|e| e.error_len().is_none(), |_| true);
    let (mut lines, mut quoted) = (0, false);
    for at in memchr::memchr2_iter(b'"', b'\n', bytes) {
        quoted ^= bytes[at] == b'"';
        lines += usize::from(bytes[at] == b'\n' && !quoted);
    }
    sound && lines >= LINES
}

/// A file on disk, or bytes that the caller has read already, as from standard input.
#[derive(Debug, Clone)]
pub(crate) enum Bytes {
    File(PathBuf),
    Held(Arc<[u8]>),
}

/// What is held of a pipe at most: it may have no end.
pub const HELD: u64 = 1 << 30;

/// What to do of a pipe that holds more.
pub const TOO_MUCH: &str = "put it into a file, which is read piece by piece";

/// All that a pipe or a file holds, if it is no more than `most` bytes; `name` and `remedy` are for messages.
pub fn whole(source: impl Read, name: &Path, most: u64, remedy: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = source.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|e| Error::io(name, "read", e))?;
    if bytes.len() as u64 > most {
        let error = Error::new(format!("{} holds more than {} MB", name.display(), most >> 20));
        return Err(error.remedy(remedy));
    }
    Ok(bytes)
}

/// See [`Bytes::state`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    size: u64,
    modified: SystemTime,
    /// Of the file in its file system, where that says it.
    number: u64,
}

/// Bytes read in any order.
pub(crate) trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

impl Bytes {
    /// A file that must be there.
    pub(crate) fn file(path: &Path) -> Result<Self> {
        match path.metadata() {
            Ok(about) if about.is_dir() => {
                let found = format!("{} is a folder, not a data file", path.display());
                Err(Error::new(found))
            }
            Ok(about) if about.is_file() => Ok(Self::File(path.to_path_buf())),
            // a pipe can be read once
            Ok(_) => {
                let pipe = File::open(path).map_err(|e| Error::io(path, "open", e))?;
                whole(pipe, path, HELD, TOO_MUCH).map(|all| Self::Held(all.into()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(path)),
            Err(error) => Err(Error::io(path, "open", error)),
        }
    }

    /// A reader from the first byte.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>> {
        match self {
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(Error::io(path, "open", error)),
            },
            Self::Held(bytes) => Ok(Box::new(io::Cursor::new(bytes.clone()))),
        }
    }

    /// A reader that can go to any place.
    pub(crate) fn open_seekable(&self) -> Result<Box<dyn Seekable>> {
        match self {
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(BufReader::new(file))),
                Err(error) => Err(Error::io(path, "open", error)),
            },
            Self::Held(bytes) => Ok(Box::new(io::Cursor::new(bytes.clone()))),
        }
    }

    /// The first bytes, as many as show how the file is written.
    pub(crate) fn head(&self) -> Result<Head> {
        let mut source = self.open()?;
        let mut bytes = Vec::with_capacity(ENOUGH);
        let mut read = |size: usize, bytes: &mut Vec<u8>| {
            let read = source.by_ref().take(size as u64).read_to_end(bytes);
            read.map_err(|error| Error::io(Path::new(self.name()), "read", error))
        };
        read(ENOUGH, &mut bytes)?;
        if !is_enough(&bytes) {
            read(HEAD - ENOUGH, &mut bytes)?;
        }
        let whole = self.len()? <= bytes.len() as u64;
        Ok(Head { bytes, whole })
    }

    /// Number of bytes.
    pub(crate) fn len(&self) -> Result<u64> {
        match self {
            Self::File(path) => {
                path.metadata().map(|about| about.len()).map_err(|error| Error::io(path, "read", error))
            }
            Self::Held(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Full path, size and times of change, of a file.
    pub(crate) fn about(&self) -> Option<(PathBuf, u64, Vec<SystemTime>)> {
        let Self::File(path) = self else { return None };
        let about = path.metadata().ok()?;
        let mut times = vec![about.modified().ok()?];
        // the time of the last modification can be set by hand, and copies keep it; the system's own time of change
        // cannot, and they don't
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let seconds = Duration::from_secs(u64::try_from(about.ctime()).ok()?);
            let nanos = Duration::from_nanos(u64::try_from(about.ctime_nsec()).ok()?);
            times.push(SystemTime::UNIX_EPOCH + seconds + nanos);
        }
        Some((path.canonicalize().ok()?, about.len(), times))
    }

    /// What changes where a file is written over or another takes its place, and not where it is linked or its rights are
    /// changed. Nothing for what is no file.
    pub(crate) fn state(&self) -> Option<State> {
        let Self::File(path) = self else { return None };
        let about = path.metadata().ok()?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&about);
        #[cfg(not(unix))]
        let number = 0;
        Some(State { size: about.len(), modified: about.modified().ok()?, number })
    }

    /// Who else than its owner may read a file, as bits of its mode; nobody where that is not known, and no group but this one.
    #[cfg(unix)]
    pub(crate) fn readers(&self, group: u32) -> u32 {
        use std::os::unix::fs::MetadataExt;
        let Self::File(path) = self else { return 0 };
        let mode = |about: std::fs::Metadata| {
            let others = if about.gid() == group { 0o044 } else { 0o004 };
            about.mode() & others
        };
        path.metadata().map_or(0, mode)
    }

    /// Shows all bytes to `take`, a piece at a time.
    pub(crate) fn pieces(&self, mut take: impl FnMut(&[u8])) -> Result<()> {
        if let Self::Held(bytes) = self {
            take(bytes);
            return Ok(());
        }
        let mut source = self.open()?;
        let mut piece = vec![0; 1 << 18];
        loop {
            match source.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(count) => take(&piece[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::io(Path::new(self.name()), "read", error)),
            }
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::File(path) => path.to_str().unwrap_or("the file"),
            Self::Held(_) => "-",
        }
    }
}

/// The error for a path where nothing is, with what lies beside it under nearly the same name.
pub fn missing(path: &Path) -> Error {
    let error = Error::new(format!("no such file or folder: {}", path.display()));
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = folder.read_dir() else { return error };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let wanted = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    match crate::error::nearest(&wanted, names.iter().map(String::as_str)) {
        Some(near) => error.remedy(format!("did you mean {}?", folder.join(near).display())),
        None => error,
    }
}
