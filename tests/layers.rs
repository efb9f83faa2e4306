//! The list of modules in `lib.rs` is the architecture: imports may only point up it.
use std::{fs, path::Path};

/// The modules of `lib.rs` with their layer, read from its comments.
fn layers() -> Vec<(String, usize)> {
    let source = fs::read_to_string("src/lib.rs").unwrap();
    let mut layer = None;
    let mut found = Vec::new();
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("// layer ") {
            layer = rest.split(':').next().and_then(|n| n.parse().ok());
        } else if let (Some(layer), Some(name)) =
            (layer, line.trim_start_matches("pub ").strip_prefix("mod "))
        {
            found.push((name.trim_end_matches(';').to_string(), layer));
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn imports_point_up_the_list() {
    let layers = layers();
    assert!(layers.len() > 10, "the list in lib.rs was not found");
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    for (file, source) in &files {
        let module = file.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        let Some((_, own)) = layers.iter().find(|(name, _)| name == module) else { continue };
        let code = source.split("#[cfg(test)]").next().unwrap();
        for (other, layer) in &layers {
            let used = code.match_indices(&format!("crate::{other}")).any(|(at, path)| {
                !code[at + path.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            if used && other != module && layer > own {
                wrong.push(format!("{file} (layer {own}) uses {other} (layer {layer})"));
            }
        }
    }
    // `use crate::{a, b}` would hide its modules from the look above
    let grouped = files.iter().flat_map(|(_, s)| s.lines()).filter(|l| l.contains("crate::{"));
    let names = |l: &str| layers.iter().any(|(name, _)| l.contains(name.as_str()));
    wrong.extend(grouped.filter(|l| !l.contains("fritekst::") && names(l)).map(str::to_string));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
