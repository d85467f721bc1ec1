//! Tables: an answer with a manner of writing for each column. What is missing says so, in words and in grey.

use minijinja::value::Value as Json;

use crate::period::Precision;
use crate::portfolio::block::{Column, Shown, Table};
use crate::portfolio::{Answer, Cell, Text, decimal};
use crate::report::assemble::words::{self, NOTHING, Names, count};
use crate::report::assemble::{Assembly, marks, project_place};
use crate::report::format;
use crate::report::model::{Anker, Form, Gestalt, Satz, Spalte, Tabelle, Wert, Zeile, Zelle, Ziel};
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
        let all = answer.rows.len();
        let shown = table.most.map_or(all, |most| most.min(all));
        let mut rows = Vec::with_capacity(all);
        for row in 0..all {
            let cells = columns.iter().map(|column| self.cell(file, column, &answer, row)).collect::<Result<_, _>>()?;
            let id = table.row_id.as_ref().and_then(|id| {
                let value = answer.cell(row, &id.field).text()?;
                Some(Anker::new(&format!("{}{value}", id.prefix)))
            });
            let next = |name: &String| row + 1 < answer.rows.len() && answer.cell(row, name) != answer.cell(row + 1, name);
            rows.push(Zeile { absatz: table.break_at.as_ref().is_some_and(next), ..Zeile::new(id, cells) });
        }
        let foot = table.foot.as_ref().filter(|_| !rows.is_empty()).map(|name| foot(name, table.row_head, &columns, &answer));
        let words = &self.words;
        Ok(Tabelle {
            kennung: Anker::new(&table.id),
            titel: words.maybe(file, &table.title, names)?,
            satz: words.maybe(file, &table.sentence, names)?,
            beschriftung: words.plain(file, &table.caption, names)?,
            spalten: columns.into_iter().map(heading).collect(),
            zugeklappt: table.folded || table.folded_above.is_some_and(|most| shown > most),
            zeilen: rows,
            zeilenkopf: table.row_head,
            fuss: foot.unwrap_or_default(),
            gestalt: if table.dense { Gestalt::Dicht } else { Gestalt::Liste },
            leer: words.maybe(file, &table.empty, names)?.plain(),
            quelle: words.maybe(file, &table.source, names)?,
            sortierbar: table.sortable,
            rest: self.rest(file, &table.rest, (shown, all), names)?,
            ..Tabelle::default()
        }
        .cut(shown))
    }

    /// How many rows are not shown, and where they stand; nothing where all are.
    pub(super) fn rest(&self, file: &Source, rest: &Text, (shown, all): (usize, usize), names: &Names) -> Result<Satz, Complaint> {
        if shown == all {
            return Ok(Satz::default());
        }
        let mut names = names.clone();
        for (name, number) in [("gezeigt", shown), ("uebrige", all - shown), ("alle", all)] {
            names.insert(name.to_owned(), Json::from(number));
        }
        self.words.maybe(file, rest, &names)
    }

    fn cell(&self, file: &Source, column: &Column, answer: &Answer, row: usize) -> Result<Zelle, Complaint> {
        let value = answer.cell(row, &column.field);
        let shown = match column.shown {
            Shown::Zeichen | Shown::NurZeichen => marked(file, column, value)?,
            Shown::Ort | Shown::Zeile if answer.cell(row, "zeile").is_null() && answer.cell(row, "datei").is_null() => None,
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
                let exact = precision.is_none_or(|word| word == Precision::Exact.word());
                Zelle::from(count(value.integer(), precision)).worth(value.integer().filter(|_| exact).map(Wert::Anzahl))
            }
            Shown::Datum => value.integer().and_then(|day| i32::try_from(day).ok()).map_or_else(|| valued(value), day),
            Shown::Geld => value.integer().map(money).unwrap_or_default(),
            Shown::Seite => {
                let id = answer.cell(row, &format!("{}_seite", column.field)).label();
                let target = id.zip(column.family.as_deref()).and_then(|(id, family)| self.words.page(family, &id));
                Zelle { text: linked(plain(value), target), ..valued(value) }
            }
            Shown::Angabe => {
                let cents = answer.cell(row, &format!("{}_cent", column.field)).integer();
                cents.map_or_else(|| valued(value), money)
            }
            Shown::Verweis => {
                let address = answer.cell(row, &format!("{}_adresse", column.field)).text().and_then(Ziel::web);
                Zelle::from(linked(plain(value), address))
            }
            Shown::Zahl => {
                let cell = valued(value);
                let worth = cell.wert.or_else(|| value.text().and_then(integer).map(Wert::Anzahl));
                cell.worth(worth)
            }
            _ => valued(value),
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
        let target = project.and_then(|project| self.words.place(&project_place(project)).or_else(|| self.words.project(project)));
        Zelle::from(linked(text, target))
    }
}

