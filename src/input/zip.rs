//! How large a workbook is when unpacked, before it is read.
//!
//! A workbook of a few kilobytes can claim gigabytes. The sizes in the archive's directory are summed and
//! checked first; the unpacker itself stops where an entry exceeds the size it declared. Its reader makes room for as many
//! shared strings as they say they are, and holds each of them apart: they are counted before that.
use ::zip::ZipArchive;
use memchr::memmem;
use std::io::{self, Read, Seek, SeekFrom};

/// An archive that unpacks to more than this is refused.
pub(crate) const LARGEST: u64 = 512 << 20;

/// More shared strings than this are refused: each takes some sixty bytes beside its letters.
pub(crate) const STRINGS: u64 = 10_000_000;

/// Bytes of a part that are read at once.
const PIECE: usize = 1 << 16;

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

/// How many strings the cells of a workbook share, or how many more they say they are; 0 where they can't be read, which their
/// reader tells of.
pub(crate) fn shared_strings(file: impl Read + Seek) -> u64 {
    let Ok(mut archive) = ZipArchive::new(file) else { return 0 };
    let counts = (0..archive.len()).map(|at| {
        let part = archive.by_index(at).ok();
        let shared = part.filter(|part| part.name_raw().to_ascii_lowercase().ends_with(b"sharedstrings.xml"));
        shared.and_then(|part| count(part, PIECE).ok()).map_or(0, |(strings, claimed)| strings.max(claimed))
    });
    counts.max().unwrap_or(0)
}

/// How many strings are in a part, and how many it says there are; read in pieces of so many bytes.
fn count(mut part: impl Read, piece: usize) -> io::Result<(u64, u64)> {
    /// More than a name that is looked for, with what stands before it.
    const KEPT: usize = 16;
    let (mut halves, mut claim) = (0, Claim::default());
    let mut held: Vec<u8> = Vec::with_capacity(KEPT + piece);
    loop {
        let new = held.len();
        if (&mut part).take(piece as u64).read_to_end(&mut held)? == 0 {
            return Ok((halves / 2, claim.largest()));
        }
        claim.read(&held, new);
        // of each string the name of its element and what ends it, which is new; with a prefix the end of the element is seen too
        let ends = |at: usize| held.get(at + 2).is_some_and(|c| c.is_ascii_whitespace() || b">/".contains(c));
        let named = memmem::find_iter(&held, b"si").filter(|at| *at > 0 && at + 2 >= new && ends(*at));
        halves += named
            .map(|at| match held[at - 1] {
                b'<' => 2,
                b':' => 1,
                _ => 0,
            })
            .sum::<u64>();
        // what may go on in the next piece
        held.drain(..held.len().saturating_sub(KEPT));
    }
}

/// How many strings a part says there are, wherever it does.
#[derive(Default)]
struct Claim {
    found: u64,
    at: At,
}

/// What was read last.
#[derive(Clone, Copy, Default)]
enum At {
    /// Something else.
    #[default]
    Elsewhere,
    /// The name of the attribute.
    Name,
    /// Its name and `=`, and so much of a number.
    Number(u64),
}

impl Claim {
    const NAME: &[u8] = b"uniqueCount";

    /// Takes in some bytes, of which those from `new` on were not seen before.
    fn read(&mut self, bytes: &[u8], new: usize) {
        let mut from = new;
        while from < bytes.len() {
            let byte = bytes[from];
            self.at = match self.at {
                At::Elsewhere => {
                    let begin = from.saturating_sub(Self::NAME.len() - 1);
                    let Some(at) = memmem::find(&bytes[begin..], Self::NAME) else { return };
                    let (start, end) = (begin + at, begin + at + Self::NAME.len());
                    from = end;
                    let begins = start > 0 && bytes[start - 1].is_ascii_whitespace();
                    self.at = if begins { At::Name } else { At::Elsewhere };
                    continue;
                }
                At::Name if byte == b'=' => At::Number(0),
                At::Number(number) if byte.is_ascii_digit() => {
                    At::Number(number.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
                }
                At::Number(0) if b"\"'".contains(&byte) => At::Number(0),
                at if byte.is_ascii_whitespace() => at,
                _ => {
                    self.found = self.largest();
                    At::Elsewhere
                }
            };
            from += 1;
        }
    }

    fn largest(&self) -> u64 {
        let open = if let At::Number(number) = self.at { number } else { 0 };
        self.found.max(open)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_counted_and_claims_believed() {
        let cases: [(&str, u64, u64); 9] = [
            ("<sst><si><t>a</t></si><si/><si ><t>six sisi si></t></si></sst>", 3, 0),
            ("<x:sst><x:si><x:t>a</x:t></x:si></x:sst>", 1, 0),
            (r#"<sst count="9" uniqueCount="2"><si><t>a</t></si></sst>"#, 1, 2),
            ("<sst uniqueCount =\n '77' uniqueCount='5'>", 0, 77),
            ("<sst uniqueCount=8>", 0, 8),
            (r#"<sst uniqueCount="18446744073709551616">"#, 0, u64::MAX),
            (r#"<sst uniqueCount="x9" myuniqueCount="6"><t>uniqueCount 7</t>"#, 0, 0),
            (r#"<sst uniqueCount="12"#, 0, 12),
            ("", 0, 0),
        ];
        let long =
            format!("<sst  uniqueCount{}='7'>{}", " ".repeat(200_000), "<si>siden</si>".repeat(20_000));
        for (text, strings, claim) in cases.into_iter().chain([(&*long, 20_000, 7)]) {
            for piece in [1, 2, 3, 7, PIECE] {
                let found = count(text.as_bytes(), piece).unwrap();
                assert_eq!(found, (strings, claim), "{piece} {text:.80}");
            }
        }
    }
}
