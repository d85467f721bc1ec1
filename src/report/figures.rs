//! The figures as rows with typed values: what `kennzahlen.csv` and the workbook list.

use crate::facts::CENT;
use crate::period::Precision;
use crate::portfolio::{Form, Line, Measure};
use crate::standard::Standard;

/// One number of a figure with everything that defines it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureRow {
    /// "KZ-02[gdst]"
    pub id: String,
    pub title: String,
    /// The title without what it is broken down by.
    pub name: String,
    pub group: String,
    /// Percent where the figure is a share; none of a bound and of a small whole.
    pub value: Option<f64>,
    pub places: usize,
    pub unit: String,
    /// Part and whole are Cent.
    pub cents: bool,
    pub part: Option<i64>,
    pub whole: Option<i64>,
    /// genau, mehr_als, etwa, unbekannt
    pub precision: &'static str,
    /// How many nobody knows about.
    pub unknown: Option<i64>,
    /// The day of the data, in German.
    pub data_as_of: String,
    pub meaning: String,
}

/// Unit of a share that has a value.
const PERCENT: &str = "Prozent";

impl FigureRow {
    pub fn is_percent(&self) -> bool {
        self.unit == PERCENT
    }

    pub fn is_unknown(&self) -> bool {
        self.precision == Precision::Unknown.word()
    }

    /// Known, but not exactly.
    pub fn is_bound(&self) -> bool {
        [Precision::MoreThan, Precision::About].map(Precision::word).contains(&self.precision)
    }
}

/// All figures in the order of their ids.
pub fn rows(standard: &Standard, measures: &[Measure<'_>]) -> Vec<FigureRow> {
    let threshold = standard.threshold(&standard.anchors.smallest_whole).map_or(i64::MAX, |threshold| threshold.value);
    measures.iter().flat_map(|measure| measure.lines.iter().map(move |line| row(measure, line, threshold))).collect()
}

fn row(measure: &Measure<'_>, line: &Line, threshold: i64) -> FigureRow {
    let figure = measure.figure;
    let id = line.key.as_ref().map_or_else(|| figure.id.clone(), |key| format!("{}[{key}]", figure.id));
    let title = line.title.as_ref().map_or_else(|| figure.title.clone(), |title| format!("{}: {title}", figure.title));
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let (value, places, unit) = match (figure.form, line.percent(threshold)) {
        (Form::Anteil, Some(percent)) => (Some(percent), 1, PERCENT.to_owned()),
        (Form::Anteil, None) => (None, 0, figure.unit.clone()),
        (Form::Anzahl, _) => (line.part.map(|part| part as f64), 0, figure.unit.clone()),
        (Form::Wert, _) => (line.value, figure.places, figure.unit.clone()),
    };
    FigureRow {
        id,
        title,
        name: figure.title.clone(),
        group: figure.group.clone(),
        value,
        places,
        unit,
        cents: figure.unit == CENT,
        part: line.part,
        whole: line.whole,
        precision: line.precision.word(),
        unknown: line.unknown,
        data_as_of: line.data_as_of.clone().unwrap_or_default(),
        meaning: figure.meaning.clone(),
    }
}
