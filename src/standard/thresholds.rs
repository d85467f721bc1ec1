//! `schwellen.toml`: the one threshold table. Each line says where its number comes from and which way is stricter.

use serde::Deserialize;
use toml::Spanned;

use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read};

#[derive(Clone, Debug)]
pub struct Threshold {
    pub name: String,
    pub value: i64,
    pub unit: String,
    pub direction: Direction,
    pub title: String,
    pub source: String,
    pub meaning: String,
    /// The profile that set the value.
    pub set_by: String,
    /// `file:line` of the value.
    pub set_at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThreshold {
    name: Spanned<String>,
    wert: Spanned<i64>,
    einheit: String,
    richtung: Direction,
    titel: String,
    quelle: String,
    bedeutung: String,
}

/// Which way a profile that inherits may move a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    HoeherStrenger,
    NiedrigerStrenger,
    Frei,
}

impl Direction {
    pub fn allows(self, old: i64, new: i64) -> bool {
        match self {
            Self::HoeherStrenger => new >= old,
            Self::NiedrigerStrenger => new <= old,
            Self::Frei => true,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThresholds {
    schwelle: Vec<RawThreshold>,
}

/// Joins the thresholds of a file to those that are known; a name is given once.
pub fn thresholds(source: &Source, profile: &str, known: &mut Vec<Threshold>) -> Vec<Complaint> {
    let raw: RawThresholds = match read(source) {
        Ok(raw) => raw,
        Err(complaint) => return vec![complaint],
    };
    let mut complaints = Vec::new();
    for raw in raw.schwelle {
        if let Some(other) = known.iter().find(|known| known.name == *raw.name.get_ref()) {
            let message = format!(
                "die Schwelle „{}“ gibt es schon ({}); ein geerbter Wert ändert sich nur in anpassungen.toml",
                other.name, other.set_at
            );
            complaints.push(Complaint::new(source, Span::new(raw.name.span()), message));
            continue;
        }
        known.push(Threshold {
            set_at: source.at(Span::new(raw.wert.span())),
            name: raw.name.into_inner(),
            value: raw.wert.into_inner(),
            unit: raw.einheit,
            direction: raw.richtung,
            title: raw.titel,
            source: raw.quelle,
            meaning: raw.bedeutung,
            set_by: profile.to_owned(),
        });
    }
    complaints
}
