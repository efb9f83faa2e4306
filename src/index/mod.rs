//! The Tantivy index: a cache beside the data that can only exclude answers, never decide.
//!
//! It holds, for every answer, its text, question, respondent and variables, and one field of terms with positions:
//! each word's written form and all keys that our own analysis gives it. It lies in a folder named by the
//! fingerprint of data and analysis, so that a stale one cannot be opened by mistake.
mod folder;
mod query;
mod stamp;
mod terms;

use crate::answer::{Frame, Row, Selection, is_answer};
use crate::codebook::Coder;
use crate::error::{Error, Result};
use crate::input::{RowError, Source};
use crate::norwegian::tokens::tokens;
use crate::pass::pass;
use crate::rule::operators::{Demand, Program};
use folder::Folder;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use tantivy::collector::DocSetCollector;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

/// Changes when the layout of the index does.
const LAYOUT: &str = "2";
/// Memory for terms before a segment is written, in bytes.
const MEMORY: usize = 128 << 20;

/// What is in an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Fingerprint of data and frame.
    pub data: String,
    /// Version of the Norwegian analysis.
    pub analysis: String,
    /// Program version that built it.
    pub program: String,
    /// Respondents read.
    pub respondents: u64,
    /// Answers in it.
    pub answers: u64,
    /// Words in them.
    pub words: u64,
    /// Rows that could not be read.
    pub unread: u64,
}

/// An opened index.
pub struct Index {
    /// What is in it.
    pub meta: Meta,
    /// Where it lies.
    pub path: PathBuf,
    searcher: Searcher,
    fields: Fields,
}

#[derive(Debug, Clone)]
struct Fields {
    words: Field,
    text: Field,
    order: Field,
    question: Field,
    respondent: Field,
    variables: Vec<Field>,
}

/// An answer that an index lets through.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Position of the answer in the data: respondent first, question second.
    pub order: u64,
    /// Respondent id.
    pub respondent: String,
    /// Question, by position in the frame.
    pub question: usize,
    /// The answer.
    pub text: String,
    /// The respondent's values, one a variable.
    pub values: Vec<String>,
}

/// Answers that an index could not exclude, by respondent and question.
#[derive(Debug, Clone, Default)]
pub struct Possible(HashSet<(String, usize)>);

impl Possible {
    /// Whether a rule has to be tried on an answer.
    pub fn holds(&self, respondent: &str, question: usize) -> bool {
        self.0.contains(&(respondent.to_string(), question))
    }
}

fn schema(frame: &Frame) -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let positions = TextFieldIndexing::default()
        .set_tokenizer(terms::ANALYSIS)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let words = builder.add_text_field("words", TextOptions::default().set_indexing_options(positions));
    let text = builder.add_text_field("text", STORED);
    let order = builder.add_u64_field("order", STORED);
    let question = builder.add_text_field("question", STRING | STORED);
    let respondent = builder.add_text_field("respondent", STRING | STORED);
    // numbered, since an id may hold what a field's name may not
    let variables =
        (0..frame.variables.len()).map(|i| builder.add_text_field(&format!("variable{i}"), STRING | STORED));
    let variables = variables.collect();
    (builder.build(), Fields { words, text, order, question, respondent, variables })
}

fn failed(doing: &str) -> impl Fn(tantivy::TantivyError) -> Error + '_ {
    move |e| {
        Error::new(format!("could not {doing} the index: {e}"))
            .remedy("free some disk space, or choose another folder with --index")
    }
}

/// Where the index of a survey lies when no folder is named: `.fritekst` beside the data.
pub fn default_folder(source: &Source) -> Option<PathBuf> {
    source.folder.as_ref().map(|f| f.join(".fritekst"))
}

/// Takes away what this process is building in a folder: for a handler of Ctrl-C.
pub fn abandon(folder: &Path) {
    folder::abandon(folder);
}

/// The name of the index of this survey, frame and analysis.
fn key(data: &str) -> String {
    crate::input::fingerprint(format!("{data} {} {LAYOUT}", crate::norwegian::VERSION).as_bytes())
}

