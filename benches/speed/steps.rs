//! What is measured: each step in a process of its own, so that time and memory are those of a whole run.
use super::bare;
use fritekst::answer::Selection;
use fritekst::codebook::Coder;
use fritekst::count::{Plan, count};
use fritekst::index::{Index, default_folder};
use fritekst::input::{Overrides, Source};
use fritekst::norwegian::tokens::tokens;
use fritekst::output::codings::{Codings, Layout};
use fritekst::pass::pass;
use fritekst::search::{Order, Query, Show, indexed, scan};
use fritekst::table::tables;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::time::Instant;

type Done = Result<String, Box<dyn std::error::Error>>;

/// Steps in the order they are run, the index before what uses it.
pub const STEPS: [(&str, &str); 15] = [
    ("read", "rows read"),
    ("table15", "table by group, 15 themes"),
    ("table115", "table by group, 115 themes"),
    ("one", "table by group, 15 themes, 1 thread"),
    ("code", "code to CSV, 15 themes"),
    ("quotes", "quotes, 15 themes"),
    ("scan", "search without index"),
    ("index", "index built"),
    ("bare", "bare Tantivy, the same field and the texts"),
    ("kept", "table by group on a kept index, 15 themes"),
    ("kept115", "table by group on a kept index, 115 themes"),
    ("recode", "code to CSV, beside a kept index"),
    ("requote", "quotes, beside a kept index"),
    ("search", "search on a kept index"),
    ("warm", "search again in the same process"),
];

/// Runs one step; what it says is printed beside its time.
pub fn run(step: &str, folder: &Path) -> Done {
    let source = Source::open(folder, &Overrides::default())?;
    match step {
        "count" => words(&source),
        "read" => read(&source),
        "table15" | "one" => table(&source, &folder.join("15.yaml"), false),
        "table115" => table(&source, &folder.join("115.yaml"), false),
        "kept" => table(&source, &folder.join("15.yaml"), true),
        "kept115" => table(&source, &folder.join("115.yaml"), true),
        "bare" => bare::index(&source, folder),
        "code" | "recode" => code(&source, &folder.join("15.yaml"), step == "recode"),
        "quotes" | "requote" => quotes(&source, &folder.join("15.yaml"), step == "requote"),
        "scan" => searched(&source, None),
        "index" => index(&source),
        "search" | "warm" => searched(&source, Some(step == "warm")),
        _ => Err(format!("no step {step}").into()),
    }
}

fn coder(path: &Path) -> Result<Coder, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path)?;
    Coder::parse("maling.yaml", &text).map_err(|f| format!("{} findings", f.len()).into())
}

/// Words and distinct words.
fn words(source: &Source) -> Done {
    let (mut n, mut types) = (0, HashSet::<Box<str>>::new());
    for row in source.rows()? {
        for text in row?.answers {
            for token in tokens(&text) {
                n += 1;
                let word = token.text(&text);
                if !types.contains(word) {
                    types.insert(word.into());
                }
            }
        }
    }
    Ok(format!("{n} {}", types.len()))
}

fn read(source: &Source) -> Done {
    let rows = source.rows()?.flatten().count();
    Ok(format!("{rows} rows"))
}

fn table(source: &Source, path: &Path, kept_index: bool) -> Done {
    let coder = coder(path)?;
    let plan = Plan {
        selection: Selection::all(&source.frame),
        by: source.frame.variable("storrelse"),
        weight: None,
    };
    let counts = if kept_index {
        kept(source)?.count(&source.frame, &coder, &plan)
    } else {
        count(source, &coder, &plan)?.0
    };
    let tables = tables(&source.frame, &coder, &plan, &counts)?;
    let given: u64 = counts.whole.values().flat_map(|w| &w.themes).map(|t| t.answers.n).sum();
    Ok(format!("{given} codings, {} lines", tables[0].themes.len()))
}

/// The index that was built before.
fn kept(source: &Source) -> Result<Index, Box<dyn std::error::Error>> {
    let folder = default_folder(source).ok_or("no folder")?;
    Ok(Index::open(source, &folder)?.ok_or("no index")?)
}

fn code(source: &Source, path: &Path, kept_index: bool) -> Done {
    let coder = coder(path)?;
    if kept_index {
        kept(source)?.teach(&coder);
    }
    let selection = Selection::all(&source.frame);
    let codings = Codings {
        frame: &source.frame,
        coder: &coder,
        selection: &selection,
        layout: Layout::Long,
        raw: false,
        theme: None,
        excel: false,
    };
    let mut bytes = 0;
    pass(
        source,
        || coder.reader(),
        |reader, rows| codings.rows(reader, rows).map_or(0, |b| b.len()),
        |n| bytes += n,
    )?;
    Ok(format!("{bytes} bytes"))
}

fn quotes(source: &Source, path: &Path, kept_index: bool) -> Done {
    let coder = coder(path)?;
    if kept_index {
        kept(source)?.teach(&coder);
    }
    let (pool, _) = fritekst::quote::pool(source, &coder, &Selection::all(&source.frame), 1, (&[], 0))?;
    let n =
        (0..15).map(|t| pool.pick(&source.frame, &coder, (0, t), 5, &BTreeSet::new()).len()).sum::<usize>();
    Ok(format!("{n} quotes"))
}

fn index(source: &Source) -> Done {
    let folder = default_folder(source).ok_or("no folder")?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let (index, _) = Index::ensure(source, &folder, || (), |_| ())?;
    Ok(format!("{} bytes", size(&index.path)))
}

pub fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|f| f.metadata().ok()).map(|m| m.len()).sum()
}

/// A search for a word as rare as one that is looked for; `warm` says the time of the second one.
fn searched(source: &Source, warm: Option<bool>) -> Done {
    let query = Query::new("tolketjeneste ~8 kvalitet").map_err(|_| "no query")?;
    let show = Show { most: 20, context: 8, order: Order::Relevance, mask: false };
    let selection = Selection::all(&source.frame);
    let Some(warm) = warm else {
        let (found, _) = scan(source, &query, &selection, &show)?;
        return Ok(format!("{} answers", found.answers));
    };
    let folder = default_folder(source).ok_or("no folder")?;
    let (index, _) = Index::ensure(source, &folder, || (), |_| ())?;
    let found = indexed(&index, &source.frame, &query, &selection, &show)?;
    let start = Instant::now();
    if warm {
        indexed(&index, &source.frame, &query, &selection, &show)?;
        return Ok(format!("second {:.2} ms", start.elapsed().as_secs_f64() * 1e3));
    }
    Ok(format!("{} answers", found.answers))
}
