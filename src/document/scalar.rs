//! One TOML scalar as the dictionary wants it: a code looked up, an amount in Cent, a period of days.

use toml::de::DeValue;

use crate::document::build::{Builder, FaultKind};
use crate::document::cell::Value;
use crate::period::{Count, Period};
use crate::schema::{CatalogueId, DateRole, Field, Kind, RecordId, Slot};
use crate::source::Span;

impl Builder<'_> {
    /// The value of a field that is neither table nor list.
    pub(super) fn scalar(&mut self, (record, slot): (RecordId, Slot), value: &DeValue<'_>, span: Span) -> Value {
        let schema = self.schema;
        let field = schema.record(record).field(slot);
        if let DeValue::String(text) = value {
            if is_placeholder(text) {
                return self.blank(text, span);
            }
            if field.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
                self.fault(FaultKind::Pattern(record, slot), span);
            }
            return self.text_form(field, text, span);
        }
        let read = match (field.kind, value) {
            (Kind::Flag, DeValue::Boolean(flag)) => Some(Value::Flag(*flag)),
            (Kind::Integer, DeValue::Integer(_)) => integer(value).map(Value::Integer),
            (Kind::Count, DeValue::Integer(_)) => {
                integer(value).filter(|number| *number >= 0).map(|number| Value::Count(Count::exact(number)))
            }
            (Kind::Money, DeValue::Integer(_)) => integer(value).and_then(|euro| euro.checked_mul(100)).map(Value::Money),
            (Kind::Money, DeValue::Float(float)) => cents(float.as_str()).map(Value::Money),
            (Kind::Date, DeValue::Datetime(stamp)) => stamp
                .date
                .filter(|_| stamp.time.is_none())
                .and_then(|date| Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day)))
                .map(|period| self.date(field, period)),
            _ => None,
        };
        read.unwrap_or_else(|| self.fault(FaultKind::Type(field.kind), span))
    }

    fn text_form(&mut self, field: &Field, text: &str, span: Span) -> Value {
        match field.kind {
            Kind::Text | Kind::Ref(_) => Value::Text(self.text(text)),
            Kind::Code(catalogue) => self.code(catalogue, text, span),
            Kind::Date => match Period::parse(text) {
                Some(period) => self.date(field, period),
                None => self.fault(FaultKind::Type(field.kind), span),
            },
            Kind::Count => match Count::parse(text) {
                Some(count) => Value::Count(count),
                None => self.fault(FaultKind::Type(field.kind), span),
            },
            _ => self.fault(FaultKind::Type(field.kind), span),
        }
    }

    pub(super) fn code(&mut self, id: CatalogueId, text: &str, span: Span) -> Value {
        let catalogue = self.schema.catalogue(id);
        let Some(ordinal) = catalogue.ordinal(text) else { return self.fault(FaultKind::Code(id, text.to_owned()), span) };
        if catalogue.code(ordinal).removed {
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

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let DeValue::Integer(number) = value else { return None };
    i64::from_str_radix(number.as_str(), number.radix()).ok()
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

/// Words that begin a text which stands for "not yet".
const NOT_YET: [&str; 10] =
    ["todo", "tbd", "xxx", "wird ergänzt", "wird noch", "folgt", "noch offen", "platzhalter", "hier eintragen", "bitte ausfüllen"];

/// Texts that people leave standing when they do not know yet.
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = text.trim().trim_matches(['<', '>', '[', ']', '(', ')', '{', '}']).trim();
    if bare.chars().all(|letter| matches!(letter, '.' | '…' | '-' | '–' | '_' | '?' | 'X' | 'x' | ' ')) {
        return true;
    }
    if bare.len() > 40 || !bare.starts_with(['t', 'T', 'x', 'X', 'w', 'W', 'f', 'F', 'n', 'N', 'p', 'P', 'h', 'H', 'b', 'B']) {
        return false;
    }
    let initials = bare.chars().filter(|letter| *letter != ' ' && *letter != '.');
    let nobody_yet = bare.len() <= 5 && initials.flat_map(char::to_lowercase).eq("nn".chars());
    nobody_yet || NOT_YET.iter().any(|word| starts_with_word(bare, word))
}

/// Whether a text begins with a word, whatever its capitals; the word must end there.
fn starts_with_word(text: &str, word: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    word.chars().all(|letter| letters.next() == Some(letter)) && !letters.next().is_some_and(char::is_alphanumeric)
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

    #[test]
    fn placeholders_are_recognised_and_sentences_are_not() {
        for text in
            ["", "  ", "TODO", "TODO: Ziel", "…", "...", "N. N.", "n.n.", "wird ergänzt", "Wird noch ergänzt", "xxx", "??", "-", "tbd"]
        {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Folgtest im Amt", "Todorov", "x-trans", "Offenheit", "2026"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
