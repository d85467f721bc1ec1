//! Who sees to something, and who decides: roles with the Stelle that holds them on the Stichtag.

use crate::audit::subject::Subject;
use crate::document::{CellId, Value};
use crate::period::Period;
use crate::schema::{Kind, RecordId, Schema, Slot};
use crate::standard::Gate;

/// The roles that may decide about a gate, as far as somebody holds them; all of them where nobody does.
pub(super) fn deciders(subject: &Subject<'_>, gate: &Gate) -> Vec<String> {
    let held: Vec<String> =
        gate.deciders.iter().filter(|role| holder(subject, role).is_some()).map(|role| with_body(subject, role)).collect();
    if held.is_empty() { gate.deciders.iter().map(|role| with_body(subject, role)).collect() } else { held }
}

/// A role's title with the Stelle that holds it now, where the file says.
pub(super) fn with_body(subject: &Subject<'_>, role: &str) -> String {
    let (record, slot) = subject.standard.anchors.role;
    let title = match subject.schema().record(record).field(slot).kind {
        Kind::Code(id) => {
            let catalogue = subject.schema().catalogue(id);
            catalogue.ordinal(role).map_or(role, |ordinal| catalogue.code(ordinal).title.as_str())
        }
        _ => role,
    };
    let body = holder(subject, role)
        .and_then(|row| text(subject, row, subject.standard.anchors.role_body.1))
        .and_then(|key| body_name(subject, &key));
    body.map_or_else(|| title.to_owned(), |body| format!("{title} ({body})"))
}

/// The row of the role that has no end yet.
fn holder(subject: &Subject<'_>, role: &str) -> Option<CellId> {
    let anchors = &subject.standard.anchors;
    let (record, slot) = anchors.role;
    let ended = |row: CellId| {
        subject.document.field(row, anchors.role_until.1).is_some_and(|cell| !matches!(subject.document.cell(cell).value, Value::Unset))
    };
    rows(subject, record).into_iter().find(|row| text(subject, *row, slot).as_deref() == Some(role) && !ended(*row))
}

fn body_name(subject: &Subject<'_>, key: &str) -> Option<String> {
    let (record, name) = subject.standard.anchors.body_name;
    let list = subject.schema().record(record).list?;
    let row = rows(subject, record).into_iter().find(|row| text(subject, *row, list.key).as_deref() == Some(key))?;
    text(subject, row, name)
}

/// What the head says of the fields that are always told, as people read it.
pub(super) fn told(subject: &Subject<'_>) -> Vec<(String, String)> {
    let root = subject.document.root();
    let of = |slot: &Slot| {
        let field = subject.schema().record(Schema::PROJECT).field(*slot);
        let said = text(subject, root, *slot)?;
        let read = match field.kind {
            Kind::Code(id) => {
                let catalogue = subject.schema().catalogue(id);
                catalogue.ordinal(&said).map(|ordinal| catalogue.code(ordinal).title.clone())
            }
            Kind::Ref(record) if record == subject.standard.anchors.body_name.0 => body_name(subject, &said),
            _ => subject.period(root, *slot).map(Period::german),
        };
        Some((field.title.clone(), read.unwrap_or(said)))
    };
    subject.standard.anchors.always_told.iter().filter_map(of).collect()
}

/// All rows of a record.
pub(super) fn rows(subject: &Subject<'_>, record: RecordId) -> Vec<CellId> {
    subject.document.rows_of(subject.schema(), record).into_iter().filter_map(|way| way.last().copied()).collect()
}

pub(super) fn text(subject: &Subject<'_>, row: CellId, slot: Slot) -> Option<String> {
    subject.document.field(row, slot).and_then(|cell| subject.document.text_at(subject.schema(), cell))
}
