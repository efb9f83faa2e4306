//! Personal data in answers: found, masked, replaced.
