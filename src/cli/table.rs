//! `fritekst table`: how many answers have each theme.
use super::Outcome;
use super::correct::Correct;
use super::emit::say;
use super::indexed::{IndexFlags, fresh, provenance, say_missing};
use super::references::say_lost;
use super::survey::{ASKED, Survey, codebook, is_no_value, said_if_nobody, said_of_asked, say_unread};
use super::view::View;
use anyhow::{Result, bail};
use fritekst::answer::Variable;
use fritekst::count::{OfSome, Plan, count};
use fritekst::crosstab::{compare, test};
use fritekst::disclosure::{round, suppress};
use fritekst::input::{Source, short};
use fritekst::output::table::traced;
use fritekst::pass::steady;
use fritekst::provenance::Provenance;
use fritekst::table::{NO_VALUE, Table, TooSmall, Who, tables, too_small};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Count the themes: n, share of those who answered with its 95 % interval, mentions
///
/// With --by the groups stand beside each other, with the difference between them where there are two. With
/// --correct the shares are put right by hand codings. Small cells are hidden with --min-cell, or `min_cell` in
/// corpus.yaml, which goes for --by and --where.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  fritekst table corpora/imdi2023 --question kollektiv
  fritekst table corpora/imdi2023 --question kollektiv --by malform --test
  fritekst table corpora/imdi2023 --question kollektiv --by landsdel --compare Vestlandet,Nord-Norge
  fritekst table corpora/imdi2023 --question kollektiv --by innbyggere --min-cell 3
  fritekst table corpora/imdi2023 --question kollektiv --correct --reference utvalg.csv
  fritekst table corpora/imdi2023 --where landsdel=Vestlandet --format csv -o tabell.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    survey: Survey,
    /// Codebook, when not the one that corpus.yaml names
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    #[command(flatten)]
    groups: Groups,
    #[command(flatten)]
    correct: Correct,
    #[command(flatten)]
    index: IndexFlags,
    #[command(flatten)]
    view: View,
}

/// Groups, what is said of them, and how small ones are kept from being seen.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Groups")]
struct Groups {
    /// Variable whose groups are shown beside each other; wave compares the waves
    #[arg(long, value_name = "VARIABLE")]
    by: Option<String>,
    /// Test per theme whether the groups differ: chi-square or Fisher, Cramér's V, residuals, adjusted p-values; groups,
    /// waves too, are taken to be different respondents
    #[arg(long, requires = "by")]
    test: bool,
    /// Two values whose difference is shown; needless where there are only two
    #[arg(long, value_name = "A,B", requires = "by")]
    compare: Option<String>,
    /// Hide counts below K, and others of the table that would give them away; 0 shows all. A selection by --where and the whole
    /// laid side by side can tell what is left: show groups with --by
    #[arg(long, value_name = "K", conflicts_with = "round")]
    min_cell: Option<u64>,
    /// Round counts below K to 0 or K; sums are of rounded counts, other counts stay as they are, so that tables laid side by side
    /// can tell a rounded one. No tests and no differences, which would be those of rounded counts
    #[arg(long, value_name = "K", conflicts_with_all = ["correct", "test", "compare"])]
    round: Option<u64>,
}

