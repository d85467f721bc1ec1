//! One number of a figure, and how the export writes it.

use crate::book::Words;
use crate::row::Sure;

#[derive(Clone, Debug, Default)]
pub struct Line {
    pub key: Option<String>,
    pub part: Option<i64>,
    pub whole: Option<i64>,
    /// Twice the value of a figure that is no share.
    pub doubled: Option<i64>,
    pub sure: Option<Sure>,
    pub unknown: Option<i64>,
}

impl Line {
    pub fn share(part: Option<i64>, whole: Option<i64>) -> Self {
        Self { part, whole, ..Self::default() }
    }

    pub fn of(part: usize, whole: usize) -> Self {
        Self::share(Some(part as i64), Some(whole as i64))
    }

    pub fn value(doubled: Option<i64>) -> Self {
        Self { doubled, ..Self::default() }
    }

    pub fn empty() -> Self {
        Self::default()
    }

    pub fn key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    pub fn unknown(self, unknown: usize) -> Self {
        Self { unknown: Some(unknown as i64), ..self }
    }

    pub fn sure(self, sure: Sure) -> Self {
        Self { sure: Some(sure), ..self }
    }

    /// Empty unless `known`.
    pub fn if_known(self, known: bool) -> Self {
        if known { self } else { Self { key: self.key, unknown: self.unknown, ..Self::empty() } }
    }
}

/// The lines as they stand in the export, without title, group and days.
pub fn told(words: &Words, lines: &[Line]) -> Vec<String> {
    lines.iter().map(|line| one(words, line)).collect()
}

fn one(words: &Words, line: &Line) -> String {
    let id = line.key.as_ref().map_or_else(|| words.id.clone(), |key| format!("{}[{key}]", words.id));
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let exact = match (line.part.is_none() && line.doubled.is_none(), line.sure) {
        (true, _) => "unbekannt",
        (_, None | Some(Sure::Exact)) => "genau",
        (_, Some(Sure::MoreThan)) => "mehr_als",
        (_, Some(Sure::About)) => "etwa",
    };
    let percent = match (line.part, line.whole) {
        (Some(part), Some(whole)) if whole >= words.percent_from && exact != "mehr_als" => Some(rounded(part * 100, whole, 1)),
        _ => None,
    };
    let (value, unit) = match (words.form.as_str(), percent) {
        // A share of money says what its two numbers are.
        ("anteil", Some(percent)) if words.unit == "Cent" => (percent, "Prozent, Zähler und Nenner in Cent".to_owned()),
        ("anteil", Some(percent)) => (percent, "Prozent".to_owned()),
        ("anteil", None) => (String::new(), words.unit.clone()),
        ("anzahl", _) => (number(line.part), words.unit.clone()),
        _ => (line.doubled.map(|doubled| rounded(doubled, 2, words.places)).unwrap_or_default(), words.unit.clone()),
    };
    [id, value, unit, number(line.part), number(line.whole), exact.to_owned(), number(line.unknown)].join(";")
}

/// A quotient with a decimal comma, half away from zero, in whole numbers throughout.
fn rounded(above: i64, below: i64, places: u32) -> String {
    let scale = 10_i64.pow(places);
    let size = (2 * above.abs() * scale + below) / (2 * below);
    let sign = if above < 0 && size > 0 { "-" } else { "" };
    match places {
        0 => format!("{sign}{size}"),
        _ => format!("{sign}{},{:0width$}", size / scale, size % scale, width = places as usize),
    }
}
