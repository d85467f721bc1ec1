//! From the TOML parser's tree to cells. Everything the dictionary does not foresee is collected as a fault with its
//! place; wording it is the business of the floor above.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::document::Document;
use crate::document::cell::{Cell, CellId, Rows, TextRef, Value};
use crate::document::scalar::is_placeholder;
use crate::schema::{CatalogueId, Kind, RecordId, Schema, Slot};
use crate::source::{Source, Span};

/// Something in the file that does not fit the dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    pub span: Span,
    /// The cell it concerns; the row for an unknown key.
    pub cell: CellId,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// The TOML parser's own message.
    Syntax(String),
    /// As `Syntax`, but only this value is spoiled.
    Malformed(String),
    UnknownKey(RecordId, String),
    Type(Kind),
    Code(CatalogueId, String),
    /// A code that this profile has removed; its value is still understood.
    RemovedCode(CatalogueId, String),
    Pattern(RecordId, Slot),
    Placeholder(String),
}

/// Fills the cells from a text. With syntax errors that reach beyond single values the cells hold nothing and the faults
/// are all the errors.
pub fn parse(schema: &Schema, root: RecordId, mut source: Source) -> (Document, Vec<Fault>) {
    let text = std::mem::take(&mut source.text);
    let mut builder = Builder {
        schema,
        document: Document { source, cells: Vec::with_capacity(text.len() / 8), ..Document::default() },
        faults: Vec::new(),
        at: 0,
        base: text.as_ptr() as usize,
        length: text.len(),
    };
    match DeTable::parse(&text) {
        Ok(table) => {
            // What the project itself lacks is shown at its first line with content, not at a comment above it.
            let first = table.get_ref().keys().map(Spanned::span).min_by_key(|span| span.start);
            let span = first.map_or_else(Span::default, Span::new);
            builder.document.root = builder.table(root, Some(table.get_ref()), span, true);
        }
        Err(_) => builder.recover(root, &text),
    }
    builder.document.source.text = text;
    (builder.document, builder.faults)
}

pub(super) struct Builder<'a> {
    pub(super) schema: &'a Schema,
    pub(super) document: Document,
    pub(super) faults: Vec<Fault>,
    /// The cell being filled.
    at: CellId,
    /// Address of the parsed text: a borrowed string's offset is its address less this.
    base: usize,
    length: usize,
}

