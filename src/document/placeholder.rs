//! Where a placeholder stands for a value. What counts as one is in the standard's list; here is which use a field has.

use crate::document::build::{Builder, Fault, FaultKind};
use crate::document::cell::{Cell, CellId, Value};
use crate::schema::{Kind, RecordId, Slot, Use};
use crate::source::Span;

/// A reference that may be a placeholder: certain only when all rows are known.
pub(super) struct Suspect {
    cell: CellId,
    target: RecordId,
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
        if schema.placeholders.holds(text, used) {
            return Some(self.blank(text, span));
        }
        if let Kind::Ref(target) | Kind::Refs(target) = kind
            && schema.placeholders.holds(text, Use::Text)
        {
            self.suspects.push(Suspect { cell, target });
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

    /// References like „offen“ are placeholders unless a row bears that name.
    pub(super) fn settle_suspects(&mut self) {
        for Suspect { cell, target } in std::mem::take(&mut self.suspects) {
            let Cell { value: Value::Text(text), span } = self.document.cells[cell as usize] else { continue };
            let words = self.text_of(text);
            let Some(list) = self.schema.record(target).list else { continue };
            let is_key = |row: &CellId| match self.document.field(*row, list.key).map(|key| self.document.cell(key).value) {
                Some(Value::Text(key)) => self.text_of(key) == words,
                _ => false,
            };
            let is_known = self.document.rows_of(self.schema, target).iter().filter_map(|way| way.last()).any(is_key);
            if !is_known {
                self.document.cells[cell as usize].value = Value::Blank;
                self.faults.push(Fault { kind: FaultKind::Placeholder(words.to_owned()), span, cell });
            }
        }
    }
}
