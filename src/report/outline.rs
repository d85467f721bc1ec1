//! A report without its layout: sections, and in them headings, sentences, tables and what could be drawn from these. What
//! the forms print that are no page: workbook, Markdown, text document.

mod parts;

use std::borrow::Cow;

use serde::Serialize;

use super::fit::{Need, fit};
use super::model::{Abschnitt, Anker, Befundgruppe, Farbe, Kennzahl, Report, Satz, Tabelle, Ziel};
use super::pdf::metric;
use parts::{bars, figures, part};

/// A section of the page.
#[derive(Debug, Serialize)]
pub struct Topic<'a> {
    pub nummer: &'a str,
    pub name: &'a str,
    pub befund: &'a Satz,
    pub satz: &'a Satz,
    pub teile: Vec<Part<'a>>,
}

/// A block as words and tables.
#[derive(Debug, Default, Serialize)]
pub struct Part<'a> {
    pub titel: Satz,
    /// How to read it, and what else is to be said.
    pub saetze: Vec<Satz>,
    pub tabellen: Vec<Cow<'a, Tabelle>>,
    /// For each table how wide its columns are, in thousandths of the line.
    pub breiten: Vec<Vec<u32>>,
    /// The findings of the only table, by rule: forms to read say once what is the same for all of a rule.
    pub gruppen: &'a [Befundgruppe],
    #[serde(skip)]
    pub chart: Option<Chart>,
    /// Where the page shows it as a picture.
    #[serde(skip)]
    pub picture: Option<&'a Anker>,
    /// The large figures it was made from.
    #[serde(skip)]
    pub figures: &'a [Kennzahl],
    pub quelle: Satz,
}

/// How one of the tables can be drawn; numbers are columns of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub table: usize,
    pub kind: ChartKind,
    /// The finding: what those hear who do not see it.
    pub said: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChartKind {
    /// A bar for each row, made of these columns and filled like this.
    Bars { label: usize, values: Vec<(usize, Farbe)> },
    /// A line for each run of rows with the same name.
    Lines { name: usize, day: usize, value: usize },
    /// Days of one thing above one another; it is named by these columns, the last included.
    Days { label: (usize, usize), days: Vec<usize> },
}

/// Sections in their order, the strip of trust first where there is one.
pub fn topics(report: &Report) -> Vec<Topic<'_>> {
    report.abschnitte.iter().map(topic).collect()
}

/// The strip under the head.
pub fn trust(report: &Report) -> Option<Part<'_>> {
    (!report.vertrauen.is_empty()).then(|| measured(figures(&report.vertrauen)))
}

fn topic(section: &Abschnitt) -> Topic<'_> {
    let beside = section.neben.iter().map(bars);
    let blocks = section.felder.iter().flat_map(|field| &field.bloecke).map(part);
    Topic {
        nummer: &section.nummer,
        name: &section.kicker,
        befund: &section.befund,
        satz: &section.satz,
        teile: beside.chain(blocks).map(measured).collect(),
    }
}

fn measured(part: Part<'_>) -> Part<'_> {
    let widths = part.tabellen.iter().map(|table| widths(table)).collect();
    Part { breiten: widths, ..part }
}

/// Dates and words whole, long texts as wide as there is room; measured in the letters of the paper.
fn widths(table: &Tabelle) -> Vec<u32> {
    const SIZE: f64 = 9.0;
    /// Of a line of 17 cm, and what stands left and right in each cell.
    const ROOM: f64 = 482.0;
    const PAD: f64 = 6.0;
    const LONGEST_WORD: f64 = 110.0;
    let width = |text: &str, bold: bool| SIZE * metric::width(text, bold) + PAD;
    let word = |text: &str, bold: bool| {
        let words = text.split(' ').flat_map(|word| word.split_inclusive(['-', '/']));
        words.map(|word| width(word, bold)).fold(0.0, f64::max).min(LONGEST_WORD)
    };
    let need = |column: usize| {
        let head = table.spalten.get(column).map_or(0.0, |head| word(&head.titel, true));
        let cells = table.zeilen.iter().filter_map(|row| row.zellen.get(column)).chain(table.fuss.get(column));
        let texts: Vec<String> = cells.flat_map(|cell| [cell.text.plain(), cell.hinweis.plain()]).collect();
        let least = texts.iter().map(|text| word(text, false)).fold(head, f64::max);
        Need { least, most: texts.iter().map(|text| width(text, false)).fold(least, f64::max) }
    };
    let needs: Vec<Need> = (0..table.spalten.len()).map(need).collect();
    let widths = fit(&needs, ROOM).0;
    let whole: f64 = widths.iter().sum();
    widths.iter().map(|width| (width * 1000.0 / whole.max(1.0)).round() as u32).collect()
}

/// A link of the page at `path` as seen from the folder of the report; without a path only addresses outside are left.
pub fn address(path: Option<&str>, target: &Ziel) -> Option<String> {
    seen_from(path, target.href(), target.leaves())
}

pub fn seen_from(path: Option<&str>, href: &str, leaves: bool) -> Option<String> {
    if leaves {
        return Some(href.to_owned());
    }
    let path = path?;
    if href.starts_with('#') {
        return Some(format!("{path}{href}"));
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Anker;

    #[test]
    fn links_are_seen_from_the_folder_of_the_report() {
        let page = Ziel::page("../projekte/a.html", Some(&Anker::new("x")));
        assert_eq!(address(Some("kreise/15.html"), &page).as_deref(), Some("projekte/a.html#x"));
        assert_eq!(address(Some("index.html"), &Ziel::anchor(&Anker::new("karte"))).as_deref(), Some("index.html#karte"));
        assert_eq!(address(None, &page), None);
        let web = Ziel::web("https://example.org/a/../b").unwrap();
        assert_eq!(address(None, &web).as_deref(), Some("https://example.org/a/../b"));
    }
}
