//! From a path, or bytes, and flags to a source: which files, of which kind, read how.
use super::{
    Format, Overrides, Sheet, Source,
    bytes::{Bytes, missing},
    corpus::{FileAndWave, Listed, Part, Written},
    csv::{self, Dialect},
    encoding::utf8,
    jsonl,
    kind::{self, Kind},
    one_each,
    plan::{self, Plan},
    short, xlsx,
    yaml::{self, Name, Shape},
};
use crate::answer::WAVE;
use crate::error::{Error, Place, Result, nearest};
use serde_saphyr::{Location, Spanned};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

const CORPUS: &str = "corpus.yaml";

/// A corpus folder, a corpus.yaml or a data file.
pub(crate) fn path(path: &Path, overrides: &Overrides) -> Result<Source> {
    if path.is_dir() {
        let file = path.join(CORPUS);
        if !file.exists() {
            let error = Error::new(format!("{} has no {CORPUS}", path.display()));
            return Err(error.remedy("name a folder that has one, or a data file with --id and --question"));
        }
        return corpus(&file, overrides);
    }
    match path.extension().and_then(|e| e.to_str()) {
        Some("yaml" | "yml") => corpus(path, overrides),
        _ => data_file(path, overrides),
    }
}

/// Data without corpus.yaml, already read.
pub(crate) fn bytes(name: &str, bytes: Arc<[u8]>, overrides: &Overrides) -> Result<Source> {
    let title = if name == "-" { "stdin" } else { name };
    named_by_flags(name, title, Bytes::Held(bytes), overrides)
}

fn data_file(path: &Path, overrides: &Overrides) -> Result<Source> {
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let source = named_by_flags(&path.display().to_string(), &name, Bytes::file(path)?, overrides)?;
    Ok(Source { folder: Some(parent(path)), ..source })
}

/// Data of which flags say what is what.
fn named_by_flags(name: &str, title: &str, bytes: Bytes, overrides: &Overrides) -> Result<Source> {
    let written = from_flags(overrides);
    let sheets = vec![sheet(name.to_string(), bytes, None, overrides, &needed(&written))?];
    check_sheet(overrides, &sheets)?;
    let mut plan = plan::plan(written, title, None, &sheets)?;
    for variable in &mut plan.frame.variables {
        variable.aside = !overrides.variables.contains(&variable.id);
    }
    Ok(source(plan, sheets))
}

fn corpus(path: &Path, overrides: &Overrides) -> Result<Source> {
    let file = path.display().to_string();
    let text = match fs::read(path) {
        Ok(bytes) => utf8(&file, bytes)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing(path)),
        Err(error) => return Err(Error::io(path, "read", error)),
    };
    let mut written: Written = yaml::read(&file, &text)?;
    let said = said(&written, overrides, &file)?;
    check_variables(&written, overrides)?;
    written.id = overrides.id.as_deref().map(bare).or(written.id);
    let folder = parent(path);
    let needed = needed(&written);
    let sheets = files(&mut written, &file)?
        .into_iter()
        .map(|part| {
            let path = folder.join(&part.file);
            let bytes = Bytes::file(&path).map_err(|e| Error { place: Some(Place::file(&*file)), ..e })?;
            sheet(path.display().to_string(), bytes, part.wave, &said, &needed)
        })
        .collect::<Result<Vec<_>>>()?;
    check_sheet(&said, &sheets)?;
    let (codebook, reference) = (written.codebook.take(), written.reference.take());
    let name = folder.file_name().map_or_else(|| "corpus".into(), |n| n.to_string_lossy().into_owned());
    let source = source(plan::plan(written, &name, Some(&file), &sheets)?, sheets);
    let unknown: Vec<String> =
        overrides.questions.iter().filter(|name| source.question(name).is_none()).cloned().collect();
    known("question", &unknown, &source.frame.questions.iter().map(|q| q.id.as_str()).collect::<Vec<_>>())?;
    let beside = |name: Option<String>| name.map(|name| folder.join(name));
    Ok(Source {
        codebook: beside(codebook),
        reference: beside(reference),
        folder: Some(folder.clone()),
        ..source
    })
}

/// The data files of a corpus, with waves for all of them or for none.
fn files(written: &mut Written, file: &str) -> Result<Vec<FileAndWave>> {
    let fault = |what: &str, remedy: &str| Error::new(what).at(Place::file(file)).remedy(remedy);
    let part = |part: Part| match part {
        Shape::One(file) => Ok(FileAndWave { file, wave: None }),
        Shape::Map(part) => Ok(part),
        Shape::List(_) => Err(fault("data: holds a list inside a list", "write one file a line")),
    };
    let parts = match written.data.take() {
        Some(Shape::One(file)) => vec![FileAndWave { file, wave: None }],
        Some(Shape::Map(one)) => vec![one],
        Some(Shape::List(parts)) => parts.into_iter().map(part).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    if parts.is_empty() || parts.iter().any(|p| p.file.is_empty()) {
        return Err(fault("no data file is named", "name it with data:"));
    }
    let waves = parts.iter().filter(|p| p.wave.is_some()).count();
    if waves != 0 && waves != parts.len() {
        return Err(fault(
            "some data files have a wave and some have none",
            "give every file its wave, or none",
        ));
    }
    Ok(parts)
}

/// What corpus.yaml says about reading, overruled by the flags.
fn said(written: &Written, overrides: &Overrides, file: &str) -> Result<Overrides> {
    let delimiter = match (&overrides.delimiter, &written.delimiter) {
        (Some(flag), _) => Some(*flag),
        (None, Some(name)) => Some(one_character(name, file)?),
        (None, None) => None,
    };
    Ok(Overrides {
        delimiter,
        encoding: overrides.encoding.clone().or_else(|| written.encoding.clone()),
        sheet: overrides.sheet.clone().or_else(|| written.sheet.clone()),
        ..Overrides::default()
    })
}

fn one_character(name: &Name, file: &str) -> Result<char> {
    let mut characters = name.value.chars();
    match (name.value.as_str(), characters.next(), characters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(one), None) => Ok(one),
        _ => {
            let error = Error::new("delimiter: is not one character").at(yaml::place(file, name.referenced));
            Err(error.remedy("write it in quotes, as in ';' or '\\t'"))
        }
    }
}

