//! `kennzahlen/<ID>.toml`: one figure, one file, with its meaning, its query and its own examples.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::portfolio::audience::Audiences;
use crate::portfolio::band::{Band, RawBand, bands};
use crate::portfolio::base::{Base, Stated};
use crate::portfolio::sql;
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard, read};

#[derive(Clone, Debug)]
pub struct Figure {
    pub id: String,
    pub title: String,
    pub group: String,
    pub unit: String,
    pub form: Form,
    pub base: Option<Base>,
    /// Ordinal of what is counted in the catalogue of counting units.
    pub counted: Option<u16>,
    /// Words beside the number, best first; none where nothing is judged.
    pub bands: Vec<Band>,
    pub direction: Direction,
    pub meaning: String,
    /// Which chart suits it; the report decides.
    pub chart: String,
    /// Decimal places of a value.
    pub places: usize,
    pub sql: Spanned<String>,
    pub examples: Vec<Example>,
    /// For whom; everybody where nobody is named.
    pub audiences: Audiences,
    pub file: Source,
}

/// What the query returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `zaehler`
    Anzahl,
    /// `zaehler` and `nenner`
    Anteil,
    /// `wert`
    Wert,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    HoeherBesser,
    NiedrigerBesser,
    Keine,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "stichtag")]
    pub as_of: Datetime,
    /// Fragments of project files.
    #[serde(rename = "projekte")]
    pub projects: Vec<String>,
    #[serde(rename = "erwartet")]
    pub expected: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Spanned<String>,
    titel: String,
    gruppe: String,
    art: Form,
    einheit: String,
    zaehlt: Option<Spanned<String>>,
    bezug: Option<Spanned<String>>,
    aufgabentraeger: Option<Spanned<String>>,
    richtung: Direction,
    bedeutung: String,
    diagramm: String,
    #[serde(default)]
    nachkommastellen: usize,
    #[serde(default)]
    baender: Vec<RawBand>,
    ausgaben: Audiences,
    sql: Spanned<String>,
    beispiel: Vec<Example>,
}

/// # Errors
/// Everything that is wrong with the file.
pub fn figure(path: &str, source: &Source, standard: &Standard, tables: &[String]) -> Result<Figure, Vec<Complaint>> {
    let raw: Raw = read(source).map_err(|complaint| vec![complaint])?;
    let mut complaints = sql::check(source, &raw.sql, tables);
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
    if raw.id.get_ref() != name {
        let message = format!("die Kennung „{}“ ist nicht der Dateiname „{name}“", raw.id.get_ref());
        complaints.push(Complaint::new(source, Span::new(raw.id.span()), message));
    }
    let stated = Stated {
        file: source,
        standard,
        id: &raw.id,
        form: raw.art,
        unit: raw.zaehlt.as_ref(),
        size: raw.bezug.as_ref(),
        owner: raw.aufgabentraeger.as_ref(),
    };
    let (counted, base) = stated.base().unwrap_or_else(|complaint| {
        complaints.push(complaint);
        (None, None)
    });
    let bands = bands(source, standard, raw.richtung, stated.is_municipal(), &raw.baender).unwrap_or_else(|complaint| {
        complaints.push(complaint);
        Vec::new()
    });
    if !complaints.is_empty() {
        return Err(complaints);
    }
    Ok(Figure {
        id: raw.id.into_inner(),
        title: raw.titel,
        group: raw.gruppe,
        unit: raw.einheit,
        form: raw.art,
        base,
        counted,
        bands,
        direction: raw.richtung,
        meaning: raw.bedeutung,
        chart: raw.diagramm,
        places: raw.nachkommastellen,
        sql: raw.sql,
        examples: raw.beispiel,
        audiences: raw.ausgaben,
        file: source.clone(),
    })
}
