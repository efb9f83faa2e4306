//! Which answers have which term. They lie in Tantivy, which reads them for a search; put in order they are here.
//!
//! A term is a number, and so is an answer: what Tantivy does to find the terms of a text and to gather where each stands
//! is sorting by number, and its own serializer writes what comes of it.
use super::bits::Bits;
use super::terms::Terms;
use super::{failed, unreadable};
use crate::error::Result;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::{Directory, TerminatingWrite};
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::FieldNormsSerializer;
use tantivy::index::{InvertedIndexReader, SegmentComponent, SegmentMeta};
use tantivy::merge_policy::NoMergePolicy;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{BytesOptions, Field, IndexRecordOption, Schema};
use tantivy::store::{Compressor, StoreWriter};
use tantivy::{DocSet, Index, IndexReader, IndexWriter, ReloadPolicy, TERMINATED, TantivyDocument, Term};

/// The postings of a finished index.
pub(super) struct Postings {
    segments: Vec<Arc<InvertedIndexReader>>,
    field: Field,
}

impl Postings {
    /// Nothing where Tantivy can't read them.
    pub(super) fn open(directory: impl Into<Box<dyn Directory>>) -> Option<Self> {
        let (schema, field) = schema();
        let index = Index::open(directory).ok().filter(|index| index.schema() == schema)?;
        let reader: tantivy::Result<IndexReader> =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let searcher = reader.ok()?.searcher();
        let segments = searcher.segment_readers().iter().map(|segment| segment.inverted_index(field));
        Some(Self { segments: segments.collect::<tantivy::Result<_>>().ok()?, field })
    }

    /// Adds the answers that have a term.
    pub(super) fn add(&self, term: u32, found: &mut Bits) -> Result<()> {
        let term = Term::from_field_bytes(self.field, &key(term));
        for segment in &self.segments {
            let answers = segment.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut answers) = answers.map_err(|e| unreadable("search")(e.into()))? else { continue };
            while answers.doc() != TERMINATED {
                found.insert(answers.doc() as usize);
                answers.advance();
            }
        }
        Ok(())
    }
}

/// One field, of terms and of nothing else.
fn schema() -> (Schema, Field) {
    let mut builder = Schema::builder();
    let terms = builder.add_bytes_field("terms", BytesOptions::default().set_indexed());
    (builder.build(), terms)
}

/// A term as Tantivy has it: in the order of numbers.
fn key(term: u32) -> [u8; 4] {
    term.to_be_bytes()
}

/// Words that wait, eight bytes each in the end.
const WORDS: usize = 1 << 24;
/// Answers a segment at least, unless there are fewer, and segments that are written at once: each is asked for each term.
const ANSWERS: usize = 1 << 14;
const SEGMENTS: usize = 4;
/// What Tantivy demands for a writer of documents, of which there are none.
const MEMORY: usize = 15_000_000;

/// Postings in the making.
pub(super) struct Making {
    index: Index,
    writer: IndexWriter<TantivyDocument>,
    field: Field,
    terms: Terms,
    /// The number of the first answer of these terms.
    first: usize,
    /// Words before segments are made of them, and answers a segment at least.
    most: usize,
    least: usize,
}

impl Making {
    /// In an empty folder.
    pub(super) fn begin(path: &Path) -> Result<Self> {
        let (schema, field) = schema();
        let index = Index::create_in_dir(path, schema).map_err(failed("create"))?;
        let writer = index.writer_with_num_threads(1, MEMORY).map_err(failed("write"))?;
        // a segment has terms and nothing else, and would not come through a merge
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { index, writer, field, terms: Terms::default(), first: 0, most: WORDS, least: ANSWERS })
    }

    /// Adds the terms of some answers, which are the next ones.
    pub(super) fn add(&mut self, terms: &Terms) -> Result<()> {
        self.terms.append(terms);
        if self.terms.numbers.len() < self.most { Ok(()) } else { self.write() }
    }

    /// Writes what has been added: a segment a thread.
    fn write(&mut self) -> Result<()> {
        let mut terms = std::mem::take(&mut self.terms);
        let count = terms.ends.len();
        let size = count.div_ceil(rayon::current_num_threads().min(SEGMENTS)).max(self.least);
        let pieces: Vec<Range<usize>> =
            (0..count).step_by(size).map(|from| from..(from + size).min(count)).collect();
        let written = pieces.into_par_iter().map(|answers| self.segment(&terms, answers));
        let segments: tantivy::Result<Vec<SegmentMeta>> = written.collect();
        let mut segments = segments.map_err(failed("write"))?.into_iter();
        self.first += count;
        terms.clear();
        self.terms = terms;
        segments.try_for_each(|segment| self.writer.add_segment(segment)).map_err(failed("write"))
    }

    /// Writes a segment of some answers. Its documents are numbered as all answers are, so that nothing is needed to tell
    /// which answer a document is; that those before its own have no words does no harm.
    fn segment(&self, terms: &Terms, answers: Range<usize>) -> tantivy::Result<SegmentMeta> {
        let segment = self.index.new_segment();
        let count = (self.first + answers.end) as u32;
        let mut out = InvertedIndexSerializer::open(&segment)?;
        let lists = Lists::of(terms, answers, self.first as u32);
        let mut words = out.new_field(self.field, lists.answers.len() as u64, None)?;
        for (term, answers) in lists.all() {
            words.new_term(&key(term), answers.len() as u32, false)?;
            answers.iter().for_each(|answer| words.write_doc(*answer, 1, &[]));
            words.close_term()?;
        }
        words.close()?;
        out.close()?;
        // nothing else is in it, but Tantivy opens no segment without the files
        FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?.close()?;
        StoreWriter::new(segment.open_write(SegmentComponent::Store)?, Compressor::None, 0, false)?
            .close()?;
        let mut columns = segment.open_write(SegmentComponent::FastFields)?;
        let tokenizers = self.index.fast_field_tokenizer().clone();
        let mut none = FastFieldsWriter::from_schema_and_tokenizer_manager(&self.index.schema(), tokenizers)?;
        none.serialize(&mut columns, None)?;
        columns.terminate()?;
        Ok(segment.with_max_doc(count).meta().clone())
    }

    /// On the disk for good.
    pub(super) fn finish(mut self) -> Result<()> {
        self.write()?;
        self.writer.commit().map_err(failed("write"))?;
        self.writer.wait_merging_threads().map_err(failed("write"))
    }
}

