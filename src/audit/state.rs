//! Where a project stands: its phase from the gates passed and the phases begun, its size class from the latest
//! entry. Both as of the Stichtag, since the document is already cut.

use crate::audit::constants::Constants;
use crate::audit::machine::Facts;
use crate::audit::subject::Subject;
use crate::audit::value::{NO_CODE, Value};
use crate::document::{CellId, Value as Held};
use crate::period::Period;
use crate::schema::{CatalogueId, RecordId, Schema, Slot, TraitValue};

#[derive(Clone, Copy, Debug)]
pub struct State {
    /// Rank of the phase from 0; the number of phases when the last gate is passed.
    pub phase: u16,
    /// Catalogue and ordinal of the size class.
    pub class: Option<(CatalogueId, u16)>,
    /// The cell where the class would stand, for what is missing.
    pub class_cell: CellId,
}

impl State {
    /// `gate` is the index of the gate the user asks for: the phase is then at least the one it closes.
    pub fn of(subject: &Subject<'_>, gate: Option<usize>) -> Self {
        let asked = gate.map_or(0, |gate| subject.standard.gates[gate].closes);
        let (class, class_cell) = class(subject);
        Self { phase: passed(subject).max(begun(subject)).max(asked), class, class_cell }
    }

    pub fn facts(&self, subject: &Subject<'_>, constants: &Constants, as_of: Period, gate: Option<usize>) -> Facts {
        let standard = subject.standard;
        let last = standard.phases.len().saturating_sub(1);
        let phase = &standard.phases[usize::from(self.phase).min(last)].id;
        Facts {
            as_of,
            phase: code(&constants.schema, standard.anchors.phase, Some(phase)),
            class: self.class.map_or(Value::Unknown, |(catalogue, ordinal)| Value::Code(catalogue, ordinal)),
            class_cell: self.class_cell,
            gate: code(&constants.schema, standard.anchors.gate, gate.map(|gate| &standard.gates[gate].id)),
            partial: subject.kind_has(standard.anchors.kind_assessed) == Some(false),
        }
    }
}

fn code(schema: &Schema, (record, slot): (RecordId, Slot), id: Option<&String>) -> Value {
    match schema.record(record).field(slot).kind {
        crate::schema::Kind::Code(catalogue) => {
            let ordinal = id.and_then(|id| schema.catalogue(catalogue).ordinal(id));
            Value::Code(catalogue, ordinal.unwrap_or(NO_CODE))
        }
        _ => Value::Unknown,
    }
}

fn rows(subject: &Subject<'_>, record: RecordId) -> Vec<CellId> {
    subject.document.rows_of(subject.schema(), record).iter().filter_map(|way| way.last().copied()).collect()
}

/// The id of the code in a row's field, and one of its traits.
fn coded<'a>(subject: &Subject<'a>, row: CellId, slot: Slot) -> Option<&'a crate::schema::Code> {
    match subject.document.field(row, slot).map(|cell| subject.document.cell(cell).value) {
        Some(Held::Code(catalogue, ordinal)) => Some(subject.schema().catalogue(catalogue).code(ordinal)),
        _ => None,
    }
}

/// The phase after the last gate passed.
fn passed(subject: &Subject<'_>) -> u16 {
    let anchors = &subject.standard.anchors;
    let (record, gate) = anchors.gate;
    let (_, outcome) = anchors.gate_outcome;
    rows(subject, record)
        .into_iter()
        .filter(|row| {
            coded(subject, *row, outcome).is_some_and(|code| code.values.get(anchors.outcome_passes) == Some(&TraitValue::Flag(true)))
        })
        .filter_map(|row| subject.standard.gate(&coded(subject, row, gate)?.id))
        .map(|gate| gate.closes + 1)
        .max()
        .unwrap_or(0)
}

/// The latest phase that work has begun in.
fn begun(subject: &Subject<'_>) -> u16 {
    let (record, slot) = subject.standard.anchors.phase;
    let phases = &subject.standard.phases;
    let rank = |id: &str| (0u16..).zip(phases).find(|(_, phase)| phase.id == id).map(|(rank, _)| rank);
    rows(subject, record).into_iter().filter_map(|row| rank(&coded(subject, row, slot)?.id)).max().unwrap_or(0)
}

/// The last entry by its date; entries without a date come first.
fn class(subject: &Subject<'_>) -> (Option<(CatalogueId, u16)>, CellId) {
    let (record, slot) = subject.standard.anchors.class;
    let valid_from = subject.schema().record(record).list.and_then(|list| list.valid_from);
    let last = rows(subject, record).into_iter().max_by_key(|row| valid_from.and_then(|slot| subject.period(*row, slot)));
    let cell = last.and_then(|row| subject.document.field(row, slot));
    let held = cell.map(|cell| subject.document.cell(cell).value);
    match held {
        Some(Held::Code(catalogue, ordinal)) => (Some((catalogue, ordinal)), cell.unwrap_or_default()),
        _ => (None, cell.or_else(|| list_cell(subject, record)).unwrap_or_default()),
    }
}

fn list_cell(subject: &Subject<'_>, record: RecordId) -> Option<CellId> {
    let fields = &subject.schema().record(Schema::PROJECT).fields;
    let slot = fields.iter().position(|field| field.kind == crate::schema::Kind::List(record))?;
    subject.document.field(subject.document.root(), Slot::try_from(slot).ok()?)
}
