//! A table as columns of plain values. Missing is `None`, in every type.

use std::collections::HashSet;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::period::Day;
use crate::standard::hexadecimal;

/// Bytes that go into a hash at once.
const PIECE: usize = 1 << 15;

/// The key of a table of at most one row.
pub const ONE_ROW: [&str; 0] = [];

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: String,
    pub meaning: String,
    pub columns: Vec<Column>,
    /// The columns whose values together no two rows share: of none at all there is at most one row. Where rows are told
    /// one by one and may be alike there is no key.
    pub key: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub meaning: String,
    /// What the numbers count; empty where they have no unit.
    pub unit: String,
    pub data: Data,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
    Date(Vec<Option<Day>>),
}

/// One value as part of a key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Value<'a> {
    Missing,
    Text(&'a str),
    Whole(i64),
    Bits(u64),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => out.write_str("leer"),
            Self::Text(text) => write!(out, "„{text}“"),
            Self::Whole(number) => write!(out, "{number}"),
            Self::Bits(bits) => write!(out, "{}", f64::from_bits(*bits)),
        }
    }
}

impl Data {
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Float(values) => values.len(),
            Self::Flag(values) => values.len(),
            Self::Date(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn value(&self, row: usize) -> Value<'_> {
        match self {
            Self::Text(values) => values[row].as_deref().map_or(Value::Missing, Value::Text),
            Self::Integer(values) => values[row].map_or(Value::Missing, Value::Whole),
            Self::Float(values) => values[row].map_or(Value::Missing, |number| Value::Bits(number.to_bits())),
            Self::Flag(values) => values[row].map_or(Value::Missing, |flag| Value::Whole(i64::from(flag))),
            Self::Date(values) => values[row].map_or(Value::Missing, |day| Value::Whole(i64::from(day))),
        }
    }

    /// The type's name in descriptions.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "Text",
            Self::Integer(_) => "Ganzzahl",
            Self::Float(_) => "Zahl",
            Self::Flag(_) => "Ja/Nein",
            Self::Date(_) => "Datum",
        }
    }

    /// One after the other, each so that no two columns of different values come to the same bytes.
    fn feed(&self, hash: &mut Sha256) {
        // In large pieces: a hash is slow at taking byte after byte.
        let mut bytes = Vec::with_capacity(2 * PIECE);
        for row in 0..self.len() {
            match self.value(row) {
                Value::Missing => bytes.push(0),
                Value::Text(text) => {
                    bytes.push(1);
                    bytes.extend((text.len() as u64).to_le_bytes());
                    bytes.extend(text.as_bytes());
                }
                Value::Whole(number) => {
                    bytes.push(2);
                    bytes.extend(number.to_le_bytes());
                }
                Value::Bits(bits) => {
                    bytes.push(3);
                    bytes.extend(bits.to_le_bytes());
                }
            }
            if bytes.len() >= PIECE {
                hash.update(&bytes);
                bytes.clear();
            }
        }
        hash.update(&bytes);
    }

    /// Values of this type: those found, or as many missing ones.
    fn shape(&self, found: Option<Self>, rows: usize) -> Self {
        match (self, found) {
            (Self::Text(_), Some(data @ Self::Text(_)))
            | (Self::Integer(_), Some(data @ Self::Integer(_)))
            | (Self::Float(_), Some(data @ Self::Float(_)))
            | (Self::Flag(_), Some(data @ Self::Flag(_)))
            | (Self::Date(_), Some(data @ Self::Date(_))) => data,
            (Self::Text(_), _) => Self::Text(vec![None; rows]),
            (Self::Integer(_), _) => Self::Integer(vec![None; rows]),
            (Self::Float(_), _) => Self::Float(vec![None; rows]),
            (Self::Flag(_), _) => Self::Flag(vec![None; rows]),
            (Self::Date(_), _) => Self::Date(vec![None; rows]),
        }
    }

    /// Two columns of one layout have the same type; anything else is left as it is.
    fn append(&mut self, more: Self) {
        match (self, more) {
            (Self::Text(all), Self::Text(more)) => all.extend(more),
            (Self::Integer(all), Self::Integer(more)) => all.extend(more),
            (Self::Float(all), Self::Float(more)) => all.extend(more),
            (Self::Flag(all), Self::Flag(more)) => all.extend(more),
            (Self::Date(all), Self::Date(more)) => all.extend(more),
            _ => {}
        }
    }
}

impl Column {
    pub fn new(name: impl Into<String>, meaning: impl Into<String>, data: Data) -> Self {
        Self { name: name.into(), meaning: meaning.into(), unit: String::new(), data }
    }

    pub fn counting(mut self, unit: &str) -> Self {
        unit.clone_into(&mut self.unit);
        self
    }

    pub fn text(name: &str, meaning: &str, values: Vec<Option<String>>) -> Self {
        Self::new(name, meaning, Data::Text(values))
    }

    pub fn integer(name: &str, meaning: &str, values: Vec<Option<i64>>) -> Self {
        Self::new(name, meaning, Data::Integer(values))
    }
}

impl Table {
    pub fn new(name: impl Into<String>, meaning: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { name: name.into(), meaning: meaning.into(), columns, key: None }
    }

    pub fn keyed(mut self, key: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.key = Some(key.into_iter().map(Into::into).collect());
        self
    }

    /// SHA-256 over names, types and values, in their order; meanings and units are not part of it.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for column in &self.columns {
            let head = format!("{}\n{}\n{}\n", column.name, column.data.kind(), column.data.len());
            hash.update((head.len() as u64).to_le_bytes());
            hash.update(head);
            column.data.feed(&mut hash);
        }
        hexadecimal(&hash.finalize())
    }

    /// The values of the first key that two rows have, each with the name of its column.
    ///
    /// # Errors
    /// A column of the key that is not there.
    pub fn repeated(&self) -> Result<Option<String>, String> {
        let Some(key) = &self.key else { return Ok(None) };
        let column = |name: &String| self.column(name).ok_or_else(|| name.clone());
        let columns: Vec<&Column> = key.iter().map(column).collect::<Result<_, _>>()?;
        let mut seen = HashSet::with_capacity(self.rows());
        let again = (0..self.rows()).find(|row| !seen.insert(columns.iter().map(|column| column.data.value(*row)).collect::<Vec<_>>()));
        let shown = |row: usize| {
            columns.iter().map(|column| format!("{} = {}", column.name, column.data.value(row))).collect::<Vec<_>>().join(", ")
        };
        Ok(again.map(shown))
    }

    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.data.len())
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// This table with the columns of another: what it lacks is missing in every row, what only it has is left out.
    pub fn shaped_like(self, other: &Self) -> Self {
        let rows = self.rows();
        let mut own = self.columns;
        let column = |wanted: &Column| {
            let found = own.iter().position(|column| column.name == wanted.name).map(|index| own.swap_remove(index).data);
            Column::new(&wanted.name, &wanted.meaning, wanted.data.shape(found, rows))
        };
        Self { key: other.key.clone(), ..Self::new(self.name, &other.meaning, other.columns.iter().map(column).collect()) }
    }

    pub(super) fn append(&mut self, more: Self) {
        for (column, more) in self.columns.iter_mut().zip(more.columns) {
            column.data.append(more.data);
        }
    }
}
