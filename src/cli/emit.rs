//! What is said and written, and what the terminal is like.
use super::sink::{Sink, descriptor};
use anyhow::Result;
use fritekst::Error;
use fritekst::input::reference::MADE;
use fritekst::input::{missing, utf8, whole};
use fritekst::output::marked::{guarded, safe};
use fritekst::provenance::Provenance;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Writes all of an output that is data; see [`Sink`].
pub(crate) fn emit(bytes: &[u8], to: Option<&Path>) -> Result<()> {
    let mut sink = Sink::open(to)?;
    sink.write(bytes)?;
    sink.close()
}

/// Writes all of an output that is text for people, with our own colours in it.
pub(crate) fn emit_text(text: &str, to: Option<&Path>) -> Result<()> {
    let mut sink = Sink::open(to)?;
    sink.put(guarded(text).as_bytes())?;
    sink.close()
}

/// What a data file was made of, on its way beside it: `tabell.csv.meta.json`. Begun before the data are put in their place,
/// so that there are both or none.
pub(crate) struct Sidecar(Option<Sink>);

impl Sidecar {
    /// Beside an output; none beside a device, a pipe or an open stream, which have no such place.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if descriptor(path).is_some() || (path.exists() && !path.is_file()) {
            return Ok(Self(None));
        }
        Sink::open(Some(&beside(path))).map(Some).map(Self)
    }

    /// Puts the output in its place, and beside it what it was made of: both of one run, whatever other such runs write there.
    pub(crate) fn close(self, output: Sink, provenance: &Provenance) -> Result<()> {
        let Some(mut sink) = self.0 else { return output.close() };
        sink.write(fritekst::output::json(provenance)?.as_bytes())?;
        let _alone = output.lock();
        output.close()?;
        sink.close()
    }
}

/// Where the sidecar of an output lies.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(MADE);
    PathBuf::from(name)
}

/// A line of talk on standard error. Names of files and columns in it must not steer the terminal.
pub(crate) fn say(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr(), "{}", safe(text.as_ref()));
}

/// The same, with our own colours in it.
pub(crate) fn show(text: impl AsRef<str>) {
    let _ = writeln!(io::stderr(), "{}", guarded(text.as_ref()));
}

/// Whether a stream wants colours: a terminal that is not a dumb one, and no `NO_COLOR`.
pub(crate) fn colour(terminal: &impl IsTerminal) -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    terminal.is_terminal() && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
}

/// Whether standard output wants colours.
pub(crate) fn colour_out() -> bool {
    colour(&io::stdout())
}

/// The width of the terminal that standard output is, in characters.
pub(crate) fn width_out() -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map(|(width, _)| width.0 as usize)
}

/// A reader that went away is no error of ours.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let caused = |e: &Error| e.cause.as_ref().map(io::Error::kind);
    let kind = |e: &(dyn std::error::Error + 'static)| {
        e.downcast_ref().map(io::Error::kind).or_else(|| e.downcast_ref().and_then(caused))
    };
    error.chain().any(|e| kind(e) == Some(ErrorKind::BrokenPipe))
}

/// No codebook is larger.
const LARGEST: u64 = 64 << 20;

/// A codebook as text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    const DATA: [&str; 5] = ["csv", "tsv", "xlsx", "jsonl", "ndjson"];
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| DATA.contains(&&*ending)) {
        // what is found wrong in it would show answers
        let error = Error::new(format!("{} is a data file, and no codebook", path.display()));
        return Err(error.remedy("name the codebook, a YAML file").into());
    }
    if path.is_dir() {
        let error = Error::new(format!("{} is a folder", path.display()));
        let remedy = match path.join("corpus.yaml").exists() {
            true => "that is the corpus: the codebook is a YAML file of its own, and comes before it",
            false => "name the codebook in it, a YAML file",
        };
        return Err(error.remedy(remedy).into());
    }
    let file = std::fs::File::open(path).map_err(|e| {
        if e.kind() != ErrorKind::NotFound {
            return Error::io(path, "read", e);
        }
        let error = missing(path);
        match error.remedy {
            Some(_) => error,
            None => error.remedy("check the name and the folder it is in"),
        }
    })?;
    Ok(utf8(&path.display().to_string(), whole(file, path, LARGEST, "name a codebook, a YAML file")?)?)
}

/// An argument as the shell of the system takes it whatever it holds.
pub(crate) fn for_shell(arg: &str) -> String {
    quoted(arg, cfg!(windows))
}

/// The same for Windows, whose cmd takes no single quotes, or for others.
fn quoted(arg: &str, windows: bool) -> String {
    match windows {
        true => {
            // a backslash stands for itself but before a quotation mark
            let mut inside = String::new();
            let mut before = 0;
            for c in arg.chars() {
                if c == '"' {
                    inside.extend(std::iter::repeat_n('\\', before + 1));
                }
                before = if c == '\\' { before + 1 } else { 0 };
                inside.push(c);
            }
            inside.extend(std::iter::repeat_n('\\', before));
            format!("\"{inside}\"")
        }
        false => format!("'{}'", arg.replace('\'', r"'\''")),
    }
}

/// The command as typed, without the program's own path.
pub(crate) fn command_typed() -> String {
    let quoted = |arg: std::ffi::OsString| {
        let arg = arg.to_string_lossy().into_owned();
        let plain = !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_./=,:".contains(c));
        if plain { arg } else { for_shell(&arg) }
    };
    let args = std::env::args_os().skip(1).map(quoted);
    std::iter::once("fritekst".to_string()).chain(args).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn an_argument_in_quotes() {
        for (arg, others, windows) in [
            ("bolig | hus", "'bolig | hus'", "\"bolig | hus\""),
            ("\"for få\" & tolk", "'\"for få\" & tolk'", "\"\\\"for få\\\" & tolk\""),
            (r"C:\data\", r"'C:\data\'", r#""C:\data\\""#),
            ("Ola's", r"'Ola'\''s'", "\"Ola's\""),
        ] {
            assert_eq!([quoted(arg, false), quoted(arg, true)], [others, windows]);
        }
    }
}