fn linked(text: String, target: Option<Ziel>) -> Satz {
    match target {
        Some(target) => Satz::default().link(text, target),
        None => Satz::from(text),
    }
}

/// "9 von 12": how many rows have one of the values a column counts.
fn foot(name: &str, row_head: usize, columns: &[&Column], answer: &Answer) -> Vec<Zelle> {
    let all = answer.rows.len();
    let cell = |(index, column): (usize, &&Column)| {
        if index == row_head {
            return Zelle::from(name);
        }
        if column.counted.is_empty() {
            return Zelle::default();
        }
        let value = |row: usize| answer.cell(row, &column.field).text();
        let found = (0..all).filter(|row| value(*row).is_some_and(|value| column.counted.iter().any(|code| code == value))).count();
        Zelle::from(format::share(&found.to_string(), &all.to_string()))
    };
    columns.iter().enumerate().map(cell).collect()
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
        Some(word) => Zelle::from(word.as_str()).worth(integer(word).filter(|_| column.shown == Shown::Zahl).map(Wert::Anzahl)),
        None if column.shown == Shown::NurZeichen => Zelle::bare_mark(Form::Schraffur, NOTHING),
        None => Zelle::mark(Form::Schraffur, NOTHING),
    }
}

/// A value of a query as it is read, with what it is worth.
pub fn valued(value: &Cell) -> Zelle {
    let worth = match value {
        Cell::Integer(number) => Some(Wert::Anzahl(*number)),
        Cell::Float(number) => Some(Wert::Zahl(*number)),
        Cell::Date(day) => Some(Wert::Tag(*day)),
        // Dates are as exact as they are known, and so they are text; those that are a whole day are worth one.
        Cell::Text(text) => format::day_of(text).map(Wert::Tag),
        Cell::Null | Cell::Flag(_) => None,
    };
    Zelle::from(plain(value)).worth(worth)
}

/// A whole number as texts write it: "1.200", "+2", "−3".
pub fn integer(text: &str) -> Option<i64> {
    let plain = text.replace('.', "").replace('−', "-");
    plain.trim_start_matches('±').parse().ok()
}

pub fn number(number: i64) -> Zelle {
    Zelle::from(format::integer(number)).worth(Wert::Anzahl(number))
}

pub fn day(day: i32) -> Zelle {
    Zelle::from(format::day(day)).worth(Wert::Tag(day))
}

fn money(cents: i64) -> Zelle {
    Zelle::from(format::money(cents)).worth(Wert::Geld(cents))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_words_is_a_number_and_a_bound_is_not() {
        let cases = [("0", Some(0)), ("+20", Some(20)), ("−3", Some(-3)), ("±0", Some(0)), ("1.200", Some(1200))];
        for (text, expected) in cases.into_iter().chain([("–", None), ("mehr als 45", None), ("3 von 14", None), ("", None)]) {
            assert_eq!(integer(text), expected, "{text}");
        }
    }
}
