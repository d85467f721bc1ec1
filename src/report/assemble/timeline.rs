//! The timeline: dated events by project, with what is known only roughly drawn as such.

use crate::portfolio::block::Timeline;
use crate::portfolio::{Answer, Width};
use crate::report::assemble::tables::{plain, valued};
use crate::report::assemble::words::Names;
use crate::report::assemble::{Assembly, marks};
use crate::report::chart::{self, Event, Frame, Row, Span as Stretch};
use crate::report::model::{Anker, Diagramm, Eintrag, Farbe, Form, Satz, Spalte, Tabelle, Zeile, Zelle};
use crate::source::{Source, Span};
use crate::standard::Complaint;

/// Days of air left and right of the first and last event.
const MARGIN: i32 = 45;

impl Assembly<'_> {
    pub(super) fn timeline(&self, file: &Source, line: &Timeline, width: Width, names: &Names) -> Result<Diagramm, Complaint> {
        let answer = self.ask(file, &line.sql)?;
        let words = &self.words;
        let (rows, vague) = timeline_rows(file, line, &answer)?;
        let shown = |code: &str| (0..answer.rows.len()).any(|row| answer.cell(row, "art").text() == Some(code));
        let mut legend = Vec::new();
        for kind in line.kinds.iter().filter(|kind| shown(&kind.code)) {
            legend.push(Eintrag { form: marks::form(file, &kind.form)?, text: kind.word.clone(), zahl: None });
        }
        if vague {
            legend.push(Eintrag { form: Form::FeldHell, text: "Tag nicht genau bekannt".to_owned(), zahl: None });
        }
        let as_of = self.portfolio.as_of.to;
        let days = (0..answer.rows.len()).flat_map(|row| [day(&answer, row, "von_tag"), day(&answer, row, "bis_tag")]).flatten();
        let (first, last) = days.fold((as_of, as_of), |(first, last), day| (first.min(day), last.max(day)));
        let title = words.sentence(file, &line.title, names)?;
        let reading = words.maybe(file, &line.reading, names)?;
        let frame = Frame {
            kennung: Anker::new(&line.id).join("bild"),
            titel: words.plain(file, &line.name, names)?,
            beschreibung: reading.plain(),
            breite: self.room(width),
        };
        let data = chart::Timeline {
            von: first - MARGIN,
            bis: last + MARGIN,
            stichtag: as_of,
            zeilen: rows,
            spalten: Vec::new(),
            spalten_titel: String::new(),
        };
        let svg = chart::timeline(&frame, &data).map_err(|error| Complaint::new(file, Span::new(line.sql.span()), error.to_string()))?;
        Ok(Diagramm {
            kennung: Anker::new(&line.id),
            titel: title,
            lesart: reading,
            name: frame.titel.clone(),
            svg,
            ende_zuerst: false,
            legende: legend,
            quelle: words.maybe(file, &line.source, names)?,
            tabelle: self.timeline_table(line, &answer, &frame.titel),
        })
    }

    fn timeline_table(&self, line: &Timeline, answer: &Answer, name: &str) -> Tabelle {
        // On a page of one project its name would stand in every row.
        let of_one = answer.column("projekt").is_none();
        let row = |row: usize| {
            let text = |name: &str| valued(answer.cell(row, name));
            let kind = answer.cell(row, "art").text().and_then(|art| line.kind(art)).map_or_else(String::new, |mark| mark.word.clone());
            let project = answer.cell(row, "projekt").text().map_or_else(Satz::default, |id| self.project_link(id));
            let first = if of_one { text("gruppe") } else { Zelle::from(project) };
            Zeile::new(None, vec![text("zeit"), first, text("text"), Zelle::from(kind)])
        };
        Tabelle {
            kennung: Anker::new(&line.id).join("tabelle"),
            beschriftung: name.to_owned(),
            spalten: ["Wann", if of_one { "Wer, wo" } else { "Vorhaben" }, "Was", "Art"].map(Spalte::left).into(),
            zeilen: (0..answer.rows.len()).map(row).collect(),
            zeilenkopf: 2,
            ..Tabelle::default()
        }
    }
}

fn day(answer: &Answer, row: usize, name: &str) -> Option<i32> {
    answer.cell(row, name).integer().and_then(|day| i32::try_from(day).ok())
}

/// Longer stretches carry no mark: its place would pretend a day.
const MARKED: i32 = 100;

/// Events that share `gruppe` and `zeile` share a row. Something known only to the month is a stretch, not a point;
/// whether there is any such is said too.
fn timeline_rows(file: &Source, line: &Timeline, answer: &Answer) -> Result<(Vec<Row>, bool), Complaint> {
    let mut rows: Vec<Row> = Vec::new();
    let mut vague = false;
    let mut last: Option<(String, String)> = None;
    for index in 0..answer.rows.len() {
        let (Some(from), Some(to)) = (day(answer, index, "von_tag"), day(answer, index, "bis_tag")) else { continue };
        let text = |name: &str| plain(answer.cell(index, name));
        let place = (text("gruppe"), text("zeile"));
        if last.as_ref() != Some(&place) {
            let new_group = last.as_ref().is_none_or(|(group, _)| *group != place.0);
            rows.push(Row {
                titel: if new_group { place.0.clone() } else { String::new() },
                zusatz: place.1.clone(),
                neue_gruppe: new_group,
                ..Row::default()
            });
            last = Some(place);
        }
        let (Some(row), Some(kind)) = (rows.last_mut(), line.kind(&text("art"))) else { continue };
        let form = marks::form(file, &kind.form)?;
        if kind.lasting {
            row.spannen.push(Stretch { von: from, bis: to, farbe: Farbe::Mittel });
            continue;
        }
        if from != to {
            vague = true;
            row.spannen.push(Stretch { von: from, bis: to, farbe: Farbe::Hell });
        }
        if to - from < MARKED {
            row.ereignisse.push(Event { tag: from + (to - from) / 2, form });
        }
    }
    Ok((rows, vague))
}
