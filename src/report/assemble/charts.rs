//! Bars, the timeline, the map and the ladder, each with its table.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::block::{Bars, Ladder, Map, Segment as Part, Timeline};
use crate::portfolio::{Answer, Width};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::{self, Names};
use crate::report::assemble::{Assembly, marks};
use crate::report::chart::{self, Event, Frame, Row, Span as Stretch};
use crate::report::format;
use crate::report::model::{
    Anker, Balken, Balkenzeile, Diagramm, Eintrag, Farbe, Form, Leiter, Satz, Segment, Spalte, Sprosse, Tabelle, Zeile, Zelle, Ziel,
};
use crate::source::{Source, Span};
use crate::standard::{Complaint, read};

/// Days of air left and right of the first and last event.
const MARGIN: i32 = 45;

impl Assembly<'_> {
    pub(super) fn bars(&self, file: &Source, bars: &Bars, names: &Names) -> Result<Balken, Complaint> {
        let answer = self.ask(file, &bars.sql)?;
        let colours = bars.segments.iter().map(|part| marks::colour(file, &part.colour)).collect::<Result<Vec<_>, _>>()?;
        let words = &self.words;
        let mut rows = Vec::new();
        for row in 0..answer.rows.len() {
            let text = |name: &str| answer.cell(row, name).text().map(words::clean).unwrap_or_default();
            let segments = bars.segments.iter().zip(&colours).map(|(part, (colour, _))| segment(&answer, row, part, *colour));
            rows.push(Balkenzeile {
                gruppe: text("gruppe").into(),
                label: text("label"),
                segmente: segments.collect(),
                ende: text("rechts").into(),
            });
        }
        let present =
            |part: &Part| (0..answer.rows.len()).any(|row| answer.cell(row, &part.field).integer().is_some_and(|number| number > 0));
        let parts = bars.segments.iter().zip(&colours).filter(|(part, _)| present(part));
        let legend = parts.map(|(part, (_, form))| Eintrag { form: *form, text: part.word.clone(), zahl: None });
        let mut columns = vec![Spalte::left("")];
        columns.extend(bars.segments.iter().map(|part| Spalte::right(&part.word)));
        let line = |row: &Balkenzeile| {
            let cells =
                std::iter::once(Zelle::from(row.label.as_str())).chain(row.segmente.iter().map(|part| Zelle::from(part.zahl.as_str())));
            Zeile::new(None, cells.collect())
        };
        let table = Tabelle {
            kennung: Anker::new(&bars.id),
            beschriftung: words.plain(file, &bars.caption, names)?,
            spalten: columns,
            zeilen: rows.iter().map(line).collect(),
            ..Tabelle::default()
        };
        Ok(Balken {
            titel: words.maybe(file, &bars.title, names)?,
            satz: words.maybe(file, &bars.sentence, names)?,
            zeilen: rows,
            legende: legend.collect(),
            quelle: words.maybe(file, &bars.source, names)?,
            tabelle: Some(table),
        })
    }

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
            breite: marks::width(width).pixel(),
        };
        let data = chart::Timeline { von: first - MARGIN, bis: last + MARGIN, stichtag: as_of, zeilen: rows, spalten: Vec::new() };
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
        let row = |row: usize| {
            let text = |name: &str| Zelle::from(plain(answer.cell(row, name)));
            let kind = answer.cell(row, "art").text().and_then(|art| line.kind(art)).map_or_else(String::new, |mark| mark.word.clone());
            let project = answer.cell(row, "projekt").text().map_or_else(Satz::default, |id| self.project_link(id));
            Zeile::new(None, vec![text("zeit"), Zelle::from(project), text("text"), Zelle::from(kind)])
        };
        Tabelle {
            kennung: Anker::new(&line.id).join("tabelle"),
            beschriftung: name.to_owned(),
            spalten: ["Wann", "Vorhaben", "Was", "Art"].map(Spalte::left).into(),
            zeilen: (0..answer.rows.len()).map(row).collect(),
            zeilenkopf: 2,
            ..Tabelle::default()
        }
    }

    pub(super) fn map(&self, file: &Source, map: &Map, width: Width, names: &Names) -> Result<Diagramm, Complaint> {
        let answer = self.ask(file, &map.sql)?;
        let sheet = self.outlines(file, &map.outlines)?;
        let states = map.states.iter().map(|state| marks::form(file, &state.form)).collect::<Result<Vec<_>, _>>()?;
        let counts = areas(&answer);
        let number = |area: &str, code: &str| counts.get(area).and_then(|states| states.get(code)).copied().unwrap_or(0);
        let marks_of = |area: &str| {
            let marks = map.states.iter().zip(&states).flat_map(|(state, form)| {
                let many = usize::try_from(number(area, &state.code)).unwrap_or(0);
                std::iter::repeat_n(*form, many)
            });
            marks.collect::<Vec<Form>>()
        };
        let marks = sheet.flaeche.iter().map(|area| chart::Marken { id: area.id.clone(), formen: marks_of(&area.id) }).collect::<Vec<_>>();
        let words = &self.words;
        let frame = Frame {
            kennung: Anker::new(&map.id).join("bild"),
            titel: words.plain(file, &map.name, names)?,
            beschreibung: words.maybe(file, &map.reading, names)?.plain(),
            breite: marks::width(width).pixel(),
        };
        let svg = chart::map(&frame, &sheet.drawn(), &marks)
            .map_err(|error| Complaint::new(file, Span::new(map.sql.span()), error.to_string()))?;
        let total = |code: &str| sheet.flaeche.iter().map(|area| number(&area.id, code)).sum::<i64>();
        let present = map.states.iter().zip(&states).filter(|(state, _)| total(&state.code) > 0);
        let legend =
            present.map(|(state, form)| Eintrag { form: *form, text: state.word.clone(), zahl: Some(format::integer(total(&state.code))) });
        let source = match Ziel::web(&sheet.quelle_adresse) {
            Some(target) => Satz::default().link(sheet.quelle.clone(), target),
            None => Satz::from(sheet.quelle.as_str()),
        };
        let mut columns = vec![Spalte::left("Schlüssel"), Spalte::left("Landkreis, kreisfreie Stadt")];
        columns.extend(map.states.iter().map(|state| Spalte::right(&state.word)));
        let line = |area: &Area| {
            let numbers = map.states.iter().map(|state| Zelle::from(format::integer(number(&area.id, &state.code))));
            Zeile::new(None, [Zelle::from(area.id.as_str()), Zelle::from(area.name.as_str())].into_iter().chain(numbers).collect())
        };
        Ok(Diagramm {
            kennung: Anker::new(&map.id),
            titel: words.sentence(file, &map.title, names)?,
            lesart: words.maybe(file, &map.reading, names)?,
            name: frame.titel.clone(),
            svg,
            ende_zuerst: false,
            legende: legend.collect(),
            quelle: joined(source, words.maybe(file, &map.source, names)?),
            tabelle: Tabelle {
                kennung: Anker::new(&map.id).join("tabelle"),
                beschriftung: frame.titel.clone(),
                spalten: columns,
                zeilen: sheet.flaeche.iter().map(line).collect(),
                zeilenkopf: 1,
                ..Tabelle::default()
            },
        })
    }

    /// Outlines of a map from the standard, those of the youngest profile.
    fn outlines(&self, file: &Source, name: &Spanned<String>) -> Result<Sheet, Complaint> {
        let path = format!("karte/{}.toml", name.get_ref());
        let found = self.portfolio.standard.layers.iter().rev().find_map(|layer| layer.files.get(&path));
        let source = found.ok_or_else(|| Complaint::new(file, Span::new(name.span()), format!("die Umrisse „{path}“ fehlen")))?;
        read(source)
    }

    pub(super) fn ladder(&self, file: &Source, ladder: &Ladder, names: &Names) -> Result<Leiter, Complaint> {
        let (steps, entries) = (self.ask(file, &ladder.sql)?, self.ask(file, &ladder.entries)?);
        let step = |row: usize| {
            let text = |name: &str| plain(steps.cell(row, name));
            let own = text("kurz");
            let on_it = (0..entries.rows.len()).filter(|entry| plain(entries.cell(*entry, "kurz")) == own);
            let entry = |row: usize| Satz::from(plain(entries.cell(row, "titel")));
            Sprosse {
                name: text("name"),
                bedingung: text("bedingung"),
                anzahl: text("anzahl"),
                eintraege: on_it.map(entry).collect(),
                kurz: own,
            }
        };
        Ok(Leiter {
            titel: self.words.sentence(file, &ladder.title, names)?,
            satz: self.words.maybe(file, &ladder.sentence, names)?,
            sprossen: (0..steps.rows.len()).map(step).collect(),
            quelle: self.words.maybe(file, &ladder.source, names)?,
        })
    }
}