impl Builder<'_> {
    pub(super) fn table(&mut self, record: RecordId, table: Option<&DeTable<'_>>, span: Span, present: bool) -> CellId {
        let fields = &self.schema.record(record).fields;
        let id = self.push(Cell { value: Value::Unset, span });
        let base = id + 1;
        self.document.cells.resize(base as usize + fields.len(), Cell { value: Value::Unset, span });
        self.document.cells[id as usize].value = Value::Table { record, base, present };
        // The parser hands out keys in the order of their names.
        let mut at = 0;
        for (key, value) in table.into_iter().flatten() {
            match self.schema.record(record).slot_from(&mut at, key.get_ref()) {
                Some(slot) => self.fill(record, slot, base, value),
                None => self.unknown_key(record, id, key),
            }
        }
        self.absent_parts(record, base, span);
        id
    }

    /// Absent tables get cells too, so that what is missing can be named field by field; lists that are empty when
    /// absent are empty from here on.
    fn absent_parts(&mut self, record: RecordId, base: CellId, span: Span) {
        let schema = self.schema;
        for (cell, field) in (base..).zip(&schema.record(record).fields) {
            if self.document.cells[cell as usize].value != Value::Unset {
                continue;
            }
            match field.kind {
                Kind::Table(inner) => {
                    let id = self.table(inner, None, span, false);
                    self.document.cells[cell as usize] = self.document.cells[id as usize];
                }
                Kind::List(inner) if schema.record(inner).list.is_some_and(|list| list.absent_is_empty) => {
                    self.document.cells[cell as usize].value = Value::List(Rows { start: 0, length: 0 });
                }
                _ => {}
            }
        }
    }

    fn fill(&mut self, record: RecordId, slot: u16, base: CellId, value: &Spanned<DeValue<'_>>) {
        let schema = self.schema;
        let field = schema.record(record).field(slot);
        let span = Span::new(value.span());
        let cell = base + CellId::from(slot);
        self.at = cell;
        let value = match (field.kind, value.get_ref()) {
            (Kind::Table(inner), DeValue::Table(table)) => {
                let id = self.table(inner, Some(table), span, true);
                self.document.cell(id).value
            }
            (Kind::List(inner), DeValue::Array(rows)) => self.record_rows(inner, rows.iter()),
            (Kind::List(inner), DeValue::Table(_)) => self.fault(FaultKind::Type(Kind::List(inner)), span),
            (Kind::Codes(_) | Kind::Refs(_) | Kind::Texts, DeValue::Array(items)) => self.items(field.kind, items.iter()),
            (_, other) => self.scalar((record, slot), other, span),
        };
        self.document.cells[cell as usize] = Cell { value, span };
    }

    fn record_rows<'v, 'i: 'v>(&mut self, record: RecordId, rows: impl Iterator<Item = &'v Spanned<DeValue<'i>>>) -> Value {
        let list = self.at;
        let mut ids = Vec::new();
        for row in rows {
            let span = Span::new(row.span());
            match row.get_ref() {
                DeValue::Table(table) => ids.push(self.table(record, Some(table), span, true)),
                _ => {
                    self.at = list;
                    self.fault(FaultKind::Type(Kind::List(record)), span);
                }
            }
        }
        Value::List(self.keep_rows(&ids))
    }

    fn items<'v, 'i: 'v>(&mut self, kind: Kind, items: impl Iterator<Item = &'v Spanned<DeValue<'i>>>) -> Value {
        let mut ids = Vec::new();
        for item in items {
            let span = Span::new(item.span());
            let value = match (kind, item.get_ref()) {
                (_, DeValue::String(text)) if is_placeholder(text) => self.blank(text, span),
                (Kind::Codes(catalogue), DeValue::String(text)) => self.code(catalogue, text, span),
                (_, DeValue::String(text)) => Value::Text(self.text(text)),
                _ => self.fault(FaultKind::Type(kind), span),
            };
            ids.push(self.push(Cell { value, span }));
        }
        Value::List(self.keep_rows(&ids))
    }

    fn keep_rows(&mut self, ids: &[CellId]) -> Rows {
        let start = narrow(self.document.rows.len());
        self.document.rows.extend_from_slice(ids);
        Rows { start, length: narrow(ids.len()) }
    }

    fn push(&mut self, cell: Cell) -> CellId {
        self.document.cells.push(cell);
        narrow(self.document.cells.len() - 1)
    }

    fn unknown_key(&mut self, record: RecordId, row: CellId, key: &Spanned<Cow<'_, str>>) {
        let kind = FaultKind::UnknownKey(record, key.get_ref().to_string());
        self.faults.push(Fault { kind, span: Span::new(key.span()), cell: row });
    }

    pub(super) fn fault(&mut self, kind: FaultKind, span: Span) -> Value {
        self.faults.push(Fault { kind, span, cell: self.at });
        Value::Fault
    }

    pub(super) fn blank(&mut self, text: &str, span: Span) -> Value {
        if !text.trim().is_empty() {
            self.fault(FaultKind::Placeholder(text.to_owned()), span);
        }
        Value::Blank
    }

    /// Borrowed strings lie within the source; only those that were written with escapes are kept apart.
    pub(super) fn text(&mut self, text: &str) -> TextRef {
        let offset = (text.as_ptr() as usize).wrapping_sub(self.base);
        let borrowed = offset.saturating_add(text.len()) <= self.length;
        let start = if borrowed {
            offset
        } else {
            self.document.extra.push_str(text);
            self.length + self.document.extra.len() - text.len()
        };
        TextRef { start: narrow(start), length: narrow(text.len()) }
    }
}

/// Sources are limited to 64 MiB, so every index fits.
fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
