//! Which sheets a workbook has: one for each section, and one for each table that is too long or too wide to share.

use std::borrow::Cow;

use super::figures::{FIGURES, definition_sheet, figure_sheet, without_definitions};
use super::names::Names;
use super::sheet::{Heading, widths};
use super::{FigureRow, Page};
use crate::report::model::{CATALOGUE, Satz, Tabelle};
use crate::report::outline::{self, Chart, Part, Topic};

/// Longer tables stand on a sheet of their own, so that their head can stay in sight.
const LONG: usize = 25;
/// Letters beside one another that can still be read on a sheet of paper.
const WIDE: f64 = 230.0;

/// A sheet before it is written.
pub struct Planned<'a> {
    pub name: String,
    pub path: Option<&'a str>,
    pub heading: Heading,
    pub parts: Vec<Part<'a>>,
    pub apart: Vec<Apart<'a>>,
    /// It holds a table of another sheet.
    pub aside: bool,
    /// What the overview says about it.
    pub about: String,
}

/// A table of a part on a sheet of its own; its chart stays with the words.
pub struct Apart<'a> {
    pub part: usize,
    pub sheet: String,
    pub table: Cow<'a, Tabelle>,
    pub chart: Option<Chart>,
}

pub fn sheets<'a>(pages: &'a [Page<'a>], figures: &[FigureRow], names: &mut Names) -> Vec<Planned<'a>> {
    let mut sheets = Vec::new();
    if !figures.is_empty() {
        sheets.push(figure_sheet(names.sheet(FIGURES), figures));
        sheets.push(definition_sheet(names, figures, pages));
    }
    let report = pages.first().map_or("", |page| page.report.kopf.titel.as_str());
    for (index, page) in pages.iter().enumerate() {
        for topic in outline::topics(page.report) {
            let number = if index == 0 { format!("{} ", topic.nummer) } else { String::new() };
            let mut above = vec![report, page.report.kopf.titel.as_str(), topic.name];
            above.dedup();
            let mut layout = Layout {
                name: names.sheet(&format!("{number}{}", topic.name)),
                number,
                above: above.join(" · "),
                path: page.path,
                listed: !figures.is_empty(),
                room: Vec::new(),
                sheets: Vec::new(),
            };
            let own = layout.topic(topic, names);
            sheets.push(own);
            sheets.append(&mut layout.sheets);
        }
    }
    sheets
}

/// How the tables of a section are spread over sheets.
struct Layout<'a> {
    name: String,
    /// "3 " before the names of the sheets; nothing on pages that have few.
    number: String,
    above: String,
    path: Option<&'a str>,
    /// There are sheets of all figures and their definitions.
    listed: bool,
    /// Widths of the columns that the tables of the first sheet share.
    room: Vec<f64>,
    /// The other sheets.
    sheets: Vec<Planned<'a>>,
}

