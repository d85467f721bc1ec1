//! Comparing and calculating with values that may be intervals or bounds. An overflow or a division by zero makes the
//! result unknown and is remembered as the rule's fault.

use crate::audit::machine::{Fault, Machine};
use crate::audit::op::{Arithmetic, Comparison};
use crate::audit::trace::Trace;
use crate::audit::value::Value;
use crate::period::{Count, Period, Precision, Truth};

impl<T: Trace> Machine<'_, T> {
    pub(super) fn compare(&self, comparison: Comparison, left: Value, right: Value) -> Truth {
        let not = |truth: Truth| truth.map(|flag| !flag);
        match comparison {
            Comparison::Equal => self.equal(left, right),
            Comparison::Unequal => not(self.equal(left, right)),
            Comparison::Less => Self::less(left, right),
            Comparison::LessOrEqual => not(Self::less(right, left)),
            Comparison::Greater => Self::less(right, left),
            Comparison::GreaterOrEqual => not(Self::less(left, right)),
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
                count.same(Count::exact(number))
            }
            _ => None,
        }
    }

    pub(super) fn less(left: Value, right: Value) -> Truth {
        match (left, right) {
            (Value::Integer(left), Value::Integer(right)) | (Value::Money(left), Value::Money(right)) => Some(left < right),
            (Value::Date(left), Value::Date(right)) | (Value::Days(left), Value::Days(right)) => left.before(right),
            (Value::Count(left), Value::Count(right)) => left.less(right),
            (Value::Count(left), Value::Integer(right)) => left.less(Count::exact(right)),
            (Value::Integer(left), Value::Count(right)) => Count::exact(left).less(right),
            _ => None,
        }
    }

    pub(super) fn calculate(&mut self, how: Arithmetic, left: Value, right: Value) -> Value {
        let made = match (left, right) {
            (Value::Integer(left), Value::Integer(right)) => self.whole(how, left, right).map(Value::Integer),
            (Value::Money(left), Value::Money(right) | Value::Integer(right)) => self.whole(how, left, right).map(Value::Money),
            (Value::Count(left), Value::Integer(right)) => {
                self.whole(how, left.number, right).map(|number| Value::Count(Count { number, ..left }))
            }
            (Value::Count(left), Value::Count(right)) => {
                let precision = bound(left.precision, right.precision);
                self.whole(how, left.number, right.number).map(|number| Value::Count(Count { precision, number }))
            }
            (Value::Days(left), Value::Days(right)) => shift(how, left, right).map(Value::Days),
            (Value::Date(left), Value::Days(right)) => shift(how, left, right).map(Value::Date),
            (Value::Date(left), Value::Date(right)) => shift(Arithmetic::Subtract, left, right).map(Value::Days),
            _ => return Value::Unknown,
        };
        made.unwrap_or_else(|| if self.fault.is_some() { Value::Unknown } else { self.overflow() })
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

/// Intervals add end to end; the difference of two is widest crosswise.
fn shift(how: Arithmetic, left: Period, right: Period) -> Option<Period> {
    match how {
        Arithmetic::Add => Some(Period { from: left.from.checked_add(right.from)?, to: left.to.checked_add(right.to)? }),
        Arithmetic::Subtract => Some(Period { from: left.from.checked_sub(right.to)?, to: left.to.checked_sub(right.from)? }),
        _ => None,
    }
}

/// A sum is as sure as its least sure part; a lower bound plus anything exact stays a lower bound.
fn bound(left: Precision, right: Precision) -> Precision {
    left.max(right)
}
