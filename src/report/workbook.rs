//! The report as a workbook: typed cells in real tables, native charts, a sheet for each section. Every sheet says what it
//! is, and no cell holds a formula.

mod cells;
mod chart;
mod look;
mod names;
mod sheet;

use std::borrow::Cow;

use anyhow::{Context, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Note, Url, Workbook, Worksheet};

use super::figures::FigureRow;
use super::model::{Report, Satz, Spalte, Tabelle, Wert, Zeile, Zelle};
use super::outline::{self, Part, Topic};
use look::Look;
use names::Names;
use sheet::{Heading, Running, Sheet};

/// A page of the report, and where it lies beside the workbook. Without a path no cell leads to it.
pub struct Page<'a> {
    pub path: Option<&'a str>,
    pub report: &'a Report,
}

/// Longer tables stand on a sheet of their own, so that their head can stay in sight.
const LONG: usize = 25;
const FIGURES: &str = "Kennzahlen";
const DEFINITIONS: &str = "Definitionen";
const OVERVIEW: &str = "Übersicht";

/// A sheet before it is written.
struct Planned<'a> {
    name: String,
    path: Option<&'a str>,
    heading: Heading,
    parts: Vec<Part<'a>>,
    /// What the overview says about it.
    about: String,
}

/// The workbook over some pages, the first of which says what it is. With figures there is a sheet of their definitions.
///
/// # Errors
/// The engine refuses a name or cannot write.
pub fn render(pages: &[Page<'_>], figures: &[FigureRow]) -> Result<Vec<u8>> {
    let first = pages.first().context("eine Arbeitsmappe braucht mindestens eine Seite")?;
    let head = &first.report.kopf;
    let look = Look::new();
    let mut names = Names::default();
    let overview = names.sheet(OVERVIEW);
    let mut sheets = Vec::new();
    if !figures.is_empty() {
        sheets.push(figure_sheet(names.sheet(FIGURES), figures));
        sheets.push(definition_sheet(names.sheet(DEFINITIONS), figures));
    }
    for (index, page) in pages.iter().enumerate() {
        for topic in outline::topics(page.report) {
            sheets.extend(topic_sheets(page, topic, index == 0, &mut names));
        }
    }
    let band = head.band.as_ref().map_or_else(String::new, |band| format!("{}: {}", band.text, band.zusatz));
    let running = Running { band: &band, line: &head.laufzeile };
    let mut book = Workbook::new();
    book.set_properties(&properties(&head.titel, &head.laufzeile)?);
    book.push_worksheet(overview_sheet(first, &overview, &sheets, (&look, &running), &mut names)?);
    for planned in &sheets {
        book.push_worksheet(written(planned, (&look, &running), &mut names, figures)?);
    }
    book.save_to_buffer().context("die Arbeitsmappe lässt sich nicht schreiben")
}

/// A single page: a paper, or a project.
///
/// # Errors
/// The engine refuses a name or cannot write.
pub fn paper(report: &Report) -> Result<Vec<u8>> {
    render(&[Page { path: None, report }], &[])
}

/// The same content gives the same bytes: no clock.
fn properties(title: &str, subject: &str) -> Result<DocProperties> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let own = DocProperties::new().set_title(cells::tidy(title)).set_subject(cells::tidy(subject));
    Ok(own.set_author("Prüfwerkzeug lotse").set_creation_datetime(&day))
}

fn topic_sheets<'a>(page: &Page<'a>, topic: Topic<'a>, first: bool, names: &mut Names) -> Vec<Planned<'a>> {
    let wanted = if first { format!("{} {}", topic.nummer, topic.name) } else { topic.name.to_owned() };
    let name = names.sheet(&wanted);
    let (titles, path) = (&page.report.kopf.titel, page.path);
    let several = topic.teile.iter().map(|part| part.tabellen.len()).sum::<usize>() > 1;
    let (mut parts, mut apart) = (Vec::new(), Vec::new());
    for part in topic.teile {
        let (stays, goes) = if several { split(part) } else { (part, Vec::new()) };
        let mut stays = stays;
        for part in goes {
            let said = part.tabellen.first().map(|table| caption(table)).unwrap_or_default();
            let own = names.sheet(&format!("{} {said}", topic.nummer));
            stays.saetze.push(format!("Die Tabelle „{said}“ steht auf dem Blatt „{own}“.").into());
            let heading = Heading { above: format!("{} · {}", titles, topic.name), title: said.clone(), sentences: Vec::new() };
            apart.push(Planned { name: own, path, heading, about: said, parts: vec![part] });
        }
        parts.push(stays);
    }
    let heading =
        Heading { above: format!("{titles} · {}", topic.name), title: topic.befund.plain(), sentences: vec![topic.satz.plain()] };
    let mut sheets = vec![Planned { name, path, heading, parts, about: topic.befund.plain() }];
    sheets.append(&mut apart);
    sheets
}

