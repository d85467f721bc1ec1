//! Small multiples: the same chart for one thing after the other, on the same axes.

use crate::period::Precision;
use crate::portfolio::block::Multiples;
use crate::portfolio::{Answer, Width};
use crate::report::assemble::Assembly;
use crate::report::assemble::plate::{Sheet, day};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::{NOTHING, Names, count};
use crate::report::chart::{self, Frame, Multiple};
use crate::report::format;
use crate::report::model::{Anker, Block, Form, Satz, Spalte, Tabelle, Vielfach, Vielfache, Wert, Zeile, Zelle};
use crate::source::Source;
use crate::standard::Complaint;

/// Width of one chart: six stand beside one another on the full page.
const WIDTH: u32 = 186;

#[derive(Default)]
struct Series {
    key: String,
    title: String,
    whole: Option<i64>,
    points: Vec<Point>,
}

struct Point {
    day: i32,
    value: Option<i64>,
    kind: Option<String>,
}

impl Point {
    /// A bound is not the number it names.
    fn exact(&self) -> Option<i64> {
        self.value.filter(|_| self.kind.as_deref().is_none_or(|kind| kind == Precision::Exact.word()))
    }
}

impl Series {
    fn is_bound(&self) -> bool {
        self.points.last().is_some_and(|point| point.kind.as_deref() == Some(Precision::MoreThan.word()))
    }

    fn is_exact(&self) -> bool {
        self.points.last().is_some_and(|point| point.kind.as_deref().is_none_or(|kind| kind == Precision::Exact.word()))
    }

    fn gap(&self) -> bool {
        self.points.iter().any(|point| point.value.is_none())
    }

    /// "von 2 (11/25) auf 58 (10/26), alle sind 122"
    fn said(&self) -> String {
        let known = |point: &&Point| point.value.is_some();
        let words = |point: &Point| format!("{} ({})", count(point.value, point.kind.as_deref()), format::month_short(point.day));
        let (first, last) = (self.points.iter().find(known), self.points.iter().rfind(known));
        let way = match (first, last) {
            (Some(first), Some(last)) if first.day != last.day => format!("von {} auf {}", words(first), words(last)),
            (_, Some(last)) => words(last),
            _ => NOTHING.to_owned(),
        };
        self.whole.map_or_else(|| format!("{way}."), |whole| format!("{way}, alle sind {}.", format::integer(whole)))
    }
}

impl Assembly<'_> {
    pub(super) fn multiples(&self, file: &Source, multiples: &Multiples, width: Width, names: &Names) -> Result<Block, Complaint> {
        let sheet = Sheet { file, plate: multiples.plate(), width, names, end_first: false };
        let series = series(&self.ask(file, &multiples.sql)?);
        if series.is_empty() {
            return self.nothing(&sheet, &self.words.maybe(file, &multiples.empty, names)?);
        }
        let words = &self.words;
        let days = || series.iter().flat_map(|one| &one.points).map(|point| point.day);
        let as_of = multiples.stairs.then_some(self.portfolio.as_of.to);
        let window = (days().min().unwrap_or(0), days().chain(as_of).max().unwrap_or(0));
        let frame = self.frame(&sheet, "")?;
        let mut fields = Vec::new();
        for (index, one) in series.iter().enumerate() {
            let own = Frame {
                kennung: Anker::new(&multiples.id).join(&index.to_string()),
                titel: one.title.clone(),
                beschreibung: one.said(),
                breite: WIDTH,
            };
            let svg = sheet.drawn(chart::multiple(&own, &drawn(one, multiples.stairs, window)))?;
            fields.push(Vielfach { titel: one.title.clone(), wert: value(one), prozent: self.percent(one), svg });
        }
        Ok(Block::Vielfache(Vielfache {
            kennung: Anker::new(&multiples.id),
            titel: words.sentence(file, &multiples.title, names)?,
            lesart: words.maybe(file, &multiples.reading, names)?,
            felder: fields,
            hinweis: remarks(&series).into(),
            quelle: words.maybe(file, &multiples.source, names)?,
            tabelle: sheet.table(&frame, table(&series)),
        }))
    }

    /// Of a bound or a small whole there is no percentage.
    fn percent(&self, series: &Series) -> String {
        let (Some(value), Some(whole)) = (series.points.last().and_then(|point| point.value), series.whole) else { return String::new() };
        let sound = whole >= self.smallest_whole && series.is_exact();
        let numbers = u64::try_from(value).ok().zip(u64::try_from(whole).ok()).filter(|_| sound);
        numbers.and_then(|(value, whole)| format::percent(value, whole)).unwrap_or_default()
    }
}

