//! Where a placeholder stands for a value. What counts as one is in the standard's list; here is which use a field has.

use crate::document::build::{Builder, Fault, FaultKind};
use crate::document::cell::{Cell, CellId, Value};
use crate::document::german::meant;
use crate::schema::{CatalogueId, Kind, Named, RecordId, Slot, Use};
use crate::source::Span;

/// What is certain only when everything else is read.
pub(super) enum Suspect {
    /// A reference that may be a placeholder.
    Reference { cell: CellId, target: RecordId },
    /// A name where a key is wanted; its row may say which of several is meant.
    Name { cell: CellId, catalogue: CatalogueId, at: CellId, row: (RecordId, CellId), text: String },
}

impl Builder<'_> {
    /// The value of a text that only holds a place; `None` where it says something.
    pub(super) fn placeholder(&mut self, kind: Kind, (used, cell): (Use, CellId), text: &str, span: Span) -> Option<Value> {
        let schema = self.schema;
        if let Kind::Code(catalogue) | Kind::Codes(catalogue) = kind
            && schema.catalogue(catalogue).ordinal(text).is_some()
        {
            return None;
        }
        // "x" for yes, and amounts that are only signs and digits, say something.
        if matches!(kind, Kind::Flag | Kind::Money | Kind::Integer) && meant(kind, text).is_some() {
            return None;
        }
        if schema.placeholders.holds(text, used) {
            return Some(self.blank(text, span));
        }
        if let Kind::Ref(target) | Kind::Refs(target) = kind
            && schema.placeholders.holds(text, Use::Text)
        {
            self.suspects.push(Suspect::Reference { cell, target });
        }
        None
    }

    pub(super) fn use_of(&self, record: RecordId, slot: Slot) -> Use {
        let record = self.schema.record(record);
        let names_row = || record.list.is_some_and(|list| list.key == slot) || record.field(slot).is_file_name;
        match record.field(slot).kind {
            Kind::Count => Use::Anzahl,
            Kind::Ref(_) | Kind::Refs(_) => Use::Kennung,
            Kind::Text if names_row() => Use::Kennung,
            _ => Use::Text,
        }
    }

    pub(super) fn settle_suspects(&mut self) {
        for suspect in std::mem::take(&mut self.suspects) {
            match suspect {
                Suspect::Reference { cell, target } => self.settle_reference(cell, target),
                Suspect::Name { cell, catalogue, at, row, text } => {
                    let kind = self.settle_name((cell, catalogue), row, text);
                    self.faults.push(Fault { kind, span: self.document.cells[cell as usize].span, cell: at });
                }
            }
        }
    }

    /// References like „offen“ are placeholders unless a row bears that name.
    fn settle_reference(&mut self, cell: CellId, target: RecordId) {
        let Cell { value: Value::Text(text), span } = self.document.cells[cell as usize] else { return };
        let words = self.text_of(text);
        let Some(list) = self.schema.record(target).list else { return };
        let is_key = |row: &CellId| match self.document.field(*row, list.key).map(|key| self.document.cell(key).value) {
            Some(Value::Text(key)) => self.text_of(key) == words,
            _ => false,
        };
        if !self.document.rows_of(self.schema, target).iter().filter_map(|way| way.last()).any(is_key) {
            self.document.cells[cell as usize].value = Value::Blank;
            self.faults.push(Fault { kind: FaultKind::Placeholder(words.to_owned()), span, cell });
        }
    }

    /// A certain name is taken for its key.
    fn settle_name(&mut self, (cell, id): (CellId, CatalogueId), (record, base): (RecordId, CellId), text: String) -> FaultKind {
        let catalogue = self.schema.catalogue(id);
        let slot = catalogue.naming.as_ref().and_then(|naming| self.schema.record(record).slot(&naming.beside.as_ref()?.0));
        let beside = match slot.map(|slot| self.document.cells[(base + CellId::from(slot)) as usize].value) {
            Some(Value::Code(id, ordinal)) => Some(self.schema.catalogue(id).code(ordinal).id.as_str()),
            _ => None,
        };
        match catalogue.resolve(&text, beside) {
            Named::Certain(ordinal) => {
                self.document.cells[cell as usize].value = Value::Code(id, ordinal);
                FaultKind::Named(id, ordinal, text)
            }
            Named::Several(candidates) => FaultKind::Ambiguous(id, candidates, text),
            Named::Nothing => FaultKind::Code(id, text),
        }
    }
}
