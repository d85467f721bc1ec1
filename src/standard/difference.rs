//! What differs between two editions of the standard, item by item and in words: rules, thresholds, code lists, phases,
//! fields, and every other file. What nothing here has a word for is still told by the file it stands in.

mod files;
mod parts;
mod rules;

use serde::Serialize;

use crate::standard::Standard;

/// One item that is new, gone or different.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    pub group: Group,
    /// Id, name or path: what it is.
    pub subject: String,
    pub title: String,
    /// What about it, a phrase each.
    pub what: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Regeln,
    Begriffe,
    Schwellen,
    Kataloge,
    Phasen,
    Felder,
    Platzhalter,
    Kontaktangaben,
    Feiertage,
    Anker,
    Kennzahlen,
    Seiten,
    Sichten,
    Papiere,
    Weitere,
}

impl Group {
    pub fn title(self) -> &'static str {
        match self {
            Self::Regeln => "Regeln",
            Self::Begriffe => "Begriffe, die Regeln verwenden",
            Self::Schwellen => "Schwellen",
            Self::Kataloge => "Kataloge und Codes",
            Self::Phasen => "Phasen, Freigaben und fällige Ergebnisse",
            Self::Felder => "Felder des Wörterbuchs",
            Self::Platzhalter => "Platzhalter",
            Self::Kontaktangaben => "Kontaktangaben",
            Self::Feiertage => "Feiertage",
            Self::Anker => "Anker und Angaben zum Prüfprofil",
            Self::Kennzahlen => "Kennzahlen",
            Self::Seiten => "Seiten und Abschnitte des Berichts",
            Self::Sichten => "Sichten",
            Self::Papiere => "Papiere",
            Self::Weitere => "Weitere Dateien",
        }
    }

    /// Whether such a difference can change what a check finds.
    pub fn is_checked(self) -> bool {
        !matches!(self, Self::Kennzahlen | Self::Seiten | Self::Papiere | Self::Weitere)
    }
}

impl Difference {
    fn new(group: Group, subject: &str, title: &str, what: Vec<String>) -> Self {
        Self { group, subject: subject.to_owned(), title: title.to_owned(), what }
    }

    /// In one line: `SH-01 Stakeholderliste …: verbindlich statt warnend`.
    pub fn line(&self) -> String {
        let name = if self.title.is_empty() || self.title == self.subject { String::new() } else { format!(" {}", self.title) };
        format!("{}{name}: {}", self.subject, self.what.join("; "))
    }
}

/// Everything that differs, sorted by group and subject. Editions of equal content have no differences.
pub fn differences(old: &Standard, new: &Standard) -> Vec<Difference> {
    let mut found = rules::rules(old, new);
    found.extend(parts::thresholds(old, new));
    found.extend(parts::catalogues(old, new));
    found.extend(parts::phases(old, new));
    found.extend(parts::fields(old, new));
    let more = files::files(old, new, &found);
    found.extend(more);
    found.sort();
    found
}

/// Texts that differ, as `Titel, Grund geändert`; nothing where all are the same.
fn texts_changed(pairs: &[(&str, &str, &str)]) -> Option<String> {
    let names: Vec<&str> = pairs.iter().filter(|(_, old, new)| old != new).map(|(name, ..)| *name).collect();
    (!names.is_empty()).then(|| format!("Text geändert: {}", names.join(", ")))
}

/// `neu statt alt`, where they differ.
fn instead(name: &str, old: &str, new: &str) -> Option<String> {
    let named = |text: &str| if text.is_empty() { "keine Angabe".to_owned() } else { text.to_owned() };
    let name = if name.is_empty() { String::new() } else { format!("{name} ") };
    (old != new).then(|| format!("{name}{} statt {}", named(new), named(old)))
}

/// Items of two lists by name: first with both, then those on one side only.
fn paired<'a, T>(old: &'a [T], new: &'a [T], name: impl Fn(&T) -> &str) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut pairs: Vec<_> = new.iter().map(|item| (old.iter().find(|other| name(other) == name(item)), Some(item))).collect();
    pairs.extend(old.iter().filter(|item| !new.iter().any(|other| name(other) == name(item))).map(|item| (Some(item), None)));
    pairs
}
