//! Bands: a word beside a number, so that nobody has to know by heart whether it is good. They are the house's own
//! measure and say so; where Kommunen are counted there are none.

use serde::Deserialize;
use toml::Spanned;

use crate::period::Precision;
use crate::portfolio::figure::{Direction, Form};
use crate::portfolio::measure::Line;
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard, suggestion};

#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub word: String,
    /// A lower bound where more is better, an upper one where less is; the last band takes the rest.
    pub limit: Option<f64>,
    /// Where the limit comes from.
    pub source: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawBand {
    wort: Spanned<String>,
    ab: Option<Spanned<Limit>>,
    bis: Option<Spanned<Limit>>,
    quelle: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Limit {
    Number(f64),
    /// Name of a threshold.
    Threshold(String),
}

/// Best band first.
///
/// # Errors
/// The bands do not fit the direction, are not in order, or judge where nothing may be judged.
pub fn bands(file: &Source, standard: &Standard, direction: Direction, municipal: bool, raw: &[RawBand]) -> Result<Vec<Band>, Complaint> {
    let Some(last) = raw.last() else { return Ok(Vec::new()) };
    let complain = |at: &Spanned<String>, message: &str| Err(Complaint::new(file, Span::new(at.span()), message));
    if municipal {
        return complain(&last.wort, "wo Kommunen gezählt werden, gibt es keine Bänder: Kommunen bekommen keine Ampel");
    }
    if direction == Direction::Keine {
        return complain(&last.wort, "Bänder brauchen eine Richtung: „hoeher_besser“ oder „niedriger_besser“");
    }
    let found = raw.iter().map(|band| one(file, standard, direction, band)).collect::<Result<Vec<Band>, _>>()?;
    for (index, (band, raw)) in found.iter().zip(raw).enumerate() {
        if band.limit.is_some() == (index + 1 == found.len()) {
            return complain(&raw.wort, "jedes Band hat eine Grenze, nur das letzte nicht: Es nimmt, was übrig bleibt");
        }
        let before = index.checked_sub(1).and_then(|before| found.get(before)?.limit);
        let ordered = before.zip(band.limit).is_none_or(|(before, this)| match direction {
            Direction::HoeherBesser => this < before,
            _ => this > before,
        });
        if !ordered {
            return complain(&raw.wort, "die Bänder stehen in der Reihenfolge vom besten zum schlechtesten");
        }
    }
    if found.len() < 2 {
        return complain(&last.wort, "ein einzelnes Band unterscheidet nichts");
    }
    Ok(found)
}

fn one(file: &Source, standard: &Standard, direction: Direction, raw: &RawBand) -> Result<Band, Complaint> {
    let (right, wrong, key) = match direction {
        Direction::HoeherBesser => (&raw.ab, &raw.bis, "ab"),
        _ => (&raw.bis, &raw.ab, "bis"),
    };
    if let Some(wrong) = wrong {
        let message = format!("bei dieser Richtung steht die Grenze in „{key}“");
        return Err(Complaint::new(file, Span::new(wrong.span()), message));
    }
    let word = raw.wort.get_ref().clone();
    let Some(limit) = right else { return Ok(Band { word, limit: None, source: String::new() }) };
    let complain = |message: String| Complaint::new(file, Span::new(limit.span()), message);
    let (value, source) = match limit.get_ref() {
        Limit::Number(value) => (*value, raw.quelle.clone().ok_or_else(|| complain("eine feste Grenze nennt ihre „quelle“".to_owned()))?),
        Limit::Threshold(name) => {
            let threshold = standard.threshold(name).ok_or_else(|| {
                let known = standard.thresholds.iter().map(|threshold| threshold.name.as_str());
                let hint = suggestion(name, known).map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
                complain(format!("die Schwelle „{name}“ gibt es nicht{hint}"))
            })?;
            #[allow(clippy::cast_precision_loss, reason = "thresholds are far below 2^53")]
            (threshold.value as f64, raw.quelle.clone().unwrap_or_else(|| threshold.source.clone()))
        }
    };
    Ok(Band { word, limit: Some(value), source })
}

/// The band a number falls into. A bound, an estimate or a small whole falls into none.
pub fn band_of<'a>(bands: &'a [Band], direction: Direction, form: Form, line: &Line, smallest_whole: i64) -> Option<&'a Band> {
    if line.precision != Precision::Exact {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let value = match form {
        Form::Anteil => line.percent(smallest_whole)?,
        Form::Wert => line.value?,
        Form::Anzahl => line.part? as f64,
    };
    bands.iter().find(|band| {
        band.limit.is_none_or(|limit| match direction {
            Direction::HoeherBesser => value >= limit,
            _ => value <= limit,
        })
    })
}
