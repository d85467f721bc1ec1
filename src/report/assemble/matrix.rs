//! Who was in touch when: rows by group, a month per column, a mark per cell. Where nothing is recorded the cell says so
//! in grey; rows stand in the order of the query and are never ranked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::portfolio::Answer;
use crate::portfolio::block::{Matrix, State};
use crate::report::assemble::plate::{day, entry};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::Names;
use crate::report::assemble::{Assembly, marks, tables};
use crate::report::format;
use crate::report::model::{self, Anker, Block, Form, Gestalt, Spalte, Tabelle, Teiltafel, Zeile, Zelle};
use crate::source::Source;
use crate::standard::Complaint;

/// So many rows are shown at once; more are folded away by group.
const MOST_ROWS: usize = 20;

struct Row {
    code: String,
    title: String,
    group: String,
    /// Per column how often which state was recorded.
    cells: BTreeMap<usize, BTreeMap<usize, u32>>,
}

/// The columns, and the marks their cells can have.
struct Head<'a> {
    matrix: &'a Matrix,
    columns: Vec<String>,
    forms: Vec<Form>,
}

impl Assembly<'_> {
    pub(super) fn matrix(&self, file: &Source, matrix: &Matrix, names: &Names) -> Result<Block, Complaint> {
        let answer = self.ask(file, &matrix.sql)?;
        let forms = matrix.states.iter().map(|state| marks::form(file, &state.form)).collect::<Result<Vec<Form>, _>>()?;
        let months = matrix.months.map(|months| self.months(months));
        let head = Head { matrix, columns: columns(&answer, months.as_deref()), forms };
        let rows = head.rows(&answer, months.as_deref());
        let names = &counted(names, &rows);
        let caption = self.words.plain(file, &matrix.caption, names)?;
        let groups = grouped(&rows);
        let folded = rows.len() > MOST_ROWS && groups.len() > 1;
        let overview = if folded { head.overview(&groups) } else { head.table(&rows.iter().collect::<Vec<_>>()) };
        let part = |(index, (name, rows)): (usize, &(String, Vec<&Row>))| Teiltafel {
            titel: format!("{name}: {}", head.share(rows)),
            tabelle: Tabelle {
                kennung: Anker::new(&matrix.id).join(&index.to_string()),
                beschriftung: format!("{name}: {caption}"),
                ..head.table(rows)
            },
        };
        let mut legend: Vec<model::Eintrag> =
            matrix.states.iter().zip(&head.forms).map(|(state, form)| entry(*form, &state.word, None)).collect();
        legend.push(entry(Form::Schraffur, &matrix.missing, None));
        Ok(Block::Matrix(model::Matrix {
            titel: self.words.sentence(file, &matrix.title, names)?,
            satz: self.words.maybe(file, &matrix.sentence, names)?,
            uebersicht: Tabelle { kennung: Anker::new(&matrix.id), beschriftung: caption.clone(), ..overview },
            gruppen: if folded { groups.iter().enumerate().map(part).collect() } else { Vec::new() },
            legende: legend,
            quelle: self.words.maybe(file, &matrix.source, names)?,
        }))
    }

    /// First days of the last months up to the Stichtag.
    fn months(&self, count: u32) -> Vec<i32> {
        let Some(last) = format::date(self.portfolio.as_of.to).and_then(|day| day.with_day(1)) else { return Vec::new() };
        let months = (0..count).rev().filter_map(|back| last.checked_sub_months(chrono::Months::new(back)));
        months.map(|month| month.to_epoch_days()).collect()
    }
}

fn columns(answer: &Answer, months: Option<&[i32]>) -> Vec<String> {
    if let Some(months) = months {
        return months.iter().map(|month| format::month_short(*month)).collect();
    }
    let mut columns: Vec<String> = Vec::new();
    for row in 0..answer.rows.len() {
        let name = plain(answer.cell(row, "spalte"));
        if !name.is_empty() && !columns.contains(&name) {
            columns.push(name);
        }
    }
    columns
}

/// The names a text may use, with how many rows there are and how many of them have anything in a cell.
fn counted(names: &Names, rows: &[Row]) -> Names {
    let some = rows.iter().filter(|row| !row.cells.is_empty()).count();
    let mut names = names.clone();
    names.insert("alle_zeilen".to_owned(), rows.len().into());
    names.insert("belegte_zeilen".to_owned(), some.into());
    names
}

/// Groups in the order of their first row.
fn grouped(rows: &[Row]) -> Vec<(String, Vec<&Row>)> {
    let mut groups: Vec<(String, Vec<&Row>)> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|(name, _)| *name == row.group) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((row.group.clone(), vec![row])),
        }
    }
    groups
}

