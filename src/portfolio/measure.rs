//! A figure with its numbers. The query counts; dividing, rounding and keeping bounds is done here and nowhere else.

use crate::period::{Precision, date_of};
use crate::portfolio::answer::{Answer, Cell};
use crate::portfolio::base::{Base, catalogue, row_fits};
use crate::portfolio::figure::{Figure, Form};
use crate::schema::TraitValue;
use crate::standard::Standard;

#[derive(Clone, Debug)]
pub struct Measure<'a> {
    pub figure: &'a Figure,
    pub lines: Vec<Line>,
}

/// One number of a figure; several where the figure is broken down.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is broken down by; `None` where the figure is one number.
    pub key: Option<String>,
    pub title: Option<String>,
    pub part: Option<i64>,
    pub whole: Option<i64>,
    pub value: Option<f64>,
    pub precision: Precision,
    /// How many nobody knows about.
    pub unknown: Option<i64>,
    /// "kommunale Verwaltungen": what the whole consists of.
    pub whole_unit: Option<String>,
    /// The day of the data, in German.
    pub data_as_of: Option<String>,
    /// All columns as they came, for texts and tables.
    pub cells: Vec<(String, Cell)>,
}

/// Columns with a meaning of their own; others are passed on for texts.
const KNOWN: [&str; 3] = ["zaehler", "nenner", "wert"];

/// # Errors
/// A sentence about what is wrong with the answer.
pub fn measure<'a>(standard: &Standard, figure: &'a Figure, answer: &Answer) -> Result<Measure<'a>, String> {
    let needed = if figure.form == Form::Wert { "wert" } else { "zaehler" };
    if answer.column(needed).is_none() {
        return Err(format!("die Abfrage braucht eine Spalte „{needed}“"));
    }
    if figure.form == Form::Anteil && figure.base.is_none() && answer.column("nenner").is_none() {
        return Err("ein Anteil ohne Bezugsgröße braucht eine Spalte „nenner“".to_owned());
    }
    let lines = (0..answer.rows.len()).map(|row| line(standard, figure, answer, row)).collect::<Result<_, _>>()?;
    Ok(Measure { figure, lines })
}

fn line(standard: &Standard, figure: &Figure, answer: &Answer, row: usize) -> Result<Line, String> {
    let text = |name: &str| answer.cell(row, name).text().map(str::to_owned);
    for name in KNOWN {
        let cell = answer.cell(row, name);
        if !cell.is_null() && cell.number().is_none() {
            return Err(format!("die Spalte „{name}“ enthält keine Zahl"));
        }
    }
    let stated = text("genauigkeit").as_deref().map(precision).transpose()?;
    let whole = whole(standard, figure, answer, row)?;
    let kept = |number: Option<i64>| number.filter(|_| whole != Whole::Unfit);
    let part = kept(answer.cell(row, "zaehler").integer());
    let value = answer.cell(row, "wert").number().filter(|_| whole != Whole::Unfit);
    let missing = part.is_none() && value.is_none();
    let stated_unknown = answer.cell(row, "unbekannt").integer();
    let unknown = if whole == Whole::Unfit { Some(stated_unknown.unwrap_or(0).saturating_add(1)) } else { stated_unknown };
    let (whole, whole_unit) = match whole {
        Whole::Of(number, unit) => (number, unit),
        Whole::Unfit => (None, None),
    };
    Ok(Line {
        key: text("merkmal"),
        title: text("merkmal_titel"),
        part,
        whole,
        value,
        precision: if missing { Precision::Unknown } else { stated.unwrap_or(Precision::Exact) },
        unknown,
        whole_unit,
        data_as_of: as_of(answer.cell(row, "datenstand")),
        cells: answer.columns.iter().cloned().zip(answer.rows[row].iter().cloned()).collect(),
    })
}

fn as_of(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Date(day) => Some(date_of(*day).format("%d.%m.%Y").to_string()),
        _ => None,
    }
}

