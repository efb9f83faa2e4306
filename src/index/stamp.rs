//! A stamp beside an index: which files, of which size and time, had which fingerprint. A search need not read all
//! data to see that they are the same.
//!
//! It is trusted only where everything is equal and the data were two seconds old when it was made: some file systems
//! count in seconds, and a file written twice in one would look the same. When it was made is the stamp file's own
//! time, by the same clock as that of the data.
use crate::error::Result;
use crate::input::Source;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

pub(super) const STAMP: &str = "stamp";
const SETTLED: Duration = Duration::from_secs(2);

/// The fingerprint of a survey, from the stamp in an index folder where that can be trusted.
pub(super) fn fingerprint(source: &Source, folder: &Path) -> Result<String> {
    let about = source.stamp();
    if let Some((label, newest)) = &about
        && let Some(known) = read(&folder.join(STAMP), label, *newest)
    {
        return Ok(known);
    }
    let data = source.fingerprint()?;
    // data that changed while they were read get no stamp; one that cannot be written costs time and no more
    if let Some((label, _)) = &about
        && about == source.stamp()
        && folder.join(super::folder::MARK).exists()
    {
        let _ = fs::write(folder.join(STAMP), format!("{label} {data}\n"));
    }
    Ok(data)
}

fn read(stamp: &Path, label: &str, newest: SystemTime) -> Option<String> {
    let made = stamp.metadata().ok()?.modified().ok()?;
    if made.duration_since(newest).ok()? < SETTLED {
        return None;
    }
    let text = String::from_utf8(super::folder::read(stamp).ok()?).ok()?;
    let (known, data) = text.strip_suffix('\n')?.split_once(' ')?;
    (known == label && data.len() == 16).then(|| data.to_string())
}

/// Whether some bytes are those of a stamp, or of one that was cut off.
pub(super) fn may_be_stamp(bytes: &[u8]) -> bool {
    bytes.len() <= 34 && bytes.iter().all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Overrides;

    fn open(folder: &Path) -> Source {
        Source::open(
            &folder.join("svar.csv"),
            &Overrides { questions: vec!["q".into()], ..Overrides::default() },
        )
        .unwrap()
    }

    /// Data, and a moment for them to settle.
    fn write(folder: &Path, text: &str, wait: u64) {
        fs::write(folder.join("svar.csv"), text).unwrap();
        std::thread::sleep(Duration::from_millis(wait));
    }

    /// A stamp that says something else: where it is believed, it is read.
    fn forge(index: &Path) {
        let text = fs::read_to_string(index.join(STAMP)).unwrap();
        fs::write(index.join(STAMP), format!("{}{}\n", &text[..17], "0".repeat(16))).unwrap();
    }

    #[test]
    fn a_stamp_is_trusted_only_for_settled_and_unchanged_data() {
        let folder = tempfile::tempdir().unwrap();
        let (data, index) = (folder.path(), folder.path().join("index"));
        super::super::folder::Folder::create(&index).unwrap();
        write(data, "id;q\n1;ja\n", 0);
        let first = fingerprint(&open(data), &index).unwrap();
        // too near in time to the data: they are read
        forge(&index);
        assert_eq!(fingerprint(&open(data), &index).unwrap(), first);
        // a file's time may lag some thousandths behind the clock that the sleep goes by
        std::thread::sleep(SETTLED + Duration::from_millis(200));
        forge(&index);
        assert_eq!(fingerprint(&open(data), &index).unwrap(), "0".repeat(16));
        // other data of the same size and with the old time set by hand: they are read
        let file = data.join("svar.csv");
        let old = file.metadata().unwrap().modified().unwrap();
        write(data, "id;q\n1;ne\n", 0);
        fs::File::options().append(true).open(&file).unwrap().set_modified(old).unwrap();
        let other = fingerprint(&open(data), &index).unwrap();
        assert!(other != first && other != "0".repeat(16));
    }
}
