//! One project file as cells: every value the dictionary knows sits in its slot, with its place in the text.
//! Reading never fails. What does not fit becomes a fault, and the rest of the file is still there. `read` is the one door:
//! behind it, which reader takes a text and what it recovers of a broken one is nobody else's business.

mod bounds;
mod build;
mod cell;
mod cut;
mod discover;
#[cfg(feature = "bericht")]
mod enter;
mod german;
mod kind;
mod mark;
mod mend;
mod outline;
mod path;
mod placeholder;
mod recover;
mod repeated;
mod scalar;
mod scan;
mod thorough;
mod tree;
mod veil;

pub use build::{Fault, FaultKind, is_plain, parse_thoroughly, read, read_head};
pub use cell::{Cell, CellId, Rows, TextRef, Value};
pub use discover::{Discovered, discover};
#[cfg(feature = "bericht")]
pub use enter::{Entered, NotEntered, enter};
pub use german::{is_impossible_day, meant};
pub use kind::{Foreign, Kind, kind_of};
pub use mark::Mark;
pub use outline::Outline;

use std::sync::OnceLock;

use crate::period::Day;
use crate::schema::{RecordId, Schema, Slot};
use crate::source::{Source, Span};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub source: Source,
    pub(crate) cells: Vec<Cell>,
    pub(crate) rows: Vec<CellId>,
    /// Texts that are not literally in the source, because the file wrote them with escapes.
    pub(crate) extra: String,
    /// What must not be shown, as places in the text.
    veiled: Vec<Span>,
    /// The latest day of something that happened; nothing has to be cut at a later Stichtag.
    pub(crate) latest_event: Option<Day>,
    root: CellId,
    /// What each cell is part of, made when the first path is asked for.
    owners: OnceLock<Vec<path::Owner>>,
    /// Made when the first place for something new is asked for.
    outline: OnceLock<Outline>,
}

impl Document {
    pub fn root(&self) -> CellId {
        self.root
    }

    pub fn cell(&self, id: CellId) -> &Cell {
        &self.cells[id as usize]
    }

    pub fn text(&self, text: TextRef) -> &str {
        let (start, length) = (text.start as usize, text.length as usize);
        let own = self.source.text.len();
        if start < own { &self.source.text[start..start + length] } else { &self.extra[start - own..start - own + length] }
    }

    pub fn rows(&self, rows: Rows) -> &[CellId] {
        if rows.length == 0 {
            return &[];
        }
        &self.rows[rows.start as usize..(rows.start + rows.length) as usize]
    }

    /// Keeps a text that stands in no file.
    pub fn keep(&mut self, text: &str) -> TextRef {
        let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let start = self.source.text.len() + self.extra.len();
        self.extra.push_str(text);
        TextRef { start: narrow(start), length: narrow(text.len()) }
    }

    /// The headings of the text.
    pub fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(&self.source.text))
    }

    /// The cell of a field in a row or table; `None` when `row` is neither.
    pub fn field(&self, row: CellId, slot: Slot) -> Option<CellId> {
        match self.cell(row).value {
            Value::Table { base, .. } => Some(base + CellId::from(slot)),
            _ => None,
        }
    }

    /// The rows of a list field, empty when the file has none.
    pub fn list(&self, row: CellId, slot: Slot) -> &[CellId] {
        match self.field(row, slot).map(|id| self.cell(id).value) {
            Some(Value::List(rows)) => self.rows(rows),
            _ => &[],
        }
    }

    /// A field's text, whether free text, key or code.
    pub fn text_at(&self, schema: &Schema, id: CellId) -> Option<String> {
        match self.cell(id).value {
            Value::Text(text) => Some(self.text(text).to_owned()),
            Value::Code(catalogue, ordinal) => Some(schema.catalogue(catalogue).code(ordinal).id.clone()),
            Value::Period(period) => Some(period.iso()),
            Value::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// All rows of a record anywhere in the file, in file order, each with the rows it is nested in.
    pub fn rows_of(&self, schema: &Schema, record: RecordId) -> Vec<Vec<CellId>> {
        let mut found = Vec::new();
        self.collect(schema, Schema::PROJECT, &mut vec![self.root], record, &mut found);
        found
    }

    fn collect(&self, schema: &Schema, at: RecordId, way: &mut Vec<CellId>, wanted: RecordId, found: &mut Vec<Vec<CellId>>) {
        if at == wanted {
            found.push(way.clone());
            return;
        }
        let Some(&row) = way.last() else { return };
        for (slot, field) in (0..).zip(&schema.record(at).fields) {
            let (crate::schema::Kind::Table(next) | crate::schema::Kind::List(next)) = field.kind else { continue };
            if !is_above(schema, next, wanted) {
                continue;
            }
            let table = self.field(row, slot).filter(|_| matches!(field.kind, crate::schema::Kind::Table(_)));
            let rows = if table.is_some() { &[] } else { self.list(row, slot) };
            for child in table.into_iter().chain(rows.iter().copied()) {
                way.push(child);
                self.collect(schema, next, way, wanted, found);
                way.pop();
            }
        }
    }
}

/// Whether `upper` is `lower` or contains it.
fn is_above(schema: &Schema, upper: RecordId, mut lower: RecordId) -> bool {
    while lower != upper && lower != Schema::PROJECT {
        lower = schema.record(lower).parent;
    }
    lower == upper
}
