//! Statistics: numbers to numbers, one file each, every formula with its source.
