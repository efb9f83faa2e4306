//! Where output goes: standard output, or a file that is whole or absent.
use anyhow::{Context, Result};
use fritekst::Error;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Writes to a file by way of a new one beside it, or to standard output.
pub(crate) fn emit(bytes: &[u8], to: Option<&Path>) -> Result<()> {
    match to {
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()?;
        }
        Some(path) => write_file(path, bytes)?,
    }
    Ok(())
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.is_dir() {
        let error = Error::new(format!("{} is a folder", path.display()));
        return Err(error.remedy("name a file in it").into());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .map_err(|e| Error::io(path, "write", e).remedy("choose another place with -o"))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(|e| Error::io(path, "write", e))?;
    file.persist(path).map_err(|e| Error::io(path, "write", e.error))?;
    Ok(())
}

/// A line of talk on standard error.
pub(crate) fn say(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", text.as_ref());
}

/// Whether a stream wants colours: a terminal, and no `NO_COLOR`.
pub(crate) fn colour(terminal: &impl IsTerminal) -> bool {
    terminal.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Whether standard output wants colours.
pub(crate) fn colour_out() -> bool {
    colour(&std::io::stdout())
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
