//! Counts of themes that add up under any cut of the data.
