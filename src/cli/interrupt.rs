//! Ctrl-C: what is half done is taken away before the program ends. Apart, since only here the process has a state.
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit code of a program that was ended by SIGINT.
const INTERRUPTED: i32 = 130;

/// What must not stay when the program is stopped.
#[derive(Debug, Default)]
pub(crate) struct Unfinished {
    /// Files beside their place.
    pub files: Vec<PathBuf>,
    /// The folder that an index is built in.
    pub index: Option<PathBuf>,
}

static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished { files: Vec::new(), index: None });

/// Watches for Ctrl-C from here on.
pub(crate) fn watch() {
    // fails only where a handler is there already, which none is
    let _ = ctrlc::set_handler(|| {
        // held until the end, so that nothing is begun, put in place or said any more
        let unfinished = unfinished();
        for file in &unfinished.files {
            let _ = std::fs::remove_file(file);
        }
        if let Some(folder) = &unfinished.index {
            fritekst::index::abandon(folder);
        }
        std::process::exit(INTERRUPTED);
    });
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
