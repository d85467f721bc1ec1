//! What a slot of a project file can hold. Small and `Copy`: a file of 300 lines is a few kilobytes of cells.

use crate::period::{Count, Period};
use crate::schema::{CatalogueId, RecordId};
use crate::source::Span;

/// Index into a document's cells.
pub type CellId = u32;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub value: Value,
    /// Where the value stands; for an empty slot, the heading of the row it would stand in.
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Not in the file.
    Unset,
    /// In the file, but empty or a placeholder: counts as missing.
    Blank,
    /// In the file, but of the wrong type or an unknown code: counts as missing, and a finding says so.
    Fault,
    Flag(bool),
    Integer(i64),
    /// Cent.
    Money(i64),
    Count(Count),
    Text(TextRef),
    Code(CatalogueId, u16),
    Period(Period),
    /// First cell of its fields. An absent table still has cells, all unset.
    Table {
        record: RecordId,
        base: CellId,
        present: bool,
    },
    List(Rows),
}

/// Byte range in the source or, behind its end, in the document's extra text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextRef {
    pub start: u32,
    pub length: u32,
}

/// Range in a document's row index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rows {
    pub start: u32,
    pub length: u32,
}

impl Rows {
    /// The rows of a list that the file does not have, where that means it has none.
    pub const ABSENT: Self = Self { start: u32::MAX, length: 0 };
}

impl Value {
    /// Nothing usable is here.
    pub fn is_missing(self) -> bool {
        match self {
            Self::Unset | Self::Blank | Self::Fault => true,
            Self::Table { present, .. } => !present,
            _ => false,
        }
    }
}
