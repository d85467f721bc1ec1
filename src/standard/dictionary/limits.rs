//! What values may be and how they stand to each other, from the dictionary's words to the schema. A declaration that
//! cannot hold is refused where it stands.

use std::collections::BTreeMap;

use toml::Spanned;

use super::file::{RawDefault, RawField, RawKind};
use super::{Dictionary, Later};
use crate::period::{Count, Period};
use crate::schema::{Bounds, Field, Kind, RecordId, Relation, RelationKind, Schema, Slot, TraitKind};
use crate::standard::complaint::suggestion;

/// The bounds of a type, where its fields say nothing else.
pub(super) type Defaults = BTreeMap<RawKind, Bounds>;

/// How the name of a field in the head of the file begins.
const HEAD: &str = "projekt.";

impl Dictionary<'_> {
    /// A profile above may only narrow what holds for a type.
    pub(super) fn default(&mut self, raw: &RawDefault) {
        let kind = *raw.typ.get_ref();
        let known = self.defaults.get(&kind).copied().unwrap_or_default();
        let found = Bounds {
            least: raw.mindestens.as_ref().and_then(|value| self.bound(kind, value, true)).or(known.least),
            most: raw.hoechstens.as_ref().and_then(|value| self.bound(kind, value, false)).or(known.most),
            length: raw.laenge.as_ref().and_then(|length| self.length(kind, length)).or(known.length),
            only: None,
            own: false,
        };
        let wider = known.least.zip(found.least).is_some_and(|(old, new)| new < old)
            || known.most.zip(found.most).is_some_and(|(old, new)| new > old)
            || known.length.zip(found.length).is_some_and(|(old, new)| new > old);
        if wider {
            let place = self.default_places.get(&kind).cloned().unwrap_or_default();
            self.complain(&raw.typ, format!("diese Grenze steht schon fest und darf nur enger werden; geerbt aus {place}"));
        } else {
            self.default_places.insert(kind, self.place(&raw.typ));
            self.defaults.insert(kind, found);
        }
    }

    pub(super) fn bounds(&mut self, raw: &RawField) -> Bounds {
        let known = self.defaults.get(&raw.typ).copied().unwrap_or_default();
        let bounds = Bounds {
            least: raw.mindestens.as_ref().and_then(|value| self.bound(raw.typ, value, true)).or(known.least),
            most: raw.hoechstens.as_ref().and_then(|value| self.bound(raw.typ, value, false)).or(known.most),
            length: raw.laenge.as_ref().and_then(|length| self.length(raw.typ, length)).or(known.length),
            only: raw.merkmal.as_ref().and_then(|name| self.only(raw, name)),
            own: raw.mindestens.is_some() || raw.hoechstens.is_some() || raw.laenge.is_some() || raw.merkmal.is_some(),
        };
        if bounds.least.zip(bounds.most).is_some_and(|(least, most)| least > most) {
            self.complain(&raw.name, "„mindestens“ ist größer als „hoechstens“; so passt kein Wert".to_owned());
        }
        if matches!(raw.typ, RawKind::Text | RawKind::Texte) && bounds.length.is_none() {
            self.complain(&raw.name, "jeder Text braucht eine „laenge“, hier oder als [[grenze]] für alle Texte".to_owned());
        }
        if let Some(example) = &raw.beispiel
            && leaves(raw.typ, bounds, example.get_ref())
        {
            self.complain(example, format!("das Beispiel von „{}“ liegt außerhalb der eigenen Grenzen", raw.name.get_ref()));
        }
        bounds
    }

    /// A bound in the unit of the cell; of a month or year its first day from below and its last from above.
    fn bound(&mut self, kind: RawKind, value: &Spanned<toml::Value>, lower: bool) -> Option<i64> {
        let known = match kind {
            RawKind::Ganzzahl | RawKind::Geld | RawKind::Anzahl => number(kind, value.get_ref()),
            RawKind::Datum => period(value.get_ref()).map(|period| i64::from(if lower { period.from } else { period.to })),
            _ => {
                self.complain(value, "„mindestens“ und „hoechstens“ gibt es nur bei Zahlen, Beträgen und Daten".to_owned());
                return None;
            }
        };
        if known.is_none() {
            let asked = if kind == RawKind::Datum { "ein Datum" } else { "eine Zahl" };
            self.complain(value, format!("als Grenze wird hier {asked} erwartet"));
        }
        known
    }

    fn length(&mut self, kind: RawKind, length: &Spanned<u32>) -> Option<u32> {
        if !matches!(kind, RawKind::Text | RawKind::Texte) {
            self.complain(length, "eine „laenge“ haben nur Texte".to_owned());
            return None;
        }
        if *length.get_ref() == 0 {
            self.complain(length, "eine „laenge“ von null lässt keinen Text zu".to_owned());
        }
        Some(*length.get_ref())
    }

    /// A yes-or-no trait of the field's catalogue.
    fn only(&mut self, raw: &RawField, name: &Spanned<String>) -> Option<u16> {
        let catalogues = &self.schema.catalogues;
        let catalogue = raw.katalog.as_ref().and_then(|wanted| catalogues.iter().find(|catalogue| catalogue.name == *wanted.get_ref()));
        let index = catalogue.and_then(|catalogue| {
            let index = catalogue.find_trait(name.get_ref())?;
            (raw.typ == RawKind::Code && catalogue.traits[index].kind == TraitKind::JaNein).then_some(index)
        });
        let found = index.and_then(|index| u16::try_from(index).ok());
        if found.is_none() {
            self.complain(name, "„merkmal“ nennt ein Ja/Nein-Merkmal des Katalogs eines Codes".to_owned());
        }
        found
    }

    /// Relations name other fields, which may be declared later.
    pub(super) fn note_relations(&mut self, raw: &RawField, (record, index): (RecordId, usize)) {
        if raw.hoechstens_feld.is_some() || !raw.nicht_vor.is_empty() || raw.faellt_nicht.is_some() {
            let Ok(slot) = Slot::try_from(index) else { return };
            self.later.push(Later::Relations { at: (record, slot), raw: Box::new(raw.clone()), file: self.file });
        }
    }

    pub(super) fn settle_relations(&mut self, (record, slot): (RecordId, Slot), raw: &RawField) {
        let mut kinds = Vec::new();
        if let Some(whole) = &raw.hoechstens_feld {
            kinds.extend(self.whole((record, slot), whole).map(RelationKind::AtMost));
        }
        for earlier in &raw.nicht_vor {
            kinds.extend(self.earlier((record, slot), earlier));
        }
        if let Some(flag) = &raw.faellt_nicht {
            kinds.extend(self.never_falls((record, slot), flag));
        }
        self.schema.records[record as usize].relations.extend(kinds.into_iter().map(|kind| Relation { slot, kind }));
    }

    /// An entry of a list that tells levels apart fits the field beside it that says the level.
    pub(super) fn settle_levels(&mut self) {
        let schema = &mut self.schema;
        for record in &mut schema.records {
            let beside = |field: &Field| match field.kind {
                Kind::Code(id) => schema.catalogues[usize::from(id)].naming.as_ref()?.beside.as_ref().map(|(name, _)| name),
                _ => None,
            };
            let pairs: Vec<Relation> = (0..)
                .zip(&record.fields)
                .filter_map(|(slot, field)| Some((slot, record.slot(beside(field)?)?)))
                .map(|(slot, level)| Relation { slot, kind: RelationKind::OfLevel(level) })
                .collect();
            record.relations.extend(pairs);
        }
    }

    fn whole(&mut self, (record, slot): (RecordId, Slot), name: &Spanned<String>) -> Option<Slot> {
        let whole = self.field_named(record, name, name.get_ref())?;
        let (part, other) = (self.schema.record(record).field(slot).kind, self.schema.record(record).field(whole).kind);
        let counts = |kind| matches!(kind, Kind::Integer | Kind::Count);
        let fits = part == Kind::Money && other == Kind::Money || counts(part) && counts(other);
        if !fits || whole == slot {
            self.complain(name, format!("„{}“ lässt sich mit diesem Feld nicht vergleichen", name.get_ref()));
            return None;
        }
        Some(whole)
    }

    fn earlier(&mut self, (record, slot): (RecordId, Slot), name: &Spanned<String>) -> Option<RelationKind> {
        let (at, plain) = match name.get_ref().strip_prefix(HEAD) {
            Some(plain) => (Schema::PROJECT, plain),
            None => (record, name.get_ref().as_str()),
        };
        let other = self.field_named(at, name, plain)?;
        let is_date = |kind| kind == Kind::Date;
        let both = is_date(self.schema.record(record).field(slot).kind) && is_date(self.schema.record(at).field(other).kind);
        if !both || (at, other) == (record, slot) {
            self.complain(name, format!("„nicht_vor“ vergleicht zwei Daten; „{}“ passt hier nicht", name.get_ref()));
            return None;
        }
        Some(if at == record { RelationKind::NotBefore(other) } else { RelationKind::NotBeforeHead(other) })
    }

    fn never_falls(&mut self, (record, slot): (RecordId, Slot), flag: &Spanned<bool>) -> Option<RelationKind> {
        let of = self.schema.record(record);
        let is_number = matches!(of.field(slot).kind, Kind::Integer | Kind::Money | Kind::Count);
        if !is_number || of.list.is_none_or(|list| list.valid_from.is_none()) {
            self.complain(flag, "„faellt_nicht“ gibt es nur bei Zahlen und Beträgen in Listen mit „gilt_ab“".to_owned());
            return None;
        }
        flag.get_ref().then_some(RelationKind::NeverFalls)
    }

    fn field_named(&mut self, record: RecordId, at: &Spanned<String>, name: &str) -> Option<Slot> {
        let slot = self.schema.record(record).slot(name);
        if slot.is_none() {
            let known = self.schema.record(record).fields.iter().map(|field| field.name.as_str());
            let hint = suggestion(name, known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
            self.complain(at, format!("das Feld „{}“ gibt es nicht{hint}", at.get_ref()));
        }
        slot
    }
}

