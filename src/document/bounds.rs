//! What the dictionary says is possible, held against a value that was read. A number or date outside counts as missing,
//! because nothing sensible follows from it; a text that is too long is still a text.

use crate::document::build::{Builder, FaultKind};
use crate::document::cell::Value;
use crate::period::{Count, Precision};
use crate::schema::{RecordId, Slot};
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn bounded(&mut self, at: (RecordId, Slot), value: Value, span: Span) -> Value {
        let bounds = self.schema.record(at.0).field(at.1).bounds;
        let outside = match value {
            Value::Text(text) => {
                // Letters are at most as many as bytes, and a text of the wrong form is a fault already.
                let is_long = bounds.length.is_some_and(|length| text.length > length && self.has_more(text, length));
                if is_long && !self.is_faulty() {
                    self.fault(FaultKind::Outside(at.0, at.1), span);
                }
                return value;
            }
            Value::Integer(number) => bounds.exclude(number),
            // What a cell cannot hold was cut to its largest number.
            Value::Money(cents) => bounds.exclude(cents) || cents == i64::MAX || cents == i64::MIN,
            Value::Count(count) => count.precision != Precision::Unknown && bounds.exclude(least(count)),
            Value::Period(period) => bounds.exclude_period(period),
            Value::Code(catalogue, ordinal) => bounds.only.is_some_and(|only| !self.schema.catalogue(catalogue).code(ordinal).has(only)),
            _ => false,
        };
        if outside { self.fault(FaultKind::Outside(at.0, at.1), span) } else { value }
    }

    fn has_more(&self, text: crate::document::cell::TextRef, length: u32) -> bool {
        self.text_of(text).chars().nth(length as usize).is_some()
    }
}

/// The smallest number a count can stand for.
fn least(count: Count) -> i64 {
    match count.precision {
        Precision::MoreThan => count.number.saturating_add(1),
        _ => count.number,
    }
}
