//! From documents to the rows of the tables.

use std::collections::{HashMap, HashSet};

use crate::document::{CellId, Document, Value};
use crate::facts::ProjectFacts;
use crate::facts::layout::{Layout, Part};
use crate::facts::table::{Column, Data, Table};
use crate::period::{Count, Day, Period, Precision};
use crate::schema::{Kind, RecordId, Schema, Slot};

/// One table per layout, with the rows of these projects in their order.
pub fn fill(schema: &Schema, layouts: &[Layout], projects: &[&ProjectFacts<'_>]) -> Vec<Table> {
    let mut tables: Vec<Table> = layouts.iter().map(empty).collect();
    for facts in projects {
        let breaks = line_breaks(&facts.document.source.text);
        let renamed = renamed(schema, facts.document);
        for (table, layout) in tables.iter_mut().zip(layouts) {
            let Some(&record) = layout.chain.last() else { continue };
            for way in facts.document.rows_of(schema, record) {
                // As for the rules: a row in which nothing is written settles nothing and is not counted.
                if way.len() > 1 && way.last().is_some_and(|row| facts.document.is_hollow(schema, *row)) {
                    continue;
                }
                Row { schema, facts, breaks: &breaks, renamed: &renamed, way: &way, item: None }.push_into(table, layout);
            }
        }
    }
    for (table, layout) in tables.iter_mut().zip(layouts) {
        for (column, _) in table.columns.iter_mut().zip(&layout.columns).filter(|(_, planned)| matches!(planned.part, Part::Cents(_))) {
            if let Data::Integer(values) = &mut column.data {
                keep_summable(values);
            }
        }
    }
    tables
}

/// What all amounts of a column come to at most, in Cent: queries multiply sums by percentages, and none may wrap.
const LARGEST_SUM: i64 = i64::MAX / 1000;

/// An amount with which the column would come to more is unknown. Single amounts are bounded by the dictionary; it takes
/// more than ninety of the largest.
fn keep_summable(values: &mut [Option<i64>]) {
    let mut sum: i64 = 0;
    for value in values {
        let next = value.and_then(|cents| sum.checked_add(cents.checked_abs()?)).filter(|next| *next <= LARGEST_SUM);
        match next {
            Some(next) => sum = next,
            None => *value = None,
        }
    }
}

fn empty(layout: &Layout) -> Table {
    let columns =
        layout.columns.iter().map(|column| Column::new(&column.name, &column.meaning, column.part.empty()).counting(&column.unit));
    let key = layout.columns.iter().filter(|planned| matches!(planned.part, Part::Project | Part::Key(_) | Part::Item));
    Table::new(&layout.name, &layout.meaning, columns.collect()).keyed(key.map(|planned| &planned.name))
}

/// Offsets of all line breaks: finding the line of a row is then a search, not a walk through the file.
fn line_breaks(text: &str) -> Vec<u32> {
    let offsets = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    offsets.map(|(offset, _)| u32::try_from(offset).unwrap_or(u32::MAX)).collect()
}

/// The rows of a list whose key an earlier one has already, under a name of their own: what asks for that key meets the
/// first. That it was given twice is a finding of the file.
fn renamed(schema: &Schema, document: &Document) -> HashMap<CellId, String> {
    let mut found = HashMap::new();
    for (record, _) in (0..).zip(&schema.records).filter(|(_, record)| record.list.is_some()) {
        let mut ways = document.rows_of(schema, record);
        if ways.len() < 2 {
            continue;
        }
        // Rows of one list stand together.
        for rows in ways.chunk_by_mut(|left, right| left[..left.len() - 1] == right[..right.len() - 1]) {
            let mut taken = HashSet::new();
            for (number, row) in rows.iter().filter_map(|way| way.last()).enumerate() {
                let key = document.row_key(schema, record, *row, number);
                if taken.insert(key.clone()) {
                    continue;
                }
                let name = (2..rows.len() + 2).map(|again| format!("{key} ({again})")).find(|name| taken.insert(name.clone()));
                found.extend(name.map(|name| (*row, name)));
            }
        }
    }
    found
}

#[derive(Clone, Copy)]
struct Row<'a> {
    schema: &'a Schema,
    facts: &'a ProjectFacts<'a>,
    breaks: &'a [u32],
    renamed: &'a HashMap<CellId, String>,
    /// The rows it is nested in, from the project down, and itself last.
    way: &'a [CellId],
    item: Option<CellId>,
}

