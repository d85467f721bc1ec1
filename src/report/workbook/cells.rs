//! Single cells: numbers as numbers, dates as dates, everything else as text, whatever it begins with.

use rust_xlsxwriter::{ColNum, Format, RowNum, Url, Worksheet, XlsxError};

use super::look::Look;
use crate::report::format::NBSP;
use crate::report::model::{Form, Satz, Stueck, Tabelle, Zelle, Ziel};
use crate::report::outline::address;

/// A cell holds no more.
const LONGEST: usize = 32_000;

/// A column of the workbook: one of the table, or its second lines beside it.
pub struct Column {
    pub title: String,
    pub of: usize,
    pub note: bool,
}

/// Second lines get a column of their own, so that a value stays a value.
pub fn columns(table: &Tabelle) -> Vec<Column> {
    let noted = |of: usize| table.zeilen.iter().any(|row| row.zellen.get(of).is_some_and(|cell| !cell.hinweis.is_empty()));
    let mut found: Vec<Column> = Vec::new();
    for (of, column) in table.spalten.iter().enumerate() {
        let title = if column.titel.trim().is_empty() { "Bezeichnung".to_owned() } else { tidy(&column.titel).replace('\n', " ") };
        let note = noted(of).then(|| Column { title: format!("{title}: Zusatz"), of, note: true });
        found.push(Column { title, of, note: false });
        found.extend(note);
    }
    let mut seen = std::collections::BTreeSet::new();
    for column in &mut found {
        let base = column.title.clone();
        let mut number = 2;
        while !seen.insert(column.title.to_lowercase()) {
            column.title = format!("{base} ({number})");
            number += 1;
        }
    }
    found
}

/// What a column shows of a row.
pub fn shown(column: &Column, cells: &[Zelle]) -> Zelle {
    match cells.get(column.of) {
        Some(cell) if column.note => Zelle::from(cell.hinweis.clone()),
        Some(cell) => cell.clone(),
        None => Zelle::default(),
    }
}

/// Text as a cell holds it: no-break spaces would keep people from finding what they look for.
pub fn tidy(text: &str) -> String {
    let kept = text.chars().map(|letter| if letter == NBSP { ' ' } else { letter });
    let kept = kept.filter(|letter| !letter.is_control() || *letter == '\n');
    kept.take(LONGEST).collect()
}

pub fn put(sheet: &mut Worksheet, (row, column): (RowNum, ColNum), cell: &Zelle, look: &Look, path: Option<&str>) -> Result<(), XlsxError> {
    if let Some((number, format)) = cell.wert.map(|value| look.number(value, cell.ton)).filter(|(number, _)| number.is_finite()) {
        sheet.write_number_with_format(row, column, number, format)?;
        return Ok(());
    }
    let text = tidy(&cell.text.plain());
    if text.is_empty() {
        sheet.write_blank(row, column, &look.text)?;
        return Ok(());
    }
    let target = only_link(&cell.text).and_then(|target| address(path, target));
    if let Some(url) = target.and_then(|address| url(&address, &text))
        && sheet.write_url_with_options(row, column, url, &text, "", Some(&look.link)).is_ok()
    {
        return Ok(());
    }
    let format = if cell.form == Some(Form::Schraffur) { &look.missing } else { &look.text };
    write_text(sheet, (row, column), &text, format)
}

/// Always as text: a cell that begins with an equals sign is no formula.
pub fn write_text(sheet: &mut Worksheet, (row, column): (RowNum, ColNum), text: &str, format: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// A cell leads to one place at most.
fn only_link(text: &Satz) -> Option<&Ziel> {
    let targets = text.stuecke.iter().filter_map(|piece| match piece {
        Stueck::Verweis { ziel, .. } | Stueck::Anteil { ziel: Some(ziel), .. } => Some(ziel),
        _ => None,
    });
    let mut targets = targets.fuse();
    targets.next().filter(|_| targets.next().is_none())
}

/// Pages of the report lie beside the workbook.
fn url(address: &str, text: &str) -> Option<Url> {
    let outside = address.starts_with("https://") || address.starts_with("http://");
    let address = if outside { address.to_owned() } else { format!("file:///{address}") };
    (text.chars().count() < 255).then(|| Url::new(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{Spalte, Zeile};

    #[test]
    fn second_lines_stand_in_a_column_of_their_own_and_no_head_twice() {
        let row = Zeile::new(None, vec!["a".into(), Zelle::from("b").note("c")]);
        let table = Tabelle { spalten: vec![Spalte::left(""), Spalte::left("bezeichnung")], zeilen: vec![row], ..Tabelle::default() };
        let found = columns(&table);
        let titles: Vec<&str> = found.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(titles, ["Bezeichnung", "bezeichnung (2)", "bezeichnung: Zusatz"]);
        let words: Vec<String> = found.iter().map(|column| shown(column, &table.zeilen[0].zellen).text.plain()).collect();
        assert_eq!(words, ["a", "b", "c"]);
    }

    #[test]
    fn text_loses_signs_that_no_cell_can_hold() {
        assert_eq!(tidy("mehr\u{a0}als\u{a0}45\u{0}\r\n=1"), "mehr als 45\n=1");
    }
}
