//! The shape of a file against the dictionary: what the reader could not place, references without a target, keys
//! used twice, required fields that are missing. Looks at the uncut file.

use std::collections::{HashMap, HashSet};

use crate::audit::builtin;
use crate::audit::fault::{meant_name, worded};
use crate::audit::finding::Finding;
use crate::audit::plausible::{self, Contradiction};
use crate::audit::subject::{Subject, stem};
use crate::document::{CellId, Document, Fault, FaultKind, Value};
use crate::period::Day;
use crate::schema::{Field, Kind, Level, RecordId, Schema, Slot};
use crate::source::{Span, is_device_name};

/// Letters of an item that names it in a path.
const ITEM_LENGTH: usize = 60;

/// A required field without a value. Whether it is due yet depends on the phase, which is known later.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    pub record: RecordId,
    pub slot: Slot,
    pub cell: CellId,
}

/// Findings with the cell they are about, so that rules blocked by them can be told.
pub struct Structure {
    pub findings: Vec<(CellId, Finding)>,
    pub gaps: Vec<Gap>,
    pub contradictions: Vec<Contradiction>,
}

impl Structure {
    /// Leaves out what lies in rows that a cut has taken away.
    pub fn leave_out_cut(&mut self, document: &Document, schema: &Schema) {
        let (mut kept, mut numbers) = (Vec::new(), Vec::new());
        for (cell, finding) in std::mem::take(&mut self.findings) {
            let stays = document.still_has(schema, cell);
            numbers.push(stays.then_some(kept.len()));
            kept.extend(stays.then_some((cell, finding)));
        }
        self.findings = kept;
        self.gaps.retain(|gap| document.still_has(schema, gap.cell));
        let moved = |known: Contradiction| Some(Contradiction { finding: numbers.get(known.finding).copied().flatten()?, ..known });
        self.contradictions = std::mem::take(&mut self.contradictions).into_iter().filter_map(moved).collect();
    }
}

/// With a day, a key that only a row of a later day has too is not used twice.
pub fn structure(subject: &Subject<'_>, faults: &[Fault], until: Option<Day>) -> Structure {
    let mut found = Structure { findings: Vec::new(), gaps: Vec::new(), contradictions: Vec::new() };
    for fault in faults {
        found.findings.push((fault.cell, of_fault(subject, fault)));
    }
    if !faults.iter().any(|fault| matches!(fault.kind, FaultKind::Syntax(_))) {
        let faulty: HashSet<CellId> = faults.iter().map(|fault| fault.cell).collect();
        let mut walk = Walk { subject, found: &mut found, faulty, keys: HashMap::new(), until };
        walk.record(0, subject.document.root());
    }
    found
}

/// A finding whose path names what is at fault: the key nobody knows, the item of a list.
fn of_fault(subject: &Subject<'_>, fault: &Fault) -> Finding {
    let mut finding = worded(subject, fault);
    let document = subject.document;
    let written = || document.source.text.get(fault.span.range()).unwrap_or_default().trim_matches(['"', '\'']);
    match &fault.kind {
        FaultKind::Syntax(_) => {}
        FaultKind::UnknownKey(_, key) if finding.path.is_empty() => finding.path.clone_from(key),
        FaultKind::UnknownKey(_, key) => finding.path = format!("{}.{key}", finding.path),
        _ if matches!(document.cell(fault.cell).value, Value::List(_)) && document.cell(fault.cell).span != fault.span => {
            let item: String = written().chars().take(ITEM_LENGTH).collect();
            finding.path = format!("{}[{item}]", finding.path);
        }
        _ => {}
    }
    finding
}

struct Walk<'a, 'b> {
    subject: &'a Subject<'a>,
    found: &'b mut Structure,
    faulty: HashSet<CellId>,
    /// The keys of the top-level lists that something refers to.
    keys: HashMap<RecordId, Vec<&'a str>>,
    until: Option<Day>,
}

impl Walk<'_, '_> {
    fn record(&mut self, record: RecordId, row: CellId) {
        let schema = self.subject.schema();
        if !schema.record(record).relations.is_empty() {
            plausible::row(self.subject, record, row, self.found);
        }
        for (slot, field) in (0..).zip(&schema.record(record).fields) {
            let Some(cell) = self.subject.document.field(row, slot) else { return };
            if field.required.is_some() && self.subject.document.cell(cell).value.is_missing() && !self.faulty.contains(&cell) {
                self.found.gaps.push(Gap { record, slot, cell });
            }
            self.field(field, cell);
        }
    }

