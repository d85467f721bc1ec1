//! `begriffe.toml`: what several rules mean by the same word, said once. A term has parameters, rows of a list or a date,
//! and a condition over them; rules and later terms use it like a function.

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{RecordId, Schema};
use crate::source::{Source, Span};
use crate::standard::complaint::Complaint;
use crate::standard::files::{Layer, read_layers};
use crate::standard::rule::Expression;

/// The file's name within a profile.
pub const FILE: &str = "begriffe.toml";

#[derive(Clone, Debug)]
pub struct Term {
    pub name: String,
    pub title: String,
    pub meaning: String,
    pub parameters: Vec<Parameter>,
    /// CEL over the parameters and the project.
    pub holds: Expression,
    pub file: Source,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub of: ParameterKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    Row(RecordId),
    Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    begriff: Vec<RawTerm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    name: Spanned<String>,
    titel: String,
    bedeutung: String,
    fuer: Vec<RawParameter>,
    gilt: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameter {
    #[serde(rename = "als")]
    name: Spanned<String>,
    #[serde(rename = "liste")]
    list: Option<Spanned<String>>,
    #[serde(rename = "typ")]
    kind: Option<Spanned<RawKind>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawKind {
    Datum,
}

/// A check with the conditions of all terms it says, directly or by way of others: what it asks for in the end.
pub fn unfolded(terms: &[Term], text: &str) -> String {
    let mut whole = text.to_owned();
    // A term stands on those before it.
    for term in terms.iter().rev() {
        if whole.contains(&format!("{}(", term.name)) {
            whole.push('\n');
            whole.push_str(&term.holds.text);
        }
    }
    whole
}

/// Those of all layers, the oldest first; a name is given once.
pub fn terms(layers: &[Layer], schema: &Schema) -> (Vec<Term>, Vec<Complaint>) {
    let (mut found, mut complaints): (Vec<Term>, Vec<Complaint>) = (Vec::new(), Vec::new());
    for (source, raw) in read_layers::<RawFile>(layers, FILE, &mut complaints) {
        for raw in raw.begriff {
            if let Some(known) = found.iter().find(|known| known.name == *raw.name.get_ref()) {
                let message = format!("den Begriff „{}“ gibt es schon ({})", known.name, known.file.at(known.holds.span));
                complaints.push(Complaint::new(source, Span::new(raw.name.span()), message));
                continue;
            }
            match parameters(source, &raw.fuer, schema) {
                Ok(parameters) => found.push(Term {
                    name: raw.name.into_inner(),
                    title: raw.titel,
                    meaning: raw.bedeutung,
                    parameters,
                    holds: Expression { span: Span::new(raw.gilt.span()), text: raw.gilt.into_inner() },
                    file: source.clone(),
                }),
                Err(complaint) => complaints.push(complaint),
            }
        }
    }
    (found, complaints)
}

fn parameters(source: &Source, raw: &[RawParameter], schema: &Schema) -> Result<Vec<Parameter>, Complaint> {
    raw.iter().map(|raw| Ok(Parameter { name: raw.name.get_ref().clone(), of: kind(source, raw, schema)? })).collect()
}

fn kind(source: &Source, raw: &RawParameter, schema: &Schema) -> Result<ParameterKind, Complaint> {
    let complain = |at: &Spanned<String>, message: &str| Err(Complaint::new(source, Span::new(at.span()), message));
    match (&raw.list, raw.kind.as_ref().map(Spanned::get_ref)) {
        (Some(list), None) => match schema.records.iter().position(|record| record.list.is_some() && record.path == *list.get_ref()) {
            Some(record) => Ok(ParameterKind::Row(RecordId::try_from(record).unwrap_or(RecordId::MAX))),
            None => complain(list, "diese Liste gibt es im Wörterbuch nicht"),
        },
        (None, Some(RawKind::Datum)) => Ok(ParameterKind::Date),
        _ => complain(&raw.name, "hier steht entweder „liste“ oder „typ“"),
    }
}
