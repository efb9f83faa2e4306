//! Where output goes: standard output, or a file that is whole or absent.
use super::interrupt::unfinished;
use anyhow::{Context, Result};
use fritekst::Error;
use fritekst::output::marked::guarded;
use fritekst::provenance::Provenance;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Writes all of an output; see [`Sink`].
pub(crate) fn emit(bytes: &[u8], to: Option<&Path>) -> Result<()> {
    let mut sink = Sink::open(to)?;
    sink.write(bytes)?;
    sink.close()
}

/// An output in the making. A file is written beside its place and put there when it is whole, so that a run that is
/// cut off leaves the old file or none.
pub(crate) enum Sink {
    Out(std::io::BufWriter<std::io::StdoutLock<'static>>),
    File { path: PathBuf, file: std::io::BufWriter<tempfile::NamedTempFile> },
}

/// Begins the names of files in the making; what they are to become follows, as a fingerprint.
const TEMPORARY: &str = ".fritekst-";

impl Sink {
    /// Standard output, or a file that can be written.
    pub(crate) fn open(to: Option<&Path>) -> Result<Self> {
        let Some(path) = to else { return Ok(Sink::Out(std::io::BufWriter::new(std::io::stdout().lock()))) };
        if path.is_dir() {
            let error = Error::new(format!("{} is a folder", path.display()));
            return Err(error.remedy("name a file in it").into());
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.is_dir() {
            let error = Error::new(format!("no folder {} to write {} in", folder.display(), path.display()));
            return Err(error.remedy("make it, or choose another place with -o").into());
        }
        let file = beside(path, folder)
            .map_err(|e| Error::io(path, "write", e).remedy("choose another place with -o"))?;
        Ok(Sink::File { path: path.to_path_buf(), file: std::io::BufWriter::new(file) })
    }

    /// Writes some of it.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            // data on a screen are read by a person, and must not steer the terminal
            Sink::Out(out) if out.get_ref().is_terminal() => {
                out.write_all(guarded(&String::from_utf8_lossy(bytes)).as_bytes())?;
            }
            Sink::Out(out) => out.write_all(bytes)?,
            Sink::File { path, file } => file.write_all(bytes).map_err(|e| Error::io(path, "write", e))?,
        }
        Ok(())
    }

    /// Puts the file in its place.
    pub(crate) fn close(self) -> Result<()> {
        match self {
            Sink::Out(mut out) => out.flush()?,
            Sink::File { path, file } => {
                let failed = |e| Error::io(&path, "write", e);
                let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
                file.as_file().sync_all().map_err(failed)?;
                let mut unfinished = unfinished();
                let temporary = file.path().to_path_buf();
                file.persist(&path).map_err(|e| failed(e.error))?;
                unfinished.files.retain(|other| *other != temporary);
            }
        }
        Ok(())
    }
}

/// A locked file in the making, after what runs that were killed left of earlier ones has been taken away.
fn beside(path: &Path, folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let prefix = format!("{TEMPORARY}{}-", fritekst::input::fingerprint(name));
    sweep(folder, &prefix);
    loop {
        let mut unfinished = unfinished();
        let file = tempfile::Builder::new().prefix(&prefix).tempfile_in(folder)?;
        // a file system without locks has no sweep either
        let _ = file.as_file().lock();
        // another run's sweep may have come between
        if file.path().exists() {
            unfinished.files.push(file.path().to_path_buf());
            return Ok(file);
        }
    }
}

/// Takes away files in the making that no living run has locked.
fn sweep(folder: &Path, prefix: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        if let Ok(file) = std::fs::File::options().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Writes beside a data file what it was made of: `tabell.csv.meta.json`.
pub(crate) fn sidecar(path: &Path, provenance: &Provenance) -> Result<()> {
    let mut name = path.as_os_str().to_os_string();
    name.push(".meta.json");
    emit(fritekst::output::json(provenance)?.as_bytes(), Some(Path::new(&name)))
}

/// A line of talk on standard error. Names of files and columns in it must not steer the terminal.
pub(crate) fn say(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", guarded(text.as_ref()));
}

/// Whether a stream wants colours: a terminal, and no `NO_COLOR`.
pub(crate) fn colour(terminal: &impl IsTerminal) -> bool {
    terminal.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Whether standard output wants colours.
pub(crate) fn colour_out() -> bool {
    colour(&std::io::stdout())
}

/// The width of the terminal that standard output is, in characters.
pub(crate) fn width_out() -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    terminal.map(|(width, _)| width.0 as usize)
}

/// A reader that went away is no error of ours.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|e| e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe))
}

/// A file as text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| {
        let missing = e.kind() == ErrorKind::NotFound;
        let error = Error::io(path, "read", e);
        if missing { error.remedy("check the name and the folder you stand in") } else { error }
    })?;
    String::from_utf8(bytes)
        .ok()
        .map(|text| text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
        .with_context(|| format!("{} is not UTF-8; save it as UTF-8", path.display()))
}

/// The command as typed, without the program's own path.
pub(crate) fn command_typed() -> String {
    let quoted = |arg: std::ffi::OsString| {
        let arg = arg.to_string_lossy().into_owned();
        let plain = !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_./=,:".contains(c));
        if plain { arg } else { format!("'{}'", arg.replace('\'', "'\\''")) }
    };
    let args = std::env::args_os().skip(1).map(quoted);
    std::iter::once("fritekst".to_string()).chain(args).collect::<Vec<_>>().join(" ")
}
