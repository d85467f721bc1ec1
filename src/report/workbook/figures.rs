//! The sheets of all figures and of how each is counted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_xlsxwriter::Note;

use super::cells;
use super::names::Names;
use super::plan::Planned;
use super::sheet::{Heading, Sheet};
use super::{FigureRow, Page};
use crate::report::model::{self, Kennzahl, Report, Spalte, Tabelle, Wert, Zeile, Zelle};
use crate::report::outline::Part;

pub const FIGURES: &str = "Kennzahlen";
const DEFINITIONS: &str = "Definitionen";
/// Head of the column of definitions.
const COUNTED: &str = "So gezählt";
const UNKNOWN: &str = "nicht bekannt";
/// Of figures that only a page of the report counts.
const WITHOUT_ID: &str = "ohne Kennung";

pub fn figure_sheet<'a>(name: String, figures: &[FigureRow]) -> Planned<'a> {
    let heads = [
        Spalte::left("Kennung"),
        Spalte::left("Kennzahl"),
        Spalte::left("Gruppe"),
        Spalte::right("Wert"),
        Spalte::left("Einheit"),
        Spalte::right("Zähler"),
        Spalte::right("Nenner"),
        Spalte::left("Genauigkeit"),
        Spalte::right("unbekannt"),
        Spalte::left("Datenstand"),
    ];
    let table = Tabelle {
        kennung: "kennzahlen-alle".into(),
        beschriftung: "Alle Kennzahlen mit Wert, Zähler und Nenner".to_owned(),
        spalten: heads.into(),
        zeilen: figures.iter().map(figure_row).collect(),
        zeilenkopf: 1,
        ..Tabelle::default()
    };
    let sentence = "Ein Anteil hat nur dann einen Prozentwert, wenn er genau ist und die Grundmenge groß genug; sonst stehen Zähler und Nenner als Worte da. \
        Was niemand weiß, ist leer und heißt „nicht bekannt“; es ist nie null. Wie gezählt wird, steht als Notiz an jeder Kennzahl und auf dem Blatt „Definitionen“.";
    Planned { heading: Heading { sentences: vec![sentence.to_owned()], ..heading("Alle Kennzahlen des Berichts") }, ..alone(name, table) }
}

/// A sheet with one table of its own.
fn alone<'a>(name: String, table: Tabelle) -> Planned<'a> {
    Planned {
        heading: heading(&table.beschriftung),
        about: table.beschriftung.clone(),
        parts: vec![Part { tabellen: vec![Cow::Owned(table)], ..Part::default() }],
        apart: Vec::new(),
        aside: false,
        path: None,
        name,
    }
}

fn heading(title: &str) -> Heading {
    Heading { above: String::new(), title: title.to_owned(), sentences: Vec::new() }
}

pub fn definition_sheet<'a>(names: &mut Names, figures: &[FigureRow], pages: &[Page<'_>]) -> Planned<'a> {
    let id = |figure: &FigureRow| figure.id.split('[').next().unwrap_or_default().to_owned();
    let mut rows: Vec<(String, String, String)> =
        figures.iter().map(|figure| (id(figure), figure.name.clone(), figure.meaning.clone())).collect();
    rows.dedup_by(|next, first| next.0 == first.0);
    let mut known: BTreeSet<&str> = figures.iter().map(|figure| figure.meaning.as_str()).collect();
    for figure in pages.iter().flat_map(|page| shown(page.report)) {
        let own = !figure.definition.is_empty() && !figures.iter().any(|row| said(row, &figure.definition));
        if own && known.insert(&figure.definition) {
            rows.push((WITHOUT_ID.to_owned(), figure.label.clone(), figure.definition.clone()));
        }
    }
    let row = |(id, title, meaning): (String, String, String)| Zeile::new(None, vec![id.into(), title.into(), meaning.into()]);
    let table = Tabelle {
        kennung: "definitionen".into(),
        beschriftung: "Wie jede Kennzahl gezählt wird".to_owned(),
        spalten: ["Kennung", "Kennzahl", COUNTED].map(Spalte::left).into(),
        zeilen: rows.into_iter().map(row).collect(),
        zeilenkopf: 1,
        ..Tabelle::default()
    };
    alone(names.sheet(DEFINITIONS), table)
}

/// The large figures of a page.
fn shown(report: &Report) -> impl Iterator<Item = &Kennzahl> {
    let blocks = report.abschnitte.iter().flat_map(|section| &section.felder).flat_map(|field| &field.bloecke);
    let figures = blocks.filter_map(|block| if let model::Block::Kennzahlen { werte } = block { Some(werte) } else { None });
    report.vertrauen.iter().chain(figures.flatten())
}

/// Pages say the name of the figure before its definition.
fn said(figure: &FigureRow, definition: &str) -> bool {
    let rest = definition.strip_prefix(figure.name.as_str()).and_then(|rest| rest.strip_prefix(": "));
    rest.is_some_and(|rest| rest.starts_with(figure.meaning.as_str()))
}

