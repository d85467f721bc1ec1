//! The name of a cell as people read it: `entscheidungen[loesung-1].datum`, with the key of a row and never its
//! number, so that it stays the same when rows are added or sorted.

use crate::document::Document;
use crate::document::cell::{CellId, Value};
use crate::schema::{RecordId, Schema, Slot};
use crate::source::shortened;

/// Letters of a value that names a row without a key.
const NAME_LENGTH: usize = 60;

/// Letters of a key; the dictionary allows fewer.
const LONGEST_KEY: usize = 240;

/// What a cell is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Owner {
    /// The project, or a cell that a cut has taken out of the tree.
    #[default]
    Nothing,
    /// A field of a row or table.
    Field(CellId, RecordId, Slot),
    /// A row or item of a list field: that field's cell, and for rows their record and number.
    Row(CellId, Option<(RecordId, u32)>),
}

impl Document {
    /// The path of a cell; empty for the project itself.
    pub fn path(&self, schema: &Schema, wanted: CellId) -> String {
        let (mut steps, mut suffix) = (Vec::new(), String::new());
        for (at, owner) in self.owners_of(schema, wanted) {
            match owner {
                Owner::Row(_, Some((record, _))) => suffix = format!("[{}]", self.row_name(schema, record, at)),
                Owner::Field(_, record, slot) => {
                    steps.push(format!("{}{suffix}", schema.record(record).field(slot).name));
                    suffix.clear();
                }
                Owner::Row(_, None) | Owner::Nothing => {}
            }
        }
        steps.reverse();
        steps.join(".")
    }

