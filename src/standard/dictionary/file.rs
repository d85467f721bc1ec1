//! What stands in the files of the data dictionary, as it is written.

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{DateRole, Level};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub abschnitt: String,
    #[serde(default)]
    pub feld: Vec<RawField>,
    #[serde(default)]
    pub tabelle: Vec<RawRecord>,
    #[serde(default)]
    pub liste: Vec<RawRecord>,
    #[serde(default)]
    pub gruppe: Vec<RawGroup>,
    /// What holds for every field of a type that says nothing else.
    #[serde(default)]
    pub grenze: Vec<RawDefault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub name: Spanned<String>,
    pub feld: Vec<RawField>,
}

/// A table or a list; `schluessel` tells them apart. An inheriting profile that adds to one says only what is new.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRecord {
    pub name: Spanned<String>,
    pub titel: Option<String>,
    pub bedeutung: Option<String>,
    pub schluessel: Option<Spanned<String>>,
    pub schluessel_mit: Option<Spanned<String>>,
    pub gilt_ab: Option<Spanned<String>>,
    pub fehlt: Option<Absent>,
    #[serde(default)]
    pub gruppen: Vec<Spanned<String>>,
    #[serde(default)]
    pub feld: Vec<RawField>,
    #[serde(default)]
    pub tabelle: Vec<RawRecord>,
    #[serde(default)]
    pub liste: Vec<RawRecord>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Absent {
    Unbekannt,
    Leer,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
pub(super) struct RawField {
    pub name: Spanned<String>,
    pub typ: RawKind,
    pub titel: String,
    pub bedeutung: String,
    pub beispiel: Option<Spanned<String>>,
    pub pflicht: Option<Level>,
    pub ab_phase: Option<Spanned<String>>,
    #[serde(default)]
    pub klassen: Vec<Spanned<String>>,
    pub katalog: Option<Spanned<String>>,
    pub ziel: Option<Spanned<String>>,
    pub muster: Option<Spanned<String>>,
    pub datum: Option<DateRole>,
    pub bekannt_ab: Option<Spanned<String>>,
    pub einheit: Option<String>,
    #[serde(default)]
    pub person: bool,
    #[serde(default)]
    pub intern: bool,
    #[serde(default)]
    pub funktionspostfach: bool,
    #[serde(default)]
    pub dateiname: bool,
    pub mindestens: Option<Spanned<toml::Value>>,
    pub hoechstens: Option<Spanned<toml::Value>>,
    pub laenge: Option<Spanned<u32>>,
    pub hoechstens_feld: Option<Spanned<String>>,
    #[serde(default)]
    pub nicht_vor: Vec<Spanned<String>>,
    pub faellt_nicht: Option<Spanned<bool>>,
    pub merkmal: Option<Spanned<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawKind {
    Text,
    Ganzzahl,
    Geld,
    Anzahl,
    JaNein,
    Datum,
    Code,
    Codes,
    Verweis,
    Verweise,
    Texte,
}

/// Bounds of a type.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDefault {
    pub typ: Spanned<RawKind>,
    pub mindestens: Option<Spanned<toml::Value>>,
    pub hoechstens: Option<Spanned<toml::Value>>,
    pub laenge: Option<Spanned<u32>>,
}
