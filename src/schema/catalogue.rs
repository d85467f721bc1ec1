//! Code lists. A code has traits, and rules ask for those: whether a way of contact is a dialogue, whether a Stelle
//! is municipal. So a new code needs no new rule.

use std::collections::HashMap;

#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub name: String,
    pub title: String,
    pub meaning: String,
    /// Where the codes come from; with the licence where one asks for it.
    pub source: String,
    pub traits: Vec<Trait>,
    pub codes: Vec<Code>,
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
}

impl Catalogue {
    pub fn reindex(&mut self) {
        self.index = (0u16..).zip(&self.codes).map(|(ordinal, code)| (code.id.clone(), ordinal)).collect();
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
    pub fn allowed(&self) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(|code| !code.removed)
    }
}
