//! What was typed wrong, with what to type instead: tips of our own in place of clap's, which know nothing of what is meant.
use super::command;
use super::emit::for_shell;
use clap::Error;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use fritekst::error::{edits, nearest};
use std::path::Path;

/// An error of the command line with tips that can be followed.
pub(super) fn mended(mut error: Error, typed: &[String]) -> Error {
    let text = |error: &Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    };
    let tips = match error.kind() {
        ErrorKind::UnknownArgument => {
            let own = text(&error, ContextKind::InvalidArg);
            // what is shown of its use is about the option that was guessed
            if error.remove(ContextKind::SuggestedArg).is_some() {
                error.remove(ContextKind::Usage);
            }
            vec![unknown(&own, typed)]
        }
        ErrorKind::InvalidSubcommand => {
            let own = text(&error, ContextKind::InvalidSubcommand);
            error.remove(ContextKind::SuggestedSubcommand);
            let near = nearest(&own, names().iter().map(String::as_str)).map(String::from);
            let meant = COMMANDS.iter().find(|(said, _)| *said == own.to_lowercase());
            let near = near.filter(|near| edits(&own.to_lowercase(), near) < 2);
            vec![Some(match (near, meant) {
                (Some(near), _) => format!("did you mean '{near}'?"),
                (None, Some((_, command))) => format!("write '{command}'"),
                (None, None) => format!("commands are {}", names().join(", ")),
            })]
        }
        ErrorKind::MissingRequiredArgument => {
            let at = typed.iter().position(|arg| arg == "--words");
            let file = at.and_then(|at| typed.get(at + 1)).filter(|arg| Path::new(arg).exists());
            vec![file.map(|_| "put --words behind the files, for it may have a word behind it".to_string())]
        }
        ErrorKind::ArgumentConflict
            if error.get(ContextKind::InvalidArg) == error.get(ContextKind::PriorArg) =>
        {
            let own = text(&error, ContextKind::InvalidArg);
            let tip = match own.split(' ').next().unwrap_or_default() {
                "--by" => "a table has one; report takes --by more than once",
                "--compare" => "write both values in one, with a comma between",
                "--codebook" => "write the themes of all into one codebook",
                _ => "keep one of them",
            };
            vec![Some(tip.to_string())]
        }
        ErrorKind::ValueValidation => {
            let (arg, value) =
                (text(&error, ContextKind::InvalidArg), text(&error, ContextKind::InvalidValue));
            let digits = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            if digits.contains("too large") && !arg.is_empty() {
                let found = format!("invalid value '{value}' for '{arg}': the number is too large");
                return Error::raw(ErrorKind::ValueValidation, format!("{found}\n"));
            }
            let number = ["invalid digit", "number too", "cannot parse integer"];
            if !number.iter().any(|part| digits.contains(part)) || arg.is_empty() {
                return error;
            }
            let found =
                format!("invalid value '{value}' for '{arg}': a whole number of 0 or more is expected");
            return Error::raw(ErrorKind::ValueValidation, format!("{found}\n"));
        }
        _ => return error,
    };
    error.remove(ContextKind::Suggested);
    let tips: Vec<StyledStr> = tips.into_iter().flatten().map(StyledStr::from).collect();
    if !tips.is_empty() {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
    error
}

/// The names of all commands.
fn names() -> Vec<String> {
    command().get_subcommands().map(|command| command.get_name().to_string()).collect()
}

