//! What a value may be beyond its type, and how values of a row stand to each other. Declared in the dictionary, checked in
//! files, and said in the same words wherever people meet a field.

use crate::period::{Day, Period, grouped};
use crate::schema::{Field, Kind, Record, Schema, Slot};

/// In the unit of the cell: Cent, days, the number itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    pub least: Option<i64>,
    pub most: Option<i64>,
    /// Characters of a text.
    pub length: Option<u32>,
    /// A trait of the catalogue: only codes that have it are possible.
    pub only: Option<u16>,
    /// Declared by the field itself, not only by its type.
    pub own: bool,
}

/// What must hold between a field and another value; a violation is told only where it is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub slot: Slot,
    pub kind: RelationKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// A part is not larger than this field of the same row.
    AtMost(Slot),
    /// An entry is of the level that this field of the same row says.
    OfLevel(Slot),
    /// A date is not before this one of the same row.
    NotBefore(Slot),
    /// A date is not before this one in the head of the file.
    NotBeforeHead(Slot),
    /// In the order of the list's dates the value never falls.
    NeverFalls,
}

impl Bounds {
    /// Whether a number is outside, in the unit of the cell.
    pub fn exclude(self, number: i64) -> bool {
        self.least.is_some_and(|least| number < least) || self.most.is_some_and(|most| number > most)
    }

    /// Whether any day of a period is outside.
    pub fn exclude_period(self, period: Period) -> bool {
        self.exclude(i64::from(period.from)) || self.exclude(i64::from(period.to))
    }
}

impl Field {
    /// What the bounds allow, as the end of a sentence: `von 1 bis 5`, `höchstens 200 Zeichen`.
    pub fn bounds_german(&self) -> Option<String> {
        let bounds = self.bounds;
        if let (Kind::Text | Kind::Texts, Some(length)) = (self.kind, bounds.length) {
            return Some(format!("höchstens {} Zeichen", grouped(i64::from(length))));
        }
        let unit = if self.kind == Kind::Money { "\u{a0}Euro" } else { "" };
        let said = |number: i64| format!("{}{unit}", self.bound_german(number));
        match (bounds.least, bounds.most) {
            (Some(least), Some(most)) => Some(format!("von {} bis {}", self.bound_german(least), said(most))),
            (Some(least), None) => Some(format!("mindestens {}", said(least))),
            (None, Some(most)) => Some(format!("höchstens {}", said(most))),
            (None, None) => None,
        }
    }

    fn bound_german(&self, number: i64) -> String {
        match self.kind {
            Kind::Money if number % 100 == 0 => grouped(number / 100),
            Kind::Money => format!("{},{:02}", grouped(number / 100), (number % 100).abs()),
            Kind::Date => Day::try_from(number).map_or_else(|_| number.to_string(), |day| Period::day(day).german()),
            _ => grouped(number),
        }
    }
}

impl Record {
    /// What must hold between a field and others, a sentence each.
    pub fn relations_german(&self, schema: &Schema, slot: Slot) -> Vec<String> {
        let own = self.relations.iter().filter(|relation| relation.slot == slot);
        own.map(|relation| match relation.kind {
            RelationKind::AtMost(whole) => format!("nicht größer als „{}“", self.field(whole).name),
            RelationKind::NotBefore(earlier) => format!("nicht vor „{}“", self.field(earlier).name),
            RelationKind::NotBeforeHead(earlier) => {
                format!("nicht vor „{}“ im Kopf der Datei", schema.record(Schema::PROJECT).field(earlier).name)
            }
            RelationKind::OfLevel(level) => format!("passt zu „{}“", self.field(level).name),
            RelationKind::NeverFalls => "fällt von Eintrag zu Eintrag nie".to_owned(),
        })
        .collect()
    }

    /// The codes that a bound leaves, where there is one.
    pub fn allowed_german(&self, schema: &Schema, slot: Slot) -> Option<String> {
        let field = self.field(slot);
        let (Kind::Code(catalogue), Some(only)) = (field.kind, field.bounds.only) else { return None };
        let catalogue = schema.catalogue(catalogue);
        let allowed: Vec<&str> =
            catalogue.codes.iter().filter(|code| !code.removed && code.has(only)).map(|code| code.id.as_str()).collect();
        Some(format!("nur {}", allowed.join(", ")))
    }

    /// Bounds and relations of a field in one line, where it has any.
    pub fn limits_german(&self, schema: &Schema, slot: Slot) -> Option<String> {
        let parts: Vec<String> = self
            .field(slot)
            .bounds_german()
            .into_iter()
            .chain(self.allowed_german(schema, slot))
            .chain(self.relations_german(schema, slot))
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}
