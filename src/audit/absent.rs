//! What to write where something is absent, and where it goes: made from the dictionary. Nothing it says counts as filled
//! in: where a value belongs stands a placeholder, beside it what may stand there.

use crate::audit::Auditor;
use crate::audit::finding::{Finding, Snippet};
use crate::audit::insert::{self, Shape};
use crate::audit::subject::{Subject, stem};
use crate::document::{CellId, Document, Rows, Value, read};
use crate::schema::{Kind, Level, RecordId, Schema, Slot, TO_FILL};
use crate::source::Source;

/// A condition on a row: the field and the value it has there.
type Condition = (Slot, String);

/// What the path of something absent leads to.
pub enum Target {
    /// It is there after all, and something about it is wrong.
    There(CellId),
    Field(CellId),
    /// A row that the list of this row or table does not have.
    Row {
        list: CellId,
        record: RecordId,
        with: Vec<Condition>,
    },
}

/// For cells that are missing: for the first of them that nobody has written, and others of the same row.
pub fn cells(subject: &Subject<'_>, missing: &[CellId]) -> Option<Snippet> {
    let (document, schema) = (subject.document, subject.schema());
    let is_unwritten = |cell: &CellId| match document.cell(*cell).value {
        Value::Unset | Value::List(Rows::ABSENT) => true,
        Value::Table { present, .. } => !present,
        _ => false,
    };
    let owned = |cell: CellId| document.owner(schema, cell).map(|owner| (cell, owner));
    let open: Vec<_> = missing.iter().copied().filter(is_unwritten).filter_map(owned).collect();
    let &(cell, (row, record, slot)) = open.first()?;
    match schema.record(record).field(slot).kind {
        Kind::Table(inner) | Kind::List(inner) => part(subject, cell, inner, &required(schema, inner, &[]), &[]),
        _ => {
            let of_row = open.iter().filter(|(_, (other, ..))| *other == row).map(|(_, (.., slot))| *slot);
            let slots: Vec<Slot> = of_row.filter(|slot| is_scalar(schema.record(record).field(*slot).kind)).collect();
            fields(subject, row, record, &slots)
        }
    }
}

/// For what a rule names as absent.
pub fn at_path(subject: &Subject<'_>, path: &str) -> Option<Snippet> {
    match resolve(subject.document, subject.schema(), path)? {
        Target::There(_) => None,
        Target::Field(cell) => cells(subject, &[cell]),
        Target::Row { list, record, with } => part(subject, list, record, &required(subject.schema(), record, &with), &with),
    }
}

impl Auditor<'_> {
    /// Puts what rules across projects found into its file: the line, and what to paste for what is missing.
    pub fn place_in(&self, source: Source, findings: &mut [Finding]) {
        let (document, _) = read(&self.standard.schema, Schema::PROJECT, source);
        let subject = Subject { standard: self.standard, document: &document };
        for finding in findings {
            let number = finding.place.line;
            finding.show(document.source.line(number));
            finding.excerpt = document.excerpt(&self.standard.schema, finding.place);
            finding.snippet = finding.missing.first().and_then(|path| at_path(&subject, path));
        }
    }
}

/// Follows a path such as `ergebnisse[art=projektskizze].verantwortlich`.
pub fn resolve(document: &Document, schema: &Schema, path: &str) -> Option<Target> {
    let (mut row, mut record) = (document.root(), Schema::PROJECT);
    let steps = steps(path);
    for (index, step) in steps.iter().enumerate() {
        let is_last = index + 1 == steps.len();
        let (name, selector) = step.split_once('[').map_or((*step, None), |(name, rest)| (name, rest.strip_suffix(']')));
        // For a row of one list something may be missing in another list of the project.
        if schema.record(record).slot(name).is_none() {
            (row, record) = (document.root(), Schema::PROJECT);
        }
        let slot = schema.record(record).slot(name)?;
        let cell = document.field(row, slot)?;
        match schema.record(record).field(slot).kind {
            Kind::List(inner) => {
                let with = selector.map_or_else(Vec::new, |selector| conditions(schema, inner, selector));
                match matching(document, schema, document.list(row, slot), &with) {
                    Some(found) if is_last => return Some(Target::There(found)),
                    Some(found) => (row, record) = (found, inner),
                    None if is_last => return Some(Target::Row { list: cell, record: inner, with }),
                    None => return None,
                }
            }
            _ if is_last => {
                let is_missing = document.cell(cell).value.is_missing();
                return Some(if is_missing { Target::Field(cell) } else { Target::There(cell) });
            }
            Kind::Table(inner) => (row, record) = (cell, inner),
            _ => return None,
        }
    }
    None
}

/// The parts between dots; what stands in brackets is one part.
fn steps(path: &str) -> Vec<&str> {
    let mut depth = 0;
    path.split(|letter| {
        depth += i32::from(letter == '[') - i32::from(letter == ']');
        letter == '.' && depth == 0
    })
    .collect()
}

/// `feld=wert,feld=wert`, or the key of a row; what is unknown is no condition.
fn conditions(schema: &Schema, record: RecordId, selector: &str) -> Vec<Condition> {
    let key = schema.record(record).list.map_or(0, |list| list.key);
    let one = |condition: &str| match condition.split_once('=') {
        Some((name, value)) => Some((schema.record(record).slot(name)?, value.to_owned())),
        None => Some((key, condition.to_owned())),
    };
    selector.split(',').filter_map(one).filter(|(_, value)| value != "?").collect()
}

