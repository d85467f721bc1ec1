//! `[namen]` of a code list: how its codes are called by people, as `schema` needs it to resolve names.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{Catalogue, Former, Naming, words};
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, suggestion};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawNaming {
    merkmal: Spanned<String>,
    /// Words for levels, each with the values of the trait that it allows.
    stufen: BTreeMap<String, Vec<Spanned<String>>>,
    #[serde(default)]
    fuellworte: Vec<String>,
    #[serde(default)]
    schluessel: Vec<Spanned<String>>,
    daneben: Option<Spanned<String>>,
    /// What the field beside it may say without telling the level.
    #[serde(default)]
    daneben_offen: Vec<String>,
    #[serde(default)]
    fremd: BTreeMap<String, String>,
    #[serde(default)]
    frueher: Vec<RawFormer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFormer {
    schluessel: String,
    titel: String,
    heute: Vec<Spanned<String>>,
}

/// Binds the names to the traits and codes of the list; what is unknown is told with its place.
pub fn naming(raw: &RawNaming, catalogue: &Catalogue, source: &Source) -> Result<Naming, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut complain = |at: &Spanned<String>, message: String| complaints.push(Complaint::new(source, Span::new(at.span()), message));
    let mut find = |name: &Spanned<String>| {
        catalogue.find_trait(name.get_ref()).unwrap_or_else(|| {
            let known = catalogue.traits.iter().map(|entry| entry.name.as_str());
            let hint = suggestion(name.get_ref(), known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
            complain(name, format!("ein Merkmal „{}“ hat diese Liste nicht{hint}", name.get_ref()));
            0
        })
    };
    let level = find(&raw.merkmal);
    let keys = raw.schluessel.iter().map(&mut find).collect();
    let beside = raw.daneben.as_ref().map(|name| (name.get_ref().clone(), find(name)));
    let is_value = |value: &str| catalogue.codes.iter().any(|code| code.says(level, value));
    for value in raw.stufen.values().flatten().filter(|value| !is_value(value.get_ref())) {
        complain(value, format!("kein Code hat bei „{}“ den Wert „{}“", raw.merkmal.get_ref(), value.get_ref()));
    }
    for code in raw.frueher.iter().flat_map(|former| &former.heute).filter(|code| catalogue.ordinal(code.get_ref()).is_none()) {
        complain(code, format!("den Code „{}“ gibt es in dieser Liste nicht", code.get_ref()));
    }
    let plain = |texts: &[Spanned<String>]| texts.iter().map(|text| text.get_ref().clone()).collect();
    let mut cues: Vec<(String, Vec<String>)> = raw.stufen.iter().map(|(cue, values)| (words(cue), plain(values))).collect();
    // "kreisfreie Stadt" before "Stadt".
    cues.sort_by(|left, right| (right.0.len(), &left.0).cmp(&(left.0.len(), &right.0)));
    let former = |raw: &RawFormer| Former { key: raw.schluessel.clone(), title: raw.titel.clone(), now: plain(&raw.heute) };
    let naming = Naming {
        level,
        cues,
        fillers: raw.fuellworte.iter().map(|text| words(text)).collect(),
        keys,
        beside,
        undecided: raw.daneben_offen.clone(),
        foreign: raw.fremd.iter().map(|(key, place)| (key.clone(), place.clone())).collect(),
        former: raw.frueher.iter().map(former).collect(),
    };
    if complaints.is_empty() { Ok(naming) } else { Err(complaints) }
}