impl<'a> Layout<'a> {
    fn topic(&mut self, topic: Topic<'a>, names: &mut Names) -> Planned<'a> {
        let several = topic.teile.iter().map(|part| part.tabellen.len()).sum::<usize>() > 1;
        let (mut parts, mut apart) = (Vec::new(), Vec::new());
        for (at, part) in topic.teile.into_iter().enumerate() {
            let part = if self.listed { without_definitions(part) } else { part };
            parts.push(self.part((at, part), several, &mut apart, names));
        }
        Planned {
            name: self.name.clone(),
            path: self.path,
            heading: Heading { above: self.above.clone(), title: topic.befund.plain(), sentences: vec![topic.satz.plain()] },
            about: topic.befund.plain(),
            aside: false,
            parts,
            apart,
        }
    }

    /// What of a part stays; a table goes only where there are several.
    fn part(&mut self, (at, mut part): (usize, Part<'a>), several: bool, apart: &mut Vec<Apart<'a>>, names: &mut Names) -> Part<'a> {
        let chart = part.chart.take();
        for (index, table) in std::mem::take(&mut part.tabellen).into_iter().enumerate() {
            let table = whole(table);
            let chart = chart.clone().filter(|chart| chart.table == index);
            let listed = self.listed && part.figures.is_empty() && table.kennung.as_str() == CATALOGUE;
            let goes = several && (table.zeilen.len() > LONG || !self.takes(&table));
            match goes {
                _ if listed => part.saetze.push(format!("Alle Kennzahlen mit Zähler und Nenner stehen auf dem Blatt „{FIGURES}“.").into()),
                true => {
                    let said = caption(&table);
                    let sheet = names.sheet(&format!("{}{said}", self.number));
                    self.sheets.push(self.aside(&sheet, &said, &table, &part.quelle));
                    apart.push(Apart { part: at, sheet, table, chart });
                }
                false => {
                    part.chart = part.chart.or(chart.map(|chart| Chart { table: part.tabellen.len(), ..chart }));
                    part.tabellen.push(table);
                }
            }
        }
        part
    }

    /// Whether the tables on the sheet still fit on paper with this one.
    fn takes(&mut self, table: &Tabelle) -> bool {
        let own = widths(std::iter::once(table));
        let wide = |at: usize, widths: &[f64]| widths.get(at).copied().unwrap_or_default();
        let both: Vec<f64> = (0..own.len().max(self.room.len())).map(|at| wide(at, &own).max(wide(at, &self.room))).collect();
        let fits = both.iter().sum::<f64>() <= WIDE;
        if fits {
            self.room = both;
        }
        fits
    }

    fn aside(&self, sheet: &str, said: &str, table: &Cow<'a, Tabelle>, source: &Satz) -> Planned<'a> {
        Planned {
            name: sheet.to_owned(),
            path: self.path,
            heading: Heading { above: self.above.clone(), title: said.to_owned(), sentences: Vec::new() },
            about: said.to_owned(),
            aside: true,
            parts: vec![Part { tabellen: vec![table.clone()], quelle: source.clone(), ..Part::default() }],
            apart: Vec::new(),
        }
    }
}

/// With the rows that a page leaves out.
fn whole(table: Cow<'_, Tabelle>) -> Cow<'_, Tabelle> {
    if table.weitere.is_empty() {
        return table;
    }
    let mut own = table.into_owned();
    let mut more = std::mem::take(&mut own.weitere);
    own.zeilen.append(&mut more);
    own.rest = Satz::default();
    Cow::Owned(own)
}

pub fn caption(table: &Tabelle) -> String {
    if table.beschriftung.is_empty() { table.titel.plain() } else { table.beschriftung.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{Spalte, Zeile};

    fn table(rows: usize, columns: &[&str]) -> Tabelle {
        let row = |_| Zeile::new(None, columns.iter().map(|title| (*title).into()).collect());
        Tabelle {
            beschriftung: "Liste".to_owned(),
            spalten: columns.iter().map(|title| Spalte::left(title)).collect(),
            zeilen: (0..rows).map(row).collect(),
            ..Tabelle::default()
        }
    }

    fn spread(tables: Vec<Tabelle>) -> (usize, Vec<String>) {
        let mut names = Names::default();
        let mut layout = Layout {
            name: "1 Lage".into(),
            number: "1 ".into(),
            above: String::new(),
            path: None,
            listed: false,
            room: Vec::new(),
            sheets: Vec::new(),
        };
        let (befund, satz) = (Satz::default(), Satz::default());
        let teile = tables.into_iter().map(|table| Part { tabellen: vec![Cow::Owned(table)], ..Part::default() }).collect();
        let own = layout.topic(Topic { nummer: "1", name: "Lage", befund: &befund, satz: &satz, teile }, &mut names);
        let kept = own.parts.iter().map(|part| part.tabellen.len()).sum();
        (kept, layout.sheets.iter().map(|sheet| sheet.name.clone()).collect())
    }

    #[test]
    fn long_and_wide_tables_get_sheets_of_their_own_and_one_alone_does_not() {
        let wide: Vec<String> = (0..12).map(|number| format!("Eine breite Spalte {number}")).collect();
        let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
        assert_eq!(spread(vec![table(3, &["a"]), table(26, &["a"]), table(3, &wide)]), (1, vec!["1 Liste".into(), "1 Liste (2)".into()]));
        assert_eq!(spread(vec![table(900, &wide)]), (1, Vec::new()));
    }

    #[test]
    fn rows_a_page_leaves_out_are_here() {
        let cut = Tabelle { rest: Satz::from("10 weitere"), ..table(30, &["a"]) }.cut(20);
        assert_eq!((cut.zeilen.len(), cut.weitere.len()), (20, 10));
        let found = whole(Cow::Owned(cut));
        assert!(found.zeilen.len() == 30 && found.rest.is_empty());
    }
}
