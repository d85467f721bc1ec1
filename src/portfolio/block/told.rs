//! What a section tells in words: findings, notes, explanations, the steps of a ladder, decisions.

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::section::Text;

/// Columns `projekt`, `regel`, `stufe`, `meldung`, `abhilfe`, `heilbar`, `datei`, `zeile`, `ausgenommen`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    pub text: Text,
    pub sql: Spanned<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    pub text: Text,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    pub text: Text,
    /// As in a table.
    #[serde(rename = "hoechstens")]
    pub most: Option<usize>,
    pub rest: Text,
}

/// Columns `kurz`, `name`, `bedingung`, `anzahl`; entries have `kurz` and `titel`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "satz")]
    pub sentence: Text,
    pub sql: Spanned<String>,
    #[serde(rename = "eintraege")]
    pub entries: Spanned<String>,
    /// No more entries than this on one step; `rest` says how many are left and where they stand.
    #[serde(rename = "hoechstens")]
    pub most: Option<usize>,
    /// Knows `gezeigt`, `uebrige` and `alle`.
    pub rest: Text,
    #[serde(rename = "quelle")]
    pub source: Text,
}

/// Columns `titel`, `projekt`, `herkunft`, `wer`, `bis`, `folge`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    pub sql: Spanned<String>,
    #[serde(rename = "leer")]
    pub empty: Spanned<String>,
}
