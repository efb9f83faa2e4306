//! One pass over a survey: rows in batches to all threads, results back in file order.
//!
//! Memory is bounded by the results of two batches, and the result is the same for any number of threads.
use crate::answer::Row;
use crate::error::{Error, Result};
use crate::input::{RowError, Source};
use compact_str::CompactString;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Rows a batch; enough that threads rarely wait for each other.
const ROWS: usize = 4096;
/// Bytes of answers a batch, for surveys with long cells.
const BYTES: usize = 16 << 20;
/// Rows a piece of work, at least and at most, and pieces that a batch is cut into between them: by its rows alone, so
/// that sums are added in the same order for any number of threads.
const PIECE: (usize, usize) = (16, 128);
const PIECES: usize = 32;

/// Runs `work` over pieces of the survey on all threads, and hands results to `take` in file order, on some thread and while
/// others are at work on the next batch.
///
/// `state` makes what a thread keeps between pieces. Rows that could not be read are returned; after a fatal
/// one the pass ends with an error, and so it does where the data changed while they were read.
pub fn pass<S: Send, T: Send>(
    source: &Source,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[Row]) -> T + Sync,
    mut take: impl FnMut(T) + Send,
) -> Result<Vec<RowError>> {
    pass_while(source, state, work, |result| {
        take(result);
        true
    })
}

/// The same for a `take` that says whether to go on: what can't be written need not be worked out.
pub fn pass_while<S: Send, T: Send>(
    source: &Source,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[Row]) -> T + Sync,
    take: impl FnMut(T) -> bool + Send,
) -> Result<Vec<RowError>> {
    steady(source, || through(source, state, work, take))
}

/// What comes of reading a survey, unless its data changed since it was opened: columns are found then.
pub fn steady<T, E: From<Error>>(
    source: &Source,
    read: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let read = read();
    let changed = source.changed();
    if changed.is_empty() {
        return read;
    }
    let error = Error::new(format!("{} changed while it was read", changed.join(", ")));
    Err(error.remedy("run the command again").into())
}

fn through<S: Send, T: Send>(
    source: &Source,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[Row]) -> T + Sync,
    mut take: impl FnMut(T) -> bool + Send,
) -> Result<Vec<RowError>> {
    let mut rows = source.rows()?;
    let states: Vec<Mutex<Option<S>>> =
        (0..=rayon::current_num_threads()).map(|_| Mutex::default()).collect();
    let piece = |rows: &[Row]| {
        let own = rayon::current_thread_index().map_or(0, |i| i + 1).min(states.len() - 1);
        let mut kept = states[own].lock().unwrap_or_else(PoisonError::into_inner);
        work(kept.get_or_insert_with(&state), rows)
    };
    let mut errors = Vec::new();
    let (mut batch, mut last, mut done) = (next_batch(&mut rows, &mut errors)?, Vec::new(), Vec::new());
    let (mut failure, mut goes_on) = (None, true);
    while !batch.is_empty() && goes_on {
        let (results, next) = rayon::join(
            // a piece at a time, or two threads share a batch in four, and one of them waits for the other
            || batch.par_chunks(size(&batch)).with_max_len(1).map(&piece).collect::<Vec<T>>(),
            || {
                // thousands of strings take a while to be given back, and results to be taken; no thread waits for that
                drop(std::mem::take(&mut last));
                goes_on = done.drain(..).all(&mut take);
                next_batch(&mut rows, &mut errors)
            },
        );
        done = results;
        let next = next.unwrap_or_else(|fatal| {
            failure = Some(fatal);
            Vec::new()
        });
        last = std::mem::replace(&mut batch, next);
    }
    let _ = goes_on && done.into_iter().all(take);
    failure.map_or(Ok(errors), Err)
}

fn size(batch: &[Row]) -> usize {
    (batch.len() / PIECES).clamp(PIECE.0, PIECE.1)
}

