//! What a project has to do until its next gate: every finding that stands against it there, who sees to it, and by
//! when it must be begun so that talks and consultations have their time.

use crate::audit::Auditor;
use crate::audit::finding::Finding;
use crate::audit::project::{Audit, Question};
use crate::audit::subject::Subject;
use crate::document::{CellId, Value};
use crate::period::Period;
use crate::schema::{Level, RecordId, Slot};
use crate::source::Source;
use crate::standard::{Gate, Outcome};

pub struct Agenda<'s> {
    pub project: String,
    /// Title of the phase the project is in.
    pub phase: &'s str,
    /// `None` when the last gate is passed.
    pub gate: Option<&'s Gate>,
    /// When the gate is planned, by the last plan entered.
    pub planned: Option<Period>,
    pub deciders: Vec<String>,
    /// Earliest first; without a planned date by weight.
    pub steps: Vec<Step>,
}

pub struct Step {
    pub finding: Finding,
    /// The role, with its Stelle where the file names one.
    pub responsible: String,
    pub begin_by: Option<Period>,
    /// So many days before the gate.
    pub lead_days: i64,
}

impl<'s> Auditor<'s> {
    /// The agenda of one file until its next gate; `Err` holds the audit of a file that cannot be read as a project.
    pub fn agenda(&self, source: Source, as_of: Period) -> Result<Agenda<'s>, Box<Audit>> {
        self.agenda_for(source, as_of, None)
    }

    /// Until the gate with this index, or the next one.
    pub fn agenda_for(&self, source: Source, as_of: Period, gate: Option<usize>) -> Result<Agenda<'s>, Box<Audit>> {
        let standard = self.standard;
        let audit = self.audit(source.clone(), Question { as_of, gate: None, all: false });
        let Some(state) = audit.state else { return Err(Box::new(audit)) };
        let number = gate.or_else(|| standard.gates.iter().position(|gate| gate.closes >= state.phase));
        let last = standard.phases.len().saturating_sub(1);
        let phase = &standard.phases[usize::from(state.phase).min(last)].title;
        let asked = self.audit(source, Question { as_of, gate: number, all: false });
        let subject = Subject { standard, document: &asked.document };
        let gate = number.map(|number| &standard.gates[number]);
        let planned = gate.and_then(|gate| planned(&subject, &gate.id));
        let against = asked
            .findings
            .iter()
            .filter(|finding| finding.level >= Level::Soll && finding.outcome <= Outcome::NichtPruefbar && !finding.is_excused());
        let mut steps: Vec<Step> = against.map(|finding| self.step(&subject, finding.clone(), planned)).collect();
        steps.sort_by(|left, right| {
            let weight =
                |step: &Step| (step.begin_by.map_or(i32::MAX, |day| day.from), std::cmp::Reverse(step.finding.level), step.finding.place);
            weight(left).cmp(&weight(right))
        });
        let deciders = gate.iter().flat_map(|gate| &gate.deciders).map(|role| with_body(&subject, role)).collect();
        Ok(Agenda { project: asked.project.clone(), phase, gate, planned, deciders, steps })
    }

    fn step(&self, subject: &Subject<'_>, finding: Finding, planned: Option<Period>) -> Step {
        let standard = self.standard;
        let rule = standard.rule(&finding.rule);
        let role = rule.and_then(|rule| rule.responsible.as_deref()).unwrap_or(&standard.anchors.role_otherwise);
        let lead =
            rule.and_then(|rule| rule.lead_time.as_ref()).and_then(|name| standard.threshold(name)).map_or(0, |threshold| threshold.value);
        let begin_by = planned.map(|day| Period::day(day.from - i32::try_from(lead).unwrap_or(0)));
        Step { responsible: with_body(subject, role), finding, begin_by, lead_days: lead }
    }
}

fn rows(subject: &Subject<'_>, record: RecordId) -> Vec<Vec<CellId>> {
    subject.document.rows_of(subject.schema(), record)
}

fn text(subject: &Subject<'_>, row: CellId, slot: Slot) -> Option<String> {
    subject.document.field(row, slot).and_then(|cell| subject.document.text_at(subject.schema(), cell))
}

/// The planned date of the milestone bound to a gate: its last re-plan, else its first plan.
fn planned(subject: &Subject<'_>, gate: &str) -> Option<Period> {
    let anchors = &subject.standard.anchors;
    let (record, slot) = anchors.milestone_gate;
    let milestone = rows(subject, record)
        .into_iter()
        .filter_map(|way| way.last().copied())
        .find(|row| text(subject, *row, slot).as_deref() == Some(gate))?;
    let replans =
        rows(subject, anchors.milestone_replan.0).into_iter().filter(|way| way.contains(&milestone)).filter_map(|way| way.last().copied());
    let last = replans.filter_map(|row| subject.period(row, anchors.milestone_replan.1)).next_back();
    last.or_else(|| subject.period(milestone, anchors.milestone_first_plan.1))
}

/// A role's title with the Stelle that holds it now, where the file says.
fn with_body(subject: &Subject<'_>, role: &str) -> String {
    let anchors = &subject.standard.anchors;
    let (record, slot) = anchors.role;
    let title = match subject.schema().record(record).field(slot).kind {
        crate::schema::Kind::Code(id) => {
            let catalogue = subject.schema().catalogue(id);
            catalogue.ordinal(role).map_or(role, |ordinal| catalogue.code(ordinal).title.as_str())
        }
        _ => role,
    };
    let ended = |row: CellId| {
        subject.document.field(row, anchors.role_until.1).is_some_and(|cell| !matches!(subject.document.cell(cell).value, Value::Unset))
    };
    let holder = rows(subject, record)
        .into_iter()
        .filter_map(|way| way.last().copied())
        .find(|row| text(subject, *row, slot).as_deref() == Some(role) && !ended(*row));
    let body = holder.and_then(|row| text(subject, row, anchors.role_body.1)).and_then(|key| body_name(subject, &key));
    body.map_or_else(|| title.to_owned(), |body| format!("{title} ({body})"))
}

fn body_name(subject: &Subject<'_>, key: &str) -> Option<String> {
    let (record, name) = subject.standard.anchors.body_name;
    let list = subject.schema().record(record).list?;
    let row = rows(subject, record)
        .into_iter()
        .filter_map(|way| way.last().copied())
        .find(|row| text(subject, *row, list.key).as_deref() == Some(key))?;
    text(subject, row, name)
}
