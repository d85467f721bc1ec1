//! The list side of the machine: lists that expressions make, membership, and the functions over lists.

use crate::audit::functions::Function;
use crate::audit::inexact::{Interval, NOWHERE};
use crate::audit::join;
use crate::audit::machine::Machine;
use crate::audit::op::{Arithmetic, Op};
use crate::audit::trace::{Doubt, Trace};
use crate::audit::value::Value;
use crate::document::{CellId, Rows};
use crate::period::{Period, Truth};

/// The elements to look at: all, or those that a join leaves.
pub fn numbers(items: Items, joined: Option<&[u32]>) -> impl Iterator<Item = u32> {
    let count = joined.map_or(items.length(), |rows| u32::try_from(rows.len()).unwrap_or(u32::MAX));
    (0..count).map(move |at| joined.map_or(at, |rows| rows[at as usize]))
}

/// A list's elements, wherever they live.
#[derive(Clone, Copy, Debug)]
pub enum Items {
    Rows(Rows),
    Made(u32, u32),
}

impl Items {
    pub fn length(self) -> u32 {
        match self {
            Self::Rows(rows) => rows.length,
            Self::Made(_, length) => length,
        }
    }
}

impl<T: Trace> Machine<'_, T> {
    pub(super) fn list_of(&mut self, items: &[Op]) -> Value {
        let values: Vec<Value> = items.iter().map(|item| self.eval(item)).collect();
        self.make(&values)
    }

    fn make(&mut self, values: &[Value]) -> Value {
        let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let start = narrow(self.scratch.len());
        self.scratch.extend_from_slice(values);
        Value::Made { start, length: narrow(values.len()) }
    }

    /// One open row leaves the whole list unknown.
    pub(super) fn filter(&mut self, list: &Op, variable: usize, keep: &Op) -> Value {
        let Some(items) = self.items(list) else { return Value::Unknown };
        let rows = self.joined(items, || join::of_filter(keep, variable));
        let (mut kept, mut open) = (Vec::new(), false);
        for index in numbers(items, rows.as_deref()) {
            let item = self.element(items, index);
            self.bind(variable, item);
            match self.truth(keep) {
                Some(true) if item == Value::Unknown => open = true,
                Some(true) => kept.push(item),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { Value::Unknown } else { self.make(&kept) }
    }

    pub(super) fn map(&mut self, list: &Op, variable: usize, keep: Option<&Op>, body: &Op) -> Value {
        let Some(items) = self.items(list) else { return Value::Unknown };
        let rows = self.joined(items, || keep.and_then(|keep| join::of_filter(keep, variable)));
        let (mut made, mut open) = (Vec::new(), false);
        for index in numbers(items, rows.as_deref()) {
            let item = self.element(items, index);
            self.bind(variable, item);
            match keep.map_or(Some(true), |keep| self.truth(keep)) {
                Some(true) => {
                    let value = self.eval(body);
                    open |= value == Value::Unknown || item == Value::Unknown;
                    made.push(value);
                }
                Some(false) => {}
                None => open = true,
            }
        }
        if open { Value::Unknown } else { self.make(&made) }
    }

    /// Any equal element wins; otherwise one open element leaves it open.
    pub(super) fn contains(&mut self, item: &Op, list: &Op) -> Truth {
        let item = self.eval(item);
        let items = self.items(list)?;
        let mut open = false;
        for index in 0..items.length() {
            let other = self.item(items, index);
            match self.equal(item, other) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => {
                    open = true;
                    self.doubt_both(item, other);
                }
            }
        }
        if open { None } else { Some(false) }
    }

    pub(super) fn call(&mut self, function: Function, arguments: &[Op]) -> Value {
        match (function, arguments) {
            (Function::Days, [number]) => match self.eval(number) {
                Value::Integer(number) => match i32::try_from(number) {
                    Ok(days) => Value::Days(Interval::exact(days)),
                    Err(_) => self.overflow(),
                },
                _ => Value::Unknown,
            },
            (Function::AfterWorkdays, [date, number]) => match (self.eval(date), self.eval(number)) {
                (Value::Date(date), Value::Integer(number)) => self.after_workdays(date, number),
                _ => Value::Unknown,
            },
            (Function::Euro, [number]) => match self.eval(number) {
                Value::Integer(euro) => euro.checked_mul(100).map_or_else(|| self.overflow(), Value::Money),
                _ => Value::Unknown,
            },
            (Function::SamePeriod, [left, right]) => match (self.eval(left), self.eval(right)) {
                (Value::Date(left), Value::Date(right)) => Value::Flag(left.days == right.days),
                _ => Value::Unknown,
            },
            (Function::Size, [list]) => self.size(list),
            (Function::StartsWith | Function::EndsWith | Function::Contains, [text, part]) => self.text_test(function, text, part),
            (Function::Sum, [list, Op::Constant(zero)]) => match self.values(list) {
                Some(values) => values.iter().fold(*zero, |total, value| self.calculate(Arithmetic::Add, total, *value)),
                None => Value::Unknown,
            },
            (_, [list]) => match self.values(list) {
                Some(values) => self.aggregate(function, &values, list),
                None => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }

    /// Over an unknown day it is as open as that day; a period of decades is a mistake.
    fn after_workdays(&mut self, date: Interval, number: i64) -> Value {
        const LONGEST: u32 = 5_000;
        match u32::try_from(number) {
            Ok(number) if number <= LONGEST => {
                let after = |day| self.constants.holidays.after(day, number);
                let days = Period { from: after(date.days.from), to: after(date.days.to) };
                Value::Date(Interval::new(days, NOWHERE))
            }
            _ => self.overflow(),
        }
    }

    fn size(&mut self, operand: &Op) -> Value {
        match self.eval(operand) {
            Value::Text(text) => i64::try_from(self.text(text).chars().count()).map_or(Value::Unknown, Value::Integer),
            Value::List(rows) => {
                let items = Items::Rows(rows);
                let is_open = (0..items.length()).any(|index| matches!(self.item(items, index), Value::Row(row) if self.is_hollow(row)));
                if is_open { Value::Unknown } else { Value::Integer(i64::from(items.length())) }
            }
            Value::Made { length, .. } => Value::Integer(i64::from(length)),
            _ => Value::Unknown,
        }
    }

    fn text_test(&mut self, function: Function, text: &Op, part: &Op) -> Value {
        let (Value::Text(text), Value::Text(part)) = (self.eval(text), self.eval(part)) else { return Value::Unknown };
        let (text, part) = (self.text(text), self.text(part));
        Value::Flag(match function {
            Function::StartsWith => text.starts_with(part),
            Function::EndsWith => text.ends_with(part),
            _ => text.contains(part),
        })
    }

    /// All values of a list, or nothing when one of them is open.
    fn values(&mut self, list: &Op) -> Option<Vec<Value>> {
        let items = self.items(list)?;
        let values: Vec<Value> = (0..items.length()).map(|index| self.item(items, index)).collect();
        (!values.contains(&Value::Unknown)).then_some(values)
    }

    fn aggregate(&mut self, function: Function, values: &[Value], list: &Op) -> Value {
        if function == Function::Gaps {
            let gaps: Vec<Value> = Interval::gaps(&intervals(values)).into_iter().map(Value::Days).collect();
            return self.make(&gaps);
        }
        let latest = matches!(function, Function::Latest | Function::Largest);
        match values.first() {
            None => {
                let cell = self.origin_of(list);
                self.trace.doubt(Doubt::Empty, cell);
                Value::Unknown
            }
            Some(Value::Date(_)) => Interval::outermost(&intervals(values), latest).map_or(Value::Unknown, Value::Date),
            Some(Value::Days(_)) => Interval::outermost(&intervals(values), latest).map_or(Value::Unknown, Value::Days),
            Some(first) => self.extreme(*first, values, latest),
        }
    }

    /// The list in the file that a list was made from.
    fn origin_of(&mut self, list: &Op) -> CellId {
        match list {
            Op::Filter { list, .. } | Op::Map { list, .. } => self.origin_of(list),
            Op::Call(_, arguments) => arguments.first().map_or(NOWHERE, |list| self.origin_of(list)),
            _ => self.cell_of(list).unwrap_or(NOWHERE),
        }
    }

    /// One value that is certainly as far out as every other one, whatever their order.
    fn extreme(&mut self, first: Value, values: &[Value], largest: bool) -> Value {
        let beyond = |best: Value, value: Value| if largest { Self::less(best, value) } else { Self::less(value, best) };
        let best = values.iter().fold(first, |best, value| if beyond(best, *value) == Some(true) { *value } else { best });
        match values.iter().find(|value| **value != best && beyond(best, **value) != Some(false)) {
            Some(open) => {
                self.doubt_both(best, *open);
                Value::Unknown
            }
            None => best,
        }
    }
}

fn intervals(values: &[Value]) -> Vec<Interval> {
    let interval = |value: &Value| match value {
        Value::Date(interval) | Value::Days(interval) => Some(*interval),
        _ => None,
    };
    values.iter().filter_map(interval).collect()
}
