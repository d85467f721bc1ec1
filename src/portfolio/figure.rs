//! `kennzahlen/<ID>.toml`: one figure, one file, with its meaning, its query and its own examples.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::portfolio::sql;
use crate::schema::{Catalogue, Kind, TraitValue};
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard, read, suggestion};

#[derive(Clone, Debug)]
pub struct Figure {
    pub id: String,
    pub title: String,
    pub group: String,
    pub unit: String,
    pub form: Form,
    pub base: Option<Base>,
    pub direction: Direction,
    pub meaning: String,
    /// Which chart suits it; the report decides.
    pub chart: String,
    /// Decimal places of a value.
    pub places: usize,
    pub sql: Spanned<String>,
    pub examples: Vec<Example>,
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

/// What a share is a share of, where municipal bodies are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Ordinal of the code in the catalogue of reference sizes.
    Fixed(u16),
    /// The column `bezug` names the code, row by row.
    PerRow,
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
    richtung: Direction,
    bedeutung: String,
    diagramm: String,
    #[serde(default)]
    nachkommastellen: usize,
    sql: Spanned<String>,
    beispiel: Vec<Example>,
}

/// The word for "the query says it row by row".
const PER_ROW: &str = "je_zeile";

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
    let base = match base(&raw, source, standard) {
        Ok(base) => base,
        Err(complaint) => {
            complaints.push(complaint);
            None
        }
    };
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
        direction: raw.richtung,
        meaning: raw.bedeutung,
        chart: raw.diagramm,
        places: raw.nachkommastellen,
        sql: raw.sql,
        examples: raw.beispiel,
        file: source.clone(),
    })
}

/// A share of municipal bodies without its reference size would divide by the wrong number sooner or later.
fn base(raw: &Raw, source: &Source, standard: &Standard) -> Result<Option<Base>, Complaint> {
    let complain = |at: &Spanned<String>, message: String| Complaint::new(source, Span::new(at.span()), message);
    let sizes = catalogue(standard, standard.anchors.reference_size);
    let named = |catalogue: Option<&Catalogue>, at: &Spanned<String>| {
        catalogue.and_then(|catalogue| catalogue.ordinal(at.get_ref())).ok_or_else(|| {
            let known = catalogue.into_iter().flat_map(|catalogue| catalogue.codes.iter().map(|code| code.id.as_str()));
            let hint = suggestion(at.get_ref(), known).map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
            complain(at, format!("„{}“ gibt es in diesem Katalog nicht{hint}", at.get_ref()))
        })
    };
    let units = catalogue(standard, standard.anchors.counting_unit);
    let municipal = match &raw.zaehlt {
        Some(unit) => {
            let ordinal = named(units, unit)?;
            let values = units.map(|units| &units.code(ordinal).values);
            values.and_then(|values| values.get(standard.anchors.unit_is_municipal)) == Some(&TraitValue::Flag(true))
        }
        None => false,
    };
    match (&raw.bezug, municipal, raw.art) {
        (None, true, Form::Anteil) => {
            let at = raw.zaehlt.as_ref().unwrap_or(&raw.id);
            Err(complain(at, "wer Kommunen zählt und teilt, nennt mit „bezug“ die Bezugsgröße".to_owned()))
        }
        (Some(base), false, _) => {
            Err(complain(base, "eine Bezugsgröße gilt nur, wo Kommunen gezählt werden; „zaehlt“ sagt das".to_owned()))
        }
        (Some(base), true, _) if base.get_ref() == PER_ROW => Ok(Some(Base::PerRow)),
        (Some(base), true, _) => Ok(Some(Base::Fixed(named(sizes, base)?))),
        (None, _, _) => Ok(None),
    }
}

/// The catalogue behind a field that an anchor names.
pub fn catalogue(standard: &Standard, (record, slot): (u16, u16)) -> Option<&Catalogue> {
    match standard.schema.record(record).field(slot).kind {
        Kind::Code(id) => Some(standard.schema.catalogue(id)),
        _ => None,
    }
}
