//! The from/to table, as its file describes it.

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::section::Text;

/// Columns `von`, `nach`, `anzahl`: how many went from which class to which. One table shows two counts: inside, those
/// that can be compared; in the hatched rows and columns the rest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Text,
    #[serde(rename = "satz")]
    pub sentence: Text,
    #[serde(rename = "beschriftung")]
    pub caption: Spanned<String>,
    /// What the rows and columns stand for, in the corner of the table.
    #[serde(rename = "ecke")]
    pub corner: Spanned<String>,
    pub sql: Spanned<String>,
    /// In the order of rows and columns.
    #[serde(rename = "klassen")]
    pub classes: Vec<Class>,
    /// Which way is better; without it no change is judged.
    #[serde(rename = "besser")]
    pub better: Option<Better>,
    #[serde(rename = "quelle")]
    pub source: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Classes that stand earlier in the list.
    Vorn,
    /// Classes that stand later in the list.
    Hinten,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub code: String,
    #[serde(rename = "wort")]
    pub word: String,
    pub form: Option<Spanned<String>>,
    #[serde(rename = "art", default)]
    pub kind: Standing,
}

/// Whether a class can be compared with the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    #[default]
    Innen,
    /// Inside, but neither better nor worse than another; left out when nobody is in it.
    OhneWertung,
    /// Nothing to compare; left out when nobody is in it.
    Rand,
}
