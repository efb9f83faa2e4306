//! Laws over generated Norwegian.
