//! Native charts over the cells of a table. Only what is known exactly is drawn: a bound or a gap stays in the table.

use rust_xlsxwriter::{
    Chart as Native, ChartAxisCrossing, ChartAxisLabelPosition, ChartEmptyCells, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartMarkerType, ChartPatternFill, ChartPatternFillType, ChartSolidFill, ChartType, ColNum, Color,
    RowNum,
};

use super::cells::{Column, alternative};
use super::look::{COUNT, DAY, DAYS_BEFORE_1970, LINE, fill};
use crate::report::model::{Farbe, Tabelle, Wert};
use crate::report::outline::{Chart, ChartKind};

/// Where a table lies: its sheet, the row of its head, and its columns.
pub struct Placed<'a> {
    pub sheet: &'a str,
    pub head: RowNum,
    pub columns: &'a [Column],
    pub table: &'a Tabelle,
}

/// More lines than this nobody tells apart: each colour comes solid, dashed and dotted.
const MOST_LINES: usize = 18;
/// More bars are a list, and that is the table.
const MOST_BARS: usize = 40;
const FEW_BARS: usize = 15;
/// Days left free above and below.
const AIR: i32 = 20;
const WIDTH: u32 = 760;
const COLOURS: [u32; 6] = [0x17_3f_85, 0xb6_77_00, 0x0f_7b_68, 0xae_1f_23, 0x5a_2a_72, 0x5b_65_77];

const DASHES: [ChartLineDashType; 3] = [ChartLineDashType::Solid, ChartLineDashType::Dash, ChartLineDashType::RoundDot];
const SHAPES: [ChartMarkerType; 5] =
    [ChartMarkerType::Circle, ChartMarkerType::Square, ChartMarkerType::Triangle, ChartMarkerType::Diamond, ChartMarkerType::X];

/// Range of rows in one column.
type Range<'a> = (&'a str, RowNum, ColNum, RowNum, ColNum);

impl Placed<'_> {
    fn column(&self, of: usize) -> Option<ColNum> {
        let at = self.columns.iter().position(|column| column.of == of && !column.note)?;
        ColNum::try_from(at).ok()
    }

    fn range(&self, of: usize, first: usize, last: usize) -> Option<Range<'_>> {
        let column = self.column(of)?;
        let row = |index: usize| Some(self.head + 1 + RowNum::try_from(index).ok()?);
        Some((self.sheet, row(first)?, column, row(last)?, column))
    }

    fn number(&self, row: usize, of: usize) -> Option<Wert> {
        self.table.zeilen.get(row)?.zellen.get(of)?.wert
    }
}

/// The chart with its height in pixels; none where nothing is known exactly, or nobody could tell its parts apart.
pub fn native(chart: &Chart, placed: &Placed<'_>) -> Option<(Native, u32)> {
    let (mut native, height) = match &chart.kind {
        ChartKind::Bars { label, values } => bars(placed, *label, values)?,
        ChartKind::Lines { name, day, value } => lines(placed, (*name, *day, *value))?,
        ChartKind::Days { label, days } => day_marks(placed, *label, days)?,
    };
    native.set_alt_text(alternative(&chart.said)).set_width(WIDTH).set_height(height);
    native.title().set_hidden();
    native.legend().set_position(ChartLegendPosition::Bottom);
    let grid = ChartLine::new().set_color(Color::RGB(LINE)).set_width(0.75).clone();
    native.x_axis().set_major_gridlines_line(&grid);
    native.y_axis().set_major_gridlines_line(&grid);
    Some((native, height))
}