fn series(answer: &Answer) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for row in 0..answer.rows.len() {
        let key = plain(answer.cell(row, "reihe"));
        let Some(day) = day(answer, row, "tag") else { continue };
        if all.last().is_none_or(|last| last.key != key) {
            let (title, whole) = (plain(answer.cell(row, "titel")), answer.cell(row, "hoechstens").integer());
            all.push(Series { title: if title.is_empty() { key.clone() } else { title }, key, whole, points: Vec::new() });
        }
        let kind = answer.cell(row, "art").text().map(str::to_owned);
        if let Some(last) = all.last_mut() {
            last.points.push(Point { day, value: answer.cell(row, "wert").integer(), kind });
        }
    }
    all
}

fn drawn(series: &Series, stairs: bool, (from, to): (i32, i32)) -> Multiple {
    Multiple {
        von: from,
        bis: to,
        ganz: series.whole,
        ganz_wort: series.whole.map_or_else(String::new, |whole| format!("alle {}", format::integer(whole))),
        punkte: series.points.iter().map(|point| (point.day, point.value)).collect(),
        untergrenze: series.is_bound(),
        treppe: stairs,
    }
}

fn value(series: &Series) -> Satz {
    let Some(last) = series.points.last().filter(|point| point.value.is_some()) else {
        return Satz::default().mark(Form::Schraffur, NOTHING);
    };
    let number = count(last.value, last.kind.as_deref());
    match series.whole {
        Some(whole) => Satz::default().share(number, format::integer(whole), None),
        None => Satz::default().strong(number),
    }
}

fn remarks(series: &[Series]) -> String {
    let bound = series.iter().any(Series::is_bound).then_some("↑ Untergrenze, die Quelle sagt „mehr als“.");
    let gap = series.iter().any(Series::gap).then_some("Schraffiert: für diese Zeit nicht dokumentiert.");
    bound.into_iter().chain(gap).collect::<Vec<_>>().join(" ")
}

fn table(series: &[Series]) -> Tabelle {
    let lines = series.iter().flat_map(|one| {
        one.points.iter().map(|point| {
            let found = match point.value {
                Some(_) => Zelle::from(count(point.value, point.kind.as_deref())).worth(point.exact().map(Wert::Anzahl)),
                None => Zelle::mark(Form::Schraffur, NOTHING),
            };
            let whole = Zelle::from(one.whole.map_or_else(|| NOTHING.to_owned(), format::integer)).worth(one.whole.map(Wert::Anzahl));
            let day = Zelle::from(format::day(point.day)).worth(Wert::Tag(point.day));
            Zeile::new(None, vec![Zelle::from(one.title.as_str()), day, found, whole])
        })
    });
    let columns = vec![Spalte::left("Reihe"), Spalte::left("Tag"), Spalte::right("Wert"), Spalte::right("von")];
    Tabelle { spalten: columns, zeilen: lines.collect(), ..Tabelle::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: Option<i64>, kind: &str, whole: Option<i64>) -> Series {
        let points = vec![Point { day: 20_000, value: Some(2), kind: None }, Point { day: 20_300, value, kind: Some(kind.to_owned()) }];
        Series { key: "a".into(), title: "A".into(), whole, points }
    }

    #[test]
    fn a_bound_keeps_its_word_and_a_gap_is_no_nought() {
        let plain = |series: &Series| value(series).plain().replace(format::NBSP, " ");
        assert_eq!(plain(&one(Some(20), "mehr_als", Some(122))), "mehr als 20 von 122");
        assert_eq!(plain(&one(None, "unbekannt", Some(122))), "nicht dokumentiert");
        assert_eq!(plain(&one(Some(3), "genau", None)), "3");
        assert_eq!(remarks(&[one(Some(3), "genau", None)]), "");
        assert!(one(Some(58), "genau", Some(122)).said().ends_with("auf 58 (07/25), alle sind 122."));
    }
}