fn number(kind: RawKind, value: &toml::Value) -> Option<i64> {
    match (kind, value) {
        (RawKind::Geld, toml::Value::Integer(euro)) => euro.checked_mul(100),
        (_, toml::Value::Integer(number)) => Some(*number),
        _ => None,
    }
}

fn period(value: &toml::Value) -> Option<Period> {
    match value {
        toml::Value::Datetime(day) => Period::parse(&day.to_string()),
        toml::Value::String(text) => Period::parse(text),
        _ => None,
    }
}

/// Whether an example, TOML as in a file, is outside the bounds. What cannot be read is no matter of bounds.
fn leaves(kind: RawKind, bounds: Bounds, example: &str) -> bool {
    let Ok(mut table) = toml::from_str::<toml::Table>(&format!("x = {example}")) else { return false };
    let Some(value) = table.remove("x") else { return false };
    let too_long = |text: &str| bounds.length.is_some_and(|length| text.chars().count() > length as usize);
    match (kind, &value) {
        (RawKind::Text, toml::Value::String(text)) => too_long(text),
        (RawKind::Texte, toml::Value::Array(items)) => items.iter().filter_map(toml::Value::as_str).any(too_long),
        (RawKind::Datum, value) => period(value).is_some_and(|period| bounds.exclude_period(period)),
        (RawKind::Anzahl, toml::Value::String(text)) => Count::parse(text).is_some_and(|count| bounds.exclude(count.number)),
        (RawKind::Geld, toml::Value::Float(euro)) => format!("{euro:.2}").replace('.', "").parse().is_ok_and(|cents| bounds.exclude(cents)),
        (RawKind::Ganzzahl | RawKind::Geld | RawKind::Anzahl, value) => number(kind, value).is_some_and(|number| bounds.exclude(number)),
        _ => false,
    }
}
