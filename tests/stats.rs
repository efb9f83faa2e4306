//! Statistics against published values.
