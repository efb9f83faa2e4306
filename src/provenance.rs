//! What a result was made of: enough to make it again. Every table, report and codings file carries it.
use crate::error::Result;
use crate::input::Source;
use serde::Serialize;

/// Fingerprints of what went in, and the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The survey's short name.
    pub corpus: String,
    /// Fingerprint of its data and frame.
    pub data: String,
    /// The codebook's short name.
    pub codebook: String,
    /// Fingerprint of its text.
    pub codebook_fingerprint: String,
    /// Fingerprint of the hand codings, where they went in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Version of the Norwegian analysis.
    pub analysis: String,
    /// Version of the program.
    pub program: String,
    /// The command, as typed.
    pub command: String,
    /// Seed of the choice of quotes, where quotes were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Respondents read.
    pub respondents: u64,
    /// Rows that could not be read.
    pub unread: u64,
}

impl Provenance {
    /// What a result is made of, by name and fingerprint of the codebook, or of the file of codings that no codebook at
    /// hand has made; `command` is the command as typed.
    pub fn of(source: &Source, codebook: (&str, &str), command: &str) -> Result<Self> {
        Ok(Self::known(source, source.fingerprint()?, codebook, command))
    }

    /// The same for data whose fingerprint is known already.
    pub fn known(source: &Source, data: String, (name, fingerprint): (&str, &str), command: &str) -> Self {
        Self {
            corpus: source.frame.name.clone(),
            data,
            codebook: name.to_string(),
            codebook_fingerprint: fingerprint.to_string(),
            reference: None,
            analysis: crate::norwegian::VERSION.to_string(),
            program: env!("CARGO_PKG_VERSION").to_string(),
            command: command.to_string(),
            seed: None,
            respondents: 0,
            unread: 0,
        }
    }

    /// With the number of respondents read and of rows that could not be.
    #[must_use]
    pub fn read(self, respondents: u64, unread: usize) -> Self {
        Self { respondents, unread: unread as u64, ..self }
    }
}
