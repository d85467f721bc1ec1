//! The map: one mark per municipal body in its Kreis, on outlines that are part of the standard.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::block::Map;
use crate::portfolio::{Answer, Width};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::Names;
use crate::report::assemble::{Assembly, marks, tables};
use crate::report::chart::{self, Frame};
use crate::report::format;
use crate::report::model::{Anker, Diagramm, Eintrag, Form, Satz, Spalte, Tabelle, Zeile, Zelle, Ziel};
use crate::source::{Source, Span};
use crate::standard::{Complaint, read};

impl Assembly<'_> {
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
            breite: self.room(width),
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
            let numbers = map.states.iter().map(|state| tables::number(number(&area.id, &state.code)));
            let page = map.family.as_deref().and_then(|family| words.page(family, &area.id));
            let name = page.map_or_else(|| Satz::from(area.name.as_str()), |page| Satz::default().link(area.name.as_str(), page));
            Zeile::new(None, [Zelle::from(area.id.as_str()), Zelle::from(name)].into_iter().chain(numbers).collect())
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
}

fn joined(first: Satz, second: Satz) -> Satz {
    if second.is_empty() {
        return first;
    }
    let mut all = first.word(". ");
    all.stuecke.extend(second.stuecke);
    all
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
