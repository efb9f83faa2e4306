//! All integration tests in one binary: one link instead of ten.
mod cmd;
mod codebooks;
mod indexed;
mod input;
mod laws;
mod layers;
mod norwegian;
mod privacy;
mod rules;
mod stats;
mod tables;
mod texts;
mod trust;