/// Definitions stand on their own sheet and as notes, not in a column that makes the others unreadable.
pub fn without_definitions(mut part: Part<'_>) -> Part<'_> {
    if part.figures.iter().all(|figure| figure.definition.is_empty()) {
        return part;
    }
    for table in &mut part.tabellen {
        let table = table.to_mut();
        table.spalten.pop();
        for row in &mut table.zeilen {
            row.zellen.pop();
        }
    }
    part
}

/// What of a part is told in notes: the definitions of its figures, row by row, unless a column tells them.
pub fn definitions<'p>(part: &'p Part<'_>) -> impl Iterator<Item = &'p str> {
    let told = part.tabellen.first().and_then(|table| table.spalten.last()).is_some_and(|column| column.titel == COUNTED);
    part.figures.iter().filter(move |_| !told).map(|figure| figure.definition.as_str())
}

/// The definition of each figure as a note at its first row; a sheet of their own says the same.
pub fn define(sheet: &mut Sheet<'_>, figures: &[FigureRow]) -> anyhow::Result<()> {
    let (inner, lies, _) = sheet.over();
    let Some(head) = lies.first().map(|lies| lies.head) else { return Ok(()) };
    let mut last = "";
    for (row, figure) in (head + 1..).zip(figures) {
        if figure.meaning != last {
            inner.insert_note(row, 1, &note(&figure.meaning))?;
        }
        last = &figure.meaning;
    }
    Ok(())
}

/// As large as what it says.
pub fn note(text: &str) -> Note {
    let lines = u32::try_from(text.chars().count() / 60).unwrap_or(20).min(30) + 2;
    Note::new(cells::tidy(text)).add_author_prefix(false).set_width(420).set_height(lines * 16)
}

fn figure_row(figure: &FigureRow) -> Zeile {
    let text = |text: &str| Zelle::from(text);
    let amount = |number: Option<i64>| {
        let worth = if figure.cents { Wert::Geld } else { Wert::Anzahl };
        text("").worth(number.map(worth))
    };
    let precision = if figure.is_unknown() { UNKNOWN.to_owned() } else { figure.precision.replace('_', " ") };
    let cells = vec![
        text(&figure.id),
        text(&figure.title),
        text(&figure.group),
        figure_value(figure),
        text(&figure.unit),
        amount(figure.part),
        amount(figure.whole),
        text(&precision),
        text("").worth(figure.unknown.map(Wert::Anzahl)),
        text(&figure.data_as_of),
    ];
    Zeile::new(None, cells)
}

/// A number where there is one; else the words of a share without percent, or that nobody knows.
fn figure_value(figure: &FigureRow) -> Zelle {
    match (figure.value, figure.part, figure.whole) {
        _ if figure.is_unknown() => Zelle::mark(model::Form::Schraffur, UNKNOWN),
        (_, Some(part), whole) if figure.is_bound() => {
            let whole = whole.map_or_else(String::new, |whole| format!(" von {whole}"));
            Zelle::from(format!("{} {part}{whole}", figure.precision.replace('_', " ")))
        }
        (Some(value), _, _) if figure.is_percent() => Zelle::from("").worth(Wert::Prozent(value)),
        (Some(value), Some(part), _) if figure.places == 0 && value.fract() == 0.0 => Zelle::from("").worth(Wert::Anzahl(part)),
        (Some(value), _, _) => Zelle::from("").worth(Wert::Zahl(value)),
        (None, Some(part), Some(whole)) => Zelle::from(format!("{part} von {whole}")),
        _ => Zelle::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: Option<f64>, part: Option<i64>, whole: Option<i64>, precision: &'static str) -> FigureRow {
        FigureRow { value, part, whole, precision, ..FigureRow::default() }
    }

    #[test]
    fn a_figure_is_a_number_only_where_it_is_one() {
        let shown = |figure: &FigureRow| {
            let cell = figure_value(figure);
            (cell.text.plain(), cell.wert)
        };
        assert_eq!(shown(&figure(None, Some(40), Some(133), "mehr_als")), ("mehr als 40 von 133".to_owned(), None));
        assert_eq!(shown(&figure(None, Some(3), Some(14), "genau")), ("3 von 14".to_owned(), None));
        assert_eq!(shown(&figure(None, None, None, "unbekannt")), ("nicht bekannt".to_owned(), None));
        assert_eq!(shown(&figure(Some(45.0), Some(45), None, "mehr_als")), ("mehr als 45".to_owned(), None));
        assert_eq!(shown(&figure(Some(0.0), Some(0), None, "genau")), (String::new(), Some(Wert::Anzahl(0))));
        let percent = FigureRow { unit: "Prozent".to_owned(), ..figure(Some(17.3), Some(23), Some(133), "genau") };
        assert_eq!(shown(&percent), (String::new(), Some(Wert::Prozent(17.3))));
    }

    #[test]
    fn money_is_money_and_what_nobody_knows_is_empty() {
        let money = FigureRow { cents: true, ..figure(None, Some(123), None, "genau") };
        let cells = figure_row(&money).zellen;
        assert_eq!((cells[5].wert, cells[6].wert), (Some(Wert::Geld(123)), None));
    }

    #[test]
    fn definitions_leave_the_table_only_where_they_are_one_of_its_columns() {
        let shown = Kennzahl { label: "L".into(), wert: "1".into(), definition: "D".into(), ..Kennzahl::default() };
        let plain = Kennzahl { definition: String::new(), ..shown.clone() };
        let columns = |figures: &[Kennzahl]| {
            let table = Tabelle {
                spalten: ["Kennzahl", "Wert", "So gezählt"].map(Spalte::left).into(),
                zeilen: vec![Zeile::new(None, vec!["L".into(), "1".into(), "D".into()])],
                ..Tabelle::default()
            };
            let part = without_definitions(Part { tabellen: vec![Cow::Owned(table)], figures, ..Part::default() });
            (part.tabellen[0].spalten.len(), part.tabellen[0].zeilen[0].zellen.len())
        };
        assert_eq!((columns(&[shown]), columns(&[plain])), ((2, 2), (3, 3)));
    }

    #[test]
    fn a_definition_is_known_by_the_name_before_it() {
        let row = FigureRow { name: "Lösungen".into(), meaning: "Wie viele.".into(), ..FigureRow::default() };
        assert!(said(&row, "Lösungen: Wie viele. Einordnung: gut ab 3."));
        assert!(!said(&row, "Andere: Wie viele.") && !said(&row, "Wie viele."));
    }
}