/// Long tables of a part on their own, with the chart over them.
fn split(part: Part<'_>) -> (Part<'_>, Vec<Part<'_>>) {
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    let mut chart = part.chart;
    let mut left = None;
    for (index, table) in part.tabellen.into_iter().enumerate() {
        let own = chart.take_if(|chart| chart.table == index);
        if table.zeilen.len() > LONG {
            let chart = own.map(|chart| outline::Chart { table: 0, ..chart });
            gone.push(Part { tabellen: vec![table], chart, quelle: part.quelle.clone(), ..Part::default() });
        } else {
            left = left.or(own.map(|chart| outline::Chart { table: kept.len(), ..chart }));
            kept.push(table);
        }
    }
    (Part { tabellen: kept, chart: left, titel: part.titel, saetze: part.saetze, quelle: part.quelle, ..Part::default() }, gone)
}

fn caption(table: &Tabelle) -> String {
    if table.beschriftung.is_empty() { table.titel.plain() } else { table.beschriftung.clone() }
}

fn written(planned: &Planned<'_>, (look, running): (&Look, &Running<'_>), names: &mut Names, figures: &[FigureRow]) -> Result<Worksheet> {
    let tables = planned.parts.iter().flat_map(|part| &part.tabellen).map(Cow::as_ref);
    let mut sheet = Sheet::new(&planned.name, look, planned.path, tables)?;
    sheet.head(&planned.heading, running)?;
    for part in &planned.parts {
        sheet.part(part, names)?;
    }
    if planned.name == FIGURES {
        define(&mut sheet, figures)?;
    }
    sheet.finish()
}

/// The definition of each figure as a note at its first row; a sheet of their own says the same.
fn define(sheet: &mut Sheet<'_>, figures: &[FigureRow]) -> Result<()> {
    let (inner, lies, _) = sheet.over();
    let Some(head) = lies.first().map(|lies| lies.head) else { return Ok(()) };
    let mut last = "";
    for (row, figure) in (head + 1..).zip(figures) {
        if figure.meaning != last {
            let note = Note::new(cells::tidy(&figure.meaning)).add_author_prefix(false).set_width(420).set_height(160);
            inner.insert_note(row, 1, &note)?;
        }
        last = &figure.meaning;
    }
    Ok(())
}

fn figure_sheet<'a>(name: String, figures: &[FigureRow]) -> Planned<'a> {
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
    Planned {
        name,
        path: None,
        heading: Heading {
            above: FIGURES.to_owned(),
            title: "Alle Kennzahlen des Berichts".to_owned(),
            sentences: vec![sentence.to_owned()],
        },
        parts: vec![Part { tabellen: vec![Cow::Owned(table)], ..Part::default() }],
        about: "Alle Kennzahlen mit Wert, Zähler, Nenner, Genauigkeit und Datenstand".to_owned(),
    }
}

fn definition_sheet<'a>(name: String, figures: &[FigureRow]) -> Planned<'a> {
    let id = |figure: &FigureRow| figure.id.split('[').next().unwrap_or_default().to_owned();
    let mut rows: Vec<(String, String, &str)> =
        figures.iter().map(|figure| (id(figure), figure.name.clone(), figure.meaning.as_str())).collect();
    rows.dedup_by(|next, first| next.0 == first.0);
    let row = |(id, title, meaning): (String, String, &str)| Zeile::new(None, vec![id.into(), title.into(), meaning.into()]);
    let table = Tabelle {
        kennung: "definitionen".into(),
        beschriftung: "Wie jede Kennzahl gezählt wird".to_owned(),
        spalten: ["Kennung", "Kennzahl", "So gezählt"].map(Spalte::left).into(),
        zeilen: rows.into_iter().map(row).collect(),
        ..Tabelle::default()
    };
    Planned {
        name,
        path: None,
        heading: Heading { above: DEFINITIONS.to_owned(), title: "Wie jede Kennzahl gezählt wird".to_owned(), sentences: Vec::new() },
        parts: vec![Part { tabellen: vec![Cow::Owned(table)], ..Part::default() }],
        about: "Wie jede Kennzahl gezählt wird".to_owned(),
    }
}

