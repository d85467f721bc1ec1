//! What a query answers: names and rows of plain cells. No type of the query engine leaves this floor.

use crate::facts::{Column, Data, Table};
use crate::period::Day;

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Text(String),
    Integer(i64),
    Float(f64),
    Date(Day),
    Flag(bool),
}

/// The type of a column, also where every value is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Text,
    Integer,
    Float,
    Date,
    Flag,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub columns: Vec<String>,
    pub kinds: Vec<Kind>,
    pub rows: Vec<Vec<Cell>>,
}

impl Cell {
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text or a whole number as what it is called by.
    pub fn label(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A whole number, also where the engine made a float of it.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            #[allow(clippy::cast_possible_truncation, reason = "only whole numbers within the exact range of a float")]
            Self::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "figures are far below 2^53")]
            Self::Integer(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    pub fn day(&self) -> Option<Day> {
        match self {
            Self::Date(day) => Some(*day),
            _ => None,
        }
    }

    /// For sorting rows whose query states no order.
    pub fn sort_key(&self) -> String {
        match self {
            Self::Null => "\u{10ffff}".to_owned(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => format!("{:020}", i128::from(*number) + i128::from(i64::MAX)),
            Self::Float(number) => format!("{:030.6}", number + 1e15),
            Self::Date(day) => format!("{:012}", i64::from(*day) + i64::from(i32::MAX)),
            Self::Flag(flag) => u8::from(*flag).to_string(),
        }
    }
}

impl Answer {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    pub fn cell(&self, row: usize, name: &str) -> &Cell {
        let cell = self.column(name).and_then(|column| self.rows.get(row)?.get(column));
        cell.unwrap_or(&Cell::Null)
    }

    /// As a table that further queries may use.
    pub fn into_table(self, name: &str, meaning: &str) -> Table {
        let columns = self.columns.iter().zip(&self.kinds).enumerate().map(|(index, (column, kind))| {
            let cells: Vec<&Cell> = self.rows.iter().map(|row| &row[index]).collect();
            Column::new(column, meaning, data(*kind, &cells))
        });
        Table::new(name, meaning, columns.collect())
    }
}

fn data(kind: Kind, cells: &[&Cell]) -> Data {
    match kind {
        Kind::Integer => Data::Integer(cells.iter().map(|cell| cell.integer()).collect()),
        Kind::Float => Data::Float(cells.iter().map(|cell| cell.number()).collect()),
        Kind::Flag => Data::Flag(cells.iter().map(|cell| cell.flag()).collect()),
        Kind::Date => Data::Date(cells.iter().map(|cell| cell.day()).collect()),
        Kind::Text => Data::Text(cells.iter().map(|cell| cell.text().map(str::to_owned)).collect()),
    }
}
