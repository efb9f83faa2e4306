//! The fritekst program.
fn main() {}
