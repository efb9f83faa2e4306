//! The Tantivy index: a cache beside the data that can only exclude.
