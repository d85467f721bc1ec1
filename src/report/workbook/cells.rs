//! Single cells: numbers as numbers, dates as dates, everything else as text, whatever it begins with.

use rust_xlsxwriter::{ColNum, Format, RowNum, Url, Worksheet, XlsxError};

use super::look::Look;
use crate::report::format::{self, NBSP};
use crate::report::model::{Satz, Stueck, Tabelle, Wert, Zelle, Ziel};
use crate::report::outline::address;

/// A cell holds no more.
const LONGEST: usize = 32_000;
const SOFT_HYPHEN: char = '\u{ad}';
const NOTHING_TO_SAY: &str = "–";

/// A column of the workbook: one of the table, or its second lines beside it.
pub struct Column {
    pub title: String,
    pub of: usize,
    pub note: bool,
    /// Numbers stand at the right, and their head over them.
    pub right: bool,
}

/// Second lines get a column of their own, so that a value stays a value.
pub fn columns(table: &Tabelle) -> Vec<Column> {
    let notes = |of: usize| table.zeilen.iter().filter_map(move |row| row.zellen.get(of).map(|cell| cell.hinweis.plain()));
    let wholes = |of: usize| notes(of).filter(|note| !note.is_empty()).all(|note| whole(&note).is_some());
    let noted = |of: usize| table.zeilen.iter().any(|row| row.zellen.get(of).is_some_and(|cell| !cell.hinweis.is_empty()));
    let number = |cell: &Zelle| cell.wert.is_some_and(|value| !matches!(value, Wert::Tag(_)));
    let numbers = |of: usize| table.zeilen.iter().any(|row| row.zellen.get(of).is_some_and(number));
    let mut found: Vec<Column> = Vec::new();
    for (of, column) in table.spalten.iter().enumerate() {
        let title = if column.titel.trim().is_empty() { "Bezeichnung".to_owned() } else { tidy(&column.titel).replace('\n', " ") };
        let right = wholes(of);
        let said = if right { "von" } else { "Zusatz" };
        let note = noted(of).then(|| Column { title: format!("{title}: {said}"), of, note: true, right });
        found.push(Column { title, of, note: false, right: numbers(of) });
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

/// "von 133": what a number is out of.
fn whole(note: &str) -> Option<i64> {
    tidy(note).strip_prefix("von ")?.replace('.', "").parse().ok()
}

/// What a column shows of a row.
pub fn shown(column: &Column, cells: &[Zelle]) -> Zelle {
    match cells.get(column.of) {
        Some(cell) if column.note => {
            Zelle::from(cell.hinweis.clone()).worth(whole(&cell.hinweis.plain()).filter(|_| column.right).map(Wert::Anzahl))
        }
        Some(cell) => cell.clone(),
        None => Zelle::default(),
    }
}

/// Text as a cell holds it: no-break spaces and soft hyphens would keep people from finding what they look for.
pub fn tidy(text: &str) -> String {
    let kept = text.chars().map(|letter| if letter == NBSP { ' ' } else { letter });
    let kept = kept.filter(|letter| *letter != SOFT_HYPHEN && (!letter.is_control() || *letter == '\n'));
    kept.take(LONGEST).collect()
}

/// What is read aloud instead of a drawing or a table: no longer than the format takes.
pub fn alternative(text: &str) -> String {
    const LONGEST: usize = 255;
    tidy(text).chars().take(LONGEST).collect()
}

/// What a cell is worth: what it says of itself, or a whole day that is all it says.
pub fn worth(cell: &Zelle) -> Option<Wert> {
    cell.wert.or_else(|| format::day_of(tidy(&cell.text.plain()).trim()).map(Wert::Tag))
}

/// What stands behind a count: "12 Tage davor" is a number that goes on saying so.
fn unit(text: &str, value: Wert) -> Option<&str> {
    let Wert::Anzahl(count) = value else { return None };
    let number = format::integer(i64::try_from(count.unsigned_abs()).ok()?);
    text.strip_prefix(number.as_str()).filter(|rest| rest.starts_with(' '))
}

/// How many letters a cell shows.
pub fn length(cell: &Zelle) -> usize {
    let number = |number: i64| format::integer(number).chars().count();
    match worth(cell) {
        None => cell.text.plain().chars().filter(|letter| *letter != SOFT_HYPHEN).count(),
        Some(Wert::Anzahl(count)) => (number(count) + 2).max(cell.text.plain().chars().count()),
        Some(Wert::Geld(cents)) => number(cents / 100) + 5,
        Some(Wert::Zahl(_)) => 12,
        Some(Wert::Tag(_)) => 10,
        Some(Wert::Prozent(_)) => 7,
    }
}

/// A key of digits is no number, and nobody is to be warned of it.
pub fn is_key(cell: &Zelle) -> bool {
    let text = cell.text.plain();
    worth(cell).is_none() && !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

pub fn put(sheet: &mut Worksheet, (row, column): (RowNum, ColNum), cell: &Zelle, look: &Look, path: Option<&str>) -> Result<(), XlsxError> {
    let text = tidy(&cell.text.plain());
    if let Some((number, format)) = worth(cell).map(|value| look.number(value, cell.ton)).filter(|(number, _)| number.is_finite()) {
        match worth(cell).and_then(|value| unit(&text, value)) {
            Some(unit) => sheet.write_number_with_format(row, column, number, &look.with_unit(unit))?,
            None => sheet.write_number_with_format(row, column, number, format)?,
        };
        return Ok(());
    }
    // A dash among numbers would break every formula over them.
    if text.is_empty() || text == NOTHING_TO_SAY {
        sheet.write_blank(row, column, &look.text)?;
        return Ok(());
    }
    let target = only_link(&cell.text).and_then(|target| address(path, target));
    if let Some(url) = target.and_then(|address| url(&address, &text))
        && sheet.write_url_with_options(row, column, url, &text, "", Some(&look.link)).is_ok()
    {
        return Ok(());
    }
    write_text(sheet, (row, column), &text, look.words(cell.form))
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
    fn what_a_number_is_out_of_is_a_number_too() {
        let found = |notes: [&str; 2]| {
            let rows = notes.map(|note| Zeile::new(None, vec![Zelle::from("4").worth(Wert::Anzahl(4)).note(note)]));
            let table = Tabelle { spalten: vec![Spalte::right("beteiligt")], zeilen: rows.into(), ..Tabelle::default() };
            let column = columns(&table).pop().unwrap();
            let cell = shown(&column, &table.zeilen[0].zellen);
            (column.title, cell.wert)
        };
        assert_eq!(found(["von 1.200", ""]), ("beteiligt: von".to_owned(), Some(Wert::Anzahl(1200))));
        assert_eq!(found(["von 9 Lösungen", "von 14"]), ("beteiligt: Zusatz".to_owned(), None));
    }

    #[test]
    fn text_loses_signs_that_no_cell_can_hold() {
        assert_eq!(tidy("mehr\u{a0}als\u{a0}45\u{0}\r\n=1"), "mehr als 45\n=1");
        assert_eq!(tidy("Lö\u{ad}sun\u{ad}gen"), "Lösungen");
    }

    #[test]
    fn a_whole_day_is_a_day_and_a_key_is_no_number() {
        assert_eq!(worth(&"31.10.2026".into()), Some(Wert::Tag(20_757)));
        assert_eq!(worth(&"31.10.2026, Entwurf".into()), None);
        assert_eq!(worth(&Zelle::from("mehr als 45")), None);
        assert_eq!(unit("12 Tage davor", Wert::Anzahl(-12)), Some(" Tage davor"));
        assert_eq!((unit("1.200", Wert::Anzahl(1200)), unit("12 %", Wert::Prozent(12.0))), (None, None));
        assert!(is_key(&"15001".into()) && !is_key(&Zelle::from("12").worth(Wert::Anzahl(12))) && !is_key(&"3 von 14".into()));
    }
}
