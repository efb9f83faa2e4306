//! An output in the making: a stream that takes it as it comes, or a file that is whole or absent.
use super::interrupt::unfinished;
use anyhow::Result;
use fritekst::Error;
use fritekst::output::marked::safe;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An output in the making. A file is written beside its place and put there when it is whole, so that a run that is
/// cut off leaves the old file or none.
pub(crate) enum Sink {
    /// Standard output, a device or a pipe: nothing old to keep, and `/dev/null` must stay what it is.
    Stream { name: PathBuf, out: BufWriter<Box<dyn Write + Send>>, terminal: bool },
    /// A file; `place` is where the links in its name lead.
    File { name: PathBuf, place: PathBuf, file: BufWriter<NamedTempFile> },
}

/// Begins the names of files in the making; what they are to become follows, as a fingerprint.
const TEMPORARY: &str = ".fritekst-";
/// Where data go that no file is named for.
const STANDARD_OUTPUT: &str = "standard output";

impl Sink {
    /// Standard output, or a file that can be written.
    pub(crate) fn open(to: Option<&Path>) -> Result<Self> {
        let Some(path) = to else {
            let out = io::stdout();
            return Ok(Self::stream(Path::new(STANDARD_OUTPUT), out.is_terminal(), Box::new(out)));
        };
        if path == Path::new("-") {
            return Err(Error::new("- is no file").remedy("leave -o out to write to standard output").into());
        }
        let failed = |e| Error::io(path, "write", plain(e)).remedy("choose another place with -o");
        match descriptor(path) {
            Some(1) => return Ok(Self::stream(path, io::stdout().is_terminal(), Box::new(io::stdout()))),
            Some(2) => return Ok(Self::stream(path, io::stderr().is_terminal(), Box::new(io::stderr()))),
            // what is opened anew writes from its own place on, over what the stream's owner writes
            Some(_) if path.is_file() => {
                let error = Error::new(format!("{} leads to a file", path.display()));
                return Err(error.remedy("name the file, or leave -o out and use > of the shell").into());
            }
            _ => {}
        }
        let there = match fs::metadata(path) {
            Ok(there) => Some(there),
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
            // a name that is too long, say
            Err(e) => return Err(failed(e).into()),
        };
        match &there {
            Some(there) if there.is_dir() => {
                let error = Error::new(format!("{} is a folder", path.display()));
                return Err(error.remedy("name a file in it").into());
            }
            Some(there) if !there.is_file() => {
                let out = File::options().write(true).open(path).map_err(failed)?;
                return Ok(Self::stream(path, out.is_terminal(), Box::new(out)));
            }
            // a file can be replaced without being written, and whoever protected it did not mean that
            Some(there) if there.permissions().readonly() => {
                let error = Error::new(format!("{} is write-protected", path.display()));
                return Err(error.remedy("take the protection away, or choose another place with -o").into());
            }
            _ => {}
        }
        let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = folder_of(&place);
        if !folder.is_dir() {
            let error = Error::new(format!("no folder {} to write {} in", folder.display(), path.display()));
            return Err(error.remedy("make it, or choose another place with -o").into());
        }
        let file = BufWriter::new(beside(&place, folder, there.as_ref()).map_err(failed)?);
        Ok(Self::File { name: path.to_path_buf(), place, file })
    }

    fn stream(name: &Path, terminal: bool, out: Box<dyn Write + Send>) -> Self {
        Self::Stream { name: name.to_path_buf(), out: BufWriter::new(out), terminal }
    }

    /// Writes some data. On a screen they are read by a person, and must not steer the terminal.
    pub(crate) fn write(&mut self, data: &[u8]) -> Result<()> {
        match self {
            Self::Stream { terminal: true, .. } => self.put(safe(&String::from_utf8_lossy(data)).as_bytes()),
            _ => self.put(data),
        }
    }

