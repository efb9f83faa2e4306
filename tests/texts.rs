//! Ages, sentences and clauses against lists with known answers.
