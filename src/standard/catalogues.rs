//! `kataloge/*.toml`: code lists with their traits.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{Catalogue, Code, Trait, TraitKind, TraitValue};
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read, suggestion};
use crate::standard::naming::{RawNaming, naming};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalogue {
    titel: String,
    bedeutung: String,
    #[serde(default)]
    quelle: String,
    #[serde(default)]
    #[allow(dead_code, reason = "stands in the file for its readers; tables of the report carry it as a column")]
    gebietsstand: Option<toml::Value>,
    #[serde(default)]
    #[allow(dead_code, reason = "as gebietsstand")]
    einwohnerstand: Option<toml::Value>,
    namen: Option<RawNaming>,
    #[serde(default)]
    merkmale: BTreeMap<String, RawTrait>,
    code: Vec<BTreeMap<Spanned<String>, Spanned<toml::Value>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTrait {
    typ: TraitKind,
    bedeutung: String,
    vorgabe: Option<toml::Value>,
}

pub fn catalogue(name: &str, source: &Source) -> Result<Catalogue, Vec<Complaint>> {
    let raw: RawCatalogue = read(source).map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    let mut codes: Vec<Code> = Vec::new();
    for entry in &raw.code {
        match code(&raw, entry, source) {
            Ok(code) if codes.iter().any(|known| known.id == code.id) => {
                complaints.push(Complaint::new(
                    source,
                    first_span(entry),
                    format!("der Code „{}“ steht schon einmal in der Liste", code.id),
                ));
            }
            Ok(code) => codes.push(code),
            Err(found) => complaints.extend(found),
        }
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let traits = raw.merkmale.into_iter().map(|(name, raw)| Trait { name, kind: raw.typ, meaning: raw.bedeutung }).collect();
    let mut catalogue = Catalogue {
        name: name.to_owned(),
        title: raw.titel,
        meaning: raw.bedeutung,
        source: raw.quelle,
        traits,
        codes,
        ..Catalogue::default()
    };
    catalogue.reindex();
    catalogue.naming = raw.namen.as_ref().map(|raw| naming(raw, &catalogue, source)).transpose()?;
    Ok(catalogue)
}

fn first_span(entry: &BTreeMap<Spanned<String>, Spanned<toml::Value>>) -> Span {
    entry.keys().map(Spanned::span).min_by_key(|span| span.start).map_or_else(Span::default, Span::new)
}

fn code(raw: &RawCatalogue, entry: &BTreeMap<Spanned<String>, Spanned<toml::Value>>, source: &Source) -> Result<Code, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let fixed = ["id", "titel", "bedeutung"];
    for key in entry.keys() {
        let name = key.get_ref().as_str();
        if !fixed.contains(&name) && !raw.merkmale.contains_key(name) {
            let known = raw.merkmale.keys().map(String::as_str).chain(fixed);
            let hint = suggestion(name, known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
            complaints.push(Complaint::new(source, Span::new(key.span()), format!("unbekanntes Merkmal „{name}“{hint}")));
        }
    }
    let find = |name: &str| entry.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value);
    let text = |name: &str| find(name).and_then(|value| value.get_ref().as_str()).unwrap_or_default().to_owned();
    let id = text("id");
    if id.is_empty() || text("titel").is_empty() {
        complaints.push(Complaint::new(source, first_span(entry), "jeder Code braucht „id“ und „titel“"));
    }
    let mut values = Vec::new();
    for (name, declared) in &raw.merkmale {
        let stated = find(name);
        match stated.map(Spanned::get_ref).or(declared.vorgabe.as_ref()).and_then(|value| trait_value(declared.typ, value)) {
            Some(value) => values.push(value),
            None => {
                let span = stated.map_or_else(|| first_span(entry), |value| Span::new(value.span()));
                complaints.push(Complaint::new(source, span, format!("der Code „{id}“ braucht das Merkmal „{name}“ in der erklärten Art")));
            }
        }
    }
    if complaints.is_empty() {
        Ok(Code { id, title: text("titel"), meaning: text("bedeutung"), values, removed: false, set_at: source.at(first_span(entry)) })
    } else {
        Err(complaints)
    }
}

fn trait_value(kind: TraitKind, value: &toml::Value) -> Option<TraitValue> {
    match (kind, value) {
        (TraitKind::JaNein, toml::Value::Boolean(flag)) => Some(TraitValue::Flag(*flag)),
        (TraitKind::Ganzzahl, toml::Value::Integer(number)) => Some(TraitValue::Integer(*number)),
        (TraitKind::Text, toml::Value::String(text)) => Some(TraitValue::Text(text.clone())),
        _ => None,
    }
}
