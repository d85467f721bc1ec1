//! What an expression evaluates to. Small and `Copy`; texts and rows stay where they are, in the document or among the
//! constants of the standard.

use crate::audit::inexact::{Counted, Interval, NOWHERE};
use crate::document::{CellId, Rows, TextRef};
use crate::period::Truth;
use crate::schema::CatalogueId;

/// Cells and texts of the constants carry this bit, so that both live in one address space.
pub const CONSTANT: u32 = 1 << 31;

/// An ordinal that no catalogue has: equal to no code, but not unknown.
pub const NO_CODE: u16 = u16::MAX;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Unknown,
    Flag(bool),
    Integer(i64),
    /// Cent.
    Money(i64),
    Count(Counted),
    Text(TextRef),
    Code(CatalogueId, u16),
    Date(Interval),
    /// A length of time as an interval of days: both ends inclusive.
    Days(Interval),
    Row(CellId),
    /// Rows of the document or of the constants.
    List(Rows),
    /// Range in the machine's scratch memory: a list that an expression made.
    Made {
        start: u32,
        length: u32,
    },
}

impl Value {
    pub fn truth(self) -> Truth {
        match self {
            Self::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    pub fn of_truth(truth: Truth) -> Self {
        truth.map_or(Self::Unknown, Self::Flag)
    }

    /// What both have in common: the same value, or the same interval from different cells.
    pub fn common(self, other: Self) -> Self {
        match (self, other) {
            _ if self == other => self,
            (Self::Date(left), Self::Date(right)) if left.days == right.days => Self::Date(Interval::new(left.days, NOWHERE)),
            (Self::Days(left), Self::Days(right)) if left.days == right.days => Self::Days(Interval::new(left.days, NOWHERE)),
            (Self::Count(left), Self::Count(right)) if left.count() == right.count() => Self::Count(Counted::new(left.count(), NOWHERE)),
            _ => Self::Unknown,
        }
    }
}
