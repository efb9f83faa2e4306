//! One pass over a survey: rows in batches to all threads, results back in file order.
//!
//! Memory is bounded by the batch, and the result is the same for any number of threads.
use crate::answer::Row;
use crate::error::Result;
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

/// Runs `work` over pieces of the survey on all threads, and hands results to `take` in file order.
///
/// `state` makes what a thread keeps between pieces. Rows that could not be read are returned; after a fatal
/// one the pass ends with an error.
pub fn pass<S: Send, T: Send>(
    source: &Source,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &[Row]) -> T + Sync,
    mut take: impl FnMut(T) + Send,
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
    let mut failure = None;
    while !batch.is_empty() {
        let (results, next) = rayon::join(
            // a piece at a time, or two threads share a batch in four, and one of them waits for the other
            || batch.par_chunks(size(&batch)).with_max_len(1).map(&piece).collect::<Vec<T>>(),
            || {
                // thousands of strings take a while to be given back, and results to be taken; no thread waits for that
                drop(std::mem::take(&mut last));
                done.drain(..).for_each(&mut take);
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
    done.into_iter().for_each(take);
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
