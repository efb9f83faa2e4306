//! Quotes: chosen by merit, stable for a seed.
