//! `schwellen.toml`: the one threshold table. Each line says where its number comes from and which way is stricter.

use serde::Deserialize;

use crate::source::Source;
use crate::standard::complaint::{Complaint, read};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub name: String,
    #[serde(rename = "wert")]
    pub value: i64,
    #[serde(rename = "einheit")]
    pub unit: String,
    #[serde(rename = "richtung")]
    pub direction: Direction,
    #[serde(rename = "titel")]
    pub title: String,
    #[serde(rename = "quelle")]
    pub source: String,
    #[serde(rename = "bedeutung")]
    pub meaning: String,
    /// The profile that set the value.
    #[serde(skip)]
    pub set_by: String,
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
    schwelle: Vec<Threshold>,
}

pub fn thresholds(source: &Source, profile: &str) -> Result<Vec<Threshold>, Complaint> {
    let mut raw: RawThresholds = read(source)?;
    for threshold in &mut raw.schwelle {
        profile.clone_into(&mut threshold.set_by);
    }
    Ok(raw.schwelle)
}
