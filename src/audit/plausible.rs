//! Values that are possible and fit together: bounds of the dictionary, parts and wholes, the order of dates, sums that only
//! grow. Told only where it is certain; a month decides nothing about its days.

use crate::audit::builtin;
use crate::audit::finding::{Finding, Spot};
use crate::audit::structure::Structure;
use crate::audit::subject::Subject;
use crate::document::{CellId, Fault, Value};
use crate::period::{Count, Day, Period, euro, grouped};
use crate::schema::{DateRole, Field, Kind, Level, RecordId, Relation, RelationKind, Schema, Slot};

/// More of them help nobody.
const PLACES: usize = 5;

/// Longest value that is quoted.
const QUOTED: usize = 40;

/// Two values that cannot both be right, and the finding that says so.
#[derive(Clone, Copy, Debug)]
pub struct Contradiction {
    pub cells: (CellId, CellId),
    /// Index into the structural findings.
    pub finding: usize,
}

/// A value outside the bounds of its field.
pub fn outside(subject: &Subject<'_>, fault: &Fault, (record, slot): (RecordId, Slot)) -> Finding {
    let record = subject.schema().record(record);
    let field = record.field(slot);
    let written = subject.document.source.text.get(fault.span.range()).unwrap_or_default();
    let bounds = field.bounds_german().or_else(|| record.allowed_german(subject.schema(), slot)).unwrap_or_default();
    let message = match subject.document.cell(fault.cell).value {
        Value::Text(text) => {
            let count = i64::try_from(subject.document.text(text).chars().count()).unwrap_or(i64::MAX);
            too_long(field, count, &bounds)
        }
        Value::List(_) => too_long(field, i64::try_from(written.chars().count()).unwrap_or(i64::MAX), &bounds),
        _ => {
            let cut: String = written.chars().take(QUOTED).collect();
            let (name, example) = (&field.name, &field.example);
            format!("„{}“ ist hier {cut}; möglich ist {bounds}. Schreiben Sie zum Beispiel: {name} = {example}", field.title)
        }
    };
    subject.builtin(builtin::OUTSIDE, Level::Muss, fault.cell, fault.span, message)
}

fn too_long(field: &Field, count: i64, bounds: &str) -> String {
    let count = grouped(count);
    format!("„{}“ hat hier {count} Zeichen; möglich sind {bounds}. Kürzen Sie den Text auf das, was man wissen muss.", field.title)
}

/// The relations within one row or table.
pub fn row(subject: &Subject<'_>, record: RecordId, row: CellId, found: &mut Structure) {
    let schema = subject.schema();
    for &Relation { slot, kind } in &schema.record(record).relations {
        let (other_record, other_row, other) = match kind {
            RelationKind::AtMost(other) | RelationKind::NotBefore(other) | RelationKind::OfLevel(other) => (record, row, other),
            RelationKind::NotBeforeHead(other) => (Schema::PROJECT, subject.document.root(), other),
            RelationKind::NeverFalls => continue,
        };
        let cells = subject.document.field(row, slot).zip(subject.document.field(other_row, other));
        let Some((cell, other_cell)) = cells else { continue };
        let (value, against) = (subject.document.cell(cell).value, subject.document.cell(other_cell).value);
        let (own, of) = (schema.record(record).field(slot), schema.record(other_record).field(other));
        if let (RelationKind::OfLevel(_), Value::Code(list, entry), Value::Code(levels, level)) = (kind, value, against) {
            let (entries, level) = (schema.catalogue(list), schema.catalogue(levels).code(level));
            if entries.contradicts(entry, &level.id) && found.admits(builtin::CONTRADICTION) {
                let named = entries.code(entry);
                let message = format!("„{}“ ({} {}) passt nicht zu „{}“ ({}).", own.title, named.id, named.title, of.title, level.title);
                tell(subject, Level::Soll, (cell, other_cell), message, found);
            }
            continue;
        }
        let message = match (value, against) {
            (Value::Period(late), Value::Period(early)) if late.before(early) == Some(true) => {
                format!("„{}“ ({}) liegt vor „{}“ ({}).", own.title, late.german(), of.title, early.german())
            }
            (part, whole) if less(whole, part) == Some(true) => {
                format!("„{}“ ({}) ist größer als „{}“ ({}).", own.title, german(part), of.title, german(whole))
            }
            _ => continue,
        };
        report(subject, (cell, other_cell), message, found);
    }
}

/// The series of a list: in the order of its dates a sum that only grows never falls.
pub fn series(subject: &Subject<'_>, record: RecordId, rows: &[CellId], found: &mut Structure) {
    let of = subject.schema().record(record);
    let Some(valid_from) = of.list.and_then(|list| list.valid_from) else { return };
    for relation in of.relations.iter().filter(|relation| relation.kind == RelationKind::NeverFalls) {
        let mut points: Vec<(Period, CellId)> = rows
            .iter()
            .filter_map(|row| subject.period(*row, valid_from).zip(subject.document.field(*row, relation.slot)))
            .filter(|(_, cell)| !subject.document.cell(*cell).value.is_missing())
            .collect();
        points.sort();
        // By their last days, so that the newest row that is certainly earlier is found in one pass.
        let mut ended = points.clone();
        ended.sort_by_key(|(period, cell)| (period.to, *cell));
        let mut next = 0;
        let mut before: Option<(Period, CellId)> = None;
        for &(period, cell) in &points {
            while let Some(&candidate) = ended.get(next).filter(|(earlier, _)| earlier.to < period.from) {
                before = Some(candidate);
                next += 1;
            }
            let Some((earlier, other)) = before else { continue };
            let (value, against) = (subject.document.cell(cell).value, subject.document.cell(other).value);
            if less(value, against) == Some(true) {
                let (from, to) = (german(against), german(value));
                let title = &of.field(relation.slot).title;
                let message = format!("„{title}“ fällt von {from} ({}) auf {to} ({}).", earlier.german(), period.german());
                report(subject, (cell, other), message, found);
            }
        }
    }
}

