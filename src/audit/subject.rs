//! The file under examination, with everything needed to make a finding about one of its cells.

use crate::audit::builtin::{Builtin, SOURCE};
use crate::audit::finding::Finding;
use crate::document::{CellId, Document};
use crate::period::Period;
use crate::schema::{Kind, Level, RecordId, Schema, Slot};
use crate::source::{Place, Span};
use crate::standard::{Outcome, Standard};

pub struct Subject<'a> {
    pub standard: &'a Standard,
    pub document: &'a Document,
}

impl<'a> Subject<'a> {
    pub fn schema(&self) -> &'a Schema {
        &self.standard.schema
    }

    /// The project's id; the file's name where the file does not say.
    pub fn project(&self) -> String {
        self.anchored(self.standard.anchors.project_id).unwrap_or_else(|| stem(&self.document.source.name))
    }

    /// A field of the project itself as text.
    pub fn anchored(&self, (_, slot): (RecordId, Slot)) -> Option<String> {
        let cell = self.document.field(self.document.root(), slot)?;
        self.document.text_at(self.schema(), cell)
    }

    /// The ordinal of the project's code in a catalogue field.
    pub fn anchored_code(&self, (_, slot): (RecordId, Slot)) -> Option<u16> {
        match self.document.field(self.document.root(), slot).map(|cell| self.document.cell(cell).value) {
            Some(crate::document::Value::Code(_, ordinal)) => Some(ordinal),
            _ => None,
        }
    }

    /// A trait of the project's kind of data.
    pub fn kind_has(&self, index: usize) -> Option<bool> {
        let (record, slot) = self.standard.anchors.data_kind;
        let Kind::Code(catalogue) = self.schema().record(record).field(slot).kind else { return None };
        let ordinal = self.anchored_code((record, slot))?;
        match self.schema().catalogue(catalogue).code(ordinal).values.get(index) {
            Some(crate::schema::TraitValue::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    pub fn path(&self, cell: CellId) -> String {
        self.document.path(self.schema(), cell)
    }

    /// The name of the project's list that an empty cell stands for.
    pub fn list_name(&self, cell: CellId) -> Option<&'a str> {
        let project = self.schema().record(Schema::PROJECT);
        let slot = (0..).zip(&project.fields).find(|(slot, _)| self.document.field(self.document.root(), *slot) == Some(cell));
        slot.map(|(_, field)| field).filter(|field| matches!(field.kind, Kind::List(_))).map(|field| field.name.as_str())
    }

    pub fn place(&self, cell: CellId) -> Place {
        self.document.source.place(self.document.cell(cell).span)
    }

    /// A period field of a row.
    pub fn period(&self, row: CellId, slot: Slot) -> Option<Period> {
        match self.document.field(row, slot).map(|cell| self.document.cell(cell).value) {
            Some(crate::document::Value::Period(period)) => Some(period),
            _ => None,
        }
    }

    pub fn builtin(&self, check: Builtin, level: Level, cell: CellId, span: Span, message: String) -> Finding {
        let place = self.document.source.place(span);
        Finding {
            rule: check.id.to_owned(),
            title: check.title.to_owned(),
            level,
            outcome: Outcome::NichtErfuellt,
            binding: true,
            binding_later: None,
            across: false,
            project: self.project(),
            file: self.document.source.name.clone(),
            place,
            times: 1,
            excerpt: self.document.excerpt(self.schema(), place),
            path: self.path(cell),
            more: Vec::new(),
            message,
            why: check.why.to_owned(),
            source: SOURCE.to_owned(),
            remedy: check.remedy.to_owned(),
            curable: "nachtragen".to_owned(),
            missing: Vec::new(),
            blocks: Vec::new(),
            exception: None,
            known: None,
            snippet: None,
        }
    }
}

/// A file name without folder and ending.
pub fn stem(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.strip_suffix(".toml").unwrap_or(last).to_owned()
}