/// The first row by its name that meets every condition.
fn matching(document: &Document, schema: &Schema, rows: &[CellId], with: &[Condition]) -> Option<CellId> {
    let has = |row: CellId, (slot, value): &Condition| {
        let Some(cell) = document.field(row, *slot) else { return false };
        match document.cell(cell).value {
            Value::List(items) => document.rows(items).iter().any(|item| document.text_at(schema, *item).as_ref() == Some(value)),
            Value::Flag(flag) => flag.to_string() == *value,
            _ => document.text_at(schema, cell).as_ref() == Some(value),
        }
    };
    let all = rows.iter().copied().filter(|row| with.iter().all(|condition| has(*row, condition)));
    all.min_by_key(|row| document.path(schema, *row))
}

fn is_scalar(kind: Kind) -> bool {
    !matches!(kind, Kind::Table(_) | Kind::List(_))
}

/// What a new row or table needs: its key, what is obligatory, and what it is looked for by.
fn required(schema: &Schema, id: RecordId, with: &[Condition]) -> Vec<Slot> {
    let record = schema.record(id);
    let key = record.list.map(|list| list.key);
    let is_needed = |slot: Slot| {
        let field = record.field(slot);
        let asked = field.required == Some(Level::Muss) || key == Some(slot) || with.iter().any(|(other, _)| *other == slot);
        asked && is_scalar(field.kind)
    };
    let slots: Vec<Slot> = (0..).take(record.fields.len()).filter(|slot| is_needed(*slot)).collect();
    // A table with nothing obligatory shows what it can hold.
    if slots.is_empty() {
        (0..).zip(&record.fields).filter(|(_, field)| is_scalar(field.kind)).map(|(slot, _)| slot).collect()
    } else {
        slots
    }
}

/// `nutzen = "bitte ausfüllen"  # Nutzen; zum Beispiel "…"`
fn line(subject: &Subject<'_>, record: RecordId, slot: Slot, with: &[Condition]) -> String {
    let field = subject.schema().record(record).field(slot);
    let known = with.iter().find(|(other, _)| *other == slot).map(|(_, value)| value.clone());
    let known = known.or_else(|| field.is_file_name.then(|| stem(&subject.document.source.name)));
    let hint = match known.map(|value| written(field.kind, &value)) {
        Some(value) => Some(format!("hier {value}")),
        None => subject.schema().hint(field),
    };
    let note: Vec<String> = std::iter::once(field.title.clone()).chain(hint).collect();
    format!("{} = {TO_FILL}  # {}", field.name, note.join("; "))
}

/// A value as it is written in a project file.
fn written(kind: Kind, value: &str) -> String {
    match kind {
        Kind::Text | Kind::Code(_) | Kind::Ref(_) => format!("\"{value}\""),
        Kind::Codes(_) | Kind::Refs(_) | Kind::Texts => format!("[\"{value}\"]"),
        _ => value.to_owned(),
    }
}

/// Fields of a row, of a table or of the head.
fn fields(subject: &Subject<'_>, row: CellId, record: RecordId, slots: &[Slot]) -> Option<Snippet> {
    let document = subject.document;
    if row == document.root() {
        let lines: Vec<String> = slots.iter().map(|slot| line(subject, record, *slot, &[])).collect();
        return Some(insert::head(document).snippet(document, &lines.join("\n")));
    }
    if let Value::Table { present: false, .. } = document.cell(row).value {
        return part(subject, row, record, slots, &[]);
    }
    let gap = insert::in_row(document, row)?;
    let text = match gap.shape {
        Shape::Inline { .. } | Shape::Named { .. } => in_line(subject, record, slots),
        Shape::Lines | Shape::Headed => slots.iter().map(|slot| line(subject, record, *slot, &[])).collect::<Vec<_>>().join("\n"),
    };
    Some(gap.snippet(document, &text))
}

/// A new row of a list or a table that is not there: `cell` is where it would stand.
fn part(subject: &Subject<'_>, cell: CellId, id: RecordId, slots: &[Slot], with: &[Condition]) -> Option<Snippet> {
    let (document, schema) = (subject.document, subject.schema());
    let record = schema.record(id);
    let gap = insert::part(document, schema, cell)?;
    let inner = || format!("{{ {} }}", in_line(subject, id, slots));
    let name = record.path.rsplit('.').next().unwrap_or_default();
    match (gap.shape, record.list.is_some()) {
        (Shape::Inline { .. }, _) => return Some(gap.snippet(document, &inner())),
        (Shape::Named { .. }, true) => return Some(gap.snippet(document, &format!("{name} = [{}]", inner()))),
        (Shape::Named { .. }, false) => return Some(gap.snippet(document, &format!("{name} = {}", inner()))),
        (Shape::Lines | Shape::Headed, _) => {}
    }
    let (open, close) = if record.list.is_some() { ("[[", "]]") } else { ("[", "]") };
    let heading = format!("{open}{}{close}", record.path);
    let lines: Vec<String> = std::iter::once(heading).chain(slots.iter().map(|slot| line(subject, id, *slot, with))).collect();
    Some(gap.snippet(document, &lines.join("\n")))
}

/// In one line there is no room for remarks.
fn in_line(subject: &Subject<'_>, record: RecordId, slots: &[Slot]) -> String {
    let one = |slot: &Slot| format!("{} = {TO_FILL}", subject.schema().record(record).field(*slot).name);
    slots.iter().map(one).collect::<Vec<_>>().join(", ")
}
