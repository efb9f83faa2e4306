//! A grid of text as aligned columns or as Markdown.
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// A heading row and rows below it; the first column is text, the others numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// Headings.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// How many columns from the left are text.
    pub text_columns: usize,
}

impl Grid {
    /// Aligned columns with two spaces between.
    pub fn plain(&self) -> String {
        let table = self.table();
        let lines = table.lines().map(|line| line.strip_prefix(' ').unwrap_or(&line).trim_end().to_string());
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    /// A Markdown table; pipes and line breaks in cells are escaped. Blanks before a text, which every reader of Markdown
    /// drops, become wide ones, which none does: a theme stays below the one above it.
    pub fn markdown(&self) -> String {
        let indented = |cell: &String| {
            let text = cell.trim_start_matches(' ');
            "\u{2003}".repeat((cell.len() - text.len()).div_ceil(2)) + &inline(text)
        };
        let escape = |cells: &Vec<String>| -> Vec<String> { cells.iter().map(indented).collect() };
        let escaped =
            Self { head: escape(&self.head), rows: self.rows.iter().map(escape).collect(), ..self.clone() };
        let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule = (0..self.head.len()).map(|i| if i < self.text_columns { "---" } else { "---:" });
        let rule: Vec<String> = rule.map(str::to_string).collect();
        let body = escaped.rows.iter().map(|cells| row(cells));
        [row(&escaped.head), row(&rule)].into_iter().chain(body).collect()
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        // a label of several lines is one line of its table
        let in_line = |cells: &[String]| cells.iter().map(|cell| cell.replace('\n', " ")).collect::<Vec<_>>();
        table.set_header(in_line(&self.head));
        self.rows.iter().for_each(|row| {
            table.add_row(in_line(row));
        });
        for (i, column) in table.column_iter_mut().enumerate() {
            column.set_padding((1, 1));
            if i >= self.text_columns {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }
}

/// A text for one line of Markdown: nothing in it is read as markup.
pub fn inline(text: &str) -> String {
    let mut out = String::new();
    for c in super::marked::safe(text).chars() {
        match c {
            '\n' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// A line of Markdown that begins with a text from elsewhere, which no sign at its beginning makes a list, a quotation or a
/// heading.
pub fn begun(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match line.as_bytes().get(digits) {
        Some(b'.' | b')') => digits > 0,
        Some(b'>' | b'-' | b'+' | b'=') => digits == 0,
        _ => false,
    };
    let at = if sign { digits } else { 0 };
    format!("{}{}{}", &line[..at], if sign { "\\" } else { "" }, &line[at..])
}
