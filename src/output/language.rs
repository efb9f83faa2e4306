//! The words and numbers of tables and reports in Norwegian and English.
use crate::stats::rounded;

/// Language of what a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Bokmål, with decimal comma.
    #[default]
    Norwegian,
    /// English, with decimal point.
    English,
}

/// The fixed words of tables.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// Heading of the theme column.
    pub theme: &'static str,
    /// Heading of shares.
    pub percent: &'static str,
    /// Heading of intervals.
    pub interval: &'static str,
    /// Heading of mentions.
    pub mentions: &'static str,
    /// The row of answers without a theme.
    pub rest: &'static str,
    /// Everybody.
    pub all: &'static str,
    /// The groups of the grouping variable, within a sentence.
    pub groups: &'static str,
    /// Respondents without a value of the grouping variable.
    pub no_value: &'static str,
}

impl Language {
    /// By its code, `no` (also `nb`, `nn`) or `en`.
    pub fn of(code: &str) -> Option<Self> {
        match code {
            "no" | "nb" | "nn" => Some(Language::Norwegian),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    /// Of two wordings of the same, the one in this language.
    pub(crate) fn pick(self, norwegian: impl Into<String>, english: impl Into<String>) -> String {
        match self {
            Language::Norwegian => norwegian.into(),
            Language::English => english.into(),
        }
    }

    /// The fixed words.
    pub fn words(self) -> Words {
        match self {
            Language::Norwegian => Words {
                theme: "Tema",
                percent: "prosent",
                interval: "95 % KI",
                mentions: "omtaler",
                rest: "Uten tema",
                all: "Alle",
                groups: "grupper",
                no_value: "(mangler)",
            },
            Language::English => Words {
                theme: "Theme",
                percent: "per cent",
                interval: "95% CI",
                mentions: "mentions",
                rest: "No theme",
                all: "All",
                groups: "groups",
                no_value: "(missing)",
            },
        }
    }

    /// The name of a statistical method, which the statistics give in English.
    pub fn method(self, name: &str) -> String {
        const NORWEGIAN: [(&str, &str); 21] = [
            ("basic bootstrap of answers", "makro: grunnleggende bootstrap av svar"),
            ("finite population of", "endelig populasjon på"),
            ("finite population", "endelig populasjon"),
            ("effective n of the weights", "effektiv n av vektene"),
            ("on the share of hits, mapped to", "på andelen treff, ført over til"),
            ("mapped to", "ført over til"),
            ("bootstrap of answers", "bootstrap av svar"),
            ("resamples", "trekk"),
            ("seed", "frø"),
            ("difference estimator", "differanseestimator"),
            ("hand-coded sample alone", "bare det håndkodede utvalget"),
            ("all coded by hand", "alle kodet for hånd"),
            ("known error rates", "kjente feilrater"),
            ("with continuity correction", "med kontinuitetskorreksjon"),
            ("unit bootstrap", "bootstrap av enheter"),
            ("Krippendorff's pair bootstrap", "Krippendorffs bootstrap av par"),
            ("Gwet's analytic variance", "Gwets analytiske varians"),
            ("chi-square", "kjikvadrat"),
            ("Fisher's exact test", "Fishers eksakte test"),
            ("Fisher's test", "Fishers test"),
            ("simulated tables", "simulerte tabeller"),
        ];
        self.replaced(name, &NORWEGIAN)
    }

    /// Why a share could not be corrected, which the statistics say in English.
    pub fn reason(self, why: &str) -> String {
        const NORWEGIAN: [(&str, &str); 8] = [
            ("no error rates are given for the theme", "ingen feilrater er oppgitt for temaet"),
            ("no answer of the group was coded by hand", "ingen svar i gruppen er kodet for hånd"),
            (
                "no answer coded by hand has the theme, or all have",
                "ingen av svarene kodet for hånd har temaet, eller alle har det",
            ),
            ("answers coded by hand are too few", "svar kodet for hånd er for få"),
            (
                "too few hand-coded answers with, or without, the theme by the codebook",
                "for få håndkodede svar med, eller uten, temaet etter kodeboken",
            ),
            (
                "sensitivity and specificity sum to 1, so the codes say nothing of the theme",
                "sensitivitet og spesifisitet er til sammen 1, så kodene sier ikke noe om temaet",
            ),
            (
                "one of sensitivity and specificity has its cases, the other has not",
                "den ene av sensitivitet og spesifisitet har antall, den andre ikke",
            ),
            ("all answers were coded by hand", "alle svar er kodet for hånd"),
        ];
        self.replaced(why, &NORWEGIAN)
    }

    fn replaced(self, text: &str, norwegian: &[(&str, &str)]) -> String {
        match self {
            Language::English => text.to_string(),
            Language::Norwegian => {
                norwegian.iter().fold(text.to_string(), |text, (english, own)| text.replace(english, own))
            }
        }
    }

    /// The names of several methods, one after the other.
    pub fn methods<'a>(self, names: impl IntoIterator<Item = &'a str>) -> String {
        names.into_iter().map(|name| self.method(name)).collect::<Vec<_>>().join("; ")
    }

    /// A number with this many decimals.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", rounded(value, decimals));
        // what is nothing when it is rounded has no sign
        let nothing = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
        let text = if nothing { text.replace('-', "") } else { text };
        if self == Language::Norwegian { text.replace('.', ",") } else { text }
    }

    /// A share as a percentage without its sign.
    pub fn percent(self, share: f64, decimals: usize) -> String {
        self.number(share * 100.0, decimals)
    }

    /// «105 spurt, 97 svarte, 8 uten svar».
    pub fn standing(self, asked: u64, answered: u64) -> String {
        let missing = asked - answered;
        match self {
            Language::Norwegian => format!("{asked} spurt, {answered} svarte, {missing} uten svar"),
            Language::English => format!("{asked} asked, {answered} answered, {missing} without an answer"),
        }
    }
}
