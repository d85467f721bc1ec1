//! What a frame left to be written: texts that still begin with the mark of the frames, wherever they stand.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::{Source, Span};
use crate::standard::complaint::Complaint;
use crate::standard::placeholders;
use crate::standard::{RuleStatus, Standard};

/// How the frames begin each text that is still to be written.
pub const UNWRITTEN: &str = "TODO";

/// Places to be filled in: those in drafts, and those that already count.
#[derive(Debug, Default)]
pub struct Unwritten {
    pub drafts: Vec<Complaint>,
    pub counting: Vec<Complaint>,
}

impl Standard {
    /// Every such text of the line, with its place. Frames, recipes and the list of such texts are left out.
    pub fn unwritten(&self) -> Unwritten {
        let mut found = Unwritten::default();
        let is_draft = |source: &Source| self.rules.iter().any(|rule| rule.file.name == source.name && rule.status == RuleStatus::Entwurf);
        for (path, source) in self.layers.iter().flat_map(|layer| &layer.files.entries) {
            if path.contains(".jinja") || path == placeholders::FILE || !source.text.contains(UNWRITTEN) {
                continue;
            }
            let places = if is_draft(source) { &mut found.drafts } else { &mut found.counting };
            let (table, _) = DeTable::parse_recoverable(&source.text);
            of_table(source, table.get_ref(), places);
        }
        found.drafts.sort();
        found.counting.sort();
        found
    }
}

fn of_table(source: &Source, table: &DeTable<'_>, found: &mut Vec<Complaint>) {
    table.values().for_each(|value| of_value(source, value, found));
}

fn of_value(source: &Source, value: &Spanned<DeValue<'_>>, found: &mut Vec<Complaint>) {
    match value.get_ref() {
        DeValue::String(text) if is_unwritten(text) => {
            found.push(Complaint::new(source, Span::new(value.span()), format!("noch auszufüllen: {}", text.trim())));
        }
        DeValue::Array(items) => items.iter().for_each(|item| of_value(source, item, found)),
        DeValue::Table(table) => of_table(source, table, found),
        _ => {}
    }
}

/// The mark alone or before a colon; a word that merely begins like it is content.
pub fn is_unwritten(text: &str) -> bool {
    text.trim_start().strip_prefix(UNWRITTEN).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '\n', ' ']))
}
