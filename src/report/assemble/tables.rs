//! Tables: an answer with a manner of writing for each column. What is missing says so, in words and in grey.

use crate::portfolio::block::{Column, Shown, Table};
use crate::portfolio::{Answer, Cell, decimal};
use crate::report::assemble::words::{self, NOTHING, Names, count};
use crate::report::assemble::{Assembly, marks, project_place};
use crate::report::format;
use crate::report::model::{Anker, Form, Gestalt, Satz, Spalte, Tabelle, Zeile, Zelle, Ziel};
use crate::source::Source;
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn table(&self, file: &Source, table: &Table, names: &Names) -> Result<Tabelle, Complaint> {
        let answer = self.ask(file, &table.sql)?;
        let mut columns: Vec<&Column> = Vec::new();
        for column in &table.columns {
            if self.words.holds(file, &column.when, names)? {
                columns.push(column);
            }
        }
        let mut rows = Vec::new();
        for row in 0..answer.rows.len() {
            let cells = columns.iter().map(|column| self.cell(file, column, &answer, row)).collect::<Result<_, _>>()?;
            let id = table.row_id.as_ref().and_then(|id| {
                let value = answer.cell(row, &id.field).text()?;
                Some(Anker::new(&format!("{}{value}", id.prefix)))
            });
            rows.push(Zeile::new(id, cells));
        }
        let words = &self.words;
        Ok(Tabelle {
            kennung: Anker::new(&table.id),
            titel: words.maybe(file, &table.title, names)?,
            satz: words.maybe(file, &table.sentence, names)?,
            beschriftung: words.plain(file, &table.caption, names)?,
            spalten: columns.into_iter().map(heading).collect(),
            zugeklappt: table.folded || table.folded_above.is_some_and(|most| rows.len() > most),
            zeilen: rows,
            zeilenkopf: table.row_head,
            gestalt: if table.dense { Gestalt::Dicht } else { Gestalt::Liste },
            leer: words.maybe(file, &table.empty, names)?.plain(),
            quelle: words.maybe(file, &table.source, names)?,
        })
    }

    fn cell(&self, file: &Source, column: &Column, answer: &Answer, row: usize) -> Result<Zelle, Complaint> {
        let value = answer.cell(row, &column.field);
        let shown = match column.shown {
            Shown::Zeichen | Shown::NurZeichen => marked(file, column, value)?,
            Shown::Ort | Shown::Zeile => Some(self.source_place(answer, row, column.shown)),
            _ if value.is_null() => None,
            _ => Some(self.written(column, answer, row, value)),
        };
        let mut cell = shown.unwrap_or_else(|| missing(column));
        let place = column.target.as_ref().filter(|_| value.integer() != Some(0)).and_then(|column| answer.cell(row, column).text());
        if let Some(target) = place.and_then(|place| self.words.place(place)) {
            cell.text = Satz::default().link(cell.text.plain(), target);
        }
        if let Some(note) = &column.note {
            let note = answer.cell(row, note).text().map(words::clean).unwrap_or_default();
            cell = cell.note(note);
        }
        Ok(cell)
    }

    fn written(&self, column: &Column, answer: &Answer, row: usize, value: &Cell) -> Zelle {
        match column.shown {
            Shown::Projekt => Zelle::from(self.project_link(value.text().unwrap_or_default())),
            Shown::Anzahl => {
                let precision = answer.cell(row, &format!("{}_art", column.field)).text();
                Zelle::from(count(value.integer(), precision))
            }
            Shown::Datum => Zelle::from(value.integer().and_then(|day| i32::try_from(day).ok()).map_or_else(|| plain(value), format::day)),
            Shown::Geld => Zelle::from(value.integer().map(format::money).unwrap_or_default()),
            Shown::Angabe => {
                let cents = answer.cell(row, &format!("{}_cent", column.field)).integer();
                Zelle::from(cents.map_or_else(|| plain(value), format::money))
            }
            Shown::Verweis => {
                let text = plain(value);
                let address = answer.cell(row, &format!("{}_adresse", column.field)).text().and_then(Ziel::web);
                Zelle::from(match address {
                    Some(target) => Satz::default().link(text, target),
                    None => Satz::from(text),
                })
            }
            _ => Zelle::from(plain(value)),
        }
    }

    /// "cio-projekt.toml:41" or "Zeile 41", linked to where the file of the project is named.
    fn source_place(&self, answer: &Answer, row: usize, shown: Shown) -> Zelle {
        let file = answer.cell(row, "datei").text().unwrap_or_default();
        let name = words::clean(file.rsplit('/').next().unwrap_or(file));
        let text = match answer.cell(row, "zeile").integer() {
            Some(line) if shown == Shown::Zeile => format!("Zeile{}{line}", format::NBSP),
            Some(line) => format!("{name}:{line}"),
            None => name,
        };
        let project = answer.cell(row, "projekt").text();
        match project.and_then(|project| self.words.place(&project_place(project))) {
            Some(target) => Zelle::from(Satz::default().link(text, target)),
            None => Zelle::from(text),
        }
    }
}

fn marked(file: &Source, column: &Column, value: &Cell) -> Result<Option<Zelle>, Complaint> {
    let Some(code) = value.text() else { return Ok(None) };
    let Some(mark) = column.marks.get(code) else { return Ok(Some(Zelle::from(words::clean(code)))) };
    let mark = marks::mark(file, mark)?;
    let bare = column.shown == Shown::NurZeichen;
    Ok(Some(if bare { Zelle::bare_mark(mark.form, &mark.wort) } else { Zelle::mark(mark.form, &mark.wort) }))
}

fn heading(column: &Column) -> Spalte {
    match column.shown {
        Shown::Zahl | Shown::Geld | Shown::Anzahl => Spalte::right(&column.title),
        Shown::NurZeichen => Spalte::center(&column.title),
        _ => Spalte::left(&column.title),
    }
}

/// An explicit word for the gap is plain text; otherwise it is marked as unknown.
fn missing(column: &Column) -> Zelle {
    match &column.empty {
        Some(word) if column.shown == Shown::Zeichen => Zelle::mark(Form::Schraffur, word),
        Some(word) => Zelle::from(word.as_str()),
        None if column.shown == Shown::NurZeichen => Zelle::bare_mark(Form::Schraffur, NOTHING),
        None => Zelle::mark(Form::Schraffur, NOTHING),
    }
}

pub fn plain(value: &Cell) -> String {
    match value {
        Cell::Null => String::new(),
        Cell::Text(text) => words::clean(text),
        Cell::Integer(number) => format::integer(*number),
        Cell::Float(number) => decimal(*number, 1),
        Cell::Date(day) => format::day(*day),
        Cell::Flag(true) => "ja".to_owned(),
        Cell::Flag(false) => "nein".to_owned(),
    }
}
