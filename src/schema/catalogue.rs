//! Code lists. A code has traits, and rules ask for those: whether a way of contact is a dialogue, whether a Stelle
//! is municipal. So a new code needs no new rule.

use std::collections::HashMap;

use crate::schema::names::Naming;

#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub name: String,
    pub title: String,
    pub meaning: String,
    /// Where the codes come from; with the licence where one asks for it.
    pub source: String,
    pub traits: Vec<Trait>,
    pub codes: Vec<Code>,
    /// Names that inheriting profiles gave to some of them.
    pub own: Vec<OwnCode>,
    /// How people call the codes, where the list says so.
    pub naming: Option<Naming>,
    pub(crate) index: HashMap<String, u16>,
}

#[derive(Clone, Debug)]
pub struct Trait {
    pub name: String,
    pub kind: TraitKind,
    pub meaning: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraitKind {
    JaNein,
    Ganzzahl,
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraitValue {
    Flag(bool),
    Integer(i64),
    Text(String),
}

#[derive(Clone, Debug)]
pub struct Code {
    pub id: String,
    pub title: String,
    pub meaning: String,
    /// One value per trait of the catalogue, in its order.
    pub values: Vec<TraitValue>,
    /// Removed by a profile: still readable in old files, no longer allowed in new ones.
    pub removed: bool,
    /// `file:line` of what says so, or else of the code itself.
    pub set_at: String,
}

/// A profile's own name for a code. Where a file is read it becomes that code: nothing behind the reader knows the name,
/// so it can have no other traits, and rules, figures and views that compare codes hold for it.
#[derive(Clone, Debug)]
pub struct OwnCode {
    pub id: String,
    pub title: String,
    pub meaning: String,
    /// Ordinal of the code it stands for.
    pub stands_for: u16,
    pub removed: bool,
    /// `file:line`
    pub set_at: String,
}

impl Code {
    /// Whether a yes-or-no trait holds.
    pub fn has(&self, index: u16) -> bool {
        self.values.get(usize::from(index)) == Some(&TraitValue::Flag(true))
    }

    /// Whether a trait that is a text has this value.
    pub fn says(&self, index: usize, value: &str) -> bool {
        matches!(self.values.get(index), Some(TraitValue::Text(text)) if text == value)
    }
}

impl Catalogue {
    pub fn reindex(&mut self) {
        let codes = (0u16..).zip(&self.codes).map(|(ordinal, code)| (code.id.clone(), ordinal));
        self.index = codes.chain(self.own.iter().map(|own| (own.id.clone(), own.stands_for))).collect();
    }

    pub fn own(&self, id: &str) -> Option<&OwnCode> {
        self.own.iter().find(|own| own.id == id)
    }

    /// Whether new files may no longer use this name of the code.
    pub fn is_removed(&self, name: &str, ordinal: u16) -> bool {
        self.own(name).map_or(self.code(ordinal).removed, |own| own.removed)
    }

    /// Whether new files may name the code, by its own id or one that a profile gave it.
    pub fn is_usable(&self, ordinal: u16) -> bool {
        !self.code(ordinal).removed || self.own.iter().any(|own| own.stands_for == ordinal && !own.removed)
    }

    /// Id, title and meaning of what a file may write.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str, &str)> + Clone {
        let codes = self.allowed().map(|code| (code.id.as_str(), code.title.as_str(), code.meaning.as_str()));
        let own = self.own.iter().filter(|own| !own.removed);
        codes.chain(own.map(|own| (own.id.as_str(), own.title.as_str(), own.meaning.as_str())))
    }

    pub fn ordinal(&self, id: &str) -> Option<u16> {
        self.index.get(id).copied()
    }

    pub fn code(&self, ordinal: u16) -> &Code {
        &self.codes[ordinal as usize]
    }

    pub fn find_trait(&self, name: &str) -> Option<usize> {
        self.traits.iter().position(|entry| entry.name == name)
    }

    /// The codes a file may use.
    pub fn allowed(&self) -> impl Iterator<Item = &Code> + Clone {
        self.codes.iter().filter(|code| !code.removed)
    }
}