    /// From the project down to a row: fields and, where they are lists, the numbers of the rows.
    #[cfg(feature = "bericht")]
    pub(super) fn way<'s>(&self, schema: &'s Schema, wanted: CellId) -> Vec<(&'s str, Option<usize>)> {
        let owners = self.owners.get_or_init(|| self.find_owners(schema));
        let (mut way, mut row, mut at) = (Vec::new(), None, wanted);
        loop {
            match owners.get(at as usize).copied().unwrap_or_default() {
                Owner::Nothing => break,
                Owner::Row(list, number) => {
                    row = number.map(|(_, index)| index as usize);
                    at = list;
                }
                Owner::Field(above, record, slot) => {
                    way.push((schema.record(record).field(slot).name.as_str(), row.take()));
                    at = above;
                }
            }
        }
        way.reverse();
        way
    }

    /// Whether a cell is still part of the project, and not of a row that a cut has taken away.
    pub fn still_has(&self, schema: &Schema, cell: CellId) -> bool {
        let owners = self.owners.get_or_init(|| self.find_owners(schema));
        cell == self.root() || owners.get(cell as usize).is_some_and(|owner| *owner != Owner::Nothing)
    }

    /// Whether a cell is a row of a list or stands in one.
    pub fn is_in_a_row(&self, schema: &Schema, cell: CellId) -> bool {
        self.owners_of(schema, cell).any(|(_, owner)| matches!(owner, Owner::Row(..)))
    }

    /// What a cell is part of, from the inside out.
    fn owners_of(&self, schema: &Schema, cell: CellId) -> impl Iterator<Item = (CellId, Owner)> {
        let owners = self.owners.get_or_init(|| self.find_owners(schema));
        let of = |at: CellId| owners.get(at as usize).copied().filter(|owner| *owner != Owner::Nothing).map(|owner| (at, owner));
        std::iter::successors(of(cell), move |(_, owner)| match owner {
            Owner::Field(above, ..) | Owner::Row(above, _) => of(*above),
            Owner::Nothing => None,
        })
    }

    /// The field a cell belongs to; of an item of a list, the list's field.
    pub fn field_of(&self, schema: &Schema, cell: CellId) -> Option<(RecordId, Slot)> {
        let owners = self.owners.get_or_init(|| self.find_owners(schema));
        match owners.get(cell as usize).copied().unwrap_or_default() {
            Owner::Field(_, record, slot) => Some((record, slot)),
            Owner::Row(list, _) => self.field_of(schema, list),
            Owner::Nothing => None,
        }
    }

    /// The row or table that has a cell as a field, and which.
    pub fn owner(&self, schema: &Schema, cell: CellId) -> Option<(CellId, RecordId, Slot)> {
        let owners = self.owners.get_or_init(|| self.find_owners(schema));
        match owners.get(cell as usize).copied().unwrap_or_default() {
            Owner::Field(row, record, slot) => Some((row, record, slot)),
            Owner::Row(..) | Owner::Nothing => None,
        }
    }

    /// Whether nothing is written in a row: a heading alone, or placeholders.
    pub fn is_hollow(&self, schema: &Schema, row: CellId) -> bool {
        let Value::Table { record, base, present: true } = self.cell(row).value else { return false };
        let fields = schema.record(record).fields.len();
        let says = |cell: CellId| match self.cell(cell).value {
            Value::List(rows) => self.rows(rows).iter().any(|row| !self.is_hollow(schema, *row)),
            Value::Table { present, .. } => present && !self.is_hollow(schema, cell),
            Value::Fault => true,
            value => !value.is_missing(),
        };
        !(base..).take(fields).any(says)
    }

    /// A row's key as text. Where the key is missing, what else stands in the row: its number would change with the order.
    fn row_name(&self, schema: &Schema, record: RecordId, row: CellId) -> String {
        if let Some(key) = self.key_of(schema, record, row) {
            return shortened(&key, LONGEST_KEY);
        }
        let shown = (0..).zip(&schema.record(record).fields).filter(|(_, field)| !field.person && !field.internal);
        let mut said = shown.filter_map(|(slot, field)| {
            let text = self.text_at(schema, self.field(row, slot)?)?;
            Some(format!("{}={}", field.name, text.chars().take(NAME_LENGTH).collect::<String>()))
        });
        said.next().unwrap_or_else(|| "?".to_owned())
    }

    /// A row's key as text; its number from 1 where the key is missing.
    pub fn row_key(&self, schema: &Schema, record: RecordId, row: CellId, index: usize) -> String {
        self.key_of(schema, record, row).unwrap_or_else(|| format!("#{}", index + 1))
    }

    /// The value that names a row, with the second one where the list has it: `2026-10-30 fachlich`.
    pub fn key_of(&self, schema: &Schema, record: RecordId, row: CellId) -> Option<String> {
        let list = schema.record(record).list?;
        let text = |slot: Slot| self.field(row, slot).and_then(|cell| self.text_at(schema, cell));
        let key = text(list.key)?;
        Some(match list.key_with.and_then(text) {
            Some(with) => format!("{key} {with}"),
            None => key,
        })
    }

    fn find_owners(&self, schema: &Schema) -> Vec<Owner> {
        let mut owners = vec![Owner::Nothing; self.cells.len()];
        self.own(schema, self.root(), &mut owners);
        owners
    }

    /// Everything in a table or row is its own. The cells alone say what they are.
    fn own(&self, schema: &Schema, row: CellId, owners: &mut [Owner]) {
        let Value::Table { record, base, .. } = self.cell(row).value else { return };
        for (slot, cell) in (0..).zip(base..).take(schema.record(record).fields.len()) {
            owners[cell as usize] = Owner::Field(row, record, slot);
            match self.cell(cell).value {
                Value::Table { base, .. } => {
                    // The table's own heading is another cell with the same meaning.
                    owners[base as usize - 1] = Owner::Field(row, record, slot);
                    self.own(schema, cell, owners);
                }
                Value::List(rows) => {
                    for (index, &item) in (0..).zip(self.rows(rows)) {
                        let number = match self.cell(item).value {
                            Value::Table { record, .. } => Some((record, index)),
                            _ => None,
                        };
                        owners[item as usize] = Owner::Row(cell, number);
                        self.own(schema, item, owners);
                    }
                }
                _ => {}
            }
        }
    }
}
