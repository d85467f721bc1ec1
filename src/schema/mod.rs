//! The shape of a project file: which lists and fields there are, of what type, and which codes they may hold. The
//! standard's data dictionary is compiled into it once; reading a file fills it slot by slot.

mod catalogue;
mod contact;
mod fold;
mod limits;
mod names;
mod placeholder;

pub use catalogue::{Catalogue, Code, OwnCode, Trait, TraitKind, TraitValue};
pub use contact::{Contact, ContactGroup, ContactKind, Contacts, HIDDEN, address, contact_pattern, without};
pub use fold::words;
pub use limits::{Bounds, Relation, RelationKind};
pub use names::{Former, Named, Naming, digits};
pub use placeholder::{PlaceholderGroup, Placeholders, Use};

use regex::Regex;

/// How binding something is. The order is the order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    Kann,
    Soll,
    Muss,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Self::Kann => "KANN",
            Self::Soll => "SOLL",
            Self::Muss => "MUSS",
        }
    }
}

/// Index into `Schema::records`; 0 is the project itself.
pub type RecordId = u16;
/// Index into `Schema::catalogues`.
pub type CatalogueId = u16;
/// Index into `Record::fields`.
pub type Slot = u16;

#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub records: Vec<Record>,
    pub catalogues: Vec<Catalogue>,
    /// Texts that count as a missing value.
    pub placeholders: Placeholders,
    /// Ways to reach a person, which are shown to nobody who did not ask.
    pub contacts: Contacts,
}

/// The project, a table in it, or the rows of a list.
#[derive(Clone, Debug)]
pub struct Record {
    /// Path without row keys, `arbeitsgruppen.sitzungen`; empty for the project.
    pub path: String,
    pub title: String,
    pub meaning: String,
    /// Heading of the dictionary file it stands in.
    pub section: String,
    pub fields: Vec<Field>,
    /// How values of a row stand to each other.
    pub relations: Vec<Relation>,
    /// `Some` for the rows of a list.
    pub list: Option<List>,
    /// The record this one is part of; the project is its own parent.
    pub parent: RecordId,
}

#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The field whose value names a row.
    pub key: Slot,
    /// A field that, where it has a value, is part of the name.
    pub key_with: Option<Slot>,
    /// Rows with a later date do not exist yet at a Stichtag.
    pub valid_from: Option<Slot>,
    /// A list that is not in the file is empty; otherwise nobody knows.
    pub absent_is_empty: bool,
}

#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of its own in the dictionary")]
pub struct Field {
    pub name: String,
    pub title: String,
    pub meaning: String,
    /// TOML source of a sensible value; empty for tables and lists.
    pub example: String,
    pub kind: Kind,
    pub required: Option<Level>,
    /// Rank of the phase from which the field is required.
    pub from_phase: u16,
    /// Ordinals of the classes it is required for; empty means all.
    pub classes: Vec<u16>,
    pub pattern: Option<Regex>,
    pub bounds: Bounds,
    pub date_role: Option<DateRole>,
    /// A date field of the same row: before that day this field is unknown.
    pub known_from: Option<Slot>,
    pub unit: Option<String>,
    /// Personal data: left out of everything unless asked for.
    pub person: bool,
    pub internal: bool,
    /// Holds the mailbox of a function: an address in it is everybody's business.
    pub is_mailbox: bool,
    /// The value must equal the file name without its ending.
    pub is_file_name: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    /// Euro in the file, integer Cent inside.
    Money,
    Count,
    Flag,
    Date,
    Code(CatalogueId),
    Codes(CatalogueId),
    Ref(RecordId),
    Refs(RecordId),
    Texts,
    Table(RecordId),
    List(RecordId),
}

/// What a date tells: something that happened, something intended, something owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateRole {
    Ereignis,
    Plan,
    Frist,
}

impl Schema {
    pub const PROJECT: RecordId = 0;

    pub fn record(&self, id: RecordId) -> &Record {
        &self.records[id as usize]
    }

    pub fn catalogue(&self, id: CatalogueId) -> &Catalogue {
        &self.catalogues[id as usize]
    }