    /// Writes some of it as it is.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let (name, written) = match self {
            Self::Stream { name, out, .. } => (name, out.write_all(bytes)),
            Self::File { name, file, .. } => (name, file.write_all(bytes)),
        };
        Ok(written.map_err(|e| failed(name, e))?)
    }

    /// Keeps other runs from putting files in the same folder, until what is returned is let go; nothing where folders can't be
    /// locked.
    pub(super) fn lock(&self) -> Option<File> {
        let Self::File { place, .. } = self else { return None };
        let folder = File::open(folder_of(place)).ok()?;
        folder.lock().ok()?;
        Some(folder)
    }

    /// Writes the rest, and puts a file in its place.
    pub(crate) fn close(self) -> Result<()> {
        match self {
            Self::Stream { name, mut out, .. } => out.flush().map_err(|e| failed(&name, e))?,
            Self::File { name, place, file } => {
                let file = file.into_inner().map_err(|e| failed(&name, e.into_error()))?;
                file.as_file().sync_all().map_err(|e| failed(&name, e))?;
                let mut unfinished = unfinished();
                let temporary = file.path().to_path_buf();
                file.persist(&place).map_err(|e| failed(&name, e.error))?;
                unfinished.files.retain(|other| *other != temporary);
            }
        }
        Ok(())
    }
}

/// The folder that a file lies in.
fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The number of an open stream that a name stands for, as `/dev/stdout` does: a file that it was led into is not to be replaced,
/// for more may be written to it.
pub(super) fn descriptor(path: &Path) -> Option<u32> {
    /// More links than this lead nowhere.
    const MOST: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..MOST {
        let folder = path.parent()?;
        let process = folder.strip_prefix("/proc").is_ok_and(|rest| {
            let mut parts = rest.iter().map(|part| part.to_string_lossy().into_owned());
            let own = ["self".to_string(), "thread-self".to_string(), std::process::id().to_string()];
            parts.next().is_some_and(|process| own.contains(&process))
                && parts.next_back().as_deref() == Some("fd")
        });
        if process || folder == Path::new("/dev/fd") {
            return path.file_name()?.to_str()?.parse().ok();
        }
        path = folder.join(fs::read_link(&path).ok()?);
    }
    None
}

/// What is said where standard output takes no more.
pub(super) fn unwritten(error: io::Error) -> Error {
    failed(Path::new(STANDARD_OUTPUT), error)
}

fn failed(name: &Path, error: io::Error) -> Error {
    let error = plain(error);
    let full =
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge);
    let error = Error::io(name, "write", error);
    if full { error.remedy("free some space, or choose another place with -o") } else { error }
}

/// The error without the name of the file in the making, which nobody chose.
fn plain(error: io::Error) -> io::Error {
    match error.get_ref() {
        Some(_) => io::Error::from(error.kind()),
        None => error,
    }
}

/// A locked file in the making, after what runs that were killed left of earlier ones has been taken away.
fn beside(place: &Path, folder: &Path, there: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let name = place.file_name().unwrap_or_default().as_encoded_bytes();
    let prefix = format!("{TEMPORARY}{}-", fritekst::input::fingerprint(name));
    sweep(folder, &prefix);
    loop {
        let mut unfinished = unfinished();
        let file = with_mode(tempfile::Builder::new().prefix(&prefix), there, folder)?;
        // a file system without locks has no sweep either
        let _ = file.as_file().lock();
        // another run's sweep may have come between
        if file.path().exists() {
            unfinished.files.push(file.path().to_path_buf());
            return Ok(file);
        }
    }
}

/// A file that those may read who could read the old one; a new one is as any other program makes it.
#[cfg(unix)]
fn with_mode(
    builder: &mut tempfile::Builder<'_, '_>,
    there: Option<&Metadata>,
    folder: &Path,
) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let wanted = there.map_or_else(|| fs::Permissions::from_mode(0o666), Metadata::permissions);
    let file = builder.permissions(wanted.clone()).tempfile_in(folder)?;
    if there.is_some() {
        // what the umask took away
        file.as_file().set_permissions(wanted)?;
    }
    Ok(file)
}

#[cfg(not(unix))]
fn with_mode(
    builder: &mut tempfile::Builder<'_, '_>,
    _there: Option<&Metadata>,
    folder: &Path,
) -> io::Result<NamedTempFile> {
    builder.tempfile_in(folder)
}

/// Takes away files in the making that no living run has locked.
fn sweep(folder: &Path, prefix: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        if let Ok(file) = File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}
