//! Ctrl-C, SIGTERM and SIGHUP: what is half done is taken away before the program ends. Apart, since only here the process has a
//! state.
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::Arc;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit code of a program that a signal ended is its number and this.
const SIGNALLED: i32 = 128;

/// What must not stay when the program is stopped.
#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    /// Files beside their place.
    pub files: Vec<PathBuf>,
    /// The folder that an index is built in.
    pub index: Option<PathBuf>,
}

static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished { files: Vec::new(), index: None });

/// Watches for Ctrl-C from here on, and for what `timeout`, a scheduler, a shutdown or a terminal that is closed sends.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    // a file that may grow no further is an error of who writes it
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
    // where no thread is to be had, what a stopped run leaves is swept away by the next one
    let hangup = (!is_ignored(SIGHUP)).then_some(SIGHUP);
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM].into_iter().chain(hangup))
    {
        let _ = std::thread::Builder::new().spawn(move || signals.forever().for_each(stop));
    }
}

/// Whether a signal is ignored, as nohup has it, so that a run goes on when its terminal is closed. Only Linux says so; elsewhere
/// it may be.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|signals| u64::from_str_radix(signals.trim(), 16).ok());
    ignored.is_none_or(|signals| signals >> (signal - 1) & 1 != 0)
}

/// Watches for Ctrl-C from here on.
#[cfg(not(unix))]
pub(crate) fn watch() {
    const INTERRUPT: i32 = 2;
    // fails only where a handler is there already, which none is
    let _ = ctrlc::set_handler(|| stop(INTERRUPT));
}

fn stop(signal: i32) {
    // held until the end, so that nothing is begun, put in place or said any more
    let unfinished = unfinished();
    for file in &unfinished.files {
        let _ = std::fs::remove_file(file);
    }
    if let Some(folder) = &unfinished.index {
        fritekst::index::abandon(folder);
    }
    std::process::exit(SIGNALLED + signal);
}

/// What is unfinished now. Hold it while a file is made or put in place.
pub(crate) fn unfinished() -> MutexGuard<'static, Unfinished> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says that an index is being built in a folder, until the value is dropped.
pub(crate) fn building(folder: &Path) -> Building {
    unfinished().index = Some(folder.to_path_buf());
    Building
}

/// An index in the making.
pub(crate) struct Building;

impl Drop for Building {
    fn drop(&mut self) {
        unfinished().index = None;
    }
}

/// Waits for ever when the program is being stopped: what failed because its files were taken away is no error.
pub(crate) fn settle() {
    drop(unfinished());
}
