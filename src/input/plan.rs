//! What corpus.yaml or the flags mean for the files at hand: the frame, and which column is what.
use super::{
    Sheet, Wanted,
    corpus::{Entry, Listed, PopulationKeys, QuestionKeys, VariableKeys, Written},
    header::{Header, columns, no_column, short},
    yaml::{self, Name, Pairs, Shape},
};
use crate::answer::{Frame, Population, Question, Variable, WAVE};
use crate::error::{Error, Place, Result, nearest};

/// `id: "#"` numbers the rows, for exports without an id.
pub(crate) const NUMBERED: &str = "#";

const ID_REMEDY: &str = " (\"#\" numbers the rows)";

/// The frame and, for each sheet, the columns wanted: id, variables, questions.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) frame: Frame,
    pub(crate) wanted: Vec<Wanted>,
    /// Whether rows are numbered instead of named.
    pub(crate) numbered: bool,
    /// Position of the wave among the variables.
    pub(crate) wave: Option<usize>,
    /// Answers that are none, in small letters.
    pub(crate) missing: Vec<String>,
    /// Columns that a wave lacks and has under nearly the same name.
    pub(crate) remarks: Vec<String>,
}

/// Where a name was written, for errors: corpus.yaml, or nowhere when it came from a flag.
struct Maker<'a> {
    file: Option<&'a str>,
    sheets: &'a [Sheet],
    wanted: Vec<Wanted>,
    waves: bool,
    remarks: Vec<String>,
}

/// Makes the plan; `file` is corpus.yaml as the user named it.
pub(crate) fn plan(written: Written, name: &str, file: Option<&str>, sheets: &[Sheet]) -> Result<Plan> {
    let waves = sheets.iter().any(|sheet| sheet.wave.is_some());
    let wanted = vec![Vec::new(); sheets.len()];
    let mut maker = Maker { file, sheets, wanted, waves, remarks: Vec::new() };
    let numbered = maker.id(written.id.as_ref())?;
    let variables = maker.variables(written.variables, written.weight.as_ref())?;
    let questions = maker.questions(written.questions)?;
    let name = written.corpus.unwrap_or_else(|| name.to_string());
    let mut frame = Frame {
        title: written.title.unwrap_or_else(|| name.clone()),
        name,
        variables,
        questions: questions.iter().map(|(question, _)| question.clone()).collect(),
        population: None,
        min_cell: written.min_cell,
        weight: written.weight.map(|w| w.value),
        waves: Vec::new(),
    };
    for wave in sheets.iter().filter_map(|sheet| sheet.wave.as_ref()) {
        if !frame.waves.contains(wave) {
            frame.waves.push(wave.clone());
        }
    }
    for (n, (_, names)) in questions.iter().enumerate() {
        for (name, (_, values)) in names.iter().zip(&frame.questions[n].asked) {
            maker.known_variable(&frame, name)?;
            values.iter().try_for_each(|value| maker.known_value(&frame, name, value))?;
        }
        maker.absent_waves(&mut frame.questions[n], n, frame.variables.len());
    }
    let size = |text: &String| text.trim().parse().ok();
    frame.population = match written.population {
        None => None,
        Some(Shape::Map(keys)) => Some(maker.population(&frame, keys)?),
        Some(Shape::One(text)) if size(&text).is_some_and(|size: u64| size > 0) => {
            Some(Population { size: size(&text), by: Vec::new() })
        }
        Some(held) => {
            let held = match held {
                Shape::One(text) => text,
                _ => "a list".to_string(),
            };
            let error = Error::new(format!("population: holds {held}, which is no whole number above 0"));
            return maker.fail(error.remedy("write population: 420, or population: {size: 420}"), None);
        }
    };
    let wave = waves.then(|| frame.variable(WAVE)).flatten();
    let held = match &written.missing {
        Some(Shape::Map(_)) => Some("keys"),
        Some(Shape::One(text)) if text.contains([',', ';', '|']) => Some("several answers in one text"),
        _ => None,
    };
    if let Some(held) = held {
        let error = Error::new(format!("missing: holds {held}"));
        return maker.fail(error.remedy("list the answers that are none, as in missing: [99, n/a]"), None);
    }
    let missing = written.missing.map(values_of).unwrap_or_default();
    let missing = missing.iter().map(|text| text.trim().to_lowercase()).collect();
    Ok(Plan { frame, wanted: maker.wanted, numbered, wave, missing, remarks: maker.remarks })
}

