//! Does every figure compute what it says? Each runs over its own examples; whatever differs is reported with its place.

use toml::value::Datetime;

use crate::audit::{Auditor, Question};
use crate::period::Period;
use crate::portfolio::answer::Cell;
use crate::portfolio::figure::{Example, Figure};
use crate::portfolio::{Contents, Line, Portfolio};
use crate::source::{Source, Span};
use crate::standard::Complaint;

pub fn prove(auditor: &Auditor<'_>, contents: &Contents) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for figure in &contents.figures {
        for example in &figure.examples {
            let at = Span::new(example.title.span());
            let wrong = |message: String| Complaint::new(&figure.file, at, format!("Beispiel „{}“: {message}", example.title.get_ref()));
            match try_example(auditor, contents, figure, example) {
                Ok(found) => complaints.extend(found.into_iter().map(wrong)),
                Err(complaint) => complaints.push(complaint),
            }
        }
    }
    complaints
}

fn try_example(auditor: &Auditor<'_>, contents: &Contents, figure: &Figure, example: &Example) -> Result<Vec<String>, Complaint> {
    let Some(as_of) = day(&example.as_of) else { return Ok(vec!["der Stichtag ist kein Tag".to_owned()]) };
    let question = Question::as_of_day(as_of);
    let audit =
        |(index, text): (usize, &String)| auditor.audit(Source::new(format!("beispiel-{}.toml", index + 1), text.as_str()), question);
    let audits: Vec<_> = example.projects.iter().enumerate().map(audit).collect();
    let broken = audits
        .iter()
        .flat_map(|audit| &audit.findings)
        .find(|finding| ["STR-01", "STR-02", "STR-03", "STR-04", "STR-07", "STR-08"].contains(&finding.rule.as_str()));
    if let Some(finding) = broken {
        return Ok(vec![format!("{} {}", finding.file, finding.message)]);
    }
    let portfolio = Portfolio::for_query(auditor.standard, &contents.views, figure.sql.get_ref(), as_of, &audits)?;
    let measure = portfolio.measure(figure)?;
    if measure.lines.len() != example.expected.len() {
        return Ok(vec![format!(
            "{} Zeilen erwartet, {} berechnet: {}",
            example.expected.len(),
            measure.lines.len(),
            shown(&measure.lines)
        )]);
    }
    let pairs = measure.lines.iter().zip(&example.expected);
    Ok(pairs.flat_map(|(line, expected)| differences(line, expected)).collect())
}

fn day(stamp: &Datetime) -> Option<Period> {
    let date = stamp.date?;
    Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn differences(line: &Line, expected: &toml::Table) -> Vec<String> {
    let differs = |(name, value): (&String, &toml::Value)| {
        let found = match name.as_str() {
            "nenner" => line.whole.map_or(Cell::Null, Cell::Integer),
            "genauigkeit" => Cell::Text(line.precision.word().to_owned()),
            _ => line.cells.iter().find(|(column, _)| column == name).map_or(Cell::Null, |(_, cell)| cell.clone()),
        };
        let row = line.key.as_ref().map_or_else(String::new, |key| format!("Zeile „{key}“: "));
        (!same(&found, value)).then(|| format!("{row}„{name}“ soll {value} sein, ist {}", said(&found)))
    };
    expected.iter().filter_map(differs).collect()
}

/// "leer" stands for a missing value, since TOML has none.
fn same(found: &Cell, expected: &toml::Value) -> bool {
    match (found, expected) {
        (Cell::Null, toml::Value::String(text)) => text == "leer",
        (Cell::Text(found), toml::Value::String(text)) => found == text,
        (Cell::Flag(found), toml::Value::Boolean(flag)) => found == flag,
        (Cell::Integer(_) | Cell::Float(_), toml::Value::Integer(number)) => found.integer() == Some(*number),
        (Cell::Integer(_) | Cell::Float(_), toml::Value::Float(number)) => {
            found.number().is_some_and(|found| (found - number).abs() < 1e-9)
        }
        _ => false,
    }
}

/// As it would stand in the example.
fn said(cell: &Cell) -> String {
    match cell {
        Cell::Null => "\"leer\"".to_owned(),
        Cell::Text(text) => format!("\"{text}\""),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Date(day) => Period::day(*day).german(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

fn shown(lines: &[Line]) -> String {
    let whole = |number: Option<i64>| number.map_or(Cell::Null, Cell::Integer);
    let line = |line: &Line| {
        let key = line.key.as_ref().map_or_else(String::new, |key| format!("„{key}“: "));
        let value = line.value.map_or(Cell::Null, Cell::Float);
        format!("{key}{} von {}, Wert {}, {}", said(&whole(line.part)), said(&whole(line.whole)), said(&value), line.precision.word())
    };
    lines.iter().map(line).collect::<Vec<_>>().join("; ")
}
