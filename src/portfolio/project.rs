//! From the result of the checks to what the fact tables need to know about a project.

use crate::audit::Audit;
use crate::document::Value;
use crate::facts::ProjectFacts;
use crate::schema::{Kind, RecordId, Slot, TraitValue};
use crate::standard::Standard;

/// Of a file that could not be read there is one fact: that there is such a project.
pub fn project_facts<'a>(standard: &'a Standard, audit: &'a Audit) -> ProjectFacts<'a> {
    let anchors = &standard.anchors;
    let assessed = kind_trait(standard, audit, anchors.kind_assessed).unwrap_or(true);
    let documented = [anchors.phase, anchors.gate].into_iter().any(|field| is_named(standard, audit, field));
    let last = standard.phases.len().saturating_sub(1);
    let state = audit.state.as_ref();
    let phase = state.and_then(|state| standard.phases.get(usize::from(state.phase).min(last))).map(|phase| phase.id.as_str());
    ProjectFacts {
        document: &audit.document,
        project: &audit.project,
        // A project that reports and has passed nothing is in its first phase; of others nobody knows.
        phase: phase.filter(|_| assessed || documented),
        class: state
            .and_then(|state| state.class)
            .map(|(catalogue, ordinal)| standard.schema.catalogue(catalogue).code(ordinal).id.as_str()),
        assessed,
        invented: kind_trait(standard, audit, anchors.kind_invented).unwrap_or(false),
        readable: state.is_some(),
    }
}

/// Whether any row names a code there; a row without one documents nothing.
fn is_named(standard: &Standard, audit: &Audit, (record, slot): (RecordId, Slot)) -> bool {
    let document = &audit.document;
    let rows = document.rows_of(&standard.schema, record);
    rows.iter().filter_map(|way| document.field(*way.last()?, slot)).any(|cell| matches!(document.cell(cell).value, Value::Code(..)))
}

fn kind_trait(standard: &Standard, audit: &Audit, index: usize) -> Option<bool> {
    let (record, slot) = standard.anchors.data_kind;
    let Kind::Code(catalogue) = standard.schema.record(record).field(slot).kind else { return None };
    let catalogue = standard.schema.catalogue(catalogue);
    let code = catalogue.code(catalogue.ordinal(audit.data_kind.as_deref()?)?);
    match code.values.get(index) {
        Some(TraitValue::Flag(flag)) => Some(*flag),
        _ => None,
    }
}