impl Index {
    /// Opens the index of a survey if a fresh one is there.
    pub fn open(source: &Source, folder: &Path) -> Result<Option<Self>> {
        let Some(ours) = Folder::existing(folder)? else { return Ok(None) };
        let data = stamp::fingerprint(source, folder)?;
        Self::open_at(&source.frame, &ours.index(&key(&data)))
    }

    fn open_at(frame: &Frame, path: &Path) -> Result<Option<Self>> {
        let Some(meta) = folder::meta(path)? else { return Ok(None) };
        let (schema, fields) = schema(frame);
        let index = tantivy::Index::open_in_dir(path).map_err(failed("open"))?;
        if index.schema() != schema {
            return Ok(None);
        }
        let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual);
        let searcher = reader.try_into().map_err(failed("open"))?.searcher();
        Ok(Some(Self { meta, path: path.to_path_buf(), searcher, fields }))
    }

    /// Opens the index of a survey, building it where none is fresh; rows that could not be read are returned.
    ///
    /// A builder holds the folder's lock; `waiting` is called when another one has it, and `progress` with the
    /// number of respondents read so far.
    pub fn ensure(
        source: &Source,
        folder: &Path,
        waiting: impl FnOnce(),
        progress: impl Fn(u64) + Sync,
    ) -> Result<(Self, Vec<RowError>)> {
        if let Some(index) = Self::open(source, folder)? {
            return Ok((index, Vec::new()));
        }
        let place = folder;
        let folder = Folder::create(place)?;
        let _lock = folder.lock(waiting)?;
        let data = stamp::fingerprint(source, place)?;
        let path = folder.index(&key(&data));
        // whoever held the lock may have built it
        if let Some(index) = Self::open_at(&source.frame, &path)? {
            return Ok((index, Vec::new()));
        }
        let new = folder.temporary()?;
        let unread = build(source, &data, new.path(), progress)?;
        folder.put(new, &path)?;
        match Self::open_at(&source.frame, &path)? {
            Some(index) => Ok((index, unread)),
            None => Err(Error::new("the index that was just built cannot be opened")
                .remedy("delete its folder and try again")),
        }
    }

    /// The answers that a rule's demand lets through, in data order, from these questions and respondents.
    pub fn candidates(
        &self,
        frame: &Frame,
        program: &Program,
        demand: &Demand,
        selection: &Selection,
    ) -> Result<Vec<Candidate>> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> =
            vec![(Occur::Must, query::of(demand, program, self.fields.words)?)];
        let any = |field: Field, values: &mut dyn Iterator<Item = &str>| -> Box<dyn Query> {
            let terms = values.map(|v| Term::from_field_text(field, v)).collect();
            Box::new(tantivy::query::ConstScoreQuery::new(
                Box::new(BooleanQuery::new_multiterms_query(terms)),
                0.0,
            ))
        };
        if selection.questions.len() < frame.questions.len() {
            let mut ids = selection.questions.iter().map(|q| frame.questions[*q].id.as_str());
            clauses.push((Occur::Must, any(self.fields.question, &mut ids)));
        }
        for (variable, values) in &selection.only {
            clauses.push((
                Occur::Must,
                any(self.fields.variables[*variable], &mut values.iter().map(String::as_str)),
            ));
        }
        let query = BooleanQuery::new(clauses);
        let documents = self.searcher.search(&query, &DocSetCollector).map_err(failed("search"))?;
        let mut found = Vec::with_capacity(documents.len());
        for address in documents {
            found.push(self.candidate(frame, address)?);
        }
        found.sort_by_key(|c: &Candidate| c.order);
        Ok(found)
    }

    /// The answers that some rule of a codebook may take; every other answer gets no theme.
    pub fn possible(&self, frame: &Frame, coder: &Coder, selection: &Selection) -> Result<Possible> {
        let mut found = HashSet::new();
        for &question in &selection.questions {
            let Some(themes) = coder.question(&frame.questions[question].id) else { continue };
            let gates = themes.themes.iter().flat_map(|t| &t.rules).map(|rule| rule.gate.clone());
            let one = Selection { questions: vec![question], only: selection.only.clone() };
            let answers = self.candidates(frame, &coder.program, &Demand::any(gates), &one)?;
            found.extend(answers.into_iter().map(|answer| (answer.respondent, question)));
        }
        Ok(Possible(found))
    }

    fn candidate(&self, frame: &Frame, address: DocAddress) -> Result<Candidate> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(failed("read"))?;
        let text = |field| document.get_first(field).and_then(|v| v.as_str()).unwrap_or_default().to_string();
        let question = text(self.fields.question);
        Ok(Candidate {
            order: document.get_first(self.fields.order).and_then(|v| v.as_u64()).unwrap_or(0),
            respondent: text(self.fields.respondent),
            question: frame.question(&question).unwrap_or(0),
            text: text(self.fields.text),
            values: self.fields.variables.iter().map(|f| text(*f)).collect(),
        })
    }

    /// How many answers have a word with this key: for a look into the index.
    pub fn answers_with(&self, key: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.words, &terms::key(key));
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        Ok(self.searcher.search(&query, &DocSetCollector).map_err(failed("search"))?.len() as u64)
    }
}

