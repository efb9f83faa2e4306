//! The fritekst program: reads what was typed, runs one command, and turns what came of it into an exit code.
mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
