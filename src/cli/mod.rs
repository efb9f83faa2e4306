//! The commands, one a file; the only layer with a terminal, colours, a clock and exit codes.
mod agree;
mod check;
mod code;
mod correct;
mod diff;
mod emit;
mod explain;
mod generate;
mod index;
mod indexed;
mod interrupt;
mod mask;
mod quotes;
mod references;
mod report;
mod sample;
mod search;
mod sink;
mod survey;
mod table;
mod typed;
mod validate;
mod view;
mod words;

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use fritekst::output::marked::safe;
use std::io::Write;
use std::process::ExitCode;

/// Codes, counts and quotes open survey answers in Norwegian.
///
/// CORPUS is a corpus folder, a corpus.yaml or a data file. Data goes to standard output, talk to standard error.
/// Exit codes: 0 done, 1 done with findings, 2 could not.
#[derive(Debug, Parser)]
#[command(name = "fritekst", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Threads to work on; as many as the machine has when not given. The output is the same for any number.
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(report::Args),
    Table(table::Args),
    Code(code::Args),
    Quotes(quotes::Args),
    Search(search::Args),
    Explain(explain::Args),
    Index(index::Args),
    Check(check::Args),
    Validate(validate::Args),
    Agree(agree::Args),
    Sample(sample::Args),
    Words(words::Args),
    Completions(generate::Completions),
    Man(generate::Man),
    Diff(diff::Args),
    Mask(mask::Args),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Findings,
}

impl Outcome {
    fn unless_empty<T>(findings: &[T]) -> Self {
        if findings.is_empty() { Outcome::Done } else { Outcome::Findings }
    }
}

/// Threads that are begun at most, where the machine has no more itself.
const MOST_THREADS: usize = 64;

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::try_parse().or_else(hyphened).unwrap_or_else(|error| stop(error));
    if let Some(threads) = cli.threads {
        // more of them are no quicker, and thousands take minutes to begin; the output is the same for any number
        let own = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.min(own.max(MOST_THREADS));
        // fails only when a pool is there already, which none is
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    interrupt::watch();
    let outcome = dispatch(cli.command);
    interrupt::settle();
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) if emit::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            emit::say(format!("fritekst: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// A search whose rule begins with a hyphen, which looks like a flag: read so where the command line is wrong otherwise, for
/// flags that stand together with their values come first.
fn hyphened(error: clap::Error) -> clap::error::Result<Cli> {
    let command = Cli::command()
        .mut_subcommand("search", |search| search.mut_arg("rule", |rule| rule.allow_hyphen_values(true)));
    let read = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    // a flag of one letter, with its value or without, is misspelt or has no rule beside it
    let is_rule = |rule: &str| {
        let word = rule.strip_prefix('-').unwrap_or(rule);
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_some_and(|c| !c.is_numeric())
    };
    let is_meant = |cli: &Cli| matches!(&cli.command, Command::Search(args) if is_rule(&args.rule));
    read.ok().filter(is_meant).ok_or(error)
}

/// Says what is wrong with the command line, or what was asked of it. It is quoted there, and may be a file's name that
/// somebody else chose.
fn stop(error: clap::Error) -> ! {
    if !error.use_stderr() {
        let written = error.print().and_then(|()| std::io::stdout().flush());
        let code = match written.map_err(sink::unwritten).map_err(anyhow::Error::from) {
            Err(error) if !emit::is_broken_pipe(&error) => {
                emit::say(format!("fritekst: {error:#}"));
                2
            }
            _ => 0,
        };
        std::process::exit(code);
    }
    let typed: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let error = typed::mended(error, &typed);
    let steers = |arg: std::ffi::OsString| safe(&arg.to_string_lossy()) != arg.to_string_lossy();
    if !std::env::args_os().any(steers) {
        error.exit();
    }
    emit::say(error.render().to_string().trim_end());
    std::process::exit(error.exit_code())
}

fn dispatch(command: Command) -> Result<Outcome> {
    match command {
        Command::Report(args) => report::run(&args),
        Command::Table(args) => table::run(&args),
        Command::Code(args) => code::run(&args),
        Command::Quotes(args) => quotes::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Agree(args) => agree::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Words(args) => words::run(&args),
        Command::Completions(args) => generate::completions(&args),
        Command::Man(args) => generate::man(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Mask(args) => mask::run(&args),
    }
}

/// The whole command line, for completions and the manual page.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}
