//! Bytes of any encoding to UTF-8, a piece at a time.
//!
//! What does not decode becomes a byte 0xFF, which no UTF-8 text holds: the reader of cells finds it
//! there, in the row and on the line where it stands, and the rest of the file is read.
use crate::error::{Error, Place, Result, nearest};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, Read};

/// Stands for a sequence that does not decode.
pub(crate) const BROKEN: u8 = 0xFF;

const OFFERED: [&str; 7] =
    ["utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15", "macintosh"];

/// The text of a file that must be UTF-8, less its mark.
pub fn utf8(file: &str, bytes: Vec<u8>) -> Result<String> {
    const OTHERS: [(&[u8], &str); 3] = [
        (b"PK\x03\x04", "a Word or Excel document"),
        (b"\xD0\xCF\x11\xE0", "an old Word or Excel document"),
        (b"%PDF", "a PDF"),
    ];
    if let Some((_, what)) = OTHERS.iter().find(|(begins, _)| bytes.starts_with(begins)) {
        let error = Error::new(format!("the file is {what}, and no plain text")).at(Place::file(file));
        return Err(error.remedy("save it as plain text, in UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..at]);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let place = Place::at(file, before.matches('\n').count() + 1, column);
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let error = Error::new(format!("the file is not UTF-8: a byte {byte:02X} that is no letter there"));
        error.at(place).remedy("save it as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// The encoding of a name that the user gave; which of the two UTF-16 it is, a mark knows better.
pub(crate) fn named(name: &str, head: &[u8]) -> Result<&'static Encoding> {
    let wide = |encoding: &Encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    if let Some(encoding) = Encoding::for_label(name.trim().as_bytes()) {
        let marked = Encoding::for_bom(head).map(|(marked, _)| marked);
        return Ok(marked.filter(|marked| wide(encoding) && wide(marked)).unwrap_or(encoding));
    }
    Err({
        let near = nearest(name, OFFERED).map(|n| format!("did you mean {n}? ")).unwrap_or_default();
        Error::new(format!("unknown encoding {name}")).remedy(format!("{near}known: {}", OFFERED.join(", ")))
    })
}

/// The encoding that the first bytes show, if they show one: a byte order mark, zeros of UTF-16, or
/// letters beyond ASCII. Plain ASCII shows nothing.
pub(crate) fn found(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Some(encoding);
    }
    if let Some(encoding) = wide(head) {
        return Some(encoding);
    }
    if head.is_ascii() {
        return None;
    }
    if std::str::from_utf8(head).is_ok() {
        return Some(UTF_8);
    }
    let (good, bad) = sequences(head);
    // a UTF-8 file with broken bytes is still one: a single-byte reading would spoil all the rest, and of a file with single
    // bytes hardly anything is sound by chance
    if good > bad {
        return Some(UTF_8);
    }
    Some(guessed(head))
}

fn guessed(head: &[u8]) -> &'static Encoding {
    // the detector is slow, and a page or two of letters is enough for it
    let first = head.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &head[first..head.len().min(first + (1 << 16))];
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"no"), chardetng::Utf8Detection::Deny);
    if guess.is_single_byte() { guess } else { WINDOWS_1252 }
}

/// What is wrong with letters that were hardly meant to be these: UTF-8 that was taken for something else and saved so, and
/// encodings that no text shows.
pub(crate) fn doubt(text: &str) -> Option<&'static str> {
    /// What follows Ã where æ, ø and å are UTF-8 read as something else.
    const TWICE: [char; 6] = ['¸', '¥', '¦', '˜', '…', '†'];
    /// æ, ø and å of CSV (MS-DOS) and CSV (Macintosh), read as Windows has them.
    const OTHER: [char; 5] = ['›', '†', '¿', 'Œ', '¾'];
    const ENOUGH: usize = 2;
    let (mut ours, mut twice, mut strange) = (0, 0, 0);
    let (mut before, mut last) = (' ', ' ');
    for c in text.chars() {
        ours += usize::from(matches!(c, 'æ' | 'ø' | 'å'));
        twice += usize::from(last == 'Ã' && TWICE.contains(&c));
        strange += usize::from(OTHER.contains(&last) && before.is_lowercase() && c.is_lowercase());
        (before, last) = (last, c);
    }
    // a sentence that was pasted in makes no file of two encodings
    if twice > 0 && ours >= twice && ours < 100 * twice {
        return Some(
            "letters such as Ã¸ beside ø: the file is in two encodings, as where two exports were put together; save each as UTF-8 first",
        );
    }
    if twice >= ENOUGH {
        return Some(
            "letters such as Ã¸: the file is UTF-8 that a program took for something else; save it anew from where it comes",
        );
    }
    (strange >= ENOUGH && strange > ours).then_some(
        "signs inside words, as in l›nn: the file may be CSV (MS-DOS) or CSV (Macintosh); save it as CSV UTF-8",
    )
}

