//! Exceptions: a finding under a valid one stays visible but does not count; an expired one no longer excuses, and one
//! that meets nothing is itself a finding.

use crate::audit::builtin;
use crate::audit::finding::{Excused, Finding};
use crate::audit::subject::Subject;
use crate::document::{CellId, Value};
use crate::period::Period;
use crate::schema::{Level, Slot};

#[derive(Clone, Debug)]
struct Exception {
    row: CellId,
    rule: String,
    place: String,
    reason: String,
    until: Period,
    used: bool,
}

/// How an exception stands at the Stichtag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    /// Still valid, for so many days.
    Expiring(i32),
    Expired,
    /// Meets no finding.
    Unused,
}

/// An exception as the overview shows it.
#[derive(Clone, Debug)]
pub struct Overview {
    pub rule: String,
    pub place: String,
    pub reason: String,
    pub until: Period,
    pub line: u32,
    pub standing: Standing,
}

/// An exception from a rule across projects. Whether it meets anything is known when the portfolio has been asked.
#[derive(Clone, Debug)]
pub struct Reserved {
    exception: Exception,
    project: String,
    file: String,
    /// Its place among the overviews of the file.
    number: usize,
    as_of: Period,
    /// What to say when it has expired, and when it meets nothing.
    told: [Option<Finding>; 2],
}

impl Reserved {
    /// Marks what stands under it; in a finding about two projects either may hold the exception.
    pub fn excuse(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            let own = self.project == finding.project && self.exception.meets(finding, &self.project);
            let other = finding.more.iter().any(|spot| spot.file == self.file && self.exception.covers(&spot.path, &self.project));
            if own || other && finding.rule.eq_ignore_ascii_case(&self.exception.rule) {
                self.exception.used = true;
                finding.exception = Some(self.exception.excused(self.as_of));
            }
        }
    }

    /// Corrects the overview of its file; gives what is to say about the exception itself.
    pub fn settle(self, overviews: &mut [Overview]) -> Option<Finding> {
        let [expired, unused] = self.told;
        if self.exception.used {
            return expired;
        }
        if let Some(overview) = overviews.get_mut(self.number).filter(|overview| overview.standing != Standing::Expired) {
            overview.standing = Standing::Unused;
        }
        unused
    }
}

/// Marks the findings that stand under an exception, adds what is to say about the exceptions themselves, and gives the
/// overview of all that are complete, and those that only the portfolio can settle.
pub fn apply(subject: &Subject<'_>, as_of: Period, findings: &mut Vec<Finding>) -> (Vec<Overview>, Vec<Reserved>) {
    let mut exceptions = read(subject);
    if exceptions.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let project = subject.project();
    for finding in findings.iter_mut() {
        let met = exceptions.iter_mut().find(|exception| exception.meets(finding, &project));
        if let Some(exception) = met {
            exception.used = true;
            finding.exception = Some(exception.excused(as_of));
        }
    }
    let across = |exception: &Exception| subject.standard.rule(&exception.rule).is_some_and(|rule| rule.queries().is_some());
    for exception in exceptions.iter_mut().filter(|exception| across(exception)) {
        exception.used = true;
    }
    for exception in exceptions.iter().filter(|exception| !across(exception)) {
        findings.extend(exception.own_finding(subject, as_of));
    }
    let overviews = exceptions.iter().map(|exception| exception.overview(subject, as_of)).collect();
    let reserve = |(number, mut exception): (usize, Exception)| {
        let expired = exception.own_finding(subject, as_of);
        exception.used = false;
        let told = [expired, exception.own_finding(subject, as_of)];
        Reserved { exception, project: project.clone(), file: subject.document.source.name.clone(), number, as_of, told }
    };
    let reserved = exceptions.into_iter().enumerate().filter(|(_, exception)| across(exception)).map(reserve).collect();
    (overviews, reserved)
}

/// Rows with a missing or faulty field excuse nothing; the structural check reports them.
fn read(subject: &Subject<'_>) -> Vec<Exception> {
    let anchors = &subject.standard.anchors;
    let (record, rule) = anchors.exception_rule;
    let complete = |row: CellId| {
        let fields = &subject.schema().record(record).fields;
        (0..).zip(fields).all(|(slot, field): (Slot, _)| {
            field.required.is_none()
                || subject.document.field(row, slot).is_some_and(|cell| !subject.document.cell(cell).value.is_missing())
        })
    };
    let text = |row: CellId, slot: Slot| match subject.document.field(row, slot).map(|cell| subject.document.cell(cell).value) {
        Some(Value::Text(text)) => Some(subject.document.text(text).to_owned()),
        _ => None,
    };
    let rows = subject.document.rows_of(subject.schema(), record);
    let rows = rows.iter().filter_map(|way| way.last().copied()).filter(|row| complete(*row));
    rows.filter_map(|row| {
        Some(Exception {
            row,
            rule: text(row, rule)?,
            place: text(row, anchors.exception_place.1)?,
            reason: text(row, anchors.exception_reason.1)?,
            until: subject.period(row, anchors.exception_until.1)?,
            used: false,
        })
    })
    .collect()
}

impl Exception {
    /// The place is the path of the finding, something that contains it, or the project's id for the whole file.
    fn meets(&self, finding: &Finding, project: &str) -> bool {
        finding.rule.eq_ignore_ascii_case(&self.rule) && self.covers(&finding.path, project)
    }

    fn covers(&self, path: &str, project: &str) -> bool {
        let inside = path.strip_prefix(&self.place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        inside || self.place == project
    }

    fn excused(&self, as_of: Period) -> Excused {
        Excused { reason: self.reason.clone(), until: self.until, expired: self.expired(as_of) }
    }

    fn expired(&self, as_of: Period) -> bool {
        self.until.before(as_of) == Some(true)
    }

    fn overview(&self, subject: &Subject<'_>, as_of: Period) -> Overview {
        let notice = subject.standard.anchors.exception_notice.as_ref().and_then(|name| subject.standard.threshold(name));
        let notice = notice.map_or(0, |threshold| threshold.value);
        let left = self.until.to - as_of.from;
        let standing = match (self.used, self.expired(as_of)) {
            (_, true) => Standing::Expired,
            (false, false) => Standing::Unused,
            (true, false) if i64::from(left) <= notice => Standing::Expiring(left),
            (true, false) => Standing::Valid,
        };
        let line = subject.place(self.row).line;
        Overview { rule: self.rule.clone(), place: self.place.clone(), reason: self.reason.clone(), until: self.until, line, standing }
    }

    fn own_finding(&self, subject: &Subject<'_>, as_of: Period) -> Option<Finding> {
        let (check, level, message) = match (self.used, self.expired(as_of)) {
            (true, false) => return None,
            (true, true) => (
                builtin::EXPIRED,
                Level::Soll,
                format!("Die Ausnahme von {} galt bis {}; der Befund zählt wieder.", self.rule, self.until.german()),
            ),
            (false, expired) => {
                let ended = if expired { format!(" und ist seit {} abgelaufen", self.until.german()) } else { String::new() };
                (builtin::UNUSED, Level::Kann, format!("Zur Ausnahme von {} an „{}“ gibt es keinen Befund{ended}.", self.rule, self.place))
            }
        };
        let span = subject.document.cell(self.row).span;
        Some(subject.builtin(check, level, self.row, span, message))
    }
}