pub fn precision(word: &str) -> Result<Precision, String> {
    let all = [Precision::Exact, Precision::MoreThan, Precision::About, Precision::Unknown];
    all.into_iter().find(|precision| precision.word() == word).ok_or_else(|| format!("„{word}“ ist keine Genauigkeit"))
}

/// What the part of a row is divided by.
#[derive(PartialEq)]
enum Whole {
    /// The number and what it consists of, where they are known.
    Of(Option<i64>, Option<String>),
    /// What a project says does not go together: the row is left out and counted as unknown, the others go on.
    Unfit,
}

/// The whole comes from the catalogue wherever municipal bodies are counted; a query that says otherwise is wrong.
fn whole(standard: &Standard, figure: &Figure, answer: &Answer, row: usize) -> Result<Whole, String> {
    let stated = answer.cell(row, "nenner").integer();
    let sizes = catalogue(standard, standard.anchors.reference_size);
    let code = match (&figure.base, sizes) {
        (Some(Base::Fixed(ordinal)), Some(sizes)) => sizes.code(*ordinal),
        (Some(Base::PerRow), Some(sizes)) => match answer.cell(row, "bezug").text() {
            Some(id) => match sizes.codes.iter().find(|code| code.id == id).filter(|_| row_fits(standard, figure, id).is_ok()) {
                Some(code) => code,
                None => return Ok(Whole::Unfit),
            },
            None => return Ok(Whole::Of(None, None)),
        },
        _ => return Ok(Whole::Of(stated, None)),
    };
    let size = match code.values.get(standard.anchors.size_count) {
        Some(TraitValue::Integer(number)) => *number,
        _ => return Err(format!("zur Bezugsgröße „{}“ fehlt die Anzahl", code.id)),
    };
    if stated.is_some_and(|stated| stated != size) {
        return Err(format!("der Nenner {} ist nicht die Bezugsgröße „{}“ ({size})", stated.unwrap_or_default(), code.id));
    }
    let unit = match code.values.get(standard.anchors.size_unit) {
        Some(TraitValue::Text(unit)) => Some(unit.clone()),
        _ => None,
    };
    Ok(Whole::Of(Some(size), unit))
}

impl Line {
    /// A lower bound has no percentage, a small whole neither: "mehr als 40 von 133" is not 30 percent.
    pub fn percent(&self, smallest_whole: i64) -> Option<f64> {
        let (part, whole) = (self.part?, self.whole?);
        let sound = whole >= smallest_whole.max(1) && matches!(self.precision, Precision::Exact | Precision::About);
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        sound.then(|| part as f64 * 100.0 / whole as f64)
    }

    pub fn is_unknown(&self) -> bool {
        self.precision == Precision::Unknown
    }
}

/// Half away from zero, as people expect; a float's own formatting rounds half to even.
pub fn decimal(value: f64, places: usize) -> String {
    let factor = 10f64.powi(i32::try_from(places).unwrap_or(0));
    let rounded = (value.abs() * factor + 0.5 + 1e-9).floor() / factor;
    let sign = if value < 0.0 && rounded > 0.0 { "-" } else { "" };
    format!("{sign}{rounded:.places$}").replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(part: i64, whole: i64, precision: Precision) -> Line {
        Line {
            key: None,
            title: None,
            part: Some(part),
            whole: Some(whole),
            value: None,
            precision,
            unknown: None,
            whole_unit: None,
            data_as_of: None,
            cells: Vec::new(),
        }
    }

    #[test]
    fn a_bound_or_a_small_whole_has_no_percentage() {
        assert_eq!(line(40, 133, Precision::MoreThan).percent(20), None);
        assert_eq!(line(3, 14, Precision::Exact).percent(20), None);
        assert_eq!(line(0, 0, Precision::Exact).percent(0), None);
        assert_eq!(line(23, 133, Precision::Exact).percent(20).map(|value| decimal(value, 1)), Some("17,3".to_owned()));
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!([decimal(2.5, 0), decimal(0.125, 2), decimal(-2.5, 0), decimal(-0.04, 1)], ["3", "0,13", "-3", "0,0"]);
    }
}
