//! The types of expressions, and what to call them in a German sentence.

use crate::schema::{CatalogueId, Kind, RecordId};

#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    Flag,
    Integer,
    Money,
    Count,
    Text,
    Code(CatalogueId),
    Date,
    /// A number of days.
    Days,
    Row(RecordId),
    List(Box<Type>),
}

impl Type {
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Ref(_) => Self::Text,
            Kind::Integer => Self::Integer,
            Kind::Money => Self::Money,
            Kind::Count => Self::Count,
            Kind::Flag => Self::Flag,
            Kind::Date => Self::Date,
            Kind::Code(catalogue) => Self::Code(catalogue),
            Kind::Codes(catalogue) => Self::list(Self::Code(catalogue)),
            Kind::Refs(_) | Kind::Texts => Self::list(Self::Text),
            Kind::Table(record) => Self::Row(record),
            Kind::List(record) => Self::list(Self::Row(record)),
        }
    }

    pub fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    pub fn german(&self) -> String {
        match self {
            Self::Flag => "ein Ja/Nein-Wert".to_owned(),
            Self::Integer => "eine Zahl".to_owned(),
            Self::Money => "ein Betrag".to_owned(),
            Self::Count => "eine Anzahl".to_owned(),
            Self::Text => "ein Text".to_owned(),
            Self::Code(_) => "ein Code".to_owned(),
            Self::Date => "ein Datum".to_owned(),
            Self::Days => "eine Zahl von Tagen".to_owned(),
            Self::Row(_) => "ein Eintrag".to_owned(),
            Self::List(_) => "eine Liste".to_owned(),
        }
    }

    /// After "mit".
    pub fn dative(&self) -> String {
        let word = self.german();
        match word.split_once(' ') {
            Some(("ein", noun)) => format!("einem {noun}"),
            Some((_, noun)) => format!("einer {noun}"),
            None => word,
        }
    }

    /// Whether values of these types can stand on both sides of `<`.
    pub fn is_ordered_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Count, Self::Integer) | (Self::Integer, Self::Count) => true,
            (left, right) => left == right && matches!(left, Self::Integer | Self::Money | Self::Count | Self::Date | Self::Days),
        }
    }

    /// Whether values of these types can stand on both sides of `==`.
    pub fn is_comparable_with(&self, other: &Self) -> bool {
        self.is_ordered_with(other) || self == other && matches!(self, Self::Text | Self::Flag | Self::Code(_))
    }
}
