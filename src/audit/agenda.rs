//! What a project has to do until its next gate: every finding that stands against it there, who sees to it, and by
//! when it must be begun so that talks and consultations have their time.

use std::cmp::Reverse;

use crate::audit::Auditor;
use crate::audit::finding::Finding;
use crate::audit::project::{Audit, Question};
use crate::audit::readiness::Readiness;
use crate::audit::responsible::{deciders, rows, text, told, with_body};
use crate::audit::subject::Subject;
use crate::period::Period;
use crate::schema::Level;
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
    /// What is to be known beside it: title and value of fields of the head.
    pub told: Vec<(String, String)>,
    pub readiness: Readiness,
    /// What stands already is to be done at once; then the earliest first; without a planned date by weight.
    pub steps: Vec<Step>,
}

pub struct Step {
    pub finding: Finding,
    /// The role, with its Stelle where the file names one.
    pub responsible: String,
    pub begin_by: Option<Period>,
    /// Stands whether or not the gate is asked for, and nothing has to be waited for.
    pub at_once: bool,
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
        let audit = self.audit(source.clone(), Question::as_of_day(as_of));
        let Some(state) = audit.state else { return Err(Box::new(audit)) };
        let number = gate.or_else(|| standard.gates.iter().position(|gate| gate.closes >= state.phase));
        let last = standard.phases.len().saturating_sub(1);
        let phase = &standard.phases[usize::from(state.phase).min(last)].title;
        let asked = self.audit(source, Question { gate: number, ..Question::as_of_day(as_of) });
        let subject = Subject { standard, document: &asked.document };
        let gate = number.map(|number| &standard.gates[number]);
        let planned = gate.and_then(|gate| planned(&subject, &gate.id));
        let against = asked
            .findings
            .iter()
            .filter(|finding| finding.level >= Level::Soll && finding.outcome <= Outcome::NichtPruefbar && !finding.is_excused());
        let stands = |finding: &Finding| audit.findings.iter().any(|known| (&known.rule, &known.path) == (&finding.rule, &finding.path));
        let mut steps: Vec<Step> = against.map(|finding| self.step(&subject, finding.clone(), (planned, as_of, stands(finding)))).collect();
        steps.sort_by(|left, right| {
            let weight = |step: &Step| {
                (!step.at_once, step.begin_by.map_or(i32::MAX, |day| day.from), Reverse(step.finding.level), step.finding.place)
            };
            weight(left).cmp(&weight(right))
        });
        let deciders = gate.map_or_else(Vec::new, |gate| deciders(&subject, gate));
        let told = told(&subject);
        Ok(Agenda { project: asked.project.clone(), phase, gate, planned, deciders, told, readiness: asked.readiness.clone(), steps })
    }

    fn step(&self, subject: &Subject<'_>, finding: Finding, (planned, as_of, stands): (Option<Period>, Period, bool)) -> Step {
        let standard = self.standard;
        let rule = standard.rule(&finding.rule);
        let role = rule.and_then(|rule| rule.responsible.as_deref()).unwrap_or(&standard.anchors.role_otherwise);
        let lead =
            rule.and_then(|rule| rule.lead_time.as_ref()).and_then(|name| standard.threshold(name)).map_or(0, |threshold| threshold.value);
        let at_once = stands && lead == 0 && finding.bars() && finding.outcome == Outcome::NichtErfuellt;
        let in_time = planned.map(|day| Period::day(day.from - i32::try_from(lead).unwrap_or(0)));
        let begin_by = if at_once { Some(as_of) } else { in_time };
        Step { responsible: with_body(subject, role), finding, begin_by, at_once, lead_days: lead }
    }
}

/// The planned date of the milestone bound to a gate: its last re-plan, else its first plan.
fn planned(subject: &Subject<'_>, gate: &str) -> Option<Period> {
    let anchors = &subject.standard.anchors;
    let (record, slot) = anchors.milestone_gate;
    let milestone = rows(subject, record).into_iter().find(|row| text(subject, *row, slot).as_deref() == Some(gate))?;
    let replans = subject
        .document
        .rows_of(subject.schema(), anchors.milestone_replan.0)
        .into_iter()
        .filter(|way| way.contains(&milestone))
        .filter_map(|way| way.last().copied());
    let last = replans.filter_map(|row| subject.period(row, anchors.milestone_replan.1)).next_back();
    last.or_else(|| subject.period(milestone, anchors.milestone_first_plan.1))
}
