//! What YAML takes of a rule before it is read: comments, its word for nothing, and lines that it joins. The rule that is left
//! would be told of something that nobody wrote.
use super::compiled::Work;
use super::finding::{Finding, Level};
use super::locate::locate;
use super::offered::is_block;
use super::written::Text;
use crate::input::mistakes::{as_nothing, commented, odd_blank, quoted};
use crate::rule::parse;

/// Dashes of a rule that are looked at: each is looked for from the beginning of the rule.
const MOST: usize = 100;

impl Work<'_> {
    fn told(&mut self, at: usize, found: impl Into<String>, remedy: impl Into<String>) -> bool {
        let bytes =
            at..at + self.source.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let finding = Finding::at(Level::Error, self.file, self.source, bytes, found);
        self.findings.push(finding.remedy(remedy));
        true
    }

    /// Reports a rule of which YAML has taken something before the rule is read: a comment, or its word for nothing.
    pub(super) fn swallowed(&mut self, rule: &Text) -> bool {
        let start = self.source.get(..rule.at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
        let line = self.source[start..].lines().next().unwrap_or("");
        let text = line.trim_start_matches([' ', '-']);
        let text = text.split_once(": ").map_or(text, |(_, value)| value.trim_start());
        let at = start + line.len() - text.len();
        let (text, own) = (text.trim_end(), self.source.get(rule.at..).unwrap_or_default());
        if rule.value.is_empty() && text.starts_with('#') {
            return self.told(at, commented(), "write the rule before it, or # at the beginning of the line");
        }
        if rule.value.is_empty()
            && let Some(word) = as_nothing(own)
        {
            let remedy = if word == "~" {
                "write a word, or take the line away".into()
            } else {
                format!("put single quotes around it: '{word}'")
            };
            return self.told(rule.at, format!("{word}, which is YAML's word for nothing"), remedy);
        }
        if rule.value.starts_with('-')
            && let Some((ahead, found, remedy)) = odd_blank(own)
        {
            return self.told(rule.at + ahead, found, remedy);
        }
        let alone = self.source.get(start..rule.at).is_some_and(|before| before.trim().is_empty());
        if let Some(item) =
            rule.value.strip_prefix('-').filter(|_| alone && own.lines().next() == Some(&rule.value))
        {
            let remedy = format!(
                "write - {item} for an item of a list, or '-{item}' behind the key for the end of a compound"
            );
            return self.told(rule.at, "a - without a blank behind it", remedy);
        }
        false
    }

    /// Reports a rule that can't be read because YAML has cut it: at a # it begins a comment, and in a list of one line it ends an
    /// item at a comma.
    pub(super) fn cut(&mut self, rule: &Text) -> bool {
        if is_block(self.source, rule.at) && rule.value.starts_with("- ") {
            let found = "a list below | or >, which makes one text of it";
            return self.told(rule.at, found, "take the sign behind the key away");
        }
        let own = self.source.get(rule.at..).and_then(|own| own.lines().next()).unwrap_or_default();
        let Some(behind) = own.strip_prefix(rule.value.as_str()) else { return false };
        let at = rule.at + rule.value.len();
        // one with a blank behind it is a remark
        let sign = behind.trim_start().strip_prefix('#').filter(|_| behind.starts_with(' '));
        if let Some(comment) = sign.filter(|comment| comment.starts_with(|c: char| !c.is_whitespace())) {
            let place = at + behind.len() - behind.trim_start().len();
            let whole = format!("{} #{comment}", rule.value);
            return self.told(
                place,
                commented(),
                format!("put quotes around the whole: {}", quoted(whole.trim_end())),
            );
        }
        let depth =
            |text: &str| text.matches('(').count().cast_signed() - text.matches(')').count().cast_signed();
        let line = self.source[..rule.at].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.source[line..rule.at];
        // what stands behind such a comma was told of with it
        if depth(&rule.value) < 0 && before.contains('[') && depth(before) > 0 && !self.findings.is_empty() {
            return true;
        }
        if depth(&rule.value) < 1 || !behind.starts_with(',') {
            return false;
        }
        // as far as the bracket that closes it, and what follows to the end of the item
        let ends = behind.char_indices().filter(|(_, c)| matches!(c, ',' | ']' | '}')).map(|(at, _)| at);
        let whole =
            ends.map(|end| format!("{}{}", rule.value, &behind[..end])).find(|whole| depth(whole) == 0);
        let Some(whole) = whole.map(|whole| whole.replace(',', " |")).filter(|whole| parse(whole).is_ok())
        else {
            return false;
        };
        let found = "a comma, which ends the text in a list of one line";
        self.told(at, found, format!("write {whole}: a rule has | and no comma"))
    }

    /// Reports a rule that can't be read because YAML has joined items of a list to it.
    pub(super) fn joined(&mut self, rule: &Text) -> bool {
        let source = self.source;
        let own = source.get(rule.at..).unwrap_or_default();
        if own.starts_with(['\'', '"']) || is_block(source, rule.at) {
            return false;
        }
        // one line joins nothing
        let last = rule.value.chars().count();
        let end = locate(source, rule.at, &rule.value, last.saturating_sub(1)..last).end;
        if !source[rule.at..end.max(rule.at)].contains('\n') {
            return false;
        }
        let column = |at: usize| source[..at].rsplit('\n').next().unwrap_or_default().len();
        let blank = |at: &usize| source[at - column(*at)..*at].trim_start().is_empty();
        let dashes = rule.value.chars().enumerate().skip(1).filter(|(_, c)| *c == '-');
        let dash = dashes
            .take(MOST)
            .map(|(n, _)| locate(source, rule.at, &rule.value, n..n + 1).start)
            .find(|at| *at > rule.at && blank(at));
        let Some(dash) = dash else { return false };
        let first = own.lines().next().unwrap_or_default().trim_end();
        match first.strip_prefix('-').filter(|_| blank(&rule.at)) {
            Some(text) => self.told(rule.at, "a - without a blank behind it", format!("write - {text}")),
            None if blank(&rule.at) || source[..rule.at].ends_with("- ") => {
                let found = "an item that YAML joins to the line before, for it stands further in";
                self.told(dash, found, "begin it in the column of the - before it")
            }
            None => {
                let found = "an item that YAML joins to the line before, which has a text already";
                self.told(
                    dash,
                    found,
                    format!("write - {first} on a line of its own above it, in the same column"),
                )
            }
        }
    }
}
