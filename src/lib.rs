//! fritekst codes, counts and quotes open survey answers in Norwegian.
//!
//! ```text
//! survey export ──input──▶ answers ──┬──▶ index: a cache for search and re-coding
//! codebook.yaml ──codebook──▶ Coder ─┴─▶ codings ─▶ counts ─▶ tables, quotes, report ─▶ output
//! ```
//!
//! Coding is a pure function of one answer and one codebook. An index remembers what was found of the words of a
//! survey, and changes nothing but the time. The library prints nothing and reads no clock, terminal or environment.
//!
//! Modules stand in layers, and a module uses only those of its own layer and of layers above it in this list;
//! `tests/layers.rs` reads the source and fails on an import that points to a lower one.
#![cfg_attr(not(test), deny(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::exit))]

// layer 0: the nouns everything passes on
pub mod answer;
pub mod coding;
pub mod error;
// layer 1: word type → keys; numbers → numbers; file → answers; a cell that is safe to open
pub mod formula;
pub mod input;
pub mod norwegian;
pub mod stats;
// layer 2: rules and codebooks
pub mod codebook;
pub mod rule;
// layer 3: sets of records
pub mod agreement;
pub mod correction;
pub mod count;
pub mod index;
pub mod judgement;
pub mod pass;
pub mod provenance;
pub mod review;
pub mod sample;
pub mod trial;
// layer 4: what a reader sees, as values
pub mod crosstab;
pub mod diff;
pub mod disclosure;
mod population;
pub mod privacy;
pub mod quote;
pub mod report;
pub mod search;
pub mod table;
// layer 5: values → bytes
pub mod output;

pub use error::{Error, Result};
