//! `kennungen.toml`: ids of rules that are gone with their file. An id is never given again, so that an old finding, an
//! exception or a report keeps its meaning.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::period::Period;
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read};
use crate::standard::rule::{Expression, Rule};

/// A rule whose file is gone.
#[derive(Clone, Debug)]
pub struct Retired {
    pub id: String,
    pub title: String,
    pub since: Period,
    pub reason: String,
    pub replaced_by: Vec<Expression>,
    pub file: Source,
    pub line: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    entfallen: Vec<RawRetired>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRetired {
    id: Spanned<String>,
    titel: String,
    seit: Spanned<Datetime>,
    grund: String,
    #[serde(default)]
    abgeloest_durch: Vec<Spanned<String>>,
}

pub fn retired(source: &Source) -> Result<Vec<Retired>, Vec<Complaint>> {
    let raw: RawFile = read(source).map_err(|complaint| vec![complaint])?;
    let (mut found, mut complaints) = (Vec::new(), Vec::new());
    for entry in raw.entfallen {
        let date = entry.seit.get_ref().date;
        let since = date.and_then(|date| Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day)));
        let Some(since) = since else {
            complaints.push(Complaint::new(source, Span::new(entry.seit.span()), "„seit“ ist ein Tag"));
            continue;
        };
        found.push(Retired {
            line: source.place(Span::new(entry.id.span())).line,
            id: entry.id.into_inner(),
            title: entry.titel,
            since,
            reason: entry.grund,
            replaced_by: entry.abgeloest_durch.into_iter().map(Expression::new).collect(),
            file: source.clone(),
        });
    }
    if complaints.is_empty() { Ok(found) } else { Err(complaints) }
}

/// Ids that are given twice, and successors that do not exist.
pub fn ids(rules: &[Rule], retired: &[Retired]) -> Vec<Complaint> {
    let gone = |id: &str| retired.iter().find(|entry| entry.id.eq_ignore_ascii_case(id));
    let given_again = rules.iter().filter_map(|rule| {
        let entry = gone(&rule.id)?;
        let told = format!(
            "die Kennung {} war schon vergeben ({}:{}, entfallen am {}); Kennungen werden nie neu vergeben",
            rule.id,
            entry.file.name,
            entry.line,
            entry.since.german()
        );
        Some(Complaint::whole(&rule.file.name, told))
    });
    let known = |id: &str| rules.iter().any(|rule| rule.id == id) || gone(id).is_some();
    let named = rules.iter().flat_map(|rule| rule.replaced_by.iter().map(move |id| (&rule.file, rule.id.as_str(), id)));
    let named = named.chain(retired.iter().flat_map(|entry| entry.replaced_by.iter().map(move |id| (&entry.file, entry.id.as_str(), id))));
    let wrong = named.filter(|(_, own, id)| !known(&id.text) || *own == id.text);
    let unknown =
        wrong.map(|(file, _, id)| Complaint::new(file, id.span, format!("die Regel „{}“, die sie ablöst, gibt es nicht", id.text)));
    given_again.chain(unknown).collect()
}
