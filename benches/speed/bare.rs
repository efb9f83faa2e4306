//! What Tantivy takes for the same answers without us: one field of words with its own tokenizer and lower case, of
//! which it keeps what our index has it keep, and the texts.
use fritekst::input::Source;
use std::path::Path;
use tantivy::TantivyDocument;
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer};

/// Builds it in a folder of its own, in one pass over the rows.
pub fn index(source: &Source, folder: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let path = folder.join("bare");
    if path.exists() {
        std::fs::remove_dir_all(&path)?;
    }
    std::fs::create_dir(&path)?;
    let mut builder = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("lower").set_index_option(IndexRecordOption::Basic);
    let options = TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false)).set_stored();
    let words = builder.add_text_field("words", options);
    let respondent = builder.add_text_field("respondent", STORED);
    let variables: Vec<_> = (0..source.frame.variables.len())
        .map(|at| builder.add_text_field(&format!("variable{at}"), STRING | STORED))
        .collect();
    let index = tantivy::Index::create_in_dir(&path, builder.build())?;
    let lower = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build();
    index.tokenizers().register("lower", lower);
    let mut writer = index.writer_with_num_threads(rayon::current_num_threads().min(4), 128 << 20)?;
    for row in source.rows()? {
        let row = row?;
        for answer in &row.answers {
            let mut document = TantivyDocument::default();
            document.add_text(words, answer);
            document.add_text(respondent, &row.id);
            variables.iter().zip(&row.values).for_each(|(field, value)| document.add_text(*field, value));
            writer.add_document(document)?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(format!("{} bytes", super::steps::size(&path)))
}