fn figure_row(figure: &FigureRow) -> Zeile {
    let text = |text: &str| Zelle::from(text);
    let count = |number: Option<i64>| number.map_or_else(Zelle::default, |number| text("").worth(Wert::Anzahl(number)));
    let precision = if figure.is_unknown() { UNKNOWN.to_owned() } else { figure.precision.replace('_', " ") };
    let cells = vec![
        text(&figure.id),
        text(&figure.title),
        text(&figure.group),
        figure_value(figure),
        text(&figure.unit),
        count(figure.part),
        count(figure.whole),
        text(&precision),
        count(figure.unknown),
        text(&figure.data_as_of),
    ];
    Zeile::new(None, cells)
}

const UNKNOWN: &str = "nicht bekannt";

/// A number where there is one; else the words of a share without percent, or that nobody knows.
fn figure_value(figure: &FigureRow) -> Zelle {
    match (figure.value, figure.part, figure.whole) {
        _ if figure.is_unknown() => Zelle::mark(super::model::Form::Schraffur, UNKNOWN),
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

fn overview_sheet(
    page: &Page<'_>,
    name: &str,
    sheets: &[Planned<'_>],
    (look, running): (&Look, &Running<'_>),
    names: &mut Names,
) -> Result<Worksheet> {
    let head = &page.report.kopf;
    let mut parts = vec![Part { tabellen: vec![Cow::Owned(facts(page.report))], ..Part::default() }];
    let list = Tabelle {
        kennung: "blaetter".into(),
        beschriftung: "Blätter dieser Datei".to_owned(),
        spalten: vec![Spalte::left("Blatt"), Spalte::left("Inhalt")],
        zeilen: sheets.iter().map(|one| Zeile::new(None, vec![one.name.as_str().into(), one.about.as_str().into()])).collect(),
        ..Tabelle::default()
    };
    parts.push(Part { tabellen: vec![Cow::Owned(list)], ..Part::default() });
    parts.extend(outline::trust(page.report).map(|trust| Part { titel: Satz::from("Wie weit dieses Bild trägt"), ..trust }));
    let tables = parts.iter().flat_map(|part| &part.tabellen).map(Cow::as_ref);
    let mut sheet = Sheet::new(name, look, page.path, tables)?;
    let about = "Diese Arbeitsmappe enthält dieselben Angaben wie die Seiten des Berichts, als Tabellen mit Zahlen, Tagen und Anteilen zum Weiterrechnen. \
        Sie enthält keine Formeln und wird bei jedem Bericht neu erzeugt; Änderungen gehören in die Projektdateien.";
    let heading = Heading {
        above: String::new(),
        title: head.titel.clone(),
        sentences: vec![head.ober.clone(), head.lead.plain(), about.to_owned()],
    };
    sheet.head(&heading, running)?;
    for part in &parts {
        sheet.part(part, names)?;
    }
    let (inner, lies, look) = sheet.over();
    if let Some(list) = lies.get(1) {
        for (row, one) in (list.head + 1..).zip(sheets) {
            let place = Url::new(format!("internal:'{}'!A1", one.name.replace('\'', "''")));
            inner.write_url_with_options(row, 0, place, &one.name, "", Some(&look.link))?;
        }
    }
    sheet.finish()
}

/// The head of the page as a table: what it is about and what it rests on.
fn facts(report: &Report) -> Tabelle {
    let head = &report.kopf;
    let line = |name: &str, value: Satz| Zeile::new(None, vec![name.into(), value.into()]);
    let mut rows: Vec<Zeile> = head.meta.iter().map(|one| line(&one.name, one.wert.clone())).collect();
    rows.insert(0, line("Datenart", head.datenart.as_str().into()));
    Tabelle {
        kennung: "kopf".into(),
        beschriftung: "Worauf sich diese Datei bezieht".to_owned(),
        spalten: vec![Spalte::left("Angabe"), Spalte::left("Wert")],
        zeilen: rows,
        ..Tabelle::default()
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
}