impl Groups {
    /// Rounds small counts or hides them, as was asked for or as the corpus says.
    fn hide(&self, tables: &mut [Table], source: &Source, plan: &Plan) -> Result<()> {
        if let Some(base) = self.round {
            return Ok(round(tables, base)?);
        }
        // a table of some respondents is that of a group, however they were picked
        let of_groups = plan.by.is_some() || !plan.selection.only.is_empty();
        let own = source.frame.min_cell.filter(|_| of_groups);
        suppress(tables, self.min_cell.or(own).unwrap_or(0));
        Ok(())
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    let source = args.survey.open_with(&args.groups.by)?;
    let coder = codebook(args.codebook.as_deref(), &source)?;
    let read: Vec<_> = args.correct.references().chain([args.codebook.as_deref()]).collect();
    args.survey.guard(&source, &read, args.view.output.as_deref())?;
    let format = args.view.format()?;
    let selection = args.survey.selection(&source)?;
    let groups = &args.groups;
    let by = groups.by.as_deref().map(|by| args.survey.variable(&source, by)).transpose()?;
    let pair = groups.compare.as_deref().map(pair).transpose()?;
    let weight = source.frame.weight.as_deref().and_then(|w| source.frame.variable(w));
    let plan = Plan { selection, by, weight };
    let index = fresh(&source, &args.index)?;
    say_missing(&args.index, index.as_ref());
    let counting = index.as_ref().filter(|index| index.can_count(&plan));
    if counting.is_none() || args.correct.is_asked() {
        index.iter().for_each(|index| index.teach(coder));
    }
    // all of it is of the same data, which are read twice to be corrected
    let ((counts, unread), mut tables, (reference, unused), provenance) =
        steady(&source, || -> Result<_> {
            // where no index knows what data they are, that is found out while they are counted
            let (counted, provenance) = rayon::join(
                || match counting {
                    Some(index) => Ok((index.count(&source.frame, coder, &plan), Vec::new())),
                    None => count(&source, coder, &plan),
                },
                || provenance(&source, coder, index.as_ref()),
            );
            let counted = counted?;
            let mut tables = tables(&source.frame, coder, &plan, &counted.0)?;
            let reference = args.correct.apply(&mut tables, &source, coder, &plan)?;
            Ok((counted, tables, reference, provenance?))
        })?;
    let counts_shown = groups.round.is_none() && groups.min_cell.or(source.frame.min_cell).unwrap_or(0) < 2;
    let doubtful =
        said_of_frame(&source, &plan, (&tables, &counts.of_some(&source.frame, &plan)), counts_shown);
    // small cells go before anything is made of the groups
    groups.hide(&mut tables, &source, &plan)?;
    if groups.test {
        test(&mut tables)?;
        for table in tables.iter().filter(|table| !table.untested.is_empty()) {
            let n = table.untested.len();
            say(format!("{}: themes with a hidden count have no test: {n}", table.question));
        }
    }
    if by.is_some() && groups.round.is_none() {
        compare(&mut tables, pair.as_ref())?;
    }
    let provenance = Provenance { reference, ..provenance.read(counts.respondents, unread.len()) };
    let language = args.view.language(coder);
    let text = traced(&tables, &provenance, format, language)?;
    args.view.emit_traced(&text, language, &provenance)?;
    say_unread(&unread);
    let lost = say_lost(&unused, true);
    let taken = counts.whole.values().any(|counts| counts.asked > 0);
    Ok(said_if_nobody(&plan.selection, taken, ASKED).unwrap_or(if unread.is_empty() && !doubtful {
        lost
    } else {
        Outcome::Findings
    }))
}

/// Values named before the rest is only counted.
const NAMED: usize = 10;

/// Says which groups of the tables were hardly meant to be groups. Whether there are any.
fn said_of_groups(source: &Source, plan: &Plan, tables: &[Table]) -> bool {
    let Some(variable) = plan.by.map(|by| &source.frame.variables[by]) else { return false };
    let groups = tables.iter().flat_map(|table| &table.groups).filter(|group| group.who == Who::Value);
    let values: BTreeSet<&str> = groups.map(|group| group.value.as_str()).collect();
    if variable.values.is_empty() {
        said_alike(&variable.id, values)
    } else {
        said_unlisted(variable, values)
    }
}

/// Says which groups of a variable hold a value that the corpus does not list: it may be a slip, or a label in the place of its
/// value. Whether there are any.
fn said_unlisted(variable: &Variable, groups: BTreeSet<&str>) -> bool {
    let listed = |value: &str| variable.label_of(value).is_some();
    let strange: Vec<&str> = groups.into_iter().filter(|value| !listed(value)).collect();
    let told = |value: &&str| match variable.value_of(value) {
        Some(own) => format!("{value} (the label of {own})"),
        None => (*value).to_string(),
    };
    if strange.is_empty() {
        return false;
    }
    // answers may have been taken for values
    let named = if strange.iter().any(|value| short(value) != **value) {
        format!("{} values", strange.len())
    } else {
        let more = strange.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("and {more} more"));
        strange.iter().take(NAMED).map(told).chain(more).collect::<Vec<_>>().join(", ")
    };
    say(format!(
        "{} holds what the corpus does not list: {named}; list it under values:, or mend it in the data",
        variable.id
    ));
    true
}

/// Says which groups of a variable differ in capitals and blanks alone, which were hardly meant to be two. Whether there are any.
fn said_alike(variable: &str, groups: BTreeSet<&str>) -> bool {
    let bare = |value: &str| value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    groups.into_iter().for_each(|value| alike.entry(bare(value)).or_default().push(value));
    alike.retain(|_, values| values.len() > 1);
    // answers may have been taken for values
    let is_long = |value: &&str| short(value).ends_with('…');
    let named = |values: &Vec<&str>| {
        let quoted = values.iter().map(|value| format!("'{value}'"));
        if values.iter().any(is_long) {
            "values".to_string()
        } else {
            quoted.collect::<Vec<_>>().join(" and ")
        }
    };
    for values in alike.values().take(NAMED) {
        say(format!(
            "{variable} has {} that differ in capitals and blanks alone, and are groups of their own; mend them in the data",
            named(values)
        ));
    }
    !alike.is_empty()
}

/// Says what corpus.yaml states of population, weights and who was asked that can't be, for no interval or share is made of it,
/// and which groups were hardly meant; whether there is any, or no table has a theme, as was told before.
fn said_of_frame(
    source: &Source,
    plan: &Plan,
    (tables, of_some): (&[Table], &[OfSome]),
    counts_shown: bool,
) -> bool {
    let strange = said_of_groups(source, plan, tables);
    let bare = tables.iter().all(|table| table.themes.is_empty());
    let small = too_small(tables, &source.frame, plan);
    for TooSmall { question, group, size, answered } in &small {
        let group = group.as_ref().map(|group| format!(", {group}")).unwrap_or_default();
        say(format!(
            "{question}{group}: {} answers from a stated population of {size}; it narrows no interval, mend population: in \
             corpus.yaml",
            if counts_shown { answered.to_string() } else { "more".into() }
        ));
    }
    let weightless = |table: &&Table| {
        let shares = table.lines().filter(|line| line.cells[0].share.is_some()).count();
        table.weighted && table.groups[0].answered > Some(0) && shares == 0
    };
    let weightless: Vec<&Table> = tables.iter().filter(weightless).collect();
    for table in &weightless {
        say(format!("{}: no answer has a weight above 0, so that there are no shares", table.question));
    }
    let asked = said_of_asked(source, of_some, &plan.selection, counts_shown);
    strange || bare || asked || !small.is_empty() || !weightless.is_empty()
}

fn pair(text: &str) -> Result<(String, String)> {
    match text.split(',').map(str::trim).collect::<Vec<_>>()[..] {
        [a, b] if !a.is_empty() && !b.is_empty() && a != b => Ok((group(a), group(b))),
        _ => bail!("--compare takes two values with a comma between; found '{text}'"),
    }
}

/// A group by its value, or as a table calls those without one.
fn group(text: &str) -> String {
    if is_no_value(text) { NO_VALUE.to_string() } else { text.to_string() }
}
