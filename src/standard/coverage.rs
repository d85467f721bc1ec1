//! `abdeckung/*.toml`: which passage of which text is answered by what of the standard, and what nothing answers yet.
//! When another text arrives, the same table shows what is missing.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read, suggestion};
use crate::standard::{Layer, Standard};

/// One text with its passages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    #[serde(rename = "titel")]
    pub title: String,
    #[serde(rename = "quelle")]
    pub source: String,
    #[serde(rename = "adresse")]
    pub address: Option<String>,
    #[serde(rename = "bedeutung")]
    pub meaning: String,
    #[serde(rename = "stelle")]
    pub passages: Vec<Passage>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    pub id: Spanned<String>,
    #[serde(rename = "titel")]
    pub title: String,
    #[serde(rename = "regeln", default)]
    pub rules: Vec<Spanned<String>>,
    #[serde(rename = "kennzahlen", default)]
    pub figures: Vec<Spanned<String>>,
    /// Files of the profile: sections of the report, templates.
    #[serde(rename = "abschnitte", default)]
    pub sections: Vec<Spanned<String>>,
    /// Paths of the dictionary.
    #[serde(rename = "felder", default)]
    pub fields: Vec<Spanned<String>>,
    /// What nothing answers, and why.
    #[serde(rename = "offen")]
    pub open: Option<String>,
}

/// How far a passage is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Wholly,
    Partly,
    NotYet,
}

impl Answered {
    pub fn word(self) -> &'static str {
        match self {
            Self::Wholly => "abgedeckt",
            Self::Partly => "teilweise",
            Self::NotYet => "offen",
        }
    }
}

impl Passage {
    pub fn answered(&self) -> Answered {
        let nothing = [&self.rules, &self.figures, &self.sections, &self.fields].iter().all(|list| list.is_empty());
        match (nothing, &self.open) {
            (true, _) => Answered::NotYet,
            (false, Some(_)) => Answered::Partly,
            (false, None) => Answered::Wholly,
        }
    }
}

impl Standard {
    /// All texts, in the order of their files. Read only where somebody asks for it: a check of projects does not.
    ///
    /// # Errors
    /// A passage names a rule, figure, section or field that does not exist, or nothing at all without saying why.
    pub fn coverage(&self) -> Result<Vec<Coverage>, Vec<Complaint>> {
        let (mut found, mut complaints) = (Vec::new(), Vec::new());
        for (_, source) in self.layers.iter().flat_map(|layer| layer.files.below("abdeckung/")) {
            match read::<Coverage>(source) {
                Ok(text) => {
                    complaints.extend(faults(self, source, &text));
                    found.push(text);
                }
                Err(complaint) => complaints.push(complaint),
            }
        }
        if complaints.is_empty() { Ok(found) } else { Err(complaints) }
    }

    /// Whether a profile of the line has this file.
    fn has_file(&self, path: &str) -> bool {
        self.layers.iter().any(|layer: &Layer| layer.files.get(path).is_some())
    }
}

fn faults(standard: &Standard, source: &Source, text: &Coverage) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut ids = BTreeSet::new();
    let at = |name: &Spanned<String>, message: String| Complaint::new(source, Span::new(name.span()), message);
    for passage in &text.passages {
        if !ids.insert(passage.id.get_ref()) {
            complaints.push(at(&passage.id, format!("die Stelle „{}“ steht zweimal da", passage.id.get_ref())));
        }
        if passage.answered() == Answered::NotYet && passage.open.as_deref().is_none_or(|open| open.trim().is_empty()) {
            complaints.push(at(&passage.id, "die Stelle nennt nichts; dann sagt „offen“, was fehlt und warum".to_owned()));
        }
        for name in passage.rules.iter().filter(|name| standard.rule(name.get_ref()).is_none()) {
            let near = suggestion(name.get_ref(), standard.rules.iter().map(|rule| rule.id.as_str()));
            let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
            complaints.push(at(name, format!("die Regel „{}“ gibt es nicht{hint}", name.get_ref())));
        }
        for name in passage.figures.iter().filter(|name| !standard.has_file(&format!("kennzahlen/{}.toml", name.get_ref()))) {
            complaints.push(at(name, format!("die Kennzahl „{}“ gibt es nicht", name.get_ref())));
        }
        for name in passage.sections.iter().filter(|name| !standard.has_file(name.get_ref())) {
            complaints.push(at(name, format!("die Datei „{}“ gibt es im Prüfprofil nicht", name.get_ref())));
        }
        let known = |path: &str| standard.schema.find_record(path).is_some() || standard.schema.find_field(path).is_some();
        for name in passage.fields.iter().filter(|name| !known(name.get_ref())) {
            complaints.push(at(name, format!("das Feld „{}“ steht nicht im Wörterbuch", name.get_ref())));
        }
    }
    complaints
}