/// What to do about an argument that the command does not have.
fn unknown(own: &str, typed: &[String]) -> Option<String> {
    let place = |arg: &String| arg == own || arg.starts_with(&format!("{own}="));
    let at = typed.iter().rposition(place);
    let near = |steps: isize| at.and_then(|at| at.checked_add_signed(steps)).and_then(|at| typed.get(at));
    let before = near(-1).map_or("", |arg| arg);
    let sub = typed.iter().find(|arg| names().contains(arg)).map_or("", |arg| arg);
    let dashed = |arg: &&str| arg.starts_with(['–', '—']) && !arg.contains(' ');
    if let Some(dash) = [own, before].into_iter().find(dashed) {
        let rest = dash.trim_start_matches(['–', '—']);
        let written = if rest.chars().count() == 1 { format!("-{rest}") } else { format!("--{rest}") };
        return Some(format!("{dash} does not begin with the - of the keyboard: write {written}"));
    }
    if own.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Some("a number here is 0 or more".to_string());
    }
    if own.starts_with('-') {
        return option(own, sub, typed);
    }
    if before == "--correct" {
        return Some(format!("write --correct={own}"));
    }
    if matches!(Path::new(own).extension().and_then(|ending| ending.to_str()), Some("yaml" | "yml")) {
        return Some(format!("a codebook is named as --codebook {own}"));
    }
    let ending = Path::new(own).extension().and_then(|ending| ending.to_str());
    if ending.is_some_and(|ending| ["csv", "xlsx", "json", "md", "html"].contains(&ending))
        && !Path::new(own).exists()
        && !before.starts_with('-')
        && near(-2).is_none_or(|arg| !arg.starts_with('-'))
    {
        return Some(format!("an output is named as -o {own}"));
    }
    if own == "=" {
        return near(1)
            .map(|value| format!("write it as one argument: {}", for_shell(&format!("{before}={value}"))));
    }
    if before.starts_with('-') && before.len() > 1 {
        return Some(format!("{before} takes no value"));
    }
    Some(match near(-2).filter(|arg| arg.starts_with("--")) {
        Some(flag) => format!(
            "a value with blanks is one argument in quotes: {flag} {}; more values are given with {flag} before each",
            for_shell(&format!("{before} {own}"))
        ),
        None if Path::new(own).exists() => {
            format!("{sub} takes one corpus; other files are named by an option")
        }
        None if sub == "search" => {
            let [phrase, both] =
                [format!("\"{before} {own}\""), format!("{before} & {own}")].map(|rule| for_shell(&rule));
            format!("a rule is one argument in quotes: {phrase} for a phrase, {both} for both")
        }
        None => {
            format!("what has blanks is one argument in quotes: {}", for_shell(&format!("{before} {own}")))
        }
    })
}

/// Options in the words of those who have not read what they are called.
const OTHERS: [(&str, &str); 14] = [
    ("--sporsmal", "--question"),
    ("--spørsmål", "--question"),
    ("--tema", "--theme"),
    ("--gruppe", "--by"),
    ("--group", "--by"),
    ("--hvor", "--where"),
    ("--filter", "--where"),
    ("--kodebok", "--codebook"),
    ("--ut", "--output"),
    ("--out", "--output"),
    ("--språk", "--lang"),
    ("--language", "--lang"),
    ("--limit", "--number"),
    ("--antall", "--number"),
];

/// Commands in Norwegian, and in other words.
const COMMANDS: [(&str, &str); 26] = [
    ("tabell", "table"),
    ("tabeller", "table"),
    ("rapport", "report"),
    ("kode", "code"),
    ("kod", "code"),
    ("sitat", "quotes"),
    ("sitater", "quotes"),
    ("quote", "quotes"),
    ("søk", "search"),
    ("finn", "search"),
    ("find", "search"),
    ("forklar", "explain"),
    ("why", "explain"),
    ("indeks", "index"),
    ("indekser", "index"),
    ("sjekk", "check"),
    ("test", "check"),
    ("valider", "validate"),
    ("enighet", "agree"),
    ("utvalg", "sample"),
    ("trekk", "sample"),
    ("ord", "words"),
    ("sammenlign", "diff"),
    ("compare", "diff"),
    ("masker", "mask"),
    ("hjelp", "help"),
];

/// Which commands have an option, or which option was meant.
fn option(own: &str, sub: &str, typed: &[String]) -> Option<String> {
    let all = command();
    let longs = |command: &clap::Command| -> Vec<String> {
        command.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}")).collect()
    };
    let mut of = all.get_subcommands();
    let known = of.find(|command| command.get_name() == sub).map(longs).unwrap_or_default();
    // of -by all that is not known is -b
    let dashed = typed.iter().filter(|arg| arg.starts_with(own)).map(|arg| format!("-{arg}"));
    if let Some(dashed) = dashed.into_iter().find(|dashed| known.contains(dashed)) {
        return Some(format!("write {dashed}, with two dashes"));
    }
    let meant = OTHERS.iter().find(|(said, meant)| *said == own && known.iter().any(|long| long == meant));
    if let Some((_, meant)) = meant {
        return Some(format!("it is called {meant}"));
    }
    let having: Vec<&str> = all
        .get_subcommands()
        .filter(|command| longs(command).iter().any(|long| long == own))
        .map(clap::Command::get_name)
        .collect();
    if !having.is_empty() && !sub.is_empty() {
        return Some(format!("{own} is an option of {}, and not of {sub}", having.join(", ")));
    }
    nearest(own, known.iter().map(String::as_str)).map(|near| format!("did you mean '{near}'?"))
}