impl Maker<'_> {
    fn fail<T>(&self, error: Error, name: Option<&Name>) -> Result<T> {
        Err(match (self.file, name) {
            (Some(file), Some(name)) => error.at(yaml::place(file, name.referenced)),
            (Some(file), None) => error.at(Place::file(file)),
            _ => error,
        })
    }

    /// The id's column; whether rows are numbered instead.
    fn id(&mut self, id: Option<&Name>) -> Result<bool> {
        let numbered = self.column_of_id(id)?;
        for (sheet, wanted) in self.sheets.iter().zip(&self.wanted) {
            if wanted[0].is_some_and(|column| sheet.header.goes_on(column)) {
                self.remarks.push(format!(
                    "{}: the id of the first row is no number, as that of the next one is: if it is a second line of headings, delete it",
                    sheet.name
                ));
            }
        }
        Ok(numbered)
    }

    fn column_of_id(&mut self, id: Option<&Name>) -> Result<bool> {
        match id {
            Some(id) if id.value == NUMBERED => {
                self.wanted.iter_mut().for_each(|wanted| wanted.push(None));
                Ok(true)
            }
            Some(id) => self.column(&id.value, Some(id), true).map(|()| false),
            None => match self.guess_id() {
                Some(name) => self.column(&name, None, true).map(|()| false),
                None => self.fail(self.unstated("respondent's id", "id", ID_REMEDY), None),
            },
        }
    }

    /// An error for a column that neither corpus.yaml nor a flag names.
    fn unstated(&self, what: &str, key: &str, also: &str) -> Error {
        let flag = key.trim_end_matches('s');
        let how = if self.file.is_some() {
            format!("name it under {key}")
        } else {
            format!("name it with --{flag}")
        };
        let names = self.sheets.iter().flat_map(|s| &s.header.names).map(String::as_str);
        let error = Error::new(format!("which column holds the {what} is not stated"));
        error.remedy(format!("{how}{also}; {}", columns(names)))
    }

    /// The names that survey tools give their id columns.
    fn guess_id(&self) -> Option<String> {
        const KNOWN: [&str; 12] = [
            "respondent",
            "respondentid",
            "respondent_id",
            "respondent id",
            "responseid",
            "response_id",
            "response id",
            "$submission_id",
            "submission_id",
            "svarid",
            "svar-id",
            "id",
        ];
        let headings = &self.sheets.first()?.header.names;
        let is = |heading: &&String, known: &str| {
            heading.trim().trim_start_matches('\u{feff}').to_lowercase() == known
        };
        KNOWN.iter().find_map(|known| headings.iter().find(|h| is(h, known)).cloned())
    }

    /// Adds a column to what is wanted of every sheet. A wave may lack it, but not all of them.
    fn column(&mut self, name: &str, written: Option<&Name>, everywhere: bool) -> Result<()> {
        let mut found = false;
        for (n, sheet) in self.sheets.iter().enumerate() {
            let column = match sheet.header.column(name) {
                Ok(column) => column,
                Err(error) => return self.fail(error.at(Place::file(&*sheet.name)), None),
            };
            found |= column.is_some();
            let needed = everywhere || !self.waves;
            if column.is_none() && (needed || (n + 1 == self.sheets.len() && !found)) {
                let names = sheet.header.names.iter().map(String::as_str);
                return self.fail(no_column(name, &sheet.name, names), written);
            }
            if column.is_none()
                && let Some(near) = sheet.header.twin(name)
            {
                self.remarks.push(format!(
                    "{}: no column {}, so that nobody of this wave has it; did you mean {}?",
                    sheet.name,
                    short(name),
                    short(near)
                ));
            }
            self.wanted[n].push(column);
        }
        Ok(())
    }

    fn variables(&mut self, written: Listed<VariableKeys>, weight: Option<&Name>) -> Result<Vec<Variable>> {
        let mut variables: Vec<Variable> = Vec::new();
        for (name, entry) in written.0 {
            let (label, keys) = self.keys(entry, &name)?;
            if variables.iter().any(|v| v.id == name.value) {
                return self.fail(twice("variable", &name.value), Some(&name));
            }
            if self.waves && name.value == WAVE {
                self.wanted.iter_mut().for_each(|wanted| wanted.push(None));
            } else {
                let column = keys.column.as_ref().unwrap_or(&name);
                self.column(&column.value, Some(column), false)?;
            }
            let own = variable(name.value.clone(), label.or(keys.label), keys.values);
            let labels = own.values.iter().map(|(_, label)| label);
            if let Some(label) = labels.enumerate().find_map(|(at, label)| {
                own.values[..at].iter().any(|(_, other)| other == label).then_some(label)
            }) {
                let error = Error::new(format!("two values of {} are called {label}", own.id));
                return self.fail(error.remedy("give each a label of its own"), Some(&name));
            }
            variables.push(own);
        }
        if let Some(weight) = weight.filter(|w| variables.iter().all(|v| v.id != w.value)) {
            self.column(&weight.value, Some(weight), false)?;
            variables.push(variable(weight.value.clone(), None, None));
        }
        if self.waves && variables.iter().all(|v| v.id != WAVE) {
            self.wanted.iter_mut().for_each(|wanted| wanted.push(None));
            variables.push(variable(WAVE.to_string(), Some("Bølge".to_string()), None));
        }
        Ok(variables)
    }

    /// The questions, each with the variables that its `asked` names.
    fn questions(&mut self, written: Listed<QuestionKeys>) -> Result<Vec<(Question, Vec<Name>)>> {
        let mut questions: Vec<(Question, Vec<Name>)> = Vec::new();
        let before = self.wanted.first().map_or(0, Vec::len);
        for (name, entry) in written.0 {
            let (text, keys) = self.keys(entry, &name)?;
            if questions.iter().any(|(q, _)| q.id == name.value) {
                return self.fail(twice("question", &name.value), Some(&name));
            }
            let column = keys.column.as_ref().unwrap_or(&name);
            self.column(&column.value, Some(column), false)?;
            // answers would be named as ids are, in messages too
            if self.wanted.iter().any(|wanted| wanted[0].is_some() && wanted.last() == wanted.first()) {
                let error = Error::new(format!("the column {} is the respondent's id", column.value));
                return self
                    .fail(error.remedy("name another one for the id or for the question"), Some(column));
            }
            // and shown, as values of variables are
            let is_variable = |wanted: &Wanted| match wanted.split_last() {
                Some((column, others)) => column.is_some() && others[1..before].contains(column),
                None => false,
            };
            if self.wanted.iter().any(is_variable) {
                let error =
                    Error::new(format!("the column {} holds answers, and is no variable", column.value));
                return self.fail(
                    error.remedy("name another one for the question or for the variable"),
                    Some(column),
                );
            }
            let is_another = |wanted: &Wanted| match wanted.split_last() {
                Some((column, others)) => column.is_some() && others[before..].contains(column),
                None => false,
            };
            if self.wanted.iter().any(is_another) {
                let error = Error::new(format!("the column {} is that of another question", column.value));
                return self.fail(error.remedy("keep one of the two, or name another column"), Some(column));
            }
            let text = text.or(keys.text).or_else(|| self.exported_text()).or_else(|| self.heading());
            let text = text.unwrap_or_else(|| name.value.clone());
            let (names, asked) = keys
                .asked
                .0
                .into_iter()
                .map(|(v, values)| {
                    let asked = (v.value.clone(), values_of(values));
                    (v, asked)
                })
                .unzip();
            questions.push((Question { id: name.value, text, asked }, names));
        }
        if questions.is_empty() {
            return self.fail(self.unstated("answers", "questions", ""), None);
        }
        Ok(questions)
    }

    /// The text that an export gives for the column added last.
    fn exported_text(&self) -> Option<String> {
        self.of_last(Header::text)
    }

    /// The heading of the column added last.
    fn heading(&self) -> Option<String> {
        self.of_last(|header, column| header.names.get(column).cloned())
    }

    /// What the first file that has it says of the column added last.
    fn of_last(&self, says: impl Fn(&Header, usize) -> Option<String>) -> Option<String> {
        let mut sheets = self.sheets.iter().zip(&self.wanted);
        sheets.find_map(|(sheet, wanted)| says(&sheet.header, (*wanted.last()?)?))
    }

    fn keys<T: Default>(&self, entry: Entry<T>, name: &Name) -> Result<(Option<String>, T)> {
        match entry {
            Shape::One(label) => Ok((Some(label).filter(|l| !l.is_empty()), T::default())),
            Shape::Map(keys) => Ok((None, keys)),
            Shape::List(_) => {
                let error = Error::new(format!("{} has a list where keys are expected", name.value));
                self.fail(error, Some(name))
            }
        }
    }

    fn known_variable(&self, frame: &Frame, name: &Name) -> Result<()> {
        if frame.variable(&name.value).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = frame.variables.iter().map(|v| v.id.as_str()).collect();
        let error = Error::new(format!("unknown variable {}", name.value));
        let near = nearest(&name.value, known.iter().copied());
        let remedy = match near {
            Some(near) => format!("did you mean {near}?"),
            None if known.is_empty() => format!("write {} below variables:", name.value),
            None => format!("variables: {}", known.join(", ")),
        };
        self.fail(error.remedy(remedy), Some(name))
    }

    /// A value must be among those of its variable, where they are listed: a misspelt one would leave a
    /// whole group unasked without a word.
    fn known_value(&self, frame: &Frame, name: &Name, value: &str) -> Result<()> {
        let variable = frame.variables.iter().find(|v| v.id == name.value);
        let mut known: Vec<&str> = variable.into_iter().flat_map(|v| &v.values).map(|(v, _)| &**v).collect();
        if self.waves && name.value == WAVE {
            known = frame.waves.iter().map(String::as_str).collect();
        }
        if known.is_empty() || known.contains(&value) {
            return Ok(());
        }
        let error = Error::new(format!("{} has no value {value}", name.value));
        let near = || nearest(value, known.iter().copied()).map(|near| format!("did you mean {near}?"));
        let remedy = variable.and_then(|variable| variable.meant(value)).or_else(near);
        self.fail(error.remedy(remedy.unwrap_or_else(|| format!("values: {}", known.join(", ")))), Some(name))
    }

    /// Whoever is in a wave whose file lacks the question's column was not asked.
    fn absent_waves(&self, question: &mut Question, n: usize, variables: usize) {
        let has = |wanted: &Wanted| wanted.get(1 + variables + n).is_some_and(Option::is_some);
        if self.wanted.iter().all(has) || question.asked.iter().any(|(v, _)| v == WAVE) {
            return;
        }
        let with = self.sheets.iter().zip(&self.wanted).filter(|(_, wanted)| has(wanted));
        let waves = with.filter_map(|(sheet, _)| sheet.wave.clone()).collect();
        question.asked.push((WAVE.to_string(), waves));
    }

    fn population(&self, frame: &Frame, written: PopulationKeys) -> Result<Population> {
        let mut by = Vec::new();
        for (name, Pairs(sizes)) in written.by.0 {
            self.known_variable(frame, &name)?;
            sizes.iter().try_for_each(|(value, _)| self.known_value(frame, &name, &value.value))?;
            by.push((name.value, sizes.into_iter().map(|(value, size)| (value.value, size)).collect()));
        }
        if written.size == Some(0) {
            let error = Error::new("a population of nobody");
            return self.fail(error.remedy("write how many there are, or leave size: out"), None);
        }
        Ok(Population { size: written.size, by })
    }
}

fn twice(what: &str, name: &str) -> Error {
    Error::new(format!("the {what} {name} stands twice")).remedy("keep one of them")
}

fn variable(
    id: String,
    label: Option<String>,
    values: Option<Shape<String, String, Pairs<String>>>,
) -> Variable {
    let same = |value: String| (value.clone(), value);
    // an empty label is none
    let own = |(value, label): (Name, String)| {
        if label.trim().is_empty() { same(value.value) } else { (value.value, label) }
    };
    let values = match values {
        None => Vec::new(),
        Some(Shape::One(value)) => vec![same(value)],
        Some(Shape::List(values)) => values.into_iter().map(same).collect(),
        Some(Shape::Map(pairs)) => pairs.0.into_iter().map(own).collect(),
    };
    Variable { label: label.unwrap_or_else(|| id.clone()), id, values, aside: false }
}

fn values_of<M>(values: Shape<String, String, M>) -> Vec<String> {
    match values {
        Shape::One(value) => vec![value],
        Shape::List(values) => values,
        Shape::Map(_) => Vec::new(),
    }
}
