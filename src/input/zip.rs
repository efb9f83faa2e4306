//! How large a zip archive says it is when unpacked, before anything is unpacked.
//!
//! A workbook of a few kilobytes can claim gigabytes. The sizes in the archive's directory are summed and
//! checked first; the unpacker itself stops where an entry exceeds the size it declared.
use std::io::{self, Read, Seek, SeekFrom};

/// An archive that unpacks to more than this is refused.
pub(crate) const LARGEST: u64 = 512 << 20;

const END: &[u8; 4] = b"PK\x05\x06";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
const ENTRY: &[u8; 4] = b"PK\x01\x02";

/// The sum of all declared sizes; `None` when the directory can't be trusted.
pub(crate) fn unpacked_size(mut file: impl Read + Seek) -> io::Result<Option<u64>> {
    let length = file.seek(SeekFrom::End(0))?;
    // the directory's end has 22 bytes and a comment of at most 65,535
    let tail_start = length.saturating_sub(22 + 65_535 + 20);
    let tail = read_at(&mut file, tail_start, length - tail_start)?;
    let Some((at, size)) = directory(&mut file, &tail, tail_start)? else { return Ok(None) };
    if at.checked_add(size).is_none_or(|end| end > length) {
        return Ok(None);
    }
    Ok(sum(&read_at(&mut file, at, size)?))
}

/// Where the directory lies, and how long it is.
fn directory(file: &mut (impl Read + Seek), tail: &[u8], tail_start: u64) -> io::Result<Option<(u64, u64)>> {
    let mut ends = tail.windows(4).enumerate().filter(|(_, four)| four == END).map(|(at, _)| at);
    // two ends would let two readers see two archives
    let (Some(end), None) = (ends.next(), ends.next()) else { return Ok(None) };
    let Some(size) = number(tail, end + 12, 4) else { return Ok(None) };
    let place = tail_start + end as u64;
    let Some(locator) = end.checked_sub(20).filter(|at| tail[*at..].starts_with(LOCATOR_64)) else {
        return Ok(place.checked_sub(size).map(|at| (at, size)));
    };
    let Some(place_64) = number(tail, locator + 8, 8) else { return Ok(None) };
    let record = read_at(file, place_64, 56)?;
    let size = number(&record, 40, 8).filter(|_| record.starts_with(END_64));
    Ok(size.and_then(|size| Some((place_64.checked_sub(size)?, size))))
}

fn sum(directory: &[u8]) -> Option<u64> {
    let (mut at, mut total) = (0, 0u64);
    while at < directory.len() {
        let entry = &directory[at..];
        if !entry.starts_with(ENTRY) {
            return None;
        }
        let name = number(entry, 28, 2)? as usize;
        let extra = number(entry, 30, 2)? as usize;
        let comment = number(entry, 32, 2)? as usize;
        let size = match number(entry, 24, 4)? {
            0xFFFF_FFFF => size_64(entry.get(46 + name..46 + name + extra)?)?,
            size => size,
        };
        total = total.checked_add(size)?;
        at += 46 + name + extra + comment;
    }
    Some(total)
}

/// The size in a zip64 field, where it stands first.
fn size_64(mut fields: &[u8]) -> Option<u64> {
    loop {
        let (kind, length) = (number(fields, 0, 2)?, number(fields, 2, 2)? as usize);
        if kind == 1 {
            return number(fields, 4, 8);
        }
        fields = fields.get(4 + length..)?;
    }
}

/// A little-endian number.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + width)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn read_at(file: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}
