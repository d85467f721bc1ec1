//! The files beside the page: figures as CSV, the tables as Parquet with their dictionary.

use crate::escape::{CSV_MARK, csv_line};
use crate::facts::{CENT, Facts, write_parquet};
use crate::period::Period;
use crate::portfolio::decimal;
use crate::report::figures::FigureRow;

/// A file of the report: path below its folder, with `/`, and content.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// The columns of `kennzahlen.csv`.
pub const FIGURE_COLUMNS: [&str; 11] =
    ["id", "titel", "gruppe", "wert", "einheit", "zaehler", "nenner", "genauigkeit", "unbekannt", "datenstand", "stichtag"];

/// One number with all that tells what it is, in words.
pub type FigureCells = [String; FIGURE_COLUMNS.len()];

/// All numbers as they stand in `kennzahlen.csv`. Files that could not be read come first, as a line like any other.
pub fn figure_lines(as_of: Period, figures: &[FigureRow], (unread, all): &(Vec<String>, usize)) -> Vec<FigureCells> {
    let mut lines = Vec::with_capacity(figures.len() + 1);
    if !unread.is_empty() {
        let (count, all, named) = (unread.len().to_string(), all.to_string(), format!("Nicht lesbar: {}", unread.join(", ")));
        let cells = ["NICHT-LESBAR", &named, "Vollständigkeit", &count, "Projektdateien", &count, &all, "genau", "", "", &as_of.iso()];
        lines.push(cells.map(str::to_owned));
    }
    lines.extend(figures.iter().map(|figure| figure_cells(figure, as_of)));
    lines
}

pub fn figures_csv(lines: &[FigureCells]) -> File {
    let lines = lines.iter().map(|cells| csv_line(cells.iter().map(String::as_str)));
    let text: String = std::iter::once(format!("{CSV_MARK}{}", csv_line(FIGURE_COLUMNS))).chain(lines).collect();
    File { path: FIGURES.to_owned(), bytes: text.into_bytes() }
}

fn figure_cells(figure: &FigureRow, as_of: Period) -> FigureCells {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    // A share of money has two units: its own, and that of part and whole.
    let unit =
        if figure.cents && figure.is_percent() { format!("{}, Zähler und Nenner in {CENT}", figure.unit) } else { figure.unit.clone() };
    [
        figure.id.clone(),
        figure.title.clone(),
        figure.group.clone(),
        figure.value.map(|value| decimal(value, figure.places)).unwrap_or_default(),
        unit,
        number(figure.part),
        number(figure.whole),
        figure.precision.to_owned(),
        number(figure.unknown),
        figure.data_as_of.clone(),
        as_of.iso(),
    ]
}

/// All tables, and what their columns mean.
///
/// # Errors
/// A table cannot be written as Parquet.
pub fn snapshot(facts: &Facts) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for table in facts.tables.values() {
        let mut bytes = Vec::new();
        write_parquet(table, &mut bytes)?;
        files.push(File { path: format!("{SNAPSHOT}/{}.parquet", table.name), bytes });
    }
    let mut text = format!("{CSV_MARK}tabelle;spalte;typ;einheit;bedeutung\r\n");
    for one in facts.described() {
        text.push_str(&csv_line([one.table.as_str(), &one.column, one.kind, &one.unit, &one.meaning]));
    }
    files.push(File { path: format!("{SNAPSHOT}/woerterbuch.csv"), bytes: text.into_bytes() });
    Ok(files)
}

pub const FIGURES: &str = "kennzahlen.csv";
/// Folder of the tables.
pub const SNAPSHOT: &str = "snapshot";