/// Two values of which one is wrong: what rests on both gives way to this finding.
fn report(subject: &Subject<'_>, cells: (CellId, CellId), message: String, found: &mut Structure) {
    if !found.admits(builtin::CONTRADICTION) {
        return;
    }
    found.contradictions.push(Contradiction { cells, finding: found.findings.len() });
    tell(subject, Level::Muss, cells, message, found);
}

fn tell(subject: &Subject<'_>, level: Level, cells: (CellId, CellId), message: String, found: &mut Structure) {
    let span = subject.document.cell(cells.0).span;
    let mut finding = subject.builtin(builtin::CONTRADICTION, level, cells.0, span, message);
    finding.more.push(spot(subject, cells.1));
    found.findings.push((cells.0, finding));
}

fn spot(subject: &Subject<'_>, cell: CellId) -> Spot {
    Spot { file: subject.document.source.name.clone(), place: subject.place(cell), path: subject.path(cell) }
}

/// What happened certainly after the Stichtag does not count yet: one finding for the file, with the first places.
pub fn later(subject: &Subject<'_>, as_of: Period) -> Option<Finding> {
    let mut cells = Vec::new();
    if subject.document.latest_event.is_some_and(|latest| latest > as_of.to) {
        collect(subject, Schema::PROJECT, subject.document.root(), as_of.to, &mut cells);
    }
    let (&first, rest) = cells.split_first()?;
    let told: Vec<String> = cells
        .iter()
        .take(PLACES)
        .map(|cell| match subject.document.cell(*cell).value {
            Value::Period(period) => format!("„{}“ ({})", subject.path(*cell), period.german()),
            _ => format!("„{}“", subject.path(*cell)),
        })
        .collect();
    let listed = told.join(", ");
    let more = if cells.len() > PLACES { format!(" und {} weitere", grouped_count(cells.len() - PLACES)) } else { String::new() };
    let counts = if rest.is_empty() { "Diese Angabe zählt erst ab diesem Tag" } else { "Diese Angaben zählen erst ab diesem Tag" };
    let message = format!("{counts}; sie liegt nach dem Stichtag {}: {listed}{more}.", as_of.german());
    let message = if rest.is_empty() { message } else { message.replacen("sie liegt", "sie liegen", 1) };
    let mut finding = subject.builtin(builtin::LATER, Level::Soll, first, subject.document.cell(first).span, message);
    finding.more = rest.iter().take(PLACES - 1).map(|cell| spot(subject, *cell)).collect();
    Some(finding)
}

fn grouped_count(count: usize) -> String {
    grouped(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The first date of each row that is later; the rest of such a row is told by it.
fn collect(subject: &Subject<'_>, record: RecordId, row: CellId, day: Day, cells: &mut Vec<CellId>) {
    let schema = subject.schema();
    let is_later = |cell: CellId| matches!(subject.document.cell(cell).value, Value::Period(period) if period.from > day);
    for (slot, field) in (0..).zip(&schema.record(record).fields) {
        let Some(cell) = subject.document.field(row, slot) else { return };
        match (field.kind, subject.document.cell(cell).value) {
            (Kind::Table(inner), Value::Table { present: true, .. }) => collect(subject, inner, cell, day, cells),
            (Kind::List(inner), Value::List(rows)) => {
                let valid_from: Option<Slot> = schema.record(inner).list.and_then(|list| list.valid_from);
                for &row in subject.document.rows(rows) {
                    match valid_from.and_then(|slot| subject.document.field(row, slot)).filter(|cell| is_later(*cell)) {
                        Some(cell) => cells.push(cell),
                        None => collect(subject, inner, row, day, cells),
                    }
                }
            }
            _ if field.date_role == Some(DateRole::Ereignis) && is_later(cell) => cells.push(cell),
            _ => {}
        }
    }
}

/// `left < right`, with what is known; values of different kinds are not compared.
fn less(left: Value, right: Value) -> Option<bool> {
    let count = |value| match value {
        Value::Integer(number) => Some(Count::exact(number)),
        Value::Count(count) => Some(count),
        _ => None,
    };
    match (left, right) {
        (Value::Money(left), Value::Money(right)) => Some(left < right),
        _ => count(left)?.less(count(right)?),
    }
}

fn german(value: Value) -> String {
    match value {
        Value::Integer(number) => grouped(number),
        Value::Money(cents) => euro(cents),
        Value::Count(count) => count.german(),
        Value::Period(period) => period.german(),
        _ => String::new(),
    }
}