/// Variables given as flags must be among those of the corpus.
fn check_variables(written: &Written, overrides: &Overrides) -> Result<()> {
    let variables = written.variables.0.iter().map(|(name, _)| name.value.as_str());
    known("variable", &overrides.variables, &variables.chain([WAVE]).collect::<Vec<_>>())
}

fn known(what: &str, given: &[String], known: &[&str]) -> Result<()> {
    let Some(unknown) = given.iter().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
    let error = Error::new(format!("no {what} {unknown} in the corpus"));
    if let Some(remedy) = one_each(unknown, known.iter().copied()) {
        return Err(error.remedy(remedy));
    }
    let near =
        nearest(unknown, known.iter().copied()).map(|n| format!("did you mean {n}? ")).unwrap_or_default();
    Err(error.remedy(format!("{near}known: {}", known.join(", "))))
}

fn from_flags(overrides: &Overrides) -> Written {
    let mut variables: Vec<&str> = overrides.variables.iter().map(String::as_str).collect();
    for name in &overrides.named {
        if !variables.contains(&name.as_str()) {
            variables.push(name);
        }
    }
    Written {
        id: overrides.id.as_deref().map(bare),
        variables: listed(variables.into_iter()),
        questions: listed(overrides.questions.iter().map(String::as_str)),
        ..Written::default()
    }
}

/// Names of which nothing else is said.
fn listed<'a, T>(names: impl Iterator<Item = &'a str>) -> Listed<T> {
    Listed(names.map(|name| (bare(name), Shape::One(String::new()))).collect())
}

fn bare(name: &str) -> Name {
    Spanned::new(name.to_string(), Location::UNKNOWN, Location::UNKNOWN)
}

/// Opens one data file; `needed` are the columns that will be asked for.
pub(crate) fn sheet(
    name: String,
    bytes: Bytes,
    wave: Option<String>,
    said: &Overrides,
    needed: &[String],
) -> Result<Sheet> {
    let state = bytes.state();
    if bytes.len()? == 0 {
        return Err(csv::empty(&name));
    }
    let placed = |error: Error| if error.place.is_none() { error.at(Place::file(&*name)) } else { error };
    let mut others = Vec::new();
    let (format, header) = match kind::find(&name, &bytes).map_err(placed)? {
        Kind::Xlsx => {
            let tab = xlsx::find(&name, &bytes, said.sheet.as_deref(), needed)?;
            others = tab.others;
            (Format::Xlsx { tab: tab.name }, tab.header)
        }
        Kind::JsonLines => {
            let encoding = csv::find_encoding(&bytes, said.encoding.as_deref()).map_err(placed)?;
            (Format::JsonLines(encoding), jsonl::header(&name, &bytes, encoding, needed)?)
        }
        Kind::Csv => {
            let dialect = Dialect::find(&bytes, said).map_err(placed)?;
            (Format::Csv(dialect), csv::header(&name, &bytes, dialect)?)
        }
    };
    Ok(Sheet { name, bytes, state, wave, format, header, others })
}

/// A sheet that is asked for must be that of a workbook.
fn check_sheet(said: &Overrides, sheets: &[Sheet]) -> Result<()> {
    let workbook = |sheet: &Sheet| matches!(sheet.format, Format::Xlsx { .. });
    match (said.sheet.as_deref(), sheets) {
        (Some(asked), [first, ..]) if !sheets.iter().any(workbook) => {
            let error =
                Error::new(format!("the sheet {} is asked for, and the file is no workbook", short(asked)));
            Err(error
                .at(Place::file(&*first.name))
                .remedy("leave --sheet and sheet: out, or name the workbook"))
        }
        _ => Ok(()),
    }
}

/// The columns that corpus.yaml or the flags ask for.
fn needed(written: &Written) -> Vec<String> {
    let variables = written.variables.0.iter().map(|(name, entry)| match entry {
        Shape::Map(keys) => keys.column.as_ref().unwrap_or(name),
        _ => name,
    });
    let questions = written.questions.0.iter().map(|(name, entry)| match entry {
        Shape::Map(keys) => keys.column.as_ref().unwrap_or(name),
        _ => name,
    });
    let others = written.id.iter().chain(&written.weight);
    others.chain(variables).chain(questions).map(|name| name.value.clone()).collect()
}

fn source(plan: Plan, sheets: Vec<Sheet>) -> Source {
    Source {
        frame: plan.frame.clone(),
        codebook: None,
        reference: None,
        folder: None,
        files: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        plan: Arc::new(plan),
        sheets: sheets.into(),
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
