//! The name of a cell as people read it: `entscheidungen[loesung-1].datum`, with the key of a row and never its
//! number, so that it stays the same when rows are added or sorted.

use crate::document::Document;
use crate::document::cell::{CellId, Value};
use crate::schema::{Kind, RecordId, Schema};

impl Document {
    /// The path of a cell; empty for the project itself.
    pub fn path(&self, schema: &Schema, root: RecordId, wanted: CellId) -> String {
        let mut steps = Vec::new();
        if self.walk(schema, root, self.root(), wanted, &mut steps) { steps.join(".") } else { String::new() }
    }

    /// A row's key as text; its number from 1 where the key is missing.
    pub fn row_key(&self, schema: &Schema, record: RecordId, row: CellId, index: usize) -> String {
        let key = schema.record(record).list.and_then(|list| self.field(row, list.key));
        key.and_then(|cell| self.text_at(schema, cell)).unwrap_or_else(|| format!("#{}", index + 1))
    }

    fn walk(&self, schema: &Schema, record: RecordId, row: CellId, wanted: CellId, steps: &mut Vec<String>) -> bool {
        let heading = matches!(self.cell(row).value, Value::Table { base, .. } if base == wanted + 1);
        if row == wanted || heading {
            return true;
        }
        for (slot, field) in (0..).zip(&schema.record(record).fields) {
            let Some(id) = self.field(row, slot) else { return false };
            steps.push(field.name.clone());
            if id == wanted || self.walk_into(schema, field.kind, id, wanted, steps) {
                return true;
            }
            steps.pop();
        }
        false
    }

    fn walk_into(&self, schema: &Schema, kind: Kind, id: CellId, wanted: CellId, steps: &mut Vec<String>) -> bool {
        match (kind, self.cell(id).value) {
            (Kind::Table(inner), Value::Table { .. }) => self.walk(schema, inner, id, wanted, steps),
            (Kind::List(inner), Value::List(rows)) => {
                let name = steps.pop().unwrap_or_default();
                let found = self.rows(rows).iter().enumerate().any(|(index, &row)| {
                    steps.push(format!("{name}[{}]", self.row_key(schema, inner, row, index)));
                    let found = self.walk(schema, inner, row, wanted, steps);
                    if !found {
                        steps.pop();
                    }
                    found
                });
                if !found {
                    steps.push(name);
                }
                found
            }
            (_, Value::List(rows)) => self.rows(rows).contains(&wanted),
            _ => false,
        }
    }
}