/// Builds an index in an empty folder, with its meta file last: a folder with one is whole.
fn build(source: &Source, data: &str, path: &Path, progress: impl Fn(u64) + Sync) -> Result<Vec<RowError>> {
    let (schema, fields) = schema(&source.frame);
    let index = tantivy::Index::create_in_dir(path, schema).map_err(failed("create"))?;
    index.tokenizers().register(terms::ANALYSIS, TextAnalyzer::from(terms::Analysis::new()));
    let mut writer = index
        .writer_with_num_threads(rayon::current_num_threads().min(4), MEMORY)
        .map_err(failed("write"))?;
    let mut meta = Meta {
        data: data.to_string(),
        analysis: crate::norwegian::VERSION.to_string(),
        program: env!("CARGO_PKG_VERSION").to_string(),
        respondents: 0,
        answers: 0,
        words: 0,
        unread: 0,
    };
    let mut failure = None;
    let unread = pass(
        source,
        || (),
        |(), rows| (rows.len() as u64, documents(&source.frame, &fields, rows)),
        |(rows, documents)| {
            for mut new in documents {
                let respondent = meta.respondents + new.row;
                new.document
                    .add_u64(fields.order, respondent * source.frame.questions.len() as u64 + new.question);
                meta.answers += 1;
                meta.words += new.words;
                failure = failure.take().or(writer.add_document(new.document).err());
            }
            meta.respondents += rows;
            progress(meta.respondents);
        },
    )?;
    meta.unread = unread.len() as u64;
    if let Some(error) = failure {
        return Err(failed("write")(error));
    }
    writer.commit().map_err(failed("write"))?;
    writer.wait_merging_threads().map_err(failed("write"))?;
    folder::write_meta(path, &meta)?;
    Ok(unread)
}

/// An answer on its way into the index.
struct New {
    row: u64,
    question: u64,
    words: u64,
    document: TantivyDocument,
}

fn documents(frame: &Frame, fields: &Fields, rows: &[Row]) -> Vec<New> {
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (question, text) in row.answers.iter().enumerate().filter(|(_, text)| is_answer(text)) {
            let mut document = TantivyDocument::default();
            document.add_text(fields.words, text);
            document.add_text(fields.text, text);
            document.add_text(fields.question, &frame.questions[question].id);
            document.add_text(fields.respondent, &row.id);
            for (field, value) in fields.variables.iter().zip(&row.values) {
                document.add_text(*field, value);
            }
            found.push(New {
                row: at as u64,
                question: question as u64,
                words: tokens(text).len() as u64,
                document,
            });
        }
    }
    found
}