fn joined(first: Satz, second: Satz) -> Satz {
    if second.is_empty() {
        return first;
    }
    let mut all = first.word(". ");
    all.stuecke.extend(second.stuecke);
    all
}

fn segment(answer: &Answer, row: usize, part: &Part, colour: Farbe) -> Segment {
    let amount = answer.cell(row, &part.field).integer().unwrap_or(0);
    let number = format::integer(amount);
    Segment { wort: part.word.clone(), menge: u64::try_from(amount).unwrap_or(0), text: number.clone(), zahl: number, farbe: colour }
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

fn areas(answer: &Answer) -> BTreeMap<String, BTreeMap<String, i64>> {
    let mut found: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for row in 0..answer.rows.len() {
        let text = |name: &str| plain(answer.cell(row, name));
        let number = answer.cell(row, "anzahl").integer().unwrap_or(0);
        *found.entry(text("flaeche")).or_default().entry(text("stand")).or_default() += number;
    }
    found
}

/// `karte/<name>.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(rename = "titel")]
    _title: String,
    quelle: String,
    quelle_adresse: String,
    #[serde(rename = "lizenz")]
    _licence: String,
    #[serde(rename = "gebietsstand")]
    _as_of: toml::value::Datetime,
    breite: i32,
    hoehe: i32,
    flaeche: Vec<Area>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    id: String,
    name: String,
    /// What stands on the map.
    kurz: Option<String>,
    anker: (i32, i32),
    #[serde(default)]
    lage: Place,
    ringe: Vec<Vec<(i32, i32)>>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    #[default]
    Oben,
    Unten,
    Rechts,
}

impl Sheet {
    fn drawn(&self) -> chart::Karte {
        let area = |area: &Area| chart::Flaeche {
            id: area.id.clone(),
            name: area.kurz.clone().unwrap_or_else(|| area.name.clone()),
            anker: area.anker,
            lage: match area.lage {
                Place::Oben => chart::Lage::Oben,
                Place::Unten => chart::Lage::Unten,
                Place::Rechts => chart::Lage::Rechts,
            },
            ringe: area.ringe.clone(),
        };
        chart::Karte { breite: self.breite, hoehe: self.hoehe, flaechen: self.flaeche.iter().map(area).collect() }
    }
}
