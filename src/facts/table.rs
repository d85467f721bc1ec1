//! A table as columns of plain values. Missing is `None`, in every type.

use crate::period::Day;

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: String,
    pub meaning: String,
    pub columns: Vec<Column>,
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
        Self { name: name.into(), meaning: meaning.into(), columns }
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
        Self::new(self.name, &other.meaning, other.columns.iter().map(column).collect())
    }

    pub(super) fn append(&mut self, more: Self) {
        for (column, more) in self.columns.iter_mut().zip(more.columns) {
            column.data.append(more.data);
        }
    }
}