fn next_batch(
    rows: &mut (impl Iterator<Item = std::result::Result<Row, RowError>> + ?Sized),
    errors: &mut Vec<RowError>,
) -> Result<Vec<Row>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < ROWS && bytes < BYTES {
        match rows.next() {
            Some(Ok(row)) => {
                bytes += row.answers.iter().map(CompactString::len).sum::<usize>();
                batch.push(row);
            }
            Some(Err(error)) if error.fatal => return Err(error.into()),
            Some(Err(error)) => errors.push(error),
            None => break,
        }
    }
    Ok(batch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Overrides;

    #[test]
    fn data_that_change_while_they_are_read_give_no_result() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("svar.csv");
        std::fs::write(&file, "id;q\n1;bolig\n2;tolk\n").unwrap();
        let named = Overrides { id: Some("id".into()), questions: vec!["q".into()], ..Overrides::default() };
        let source = Source::open(&file, &named).unwrap();
        let count = |source: &Source| {
            let mut count = 0;
            pass(source, || (), |(), rows| rows.len(), |rows| count += rows).map(|_| count)
        };
        assert_eq!(count(&source).unwrap(), 2);
        // another file in its place, as large and as old, whose columns are others
        let (other, old) = (folder.path().join("ny.csv"), file.metadata().unwrap().modified().unwrap());
        std::fs::write(&other, "q;id\nbolig;1\ntolk;2\n").unwrap();
        std::fs::File::options().write(true).open(&other).unwrap().set_modified(old).unwrap();
        std::fs::rename(&other, &file).unwrap();
        assert!(count(&source).is_err());
        let source = Source::open(&file, &named).unwrap();
        assert_eq!(count(&source).unwrap(), 2);
        // another name for the file is no change of what is in it
        let link =
            |(): &mut (), _: &[Row]| std::fs::hard_link(&file, folder.path().join("lenke.csv")).unwrap();
        assert!(pass(&source, || (), link, |()| ()).is_ok());
        let cut = |(): &mut (), rows: &[Row]| {
            std::fs::write(&file, "id;q\n1;bolig\n").unwrap();
            rows.len()
        };
        let error = pass(&source, || (), cut, |_| ()).unwrap_err().to_string();
        assert!(error.contains("svar.csv changed while it was read; run the command again"), "{error}");
        assert!(count(&source).is_err());
    }

    #[test]
    fn what_is_not_wanted_is_not_worked_out() {
        let rows = (0..20 * ROWS).map(|n| format!("{n};bolig\n"));
        let data = format!("id;q\n{}", rows.collect::<String>()).into_bytes();
        let named = Overrides { id: Some("id".into()), questions: vec!["q".into()], ..Overrides::default() };
        let source = Source::open_bytes("svar.csv", data, &named).unwrap();
        let worked = std::sync::atomic::AtomicUsize::new(0);
        let mut taken = 0;
        let work = |(): &mut (), rows: &[Row]| {
            worked.fetch_add(rows.len(), std::sync::atomic::Ordering::Relaxed);
        };
        let take = |()| {
            taken += 1;
            taken < 3
        };
        assert!(pass_while(&source, || (), work, take).unwrap().is_empty());
        assert_eq!(taken, 3);
        assert!(worked.into_inner() <= 3 * ROWS);
    }

    #[test]
    fn results_before_a_fatal_row_are_taken_in_order() {
        const READ: usize = 2 * ROWS + 100;
        for fatal in [false, true] {
            let rows = (0..READ).map(|n| format!("{{\"id\":\"{n}\",\"svar\":\"bolig\"}}\n"));
            let mut data = rows.collect::<String>().into_bytes();
            if fatal {
                // longer than a line may be
                data.resize(data.len() + (65 << 20), b' ');
                data.extend(b"{}\n");
            }
            let named =
                Overrides { id: Some("id".into()), questions: vec!["svar".into()], ..Overrides::default() };
            let source = Source::open_bytes("svar.jsonl", data, &named).unwrap();
            let ids =
                |(): &mut (), rows: &[Row]| rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>();
            let mut taken = Vec::new();
            let ended = pass(&source, || (), ids, |ids| taken.extend(ids));
            assert_eq!(ended.is_err(), fatal);
            // rows of the batch that could not be read to its end are not worked on
            let wanted = if fatal { 2 * ROWS } else { READ };
            assert_eq!(taken, (0..wanted).map(|n| n.to_string()).collect::<Vec<_>>());
        }
    }
}