/// UTF-16 without a mark: every other byte of Western text is zero.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    if !head.contains(&0) {
        return None;
    }
    let pairs = head.len() / 2;
    let zeros = |at: usize| head.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    match (zeros(0), zeros(1)) {
        // where both bytes are mostly zero it is a file that was filled up with zeros
        (even, odd) if pairs > 1 && odd * 2 > pairs && even * 2 <= pairs => Some(UTF_16LE),
        (even, odd) if pairs > 1 && even * 2 > pairs && odd * 2 <= pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// How many letters beyond ASCII are sound UTF-8, and how many places are not.
fn sequences(head: &[u8]) -> (usize, usize) {
    head.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + letters, bad + usize::from(!chunk.invalid().is_empty()))
    })
}

/// A reader that gives UTF-8 without byte order mark.
pub(crate) fn reader(source: Box<dyn Read + Send>, encoding: &'static Encoding) -> Box<dyn Read + Send> {
    let decoder = encoding.new_decoder_with_bom_removal();
    if encoding == UTF_8 {
        return Box::new(Unmarked { source, head: Vec::new(), begun: false });
    }
    let raw = vec![0; PIECE];
    let (ended, finished) = (false, false);
    Box::new(Decoding { source, decoder, raw, held: 0..0, ended, finished, out: Vec::new(), given: 0 })
}

/// UTF-8 as it is, less the mark: whether it is sound is seen in the cells that are used.
struct Unmarked {
    source: Box<dyn Read + Send>,
    head: Vec<u8>,
    begun: bool,
}

impl Read for Unmarked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.begun {
            self.begun = true;
            self.source.by_ref().take(3).read_to_end(&mut self.head)?;
            if self.head == b"\xEF\xBB\xBF" {
                self.head.clear();
            }
        }
        if self.head.is_empty() {
            return self.source.read(into);
        }
        let count = into.len().min(self.head.len());
        into[..count].copy_from_slice(&self.head[..count]);
        self.head.drain(..count);
        Ok(count)
    }
}

/// How much is read and decoded at a time.
const PIECE: usize = 1 << 16;

struct Decoding {
    source: Box<dyn Read + Send>,
    decoder: Decoder,
    raw: Vec<u8>,
    held: std::ops::Range<usize>,
    /// The source has ended; the decoder may still have something to say about its last bytes.
    ended: bool,
    finished: bool,
    out: Vec<u8>,
    given: usize,
}

impl Decoding {
    /// Decodes one more piece into `out`.
    fn fill(&mut self) -> io::Result<()> {
        if self.held.is_empty() && !self.ended {
            let count = self.source.read(&mut self.raw)?;
            self.held = 0..count;
            self.ended = count == 0;
        }
        self.out.resize(PIECE, 0);
        self.given = 0;
        let raw = &self.raw[self.held.clone()];
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(raw, &mut self.out, self.ended);
        self.held.start += read;
        self.out.truncate(written);
        match result {
            DecoderResult::Malformed(..) => self.out.push(BROKEN),
            DecoderResult::InputEmpty => self.finished = self.ended,
            DecoderResult::OutputFull => {}
        }
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() {
            if self.finished {
                return Ok(0);
            }
            self.fill()?;
        }
        let count = into.len().min(self.out.len() - self.given);
        into[..count].copy_from_slice(&self.out[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::doubt;

    #[test]
    fn letters_that_were_not_meant() {
        for text in [
            "mer lÃ¸nn, stÃ¸y pÃ¥ jobb",
            "mer lÃ¸nn, støy",
            "mer l›nn, st›y p† jobb",
            "mer l¿nn, st¿y pŒ jobb",
        ] {
            assert!(doubt(text).is_some(), "{text}");
        }
        for text in
            ["it‘s d‘accord, l‘hiver", "mer lønn, støy på jobb", "«sitat› ‘ord’ og † død", "bare ASCII", "Ã¸"]
        {
            assert_eq!(doubt(text), None, "{text}");
        }
    }
}
