//! Loops that look for the rows with a certain key. In a long list an index over that field leads to them: the other rows
//! decide nothing, and looking at each of them for each row of another list would cost the product of both.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::audit::lists::Items;
use crate::audit::machine::Machine;
use crate::audit::op::{Comparison, Op, Quantifier};
use crate::audit::trace::Trace;
use crate::audit::value::Value;
use crate::document::{CellId, Rows};
use crate::schema::Slot;

/// Shorter lists are looked through.
pub const LONG: u32 = 32;

/// What the body of a loop stands on: a field of its row, which has to equal or to contain what is asked for.
pub struct Join<'o> {
    slot: Slot,
    asked: &'o Op,
}

/// Nothing unless every row with another key makes the body of this loop certainly what settles nothing.
pub fn of_quantifier(how: Quantifier, body: &Op, variable: usize) -> Option<Join<'_>> {
    find(body, variable, how == Quantifier::All)
}

/// As for a quantifier; a row with another key is not kept.
pub fn of_filter(keep: &Op, variable: usize) -> Option<Join<'_>> {
    find(keep, variable, false)
}

/// The part of a condition that is certainly `settled` where the key is another one, and all of the condition with it.
fn find(op: &Op, variable: usize, settled: bool) -> Option<Join<'_>> {
    match (op, settled) {
        (Op::And(left, right), false) | (Op::Or(left, right), true) => {
            find(left, variable, settled).or_else(|| find(right, variable, settled))
        }
        (Op::Not(operand), _) => find(operand, variable, !settled),
        (Op::Compare(Comparison::Equal, left, right), false) | (Op::Compare(Comparison::Unequal, left, right), true) => {
            key(left, right, variable).or_else(|| key(right, left, variable))
        }
        (Op::In(asked, list), false) => key(list, asked, variable),
        _ => None,
    }
}

fn key<'o>(field: &'o Op, asked: &'o Op, variable: usize) -> Option<Join<'o>> {
    match field {
        Op::Field(row, slot) if matches!(**row, Op::Variable(own) if own == variable) && is_outside(asked, variable) => {
            Some(Join { slot: *slot, asked })
        }
        _ => None,
    }
}

/// Whether a value is the same for every row of the loop, and cheap.
fn is_outside(op: &Op, variable: usize) -> bool {
    match op {
        Op::Constant(_) | Op::Root(_) => true,
        Op::Variable(other) => *other < variable,
        Op::Field(row, _) => is_outside(row, variable),
        _ => false,
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key<'a> {
    Text(&'a str),
    Code(u16),
}

#[derive(Debug, Default)]
struct Index<'a> {
    by_key: HashMap<Key<'a>, Vec<u32>>,
    /// Rows whose key is open or of a kind that has no index.
    open: Vec<u32>,
}

impl<'a> Index<'a> {
    /// A row that has a key twice stands under it once.
    fn add(&mut self, key: Key<'a>, number: u32) {
        let rows = self.by_key.entry(key).or_default();
        if rows.last() != Some(&number) {
            rows.push(number);
        }
    }
}

/// First row of a list, a field, and whether what is not in the file is unknown.
type Indexed = (u32, Slot, bool);

/// The indexes of one run of a rule; shared with the runs that trace.
#[derive(Clone, Default)]
pub struct Indexes<'a>(Rc<RefCell<HashMap<Indexed, Index<'a>>>>);

impl<'a, T: Trace> Machine<'a, T> {
    /// The numbers of the rows that can have a part in the result, in their order; nothing where it may be all of them.
    pub(super) fn joined<'o>(&mut self, items: Items, join: impl FnOnce() -> Option<Join<'o>>) -> Option<Vec<u32>> {
        let Items::Rows(rows) = items else { return None };
        if rows.length <= LONG {
            return None;
        }
        let Join { slot, asked } = join()?;
        let asked = self.eval(asked);
        let key = self.key(asked)?;
        let indexes = self.indexes.clone();
        let mut indexes = indexes.0.borrow_mut();
        let index = indexes.entry((rows.start, slot, self.facts.partial)).or_insert_with(|| self.index(rows, slot));
        let mut found = index.by_key.get(&key).cloned().unwrap_or_default();
        found.extend(&index.open);
        found.sort_unstable();
        Some(found)
    }

    fn index(&self, rows: Rows, slot: Slot) -> Index<'a> {
        let mut index = Index::default();
        for number in 0..rows.length {
            match self.keys(rows, number, slot) {
                Some(keys) => keys.into_iter().for_each(|key| index.add(key, number)),
                None => index.open.push(number),
            }
        }
        index
    }

    /// The keys of a row; nothing where one of them is open.
    fn keys(&self, rows: Rows, number: u32, slot: Slot) -> Option<Vec<Key<'a>>> {
        let Value::Row(row) = self.item(Items::Rows(rows), number) else { return None };
        match self.plain_field(row, slot) {
            Value::List(items) => {
                let items = Items::Rows(items);
                (0..items.length()).map(|index| self.key(self.item(items, index))).collect()
            }
            value => Some(vec![self.key(value)?]),
        }
    }

    /// A field of a row, unnoticed.
    fn plain_field(&self, row: CellId, slot: Slot) -> Value {
        let (document, local, bit) = self.home(row);
        document.field(local, slot).map_or(Value::Unknown, |cell| self.cell_value(cell | bit))
    }

    fn key(&self, value: Value) -> Option<Key<'a>> {
        match value {
            Value::Text(text) => Some(Key::Text(self.text(text))),
            Value::Code(_, ordinal) => Some(Key::Code(ordinal)),
            _ => None,
        }
    }
}
