//! The words and numbers of tables and reports in Norwegian and English.

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
                no_value: "(mangler)",
            },
            Language::English => Words {
                theme: "Theme",
                percent: "per cent",
                interval: "95% CI",
                mentions: "mentions",
                rest: "No theme",
                all: "All",
                no_value: "(missing)",
            },
        }
    }

    /// The name of a statistical method, which the statistics give in English.
    pub fn method(self, name: &str) -> String {
        const NORWEGIAN: [(&str, &str); 9] = [
            ("finite population of", "endelig populasjon på"),
            ("finite population", "endelig populasjon"),
            ("effective n of the weights", "effektiv n av vektene"),
            ("on the share of hits, mapped to", "på andelen treff, ført over til"),
            ("bootstrap of answers", "bootstrap av svar"),
            ("resamples", "trekk"),
            ("seed", "frø"),
            ("difference estimator", "differanseestimator"),
            ("hand-coded sample alone", "bare det håndkodede utvalget"),
        ];
        match self {
            Language::English => name.to_string(),
            Language::Norwegian => {
                NORWEGIAN.iter().fold(name.to_string(), |name, (english, own)| name.replace(english, own))
            }
        }
    }

    /// The names of several methods, one after the other.
    pub fn methods<'a>(self, names: impl IntoIterator<Item = &'a str>) -> String {
        names.into_iter().map(|name| self.method(name)).collect::<Vec<_>>().join("; ")
    }

    /// A number with this many decimals.
    pub fn number(self, value: f64, decimals: usize) -> String {
        let text = format!("{value:.decimals$}");
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
