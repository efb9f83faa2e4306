//! Prints how long each step takes as a whole process, and how that grows: `cargo bench --bench speed -- 1k 100k 1M`.
//! With `--only STEP,STEP` only these; with `--make FOLDER N` only the survey is written.
#![allow(missing_docs)]

#[path = "speed/answers.rs"]
mod answers;
#[path = "speed/bare.rs"]
mod bare;
#[path = "speed/lot.rs"]
mod lot;
#[path = "speed/steps.rs"]
mod steps;
#[path = "speed/themes.rs"]
mod themes;

use answers::Material;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use steps::STEPS;

/// What a step took.
struct Took {
    seconds: f64,
    /// Of all threads.
    cpu: f64,
    megabytes: f64,
    said: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let typed: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match typed.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--step", step, folder] => child(step, Path::new(folder)),
        ["--make", folder, n] => make(&Material::read()?, Path::new(folder), number(n)?),
        ["--only", steps, sizes @ ..] => all(sizes, &steps.split(',').collect::<Vec<_>>()),
        [] => all(&["1k", "100k"], &[]),
        sizes => all(sizes, &[]),
    }
}

/// `100k`, `1M` or plain digits.
fn number(text: &str) -> Result<u64, Box<dyn Error>> {
    let digits = text.trim_end_matches(['k', 'M']);
    let times = if text.ends_with('k') {
        1000
    } else if text.ends_with('M') {
        1_000_000
    } else {
        1
    };
    Ok(digits.parse::<u64>()? * times)
}

fn make(material: &Material, folder: &Path, n: u64) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    material.survey(folder, n)?;
    std::fs::write(folder.join("15.yaml"), themes::codebook(15)?)?;
    std::fs::write(folder.join("115.yaml"), themes::codebook(115)?)?;
    Ok(())
}

fn all(sizes: &[&str], only: &[&str]) -> Result<(), Box<dyn Error>> {
    let material = Material::read()?;
    println!("fritekst {}, {}", env!("CARGO_PKG_VERSION"), fritekst::norwegian::VERSION);
    let mut before: Option<(u64, Vec<(&str, f64)>)> = None;
    for size in sizes {
        let n = number(size)?;
        let folder = tempfile::tempdir()?;
        make(&material, folder.path(), n)?;
        let now = survey(folder.path(), n, only, before.as_ref())?;
        before = Some((n, now));
    }
    Ok(())
}

/// Every step on one survey; gives the seconds of each.
fn survey<'a>(
    folder: &Path,
    n: u64,
    only: &[&str],
    before: Option<&(u64, Vec<(&'a str, f64)>)>,
) -> Result<Vec<(&'a str, f64)>, Box<dyn Error>> {
    let counted = step("count", folder)?.said;
    let (words, types) = counted.split_once(' ').ok_or("no count")?;
    let bytes = folder.join("svar.csv").metadata()?.len();
    println!("\n## {n} answers, {:.1} MB, {words} words, {types} distinct\n", bytes as f64 / 1e6);
    println!("| step | s | s, all threads | M words/s | peak MB | grows | |\n|---|---|---|---|---|---|---|");
    let words: f64 = words.parse()?;
    let mut taken = Vec::new();
    for (name, what) in STEPS.iter().filter(|(name, _)| only.is_empty() || only.contains(name)) {
        let took = step(name, folder)?;
        let earlier = before.and_then(|(m, steps)| steps.iter().find(|s| s.0 == *name).map(|s| (*m, s.1)));
        // how many times as long for how many times as many answers
        let grows = earlier.map_or(String::new(), |(m, s)| format!("{:.1} for {}", took.seconds / s, n / m));
        println!(
            "| {what} | {:.3} | {:.3} | {:.1} | {:.0} | {grows} | {} |",
            took.seconds,
            took.cpu,
            words / took.seconds / 1e6,
            took.megabytes,
            took.said
        );
        taken.push((*name, took.seconds));
    }
    Ok(taken)
}

/// Runs one step in a process of its own.
fn step(name: &str, folder: &Path) -> Result<Took, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--step").arg(name).arg(folder);
    if name == "one" {
        command.env("RAYON_NUM_THREADS", "1");
    }
    let start = Instant::now();
    let output = command.output()?;
    let seconds = start.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let text = String::from_utf8(output.stdout)?;
    let mut lines = text.lines();
    let mut next = || lines.next().unwrap_or_default();
    let (said, cpu, megabytes) = (next().to_string(), next().parse()?, next().parse()?);
    Ok(Took { seconds, cpu, megabytes, said })
}

fn child(name: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    println!("{}", steps::run(name, folder)?);
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.split(' ').skip(13).take(2).filter_map(|t| t.parse::<f64>().ok()).sum::<f64>();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap_or(0.0);
    println!("{}\n{}", ticks / 100.0, kilobytes / 1024.0);
    Ok(())
}