impl Head<'_> {
    fn rows(&self, answer: &Answer, months: Option<&[i32]>) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for index in 0..answer.rows.len() {
            let text = |name: &str| plain(answer.cell(index, name));
            let at = *known.entry(text("code")).or_insert_with(|| {
                rows.push(Row { code: text("code"), title: text("titel"), group: text("gruppe"), cells: BTreeMap::new() });
                rows.len() - 1
            });
            let column = match months {
                Some(months) => day(answer, index, "tag").and_then(|day| month_of(months, day)),
                None => self.columns.iter().position(|column| *column == text("spalte")),
            };
            let state = answer.cell(index, "stand").text().and_then(|code| self.matrix.states.iter().position(|state| state.code == code));
            if let (Some(row), Some(column), Some(state)) = (rows.get_mut(at), column, state) {
                *row.cells.entry(column).or_default().entry(state).or_insert(0) += 1;
            }
        }
        rows
    }

    /// "3 von 11 Verwaltungen"
    fn share(&self, rows: &[&Row]) -> String {
        let some = rows.iter().filter(|row| !row.cells.is_empty()).count();
        let word = if rows.len() == 1 { &self.matrix.one } else { &self.matrix.many };
        format!("{} {word}", format::share(&some.to_string(), &rows.len().to_string()))
    }

    fn missing(&self) -> Zelle {
        Zelle::bare_mark(Form::Schraffur, &self.matrix.missing)
    }

    fn table(&self, rows: &[&Row]) -> Tabelle {
        let line = |row: &&Row| {
            let cells =
                (0..self.columns.len()).map(|column| row.cells.get(&column).map_or_else(|| self.missing(), |found| self.cell(found)));
            let name = Zelle::from(row.title.as_str()).note(if row.code == row.title { "" } else { row.code.as_str() });
            Zeile::new(None, std::iter::once(name).chain(cells).collect())
        };
        Tabelle { spalten: self.heads(&self.matrix.one), zeilen: rows.iter().map(line).collect(), ..self.dense() }
    }

    /// The first of the states that was recorded; its word says how often.
    fn cell(&self, found: &BTreeMap<usize, u32>) -> Zelle {
        let Some((state, form)) = found.keys().next().and_then(|first| self.matrix.states.get(*first).zip(self.forms.get(*first))) else {
            return self.missing();
        };
        let words: Vec<String> =
            found.iter().filter_map(|(at, count)| self.matrix.states.get(*at).map(|state| times(state, *count))).collect();
        Zelle::bare_mark(*form, &if words.is_empty() { state.word.clone() } else { words.join(", ") })
    }

    /// One row per group: how many of its rows have anything in that column.
    fn overview(&self, groups: &[(String, Vec<&Row>)]) -> Tabelle {
        let line = |(name, rows): &(String, Vec<&Row>)| {
            let cells = (0..self.columns.len()).map(|column| {
                let some: BTreeSet<&str> = rows.iter().filter(|row| row.cells.contains_key(&column)).map(|row| row.code.as_str()).collect();
                if some.is_empty() { self.missing() } else { tables::number(i64::try_from(some.len()).unwrap_or(i64::MAX)) }
            });
            let total = std::iter::once(Zelle::from(self.share(rows)));
            Zeile::new(None, std::iter::once(Zelle::from(name.as_str())).chain(cells).chain(total).collect())
        };
        let mut columns = self.heads(&self.matrix.groups);
        columns.push(Spalte::right("in der ganzen Zeit"));
        Tabelle { spalten: columns, zeilen: groups.iter().map(line).collect(), ..self.dense() }
    }

    fn heads(&self, first: &str) -> Vec<Spalte> {
        std::iter::once(Spalte::left(first)).chain(self.columns.iter().map(|column| Spalte::center(column))).collect()
    }

    fn dense(&self) -> Tabelle {
        Tabelle { gestalt: Gestalt::Dicht, leer: self.matrix.missing.clone(), ..Tabelle::default() }
    }
}

fn times(state: &State, count: u32) -> String {
    if count == 1 { state.word.clone() } else { format!("{} {count} mal", state.word) }
}

/// The month a day falls into; days before the first one and after the last one fall into none.
fn month_of(months: &[i32], day: i32) -> Option<usize> {
    let date = format::date(day)?.with_day(1)?.to_epoch_days();
    months.iter().position(|month| *month == date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_belongs_to_its_own_month_only() {
        let months = [20_727, 20_758];
        assert_eq!(months.map(format::month_short), ["10/26", "11/26"].map(str::to_owned));
        assert_eq!(
            [20_727, 20_757, 20_758, 20_726, 20_788, i32::MIN].map(|day| month_of(&months, day)),
            [Some(0), Some(0), Some(1), None, None, None]
        );
    }
}
