//! Comparing and calculating with values that may be intervals or bounds. An overflow or a division by zero makes the
//! result unknown and is remembered as the rule's fault.

use crate::audit::inexact::{Counted, Interval, NOWHERE};
use crate::audit::machine::{Fault, Machine};
use crate::audit::op::{Arithmetic, Comparison};
use crate::audit::trace::{Doubt, Trace};
use crate::audit::value::Value;
use crate::period::{Count, Precision, Truth};

impl<T: Trace> Machine<'_, T> {
    /// Equality is asked in both directions alike, order in the one that is meant; what stays open has a reason.
    pub(super) fn compare(&mut self, comparison: Comparison, left: Value, right: Value) -> Truth {
        let not = |truth: Truth| truth.map(|flag| !flag);
        let truth = match comparison {
            Comparison::Equal => self.equal(left, right),
            Comparison::Unequal => not(self.equal(left, right)),
            Comparison::Less => Self::less(left, right),
            Comparison::LessOrEqual => not(Self::less(right, left)),
            Comparison::Greater => Self::less(right, left),
            Comparison::GreaterOrEqual => not(Self::less(left, right)),
        };
        if truth.is_none() {
            self.doubt_both(left, right);
        }
        truth
    }

    /// Both are there, and yet it is open; what is missing was noted where it was read.
    pub(super) fn doubt_both(&mut self, left: Value, right: Value) {
        if left != Value::Unknown && right != Value::Unknown {
            self.doubt(left);
            self.doubt(right);
        }
    }

    fn doubt(&mut self, value: Value) {
        match value {
            Value::Date(interval) | Value::Days(interval) if !interval.days.is_day() => self.trace.doubt(Doubt::Coarse, interval.origin),
            Value::Count(counted) if !counted.is_exact() => self.trace.doubt(Doubt::Estimate, counted.origin),
            _ => {}
        }
    }

    pub(super) fn equal(&self, left: Value, right: Value) -> Truth {
        match (left, right) {
            (Value::Text(left), Value::Text(right)) => Some(self.text(left) == self.text(right)),
            (Value::Code(_, left), Value::Code(_, right)) => Some(left == right),
            (Value::Flag(left), Value::Flag(right)) => Some(left == right),
            (Value::Integer(left), Value::Integer(right)) | (Value::Money(left), Value::Money(right)) => Some(left == right),
            (Value::Date(left), Value::Date(right)) | (Value::Days(left), Value::Days(right)) => left.same(right),
            (Value::Count(left), Value::Count(right)) => left.same(right),
            (Value::Count(count), Value::Integer(number)) | (Value::Integer(number), Value::Count(count)) => {
                count.same(Counted::exact(number))
            }
            _ => None,
        }
    }

    pub(super) fn less(left: Value, right: Value) -> Truth {
        match (left, right) {
            (Value::Integer(left), Value::Integer(right)) | (Value::Money(left), Value::Money(right)) => Some(left < right),
            (Value::Date(left), Value::Date(right)) | (Value::Days(left), Value::Days(right)) => left.less(right),
            (Value::Count(left), Value::Count(right)) => left.less(right),
            (Value::Count(left), Value::Integer(right)) => left.less(Counted::exact(right)),
            (Value::Integer(left), Value::Count(right)) => Counted::exact(left).less(right),
            _ => None,
        }
    }

    pub(super) fn calculate(&mut self, how: Arithmetic, left: Value, right: Value) -> Value {
        let made = match (left, right) {
            (Value::Integer(left), Value::Integer(right)) => self.whole(how, left, right).map(Value::Integer),
            (Value::Money(left), Value::Money(right) | Value::Integer(right)) => self.whole(how, left, right).map(Value::Money),
            (Value::Count(left), Value::Integer(right)) => self.counted(how, left, Counted::exact(right)).map(Value::Count),
            (Value::Count(left), Value::Count(right)) => self.counted(how, left, right).map(Value::Count),
            (Value::Days(left), Value::Days(right)) => shift(how, left, right).map(Value::Days),
            (Value::Date(left), Value::Days(right)) => shift(how, left, right).map(Value::Date),
            (Value::Date(left), Value::Date(right)) => left.minus(right).map(Value::Days),
            _ => return Value::Unknown,
        };
        made.unwrap_or_else(|| if self.fault.is_some() { Value::Unknown } else { self.overflow() })
    }

    /// Only what keeps the bound of a count true keeps its precision: nothing else is certain afterwards.
    fn counted(&mut self, how: Arithmetic, left: Counted, right: Counted) -> Option<Counted> {
        match how {
            Arithmetic::Add => left.plus(right),
            Arithmetic::Multiply if right.is_exact() => left.times(right.number),
            _ => {
                let exact = left.is_exact() && right.is_exact();
                let precision = if exact { Precision::Exact } else { Precision::About.max(left.precision).max(right.precision) };
                let number = self.whole(how, left.number, right.number)?;
                Some(Counted::new(Count { precision, number }, NOWHERE))
            }
        }
    }

    fn whole(&mut self, how: Arithmetic, left: i64, right: i64) -> Option<i64> {
        match how {
            Arithmetic::Add => left.checked_add(right),
            Arithmetic::Subtract => left.checked_sub(right),
            Arithmetic::Multiply => left.checked_mul(right),
            Arithmetic::Divide | Arithmetic::Remainder if right == 0 => {
                self.fault = Some(Fault::DivisionByZero);
                None
            }
            Arithmetic::Divide => left.checked_div(right),
            Arithmetic::Remainder => left.checked_rem(right),
        }
    }

    pub(super) fn overflow(&mut self) -> Value {
        self.fault = Some(Fault::Overflow);
        Value::Unknown
    }
}

fn shift(how: Arithmetic, left: Interval, right: Interval) -> Option<Interval> {
    match how {
        Arithmetic::Add => left.plus(right),
        Arithmetic::Subtract => left.minus(right),
        _ => None,
    }
}
