//! From a rule's demand to a query. What the index cannot say exactly it demands too little of, never too much.
use super::terms;
use super::types::Types;
use crate::error::{Error, Result};
use crate::norwegian::written;
use crate::rule::atoms::{Atom, Atoms};
use crate::rule::demand::Demand;
use crate::rule::operators::Program;
use crate::rule::wild::expression;
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, EmptyQuery, Query, RegexQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// The query for a demand.
pub(super) fn of(demand: &Demand, program: &Program, types: &Types, field: Field) -> Result<Box<dyn Query>> {
    let each =
        |parts: &[Demand]| parts.iter().map(|p| of(p, program, types, field)).collect::<Result<Vec<_>>>();
    Ok(match demand {
        Demand::Nothing => Box::new(AllQuery),
        Demand::Atom(atom) => {
            atom_query(&program.atoms.list()[*atom as usize], &program.atoms, types, field)?
        }
        Demand::Any(parts) if parts.is_empty() => Box::new(EmptyQuery),
        Demand::Any(parts) => Box::new(BooleanQuery::union(each(parts)?)),
        Demand::All(parts) => Box::new(BooleanQuery::intersection(each(parts)?)),
    })
}

fn atom_query(atom: &Atom, atoms: &Atoms, types: &Types, field: Field) -> Result<Box<dyn Query>> {
    let term = |text: &str| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
    };
    let query = match atom {
        Atom::Keys(keys, _) => {
            let forms = keys.iter().flat_map(|key| types.forms(key, atoms.spelling()));
            let terms = forms.map(|form| Term::from_field_text(field, &terms::form(&form)));
            Box::new(TermSetQuery::new(terms))
        }
        Atom::Exact(form) => term(&terms::form(&written(form))),
        Atom::Wild(form) => pattern(&expression(&written(form)), field)?,
        // the first letter is never misspelt
        Atom::Fuzzy(word) => {
            let first: String = written(word).chars().take(1).collect();
            pattern(&format!("{}.*", regex::escape(&first)), field)?
        }
        Atom::Regex(_) => return Ok(Box::new(AllQuery)),
        Atom::Age(..) => term(terms::AGE),
    };
    // a word too long for the index may satisfy any test of its letters
    Ok(match atom {
        Atom::Age(..) => query,
        _ => Box::new(BooleanQuery::union(vec![query, term(terms::LONG)])),
    })
}

fn pattern(form: &str, field: Field) -> Result<Box<dyn Query>> {
    let query = RegexQuery::from_pattern(&terms::form(form), field);
    Ok(Box::new(query.map_err(|e| {
        Error::new(format!("the wildcard is too large for the index: {e}")).remedy("use --no-index")
    })?))
}