fn bars(placed: &Placed<'_>, label: usize, values: &[(usize, Farbe)]) -> Option<(Native, u32)> {
    let rows = placed.table.zeilen.len();
    let last = rows.checked_sub(1).filter(|last| *last < MOST_BARS)?;
    let mut native = Native::new(ChartType::BarStacked);
    let (mut drawn, mut below) = (0, false);
    for (value, colour) in values {
        let known = |wanted: fn(i64) -> bool| {
            (0..rows).any(|row| matches!(placed.number(row, *value), Some(Wert::Anzahl(number)) if wanted(number)))
        };
        let (Some(numbers), Some(names), Some(column)) =
            (placed.range(*value, 0, last), placed.range(label, 0, last), placed.column(*value))
        else {
            continue;
        };
        below |= known(|number| number < 0);
        if known(|number| number != 0) {
            drawn += 1;
            let series = native.add_series();
            series.set_values(numbers).set_categories(names).set_name((placed.sheet, placed.head, column)).set_format(&mut format(*colour));
            series.set_gap(45);
        }
    }
    // The first row on top, the scale still below.
    native.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max).set_label_position(ChartAxisLabelPosition::Low);
    native.x_axis().set_num_format(COUNT);
    if !below {
        native.x_axis().set_min(0);
    }
    if drawn == 1 {
        native.legend().set_hidden();
    }
    let row = if rows > FEW_BARS { 19 } else { 28 };
    let height = 110 + row * u32::try_from(rows).unwrap_or(40).min(40);
    (drawn > 0).then_some((native, height))
}

/// One mark for each day, over the name of what it is about, and a line from the first to the last.
fn day_marks(placed: &Placed<'_>, label: (usize, usize), days: &[usize]) -> Option<(Native, u32)> {
    let rows = placed.table.zeilen.len();
    let last = rows.checked_sub(1).filter(|last| *last < MOST_BARS)?;
    let (sheet, first_row, first, last_row, _) = placed.range(label.0, 0, last)?;
    let names = (sheet, first_row, first, last_row, placed.column(label.1)?);
    let day = |row: usize, of: usize| if let Some(Wert::Tag(day)) = placed.number(row, of) { Some(day) } else { None };
    let known: Vec<i32> = days.iter().flat_map(|of| (0..rows).filter_map(move |row| day(row, *of))).collect();
    let (from, to) = (known.iter().min()?, known.iter().max()?);
    let mut native = Native::new(ChartType::Line);
    for (index, of) in days.iter().enumerate().filter(|(_, of)| (0..rows).any(|row| day(row, **of).is_some())) {
        let (Some(numbers), Some(column)) = (placed.range(*of, 0, last), placed.column(*of)) else { continue };
        let series = native.add_series();
        series.set_values(numbers).set_categories(names).set_name((placed.sheet, placed.head, column));
        series.set_format(ChartFormat::new().set_line(ChartLine::new().set_hidden(true))).set_marker(&marker(index, 9));
    }
    native.set_high_low_lines(true).show_empty_cells_as(ChartEmptyCells::Gaps);
    let (from, to) = (f64::from(*from - AIR) + DAYS_BEFORE_1970, f64::from(*to + AIR) + DAYS_BEFORE_1970);
    native.y_axis().set_num_format(DAY).set_min(from).set_max(to);
    Some((native, 460))
}

fn colour(index: usize) -> Color {
    Color::RGB(COLOURS[index % COLOURS.len()])
}

/// Told apart by shape and colour.
fn marker(index: usize, size: u8) -> ChartMarker {
    let fill = ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour(index))).clone();
    let mut marker = ChartMarker::new();
    marker.set_type(SHAPES[index % SHAPES.len()]).set_size(size).set_format(&mut fill.clone());
    marker
}

/// Grey is what is not known: hatched, as everywhere.
fn format(colour: Farbe) -> ChartFormat {
    let (body, edge) = fill(colour);
    let mut format = ChartFormat::new();
    if colour == Farbe::Grau {
        let mut hatch = ChartPatternFill::new();
        hatch
            .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
            .set_foreground_color(Color::RGB(edge))
            .set_background_color(Color::White);
        format.set_pattern_fill(&hatch);
    } else {
        format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(body)));
    }
    format.set_border(ChartLine::new().set_color(Color::RGB(edge)).set_width(0.75));
    format
}

/// Rows that follow one another, have the same name and a known value.
struct Run {
    first: usize,
    last: usize,
    /// Which line of the chart it belongs to; a line with a gap has several runs.
    line: usize,
}

