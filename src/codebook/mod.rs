//! Codebooks: what the YAML says ([`written::Codebook`]), what it means ([`Coder`]), and what is wrong with it.
mod chances;
pub mod check;
mod checks;
pub mod coder;
mod compiled;
pub(crate) mod counter;
pub mod covers;
pub mod explain;
pub mod finding;
mod locate;
mod offered;
mod swallowed;
mod triggers;
pub mod written;

pub use coder::{Coder, Subject};
pub use finding::{Finding, Level};
pub use written::Codebook;

/// Lists that every codebook may refer to; a codebook's own list of the same name comes first.
pub(crate) const SHIPPED_LISTS: &str = include_str!("data/lists.yaml");