    pub fn find_catalogue(&self, name: &str) -> Option<CatalogueId> {
        let index = self.catalogues.iter().position(|catalogue| catalogue.name == name)?;
        CatalogueId::try_from(index).ok()
    }

    /// The record of a list or table by its path without row keys.
    pub fn find_record(&self, path: &str) -> Option<RecordId> {
        let index = self.records.iter().position(|record| record.path == path)?;
        RecordId::try_from(index).ok()
    }

    /// Record and slot of a field by its path without row keys: `freigaben.datum`.
    pub fn find_field(&self, path: &str) -> Option<(RecordId, Slot)> {
        let (record, name) = path.rsplit_once('.').unwrap_or(("", path));
        let id = self.find_record(record)?;
        Some((id, self.record(id).slot(name)?))
    }
}

/// What stands where something must be filled in; every standard's list of placeholders knows it.
pub const TO_FILL: &str = "\"bitte ausfüllen\"";

/// So many codes are named beside a field.
const NAMED_CODES: usize = 16;

impl Schema {
    /// What may stand in a field, to be put beside it: `eins von: S, M, L`, `zum Beispiel 2026-10-31`.
    pub fn hint(&self, field: &Field) -> Option<String> {
        match self.choices(field) {
            Some(choices) => Some(format!("eins von: {choices}")),
            None if field.kind == Kind::Flag => Some("true oder false".to_owned()),
            None => (!field.example.is_empty()).then(|| format!("zum Beispiel {}", field.example)),
        }
    }

    fn choices(&self, field: &Field) -> Option<String> {
        let Kind::Code(id) = field.kind else { return None };
        let codes: Vec<&str> = self.catalogue(id).names().map(|(id, ..)| id).collect();
        (codes.len() <= NAMED_CODES).then(|| codes.join(", "))
    }
}

impl Field {
    /// A field that asks nothing: what a list or table is in the record above it.
    pub fn plain(name: &str, title: &str, meaning: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            meaning: meaning.to_owned(),
            example: String::new(),
            kind,
            required: None,
            from_phase: 0,
            classes: Vec::new(),
            pattern: None,
            bounds: Bounds::default(),
            date_role: None,
            known_from: None,
            unit: None,
            person: false,
            internal: false,
            is_mailbox: false,
            is_file_name: false,
        }
    }
}

impl Record {
    pub fn slot(&self, name: &str) -> Option<Slot> {
        self.slot_from(0, name)
    }

    /// The slot of a name that is probably at or soon after `guess`.
    pub fn slot_from(&self, guess: Slot, name: &str) -> Option<Slot> {
        let (before, after) = self.fields.split_at_checked(guess as usize).unwrap_or((&[], &self.fields));
        let position = |fields: &[Field]| fields.iter().position(|field| field.name == name);
        let index = position(after).map(|index| before.len() + index).or_else(|| position(before))?;
        Slot::try_from(index).ok()
    }

    pub fn field(&self, slot: Slot) -> &Field {
        &self.fields[slot as usize]
    }
}

impl Kind {
    /// What to call the type in a German sentence.
    pub fn german(self) -> &'static str {
        match self {
            Self::Text => "ein Text in Anführungszeichen",
            Self::Integer => "eine ganze Zahl",
            Self::Money => "ein Betrag in Euro, zum Beispiel 16100 oder 16100.50",
            Self::Count => "eine ganze Zahl oder \"mehr als 45\", \"etwa 35\", \"unbekannt\"",
            Self::Flag => "true oder false",
            Self::Date => "ein Datum: 2026-10-31, \"2026-10\", \"2026-Q4\" oder \"2026\"",
            Self::Code(_) => "ein Code in Anführungszeichen",
            Self::Codes(_) => "eine Liste von Codes, zum Beispiel [\"land\"]",
            Self::Ref(_) => "eine Kennung in Anführungszeichen",
            Self::Refs(_) => "eine Liste von Kennungen, zum Beispiel [\"landkreise\"]",
            Self::Texts => "eine Liste von Texten, zum Beispiel [\"erstens\", \"zweitens\"]",
            Self::Table(_) => "ein Abschnitt in einfachen eckigen Klammern",
            Self::List(_) => "eine Liste von Abschnitten in doppelten eckigen Klammern",
        }
    }
}