fn runs(placed: &Placed<'_>, name: usize, value: usize) -> Vec<Run> {
    let called = |row: usize| placed.table.zeilen.get(row).and_then(|row| row.zellen.get(name)).map(|cell| cell.text.plain());
    let mut found: Vec<Run> = Vec::new();
    let mut line = 0;
    for row in 0..placed.table.zeilen.len() {
        if row > 0 && called(row) != called(row - 1) {
            line += 1;
        }
        if !matches!(placed.number(row, value), Some(Wert::Anzahl(_) | Wert::Zahl(_) | Wert::Tag(_))) {
            continue;
        }
        match found.last_mut().filter(|run| run.line == line && run.last + 1 == row) {
            Some(run) => run.last = row,
            None => found.push(Run { first: row, last: row, line }),
        }
    }
    found
}

fn lines(placed: &Placed<'_>, (name, day, value): (usize, usize, usize)) -> Option<(Native, u32)> {
    let runs = runs(placed, name, value);
    if runs.last().is_none_or(|last| last.line >= MOST_LINES) {
        return None;
    }
    let mut native = Native::new(ChartType::ScatterStraightWithMarkers);
    let mut twice = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let (numbers, days) = (placed.range(value, run.first, run.last)?, placed.range(day, run.first, run.last)?);
        let (_, row, column, ..) = placed.range(name, run.first, run.first)?;
        let dash = DASHES[run.line / COLOURS.len() % DASHES.len()];
        let line = ChartLine::new().set_color(colour(run.line)).set_width(1.75).set_dash_type(dash).clone();
        let series = native.add_series();
        series.set_values(numbers).set_categories(days).set_name((placed.sheet, row, column));
        series.set_format(ChartFormat::new().set_line(&line)).set_marker(&marker(run.line, 5));
        if index > 0 && runs.get(index - 1).is_some_and(|before| before.line == run.line) {
            twice.push(index);
        }
    }
    native.legend().delete_entries(&twice);
    native.x_axis().set_num_format(DAY);
    if runs.iter().any(|run| matches!(placed.number(run.first, value), Some(Wert::Tag(_)))) {
        native.y_axis().set_num_format(DAY);
    } else {
        native.y_axis().set_num_format(COUNT).set_min(0);
    }
    Some((native, 420))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{Spalte, Zeile, Zelle};
    use crate::report::workbook::cells::columns;

    fn row(name: &str, day: i32, value: Option<i64>) -> Zeile {
        let found = Zelle::from(value.map_or_else(|| "mehr als 45".to_owned(), |value| value.to_string())).worth(value.map(Wert::Anzahl));
        Zeile::new(None, vec![name.into(), Zelle::from("Tag").worth(Wert::Tag(day)), found])
    }

    #[test]
    fn a_bound_ends_a_line_and_is_never_a_nought() {
        let table = Tabelle {
            spalten: ["Reihe", "Tag", "Wert"].map(Spalte::left).into(),
            zeilen: vec![
                row("A", 1, Some(2)),
                row("A", 2, Some(3)),
                row("A", 3, None),
                row("A", 4, Some(5)),
                row("B", 1, Some(1)),
                row("C", 1, None),
            ],
            ..Tabelle::default()
        };
        let heads = columns(&table);
        let placed = Placed { sheet: "Blatt", head: 3, columns: &heads, table: &table };
        let found: Vec<_> = runs(&placed, 0, 2).iter().map(|run| (run.first, run.last, run.line)).collect();
        assert_eq!(found, [(0, 1, 0), (3, 3, 0), (4, 4, 1)]);
        assert_eq!(placed.range(2, 0, 1), Some(("Blatt", 4, 2, 5, 2)));
        assert!(lines(&placed, (0, 1, 2)).is_some());
        let bars = ChartKind::Bars { label: 0, values: vec![(7, Farbe::Voll)] };
        assert!(native(&Chart { table: 0, kind: bars, said: String::new() }, &placed).is_none(), "a column that is not there");
    }
}