impl Row<'_> {
    fn push_into(self, table: &mut Table, layout: &Layout) {
        let Some(items) = &layout.items else { return self.push(table, layout) };
        if let Some(Value::List(rows)) = self.value(items) {
            let document = self.facts.document;
            let mut seen = HashSet::new();
            // Said twice is said once.
            for item in document.rows(rows).iter().filter(|item| seen.insert(document.text_at(self.schema, **item))) {
                Row { item: Some(*item), ..self }.push(table, layout);
            }
        }
    }

    fn push(self, table: &mut Table, layout: &Layout) {
        for (column, planned) in table.columns.iter_mut().zip(&layout.columns) {
            match &mut column.data {
                Data::Text(values) => values.push(self.text(&planned.part, &layout.chain)),
                Data::Integer(values) => values.push(self.integer(&planned.part)),
                Data::Flag(values) => values.push(self.flag(&planned.part)),
                Data::Date(values) => values.push(self.date(&planned.part)),
                Data::Float(values) => values.push(None),
            }
        }
    }

    fn text(self, part: &Part, chain: &[RecordId]) -> Option<String> {
        match part {
            Part::Project => Some(self.facts.project.to_owned()),
            Part::Phase => self.facts.phase.map(str::to_owned),
            Part::Class => self.facts.class.map(str::to_owned),
            Part::File => Some(self.facts.document.source.name.clone()),
            Part::Key(index) => self.key(*index, chain),
            Part::Item => self.item.and_then(|cell| self.facts.document.text_at(self.schema, cell)),
            Part::Text(way) if self.is_own_name(way, chain) => self.way.last().and_then(|row| self.renamed.get(row)).cloned(),
            Part::Text(way) => self.cell(way).and_then(|cell| self.facts.document.text_at(self.schema, cell)),
            Part::German(way) => self.period(way).map(Period::german),
            Part::Precision(way) => self.count(way).map(|count| count.precision.word().to_owned()),
            _ => None,
        }
    }

    fn integer(self, part: &Part) -> Option<i64> {
        match part {
            Part::Integer(way) => match self.value(way)? {
                Value::Integer(number) => Some(number),
                _ => None,
            },
            Part::Cents(way) => match self.value(way)? {
                Value::Money(cents) => Some(cents),
                _ => None,
            },
            Part::FromDay(way) => self.period(way).map(|period| i64::from(period.from)),
            Part::ToDay(way) => self.period(way).map(|period| i64::from(period.to)),
            Part::Number(way) => self.count(way).filter(|count| count.precision != Precision::Unknown).map(|count| count.number),
            Part::Line => Some(self.line()),
            _ => None,
        }
    }

    fn flag(self, part: &Part) -> Option<bool> {
        match part {
            Part::Assessed => Some(self.facts.assessed),
            Part::Invented => Some(self.facts.invented),
            Part::Readable => Some(self.facts.readable),
            Part::Known(_) if !self.facts.readable => None,
            Part::Known(way) => Some(self.value(way).is_some_and(|value| self.is_known(value))),
            Part::Flag(way) => match self.value(way)? {
                Value::Flag(flag) => Some(flag),
                _ => None,
            },
            _ => None,
        }
    }

    /// Something stands there; a list whose rows are all unwritten is as good as none.
    fn is_known(self, value: Value) -> bool {
        let document = self.facts.document;
        match value {
            Value::List(rows) => {
                let rows = document.rows(rows);
                rows.is_empty() || rows.iter().any(|row| !document.is_hollow(self.schema, *row))
            }
            value => !value.is_missing(),
        }
    }

    fn date(self, part: &Part) -> Option<Day> {
        match part {
            Part::From(way) => self.period(way).map(|period| period.from),
            Part::To(way) => self.period(way).map(|period| period.to),
            _ => None,
        }
    }

    /// A row without a key is called by its number, as in paths.
    fn key(self, index: usize, chain: &[RecordId]) -> Option<String> {
        let document = self.facts.document;
        let (record, row) = (*chain.get(index)?, *self.way.get(index)?);
        if let Some(name) = self.renamed.get(&row) {
            return Some(name.clone());
        }
        if let Some(key) = document.key_of(self.schema, record, row) {
            return Some(key);
        }
        let above = *self.way.get(index.checked_sub(1)?)?;
        let parent = self.schema.record(*chain.get(index - 1)?);
        let slot = parent.fields.iter().position(|field| field.kind == crate::schema::Kind::List(record))?;
        let number = document.list(above, Slot::try_from(slot).ok()?).iter().position(|other| *other == row)?;
        Some(document.row_key(self.schema, record, row, number))
    }

    /// The field that alone names a row whose name was given before.
    fn is_own_name(self, way: &[Slot], chain: &[RecordId]) -> bool {
        let list = chain.last().and_then(|record| self.schema.record(*record).list);
        let is_free = |slot: Slot| chain.last().is_some_and(|record| self.schema.record(*record).field(slot).kind == Kind::Text);
        list.is_some_and(|list| list.key_with.is_none() && *way == [list.key] && is_free(list.key))
            && self.way.last().is_some_and(|row| self.renamed.contains_key(row))
    }

    fn line(self) -> i64 {
        let cell = self.item.or(self.way.last().copied()).unwrap_or_default();
        let start = self.facts.document.cell(cell).span.start;
        i64::try_from(self.breaks.partition_point(|offset| *offset < start)).unwrap_or(0) + 1
    }

    fn cell(self, way: &[Slot]) -> Option<CellId> {
        let start = *self.way.last()?;
        way.iter().try_fold(start, |at, slot| self.facts.document.field(at, *slot))
    }

    fn value(self, way: &[Slot]) -> Option<Value> {
        self.cell(way).map(|cell| self.facts.document.cell(cell).value)
    }

    fn period(self, way: &[Slot]) -> Option<Period> {
        match self.value(way)? {
            Value::Period(period) => Some(period),
            _ => None,
        }
    }

    fn count(self, way: &[Slot]) -> Option<Count> {
        match self.value(way)? {
            Value::Count(count) => Some(count),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_amounts_never_comes_to_more_than_a_sum_can_hold() {
        let largest = 100_000_000_000_000;
        let mut values: Vec<Option<i64>> = [vec![Some(largest); 200], vec![None, Some(i64::MIN), Some(i64::MAX), Some(-5)]].concat();
        keep_summable(&mut values);
        assert_eq!(values.iter().flatten().filter(|value| **value == largest).count(), 92);
        assert_eq!(values.last(), Some(&Some(-5)), "smaller ones still find room");
        let sum: i128 = values.iter().flatten().map(|value| i128::from(*value)).sum();
        assert!(sum * 1000 <= i128::from(i64::MAX));
    }
}
