//! What the rules of a standard read before a gate may be passed: found by asking them. A file with nothing but its head is
//! checked, what a MUSS rule misses is laid out, and the file is checked again until nothing more is missed.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::Question;
use crate::period::Period;
use crate::printer::template::{Cut, Writer};
use crate::schema::{Kind, Level, RecordId, Schema, Slot};
use crate::source::Source;

/// Lists and tables with the rank of the phase that first needs them, and fields.
#[derive(Debug, Default)]
pub struct Needs {
    records: BTreeMap<RecordId, u16>,
    pub fields: BTreeSet<(RecordId, Slot)>,
}

/// A need shows at the latest when the lists above it are laid out; lists are nested no deeper.
const ROUNDS: usize = 5;

/// Every rule counts by then.
const LATEST: &str = "2099-12-31";

impl Needs {
    pub fn has(&self, id: RecordId) -> bool {
        self.records.contains_key(&id)
    }

    /// The lists of the head that a phase is the first to need, in the order of the dictionary.
    pub fn lists_of(&self, rank: u16, schema: &Schema) -> Vec<RecordId> {
        let fields = &schema.record(Schema::PROJECT).fields;
        let lists = fields.iter().filter_map(|field| match field.kind {
            Kind::Table(id) | Kind::List(id) => Some(id),
            _ => None,
        });
        lists.filter(|id| self.records.get(id) == Some(&rank)).collect()
    }
}

pub fn of(cut: &Cut<'_>) -> Needs {
    let mut needs = Needs::default();
    for rank in 0..=cut.phase {
        due(cut, rank, &mut needs);
        for _ in 0..ROUNDS {
            if !add(cut, rank, &mut needs) {
                break;
            }
        }
    }
    needs
}

/// What class and due results bring without a rule.
fn due(cut: &Cut<'_>, rank: u16, needs: &mut Needs) {
    let standard = cut.auditor.standard;
    let (class, result) = (standard.anchors.class.0, standard.anchors.result.0);
    if cut.class.is_some() {
        needs.records.entry(class).or_insert(rank);
    }
    let is_due = |due: &crate::standard::Due| Some(due.class.as_str()) == cut.class && due.level == Level::Muss;
    if standard.due.iter().any(|due| is_due(due) && standard.gates[usize::from(due.gate)].closes == rank) {
        needs.records.entry(result).or_insert(rank);
    }
}

/// Checks what is laid out so far and adds what MUSS rules miss; whether that was anything.
fn add(cut: &Cut<'_>, rank: u16, needs: &mut Needs) -> bool {
    let (auditor, schema) = (cut.auditor, &cut.auditor.standard.schema);
    let Some(as_of) = Period::parse(LATEST) else { return false };
    let gate = auditor.standard.gates.iter().position(|gate| gate.closes == rank);
    let before = needs.records.len() + needs.fields.len();
    // With open rows rules say all that they would read; with filled ones those speak that ask only then.
    for filled in [false, true] {
        let text = laid_out(cut, rank, needs, filled);
        let audit = auditor.audit(Source::new("vorlage.toml", text), Question { gate, ..Question::as_of_day(as_of) });
        for finding in audit.findings.iter().filter(|finding| finding.level == Level::Muss) {
            for path in finding.missing.iter().chain([&finding.path]) {
                note(schema, &plain(path), rank, needs);
            }
        }
    }
    targets(cut, rank, needs);
    needs.records.len() + needs.fields.len() > before
}

/// What an obligatory field refers to must be there.
fn targets(cut: &Cut<'_>, rank: u16, needs: &mut Needs) {
    let schema = &cut.auditor.standard.schema;
    let mut found = Vec::new();
    {
        let writer = Writer { cut, needs, as_example: false, rows_as_example: false };
        for &id in needs.records.keys() {
            for (slot, field) in (0..).zip(&schema.record(id).fields) {
                if let Kind::Ref(target) | Kind::Refs(target) = field.kind
                    && writer.is_needed(id, slot)
                {
                    found.push(target);
                }
            }
        }
    }
    for target in found {
        needs.records.entry(target).or_insert(rank);
    }
}

fn laid_out(cut: &Cut<'_>, rank: u16, needs: &Needs, rows_as_example: bool) -> String {
    let cut = Cut { auditor: cut.auditor, class: cut.class, phase: rank, id: Some("vorlage") };
    let writer = Writer { cut: &cut, needs, as_example: true, rows_as_example };
    let mut out = String::new();
    writer.head(&mut out);
    for phase in 0..=rank {
        for id in needs.lists_of(phase, &cut.auditor.standard.schema) {
            writer.list(&mut out, id);
        }
    }
    out
}

/// A list with all above it, or a field of one.
fn note(schema: &Schema, path: &str, rank: u16, needs: &mut Needs) {
    let record = match schema.find_record(path).filter(|_| !path.is_empty()) {
        Some(record) => record,
        None => {
            let Some((record, slot)) = schema.find_field(path) else { return };
            needs.fields.insert((record, slot));
            record
        }
    };
    let mut at = record;
    while at != Schema::PROJECT {
        needs.records.entry(at).or_insert(rank);
        at = schema.record(at).parent;
    }
}

/// A path without the keys of its rows.
fn plain(path: &str) -> String {
    let mut depth = 0_usize;
    let keep = |letter: &char| {
        depth += usize::from(*letter == '[');
        let outside = depth == 0;
        depth -= usize::from(*letter == ']' && depth > 0);
        outside
    };
    path.chars().filter(keep).collect()
}
