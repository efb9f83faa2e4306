//! The report: tables, draft text and quotes per question.
