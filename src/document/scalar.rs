//! One TOML scalar as the dictionary wants it: a code looked up, an amount in Cent, a period of days.

use crate::document::build::{Builder, FaultKind};
use crate::document::cell::{CellId, TextRef, Value};
use crate::document::placeholder::Suspect;
use crate::document::tree::Content;
use crate::period::{Count, Period};
use crate::schema::{CatalogueId, DateRole, Field, Kind, RecordId, Slot};
use crate::source::Span;

impl Builder<'_> {
    /// The value of a field that is neither table nor list.
    pub(super) fn scalar(&mut self, (record, slot): (RecordId, Slot), content: Content, span: Span) -> Value {
        let schema = self.schema;
        let field = schema.record(record).field(slot);
        if let Content::Text(text) = content {
            let words = self.text_of(text);
            if let Some(blank) = self.placeholder(field.kind, (self.use_of(record, slot), self.at), words, span) {
                return blank;
            }
            if field.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(words)) {
                self.fault(FaultKind::Pattern(record, slot), span);
            }
            let value = self.text_form(field, text, span);
            return self.bounded((record, slot), value, span);
        }
        let read = match (field.kind, content) {
            (Kind::Flag, Content::Flag(flag)) => Some(Value::Flag(flag)),
            (Kind::Integer, Content::Integer(number)) => Some(Value::Integer(number)),
            (Kind::Count, Content::Integer(number)) if number >= 0 || field.bounds.least.is_some() => {
                Some(Value::Count(Count::exact(number)))
            }
            (Kind::Money, Content::Integer(euro)) => Some(Value::Money(euro.saturating_mul(100))),
            (Kind::Money, Content::Float(number)) => cents(self.text_of(number)).map(Value::Money),
            (Kind::Date, Content::Date(day)) => Some(self.date(field, day)),
            _ => None,
        };
        match read {
            Some(value) => self.bounded((record, slot), value, span),
            None => self.fault(FaultKind::Type(field.kind), span),
        }
    }

    fn text_form(&mut self, field: &Field, text: TextRef, span: Span) -> Value {
        let words = self.text_of(text);
        let read = match field.kind {
            Kind::Text | Kind::Ref(_) => Some(self.noted(field, text)),
            Kind::Code(catalogue) => Some(self.code((catalogue, self.at), words, span)),
            Kind::Date => Period::parse(words).map(|period| self.date(field, period)),
            Kind::Count => Count::parse(words).map(Value::Count),
            _ => None,
        };
        read.unwrap_or_else(|| self.fault(FaultKind::Type(field.kind), span))
    }

    pub(super) fn code(&mut self, (id, cell): (CatalogueId, CellId), text: &str, span: Span) -> Value {
        let catalogue = self.schema.catalogue(id);
        let Some(ordinal) = catalogue.ordinal(text) else {
            if catalogue.naming.is_some() {
                self.suspects.push(Suspect::Name { cell, catalogue: id, at: self.at, row: self.row, text: text.to_owned() });
                return Value::Fault;
            }
            return self.fault(FaultKind::Code(id, text.to_owned()), span);
        };
        if catalogue.is_removed(text, ordinal) {
            self.fault(FaultKind::RemovedCode(id, text.to_owned()), span);
        }
        Value::Code(id, ordinal)
    }

    fn date(&mut self, field: &Field, period: Period) -> Value {
        if field.date_role == Some(DateRole::Ereignis) {
            self.document.latest_event = self.document.latest_event.max(Some(period.to));
        }
        Value::Period(period)
    }
}

/// `16100.5` and `16100.50` as Cent, exactly; more than two places, exponents and specials are refused.
fn cents(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.trim_start_matches('+').split_once('.')?;
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > 2 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)?.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_cents() {
        assert_eq!(cents("16100.5"), Some(1_610_050));
        assert_eq!(cents("-0.01"), Some(-1));
        assert_eq!(cents("1_000.00"), None);
        assert_eq!(cents("1.005"), None);
        assert_eq!(cents("1e3"), None);
        assert_eq!(cents("inf"), None);
    }
}