/// By term, the answers that have it, in order.
struct Lists {
    /// Where the list of each term begins, with room for every time that it occurs, and where it ends.
    begins: Vec<u32>,
    ends: Vec<u32>,
    answers: Vec<u32>,
}

impl Lists {
    /// Of some answers; `first` is the number of the first of all that `terms` has.
    fn of(terms: &Terms, answers: Range<usize>, first: u32) -> Self {
        let numbers = terms.of(answers.clone());
        let mut begins = vec![0; numbers.iter().max().map_or(0, |most| *most as usize + 1)];
        numbers.iter().for_each(|number| begins[*number as usize] += 1);
        let mut end = 0;
        for begin in &mut begins {
            end += std::mem::replace(begin, end);
        }
        let mut ends = begins.clone();
        let mut lists = vec![0; numbers.len()];
        for answer in answers {
            for number in terms.of(answer..answer + 1) {
                let (begin, end) = (begins[*number as usize], &mut ends[*number as usize]);
                let own = first + answer as u32;
                if *end == begin || lists[*end as usize - 1] != own {
                    lists[*end as usize] = own;
                    *end += 1;
                }
            }
        }
        Self { begins, ends, answers: lists }
    }

    /// Terms that some answer has, in order.
    fn all(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let lists = self.begins.iter().zip(&self.ends).map(|(begin, end)| *begin as usize..*end as usize);
        lists
            .map(|list| &self.answers[list])
            .zip(0..)
            .filter(|(list, _)| !list.is_empty())
            .map(|(list, term)| (term, list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::terms::Clue;
    use crate::stats::random::Random;
    use std::collections::{BTreeMap, BTreeSet};
    use tantivy::directory::MmapDirectory;

    #[test]
    fn an_answer_is_once_in_a_list() {
        let mut terms = Terms::default();
        for answer in [vec![2, 0, 2, 2], vec![], vec![0], vec![2, 2, 5]] {
            answer.iter().for_each(|number| terms.add(Clue::Type(*number)));
            terms.end();
        }
        let lists = Lists::of(&terms, 0..4, 10);
        let all: Vec<(u32, &[u32])> = lists.all().collect();
        assert_eq!(all, [(2, &[10, 12][..]), (4, &[10, 13]), (7, &[13])]);
        assert_eq!(Lists::of(&terms, 1..2, 10).all().count(), 0);
        let late = Lists::of(&terms, 2..4, 10);
        assert_eq!(late.all().collect::<Vec<_>>(), [(2, &[12][..]), (4, &[13]), (7, &[13])]);
    }

    #[test]
    fn every_answer_is_found_by_its_terms() {
        for (most, least) in [(60, ANSWERS), (700, 7), (WORDS, 7), (WORDS, ANSWERS)] {
            let folder = tempfile::tempdir().unwrap();
            let mut making = Making { most, least, ..Making::begin(folder.path()).unwrap() };
            let mut random = Random::new(2023);
            let mut wanted: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
            for answer in 0..400 {
                let mut terms = Terms::default();
                for _ in 0..random.below(12) {
                    // some in nearly every answer, and some in hardly any
                    let most = random.below(5000);
                    let clue = Clue::Type(random.below(1 + most) as u32);
                    terms.add(clue);
                    wanted.entry(clue.term()).or_default().insert(answer);
                }
                terms.end();
                making.add(&terms).unwrap();
            }
            rayon::ThreadPoolBuilder::new()
                .num_threads(3)
                .build()
                .unwrap()
                .install(|| making.finish().unwrap());
            let postings = Postings::open(MmapDirectory::open(folder.path()).unwrap()).unwrap();
            assert_eq!(postings.segments.len() > 1, most < WORDS || least < ANSWERS, "{most} {least}");
            for term in 0..5010 {
                let mut found = Bits::none(400);
                postings.add(term, &mut found).unwrap();
                let wanted = wanted.get(&term).into_iter().flatten().copied();
                assert_eq!(found.iter().collect::<Vec<_>>(), wanted.collect::<Vec<_>>(), "{term}");
            }
        }
    }
}
