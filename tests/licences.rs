//! What the program is built of may be given away: every licence is one of those below.
use std::process::Command;

const ALLOWED: [&str; 15] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "0BSD",
    "ISC",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "zlib-acknowledgement",
];

/// Whether an SPDX expression can be met: every part joined by AND, any part joined by OR or the older `/`.
fn met(expression: &str) -> bool {
    let expression = expression.replace(" / ", " OR ").replace('/', " OR ");
    let every = split(&expression, " AND ");
    if every.len() > 1 {
        return every.iter().all(|part| met(part));
    }
    let any = split(&expression, " OR ");
    if any.len() > 1 {
        return any.iter().any(|part| met(part));
    }
    let one = expression.trim();
    match one.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => met(inside),
        None => ALLOWED.contains(&one),
    }
}

/// Parts outside brackets. AND before OR errs on the strict side.
fn split(expression: &str, word: &str) -> Vec<String> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in expression.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && at >= from && expression[at..].starts_with(word) => {
                parts.push(expression[from..at].to_string());
                from = at + word.len();
            }
            _ => {}
        }
    }
    parts.push(expression[from..].to_string());
    parts
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(met(good), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND OpenSSL", ""] {
        assert!(!met(bad), "{bad}");
    }
}

#[test]
fn every_licence_is_allowed_and_no_crate_asks_for_a_newer_compiler() {
    // without the network, for the machine we stand on: other machines' crates need not be there
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(rustc.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", host])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} crates", packages.len());
    let name = |p: &serde_json::Value| format!("{} {}: {}", p["name"], p["version"], p["license"]);
    let barred: Vec<String> =
        packages.iter().filter(|p| !met(p["license"].as_str().unwrap_or(""))).map(name).collect();
    assert_eq!(barred, Vec::<String>::new());
    let number = |p: &serde_json::Value| -> Vec<u32> {
        let text = p["rust_version"].as_str().unwrap_or("1");
        text.split('.').map(|part| part.parse().unwrap()).chain([0, 0]).take(3).collect()
    };
    let own = packages.iter().find(|p| p["name"] == "fritekst").map(number).unwrap();
    let newer: Vec<String> = packages.iter().filter(|p| number(p) > own).map(name).collect();
    assert_eq!(newer, Vec::<String>::new());
}
