//! The report as a workbook: typed cells in real tables, native charts, a sheet for each section. Every sheet says what it
//! is, and no cell holds a formula.

mod cells;
mod chart;
mod figures;
mod language;
mod look;
mod names;
mod plan;
mod sheet;

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Context, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Url, Workbook, Worksheet};

use super::figures::FigureRow;
use super::model::{Kopf, Report, Satz, Spalte, Tabelle, Zeile};
use super::outline::{self, Part};
use look::Look;
use names::Names;
use plan::Planned;
use sheet::{Heading, Running, Sheet};

/// A page of the report, and where it lies beside the workbook. Without a path no cell leads to it.
pub struct Page<'a> {
    pub path: Option<&'a str>,
    pub report: &'a Report,
}

const OVERVIEW: &str = "Übersicht";

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
    let sheets = plan::sheets(pages, figures, &mut names);
    let running = running(head);
    let mut book = Workbook::new();
    book.set_properties(&properties(&head.titel, &head.laufzeile)?);
    book.push_worksheet(overview_sheet(first, &overview, (&sheets, figures), (&look, &running), &mut names)?);
    for sheet in written(&sheets, (&look, &running), &mut names, figures)? {
        book.push_worksheet(sheet);
    }
    language::german(book.save_to_buffer().context("die Arbeitsmappe lässt sich nicht schreiben")?)
}

/// A single page: a paper, or a project.
///
/// # Errors
/// The engine refuses a name or cannot write.
pub fn paper(report: &Report) -> Result<Vec<u8>> {
    render(&[Page { path: None, report }], &[])
}

fn running(head: &Kopf) -> Running<'_> {
    let (band, about) = head.band.as_ref().map_or(("", ""), |band| (band.text.as_str(), band.zusatz.as_str()));
    Running { band, about, line: &head.laufzeile }
}

/// The same content gives the same bytes: no clock.
fn properties(title: &str, subject: &str) -> Result<DocProperties> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let own = DocProperties::new().set_title(cells::tidy(title)).set_subject(cells::tidy(subject));
    Ok(own.set_author("Prüfwerkzeug lotse").set_creation_datetime(&day))
}

/// Sheets of long tables are written first: charts and links on the others lead to them.
fn written(
    sheets: &[Planned<'_>],
    (look, running): (&Look, &Running<'_>),
    names: &mut Names,
    figures: &[FigureRow],
) -> Result<Vec<Worksheet>> {
    let mut heads = BTreeMap::new();
    let mut done: Vec<Option<Worksheet>> = sheets.iter().map(|_| None).collect();
    for pass in [true, false] {
        for (planned, place) in sheets.iter().zip(&mut done).filter(|(planned, _)| planned.aside == pass) {
            let tables = planned.parts.iter().flat_map(|part| &part.tabellen).map(Cow::as_ref);
            let mut sheet = Sheet::new(&planned.name, look, planned.path, tables)?;
            sheet.head(&planned.heading, running)?;
            for (index, part) in planned.parts.iter().enumerate() {
                let apart = planned.apart.iter().filter(|one| one.part == index);
                let apart: Vec<_> = apart.filter_map(|one| Some((one, *heads.get(one.sheet.as_str())?))).collect();
                sheet.part(part, &apart, names)?;
            }
            if planned.name == figures::FIGURES {
                figures::define(&mut sheet, figures)?;
            }
            if let (Some(lies), true) = (sheet.over().1.first(), planned.aside) {
                heads.insert(planned.name.as_str(), lies.head);
            }
            *place = Some(sheet.finish()?);
        }
    }
    Ok(done.into_iter().flatten().collect())
}

fn overview_sheet(
    page: &Page<'_>,
    name: &str,
    (sheets, figures): (&[Planned<'_>], &[FigureRow]),
    (look, running): (&Look, &Running<'_>),
    names: &mut Names,
) -> Result<Worksheet> {
    let head = &page.report.kopf;
    let mut parts = vec![Part { tabellen: vec![Cow::Owned(facts(page.report))], ..Part::default() }];
    let trust = outline::trust(page.report).map(|trust| Part { titel: Satz::from("Wie weit dieses Bild trägt"), ..trust });
    parts.extend(trust.map(|trust| if figures.is_empty() { trust } else { figures::without_definitions(trust) }));
    let at = parts.len();
    parts.push(Part { tabellen: vec![Cow::Owned(list(sheets))], ..Part::default() });
    let tables = parts.iter().flat_map(|part| &part.tabellen).map(Cow::as_ref);
    let mut sheet = Sheet::new(name, look, page.path, tables)?;
    let about = "Diese Arbeitsmappe enthält dieselben Angaben wie die Seiten des Berichts, als Tabellen mit Zahlen, Tagen und Anteilen zum Weiterrechnen; \
        Tabellen, die dort gekürzt sind, stehen hier ganz. Sie enthält keine Formeln und wird bei jedem Bericht neu erzeugt; Änderungen gehören in die \
        Projektdateien.";
    let heading = Heading {
        above: String::new(),
        title: head.titel.clone(),
        sentences: vec![head.ober.clone(), head.lead.plain(), about.to_owned()],
    };
    sheet.head(&heading, running)?;
    for part in &parts {
        sheet.part(part, &[], names)?;
    }
    let (inner, lies, look) = sheet.over();
    if let Some(list) = lies.get(at) {
        for (row, one) in (list.head + 1..).zip(sheets) {
            inner.write_url_with_options(row, 0, inside(&one.name), &one.name, "", Some(&look.link))?;
        }
    }
    sheet.finish()
}

/// The first cell of a sheet of this workbook.
fn inside(name: &str) -> Url {
    Url::new(format!("internal:'{}'!A1", name.replace('\'', "''")))
}

fn list(sheets: &[Planned<'_>]) -> Tabelle {
    Tabelle {
        kennung: "blaetter".into(),
        beschriftung: "Blätter dieser Datei".to_owned(),
        spalten: vec![Spalte::left("Blatt"), Spalte::left("Inhalt")],
        zeilen: sheets.iter().map(|one| Zeile::new(None, vec![one.name.as_str().into(), one.about.as_str().into()])).collect(),
        ..Tabelle::default()
    }
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
