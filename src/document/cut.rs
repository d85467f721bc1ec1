//! The document as it was on a day. What happened later is taken out; plans and terms stay as they were last
//! entered, because every re-plan is a dated row. Structural checks look at the uncut file.

use crate::document::Document;
use crate::document::cell::{CellId, Rows, Value};
use crate::period::Day;
use crate::schema::{DateRole, Kind, List, RecordId, Schema};

impl Document {
    /// Removes rows and values that begin after `day`. Undated ones count as always valid.
    pub fn cut(&mut self, schema: &Schema, root: RecordId, day: Day) {
        if self.latest_event.is_some_and(|latest| latest > day) {
            self.cut_record(schema, root, self.root(), day);
            self.owners.take();
        }
    }

    fn cut_record(&mut self, schema: &Schema, record: RecordId, row: CellId, day: Day) {
        for (slot, field) in (0..).zip(&schema.record(record).fields) {
            let Some(id) = self.field(row, slot) else { return };
            let unknown_yet = field.known_from.and_then(|known| self.field(row, known)).is_some_and(|cell| self.is_later(cell, day));
            let later_event = field.date_role == Some(DateRole::Ereignis) && self.is_later(id, day);
            match (field.kind, self.cell(id).value) {
                (Kind::List(inner), Value::List(rows)) => self.cut_list(schema, inner, id, rows, day),
                (Kind::Table(inner), _) => self.cut_record(schema, inner, id, day),
                _ if unknown_yet || later_event => self.cells[id as usize].value = Value::Unset,
                _ => {}
            }
        }
    }

    fn cut_list(&mut self, schema: &Schema, record: RecordId, list: CellId, rows: Rows, day: Day) {
        let later = |row: CellId| schema.record(record).list.is_some_and(|list| self.begins_later(row, list, day));
        let kept: Vec<CellId> = self.rows(rows).iter().copied().filter(|&row| !later(row)).collect();
        for (index, &row) in (rows.start as usize..).zip(&kept) {
            self.rows[index] = row;
        }
        // `kept` is never longer than the list it came from.
        let length = u32::try_from(kept.len()).unwrap_or(rows.length);
        self.cells[list as usize].value = Value::List(Rows { start: rows.start, length });
        for row in kept {
            self.cut_record(schema, record, row, day);
        }
    }

    /// Whether a row certainly begins after a day; one whose date cannot be read is there.
    pub fn begins_later(&self, row: CellId, list: List, day: Day) -> bool {
        list.valid_from.and_then(|slot| self.field(row, slot)).is_some_and(|cell| self.is_later(cell, day))
    }

    fn is_later(&self, cell: CellId, day: Day) -> bool {
        matches!(self.cell(cell).value, Value::Period(period) if period.from > day)
    }
}
