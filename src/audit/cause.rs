//! Why a finding differs between two editions of the standard: the differences that its rule, its field or its place has
//! to do with. Where none is certain, all that can have to do with it.

use std::collections::BTreeSet;

use crate::audit::finding::Finding;
use crate::schema::{Kind, Schema};
use crate::standard::{Difference, Group, Rule, Standard};

pub struct Causes<'a> {
    editions: [&'a Standard; 2],
    differences: &'a [Difference],
}

impl<'a> Causes<'a> {
    pub fn new(old: &'a Standard, new: &'a Standard, differences: &'a [Difference]) -> Self {
        Self { editions: [old, new], differences }
    }

    /// Lines for people, each once; never empty.
    pub fn of(&self, finding: &Finding) -> Vec<String> {
        let mut rules: BTreeSet<&str> = finding.blocks.iter().map(String::as_str).collect();
        rules.insert(&finding.rule);
        let direct: Vec<&Difference> = self.differences.iter().filter(|difference| self.touches(difference, &rules, finding)).collect();
        if !direct.is_empty() {
            return direct.into_iter().map(Difference::line).collect();
        }
        let possible = self.differences.iter().filter(|difference| difference.group.is_checked());
        let mut groups: Vec<&str> = possible.map(|difference| difference.group.title()).collect();
        groups.dedup();
        match groups.as_slice() {
            [] => vec!["keine Änderung, die eine Prüfung kennt; die Regel steht in einer anderen Umgebung".to_owned()],
            groups => vec![format!("mittelbar durch Änderungen an: {}", groups.join(", "))],
        }
    }

    fn touches(&self, difference: &Difference, rules: &BTreeSet<&str>, finding: &Finding) -> bool {
        let subject = difference.subject.as_str();
        let texts = || self.texts(rules);
        match difference.group {
            Group::Regeln => rules.contains(subject),
            Group::Schwellen => texts().any(|text| names(&text, subject)),
            Group::Kataloge => self.is_coded(&finding.path, subject) || texts().any(|text| self.asks_catalogue(&text, subject)),
            Group::Felder => is_field(&finding.path, subject) || texts().any(|text| names(&text, last(subject))),
            Group::Phasen => texts().any(|text| self.asks_phases(&text)) || self.has_phase(rules),
            Group::Sichten => texts().any(|text| names(&text, view(subject))),
            _ => false,
        }
    }

    /// What these rules check, in both editions, with the views they build on.
    fn texts<'r>(&'r self, rules: &'r BTreeSet<&str>) -> impl Iterator<Item = String> + 'r {
        let of = |standard: &'r Standard| rules.iter().filter_map(|id| standard.rule(id)).map(move |rule| text_of(rule, standard));
        self.editions.into_iter().flat_map(of)
    }

    /// The fields of a code list that a text names, or the list itself.
    fn asks_catalogue(&self, text: &str, catalogue: &str) -> bool {
        let coded = |schema: &Schema| -> Vec<String> {
            let fields = schema.records.iter().flat_map(|record| &record.fields);
            fields.filter(|field| is_of(schema, field.kind, catalogue)).map(|field| field.name.clone()).collect()
        };
        names(text, catalogue) || self.editions.iter().flat_map(|standard| coded(&standard.schema)).any(|field| names(text, &field))
    }

    fn is_coded(&self, path: &str, catalogue: &str) -> bool {
        let path = plain(path);
        self.editions.iter().any(|standard| {
            let schema = &standard.schema;
            schema.find_field(&path).is_some_and(|(record, slot)| is_of(schema, schema.record(record).field(slot).kind, catalogue))
        })
    }

    /// The names under which rules ask for phases, gates and what is due.
    fn asks_phases(&self, text: &str) -> bool {
        let anchored = self.editions.iter().flat_map(|standard| {
            let anchors = &standard.anchors;
            [anchors.phase, anchors.gate, anchors.result].map(|(record, slot)| standard.schema.record(record).field(slot).name.clone())
        });
        ["standard", "phase"].into_iter().any(|word| names(text, word)) || anchored.into_iter().any(|name| names(text, &name))
    }

    /// Whether one of the rules, or a field it may be about, waits for a phase.
    fn has_phase(&self, rules: &BTreeSet<&str>) -> bool {
        self.editions.iter().any(|standard| rules.iter().any(|id| standard.rule(id).is_none_or(|rule| rule.from_phase > 0)))
    }
}

fn text_of(rule: &Rule, standard: &Standard) -> String {
    let mut text: String = rule.check_german().into_iter().map(|(_, text)| text + "\n").collect();
    text.extend(rule.lead_time.iter().map(String::as_str));
    if rule.queries().is_some() {
        for (path, source) in standard.layers.iter().flat_map(|layer| layer.files.below("sichten/")) {
            if names(&text, view(path)) {
                text.push_str(&source.text);
            }
        }
    }
    text
}

/// Whether a place is this field, or lies in this list.
fn is_field(path: &str, subject: &str) -> bool {
    let path = plain(path);
    path == subject || path.strip_prefix(subject).is_some_and(|rest| rest.starts_with('.'))
}

fn is_of(schema: &Schema, kind: Kind, catalogue: &str) -> bool {
    match kind {
        Kind::Code(id) | Kind::Codes(id) => schema.catalogue(id).name == catalogue,
        _ => false,
    }
}

/// A path without the keys of its rows: `kontakte[k1].weg` is `kontakte.weg`.
fn plain(path: &str) -> String {
    let mut depth = 0;
    let outside = |letter: &char| {
        match letter {
            '[' => depth += 1,
            ']' if depth > 0 => {
                depth -= 1;
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    path.chars().filter(outside).collect()
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// The table a file prepares: `sichten/40-status.toml` is `status`.
fn view(path: &str) -> &str {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
    stem.split_once('-').map_or(stem, |(_, name)| name)
}

/// Whether a word stands in a text as a whole.
fn names(text: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    !word.is_empty()
        && text
            .match_indices(word)
            .any(|(at, _)| !text[..at].chars().next_back().is_some_and(part) && !text[at + word.len()..].chars().next().is_some_and(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lose_their_keys_and_words_stand_for_themselves() {
        assert_eq!(plain("kontakte[k[1]].weg"), "kontakte.weg");
        assert_eq!(view("sichten/40-status.toml"), "status");
        assert!(names("schwelle.takt_max_tage > 1", "takt_max_tage"));
        assert!(!names("schwelle.takt_max_tage_neu > 1", "takt_max_tage"));
    }
}
