//! The shape of a file against the dictionary: what the reader could not place, references without a target, keys
//! used twice, required fields that are missing. Looks at the uncut file.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::audit::builtin;
use crate::audit::fault::{meant_name, worded};
use crate::audit::finding::Finding;
use crate::audit::plausible::{self, Contradiction};
use crate::audit::subject::{Subject, stem};
use crate::audit::surplus::{NO_CELL, Surplus};
use crate::document::{CellId, Document, Fault, FaultKind, Value};
use crate::period::Day;
use crate::schema::{Field, Kind, Level, List, RecordId, Schema, Slot};
use crate::source::{Span, is_device_name, shortened};

/// Letters of an item that names it in a path.
const ITEM_LENGTH: usize = 60;

/// Letters of a key in a sentence.
const QUOTED: usize = 120;

/// Looking for the nearest key costs the length of the list; who has mistyped a hundred times has another problem.
const HINTS: usize = 100;

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
    shown: Surplus<&'static str>,
}

impl Structure {
    fn new() -> Self {
        Self { findings: Vec::new(), gaps: Vec::new(), contradictions: Vec::new(), shown: Surplus::new() }
    }

    /// Whether one more finding of this check is told, and not only counted.
    pub(super) fn admits(&mut self, check: builtin::Builtin) -> bool {
        self.shown.admits(check.id, self.findings.len())
    }

    /// What a file has too much of is told at the end.
    fn with_rests(mut self) -> Self {
        let rests = std::mem::replace(&mut self.shown, Surplus::new()).rests(&self.findings);
        self.findings.extend(rests);
        self
    }

    /// Leaves out what lies in rows that a cut has taken away.
    pub fn leave_out_cut(&mut self, document: &Document, schema: &Schema) {
        let (mut kept, mut numbers) = (Vec::new(), Vec::new());
        for (cell, finding) in std::mem::take(&mut self.findings) {
            let stays = cell == NO_CELL || document.still_has(schema, cell);
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
    let mut found = Structure::new();
    let mut shown = Surplus::new();
    for fault in faults {
        if shown.admits(std::mem::discriminant(&fault.kind), found.findings.len()) {
            found.findings.push((fault.cell, of_fault(subject, fault)));
        }
    }
    let rests = shown.rests(&found.findings);
    found.findings.extend(rests);
    if !faults.iter().any(|fault| matches!(fault.kind, FaultKind::Syntax(_))) {
        let faulty: HashSet<CellId> = faults.iter().map(|fault| fault.cell).collect();
        let mut walk = Walk { subject, found: &mut found, faulty, keys: HashMap::new(), until };
        walk.record(0, subject.document.root());
    }
    found.with_rests()
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
    veil(subject, &mut finding);
    finding
}

/// What a finding says of a value as it stands in the file: without what nobody is to be shown.
fn veil(subject: &Subject<'_>, finding: &mut Finding) {
    let shown = |text: &str| subject.document.shown(subject.schema(), text);
    // Nobody is told to paste what they are not shown.
    finding.snippet.take_if(|snippet| shown(&snippet.text).is_some());
    for text in [&mut finding.message, &mut finding.path] {
        if let Some(shown) = shown(text) {
            *text = shown;
        }
    }
}

struct Walk<'a, 'b> {
    subject: &'a Subject<'a>,
    found: &'b mut Structure,
    faulty: HashSet<CellId>,
    /// The keys of the top-level lists that something refers to.
    keys: HashMap<RecordId, Keys<'a>>,
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

    fn unique(&mut self, record: RecordId, rows: &[CellId]) {
        let subject = self.subject;
        let document = subject.document;
        let Some(list) = subject.schema().record(record).list else { return };
        let until = self.until;
        let begun = |row: &&CellId| !until.is_some_and(|day| document.begins_later(**row, list, day));
        let with = |row: &CellId| list.key_with.and_then(|slot| document.field(*row, slot)).map(|cell| Same::of(document, cell));
        let keys = rows.iter().filter(begun).filter_map(|row| Some((document.field(*row, list.key)?, with(row))));
        let mut known: HashMap<(Same<'_>, Option<Same<'_>>), CellId> = HashMap::with_capacity(rows.len());
        for (cell, with) in keys.filter(|(key, _)| !document.cell(*key).value.is_missing()) {
            match known.entry((Same::of(document, cell), with)) {
                Entry::Occupied(first) => {
                    let line = subject.place(*first.get()).line;
                    let key = shortened(&document.text_at(subject.schema(), cell).unwrap_or_default(), QUOTED);
                    self.report(builtin::NOT_UNIQUE, cell, cell, format!("„{key}“ steht schon in Zeile {line}."));
                }
                Entry::Vacant(place) => {
                    place.insert(cell);
                }
            }
        }
    }

    fn reference(&mut self, target: RecordId, key: &str, cell: CellId, item: CellId) {
        let subject = self.subject;
        let keys = self.keys.entry(target).or_insert_with(|| keys_of(subject, target));
        if keys.known.contains(key) {
            return;
        }
        let hint = if keys.hints > 0 { meant_name(key, keys.in_order.iter().copied()) } else { String::new() };
        keys.hints = keys.hints.saturating_sub(1);
        let (list, key) = (&subject.schema().record(target).path, shortened(key, QUOTED));
        let told = self.found.findings.len();
        self.report(builtin::REFERENCE, cell, item, format!("In „{list}“ gibt es keinen Eintrag „{key}“.{hint}"));
        if let Some((_, finding)) = self.found.findings.get_mut(told).filter(|_| item != cell) {
            finding.path = format!("{}[{key}]", finding.path);
        }
    }

    fn report(&mut self, check: builtin::Builtin, cell: CellId, at: CellId, message: String) {
        if !self.found.admits(check) {
            return;
        }
        let span: Span = self.subject.document.cell(at).span;
        let finding = self.subject.builtin(check, Level::Muss, cell, span, message);
        self.found.findings.push((cell, finding));
    }
}

/// A value to be found again, wherever it stands in the file.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Same<'a> {
    Text(&'a str),
    Value(Value),
}

impl<'a> Same<'a> {
    fn of(document: &'a Document, cell: CellId) -> Self {
        match document.cell(cell).value {
            Value::Text(text) => Self::Text(document.text(text)),
            value => Self::Value(value),
        }
    }
}

/// The keys of a list that something refers to.
struct Keys<'a> {
    known: HashSet<&'a str>,
    in_order: Vec<&'a str>,
    /// For so many wrong references more the nearest key is looked for.
    hints: usize,
}

fn keys_of<'a>(subject: &Subject<'a>, record: RecordId) -> Keys<'a> {
    let in_order = subject.schema().record(record).list.map_or_else(Vec::new, |list| list_keys(subject, record, list));
    Keys { known: in_order.iter().copied().collect(), in_order, hints: HINTS }
}

fn list_keys<'a>(subject: &Subject<'a>, record: RecordId, list: List) -> Vec<&'a str> {
    let rows = subject.document.rows_of(subject.schema(), record);
    let keys = rows.iter().filter_map(|way| way.last()).filter_map(|row| subject.document.field(*row, list.key));
    keys.filter_map(|cell| match subject.document.cell(cell).value {
        Value::Text(text) => Some(subject.document.text(text)),
        Value::Code(catalogue, ordinal) => Some(subject.schema().catalogue(catalogue).code(ordinal).id.as_str()),
        _ => None,
    })
    .collect()
}
