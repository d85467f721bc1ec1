//! What all charts have in common: a finding, a frame with words for those who do not see it, and a table.

use anyhow::Result as Drawn;

use crate::portfolio::block::Plate;
use crate::portfolio::{Answer, Text, Width};
use crate::report::assemble::Assembly;
use crate::report::assemble::words::{self, Names};
use crate::report::chart::Frame;
use crate::report::model::{Anker, Block, Diagramm, Eintrag, Form, Satz, Svg, Tabelle};
use crate::source::{Source, Span};
use crate::standard::Complaint;

/// Where a chart is described and how wide it will be.
pub(super) struct Sheet<'a> {
    pub file: &'a Source,
    pub plate: Plate<'a>,
    pub width: Width,
    pub names: &'a Names,
    /// On narrow screens the right end is shown first.
    pub end_first: bool,
}

impl Assembly<'_> {
    /// `said` is what the values say, in one sentence.
    pub(super) fn frame(&self, sheet: &Sheet<'_>, said: &str) -> Result<Frame, Complaint> {
        Ok(Frame {
            kennung: Anker::new(sheet.plate.id).join("bild"),
            titel: self.words.plain(sheet.file, sheet.plate.name, sheet.names)?,
            beschreibung: said.to_owned(),
            breite: self.room(sheet.width),
        })
    }

    pub(super) fn drawing(
        &self,
        sheet: &Sheet<'_>,
        frame: &Frame,
        drawn: Drawn<Svg>,
        legende: Vec<Eintrag>,
        table: Tabelle,
    ) -> Result<Block, Complaint> {
        let Sheet { file, plate, names, .. } = sheet;
        Ok(Block::Diagramm(Box::new(Diagramm {
            kennung: Anker::new(plate.id),
            titel: self.words.sentence(file, plate.title, names)?,
            lesart: self.words.maybe(file, plate.reading, names)?,
            name: frame.titel.clone(),
            svg: sheet.drawn(drawn)?,
            ende_zuerst: sheet.end_first,
            legende,
            quelle: self.words.maybe(file, plate.source, names)?,
            tabelle: sheet.table(frame, table),
        })))
    }

    /// The table of a chart with no more rows than are shown.
    pub(super) fn shortened(&self, sheet: &Sheet<'_>, table: Tabelle, most: Option<usize>, rest: &Text) -> Result<Tabelle, Complaint> {
        let all = table.zeilen.len() + table.weitere.len();
        let table = table.cut(most.unwrap_or(usize::MAX));
        let rest = self.rest(sheet.file, rest, (table.zeilen.len(), all), sheet.names)?;
        Ok(Tabelle { rest, ..table })
    }

    /// Where there is nothing to draw that is said, at the same place.
    pub(super) fn nothing(&self, sheet: &Sheet<'_>, empty: &Satz) -> Result<Block, Complaint> {
        let said = if empty.is_empty() { words::NOTHING.to_owned() } else { empty.plain() };
        Ok(Block::Tabelle(Tabelle {
            kennung: Anker::new(sheet.plate.id),
            titel: self.words.sentence(sheet.file, sheet.plate.title, sheet.names)?,
            leer: said,
            ..Tabelle::default()
        }))
    }
}

impl Sheet<'_> {
    pub fn drawn(&self, drawn: Drawn<Svg>) -> Result<Svg, Complaint> {
        drawn.map_err(|error| Complaint::new(self.file, Span::new(self.plate.sql.span()), error.to_string()))
    }

    pub fn table(&self, frame: &Frame, table: Tabelle) -> Tabelle {
        Tabelle { kennung: Anker::new(self.plate.id).join("tabelle"), beschriftung: frame.titel.clone(), ..table }
    }
}

pub(super) fn entry(form: Form, text: impl Into<String>, number: Option<String>) -> Eintrag {
    Eintrag { form, text: text.into(), zahl: number }
}

pub(super) fn day(answer: &Answer, row: usize, name: &str) -> Option<i32> {
    answer.cell(row, name).integer().and_then(|day| i32::try_from(day).ok())
}

/// True in any of the ways a query can say so.
pub(super) fn said_yes(answer: &Answer, row: usize, name: &str) -> bool {
    let cell = answer.cell(row, name);
    cell.flag() == Some(true) || cell.integer().is_some_and(|number| number != 0) || cell.text() == Some("ja")
}

/// The word of a mark without its explanation: "rot" of "rot: außerhalb".
pub(super) fn short(word: &str) -> &str {
    word.split(':').next().unwrap_or(word)
}
