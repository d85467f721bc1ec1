//! The list side of the machine: lists that expressions make, membership, and the functions over lists.

use crate::audit::functions::Function;
use crate::audit::machine::{Items, Machine};
use crate::audit::op::Op;
use crate::audit::trace::Trace;
use crate::audit::value::Value;
use crate::period::{Period, Truth};

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
        let (mut kept, mut open) = (Vec::new(), false);
        for index in 0..items.length() {
            let item = self.item(items, index);
            self.bind(variable, item);
            match self.truth(keep) {
                Some(true) => kept.push(item),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { Value::Unknown } else { self.make(&kept) }
    }

    pub(super) fn map(&mut self, list: &Op, variable: usize, keep: Option<&Op>, body: &Op) -> Value {
        let Some(items) = self.items(list) else { return Value::Unknown };
        let (mut made, mut open) = (Vec::new(), false);
        for index in 0..items.length() {
            self.bind(variable, self.item(items, index));
            match keep.map_or(Some(true), |keep| self.truth(keep)) {
                Some(true) => {
                    let value = self.eval(body);
                    open |= value == Value::Unknown;
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
            match self.equal(item, self.item(items, index)) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(false) }
    }

    pub(super) fn call(&mut self, function: Function, arguments: &[Op]) -> Value {
        match (function, arguments) {
            (Function::Days, [number]) => match self.eval(number) {
                Value::Integer(number) => i32::try_from(number).map_or(Value::Unknown, |days| Value::Days(Period::day(days))),
                _ => Value::Unknown,
            },
            (Function::Euro, [number]) => match self.eval(number) {
                Value::Integer(euro) => euro.checked_mul(100).map_or_else(|| self.overflow(), Value::Money),
                _ => Value::Unknown,
            },
            (Function::SamePeriod, [left, right]) => match (self.eval(left), self.eval(right)) {
                (Value::Date(left), Value::Date(right)) => Value::Flag(left == right),
                _ => Value::Unknown,
            },
            (Function::Size, [list]) => self.size(list),
            (Function::StartsWith | Function::EndsWith | Function::Contains, [text, part]) => self.text_test(function, text, part),
            (_, [list]) => match self.values(list) {
                Some(values) => self.aggregate(function, &values),
                None => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }

    fn size(&mut self, operand: &Op) -> Value {
        match self.eval(operand) {
            Value::Text(text) => i64::try_from(self.text(text).chars().count()).map_or(Value::Unknown, Value::Integer),
            Value::List(rows) => Value::Integer(i64::from(Items::Rows(rows).length())),
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

    fn aggregate(&mut self, function: Function, values: &[Value]) -> Value {
        match function {
            Function::Earliest => {
                dates(values).reduce(|a, b| Period { from: a.from.min(b.from), to: a.to.min(b.to) }).map_or(Value::Unknown, Value::Date)
            }
            Function::Latest => {
                dates(values).reduce(|a, b| Period { from: a.from.max(b.from), to: a.to.max(b.to) }).map_or(Value::Unknown, Value::Date)
            }
            Function::Gaps => {
                let mut sorted: Vec<Period> = dates(values).collect();
                sorted.sort_unstable();
                let gaps: Vec<Value> = sorted
                    .windows(2)
                    .map(|pair| Value::Days(Period { from: pair[1].from - pair[0].to, to: pair[1].to - pair[0].from }))
                    .collect();
                self.make(&gaps)
            }
            Function::Sum => self.sum(values),
            Function::Largest => Self::extreme(values, true),
            Function::Smallest => Self::extreme(values, false),
            _ => Value::Unknown,
        }
    }

    fn sum(&mut self, values: &[Value]) -> Value {
        let Some((&first, rest)) = values.split_first() else { return Value::Integer(0) };
        rest.iter().fold(first, |total, value| self.calculate(crate::audit::op::Arithmetic::Add, total, *value))
    }

    fn extreme(values: &[Value], largest: bool) -> Value {
        let Some((&first, rest)) = values.split_first() else { return Value::Unknown };
        let mut best = first;
        for &value in rest {
            match Self::less(best, value) {
                Some(less) if less == largest => best = value,
                Some(_) => {}
                None => return Value::Unknown,
            }
        }
        best
    }
}

fn dates(values: &[Value]) -> impl Iterator<Item = Period> + '_ {
    values.iter().filter_map(|value| match value {
        Value::Date(period) => Some(*period),
        _ => None,
    })
}
