//! `bericht/index/*.toml`: the head of the report and its sections. What stands in them is German and belongs to the
//! standard; here it is only read and checked. Texts are templates over the answers to the section's own queries.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::block::Content;
use crate::portfolio::figure::Figure;
use crate::portfolio::sql;
use crate::source::{Source, Span};
use crate::standard::{Complaint, read, suggestion};

/// A template; absent is empty.
pub type Text = Option<Spanned<String>>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    #[serde(rename = "ober")]
    pub above: Spanned<String>,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    pub lead: Spanned<String>,
    #[serde(rename = "wert", default)]
    pub values: Vec<Value>,
    /// The strip of figures under the head: can this picture be relied on?
    #[serde(rename = "vertrauen")]
    pub trust: Vec<crate::portfolio::block::Figures>,
    #[serde(rename = "fuss", default)]
    pub foot: Vec<Spanned<String>>,
    /// Columns `projekt` and `titel`: how each project is called in tables.
    #[serde(rename = "bezeichnungen")]
    pub names: Spanned<String>,
    #[serde(skip)]
    pub file: Source,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    #[serde(rename = "nummer")]
    pub number: u32,
    #[serde(rename = "kennung")]
    pub id: String,
    pub kicker: String,
    #[serde(rename = "befund")]
    pub finding: Spanned<String>,
    #[serde(rename = "satz")]
    pub sentence: Text,
    #[serde(rename = "breite", default)]
    pub width: Width,
    #[serde(rename = "neue_seite", default)]
    pub new_page: bool,
    #[serde(rename = "wert", default)]
    pub values: Vec<Value>,
    #[serde(rename = "block", default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub file: Source,
}

/// A query whose answer the templates may use: its first row under its name, all rows under NAME_zeilen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    pub name: String,
    pub sql: Spanned<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    #[default]
    Voll,
    Acht,
    Sieben,
    Sechs,
    Fuenf,
    Vier,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    #[serde(rename = "breite", default)]
    pub width: Width,
    /// Shown only when this template expression is true.
    #[serde(rename = "wenn")]
    pub when: Text,
    /// Below the block before it, in the same column.
    #[serde(rename = "darunter", default)]
    pub below: bool,
    #[serde(rename = "inhalt")]
    pub content: Content,
}

/// # Errors
/// Everything that is wrong with the file.
pub fn head(source: &Source, tables: &[String], figures: &[Figure]) -> Result<Head, Vec<Complaint>> {
    let mut head: Head = read(source).map_err(|complaint| vec![complaint])?;
    head.file = source.clone();
    let mut queries: Vec<&Spanned<String>> = head.values.iter().map(|value| &value.sql).collect();
    queries.push(&head.names);
    queries.extend(head.trust.iter().filter_map(|figure| figure.sql.as_ref()));
    let mut complaints: Vec<Complaint> = queries.iter().flat_map(|query| sql::check(source, query, tables)).collect();
    let named: Vec<&Spanned<String>> = head.trust.iter().filter_map(|figure| figure.figure.as_ref()).collect();
    complaints.extend(named.iter().filter_map(|name| unknown_figure(source, name, figures)));
    if complaints.is_empty() { Ok(head) } else { Err(complaints) }
}

/// # Errors
/// Everything that is wrong with the file.
pub fn section(source: &Source, tables: &[String], figures: &[Figure]) -> Result<Section, Vec<Complaint>> {
    let mut section: Section = read(source).map_err(|complaint| vec![complaint])?;
    section.file = source.clone();
    let mut queries: Vec<&Spanned<String>> = section.values.iter().map(|value| &value.sql).collect();
    let mut named: Vec<&Spanned<String>> = Vec::new();
    for block in &section.blocks {
        queries.extend(block.content.queries());
        named.extend(block.content.figures());
    }
    let mut complaints: Vec<Complaint> = queries.iter().flat_map(|query| sql::check(source, query, tables)).collect();
    complaints.extend(named.iter().filter_map(|name| unknown_figure(source, name, figures)));
    if complaints.is_empty() { Ok(section) } else { Err(complaints) }
}

fn unknown_figure(source: &Source, name: &Spanned<String>, figures: &[Figure]) -> Option<Complaint> {
    if figures.iter().any(|figure| figure.id == *name.get_ref()) {
        return None;
    }
    let near = suggestion(name.get_ref(), figures.iter().map(|figure| figure.id.as_str()));
    let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
    Some(Complaint::new(source, Span::new(name.span()), format!("die Kennzahl „{}“ gibt es nicht{hint}", name.get_ref())))
}

/// A mark with its word, by the code it stands for.
pub type Marks = BTreeMap<String, Mark>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub form: Spanned<String>,
    #[serde(rename = "wort")]
    pub word: String,
}