    fn field(&mut self, field: &Field, cell: CellId) {
        let document = self.subject.document;
        match (field.kind, document.cell(cell).value) {
            (Kind::Table(inner), Value::Table { present: true, .. }) => self.record(inner, cell),
            (Kind::List(inner), Value::List(rows)) => {
                self.unique(inner, document.rows(rows));
                plausible::series(self.subject, inner, document.rows(rows), self.found);
                for &row in document.rows(rows) {
                    self.record(inner, row);
                }
            }
            (Kind::Ref(target), Value::Text(text)) => self.reference(target, document.text(text), cell, cell),
            (Kind::Refs(target), Value::List(rows)) => {
                for &item in document.rows(rows) {
                    if let Value::Text(text) = document.cell(item).value {
                        self.reference(target, document.text(text), cell, item);
                    }
                }
            }
            (_, Value::Text(text)) if field.is_file_name && !self.faulty.contains(&cell) => {
                let name = stem(&document.source.name);
                if is_device_name(document.text(text)) {
                    let message = format!("So kann keine Datei heißen: „{}“ ist unter Windows der Name eines Geräts.", document.text(text));
                    self.report(builtin::PATTERN, cell, cell, message);
                }
                if document.text(text) != name {
                    let message = format!("Die Kennung „{}“ ist nicht der Dateiname „{name}“.", document.text(text));
                    self.report(builtin::PATTERN, cell, cell, message);
                }
            }
            _ => {}
        }
    }

    /// Lists are short: comparing each key with those before it beats hashing them, and allocates nothing.
    fn unique(&mut self, record: RecordId, rows: &[CellId]) {
        let subject = self.subject;
        let document = subject.document;
        let Some(list) = subject.schema().record(record).list else { return };
        let begun = |row: &&CellId| !self.until.is_some_and(|day| document.begins_later(**row, list, day));
        let with = |row: &CellId| list.key_with.and_then(|slot| document.field(*row, slot)).map(|cell| document.cell(cell).value);
        let keys: Vec<(CellId, Option<Value>)> =
            rows.iter().filter(begun).filter_map(|row| Some((document.field(*row, list.key)?, with(row)))).collect();
        let mut repeated: Vec<(CellId, CellId)> = Vec::new();
        for (index, &(key, with)) in keys.iter().enumerate() {
            let first = keys[..index].iter().find(|(other, second)| *second == with && same(document, *other, key));
            repeated.extend(first.map(|(first, _)| (*first, key)));
        }
        for (first, cell) in repeated {
            let line = subject.place(first).line;
            let key = document.text_at(subject.schema(), cell).unwrap_or_default();
            self.report(builtin::NOT_UNIQUE, cell, cell, format!("„{key}“ steht schon in Zeile {line}."));
        }
    }

    fn reference(&mut self, target: RecordId, key: &str, cell: CellId, item: CellId) {
        let subject = self.subject;
        let keys = self.keys.entry(target).or_insert_with(|| keys_of(subject, target));
        if keys.contains(&key) {
            return;
        }
        let hint = meant_name(key, keys.iter().copied());
        let list = &subject.schema().record(target).path;
        self.report(builtin::REFERENCE, cell, item, format!("In „{list}“ gibt es keinen Eintrag „{key}“.{hint}"));
        if let Some((_, finding)) = self.found.findings.last_mut().filter(|_| item != cell) {
            finding.path = format!("{}[{key}]", finding.path);
        }
    }

    fn report(&mut self, check: builtin::Builtin, cell: CellId, at: CellId, message: String) {
        let span: Span = self.subject.document.cell(at).span;
        let finding = self.subject.builtin(check, Level::Muss, cell, span, message);
        self.found.findings.push((cell, finding));
    }
}

/// Whether two cells hold the same value; missing ones are never the same.
fn same(document: &Document, left: CellId, right: CellId) -> bool {
    match (document.cell(left).value, document.cell(right).value) {
        (Value::Text(left), Value::Text(right)) => document.text(left) == document.text(right),
        (left, right) => !left.is_missing() && left == right,
    }
}

fn keys_of<'a>(subject: &Subject<'a>, record: RecordId) -> Vec<&'a str> {
    let Some(list) = subject.schema().record(record).list else { return Vec::new() };
    let rows = subject.document.rows_of(subject.schema(), record);
    let keys = rows.iter().filter_map(|way| way.last()).filter_map(|row| subject.document.field(*row, list.key));
    keys.filter_map(|cell| match subject.document.cell(cell).value {
        Value::Text(text) => Some(subject.document.text(text)),
        Value::Code(catalogue, ordinal) => Some(subject.schema().catalogue(catalogue).code(ordinal).id.as_str()),
        _ => None,
    })
    .collect()
}
