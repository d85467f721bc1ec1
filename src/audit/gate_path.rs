//! The gates of a project one after the other: how each was decided, whether that is proven, what stood against it on
//! the day of the decision, and which conditions are still open.

use crate::audit::Auditor;
use crate::audit::project::Question;
use crate::audit::subject::Subject;
use crate::document::{CellId, Document, Value, read};
use crate::period::Period;
use crate::schema::{Kind, Schema, TraitValue};
use crate::source::Source;
use crate::standard::{Gate, Outcome};

/// One gate of the standard, as the project stands to it.
#[derive(Debug)]
pub struct Station<'s> {
    pub gate: &'s Gate,
    /// The last decision; `None` while there is none.
    pub decision: Option<Decision>,
}

#[derive(Debug)]
pub struct Decision {
    /// How it was decided, in the words of the code list.
    pub outcome: String,
    pub passes: bool,
    pub on: Option<Period>,
    /// A document proves it; otherwise it is only stated.
    pub proven: bool,
    /// Rules of level MUSS that were not fulfilled, and that could not be checked, as of the day of the decision. Empty
    /// where that day is not known.
    pub against: Vec<String>,
    pub unchecked: Vec<String>,
    pub conditions: Conditions,
}

/// What was to be done after the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    pub all: usize,
    pub open: usize,
    /// Open, and its date has passed.
    pub overdue: usize,
    /// The earliest date of an open one.
    pub next: Option<Period>,
}

impl<'s> Auditor<'s> {
    /// All gates of the profile in their order, as of the Stichtag. A file with syntax errors has decided nothing.
    pub fn gate_path(&self, source: &Source, as_of: Period) -> Vec<Station<'s>> {
        let standard = self.standard;
        let (mut document, _) = read(&standard.schema, Schema::PROJECT, source.clone());
        document.cut(&standard.schema, Schema::PROJECT, as_of.to);
        let subject = Subject { standard, document: &document };
        let station = |(number, gate): (usize, &'s Gate)| Station {
            gate,
            decision: last_decision(&subject, &gate.id).map(|row| self.decision(&subject, source, row, number, as_of)),
        };
        standard.gates.iter().enumerate().map(station).collect()
    }

    fn decision(&self, subject: &Subject<'_>, source: &Source, row: CellId, number: usize, as_of: Period) -> Decision {
        let Decided { outcome, passes, on } = outcome(subject, row);
        let (against, unchecked) = on.map(|on| self.against(source, number, on)).unwrap_or_default();
        Decision {
            outcome,
            passes,
            on,
            proven: filled(subject.document, row, self.standard.anchors.gate_evidence.1),
            against,
            unchecked,
            conditions: conditions(subject, row, as_of),
        }
    }
    /// What the check for the gate would have said on the day of the decision.
    fn against(&self, source: &Source, number: usize, on: Period) -> (Vec<String>, Vec<String>) {
        let question = Question { gate: Some(number), ..Question::as_of_day(Period::day(on.to)) };
        let audit = self.audit_in(source.clone(), question, Some(self.standard.gates[number].closes));
        let of = |outcome| audit.readiness.rules(outcome);
        (of(Outcome::NichtErfuellt), of(Outcome::NichtPruefbar))
    }
}

/// How a gate was decided, and when.
pub(super) struct Decided {
    pub outcome: String,
    pub passes: bool,
    pub on: Option<Period>,
}

/// The last decision about a gate.
pub(super) fn decided(subject: &Subject<'_>, gate: &str) -> Option<Decided> {
    last_decision(subject, gate).map(|row| outcome(subject, row))
}

fn outcome(subject: &Subject<'_>, row: CellId) -> Decided {
    let anchors = &subject.standard.anchors;
    let (record, slot) = anchors.gate_outcome;
    let code = match (subject.document.field(row, slot), subject.schema().record(record).field(slot).kind) {
        (Some(cell), Kind::Code(catalogue)) => match subject.document.cell(cell).value {
            Value::Code(_, ordinal) => Some(subject.schema().catalogue(catalogue).code(ordinal)),
            _ => None,
        },
        _ => None,
    };
    Decided {
        outcome: code.map(|code| code.title.clone()).unwrap_or_default(),
        passes: code.is_some_and(|code| code.values.get(anchors.outcome_passes) == Some(&TraitValue::Flag(true))),
        on: subject.schema().record(record).list.and_then(|list| list.valid_from).and_then(|slot| subject.period(row, slot)),
    }
}

/// The latest entry about a gate; of several on one day the last in the file.
fn last_decision(subject: &Subject<'_>, gate: &str) -> Option<CellId> {
    let (record, slot) = subject.standard.anchors.gate;
    let valid_from = subject.schema().record(record).list.and_then(|list| list.valid_from);
    let rows = subject.document.rows_of(subject.schema(), record).into_iter().filter_map(|way| way.last().copied());
    let about = |row: &CellId| {
        let cell = subject.document.field(*row, slot);
        cell.and_then(|cell| subject.document.text_at(subject.schema(), cell)).as_deref() == Some(gate)
    };
    rows.filter(about).max_by_key(|row| valid_from.and_then(|slot| subject.period(*row, slot)).map(|day| day.to))
}

fn conditions(subject: &Subject<'_>, decision: CellId, as_of: Period) -> Conditions {
    let anchors = &subject.standard.anchors;
    let mut found = Conditions::default();
    let ways = subject.document.rows_of(subject.schema(), anchors.condition_met.0);
    for row in ways.into_iter().filter(|way| way.contains(&decision)).filter_map(|way| way.last().copied()) {
        found.all += 1;
        if filled(subject.document, row, anchors.condition_met.1) {
            continue;
        }
        found.open += 1;
        let due = subject.period(row, anchors.condition_due.1);
        found.overdue += usize::from(due.is_some_and(|due| due.before(as_of) == Some(true)));
        found.next = match (found.next, due) {
            (Some(known), Some(due)) if due.to >= known.to => Some(known),
            (known, due) => due.or(known),
        };
    }
    found
}

fn filled(document: &Document, row: CellId, slot: crate::schema::Slot) -> bool {
    document.field(row, slot).is_some_and(|cell| !document.cell(cell).value.is_missing())
}
